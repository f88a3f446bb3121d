"""A unit in words: what its history, the log and a refusal say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.timezone import localtime

from dengta.access.actor import Actor
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Changed, Subject
from dengta.codes.queries import tables
from dengta.definitions import effects as definitions
from dengta.definitions.rules.packaged import definition
from dengta.organizations.models import Organization, Unit, UnitChange
from dengta.organizations.rules.fields import changed
from dengta.organizations.rules.seeds import UnitEntry

SAID = {True: "是", False: "否", None: ""}


def told(unit: Unit) -> dict[str, str]:
    """The unit's own fields in words, as its history and the log tell them."""
    entry = UnitEntry(
        name=unit.name,
        category=unit.category,
        establishment=unit.establishment,
        code=unit.code,
        has_party_group=unit.has_party_group,
    )
    return words(entry, unit.managing)


def words(entry: UnitEntry, managing: Organization | None) -> dict[str, str]:
    """What was entered, in the words of :func:`told`."""
    return {
        "unit_name": entry.name,
        "unit_code": entry.code,
        "unit_category": tables.label("unit_category", entry.category),
        "establishment": tables.label("unit_org_status", entry.establishment),
        "has_party_group": SAID[entry.has_party_group],
        "managing": managing.name if managing is not None else "",
    }


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> list[Changed]:
    """What is different in ``new``, both as :func:`told` tells them."""
    return [
        changed(field, old.get(field, ""), value)
        for field, value in new.items()
        if old.get(field, "") != value
    ]


def full_copy(unit: Unit) -> list[Changed]:
    """Everything that goes with ``unit``, as values that became nothing; its sets go now."""
    copy = [changed(field, value, "") for field, value in told(unit).items() if value]
    copy += definitions.drop(unit.uid)
    for each in UnitChange.objects.filter(unit=unit).order_by("at", "pk"):
        noted = f"{localtime(each.at):%Y-%m-%d %H:%M} {each.by_name}：{each.old} → {each.new}"
        copy.append(
            Changed("history", f"变更记录·{each.label}", noted, "", secret=_secret(each.field))
        )
    return copy


def _secret(field: str) -> bool:
    """Whether the log masks the value of ``field``."""
    name, _, of_set = field.partition(".")
    return bool(of_set) and definition(name).field(of_set).secret


def remember(
    unit: Unit,
    event: Event,
    changes: Sequence[Changed],
    path: str,
    *,
    by: Actor,
    at: datetime,
    detail: Mapping[str, str] | None = None,
) -> None:
    """The history, and beside it the line of the log."""
    UnitChange.objects.bulk_create(
        UnitChange(
            unit=unit,
            field=change.field,
            label=change.label,
            old=change.old,
            new=change.new,
            at=at,
            by_uid=by.uid,
            by_name=by.name,
        )
        for change in changes
    )
    record(
        event,
        subject=Subject("unit", unit.uid, unit.name),
        path=path,
        by=by,
        at=at,
        changes=changes,
        detail=detail,
    )
