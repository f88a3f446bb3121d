"""Sending a message to a telephone (ACC-07, ACC-09).

Called outside every transaction: a slow service would hold SQLite's write lock.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from datetime import datetime
from pathlib import Path
from uuid import UUID

import httpx
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings
from django.db import transaction
from django.utils.timezone import localtime

from dengta.gateways.models import OutboxMessage
from dengta.gateways.rules.sms import (
    Driver,
    Format,
    HttpService,
    NotConnected,
    NotSent,
    Outcome,
    Sent,
    Signature,
    Sms,
    to_be_signed,
)

PATIENCE = 10.0
"""Seconds until a service that does not answer is given up."""


class Outbox:
    """Keeps messages in a table and as files ``outbox/<time>-<mark>.txt`` of the data folder."""

    def send(self, *, uid: UUID, mobile: str, text: str, at: datetime) -> Outcome:
        with transaction.atomic():
            row, _made = OutboxMessage.objects.get_or_create(
                uid=uid, defaults={"mobile": mobile, "text": text, "at": at}
            )
        try:
            _write(Path(settings.DENGTA_DATA) / "outbox", uid, f"{mobile}\n{text}\n", row.at)
        except OSError as error:
            return NotSent(f"发件箱文件写不进去（{error.strerror}），请检查磁盘。", again=True)
        return Sent()


class Http:
    """Gives messages to a service by POST."""

    def __init__(self, service: HttpService) -> None:
        self._service = service

    def send(self, *, uid: UUID, mobile: str, text: str, at: datetime) -> Outcome:
        service = self._service
        fields = _signed(service, _fields(service, uid=uid, mobile=mobile, text=text, at=at))
        try:
            # no proxy of the environment: the message goes where the setting says
            with httpx.Client(timeout=PATIENCE, trust_env=False) as client:
                if service.format is Format.JSON:
                    answer = client.post(service.url, json=fields)
                else:
                    answer = client.post(service.url, data=fields)
        except httpx.TimeoutException:
            return NotSent("短信服务没有及时应答。", again=True)
        except httpx.HTTPError:
            return NotSent("连不上短信服务。", again=True)
        return _told(service, answer)


def driver() -> Sms:
    """The driver of this installation, by ``DENGTA_SMS``."""
    if settings.DENGTA_SMS == Driver.OUTBOX:
        return Outbox()
    service = settings.DENGTA_SMS_SERVICE
    if settings.DENGTA_SMS == Driver.HTTP and service is not None:
        return Http(service)
    return NotConnected()


def send(*, uid: UUID, mobile: str, text: str, at: datetime) -> Outcome:
    """Give the message to the driver; the same ``uid`` again is the same message."""
    return driver().send(uid=uid, mobile=mobile, text=text, at=at)


def _write(folder: Path, uid: UUID, text: str, at: datetime) -> None:
    """The file of one message, for its owner alone, whole or not at all; written again it stays."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{localtime(at):%Y%m%d-%H%M%S}-{uid.hex}.txt"
    draft = file.with_suffix(".unfinished")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text)
    draft.replace(file)


def _fields(
    service: HttpService, *, uid: UUID, mobile: str, text: str, at: datetime
) -> dict[str, str]:
    values = {"mobile": mobile, "text": text, "id": uid.hex, "time": str(int(at.timestamp()))}
    named = {
        service.fields[slot]: value for slot, value in values.items() if slot in service.fields
    }
    return {**service.fixed, **named}


def _signed(service: HttpService, fields: dict[str, str]) -> dict[str, str]:
    if service.signature is Signature.NONE:
        return fields
    secret, text = service.secret.encode(), to_be_signed(fields).encode()
    if service.signature is Signature.HMAC_SM3:
        code = HMAC(secret, SM3())
        code.update(text)
        signature = code.finalize().hex()
    else:
        signature = hmac.new(secret, text, hashlib.sha256).hexdigest()
    return {**fields, service.fields["sign"]: signature}


def _told(service: HttpService, answer: httpx.Response) -> Outcome:
    """What the answer means. The service's own words are not shown: they may hold the number."""
    if answer.status_code >= 500 or answer.status_code == 429:
        return NotSent(f"短信服务暂时不可用（状态 {answer.status_code}）。", again=True)
    if not answer.is_success:
        return NotSent(f"短信服务拒绝了请求（状态 {answer.status_code}）。", again=False)
    field, value = service.success
    if not field:
        return Sent()
    try:
        said = answer.json()
    except ValueError:
        return NotSent("短信服务的应答看不懂。", again=False)
    told = str(said.get(field, "")) if isinstance(said, dict) else ""
    if told == value:
        return Sent()
    return NotSent(f"短信服务没有接受这条短信（应答 {field}={told[:20]}）。", again=False)
