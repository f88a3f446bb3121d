"""Races over transfers, for a time: many threads, a connection each, on whatever database is set.

Every ``race_*`` builds on a committed province, runs for ``seconds`` and returns
:class:`Counts`; ``doubled`` and ``lost`` are to be 0. Tests run them briefly, the soak for long.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from threading import Barrier
from typing import Self

from django.db import connection

from dengta.members.models import Member
from dengta.refusal import Refusal
from dengta.transfers import actions, queries
from dengta.transfers.models import Transfer
from dengta.transfers.rules.law import Verb
from tests.transfers.people import form, found, member
from tests.world import NOON, Province

THREADS = 16

Try = Callable[[], object]


@dataclass
class Counts:
    """How many rounds were run, attempts that went through and that were refused, and what was
    wrong afterwards."""

    rounds: int = 0
    done: int = 0
    refused: int = 0
    doubled: int = 0
    lost: int = 0

    def judge(self, went_through: int, right: bool) -> None:
        """Count one round in which exactly one attempt should go through."""
        self.rounds += 1
        self.done += went_through
        self.doubled += went_through > 1
        self.lost += went_through == 0 or not right


class Crowd:
    """Threads that try at the same moment, each with a connection of its own."""

    def __init__(self, size: int = THREADS) -> None:
        self.size = size
        self.barrier = Barrier(size)
        self.pool = ThreadPoolExecutor(size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        list(self.pool.map(lambda _: self._together(connection.close), range(self.size)))
        self.pool.shutdown()

    def rush(self, tries: Sequence[Try]) -> list[object]:
        """What each of ``size`` tries answered, a :class:`Refusal` for a refused one."""
        assert len(tries) == self.size
        return list(self.pool.map(self._together, tries))

    def _together(self, attempt: Try) -> object:
        self.barrier.wait()
        try:
            return attempt()
        except Refusal as refusal:
            return refusal


def race_agree(province: Province, seconds: float, threads: int = THREADS) -> Counts:
    """One item agreed to by all at once: one step, one letter."""
    counts = Counts()
    person = newcomer(province)
    with Crowd(threads) as crowd:
        for here, there in _to_and_fro(seconds):
            transfer = _sent(province, person, here, there)
            answers = crowd.rush([_agreeing(transfer, province) for _ in range(threads)])
            after = found(transfer)
            right = (after.steps, after.letters.count(), after.holder.pk) == (
                2,
                2,
                province[there].pk,
            )
            _count(counts, answers, right=right and chained(after))
            _received(after, province, there)
    return counts


def race_withdraw(province: Province, seconds: float, threads: int = THREADS) -> Counts:
    """Withdrawn while agreed to: one of the two, never both."""
    counts = Counts()
    person = newcomer(province)
    with Crowd(threads) as crowd:
        here, there = "GB1", "GB2"
        for _ in _rounds(seconds):
            transfer = _sent(province, person, here, there)
            answers = crowd.rush(
                [
                    _agreeing(transfer, province)
                    if number % 2
                    else _withdrawing(transfer, province, here)
                    for number in range(threads)
                ]
            )
            after = found(transfer)
            held = Member.objects.get(pk=person.pk).hold
            agreed = after.open and held == "transfer" and after.holder == province[there]
            withdrawn = not after.open and held == "" and after.holder == province[here]
            _count(counts, answers, right=(agreed or withdrawn) and chained(after))
            if after.open:
                _received(after, province, there)
                here, there = there, here
    return counts


def race_receive(province: Province, seconds: float, threads: int = THREADS) -> Counts:
    """Received by all at once: the member moves once, with one pair of records."""
    counts = Counts()
    person = newcomer(province)
    with Crowd(threads) as crowd:
        for here, there in _to_and_fro(seconds):
            transfer = _sent(province, person, here, there)
            _agreeing(transfer, province)()
            arrived = found(transfer)
            before = person.movements.count()
            answers = crowd.rush([_receiving(arrived, province, there) for _ in range(threads)])
            stands = Member.objects.get(pk=person.pk)
            right = (stands.branch_id, stands.hold, person.movements.count() - before) == (
                province[there].pk,
                "",
                2,
            )
            _count(counts, answers, right=right and chained(found(transfer)))
    return counts


def race_two_transfers(province: Province, seconds: float, threads: int = THREADS) -> Counts:
    """One member sent by all at once, to different targets: one transfer."""
    counts = Counts()
    person = newcomer(province)
    with Crowd(threads) as crowd:
        for _ in _rounds(seconds):
            stands = Member.objects.select_related("branch").get(pk=person.pk)
            answers = crowd.rush(
                [
                    _sending(stands, province, target)
                    for target in ("GB2", "B1", "B2", "T1") * (threads // 4)
                ]
            )
            running = list(Transfer.objects.filter(member=person, open=True))
            _count(counts, answers, right=len(running) == 1 and chained(running[0]))
            for transfer in running:
                now = found(transfer)
                actions.withdraw(transfer=now, seen=now.step, by=province.actor("GB1"), at=NOON)
    return counts


def race_everything(
    province: Province, seconds: float, threads: int = THREADS, seed: int = 1
) -> Counts:
    """Everybody does whatever the law offers on a few items: nothing doubled, chains without a gap,
    every member in one place."""
    counts = Counts()
    people = [newcomer(province) for _ in range(3)]
    chance = random.Random(seed)
    with Crowd(threads) as crowd:
        for _ in _rounds(seconds):
            answers = crowd.rush(
                [
                    _anything(province, chance.choice(people), chance.randrange(2**32))
                    for _ in range(threads)
                ]
            )
            went = sum(not isinstance(each, Refusal) for each in answers)
            counts.rounds += 1
            counts.done += went
            counts.refused += len(answers) - went
            for person in people:
                counts.lost += not _stands_right(person)
    return counts


def newcomer(province: Province) -> Member:
    """A member under GB1 whom no earlier race has used."""
    return member(province["GB1"], 1_000 + Member.objects.count())


def chained(transfer: Transfer) -> bool:
    """Whether the record of ``transfer`` is numbered on, chains without a gap and ends at the
    holder, and each opening step has its letter."""
    record = list(transfer.record.order_by("number"))
    transfer.refresh_from_db()
    numbers = [step.number for step in record]
    gaps = any(step.goal_id != following.origin_id for step, following in pairwise(record))
    return (
        numbers == list(range(1, transfer.steps + 1))
        and not gaps
        and record[-1].goal_id == transfer.holder_id
    )


def _count(counts: Counts, answers: Sequence[object], *, right: bool) -> None:
    went = sum(not isinstance(each, Refusal) for each in answers)
    counts.refused += len(answers) - went
    counts.judge(went, right)


def _rounds(seconds: float) -> Iterator[int]:
    end = time.monotonic() + seconds
    number = 0
    while time.monotonic() < end:
        yield number
        number += 1


def _to_and_fro(seconds: float) -> Iterator[tuple[str, str]]:
    for number in _rounds(seconds):
        yield ("GB1", "GB2") if number % 2 == 0 else ("GB2", "GB1")


def _sent(province: Province, person: Member, here: str, there: str) -> Transfer:
    stands = Member.objects.select_related("branch").get(pk=person.pk)
    (sent,) = actions.send(
        members=[stands], application=form(province[there]), by=province.actor(here), at=NOON
    )
    return found(sent)


def _received(transfer: Transfer, province: Province, there: str) -> None:
    now = found(transfer)
    actions.receive(transfer=now, seen=now.step, by=province.actor(there), at=NOON)


def _agreeing(transfer: Transfer, province: Province) -> Try:
    by, seen = province.actor("T1"), deepcopy(transfer)
    return lambda: actions.agree(transfer=seen, seen=seen.step, by=by, at=NOON)


def _withdrawing(transfer: Transfer, province: Province, here: str) -> Try:
    by, seen = province.actor(here), deepcopy(transfer)
    return lambda: actions.withdraw(transfer=seen, seen=seen.step, by=by, at=NOON)


def _receiving(transfer: Transfer, province: Province, there: str) -> Try:
    by, seen = province.actor(there), deepcopy(transfer)
    return lambda: actions.receive(transfer=seen, seen=seen.step, by=by, at=NOON)


def _sending(person: Member, province: Province, target: str) -> Try:
    by, seen = province.actor("GB1"), deepcopy(person)
    return lambda: actions.send(members=[seen], application=form(province[target]), by=by, at=NOON)


def _anything(province: Province, person: Member, seed: int) -> Try:
    """An attempt at something that the law offers now for this member, by whoever may."""
    chance = random.Random(seed)

    def attempt() -> object:
        running = Transfer.objects.filter(member=person, open=True).first()
        if running is None:
            stands = Member.objects.select_related("branch").get(pk=person.pk)
            keys = [key for key in ("GB1", "GB2", "B1") if province[key].pk != stands.branch_id]
            by = next(
                province.actor(key)
                for key in ("GB1", "GB2", "B1")
                if province[key].pk == stands.branch_id
            )
            return actions.send(
                members=[stands], application=form(province[chance.choice(keys)]), by=by, at=NOON
            )
        now = found(running)
        offered = sorted(
            (verb, key)
            for key in ("GB1", "GB2", "B1", "T1")
            for verb in queries.verbs(province.actor(key), now, queries.letter_of(now))
            if verb in {Verb.AGREE, Verb.SEND_BACK, Verb.RECEIVE, Verb.WITHDRAW, Verb.VOID}
        )
        if not offered:
            raise Refusal("这里没有可以办理的。")
        verb, key = chance.choice(offered)
        by = province.actor(key)
        match verb:
            case Verb.AGREE:
                return actions.agree(transfer=now, seen=now.step, by=by, at=NOON)
            case Verb.SEND_BACK:
                return actions.send_back(
                    transfer=now, reason="1", text="", seen=now.step, by=by, at=NOON
                )
            case Verb.RECEIVE:
                return actions.receive(transfer=now, seen=now.step, by=by, at=NOON)
            case Verb.WITHDRAW:
                return actions.withdraw(transfer=now, seen=now.step, by=by, at=NOON)
            case _:
                return actions.void(transfer=now, reason="", seen=now.step, by=by, at=NOON)

    return attempt


def _stands_right(person: Member) -> bool:
    """One open transfer at most, the hold agrees with it, chains without a gap, and the movements
    add up to one."""
    stands = Member.objects.get(pk=person.pk)
    running = list(Transfer.objects.filter(member=person, open=True))
    kinds = list(person.movements.filter(voided_at__isnull=True).values_list("kind", flat=True))
    return (
        len(running) <= 1
        and bool(running) == (stands.hold == "transfer")
        and kinds.count("increase") - kinds.count("decrease") == 1
        and all(chained(each) for each in Transfer.objects.filter(member=person))
    )
