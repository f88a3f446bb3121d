"""The tabs of an organisation after 【编辑】 (ORG-14, UNT-09 … UNT-11)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from dengta.access.actor import SYSTEM
from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.definitions.models import SetRow
from dengta.definitions.queries import rows
from dengta.definitions.rules.packaged import definition
from dengta.organizations.actions import information, units
from dengta.organizations.models import Organization
from dengta.organizations.queries.information import blocks
from dengta.web.organizations.tabs import first_to_fill
from tests.reorganization.papers import dissolve, unlinked
from tests.web.members.conftest import SignIn
from tests.world import NOON, Province, organization, unit, unit_entry

PERSON = {"person": "田禾秋", "post": "1", "since": "2024-03-01"}
TERM = {"number": "第三届", "elected_on": "2021-03-01", "years": "3"}
PART = {"HX-Request": "true", "HX-Target": "information"}
DIALOG = {"HX-Request": "true", "HX-Target": "dialog"}
COSTS = {"banzi": 5, "danwei": 9, "dangjian": 6}
"""Queries of each tab as a part."""


def tab(row: Organization, *words: object) -> str:
    return "/".join(["/zuzhi/dangzuzhi", str(row.uid), *(str(word) for word in words)])


def strip(page: str) -> list[str]:
    """The tabs, each with its tag."""
    found = re.search(r'<nav class="tabs".*?</nav>', page, re.DOTALL)
    assert found is not None
    links = re.findall(r'<a class="tab"[^>]*>(.*?)</a>', found[0], re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", link).split()) for link in links]


def shown(client: Client, row: Organization, *words: object) -> str:
    answer = client.get(tab(row, *words))
    assert answer.status_code == 200
    return answer.content.decode()


def prefix_of(row: Organization, at: int = 0) -> str:
    return f"u{blocks(row)[at].unit.uid.hex[-8:]}-"


def add(row: Organization, of: str, **values: str) -> Any:
    return information.add(organization=row, of=of, values=values, by=SYSTEM, at=NOON)


class TestStrip:
    @pytest.mark.sqlite
    @pytest.mark.spec("ORG-14")
    def test_the_tabs_depend_on_the_category_and_say_what_is_missing(
        self, province: Province, at_desk: SignIn
    ) -> None:
        client = at_desk("D1")
        add(province["B1"], "team", **PERSON)
        assert strip(shown(client, province["B1"], "bianji")) == [
            *("党组织基本信息", "单位基本信息 缺 20 项", "党建工作信息 缺 5 项"),
            *("班子成员 1", "换届信息", "奖惩信息"),
        ]
        assert strip(shown(client, province["D1"], "dangjian")) == [
            *("党组织基本信息", "党建工作信息 缺 8 项", "班子成员", "换届信息", "奖惩信息")
        ]
        assert strip(shown(client, province["K1"], "jiangcheng")) == [
            *("党组织基本信息", "党建工作信息 缺 6 项", "奖惩信息")
        ]
        for word in ("bianji", "danwei", "dangjian", "banzi", "huanjie", "jiangcheng"):
            page = shown(client, province["B1"], word)
            assert f'href="{tab(province["B1"], word)}" aria-current="page"' in page
        assert client.get(tab(province["K1"], "banzi")).status_code == 404

    @pytest.mark.spec("ORG-14")
    def test_a_tab_costs_the_same_for_one_row_and_for_three(
        self, province: Province, at_desk: SignIn
    ) -> None:
        client, branch = at_desk("T1"), province["B1"]
        costs: list[dict[str, int]] = []
        for names in (("甲",), ("乙", "丙")):
            for name in names:
                add(branch, "team", **{**PERSON, "person": name})
            found = {}
            for word in ("banzi", "danwei", "dangjian"):
                with CaptureQueriesContext(connection) as asked:
                    client.get(tab(branch, word), headers=PART)
                found[word] = len([each for each in asked if "SET LOCAL" not in each["sql"]])
            costs.append(found)
        assert costs[0] == costs[1] == COSTS

    @pytest.mark.spec("ACC-01", "ACC-02", "ACC-03")
    def test_who_reads_and_who_may_not(self, province: Province, at_desk: SignIn) -> None:
        branch = province["B1"]
        row = add(branch, "team", **PERSON)
        words = ("danwei", "dangjian", "banzi", "huanjie", "jiangcheng")
        reader = at_desk("T1", functions=[Can.BROWSE_ORGANIZATIONS])
        for word in words:
            page = shown(reader, branch, word)
            assert "您的账号可以查看，不能修改。" in page
            assert ">保存<" not in page
            assert ">新增<" not in page
        asked = ("banzi/xinzeng", f"banzi/{row}/bianji", f"banzi/{row}/shanchu")
        for who, status in (
            (reader, 403),
            (at_desk("T2"), 404),
            (at_desk("T1", Role.OFFICER), 403),
        ):
            for word in (*asked, *(() if who is reader else words)):
                assert who.get(tab(branch, word)).status_code == status, word
            for word in (*asked, f"banzi/{row}/yidong", "danwei", "dangjian"):
                assert who.post(tab(branch, word), PERSON).status_code == status, word
        other = add(province["B2"], "team", **PERSON)
        clerk = at_desk("T1")
        for word in ("bianji", "shanchu"):
            assert clerk.get(tab(branch, "banzi", other, word)).status_code == 404
        assert SetRow.objects.count() == 2

    @pytest.mark.spec("ORG-13")
    def test_a_dissolved_one_stays_readable(self, province: Province, at_desk: SignIn) -> None:
        branch = unlinked(province["B1"])
        add(branch, "team", **PERSON)
        dissolve(branch, province.actor("T1"))
        client = at_desk("T1")
        card = client.get("/zuzhi/dangzuzhi", {"org": str(branch.uid)}).content.decode()
        assert f'href="{tab(branch, "dangjian")}"' in card
        page = shown(client, branch, "banzi")
        assert "田禾秋" in page
        assert "已撤销，只能查看" in page
        assert ">新增<" not in page
        answer = client.post(tab(branch, "banzi/xinzeng"), PERSON)
        assert answer.status_code == 422
        assert "它的信息只能查看，不能再修改" in answer.content.decode()


class TestUnits:
    @pytest.mark.sqlite
    @pytest.mark.spec("UNT-09", "UNT-10", "GEN-05")
    def test_the_fields_of_the_category_are_filled_in_and_what_is_the_units_own_is_read(
        self, province: Province, at_desk: SignIn
    ) -> None:
        client, branch = at_desk("B1"), province["B1"]
        page, prefix = shown(client, branch, "danwei"), prefix_of(branch)
        assert f'name="{prefix}is_poor_village"' in page
        assert f'name="{prefix}workers"' not in page
        for own in ("name", "code", "category", "establishment"):
            assert f'name="{prefix}{own}"' not in page
        theirs = unit(branch)
        assert theirs.code in page
        assert f'<a href="{tab(branch, "bianji")}">党组织基本信息</a>' in page
        answer = client.post(
            tab(branch, "danwei"),
            {"mark": "one", f"{prefix}households": "312", f"{prefix}seen": "-1",
             f"{prefix}name": "冒名单位", f"{prefix}category": "23"},
        )  # fmt: skip
        assert answer.status_code == 303
        assert "保存成功" in client.get(answer["Location"]).content.decode()
        (block,) = blocks(branch)
        assert block.row is not None
        assert block.row.values == {"households": "312"}
        theirs.refresh_from_db()
        assert (theirs.name, theirs.category) == (unit(branch).name, "15")

    @pytest.mark.spec("ORG-14", "GEN-13")
    def test_a_joint_branch_has_a_block_for_each_unit_the_default_first(
        self, province: Province, at_desk: SignIn
    ) -> None:
        joint = organization(
            province["T1"], "企业联合党支部", "632", default=1,
            units=[unit_entry("柳园村", establishment="2"),
                   unit_entry("柳园商贸公司", category="23", establishment="2")],
        )  # fmt: skip
        client = at_desk("T1")
        page = shown(client, joint, "danwei")
        assert page.index("柳园商贸公司") < page.index("柳园村")
        first, second = prefix_of(joint), prefix_of(joint, 1)
        form = {f"{first}seen": "-1", f"{second}seen": "-1", f"{first}workers": "很多"}
        answer = client.post(tab(joint, "danwei"), {**form, f"{second}households": "312"})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert f'id="id_{first}workers-error"' in page
        assert 'value="312"' in page
        assert not SetRow.objects.exists()
        form |= {f"{first}workers": "9", f"{second}households": "312"}
        assert client.post(tab(joint, "danwei"), form).status_code == 303
        assert [each.row.values for each in blocks(joint) if each.row] == [
            {"workers": "9"},
            {"households": "312"},
        ]

    @pytest.mark.spec("UNT-11")
    def test_elsewhere_it_is_read_and_told_from_where(
        self, province: Province, at_desk: SignIn
    ) -> None:
        general = province["G1"]
        branch = organization(general, "本村党支部", situation="1")
        units.fill(unit=unit(general), basics={"households": "312"}, seen=-1, by=SYSTEM, at=NOON)
        page = shown(at_desk("T1"), branch, "danwei")
        assert "由“G1党总支”填写，这里只能查看" in page
        assert f'<a href="{tab(general, "danwei")}">去那里填写</a>' in page
        assert "312 户" in page
        assert ">保存<" not in page
        answer = at_desk("T1").post(tab(branch, "danwei"), {f"{prefix_of(branch)}households": "9"})
        assert answer.status_code == 422
        assert SetRow.objects.get().values == {"households": "312"}

    @pytest.mark.spec("ORG-14")
    def test_without_a_unit_the_page_says_so(self, province: Province, at_desk: SignIn) -> None:
        client = at_desk("D1")
        page = shown(client, province["D1"], "danwei")
        assert "这一类党组织没有所在单位" in page
        page = shown(client, unlinked(province["B1"]), "dangjian")
        assert "先在党组织基本信息中关联所在单位" in page
        assert f'href="{tab(province["B1"], "bianji")}"' in page


class TestWork:
    @pytest.mark.spec("ORG-14", "GEN-10")
    def test_the_second_to_save_sees_both_and_saves_on_purpose(
        self, province: Province, at_desk: SignIn
    ) -> None:
        client, branch = at_desk("T1"), province["B1"]
        information.fill_work(
            organization=branch, values={"secretary_reserve": "2"}, category="15", seen=-1,
            by=SYSTEM, at=NOON,
        )  # fmt: skip
        form = {"category": "15", "seen": "-1", "secretary_reserve": "5", "open_decisions": "1"}
        answer = client.post(tab(branch, "dangjian"), form)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "刚刚被别人改过" in page
        assert "现在的内容：2 人" in page
        assert 'value="5"' in page
        assert 'name="seen" id="id_seen" value="0"' in page
        assert client.post(tab(branch, "dangjian"), {**form, "seen": "0"}).status_code == 303
        row = rows.only_row(definition("work_unit"), branch.uid)
        assert row is not None
        assert row.values == {"secretary_reserve": "5", "open_decisions": "1"}

    @pytest.mark.spec("GEN-12")
    def test_a_refused_form_is_kept_and_comes_back(
        self, province: Province, at_desk: SignIn
    ) -> None:
        client, branch = at_desk("T1"), province["B1"]
        page = shown(client, branch, "dangjian")
        hidden = {
            name: re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)[1]  # type: ignore[index]
            for name in ("caogao", "back", "mark", "name", "category", "seen")
        }
        answer = client.post(tab(branch, "dangjian"), {**hidden, "secretary_reserve": "很多"})
        assert answer.status_code == 422
        page = shown(client, branch, "dangjian")
        assert 'value="很多"' in page
        assert "的草稿" in page
        assert f"党建工作信息　{branch.name}" in client.get("/").content.decode()


class TestRows:
    @pytest.mark.sqlite
    @pytest.mark.spec("ORG-14", "GEN-05", "GEN-07")
    def test_added_changed_moved_and_removed_after_a_look(
        self, province: Province, at_desk: SignIn
    ) -> None:
        client, branch = at_desk("B1"), province["B1"]
        part = client.get(tab(branch, "banzi/xinzeng"), headers=DIALOG).content.decode()
        assert part.lstrip().startswith('<div class="dialog-frame')
        for name in ("甲", "乙"):
            answer = client.post(tab(branch, "banzi/xinzeng"), {**PERSON, "person": name})
            assert answer["Location"] == tab(branch, "banzi")
        assert "保存成功" in shown(client, branch, "banzi")
        first, second = rows.rows(definition("team"), branch.uid)
        moved = client.post(tab(branch, "banzi", second.uid, "yidong"), {"do": "up", "seen": "0"})
        assert moved.status_code == 303
        page = shown(client, branch, "banzi")
        assert page.index(">乙<") < page.index(">甲<")
        page = shown(client, branch, "banzi", second.uid, "bianji")
        assert 'value="乙"' in page
        answer = client.post(
            tab(branch, "banzi", second.uid, "bianji"),
            {**PERSON, "person": "乙", "until": "2023-01-01", "seen": "1"},
        )
        assert answer.status_code == 422
        assert "免职日期早于任职日期（2024-03-01）" in answer.content.decode()
        asked = shown(client, branch, "banzi", first.uid, "shanchu")
        assert "甲" in asked
        assert "不能恢复" in asked
        late = client.post(tab(branch, "banzi", first.uid, "shanchu"), {"seen": "7"})
        assert late.status_code == 422
        assert len(rows.rows(definition("team"), branch.uid)) == 2
        gone = client.post(tab(branch, "banzi", first.uid, "shanchu"), {"seen": "0"})
        assert gone.status_code == 303
        assert "删除成功" in client.get(gone["Location"]).content.decode()
        assert [each.uid for each in rows.rows(definition("team"), branch.uid)] == [second.uid]

    @pytest.mark.spec("GEN-11")
    def test_a_double_click_adds_one(self, province: Province, at_desk: SignIn) -> None:
        client = at_desk("B1")
        for _ in range(2):
            answer = client.post(tab(province["B1"], "banzi/xinzeng"), {**PERSON, "mark": "m" * 32})
            assert answer.status_code == 303
        assert SetRow.objects.count() == 1

    @pytest.mark.spec("GEN-10")
    def test_somebody_elses_change_stands_beside(self, province: Province, at_desk: SignIn) -> None:
        client, branch = at_desk("B1"), province["B1"]
        row = add(branch, "team", **PERSON)
        information.change(
            organization=branch, of="team", row=row, values={**PERSON, "task": "党建"}, seen=0,
            by=SYSTEM, at=NOON,
        )  # fmt: skip
        here = tab(branch, "banzi", row, "bianji")
        page = client.post(here, {**PERSON, "task": "组织", "seen": "0"}).content.decode()
        assert "现在的内容：党建" in page
        assert 'value="组织"' in page
        assert client.post(here, {**PERSON, "task": "组织", "seen": "1"}).status_code == 303

    @pytest.mark.spec("ORG-14", "ACC-18", "MEM-24")
    def test_a_late_term_leads_here_from_the_workbench_and_the_data_check(
        self, province: Province, at_desk: SignIn
    ) -> None:
        client, branch = at_desk("B1"), province["B1"]
        late = localdate(now()) - timedelta(days=9)
        elected = late.replace(year=late.year - 3, day=min(late.day, 28))
        answer = client.post(
            tab(branch, "huanjie/xinzeng"), {**TERM, "elected_on": elected.isoformat()}
        )
        assert answer.status_code == 303
        for address in ("/", f"/zuzhi/jiaohe?org={branch.uid}"):
            page = client.get(address).content.decode()
            assert f'href="{tab(branch, "huanjie")}' in page, address
        assert (late.replace(day=min(late.day, 28))).isoformat() in shown(client, branch, "huanjie")


@pytest.mark.spec("ORG-10")
def test_a_new_one_leads_on_to_what_is_missing_and_can_be_filled_in_from_it(
    province: Province,
) -> None:
    by = province.actor("T1")
    assert first_to_fill(by, province["B1"]) == tab(province["B1"], "danwei")
    same = organization(province["G1"], "本村党支部", situation="1")
    assert first_to_fill(by, same) == tab(same, "dangjian"), "its unit is filled in elsewhere"
    assert first_to_fill(province.actor("D1"), province["D1"]) == tab(province["D1"], "dangjian")
    browsing = province.actor("T1", functions=[Can.BROWSE_ORGANIZATIONS])
    assert first_to_fill(browsing, province["B1"]) == ""
