"""The tree as someone sees it: nodes, the way to a node, search, transfer targets (ORG-01, ORG-02).

Names and codes of the own organisation and everything below; dissolved organisations stand in no
list, and in the tree only for who asks for them (ORG-13). Each list is read in a fixed number of
queries, however many rows it shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from dengta.access.actor import Actor
from dengta.access.checks import reachable, require, require_function, sees
from dengta.access.permissions import Can
from dengta.access.reach import ROOT_PATH, next_of
from dengta.access.reach import lineage as paths_to
from dengta.codes.queries import tables
from dengta.codes.rules.characters import narrow
from dengta.counts.queries import totals
from dengta.counts.rules import Dimension, Totals
from dengta.database import keyset
from dengta.database.grams import name_contains
from dengta.organizations.models import FormerName, Organization
from dengta.organizations.rules import categories, names
from dengta.organizations.rules.names import short_label
from dengta.refusal import OutOfReach

PART = 100
"""How many children a level of the tree shows at once; 再显示 N brings the next."""
FOUND = 20
SHORTEST_KEYWORD = 2


@dataclass(frozen=True, slots=True)
class Node:
    """One node of the tree: name and category (ORG-02), badge, numbers.

    ``label`` is the name without its superior's; ``members`` are 在册党员 of it and everything
    below, ``suspended`` stand beside them.
    """

    uid: UUID
    path: str
    name: str
    label: str
    code: str
    category: str
    category_label: str
    badge: str
    has_children: bool
    members: int
    suspended: int
    dissolved: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a node is drawn from, where a whole row would be read for nothing."""

    key: int
    parent: int | None
    uid: UUID
    path: str
    name: str
    code: str
    category: str
    next_segment: int
    dissolved_at: object
    has_children: bool


@dataclass(frozen=True, slots=True)
class Level:
    """A part of one level; ``rest`` is how many follow it, ``after`` what asks for them."""

    nodes: list[Node]
    rest: int
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """An organisation on the way to another: enough to open the tree or to say where one is."""

    uid: UUID
    path: str
    name: str
    code: str
    category: str


@dataclass(frozen=True, slots=True)
class Found:
    """A hit of the search. ``former`` is the earlier name that was found, "" for today's;
    ``way`` leads from the own organisation down to the hit, both included."""

    uid: UUID
    path: str
    name: str
    code: str
    category: str
    badge: str
    former: str
    way: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list of ORG-02, and the card of one organisation.

    ``direct`` and ``below`` count subordinate organisations, ``members_direct`` and ``members``
    在册党员 of its own and with its subordinates', ``suspended`` 停止党籍 beside ``members``.
    """

    uid: UUID
    path: str
    name: str
    code: str
    category: str
    category_label: str
    badge: str
    secretary: str
    contact: str
    phone: str
    situation_label: str
    work_label: str
    direct: int
    below: int
    members_direct: int
    members: int
    suspended: int
    step: int
    dissolved: bool = False


@dataclass(frozen=True, slots=True)
class RowPage:
    """``more`` tells whether rows follow, ``after`` asks for them; ``earlier`` whether rows come
    before, ``before`` asks for those. ``start`` is the number of the first row, from 1."""

    rows: list[Row]
    more: bool
    after: str
    earlier: bool = False
    before: str = ""
    start: int = 1


def children(
    actor: Actor, uid: UUID | None, after: str = "", limit: int = PART, *, dissolved: bool = False
) -> Level:
    """The level below the organisation ``uid``, in parts of ``limit``; None asks for the top, which
    is the own organisation alone. With ``dissolved`` those that were dissolved stand there too.

    ``after`` is the ``after`` of the part before. Four queries: the superior, the part, what
    follows it, the numbers.
    """
    if uid is None:
        own = active().filter(path=actor.path)
        return Level(nodes(list(with_flag(own)), ""), 0, "")
    superior = find(actor, uid)
    shown = Organization.objects.all() if dissolved else active()
    level = shown.filter(parent=superior.pk)
    if after:
        level = level.filter(path__gt=after)
    rows = list(with_flag(level, shown).order_by("path")[: limit + 1])
    rest = 0
    if len(rows) > limit:
        rows = rows[:limit]
        rest = level.filter(path__gt=rows[-1].path).count()
    return Level(nodes(rows, superior.name), rest, rows[-1].path if rows else "")


def find(actor: Actor, uid: UUID, can: Can = Can.SEE_TREE) -> Organization:
    """The organisation ``uid``, at which the actor may ``can``.

    Outside the range it does not exist (404); inside, without the right, 403.
    """
    organization = next(iter(Organization.objects.filter(uid=uid)), None)
    if organization is None:
        raise OutOfReach
    require(actor, can, organization.path)
    return organization


def own(actor: Actor) -> Organization:
    """The actor's own organisation."""
    return find(actor, actor.organization_uid)


def lineage(actor: Actor, uid: UUID) -> tuple[Step, ...]:
    """The way from the own organisation down to ``uid``, both included (位置, opening the tree)."""
    return lineage_of(actor, find(actor, uid).path)


def lineage_of(actor: Actor, path: str) -> tuple[Step, ...]:
    """The organisations on the way from the own one down to ``path``, both included."""
    paths = [each for each in paths_to(path) if sees(actor, each)]
    return tuple(sorted(_steps(paths).values(), key=lambda step: step.path))


def search(actor: Actor, keyword: str, limit: int = FOUND) -> list[Found]:
    """Organisations in the own range whose name, present or former (ORG-11), contains ``keyword``
    (2+ characters) or whose code begins with it; each with the way that opens the tree at it."""
    words = names.keyword(keyword)
    if len(words) < SHORTEST_KEYWORD:
        return []
    range_of = (actor.path, next_of(actor.path))
    mine = active().filter(reachable(actor, Can.SEE_TREE))
    hits: dict[int, tuple[Organization, str]] = {}
    code = narrow(words)
    if code.isascii():
        for row in mine.filter(_begins("code", code)).order_by("code")[:limit]:
            hits[row.pk] = (row, "")
    for row in name_contains(mine, "name", words, range_of).order_by("path")[:limit]:
        hits.setdefault(row.pk, (row, ""))
    if len(hits) < limit:
        former = FormerName.objects.filter(
            reachable(actor, Can.SEE_TREE, "organization__path"),
            organization__dissolved_at__isnull=True,
        ).select_related("organization")
        found = name_contains(former, "name", words, range_of, path_column="organization__path")
        for earlier in found.order_by("organization__path", "-until")[:limit]:
            hits.setdefault(earlier.organization.pk, (earlier.organization, earlier.name))
    chosen = list(hits.values())[:limit]
    steps = _steps({each for row, _ in chosen for each in paths_to(row.path) if sees(actor, each)})
    return [_found(row, former, steps) for row, former in chosen]


def rows(
    actor: Actor, path: str, after: str = "", limit: int = FOUND, *, before: str = ""
) -> RowPage:
    """The organisations directly below ``path`` as the list of ORG-02, in the order of the tree.

    ``after`` or ``before`` is that of another page. Refuses a place outside the range (404) and an
    account without 党组织信息维护. Two queries: the page, its numbers; a third for where a later
    page begins.
    """
    require(actor, Can.BROWSE_ORGANIZATIONS, path)
    level = active().filter(parent__path=path)
    beside = before or after
    page = keyset.page(
        _with_direct(level),
        ("path",),
        keyset.Mark((beside,), backwards=bool(before)) if beside else None,
        place=lambda row: (row.path,),
        size=limit,
    )
    first, last = (page.rows[0].path, page.rows[-1].path) if page.rows else ("", "")
    start = level.filter(path__lt=first).count() + 1 if first and beside else 1
    return RowPage(
        _rows(page.rows), page.later is not None, last, page.earlier is not None, first, start
    )


def card(actor: Actor, uid: UUID) -> Row:
    """One organisation as a line of ORG-02: what the page shows when its node is selected."""
    row = _with_direct(Organization.objects.filter(uid=uid)).first()
    if row is None:
        raise OutOfReach
    require(actor, Can.BROWSE_ORGANIZATIONS, row.path)
    return _rows([row])[0]


def targets(actor: Actor, keyword: str, limit: int = FOUND) -> list[Step]:
    """Organisations of the whole tree as targets of a transfer: name contains ``keyword`` (2+
    characters) or code begins with it; at most ``limit``.

    Names and codes of all active organisations: one of ACC-02's exceptions, for accounts that may
    send transfers.
    """
    require_function(actor, Can.SEND_TRANSFER)
    words = names.keyword(keyword)
    if len(words) < SHORTEST_KEYWORD:
        return []
    everywhere = (ROOT_PATH, next_of(ROOT_PATH))
    found = name_contains(active(), "name", words, everywhere).order_by("path")
    rows = {row.pk: row for row in found[:limit]}
    code = narrow(words)
    if code.isascii() and len(rows) < limit:
        for row in active().filter(_begins("code", code)).order_by("code")[:limit]:
            rows.setdefault(row.pk, row)
    return [_step(row) for row in list(rows.values())[:limit]]


def by_paths(paths: Iterable[str]) -> dict[str, Organization]:
    """path → organisation, for verbs and pages that have asked who may; one query."""
    wanted = set(paths)
    return {row.path: row for row in Organization.objects.filter(path__in=wanted)} if wanted else {}


def active() -> QuerySet[Organization]:
    return Organization.objects.filter(dissolved_at__isnull=True)


def with_flag(
    rows: QuerySet[Organization], among: QuerySet[Organization] | None = None
) -> QuerySet[Organization]:
    """Whether it has children ``among`` these, the active ones unless they are given: the counter
    says that it ever had, the index that one stands."""
    among = active() if among is None else among
    standing = among.filter(parent=OuterRef("pk"))
    never = When(next_segment=0, then=Value(False))
    return rows.annotate(has_children=Case(never, default=Exists(standing)))


def _with_direct(rows: QuerySet[Organization]) -> QuerySet[Organization]:
    standing = active().filter(parent=OuterRef("pk")).order_by().values("parent")
    return rows.annotate(direct=Coalesce(Subquery(standing.annotate(n=Count("pk")).values("n")), 0))


def _rows(page: list[Organization]) -> list[Row]:
    numbers = totals(row.path for row in page)
    lines: list[Row] = []
    for row in page:
        counted = numbers[row.path]
        members = counted.of(Dimension.MEMBERS)
        lines.append(
            Row(
                uid=row.uid,
                path=row.path,
                name=row.name,
                code=row.code,
                category=row.category,
                category_label=tables.label("org_category", row.category),
                badge=categories.badge(row.category),
                secretary=row.secretary,
                contact=row.contact,
                phone=row.phone,
                situation_label=tables.label("org_unit_situation", row.situation),
                work_label=tables.label("unit_category", row.work_category),
                direct=row.direct,  # type: ignore[attr-defined]
                below=max(counted.of(Dimension.ORGANIZATIONS) - 1, 0),
                members_direct=members if categories.is_branch(row.category) else 0,
                members=members,
                suspended=counted.of(Dimension.SUSPENDED),
                step=row.step,
                dissolved=row.dissolved_at is not None,
            )
        )
    return lines


def _begins(column: str, text: str) -> Q:
    """``column`` begins with ASCII ``text``, as a range of its index."""
    return Q(**{f"{column}__gte": text, f"{column}__lt": text + "\x7f"})


def nodes(
    rows: Sequence[Organization] | Sequence[Drawn],
    superior: str,
    numbers: dict[str, Totals] | None = None,
) -> list[Node]:
    """``rows`` (with the flag of :func:`with_flag`) as nodes below the organisation of the name
    ``superior``, "" for the top; one query for their ``numbers`` unless they are given."""
    numbers = totals(row.path for row in rows) if numbers is None else numbers
    return [
        Node(
            uid=row.uid,
            path=row.path,
            name=row.name,
            label=short_label(row.name, superior) if superior else row.name,
            code=row.code,
            category=row.category,
            category_label=tables.label("org_category", row.category),
            badge=categories.badge(row.category),
            has_children=bool(row.next_segment) and bool(row.has_children),  # type: ignore[union-attr]
            members=numbers[row.path].of(Dimension.MEMBERS),
            suspended=numbers[row.path].of(Dimension.SUSPENDED),
            dissolved=row.dissolved_at is not None,
        )
        for row in rows
    ]


def _steps(paths: Iterable[str]) -> dict[str, Step]:
    return {path: _step(row) for path, row in by_paths(paths).items()}


def _step(row: Organization) -> Step:
    return Step(row.uid, row.path, row.name, row.code, row.category)


def _found(row: Organization, former: str, steps: dict[str, Step]) -> Found:
    return Found(
        uid=row.uid,
        path=row.path,
        name=row.name,
        code=row.code,
        category=row.category,
        badge=categories.badge(row.category),
        former=former,
        way=tuple(steps[each] for each in paths_to(row.path) if each in steps),
    )
