"""The auditor's four screens (LOG-01, LOG-02)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from dengta.access.roles import Role
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.organizations.actions.tree import edit
from tests.accounts.builders import account
from tests.members.builders import member
from tests.web.signing import signed_in
from tests.world import Province

pytestmark = pytest.mark.django_db


def edited(province: Province, key: str, phone: str) -> None:
    standing = province[key]
    edit(
        organization=standing,
        secretary="田禾秋",
        contact="赵麦香",
        phone=phone,
        seen=standing.step,
        by=province.actor(key),
        at=now(),
    )


@pytest.mark.spec("LOG-01")
@pytest.mark.parametrize(
    ("screen", "title"),
    [
        ("denglu", "系统登录日志"),
        ("yewu", "业务审批记录"),
        ("dangan", "档案查询记录"),
        ("beiju", "被拒操作"),
    ],
)
def test_each_screen_stands_by_itself(auditor: Client, screen: str, title: str) -> None:
    text = auditor.get(f"/rizhi/{screen}").content.decode()
    assert f"<b>{title}</b>" in text


@pytest.mark.spec("LOG-01", "LOG-02")
def test_a_line_is_a_plain_sentence_with_masked_numbers(
    auditor: Client, province: Province
) -> None:
    edited(province, "B1", "13800000077")
    text = auditor.get("/rizhi/yewu").content.decode()
    assert "B1党支部" in text
    assert "党组织联系方式" in text
    assert "13800000077" not in text


@pytest.mark.spec("LOG-01")
def test_full_values_come_by_a_click_that_is_logged(auditor: Client, province: Province) -> None:
    edited(province, "B1", "13800000077")
    line = Line.objects.get(event=Event.ORGANIZATION_EDITED)
    shown = auditor.get(f"/rizhi/yewu/{line.uid}")
    assert "13800000077" not in shown.content.decode()
    assert "显示完整号码" in shown.content.decode()
    full = auditor.post(f"/rizhi/yewu/{line.uid}/wanzheng")
    assert "13800000077" in full.content.decode()
    assert Line.objects.filter(event=Event.NUMBER_REVEALED).count() == 1


@pytest.mark.spec("LOG-02", "ACC-02")
def test_a_line_outside_the_range_does_not_exist(auditor: Client, province: Province) -> None:
    edited(province, "B2", "13800000077")
    line = Line.objects.get(event=Event.ORGANIZATION_EDITED)
    assert auditor.get(f"/rizhi/yewu/{line.uid}").status_code == 404
    assert auditor.post(f"/rizhi/yewu/{line.uid}/wanzheng").status_code == 404
    assert str(line.uid) not in auditor.get("/rizhi/yewu").content.decode()
    outside = auditor.get("/rizhi/yewu", {"org": str(province["T2"].uid)})
    assert outside.status_code == 404


@pytest.mark.spec("LOG-02", "ACC-01")
@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMINISTRATOR])
def test_only_auditors_read_the_log(client: Client, province: Province, role: Role) -> None:
    signed_in(client, account(province["T1"], 32, role=role, at=now()))
    assert client.get("/rizhi/yewu").status_code == 403
    line = Line.objects.first()
    assert line is not None
    assert client.get(f"/rizhi/yewu/{line.uid}").status_code == 403


@pytest.mark.spec("LOG-02")
def test_filters_narrow_by_person_object_and_day(auditor: Client, province: Province) -> None:
    edited(province, "B1", "13800000077")
    edited(province, "GB1", "13800000078")

    def shown(**asked: str) -> str:
        return auditor.get("/rizhi/yewu", asked).content.decode()

    assert "GB1党支部" in shown(subject="GB1")
    assert "把 B1党支部" not in shown(subject="GB1").replace("</a>", "").replace("<a", "")
    assert "暂无数据" in shown(person="查无此人")
    assert "暂无数据" in shown(until="2001-01-01")
    wrong = auditor.get("/rizhi/yewu", {"since": "昨天"})
    assert wrong.status_code == 422
    assert "has-error" in wrong.content.decode()


@pytest.mark.spec("LOG-01")
def test_a_look_at_a_record_stands_on_its_screen(
    auditor: Client, client: Client, province: Province
) -> None:
    person = member(province["B1"], at=now())
    clerk = Client()
    signed_in(clerk, account(province["T1"], 33, at=now()))
    assert clerk.get(f"/dangyuan/dangyuan/{person.uid}").status_code == 200
    assert person.name in auditor.get("/rizhi/dangan").content.decode()


def test_a_screen_asks_equally_often_for_one_line_and_for_many(
    auditor: Client, province: Province, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edited(province, "B1", "13800000077")
    for number in range(2):
        auditor.get("/rizhi/yewu")
        # PostgreSQL also opens and limits the transactions of the lines and of their tally
        with django_assert_num_queries(14 if connection.vendor == "postgresql" else 6):
            auditor.get("/rizhi/yewu")
        if not number:
            for key in ("GB1", "GB2", "B1b"):
                edited(province, key, "13800000079")


def test_the_part_is_the_lines_alone(auditor: Client) -> None:
    part = auditor.get("/rizhi/yewu", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'id="lines"' in part
