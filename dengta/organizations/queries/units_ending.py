"""What deleting a unit would do (UNT-07, GEN-07)."""

from __future__ import annotations

from dengta.access.actor import Actor
from dengta.access.permissions import Can
from dengta.definitions.models import SetRow
from dengta.definitions.queries.rows import cleared_any
from dengta.definitions.rules.packaged import definition
from dengta.organizations.models import Unit, UnitLink
from dengta.organizations.queries.unit_places import require_place
from dengta.organizations.rules.preview import SHOWN, Consequence, Fate, Matter, Preview, Verb
from dengta.refusal import Spot


def deletion(actor: Actor, unit: Unit) -> Preview:
    """The preview that a page shows; refuses a unit that the actor may not delete."""
    require_place(actor, unit, Can.DELETE_UNIT)
    return preview_of(unit)


def preview_of(unit: Unit) -> Preview:
    """What goes with ``unit``, and which organisations linked to it stand in the way."""
    links = UnitLink.objects.filter(unit=unit).order_by("organization__path")
    names = list(links.values_list("organization__name", "organization__uid")[:SHOWN])
    count = len(names) if len(names) < SHOWN else links.count()
    linked = Matter(
        "links",
        "关联的党组织",
        count,
        "个",
        "、".join(name for name, _uid in names) or "没有",
        blocks=count > 0,
        way="去党组织页面解除关联",
        spot=Spot("organization", names[0][1]) if names else None,
    )
    consequences = [Consequence(Fate.REMOVED, "单位和它的变更记录永久删除，不能恢复")]
    for row in SetRow.objects.filter(subject_uid=unit.uid).order_by("set", "position"):
        label = definition(row.set).label
        consequences.append(Consequence(Fate.REMOVED, f"{label}，已填写{len(row.values)}项"))
    if cleared_any(unit.uid):
        consequences.append(Consequence(Fate.REMOVED, "改变单位类别时清除、还可以取回的信息"))
    if unit.managing is not None:
        consequences.append(Consequence(Fate.KEPT, f"管理党组织“{unit.managing.name}”"))
    consequences.append(Consequence(Fate.KEPT, "日志保留被删内容的全文"))
    return Preview(
        verb=Verb.DELETE,
        uid=unit.uid,
        name=unit.name,
        code=unit.code,
        category=unit.category,
        step=unit.step,
        matters=(linked,),
        consequences=tuple(consequences),
    )
