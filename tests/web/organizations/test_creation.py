"""<组织新增>: categories, one unit, complaints, and being made only once (ORG-03 … ORG-10)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Max

from dengta.access.permissions import Can
from dengta.organizations.models import Organization, Unit
from dengta.organizations.queries.units import unit_of
from dengta.organizations.rules.categories import CATEGORIES, may_hold
from tests.web.members.conftest import SignIn
from tests.world import Province, credit_code, unit

NEW = "/zuzhi/dangzuzhi/xinzeng"


def below(province: Province, key: str) -> str:
    return f"{NEW}?shangji={province[key].uid}"


def filled(**given: Any) -> dict[str, Any]:
    """What the form of a branch with a new unit posts."""
    return {
        "mark": "one",
        "do": "save",
        "name": "柳园党支部",
        "secretary": "田禾秋",
        "contact": "赵麦香",
        "phone": "0699-8880011",
        "category": "631",
        "situation": "2",
        "units-0-uid": "",
        "units-0-uid_text": "青石镇柳园村",
        "units-0-code": credit_code("青石镇柳园村"),
        "units-0-category": "15",
        "units-0-establishment": "13",
        "units-0-has_party_group": "0",
        **given,
    }


@pytest.mark.sqlite
@pytest.mark.spec("ORG-03", "ORG-08", "ORG-10", "GEN-05")
def test_an_organisation_is_made_with_its_unit_and_its_page_says_so(
    province: Province, at_desk: SignIn
) -> None:
    browser = at_desk("T1")
    assert browser.get(below(province, "G1")).status_code == 200
    answer = browser.post(below(province, "G1"), filled())
    assert answer.status_code == 303, answer.content.decode()
    made = Organization.objects.get(name="柳园党支部")
    assert made.parent == province["G1"]
    assert (made.secretary, made.contact, made.phone) == ("田禾秋", "赵麦香", "0699-8880011")
    unit_made = unit_of(made)
    assert unit_made is not None
    assert (unit_made.name, unit_made.has_party_group) == ("青石镇柳园村", False)
    assert made.work_category == "15"
    assert answer["Location"] == f"/zuzhi/dangzuzhi/{made.uid}/danwei", "on to the other sets"
    page = browser.get(answer["Location"]).content.decode()
    assert "操作成功" in page
    assert "请继续填写" in page


@pytest.mark.spec("ORG-04")
@pytest.mark.parametrize("key", ["P", "C1", "D1", "T1", "G1", "K1"])
def test_the_chooser_offers_what_is_allowed_and_says_why_the_rest_is_not(
    province: Province, at_desk: SignIn, key: str
) -> None:
    page = at_desk(key).get(NEW).content.decode()
    offered = {code for code in CATEGORIES if f'id="category-{code}"' in page}
    assert offered == {code for code in CATEGORIES if may_hold(province[key].category, code)}
    refused = page.split("不能选，原因如下", 1)[1]
    for code in CATEGORIES:
        if code not in offered:
            assert f">{code}</td>" in refused or f">{code[0]}</td>" in refused


@pytest.mark.spec("ORG-04")
def test_below_a_branch_nothing_can_be_chosen(province: Province, at_desk: SignIn) -> None:
    page = at_desk("T1").get(below(province, "B1")).content.decode()
    assert 'type="radio" name="category"' not in page
    assert "支部下面不能再设党组织" in page


@pytest.mark.spec("ORG-04")
def test_a_forged_category_is_refused_beside_the_chooser(
    province: Province, at_desk: SignIn
) -> None:
    for category in ("141", "6", "999", "\x00", "'"):
        answer = at_desk("T1").post(below(province, "G1"), filled(category=category))
        assert answer.status_code == 422
        assert 'href="#id_category"' in answer.content.decode()
    assert not Organization.objects.filter(name="柳园党支部").exists()


@pytest.mark.spec("ORG-03", "ACC-02")
def test_new_ones_are_made_only_below_the_own(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    for key in ("D1", "T2", "B2"):
        assert browser.get(below(province, key)).status_code == 404
        assert browser.post(below(province, key), filled()).status_code == 404
    assert browser.post(f"{NEW}?shangji=x", filled()).status_code == 404


@pytest.mark.spec("ACC-03")
def test_without_the_function_the_page_is_closed(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1", functions=[Can.BROWSE_ORGANIZATIONS, Can.EDIT_ORGANIZATION])
    assert browser.get(below(province, "T1")).status_code == 403
    assert browser.post(below(province, "T1"), filled()).status_code == 403


@pytest.mark.spec("GEN-13", "GEN-14", "ORG-03")
def test_everything_that_is_missing_says_so_beside_itself(
    province: Province, at_desk: SignIn
) -> None:
    answer = at_desk("T1").post(NEW, {"mark": "one", "do": "save"})
    assert answer.status_code == 422
    page = answer.content.decode()
    for field in ("name", "secretary", "contact", "phone"):
        assert f'id="id_{field}-error"' in page
    assert "请选择一个组织类别！" in page
    assert "5 处要改" in page
    chooser = page.split('id="chosen_category"', 1)[1].split("</a>", 1)[0]
    assert 'href="#id_category" data-fault' in chooser
    assert "请在右边选择" in chooser


@pytest.mark.spec("GEN-13", "GEN-14", "UNT-03", "ORG-08")
def test_the_fields_of_a_new_unit_are_complained_about_one_by_one(
    province: Province, at_desk: SignIn
) -> None:
    empty = {name: "" for name in filled() if name.startswith("units-0")}
    answer = at_desk("T1").post(NEW, filled(**empty))
    page = answer.content.decode()
    for field in ("name", "code", "category", "establishment", "has_party_group"):
        assert f'id="id_units-0-{field}-error"' in page
    assert "请选择单位类别！" in page
    assert "请选择是否成立党组！" in page
    bare = {name: text for name, text in filled().items() if not name.startswith("units-0")}
    assert 'id="id_units-0-name-error"' in at_desk("T1").post(NEW, bare).content.decode()
    answer = at_desk("T1").post(NEW, filled(situation=""))
    assert "请选择党组织所在单位情况。" in answer.content.decode()


@pytest.mark.spec("ORG-16", "UNT-04", "GEN-13")
def test_what_was_typed_stays_beside_what_is_wrong(province: Province, at_desk: SignIn) -> None:
    wrong = filled(phone="0699-88800", **{"units-0-code": "54370999MA00000000"})
    page = at_desk("T1").post(NEW, wrong).content.decode()
    assert 'value="柳园党支部"' in page
    assert 'value="0699-88800"' in page
    assert 'value="54370999MA00000000"' in page
    assert 'value="青石镇柳园村"' in page
    assert 'href="#id_phone"' in page
    assert 'href="#id_units-0-code"' in page


@pytest.mark.spec("ORG-03")
def test_a_name_among_its_siblings_is_refused(province: Province, at_desk: SignIn) -> None:
    page = at_desk("T1").post(NEW, filled(name="B1党支部")).content.decode()
    assert "同级党组织中已有“B1党支部”" in page


@pytest.mark.spec("ORG-06", "ORG-07")
def test_the_situation_appears_with_a_category_that_needs_a_unit(
    province: Province, at_desk: SignIn
) -> None:
    browser = at_desk("C1")
    redrawn = browser.post(NEW, filled(do="redraw", category="141")).content.decode()
    assert "党组织所在单位情况" not in redrawn
    assert 'name="units-0-uid_text" value="青石镇柳园村"' in redrawn, "kept for choosing back"
    redrawn = browser.post(NEW, filled(do="redraw", category="611")).content.decode()
    assert "与上级党组织相同" in redrawn
    assert "上级没有所在单位" in redrawn
    assert "has-error" not in redrawn


@pytest.mark.spec("ORG-07")
def test_the_unit_of_the_superior_is_shown_and_linked(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    same = filled(situation="1", **{"units-0-uid_text": ""})
    redrawn = browser.post(below(province, "G1"), {**same, "do": "redraw"}).content.decode()
    assert unit(province["G1"]).name in redrawn
    assert 'id="id_units-0-code"' not in redrawn, "its fields need not be filled"
    assert browser.post(below(province, "G1"), same).status_code == 303
    made = Organization.objects.get(name="柳园党支部")
    assert unit_of(made) == unit(province["G1"])
    assert made.work_category == unit(province["G1"]).category


@pytest.mark.spec("ORG-08")
def test_a_chosen_unit_is_shown_locked_and_linked(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    far = unit(province["B2"])
    chosen = filled(**{"units-0-uid": str(far.uid), "units-0-uid_text": far.name})
    redrawn = browser.post(NEW, {**chosen, "do": "redraw"}).content.decode()
    assert "系统中已有，只建立关联" in redrawn
    assert f'name="units-0-code" value="{far.code}"' in redrawn, "its own, not what was typed"
    other = browser.post(NEW, {**chosen, "do": "other-0"}).content.decode()
    assert 'data-suggest="/zuzhi/danwei/jianyi"' in other
    assert str(far.uid) not in other
    assert browser.post(NEW, chosen).status_code == 303
    assert unit_of(Organization.objects.get(name="柳园党支部")) == far
    assert not Unit.objects.filter(name="青石镇柳园村").exists()


@pytest.mark.spec("ORG-08", "UNT-03")
def test_a_unit_without_an_organisation_to_be_is_refused(
    province: Province, at_desk: SignIn
) -> None:
    far = unit(province["B2"])
    far.establishment = "3"
    far.save(update_fields=["establishment"])
    chosen = filled(**{"units-0-uid": str(far.uid), "units-0-uid_text": far.name})
    page = at_desk("T1").post(NEW, chosen).content.decode()
    assert "不能关联" in page
    assert 'href="#id_units-0-name"' in page


@pytest.mark.spec("UNT-03")
def test_a_name_that_the_system_has_is_refused(province: Province, at_desk: SignIn) -> None:
    taken = filled(**{"units-0-uid_text": unit(province["B1"]).name})
    answer = at_desk("T1").post(NEW, taken)
    assert answer.status_code == 422
    assert 'href="#id_units-0-name"' in answer.content.decode()


@pytest.mark.spec("ORG-08", "ACC-02")
def test_forged_units_are_refused_beside_their_name(province: Province, at_desk: SignIn) -> None:
    for uid in ("01a20d3c-0000-7000-8000-000000000000", "x", "\x00"):
        answer = at_desk("T1").post(NEW, filled(**{"units-0-uid": uid, "units-0-uid_text": ""}))
        assert answer.status_code == 422
        assert 'href="#id_units-0-name"' in answer.content.decode()


@pytest.mark.spec("UNT-08")
def test_the_establishment_follows_the_category_until_it_is_chosen(
    province: Province, at_desk: SignIn
) -> None:
    browser = at_desk("T1")
    changed = filled(do="redraw", category="621", was_category="631")
    page = browser.post(NEW, changed).content.decode()
    assert '<option value="12" selected' in page
    changed["units-0-establishment"] = "11"
    page = browser.post(NEW, changed).content.decode()
    assert '<option value="11" selected' in page


@pytest.mark.spec("GEN-11")
def test_the_same_form_twice_makes_one_organisation(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    first = browser.post(NEW, filled())
    before = Organization.objects.aggregate(last=Max("pk"))
    second = browser.post(NEW, filled(name="别的党支部"))
    assert second.status_code == 303
    assert second["Location"] == first["Location"]
    assert Organization.objects.aggregate(last=Max("pk")) == before


@pytest.mark.spec("GEN-11", "GEN-13")
def test_a_refused_form_keeps_its_mark_and_is_saved_once_mended(
    province: Province, at_desk: SignIn
) -> None:
    browser = at_desk("T1")
    page = browser.post(NEW, filled(phone="")).content.decode()
    assert 'name="mark" id="id_mark" value="one"' in page
    assert browser.post(NEW, filled()).status_code == 303


@pytest.mark.spec("ORG-10")
def test_nothing_is_stored_when_anything_is_wrong(province: Province, at_desk: SignIn) -> None:
    before = (Organization.objects.count(), Unit.objects.count())
    at_desk("T1").post(NEW, filled(phone="1"))
    assert (Organization.objects.count(), Unit.objects.count()) == before


def test_htmx_gets_the_part_and_is_sent_on(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    hx = {"HX-Request": "true", "HX-Target": "creation"}
    part = browser.post(NEW, filled(do="redraw"), headers=hx)
    assert part.status_code == 200
    assert part.content.decode().lstrip().startswith('<form class="columns grow" id="creation"')
    done = browser.post(NEW, filled(), headers=hx)
    assert done.status_code == 204
    assert done["HX-Redirect"].endswith("/danwei")


def test_any_text_in_any_field_gets_a_sentence(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    for text in ("\x00", "一" * 5000, "𠮷", "\u202e", "９９９", "<b>", "-1", " "):
        for name in filled():
            if name != "do":
                answer = browser.post(NEW, {**filled(mark=f"{text}{name}"), name: text})
                assert answer.status_code in {303, 422}, (name, text)
        assert browser.post(NEW, filled(do=text)).status_code == 200
    for do in ("edit-9", "remove-" + "9" * 5000, "put", "other-x", "cancel-1", "save-1"):
        assert browser.post(NEW, filled(do=do, default="9" * 30)).status_code == 200
