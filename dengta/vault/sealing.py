"""Values that can be read only where they belong.

A sealed value is suite (1 byte), key version (1 byte), nonce, ciphertext, tag. It is bound to its
table, column and row: moved to another row, or to another column, it does not open.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.conf import settings

from dengta.vault import keys
from dengta.vault.keys import Keys
from dengta.vault.suites import NUMBERS, Decrypt, Encrypt, Suite, cipher

Sealer = Callable[[UUID, str], bytes]
Unsealer = Callable[[UUID, bytes], str]


class BadSeal(Exception):
    """The value was changed, moved from elsewhere, or sealed with a key that is not here."""


def seal(table: str, column: str, uid: UUID, text: str) -> bytes:
    """``text`` for the column ``column`` of the row ``uid`` in ``table``."""
    return sealer(table, column)(uid, text)


def unseal(table: str, column: str, uid: UUID, sealed: bytes) -> str:
    """The text again; raises :class:`BadSeal` when it is not this row's own."""
    return unsealer(table, column)(uid, sealed)


def seal_json(table: str, column: str, uid: UUID, value: object) -> bytes:
    """Any JSON value, sealed like a text."""
    return seal(table, column, uid, json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def unseal_json(table: str, column: str, uid: UUID, sealed: bytes) -> Any:
    """The JSON value again; raises :class:`BadSeal`."""
    return json.loads(unseal(table, column, uid, sealed))


def seal_bytes(table: str, column: str, uid: UUID, content: bytes) -> bytes:
    """Content of a file, sealed like a text."""
    found = keys.current()
    version, suite = found.newest, Suite(settings.DENGTA_SUITE)
    encrypt, _ = _cipher(_Held(found), suite, version)
    head = bytes((NUMBERS[suite], version))
    return head + encrypt(content, _place(table, column, head) + uid.bytes)


def unseal_bytes(table: str, column: str, uid: UUID, sealed: bytes) -> bytes:
    """The content again; raises :class:`BadSeal`."""
    head = bytes(sealed[:2])
    try:
        _, decrypt = _cipher(_Held(keys.current()), _SUITES[head[0]], head[1])
        return decrypt(bytes(sealed[2:]), _place(table, column, head) + uid.bytes)
    except (InvalidTag, KeyError, IndexError, ValueError) as error:
        raise BadSeal(f"{table}.{column} of {uid} does not open") from error


def sealer(table: str, column: str) -> Sealer:
    """``(uid, text) -> sealed`` for many rows of one column."""
    found = keys.current()
    version, suite = found.newest, Suite(settings.DENGTA_SUITE)
    encrypt, _ = _cipher(_Held(found), suite, version)
    head = bytes((NUMBERS[suite], version))
    place = _place(table, column, head)

    def seal_one(uid: UUID, text: str) -> bytes:
        return head + encrypt(text.encode(), place + uid.bytes)

    return seal_one


def unsealer(table: str, column: str) -> Unsealer:
    """``(uid, sealed) -> text`` for many rows of one column; raises :class:`BadSeal`."""
    held = _Held(keys.current())

    def unseal_one(uid: UUID, sealed: bytes) -> str:
        head = bytes(sealed[:2])
        try:
            _, decrypt = _cipher(held, _SUITES[head[0]], head[1])
            return decrypt(bytes(sealed[2:]), _place(table, column, head) + uid.bytes).decode()
        except (InvalidTag, KeyError, IndexError, ValueError) as error:
            raise BadSeal(f"{table}.{column} of {uid} does not open") from error

    return unseal_one


_SUITES = {number: suite for suite, number in NUMBERS.items()}


class _Held:
    """Keys as an argument that is remembered by identity and never printed."""

    __slots__ = ("keys",)

    def __init__(self, held: Keys) -> None:
        self.keys = held

    def __hash__(self) -> int:
        return id(self.keys)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.keys is self.keys


@lru_cache(maxsize=64)
def _cipher(held: _Held, suite: Suite, version: int) -> tuple[Encrypt, Decrypt]:
    return cipher(suite, held.keys.sealing[version])


@lru_cache(maxsize=1024)
def _place(table: str, column: str, head: bytes) -> bytes:
    """What a value is bound to, before the row's uid; no part can run into the next."""
    return b"\0".join((table.encode(), column.encode(), head, b""))
