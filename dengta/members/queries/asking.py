"""What can be asked of the list of members (MEM-12), judged and turned into filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from dengta.access.checks import within
from dengta.access.reach import next_of
from dengta.codes.queries import tables
from dengta.codes.rules import id_number as numbers
from dengta.codes.rules import texts
from dengta.counts.rules import Dimension, Totals
from dengta.database.grams import name_contains
from dengta.members.models import Member
from dengta.members.queries.known import blind_of
from dengta.members.rules.facts import CHOSEN, LABELS, NAME_LENGTH
from dengta.members.rules.standing import Status
from dengta.refusal import Complaint, refuse_any

OLDEST = 150
"""Nobody is older; also keeps years of birth within the calendar."""

USUAL_LOST = 0.002
USUAL_FLOATING = 0.05
"""Shares of members that are expected where no count says better."""


class Order(StrEnum):
    """By organisation, inside a branch by name; or by name, both in pinyin order."""

    ORGANIZATION = "organization"
    NAME = "name"


ORDER_LABELS: dict[Order, str] = {Order.ORGANIZATION: "党组织", Order.NAME: "姓名"}


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the list: where, who, in which order, from where on.

    Codes and texts are "" for any; groups of 学历 and 工作岗位 mean everything in them. ``status``
    is preset to 在册党员, "" asks for suspended ones too. Ages are this year − year of birth, and
    need ``on``, the day of asking (MEM-02). ``cursor`` is ``prev`` or ``next`` of a page.
    """

    org_path: str
    include_below: bool = True
    name: str = ""
    id_number: str = ""
    sex: str = ""
    category: str = ""
    education: str = ""
    post: str = ""
    status: str = Status.NORMAL
    lost: bool | None = None
    floating: bool | None = None
    age_from: int | None = None
    age_to: int | None = None
    on: date | None = None
    order: Order = Order.ORGANIZATION
    cursor: str = ""
    size: int = 20


COUNTED: dict[str, Dimension] = {
    "sex": Dimension.SEX,
    "category": Dimension.CATEGORY,
    "education": Dimension.EDUCATION,
    "post": Dimension.POST,
}
"""Filters whose numbers are kept anyway: field → dimension."""


def judged(question: Question) -> None:
    """Refuse, beside their fields, filters that make no sense (a half number, an unknown code)."""
    found: list[Complaint] = []
    if wrong := texts.problem(question.name, LABELS["name"], NAME_LENGTH):
        found.append(Complaint(wrong, "name"))
    asks_for_number = question.id_number and not numbers.is_unknown(question.id_number)
    if asks_for_number and (wrong := numbers.problem(question.id_number)):
        found.append(Complaint(wrong, "id_number"))
    for field in ("sex", "category", "education", "post", "status"):
        code = getattr(question, field)
        if code and code not in tables.labels(CHOSEN[field]):
            found.append(Complaint("没有这个选项，请从列表中重新选择。", field))
    ages = [age for age in (question.age_from, question.age_to) if age is not None]
    if any(not 0 <= age <= OLDEST for age in ages):
        found.append(Complaint(f"年龄应在0至{OLDEST}之间。", "age_from"))
    elif len(ages) == 2 and ages[0] > ages[1]:
        found.append(Complaint("年龄的起点大于终点，请检查。", "age_from"))
    if ages and question.on is None:
        raise ValueError("ages are counted from a day")
    refuse_any(found)


def in_scope(question: Question) -> Q:
    """The range of paths of the question."""
    if question.include_below:
        return within(question.org_path, "org_path")
    return Q(org_path=question.org_path)


def is_filtered(question: Question) -> bool:
    """Whether anything but 党籍状态 narrows the question."""
    return bool(
        question.name
        or question.id_number
        or question.lost is not None
        or question.floating is not None
        or _counted(question)
    )


def standing(question: Question) -> Q:
    """Under a branch with the 党籍状态 asked for: the condition of the indexes."""
    if question.status == Status.NORMAL:
        return Q(under_branch=True, active=True)
    if question.status:
        return Q(under_branch=True, active=False, status=question.status)
    return Q(under_branch=True)


def filters(question: Question) -> Q:
    """Every filter on columns of the row, but not where he stands, his name and his number."""
    found = Q()
    for field in COUNTED:
        code = getattr(question, field)
        if code:
            found &= Q(**{f"{field}__in": sorted(tables.below(CHOSEN[field], code))})
    years = _years(question)
    if years is not None:
        start, end = years
        found &= Q(birth_date__gte=date(start, 1, 1), birth_date__lt=date(end, 1, 1))
    if question.lost is not None:
        found &= Q(lost=question.lost)
    if question.floating is not None:
        found &= Q(floating=question.floating)
    return found


def matching(question: Question, scope: int) -> QuerySet[Member]:
    """Every row that ``question`` asks for, in no order; ``scope`` is how many stand in its area.

    A name asks the grams one short question now.
    """
    rows = Member.objects.filter(standing(question), in_scope(question), filters(question))
    if question.id_number:
        number = numbers.normalize(question.id_number)
        unknown = number == numbers.UNKNOWN
        rows = rows.filter(id_blind=None if unknown else blind_of(number))
    if question.name:
        area = (question.org_path, next_of(question.org_path))
        rows = name_contains(rows, "name", question.name, area, path_column="org_path", scope=scope)
    return rows


def matching_by_name(question: Question) -> QuerySet[Member]:
    """The same rows for a walk along the names: nothing but the standing reads like a condition.

    Inside CASE no index knows of the path and the filters, and the planner takes them to let half
    of the rows pass; else it would take them for rare, read the table and sort.
    """
    wanted = When(in_scope(question) & filters(question), then=Value(True))
    passed = Case(wanted, default=Value(False), output_field=BooleanField())
    return Member.objects.filter(standing(question), passed)


def size_of(question: Question, totals: Totals) -> int:
    """How many the question's 党籍状态 means at and below its organisation, without filters."""
    active, suspended = totals.of(Dimension.MEMBERS), totals.of(Dimension.SUSPENDED)
    if question.status == Status.NORMAL:
        return active
    return suspended if question.status else active + suspended


def counted_total(question: Question, totals: Totals) -> int | None:
    """The exact number of answers at and below, where the counts know it (MEM-12); else None.

    They do without a filter and with one that is counted anyway.
    """
    if not is_filtered(question):
        return size_of(question, totals)
    shares = _counted(question)
    uncounted = question.name or question.id_number
    if uncounted or question.lost is not None or question.floating is not None:
        return None
    if len(shares) != 1 or question.status != Status.NORMAL:
        return None
    return _sum(totals, *shares[0])


def only_marked(question: Question) -> bool:
    """Whether 失联 or 流动 alone narrows the question: these have small indexes of their own."""
    marked = bool(question.lost) + bool(question.floating)
    return marked == 1 and not (
        question.name
        or question.id_number
        or question.lost is False
        or question.floating is False
        or _counted(question)
    )


def share(question: Question, totals: Totals) -> float:
    """About which part of the scope the filters let pass, to choose the access path."""
    active = totals.of(Dimension.MEMBERS)
    part = 1.0
    for dimension, codes in _counted(question):
        part *= _sum(totals, dimension, codes) / active if active else 1.0
    if question.lost:
        part *= USUAL_LOST
    if question.floating:
        part *= USUAL_FLOATING
    return part


def _counted(question: Question) -> list[tuple[Dimension, list[str]]]:
    """The filters that are counted, each with the codes that it lets pass."""
    found = [
        (dimension, sorted(tables.below(CHOSEN[field], code)))
        for field, dimension in COUNTED.items()
        if (code := getattr(question, field))
    ]
    years = _years(question)
    if years is not None:
        found.append((Dimension.BIRTH_YEAR, [str(year) for year in range(*years)]))
    return found


def _sum(totals: Totals, dimension: Dimension, codes: list[str]) -> int:
    return sum(totals.of(dimension, code) for code in codes)


def _years(question: Question) -> tuple[int, int] | None:
    """The years of birth of the ages asked for, as a half-open range."""
    if question.on is None or (question.age_from is None and question.age_to is None):
        return None
    oldest = OLDEST if question.age_to is None else question.age_to
    youngest = 0 if question.age_from is None else question.age_from
    return question.on.year - oldest, question.on.year - youngest + 1
