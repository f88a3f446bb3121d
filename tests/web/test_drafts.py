"""Half-filled long forms come back (GEN-12), and nothing of it keeps a session alive."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils.timezone import localtime, now

from dengta.access.roles import Role
from dengta.accounts.models import Account, Draft
from dengta.accounts.queries import drafts
from dengta.accounts.rules.drafts import NEW, Form, Key
from dengta.accounts.rules.states import State
from dengta.audit.models import Line
from dengta.gateways.effects.population import load_register
from dengta.members.models import Member
from dengta.organizations.models import Organization
from dengta.transfers.models import Transfer
from dengta.web.session_cookie import COOKIE
from tests.accounts.builders import account
from tests.transfers import people
from tests.web.members.test_enrolment import typed as member_form
from tests.web.organizations.test_creation import filled as organization_form
from tests.web.signing import signed_in
from tests.web.transfers.conftest import letter_form
from tests.world import Province, unit

pytestmark = pytest.mark.django_db

IDLE = timedelta(minutes=31)
BY_ITSELF = {"HX-By-Itself": "1"}


@pytest.fixture
def clerk(province: Province) -> Account:
    return account(province["T1"], 12, at=now())


@pytest.fixture
def desk(client: Client, clerk: Account) -> Client:
    return signed_in(client, clerk)


def cut_off(clerk: Account, client: Client | None = None) -> Client:
    """A browser whose session has ended by itself."""
    return signed_in(client or Client(), clerk, at=now() - IDLE)


def key_of(client: Client, address: str) -> str:
    """The key that the form on a page carries."""
    page = client.get(address).content.decode()
    found = re.search(r'name="caogao" value="([^"]+)"', page)
    assert found is not None, page
    return found[1]


def own_page_of(client: Client, address: str) -> str:
    """The signed address that the form on a page carries as its own."""
    found = re.search(r'name="back" value="([^"]+)"', client.get(address).content.decode())
    assert found is not None
    return unescape(found[1])


def body(answer: Any) -> str:
    return unescape(answer.content.decode())


def organization_new(province: Province) -> tuple[str, dict[str, Any], str]:
    """Address, half-filled form without a phone, and what must come back of it."""
    address = f"/zuzhi/dangzuzhi/xinzeng?shangji={province['G1'].uid}"
    form = organization_form(phone="", **{"units-0-uid_text": "青石镇柳园新村"})
    return address, form, "青石镇柳园新村"


def organization(province: Province) -> tuple[str, dict[str, Any], str]:
    place = province["B1"]
    form = {"secretary": "卢见溪", "contact": "", "phone": "0699-8880022", "seen": place.step}
    return f"/zuzhi/dangzuzhi/{place.uid}/bianji", {"mark": "two", **form}, "卢见溪"


def unit_new(province: Province) -> tuple[str, dict[str, Any], str]:
    form = {
        "mark": "five",
        "do": "save",
        "name": "青石镇柳园新厂",
        "category": "23",
        "workers": "40",
    }
    return f"/zuzhi/danwei/xinzeng?org={province['T1'].uid}", form, "青石镇柳园新厂"


def unit_information(province: Province) -> tuple[str, dict[str, Any], str]:
    """单位基本信息 with a number that is none."""
    form = {"mark": "six", "address": "新桥路9号", "households": "很多", "basics_seen": "-1"}
    return f"/zuzhi/danwei/{unit(province['B1']).uid}/jibenxinxi", form, "新桥路9号"


def enrolment(province: Province) -> tuple[str, dict[str, Any], str]:
    form = member_form(name="卢见溪", phone="", address="海岱省东平川县新桥路7号")
    load_register([(form["name"], form["id_number"])])
    address = f"/dangyuan/dangyuan/bulu?zhibu={province['B1'].uid}"
    return address, {"mark": "three", "do": "save", **form}, "海岱省东平川县新桥路7号"


def member(province: Province) -> tuple[str, dict[str, Any], str]:
    one = people.member(province["B1"], 1)
    form = member_form(name=one.name, id_number=one.id_number, address="新桥路8号", phone="")
    form |= {"mark": "four", "do": "save", "seen": one.step, "branch": str(one.branch.uid)}
    return f"/dangyuan/dangyuan/{one.uid}/bianji", form, "新桥路8号"


def transfer(province: Province) -> tuple[str, dict[str, Any], str]:
    one = people.member(province["B1"], 2)
    address = f"/zhuanjie/zhuanchu?dangyuan={one.uid}"
    return (
        address,
        letter_form(province["B2"], reason="到新桥村任职", **{"contacts-source-phone": "1"}),
        "到新桥村任职",
    )


FORMS = [
    organization_new,
    organization,
    unit_new,
    unit_information,
    enrolment,
    member,
    transfer,
]
Making = Callable[[Province], tuple[str, dict[str, Any], str]]


def counted() -> list[int]:
    """How many of everything there are, and the last step of each place and member."""
    steps = [*Organization.objects.values_list("step"), *Member.objects.values_list("step")]
    kinds = (Organization, Member, Transfer)
    return [*(kind.objects.count() for kind in kinds), sum(step for (step,) in steps)]


@pytest.mark.sqlite
@pytest.mark.spec("GEN-12")
@pytest.mark.parametrize("make", FORMS)
def test_a_form_saved_by_itself_comes_back_on_its_page(
    make: Making, province: Province, desk: Client
) -> None:
    address, form, secret = make(province)
    key = key_of(desk, address)
    assert secret not in body(desk.get(address))
    answer = desk.post("/caogao", {**form, "caogao": key}, headers=BY_ITSELF)
    assert (answer.status_code, body(answer)) == (200, f"{localtime():%H:%M}")
    page = body(desk.get(address))
    assert secret in page
    assert f"已恢复 {localtime():%H:%M} 的草稿" in page
    assert "放弃草稿" in page
    other = signed_in(Client(), account(province["T1"], 13, at=now()))
    assert secret not in body(other.get(address))


@pytest.mark.spec("GEN-12", "GEN-13")
@pytest.mark.parametrize("make", FORMS)
def test_a_refused_save_is_kept_without_any_script(
    make: Making, province: Province, desk: Client
) -> None:
    address, form, secret = make(province)
    before = counted()
    answer = desk.post(address, {**form, "caogao": key_of(desk, address)})
    assert answer.status_code == 422
    assert f"草稿已保存 {localtime():%H:%M}" in body(answer)
    assert secret in body(desk.get(address))
    assert counted() == before


@pytest.mark.spec("GEN-12", "ACC-15")
@pytest.mark.parametrize("make", FORMS)
def test_a_post_from_a_dead_session_is_kept_and_back_after_signing_in(
    make: Making, province: Province, desk: Client, clerk: Account
) -> None:
    address, form, secret = make(province)
    form["caogao"] = key_of(desk, address)
    before = counted()
    answer = cut_off(clerk, desk).post(address, form)
    assert answer.status_code == 303
    assert answer["Location"].startswith("/sso?next=")
    assert "why=idle" in answer["Location"]
    assert counted() == before
    assert secret in body(signed_in(Client(), clerk).get(address))


@pytest.mark.spec("GEN-11", "GEN-12")
def test_a_form_that_was_saved_does_not_come_back(province: Province, desk: Client) -> None:
    address, form, _ = organization_new(province)
    form |= {"caogao": key_of(desk, address), "phone": "0699-8880011"}
    desk.post("/caogao", form, headers=BY_ITSELF)
    assert desk.post(address, form).status_code == 303
    assert "青石镇柳园新村" not in body(desk.get(address))
    late = desk.post("/caogao", form, headers=BY_ITSELF)
    assert (late.status_code, body(late)) == (200, "")
    assert "青石镇柳园新村" not in body(desk.get(address))


@pytest.mark.spec("GEN-12")
def test_the_half_filled_form_is_saved_like_any_other(province: Province, desk: Client) -> None:
    address, form, _ = organization_new(province)
    desk.post("/caogao", {**form, "caogao": key_of(desk, address)}, headers=BY_ITSELF)
    page = desk.get(address).content.decode()
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    assert fields["mark"] == form["mark"]
    answer = desk.post(address, {**form, "phone": "0699-8880011", "caogao": fields["caogao"]})
    assert answer.status_code == 303
    assert Organization.objects.filter(name=form["name"]).count() == 1


@pytest.mark.spec("GEN-12")
def test_a_draft_is_given_up(province: Province, desk: Client) -> None:
    address, form, secret = organization(province)
    key = key_of(desk, address)
    desk.post("/caogao", {**form, "caogao": key}, headers=BY_ITSELF)
    back = own_page_of(desk, address)
    answer = desk.post("/caogao/fangqi", {**form, "caogao": key, "back": back})
    assert (answer.status_code, answer["Location"]) == (303, address)
    assert secret not in body(desk.get(address))
    for away in ("https://example.net/", "/tuichu", address, f"{key} {address}"):
        led_away = desk.post("/caogao/fangqi", {"caogao": key, "back": away})
        assert led_away["Location"] == "/"


@pytest.mark.spec("GEN-12", "ACC-18")
@pytest.mark.parametrize("make", FORMS)
def test_the_workbench_leads_back_to_a_half_filled_form(
    make: Making, province: Province, desk: Client
) -> None:
    address, form, secret = make(province)
    page = body(desk.get(address))
    (own_page,) = re.findall(r'name="back" value="([^"]*)"', page)
    form |= {"caogao": key_of(desk, address), "back": own_page}
    assert "没有填完的表" not in body(desk.get("/"))
    desk.post("/caogao", form, headers=BY_ITSELF)
    bench = body(desk.get("/"))
    assert "没有填完的表" in bench
    (again,) = re.findall(rf'<a href="({re.escape(address)}[^"]*)"', bench)
    assert secret in body(desk.get(again))
    other = signed_in(Client(), account(province["T1"], 13, at=now()))
    assert "没有填完的表" not in body(other.get("/"))
    assert desk.post("/caogao/fangqi", {"caogao": form["caogao"]})["Location"] == "/"
    assert "没有填完的表" not in body(desk.get("/"))


@pytest.mark.spec("GEN-12")
def test_a_half_filled_form_leads_to_its_own_page_and_nowhere_else(
    province: Province, desk: Client
) -> None:
    address, form, _ = organization(province)
    form["caogao"] = key_of(desk, address)
    elsewhere = own_page_of(desk, enrolment(province)[0])
    for away in ("//example.net/", "/zhanghaoguanli/zhanghao", address, elsewhere):
        desk.post("/caogao", {**form, "back": away}, headers=BY_ITSELF)
        assert '<p class="cut" title="党组织编辑 ">党组织编辑</p>' in body(desk.get("/"))


@pytest.mark.spec("GEN-10", "GEN-12")
def test_who_comes_back_to_a_changed_record_is_told(province: Province, desk: Client) -> None:
    address, form, _ = organization(province)
    form |= {"contact": "赵麦香", "caogao": key_of(desk, address)}
    desk.post("/caogao", form, headers=BY_ITSELF)
    other = signed_in(Client(), account(province["T1"], 13, at=now()))
    theirs = {**form, "mark": "theirs", "secretary": "周禾青"}
    assert other.post(address, {**theirs, "caogao": ""}).status_code == 303
    page = body(desk.get(address))
    assert "卢见溪" in page
    answer = desk.post(address, form)
    assert answer.status_code == 422
    assert "周禾青" in body(answer)
    province["B1"].refresh_from_db()
    assert province["B1"].secretary == "周禾青"


@pytest.mark.spec("GEN-12", "ACC-15")
def test_saving_a_draft_does_not_renew_the_session(
    client: Client, clerk: Account, province: Province
) -> None:
    address, form, _ = organization(province)
    form["caogao"] = key_of(signed_in(Client(), clerk), address)
    signed_in(client, clerk, at=now() - timedelta(minutes=20))
    before = client.cookies[COOKIE].value
    answer = client.post("/caogao", form, headers=BY_ITSELF)
    assert body(answer)
    assert client.cookies[COOKIE].value == before


@pytest.mark.spec("GEN-12")
def test_a_draft_from_a_dead_session_leaves_the_cookie_for_what_is_typed_next(
    clerk: Account, province: Province
) -> None:
    _, form, _ = organization(province)
    browser = cut_off(clerk)
    for text in ("卢见溪", "卢见山"):
        changed = {**form, "secretary": text, "caogao": str(Key(Form.ORGANIZATION, NEW))}
        answer = browser.post("/caogao", changed, headers=BY_ITSELF)
        assert answer.status_code == 303
        assert "next" not in answer["Location"]
        kept = drafts.get(clerk.pk, Key(Form.ORGANIZATION, NEW), now())
        assert kept is not None
        assert dict(kept.values)["secretary"] == text


@pytest.mark.spec("GEN-12")
@pytest.mark.parametrize("why", ["forged", "old", "suspended", "foreign", "no form", "huge"])
def test_nothing_is_kept_of_a_post_that_nobody_may_have_sent(
    why: str, clerk: Account, province: Province
) -> None:
    browser = cut_off(clerk, Client(enforce_csrf_checks=why == "foreign"))
    form = {"secretary": "卢见溪", "caogao": str(Key(Form.ORGANIZATION, NEW))}
    if why == "forged":
        browser.cookies[COOKIE] = browser.cookies[COOKIE].value.replace(f"{clerk.pk}.", "1.", 1)[
            :-1
        ]
    elif why == "old":
        signed_in(browser, clerk, at=now() - timedelta(days=2))
    elif why == "suspended":
        Account.objects.filter(pk=clerk.pk).update(state=State.SUSPENDED)
    elif why == "no form":
        form["caogao"] = f"sign_in/{UUID(int=1)}"
    elif why == "huge":
        form["secretary"] = "卢" * 400_000
    browser.post("/zuzhi/dangzuzhi/xinzeng", form)
    browser.post("/caogao", form, headers=BY_ITSELF)
    assert not Draft.objects.exists()


@pytest.mark.spec("GEN-12")
@pytest.mark.parametrize("mark", ["\x00", "a\x00b", "一" * 44])
def test_a_form_with_a_forged_mark_is_refused_and_not_kept(
    mark: str, province: Province, desk: Client
) -> None:
    address, form, _ = organization(province)
    forged = {**form, "caogao": key_of(desk, address), "mark": mark}
    assert desk.post(address, forged).status_code == 422
    assert desk.post("/caogao", forged, headers=BY_ITSELF).content == b""
    assert not Draft.objects.exists()


@pytest.mark.spec("GEN-12", "ACC-16")
def test_a_form_is_kept_when_the_password_has_become_too_old_meanwhile(
    desk: Client, clerk: Account, province: Province
) -> None:
    address, form, _ = organization(province)
    form["caogao"] = key_of(desk, address)
    Account.objects.filter(pk=clerk.pk).update(password_changed_at=now() - timedelta(days=91))
    assert desk.post(address, form)["Location"] == "/zhanghao/mima"
    assert len(drafts.mine(clerk.pk, now())) == 1
    assert body(desk.post("/caogao", form, headers=BY_ITSELF))


@pytest.mark.spec("GEN-12")
def test_a_person_who_was_enrolled_meanwhile_is_not_restored(
    province: Province, desk: Client
) -> None:
    address, form, secret = enrolment(province)
    form["caogao"] = str(Key(Form.ENROLMENT, province["B1"].uid))
    desk.post("/caogao", form, headers=BY_ITSELF)
    assert secret in body(desk.get(address))
    people.member(province["B1b"], 3)
    taken = Member.objects.get(branch=province["B1b"])
    again = {**form, "name": taken.name, "id_number": taken.id_number}
    desk.post("/caogao", again, headers=BY_ITSELF)
    page = body(desk.get(address))
    assert secret not in page
    assert "下一步" in page


@pytest.mark.spec("GEN-12", "ACC-02")
def test_drafts_and_dead_sessions_leave_no_line_and_no_number_in_the_log(
    province: Province, desk: Client, clerk: Account
) -> None:
    address, form, _ = organization(province)
    form["caogao"] = key_of(desk, address)
    before = Line.objects.count()
    desk.post("/caogao", form, headers=BY_ITSELF)
    cut_off(clerk, desk).post(address, form)
    assert Line.objects.count() == before


def test_drafts_are_posted_and_kept_for_any_duty_alone(province: Province, desk: Client) -> None:
    assert desk.get("/caogao").status_code == 405
    assert desk.get("/caogao/fangqi").status_code == 405
    assert body(desk.post("/caogao", {"caogao": "x"}, headers=BY_ITSELF)) == ""
    officer = signed_in(Client(), account(province["T1"], 14, role=Role.OFFICER, at=now()))
    assert officer.post("/caogao", {}, headers=BY_ITSELF).status_code == 200
