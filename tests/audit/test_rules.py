from __future__ import annotations

import pytest

from dengta.audit.rules.events import EVENT_LABELS, KIND_LABELS, Event, Kind
from dengta.audit.rules.lines import Changed, body_of, changes_of, masked, sentence

PHONE = Changed("phone", "联系电话", "13900000000", "0699-8880011", secret=True)


def test_every_event_and_every_screen_has_words() -> None:
    assert set(EVENT_LABELS) == set(Event)
    assert len(set(EVENT_LABELS.values())) == len(EVENT_LABELS)
    assert set(KIND_LABELS) == set(Kind)


@pytest.mark.spec("LOG-01")
def test_the_four_screens_are_called_as_the_specification_says() -> None:
    assert list(KIND_LABELS.values()) == [
        "系统登录日志",
        "业务审批记录",
        "档案查询记录",
        "被拒操作",
    ]


def test_names_of_events_fit_their_column() -> None:
    assert max(len(event) for event in Event) <= 40


@pytest.mark.spec("LOG-01")
def test_secret_values_are_stars_and_an_empty_one_stays_empty() -> None:
    assert masked(PHONE) == Changed("phone", "联系电话", "********", "********", secret=True)
    assert masked(Changed("phone", "联系电话", "", "1", secret=True)).old == ""
    open_one = Changed("name", "名称", "甲", "乙")
    assert masked(open_one) is open_one


@pytest.mark.spec("LOG-02")
def test_a_line_reads_as_a_plain_sentence_without_secrets() -> None:
    words = sentence(
        event=Event.ORGANIZATION_EDITED,
        actor="田小禾",
        duty="管理员",
        organization="东平川县委",
        subject="柳河村党支部",
        changes=(Changed("contact", "联系人", "", "高远"), PHONE),
        reason="换届",
    )
    assert words == (
        "东平川县委管理员田小禾：修改党组织信息“柳河村党支部”，联系人填为“高远”；"
        "联系电话由“********”改为“********”，原因：换届。"
    )


def test_a_body_gives_back_its_changes() -> None:
    body = body_of([PHONE], "换届", {"desk": "平川市委"})
    assert changes_of(body) == (PHONE,)
    assert body["reason"] == "换届"
    assert body_of([], "", None) == {}
