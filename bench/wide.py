"""A committee with 2,000 branches of its own unit below it, and what is asked and done there.

It is planted inside a transaction that is rolled back: nothing of it is there afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils.timezone import now

from bench.site import Level, Site
from bench.table import Better, Measured, Row, number
from bench.timing import TRIES, Statement, alternately, milliseconds, statements
from dengta.access.actor import SYSTEM
from dengta.access.reach import parent_of
from dengta.audit.models import Line
from dengta.counts import effects as counts
from dengta.counts.rules import roll_up
from dengta.database.upkeep import look_over
from dengta.operations.demo.large import planting
from dengta.operations.demo.large.tree import Node, below
from dengta.organizations.actions import linking
from dengta.organizations.models import Organization, Unit, UnitLink
from dengta.organizations.queries import tree
from dengta.organizations.rules.categories import Situation
from dengta.organizations.rules.preview import SHOWN
from dengta.organizations.rules.seeds import UnitEntry
from dengta.reorganization.queries import ends

WIDE = 2_000
QUICK = 200
"""Branches in a smoke run."""
FIRST_UNIT = 9_000_000
"""Its unit's number in the credit code, far from those of the province."""


@dataclass(frozen=True, slots=True)
class Committee:
    """The committee, and its branches: their keys stand in one row."""

    organization: Organization
    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1

    @property
    def branches(self) -> QuerySet[Organization]:
        """The branches by primary key."""
        return Organization.objects.filter(pk__gte=self.first, pk__lte=self.last)


@contextmanager
def committee(site: Site) -> Iterator[Committee]:
    """The committee, below a county; gone afterwards, with the dead rows that it leaves behind:
    the rows that follow are not to wade through them."""
    county = site.nodes[Level.COUNTY][0]
    above = Node(
        path=county.path,
        code=county.code,
        name=county.name,
        category=county.category,
        superior=None,
        place="万枝",
        key=county.pk,
        next_segment=county.next_segment,
        next_number=county.next_number,
    )
    top = below(above, "中共万枝集团委员会", "611", ("万枝集团有限公司", "23", "91"))
    grown = [
        top,
        *(
            below(top, f"中共万枝集团第{serial}支部委员会", "631", inherits=True)
            for serial in range(1, (QUICK if site.quick else WIDE) + 1)
        ),
    ]
    with transaction.atomic():
        planting.write(site.random(), grown, now(), first_unit=FIRST_UNIT)
        totals = roll_up({node.path: planting.counts_of(node) for node in grown})
        new = {node.path for node in grown}
        counts.load_totals({path: each for path, each in totals.items() if path in new})
        if not site.on_sqlite:
            tables = ", ".join(each._meta.db_table for each in (Organization, UnitLink))
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {tables}")
        assert parent_of(top.path) == county.path
        yield Committee(Organization.objects.get(pk=top.key), grown[1].key, grown[-1].key)
        transaction.set_rollback(True)
    look_over()


def level(site: Site) -> Measured:
    """A part of the level of 2,000 with its numbers, against the same rows by primary key."""
    with committee(site) as wide:
        pairs: list[tuple[list[Statement], Statement]] = []
        uid, after, seen, rest = wide.organization.uid, "", 0, 1
        while rest and len(pairs) < site.times(20):
            sent = statements(partial(tree.children, site.root, uid, after))
            part = tree.children(site.root, uid, after)
            after, rest = part.after, part.rest
            begin = wide.first + seen
            by_key = wide.branches.filter(pk__gte=begin, pk__lt=begin + len(part.nodes))
            columns = ("pk", "uid", "path", "name", "code", "category", "next_segment")
            pairs.append((sent, statements(partial(list, by_key.values_list(*columns)))[0]))
            seen += len(part.nodes)
        pair = alternately(
            lambda both: [each.run() for each in both[0]],
            lambda both: both[1].run(),
            pairs,
            site.times(5),
        )
    wrong = "" if seen + rest == wide.size else f"{seen} shown, {rest} to come"
    return Measured(
        pair.ratio,
        f"{number(pair.own)} ms",
        f"{number(pair.limit)} ms",
        f"{tree.PART} of {number(wide.size)}",
        wrong,
    )


def preview(site: Site) -> Measured:
    """The preview of a dissolution that 2,000 subordinates prevent, against their number and the
    first twenty by primary key."""
    with committee(site) as wide:
        ask = partial(ends.dissolution, site.root, wide.organization)
        shown = ask().blockers[0]
        first = wide.branches.order_by("pk").values_list("name", flat=True)[:SHOWN]
        limit = [
            *statements(wide.branches.count),
            *statements(partial(list, first)),
        ]
        sent = statements(ask)
        pair = alternately(
            lambda _: [each.run() for each in sent],
            lambda _: [each.run() for each in limit],
            [None],
            site.times(40),
        )
        whole = median(milliseconds(ask) for _ in range(site.times(20)))
        names = shown.detail.split("等 ")[0].split("、")
    wrong = (
        "" if (shown.count, len(names)) == (wide.size, SHOWN) else f"{shown.count}: {shown.detail}"
    )
    return Measured(
        pair.ratio,
        f"{number(pair.own)} ms",
        f"{number(pair.limit)} ms",
        f"{len(sent)} statements, whole call {number(whole)} ms",
        wrong,
    )


def follow(site: Site) -> Measured:
    """Another unit of another category that 2,000 branches follow, with history, counts and log,
    against one UPDATE of the same organisations."""
    ratios: list[float] = []
    own: list[float] = []
    limit: list[float] = []
    wrong = ""
    with committee(site) as wide:
        for _ in range(1 if site.quick else TRIES):
            mine, problem = _change(wide)
            theirs = _update(wide)
            wrong = wrong or problem
            own.append(mine)
            limit.append(theirs)
            ratios.append(mine / theirs)
    return Measured(
        median(ratios),
        f"{number(median(own))} ms",
        f"{number(median(limit))} ms",
        f"{number(wide.size)} follow",
        wrong,
    )


def _change(wide: Committee) -> tuple[float, str]:
    """Milliseconds of the verb, and what was wrong afterwards."""
    entry = UnitEntry("万枝实业公司", "21", "11", "91370999MA90000071", has_party_group=False)
    wanted: dict[str, Any] = {"situation": Situation.LEGAL_UNIT.value, "units": [entry]}
    point = transaction.savepoint()
    row = Organization.objects.get(pk=wide.organization.pk)
    seen = linking.consider_units(row, **wanted, by=SYSTEM).preview.digest
    lines = Line.objects.count()
    change = partial(linking.set_units, organization=row, **wanted, seen=seen, by=SYSTEM, at=now())
    took = milliseconds(change)
    unit = Unit.objects.get(name=entry.name)
    followed = UnitLink.objects.filter(unit=unit, inherited=True).count()
    changed = wide.branches.filter(work_category="21").count()
    told = Line.objects.count() - lines
    transaction.savepoint_rollback(point)
    right = followed == changed == wide.size and told == wide.size + 2
    return took, "" if right else f"{followed} links, {changed} organisations, {told} lines"


def _update(wide: Committee) -> float:
    """Milliseconds of one UPDATE of all branches."""
    point = transaction.savepoint()
    took = milliseconds(partial(wide.branches.update, work_category="21", step=F("step") + 1))
    transaction.savepoint_rollback(point)
    return took


ROWS: tuple[Row, ...] = (
    Row("a level of 2,000 in the tree / the same rows by key", 10, Better.SMALL, "×", True, level),
    Row(
        "preview of a dissolution with 2,000 blockers / their number and 20 rows by key",
        8,
        Better.SMALL,
        "×",
        True,
        preview,
    ),
)
FOLLOW = "another unit that 2,000 organisations follow / one UPDATE of them"
ON_POSTGRESQL = Row(FOLLOW, 30, Better.SMALL, "×", True, follow)
ON_SQLITE = Row(FOLLOW, None, Better.SMALL, "×", False, follow)
"""Told without a goal: one UPDATE costs next to nothing there, so that the ratio says little."""
