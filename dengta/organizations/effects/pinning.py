"""Keeping organisations as they are while something is put under or through them."""

from __future__ import annotations

from dengta.database import locks
from dengta.organizations.models import Organization
from dengta.refusal import Complaint, Refusal, Spot


def pin(*pks: int) -> dict[int, Organization]:
    """The organisations with these keys, kept from being dissolved or deleted until the end.

    For every verb that puts something under or through an organisation. The rows are locked
    (``FOR KEY SHARE``) in the order of their keys, then read in a second statement: who waited
    for a dissolution sees it. Refuses, naming each, when one is dissolved or gone.
    """
    wanted = set(pks)
    if not wanted:
        return {}
    rows = Organization.objects.filter(pk__in=wanted)
    pinned = locks.pin(rows)
    standing = {row.pk: row for row in rows.filter(dissolved_at__isnull=True)}
    if len(standing) == len(wanted):
        return standing
    names = {row.pk: row for row in pinned}
    raise Refusal.of(
        Complaint(
            f"“{names[pk].name}”已撤销，不能再办理这项业务，请改选其他党组织。",
            spot=Spot("organization", names[pk].uid),
        )
        if pk in names
        else Complaint("所选的党组织已不存在，请返回后重新选择。")
        for pk in sorted(wanted - set(standing))
    )


def pin_as_it_is(pk: int) -> None:
    """Keep one organisation from being dissolved, deleted or restored until the end, whatever it
    is now: for verbs that tell in their own words what a dissolved one means."""
    locks.pin(Organization.objects.filter(pk=pk))
