"""How the log is chained (LOG-03): the exact bytes of a line, the tree of a block, the seal.

A leaf is the SM3 of the exact bytes of a line as the copy for the verifier holds it. A block takes
its lines together in a plain Merkle tree; its seal is the SM3 of its header, in which the tree and
the seal of the block before stand. ``deploy/verify-log`` computes the same without this code.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.hashes import SM3, Hash

SIZE = 32
"""Bytes of a leaf, a tree and a seal."""

BEFORE_THE_FIRST = bytes(SIZE)
"""The seal that the first block names as the one before it."""

IN_ONE_BLOCK = 2000
"""Lines in one block at most: its leaves are 64 kB."""

COLUMNS = (
    "id",
    "uid",
    "transaction",
    "at",
    "kind",
    "event",
    "subject_noun",
    "subject_uid",
    "subject_name",
    "path",
    "actor_uid",
    "actor_name",
    "actor_role",
    "organization_uid",
    "organization_name",
    "address",
    "request",
    "identity",
    "body",
)
"""The columns of a line, all of them, in the order of its bytes."""

ID, TRANSACTION, AT = COLUMNS.index("id"), COLUMNS.index("transaction"), COLUMNS.index("at")

_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_quoted = json.encoder.encode_basestring
_NODE = b"\x01"


def sm3(data: bytes) -> bytes:
    """The SM3 of ``data``, 32 bytes."""
    digest = Hash(SM3())
    digest.update(data)
    return digest.finalize()


def moment(at: datetime) -> str:
    """A moment to the microsecond, in UTC, the same on both databases."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def exact(row: Sequence[Any]) -> bytes:
    """The exact bytes of a line, whose values ``row`` has in the order of :data:`COLUMNS`: one
    JSON object without a line break, the sealed body in hexadecimal.

    Written out, since a general writer of JSON takes three times as long.
    """
    (
        key,
        uid,
        number,
        at,
        kind,
        event,
        subject_noun,
        subject_uid,
        subject_name,
        path,
        actor_uid,
        actor_name,
        actor_role,
        organization_uid,
        organization_name,
        address,
        request,
        identity,
        body,
    ) = row
    about = "null" if subject_uid is None else f'"{subject_uid}"'
    return (
        f'{{"line":{key},"uid":"{uid}","transaction":{number},"at":"{moment(at)}"'
        f',"kind":{_quoted(kind)},"event":{_quoted(event)}'
        f',"subject_noun":{_quoted(subject_noun)},"subject_uid":{about}'
        f',"subject_name":{_quoted(subject_name)},"path":{_quoted(path)}'
        f',"actor_uid":"{actor_uid}","actor_name":{_quoted(actor_name)}'
        f',"actor_role":{_quoted(actor_role)},"organization_uid":"{organization_uid}"'
        f',"organization_name":{_quoted(organization_name)},"address":{_quoted(address)}'
        f',"request":{_quoted(request)},"identity":{"true" if identity else "false"}'
        f',"body":"{bytes(body).hex()}"}}'
    ).encode()


def leaf_of(row: Sequence[Any]) -> bytes:
    """The leaf of a line."""
    return sm3(exact(row))


def tree_of(leaves: Sequence[bytes]) -> bytes:
    """The root of the Merkle tree over ``leaves``; an odd one out goes up as it is, and no leaf at
    all gives the SM3 of nothing."""
    if not leaves:
        return sm3(b"")
    level = list(leaves)
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [sm3(_NODE + left + right) for left, right in pairs]
        if len(level) % 2:
            above.append(level[-1])
        level = above
    return level[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a block says of itself.

    ``first`` and ``last`` are (transaction, id) of its outermost lines; a ``closing`` block goes by
    the id alone. ``largest`` is the largest id in the epoch so far, ``total`` the number of lines
    in all blocks so far, ``until`` the latest moment of a line in them.
    """

    number: int
    epoch: int
    cluster: str
    closing: bool
    first: tuple[int, int]
    last: tuple[int, int]
    largest: int
    lines: int
    total: int
    until: datetime
    sealed_at: datetime
    tree: bytes
    previous: bytes

    def text(self) -> str:
        """The header as JSON; its SM3 is the seal."""
        return _write(
            {
                "block": self.number,
                "epoch": self.epoch,
                "cluster": self.cluster,
                "closing": self.closing,
                "first": self.first,
                "last": self.last,
                "largest": self.largest,
                "lines": self.lines,
                "total": self.total,
                "until": moment(self.until),
                "sealed_at": moment(self.sealed_at),
                "tree": self.tree.hex(),
                "previous": self.previous.hex(),
            }
        )

    def seal(self) -> bytes:
        """The seal of the block."""
        return sm3(self.text().encode())


def split(leaves: bytes) -> list[bytes]:
    """The leaves of a block, one by one."""
    return [leaves[start : start + SIZE] for start in range(0, len(leaves), SIZE)]
