"""The place of a page in an address: what was written is read, anything else is no place."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengta.database import cursors
from dengta.database.cursors import MICROSECOND

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
MOMENTS = st.integers(0, 2**57).map(lambda number: cursors.BEGINNING + number * MICROSECOND)


@given(TEXT, st.integers(0, 2**63 - 1), MOMENTS)
def test_what_was_written_is_read(text: str, number: int, moment: datetime) -> None:
    said = cursors.write(text, number, moment)
    assert said.isascii()
    assert said.replace("-", "").replace("_", "").isalnum()
    assert cursors.read(said, str, int, datetime) == (text, number, moment)


def forged(said: object) -> str:
    return urlsafe_b64encode(json.dumps(said).encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "１",
        "A" * 4_001,
        urlsafe_b64encode(b"[" * 2_900).decode(),
        forged({"000": 1}),
        forged(["000"]),
        forged(["000", 1, 1]),
        forged(["000", "1"]),
        forged(["000", True]),
        forged(["000", 1.0]),
        forged(["000", -1]),
        forged(["000", 2**63]),
        forged([["000"], 1]),
        forged(["0\x000", 1]),
        forged(["\ud800", 1]),
        forged([None, 1]),
    ],
)
def test_anything_else_is_no_place(text: str) -> None:
    assert cursors.read(text, str, int) is None


def test_a_moment_beyond_the_years_is_no_place() -> None:
    assert cursors.read(forged([2**62]), datetime) is None
