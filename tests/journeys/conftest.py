"""A server with a fresh demo for each journey."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo_folder import demo_copied_to, run
from tests.operations.running import Server, free_port, serving


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Server]:
    """A server with the demo as it was just made; afterwards its data hold together."""
    data = demo_copied_to(tmp_path / "data")
    with serving(data, free_port(), DENGTA_MODE="demo") as server:
        yield server
    assert run(data, "check").strip() == "全部数据核对无误。"
