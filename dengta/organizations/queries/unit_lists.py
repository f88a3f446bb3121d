"""The list of units of any organisation, whatever its size (UNT-01, UNT-02).

Ordered by name, which is unique, so a page goes by the name of its first or last row. The units of
an area are gathered from its organisations and sorted: names begin with the place, so those of an
area stand together, and walking all names to where they begin may take as long as the table. Only
where a name or a code lets few pass, or nearly all lie there, each unit is asked whether it does.
The whole tree is no area: every unit lies in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from dengta.access.actor import Actor
from dengta.access.checks import require, within
from dengta.access.permissions import Can
from dengta.access.reach import ROOT_PATH, next_of
from dengta.codes.queries import tables
from dengta.codes.rules.characters import narrow
from dengta.counts.queries import totals
from dengta.counts.rules import Dimension
from dengta.database import keyset
from dengta.database.grams import Among, name_contains
from dengta.database.limits import time_limit
from dengta.organizations.models import Organization, Unit, UnitLink
from dengta.organizations.queries.unit_places import UnitKind, kind_of
from dengta.organizations.queries.units import HIGHEST_FIRST
from dengta.organizations.rules import names

PAGE_MS = 2_000
"""How long a page may take before it is stopped with a sentence."""
MOST = 0.5
"""Of all organisations: an area with more is walked by name."""
EVERYWHERE = (ROOT_PATH, next_of(ROOT_PATH))


@dataclass(frozen=True, slots=True)
class UnitQuestion:
    """What a list asks for. ``path`` is the selected organisation's; ``category`` may be a group;
    ``after`` and ``before`` are names at which another page begins or ends."""

    path: str
    below: bool = True
    kind: UnitKind | None = None
    name: str = ""
    category: str = ""
    code: str = ""
    after: str = ""
    before: str = ""

    @property
    def filtered(self) -> bool:
        return bool(self.kind or self.name or self.category or self.code)


@dataclass(frozen=True, slots=True)
class Tied:
    """An organisation that is linked to a unit, or manages it."""

    uid: UUID
    name: str
    category: str
    path: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One row of the list. ``tied`` are its organisations, the one from which it is edited first;
    none while it waits for one."""

    uid: UUID
    name: str
    code: str
    category_label: str
    establishment_label: str
    has_party_group: bool | None
    kind: UnitKind
    tied: tuple[Tied, ...]


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A page of the list. ``total`` is exact, None where only counting would know it."""

    rows: tuple[UnitRow, ...]
    total: int | None
    earlier: bool
    later: bool


def page(actor: Actor, question: UnitQuestion) -> UnitPage:
    """A page of the units that ``question`` asks for, each with its organisations.

    Refuses a place outside the actor's range (404) and an account without 单位信息维护 (403). Four
    questions, one more for a name; one that takes too long is stopped with a sentence.
    """
    require(actor, Can.BROWSE_UNITS, question.path)
    with time_limit(PAGE_MS):
        found, exact, few = _matching(question)
        beside = question.before or question.after
        units = keyset.page(
            found,
            (keyset.fence("name") if few else "name",),
            keyset.Mark((beside,), backwards=bool(question.before)) if beside else None,
            place=lambda unit: (unit.name,),
        )
        total = exact
        if total is None and not (units.later or beside):
            total = len(units.rows)
    return UnitPage(
        tuple(_shown(units.rows)),
        total,
        earlier=units.earlier is not None,
        later=units.later is not None,
    )


def tied_to(unit: Unit) -> tuple[Tied, ...]:
    """The organisations linked to ``unit`` or managing it, the one it is edited from first."""
    return next(iter(_shown([unit]))).tied


def _matching(question: UnitQuestion) -> tuple[QuerySet[Unit], int | None, bool]:
    """Every unit that is asked for, in no order; how many, where that is known; and whether they
    are few, found by their keys and then sorted, which the planner would not believe."""
    whole = question.path == ROOT_PATH and question.below
    counted = totals([question.path, ROOT_PATH])
    own, everyone = counted[question.path], counted[ROOT_PATH]
    organizations = own.of(Dimension.ORGANIZATIONS) if question.below else 1
    every = everyone.of(Dimension.ORGANIZATIONS)
    small = not question.below or keyset.walks_scope(scope=organizations, total=every)
    found = Unit.objects.all()
    if question.name:
        words = names.keyword(question.name)
        if small and not whole:
            found = found.filter(GreaterThan(StrIndex("name", Value(words)), 0))
        else:
            found = name_contains(found, "name", words, EVERYWHERE, path_column="home__path")
    match question.kind:
        case UnitKind.AWAITING:
            found = found.filter(awaiting=True)
        case UnitKind.UNBUILT:
            found = found.filter(managing__isnull=False)
        case UnitKind.BUILT:
            found = found.filter(awaiting=False, managing__isnull=True)
    if question.category:
        found = found.filter(category__in=tables.below("unit_category", question.category))
    if question.code:
        code = narrow(question.code).upper()
        found = found.filter(code__gte=code, code__lt=code + "\x7f")
    if whole:
        return found, None if question.filtered else everyone.of(Dimension.UNITS), False
    if not small and organizations > every * MOST:
        return found.filter(_lies_in(question)), None, False
    if small or not (question.name or question.code):
        keys = list(_gathered(question).values_list("pk", flat=True))
        gathered = found.filter(Among(F("pk"), keys))
        if not question.filtered:
            return gathered, len(keys), True
        return gathered, gathered.count() if small else None, True
    keys = list(found.filter(_lies_in(question)).values_list("pk", flat=True))
    return Unit.objects.filter(Among(F("pk"), keys)), len(keys), True


def _gathered(question: UnitQuestion) -> QuerySet[Unit, dict[str, int]]:
    """The keys of the units of the area, from its organisations."""
    linked = UnitLink.objects.filter(_area(question, "organization__path")).values("unit_id")
    managed = Unit.objects.filter(_area(question, "managing__path")).values("pk")
    waiting = Unit.objects.filter(_area(question, "home__path"), awaiting=True).values("pk")
    return linked.union(managed, waiting)  # type: ignore[return-value]


def _lies_in(question: UnitQuestion) -> Q:
    """The same area, asked of one unit at a time: by subqueries that stand in a CASE, or the
    planner would gather the whole area for a page."""
    area = Organization.objects.filter(_area(question, "path")).values("depth")
    links = UnitLink.objects.filter(_area(question, "organization__path"), unit=OuterRef("pk"))
    tie = Case(
        When(managing__isnull=False, then=Subquery(area.filter(pk=OuterRef("managing_id"))[:1])),
        When(awaiting=True, then=Subquery(area.filter(pk=OuterRef("home_id"))[:1])),
        default=Subquery(links.values("position")[:1]),
        output_field=IntegerField(),
    )
    return Q(GreaterThan(tie, 0))


def _area(question: UnitQuestion, column: str) -> Q:
    return within(question.path, column) if question.below else Q(**{column: question.path})


def _shown(units: Sequence[Unit]) -> Iterable[UnitRow]:
    """The rows with their organisations, in two statements."""
    keys = [unit.pk for unit in units]
    tied: dict[int, list[Tied]] = {}
    links = UnitLink.objects.filter(
        unit__in=keys, organization__dissolved_at__isnull=True
    ).order_by(*HIGHEST_FIRST)
    columns = ("uid", "name", "category", "path")
    of_links = links.values_list("unit_id", *(f"organization__{each}" for each in columns))
    for pk, uid, name, category, path in of_links:
        tied.setdefault(pk, []).append(Tied(uid, name, category, path))
    keepers = {unit.managing_id for unit in units if unit.managing_id is not None}
    managing = {row.pk: row for row in Organization.objects.filter(pk__in=keepers)}
    for unit in units:
        organizations = tied.get(unit.pk, [])
        if unit.managing_id is not None:
            keeper = managing[unit.managing_id]
            organizations.append(Tied(keeper.uid, keeper.name, keeper.category, keeper.path))
        yield UnitRow(
            uid=unit.uid,
            name=unit.name,
            code=unit.code,
            category_label=tables.label("unit_category", unit.category),
            establishment_label=tables.label("unit_org_status", unit.establishment),
            has_party_group=unit.has_party_group,
            kind=kind_of(unit),
            tied=tuple(organizations),
        )
