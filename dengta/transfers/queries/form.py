"""What <党员转出申请（填写介绍信）> shows before it is sent (TRF-02, TRF-03, TRF-18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dengta.access.actor import Actor
from dengta.codes.queries import tables
from dengta.codes.rules import texts
from dengta.members.models import Member
from dengta.organizations.models import Organization
from dengta.organizations.queries.transfer_nodes import nearest_node
from dengta.organizations.rules.names import NAME_LENGTH
from dengta.refusal import refuse_any
from dengta.transfers.models import Transfer
from dengta.transfers.queries import desk, readiness, seeing, ways
from dengta.transfers.queries.wordings import signing_name, worded
from dengta.transfers.rules import law, types, validity
from dengta.transfers.rules.application import Application, ContactEntry, Contacts, judge
from dengta.transfers.rules.letters import Wording
from dengta.transfers.rules.route import Route
from dengta.transfers.rules.types import OutType


@dataclass(frozen=True, slots=True)
class Ahead:
    """One place of the path that a transfer would take, and the days its letter would hold."""

    name: str
    role: str
    days: int
    automatic: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the system fills in once the receiver is known. ``approvals`` counts the nodes between
    source and target; ``contacts`` are those remembered for the three organisations."""

    source: str
    target: str
    target_uid: UUID
    sender: str
    recipient: str
    kind: OutType
    kind_label: str
    days: int
    path: tuple[Ahead, ...]
    approvals: int
    contacts: Contacts


def proposal(actor: Actor, branch: Organization, target: UUID) -> Proposal:
    """The proposal for a transfer from ``branch`` to the organisation ``target``.

    Refuses what TRF-06 refuses, and accounts that may not send for this branch.
    """
    readiness.require_sender(actor, branch)
    way = ways.way(branch, ways.target_named(target))
    found = desk.contacts_of([way.source, way.committee, way.target])
    return Proposal(
        source=way.source.name,
        target=way.target.name,
        target_uid=way.target.uid,
        sender=signing_name(way.source),
        recipient=signing_name(way.organizations[1]),
        kind=way.proposal,
        kind_label=tables.label(types.TABLE, way.proposal),
        days=validity.APPLICATION_DAYS,
        path=tuple(_ahead(way.route, way.organizations, validity.letter_days(way.proposal))),
        approvals=sum(
            law.place_of(law.Letter(way.route.stops), at) is law.Place.NODE
            for at in range(len(way.route.stops))
        ),
        contacts=Contacts(
            source=found[way.source.pk],
            committee=found[way.committee.pk],
            target=found[way.target.pk],
        ),
    )


def source_contacts(branch: Organization) -> Contacts:
    """The contacts that come back before a receiver is chosen: of the branch and its committee."""
    committee = Organization.objects.get(path=nearest_node(branch.path))
    found = desk.contacts_of([branch, committee])
    return Contacts(source=found[branch.pk], committee=found[committee.pk], target=ContactEntry())


def kind_warning(proposed: OutType, kind: str) -> str | None:
    """The warning when another type than the proposed is chosen (TRF-02); None for none."""
    if kind not in set(OutType):
        return None
    return types.warning(OutType(kind), proposed, tables.label(types.TABLE, proposed))


def kinds() -> list[tables.Choice]:
    """The types that the form offers."""
    return [each for each in tables.choices(types.TABLE) if each.code in types.OFFERED]


def preview(actor: Actor, member: Member, application: Application, *, on: date) -> Wording:
    """预览介绍信: the first letter as it would be opened today; refuses a form that is wrong."""
    readiness.require_sender(actor, member.branch)
    judged = judge(application, on)
    refuse_any(judged.complaints)
    filled = judged.application
    assert filled.target is not None
    assert filled.dues_until is not None
    assert filled.days is not None
    way = ways.way(member.branch, ways.target_named(filled.target))
    sender = filled.sender or signing_name(way.source)
    return worded(
        facts=member.facts,
        source=sender,
        target=way.target.name,
        addressee=filled.recipient or signing_name(way.organizations[1]),
        signed=sender,
        committee=signing_name(way.committee),
        contact=filled.contacts.committee,
        dues_until=filled.dues_until,
        days=filled.days,
        today=on,
    )


def application_of(actor: Actor, uid: UUID) -> tuple[Transfer, Application]:
    """The form of an item as it stands, for correcting and sending again."""
    transfer = seeing.find(actor, uid)
    return transfer, Application(
        target=transfer.target.uid,
        kind=transfer.kind,
        sent_on=transfer.sent_on,
        days=transfer.days,
        reason=transfer.reason,
        dues_until=transfer.dues_until,
        sender=transfer.sender,
        recipient=transfer.recipient,
        contacts=Contacts.of(transfer.contacts),
    )


def branches(actor: Actor, uid: UUID, keyword: str = "", limit: int = 50) -> list[Organization]:
    """The branches among which the target of a transfer may choose, by part of the name or code;
    at most ``limit``, in the order of the tree (TRF-11)."""
    transfer = seeing.find(actor, uid)
    rows = ways.branches_below(transfer.target, transfer.source)
    words = texts.clean(keyword)
    if texts.problem(words, "名称", NAME_LENGTH) is not None:
        return []
    if words:
        rows = rows.filter(name__contains=words) | rows.filter(code__startswith=words)
    return list(rows.order_by("path")[:limit])


def _ahead(route: Route, organizations: Sequence[Organization], held: int) -> list[Ahead]:
    letter = law.Letter(route.stops)
    found = []
    for position, each in enumerate(organizations):
        place = law.place_of(letter, position)
        found.append(
            Ahead(
                name=each.name,
                role=_role(place, position == route.common),
                days=validity.APPLICATION_DAYS if position == 0 else held,
                automatic=place is law.Place.NODE and route.stops[position].automatic,
            )
        )
    return found


def _role(place: law.Place, common: bool) -> str:
    return {
        law.Place.SOURCE: "申请转出",
        law.Place.NODE: "共同上级，审批" if common else "审批",
        law.Place.CHOICE: "选择接收支部",
        law.Place.BRANCH: "接收后才算转入",
    }[place]
