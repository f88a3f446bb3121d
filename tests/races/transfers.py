"""Races over transfers.

Every race builds on a committed province, runs for ``seconds`` and says what it saw; nothing may be
doubled or lost. Tests run them briefly, the soak for long.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from dengta.members.models import Member
from dengta.refusal import Refusal
from dengta.transfers import actions, queries
from dengta.transfers.models import Transfer
from dengta.transfers.rules.law import Verb
from tests.races.crowd import Crowd, RaceResult, Try, crowd, rounds, shuffled
from tests.transfers.people import form, found, member
from tests.world import NOON, Province


def race_agree(province: Province, seconds: float, seed: int = 1) -> RaceResult:
    """One item agreed to by all at once: one step, one letter."""
    result, chance = RaceResult(), random.Random(seed)
    person = newcomer(province)
    with crowd() as many:
        for here, there in _to_and_fro(seconds, chance):
            transfer = _sent(province, person, here, there)
            answers = many.rush([_agreeing(transfer, province)] * many.size)
            after = found(transfer)
            right = (after.steps, after.letters.count(), after.holder.pk) == (
                2,
                2,
                province[there].pk,
            )
            result.one_of(answers, right=right and chained(after))
            _receiving(after, province, there)()
    return result


def race_withdraw(province: Province, seconds: float, seed: int = 1) -> RaceResult:
    """Withdrawn while agreed to: one of the two, never both."""
    result, chance = RaceResult(), random.Random(seed)
    person = newcomer(province)
    with crowd() as many:
        here, there = "GB1", "GB2"
        for _ in rounds(seconds):
            transfer = _sent(province, person, here, there)
            half = many.size // 2
            tries = [_agreeing(transfer, province)] * half
            tries += [_withdrawing(transfer, province, here)] * (many.size - half)
            answers = many.rush(shuffled(chance, tries))
            after = found(transfer)
            held = Member.objects.get(pk=person.pk).hold
            agreed = after.open and held == "transfer" and after.holder == province[there]
            withdrawn = not after.open and held == "" and after.holder == province[here]
            result.one_of(answers, right=(agreed or withdrawn) and chained(after))
            if after.open:
                _receiving(after, province, there)()
                here, there = there, here
    return result


def race_receive(province: Province, seconds: float, seed: int = 1) -> RaceResult:
    """Received by all at once: the member moves once, with one pair of records."""
    result, chance = RaceResult(), random.Random(seed)
    person = newcomer(province)
    with crowd() as many:
        for here, there in _to_and_fro(seconds, chance):
            transfer = _sent(province, person, here, there)
            _agreeing(transfer, province)()
            arrived = found(transfer)
            before = person.movements.count()
            answers = many.rush([_receiving(arrived, province, there)] * many.size)
            stands = Member.objects.get(pk=person.pk)
            right = (stands.branch_id, stands.hold, person.movements.count() - before) == (
                province[there].pk,
                "",
                2,
            )
            result.one_of(answers, right=right and chained(found(transfer)))
    return result


def race_two_transfers(province: Province, seconds: float, seed: int = 1) -> RaceResult:
    """One member sent by all at once, to different targets: one transfer."""
    result, chance = RaceResult(), random.Random(seed)
    person = newcomer(province)
    with crowd() as many:
        for _ in rounds(seconds):
            stands = Member.objects.select_related("branch").get(pk=person.pk)
            targets = ["GB2", "B1", "B2", "T1"] * (many.size // 4)
            tries = [_sending(stands, province, target) for target in targets]
            answers = many.rush(shuffled(chance, tries))
            running = list(Transfer.objects.filter(member=person, open=True))
            result.one_of(answers, right=len(running) == 1 and chained(running[0]))
            for transfer in running:
                _withdrawing(found(transfer), province, "GB1")()
    return result


def race_everything(province: Province, seconds: float, seed: int = 1) -> RaceResult:
    """Everybody does whatever the law offers on a few items: chains without a gap, every member in
    one place. Here many may win; ``lost`` counts members that do not stand right."""
    result, chance = RaceResult(), random.Random(seed)
    people = [newcomer(province) for _ in range(3)]
    with crowd() as many:
        for _ in rounds(seconds, least=5):
            answers = many.rush(_anythings(many, province, people, chance))
            result.rounds += 1
            result.won += answers.count("")
            result.refused += many.size - answers.count("")
            result.lost += sum(not _stands_right(person) for person in people)
    return result


def newcomer(province: Province) -> Member:
    """A member under GB1 whom no earlier race has used."""
    return member(province["GB1"], 1_000 + Member.objects.count())


def chained(transfer: Transfer) -> bool:
    """Whether the record of ``transfer`` is numbered on, chains without a gap and ends at the
    holder."""
    record = list(transfer.record.order_by("number"))
    transfer.refresh_from_db()
    numbers = [step.number for step in record]
    gaps = any(step.goal_id != following.origin_id for step, following in pairwise(record))
    return (
        numbers == list(range(1, transfer.steps + 1))
        and not gaps
        and record[-1].goal_id == transfer.holder_id
    )


def _to_and_fro(seconds: float, chance: random.Random) -> Iterator[tuple[str, str]]:
    """From where to where: on from the last place, to GB1, GB2, B1 or B1b in turn of chance."""
    here = "GB1"
    for _ in rounds(seconds):
        there = chance.choice([key for key in ("GB1", "GB2", "B1", "B1b") if key != here])
        yield here, there
        here = there


def _sent(province: Province, person: Member, here: str, there: str) -> Transfer:
    stands = Member.objects.select_related("branch").get(pk=person.pk)
    (sent,) = actions.send(
        members=[stands], application=form(province[there]), by=province.actor(here), at=NOON
    )
    return found(sent)


def _agreeing(transfer: Transfer, province: Province) -> Try:
    by = province.actor("T1")
    return partial(actions.agree, transfer=transfer, seen=transfer.step, by=by, at=NOON)


def _withdrawing(transfer: Transfer, province: Province, here: str) -> Try:
    by = province.actor(here)
    return partial(actions.withdraw, transfer=transfer, seen=transfer.step, by=by, at=NOON)


def _receiving(transfer: Transfer, province: Province, there: str) -> Try:
    by = province.actor(there)
    return partial(actions.receive, transfer=transfer, seen=transfer.step, by=by, at=NOON)


def _sending(person: Member, province: Province, target: str) -> Try:
    application, by = form(province[target]), province.actor("GB1")
    return partial(actions.send, members=[person], application=application, by=by, at=NOON)


def _anythings(
    many: Crowd, province: Province, people: list[Member], chance: random.Random
) -> list[Try]:
    return [
        partial(try_anything, province, chance.choice(people), chance.randrange(2**32))
        for _ in range(many.size)
    ]


def try_anything(province: Province, person: Member, seed: int) -> object:
    """Something that the law offers now for this member, by whoever may."""
    chance = random.Random(seed)
    running = Transfer.objects.filter(member=person, open=True).first()
    if running is None:
        stands = Member.objects.select_related("branch").get(pk=person.pk)
        places = {province[key].pk: key for key in ("GB1", "GB2", "B1")}
        here = places.pop(stands.branch_id)
        target = form(province[chance.choice(list(places.values()))])
        return actions.send(members=[stands], application=target, by=province.actor(here), at=NOON)
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
    by, seen = province.actor(key), now.step
    match verb:
        case Verb.AGREE:
            return actions.agree(transfer=now, seen=seen, by=by, at=NOON)
        case Verb.SEND_BACK:
            return actions.send_back(transfer=now, reason="1", text="", seen=seen, by=by, at=NOON)
        case Verb.RECEIVE:
            return actions.receive(transfer=now, seen=seen, by=by, at=NOON)
        case Verb.WITHDRAW:
            return actions.withdraw(transfer=now, seen=seen, by=by, at=NOON)
        case _:
            return actions.void(transfer=now, reason="", seen=seen, by=by, at=NOON)


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
