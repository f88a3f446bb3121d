"""What every test has: fixed seeds, folders that decide the leg, and no silent skip."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from dengta.database.operations import insert_only_off

pytest_plugins = ["tests.world", "tests.browsing"]

TESTS = Path(__file__).resolve().parent

settings.register_profile(
    "suite",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile(
    "soak",
    deadline=None,
    max_examples=int(os.environ.get("DENGTA_SOAK_EXAMPLES", "2000")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile(os.environ.get("DENGTA_HYPOTHESIS", "suite"))

ON_SQLITE_TOO = ("test_actions", "test_claims", "test_effects")
"""Files of these names prove verbs and claims: they run on both databases."""

FOLDERS_ON_SQLITE_TOO = frozenset({"database", "vault"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by their place (tests/README.md says which place means what)."""
    for item in items:
        place = item.path.relative_to(TESTS) if item.path.is_relative_to(TESTS) else item.path
        if place.name.startswith(ON_SQLITE_TOO) or place.parts[0] in FOLDERS_ON_SQLITE_TOO:
            item.add_marker(pytest.mark.sqlite)
        if place.parts[0] == "journeys":
            item.add_marker(pytest.mark.browser)
        if place.parts[0] == "races":
            item.add_marker(pytest.mark.race)


@pytest.fixture(autouse=True, scope="session")
def _the_log_can_be_emptied_between_tests() -> Iterator[None]:
    """Tests with real transactions empty every table; the log's triggers sleep meanwhile."""
    empty = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def empty_the_log_too(case: TransactionTestCase) -> None:
        with insert_only_off():
            empty(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_the_log_too)
        yield


_skipped: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember what was skipped or expected to fail."""
    if report.skipped:
        _skipped.append(report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A skipped test is a failed run: what cannot be proved here has to be said aloud."""
    if _skipped and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the skipped tests."""
    for name in _skipped:
        terminalreporter.write_line(f"skipped, which counts as failed: {name}", red=True)
