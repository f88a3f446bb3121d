"""The data check: what is to be mended in one's own organisation and below (MEM-24)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from dengta.access.actor import Actor
from dengta.access.checks import holds, require, within
from dengta.access.permissions import Can
from dengta.access.waiting import WaitingLine
from dengta.database import keyset
from dengta.findings.models import Finding
from dengta.findings.rules import MEMBER, sentence_of
from dengta.refusal import Spot

ORDER = ("org_path", "id")
MANY = 100
"""So many findings are counted for the workbench; more are told as so many or more."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One thing to mend: the sentence, since when, and the spot of the field that mends it.

    ``place`` is where the row stands in the list: hand it to ``after`` for the next page.
    """

    pk: int
    kind: str
    subject_uid: UUID
    rule: str
    sentence: str
    path: str
    since: datetime
    spot: Spot
    accepted_by: str
    accepted_why: str

    @property
    def place(self) -> tuple[str, int]:
        return self.path, self.pk


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in order of organisation; ``more`` tells whether rows follow, ``earlier`` whether some
    come before."""

    rows: list[FindingRow]
    more: bool
    earlier: bool = False


def findings_of(
    actor: Actor,
    path: str,
    after: tuple[str, int] | None = None,
    *,
    before: tuple[str, int] | None = None,
    kinds: Collection[str] = (),
    accepted: bool = False,
    limit: int = keyset.PAGE,
) -> Page:
    """What is wrong at or below ``path``, in order of organisation: one query a page.

    ``kinds`` narrows to kinds of records, ``accepted`` shows those said to be 情况属实 instead of
    the open ones; ``before`` asks for the page that ends there. Refuses a path outside the actor's
    range (404) and an account without 数据校核.
    """
    require(actor, Can.CHECK_DATA, path)
    found = Finding.objects.filter(within(path, "org_path"), accepted_at__isnull=not accepted)
    if kinds:
        found = found.filter(kind__in=kinds)
    beside = before or after
    lines = keyset.page(
        found,
        ORDER,
        keyset.Mark(beside, backwards=before is not None) if beside else None,
        place=attrgetter(*ORDER),
        size=limit,
    )
    return Page(
        [_row(each) for each in lines.rows],
        more=lines.later is not None,
        earlier=lines.earlier is not None,
    )


def about(actor: Actor, kind: str, uid: UUID, path: str) -> list[FindingRow]:
    """What is wrong with one record that stands at ``path``, accepted findings included."""
    require(actor, Can.CHECK_DATA, path)
    return [
        _row(each)
        for each in Finding.objects.filter(kind=kind, subject_uid=uid).order_by("rule", "field")
    ]


def waiting(actor: Actor, _at: datetime) -> list[WaitingLine]:
    """Records to correct at and below one's own organisation (ACC-18): a line for members and one
    for organisations and units, each opening its data check. One short query, whatever waits."""
    if not holds(actor, Can.CHECK_DATA):
        return []
    open_ones = Finding.objects.filter(within(actor.path, "org_path"), accepted_at__isnull=True)
    kinds = list(open_ones.order_by(*ORDER).values_list("kind", flat=True)[:MANY])
    found = Counter("finding" if kind == MEMBER else "organization_finding" for kind in kinds)
    more = " 条以上" if len(kinds) == MANY else " 条"
    return [
        WaitingLine(
            kind="数据校核",
            who="党员信息" if noun == "finding" else "党组织和单位信息",
            what=f"有 {number}{more}需要核对更正",
            deadline=None,
            spot=Spot(noun),
            verb="去更正",
        )
        for noun, number in sorted(found.items())
    ]


def _row(each: Finding) -> FindingRow:
    return FindingRow(
        pk=each.pk,
        kind=each.kind,
        subject_uid=each.subject_uid,
        rule=each.rule,
        sentence=sentence_of(each.rule, each.args),
        path=each.org_path,
        since=each.since,
        spot=Spot(each.kind, each.subject_uid, each.field),
        accepted_by=each.accepted_by,
        accepted_why=each.accepted_why,
    )
