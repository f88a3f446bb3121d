"""From a spot to an address: the only place that knows both.

Other addresses are asked for by the name of their page (``dengta.web.jinja.url``).
"""

from __future__ import annotations

from dengta.refusal import Spot
from dengta.web.jinja import url

LISTS: dict[str, str] = {
    "organization": "organization_list",
    "unit": "unit_list",
    "member": "member_list",
    "enrolment": "member_enrolment",
    "transfer": "transfer_desk",
    "transfers": "transfer_list",
    "application": "transfer_application",
    "finding": "member_findings",
    "organization_finding": "organization_findings",
    "password": "password",
    "account": "account",
    "accounts": "account_list",
}
"""Noun → the page without any row."""

ROWS: dict[str, str] = {
    "organization": "organization_editing",
    "deletion": "organization_deleting",
    "dissolution": "organization_dissolving",
    "restoring": "organization_restoring",
    "category": "organization_category",
    "linking": "organization_linking",
    "unlinking": "organization_unlinking",
    "cleared": "organization_cleared",
    "renaming": "organization_renaming",
    "unit": "unit_editing",
    "member": "member_editing",
    "record": "member_record",
    "transfer": "transfer_case",
    "correction": "transfer_correction",
    "steps": "transfer_steps",
    "account": "account_card",
}
"""Noun → the page of a row."""

LISTS_OF: dict[str, tuple[str, str]] = {
    "subordinates": ("organization_list", "org"),
    "units_of": ("unit_list", "org"),
    "members_of": ("member_list", "org"),
    "transfers_of": ("transfer_list", "org"),
    "application": ("transfer_application", "dangyuan"),
}
"""Noun → the page that is asked about a row, and how it is asked."""

TABS: dict[tuple[str, str], tuple[str, str]] = {
    ("organization", "terms"): ("organization_rows", "huanjie"),
}
"""Noun and field of what stands on a page of its own → that page and its word."""


def address_of_spot(spot: Spot) -> str:
    """The address that opens ``spot``, at its field when it names one; "" for unknown nouns."""
    if spot.uid and (spot.noun, spot.field) in TABS:
        page, word = TABS[spot.noun, spot.field]
        return url(page, spot.uid, word)
    address = _page(spot)
    return f"{address}#id_{spot.field}" if address and spot.field else address


def _page(spot: Spot) -> str:
    if spot.uid and spot.noun in ROWS:
        return url(ROWS[spot.noun], spot.uid)
    if spot.uid and spot.noun in LISTS_OF:
        page, asked = LISTS_OF[spot.noun]
        return url(page, query={asked: spot.uid})
    return url(LISTS[spot.noun]) if spot.noun in LISTS else ""
