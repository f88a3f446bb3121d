"""What is wrong with the rows of a sheet of administrators, cell by cell, all at once (ACC-06)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from uuid import UUID

from dengta.access.permissions import FUNCTIONS, SUBSYSTEM_LABELS, Can
from dengta.access.roles import ROLE_LABELS, Role
from dengta.accounts.rules import people
from dengta.accounts.rules.sets import READY_SETS
from dengta.codes.rules import id_number as ids
from dengta.codes.rules import phone
from dengta.imports.rules.sheet import COLUMN_LABELS, Column, Typed

ROWS_NAMED = 3
"""How many other rows a sentence about a repetition names."""

ROLES = {label: role for role, label in ROLE_LABELS.items()}
SETS = {each.label: each.functions for each in READY_SETS}
SINGLE = {label: can for can, (_, label) in FUNCTIONS.items()} | {
    SUBSYSTEM_LABELS[subsystem] + label: can for can, (subsystem, label) in FUNCTIONS.items()
}
_BETWEEN = re.compile(r"[、，,；;\n]+")
_INSIDE = re.compile(r"[\s·•・.．:：\-－—]+")

ID_AS_NUMBER = "身份证号被存成了数字，后几位已经丢失。请对照身份证重新填写18位号码。"
CODE_AS_NUMBER = "党组织代码被存成了数字，开头的0可能已经丢失。请重新填写代码，或改填党组织全称。"
TAKEN = "此人已有账号，是{duty}。一人只能有一个账号、担任一种角色。"
NO_PLACE = "您管理的范围内没有“{text}”。请填写党组织全称或代码，一字不差。"
SEVERAL_PLACES = "有{count}个党组织都叫“{text}”，请改填党组织代码，例如 {code}。"
OFFICER_BELOW = "安全员只能由上级任命，本级党组织只能任命管理员和审计员。"
NO_DUTY = "这个党组织不能由您任命{duty}，请改正。"
NOT_A_ROLE = "角色只能填：管理员、安全员、审计员。"
NO_FUNCTIONS = "{duty}没有业务功能，这一格请空着。"
FUNCTIONS_MISSING = "管理员要写明功能，例如“基层管理员”，或者几项功能，用顿号隔开。"
NOT_A_FUNCTION = "没有“{text}”这项功能，请照空白表“填写说明”里的名称填写。"


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation within the officer's range, and the duties that he may appoint there."""

    uid: UUID
    name: str
    code: str
    path: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rows meet: organisations by the code or full name that was typed, the duties and
    mobile numbers of people who have an account."""

    places: Mapping[str, Sequence[Place]]
    duties: Mapping[str, Role]
    mobiles: AbstractSet[str]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with one cell."""

    column: Column
    sentence: str


@dataclass(frozen=True, slots=True)
class Order:
    """A row without faults: whom to authorise."""

    place: Place
    name: str
    id_number: str
    mobile: str
    role: Role
    functions: frozenset[Can]


@dataclass(frozen=True, slots=True)
class Judged:
    """``order`` is None while there are faults. ``breaks_separation``: the row would give a person
    a second duty, or an officer or auditor business functions (ACC-01)."""

    faults: tuple[Fault, ...]
    order: Order | None = None
    breaks_separation: bool = False


def judge(rows: Sequence[Typed], ground: Ground) -> dict[int, Judged]:
    """What is wrong with each row, by its number: alone, in the base, and among ``rows``."""
    persons = _numbers(rows, Column.ID_NUMBER)
    mobiles = _numbers(rows, Column.MOBILE)
    found: dict[int, Judged] = {}
    for row in rows:
        role = ROLES.get(row.cell(Column.ROLE))
        place, place_faults = _place(row, ground, role)
        functions, function_faults = functions_of(row.cell(Column.FUNCTIONS), role)
        id_faults, second_duty = _id_number(row, role, ground, persons)
        faults = [
            *_name(row.cell(Column.NAME)),
            *id_faults,
            *_mobile(row, ground, mobiles),
            *place_faults,
            *([] if role else [Fault(Column.ROLE, _missing(row, Column.ROLE) or NOT_A_ROLE)]),
            *function_faults,
        ]
        order = None
        if not faults and role and place:
            order = Order(
                place,
                row.cell(Column.NAME),
                row.cell(Column.ID_NUMBER),
                row.cell(Column.MOBILE),
                role,
                functions,
            )
        with_functions = role not in {None, Role.ADMINISTRATOR} and bool(functions)
        found[row.number] = Judged(tuple(faults), order, second_duty or with_functions)
    return found


def functions_of(text: str, role: Role | None) -> tuple[frozenset[Can], list[Fault]]:
    """The functions in a cell: ready sets and single ones, separated by 、 or a comma."""
    words = [word for part in _BETWEEN.split(text) if (word := _INSIDE.sub("", part))]
    found: set[Can] = set()
    wrong: list[Fault] = []
    for word in words:
        if word in SETS:
            found |= SETS[word]
        elif word in SINGLE:
            found.add(SINGLE[word])
        else:
            wrong.append(Fault(Column.FUNCTIONS, NOT_A_FUNCTION.format(text=word)))
    if role is Role.ADMINISTRATOR and not words:
        wrong.append(Fault(Column.FUNCTIONS, FUNCTIONS_MISSING))
    if role not in {None, Role.ADMINISTRATOR} and words:
        wrong = [Fault(Column.FUNCTIONS, NO_FUNCTIONS.format(duty=ROLE_LABELS[role]))]
    return frozenset(found), wrong


def id_of(row: Typed) -> str:
    """The row's right ID number; "" when it is none."""
    number = row.cell(Column.ID_NUMBER)
    right = Column.ID_NUMBER not in row.numeric and ids.problem(number) is None
    return number if right else ""


def mobile_of(row: Typed) -> str:
    """The row's right mobile number; "" when it is none."""
    number = row.cell(Column.MOBILE)
    return number if phone.is_mobile(number) else ""


def _numbers(rows: Iterable[Typed], column: Column) -> dict[str, list[Typed]]:
    found: dict[str, list[Typed]] = {}
    read = id_of if column is Column.ID_NUMBER else mobile_of
    for row in rows:
        if number := read(row):
            found.setdefault(number, []).append(row)
    return found


def _name(name: str) -> list[Fault]:
    problem = people.name_problem(name)
    return [Fault(Column.NAME, problem)] if problem else []


def _id_number(
    row: Typed, role: Role | None, ground: Ground, persons: Mapping[str, Sequence[Typed]]
) -> tuple[list[Fault], bool]:
    """The faults, and whether the person would get a second duty."""
    number = row.cell(Column.ID_NUMBER)
    if Column.ID_NUMBER in row.numeric:
        return [Fault(Column.ID_NUMBER, ID_AS_NUMBER)], False
    problem = ids.problem(number)
    if problem:
        return [Fault(Column.ID_NUMBER, problem)], False
    duty = ground.duties.get(number)
    if duty is not None:
        sentence = TAKEN.format(duty=ROLE_LABELS[duty])
        return [Fault(Column.ID_NUMBER, sentence)], role is not None and duty is not role
    others = [each for each in persons[number] if each.number != row.number]
    if not others:
        return [], False
    roles = {ROLES.get(each.cell(Column.ROLE)) for each in others} - {None}
    second = role is not None and bool(roles - {role})
    what = "与{rows}是同一个人" + ("，角色却不同。" if second else "。")
    return [
        Fault(
            Column.ID_NUMBER,
            what.format(rows=_named(others)) + "一人只能有一个账号，请改正或跳过其中的一行。",
        )
    ], second


def _mobile(row: Typed, ground: Ground, mobiles: Mapping[str, Sequence[Typed]]) -> list[Fault]:
    number = row.cell(Column.MOBILE)
    others = [each for each in mobiles.get(number, ()) if each.number != row.number]
    sentence = people.mobile_problem(number)
    if sentence is None and number in ground.mobiles:
        sentence = people.MOBILE_TAKEN
    elif sentence is None and others:
        sentence = f"与{_named(others)}的手机号码相同，请各填本人的手机号码。"
    return [Fault(Column.MOBILE, sentence)] if sentence else []


def _place(row: Typed, ground: Ground, role: Role | None) -> tuple[Place | None, list[Fault]]:
    text = row.cell(Column.ORGANIZATION)
    if not text:
        return None, [Fault(Column.ORGANIZATION, _missing(row, Column.ORGANIZATION))]
    found = ground.places.get(text, ())
    if Column.ORGANIZATION in row.numeric and not found:
        return None, [Fault(Column.ORGANIZATION, CODE_AS_NUMBER)]
    if not found:
        return None, [Fault(Column.ORGANIZATION, NO_PLACE.format(text=text))]
    if len(found) > 1:
        sentence = SEVERAL_PLACES.format(count=len(found), text=text, code=found[0].code)
        return None, [Fault(Column.ORGANIZATION, sentence)]
    place = found[0]
    if role is None or role in place.roles:
        return place, []
    if role is Role.OFFICER and place.roles:
        return place, [Fault(Column.ROLE, OFFICER_BELOW)]
    return place, [Fault(Column.ROLE, NO_DUTY.format(duty=ROLE_LABELS[role]))]


def _missing(row: Typed, column: Column) -> str:
    return "" if row.cell(column) else f"请填写{COLUMN_LABELS[column]}。"


def _named(rows: Sequence[Typed]) -> str:
    """第3行、第8行等5行."""
    named = "、".join(f"第{row.number}行" for row in rows[:ROWS_NAMED])
    return named if len(rows) <= ROWS_NAMED else f"{named}等{len(rows)}行"
