"""Signing a test client in: the cookie that the sign-in page would hand out."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import now

from dengta.accounts.models import Account
from dengta.accounts.rules.sessions import Session
from dengta.web import session_cookie


def signed_in(client: Client, account: Account, at: datetime | None = None) -> Client:
    """``client`` with the session of ``account``, begun at ``at`` (now)."""
    moment = at or now()
    response = HttpResponse()
    session_cookie.write(response, Session(account.pk, account.session_number, moment, moment))
    client.cookies.update(response.cookies)
    return client
