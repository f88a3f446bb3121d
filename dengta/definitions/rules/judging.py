"""What was typed into a set: the values as stored, and everything that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dengta.codes.rules import dates, phone, texts
from dengta.codes.rules.characters import narrow
from dengta.definitions.rules.shapes import YES_NO, FieldRule, Kind
from dengta.refusal import Complaint, Refusal

ChoiceProblem = Callable[[FieldRule, str], str | None]
"""Why a code may not be chosen anew; None when it may."""

LARGEST = Decimal(10) ** 12
GONE = "没有这个选项，请从列表中重新选择。"

_WHOLE = re.compile(r"[0-9]+", re.ASCII)
_DECIMAL = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)
_CHOSEN = {Kind.YES_NO, Kind.OPTION, Kind.CODE}


@dataclass(frozen=True, slots=True)
class Judged:
    """``values`` as stored; those that were refused are left out."""

    values: dict[str, str]
    complaints: tuple[Complaint, ...]


def judge(
    fields: Iterable[FieldRule],
    typed: Mapping[str, str],
    choice_problem: ChoiceProblem,
    standing: Mapping[str, str] | None = None,
    *,
    today: date = date.max,
) -> Judged:
    """``typed`` (field → text) against ``fields``; what no field asks for is not read.

    A value that stands already stays even where it could not be chosen anew (GEN-09). Complaints
    stand beside the field's name (GEN-13). ``today`` is the day after which a date lies in the
    future.
    """
    values: dict[str, str] = {}
    complaints: list[Complaint] = []
    asked = tuple(fields)
    for each in asked:
        text = typed.get(each.name, "")
        if not narrow(text):
            if each.required and not each.filled_from:
                complaints.append(Complaint(_missing(each), each.name))
            continue
        if standing is not None and text == standing.get(each.name):
            values[each.name] = text
            continue
        try:
            values[each.name] = _value(each, text, choice_problem)
        except Refusal as refusal:
            complaints.extend(Complaint(one.sentence, each.name) for one in refusal.complaints)
    refused = {each.field for each in complaints}
    for each in asked:
        if each.filled_from and each.name not in values and each.name not in refused:
            complaints.extend(_fill(each, values, refused))
    complaints.extend(_wrong_days(asked, values, today))
    places = {each.name: at for at, each in enumerate(asked)}
    return Judged(values, tuple(sorted(complaints, key=lambda one: places[one.field])))


def missing(fields: Iterable[FieldRule], values: Mapping[str, str]) -> list[FieldRule]:
    """The fields that are still to be filled in (the tab says how many)."""
    return [each for each in fields if not each.optional and not values.get(each.name)]


def _fill(field: FieldRule, values: dict[str, str], refused: set[str]) -> list[Complaint]:
    """Put the day that follows from the others where nothing was typed; what is missing when they
    do not give it. Of what is wrong with them they tell themselves."""
    day, years = field.filled_from
    if day in values and years in values:
        try:
            filled = dates.anniversary(date.fromisoformat(values[day]), int(values[years]))
        except (ValueError, OverflowError):
            return [Complaint(_missing(field), field.name)]
        values[field.name] = filled.isoformat()
        return []
    if not field.required or {day, years} & refused:
        return []
    return [Complaint(_missing(field), field.name)]


def _wrong_days(
    fields: Iterable[FieldRule], values: Mapping[str, str], today: date
) -> list[Complaint]:
    """Days that lie in the future, or before the day that they follow."""
    labels = {each.name: each.label for each in fields}
    found: list[Complaint] = []
    for each in fields:
        day = values.get(each.name, "")
        if not day:
            continue
        if each.not_future and day > today.isoformat():
            found.append(Complaint(f"{each.label}晚于今天，请检查。", each.name))
        elif each.not_before and day < values.get(each.not_before, ""):
            earlier = f"{labels[each.not_before]}（{values[each.not_before]}）"
            found.append(Complaint(f"{each.label}早于{earlier}，请检查这两个日期。", each.name))
    return found


def _missing(field: FieldRule) -> str:
    return f"请{'选择' if field.kind in _CHOSEN else '填写'}{field.label}。"


def _value(field: FieldRule, text: str, choice_problem: ChoiceProblem) -> str:
    match field.kind:
        case Kind.TEXT | Kind.PERSON | Kind.LONG_TEXT:
            return _text(field, text)
        case Kind.PHONE:
            return phone.check(text)
        case Kind.NUMBER | Kind.AMOUNT:
            return _number(field, text)
        case Kind.DATE:
            return dates.parse(text, name=field.label).isoformat()
        case Kind.MONTH:
            return dates.parse_month(text, name=field.label).isoformat()[:7]
        case Kind.YES_NO | Kind.OPTION:
            options = YES_NO if field.kind is Kind.YES_NO else field.options
            if text not in {code for code, _label in options}:
                raise Refusal(GONE)
            return text
        case Kind.CODE:
            if (wrong := choice_problem(field, text)) is not None:
                raise Refusal(wrong)
            return text


def _text(field: FieldRule, text: str) -> str:
    cleaned = texts.clean(text)
    longest = texts.PERSON_LENGTH if field.kind is Kind.PERSON else field.longest
    if (wrong := texts.problem(cleaned, field.label, longest)) is not None:
        raise Refusal(wrong)
    return cleaned


def _number(field: FieldRule, text: str) -> str:
    """A number as it is stored: no signs but the point, no zeros in front."""
    number = narrow(text).replace(",", "")
    measure = f"（单位：{field.measure}）" if field.measure else ""
    if field.kind is Kind.NUMBER and not _WHOLE.fullmatch(number):
        raise Refusal(f"{field.label}只能填写整数{measure}，没有的填0。")
    if not _DECIMAL.fullmatch(number):
        raise Refusal(f"{field.label}只能填写数字{measure}，没有的填0。")
    if len(number.partition(".")[2]) > field.places:
        raise Refusal(f"{field.label}最多保留{field.places}位小数{measure}，请检查。")
    if len(number) > 20 or Decimal(number) >= LARGEST:
        raise Refusal(f"{field.label}太大，请检查{measure}。")
    value = Decimal(number)
    if field.least is not None and value < field.least:
        raise Refusal(f"{field.label}不能小于{field.least}{measure}，请检查。")
    if field.most is not None and value > field.most:
        raise Refusal(f"{field.label}不能大于{field.most}{measure}，请检查。")
    return f"{value:.{field.places}f}"
