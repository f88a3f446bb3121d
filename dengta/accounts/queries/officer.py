"""Accounts as their security officer sees them (ACC-06, ACC-07, ACC-21).

Numbers are masked. Each list is read in a fixed number of queries, however many rows it shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from dengta.access.actor import Actor
from dengta.access.checks import holds, require, within
from dengta.access.permissions import FUNCTIONS, Can
from dengta.access.roles import ROLE_LABELS, Role
from dengta.access.waiting import WaitingLine
from dengta.accounts.models import Account, Authorisation, SignIn, VpnCredential
from dengta.accounts.queries import manageable
from dengta.accounts.queries.locks import Lock, standing
from dengta.accounts.rules import codes
from dengta.accounts.rules.codes import DELIVERY_LABELS, Delivery, Outcome, Posting
from dengta.accounts.rules.states import STATE_LABELS, State
from dengta.accounts.rules.vpn import VPN_STATE_LABELS, VpnState, state_of
from dengta.codes.rules import id_number as ids
from dengta.codes.rules import phone
from dengta.codes.rules.characters import narrow
from dengta.database import keyset
from dengta.refusal import Spot
from dengta.vault.blind import blind_index

SIGN_INS = 10
ABOUT_TO_EXPIRE = timedelta(days=2)
WAITING_AT_MOST = 50
_ORDER = ("org_path", "name", "pk")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed by; "" is no filter. ``keyword`` is a part of the name, or a whole
    ID or mobile number."""

    state: str = ""
    role: str = ""
    delivery: str = ""
    keyword: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """One authorisation code as the officer sees it: ``failure`` is the reason of 发送失败."""

    delivery: Delivery
    label: str
    failure: str
    made_at: datetime
    expires_at: datetime
    sent_at: datetime | None
    by_name: str


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One line of the list. ``code`` is the newest authorisation code, None for an account that was
    opened without one; ``locks`` are what wrong tries have locked now."""

    uid: UUID
    name: str
    id_number: str
    mobile: str
    role: Role
    role_label: str
    organization_uid: UUID
    organization_name: str
    state: State
    state_label: str
    functions: int
    code: Code | None
    locks: tuple[Lock, ...]
    last_login: datetime | None
    may_manage: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """``after`` and ``before`` ask for the next and the previous page, "" when there is none."""

    rows: list[AccountRow]
    after: str
    before: str


@dataclass(frozen=True, slots=True)
class AccountCard:
    """Everything of one account. ``step`` is what forms bring back as ``seen``; ``granted`` the
    administrator's functions."""

    row: AccountRow
    step: int
    granted: frozenset[Can]
    codes: list[Code]
    vpn_state: VpnState | None
    vpn_state_label: str
    sign_ins: list[datetime]
    opened_at: datetime


def accounts(
    actor: Actor,
    path: str,
    include_below: bool,
    filters: Filters,
    *,
    after: str = "",
    before: str = "",
    at: datetime,
    limit: int = keyset.PAGE,
) -> AccountPage:
    """The accounts of the organisation at ``path`` (and of everything below it), by organisation
    and name. Refuses a place outside the range (404) and an account of another duty (403).

    ``after`` or ``before`` is that of another page. Three queries; a fourth for a later page.
    """
    require(actor, Can.MANAGE_ACCOUNTS, path)
    place = within(path, "org_path") if include_below else Q(org_path=path)
    found = _filtered(Account.objects.filter(place), filters, at)
    edge = _edge(found, after or before)
    got = keyset.page(
        found.select_related("organization"),
        _ORDER,
        keyset.Mark(edge, backwards=bool(before)) if edge else None,
        place=attrgetter(*_ORDER),
        size=limit,
    )
    return AccountPage(
        rows=_rows(actor, got.rows, at),
        after=str(got.rows[-1].uid) if got.later else "",
        before=str(got.rows[0].uid) if got.earlier else "",
    )


def account(actor: Actor, uid: UUID, at: datetime) -> AccountCard:
    """One account with its codes, newest first; 404 outside the range, 403 for another duty."""
    found = manageable.find(actor, uid)
    credential = VpnCredential.objects.filter(account=found).first()
    vpn = (
        state_of(
            is_initial=credential.is_initial,
            must_change=credential.must_change,
            ended=credential.ended_at is not None,
        )
        if credential
        else None
    )
    history = _codes([found.pk], at).get(found.pk, [])
    sign_ins = SignIn.objects.filter(account=found).order_by("-at", "-pk")
    return AccountCard(
        row=_row(actor, found, history, standing([found], at)),
        step=found.step,
        granted=frozenset(Can(value) for value in found.functions if value in FUNCTIONS),
        codes=history,
        vpn_state=vpn,
        vpn_state_label=VPN_STATE_LABELS[vpn] if vpn else "",
        sign_ins=list(sign_ins.values_list("at", flat=True)[:SIGN_INS]),
        opened_at=found.opened_at,
    )


def waiting(actor: Actor, at: datetime) -> list[WaitingLine]:
    """Activations about to expire or expired, and messages that failed, of the accounts that the
    officer manages (ACC-18)."""
    if not holds(actor, Can.MANAGE_ACCOUNTS) or actor.is_system:
        return []
    live = (
        Authorisation.objects.select_related("account", "message")
        .filter(within(actor.path, "account__org_path"), is_live=True)
        .filter(Q(expires_at__lte=at + ABOUT_TO_EXPIRE) | Q(message__state=Posting.FAILED))
        .order_by("expires_at", "pk")[:WAITING_AT_MOST]
    )
    return [_line(each, at) for each in live if manageable.may_manage(actor, each.account)]


def _line(each: Authorisation, at: datetime) -> WaitingLine:
    if each.expires_at <= at:
        what = "授权码已过期，尚未激活"
    elif each.message.state == Posting.FAILED:
        what = f"授权码短信发送失败：{each.message.failure}"
    else:
        what = "授权码即将过期，尚未激活"
    return WaitingLine(
        kind="账号激活",
        who=each.account.name,
        what=what,
        deadline=localdate(each.expires_at),
        spot=Spot("account", each.account.uid),
    )


def _filtered(found: QuerySet[Account], filters: Filters, at: datetime) -> QuerySet[Account]:
    if filters.state in set(State):
        found = found.filter(state=filters.state)
    if filters.role in set(Role):
        found = found.filter(role=filters.role)
    if filters.delivery in set(Delivery):
        found = found.filter(_of_delivery(Delivery(filters.delivery), at))
    if words := narrow(filters.keyword):
        found = found.filter(
            Q(name__contains=words)
            | Q(id_blind=blind_index("id_number", ids.normalize(words)))
            | Q(mobile_blind=blind_index("mobile", words))
        )
    return found


def _of_delivery(wanted: Delivery, at: datetime) -> Q:
    """The accounts whose newest code is in this state."""
    mine = Authorisation.objects.filter(account=OuterRef("pk"))
    live = mine.filter(is_live=True)
    match wanted:
        case Delivery.ACTIVATED:
            return Q(Exists(mine.filter(outcome=Outcome.ACTIVATED)))
        case Delivery.EXPIRED:
            return Q(Exists(live.filter(expires_at__lte=at)))
        case Delivery.VOID:
            activated = Exists(mine.filter(outcome=Outcome.ACTIVATED))
            return Q(state=State.ENDED) & Q(Exists(mine)) & ~Q(activated)
        case _:
            return Q(Exists(live.filter(expires_at__gt=at, message__state=wanted.value)))


def _edge(found: QuerySet[Account], uid: str) -> tuple[str, str, int] | None:
    """Where a page begins or ends; None for the first one and for what is no row of the list."""
    try:
        wanted = UUID(uid)
    except ValueError:
        return None
    return found.filter(uid=wanted).values_list(*_ORDER).first()


def _rows(actor: Actor, got: Sequence[Account], at: datetime) -> list[AccountRow]:
    history = _codes([each.pk for each in got], at)
    locks = standing(got, at)
    return [_row(actor, each, history.get(each.pk, []), locks) for each in got]


def _row(
    actor: Actor, each: Account, history: list[Code], locks: Mapping[int, tuple[Lock, ...]]
) -> AccountRow:
    return AccountRow(
        uid=each.uid,
        name=each.name,
        id_number=ids.mask(each.id_number),
        mobile=phone.mask(each.mobile),
        role=Role(each.role),
        role_label=ROLE_LABELS[Role(each.role)],
        organization_uid=each.organization.uid,
        organization_name=each.organization.name,
        state=State(each.state),
        state_label=STATE_LABELS[State(each.state)],
        functions=sum(value in FUNCTIONS for value in each.functions),
        code=history[0] if history else None,
        locks=locks.get(each.pk, ()),
        last_login=each.last_login,
        may_manage=manageable.may_manage(actor, each),
    )


def _codes(pks: Sequence[int], at: datetime) -> dict[int, list[Code]]:
    """The codes of these accounts, newest first."""
    found: dict[int, list[Code]] = {}
    rows = Authorisation.objects.select_related("message").filter(account__in=pks)
    for each in rows.order_by("-pk"):
        state = codes.delivery(
            outcome=each.outcome,
            posting=each.message.state,
            expires_at=each.expires_at,
            now=at,
        )
        found.setdefault(each.account_id, []).append(
            Code(
                delivery=state,
                label=DELIVERY_LABELS[state],
                failure=each.message.failure if state is Delivery.FAILED else "",
                made_at=each.made_at,
                expires_at=each.expires_at,
                sent_at=each.message.sent_at,
                by_name=each.by_name,
            )
        )
    return found
