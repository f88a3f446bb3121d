"""A data folder of its own for each test that stores something."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """The data folder; keys stay where they are."""
    with override_settings(DENGTA_DATA=tmp_path):
        yield tmp_path


def lying_in(folder: Path) -> list[str]:
    """Every file below ``folder``, by its path in it."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())
