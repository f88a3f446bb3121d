"""A random walk through the verbs of organisations: made, renamed, linked, unlinked, given another
category, dissolved, restored, deleted, in any order, with members and accounts about.

After every step the invariants of ``dengta check`` must hold.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from dengta.access.actor import SYSTEM
from dengta.counts.actions import fold
from dengta.operations import check
from dengta.organizations.actions import linked_units, linking, tree
from dengta.organizations.models import Organization, Unit, UnitLink
from dengta.organizations.rules import categories
from dengta.organizations.rules.seeds import UnitChoice, UnitEntry
from dengta.organizations.rules.unit_facts import UnitEdit
from dengta.refusal import Refusal
from dengta.reorganization import actions
from dengta.reorganization.rules.recategorising import Wish
from tests.members import builders as people
from tests.reorganization import papers
from tests.world import NOON, PHONE, Province, organization, unit_entry

numbers = st.integers(0, 30)
kinds = st.sampled_from(categories.CATEGORIES)
KEYS = ("T1", "B1", "B1b", "G1", "GB1", "GB2", "K1", "KB1", "D1")


class Reorganizing(RuleBasedStateMachine):
    """One walk, in a transaction that is rolled back at its end."""

    province: ClassVar[Province]
    steps: ClassVar[int] = 0
    went: ClassVar[dict[str, int]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.born = 0
        self.known = [self.province[key].pk for key in KEYS]
        self._transaction = transaction.atomic()
        self._transaction.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._transaction.__exit__(None, None, None)

    @rule(number=numbers, category=kinds, situation=st.sampled_from("12"))
    def create(self, number: int, category: str, situation: str) -> None:
        above = self._some(number)
        self.born += 1
        name = f"第{self.born}组织"

        def do() -> None:
            made = organization(above, name, category, situation=situation)
            self.known.append(made.pk)

        self._try("create", do)

    @rule(number=numbers)
    def enrol(self, number: int) -> None:
        branch = self._some(number)
        self._try("enrol", lambda: people.member(branch, by=SYSTEM))

    @rule(number=numbers, name=numbers)
    def rename(self, number: int, name: int) -> None:
        row = self._some(number)
        self._try(
            "rename",
            lambda: tree.rename(
                organization=row, name=f"改名{name}", seen=row.step, by=SYSTEM, at=NOON
            ),
        )

    @rule(number=numbers, situation=st.sampled_from("123"), more=st.integers(1, 2), old=numbers)
    def link(self, number: int, situation: str, more: int, old: int) -> None:
        row = self._some(number)
        wanted: dict[str, Any] = {
            "situation": situation,
            "units": self._units(more, old),
            "default": more - 1,
        }

        def do() -> None:
            seen = linking.consider_units(row, **wanted, by=SYSTEM).preview.digest
            linking.set_units(organization=row, **wanted, seen=seen, by=SYSTEM, at=NOON)

        self._try("link", do)

    @rule(number=numbers, category=st.sampled_from(("15", "14", "23")), old=numbers)
    def edit_in_place(self, number: int, category: str, old: int) -> None:
        row = self._some(number)
        linked = [link.unit for link in UnitLink.objects.filter(organization=row)]
        self.born += 1
        edits = [
            UnitEdit(
                each.uid,
                unit_entry(f"第{self.born}单位{at}", category=category, establishment="2"),
                each.step - (old == 0),
            )
            for at, each in enumerate(linked)
        ]

        def do() -> None:
            preview = linked_units.consider(row, edits, by=SYSTEM)
            tree.edit(
                organization=row, secretary="", contact="白见微", phone=PHONE, units=edits,
                announced=preview.digest if preview else "", seen=row.step, by=SYSTEM, at=NOON,
            )  # fmt: skip

        self._try("edit in place", do)

    @rule(number=numbers)
    def unlink(self, number: int) -> None:
        row = self._some(number)

        def do() -> None:
            seen = linking.consider_unlinking(row, by=SYSTEM).preview.digest
            linking.unlink(organization=row, seen=seen, by=SYSTEM, at=NOON)

        self._try("unlink", do)

    @rule(number=numbers, category=kinds, more=st.integers(1, 2), old=numbers)
    def change_category(self, number: int, category: str, more: int, old: int) -> None:
        row = self._some(number)
        self.born += 1
        units = tuple(self._units(more, old))
        wish = Wish(category, "2", units, more - 1, first_branch=f"第{self.born}支部")

        def do() -> None:
            seen = actions.consider(row, wish, by=SYSTEM).preview.digest
            actions.change_category(organization=row, wish=wish, seen=seen, by=SYSTEM, at=NOON)

        self._try("change category", do)

    @rule(number=numbers)
    def dissolve(self, number: int) -> None:
        row = self._some(number)
        self._try("dissolve", lambda: papers.dissolve(papers.unlinked(row), SYSTEM))

    @rule(number=numbers)
    def restore(self, number: int) -> None:
        gone = list(Organization.objects.filter(dissolved_at__isnull=False).order_by("pk"))
        row = papers.fresh(gone[number % len(gone)]) if gone else self._some(number)
        self._try("restore", lambda: papers.restore(row, SYSTEM))

    @rule(number=numbers)
    def delete(self, number: int) -> None:
        row = self._some(number)

        def do() -> None:
            papers.delete(papers.unlinked(row), SYSTEM)
            self.known.remove(row.pk)

        self._try("delete", do)

    @rule()
    def fold(self) -> None:
        fold(NOON)

    @invariant()
    def nothing_is_broken(self) -> None:
        type(self).steps += 1
        assert check.broken() == []

    def _units(self, more: int, old: int) -> list[UnitEntry | UnitChoice]:
        """Units to link: one that is there already, and new ones."""
        self.born += 1
        known = list(Unit.objects.order_by("pk"))
        found: list[UnitEntry | UnitChoice] = [UnitChoice(known[old % len(known)].uid)]
        if more == 2:
            found.append(unit_entry(f"第{self.born}村", category="15", establishment="2"))
        return found

    def _some(self, number: int) -> Organization:
        return papers.fresh(Organization(pk=self.known[number % len(self.known)]))

    def _try(self, name: str, do: Callable[[], Any]) -> None:
        known = list(self.known)
        try:
            with transaction.atomic():
                do()
        except Refusal:
            self.known = known
            name = f"{name} refused"
        self.went[name] = self.went.get(name, 0) + 1
