"""The list of members of any organisation, whatever its size (MEM-12).

Pages go by the place of their first or last row, never by an offset, and no list counts its rows:
totals come from ``counts``. By organisation the range of paths is walked in its own order. By name
either the range is walked and sorted or the names are walked and filtered: the planner cannot
know which is short, the counts do (docs/adr/0008).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import Combinable

from dengta.access.actor import Actor
from dengta.access.checks import allows, require
from dengta.access.permissions import Can
from dengta.access.reach import ROOT_PATH
from dengta.codes.queries import tables
from dengta.codes.rules import id_number as numbers
from dengta.codes.rules import phone
from dengta.counts import queries as counts
from dengta.counts.rules import Dimension, Totals
from dengta.database import keyset
from dengta.database.limits import time_limit
from dengta.members.models import Member
from dengta.members.queries import asking
from dengta.members.queries.asking import Order, Question
from dengta.members.rules.facts import CHOSEN
from dengta.members.rules.standing import HOLD_LABELS, Hold, Status
from dengta.organizations.models import Organization
from dengta.organizations.rules.categories import is_branch
from dengta.vault.sealing import unsealer

__all__ = ["MemberRow", "Order", "Page", "Question", "count", "page"]

SMALL = 5_000
"""Up to so many rows in the scope every answer is counted exactly, filters or not."""

MANY = 1_000
"""More are told as 1000+ where the counts do not know them."""

PAGE_MS = 2_000
COUNT_MS = 8_000
"""How long a filtered page, and a count on demand, may take before they are stopped."""

MOST_ROWS = 200
BY_NAME = ("name_key", "id")
NONE_YET: Mapping[str, Totals] = MappingProxyType({})

COLUMNS = (
    "id",
    "uid",
    "org_path",
    "name",
    "name_key",
    "sex",
    "ethnicity",
    "id_number",
    "birth_date",
    "category",
    "education",
    "post",
    "branch_id",
    "joined_on",
    "phone",
    "status",
    "lost",
    "floating",
    "hold",
    "step",
)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One row of the list, as people read it; ``category`` and ``status`` stay codes beside their
    labels, for the marks that a page shows."""

    uid: UUID
    name: str
    sex: str
    ethnicity: str
    id_number: str
    """Masked: the first two digits and stars; "" where it is not shown."""
    birth_date: date
    category: str
    category_label: str
    education: str
    post: str
    branch: str
    branch_uid: UUID | None
    """"" and None where 所在党支部 is not shown."""
    joined_on: date
    phone: str
    """Masked, except in the list of one branch for accounts that may edit its members; "" where it
    is not shown."""
    status: str
    status_label: str
    lost: bool
    floating: bool
    hold: Hold
    hold_label: str
    step: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list.

    ``total`` is exact, or None where only :func:`count` knows it. ``start`` is the number of the
    first row. ``prev`` and ``next`` are cursors, "" at the ends. ``suspended`` is told beside the
    total: how many of the area are 停止党籍.
    """

    rows: tuple[MemberRow, ...]
    total: int | None
    start: int
    prev: str
    next: str
    suspended: int
    phones_in_full: bool

    @property
    def total_text(self) -> str:
        """The total as it is read; 1000+ where it is counted on demand."""
        return f"{MANY}+" if self.total is None else str(self.total)


def page(
    actor: Actor,
    question: Question,
    *,
    shown: Container[str] = COLUMNS,
    numbers: Mapping[str, Totals] = NONE_YET,
) -> Page:
    """A page of the members that ``question`` asks for.

    ``shown`` are the columns that are drawn: 所在党支部 is not looked up, telephone and ID number
    are not unsealed for nobody to see. ``numbers`` are counts that the caller has read by path.

    Refuses an organisation out of the actor's range (404), an account without 党员浏览, and filters
    that make no sense. A filtered page that would take too long is stopped with a sentence. A
    cursor that makes no sense begins at the first page.
    """
    require(actor, Can.BROWSE_MEMBERS, question.org_path)
    asking.judged(question)
    own, everyone = _counted(question, numbers)
    found = _found(question, own, everyone)
    rows = found.rows
    if "branch" in shown or "phone" in shown or not question.include_below:
        places = _places(question, rows)
    else:
        places = {}
    asked = next((p for p in places.values() if p["path"] == question.org_path), None)
    one_branch = asked is not None and is_branch(asked["category"])
    in_full = one_branch and allows(actor, Can.EDIT_MEMBER, question.org_path)
    empty_area = not question.include_below and not one_branch
    total = 0 if empty_area else asking.counted_total(question, own)
    if total is None:
        total = _known(question, own, rows, whole=not found.earlier and not found.later)
    return Page(
        rows=tuple(_shown(rows, places, shown, in_full)),
        total=total,
        start=found.number,
        prev=found.earlier.written() if found.earlier else "",
        next=found.later.written() if found.later else "",
        suspended=0 if empty_area else own.of(Dimension.SUSPENDED),
        phones_in_full=in_full,
    )


def count(actor: Actor, question: Question) -> int:
    """How many ``question`` asks for, counted on demand; stopped with a sentence after a while."""
    require(actor, Can.BROWSE_MEMBERS, question.org_path)
    asking.judged(question)
    own, _ = _counted(question, NONE_YET)
    with time_limit(COUNT_MS):
        return _matching(question, own).count()


def question_size(question: Question) -> int:
    """How many rows a page of ``question`` has."""
    return min(max(question.size, 1), MOST_ROWS)


def _counted(question: Question, known: Mapping[str, Totals]) -> tuple[Totals, Totals]:
    """The counts of the area and, where the way to read depends on them, of everything: in one
    statement, none where all are ``known``."""
    everywhere = ROOT_PATH if question.order is Order.NAME else question.org_path
    wanted = [path for path in (question.org_path, everywhere) if path not in known]
    found = {**known, **counts.totals(wanted)}
    return found[question.org_path], found[everywhere]


def _matching(question: Question, own: Totals) -> QuerySet[Member]:
    """Every row that ``question`` asks for, in no order."""
    return asking.matching(question, asking.size_of(question, own))


def _known(
    question: Question, own: Totals, rows: list[dict[str, Any]], *, whole: bool
) -> int | None:
    """The total where the counts do not know it: the page shows all, or the area is small."""
    if whole:
        return len(rows)
    if not question.include_below or asking.size_of(question, own) <= SMALL:
        return _matching(question, own).count()
    if asking.only_marked(question):
        few = _matching(question, own)[: MANY + 1].count()
        return few if few <= MANY else None
    return None


def _found(question: Question, own: Totals, everyone: Totals) -> keyset.Page[dict[str, Any]]:
    """The rows of the page in order; a filtered one is stopped after a while."""
    if asking.counted_total(question, own) == 0 and question.include_below:
        return keyset.Page([], None, None, 1)
    if asking.is_filtered(question):
        with time_limit(PAGE_MS):
            return _read(question, own, everyone)
    return _read(question, own, everyone)


def _read(question: Question, own: Totals, everyone: Totals) -> keyset.Page[dict[str, Any]]:
    # where a name or a number is asked for few rows match: any plan finds them first, then sorts
    few = question.name or question.id_number
    if few or question.order is Order.ORGANIZATION or not question.include_below:
        return _page(question, _matching(question, own).values(*COLUMNS))
    if _walks_the_scope(question, own, everyone, question_size(question) + 1):
        rows, by = _matching(question, own), (keyset.fence("name_key"), "id")
    else:
        rows, by = asking.matching_by_name(question), None
    keys = _page(question, rows.values(*BY_NAME), by)
    wanted = [row["id"] for row in keys.rows]
    found = {row["id"]: row for row in Member.objects.filter(pk__in=wanted).values(*COLUMNS)}
    return replace(keys, rows=[found[key] for key in wanted if key in found])


def _page(
    question: Question,
    rows: QuerySet[Member, dict[str, Any]],
    by: Sequence[str | Combinable] | None = None,
) -> keyset.Page[dict[str, Any]]:
    """The page of ``rows`` that is asked for, read by ``by`` where an index is to be avoided."""
    columns = _columns(question)
    kinds = (int if column == "id" else str for column in columns)
    return keyset.page(
        rows,
        by or columns,
        keyset.mark(question.cursor, *kinds),
        place=itemgetter(*columns),
        size=question_size(question),
    )


def _walks_the_scope(question: Question, own: Totals, everyone: Totals, limit: int) -> bool:
    """Whether the range of paths is the shorter way by name; the few of an area always are."""
    if question.status and question.status != Status.NORMAL:
        return True
    scope, total = asking.size_of(question, own), asking.size_of(question, everyone)
    part = asking.share(question, own)
    if question.lost or question.floating:
        # their own indexes hold nobody else
        return keyset.walks_scope(scope=int(scope * part), total=total, page=limit)
    return keyset.walks_scope(scope=scope, total=total, page=limit, selectivity=part)


def _places(question: Question, rows: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """The branches of ``rows`` and the organisation asked about, by key."""
    keys = {row["branch_id"] for row in rows}
    asked = Organization.objects.filter(path=question.org_path)
    found = (asked | Organization.objects.filter(pk__in=keys)).values(
        "pk", "uid", "name", "path", "category"
    )
    return {each["pk"]: dict(each) for each in found}


def _shown(
    rows: Iterable[dict[str, Any]],
    places: dict[int, dict[str, Any]],
    shown: Container[str],
    in_full: bool,
) -> Iterable[MemberRow]:
    table = Member._meta.db_table
    number_of, phone_of = unsealer(table, "id_number"), unsealer(table, "phone")
    with_number, with_phone = "id_number" in shown, "phone" in shown
    for row in rows:
        number = number_of(row["uid"], row["id_number"]) if with_number else ""
        telephone = phone_of(row["uid"], row["phone"]) if with_phone else ""
        hold = Hold(row["hold"])
        yield MemberRow(
            uid=row["uid"],
            name=row["name"],
            sex=tables.label(CHOSEN["sex"], row["sex"]),
            ethnicity=tables.label(CHOSEN["ethnicity"], row["ethnicity"]),
            id_number=numbers.mask(number),
            birth_date=row["birth_date"],
            category=row["category"],
            category_label=tables.label(CHOSEN["category"], row["category"]),
            education=tables.label(CHOSEN["education"], row["education"]),
            post=tables.label(CHOSEN["post"], row["post"]),
            branch=places[row["branch_id"]]["name"] if places else "",
            branch_uid=places[row["branch_id"]]["uid"] if places else None,
            joined_on=row["joined_on"],
            phone=telephone if in_full else phone.mask(telephone),
            status=row["status"],
            status_label=tables.label(CHOSEN["status"], row["status"]),
            lost=row["lost"],
            floating=row["floating"],
            hold=hold,
            hold_label=HOLD_LABELS[hold],
            step=row["step"],
        )


def _columns(question: Question) -> tuple[str, ...]:
    if question.order is Order.ORGANIZATION or not question.include_below:
        return ("org_path", *BY_NAME)
    return BY_NAME
