from __future__ import annotations

import ast
from pathlib import Path

import pytest

from dengta.audit.rules.events import EVENT_LABELS, KIND_LABELS, Event, Kind
from dengta.audit.rules.lines import Changed, body_of, changes_of

PHONE = Changed("phone", "联系电话", "13900000000", "0699-8880011", secret=True)


def test_every_event_and_every_screen_has_words() -> None:
    assert set(EVENT_LABELS) == set(Event)
    assert len(set(EVENT_LABELS.values())) == len(EVENT_LABELS)
    assert set(KIND_LABELS) == set(Kind)


@pytest.mark.spec("LOG-01")
def test_every_event_is_written_by_some_verb() -> None:
    house = Path(__file__).parents[2] / "dengta"
    named = {
        node.attr
        for source in house.rglob("*.py")
        if "rules" not in source.parts and "migrations" not in source.parts
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Event"
    }
    assert {event.name for event in Event} <= named


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


def test_a_body_gives_back_its_changes() -> None:
    body = body_of([PHONE], "换届", {"desk": "平川市委"})
    assert changes_of(body) == (PHONE,)
    assert body["reason"] == "换届"
    assert body_of([], "", None) == {}
