"""Whatever is sent to the pages that end and change organisations, and to those of units: a page or
a sentence, never a fault; what is refused changes nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from dengta.organizations.models import Organization, OrganizationChange, Unit, UnitLink
from dengta.organizations.rules.categories import CATEGORIES
from tests.web.members.conftest import SignIn
from tests.web.members.test_any_input import TEXT
from tests.world import Province, credit_code, organization, unit

ORGANIZATIONS, UNITS = "/zuzhi/dangzuzhi", "/zuzhi/danwei"
DIGEST = re.compile(r'name="seen"[^>]*value="([0-9a-f]{32})"')
LIKELY = st.sampled_from(
    ["1", "2", "3", "0", "11", "13", "41", "15", "23", "631", "632", "621", "141", "look", "save"]
)
ANY = st.one_of(TEXT, LIKELY)
PAPER = ("number", "reason", "on")
UNIT_FIELDS = ("uid", "uid_text", "code", "category", "establishment", "has_party_group")
CHANGING = (
    "category", "situation", "default", "draft_at", "first_branch", "was_category", "mark", "seen",
    *(f"{prefix}-{name}" for prefix in ("units-0", "units-1", "draft") for name in UNIT_FIELDS),
)  # fmt: skip
BUTTONS = st.sampled_from(
    ["look", "save", "redraw", "add", "put", "cancel", "edit-0", "edit-99", "remove-1", "other-0",
     "other-²", "x", ""]
)  # fmt: skip
ENTERED = (
    "name", "code", "category", "establishment", "has_party_group", "managing", "managing_text",
    "seen", "basics_seen", "announced", "region", "affiliation", "households", "employees",
    "phone", "institution_kind", "mark",
)  # fmt: skip


def state() -> tuple[object, ...]:
    """What a refusal must leave as it was."""
    rows = Organization.objects.order_by("pk").values_list("pk", "step", "category", "situation")
    units = Unit.objects.order_by("pk").values_list("pk", "step", "name", "code", "category")
    links = UnitLink.objects.order_by("pk").values_list("organization", "unit", "is_default")
    return tuple(rows), tuple(units), tuple(links), OrganizationChange.objects.count()


def sent(desk: Client, address: str, data: dict[str, Any]) -> None:
    """Post, and look that a refusal changed nothing."""
    before = state()
    answer = desk.post(address, data)
    assert answer.status_code in {200, 303, 404, 422}, (address, answer.status_code)
    if answer.status_code != 303:
        assert state() == before


def shown(desk: Client, address: str, typed: dict[str, Any]) -> str:
    """The digest of what the page shows for ``typed``, "" when it shows none."""
    page = desk.post(address, {**typed, "do": "look"}) if typed else desk.get(address)
    found = DIGEST.search(page.content.decode())
    return found[1] if found else ""


@pytest.mark.spec("ORG-12", "ORG-13", "ORG-19", "GEN-13")
def test_anything_typed_into_the_dialogs_of_an_organisation(
    province: Province, at_desk: SignIn
) -> None:
    empty = organization(province["D1"], "误建工委", "241")
    desk = at_desk("D1")

    @given(
        st.sampled_from(["shanchu", "chexiao", "huifu", "jiechu", "yiqingchu"]),
        st.dictionaries(st.sampled_from((*PAPER, "mark", "cleared")), ANY, max_size=5),
        st.sampled_from(["", "x", "0" * 32]),
        st.binary(max_size=20),
    )
    def anything(verb: str, odd: dict[str, Any], seen: str, content: bytes) -> None:
        place = empty if Organization.objects.filter(pk=empty.pk).exists() else province["B1"]
        address = f"{ORGANIZATIONS}/{place.uid}/{verb}"
        digest = shown(desk, address, {}) if seen == "x" else seen
        file = {"file": SimpleUploadedFile("文件.pdf", content)} if content else {}
        sent(desk, address, {**odd, "seen": digest, **file})

    anything()


@pytest.mark.spec("ORG-17", "ORG-18", "GEN-13")
def test_anything_typed_into_a_change_of_category_or_units(
    province: Province, at_desk: SignIn
) -> None:
    joint = organization(province["T1"], "联合党支部", "632")
    places = [province["B1"], province["G1"], province["T1"], joint]
    desk = at_desk("D1")
    uids = [str(unit(place).uid) for place in places]

    @given(
        st.sampled_from(["leibie", "genghuan"]),
        st.integers(0, 3),
        st.dictionaries(st.sampled_from(CHANGING), ANY, max_size=9),
        st.sampled_from(["", *CATEGORIES]),
        st.integers(0, 3),
        BUTTONS,
    )
    def anything(
        verb: str, at: int, odd: dict[str, Any], category: str, known: int, do: str
    ) -> None:
        address = f"{ORGANIZATIONS}/{places[at].uid}/{verb}"
        typed = {"category": category, "situation": "2", "units-0-uid": uids[known], **odd}
        typed.setdefault("units-0-uid_text", "某单位")
        digest = shown(desk, address, typed) if do == "save" else ""
        sent(desk, address, {**typed, "do": do, **({"seen": digest} if digest else {})})

    anything()


@pytest.mark.spec("UNT-03", "UNT-06", "UNT-07", "GEN-13")
def test_anything_typed_into_the_pages_of_units(province: Province, at_desk: SignIn) -> None:
    desk = at_desk("T1")
    right = {
        "name": "柳园商店", "code": credit_code("柳园商店", "91"), "category": "23",
        "establishment": "13", "has_party_group": "0",
    }  # fmt: skip
    assert desk.post(f"{UNITS}/xinzeng", {**right, "do": "save"}).status_code == 303
    waiting, linked = Unit.objects.get(name="柳园商店"), unit(province["B1"])

    @given(
        st.sampled_from(["/xinzeng", "bianji", "jibenxinxi", "shanchu", "quhui"]),
        st.booleans(),
        st.dictionaries(st.sampled_from((*ENTERED, "cleared")), ANY, max_size=8),
        st.sampled_from(["save", "redraw", "check", ""]),
    )
    def anything(page: str, free: bool, odd: dict[str, Any], do: str) -> None:
        one = waiting if free and Unit.objects.filter(pk=waiting.pk).exists() else linked
        address = f"{UNITS}{page}" if page == "/xinzeng" else f"{UNITS}/{one.uid}/{page}"
        one.refresh_from_db()
        sent(desk, address, {**right, "seen": one.step, "basics_seen": "-1", **odd, "do": do})

    anything()


@pytest.mark.spec("UNT-01")
def test_anything_asked_of_the_lists(province: Province, at_desk: SignIn) -> None:
    desk = at_desk("T1")
    asked = (
        "name", "code", "category", "kind", "below", "after", "before", "nr", "q", "fanhui", "org",
    )  # fmt: skip

    @given(
        st.sampled_from([UNITS, f"{UNITS}/guanli", f"{ORGANIZATIONS}/yichexiao"]),
        st.dictionaries(st.sampled_from(asked), ANY, max_size=6),
        st.booleans(),
    )
    def anything(address: str, query: dict[str, Any], htmx: bool) -> None:
        headers = {"HX-Request": "true"} if htmx else {}
        assert desk.get(address, query, headers=headers).status_code in {200, 404}

    anything()
