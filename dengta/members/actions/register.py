"""Asking the population register: 【实名认证】 (MEM-09)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dengta.access.actor import Actor
from dengta.access.checks import holds
from dengta.access.permissions import Can
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.gateways.queries import population
from dengta.gateways.rules.population import ANSWER_LABELS, Answer
from dengta.members.models import RegisterAnswer
from dengta.members.queries.register import blind_of
from dengta.members.rules.facts import person_of
from dengta.refusal import Denied


def ask_register(*, name: str, id_number: str, by: Actor, at: datetime) -> Answer:
    """Ask whether ``name`` and ``id_number`` belong together, and keep the answer for a day.

    The register is asked before the transaction that stores the answer begins, so call it outside
    ``atomic()``: a slow register would hold SQLite's write lock. Refuses an empty name, a number
    that does not hold together and 18 zeros; the answer itself is never a refusal.
    """
    if not holds(by, Can.ENROL_MEMBER) and not holds(by, Can.EDIT_MEMBER):
        raise Denied("您的账号没有补录或编辑党员的功能。如工作需要，请联系所在党组织的安全员开通。")
    name, number = person_of(name, id_number)
    answer = population.ask(name, number)
    _keep(name, number, answer, by, at)
    return answer


@transaction.atomic
def _keep(name: str, number: str, answer: Answer, by: Actor, at: datetime) -> None:
    """The answer as a row, and the line that tells who asked for whom."""
    row = RegisterAnswer.objects.create(
        by_uid=by.uid, by_name=by.name, blind=blind_of(name, number), answer=answer, at=at
    )
    record(
        Event.REGISTER_ASKED,
        subject=Subject("register", row.uid, name),
        path=by.path,
        by=by,
        at=at,
        detail={"answer": ANSWER_LABELS[answer]},
    )
