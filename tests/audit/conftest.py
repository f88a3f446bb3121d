from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture
def two_folders(settings: Settings, tmp_path: Path) -> None:
    """A data folder and a second place for checkpoints, for this test alone."""
    settings.DENGTA_DATA = tmp_path / "data"
    settings.DENGTA_CHECKPOINTS = tmp_path / "elsewhere"
