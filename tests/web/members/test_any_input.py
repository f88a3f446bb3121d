"""Whatever is sent: a sentence or a page, never a fault, and nothing half stored."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengta.members.models import Member, MemberChange
from dengta.web.members.finding import LONGEST, words
from tests.members import builders
from tests.web.members.conftest import SignIn
from tests.web.members.test_enrolment import address, known_to_the_register, typed
from tests.web.members.test_list import BROWSE, LIST
from tests.world import Province

ODD = st.sampled_from(
    [
        "", " ", "\x00", "\x07", "\u200b", "𠮷", "䶮", "１９７８０３２１", "370999197803210332x",
        "9999-12-31", "0001-01-01", "2003-02-30", "1978-13", "-1", "2", "0" * 18, "²", "١",
        "<b>", "' OR 1=1", "\r\n", "字" * 3_000, "null", "370000", "999999", "01", "\ud7ff",
    ]
)  # fmt: skip
TEXT = st.one_of(
    ODD, st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.dates().map(str)
)
FIELDS = (
    *typed(), "full_on", "lost_since", "floating_province", "floating_city", "floating_city_code",
    "floating_county", "floating_county_code", "floating_place", "rejoining", "branch", "reason",
    "seen",
)  # fmt: skip
POSTS = st.dictionaries(st.sampled_from(FIELDS), TEXT, max_size=6)
STEPS = st.sampled_from(
    ["look", "archive", "ask", "sync", "save", "mend-sex", "mend-birth_date", "x"]
)


@pytest.fixture
def person(province: Province) -> Member:
    return builders.member(province["B1"], name="刘巧云")


def test_anything_typed_into_enrolment(province: Province, at_desk: SignIn) -> None:
    desk, page, form = at_desk("B1"), address(province), typed()
    known_to_the_register(form)
    desk.post(page, {**form, "do": "ask"})

    @given(POSTS, STEPS)
    def anything(odd: dict[str, Any], do: str) -> None:
        before = Member.objects.count()
        answer = desk.post(page, {**form, **odd, "do": do})
        assert answer.status_code in {200, 303, 422}
        stored = Member.objects.count() - before
        assert stored == (answer.status_code == 303)

    anything()


def test_anything_typed_into_editing(province: Province, at_desk: SignIn, person: Member) -> None:
    desk, page = at_desk("B1"), f"{LIST}/{person.uid}/bianji"
    right = {**typed(), "name": person.name, "id_number": person.id_number}

    @given(POSTS, STEPS)
    def anything(odd: dict[str, Any], do: str) -> None:
        person.refresh_from_db()
        changes = MemberChange.objects.count()
        form = {**right, "seen": str(person.step), **odd, "do": do}
        answer = desk.post(page, form)
        assert answer.status_code in {200, 303, 422}
        if answer.status_code != 303:
            assert MemberChange.objects.count() == changes

    anything()


def test_anything_asked_of_the_lists(province: Province, at_desk: SignIn, person: Member) -> None:
    desk = at_desk("T1")
    names = (
        "name", "sex", "category", "education", "post", "status", "lost", "floating", "age_from",
        "age_to", "order", "size", "cursor", "below", "number", "q", "count", "org",
    )  # fmt: skip

    @given(
        st.sampled_from([LIST, BROWSE]),
        st.dictionaries(st.sampled_from(names), TEXT, max_size=5),
        st.booleans(),
    )
    def anything(address: str, query: dict[str, Any], htmx: bool) -> None:
        headers = {"HX-Request": "true"} if htmx else {}
        answer = desk.get(address, query, headers=headers)
        assert answer.status_code in {200, 404, 422}
        found = desk.post(f"{address}/chaxun", {**query, "id_number": query.get("name", "")})
        assert found.status_code == 303
        assert desk.get(found["Location"]).status_code in {200, 404, 422}

    anything()


@given(TEXT)
def test_what_is_searched_for_is_cleaned(text: str) -> None:
    cleaned = words(text)
    assert len(cleaned) <= LONGEST
    assert "\x00" not in cleaned
    assert cleaned == cleaned.strip()
