"""What stands in the sets of one record; the callers from above have asked who may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dengta.definitions.models import ClearedSet, SetRow, SetValue
from dengta.definitions.queries import choices
from dengta.definitions.rules.comparing import told
from dengta.definitions.rules.judging import judge, missing
from dengta.definitions.rules.packaged import definition
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
    """The rows of the set ``one`` of a record, in their order."""
    found = SetRow.objects.filter(subject_uid=subject_uid, set=one.name).order_by("position")
    return [
        Row(
            uid=each.uid,
            position=each.position,
            version=each.version,
            category=each.category,
            values=each.values,
            step=each.step,
            fields=one.fields_for(each.category, each.version),
        )
        for each in found
    ]


def only_row(one: Definition, subject_uid: UUID) -> Row | None:
    """The row of a set that has one; None while nothing was filled in."""
    return next(iter(rows(one, subject_uid)), None)


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
    one: Definition, category: str, typed: Mapping[str, str], subject_uid: UUID | None = None
) -> tuple[Complaint, ...]:
    """What is wrong with ``typed``, without storing anything: for a form that is refused for
    something else as well (GEN-13)."""
    row = only_row(one, subject_uid) if subject_uid is not None else None
    standing = row.values if row is not None else {}
    return judge(one.fields_for(category), typed, choices.problem, standing).complaints


def how_many_missing(one: Definition, category: str, row: Row | None) -> int:
    """How many fields are still to be filled in (缺 2 项)."""
    return len(missing(one.fields_for(category), row.values if row is not None else {}))


def with_value_before(
    one: Definition, field: str, path_range: tuple[str, str], value: str
) -> dict[UUID, str]:
    """subject uid → value, of the records in ``path_range`` whose last row has ``field`` below
    ``value`` (dates as 2026-05-01): what is overdue. ``field`` must be a searched one."""
    if not one.field(field).searched:
        raise ValueError(f"{one.name}.{field} is not searched")
    start, end = path_range
    values = SetValue.objects.filter(
        set=one.name, field=field, org_path__gte=start, org_path__lt=end
    ).order_by("row__subject_uid", "row__position")
    latest = dict(values.values_list("row__subject_uid", "value"))
    return {uid: last for uid, last in latest.items() if last < value}


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
