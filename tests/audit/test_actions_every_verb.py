"""A business change and its line are stored together or not at all: every verb, by name (LOG-04).

Verbs are found by looking: the public functions with ``by`` and ``at`` in every room's ``actions``
(and those that ask for long work of the reports). Each must run in a scenario that goes through,
and that leaves nothing behind when the table of the log takes no line.
"""

from __future__ import annotations

import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from importlib import import_module
from pathlib import Path
from types import CodeType, FrameType

import pytest
from django.db import Error, connection, transaction
from pytest_django import Settings

import dengta
from dengta.audit.models import Line
from dengta.audit.rules.events import Event, Kind
from dengta.audit.rules.screens import EVENTS_ON
from dengta.database import dialect
from dengta.refusal import Refusal
from tests.audit.scenarios import SCENARIOS, SILENT, Run
from tests.faults.failing import differing, everything
from tests.world import Province

pytestmark = [pytest.mark.django_db, pytest.mark.spec("LOG-04")]

ALSO = ("dengta.reports.log.asking", "dengta.reports.printing.asking")
"""Modules with verbs beside the shelves called actions."""
THE_LOG_ITSELF = "dengta.audit.actions.writing"


def verbs() -> dict[str, CodeType]:
    """Every verb of the project by its name, with its code."""
    found: dict[str, CodeType] = {}
    for module in pkgutil.walk_packages(dengta.__path__, "dengta."):
        is_shelf = module.name.split(".")[2:3] == ["actions"]
        if not (is_shelf or module.name in ALSO) or module.name == THE_LOG_ITSELF:
            continue
        for name, thing in vars(import_module(module.name)).items():
            function = inspect.unwrap(thing) if callable(thing) else thing
            if (
                inspect.isfunction(function)
                and not name.startswith("_")
                and function.__module__ == module.name
                and {"by", "at"} <= set(inspect.signature(function).parameters)
            ):
                found[f"{module.name}.{name}"] = function.__code__
    return found


@contextmanager
def a_log_that_takes_no_line() -> Iterator[None]:
    """Within, the database refuses every line."""
    body = "BEGIN SELECT RAISE(ABORT, 'no line'); END"
    drop = "DROP TRIGGER no_line"
    if dialect.is_postgresql():
        body = "FOR EACH STATEMENT EXECUTE FUNCTION dengta_insert_only()"
        drop += " ON audit_line"
    _execute(f"CREATE TRIGGER no_line BEFORE INSERT ON audit_line {body}")
    try:
        yield
    finally:
        _execute(drop)


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever happens within is taken back; to a verb it looks like no transaction of ours."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.set_rollback(False)
        transaction.savepoint_rollback(point)


@contextmanager
def noting_what_runs(ran: set[CodeType]) -> Iterator[None]:
    """Put the code of every function that is called within into ``ran``."""

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            ran.add(frame.f_code)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(before)


def anew(run: Run) -> object:
    """Run it with copies of its arguments: a try that failed has changed rows in memory only."""
    return run.func(*deepcopy(run.args), **deepcopy(run.keywords))


def tried(name: str, run: Run) -> str:
    """What is wrong with ``run`` when the log takes no line; "" when nothing is. A verb over many
    may tell of the refusal in its answer."""
    before = everything()
    try:
        with a_log_that_takes_no_line():
            anew(run)
    except (Error, Refusal):
        if transaction.get_rollback():
            return f"{name} is no transaction"
        changed = differing(before, everything())
        return f"{name} without a line left {changed} changed" if changed else ""
    beyond = set(differing(before, everything())) - SILENT.get(name, frozenset())
    return f"{name} went through without a line and changed {sorted(beyond)}" if beyond else ""


def test_no_verb_changes_anything_without_its_line(
    province: Province, settings: Settings, tmp_path: Path
) -> None:
    settings.DENGTA_DATA = tmp_path
    ran: set[CodeType] = set()
    wrong: list[str] = []
    seen: set[tuple[str, str]] = set()
    for name, prepare in SCENARIOS.items():
        with taken_back():
            run = prepare(province)
            with taken_back():
                wrong.append(tried(name, run))
            lines = Line.objects.count()
            with noting_what_runs(ran):
                anew(run)
            seen.update(Line.objects.values_list("kind", "event").distinct())
            if (Line.objects.count() > lines) is (name in SILENT):
                wrong.append(f"{name}: {Line.objects.count() - lines} lines")
    assert "\n".join(filter(None, wrong)) == ""
    elsewhere = sorted(event for kind, event in seen if Event(event) not in EVENTS_ON[Kind(kind)])
    assert elsewhere == [], "not to be chosen on the screen on which they stand"
    missed = sorted(name for name, code in verbs().items() if code not in ran)
    assert missed == [], "these verbs have no scenario in tests/audit/scenarios.py"


def test_verbs_are_found_by_looking() -> None:
    found = verbs()
    for name in (
        "dengta.members.actions.enrolling.enrol",
        "dengta.transfers.actions.sending.send",
        "dengta.jobs.actions.queue.enqueue",
        "dengta.reports.log.asking.ask_copy",
    ):
        assert name in found
    assert len(found) > 50


def test_a_verb_that_forgets_its_line_is_found(province: Province) -> None:
    def forgetful() -> None:
        with transaction.atomic():
            type(province["B1"]).objects.filter(pk=province["B1"].pk).update(contact="别人")

    run = Run(forgetful)
    words = "forgetful went through without a line and changed ['organizations_organization']"
    assert tried("forgetful", run) == words


def test_a_verb_that_writes_its_line_in_a_transaction_of_its_own_is_found(
    province: Province,
) -> None:
    rename: Callable[[Province], Run] = SCENARIOS["rename"]
    inner = rename(province)

    def split() -> None:
        with transaction.atomic():
            type(province["B1"]).objects.filter(pk=province["B2"].pk).update(contact="别人")
        inner()

    words = tried("split", Run(split))
    assert words == "split without a line left ['organizations_organization'] changed"
