"""Asking the population register (MEM-10).

Asked before a transaction begins: a slow register would hold SQLite's write lock.
"""

from __future__ import annotations

from django.conf import settings

from dengta.gateways.models import RegisterEntry
from dengta.gateways.rules.population import Answer, NotConnected, Register
from dengta.refusal import Refusal
from dengta.vault.blind import blind_index

NUMBER = "register_number"
"""The kind of the blind index: unrelated to that of the members."""

PRODUCTION = "production"


class EmbeddedRegister:
    """The local table of invented people."""

    def ask(self, name: str, id_number: str) -> Answer:
        entry = RegisterEntry.objects.filter(number_blind=blind_index(NUMBER, id_number)).first()
        if entry is None:
            return Answer.NOT_FOUND
        return Answer.MATCH if entry.name == name else Answer.MISMATCH


def register() -> Register:
    """The register of this installation: the embedded one in demo and tests, none in production
    until a service is configured."""
    if settings.DENGTA_MODE == PRODUCTION:
        return NotConnected()
    return EmbeddedRegister()


def ask(name: str, id_number: str) -> Answer:
    """Whether the register knows ``name`` under ``id_number`` (one normal form: capital X)."""
    return register().ask(name.strip(), id_number.strip().upper())


def refuse_invented_register() -> None:
    """At start in production: the table of invented people must be empty (MEM-10)."""
    if settings.DENGTA_MODE == PRODUCTION and RegisterEntry.objects.exists():
        raise Refusal(
            "数据库里有演示用的虚构人口信息，不能正式使用。"
            "请换用一个没有装过演示数据的数据库，再重新启动。"
        )
