"""What a password must be (ACC-16). Every complaint at once, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path

LENGTH_AT_LEAST = 10
LENGTH_AT_MOST = 128
KINDS_AT_LEAST = 3
REMEMBERED = 5
"""How many of the last passwords may not come back."""
OWN_DATA_LENGTH = 4


class Which(StrEnum):
    """A user has two passwords, which differ (ACC-16)."""

    SYSTEM = "system"
    VPN = "vpn"


WHICH_LABELS: dict[Which, str] = {Which.SYSTEM: "管理员密码", Which.VPN: "VPN 密码"}


@cache
def common_passwords() -> frozenset[str]:
    """Passwords, in lower case, that many people choose; the list is data beside this file."""
    text = (Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line)


def complaints(password: str, *, own_data: Iterable[str]) -> list[str]:
    """Everything that is wrong with ``password``; empty when it will do.

    ``own_data`` are the person's name, ID number and telephone numbers: neither they nor any
    ``OWN_DATA_LENGTH`` last characters of them may stand in the password.
    """
    return list(_complaints(password, own_data))


def _complaints(password: str, own_data: Iterable[str]) -> Iterator[str]:
    if not password:
        yield "请填写密码。"
        return
    if len(password) < LENGTH_AT_LEAST:
        missing = LENGTH_AT_LEAST - len(password)
        yield f"密码至少 {LENGTH_AT_LEAST} 位，还少 {missing} 位。"
    if len(password) > LENGTH_AT_MOST:
        yield f"密码最多 {LENGTH_AT_MOST} 位。"
    if kinds_of_characters(password) < KINDS_AT_LEAST:
        yield "密码要包含大写字母、小写字母、数字、符号中的三种。"
    folded = password.lower()
    if any(part in folded for part in _telling_parts(own_data)):
        yield "密码里不能有本人的姓名、身份证号或电话号码。"
    if folded in common_passwords() or _plain(folded) in common_passwords():
        yield "这个密码太常见，容易被猜到，请换一个。"


def kinds_of_characters(password: str) -> int:
    """How many of the four kinds occur: capitals, small letters, digits, everything else."""
    return sum(
        (
            any(character.isascii() and character.isupper() for character in password),
            any(character.isascii() and character.islower() for character in password),
            any(character.isascii() and character.isdigit() for character in password),
            any(not (character.isascii() and character.isalnum()) for character in password),
        )
    )


def _plain(folded: str) -> str:
    """Without the decoration that people put around a common word: digits and signs at the end."""
    return folded.rstrip("0123456789!@#$%^&*.?_-+=~")


def _telling_parts(own_data: Iterable[str]) -> Iterator[str]:
    for datum in own_data:
        folded = datum.lower()
        if len(folded) <= OWN_DATA_LENGTH:
            if len(folded) >= 2:
                yield folded
        else:
            yield folded[-OWN_DATA_LENGTH - 2 :]
            yield folded
