"""<工作台> (ACC-18)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from dengta.access.roles import Role
from dengta.transfers import queries
from dengta.transfers.queries import desk
from tests.accounts.builders import account
from tests.transfers import people
from tests.web.signing import signed_in
from tests.world import NOON, Province

pytestmark = pytest.mark.django_db


@pytest.mark.spec("ACC-18")
def test_what_waits_stands_in_one_list_and_opens_the_exact_place(
    client: Client, province: Province
) -> None:
    sent = people.send(province, "B1", "GB1", serial=1)
    signed_in(client, account(province["T1"], 12, at=now()))
    text = client.get("/").content.decode()
    assert sent.person.name in text
    assert f'href="/zhuanjie/shenpi/{sent.uid}"' in text
    assert '<span class="waiting-count">1</span>' in text


@pytest.mark.spec("ACC-18")
def test_the_oldest_deadline_comes_first(client: Client, province: Province) -> None:
    later = people.send(province, "B1", "GB1", serial=1, at=NOON)
    three = timedelta(days=3)
    sooner = people.send(
        province, "B1", "GB1", serial=2, at=NOON - three, sent_on=people.TODAY - three
    )
    signed_in(client, account(province["T1"], 12, at=now()))
    text = client.get("/").content.decode()
    assert text.index(str(sooner.uid)) < text.index(str(later.uid))


@pytest.mark.spec("ACC-18", "ACC-02")
def test_nothing_of_a_neighbour_waits_here(client: Client, province: Province) -> None:
    sent = people.send(province, "B1", "GB1", serial=1)
    signed_in(client, account(province["T2"], 12, at=now()))
    text = client.get("/").content.decode()
    assert "今天没有要办的事" in text
    assert sent.person.name not in text


@pytest.mark.spec("ACC-18")
def test_tiles_tell_how_many_there_are(client: Client, province: Province) -> None:
    people.member(province["B1"], serial=1)
    signed_in(client, account(province["T1"], 12, at=now()))
    text = client.get("/").content.decode()
    assert "6 个党组织" in text
    assert "1 名在册党员" in text


def test_what_waits_is_counted_once_a_page(client: Client, province: Province) -> None:
    people.send(province, "B1", "GB1", serial=1)
    signed_in(client, account(province["T1"], 12, at=now()))
    with CaptureQueriesContext(connection) as asked:
        assert '<span class="waiting-count">1</span>' in client.get("/zhuanjie").content.decode()
    desks = [each for each in asked if 'AS "outgoing"' in each["sql"]]
    assert len(desks) == 1


@pytest.mark.spec("ACC-18")
def test_the_workbench_asks_once_for_its_desk_and_its_password(
    client: Client, province: Province
) -> None:
    for serial in (1, 2):
        people.send(province, "B1", "GB1", serial=serial)
    signed_in(client, account(province["T1"], 12, at=now()))
    with CaptureQueriesContext(connection) as asked:
        text = client.get("/").content.decode()
    assert '<span class="waiting-count">2</span>' in text
    assert "待办 2 件" in text
    for words in ('FROM "transfers_transfer"', 'SELECT "accounts_account"."password_changed_at"'):
        assert len([each for each in asked if words in each["sql"]]) == 1, words


@pytest.mark.spec("ACC-18")
def test_the_number_counts_what_the_list_cuts_off(
    client: Client, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = [people.send(province, "B1", "GB1", serial=serial) for serial in (1, 2, 3)]
    monkeypatch.setattr(desk, "MOST_LINES", 2)
    monkeypatch.setattr(queries, "MOST_LINES", 2)
    signed_in(client, account(province["T1"], 12, at=now()))
    text = client.get("/").content.decode()
    assert sum(str(each.uid) in text for each in sent) == 2
    assert '<span class="waiting-count">3</span>' in text


@pytest.mark.spec("ACC-18")
def test_an_officers_activations_are_read_once(client: Client, province: Province) -> None:
    signed_in(client, account(province["T1"], 12, role=Role.OFFICER, at=now()))
    with CaptureQueriesContext(connection) as asked:
        text = client.get("/").content.decode()
    assert '<span class="waiting-none">0</span>' in text
    assert len([each for each in asked if 'FROM "accounts_authorisation"' in each["sql"]]) == 1
