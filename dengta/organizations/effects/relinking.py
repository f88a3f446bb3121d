"""Giving an organisation other units, or none: links, followers, counts, findings, history."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from dengta.access.actor import Actor
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Changed, Happening, Subject
from dengta.codes.queries import tables
from dengta.counts import effects as counts
from dengta.counts.rules import ONE, Dimension
from dengta.database import locks
from dengta.database.batches import batches
from dengta.definitions import effects as definitions
from dengta.definitions.rules.shapes import Holder
from dengta.organizations.effects.history import remember
from dengta.organizations.effects.rechecking import recheck
from dengta.organizations.effects.unit_state import settle_unit
from dengta.organizations.models import Organization, Unit, UnitLink
from dengta.organizations.queries.relinking import Follower, Plan, followers_of
from dengta.organizations.rules import categories
from dengta.organizations.rules.fields import changed
from dengta.organizations.rules.seeds import completed_establishment
from dengta.refusal import Overtaken


@dataclass(frozen=True, slots=True)
class Relinked:
    """What a change of units did: ``changes`` of the organisation itself, for the line of its verb,
    and what else ``happened``, to new units and to every follower, each with a line of its own."""

    changes: tuple[Changed, ...]
    happened: tuple[Happening, ...]


def relink(plan: Plan, *, by: Actor, at: datetime) -> Relinked:
    """Carry ``plan`` out. Needs ``atomic()``, with the organisation's row taken.

    The organisation's own columns are set on the instance and saved; its step, its category and
    all lines of the log are the verb's.
    """
    _hold_followers(plan)
    organization = plan.organization
    old_names = "、".join(link.unit.name for link in plan.links)
    old_situation, old_default = organization.situation, _default_name(plan)
    happened = _store_new_units(plan, at=at)
    _replace_links(plan, at)
    organization.situation = plan.wanted.situation
    organization.work_category = plan.work_category
    organization.save(update_fields=["situation", "work_category"])
    cleared = _clear(plan, by=by, at=at)
    happened += _follow(plan, by=by, at=at)
    _bring_home(plan)
    touched = {unit.pk for unit in (*plan.wanted.units, *(link.unit for link in plan.links))}
    for pk in sorted(touched):
        settle_unit(pk, at=at)
    found = [
        ("situation", _situation(old_situation), _situation(organization.situation)),
        ("units", old_names, "、".join(unit.name for unit in plan.wanted.units)),
    ]
    if categories.is_joint(plan.category) and plan.wanted.main is not None:
        found.append(("default", old_default, plan.wanted.main.name))
    changes = (*(changed(*each) for each in found if each[1] != each[2]), *cleared)
    return Relinked(changes, tuple(happened))


def _hold_followers(plan: Plan) -> None:
    """Take the rows of those that follow; refuses (:class:`Overtaken`) when somebody put another
    one below them since the plan was made."""
    if not plan.followers:
        return
    for some in batches(sorted(each.pk for each in plan.followers)):
        locks.take_for_step(Organization.objects.filter(pk__in=some))
    if tuple(followers_of(plan.organization)) != plan.followers:
        raise Overtaken("“与上级党组织相同”的下级党组织刚刚有了变化，没有保存。请再试一次。")


def _default_name(plan: Plan) -> str:
    return next((link.unit.name for link in plan.links if link.is_default), "")


def _situation(code: str) -> str:
    return tables.label("org_unit_situation", code)


def _store_new_units(plan: Plan, *, at: datetime) -> list[Happening]:
    """Units that are made together with the link; a bare establishment of a chosen one becomes
    11–13 (GEN-09)."""
    lines: list[Happening] = []
    for unit in plan.added:
        if unit._state.adding:
            unit.home, unit.created_at = plan.organization, at
            unit.save(force_insert=True)
            counts.add(plan.organization.path, {(Dimension.UNITS, ONE): 1})
            event, changes = Event.UNIT_CREATED, (changed("unit_name", "", unit.name),)
        elif not plan.wanted.inherited:
            standing = unit.establishment
            fitting = completed_establishment(standing, plan.category)
            if fitting == standing:
                continue
            Unit.objects.filter(pk=unit.pk).update(establishment=fitting, step=F("step") + 1)
            unit.establishment = fitting
            event = Event.UNIT_EDITED
            changes = (
                changed(
                    "establishment",
                    tables.label("unit_org_status", standing),
                    tables.label("unit_org_status", fitting),
                ),
            )
        else:
            continue
        subject = Subject("unit", unit.uid, unit.name)
        lines.append(Happening(event, subject, plan.organization.path, changes))
    return lines


def _replace_links(plan: Plan, at: datetime) -> None:
    """The links as wanted; a unit that stays keeps the day on which it was linked (UNT-11)."""
    since = {link.unit_id: link.linked_at for link in plan.links}
    UnitLink.objects.filter(organization=plan.organization).delete()
    UnitLink.objects.bulk_create(
        UnitLink(
            organization=plan.organization,
            unit=unit,
            is_default=index == plan.wanted.default,
            inherited=plan.wanted.inherited,
            position=index + 1,
            linked_at=since.get(unit.pk, at),
        )
        for index, unit in enumerate(plan.wanted.units)
    )


def _bring_home(plan: Plan) -> None:
    """A unit that nobody is linked to any more waits for its organisation, in the range of the one
    that was linked to it last (UNT-02, UNT-11)."""
    added = [unit.pk for unit in plan.added]
    Unit.objects.filter(pk__in=added, awaiting=True).update(awaiting=False, step=F("step") + 1)
    for unit in plan.dropped:
        if UnitLink.objects.filter(unit=unit).exists() or unit.managing_id is not None:
            continue
        before = Organization.objects.get(pk=unit.home_id)
        Unit.objects.filter(pk=unit.pk).update(
            home=plan.organization, awaiting=True, step=F("step") + 1
        )
        if before.pk != plan.organization.pk:
            counts.move(before.path, plan.organization.path, {(Dimension.UNITS, ONE): 1})


def _clear(plan: Plan, *, by: Actor, at: datetime) -> tuple[Changed, ...]:
    """Empty what no longer fits, of the organisation and of each follower; what was the
    organisation's own."""
    own: tuple[Changed, ...] = ()
    paths = {each.uid: each.path for each in plan.followers}
    paths[plan.organization.uid] = plan.organization.path
    for uid, sets in plan.clears.items():
        gone = definitions.clear(Holder("organization", uid, paths[uid]), sets, by=by, at=at)
        if uid == plan.organization.uid:
            own = gone
    return own


def _follow(plan: Plan, *, by: Actor, at: datetime) -> list[Happening]:
    """Let those with 与上级党组织相同 have the new default unit, or none (ORG-19, ORG-20)."""
    if not plan.followers:
        return []
    main = plan.wanted.main
    unit = main if main is not None and categories.needs_unit(plan.category) else None
    keys = [each.pk for each in plan.followers]
    for some in batches(keys):
        links = UnitLink.objects.filter(organization__in=some)
        rows = Organization.objects.filter(pk__in=some)
        if unit is None:
            links.delete()
            rows.update(situation="", work_category="", step=F("step") + 1)
        else:
            links.update(unit=unit)
            rows.update(work_category=unit.category, step=F("step") + 1)
    old = next((link.unit.name for link in plan.links if link.is_default), "")
    if unit is None:
        for row in _rows(keys):
            recheck(row, at=at)
    changes = (changed("units", old, unit.name if unit else ""),)
    return tell_followers(plan.followers, changes, by=by, at=at)


def tell_followers(
    followers: Sequence[Follower], changes: Sequence[Changed], *, by: Actor, at: datetime
) -> list[Happening]:
    """Write the history of each follower, to all of whom the same ``changes`` happened; returns
    their lines."""
    remember([each.pk for each in followers], changes, by=by, at=at)
    return [
        Happening(
            Event.ORGANIZATION_EDITED,
            Subject("organization", each.uid, each.name),
            each.path,
            tuple(changes),
        )
        for each in followers
    ]


def _rows(keys: Collection[int]) -> list[Organization]:
    return [
        row
        for some in batches(list(keys))
        for row in Organization.objects.filter(pk__in=some).order_by("pk")
    ]
