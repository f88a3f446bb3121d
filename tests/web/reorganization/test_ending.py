"""删除, 撤销, 恢复 at the page (ORG-12, ORG-13, GEN-07)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.organizations.models import Organization
from tests.accounts import builders as accounts
from tests.files.making import picture
from tests.reorganization.papers import dissolve, fresh, unlinked
from tests.web.members.conftest import SignIn
from tests.world import Province, organization

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true", "HX-Target": "dialog"}


def address(row: Organization, verb: str) -> str:
    return f"/zuzhi/dangzuzhi/{row.uid}/{verb}"


def shown(browser: Client, url: str) -> tuple[str, str]:
    """The page, and the digest that its form carries."""
    page = browser.get(url).content.decode()
    found = re.search(r'name="seen"[^>]*value="([0-9a-f]+)"', page)
    return page, found[1] if found else ""


def paper(seen: str, **given: Any) -> dict[str, Any]:
    return {
        "mark": "one",
        "seen": seen,
        "number": "东组发〔2026〕12号",
        "reason": "村庄合并",
        "on": "2026-05-31",
        **given,
    }


@pytest.mark.sqlite
@pytest.mark.spec("ORG-12", "GEN-05", "GEN-14")
def test_a_mistake_is_deleted(province: Province, at_desk: SignIn) -> None:
    made = organization(province["D1"], "误建工委", "241")
    browser = at_desk("D1")
    url = address(made, "shanchu")
    page, seen = shown(browser, url)
    assert "永久删除，不能恢复" in page
    assert "不影响删除" in page
    answer = browser.post(url, {"mark": "one", "seen": seen})
    assert answer.status_code == 303, answer.content.decode()
    assert answer["Location"] == f"/zuzhi/dangzuzhi?org={province['D1'].uid}"
    assert not Organization.objects.filter(pk=made.pk).exists()
    assert "删除成功" in browser.get(answer["Location"]).content.decode()
    assert browser.get(url).status_code == 404


@pytest.mark.spec("ORG-12", "GEN-07")
def test_each_blocker_leads_to_where_it_is_solved_and_back(
    province: Province, at_desk: SignIn
) -> None:
    accounts.account(province["G1"], 7)
    browser = at_desk("T1")
    url = address(province["G1"], "shanchu")
    page, seen = shown(browser, url)
    assert "现在不能删除，有 3 项要先解决。" in page
    for title in ("下级党组织", "未撤销的账号", "关联的单位"):
        assert title in page
    back = f"fanhui=shanchu.{province['G1'].uid}"
    link = f"/zuzhi/dangzuzhi?org={province['G1'].uid}&amp;{back}"
    assert link in page
    there = browser.get(link.replace("&amp;", "&")).content.decode()
    assert f'href="{url}" data-dialog>返回“删除党组织”' in there
    assert 'disabled title="解决以上 3 项后才能确定"' in page
    assert browser.post(url, {"mark": "one", "seen": seen}).status_code == 422
    assert Organization.objects.filter(pk=province["G1"].pk).exists()


@pytest.mark.spec("GEN-07", "ACC-03")
def test_nobody_is_led_to_what_he_may_not_open(province: Province, at_desk: SignIn) -> None:
    url, solving = address(province["G1"], "shanchu"), address(province["G1"], "jiechu")
    some = [Can.BROWSE_ORGANIZATIONS, Can.DELETE_ORGANIZATION]
    page, _ = shown(at_desk("T1", functions=some), url)
    assert '<span class="note">去解除关联关系</span>' in page
    assert solving not in page
    assert solving in shown(at_desk("T1", functions=[*some, Can.EDIT_ORGANIZATION]), url)[0]


@pytest.mark.spec("GEN-07", "ORG-13")
def test_what_was_solved_leads_back_to_what_it_held_up(province: Province, at_desk: SignIn) -> None:
    branch = province["B1"]
    browser = at_desk("T1")
    page, _ = shown(browser, address(branch, "chexiao"))
    solving = f"{address(branch, 'jiechu')}?fanhui=chexiao.{branch.uid}"
    assert f'href="{solving}" data-dialog' in page
    part, seen = shown(browser, solving)
    assert f'href="{address(branch, "chexiao")}" autofocus data-dialog>返回“撤销党组织”' in part
    answer = browser.post(solving, {"mark": "one", "seen": seen})
    assert (answer.status_code, answer["Location"]) == (303, address(branch, "chexiao"))
    _, seen = shown(browser, address(branch, "chexiao"))
    assert browser.post(address(branch, "chexiao"), paper(seen, mark="two")).status_code == 303
    other = organization(province["T1"], "新桥村党支部")
    renaming = address(other, "chongmingming")
    form = {"mark": "three", "name": branch.name, "seen": other.step}
    assert browser.post(renaming, form).status_code == 303
    page, _ = shown(browser, address(branch, "huifu"))
    assert f'href="{renaming}?fanhui=huifu.{branch.uid}" data-dialog' in page
    form = {"mark": "four", "name": "新桥村党支部", "seen": fresh(other).step}
    answer = browser.post(f"{renaming}?fanhui=huifu.{branch.uid}", form)
    assert (answer.status_code, answer["Location"]) == (303, address(branch, "huifu"))


@pytest.mark.spec("GEN-07")
@pytest.mark.parametrize("text", ["", "x", "shanchu", "shanchu.x", "x.00000000", "shanchu.//evil"])
def test_a_forged_way_back_is_none(province: Province, at_desk: SignIn, text: str) -> None:
    page = at_desk("T1").get("/zuzhi/dangzuzhi", {"fanhui": text}).content.decode()
    assert "返回“" not in page


@pytest.mark.spec("GEN-07", "GEN-10")
def test_a_changed_world_is_shown_anew(province: Province, at_desk: SignIn) -> None:
    made = organization(province["D1"], "误建工委", "241")
    browser = at_desk("D1")
    url = address(made, "shanchu")
    _, seen = shown(browser, url)
    accounts.account(made, 7)
    answer = browser.post(url, {"mark": "one", "seen": seen})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "情况刚刚有了变化" in page
    assert "管理员 1 个" in page
    assert seen not in page


@pytest.mark.sqlite
@pytest.mark.spec("ORG-13", "GEN-02")
def test_dissolving_with_a_document_and_restoring(province: Province, at_desk: SignIn) -> None:
    branch = unlinked(province["B1"])
    browser = at_desk("T1")
    url = address(branch, "chexiao")
    _, seen = shown(browser, url)
    file = SimpleUploadedFile("撤销文件.png", picture("PNG"))
    answer = browser.post(url, paper(seen, file=file))
    assert answer.status_code == 303, answer.content.decode()
    assert fresh(branch).dissolved_at is not None
    listed = browser.get("/zuzhi/dangzuzhi/yichexiao").content.decode()
    assert "东组发〔2026〕12号" in listed
    found = re.search(r"/wenjian/[0-9a-f-]{36}", listed)
    assert found
    assert browser.get(found[0]).status_code == 200
    assert at_desk("T2").get(found[0]).status_code == 404
    card = browser.get(f"/zuzhi/dangzuzhi?org={branch.uid}").content.decode()
    assert "已撤销，只能查看" in card
    assert "重命名" not in card.split('id="organization"')[1]
    back = address(branch, "huifu")
    _, seen = shown(browser, back)
    answer = browser.post(back, {"mark": "two", "seen": seen, "number": "东组发〔2026〕30号"})
    assert answer.status_code == 303, answer.content.decode()
    assert fresh(branch).dissolved_at is None


@pytest.mark.spec("ORG-13", "GEN-13")
def test_what_is_missing_stands_beside_its_field(province: Province, at_desk: SignIn) -> None:
    branch = unlinked(province["B1"])
    browser = at_desk("T1")
    url = address(branch, "chexiao")
    _, seen = shown(browser, url)
    page = browser.post(url, paper(seen, number="", reason="", on="")).content.decode()
    for sentence in ("请填写撤销文号。", "请填写撤销原因。", "请填写撤销日期。"):
        assert sentence in page
    bad = SimpleUploadedFile("表.exe", b"MZ")
    assert browser.post(url, paper(seen, file=bad)).status_code == 422
    assert fresh(branch).dissolved_at is None


@pytest.mark.spec("ACC-02", "ACC-03", "ORG-12", "ORG-13")
@pytest.mark.parametrize("verb", ["shanchu", "chexiao", "huifu"])
def test_out_of_reach_and_without_the_function(
    province: Province, at_desk: SignIn, verb: str
) -> None:
    url = address(province["B1"], verb)
    assert at_desk("T2").get(url).status_code == 404
    assert at_desk("T2").post(url, {"seen": ""}).status_code == 404
    assert at_desk("B1").get(url).status_code == 403
    some = [Can.BROWSE_ORGANIZATIONS, Can.EDIT_ORGANIZATION]
    assert at_desk("T1", functions=some).get(url).status_code == 403
    assert at_desk("T1", Role.AUDITOR).get(url).status_code == 403


@pytest.mark.spec("ORG-13", "ACC-03")
def test_who_only_reads_is_not_led_to_restoring(province: Province, at_desk: SignIn) -> None:
    gone = dissolve(unlinked(province["B1"]), province.actor("P")).organization
    link = f'href="{address(gone, "huifu")}"'
    listed = "/zuzhi/dangzuzhi/yichexiao"
    assert link in at_desk("T1").get(listed).content.decode()
    page = at_desk("T1", functions=[Can.BROWSE_ORGANIZATIONS]).get(listed).content.decode()
    assert gone.name in page
    assert link not in page


@pytest.mark.spec("ORG-12")
def test_the_dialog_is_a_part_of_its_page(province: Province, at_desk: SignIn) -> None:
    part = at_desk("T1").get(address(province["B1"], "shanchu"), headers=HX).content.decode()
    assert part.lstrip().startswith('<div class="dialog-frame')


@pytest.mark.spec("ORG-13")
def test_the_list_of_dissolved_ones_asks_the_same_for_one_and_for_three(
    province: Province, at_desk: SignIn, django_assert_num_queries: Any
) -> None:
    browser = at_desk("P")
    for keys in (("B1",), ("B1b", "B2")):
        for key in keys:
            dissolve(unlinked(province[key]), province.actor("P"))
        browser.get("/zuzhi/dangzuzhi/yichexiao")
        with django_assert_num_queries(5):
            browser.get("/zuzhi/dangzuzhi/yichexiao")
