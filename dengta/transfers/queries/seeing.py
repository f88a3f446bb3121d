"""Which transfers exist for an account, and what it may do with one (ACC-02, TRF-12, TRF-14)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from dengta.access.actor import Actor
from dengta.access.checks import Desk, allows, holds
from dengta.access.permissions import Can
from dengta.refusal import Denied, OutOfReach
from dengta.transfers.models import Transfer
from dengta.transfers.rules import law

CAN_AT: dict[law.Place, Can] = {
    law.Place.SOURCE: Can.SEND_TRANSFER,
    law.Place.NODE: Can.DECIDE_TRANSFER,
    law.Place.CHOICE: Can.RECEIVE_TRANSFER,
    law.Place.BRANCH: Can.RECEIVE_TRANSFER,
}
"""What the holder's place asks of an account; withdrawing asks SEND_TRANSFER at the source."""

ANY_OF = (
    Can.BROWSE_TRANSFERS,
    Can.SEND_TRANSFER,
    Can.DECIDE_TRANSFER,
    Can.RECEIVE_TRANSFER,
)
WITH_ALL = ("member", "source", "committee", "target", "branch", "holder")


def visible(actor: Actor) -> QuerySet[Transfer]:
    """The transfers that have or had a place at or below the actor's organisation.

    Refuses (:class:`Denied`) accounts without any function of this subsystem.
    """
    if not any(holds(actor, can) for can in ANY_OF):
        raise Denied("您的账号没有组织关系转接的功能。如工作需要，请联系所在党组织的安全员开通。")
    if actor.is_system:
        return Transfer.objects.all()
    return Transfer.objects.filter(places__org_path=actor.path)


def find(actor: Actor, uid: UUID) -> Transfer:
    """The transfer with its organisations and member, as it stands now; :class:`OutOfReach` when
    no place of its path lies at or below the actor's organisation."""
    found = visible(actor).select_related(*WITH_ALL).filter(uid=uid).first()
    if found is None:
        raise OutOfReach
    return found


def sees(actor: Actor, transfer: Transfer) -> bool:
    """Whether ``transfer`` exists for ``actor``."""
    return visible(actor).filter(pk=transfer.pk).exists()


def may(actor: Actor, transfer: Transfer, verb: law.Verb) -> bool:
    """Whether the actor's account may do ``verb`` as far as duty, functions and place go; the law
    says whether it is possible now (TRF-12)."""
    if verb is law.Verb.WITHDRAW:
        at_source = Desk(transfer.source.path, transfer.committee.path)
        return allows(actor, Can.SEND_TRANSFER, at_source)
    desk = Desk(transfer.holder_path, transfer.desk_path)
    return allows(actor, CAN_AT[law.Place(transfer.place)], desk)


def verbs(actor: Actor, transfer: Transfer, letter: law.Letter) -> frozenset[law.Verb]:
    """What the actor may do with ``transfer`` now."""
    return frozenset(verb for verb in law.verbs_of(letter) if may(actor, transfer, verb))


def as_stored(pk: int) -> Transfer:
    """The transfer with its organisations and member; for verbs and tests, nobody is asked."""
    return Transfer.objects.select_related(*WITH_ALL).get(pk=pk)
