"""What an auditor asks of the screens: filters, ready questions, and whatever else is typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.utils.timezone import get_current_timezone, localdate, now

from dengta.access.roles import Role
from dengta.audit.actions import record_look
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.audit.rules.groups import MANY
from dengta.audit.rules.lines import Subject
from dengta.database.uids import new_uid
from dengta.members.actions import edit
from dengta.organizations.actions.tree import edit as edit_organization
from tests.members.builders import confirmed, member, number
from tests.web.log.conftest import SignIn
from tests.web.log.test_views import edited
from tests.world import Province

pytestmark = pytest.mark.django_db

PART = {"HX-Request": "true", "HX-Target": "lines"}


def shown(browser: Client, screen: str, **asked: str) -> str:
    """The lines of the screen, without the frame."""
    answer = browser.get(f"/rizhi/{screen}", asked, headers=PART)
    assert answer.status_code == 200
    return answer.content.decode()


def yesterday_at(hour: int) -> datetime:
    day = localdate(now()) - timedelta(days=1)
    return datetime.combine(day, time(hour), get_current_timezone())


def edited_at(province: Province, key: str, at: datetime) -> None:
    standing = province[key]
    edit_organization(
        organization=standing,
        secretary="田禾秋",
        contact="赵麦香",
        phone="13800000077",
        seen=standing.step,
        by=province.actor(key),
        at=at,
    )


@pytest.mark.spec("LOG-02")
def test_at_night(auditor: Client, province: Province) -> None:
    edited_at(province, "B1", yesterday_at(23))
    edited_at(province, "GB1", yesterday_at(15))
    text = shown(auditor, "yewu", ready="at_night")
    assert "B1党支部" in text.replace("GB1党支部", "")
    assert "GB1党支部" not in text
    assert "22 时至次日 6 时之间由人做的操作" in text


@pytest.mark.spec("LOG-02")
def test_many_records_within_an_hour(auditor: Client, province: Province) -> None:
    busy, quiet = (replace(province.actor("B1"), uid=new_uid(), name=n) for n in ("高远", "江流"))
    for turn in range(MANY):
        for who in (busy, quiet)[: 1 if turn else 2]:
            record_look(
                Subject("member", new_uid(), f"李{turn}"),
                path=province["B1"].path,
                by=who,
                at=yesterday_at(9) + timedelta(minutes=turn),
            )
    text = shown(auditor, "dangan", ready="many_looks")
    assert f"{MANY} 份" in text
    assert "高远" in text
    assert "江流" not in text
    looks = shown(auditor, "dangan", ready="many_looks", who=str(busy.uid))
    assert f"共 {MANY} 条" in looks
    none = shown(auditor, "dangan", ready="many_looks", since="2001-01-01", until="2001-01-02")
    assert "没有账号在一小时内查看大量档案" in none
    assert "all=1" in none, "a way on"


@pytest.mark.spec("LOG-02")
def test_own_record_changes_of_a_name_and_refused_attempts(
    auditor: Client, province: Province, at_desk: SignIn
) -> None:
    same = member(province["B1"], at=now(), name="田小禾")
    other = member(province["B1"], at=now(), name="白桦林")
    clerk = at_desk("B1", Role.ADMINISTRATOR, "田小禾")
    for person in (same, other):
        assert clerk.get(f"/dangyuan/dangyuan/{person.uid}").status_code == 200
    text = shown(auditor, "dangan", ready="own_record")
    assert "共 1 条" in text
    assert "查看的档案与操作人同名" in text

    by = province.actor("B1")
    for before, after in (
        (same, replace(same.facts, phone="13900000001")),
        (other, confirmed(replace(other.facts, id_number=number()), by, now())),
    ):
        edit(member=before, facts=after, seen=before.step, by=by, at=now())
    changed = shown(auditor, "yewu", ready="identity")
    assert "共 1 条" in changed
    assert "公民身份证号：37**************** → <b>37****************</b>" in changed
    assert other.facts.id_number not in changed

    assert clerk.get("/rizhi/yewu").status_code == 403
    assert clerk.get(f"/dangyuan/dangyuan/{new_uid()}").status_code == 404
    refused = shown(auditor, "beiju")
    assert "没有权限，被拒绝：打开 /rizhi/yewu" in refused
    assert "要访问管理范围之外的内容，被拒绝" in refused
    assert "共 1 条" in shown(auditor, "beiju", event="refused_denied")


@pytest.mark.spec("LOG-02")
def test_by_organisation_as_it_is_typed_or_chosen(auditor: Client, province: Province) -> None:
    edited(province, "B1", "13800000077")
    edited(province, "GB1", "13800000078")
    for asked in ({"org_text": "GB1党支部"}, {"org": str(province["GB1"].uid)}):
        text = shown(auditor, "yewu", **asked)
        assert "共 1 条" in text
        assert 'value="GB1党支部"' in text
    both = {"org": str(province["GB1"].uid), "org_text": "B1党支部"}
    assert "GB1党支部" not in shown(auditor, "yewu", **both), "what is typed last holds"
    assert "共 2 条" in shown(auditor, "yewu", org=both["org"], org_text="", subject="党支部")
    vague = auditor.get("/rizhi/yewu", {"org_text": "党支部"})
    assert vague.status_code == 422
    assert "没有找到唯一的党组织" in vague.content.decode()
    offered = auditor.get("/rizhi/dangzuzhi", {"q": "党支部"}).content.decode()
    assert "GB1党支部" in offered
    assert "GB3党支部" not in offered, "beside the own range"


@pytest.mark.spec("LOG-02")
def test_yesterday_and_today_unless_both_days_are_emptied(
    auditor: Client, province: Province
) -> None:
    edited_at(province, "B1", now() - timedelta(days=3))
    assert "暂无数据" in shown(auditor, "yewu", subject="B1")
    for everything in ({"since": "", "until": ""}, {"all": "1"}):
        assert "党组织联系方式" in shown(auditor, "yewu", subject="B1", **everything)


@pytest.mark.spec("LOG-01")
def test_a_line_opens_in_its_place_and_shows_all_by_a_logged_click(
    auditor: Client, province: Province
) -> None:
    edited(province, "B1", "13800000077")
    line = Line.objects.get(event=Event.ORGANIZATION_EDITED)
    opened = auditor.get(f"/rizhi/yewu/{line.uid}", headers=PART).content.decode()
    assert opened.lstrip().startswith(f'<tr id="line-{line.uid}" class="current"')
    assert "显示完整号码" in opened
    assert "13800000077" not in opened
    full = auditor.post(f"/rizhi/yewu/{line.uid}/wanzheng", headers=PART).content.decode()
    assert full.lstrip().startswith("<tr")
    assert "13800000077" in full
    shut = auditor.get(f"/rizhi/yewu/{line.uid}?shut=1", headers=PART).content.decode()
    assert "log-box" not in shut
    assert auditor.get(f"/rizhi/dangan/{line.uid}").status_code == 404, "not on that screen"


TYPED: list[tuple[dict[str, str], int, str]] = [
    ({"since": "2026-02-30"}, 422, "日期不是真实存在的日期"),
    ({"since": "昨天"}, 422, "请按“年-月-日”填写"),
    ({"until": "9999-12-31"}, 422, "年份应在 1900 年至 2999 年之间"),
    ({"since": "0001-01-01"}, 422, "年份应在 1900 年至 2999 年之间"),
    ({"since": "2026-03-02", "until": "2026-03-01"}, 422, "结束日期早于开始日期"),
    ({"since": "２０２６-03-01", "until": "2026年3月1日"}, 200, "暂无数据"),
    ({"person": "\x00\x1b\u202e"}, 200, "B1党支部"),
    ({"person": "𠮷" * 4000}, 200, "暂无数据"),
    ({"subject": "%"}, 200, "暂无数据"),
    ({"subject": "_1\\"}, 200, "暂无数据"),
    ({"subject": "'; DROP TABLE audit_line; --"}, 200, "暂无数据"),
    ({"org": "'", "who": "x", "about": "-" * 99}, 200, "B1党支部"),
    ({"org_text": "不存在的党组织\x00"}, 422, "没有找到唯一的党组织"),
    ({"event": "signed_in", "group": "nothing", "ready": "nothing"}, 200, "B1党支部"),
    ({"older": "9" * 17 + "-" + "9" * 18}, 200, "B1党支部"),
    ({"newer": "\x00-1", "all": "2"}, 200, "B1党支部"),
    ({"subject": "<script>alert(1)</script>"}, 200, "&lt;script&gt;"),
]
"""What the form or a forged address says, the status, and words of the answer."""


def test_whatever_is_typed_gets_a_page_or_a_sentence(auditor: Client, province: Province) -> None:
    edited(province, "B1", "13800000077")
    for asked, status, words in TYPED:
        answer = auditor.get("/rizhi/yewu", asked)
        assert answer.status_code == status, asked
        assert words in answer.content.decode(), asked
        assert "<script>alert" not in answer.content.decode()
