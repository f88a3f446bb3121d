"""A new organisation as it is asked for, and everything that is wrong with it at once.

The page and the import judge by the same function: what the page requires and a file may lack is
named apart (``Gap``), so that one refuses what the other stores empty and hands to the data check.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from dengta.codes.rules import phone as phones
from dengta.codes.rules import texts, unit_code
from dengta.codes.rules.characters import narrow
from dengta.organizations.rules import categories, numbers
from dengta.organizations.rules.categories import Situation
from dengta.organizations.rules.names import NAME_LENGTH
from dengta.refusal import Complaint

UNBUILT = frozenset({"3", "4", "41", "42"})
"""Establishments of units without an organisation of their own (UNT-03)."""
CHOOSABLE_ESTABLISHMENTS = ("11", "12", "13", "2")
"""What a unit that is made together with its organisation may be (ORG-08, GEN-09)."""
BARE = "1"
"""单独建立基层党组织的 without saying which; made 11–13 when the unit is linked (GEN-09)."""


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A new unit, filled in beside its organisation (ORG-08); no ``has_party_group``: not said."""

    name: str
    category: str
    establishment: str
    code: str
    has_party_group: bool | None


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit that is in the system already, chosen from the suggestions."""

    uid: UUID


@dataclass(frozen=True, slots=True)
class Seed:
    """A new organisation as asked for.

    ``default`` is the index (from 0) of the default unit in ``units``. ``code`` is "" unless the
    code of an older system is taken over (ORG-05).
    """

    name: str
    category: str
    secretary: str = ""
    contact: str = ""
    phone: str = ""
    situation: str = ""
    units: tuple[UnitEntry | UnitChoice, ...] = ()
    default: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the page requires and that is not there: the finding's rule and its field."""

    rule: str
    complaint: Complaint
    unit: int | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A seed with its values as stored, what forbids it, and what is merely missing."""

    seed: Seed
    complaints: tuple[Complaint, ...]
    gaps: tuple[Gap, ...]


def unit_field(index: int | None, field: str) -> str:
    """The name of a unit's field among the form's fields: ``units-0-name``; on a form of the unit
    alone ``name``."""
    return field if index is None else f"units-{index}-{field}"


def judge(seed: Seed, superior_category: str) -> Judged:
    """``seed`` against ORG-03, 04, 06–09, 16 and UNT-03, 04, below a superior of that category.

    What needs the database (names and codes taken, the superior's unit, disabled codes) is not
    looked at here; a value that was refused is "" in the result, so that it is not asked about.
    """
    complaints: list[Complaint] = []
    gaps: list[Gap] = []
    name = texts.clean(seed.name)
    wrong = texts.problem(name, "党组织名称", NAME_LENGTH, required=True)
    if wrong:
        complaints.append(Complaint(wrong, "name"))
        name = ""
    secretary, contact, phone = judge_contacts(
        seed.secretary, seed.contact, seed.phone, complaints, gaps
    )
    complaints.extend(_category_complaints(seed.category, superior_category))
    if seed.code:
        wrong = numbers.adopted_problem(seed.code)
        if wrong:
            complaints.append(Complaint(wrong, "code"))
            seed = replace(seed, code="")
    seed = replace(seed, name=name, secretary=secretary, contact=contact, phone=phone)
    if seed.category in categories.CATEGORIES:
        seed = _judge_units(seed, complaints, gaps)
    return Judged(seed, tuple(complaints), tuple(gaps))


def judge_contacts(
    secretary: str,
    contact: str,
    phone: str,
    complaints: list[Complaint],
    gaps: list[Gap],
) -> tuple[str, str, str]:
    """Secretary, contact and telephone as stored; adds what is wrong and what is missing."""
    people: list[str] = []
    for field, label, text, rule in (
        ("secretary", "党组织书记", secretary, "ORG-03.secretary"),
        ("contact", "党组织联系人", contact, "ORG-03.contact"),
    ):
        person = texts.clean(text)
        people.append(person)
        if not person:
            gaps.append(Gap(rule, Complaint(f"请填写{label}。", field)))
            continue
        wrong = texts.problem(person, label, texts.PERSON_LENGTH)
        if wrong:
            complaints.append(Complaint(wrong, field))
    number = narrow(phone)
    if not number:
        gaps.append(
            Gap("ORG-03.phone", Complaint(f"请填写党组织联系方式：{phones.HINT}。", "phone"))
        )
    else:
        sentence = phones.problem(number)
        if sentence is not None:
            complaints.append(Complaint(sentence, "phone"))
    return people[0], people[1], number


def _category_complaints(category: str, superior: str) -> list[Complaint]:
    if not category:
        return [Complaint("请选择一个组织类别！", "category")]
    if superior and not categories.may_hold(superior, category):
        reason = categories.why_not(superior, category)
        return [
            Complaint(f"这个组织类别不能设在所选上级党组织下面：{reason}。请另选一类。", "category")
        ]
    if category not in categories.CATEGORIES:
        return [Complaint("没有这个组织类别，请从列表中重新选择。", "category")]
    return []


def _judge_units(seed: Seed, complaints: list[Complaint], gaps: list[Gap]) -> Seed:
    """The unit part of ``seed``: situation by category, entries as stored, one default."""
    if not categories.needs_unit(seed.category):
        return replace(seed, situation="", units=(), default=0)
    if categories.is_joint(seed.category):
        seed = replace(seed, situation=Situation.JOINT)
    elif seed.situation not in (Situation.SAME_AS_SUPERIOR, Situation.LEGAL_UNIT):
        complaints.append(Complaint(_situation_sentence(seed.situation), "situation"))
        return seed
    if seed.situation == Situation.SAME_AS_SUPERIOR:
        return replace(seed, units=(), default=0)
    entries = tuple(
        judge_entry(entry, index, complaints, gaps) if isinstance(entry, UnitEntry) else entry
        for index, entry in enumerate(seed.units)
    )
    seed = replace(seed, units=entries)
    _judge_number_of_units(seed, complaints, gaps)
    judge_repetitions(seed.units, complaints)
    return seed


def _situation_sentence(situation: str) -> str:
    if situation == Situation.JOINT:
        return "只有联合党支部（632、932）的所在单位情况是“联合党支部”，请改选一项。"
    if situation:
        return "没有这个所在单位情况，请从列表中重新选择。"
    return "请选择党组织所在单位情况。"


def _judge_number_of_units(seed: Seed, complaints: list[Complaint], gaps: list[Gap]) -> None:
    count = len(seed.units)
    if count == 0:
        gaps.append(Gap("ORG-06.unit", Complaint("请填写或选择党组织所在单位。", "units")))
        return
    if seed.situation == Situation.JOINT and count < 2:
        gaps.append(
            Gap(
                "ORG-06.units",
                Complaint("联合党支部至少要有两个单位，请点【新增单位】再加一个。", "units"),
            )
        )
    if seed.situation == Situation.LEGAL_UNIT and count > 1:
        complaints.append(
            Complaint("只有联合党支部可以有多个单位，请只保留一个，或改选联合党支部。", "units")
        )
    if not 0 <= seed.default < count:
        complaints.append(Complaint("请选定一个默认单位。", "default"))


def judge_repetitions(
    entries: Sequence[UnitEntry | UnitChoice], complaints: list[Complaint]
) -> None:
    """Add to ``complaints`` where the same unit is named twice in one save, at its second place."""
    seen: dict[object, int] = {}
    for index, entry in enumerate(entries):
        marks: list[tuple[object, str, str]] = []
        if isinstance(entry, UnitChoice):
            marks.append((entry.uid, "name", "这个单位"))
        else:
            if entry.name:
                marks.append((("name", entry.name), "name", "这个单位名称"))
            if entry.code:
                marks.append((("code", entry.code), "code", "这个单位代码"))
        for mark, field, what in marks:
            first = seen.setdefault(mark, index)
            if first != index:
                complaints.append(
                    Complaint(
                        f"{what}与第{first + 1}个单位重复，请核对。", unit_field(index, field)
                    )
                )


def judge_entry(
    entry: UnitEntry,
    index: int | None,
    complaints: list[Complaint],
    gaps: list[Gap],
    problem_of: Callable[[str], str] | None = None,
) -> UnitEntry:
    """One unit as stored: its five fields (UNT-03) and its code (UNT-04); adds what is wrong and
    what is missing.

    ``index`` is its place in the form of an organisation, None on a form of its own.
    ``problem_of`` says why an establishment does not go, by default for a unit that is linked.
    """
    name = texts.clean(entry.name)
    wrong = texts.problem(name, "单位名称", NAME_LENGTH, required=True)
    if wrong:
        complaints.append(Complaint(wrong, unit_field(index, "name")))
        name = ""
    if not entry.category:
        complaints.append(Complaint("请选择单位类别！", unit_field(index, "category")))
    wrong = (problem_of or establishment_problem)(entry.establishment)
    if wrong:
        complaints.append(Complaint(wrong, unit_field(index, "establishment")))
    if entry.has_party_group is None:
        gaps.append(
            Gap(
                "UNT-03.has_party_group",
                Complaint("请选择是否成立党组！", unit_field(index, "has_party_group")),
                index,
            )
        )
    code = narrow(entry.code)
    if not code:
        gaps.append(
            Gap(
                "UNT-03.code",
                Complaint("请填写党组织所在单位代码。", unit_field(index, "code")),
                index,
            )
        )
    else:
        sentence = unit_code.problem(code)
        if sentence is not None:
            complaints.append(Complaint(sentence, unit_field(index, "code")))
            code = ""
        else:
            code = unit_code.check(code).code
    return replace(entry, name=name, code=code)


def establishment_problem(establishment: str) -> str:
    """Why a unit of this ``establishment`` cannot be its organisation's unit; "" when it can."""
    if establishment in UNBUILT:
        return (
            "单位建立党组织情况为“应建未建立”或“未建立”的单位不能关联党组织，"
            "请先把该单位的建立党组织情况改为已建立的一类。"
        )
    if not establishment:
        return "请选择单位建立党组织情况。"
    if establishment not in CHOOSABLE_ESTABLISHMENTS:
        return "没有这个单位建立党组织情况，请从列表中重新选择。"
    return ""


def completed_establishment(establishment: str, category: str) -> str:
    """``establishment`` of a unit once an organisation of ``category`` is linked: a bare 1 becomes
    11–13 (GEN-09), everything else stays."""
    fitting = categories.ESTABLISHMENT.get(category, BARE)
    return fitting if establishment == BARE and fitting.startswith(BARE) else establishment


def code_findings(code: str) -> dict[str, tuple[str, dict[str, str]]]:
    """UNT-04 as findings of a unit with the stored ``code``: rule → (field, arguments)."""
    if not code:
        return {"UNT-03.code": ("code", {})}
    if len(code) == unit_code.CREDIT_LENGTH:
        if code[0] not in unit_code.REGISTRARS:
            return {"UNT-04.registrar": ("code", {})}
        if code[:2] not in unit_code.ENTITY_TYPES:
            return {"UNT-04.kind": ("code", {})}
        return {}
    if len(code) == unit_code.ORGANIZATION_LENGTH:
        return {}
    return {"UNT-04.length": ("code", {"length": str(len(code))})}


UNIT_RULES = (
    "UNT-03.code",
    "UNT-03.has_party_group",
    "UNT-04.length",
    "UNT-04.registrar",
    "UNT-04.kind",
    "UNT-02",
    "UNT-08",
    "GEN-09.unit_category",
    "GEN-09.establishment",
)
ORGANIZATION_RULES = (
    "ORG-06.unit",
    "ORG-06.units",
    "ORG-06.default",
    "ORG-03.secretary",
    "ORG-03.contact",
    "ORG-03.phone",
    "GEN-09.category",
)
