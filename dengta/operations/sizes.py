"""How many members a large demo may have, as people write it; nothing of Django in here."""

from __future__ import annotations

import re

from dengta.refusal import Refusal

FEWEST, MOST = 1_000, 7_000_000
MOST_ON_SQLITE = 700_000

_SIZE = re.compile(r"([0-9]{1,9})([km]?)", re.ASCII)
_FACTORS = {"": 1, "k": 1_000, "m": 1_000_000}


def members_of(text: str) -> int:
    """``70k``, ``7m`` or plain digits as a number of members; refuses others with a sentence."""
    found = _SIZE.fullmatch(text.strip().lower())
    if found is None:
        raise Refusal("党员人数请写成数字，例如 70000、70k、700k 或 7m。")
    return int(found[1]) * _FACTORS[found[2]]


def refuse_size(members: int, *, on_sqlite: bool) -> None:
    """Refuse sizes that make no sense, and those that a SQLite file is not for."""
    if not FEWEST <= members <= MOST:
        raise Refusal(f"党员人数应在 {FEWEST:,} 至 {MOST:,} 之间。")
    if on_sqlite and members > MOST_ON_SQLITE:
        raise Refusal(
            f"SQLite 上最多生成 {MOST_ON_SQLITE:,} 名党员；更多的请使用 PostgreSQL"
            "（环境变量 DATABASE_URL）。"
        )
