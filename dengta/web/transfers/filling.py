"""What the system fills into the form of a transfer once the receiver is known (TRF-02, TRF-03).

What a clerk corrected stays; what the system itself wrote last is written anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from dengta.transfers.queries import Proposal, kind_warning, kinds
from dengta.transfers.rules.validity import last_day
from dengta.web.fields import FieldChoice
from dengta.web.transfers.forms import ApplicationForm, contact_values, is_empty, number_of

SYSTEM_WORDS = "系统填写，可修改"


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the fields: the type agrees with the two places or not (TRF-02), and the
    last day of the validity."""

    kind_good: str
    kind_warning: str
    days_note: str
    kinds: tuple[FieldChoice, ...]


def fill(data: QueryDict, proposal: Proposal) -> None:
    """Put what ``proposal`` says into ``data``."""
    for name, value in (("kind", proposal.kind.value), ("recipient", proposal.recipient)):
        if data.get(name, "") in {"", data.get(f"{name}_was", "")}:
            data[name] = value
        data[f"{name}_was"] = value
    if not data.get("days", "").strip():
        data["days"] = str(proposal.days)
    if not data.get("sender", "").strip():
        data["sender"] = proposal.sender
    other = data.get("given_for", "") != str(proposal.target_uid)
    for part in ("source", "committee", "target"):
        if is_empty(part, data) or (part == "target" and other):
            for field, value in contact_values(part, getattr(proposal.contacts, part)).items():
                data[field] = value
    data["given_for"] = str(proposal.target_uid)


def beside(form: ApplicationForm, proposal: Proposal | None, on: date) -> Beside:
    """What is said beside the fields of ``form`` as they stand."""
    kind = form.text("kind")
    good = warning = ""
    if proposal is not None and kind:
        warning = kind_warning(proposal.kind, kind) or ""
        good = "与两地相符，由系统选定" if kind == proposal.kind else ""
    days = number_of(form.text("days"))
    until = f"天，至 {last_day(on, days)}" if days is not None and 0 < days < 1000 else "天"
    return Beside(
        kind_good=good,
        kind_warning=warning,
        days_note=until,
        kinds=tuple(FieldChoice(each.code, f"{each.code}　{each.label}") for each in kinds()),
    )


def context_of(
    form: ApplicationForm, proposal: Proposal | None, on: date, **more: Any
) -> dict[str, Any]:
    """What the template of the form needs, for sending and for correcting."""
    return {
        "form": form,
        "proposal": proposal,
        "beside": beside(form, proposal, on),
        "system_words": SYSTEM_WORDS,
        **more,
    }
