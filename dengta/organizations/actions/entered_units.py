"""What is entered for a unit: held against the other units and the code tables, then stored.

The same for a unit on its own and for one that is edited from its organisation's page (UNT-06);
``index`` is the place of the unit in the form of an organisation, None on a form of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from dengta.access.actor import Actor
from dengta.codes.queries import tables
from dengta.organizations.actions.unit_history import differences, told
from dengta.organizations.models import Organization, Unit
from dengta.organizations.queries import units as unit_queries
from dengta.organizations.rules.seeds import BARE, UnitEntry, unit_field
from dengta.organizations.rules.unit_facts import OFFERED
from dengta.refusal import Complaint, Overtaken, Spot

CHANGED = "这个单位的信息刚刚被别人改过，您填写的内容还在。请对照现在的内容，确认后再保存。"
FORM_NAMES = {"unit_name": "name", "unit_code": "code", "unit_category": "category"}
"""Fields of a unit's history → fields of its form."""


def stands_now(
    standing: Unit, wanted: Mapping[str, str], index: int | None = None
) -> list[Complaint]:
    """What stands now beside each field that was typed differently (GEN-10)."""
    return [
        Complaint(
            f"现在的内容：{each.old or '（空）'}",
            unit_field(index, FORM_NAMES.get(each.field, each.field)),
        )
        for each in differences(told(standing), wanted)
    ]


def not_choosable(
    entry: UnitEntry, standing: Unit | None = None, index: int | None = None
) -> list[Complaint]:
    """A category or establishment that cannot be chosen anew; what stands already may stay, and
    a bare 1 is let in on <新增单位> only (GEN-09)."""
    found: list[Complaint] = []
    if entry.category and (standing is None or entry.category != standing.category):
        wrong = tables.choice_problem("unit_category", entry.category)
        if wrong is not None:
            found.append(Complaint(wrong, unit_field(index, "category")))
    if entry.establishment in OFFERED and (
        standing is None or entry.establishment != standing.establishment
    ):
        bare = (BARE,) if standing is None else ()
        wrong = tables.choice_problem("unit_org_status", entry.establishment, also=bare)
        if wrong is not None:
            found.append(Complaint(wrong, unit_field(index, "establishment")))
    return found


def taken(
    entry: UnitEntry, standing: Unit | None, by: Actor, index: int | None = None
) -> list[Complaint]:
    """UNT-03: another unit has this name or code; told by name only within one's range."""
    found: list[Complaint] = []
    others = Unit.objects.exclude(pk=standing.pk) if standing is not None else Unit.objects.all()
    for what, field, value in (("单位名称", "name", entry.name), ("单位代码", "code", entry.code)):
        other = others.filter(**{field: value}).first() if value else None
        if other is None:
            continue
        at = unit_field(index, field)
        if unit_queries.in_range(by, [other]):
            code = f"（代码{other.code}）" if other.code else ""
            sentence = f"{what}已有单位在用：“{other.name}”{code}，请核对。"
            found.append(Complaint(sentence, at, Spot("unit", other.uid)))
        else:
            found.append(
                Complaint(f"{what}已有您管理范围以外的单位在用，请核对；没有错的请联系上级。", at)
            )
    return found


def fill(unit: Unit, entry: UnitEntry, managing: Organization | None) -> None:
    """Set what was entered; the step grows. :func:`save` stores it."""
    unit.name, unit.code = entry.name, entry.code
    unit.category, unit.establishment = entry.category, entry.establishment
    unit.has_party_group, unit.managing = entry.has_party_group, managing
    unit.step += 1


def save(unit: Unit, *, force_insert: bool = False, index: int | None = None) -> None:
    """Save; refuses with :class:`Overtaken` when another transaction took the name or the code
    first."""
    try:
        with transaction.atomic():
            unit.save(force_insert=force_insert)
    except IntegrityError as error:
        text = str(error)
        if "unit_one_name" in text or "organizations_unit.name" in text:
            sentence, field = "同名的单位刚刚由别人登记了，请核对。", "name"
        elif "unit_one_code" in text or "organizations_unit.code" in text:
            sentence, field = "这个单位代码刚刚由别人登记了，请核对。", "code"
        else:
            raise
        raise Overtaken(sentence, field=unit_field(index, field)) from error
