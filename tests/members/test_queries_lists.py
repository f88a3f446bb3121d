"""The list of members: scope, order, filters, totals, masks (MEM-12)."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as some

from dengta.access.actor import SYSTEM
from dengta.members.effects import bulk
from dengta.members.models import Member
from dengta.members.queries import lists
from dengta.members.queries.leaves import leaves, neighbours
from dengta.members.queries.lists import Order, Page, Question
from dengta.refusal import Denied, OutOfReach, Refusal
from tests.members.builders import facts
from tests.world import NOON, Province, actor

PEOPLE = (
    # key, name, what is special
    ("B1", "张三丰", {"sex": "1", "birth_date": date(1950, 1, 1), "joined_on": date(1980, 7, 1)}),
    ("B1", "安小满", {"sex": "2", "category": "2", "joined_on": date(2026, 1, 1)}),
    ("B1b", "陈田石", {"education": "21", "post": "602"}),
    ("GB1", "安小满", {"education": "12", "status": "2"}),
    ("GB1", "欧阳春霖", {"lost": True, "lost_since": date(2020, 5, 1)}),
    ("GB2", "白禾秋", {"floating": True, "floating_province": "330000", "floating_city": "云市"}),
    ("B2", "白麦香", {"phone": "0699-8880011"}),
    ("CB2", "长孙守田", {"post": "011"}),
)


@pytest.fixture
def people(province: Province) -> Province:
    """A few people in both cities, loaded at once."""
    rows = []
    for key, name, special in PEOPLE:
        given: dict[str, Any] = {"full_on": None} if special.get("category") == "2" else {}
        person = facts(name=name, **special, **given)
        rows.append(bulk.Row(province[key].pk, province[key].path, person))
    bulk.load(rows, by=SYSTEM, at=NOON)
    return province


def asked(people: Province, key: str = "P", **question: Any) -> Page:
    """The page that an account of the root sees."""
    return lists.page(people.actor("P"), Question(people[key].path, **question))


def names(page: Page) -> list[str]:
    return [row.name for row in page.rows]


@pytest.mark.spec("MEM-12")
def test_by_organisation_and_inside_a_branch_by_name(people: Province) -> None:
    assert names(asked(people)) == [
        "安小满",
        "张三丰",
        "陈田石",
        "欧阳春霖",
        "白禾秋",
        "白麦香",
        "长孙守田",
    ]
    assert names(asked(people, "T1")) == ["安小满", "张三丰", "陈田石", "欧阳春霖", "白禾秋"]
    assert names(asked(people, "G1")) == ["欧阳春霖", "白禾秋"]


@pytest.mark.spec("MEM-12")
def test_by_name_in_pinyin_order(people: Province) -> None:
    assert names(asked(people, order=Order.NAME)) == [
        "安小满",
        "白禾秋",
        "白麦香",
        "陈田石",
        "欧阳春霖",
        "张三丰",
        "长孙守田",
    ]


@pytest.mark.spec("MEM-12")
def test_own_or_with_everything_below(people: Province) -> None:
    assert names(asked(people, "T1", include_below=False)) == []
    assert asked(people, "T1", include_below=False).total == 0
    only = asked(people, "GB1", include_below=False)
    assert (names(only), only.total, only.suspended) == (["欧阳春霖"], 1, 1)


@pytest.mark.spec("MEM-12")
def test_active_ones_are_preset_and_suspended_ones_told_beside(people: Province) -> None:
    page = asked(people)
    assert (page.total, page.suspended, page.total_text) == (7, 1, "7")
    suspended = asked(people, status="2")
    assert (names(suspended), suspended.total) == (["安小满"], 1)
    assert asked(people, status="").total == 8
    assert names(asked(people, status="2", order=Order.NAME)) == ["安小满"]


@pytest.mark.spec("MEM-12")
@pytest.mark.parametrize(
    ("question", "found"),
    [
        ({"name": "小满"}, ["安小满"]),
        ({"name": "白"}, ["白禾秋", "白麦香"]),
        ({"name": "没有"}, []),
        ({"sex": "2"}, ["安小满"]),
        ({"category": "2"}, ["安小满"]),
        ({"education": "21"}, ["陈田石"]),
        ({"education": "1"}, []),
        ({"education": "1", "status": ""}, ["安小满"]),
        ({"post": "6"}, ["陈田石"]),
        ({"post": "0"}, ["长孙守田"]),
        ({"lost": True}, ["欧阳春霖"]),
        ({"floating": True}, ["白禾秋"]),
        ({"age_from": 76, "on": date(2026, 6, 1)}, ["张三丰"]),
        ({"age_to": 75, "age_from": 49, "on": date(2026, 6, 1)}, []),
        ({"sex": "2", "category": "2"}, ["安小满"]),
        ({"sex": "2", "category": "1"}, []),
    ],
)
@pytest.mark.parametrize("order", list(Order))
def test_filters(
    people: Province, question: dict[str, Any], found: list[str], order: Order
) -> None:
    page = asked(people, order=order, **question)
    assert sorted(names(page)) == sorted(found)
    assert page.total == len(found)
    assert lists.count(people.actor("P"), Question(people["P"].path, **question)) == len(found)


@pytest.mark.spec("MEM-12")
def test_the_whole_number_finds_one_person_in_ones_range(people: Province) -> None:
    one = Member.objects.get(name="陈田石")
    assert names(asked(people, id_number=one.id_number)) == ["陈田石"]
    assert names(asked(people, "C2", id_number=one.id_number)) == []
    with pytest.raises(Refusal):
        asked(people, id_number="3709")


@pytest.mark.spec("MEM-12")
@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("key", ["P", "T1", "GB1"])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_paging_forward_and_back_shows_everybody_once(
    people: Province, order: Order, key: str, size: int
) -> None:
    everyone = names(asked(people, key, order=order, status=""))
    question = Question(people[key].path, order=order, size=size, status="")
    seen: list[list[str]] = []
    starts: list[int] = []
    page = lists.page(people.actor("P"), question)
    assert page.prev == ""
    while True:
        seen.append(names(page))
        starts.append(page.start)
        if not page.next:
            break
        page = lists.page(people.actor("P"), replace(question, cursor=page.next))
    assert [name for part in seen for name in part] == everyone
    assert starts == list(range(1, len(everyone) + 1, size))
    for expected in reversed(seen[:-1]):
        page = lists.page(people.actor("P"), replace(question, cursor=page.prev))
        assert names(page) == expected
    assert page.prev == ""
    assert page.start == 1


@pytest.mark.spec("MEM-12")
def test_numbers_are_masked_and_phones_full_only_in_one_branch_for_its_editors(
    people: Province,
) -> None:
    for row in asked(people).rows:
        assert row.id_number in {"37" + "*" * 16}
        assert "*" in row.phone
    branch = people["B2"].path
    [mine] = lists.page(people.actor("B2"), Question(branch, include_below=False)).rows
    assert mine.phone == "0699-8880011"
    assert mine.id_number == "37" + "*" * 16
    reader = actor(people["B2"], functions=["browse_members"])  # type: ignore[list-item]
    [masked] = lists.page(reader, Question(branch)).rows
    assert masked.phone == "0699-*****11"


@pytest.mark.spec("ACC-02")
def test_a_list_out_of_reach_does_not_exist(people: Province) -> None:
    for ask in (lists.page, lists.count, lambda who, q: leaves(who, q.org_path)):
        with pytest.raises(OutOfReach):
            ask(people.actor("B1"), Question(people["B2"].path))
        with pytest.raises(OutOfReach):
            ask(people.actor("B1"), Question(people["T1"].path))
        with pytest.raises(Denied):
            ask(actor(people["B1"], functions=()), Question(people["B1"].path))


@pytest.mark.spec("MEM-12")
@pytest.mark.parametrize(
    ("question", "queries"),
    [({}, 3), ({"order": Order.NAME}, 4), ({"include_below": False}, 3)],
)
def test_as_many_queries_for_three_rows_as_for_one(
    province: Province, question: dict[str, Any], queries: int
) -> None:
    branch = province["B1"]
    who = province.actor("B1")
    asked = Question(branch.path, **question)
    for _ in range(2):
        bulk.load([bulk.Row(branch.pk, branch.path, facts())], by=SYSTEM, at=NOON)
        lists.page(who, asked)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page = lists.page(who, asked)
        assert len(captured) == queries
        bulk.load([bulk.Row(branch.pk, branch.path, facts())], by=SYSTEM, at=NOON)
    assert len(page.rows) == 3


@pytest.mark.spec("MEM-12")
def test_totals_of_large_areas_with_several_filters_are_counted_on_demand(
    people: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "SMALL", 0)
    page = asked(people, name="白", size=1)
    assert (page.total, page.total_text) == (None, "1000+")
    assert asked(people, sex="1", category="1", size=1).total is None
    assert asked(people, sex="1", size=1).total == 6
    assert lists.count(people.actor("P"), Question(people["P"].path, name="白")) == 2


@pytest.mark.spec("MEM-12")
@pytest.mark.parametrize(
    "question",
    [
        {"sex": "9"},
        {"post": "x"},
        {"status": "3"},
        {"name": "王\0"},
        {"id_number": "abc"},
        {"age_from": 60, "age_to": 50, "on": date(2026, 6, 1)},
        {"age_from": -1, "on": date(2026, 6, 1)},
        {"age_to": 10**9, "on": date(2026, 6, 1)},
    ],
)
def test_filters_that_make_no_sense_are_refused_beside_themselves(
    people: Province, question: dict[str, Any]
) -> None:
    with pytest.raises(Refusal) as refusal:
        asked(people, **question)
    assert refusal.value.complaints[0].field


@given(
    parts=some.one_of(
        some.text(),
        some.lists(
            some.one_of(some.integers(), some.text(), some.none(), some.floats(allow_nan=False))
        ).map(lambda p: base64.urlsafe_b64encode(json.dumps(p).encode()).decode()),
    ),
    order=some.sampled_from(list(Order)),
)
def test_a_forged_cursor_is_the_first_page_or_another(
    parts: str, order: Order, people_once: Province
) -> None:
    question = Question(people_once["P"].path, order=order, cursor=parts)
    page = lists.page(people_once.actor("P"), question)
    assert page.total == 7


@pytest.fixture
def people_once(people: Province) -> Province:
    """The same people for all examples of one property, which only read."""
    return people


@pytest.mark.spec("MEM-12")
def test_a_branch_opens_to_its_members_in_parts(people: Province) -> None:
    who, path = people.actor("B1"), people["B1"].path
    first = leaves(who, path, limit=1)
    assert ([leaf.name for leaf in first.rows], first.more) == (["安小满"], True)
    rest = leaves(who, path, first.rows[-1].uid, limit=1)
    assert ([leaf.name for leaf in rest.rows], rest.more) == (["张三丰"], False)
    marks = [leaf.mark for leaf in leaves(people.actor("P"), people["GB1"].path).rows]
    assert marks == ["停止党籍", ""]
    before, after = neighbours(who, Member.objects.get(name="张三丰"))
    assert before is not None
    assert (before.name, after) == ("安小满", None)
