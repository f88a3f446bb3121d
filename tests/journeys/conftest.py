"""A browser for all journeys, and a server with a fresh demo for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.demo_folder import demo_copied_to, run
from tests.journeys.screen import chromium
from tests.operations.running import Server, free_port, serving


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, once in a run."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield found
        found.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Server]:
    """A server with the demo as it was just made; afterwards its data hold together."""
    data = demo_copied_to(tmp_path / "data")
    with serving(data, free_port(), DENGTA_MODE="demo") as server:
        yield server
    assert run(data, "check").strip() == "全部数据核对无误。"
