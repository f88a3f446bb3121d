"""Opening a case and printing letters: both show a person's record, so both are written down
(TRF-14, TRF-17, LOG-01)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dengta.access.actor import Actor
from dengta.audit.actions import record_look
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.refusal import OutOfReach, Refusal
from dengta.transfers.models import Letter
from dengta.transfers.queries import seeing
from dengta.transfers.queries.case import Case, LetterRow, case_of, letter_row

MOST_LETTERS = 100
TOO_MANY = f"一次最多打印{MOST_LETTERS}封介绍信，请分几次打印。"
NUMBERS_END = 10**12
"""Beyond the twelve digits of a number there is no letter."""


@transaction.atomic
def consult(*, uid: UUID, by: Actor, at: datetime) -> Case:
    """Open the whole case of a transfer; one look at its member within ten minutes is one line."""
    transfer = seeing.find(by, uid)
    person = transfer.person
    record_look(Subject("member", person.uid, person.name), path=person.org_path, by=by, at=at)
    return case_of(by, transfer, at=at)


@transaction.atomic
def print_letters(*, serials: Sequence[int], by: Actor, at: datetime) -> list[LetterRow]:
    """The letters of ``serials`` in their order, for printing; one line each.

    Refuses more than :data:`MOST_LETTERS`. A serial whose transfer does not exist for the account
    is :class:`OutOfReach`.
    """
    wanted = list(serials)
    if len(wanted) > MOST_LETTERS:
        raise Refusal(TOO_MANY)
    if any(not 0 < serial < NUMBERS_END for serial in wanted):
        raise OutOfReach
    there = Letter.objects.filter(pk__in=wanted, transfer__in=seeing.visible(by).values("pk"))
    found = {each.pk: each for each in there.select_related("transfer__member")}
    if not set(wanted) <= set(found):
        raise OutOfReach
    for serial in wanted:
        person = found[serial].transfer.person
        record_look(
            Subject("member", person.uid, person.name),
            path=person.org_path,
            by=by,
            at=at,
            event=Event.LETTER_PRINTED,
        )
    return [letter_row(found[serial]) for serial in wanted]
