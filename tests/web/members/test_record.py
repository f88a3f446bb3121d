"""The record of one member (MEM-13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from dengta.access.permissions import FUNCTIONS, Can
from dengta.access.roles import Role
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.members.actions import edit
from dengta.members.effects.holds import hold
from dengta.members.rules.standing import Hold
from tests.members import builders
from tests.web.members.conftest import SignIn
from tests.world import NOON, Province

RECORD = "/dangyuan/dangyuan"


@pytest.mark.spec("MEM-13", "MEM-12", "MEM-01")
def test_a_record_shows_sixteen_items_in_full_and_logs_the_look(
    province: Province, at_desk: SignIn
) -> None:
    person = builders.member(province["B1"], name="孙桂芝")
    looks = Line.objects.filter(event=Event.RECORD_OPENED)
    desk = at_desk("T1")
    page = desk.get(f"{RECORD}/{person.uid}").content.decode()
    labels = (
        "姓名 性别 民族 公民身份证号 出生日期 学历 人员类别 所在党支部 加入党组织日期 "
        "转为正式党员日期 工作岗位 联系电话 家庭住址 党籍状态 是否为失联党员 是否流动党员"
    )
    for label in labels.split():
        assert f"<dt>{label}</dt>" in page
    assert person.id_number in page
    assert "13900000000" in page
    assert [(line.subject_uid, line.actor_name) for line in looks] == [(person.uid, "韩晓禾")]
    desk.get(f"{RECORD}/{person.uid}")
    assert looks.count() == 1


@pytest.mark.spec("MEM-13", "GEN-14")
def test_increases_are_listed_and_an_empty_set_says_so(province: Province, at_desk: SignIn) -> None:
    person = builders.member(province["B1"])
    page = at_desk("B1").get(f"{RECORD}/{person.uid}").content.decode()
    increases, decreases = page.split(">党员增加情况信息集")[1].split(">党员减少信息集")
    assert "其他原因增加（信息补录）" in increases
    assert "暂无数据" not in increases
    assert "暂无数据" in decreases


@pytest.mark.spec("MEM-14")
def test_the_history_stands_beside_the_record_newest_first(
    province: Province, at_desk: SignIn
) -> None:
    person = builders.member(province["B1"], phone="13900000000")
    edit(
        member=person,
        facts=replace(person.facts, phone="0699-8880011"),
        seen=person.step,
        by=province.actor("B1"),
        at=NOON + timedelta(hours=1),
    )
    page = at_desk("B1").get(f"{RECORD}/{person.uid}").content.decode()
    history = page.split('class="trail"')[1]
    assert '13900000000 → <b class="new">0699-8880011</b>' in history
    assert history.index("联系电话") < history.index("进入 B1党支部")


@pytest.mark.spec("MEM-02")
def test_age_and_party_years_are_computed(province: Province, at_desk: SignIn) -> None:
    today = now().date()
    full = builders.member(province["B1"])
    page = at_desk("B1").get(f"{RECORD}/{full.uid}").content.decode()
    born, became = full.birth_date, full.full_on
    assert became is not None
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    years = today.year - became.year - ((today.month, today.day) < (became.month, became.day))
    assert f"{age} 岁，党龄 {years} 年" in page
    new = builders.member(province["B1"], category="2", full_on=None)
    page = at_desk("B1").get(f"{RECORD}/{new.uid}").content.decode()
    assert "党龄" not in page


@pytest.mark.spec("ACC-02", "ACC-01")
def test_out_of_reach_and_the_wrong_duty(province: Province, at_desk: SignIn) -> None:
    person = builders.member(province["B2"])
    address = f"{RECORD}/{person.uid}"
    assert at_desk("B1").get(address).status_code == 404
    assert at_desk("T2", role=Role.OFFICER).get(address).status_code == 403
    without = set(FUNCTIONS) - {Can.BROWSE_MEMBERS}
    assert at_desk("T2", functions=without).get(address).status_code == 403
    assert Client().get(address)["Location"].startswith("/sso")
    assert not Line.objects.filter(event=Event.RECORD_OPENED).exists()


@pytest.mark.spec("MEM-25")
def test_only_what_may_be_done_is_offered(province: Province, at_desk: SignIn) -> None:
    person = builders.member(province["B1"])
    address = f"{RECORD}/{person.uid}"
    page = at_desk("T1").get(address).content.decode()
    assert f"/zhuanjie/zhuanchu?dangyuan={person.uid}" in page
    assert f"{address}/bianji" in page
    reader = at_desk("T1", functions=[Can.BROWSE_MEMBERS]).get(address).content.decode()
    assert "/zhuanjie/zhuanchu" not in reader
    assert "/bianji" not in reader
    with transaction.atomic():
        hold(person, Hold.TRANSFER)
    page = at_desk("T1").get(address).content.decode()
    assert "转接中" in page
    assert f"/zhuanjie/zhuanchu?dangyuan={person.uid}" not in page


def test_the_record_leads_to_its_neighbours(province: Province, at_desk: SignIn) -> None:
    people = [builders.member(province["B1"], name=name) for name in ("陈田石", "刘巧云", "赵麦香")]
    page = at_desk("B1").get(f"{RECORD}/{people[1].uid}").content.decode()
    assert f'href="{RECORD}/{people[0].uid}" rel="prev"' in page
    assert f'href="{RECORD}/{people[2].uid}" rel="next"' in page


def test_the_record_asks_equally_often_whatever_happened(
    province: Province, at_desk: SignIn
) -> None:
    desk, asked = at_desk("B1"), []
    person = builders.member(province["B1"])
    desk.get(f"{RECORD}/{person.uid}")
    for phone in ("0699-8880011", "0699-8880012"):
        with CaptureQueriesContext(connection) as queries:
            desk.get(f"{RECORD}/{person.uid}")
        asked.append(len(queries))
        person.refresh_from_db()
        edit(
            member=person,
            facts=replace(person.facts, phone=phone),
            seen=person.step,
            by=province.actor("B1"),
            at=NOON,
        )
    assert asked[0] == asked[1]
