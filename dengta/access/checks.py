"""One page, three readings: ``allows`` answers for one place, ``require`` insists, ``reachable``
filters. A test walks every permission, role and place and proves that they agree (ACC-02)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from dengta.access.actor import Actor
from dengta.access.permissions import FUNCTIONS, GRANTS, Can
from dengta.access.reach import Reach, at_or_below, below, lineage, next_of
from dengta.refusal import Denied, OutOfReach


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a transfer waits: the holder's path and the path whose accounts may act for it."""

    holder_path: str
    desk_path: str


def holds(actor: Actor, can: Can) -> bool:
    """Whether the actor's duty and functions include ``can`` at all, wherever."""
    if actor.is_system:
        return True
    if actor.role not in GRANTS[can]:
        return False
    return can not in FUNCTIONS or can in actor.functions


def allows(actor: Actor, can: Can, place: str | Desk) -> bool:
    """Whether ``actor`` may do ``can`` at ``place``: a path, for ``Reach.DESK`` a ``Desk``."""
    if actor.is_system:
        return True
    if not holds(actor, can):
        return False
    return _covers(GRANTS[can][actor.role], actor.path, place)


def sees(actor: Actor, path: str) -> bool:
    """Whether ``path`` exists for the actor at all: own or below."""
    return actor.is_system or at_or_below(path, actor.path)


def require(actor: Actor, can: Can, place: str | Desk) -> None:
    """Insist on ``can`` at ``place``.

    Refuses with :class:`OutOfReach` (404) what lies outside the actor's range and with
    :class:`Denied` (403) what lies inside but is not his to do.
    """
    if allows(actor, can, place):
        return
    path = place.holder_path if isinstance(place, Desk) else place
    if not sees(actor, path):
        raise OutOfReach
    raise Denied("您的账号没有这项功能。如工作需要，请联系所在党组织的安全员开通。")


def require_function(actor: Actor, can: Can) -> None:
    """Insist that the actor holds ``can`` somewhere (a page that is not about one place)."""
    if not holds(actor, can):
        raise Denied("您的账号没有这项功能。如工作需要，请联系所在党组织的安全员开通。")


def reachable(actor: Actor, can: Can, path: str = "path", *, holder: str = "holder_path") -> Q:
    """The filter that keeps the rows at which ``actor`` may do ``can``.

    ``path`` names the column with the organisation's path, for ``Reach.DESK`` the desk's path,
    with ``holder`` the holder's. An actor without the permission reaches nothing.
    """
    if actor.is_system:
        return Q()
    if not holds(actor, can):
        return Q(pk__in=[])
    own = actor.path
    match GRANTS[can][actor.role]:
        case Reach.OWN:
            return Q(**{path: own})
        case Reach.BELOW:
            return Q(**{f"{path}__gt": own, f"{path}__lt": next_of(own)})
        case Reach.OWN_AND_BELOW:
            return within(own, path)
        case Reach.DESK:
            return Q(**{f"{path}__in": lineage(own)}) & within(own, holder)


def within(own: str, path: str = "path") -> Q:
    """The range of everything at or below ``own``, for the column ``path``."""
    return Q(**{f"{path}__gte": own, f"{path}__lt": next_of(own)})


def _covers(reach: Reach, own: str, place: str | Desk) -> bool:
    if reach is Reach.DESK:
        if not isinstance(place, Desk):
            raise TypeError("Reach.DESK asks for a Desk")
        return own.startswith(place.desk_path) and at_or_below(place.holder_path, own)
    path = place.holder_path if isinstance(place, Desk) else place
    match reach:
        case Reach.OWN:
            return path == own
        case Reach.BELOW:
            return below(path, own)
        case _:
            return at_or_below(path, own)
