"""Blind indexes: a value can be found and kept unique without being readable.

Who has the database but not the key cannot try the numbers one by one.
"""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from dengta.vault import keys

LENGTH = 16
"""Bytes: the HMAC-SM3 is cut to half; 2^64 values before two are likely to meet."""

Indexer = Callable[[str], bytes]


def blind_index(kind: str, value: str) -> bytes:
    """16 bytes for ``value`` among values of ``kind`` ("id_number", "mobile" …).

    Equal values of one kind have equal indexes, of two kinds unrelated ones. The caller gives the
    value in its one normal form (an ID number with a capital X).
    """
    return indexer(kind)(value)


def indexer(kind: str) -> Indexer:
    """``value -> index`` for many values of one kind."""
    begun = HMAC(keys.current().blind, SM3())
    begun.update(kind.encode() + b"\0")

    def index(value: str) -> bytes:
        code = begun.copy()
        code.update(value.encode())
        return code.finalize()[:LENGTH]

    return index
