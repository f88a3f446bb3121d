"""The units of an organisation, edited in place on its 党组织基本信息 (ORG-18, UNT-06, UNT-11).

The same unit gets new values, for everyone linked to it. Another category is shown first with what
it clears (:func:`consider`); the digest of that preview is what the verb is handed back (GEN-07).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from dengta.access.actor import Actor
from dengta.access.checks import require
from dengta.access.permissions import Can
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Changed, Happening
from dengta.codes.queries import tables
from dengta.database import locks
from dengta.database.batches import batches
from dengta.definitions.rules.packaged import definition
from dengta.organizations.actions import entered_units
from dengta.organizations.actions.unit_history import differences, remember, told, words
from dengta.organizations.effects.relinking import Relinked
from dengta.organizations.effects.unit_categories import clear_basics, reclassify
from dengta.organizations.effects.unit_state import settle_unit
from dengta.organizations.models import Organization, Unit, UnitLink
from dengta.organizations.queries import unit_categories
from dengta.organizations.queries.unit_categories import NewCategory
from dengta.organizations.queries.units import highest_of
from dengta.organizations.rules.preview import Consequence, Fate, Preview, Verb
from dengta.organizations.rules.seeds import UnitEntry, judge_repetitions, unit_field
from dengta.organizations.rules.unit_facts import UnitEdit, judge_linked
from dengta.refusal import Complaint, Overtaken

GONE = (
    "这个党组织的所在单位刚刚有了变化，没有保存。下面是现在的单位，您填写的其他内容还在，"
    "请对照后再保存。"
)


@dataclass(frozen=True, slots=True)
class Edited:
    """A unit as it stands, taken for the step, and what is entered for it, as stored."""

    unit: Unit
    entry: UnitEntry
    seen: int
    complaints: tuple[Complaint, ...]

    @property
    def recategorised(self) -> bool:
        return bool(self.entry.category) and self.entry.category != self.unit.category


@transaction.atomic
def consider(organization: Organization, units: Sequence[UnitEdit], *, by: Actor) -> Preview | None:
    """What saving ``units`` would clear, without doing anything; None where no unit gets another
    category. Units that are not linked any more are left out."""
    require(by, Can.EDIT_ORGANIZATION, organization.path)
    rows = {row.uid: row for row in _linked(organization)} if units else {}
    plans = [
        unit_categories.plan(rows[each.uid], each.entry.category)
        for each in units
        if each.uid in rows and each.entry.category not in {"", rows[each.uid].category}
    ]
    return _preview(organization, plans) if plans else None


def take(organization: Organization, units: Sequence[UnitEdit]) -> list[Edited]:
    """The rows of ``units`` for changing them, with what is wrong with each beside its field; the
    rows of the organisations that follow another category are taken before. Needs ``atomic()``.

    Refuses, with :class:`Overtaken`, a unit that the organisation is not linked to any more, and
    one that is edited from a higher organisation (UNT-11), naming that.
    """
    if not units:
        return []
    before = {row.uid: row for row in _linked(organization)}
    moving = [
        before[each.uid].pk
        for each in units
        if each.uid in before and each.entry.category != before[each.uid].category
    ]
    followers = unit_categories.linked_to(moving)
    for some in batches(sorted({organization.pk, *followers})):
        locks.take_for_step(Organization.objects.filter(pk__in=some))
    wanted = [before[each.uid].pk for each in units if each.uid in before]
    locks.take_for_step(Unit.objects.filter(pk__in=wanted))
    rows = {row.uid: row for row in _linked(organization)}
    once = {each.uid for each in units if each.uid in rows}
    if len(once) < len(units) or unit_categories.linked_to(moving) != followers:
        raise Overtaken(GONE)
    _insist_on_place(organization, [rows[each.uid] for each in units])
    found: list[Edited] = []
    for index, each in enumerate(units):
        row = rows[each.uid]
        entry, complaints = judge_linked(each.entry, index, row.establishment)
        found.append(Edited(row, entry, each.seen, tuple(complaints)))
    return found


def overtaken(edited: Sequence[Edited]) -> list[Complaint]:
    """What stands now beside the fields of units that have changed since they were read."""
    return [
        complaint
        for index, each in enumerate(edited)
        if each.unit.step != each.seen
        for complaint in entered_units.stands_now(
            each.unit, words(each.entry, each.unit.managing), index
        )
    ]


def complaints(
    organization: Organization, edited: Sequence[Edited], announced: str, *, by: Actor
) -> list[Complaint]:
    """Everything that speaks against saving; ``announced`` is the digest of the preview that was
    shown, "" for none."""
    found: list[Complaint] = []
    for index, each in enumerate(edited):
        found += each.complaints
        found += entered_units.not_choosable(each.entry, each.unit, index)
        found += entered_units.taken(each.entry, each.unit, by, index)
    judge_repetitions([each.entry for each in edited], found)
    plans = _plans(edited)
    if not plans or _preview(organization, plans).digest == announced:
        return found
    wrong = {each.field for each in found}
    for index, each in enumerate(edited):
        field = unit_field(index, "category")
        if each.recategorised and field not in wrong:
            label = tables.label("unit_category", each.entry.category)
            sentence = (
                f"单位类别改为“{label}”的影响，列在“保存以后”里。"
                "看清以后确认要改的，请再点一次【保存】。"
            )
            found.append(Complaint(sentence, field))
    return found


def store(
    organization: Organization, edited: Sequence[Edited], *, by: Actor, at: datetime
) -> Relinked:
    """Give each unit its new values, with its history and its line; what follows another category
    happens to everyone linked to it. Needs ``atomic()``, after :func:`take`.

    Returns what changed of ``organization`` itself, set on the instance, and the lines of others.
    """
    own: list[Changed] = []
    happened: list[Happening] = []
    plans = {plan.unit.pk: plan for plan in _plans(edited)}
    for index, each in enumerate(edited):
        unit = each.unit
        changes = differences(told(unit), words(each.entry, unit.managing))
        if not changes:
            continue
        plan = plans.get(unit.pk)
        if plan is not None:
            changes += clear_basics(plan, organization.path, by=by, at=at)
        entered_units.fill(unit, each.entry, unit.managing)
        entered_units.save(unit, index=index)
        if plan is not None:
            followed = reclassify(plan, organization, by=by, at=at)
            own += followed.changes
            happened += followed.happened
        settle_unit(unit.pk, at=at)
        remember(unit, Event.UNIT_EDITED, changes, organization.path, by=by, at=at)
    return Relinked(tuple(own), tuple(happened))


def _linked(organization: Organization) -> list[Unit]:
    links = UnitLink.objects.filter(organization=organization).select_related("unit__managing")
    return [link.unit for link in links.order_by("position", "pk")]


def _insist_on_place(organization: Organization, units: Sequence[Unit]) -> None:
    """UNT-11: each unit is edited from the highest organisation linked to it."""
    places = highest_of([unit.pk for unit in units])
    elsewhere = [unit for unit in units if places[unit.pk].pk != organization.pk]
    if elsewhere:
        raise Overtaken.of(
            Complaint(
                f"单位“{unit.name}”的信息由“{places[unit.pk].name}”修改，这里只能查看，没有保存。"
            )
            for unit in elsewhere
        )


def _plans(edited: Sequence[Edited]) -> list[NewCategory]:
    return [
        unit_categories.plan(each.unit, each.entry.category)
        for each in edited
        if each.recategorised
    ]


def _preview(organization: Organization, plans: Sequence[NewCategory]) -> Preview:
    return Preview(
        verb=Verb.EDIT,
        uid=organization.uid,
        name=organization.name,
        code=organization.code,
        category=organization.category,
        step=organization.step,
        consequences=tuple(each for plan in plans for each in _consequences(organization, plan)),
        asked={str(plan.unit.uid): plan.category for plan in plans},
    )


def _consequences(organization: Organization, plan: NewCategory) -> list[Consequence]:
    """What becomes of one unit, of the organisation, and of the others linked to it."""
    was, new = (tables.label("unit_category", code) for code in (plan.unit.category, plan.category))
    found = [Consequence(Fate.CHANGED, f"单位“{plan.unit.name}”由“{was}”改为“{new}”")]
    found += [
        Consequence(
            Fate.CLEARED,
            f"{definition(name).label}，已填写{count}项；30天内改回原来的类别，可以取回",
        )
        for name, count in plan.basics.items()
        if count
    ]
    own = organization.uid in plan.clears
    if own:
        found.append(
            Consequence(
                Fate.CLEARED,
                "党建工作信息，须按新的类别重新填写；30天内改回原来的类别，可以取回",
            )
        )
    others = len(plan.linked) - any(each.pk == organization.pk for each in plan.linked)
    if others:
        same = f"（其中“与上级党组织相同”的{plan.inheriting}个）" if plan.inheriting else ""
        found.append(
            Consequence(
                Fate.CHANGED,
                f"另有{others}个党组织也在这个单位{same}，党组织工作分类随同改为“{new}”",
            )
        )
    if theirs := len(plan.clears) - own:
        found.append(
            Consequence(Fate.CLEARED, f"其中{theirs}个党组织的党建工作信息，同样30天内可以取回")
        )
    found.append(Consequence(Fate.KEPT, "单位与党组织的关联、党组织、党员和下级党组织"))
    return found
