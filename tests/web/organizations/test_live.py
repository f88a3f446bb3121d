"""What is told beside a field of an organisation or a transfer as soon as it is left."""

from __future__ import annotations

import pytest
from django.test import Client

from dengta.access.permissions import Can
from dengta.organizations.models import Organization
from dengta.transfers.models import Transfer
from tests.transfers import people
from tests.web.members.conftest import SignIn
from tests.world import Province

NEW = "/zuzhi/dangzuzhi/xinzeng"
HX = {"HX-Request": "true"}


def said(browser: Client, address: str, field: str, **typed: str) -> str:
    """What is said beside ``field`` when it is left, as the part of its form that is taken over."""
    answer = browser.post(address, {**typed, "do": "check"}, headers=HX)
    assert answer.status_code == 200
    part = answer.content.decode()
    return part.split(f'id="id_{field}-said"', 1)[1].split("</div>", 1)[0]


@pytest.mark.spec("ORG-03", "ORG-16")
def test_a_new_organisation_is_told_at_once(province: Province, at_desk: SignIn) -> None:
    browser, before = at_desk("T1"), Organization.objects.count()
    beside = f"{NEW}?shangji={province['G1'].uid}"
    taken = province["GB1"].name
    assert "同级党组织中已有" in said(browser, beside, "name", name=f" {taken} ")
    assert "同级无重名" in said(browser, NEW, "name", name=taken)
    assert "看不见的字符" in said(browser, NEW, "name", name="第一\x07支部")
    assert '<p class="said said-' not in said(browser, NEW, "name", name="")
    assert "手机号应为11位" in said(browser, NEW, "phone", phone="1390000000")
    for right in ("", "13900000000", "0699-8880011"):
        assert "said-error" not in said(browser, NEW, "phone", phone=right)
    assert Organization.objects.count() == before


@pytest.mark.spec("ORG-11", "ORG-16")
def test_a_change_of_one_is_told_at_once(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    branch = province["B1"]
    other = Organization.objects.filter(parent=branch.parent_id).exclude(pk=branch.pk)[0]
    address = f"/zuzhi/dangzuzhi/{branch.uid}"
    assert "同级党组织中已有" in said(browser, f"{address}/chongmingming", "name", name=other.name)
    for free in (branch.name, "中共新名支部委员会"):
        assert "同级无重名" in said(browser, f"{address}/chongmingming", "name", name=free)
    assert "said-error" not in said(browser, f"{address}/bianji", "phone", phone="0699-8880011")
    assert "前面要加区号" in said(browser, f"{address}/bianji", "phone", phone="8880011")
    branch.refresh_from_db()
    assert branch.step == 0


@pytest.mark.spec("TRF-03", "ORG-16")
def test_the_contacts_of_a_transfer_are_told_at_once(province: Province, at_desk: SignIn) -> None:
    person = people.member(province["B1"], serial=1)
    browser = at_desk("B1", functions=[Can.BROWSE_MEMBERS, Can.SEND_TRANSFER])
    address = f"/zhuanjie/zhuanchu?dangyuan={person.uid}"
    for part in ("source", "committee", "target"):
        field = f"contacts-{part}-phone"
        assert "固定电话前面要加区号" in said(browser, address, field, **{field: "8880011"})
        assert "said-error" not in said(browser, address, field)
    assert Transfer.objects.count() == 0
