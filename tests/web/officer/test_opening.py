"""新增账号, one by one (ACC-01, ACC-03, ACC-05, ACC-06, ACC-07)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.test import Client

from dengta.access.permissions import FUNCTIONS, Can
from dengta.access.roles import Role
from dengta.accounts.models import Account, Authorisation
from dengta.accounts.rules.sets import READY_SETS
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.web.officer.matrix import EXPLAINED
from tests.accounts import people
from tests.accounts.builders import invented_id
from tests.web.officer.conftest import Officer, SignIn
from tests.world import Province

ADDRESS = "/zhanghaoguanli/zhanghao/xinzeng"
PART = {"HX-Request": "true", "HX-Target": "opening"}
NOBODY = {"name": "", "id_number": "", "mobile": ""}


def typed(number: int, **changed: object) -> dict[str, object]:
    """What the officer types of the ``number``-th invented person."""
    return {
        "name": people.NAME,
        "id_number": invented_id(number),
        "mobile": people.mobile_of(number),
        "role": "administrator",
        "functions": [Can.BROWSE_MEMBERS, Can.EDIT_MEMBER],
        **changed,
    }


def post(browser: Client, where: str, do: str, data: Mapping[str, object]) -> tuple[int, str]:
    """Press the button ``do``: status, and the page or where it leads."""
    answer = browser.post(f"{ADDRESS}?org={where}", {**data, "do": do})
    return answer.status_code, answer.content.decode() or answer["Location"]


@pytest.mark.sqlite
@pytest.mark.spec("ACC-06", "ACC-07", "ACC-03")
def test_a_person_is_read_again_before_anything_is_made(
    province: Province, officer: Officer
) -> None:
    browser, where = officer("T1"), str(province["B1"].uid)
    before = Account.objects.count()
    status, page = post(browser, where, "check", typed(1))
    assert status == 200
    assert "确认授权，发送短信" in page
    for told in (people.NAME, invented_id(1), "B1党支部", "党员浏览、党员编辑", "139****0001"):
        assert told in page
    assert Account.objects.count() == before
    assert not Authorisation.objects.exists()

    status, leads = post(browser, where, "save", typed(1, mark="m" * 20))
    assert status == 303
    account = Account.objects.get(mobile_blind=Account.objects.latest("pk").mobile_blind)
    assert leads == f"/zhanghaoguanli/zhanghao/{account.uid}"
    assert account.organization_id == province["B1"].pk
    assert set(account.functions) == {Can.BROWSE_MEMBERS, Can.EDIT_MEMBER}
    assert account.state == "waiting"
    assert people.work() == 1
    assert people.code_of(1)
    assert "操作成功" in browser.get(leads).content.decode()


@pytest.mark.spec("GEN-11")
def test_the_second_click_makes_no_second_account(province: Province, officer: Officer) -> None:
    browser, where = officer("T1"), str(province["B1"].uid)
    data = typed(1, mark="m" * 20)
    first = post(browser, where, "save", data)
    assert post(browser, where, "save", data) == first
    assert Authorisation.objects.count() == 1


@pytest.mark.spec("GEN-13", "ACC-06")
def test_everything_that_is_missing_stands_beside_its_field(
    province: Province, officer: Officer
) -> None:
    browser, where = officer("T1"), str(province["B1"].uid)
    for do in ("check", "save"):
        status, page = post(browser, where, do, {**NOBODY, "role": "administrator"})
        assert status == 422
        for sentence in ("请填写姓名。", "请填写公民身份证号。", "请填写手机号码。"):
            assert sentence in page
    status, page = post(browser, where, "check", NOBODY)
    assert status == 422
    assert "请选择角色。" in page
    assert "请填写姓名。" in page
    status, page = post(browser, where, "check", typed(1, mobile="1390000"))
    assert status == 422
    assert f'value="{invented_id(1)}"' in page, "what was typed stays"


@pytest.mark.spec("ACC-21")
def test_a_number_that_is_taken_is_said_before_confirming(
    province: Province, officer: Officer
) -> None:
    people.authorised(province["B1b"], 1)
    status, page = post(
        officer("T1"), str(province["B1"].uid), "check", typed(2, mobile=people.mobile_of(1))
    )
    assert status == 422
    assert "这个手机号码已有账号在用" in page


@pytest.mark.spec("ACC-01", "LOG-01")
def test_a_second_duty_for_a_person_is_refused_and_logged(
    province: Province, officer: Officer
) -> None:
    people.authorised(province["B2"], 1, role=Role.AUDITOR)
    browser, where = officer("T1"), str(province["B1"].uid)
    for do in ("check", "save"):
        status, page = post(browser, where, do, typed(1, mobile=people.mobile_of(9)))
        assert status == 403
        assert "一人只能担任一种角色" in page
        assert f'value="{people.NAME}"' in page, "what was typed stays"
    lines = Line.objects.filter(event=Event.REFUSED_SEPARATION)
    assert lines.count() == 2
    shown = browser.get("/zhanghaoguanli/sanyuan").content.decode()
    assert shown.count("一人只能担任一种角色") == 2
    assert "没有违反" in shown


@pytest.mark.spec("ACC-01")
def test_functions_for_an_auditor_are_refused(province: Province, officer: Officer) -> None:
    status, page = post(officer("T1"), str(province["B1"].uid), "check", typed(1, role="auditor"))
    assert status == 403
    assert "审计员没有业务功能" in page
    assert Line.objects.filter(event=Event.REFUSED_SEPARATION).count() == 1


@pytest.mark.spec("ACC-05")
def test_officers_are_appointed_below_and_not_beside_oneself(
    province: Province, officer: Officer
) -> None:
    browser = officer("T1")
    own = typed(1, role="officer", functions=[])
    assert post(browser, str(province["T1"].uid), "save", own)[0] == 403
    page = browser.get(ADDRESS, {"org": str(province["T1"].uid)}).content.decode()
    assert "本级的安全员由上级党组织的安全员授权" in page
    assert post(browser, str(province["B1"].uid), "save", own)[0] == 303
    assert Account.objects.filter(role=Role.OFFICER, organization=province["B1"]).count() == 1


@pytest.mark.spec("ACC-02")
def test_nobody_is_authorised_outside_the_range(province: Province, officer: Officer) -> None:
    browser = officer("T1")
    for key in ("T2", "D1"):
        where = str(province[key].uid)
        assert browser.get(ADDRESS, {"org": where}).status_code == 404
        for do in ("check", "save", "set-branch"):
            assert post(browser, where, do, typed(1))[0] == 404
    assert not Authorisation.objects.exists()


@pytest.mark.spec("ACC-01")
def test_other_duties_authorise_nobody(province: Province, at_desk: SignIn) -> None:
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        assert post(at_desk("T1", role), str(province["B1"].uid), "save", typed(1))[0] == 403
    assert not Authorisation.objects.exists()


@pytest.mark.spec("ACC-03")
def test_a_ready_set_ticks_its_functions_and_keeps_what_was_typed(
    province: Province, officer: Officer
) -> None:
    browser = officer("T1")
    for each in READY_SETS:
        answer = browser.post(
            f"{ADDRESS}?org={province['B1'].uid}",
            {**typed(1), "do": f"set-{each.key}"},
            headers=PART,
        )
        assert answer.status_code == 200
        part = answer.content.decode()
        assert part.startswith('<section class="panel" id="opening"')
        assert f'value="{people.NAME}"' in part
        for can in FUNCTIONS:
            ticked = f'name="functions" value="{can}" checked' in part
            assert ticked == (can in each.functions)
    assert not Authorisation.objects.exists()


@pytest.mark.spec("ACC-03")
def test_every_function_is_explained() -> None:
    assert set(EXPLAINED) == set(FUNCTIONS)
