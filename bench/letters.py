"""Transfers by the thousand, sent and agreed to through the verbs; and the questions about them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from itertools import count
from statistics import median
from types import SimpleNamespace
from unittest.mock import patch

from django.db import transaction
from django.db.models import Count
from django.utils.timezone import localdate, now

from bench.crowd import CLIENTS, crowd
from bench.site import Site
from bench.table import Better, Measured, Row, number
from bench.timing import TRIES, Sample
from dengta.audit.actions import seal, writing
from dengta.audit.models import Line
from dengta.database.upkeep import look_over
from dengta.members.models import Member
from dengta.organizations.models import Organization
from dengta.organizations.rules import categories
from dengta.refusal import Refusal
from dengta.transfers import actions, queries
from dengta.transfers.models import Transfer, TransferStep
from dengta.transfers.rules import law
from dengta.transfers.rules.application import Application, ContactEntry, Contacts
from dengta.transfers.rules.types import OutType

FOR_LISTS = 300
SEALING_EVERY = 0.2
"""Seconds."""
PATIENCE = 5.0
"""Seconds that the sealer goes on at the end when nothing was ripe for it yet."""
AT_ONCE = 5
"""Members of one branch that are sent together."""

_turns = count()


def send(site: Site, amount: int) -> list[int]:
    """Send ``amount`` members of branches all over the tree to other branches; their keys."""
    random = site.random()
    random.seed(f"{random.random()} {next(_turns)}")
    branches = Organization.objects.filter(
        category__in=sorted(categories.BRANCHES), depth__gte=5
    ).order_by("path")
    keys = list(branches.values_list("pk", flat=True))
    sent: list[int] = []
    while len(sent) < amount:
        source, target = Organization.objects.in_bulk(random.sample(keys, 2)).values()
        members = list(
            Member.objects.filter(
                branch=source, under_branch=True, active=True, category="1", hold="", floating=False
            ).select_related("branch")[:AT_ONCE]
        )
        if members:
            transfers = actions.send(
                members=members, application=_application(target), by=site.at(source), at=now()
            )
            sent += [each.pk for each in transfers]
    return sent


def _application(target: Organization) -> Application:
    today = localdate()
    return Application(
        target=target.uid,
        kind=OutType.OTHER_CITY,
        sent_on=today,
        days=30,
        reason="工作调动",
        dues_until=today.replace(day=1),
        contacts=Contacts(
            source=ContactEntry("韩晓禾", "0699-8880011", "柳园路1号"),
            committee=ContactEntry("方云舟", "0699-8880012", "柳园路2号", "0699-8880020", "279900"),
            target=ContactEntry("贾晓棠", "0699-8880015", ""),
        ),
    )


def list_of_transfers(site: Site) -> Measured:
    """<查看转接情况> of every level, with and without filters."""
    if Transfer.objects.count() < site.times(FOR_LISTS):
        send(site, FOR_LISTS if not site.quick else 10)
        look_over()
    sample = Sample()
    at = now()
    for nodes in site.nodes.values():
        for turn, node in enumerate(nodes):
            question = queries.Question(
                org_path=node.path, statuses=("1",) if turn % 2 else (), include_below=turn % 3 > 0
            )
            sample.take(partial(queries.listing, site.root, question, at=at), site.times(3))
    return sample.p95()


def desk(site: Site) -> Measured:
    """待办工作 of every level, with its numbers."""
    sample = Sample()
    at = now()
    busy = Organization.objects.filter(
        pk__in=Transfer.objects.filter(open=True).values("holder")
    ).order_by("path")
    for node in [*busy[:60], *(node for nodes in site.nodes.values() for node in nodes)]:
        actor = site.at(node)
        sample.take(partial(queries.on_my_desk, actor, at=at), site.times(3))
        sample.take(partial(queries.counts, actor, at=at), site.times(3))
    return sample.p95()


def approvals(site: Site) -> Measured:
    """Every item is agreed to by two clients at once: one wins, and what it did is all there."""
    seconds = site.seconds(2.5)
    rates: dict[bool, list[float]] = {True: [], False: []}
    wrong = ""
    for _ in range(1 if site.quick else TRIES):
        for sealed, items in zip((True, False), _halves(site), strict=True):
            rate, problem = _agree(site, items, seconds, sealed=sealed)
            rates[sealed].append(rate)
            wrong = wrong or problem
    ratios = [own / limit for own, limit in zip(rates[True], rates[False], strict=True)]
    return Measured(
        median(ratios),
        f"{number(median(rates[True]))}/s",
        f"{number(median(rates[False]))}/s",
        f"{CLIENTS} clients, each item wanted by two",
        wrong,
    )


Item = tuple[int, int]
"""A transfer's key and the step at which it was seen."""


def _halves(site: Site) -> tuple[list[Item], list[Item]]:
    """Two like halves of the items that wait at nodes, for the two sides of one try."""
    enough = 40 if site.quick else 500
    waiting = Transfer.objects.filter(open=True, place=law.Place.NODE)
    if (missing := enough - waiting.count()) > 0:
        send(site, missing)
        look_over()
    items = list(waiting.order_by("pk").values_list("pk", "step"))
    site.random().shuffle(items)
    return items[::2], items[1::2]


def _agree(
    site: Site, waiting: Sequence[Item], seconds: float, *, sealed: bool
) -> tuple[float, str]:
    """Approvals a second, and what was lost or doubled. With ``sealed`` bodies are encrypted and a
    sealer chains the lines beside the clients, more often than the worker does."""
    before, lines = _steps(waiting), Line.objects.count()

    def work(client: int, until: float) -> tuple[int, int]:
        if client == CLIENTS:
            return _seal(until), 0
        won = lost = 0
        mine = [each for at, each in enumerate(waiting) if client in _wanted_by(at)]
        with nullcontext() if sealed else audit_in_plain():
            for pk, seen in mine:
                if time.monotonic() >= until:
                    break
                transfer = queries.as_stored(pk)
                if transfer.place != law.Place.NODE:
                    lost += 1
                    continue
                try:
                    actions.agree(
                        transfer=transfer, seen=seen, by=site.at(transfer.holder), at=now()
                    )
                    won += 1
                except Refusal:
                    lost += 1
        return won, lost

    def warm_up(client: int) -> None:
        with transaction.atomic():
            transfer = queries.as_stored(waiting[client % len(waiting)][0])
            actions.agree(
                transfer=transfer, seen=transfer.step, by=site.at(transfer.holder), at=now()
            )
            transaction.set_rollback(True)

    done = crowd(work, seconds, CLIENTS + sealed, warm_up)
    won = sum(result[0] for result in done.results[:CLIENTS])
    after = _steps(waiting)
    moved = sum(after[pk] > before[pk] for pk, _ in waiting)
    written = sum(after.values()) - sum(before.values())
    logged = Line.objects.count() - lines
    problem = ""
    if sealed and not done.results[CLIENTS][0]:
        problem = "the sealer sealed nothing"
    if moved != won or written != logged:
        problem = f"{won} answered as done, {moved} moved, {written} steps, {logged} lines"
    return won / done.seconds, problem


def _seal(until: float) -> int:
    """Chain lines until then, in a run of a moment until there were some; how many."""
    lines = 0
    while time.monotonic() < until or (not lines and time.monotonic() < until + PATIENCE):
        lines += seal(now())
        time.sleep(SEALING_EVERY)
    return lines


def _wanted_by(at: int) -> tuple[int, int]:
    """The two clients that want the item number ``at``."""
    return at % CLIENTS, (at + 1) % CLIENTS


def _steps(waiting: Sequence[Item]) -> dict[int, int]:
    keys = [pk for pk, _ in waiting]
    written = TransferStep.objects.filter(transfer__in=keys).order_by()
    return dict(written.values_list("transfer").annotate(n=Count("pk")))


@contextmanager
def audit_in_plain() -> Iterator[None]:
    """Lines of the log in this process with a body in plain bytes."""
    with patch.object(writing, "sealing", SimpleNamespace(seal_json=_plain)):
        yield


def _plain(_table: str, _column: str, _uid: object, value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


READING: tuple[Row, ...] = (
    Row("list of transfers, p95", 10, Better.SMALL, "ms", False, list_of_transfers),
    Row("desk of transfers with its numbers, p95", 10, Better.SMALL, "ms", False, desk),
)
APPROVALS = Row(
    "approvals with log, sealing and chain / with a plain log row",
    0.9,
    Better.LARGE,
    "×",
    True,
    approvals,
)
