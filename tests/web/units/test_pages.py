"""<单位信息维护>, <新增单位>, <编辑单位>, 单位基本信息, 删除."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.definitions.models import SetRow
from dengta.organizations.actions import units
from dengta.organizations.models import Unit
from tests.web.members.conftest import SignIn
from tests.world import NOON, Province, credit_code, organization, unit, unit_entry

LIST = "/zuzhi/danwei"
PART = {"HX-Request": "true", "HX-Target": "units"}
SHOP = {
    "name": "柳园商店",
    "code": credit_code("柳园商店", "91"),
    "category": "23",
    "establishment": "41",
    "has_party_group": "0",
}


def made(province: Province, name: str = "柳园商店", **more: Any) -> Unit:
    given: dict[str, Any] = {
        "entry": unit_entry(name, category="23", establishment="41"),
        "managing": province["B1"],
        "basics": {},
        **more,
    }
    return units.create(home=province["T1"], by=province.actor("T1"), at=NOON, **given)


def waiting(province: Province, name: str = "新河村", **more: Any) -> Unit:
    return made(province, entry=unit_entry(name), managing=None, **more)


def listed(page: str) -> list[str]:
    """The names in the rows of a list."""
    return re.findall(r'<td class="wrap" title="([^"]*)"><a href="/zuzhi/danwei/', page)


def shown(client: Client, **asked: str) -> list[str]:
    answer = client.get(LIST, asked, headers=PART)
    assert answer.status_code == 200
    return listed(answer.content.decode())


def post(client: Client, address: str, **data: object) -> Any:
    return client.post(address, {"do": "save", **data})


@pytest.mark.sqlite
@pytest.mark.spec("UNT-01", "GEN-05")
def test_the_units_of_the_selected_organisation_stand_beside_the_tree(
    province: Province, at_desk: SignIn
) -> None:
    answer = at_desk("T1").get(LIST)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'role="tree"' in page
    assert "位置：" in page
    for column in (
        *("序号", "单位名称", "单位类别", "党组织所在单位代码", "单位建立党组织情况"),
        *("是否成立党组", "关联/管理党组织", "操作"),
    ):
        assert re.search(rf"<th[^>]*>{column}</th>", page), column
    assert listed(page) == sorted(
        unit(province[k]).name for k in ("T1", "B1", "B1b", "G1", "GB1", "GB2")
    )
    assert unit(province["B2"]).code not in page


@pytest.mark.spec("UNT-01")
def test_with_and_without_subordinates_by_name_category_and_code(
    province: Province, at_desk: SignIn
) -> None:
    made(province)
    client, uid = at_desk("D1"), str(province["T1"].uid)
    own = unit(province["T1"])
    assert shown(client, org=uid, below="0") == [own.name]
    assert shown(client, org=uid, name="商店") == ["柳园商店"]
    assert shown(client, org=uid, category="2") == ["柳园商店"], "a group means all in it"
    assert shown(client, org=uid, category="13") == []
    assert shown(client, org=uid, code=own.code[:18]) == [own.name]
    assert shown(client, org=str(province["B1"].uid), below="0") == [
        unit(province["B1"]).name,
        "柳园商店",
    ], "linked and managed"
    assert shown(client, org=str(province["K1"].uid), name="商店") == []


@pytest.mark.spec("UNT-02")
def test_three_kinds_each_a_list_of_its_own(province: Province, at_desk: SignIn) -> None:
    made(province)
    waiting(province)
    client = at_desk("T1")
    assert shown(client, kind="unbuilt") == ["柳园商店"]
    assert shown(client, kind="awaiting") == ["新河村"]
    built = shown(client, kind="built")
    assert len(built) == 6
    assert set(built).isdisjoint({"柳园商店", "新河村"})
    page = client.get(LIST, {"kind": "awaiting"}).content.decode()
    assert "还没有关联党组织" in page
    for label in ("已建立党组织单位", "未建立党组织单位", "已建立但并未关联组织"):
        assert label in page


@pytest.mark.spec("UNT-01", "UNT-11")
def test_a_unit_of_several_organisations_is_one_line(province: Province, at_desk: SignIn) -> None:
    branch = organization(province["G1"], "本村党支部", situation="1")
    name = unit(province["G1"]).name
    page = at_desk("T1").get(LIST, {"name": name}, headers=PART).content.decode()
    assert listed(page) == [name]
    assert f"{province['G1'].name}</a> 等 2 个" in page
    assert shown(at_desk("T1"), org=str(branch.uid)) == [name]


@pytest.mark.spec("UNT-01")
def test_pages_go_on_by_name_at_every_level(province: Province, at_desk: SignIn) -> None:
    names = [f"企业{number:03d}" for number in range(45)]
    for name in names:
        made(province, name)
    for key in ("P", "T1", "B1"):
        client, found, address = at_desk(key), [], f"{LIST}?kind=unbuilt"
        for _ in range(3):
            page = client.get(address, headers=PART).content.decode()
            found.append(listed(page))
            match = re.search(r'rel="next" href="([^"]*)"', page)
            address = match[1].replace("&amp;", "&") if match else ""
        assert [*found[0], *found[1], *found[2]] == names
        assert address == ""
        back = re.search(r'rel="prev" href="([^"]*)"', page)
        assert back is not None
        page = client.get(back[1].replace("&amp;", "&"), headers=PART).content.decode()
        assert listed(page) == found[1]
        assert "第 21–40 个" in page


@pytest.mark.spec("UNT-01")
def test_no_text_in_the_address_breaks_the_list(province: Province, at_desk: SignIn) -> None:
    client = at_desk("T1")
    everything = shown(client)
    for name in ("name", "code", "category", "kind", "after", "before", "nr"):
        for text in ("\x00", "x" * 3000, "𠮷", "²", "%"):
            assert client.get(LIST, {name: text}).status_code == 200, (name, text)
        assert shown(client, **{name: "\x00"}) == everything, name


@pytest.mark.spec("UNT-01")
def test_one_row_and_many_cost_the_same_questions(province: Province, at_desk: SignIn) -> None:
    client, costs = at_desk("T1"), []
    made(province, "企业甲")
    client.get(LIST, {"kind": "unbuilt"}, headers=PART)
    for name in ("企业乙", "企业丙"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(LIST, {"kind": "unbuilt"}, headers=PART)
        costs.append(len([each for each in asked if "SET LOCAL" not in each["sql"]]))
        made(province, name)
    assert costs[0] == costs[1]
    assert costs[0] <= 12


@pytest.mark.spec("UNT-03", "UNT-09", "GEN-05")
def test_a_new_unit_with_its_set(province: Province, at_desk: SignIn) -> None:
    client = at_desk("T1")
    page = client.get(f"{LIST}/xinzeng").content.decode()
    assert "先选择单位类别" in page
    page = client.post(f"{LIST}/xinzeng", {"do": "redraw", **SHOP}).content.decode()
    assert 'name="workers"' in page
    assert 'name="households"' not in page
    assert 'name="managing_text"' in page
    answer = post(client, f"{LIST}/xinzeng", **SHOP, workers="40", managing=str(province["B1"].uid))
    assert answer.status_code == 303
    one = Unit.objects.get(name="柳园商店")
    assert (one.managing, SetRow.objects.get().values) == (province["B1"], {"workers": "40"})
    page = client.get(answer["Location"]).content.decode()
    assert "保存成功" in page
    assert listed(page) == ["柳园商店"]


@pytest.mark.spec("UNT-05")
def test_a_built_one_is_led_to_its_own_list(province: Province, at_desk: SignIn) -> None:
    data = {**SHOP, "establishment": "13"}
    answer = post(at_desk("T1"), f"{LIST}/xinzeng", **data)
    assert "kind=awaiting" in answer["Location"]


@pytest.mark.spec("UNT-03", "GEN-13", "UNT-04")
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    province: Province, at_desk: SignIn
) -> None:
    client = at_desk("T1")
    answer = post(client, f"{LIST}/xinzeng", category="15", name="新村", code="12", households="x")
    assert answer.status_code == 422
    page = answer.content.decode()
    for sentence in ("请选择是否成立党组！", "请选择单位建立党组织情况。", "只能填写整数"):
        assert sentence in page
    assert 'value="新村"' in page
    assert not Unit.objects.filter(name="新村").exists()
    answer = client.post(f"{LIST}/xinzeng", {"do": "check", "code": credit_code("甲")})
    assert "校验位正确" in answer.content.decode()
    answer = client.post(f"{LIST}/xinzeng", {"do": "check", "code": credit_code("甲")[:-1]})
    assert "校验位正确" not in answer.content.decode()


@pytest.mark.spec("UNT-03")
def test_who_manages_it_may_be_typed_in_full_without_script(
    province: Province, at_desk: SignIn
) -> None:
    client = at_desk("T1")
    answer = post(client, f"{LIST}/xinzeng", **SHOP, managing_text="党支部")
    assert answer.status_code == 422
    assert "请填写其中一个的编码" in answer.content.decode()
    post(client, f"{LIST}/xinzeng", **SHOP, managing_text=province["B1"].code)
    assert Unit.objects.get(name="柳园商店").managing == province["B1"]
    found = client.get(f"{LIST}/guanli", {"q": "党支部"}, headers=PART).content.decode()
    assert province["B1"].name in found
    assert province["B2"].code not in found


@pytest.mark.spec("UNT-06", "UNT-09")
def test_editing_begins_with_what_stands_and_keeps_it(province: Province, at_desk: SignIn) -> None:
    one = made(province, basics={"workers": "40", "enterprise_size": "4"})
    client = at_desk("T1")
    page = client.get(f"{LIST}/{one.uid}/bianji").content.decode()
    assert 'value="40"' in page
    assert f'value="{province["B1"].uid}"' in page
    data = {**SHOP, "code": one.code, "managing": str(province["B1"].uid)}
    answer = post(
        client, f"{LIST}/{one.uid}/bianji", **data, workers="41", seen="0", basics_seen="0"
    )
    assert answer.status_code == 303
    assert SetRow.objects.get().values == {"workers": "41"}
    page = client.get(answer["Location"]).content.decode()
    assert "41 人" in page


@pytest.mark.spec("UNT-06")
def test_a_linked_unit_is_led_to_its_organisation(province: Province, at_desk: SignIn) -> None:
    client, one = at_desk("T1"), unit(province["B1"])
    address = f"/zuzhi/dangzuzhi/{province['B1'].uid}/bianji"
    answer = client.get(f"{LIST}/{one.uid}/bianji")
    assert (answer.status_code, answer["Location"]) == (303, f"{address}#id_units")
    assert f'href="{address}"' in client.get(LIST, headers=PART).content.decode()


@pytest.mark.spec("GEN-10")
def test_the_second_to_save_sees_both(province: Province, at_desk: SignIn) -> None:
    one = made(province, basics={"workers": "40"})
    client = at_desk("T1")
    data = {**SHOP, "code": one.code, "managing": str(province["B1"].uid), "basics_seen": "0"}
    address = f"{LIST}/{one.uid}/bianji"
    post(client, address, **{**data, "name": "柳园超市"}, workers="40", seen="0")
    answer = post(client, address, **{**data, "name": "柳园商场"}, workers="40", seen="0")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "现在的内容：柳园超市" in page
    assert 'value="柳园商场"' in page
    answer = post(client, address, **{**data, "name": "柳园商场"}, workers="40", seen="1")
    assert answer.status_code == 303
    data |= {"name": "柳园商场", "basics_seen": "9"}
    answer = post(client, address, **data, workers="7", seen="2")
    assert "刚刚被别人改过" in answer.content.decode()
    assert 'name="basics_seen" id="id_basics_seen" value="0"' in answer.content.decode()


@pytest.mark.spec("GEN-12", "UNT-10")
def test_a_half_filled_unit_comes_back_with_what_would_be_cleared(
    province: Province, at_desk: SignIn
) -> None:
    one = waiting(province, basics={"households": "312"})
    client, address = at_desk("T1"), f"{LIST}/{one.uid}/bianji"
    page = client.get(address).content.decode()
    key = re.search(r'name="caogao" value="([^"]+)"', page)
    assert key is not None
    typed = {"name": "新河社区", "category": "23", "workers": "40", "seen": "0", "basics_seen": "0"}
    answer = client.post("/caogao", {**typed, "caogao": key[1], "mark": "one"})
    assert answer.content
    page = client.get(address).content.decode()
    assert 'value="新河社区"' in page
    assert re.search(r'name="workers"[^>]*value="40"', page)
    assert "下面 1 项已填写的信息将被清除" in page
    data = {**typed, "code": one.code, "establishment": "13", "has_party_group": "0"}
    assert post(client, address, **data, announced="23", mark="one").status_code == 303
    assert 'value="新河社区"' in client.get(address).content.decode()
    assert "将被清除" not in client.get(address).content.decode()


@pytest.mark.spec("UNT-10", "GEN-07")
def test_another_category_is_announced_before_it_clears(
    province: Province, at_desk: SignIn
) -> None:
    one = waiting(province, basics={"households": "312"})
    client, address = at_desk("T1"), f"{LIST}/{one.uid}/bianji"
    data = {
        "name": one.name,
        "code": one.code,
        "category": "11",
        "establishment": "13",
        "has_party_group": "0",
        "seen": "0",
        "basics_seen": "0",
    }
    page = client.post(address, {"do": "redraw", **data}).content.decode()
    assert "下面 1 项已填写的信息将被清除" in page
    assert "312 户" in page
    assert 'name="announced" id="id_announced" value="11"' in page
    assert post(client, address, **data).status_code == 422
    assert post(client, address, **data, announced="11").status_code == 303
    assert not SetRow.objects.exists()
    data |= {"category": "15", "seen": "1", "basics_seen": "-1"}
    assert post(client, address, **data).status_code == 303
    page = client.get(f"{LIST}/{one.uid}").content.decode()
    cleared = re.search(r'name="cleared" value="([^"]*)"', page)
    assert cleared is not None
    assert client.post(f"{LIST}/{one.uid}/quhui", {"cleared": cleared[1]}).status_code == 303
    assert SetRow.objects.get().values == {"households": "312"}
    answer = client.post(f"{LIST}/{one.uid}/quhui", {"cleared": cleared[1]})
    assert answer.status_code == 422


@pytest.mark.spec("UNT-09", "UNT-10", "UNT-11")
def test_the_set_of_a_linked_unit_is_filled_in_with_its_own_fields_locked(
    province: Province, at_desk: SignIn
) -> None:
    one, client = unit(province["G1"]), at_desk("T1")
    branch = organization(province["G1"], "本村党支部", situation="1")
    address = f"{LIST}/{one.uid}/jibenxinxi"
    page = client.get(address).content.decode()
    for name in ("name", "code", "category", "establishment"):
        assert f'name="{name}"' not in page
    assert 'name="households"' in page
    answer = post(client, address, households="312", name="别名", basics_seen="-1")
    assert answer.status_code == 303
    one.refresh_from_db()
    assert one.name != "别名"
    assert SetRow.objects.get().values == {"households": "312"}
    province.by_key["本村"] = branch
    below = at_desk("本村")
    page = below.get(f"{LIST}/{one.uid}").content.decode()
    assert "312 户" in page
    assert f"由“{province['G1'].name}”填写" in page
    assert below.get(address).status_code == 403


@pytest.mark.spec("UNT-07", "GEN-07", "GEN-14")
def test_deleting_tells_first_and_then_does(province: Province, at_desk: SignIn) -> None:
    one, client = waiting(province, basics={"households": "312"}), at_desk("T1")
    page = client.get(f"{LIST}/{one.uid}/shanchu", headers={"HX-Request": "true"}).content.decode()
    assert "单位基本信息，已填写1项" in page
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert seen is not None
    assert client.post(f"{LIST}/{one.uid}/shanchu", {"seen": "0" * 32}).status_code == 422
    answer = client.post(f"{LIST}/{one.uid}/shanchu", {"seen": seen[1]})
    assert answer.status_code == 303
    assert "删除成功" in client.get(answer["Location"]).content.decode()
    assert not Unit.objects.filter(pk=one.pk).exists()


@pytest.mark.spec("UNT-07")
def test_a_linked_one_is_not_deleted_and_says_to_which(province: Province, at_desk: SignIn) -> None:
    one, client = unit(province["B1"]), at_desk("T1")
    page = client.get(f"{LIST}/{one.uid}/shanchu").content.decode()
    assert province["B1"].name in page
    back = f"?fanhui=shanchu-danwei.{one.uid}"
    assert f'href="/zuzhi/dangzuzhi/{province["B1"].uid}/bianji{back}"' in page
    assert "先解除关联，才能删除" in page


@pytest.mark.spec("ACC-02", "UNT-11")
def test_out_of_reach_and_wrong_functions(province: Province, at_desk: SignIn) -> None:
    one = made(province)
    stranger = at_desk("B2")
    paths = ("", "/bianji", "/jibenxinxi", "/shanchu")
    for path in paths:
        assert stranger.get(f"{LIST}/{one.uid}{path}").status_code == 404, path
        assert stranger.get(f"{LIST}/{province['B1'].uid}{path}").status_code == 404, path
    assert stranger.post(f"{LIST}/{one.uid}/quhui").status_code == 404
    assert stranger.get(LIST, {"org": str(province["T1"].uid)}).status_code == 404
    assert stranger.get(f"{LIST}/xinzeng", {"org": str(province["T1"].uid)}).status_code == 404
    reader = at_desk("T1", functions=[Can.BROWSE_UNITS])
    assert reader.get(f"{LIST}/{one.uid}").status_code == 200
    for path in paths[1:]:
        expected = 303 if path == "/jibenxinxi" else 403
        assert reader.get(f"{LIST}/{one.uid}{path}").status_code == expected, path
    assert reader.get(f"{LIST}/xinzeng").status_code == 403
    page = reader.get(LIST).content.decode()
    for word in ("新增单位", ">编辑<", ">删除<"):
        assert word not in page
    for client in (at_desk("T1", functions=[Can.BROWSE_MEMBERS]), at_desk("T1", Role.OFFICER)):
        assert client.get(LIST).status_code == 403
