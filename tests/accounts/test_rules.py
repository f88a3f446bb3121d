"""Passwords, pictures and limits: pure rules."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengta.accounts.rules import limits, passwords, pictures
from dengta.accounts.rules.sessions import Session

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
OWN = ("方云舟", "370999198001010017", "13900000012")


@pytest.mark.spec("ACC-16")
@pytest.mark.parametrize(
    ("password", "part"),
    [
        ("Ab1!", "至少 10 位"),
        ("abcdefghijk", "三种"),
        ("abcdefghijk1", "三种"),
        ("Maple-13900000012", "本人"),
        ("Maple-010017-hill", "本人"),
        ("方云舟Maple2026", "本人"),
        ("Password123!", "太常见"),
        ("PASSWORD1!!!", "太常见"),
        ("x" * 200 + "A1", "最多"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password: str, part: str) -> None:
    assert any(part in sentence for sentence in passwords.complaints(password, own_data=OWN))


@pytest.mark.spec("ACC-16")
@pytest.mark.parametrize("password", ["Maple-hill-9", "青石镇Maple-9", "maple hill 9!"])
def test_ten_characters_of_three_kinds_will_do(password: str) -> None:
    assert passwords.complaints(password, own_data=OWN) == []


@pytest.mark.spec("ACC-16")
def test_every_complaint_comes_at_once() -> None:
    assert len(passwords.complaints("aaa", own_data=OWN)) == 2


@pytest.mark.spec("ACC-15")
@pytest.mark.parametrize(
    ("begun", "used", "over"),
    [
        (timedelta(minutes=29), timedelta(minutes=29), False),
        (timedelta(minutes=31), timedelta(minutes=31), True),
        (timedelta(hours=7, minutes=59), timedelta(minutes=1), False),
        (timedelta(hours=8, seconds=1), timedelta(minutes=1), True),
    ],
)
def test_a_session_ends_idle_after_thirty_minutes_and_always_after_eight_hours(
    begun: timedelta, used: timedelta, over: bool
) -> None:
    session = Session(account=1, number=1, begun=NOON - begun, used=NOON - used)
    assert session.is_over(NOON) is over


@pytest.mark.spec("ACC-16")
def test_a_password_lasts_ninety_days() -> None:
    assert limits.days_of_password_left(NOON - timedelta(days=89), NOON) == 1
    assert limits.days_of_password_left(NOON - timedelta(days=90, seconds=1), NOON) < 0
    assert [limits.renewal(days) for days in (59, 1, 0, -3)] == [
        "59 天后须更换", "1 天后须更换", "现在须更换", "现在须更换",
    ]  # fmt: skip


@given(
    st.integers(0, 10**12),
    st.integers(0, 10**9),
    st.integers(0, 2**31),
    st.integers(0, 2**31),
)
def test_a_session_survives_its_cookie(account: int, number: int, begun: int, used: int) -> None:
    session = Session(
        account, number, datetime.fromtimestamp(begun, UTC), datetime.fromtimestamp(used, UTC)
    )
    assert Session.from_text(session.as_text()) == session


@pytest.mark.parametrize("text", ["", "1.2.3", "1.2.3.x", "1.2.3.4.5", "1.2.9999999999999999.4"])
def test_nonsense_in_the_cookie_is_no_session(text: str) -> None:
    assert Session.from_text(text) is None


@pytest.mark.spec("ACC-14")
@given(st.integers())
def test_a_sum_in_words_has_an_answer_a_person_can_type(seed: int) -> None:
    question = pictures.sum_in_words(Random(seed))
    assert question.in_words
    assert int(question.answer) >= 0
    assert pictures.is_right(question.answer, f" {question.answer} ")


@pytest.mark.spec("ACC-14")
@given(st.integers())
def test_a_picture_is_answered_in_any_case_and_width(seed: int) -> None:
    question = pictures.picture(Random(seed))
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in question.answer)
    assert pictures.is_right(question.answer, question.answer.lower())
    assert pictures.is_right(question.answer, wide)
    assert not pictures.is_right(question.answer, question.answer[:-1])
    assert not pictures.is_right("", "")
