"""A random walk through the province: whatever anybody may try, in any order.

A :class:`Walk` is a hypothesis state machine over the verbs of members, organisations and
transfers. Each attempt is somebody's, of any organisation. For transfers the walk also knows
whether it has to go through: exactly when ``queries.verbs`` offers it. After every step the
invariants of ``dengta check`` must hold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dengta.counts.actions import fold
from dengta.members import actions as members
from dengta.members.models import Member
from dengta.operations import check
from dengta.organizations.actions import tree
from dengta.organizations.models import Organization
from dengta.refusal import Refusal
from dengta.transfers import actions, queries
from dengta.transfers.models import Transfer
from dengta.transfers.rules.law import Verb
from tests.transfers.people import form, found, member
from tests.world import NOON, PHONE, Province, organization

BRANCHES = ("B1", "B1b", "GB1", "GB2", "KB1", "CB1", "B2", "GB3", "KB2", "CB2")
PLACES = (*BRANCHES, "G1", "T1", "D1", "C1", "P", "K1", "C2", "D2", "T2", "G2")
MOST_PEOPLE = 4

branches = st.sampled_from(BRANCHES)
places = st.sampled_from(PLACES)
numbers = st.integers(0, 7)


class Walk(RuleBasedStateMachine):
    """One walk, in a transaction that is rolled back at its end."""

    province: ClassVar[Province]
    walks: ClassVar[int] = 0
    steps: ClassVar[int] = 0
    went: ClassVar[dict[str, int]] = {}

    def __init__(self) -> None:
        super().__init__()
        type(self).walks += 1
        self.people: list[Member] = []
        self.born = 0
        self._transaction = transaction.atomic()
        self._transaction.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._transaction.__exit__(None, None, None)

    @initialize(branch=branches, other=branches, to=places)
    def begin(self, branch: str, other: str, to: str) -> None:
        """Two people, one of them on the way where that is possible."""
        self.enrol(branch)
        self.enrol(other)
        self.send_by_the_source(0, to, "1")

    # -- Members -----------------------------------------------------------------------------

    @precondition(lambda self: len(self.people) < MOST_PEOPLE)
    @rule(branch=branches)
    def enrol(self, branch: str) -> None:
        self.born += 1
        self.people.append(member(self.province[branch], self.born))
        self._count("enrol")

    @precondition(lambda self: self.people)
    @rule(number=numbers, place=places, category=st.sampled_from("12"), born=st.integers(0, 3))
    def edit(self, number: int, place: str, category: str, born: int) -> None:
        person = self._person(number)
        new = replace(person.facts, category=category, education="22" if born else "6")
        if category == "2":
            new = replace(new, full_on=None)
        by = self._actor_of(person.branch) if number % 2 else self.province.actor(place)
        self._try(
            "edit",
            lambda: members.edit(member=person, facts=new, seen=person.step, by=by, at=NOON),
        )

    @precondition(lambda self: self.people)
    @rule(number=numbers, branch=branches, place=places)
    def correct_the_branch(self, number: int, branch: str, place: str) -> None:
        person = self._person(number)
        self._try(
            "edit branch",
            lambda: members.edit(
                member=person,
                facts=person.facts,
                branch=self.province[branch],
                seen=person.step,
                by=self.province.actor(place),
                at=NOON,
            ),
        )

    @precondition(lambda self: self.people)
    @rule(number=numbers, branch=branches)
    def enrol_again(self, number: int, branch: str) -> None:
        """Who is under a branch is never enrolled a second time."""
        person = self._person(number)
        by = self.province.actor(branch)
        self._must_refuse(
            lambda: members.enrol(branch=self.province[branch], facts=person.facts, by=by, at=NOON)
        )

    # -- Organisations -----------------------------------------------------------------------

    @rule(
        what=st.sampled_from(["create", "rename", "contact"]),
        key=places,
        place=places,
        number=numbers,
    )
    def organize(self, what: str, key: str, place: str, number: int) -> None:
        stands = Organization.objects.get(pk=self.province[key].pk)
        by = self.province.actor("P" if number % 2 else place)
        do: dict[str, Callable[[], object]] = {
            "create": lambda: organization(stands, f"{key}新{number}党支部", by=by),
            "rename": lambda: tree.rename(
                organization=stands, name=f"{key}改名{number}", seen=stands.step, by=by, at=NOON
            ),
            "contact": lambda: tree.edit(
                organization=stands,
                secretary="石守一" if number % 4 else "",
                contact=f"白见微{number}",
                phone=PHONE,
                seen=stands.step,
                by=by,
                at=NOON,
            ),
        }
        self._try(what, do[what])

    @rule()
    def fold(self) -> None:
        fold(NOON)

    # -- Transfers ---------------------------------------------------------------------------

    @precondition(lambda self: self.people)
    @rule(number=numbers, to=places, place=places, kind=st.sampled_from("1234"))
    def send(self, number: int, to: str, place: str, kind: str) -> None:
        person = self._person(number)
        self._try(
            "send",
            lambda: actions.send(
                members=[person],
                application=form(self.province[to], kind=kind),
                by=self.province.actor(place),
                at=NOON,
            ),
        )

    @precondition(lambda self: self.people)
    @rule(number=numbers, to=places, kind=st.sampled_from("12"))
    def send_by_the_source(self, number: int, to: str, kind: str) -> None:
        person = self._person(number)
        by = self._actor_of(person.branch)
        application = form(self.province[to], kind=kind)
        self._try(
            "send",
            lambda: actions.send(members=[person], application=application, by=by, at=NOON),
        )

    @precondition(lambda self: self._running())
    @rule(number=numbers, place=places, verb=st.sampled_from(list(Verb)[1:]), other=places)
    def attempt(self, number: int, place: str, verb: Verb, other: str) -> None:
        """Anybody tries anything; who is not offered it is refused."""
        self._act(self._transfer(number), verb, place, other)

    @precondition(lambda self: self._running())
    @rule(number=numbers, choice=numbers, other=places)
    def go_on(self, number: int, choice: int, other: str) -> None:
        """Somebody does what is offered."""
        self._go_on(number, choice, other)

    @precondition(lambda self: self._running())
    @rule(number=numbers, choices=st.lists(numbers, min_size=2, max_size=6), other=places)
    def go_far(self, number: int, choices: list[int], other: str) -> None:
        """Several things that are offered, one after the other, so that walks come far."""
        for choice in choices:
            if self._running():
                self._go_on(number, choice, other)
                self.nothing_is_broken()

    def _go_on(self, number: int, choice: int, other: str) -> None:
        now = self._transfer(number)
        letter = queries.letter_of(now)
        offered = sorted(
            (verb, place)
            for place in PLACES
            for verb in queries.verbs(self.province.actor(place), now, letter)
        )
        if offered:
            verb, place = offered[choice % len(offered)]
            self._act(now, verb, place, other)

    @precondition(lambda self: self._running())
    @rule(number=numbers, place=places)
    def act_on_what_is_old(self, number: int, place: str) -> None:
        """A form that shows an earlier step is refused, whatever it wants."""
        now = self._transfer(number)
        by = self.province.actor(place)
        for verb in (actions.agree, actions.receive, actions.withdraw):
            self._must_refuse(
                lambda verb=verb: verb(  # type: ignore[misc]
                    transfer=found(now), seen=now.step - 1, by=by, at=NOON
                )
            )

    # -- What must hold after each step ------------------------------------------------------

    @invariant()
    def nothing_is_broken(self) -> None:
        type(self).steps += 1
        assert check.broken() == []

    # -- Inside ------------------------------------------------------------------------------

    def _act(self, now: Transfer, verb: Verb, place: str, other: str) -> None:
        by = self.province.actor(place)
        offered = verb in queries.verbs(by, now, queries.letter_of(now))
        common: dict[str, Any] = {"transfer": now, "seen": now.step, "by": by, "at": NOON}
        there = self.province[other]
        do: dict[Verb, Callable[[], object]] = {
            Verb.AGREE: lambda: actions.agree(**common),
            Verb.SEND_BACK: lambda: actions.send_back(**common, reason="1", text=""),
            Verb.VOID: lambda: actions.void(**common, reason="填错"),
            Verb.WITHDRAW: lambda: actions.withdraw(**common),
            Verb.RECEIVE: lambda: actions.receive(**common),
            Verb.CHOOSE_BRANCH: lambda: actions.choose_branch(**common, branch=there.uid),
            Verb.SEND_AGAIN: lambda: actions.send_again(**common, application=form(there)),
            Verb.CORRECT: lambda: actions.correct(**common, application=form(now.target)),
        }
        if not offered:
            self._must_refuse(do[verb])
            return
        done = self._try(verb, do[verb])
        # These three also depend on the branch or receiver chosen by chance.
        if verb not in {Verb.CHOOSE_BRANCH, Verb.SEND_AGAIN, Verb.CORRECT}:
            assert done == "", f"{verb} was offered to {place} and refused: {done}"

    def _try(self, name: str, do: Callable[[], object]) -> str:
        """Do it; "" or the sentence of the refusal."""
        try:
            with transaction.atomic():
                do()
        except Refusal as refusal:
            self._count(f"{name} refused")
            return refusal.sentence
        self._count(name)
        return ""

    def _must_refuse(self, do: Callable[[], object]) -> None:
        told = self._try("forbidden", do)
        assert told, "what is not offered went through"

    def _count(self, name: str) -> None:
        self.went[name] = self.went.get(name, 0) + 1

    def _person(self, number: int) -> Member:
        wanted = self.people[number % len(self.people)]
        return Member.objects.select_related("branch").get(pk=wanted.pk)

    def _running(self) -> bool:
        return Transfer.objects.filter(open=True).exists()

    def _transfer(self, number: int) -> Transfer:
        running = list(Transfer.objects.filter(open=True).order_by("pk"))
        return found(running[number % len(running)])

    def _actor_of(self, branch: Organization) -> Any:
        keys = {self.province[key].pk: key for key in PLACES}
        return self.province.actor(keys[branch.pk])
