"""What stands in the sets of one record; the callers from above have asked who may see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max

from dengta.definitions.models import ClearedSet, SetRow, SetValue
from dengta.definitions.queries import choices
from dengta.definitions.rules.comparing import told
from dengta.definitions.rules.judging import judge, missing
from dengta.definitions.rules.packaged import definition, definitions
from dengta.definitions.rules.shapes import Definition, FieldRule
from dengta.refusal import Complaint


@dataclass(frozen=True, slots=True)
class Row:
    """A stored row. ``fields`` are those of the version and category by which it was written."""

    uid: UUID
    position: int
    version: int
    category: str
    values: Mapping[str, str]
    step: int
    fields: tuple[FieldRule, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One field as a page, a sheet or a workbook shows it."""

    label: str
    text: str
    section: str
    secret: bool


@dataclass(frozen=True, slots=True)
class Cleared:
    """A set that was cleared and can come back until ``until``."""

    uid: UUID
    label: str
    at: datetime
    until: datetime
    by_name: str
    rows: int


def rows(one: Definition, subject_uid: UUID) -> list[Row]:
    """The rows of the set ``one`` of a record, in the order in which they are shown."""
    found = SetRow.objects.filter(subject_uid=subject_uid, set=one.name).order_by("position")
    told = [_row(one, each) for each in found]
    if one.newest:
        told.sort(key=lambda row: row.values.get(one.newest, ""), reverse=True)
    return told


def only_row(one: Definition, subject_uid: UUID) -> Row | None:
    """The row of a set that has one; None while nothing was filled in."""
    return next(iter(rows(one, subject_uid)), None)


def one_of(one: Definition, subject_uid: UUID, uid: UUID) -> Row | None:
    """The row ``uid`` of the set ``one`` of a record; None for one that is gone, or another's."""
    found = SetRow.objects.filter(subject_uid=subject_uid, set=one.name, uid=uid).first()
    return _row(one, found) if found is not None else None


def filled(subjects: Collection[UUID]) -> dict[UUID, dict[str, list[Row]]]:
    """What stands in all sets of some records, in one query: record → set → its rows. Several rows
    are only counted: their values stay sealed, {} here."""
    known = definitions()
    found: dict[UUID, dict[str, list[Row]]] = {uid: defaultdict(list) for uid in subjects}
    stored = SetRow.objects.filter(subject_uid__in=subjects).order_by("set", "position")
    for each in stored:
        one = known[each.set]
        found[each.subject_uid][each.set].append(_row(one, each, sealed=one.several))
    return found


def _row(one: Definition, each: SetRow, *, sealed: bool = False) -> Row:
    return Row(
        uid=each.uid,
        position=each.position,
        version=each.version,
        category=each.category,
        values={} if sealed else each.values,
        step=each.step,
        fields=one.fields_for(each.category, each.version),
    )


def printed(one: Definition, category: str, row: Row | None) -> list[Said]:
    """Every field of ``category`` with its text ("" for none): for a page or a sheet, blank
    without a row. A field that went since is told while it holds something."""
    fields = one.fields_for(category)
    values: Mapping[str, str] = {}
    if row is not None:
        values = row.values
        names = {each.name for each in fields}
        fields += tuple(f for f in row.fields if f.name not in names and values.get(f.name))
    return [
        Said(
            each.label,
            told(each, values.get(each.name, ""), choices.label),
            each.section,
            each.secret,
        )
        for each in fields
    ]


def exported(one: Definition, category: str, found: Sequence[Row]) -> list[list[str]]:
    """A header and one line for each of ``found``, as a workbook takes them."""
    fields = one.fields_for(category)
    return [
        [each.label for each in fields],
        *(
            [told(each, row.values.get(each.name, ""), choices.label) for each in fields]
            for row in found
        ),
    ]


def complaints(
    one: Definition,
    category: str,
    typed: Mapping[str, str],
    subject_uid: UUID | None = None,
    today: date = date.max,
) -> tuple[Complaint, ...]:
    """What is wrong with ``typed`` on the day ``today``, without storing anything: for a form that
    is refused for something else as well (GEN-13)."""
    row = only_row(one, subject_uid) if subject_uid is not None else None
    standing = row.values if row is not None else {}
    fields = one.fields_for(category)
    return judge(fields, typed, choices.problem, standing, today=today).complaints


def how_many_missing(one: Definition, category: str, row: Row | None) -> int:
    """How many fields are still to be filled in (缺 2 项)."""
    return len(missing(one.fields_for(category), row.values if row is not None else {}))


def with_value_before(
    one: Definition, field: str, path_range: tuple[str, str], value: str
) -> dict[UUID, str]:
    """subject uid → value, of the records in ``path_range`` whose greatest ``field`` of all rows is
    below ``value`` (dates as 2026-05-01): what is overdue, however late an earlier row was entered.
    ``field`` must be a searched one."""
    if not one.field(field).searched:
        raise ValueError(f"{one.name}.{field} is not searched")
    start, end = path_range
    latest = (
        SetValue.objects.filter(set=one.name, field=field, org_path__gte=start, org_path__lt=end)
        .values_list("row__subject_uid")
        .annotate(last=Max("value"))
        .filter(last__lt=value)
    )
    return dict(latest.order_by("row__subject_uid"))


def greatest(one: Definition, field: str, subject_uid: UUID) -> str:
    """The greatest ``field`` of all rows of a record, "" without any; ``field`` as above."""
    values = SetValue.objects.filter(row__subject_uid=subject_uid, set=one.name, field=field)
    return values.aggregate(last=Max("value"))["last"] or ""


def cleared(subject_uid: UUID, at: datetime) -> list[Cleared]:
    """What was cleared of a record and can still come back, the latest first."""
    found = ClearedSet.objects.filter(
        subject_uid=subject_uid, returned_at__isnull=True, until__gt=at
    ).order_by("-at", "-pk")
    return [
        Cleared(
            each.uid, definition(each.set).label, each.at, each.until, each.by_name, len(each.rows)
        )
        for each in found
    ]


def cleared_any(subject_uid: UUID) -> bool:
    """Whether anything cleared of a record is still kept."""
    return ClearedSet.objects.filter(subject_uid=subject_uid, returned_at__isnull=True).exists()
