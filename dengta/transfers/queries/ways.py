"""Where a transfer goes: its path, its desk, and the law's picture of a stored one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from dengta.access.checks import within
from dengta.access.reach import lineage
from dengta.organizations.models import Organization
from dengta.organizations.queries.transfer_nodes import nearest_node
from dengta.organizations.rules.categories import BRANCHES, is_branch
from dengta.refusal import Refusal, Spot
from dengta.transfers.models import Transfer
from dengta.transfers.rules import law
from dengta.transfers.rules.route import Route, Stand, desk_of, route
from dengta.transfers.rules.types import OutType, city_of, proposed

NO_TARGET = "没有找到这个接收单位，可能已被删除，请重新选择。"


@dataclass(frozen=True, slots=True)
class Way:
    """The path between two organisations, with what the two places propose.

    ``organizations`` are those of the route's stops, in their order; ``committee`` is 所在基层党委,
    the source's nearest transfer node.
    """

    source: Organization
    target: Organization
    route: Route
    organizations: tuple[Organization, ...]
    committee: Organization
    proposal: OutType


def way(source: Organization, target: Organization) -> Way:
    """The way of a membership from branch ``source`` to ``target``.

    Refuses a dissolved target, the source itself, and a target without another active branch.
    """
    if target.dissolved_at is not None:
        raise Refusal(
            f"“{target.name}”已撤销，不能接收党员。请另选接收单位。",
            field="target",
            spot=Spot("organization", target.uid),
        )
    lines = set(lineage(source.path)) | set(lineage(target.path))
    known = {each.path: each for each in Organization.objects.filter(path__in=lines)}
    stands = {path: stand_of(each) for path, each in known.items()}
    found = route(source.path, target.path, stands)
    if not is_branch(target.category) and not branches_below(target, source).exists():
        raise Refusal(f"“{target.name}”下面没有可以接收的党支部。请另选接收单位。", field="target")
    return Way(
        source=known[source.path],
        target=known[target.path],
        route=found,
        organizations=tuple(known[path] for path in found.paths),
        committee=known[desk_of(source.path, stands, at_node=False)],
        proposal=_proposal(source.path, target.path, known),
    )


def target_named(uid: UUID) -> Organization:
    """The organisation that a form names as 接收单位, wherever it lies (ACC-02: names and codes of
    organisations when choosing a transfer target)."""
    found = Organization.objects.filter(uid=uid).first()
    if found is None:
        raise Refusal(NO_TARGET, field="target")
    return found


def branches_below(target: Organization, source: Organization) -> QuerySet[Organization]:
    """The active branches below ``target`` among which it may choose (TRF-11), never the source."""
    return Organization.objects.filter(
        within(target.path),
        category__in=sorted(BRANCHES),
        dissolved_at__isnull=True,
    ).exclude(pk__in=[source.pk, target.pk])


def stand_of(organization: Organization) -> Stand:
    """What the law asks of an organisation."""
    return Stand(
        organization.path,
        node=organization.is_transfer_node,
        automatic=organization.auto_approve,
        branch=is_branch(organization.category),
    )


def letter_of(
    transfer: Transfer, organizations: Iterable[Organization] | None = None
) -> law.Letter:
    """The law's picture of a stored transfer; its path is asked for unless given."""
    stops = organizations if organizations is not None else stops_of(transfer)
    return law.Letter(
        stops=tuple(stand_of(each).stop for each in stops),
        position=transfer.position,
        status=law.Status(transfer.status),
        chosen=transfer.branch_id is not None,
        touched=transfer.touched,
        step=transfer.step,
    )


def stops_of(transfer: Transfer) -> tuple[Organization, ...]:
    """The organisations of its path, the source first."""
    nodes = transfer.nodes.select_related("organization").order_by("position")
    return tuple(node.organization for node in nodes)


def desk_path(letter: law.Letter, common: int) -> str:
    """The desk at which the holder's items wait (TRF-12)."""
    path = letter.holder.path
    if letter.place is law.Place.NODE or letter.position == common:
        return path
    return nearest_node(path)


def _proposal(source: str, target: str, known: dict[str, Organization]) -> OutType:
    categories = {path: each.category for path, each in known.items()}
    cities = city_of(source, categories), city_of(target, categories)
    any_city = (
        any(cities)
        or Organization.objects.filter(
            Q(category__startswith="13"), dissolved_at__isnull=True
        ).exists()
    )
    return proposed(*cities, any_city=any_city)
