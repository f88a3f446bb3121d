"""<党员转出申请（填写介绍信）> as typed; what is right, the verbs say (TRF-02, TRF-03)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms

from dengta.codes.rules import dates
from dengta.codes.rules.characters import narrow
from dengta.refusal import Complaint, Refusal
from dengta.transfers.rules.application import (
    CONTACT_ITEMS,
    CONTACT_LABELS,
    Application,
    ContactEntry,
    Contacts,
    contact_field,
    judge,
)
from dengta.web.fields import as_text
from dengta.web.forms import VerbForm, line
from dengta.web.requests import uid_in

PHONES = tuple(contact_field(part, "phone") for part in CONTACT_ITEMS)
"""The telephone numbers that are looked at as soon as they are left (ORG-16)."""

DAYS: dict[str, Callable[..., date]] = {"sent_on": dates.parse, "dues_until": dates.parse_month}
TEXTS = ("kind", "reason", "sender", "recipient")


class ApplicationForm(VerbForm):
    """The form of a transfer.

    ``*_was`` hold what the system filled in last, so that a correction is told from its own words;
    ``given_for`` names the receiver whose contacts were brought back.
    """

    target = line("接收单位")
    sender = line("发件人")
    recipient = line("收件人")
    kind = line("转出类型")
    reason = line("转出原因")
    sent_on = line("转出时间")
    days = line("有效期")
    dues_until = line("党费交至")
    kind_was = line("")
    recipient_was = line("")
    given_for = line("")
    seen = line("")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part, items in CONTACT_ITEMS.items():
            for name, label in items.items():
                self.fields[contact_field(part, name)] = line(f"{CONTACT_LABELS[part]}{label}")

    def application(self, on: date) -> Application:
        """What was typed.

        Refuses days that cannot be read, together with everything else that is wrong as of the
        day ``on``: the verb would take them for missing.
        """
        found, unread = self.read()
        if not unread:
            return found
        fields = {complaint.field for complaint in unread}
        others = judge(found, on).complaints
        raise Refusal.of([*unread, *(each for each in others if each.field not in fields)])

    def read(self) -> tuple[Application, list[Complaint]]:
        """What can be read, and a complaint for each day that cannot."""
        found: dict[str, date | None] = {}
        unread: list[Complaint] = []
        for name, parse in DAYS.items():
            text = self.text(name)
            found[name] = None
            if text:
                try:
                    found[name] = parse(text, field=name, name=str(self.fields[name].label))
                except Refusal as refusal:
                    unread.extend(refusal.complaints)
        application = Application(
            target=uid_in(self.text("target")),
            days=number_of(self.text("days")),
            contacts=Contacts(
                **{
                    part: ContactEntry(
                        **{name: self.text(contact_field(part, name)) for name in items}
                    )
                    for part, items in CONTACT_ITEMS.items()
                }
            ),
            sent_on=found["sent_on"],
            dues_until=found["dues_until"],
            **{name: self.text(name) for name in TEXTS},
        )
        return application, unread

    def text(self, name: str) -> str:
        """What the field ``name`` holds, typed or filled in."""
        return str(self[name].value() or "")


class ReasonForm(VerbForm):
    """不同意 and 废件: why."""

    reason = line("原因")
    text = line("说明")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class BranchForm(VerbForm):
    """Which branch below the target receives (TRF-11)."""

    branch = line("接收支部")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class StepForm(VerbForm):
    """A verb that needs nothing but the step that was seen."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


def typed(application: Application) -> dict[str, str]:
    """The values of a form that shows ``application``."""
    found = {name: getattr(application, name) for name in TEXTS}
    found |= {
        "target": as_text(application.target),
        "sent_on": as_text(application.sent_on),
        "days": as_text(application.days),
        "dues_until": as_text(application.dues_until)[:7],
    }
    for part in CONTACT_ITEMS:
        found |= contact_values(part, getattr(application.contacts, part))
    return found


def contact_values(part: str, entry: ContactEntry) -> dict[str, str]:
    """The values of the fields of one contact."""
    return {contact_field(part, name): getattr(entry, name) for name in CONTACT_ITEMS[part]}


def is_empty(part: str, data: Mapping[str, str]) -> bool:
    """Whether nothing was typed for a contact."""
    return not any(data.get(contact_field(part, name), "").strip() for name in CONTACT_ITEMS[part])


def number_of(text: str) -> int | None:
    """A number of at most four digits, full-width ones included; None for anything else."""
    plain = narrow(text)
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 4 else None
