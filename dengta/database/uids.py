"""Names of rows: time-ordered UUIDs (version 7), made before the insert."""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID

_TICKS = 1 << 12
"""Parts of a millisecond that version 7 leaves room for (field rand_a, RFC 9562 §6.2 method 3)."""

_lock = threading.Lock()
_last = 0


def new_uid() -> UUID:
    """A new UUIDv7: later ones of one process sort after earlier ones, whatever the clock does."""
    global _last
    moment = time.time_ns() * _TICKS // 1_000_000
    with _lock:
        _last = moment = max(moment, _last + 1)
    milliseconds, tick = divmod(moment, _TICKS)
    chance = int.from_bytes(os.urandom(8), "big") >> 2
    return UUID(int=milliseconds << 80 | 0x7 << 76 | tick << 64 | 0b10 << 62 | chance)
