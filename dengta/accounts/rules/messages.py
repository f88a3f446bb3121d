"""What the messages say. Plain sentences for somebody who has never seen the system."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from dengta.accounts.rules.codes import SMS_LASTS, Purpose

SENDER = "【灯塔】"
PURPOSES: dict[Purpose, str] = {
    Purpose.ACTIVATION: "激活账号",
    Purpose.FORGOTTEN: "重设密码",
}


class Kind(StrEnum):
    """What a message is for."""

    AUTHORISATION = "authorisation"
    SMS_CODE = "sms_code"
    VPN_PASSWORD = "vpn_password"


KIND_LABELS: dict[Kind, str] = {
    Kind.AUTHORISATION: "授权码短信",
    Kind.SMS_CODE: "短信验证码",
    Kind.VPN_PASSWORD: "VPN 密码短信",
}


def authorisation(
    *,
    name: str,
    organization: str,
    duty: str,
    code: str,
    until: str,
    url: str,
    vpn_password: str,
) -> str:
    """The message with the authorisation code and the VPN account (ACC-07).

    ``until`` is the last moment as people write it, ``vpn_password`` "" for the derived one.
    """
    first = vpn_password or "身份证号后六位（X大写）"
    return (
        f"{SENDER}{name}，您已被授权为“{organization}”的{duty}。授权码：{code}，{until}前有效，"
        f"只能用一次，请勿告诉他人。VPN用户名是您的身份证号，初始密码是{first}。"
        f"先连接VPN，再打开 {url}/jihuo 激活账号。"
    )


def sms_code(*, code: str, purpose: Purpose) -> str:
    """The message with an SMS code (ACC-09)."""
    minutes = SMS_LASTS // timedelta(minutes=1)
    return (
        f"{SENDER}验证码 {code}，用于{PURPOSES[purpose]}，{minutes}分钟内有效。"
        "请勿告诉他人；不是您本人操作的，请不必理会。"
    )


def vpn_password(*, name: str, password: str) -> str:
    """The message with a VPN password that the officer reset (ACC-21)."""
    return (
        f"{SENDER}{name}，您的 VPN 密码已由安全员重设为 {password} ，"
        "请勿告诉他人，连接后请在“我的账号”里尽快修改。"
    )
