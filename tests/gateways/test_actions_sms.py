"""Messages to telephones: the outbox, and a service that is spoken to by HTTP (ACC-07)."""

from __future__ import annotations

import hashlib
import hmac
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from django.db import connection
from pytest_django import Settings

from dengta.gateways.effects import sms
from dengta.gateways.models import OutboxMessage
from dengta.gateways.queries import sms as questions
from dengta.gateways.rules.sms import (
    Format,
    HttpService,
    NotSent,
    Outcome,
    Sent,
    Signature,
    to_be_signed,
)
from dengta.refusal import OutOfReach
from tests.gateways.sms_service import Service, service

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
UID = UUID("01a20000-0000-7000-8000-000000000001")
MOBILE = "13900000000"
TEXT = "【灯塔】验证码 123456 & 更多=是"
FIELDS = {"mobile": "phone", "text": "content", "id": "msgid", "time": "ts", "sign": "sign"}


def send(at: datetime = NOON) -> Outcome:
    return sms.send(uid=UID, mobile=MOBILE, text=TEXT, at=at)


@pytest.fixture
def server() -> Iterator[Service]:
    """The running service."""
    with service() as running:
        yield running


def by_http(settings: Settings, server: Service, **told: object) -> None:
    settings.DENGTA_SMS = "http"
    settings.DENGTA_SMS_SERVICE = HttpService(url=server.url, **told)  # type: ignore[arg-type]


@pytest.mark.spec("ACC-07")
def test_the_outbox_keeps_a_message_in_a_table_and_as_a_file(
    settings: Settings, tmp_path: Path
) -> None:
    settings.DENGTA_DATA = tmp_path
    assert send() == Sent()
    assert send(NOON + timedelta(minutes=5)) == Sent()
    row = OutboxMessage.objects.get()
    assert (row.mobile, row.text, row.at) == (MOBILE, TEXT, NOON)
    (file,) = (tmp_path / "outbox").iterdir()
    assert file.read_text() == f"{MOBILE}\n{TEXT}\n"
    assert file.name.startswith("20261123-120000-")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    with connection.cursor() as cursor:
        cursor.execute("SELECT mobile, text FROM gateways_outboxmessage")
        lies = b"".join(bytes(value) for value in cursor.fetchone())
    assert MOBILE.encode() not in lies
    assert b"123456" not in lies


@pytest.mark.spec("ACC-07")
def test_the_page_of_the_outbox_exists_in_the_demo_alone(
    settings: Settings, tmp_path: Path
) -> None:
    settings.DENGTA_DATA = tmp_path
    send()
    with pytest.raises(OutOfReach):
        questions.outbox()
    settings.DENGTA_MODE = "demo"
    assert [(row.mobile, row.text) for row in questions.outbox()] == [(MOBILE, TEXT)]
    settings.DENGTA_SMS = "http"
    with pytest.raises(OutOfReach):
        questions.outbox()


def test_an_installation_without_a_service_says_so(settings: Settings) -> None:
    assert questions.is_connected()
    settings.DENGTA_SMS = "none"
    assert not questions.is_connected()
    outcome = send()
    assert isinstance(outcome, NotSent)
    assert "尚未接入" in outcome.reason
    assert not outcome.again


@pytest.mark.spec("ACC-07")
def test_a_service_is_told_in_its_own_fields(settings: Settings, server: Service) -> None:
    by_http(
        settings,
        server,
        fields={key: FIELDS[key] for key in ("mobile", "text", "id", "time")},
        fixed={"account": "dengta"},
    )
    assert send() == Sent()
    assert server.given == [
        {
            "account": "dengta",
            "phone": MOBILE,
            "content": TEXT,
            "msgid": UID.hex,
            "ts": str(int(NOON.timestamp())),
        }
    ]


@pytest.mark.spec("ACC-07")
@pytest.mark.parametrize("kind", [Signature.HMAC_SHA256, Signature.HMAC_SM3])
@pytest.mark.parametrize("form", list(Format))
def test_a_message_is_signed_over_all_fields(
    settings: Settings, server: Service, kind: Signature, form: Format
) -> None:
    by_http(settings, server, fields=FIELDS, format=form, signature=kind, secret="k7Q2m9")
    assert send() == Sent()
    (given,) = server.given
    signature = given.pop("sign")
    text = to_be_signed(given).encode()
    if kind is Signature.HMAC_SM3:
        code = HMAC(b"k7Q2m9", SM3())
        code.update(text)
        assert signature == code.finalize().hex()
    else:
        assert signature == hmac.new(b"k7Q2m9", text, hashlib.sha256).hexdigest()
    assert "k7Q2m9" not in repr(settings.DENGTA_SMS_SERVICE)


@pytest.mark.spec("ACC-07")
@pytest.mark.parametrize(
    ("status", "answer", "success", "again"),
    [
        (200, b'{"code": 0}', ("code", "0"), None),
        (200, b"whatever", ("", ""), None),
        (200, b'{"code": 7}', ("code", "0"), False),
        (200, b"not json", ("code", "0"), False),
        (200, b"[]", ("code", "0"), False),
        (403, b"", ("", ""), False),
        (302, b"", ("", ""), False),
        (429, b"", ("", ""), True),
        (503, b"", ("", ""), True),
    ],
)
def test_what_the_answer_of_a_service_means(
    settings: Settings,
    server: Service,
    status: int,
    answer: bytes,
    success: tuple[str, str],
    again: bool | None,
) -> None:
    by_http(settings, server, success=success)
    server.status, server.answer = status, answer
    outcome = send()
    if again is None:
        assert outcome == Sent()
    else:
        assert isinstance(outcome, NotSent)
        assert outcome.again is again
        assert MOBILE not in outcome.reason


@pytest.mark.spec("ACC-07")
def test_a_service_that_is_not_there_or_keeps_silent_may_be_asked_again(
    settings: Settings, server: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_http(settings, server)
    monkeypatch.setattr(sms, "PATIENCE", 0.2)
    server.silent = Event()
    assert send() == NotSent("短信服务没有及时应答。", again=True)
    server.silent.set()
    settings.DENGTA_SMS_SERVICE = HttpService(url="http://127.0.0.1:9/send")
    assert send() == NotSent("连不上短信服务。", again=True)
