"""What the rows of a sheet meet in the base, as the officer may see it (ACC-02, ACC-05)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q

from dengta.access.actor import Actor
from dengta.access.checks import allows, reachable
from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.accounts.queries.manageable import needed
from dengta.accounts.queries.people import taken
from dengta.database.batches import batches
from dengta.imports.rules.sheet import Column, Typed
from dengta.imports.rules.sheet_faults import Ground, Place, id_of, mobile_of
from dengta.organizations.models import Organization
from dengta.organizations.queries.tree import active

ALIKE_AT_MOST = 20
"""Of organisations with one name so many are looked at, to say that there are several."""


def ground_of(actor: Actor, rows: Sequence[Typed]) -> Ground:
    """The organisations that the rows name and who of them has an account; four queries for each
    500 rows."""
    numbers = {number for row in rows if (number := id_of(row))}
    mobiles = {number for row in rows if (number := mobile_of(row))}
    duties: dict[str, Role] = {}
    held: set[str] = set()
    for part in batches(sorted(numbers)):
        duties |= taken(part, ()).duties
    for part in batches(sorted(mobiles)):
        held |= taken((), part).mobiles
    return Ground(
        places=places_of(actor, {row.cell(Column.ORGANIZATION) for row in rows} - {""}),
        duties=duties,
        mobiles=held,
    )


def places_of(actor: Actor, texts: Iterable[str]) -> dict[str, list[Place]]:
    """The organisations at which the officer manages accounts, by the code or full name that was
    typed; what lies outside his range is not there."""
    mine = active().filter(reachable(actor, Can.MANAGE_ACCOUNTS))
    found: dict[str, list[Place]] = {}
    roles: dict[str, frozenset[Role]] = {}
    for part in batches(sorted(texts)):
        rows = mine.filter(Q(code__in=part) | Q(name__in=part)).order_by("path")
        for row in rows.only("uid", "name", "code", "path"):
            if row.path not in roles:
                roles[row.path] = _roles_at(actor, row)
            place = Place(row.uid, row.name, row.code, row.path, roles[row.path])
            for text in {row.code, row.name} & set(part):
                several = found.setdefault(text, [])
                if len(several) < ALIKE_AT_MOST:
                    several.append(place)
    return found


def _roles_at(actor: Actor, row: Organization) -> frozenset[Role]:
    return frozenset(role for role in Role if allows(actor, needed(role), row.path))
