"""How messages to telephones go out, from the environment; every mistake is one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from config.unfit import Unfit
from dengta.accounts.rules import limits
from dengta.gateways.rules.sms import SLOTS, Driver, Format, HttpService, Signature

Choice = TypeVar("Choice", bound=StrEnum)


class InitialVpnPassword(StrEnum):
    """The first VPN password: from the ID number, or a random one in the message (ACC-11)."""

    ID = "id"
    RANDOM = "random"


@dataclass(frozen=True, slots=True)
class Messages:
    """``service`` is set for the driver ``http`` alone; the numbers are those of ACC-09, ACC-15."""

    driver: Driver
    service: HttpService | None
    initial_vpn_password: InitialVpnPassword
    per_number_a_day: int
    per_address_an_hour: int
    address_tries: int


def read(environ: Mapping[str, str], *, production: bool) -> Messages:
    """The settings of messages and their limits; :class:`Unfit` for the first nonsense."""
    default = Driver.NONE if production else Driver.OUTBOX
    driver = _choice(environ, "DENGTA_SMS", default)
    return Messages(
        driver=driver,
        service=_service(environ, production=production) if driver is Driver.HTTP else None,
        initial_vpn_password=_choice(environ, "DENGTA_INITIAL_VPN_PASSWORD", InitialVpnPassword.ID),
        per_number_a_day=_number(environ, "DENGTA_SMS_PER_NUMBER_A_DAY", limits.SMS_A_DAY),
        per_address_an_hour=_number(environ, "DENGTA_SMS_PER_ADDRESS_AN_HOUR", limits.SMS_AN_HOUR),
        address_tries=_number(environ, "DENGTA_ADDRESS_TRIES", limits.ADDRESS_TRIES),
    )


def _service(environ: Mapping[str, str], *, production: bool) -> HttpService:
    url = environ.get("DENGTA_SMS_URL", "").strip()
    try:
        address = urlsplit(url)
    except ValueError:
        address = urlsplit("")
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise Unfit("DENGTA_SMS 设为 http 时，DENGTA_SMS_URL 要写短信服务的网址（http 或 https）。")
    if production and address.scheme == "http" and address.hostname not in _LOOPBACK:
        raise Unfit(
            "短信里有授权码，不能明文传送：正式使用时 DENGTA_SMS_URL 要用 https（本机地址除外）。"
        )
    fields = _pairs(environ, "DENGTA_SMS_FIELDS") or {"mobile": "mobile", "text": "text"}
    if strange := sorted(set(fields) - set(SLOTS)):
        raise Unfit(
            f"环境变量 DENGTA_SMS_FIELDS 里的“{strange[0]}”不认识，"
            f"可用的有 {'、'.join(SLOTS)}，例如 mobile=phone,text=content。"
        )
    if {"mobile", "text"} - set(fields):
        raise Unfit("环境变量 DENGTA_SMS_FIELDS 里至少要有 mobile（号码）和 text（内容）两项。")
    fixed = _pairs(environ, "DENGTA_SMS_FIXED")
    names = [*fields.values(), *fixed]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise Unfit(f"短信服务的参数“{twice[0]}”写了两次，请检查 DENGTA_SMS_FIELDS 和 _FIXED。")
    signature = _choice(environ, "DENGTA_SMS_SIGNATURE", Signature.NONE)
    secret = environ.get("DENGTA_SMS_SECRET", "").strip()
    if (signature is Signature.NONE) is bool(secret) or (secret and "sign" not in fields):
        raise Unfit(
            "短信服务要签名时，DENGTA_SMS_SIGNATURE、DENGTA_SMS_SECRET "
            "和 DENGTA_SMS_FIELDS 里的 sign 三项都要写明；不签名时都不写。"
        )
    success = _pairs(environ, "DENGTA_SMS_SUCCESS")
    if len(success) > 1:
        raise Unfit("环境变量 DENGTA_SMS_SUCCESS 只能写一项，例如 code=0。")
    return HttpService(
        url=url,
        format=_choice(environ, "DENGTA_SMS_FORMAT", Format.FORM),
        fields=fields,
        fixed=fixed,
        signature=signature,
        secret=secret,
        success=next(iter(success.items()), ("", "")),
    )


_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def _choice(environ: Mapping[str, str], name: str, default: Choice) -> Choice:
    text = environ.get(name, "").strip()
    if not text:
        return default
    kind = type(default)
    try:
        return kind(text)
    except ValueError:
        raise Unfit(
            f"环境变量 {name} 的值“{text}”不认识，可以写 {'、'.join(each.value for each in kind)}。"
        ) from None


def _pairs(environ: Mapping[str, str], name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in environ.get(name, "").split(","):
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if not part.strip():
            continue
        if not key or not equals or not value or key in found:
            raise Unfit(f"环境变量 {name} 的“{part.strip()}”看不懂，请写成 名称=值，用逗号隔开。")
        found[key] = value
    return found


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, "").strip() or str(default)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1_000_000:
        raise Unfit(f"环境变量 {name} 的值“{text}”不是次数，请改为 1 至 1000000 之间的数字。")
    return int(text)
