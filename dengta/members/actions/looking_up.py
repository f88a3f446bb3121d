"""Name and ID first: who is this, and may he be enrolled? (MEM-08)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dengta.access.actor import Actor
from dengta.access.checks import require, sees
from dengta.access.permissions import Can
from dengta.audit.actions import record_look
from dengta.audit.rules.lines import Subject
from dengta.members.models import Member
from dengta.members.queries import known
from dengta.members.rules import looking_up as sentences
from dengta.members.rules.facts import FIELDS, Facts, label_of, person_of
from dengta.members.rules.standing import MAY_RETURN, ArchivedAs
from dengta.organizations.models import Organization
from dengta.refusal import Complaint, OutOfReach, Refusal, Spot


@dataclass(frozen=True, slots=True)
class Active:
    """Under a branch: may not be enrolled. ``spot`` leads to the record or to a transfer."""

    sentence: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Staging:
    """The staging base knows him: ``facts`` fill the form, ``labels`` name what they bring."""

    facts: Facts
    labels: tuple[str, ...]
    source: str
    rows: int


@dataclass(frozen=True, slots=True)
class Archived:
    """The archive knows him.

    With ``may_synchronise`` 【同步】 fills the form, else ``sentence`` says why not; with
    ``must_rejoin`` only 重新入党 lets him be enrolled.
    """

    uid: UUID
    sentence: str
    may_synchronise: bool
    must_rejoin: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What the three bases say about one name and number; None where a base does not know him."""

    name: str
    id_number: str
    active: Active | None
    staging: Staging | None
    archived: Archived | None

    @property
    def may_be_enrolled(self) -> bool:
        """Whether the form is worth filling in."""
        if self.active is not None:
            return False
        return self.archived is None or self.archived.may_synchronise or self.archived.must_rejoin


@transaction.atomic
def look_up(*, branch: Organization, name: str, id_number: str, by: Actor, at: datetime) -> Found:
    """Look for a person in the base, the staging base and the archive, to enrol into ``branch``.

    Only an exact name and number are answered (ACC-02). Refuses a number that does not hold
    together and 18 zeros. What the staging base brings is a look at a personal record and logged
    as one (LOG-01).
    """
    require(by, Can.ENROL_MEMBER, branch.path)
    name, number = person_of(name, id_number)
    blind = known.blind_of(number)
    active = known.under_a_branch(blind)
    archived = known.in_the_archive(blind)
    rows = known.staged(name, blind)
    staging = None
    if active is None and rows:
        facts = known.facts_of(rows[0])
        staging = Staging(facts, _brought(facts), rows[0].source, len(rows))
        record_look(Subject("staged", rows[0].uid, name), path=branch.path, by=by, at=at)
    return Found(
        name=name,
        id_number=number,
        active=_active(active, name, by),
        staging=staging,
        archived=None if archived is None or archived.name != name else _archived(archived),
    )


@transaction.atomic
def synchronise(
    *,
    branch: Organization,
    name: str,
    id_number: str,
    by: Actor,
    at: datetime,
) -> Facts:
    """【同步】: the items of a person of the archive, to fill the form with (MEM-08).

    Refuses the dead and who left by 出党, with the reason; a look at the record is logged.
    """
    require(by, Can.ENROL_MEMBER, branch.path)
    name, number = person_of(name, id_number)
    member = known.in_the_archive(known.blind_of(number))
    if member is None or member.name != name:
        raise OutOfReach("历史库中没有这个人，请核对姓名和公民身份证号。")
    reason = ArchivedAs(member.archived_as)
    if reason not in MAY_RETURN:
        raise Refusal(sentences.archived(reason))
    record_look(Subject("member", member.uid, member.name), path=branch.path, by=by, at=at)
    return member.facts


def refused_as_active(member: Member, by: Actor) -> Complaint:
    """Why a person under a branch may not be enrolled: with the place inside one's range only."""
    if sees(by, member.org_path):
        return Complaint(
            sentences.active_within(
                member.name, f"在“{member.branch.name}”", suspended=not member.active
            ),
            "id_number",
            Spot("member", member.uid),
        )
    return Complaint(sentences.active_outside(), "id_number", Spot("transfer"))


def _active(member: Member | None, name: str, by: Actor) -> Active | None:
    """Outside one's range only the exact name and number are answered (ACC-02)."""
    if member is None or (member.name != name and not sees(by, member.org_path)):
        return None
    complaint = refused_as_active(member, by)
    return Active(complaint.sentence, complaint.spot or Spot("transfer"))


def _archived(member: Member) -> Archived:
    reason = ArchivedAs(member.archived_as)
    return Archived(
        uid=member.uid,
        sentence=sentences.archived(reason),
        may_synchronise=reason in MAY_RETURN,
        must_rejoin=reason is ArchivedAs.DEPARTURE,
    )


def _brought(facts: Facts) -> tuple[str, ...]:
    """The items that a row of the staging base brings besides name and number."""
    blank = Facts()
    return tuple(
        label_of(field)
        for field in FIELDS
        if field not in {"name", "id_number"} and getattr(facts, field) != getattr(blank, field)
    )
