"""<组织新增> of a joint branch: units come and go in a dialog before anything is saved (ORG-09)."""

from __future__ import annotations

from typing import Any

import pytest

from dengta.organizations.models import Organization, Unit, UnitLink
from tests.web.members.conftest import SignIn
from tests.web.organizations.test_creation import NEW, filled
from tests.world import Province, credit_code, unit


def typed(prefix: str, name: str, **given: str) -> dict[str, str]:
    """A new unit as its fields post it."""
    values = {
        "uid": "",
        "uid_text": name,
        "code": credit_code(name),
        "category": "23",
        "establishment": "2",
        "has_party_group": "0",
        **given,
    }
    return {f"{prefix}-{field}": value for field, value in values.items()}


def joint(do: str, *names: str, **given: Any) -> dict[str, Any]:
    """The form of a joint branch with the units ``names``."""
    form = {name: text for name, text in filled().items() if not name.startswith("units-0")}
    for index, name in enumerate(names):
        form |= typed(f"units-{index}", name)
    return {**form, "category": "632", "situation": "3", "do": do, "default": "0", **given}


@pytest.mark.spec("ORG-09")
def test_the_category_sets_the_situation_by_itself(province: Province, at_desk: SignIn) -> None:
    page = at_desk("T1").post(NEW, filled(do="redraw", category="632")).content.decode()
    assert 'type="hidden" name="situation" value="3"' in page
    assert 'type="radio" name="situation"' not in page
    assert "单位信息集" in page
    page = at_desk("T1").post(NEW, joint("redraw", category="631")).content.decode()
    assert "仅 632、932 可选" in page
    assert 'name="situation" value="3" checked' not in page


@pytest.mark.spec("ORG-09")
def test_a_unit_goes_through_the_dialog_into_the_list(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    page = browser.post(NEW, joint("add")).content.decode()
    assert "data-modal" in page
    assert '<option value="2" selected' in page, "建立联合党支部的 comes by itself"
    put = joint("put", **typed("draft", "柳园商贸公司"), draft_at="")
    page = browser.post(NEW, put).content.decode()
    assert "data-modal" not in page
    assert 'name="units-0-uid_text" value="柳园商贸公司"' in page
    for heading in (
        "序号",
        "单位名称",
        "单位建立党组织情况",
        "单位类别",
        "党组织所在单位代码",
        "是否成立党组",
        "设置为默认单位",
    ):
        assert f'<th scope="col">{heading}</th>' in page or f">{heading}</th>" in page
    assert "党组织工作分类：非公有经济控制" in page
    assert not Unit.objects.filter(name="柳园商贸公司").exists()


@pytest.mark.spec("ORG-09")
def test_the_dialog_stays_with_every_complaint_beside_its_field(
    province: Province, at_desk: SignIn
) -> None:
    browser = at_desk("T1")
    empty = dict.fromkeys(typed("draft", ""), "")
    page = browser.post(NEW, joint("put", draft_at="", **empty)).content.decode()
    assert "data-modal" in page
    for field in ("name", "code", "category", "establishment", "has_party_group"):
        assert f'id="id_draft-{field}-error"' in page
    twice = joint("put", "柳园商贸公司", draft_at="", **typed("draft", "柳园商贸公司"))
    assert "重复" in browser.post(NEW, twice).content.decode()
    known = unit(province["B1"])
    taken = joint("put", draft_at="", **typed("draft", known.name))
    assert "系统中已有这个单位" in browser.post(NEW, taken).content.decode()
    taken = joint("put", draft_at="", **typed("draft", "惠民仓储", code=known.code))
    assert f"系统中已有单位“{known.name}”使用这个代码" in browser.post(NEW, taken).content.decode()


@pytest.mark.spec("ORG-08", "ORG-09")
def test_a_unit_of_the_system_is_chosen_in_the_dialog(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    far = unit(province["B2"])
    chosen = typed("draft", far.name, uid=str(far.uid), code="", category="")
    page = browser.post(NEW, joint("redraw", draft_at="", **chosen)).content.decode()
    assert "系统中已有，只建立关联" in page
    page = browser.post(NEW, joint("put", draft_at="", **chosen)).content.decode()
    assert f'name="units-0-uid" value="{far.uid}"' in page
    assert far.code in page
    assert 'value="edit-0"' not in page, "it is only linked here"
    far.establishment = "42"
    far.save(update_fields=["establishment"])
    page = browser.post(NEW, joint("put", draft_at="", **chosen)).content.decode()
    assert "不能关联" in page


@pytest.mark.spec("ORG-09")
def test_a_new_unit_is_edited_removed_and_left_alone(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    two = ("柳园商贸公司", "速达物流公司")
    page = browser.post(NEW, joint("edit-1", *two)).content.decode()
    assert 'name="draft_at" value="1"' in page
    assert 'name="draft-uid_text" value="速达物流公司"' in page
    changed = joint("put", *two, draft_at="1", **typed("draft", "速达快运公司"))
    page = browser.post(NEW, changed).content.decode()
    assert 'name="units-1-uid_text" value="速达快运公司"' in page
    assert 'name="units-2-uid_text"' not in page
    given_up = joint("cancel", *two, draft_at="1", **typed("draft", "速达快运公司"))
    page = browser.post(NEW, given_up).content.decode()
    assert 'name="units-1-uid_text" value="速达物流公司"' in page
    assert "data-modal" not in page
    page = browser.post(NEW, joint("remove-0", *two, default="1")).content.decode()
    assert 'name="units-0-uid_text" value="速达物流公司"' in page
    assert 'name="units-1-uid_text"' not in page
    assert 'id="default-0" value="0" checked' in page, "the default unit stays the default"


@pytest.mark.sqlite
@pytest.mark.spec("ORG-09", "ORG-10")
def test_a_joint_branch_is_made_with_all_its_units(province: Province, at_desk: SignIn) -> None:
    form = joint("save", "柳园商贸公司", "速达物流公司", default="1")
    far = unit(province["B2"])
    form |= typed("units-2", far.name, uid=str(far.uid))
    form["units-1-category"] = "22"
    assert at_desk("T1").post(NEW, form).status_code == 303
    made = Organization.objects.get(name="柳园党支部")
    links = UnitLink.objects.filter(organization=made).order_by("position")
    assert [(link.unit.name, link.is_default) for link in links] == [
        ("柳园商贸公司", False),
        ("速达物流公司", True),
        (far.name, False),
    ]
    assert made.work_category == "22"


@pytest.mark.spec("ORG-06", "ORG-09")
def test_one_unit_is_not_enough(province: Province, at_desk: SignIn) -> None:
    answer = at_desk("T1").post(NEW, joint("save", "柳园商贸公司"))
    assert answer.status_code == 422
    assert "至少要有两个单位" in answer.content.decode()
    assert 'href="#id_units"' in answer.content.decode()


@pytest.mark.spec("ORG-09", "UNT-03", "GEN-13")
def test_a_unit_that_is_refused_on_saving_is_marked_in_the_list(
    province: Province, at_desk: SignIn
) -> None:
    form = joint("save", "柳园商贸公司", "速达物流公司")
    form["units-1-code"] = unit(province["B1"]).code
    page = at_desk("T1").post(NEW, form).content.decode()
    assert 'href="#id_units-1-code"' in page
    assert 'id="id_units-1-code"' in page


@pytest.mark.spec("ORG-09")
def test_an_open_dialog_is_not_forgotten(province: Province, at_desk: SignIn) -> None:
    two = ("柳园商贸公司", "速达物流公司")
    form = joint("save", *two, draft_at="", **typed("draft", "惠民仓储公司"))
    answer = at_desk("T1").post(NEW, form)
    assert answer.status_code == 422
    assert "有一个单位还没有填完" in answer.content.decode()
    assert not Organization.objects.filter(name="柳园党支部").exists()


def test_more_units_than_a_form_holds_are_not_read(province: Province, at_desk: SignIn) -> None:
    form = joint("add", *(f"第{number}公司" for number in range(40)))
    page = at_desk("T1").post(NEW, form).content.decode()
    assert 'name="units-29-uid_text"' in page
    assert 'name="units-30-uid_text"' not in page
