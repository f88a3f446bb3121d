"""工作岗位 as questions: one row of data per group, read from ``post_questions.json`` (MEM-07)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROWS = Path(__file__).with_name("post_questions.json")


@dataclass(frozen=True, slots=True)
class PostQuestion:
    """A group of the table: the question that leads to it, who belongs to it and who does not."""

    code: str
    label: str
    question: str
    yes: tuple[str, ...]
    no: tuple[str, ...]


@lru_cache(maxsize=1)
def questions() -> tuple[PostQuestion, ...]:
    """The questions in the order in which they are asked: the first answered with 是 decides."""
    rows = json.loads(ROWS.read_text(encoding="utf-8"))
    return tuple(
        PostQuestion(
            row["code"], row["label"], row["question"], tuple(row["yes"]), tuple(row["no"])
        )
        for row in rows
    )
