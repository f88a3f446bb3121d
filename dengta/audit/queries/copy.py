"""The copy of the log for a verifier who has nothing else but the public key (LOG-03).

JSON lines: the key; then for each block its header as a text, its seal and its leaves, the exact
bytes of its lines, and the checkpoints about it. ``deploy/verify-log`` reads it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from dengta.audit.queries import chain
from dengta.audit.queries.chain import End
from dengta.audit.queries.checkpoints import Held
from dengta.audit.rules.chain import exact
from dengta.vault import signing

VERSION = 1


def copied(known: Held) -> Iterator[bytes]:
    """The lines of the copy, each with its end; ``known`` are the checkpoints that go into it.

    The copy ends at the newest block that one of them vouches for, so that blocks which are sealed
    meanwhile do not stand there without a signature.
    """
    newest = max(known.by_block, default=0)
    yield _written({"log": VERSION, "key": signing.public_key().hex()})
    end, closed = End(), chain.closed_epochs()
    for block in chain.blocks().filter(number__lte=newest).iterator(chunk_size=20):
        yield _written(
            {
                "block": block.header().text(),
                "seal": bytes(block.seal).hex(),
                "leaves": bytes(block.leaves).hex(),
            }
        )
        for row in chain.rows_of(block, end, closed):
            yield exact(row) + b"\n"
        for said in known.by_block.get(block.number, []):
            yield said.written().encode() + b"\n"
        end = end.after(block)


def _written(value: dict[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
