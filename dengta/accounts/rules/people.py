"""What must hold for the person of an account, whoever enters it and however (ACC-06)."""

from __future__ import annotations

from dengta.codes.rules import phone
from dengta.codes.rules.texts import PERSON_LENGTH, problem

MOBILE_TAKEN = "这个手机号码已有账号在用，请填写本人的手机号码。"


def name_problem(name: str) -> str | None:
    """What is wrong with ``name`` (cleaned) as the name of an account's person."""
    wrong = problem(name, "姓名", PERSON_LENGTH, required=True)
    if wrong is None and any(letter.isdigit() for letter in name):
        return "姓名里不能有数字。"
    return wrong


def mobile_problem(number: str) -> str | None:
    """What is wrong with ``number`` (narrow) as the mobile number of an account."""
    if not number:
        return "请填写手机号码。"
    if phone.is_mobile(number):
        return None
    return phone.problem(number) or "这里要填手机号码（11位），短信发不到固定电话。"
