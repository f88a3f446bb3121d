"""Finding the units of new organisations: chosen, new, or the superior's (ORG-06 … ORG-09)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from dengta.access.actor import Actor
from dengta.codes.queries import tables
from dengta.codes.rules.texts import is_visible
from dengta.database import locks
from dengta.database.batches import batches
from dengta.organizations.models import Organization, Unit, UnitLink
from dengta.organizations.queries import units as unit_queries
from dengta.organizations.rules.categories import Situation
from dengta.organizations.rules.seeds import UNBUILT, Seed, UnitChoice, UnitEntry, unit_field
from dengta.refusal import Complaint


@dataclass(frozen=True, slots=True)
class Settled:
    """The units of one organisation in their order; those without a key are new.

    ``default`` is the index of the default unit, ``inherited`` tells 与上级党组织相同.
    """

    units: tuple[Unit, ...] = ()
    default: int = 0
    inherited: bool = False

    @property
    def work_category(self) -> str:
        """党组织工作分类: the category of the default unit (ORG-07, ORG-09)."""
        return self.units[self.default].category if self.units else ""


class Settler:
    """What the units of one batch can meet in the system, read in a handful of queries.

    Needs ``atomic()``: chosen units are taken for the step.
    """

    def __init__(
        self, seeds: Sequence[Seed], superiors: Iterable[Organization], *, by: Actor
    ) -> None:
        entries = [entry for seed in seeds for entry in seed.units]
        chosen = {entry.uid for entry in entries if isinstance(entry, UnitChoice)}
        new = [entry for entry in entries if isinstance(entry, UnitEntry)]
        self._by = by
        self._chosen: dict[UUID, Unit] = (
            {row.uid: row for row in locks.take_for_step(Unit.objects.filter(uid__in=chosen))}
            if chosen
            else {}
        )
        # what holds a character that nobody sees is refused; the database may not even take it
        self._by_name: dict[str, Unit | None] = {}
        for part in batches(sorted({each.name for each in new if is_visible(each.name)})):
            self._by_name.update({row.name: row for row in Unit.objects.filter(name__in=part)})
        self._by_code: dict[str, Unit | None] = {}
        for part in batches(
            sorted({each.code for each in new if each.code and is_visible(each.code)})
        ):
            self._by_code.update({row.code: row for row in Unit.objects.filter(code__in=part)})
        inheriting = any(seed.situation == Situation.SAME_AS_SUPERIOR for seed in seeds)
        self._of_superior = _units_of(superiors) if inheriting else {}

    def settle(self, seed: Seed, superior: Organization, complaints: list[Complaint]) -> Settled:
        """The units of ``seed``; adds to ``complaints`` what speaks against them."""
        if seed.situation == Situation.SAME_AS_SUPERIOR:
            unit = self._of_superior.get(superior.pk)
            if unit is None:
                complaints.append(
                    Complaint(
                        "上级党组织没有所在单位，不能选“与上级党组织相同”，"
                        "请改选“法人单位”并填写单位。",
                        "situation",
                    )
                )
                return Settled()
            return Settled((unit,), inherited=True)
        units = [
            self._choice(entry, index, complaints)
            if isinstance(entry, UnitChoice)
            else self._entry(entry, index, complaints)
            for index, entry in enumerate(seed.units)
        ]
        found = tuple(unit for unit in units if unit is not None)
        return Settled(found, seed.default if seed.default < len(found) else 0)

    def keep(self, settled: Settled) -> None:
        """Count the new units of ``settled`` as taken, for the rest of the batch."""
        for unit in settled.units:
            if unit._state.adding:
                self._by_name[unit.name] = None
                if unit.code:
                    self._by_code[unit.code] = None

    def _choice(self, choice: UnitChoice, index: int, complaints: list[Complaint]) -> Unit | None:
        unit = self._chosen.get(choice.uid)
        if unit is None:
            complaints.append(
                Complaint("所选的单位已不存在，请重新选择。", unit_field(index, "name"))
            )
            return None
        if unit.establishment in UNBUILT:
            label = tables.label("unit_org_status", unit.establishment)
            complaints.append(
                Complaint(
                    f"单位“{unit.name}”的单位建立党组织情况是“{label}”，不能关联。"
                    "请先把它改为已建立的一类，再来选择。",
                    unit_field(index, "name"),
                )
            )
            return None
        return unit

    def _entry(self, entry: UnitEntry, index: int, complaints: list[Complaint]) -> Unit:
        before = len(complaints)
        if entry.name in self._by_name:
            complaints.append(
                self._taken("单位名称", self._by_name[entry.name], unit_field(index, "name"))
            )
        if entry.code and entry.code in self._by_code:
            complaints.append(
                self._taken("单位代码", self._by_code[entry.code], unit_field(index, "code"))
            )
        if entry.category:
            wrong = tables.choice_problem("unit_category", entry.category)
            if wrong is not None:
                complaints.append(Complaint(wrong, unit_field(index, "category")))
        wrong = tables.choice_problem("unit_org_status", entry.establishment)
        if wrong is not None and len(complaints) == before and entry.establishment:
            complaints.append(Complaint(wrong, unit_field(index, "establishment")))
        return Unit(
            name=entry.name,
            category=entry.category,
            establishment=entry.establishment,
            code=entry.code,
            has_party_group=entry.has_party_group,
        )

    def _taken(self, what: str, unit: Unit | None, field: str) -> Complaint:
        """UNT-03: a duplicate, naming the existing unit only if it lies in one's range."""
        if unit is not None and unit_queries.in_range(self._by, [unit]):
            code = f"（代码{unit.code}）" if unit.code else ""
            return Complaint(
                f"{what}已有单位在用：“{unit.name}”{code}。"
                "如果是同一个单位，请从建议中选择它；不是，请核对后改正。",
                field,
            )
        return Complaint(
            f"{what}已有别的单位在用。如果是同一个单位，请从建议中选择它；不是，请核对后改正。",
            field,
        )


def _units_of(superiors: Iterable[Organization]) -> dict[int, Unit]:
    """Key of a superior → its default unit, taken for the step: its category is copied (ORG-07),
    and stays as it is until the copy stands."""
    links = UnitLink.objects.filter(
        organization__in=[row.pk for row in superiors], is_default=True
    ).values_list("organization", "unit")
    found = dict(links)
    rows = locks.take_for_step(Unit.objects.filter(pk__in=set(found.values())))
    units = {row.pk: row for row in rows}
    return {superior: units[pk] for superior, pk in found.items()}
