"""Giving a unit another category: what it and its organisations hold of the old one goes."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from dengta.access.actor import Actor
from dengta.audit.rules.lines import Changed, Happening
from dengta.codes.queries import tables
from dengta.database.batches import batches
from dengta.definitions import effects as definitions
from dengta.definitions.rules.shapes import Holder
from dengta.organizations.effects.relinking import Relinked, tell_followers
from dengta.organizations.models import Organization
from dengta.organizations.queries.relinking import Follower
from dengta.organizations.queries.unit_categories import NewCategory
from dengta.organizations.rules.fields import changed


def clear_basics(new: NewCategory, path: str, *, by: Actor, at: datetime) -> tuple[Changed, ...]:
    """Empty the sets of the unit itself, for 30 days; what stood there. ``path`` is the place from
    which the unit is edited. Needs ``atomic()``."""
    holder = Holder("unit", new.unit.uid, path)
    return definitions.clear(holder, list(new.basics), by=by, at=at)


def reclassify(
    new: NewCategory, organization: Organization, *, by: Actor, at: datetime
) -> Relinked:
    """Let the work classification of every organisation of ``new`` follow, and clear what no longer
    fits. Needs ``atomic()``, with their rows taken.

    The column of ``organization`` itself, from whose page it is done, is set on the instance; its
    step, its history and its line are the verb's. The others get all of theirs.
    """
    others = [each for each in new.linked if each.pk != organization.pk]
    for some in batches([each.pk for each in others]):
        rows = Organization.objects.filter(pk__in=some)
        rows.update(work_category=new.category, step=F("step") + 1)
    own: tuple[Changed, ...] = ()
    if len(others) < len(new.linked):
        was, organization.work_category = organization.work_category, new.category
        mine = Holder("organization", organization.uid, organization.path)
        sets = new.clears.get(organization.uid, ())
        own = (*_change(was, new), *definitions.clear(mine, sets, by=by, at=at))
    happened: list[Happening] = []
    alike: dict[tuple[Changed, ...], list[Follower]] = {}
    for each in others:
        theirs = Holder("organization", each.uid, each.path)
        gone = definitions.clear(theirs, new.clears.get(each.uid, ()), by=by, at=at)
        alike.setdefault((*_change(each.work_category, new), *gone), []).append(each)
    for changes, some_of_them in alike.items():
        happened += tell_followers(some_of_them, changes, by=by, at=at)
    return Relinked(own, tuple(happened))


def _change(was: str, new: NewCategory) -> tuple[Changed, ...]:
    labels = [tables.label("unit_category", code) for code in (was, new.category)]
    return (changed("work_category", *labels),)
