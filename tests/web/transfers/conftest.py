"""Who signs in for the tests of the transfer pages, and what a browser would post."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import unescape
from itertools import count
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from dengta.access.actor import SYSTEM
from dengta.access.permissions import FUNCTIONS, Can
from dengta.access.roles import Role
from dengta.accounts.actions.accounts import open_account
from dengta.organizations.models import Organization
from dengta.transfers.models import Transfer
from tests.members.builders import number
from tests.web.signing import signed_in
from tests.world import Province

SignIn = Callable[..., Client]

DESK = "/zhuanjie/shenpi"
APPLICATION = "/zhuanjie/zhuanchu"
LIST = "/zhuanjie/zhuanjie"
PART = {"HX-Request": "true"}
MARK = "a" * 32


@pytest.fixture
def at_desk(province: Province) -> SignIn:
    """``at_desk("T1")``: a browser in which somebody of that organisation is signed in."""
    mobiles = count(13900000001)

    def sign_in(
        key: str,
        role: Role = Role.ADMINISTRATOR,
        functions: Iterable[Can] | None = None,
    ) -> Client:
        mobile = next(mobiles)
        granted = FUNCTIONS if role is Role.ADMINISTRATOR else ()
        account = open_account(
            organization=province[key],
            name="韩晓禾",
            id_number=number(serial=mobile % 400 + 4_000),
            mobile=str(mobile),
            role=role,
            functions=granted if functions is None else functions,
            password="Deng-ta-2026",
            by=SYSTEM,
            at=now(),
        )
        return signed_in(Client(), account)

    return sign_in


def text(client: Client, address: str, expected: int = 200, /, **query: Any) -> str:
    """The page that ``address`` answers with; asserts its status."""
    answer = client.get(address, query)
    assert answer.status_code == expected, answer.content.decode()[:2000]
    return answer.content.decode()


def posted(client: Client, address: str, /, **form: Any) -> Any:
    """What a form posted to ``address`` answers."""
    return client.post(address, {"mark": MARK, **form})


def letter_form(target: Organization, **changed: str) -> dict[str, str]:
    """<党员转出申请> as a browser posts it once ``target`` was chosen."""
    today = localdate()
    return {
        "mark": MARK,
        "do": "send",
        "target": str(target.uid),
        "target_text": target.name,
        "kind": "",
        "sent_on": today.isoformat(),
        "days": "7",
        "reason": "工作调动",
        "dues_until": f"{today:%Y-%m}",
        "contacts-source-person": "韩晓禾",
        "contacts-source-phone": "0699-8880011",
        **changed,
    }


def hidden(page: str, name: str) -> str:
    """The value of the first field ``name`` of a page."""
    found = re.search(rf'name="{re.escape(name)}"[^>]*value="([^"]*)"', page)
    assert found is not None, name
    return unescape(found[1])


def stands(transfer: Transfer) -> Transfer:
    """The transfer as it stands now."""
    return Transfer.objects.get(pk=transfer.pk)
