"""Messages in the environment: which way they go, and the sentence for each nonsense."""

from __future__ import annotations

import pytest

from config.environment import Unfit
from config.environment import read as read_all
from config.sms import InitialVpnPassword, read
from dengta.gateways.rules.sms import Driver, Format, Signature

HTTP = {"DENGTA_SMS": "http", "DENGTA_SMS_URL": "https://sms.example.cn/send"}
SIGNED = {
    **HTTP,
    "DENGTA_SMS_FIELDS": "mobile=phone, text=content, sign=sig",
    "DENGTA_SMS_SIGNATURE": "hmac-sm3",
    "DENGTA_SMS_SECRET": "k7Q2m9Xw4Zr8",
}


def test_messages_go_to_the_outbox_in_the_demo_and_nowhere_in_production() -> None:
    assert read({}, production=False).driver is Driver.OUTBOX
    assert read({}, production=True).driver is Driver.NONE
    assert read({"DENGTA_SMS": "outbox"}, production=True).driver is Driver.OUTBOX
    assert read_all({}).messages.driver is Driver.OUTBOX


@pytest.mark.spec("ACC-09", "ACC-11", "ACC-15")
def test_limits_and_the_first_vpn_password_are_settings() -> None:
    plain = read({}, production=True)
    assert (plain.per_number_a_day, plain.per_address_an_hour, plain.address_tries) == (10, 60, 50)
    assert plain.initial_vpn_password is InitialVpnPassword.ID
    told = read(
        {
            "DENGTA_SMS_PER_NUMBER_A_DAY": "5",
            "DENGTA_SMS_PER_ADDRESS_AN_HOUR": "500",
            "DENGTA_ADDRESS_TRIES": "20",
            "DENGTA_INITIAL_VPN_PASSWORD": "random",
        },
        production=True,
    )
    assert (told.per_number_a_day, told.per_address_an_hour, told.address_tries) == (5, 500, 20)
    assert told.initial_vpn_password is InitialVpnPassword.RANDOM


def test_a_service_is_described_by_its_fields() -> None:
    service = read(
        {
            **SIGNED,
            "DENGTA_SMS_FORMAT": "json",
            "DENGTA_SMS_FIXED": "account=dengta,channel=7",
            "DENGTA_SMS_SUCCESS": "code=0",
        },
        production=True,
    ).service
    assert service is not None
    assert service.url == "https://sms.example.cn/send"
    assert service.format is Format.JSON
    assert service.fields == {"mobile": "phone", "text": "content", "sign": "sig"}
    assert service.fixed == {"account": "dengta", "channel": "7"}
    assert service.signature is Signature.HMAC_SM3
    assert service.success == ("code", "0")


@pytest.mark.parametrize(
    ("environ", "part"),
    [
        ({"DENGTA_SMS": "pigeon"}, "DENGTA_SMS"),
        ({"DENGTA_SMS": "http"}, "DENGTA_SMS_URL"),
        ({**HTTP, "DENGTA_SMS_URL": "sms.example.cn"}, "DENGTA_SMS_URL"),
        ({**HTTP, "DENGTA_SMS_URL": "http://sms.example.cn"}, "https"),
        ({**HTTP, "DENGTA_SMS_URL": "https://[bad"}, "DENGTA_SMS_URL"),
        ({**HTTP, "DENGTA_SMS_FIELDS": "mobile=phone"}, "text"),
        ({**HTTP, "DENGTA_SMS_FIELDS": "mobile=a,text=b,fax=c"}, "fax"),
        ({**HTTP, "DENGTA_SMS_FIELDS": "mobile=a,text=a"}, "两次"),
        ({**HTTP, "DENGTA_SMS_FIELDS": "mobile,text=b"}, "看不懂"),
        ({**HTTP, "DENGTA_SMS_FORMAT": "xml"}, "DENGTA_SMS_FORMAT"),
        ({**HTTP, "DENGTA_SMS_SUCCESS": "a=1,b=2"}, "只能写一项"),
        ({**HTTP, "DENGTA_SMS_SECRET": "x"}, "三项"),
        ({**HTTP, "DENGTA_SMS_SIGNATURE": "hmac-sm3"}, "三项"),
        ({**SIGNED, "DENGTA_SMS_FIELDS": "mobile=a,text=b"}, "三项"),
        ({**SIGNED, "DENGTA_SMS_SIGNATURE": "md5"}, "DENGTA_SMS_SIGNATURE"),
        ({"DENGTA_INITIAL_VPN_PASSWORD": "none"}, "DENGTA_INITIAL_VPN_PASSWORD"),
        ({"DENGTA_SMS_PER_NUMBER_A_DAY": "0"}, "DENGTA_SMS_PER_NUMBER_A_DAY"),
        ({"DENGTA_ADDRESS_TRIES": "many"}, "DENGTA_ADDRESS_TRIES"),
    ],
)
def test_nonsense_is_refused_with_the_name_of_the_setting(
    environ: dict[str, str], part: str
) -> None:
    with pytest.raises(Unfit, match=part):
        read(environ, production=True)


def test_a_service_on_this_machine_may_be_plain_http() -> None:
    environ = {**HTTP, "DENGTA_SMS_URL": "http://127.0.0.1:8080/send"}
    assert read(environ, production=True).service is not None
