"""<直管党员补录> (MEM-08 … MEM-11)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from dengta.access.permissions import FUNCTIONS, Can
from dengta.access.roles import Role
from dengta.gateways.effects.population import load_register
from dengta.members.models import Member, Movement
from dengta.members.rules.standing import ArchivedAs
from tests.members import builders
from tests.web.members.conftest import SignIn
from tests.world import Province

ENROL = "/dangyuan/dangyuan/bulu"
BIRTH = date(1978, 3, 21)


def address(province: Province, key: str = "B1") -> str:
    return f"{ENROL}?zhibu={province[key].uid}"


def typed(**given: str) -> dict[str, Any]:
    """What a person fills in: right items, with ``given`` in their place."""
    return {
        "name": "高岭松",
        "id_number": builders.number(BIRTH, "1", serial=16),
        "sex": "1",
        "ethnicity": "01",
        "birth_date": "1978-03-21",
        "education": "22",
        "category": "1",
        "joined_on": "2003-07-01",
        "full_on": "2004-07-01",
        "post": "602",
        "phone": "13900000000",
        "address": "东平川县青石镇柳园社区3巷8号",
        "lost": "0",
        "floating": "0",
        **given,
    }


def known_to_the_register(form: dict[str, Any]) -> None:
    load_register([(form["name"], form["id_number"])])


@pytest.mark.spec("MEM-08", "MEM-09", "MEM-11", "GEN-05")
def test_a_person_is_looked_up_confirmed_and_enrolled(province: Province, at_desk: SignIn) -> None:
    form = typed(id_number=builders.number(BIRTH, "1", serial=16).lower())
    known_to_the_register(typed())
    desk, page = at_desk("T1"), address(province)
    first = desk.get(page).content.decode()
    assert "下一步" in first
    assert "家庭住址" not in first

    found = desk.post(page, {"do": "look", "name": form["name"], "id_number": form["id_number"]})
    drawn = found.content.decode()
    assert "在册党员中没有" in drawn
    assert "临时数据库没有" in drawn
    assert "历史库没有" in drawn
    assert "实名认证：未做" in drawn
    assert 'value="1978-03-21"' in drawn
    assert 'name="sex" value="1" checked' in drawn

    unconfirmed = desk.post(page, {**form, "do": "save"})
    assert unconfirmed.status_code == 422
    assert "请先点【实名认证】" in unconfirmed.content.decode()
    assert not Member.objects.exists()

    asked = desk.post(page, {**form, "do": "ask"}).content.decode()
    assert "实名认证：一致" in asked
    assert "东平川县青石镇柳园社区3巷8号" in asked

    saved = desk.post(page, {**form, "do": "save"}, follow=True)
    member = Member.objects.get()
    assert saved.redirect_chain == [(f"/dangyuan/dangyuan/{member.uid}", 303)]
    assert "保存成功" in saved.content.decode()
    assert (member.name, member.branch.uid, member.id_number) == (
        "高岭松",
        province["B1"].uid,
        typed()["id_number"],
    )
    assert Movement.objects.filter(member=member).count() == 1


@pytest.mark.spec("GEN-11")
def test_a_form_that_comes_twice_makes_one_record(province: Province, at_desk: SignIn) -> None:
    form = typed(mark="the same mark of this form")
    known_to_the_register(form)
    desk, page = at_desk("B1"), address(province)
    desk.post(page, {**form, "do": "ask"})
    answers = [desk.post(page, {**form, "do": "save"}) for _ in range(2)]
    member = Member.objects.get()
    assert [answer["Location"] for answer in answers] == [f"/dangyuan/dangyuan/{member.uid}"] * 2
    assert Movement.objects.count() == 1


@pytest.mark.spec("MEM-08")
def test_who_is_active_within_the_range_is_refused_with_the_place(
    province: Province, at_desk: SignIn
) -> None:
    person = builders.member(province["GB1"], name="刘巧云")
    form = {"do": "look", "name": "刘巧云", "id_number": person.id_number}
    page = at_desk("T1").post(address(province), form).content.decode()
    assert "系统中已经存在该党员" in page
    assert "GB1党支部" in page
    assert f"/dangyuan/dangyuan/{person.uid}" in page
    assert "家庭住址" not in page


@pytest.mark.spec("MEM-08", "ACC-02")
def test_who_is_active_elsewhere_is_refused_without_the_place(
    province: Province, at_desk: SignIn
) -> None:
    person = builders.member(province["B2"], name="刘巧云")
    form = {"do": "look", "name": "刘巧云", "id_number": person.id_number}
    page = at_desk("T1").post(address(province), form).content.decode()
    assert "系统中已经存在该党员，不在您的管理范围内" in page
    assert "B2党支部" not in page
    assert str(person.uid) not in page


@pytest.mark.spec("MEM-08")
def test_the_staging_base_fills_what_is_empty(province: Province, at_desk: SignIn) -> None:
    form = typed()
    builders.staged(
        builders.facts(name=form["name"], id_number=form["id_number"]),
        education="22",
        address="柳园2巷1号",
        birth_date="1978-03-12",
    )
    page = at_desk("B1").post(
        address(province),
        {"do": "look", "name": form["name"], "id_number": form["id_number"], "address": "已填的"},
    )
    drawn = page.content.decode()
    assert "临时数据库有 1 条" in drawn
    assert "已带出 3 项" in drawn
    assert '<option value="22" selected' in drawn
    assert 'value="已填的"' in drawn
    # a birth date that differs from the number warns and offers the right one (MEM-02)
    assert "与身份证号（1978-03-21）不同" in drawn
    assert "改为 1978-03-21" in drawn


@pytest.mark.spec("MEM-02")
def test_the_offered_correction_works_without_script(province: Province, at_desk: SignIn) -> None:
    form = typed(birth_date="1978-03-12", sex="2")
    desk = at_desk("B1")
    page = desk.post(address(province), {**form, "do": "mend-birth_date"}).content.decode()
    assert 'name="birth_date"' in page
    assert 'value="1978-03-21"' in page
    assert "改为 1978-03-21" not in page
    assert "改为 男" in page
    page = desk.post(address(province), {**form, "do": "mend-sex"}).content.decode()
    assert 'name="sex" value="1" checked' in page


@pytest.mark.spec("MEM-08")
def test_the_archive_synchronises_who_left_by_transfer(province: Province, at_desk: SignIn) -> None:
    old = builders.archived(province["B2"], ArchivedAs.TRANSFERRED, name="高岭松", education="41")
    form = {"name": old.name, "id_number": old.id_number}
    desk = at_desk("B1")
    page = desk.post(address(province), {**form, "do": "archive"}).content.decode()
    assert "历史库有 1 条" in page
    assert 'value="sync"' in page
    page = desk.post(address(province), {**form, "do": "sync"}).content.decode()
    assert '<option value="41" selected' in page
    assert "已从历史库同步" in page


@pytest.mark.spec("MEM-08")
def test_the_dead_and_the_departed_are_shown_with_the_reason(
    province: Province, at_desk: SignIn
) -> None:
    dead = builders.archived(province["B2"], ArchivedAs.DEATH, name="高岭松")
    left = builders.archived(province["B2"], ArchivedAs.DEPARTURE, name="郑石泉")
    desk = at_desk("B1")
    page = desk.post(
        address(province), {"do": "look", "name": dead.name, "id_number": dead.id_number}
    ).content.decode()
    assert "已去世，不能同步，也不能补录" in page
    assert 'value="sync"' not in page
    assert "家庭住址" not in page
    form = typed(
        name=left.name,
        id_number=left.id_number,
        joined_on="2027-01-01",
    )
    page = desk.post(address(province), {**form, "do": "look"}).content.decode()
    assert 'value="sync"' not in page
    assert 'name="rejoining"' in page


@pytest.mark.spec("GEN-13", "MEM-01")
def test_everything_that_is_missing_is_told_beside_its_field(
    province: Province, at_desk: SignIn
) -> None:
    form = typed(
        ethnicity="", education="", category="", post="", phone="", address="",
        joined_on="", full_on="",
    )  # fmt: skip
    known_to_the_register(form)
    desk = at_desk("B1")
    desk.post(address(province), {**form, "do": "ask"})
    answer = desk.post(address(province), {**form, "do": "save"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "7 处要改" in page
    for name in ("ethnicity", "education", "category", "post", "phone", "address", "joined_on"):
        assert f'id="id_{name}-error"' in page
    assert not Member.objects.exists()


@pytest.mark.spec("MEM-01")
@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"joined_on": "2003-02-30"}, "joined_on", "不是真实存在的日期"),
        ({"birth_date": "七月"}, "birth_date", "请按“年-月-日”填写"),
        ({"post": "999"}, "post", "没有这个选项"),
        ({"phone": "1390000000"}, "phone", "手机号应为11位，现在是10位"),
        ({"name": "高" * 51}, "name", "最多50个字"),
        ({"lost": "1"}, "lost_since", "失联党员要填写失去联系日期"),
        ({"lost": "1", "lost_since": "2017-13"}, "lost_since", "不是真实存在的月份"),
        ({"floating": "1"}, "floating_province", "要选择外出流向的省份"),
        (
            {"floating": "1", "floating_province": "370000", "floating_city_code": "999999"},
            "floating_city_code",
            "请从列表中选择",
        ),
        (
            {
                "floating": "1",
                "floating_province": "370000",
                "floating_city_code": "370100",
                "floating_county_code": "370202",
            },
            "floating_county_code",
            "请从所选城市下面选择",
        ),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    province: Province, at_desk: SignIn, given: dict[str, str], field: str, sentence: str
) -> None:
    form = typed(**given)
    known_to_the_register(form)
    desk = at_desk("B1")
    desk.post(address(province), {**form, "do": "ask"})
    answer = desk.post(address(province), {**form, "do": "save"})
    assert answer.status_code == 422
    said = answer.content.decode().split(f'id="id_{field}-error"')[1].split("</p>")[0]
    assert sentence in said
    assert not Member.objects.exists()


@pytest.mark.spec("MEM-01")
@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ({"category": "2", "full_on": "不填"}, {"category": "2", "full_on": None}),
        (
            {"lost": "1", "lost_since": "2017年6月"},
            {"lost": True, "lost_since": date(2017, 6, 1)},
        ),
        (
            {
                "floating": "1",
                "floating_province": "370000",
                "floating_county_code": "370102",
                "floating_place": "泉边路",
            },
            {
                "floating_province": "370000",
                "floating_city": "370100",
                "floating_county": "370102",
                "floating_place": "泉边路",
            },
        ),
        (
            {"floating": "1", "floating_province": "110000", "floating_city": "某区"},
            {"floating_province": "110000", "floating_city": "某区", "floating_county": ""},
        ),
    ],
)
def test_fields_that_depend_on_others(
    province: Province, at_desk: SignIn, given: dict[str, str], stored: dict[str, Any]
) -> None:
    form = typed(**given)
    known_to_the_register(form)
    desk = at_desk("B1")
    desk.post(address(province), {**form, "do": "ask"})
    answer = desk.post(address(province), {**form, "do": "save"})
    assert answer.status_code == 303, answer.content.decode()
    member = Member.objects.get()
    assert {field: getattr(member, field) for field in stored} == stored


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("", "请填写公民身份证号"),
        ("0" * 18, "党员实名认证申请"),
        ("37099919780321033", "应为18位"),
        ("370999197803210331", "校验码"),
        ("３７０９９９１９７８０３２１", "应为18位"),
    ],
)
def test_a_number_that_is_none_is_told_and_what_was_typed_stays(
    province: Province, at_desk: SignIn, number: str, sentence: str
) -> None:
    form = {"do": "look", "name": "高岭松", "id_number": number}
    answer = at_desk("B1").post(address(province), form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="高岭松"' in page


@pytest.mark.spec("ACC-02", "ACC-01")
def test_out_of_reach_and_the_wrong_duty(province: Province, at_desk: SignIn) -> None:
    desk = at_desk("T1")
    assert desk.get(address(province, "B2")).status_code == 404
    assert desk.post(address(province, "B2"), typed(do="save")).status_code == 404
    assert desk.get(f"{ENROL}?zhibu=x").status_code == 404
    without = at_desk("T1", functions=set(FUNCTIONS) - {Can.ENROL_MEMBER})
    assert without.get(address(province)).status_code == 403
    assert without.post(address(province), typed(do="ask")).status_code == 403
    assert at_desk("T1", role=Role.AUDITOR).get(ENROL).status_code == 403
    assert Client().get(address(province))["Location"].startswith("/sso")
    assert not Member.objects.exists()


def test_without_a_branch_one_is_chosen_first(province: Province, at_desk: SignIn) -> None:
    desk = at_desk("T1")
    for given in ("", f"?org={province['G1'].uid}", f"?zhibu={province['G1'].uid}"):
        page = desk.get(f"{ENROL}{given}").content.decode()
        assert "请先选择党支部" in page
        assert address(province, "B1") in page


def test_htmx_gets_the_form_alone_and_is_led_on(province: Province, at_desk: SignIn) -> None:
    form = typed()
    known_to_the_register(form)
    desk = at_desk("B1")
    part = desk.post(
        address(province), {**form, "do": "ask"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert part.lstrip().startswith('<section class="panel" id="enrolment"')
    assert "工作岗位怎么选" not in part
    answer = desk.post(address(province), {**form, "do": "save"}, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == f"/dangyuan/dangyuan/{Member.objects.get().uid}"


@pytest.mark.spec("MEM-07")
def test_the_questions_of_the_post_cover_its_groups(province: Province, at_desk: SignIn) -> None:
    page = at_desk("B1").get(address(province)).content.decode()
    for group in ("0 在岗职工", "1 农牧渔民", "3 学生", "5 离退休人员", "6 其他人员"):
        assert group in page
    for said in (
        "乡镇企业职工",
        "退休后返聘的",
        "乡村医生",
        "离岗学习的",
        "内部退养职工",
        "604 至 611",
    ):
        assert said in page
