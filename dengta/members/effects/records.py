"""What is written beside a change of a member: increase and decrease records, history, findings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.timezone import localdate

from dengta.access.actor import Actor
from dengta.findings import effects as findings
from dengta.members.models import Member, MemberChange, Movement
from dengta.members.rules.facts import Warned
from dengta.members.rules.standing import MovementKind, RegisterState
from dengta.organizations.models import Organization

IN_ONE_INSERT = 500
FINDINGS = "member"
"""The kind under which this room's records stand in the data check."""

CHECKED = ("MEM-02.sex", "MEM-02.birth_date", "MEM-03.unknown", "MEM-04.interval", "MEM-10")
"""The rules of the data check that this room looks at, whenever a record is saved."""


def movement(
    member: Member,
    kind: MovementKind,
    way: str,
    organization: Organization,
    other: str,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    on: date | None = None,
) -> Movement:
    """One increase or decrease record of ``organization``, dated ``on`` or the day of ``at``, not
    stored yet.

    ``other`` is the name of the place he came from or went to, "" for none.
    """
    return Movement(
        member=member,
        kind=kind,
        way=way,
        on=on or localdate(at),
        organization=organization,
        org_path=organization.path,
        other=other,
        reason=reason,
        by_uid=by.uid,
        by_name=by.name,
        at=at,
    )


def keep_history(
    members: Iterable[Member],
    changes: Iterable[tuple[str, str, str]],
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> None:
    """Keep for the pages that the same ``changes``, (field, old text, new text) each, happened to
    each of ``members`` (MEM-14)."""
    told = list(changes)
    MemberChange.objects.bulk_create(
        [
            MemberChange(
                member=member,
                field=field,
                old=old,
                new=new,
                reason=reason,
                at=at,
                by_uid=by.uid,
                by_name=by.name,
            )
            for member in members
            for field, old, new in told
        ],
        batch_size=IN_ONE_INSERT,
    )


def check(member: Member, warnings: Iterable[Warned], *, at: datetime) -> None:
    """Put into the data check what may be saved but is to be looked at, take out what was mended.

    ``warnings`` are those of ``rules.facts.settle`` for the facts that stand now.
    """
    findings.set(
        FINDINGS,
        member.uid,
        member.org_path,
        {rule: (field, {}) for rule, field in broken(member, warnings).items()},
        CHECKED,
        at,
    )


def broken(member: Member, warnings: Iterable[Warned]) -> dict[str, str]:
    """The rules of the data check that a record breaks: rule → field to open."""
    return broken_rules(
        warnings,
        unknown=member.id_blind is None,
        unchecked=member.register_state == RegisterState.UNCHECKED,
    )


def broken_rules(warnings: Iterable[Warned], *, unknown: bool, unchecked: bool) -> dict[str, str]:
    """The same for values: an unknown number is to be found out, a known one to be confirmed."""
    found = {warned.rule: warned.field for warned in warnings}
    if unknown:
        found["MEM-03.unknown"] = "id_number"
    elif unchecked:
        found["MEM-10"] = "id_number"
    return found
