"""Forms of a verb: they read what was typed; what is right, the verb says."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django import forms

from dengta.accounts.actions.once import once
from dengta.refusal import Complaint, Denied, OutOfReach, Refusal, SeparationBroken
from dengta.web.addresses import address_of_spot
from dengta.web.components import Fault
from dengta.web.requests import ActorRequest


def new_mark() -> str:
    """A random mark that a form carries, so that it is carried out once (GEN-11)."""
    return secrets.token_urlsafe(24)


def step_of(text: str) -> int:
    """The step that a form showed; −1, which no row has, for a forged one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def line(label: str, **more: Any) -> forms.CharField:
    """A field that is read as it was typed: what is right in it, the verb says."""
    return forms.CharField(label=label, required=False, **more)


class VerbForm(forms.Form):
    """A form that carries out one verb.

    Fields are not required by Django: the verb names everything that is missing at once, beside
    each field (GEN-13). ``required = True`` on a field draws the star and is checked here too.
    """

    mark = forms.CharField(widget=forms.HiddenInput, required=False, max_length=43)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["mark"].initial = new_mark()
        self.complaints: tuple[Complaint, ...] = ()
        self.broken = False
        for name, field in self.fields.items():
            field.error_messages["required"] = f"请填写{field.label or name}。"
            field.error_messages["invalid"] = "填写的内容认不出来，请检查。"

    def perform(self, request: ActorRequest, do: Callable[[], Any]) -> Any:
        """Run ``do`` once and return its answer (JSON: an address, say), or None when the form
        or the domain refused; then every complaint stands beside its field.

        ``do`` must return a true value. What the account may not do or see at all passes through
        to the edge; what breaks the separation of duties is shown here and written there.
        """
        if not self.is_valid():
            return None
        mark = self.cleaned_data["mark"] or new_mark()
        try:
            return once(mark=mark, account_pk=request.actor.account_pk, do=do, at=request.at)
        except SeparationBroken as refusal:
            self.show(refusal, request)
            return None
        except (Denied, OutOfReach):
            raise
        except Refusal as refusal:
            self.complain(refusal)
            return None

    def show(self, refusal: SeparationBroken, request: ActorRequest) -> None:
        """Let the form say why an attempt was refused, and keep what was typed; the edge writes
        the line of the attempt (ACC-01, LOG-01)."""
        request.shown_refusals.append(refusal)
        self.broken = True
        self.complain(refusal)

    def complain(self, refusal: Refusal) -> None:
        """Put each complaint beside its field, those of no field at the top."""
        self.complaints = refusal.complaints
        for complaint in refusal.complaints:
            place = complaint.field if complaint.field in self.fields else None
            self.add_error(place, complaint.sentence)

    @property
    def faults(self) -> list[Fault]:
        """What the bar at the foot links to: label and element of each field that is wrong, in
        the order of the form's fields, which is that of the page."""
        return [
            Fault(str(self[name].label), self[name].id_for_label)
            for name in self.fields
            if name in self.errors
        ]

    @property
    def ways(self) -> list[tuple[str, str]]:
        """Sentences of complaints that have a place which mends them, with its address."""
        return [
            (complaint.sentence, address_of_spot(complaint.spot))
            for complaint in self.complaints
            if complaint.spot is not None
        ]
