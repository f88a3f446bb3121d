"""<查看转接情况>: where a transfer is listed, what a row says, searching and paging (TRF-16)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dengta.refusal import OutOfReach, Refusal
from dengta.transfers import queries
from dengta.transfers.queries import Question
from tests.transfers.people import TODAY, agree, choose, hours, id_number, send
from tests.world import NOON, Province

pytestmark = pytest.mark.django_db


def listed(province: Province, key: str, **asked: Any) -> list[Any]:
    path = asked.pop("path", province[key].path)
    question = Question(path, **asked)
    return list(queries.listing(province.actor(key), question, at=NOON).rows)


@pytest.mark.spec("TRF-16")
def test_a_transfer_is_listed_where_a_place_of_it_is_near_or_below(province: Province) -> None:
    send(province, "B1", "B2", kind="2")
    places = ("B1", "T1", "D1", "C1", "P", "C2", "D2", "T2", "B2")
    for key in province.by_key:
        assert bool(listed(province, key)) == (key in places), key
    other = send(province, "GB1", "GB2", serial=1)
    near = {
        key
        for key in province.by_key
        if other.uid in {row.uid for row in listed(province, key, include_below=False)}
    }
    below = {
        key for key in province.by_key if other.uid in {row.uid for row in listed(province, key)}
    }
    assert near == {"GB1", "GB2", "G1", "T1", "D1"}
    assert below == near | {"C1", "P"}


@pytest.mark.spec("TRF-16")
def test_a_chosen_branch_lists_it_too(province: Province) -> None:
    transfer = agree(
        agree(send(province, "B1", "C2", kind="2"), province.actor("T1")), province.actor("D1")
    )
    assert listed(province, "B2") == []
    choose(transfer, province["B2"], province.actor("C2"))
    assert [row.target for row in listed(province, "B2")] == ["B2党支部"]
    assert [row.direction for row in listed(province, "D2")] == ["转入"]


@pytest.mark.spec("TRF-16")
def test_incoming_when_only_the_target_lies_in_the_area(province: Province) -> None:
    send(province, "B1", "B2", kind="2")
    assert [listed(province, key)[0].direction for key in ("B2", "C2", "C1", "B1", "P")] == [
        "转入",
        "转入",
        "转出",
        "转出",
        "转出",
    ]


@pytest.mark.spec("TRF-16", "MEM-12")
def test_what_a_row_says(province: Province) -> None:
    transfer = send(province, "B1", "B2", kind="2")
    (row,) = listed(province, "T1")
    assert (row.member, row.id_number, row.source, row.target, row.holder) == (
        "林晚秋",
        "37****************",
        "B1党支部",
        "B2党支部",
        "T1镇党委",
    )
    assert (row.sent_on, row.status_label, row.step) == (TODAY, "处理中", transfer.step)


SEARCHES: list[tuple[dict[str, Any], int]] = [
    ({"source": "CB1"}, 1),
    ({"source": "GB9"}, 0),
    ({"target": "B2"}, 1),
    ({"target": "C2"}, 1),
    ({"name": "晚秋"}, 1),
    ({"sex": "2"}, 2),
    ({"sex": "1"}, 0),
    ({"ethnicity": "01"}, 2),
    ({"ethnicity": "02"}, 0),
    ({"id_number": id_number(1)}, 1),
    ({"kind": "2"}, 2),
    ({"kind": "1"}, 0),
    ({"statuses": ("1", "3")}, 2),
    ({"statuses": ("2",)}, 0),
    ({"sent_from": TODAY, "sent_to": TODAY}, 2),
    ({"sent_to": TODAY - timedelta(days=1)}, 0),
]


@pytest.mark.spec("TRF-16")
def test_each_field_of_the_search(province: Province) -> None:
    send(province, "B1", "B2", kind="2")
    send(province, "CB1", "C2", serial=1, kind="2")
    found_ = [(asked, len(listed(province, "P", **asked))) for asked, _ in SEARCHES]
    assert found_ == SEARCHES


@pytest.mark.spec("TRF-16", "ACC-02")
def test_searches_that_make_no_sense_and_places_out_of_reach(province: Province) -> None:
    for asked, field in (
        ({"sex": "7"}, "sex"),
        ({"id_number": "37"}, "id_number"),
        ({"statuses": ("6",)}, "statuses"),
        ({"sent_from": TODAY, "sent_to": TODAY - timedelta(days=1)}, "sent_from"),
    ):
        with pytest.raises(Refusal) as refusal:
            listed(province, "T1", **asked)
        assert refusal.value.complaints[0].field == field
    with pytest.raises(OutOfReach):
        listed(province, "T1", path=province["T2"].path)


@pytest.mark.spec("TRF-16")
def test_pages_follow_each_other_and_come_back(province: Province) -> None:
    sent = [send(province, "B1", "B2", serial=serial, at=hours(serial % 3)) for serial in range(7)]
    by, path = province.actor("T1"), province["T1"].path
    expected = [each.uid for each in sorted(sent, key=lambda each: (each.sent_at, each.pk))][::-1]
    pages, cursor = [], ""
    while True:
        page = queries.listing(by, Question(path, cursor=cursor, size=3), at=NOON)
        pages.append(page)
        cursor = page.next
        if not cursor:
            break
    assert [row.uid for page in pages for row in page.rows] == expected
    assert [page.start for page in pages] == [1, 4, 7]
    assert {page.total for page in pages} == {7}
    back = queries.listing(by, Question(path, cursor=pages[2].prev, size=3), at=NOON)
    assert back.rows == pages[1].rows
    first = queries.listing(by, Question(path, cursor=back.prev, size=3), at=NOON)
    assert (first.rows, first.prev, first.start) == (pages[0].rows, "", 1)
    nonsense = queries.listing(by, Question(path, cursor="%%%", size=3), at=NOON)
    assert nonsense.rows == pages[0].rows


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_questions_whatever_it_holds(province: Province, count: int) -> None:
    for serial in range(count):
        send(province, "B1", "B2", serial=serial, kind="2")
    assert len(listed(province, "T1")) == count
    with CaptureQueriesContext(connection) as asked:
        listed(province, "T1")
    statements = [each["sql"] for each in asked if each["sql"].lstrip().startswith("SELECT")]
    # the page's places, how many there are, the transfers with their members; their organisations
    assert len([sql for sql in statements if "transfers_" in sql]) == 3
    assert len([sql for sql in statements if "organizations_" in sql]) == 1
    assert max(sql.count(" JOIN ") for sql in statements) == 1
