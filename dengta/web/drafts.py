"""Half-filled long forms that come back after a time-out, a dropped line, a killed server (GEN-12).

A form that is kept names itself in a hidden field (``FIELD``). It is kept two seconds after the
last key (``static/js/drafts.js`` posts it to :func:`save`), with each save that is refused, and
when a post comes from a session that has ended (both in ``middleware.WhoIsAsking``). The page asks
:func:`offer`, fills the form with what it gets, and includes ``drafts/line.html``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from dengta.accounts.actions import drafts as actions
from dengta.accounts.queries import drafts as queries
from dengta.accounts.rules.drafts import FORM_LABELS, NEW, Form, Key, Values
from dengta.web import session_cookie
from dengta.web.render import go_to
from dengta.web.requests import ActorRequest

FIELD = "caogao"
"""The hidden field with the form's key; also the address where drafts are posted to."""
ADDRESS = f"/{FIELD}"
DISCARD = f"{ADDRESS}/fangqi"
LEFT_OUT = frozenset({"csrfmiddlewaretoken", "do", "back", FIELD})
DEAD_AT_MOST = timedelta(days=1)
"""A cookie that was last used longer ago names nobody whose typing was cut off."""
LONGEST_ADDRESS = 4_000
"""The choice of fifty people for a transfer stands in the address."""
_signer = signing.Signer(salt="dengta.draft")
MOST_BYTES = 300_000
"""A body that is longer is nobody's form: it is not even read."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the template of a kept form needs, and what the form is filled with.

    ``key`` goes into the hidden field; ``values`` is what was typed before, None for nothing;
    ``saved`` the time of it in words; ``back`` the page that stands again when it is given up,
    signed for this key, so that no other address is kept with it.
    """

    key: Key
    values: QueryDict | None
    saved: str
    now: str
    back: str

    @property
    def texts(self) -> dict[str, str]:
        """The last text under each name."""
        return {name: str(text) for name, text in (self.values or QueryDict()).items()}

    def left_out(self) -> Offer:
        """The same form without what was typed before, which fits no more."""
        return replace(self, values=None, saved="")


@dataclass(frozen=True, slots=True)
class HalfFilled:
    """One line of what an account has not finished: which form, about whom ("" when no name stands
    in it), since when, where it goes on, and its key."""

    label: str
    who: str
    saved: str
    address: str
    key: Key


def half_filled(request: ActorRequest, *, most: int) -> list[HalfFilled]:
    """The forms that this account has not finished, the latest first."""
    found = queries.mine(request.actor.account_pk, request.at, most=most)
    return [
        HalfFilled(
            FORM_LABELS[each.key.form],
            next((text for name, text in each.values if name == "name"), ""),
            _words(each.saved_at, request.at),
            each.address,
            each.key,
        )
        for each in found
    ]


def offer(request: ActorRequest, form: Form, subject: UUID = NEW) -> Offer:
    """The half-filled form of this account about ``subject``, if there is one.

    What is just being posted stands in the request: then nothing is looked up.
    """
    key = Key(form, subject)
    kept = None
    if request.method == "GET":
        kept = queries.get(request.actor.account_pk, key, request.at)
    return Offer(
        key,
        _data(kept.values) if kept else None,
        _words(kept.saved_at, request.at) if kept else "",
        _words(request.at, request.at),
        _signer.sign(f"{key} {request.get_full_path()}"),
    )


def subject_of(uids: Sequence[UUID]) -> UUID:
    """The subject of a form about several: the same for the same ones, in whatever order."""
    if len(uids) == 1:
        return uids[0]
    return uuid5(NEW, " ".join(sorted(str(uid) for uid in uids)))


@require_POST
def save(request: ActorRequest) -> HttpResponse:
    """Keep the posted form; the answer is the time in words, nothing when it is not kept."""
    kept = _keep(request, request.actor.account_pk)
    return HttpResponse(_words(request.at, request.at) if kept else "", content_type="text/plain")


@require_POST
def discard(request: ActorRequest) -> HttpResponse:
    """放弃草稿: the form as it stands without it."""
    key = Key.read(request.POST.get(FIELD, ""))
    if key is not None:
        actions.drop(key=key, account_pk=request.actor.account_pk)
    return go_to(request, _own_page(request) or "/")


def keep_refused(request: ActorRequest, response: HttpResponse) -> None:
    """Keep the form whose save was refused, or broke off by a fault of ours."""
    if request.method == "POST" and response.status_code in {409, 422, 500} and _small(request):
        _keep(request, request.actor.account_pk)


def keep_from_dead_session(request: HttpRequest) -> bool:
    """Keep a form that was posted from a session that has ended, for the account that its signed
    cookie names; whether it was kept."""
    session = session_cookie.read(request)
    if session is None:
        return False
    fresh = request.at - session.used <= DEAD_AT_MOST  # type: ignore[attr-defined]
    return fresh and keep_unseen(request, session.account)


def keep_unseen(request: HttpRequest, account_pk: int) -> bool:
    """Keep a form that the edge sends elsewhere before its page sees it; whether it was kept."""
    if request.method != "POST" or not _small(request) or not _from_our_own_page(request):
        return False
    return queries.may_keep(account_pk) and _keep(request, account_pk)


def _keep(request: HttpRequest, account_pk: int) -> bool:
    key = Key.read(request.POST.get(FIELD, ""))
    if key is None:
        return False
    return actions.put(
        key=key,
        account_pk=account_pk,
        values=_values(request.POST),
        mark=request.POST.get("mark", ""),
        address=_own_page(request),
        at=request.at,  # type: ignore[attr-defined]
    )


def _own_page(request: HttpRequest) -> str:
    """The address at which the form was drawn; "" for one that we did not give this very form."""
    try:
        key, address = _signer.unsign(request.POST.get("back", "")).split(" ", 1)
    except (signing.BadSignature, ValueError):
        return ""
    is_ours = key == request.POST.get(FIELD, "") and len(address) <= LONGEST_ADDRESS
    return address if is_ours else ""


def _values(posted: QueryDict) -> Values:
    return [
        (name, text) for name, texts in posted.lists() if name not in LEFT_OUT for text in texts
    ]


def _data(values: Values) -> QueryDict:
    found = QueryDict(mutable=True)
    for name, text in values:
        found.appendlist(name, text)
    return found


def _small(request: HttpRequest) -> bool:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    return length.isdigit() and int(length) <= MOST_BYTES


def _from_our_own_page(request: HttpRequest) -> bool:
    """Whether the post carries the token that our own pages carry; asked here because the edge
    answers before the middleware that asks it of everybody."""
    check = CsrfViewMiddleware(lambda _: HttpResponse())
    check.process_request(request)
    return check.process_view(request, save, (), {}) is None


def _words(moment: datetime, now: datetime) -> str:
    """10:42, on another day 11月20日 10:42."""
    then, today = localtime(moment), localtime(now)
    day = "" if then.date() == today.date() else f"{then.month}月{then.day}日 "
    return f"{day}{then:%H:%M}"
