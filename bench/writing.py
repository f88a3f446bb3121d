"""Writing with and without what a change brings along: counts, a sealed line of the log."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from statistics import median

from django.db import transaction
from django.db.models import Max, Sum

from bench.crowd import CLIENTS, crowd
from bench.site import Level, Site
from bench.table import Better, Measured, Row, number
from bench.timing import TRIES, percentile
from dengta.access.actor import SYSTEM
from dengta.codes.rules.id_number import check_digit
from dengta.counts.models import Delta
from dengta.counts.rules import Counts, Dimension
from dengta.members.effects.bulk import Row as Person
from dengta.members.effects.bulk import load_batch
from dengta.members.models import Member, Movement
from dengta.members.rules.facts import Facts
from dengta.organizations.models import Organization

THINKING = 0.003
"""Seconds inside each transaction, as a verb that looks things up takes them."""
MARK = datetime(2001, 1, 1, tzinfo=UTC)
"""When everybody whom this file enrols was "created": to find and take them away again."""
REGION = "370999"
"""The large demo gives no member a number of this region."""

_runs = count()


def writes_with_counts(site: Site) -> Measured:
    """Enrolling by sixteen clients, counted and not, in turn."""
    seconds = site.seconds(2.0)
    branches = site.nodes[Level.BRANCH] + site.nodes[Level.BRANCH][::-1]
    mine: list[float] = []
    theirs: list[float] = []
    wrong = ""
    for _ in range(1 if site.quick else TRIES):
        for counted, rates in ((True, mine), (False, theirs)):
            rate, problem = _enrol(branches, seconds, counted=counted)
            rates.append(rate)
            wrong = wrong or problem
    ratios = [own / limit for own, limit in zip(mine, theirs, strict=True)]
    return Measured(
        median(ratios),
        f"{number(median(mine))}/s",
        f"{number(median(theirs))}/s",
        f"{CLIENTS} clients, 3 ms inside",
        wrong,
    )


def _enrol(branches: list[Organization], seconds: float, *, counted: bool) -> tuple[float, str]:
    """Enrolments a second, and what was wrong with the rows that came of them."""
    run = next(_runs)
    first = Delta.objects.aggregate(last=Max("pk"))["last"] or 0

    def work(client: int, until: float) -> int:
        done = 0
        for person in _people(run * CLIENTS + client):
            if time.monotonic() >= until:
                return done
            branch = branches[(client + done) % len(branches)]
            with transaction.atomic():
                _enrol_one(branch, person, counted=counted)
                time.sleep(THINKING)
            done += 1
        return done

    def warm_up(client: int) -> None:
        with transaction.atomic():
            _enrol_one(branches[client % len(branches)], next(_people(run * CLIENTS + client)))
            transaction.set_rollback(True)

    done = crowd(work, seconds, warm_up=warm_up)
    enrolled = sum(done.results)
    new = Delta.objects.filter(pk__gt=first)
    told = new.filter(dimension=Dimension.MEMBERS.value).aggregate(n=Sum("n"))["n"] or 0
    stored = Member.objects.filter(created_at=MARK).count()
    new.delete()
    Movement.objects.filter(at=MARK).delete()
    Member.objects.filter(created_at=MARK).delete()
    problem = ""
    if stored != enrolled or told != (enrolled if counted else 0):
        problem = f"{enrolled} enrolled, {stored} stored, {told} counted"
    return enrolled / done.seconds, problem


def _enrol_one(branch: Organization, person: Facts, *, counted: bool = True) -> None:
    """One member with his increase record, and his counts as deltas when ``counted``."""
    tally: dict[str, Counts] | None = None if counted else {}
    load_batch([Person(branch.pk, branch.path, person)], by=SYSTEM, at=MARK, tally=tally)


def _people(client: int) -> Iterator[Facts]:
    """People with numbers that no other client gives."""
    for turn in count():
        day, order = divmod(client * 3_000 + turn, 900)
        born = date(1940, 1, 1) + timedelta(days=day)
        body = f"{REGION}{born:%Y%m%d}{order + 100}"
        yield Facts(
            name="林晚秋",
            sex="1" if order % 2 else "2",
            ethnicity="01",
            id_number=body + check_digit(body),
            birth_date=born,
            education="21",
            category="1",
            joined_on=date(2001, 7, 1),
            full_on=date(2002, 7, 1),
            post="0212",
            phone="13900000000",
            address="海岱省柳园路1号",
            lost=False,
            floating=False,
        )


def worst_wait(site: Site) -> Measured:
    """The longest that one of sixteen writers waited for its turn and its commit."""
    branches = site.nodes[Level.BRANCH]
    run = next(_runs)

    def work(client: int, until: float) -> list[float]:
        waits: list[float] = []
        for person in _people(run * CLIENTS + client):
            began = time.monotonic()
            if began >= until:
                return waits
            branch = branches[client % len(branches)]
            with transaction.atomic():
                _enrol_one(branch, person)
            waits.append(time.monotonic() - began)
        return waits

    done = crowd(work, site.seconds(5.0))
    waits = [wait for some in done.results for wait in some]
    stored = Member.objects.filter(created_at=MARK).count()
    Delta.objects.all().delete()
    Movement.objects.filter(at=MARK).delete()
    Member.objects.filter(created_at=MARK).delete()
    return Measured(
        max(waits) * 1_000,
        own=f"p50 {number(percentile(waits, 0.5) * 1_000)} ms",
        note=f"{number(len(waits) / done.seconds)} commits/s",
        wrong="" if stored == len(waits) else f"{len(waits)} committed, {stored} stored",
    )


WITH_COUNTS = Row(
    "writes with counts / without",
    0.6,
    Better.LARGE,
    "×",
    True,
    writes_with_counts,
)
WORST_WAIT = Row("worst wait of 16 writers on SQLite", 1_000, Better.SMALL, "ms", False, worst_wait)
