"""The sixteen items of a member's record (MEM-01 … MEM-04), as plain values.

``settle`` is the one place where they are judged: enrolment, editing, loading and the data check
read the same complaints and warnings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Protocol

from dengta.codes.rules import dates, phone, texts
from dengta.codes.rules import id_number as numbers
from dengta.codes.rules.characters import narrow
from dengta.members.rules.standing import Category
from dengta.refusal import Complaint, Refusal, refuse_any

NAME_LENGTH = texts.PERSON_LENGTH
ADDRESS_LENGTH = 200
PLACE_LENGTH = 100
REGION_LENGTH = 50

HOME_PROVINCE = "370000"
"""Inside it 市 and 县 of 外出流向 come from the table, elsewhere they are typed (MEM-01)."""

LABELS: dict[str, str] = {
    "name": "姓名",
    "sex": "性别",
    "ethnicity": "民族",
    "id_number": "公民身份证号",
    "birth_date": "出生日期",
    "education": "学历",
    "category": "人员类别",
    "branch": "所在党支部",
    "joined_on": "加入党组织日期",
    "full_on": "转为正式党员日期",
    "post": "工作岗位",
    "phone": "联系电话",
    "address": "家庭住址",
    "status": "党籍状态",
    "lost": "是否为失联党员",
    "floating": "是否流动党员",
}
"""The sixteen items in the order of the form: field → label."""

PART_LABELS: dict[str, str] = {
    "lost_since": "失去联系日期",
    "floating_province": "外出流向（省）",
    "floating_city": "外出流向（市）",
    "floating_county": "外出流向（县）",
    "floating_place": "外出流向（具体地点）",
}
"""What two of the items ask for besides."""

CHOSEN: dict[str, str] = {
    "sex": "gender",
    "ethnicity": "ethnicity_2017_template",
    "education": "education_2017_template",
    "category": "member_category",
    "post": "job_post_2017_template",
    "status": "membership_status",
    "floating_province": "region_province",
}
"""Fields chosen from a code table: field → table."""

REGIONS = "region_shandong_201707"

SECRET = frozenset({"id_number", "phone", "address"})
"""Fields that lists and the log mask."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The items as typed or as stored; the branch is not among them.

    Codes and texts are strings, "" when missing; dates and the two questions are None when
    missing. ``lost_since`` is a month, as its first day.
    """

    name: str = ""
    sex: str = ""
    ethnicity: str = ""
    id_number: str = ""
    birth_date: date | None = None
    education: str = ""
    category: str = ""
    joined_on: date | None = None
    full_on: date | None = None
    post: str = ""
    phone: str = ""
    address: str = ""
    status: str = "1"
    lost: bool | None = None
    lost_since: date | None = None
    floating: bool | None = None
    floating_province: str = ""
    floating_city: str = ""
    floating_county: str = ""
    floating_place: str = ""

    @property
    def id_is_unknown(self) -> bool:
        return self.id_number == numbers.UNKNOWN


FIELDS = tuple(field.name for field in fields(Facts))


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that may be saved but stands in the data check: the rule and the field."""

    rule: str
    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Settled:
    """``facts`` as they would be stored; they may be when there are no ``complaints``."""

    facts: Facts
    complaints: tuple[Complaint, ...]
    warnings: tuple[Warned, ...]


def label_of(field: str) -> str:
    """The Chinese label of an item or of its part."""
    return LABELS.get(field) or PART_LABELS[field]


def settle(facts: Facts, on: date) -> Settled:
    """``facts`` put in order and judged as of the day ``on``; every complaint at once (GEN-13).

    Sex and birth date come from the ID number where they are missing (MEM-02); what does not
    apply (转为正式党员日期 of 预备党员, where somebody went who did not) is dropped. Codes are
    judged elsewhere: they need the tables.
    """
    complaints: dict[str, str] = {}
    facts = _tidied(facts)
    number = _number(facts, complaints)
    if number is not None:
        facts = replace(
            facts,
            id_number=number.number,
            sex=facts.sex or number.sex.value,
            birth_date=facts.birth_date or number.birth_date,
        )
    _texts(facts, complaints)
    _phone(facts, complaints)
    _chosen(facts, complaints)
    _dates(facts, on, complaints)
    _lost(facts, on, complaints)
    _floating(facts, complaints)
    ordered = [*LABELS, *PART_LABELS]
    return Settled(
        facts=facts,
        complaints=tuple(
            Complaint(complaints[field], field) for field in ordered if field in complaints
        ),
        warnings=tuple(_warnings(facts, number)),
    )


def differing(old: Facts, new: Facts) -> tuple[str, ...]:
    """The fields in which two sets of facts differ, in the order of the form."""
    return tuple(field for field in FIELDS if getattr(old, field) != getattr(new, field))


def _tidied(facts: Facts) -> Facts:
    probationary = facts.category == Category.PROBATIONARY
    return replace(
        facts,
        name=texts.clean(facts.name),
        id_number=numbers.normalize(facts.id_number),
        phone=narrow(facts.phone),
        address=texts.clean(facts.address),
        full_on=None if probationary else facts.full_on,
        lost_since=facts.lost_since.replace(day=1) if facts.lost and facts.lost_since else None,
        floating_province=facts.floating_province if facts.floating else "",
        floating_city=texts.clean(facts.floating_city) if facts.floating else "",
        floating_county=texts.clean(facts.floating_county) if facts.floating else "",
        floating_place=texts.clean(facts.floating_place) if facts.floating else "",
    )


def _number(facts: Facts, complaints: dict[str, str]) -> numbers.IdNumber | None:
    if facts.id_is_unknown:
        return None
    wrong = numbers.problem(facts.id_number)
    if wrong is not None:
        complaints["id_number"] = wrong
        return None
    return numbers.parse(facts.id_number)


def _texts(facts: Facts, complaints: dict[str, str]) -> None:
    for field, at_most in (("name", NAME_LENGTH), ("address", ADDRESS_LENGTH)):
        text = getattr(facts, field)
        wrong = texts.problem(text, LABELS[field], at_most, required=True)
        if wrong is not None:
            complaints[field] = wrong


def _phone(facts: Facts, complaints: dict[str, str]) -> None:
    wrong = phone.problem(facts.phone)
    if wrong is not None:
        complaints["phone"] = wrong


def _chosen(facts: Facts, complaints: dict[str, str]) -> None:
    for field in ("sex", "ethnicity", "education", "category", "post", "status"):
        if not getattr(facts, field):
            complaints[field] = f"请选择{LABELS[field]}。"
    for field in ("lost", "floating"):
        if getattr(facts, field) is None:
            complaints[field] = f"请选择{LABELS[field]}。"


def _dates(facts: Facts, on: date, complaints: dict[str, str]) -> None:
    birth, joined, full = facts.birth_date, facts.joined_on, facts.full_on
    if birth is None:
        complaints["birth_date"] = "请填写出生日期。"
    elif birth.year < numbers.EARLIEST_YEAR:
        complaints["birth_date"] = f"出生日期早于{numbers.EARLIEST_YEAR}年，请检查。"
    elif wrong := dates.birth_date_problem(birth, on):
        complaints["birth_date"] = wrong
    if joined is None:
        complaints["joined_on"] = "请填写加入党组织日期。"
    elif joined > on:
        complaints["joined_on"] = "加入党组织日期晚于今天，请检查。"
    elif (
        birth is not None
        and "birth_date" not in complaints
        and (wrong := dates.joining_problem(birth, joined, on))
    ):
        complaints["joined_on"] = wrong
    if facts.category != Category.FULL:
        return
    if full is None:
        complaints["full_on"] = "正式党员要填写转为正式党员日期。"
    elif full > on:
        complaints["full_on"] = "转为正式党员日期晚于今天，请检查。"
    elif (
        joined is not None
        and joined <= on
        and (wrong := dates.confirming_problem(joined, full, on))
    ):
        complaints["full_on"] = wrong


def _lost(facts: Facts, on: date, complaints: dict[str, str]) -> None:
    if not facts.lost:
        return
    if facts.lost_since is None:
        complaints["lost_since"] = "失联党员要填写失去联系日期（年、月）。"
        return
    wrong = dates.lost_contact_problem(facts.joined_on or date.min, facts.lost_since, on)
    if wrong is not None:
        complaints["lost_since"] = wrong


def _floating(facts: Facts, complaints: dict[str, str]) -> None:
    if not facts.floating:
        return
    if not facts.floating_province:
        complaints["floating_province"] = "流动党员要选择外出流向的省份。"
    if not facts.floating_city:
        complaints["floating_city"] = "流动党员要填写外出流向的城市。"
    for field, at_most in (
        ("floating_city", REGION_LENGTH),
        ("floating_county", REGION_LENGTH),
        ("floating_place", PLACE_LENGTH),
    ):
        wrong = texts.problem(getattr(facts, field), PART_LABELS[field], at_most)
        if wrong is not None:
            complaints[field] = wrong


def _warnings(facts: Facts, number: numbers.IdNumber | None) -> list[Warned]:
    found: list[Warned] = []
    if number is not None and facts.sex and facts.sex != number.sex:
        found.append(
            Warned("MEM-02.sex", "sex", "性别与公民身份证号不一致，可以保存，将列入数据校核。")
        )
    if number is not None and facts.birth_date and facts.birth_date != number.birth_date:
        found.append(
            Warned(
                "MEM-02.birth_date",
                "birth_date",
                "出生日期与公民身份证号不一致，可以保存，将列入数据校核。",
            )
        )
    if facts.joined_on and facts.full_on:
        sentence = dates.confirming_warning(facts.joined_on, facts.full_on)
        if sentence is not None:
            found.append(Warned("MEM-04.interval", "full_on", sentence))
    return found


class Sixteen(Protocol):
    """What :func:`sixteen` reads of a member."""

    @property
    def facts(self) -> Facts: ...
    @property
    def branch_name(self) -> str: ...


def sixteen(member: Sixteen, label: Callable[[str, str], str]) -> list[tuple[str, str]]:
    """The sixteen items of a record as (label, text), in the order of the form (MEM-13).

    ``label`` gives the label of a code: (table, code) → text. The number of an unknown ID stands
    as its 18 zeros; 转为正式党员日期 of 预备党员 is empty.
    """
    facts = member.facts
    texts_of = {field: text_of(facts, field, label) for field in LABELS if field != "branch"}
    texts_of["branch"] = member.branch_name
    return [(LABELS[field], texts_of[field]) for field in LABELS]


def text_of(facts: Facts, field: str, label: Callable[[str, str], str]) -> str:
    """One item as people read it; 失联 and 流动 with their month and place."""
    value = getattr(facts, field)
    if field == "lost":
        since = facts.lost_since
        return f"是（{since:%Y-%m}起）" if facts.lost and since else yes_no(value)
    if field == "floating":
        where = floating_text(facts, label)
        return f"是（{where}）" if facts.floating and where else yes_no(value)
    if field == "lost_since":
        return f"{value:%Y-%m}" if value else ""
    if isinstance(value, date):
        return value.isoformat()
    if field in CHOSEN:
        return label(CHOSEN[field], value)
    if field in {"floating_city", "floating_county"}:
        return label(REGIONS, value) if facts.floating_province == HOME_PROVINCE else value
    return value or ""


def floating_text(facts: Facts, label: Callable[[str, str], str]) -> str:
    """外出流向 in one line: 省 市 县 and the free line."""
    parts = (
        text_of(facts, field, label)
        for field in (
            "floating_province",
            "floating_city",
            "floating_county",
            "floating_place",
        )
    )
    return " ".join(part for part in parts if part)


def yes_no(value: bool | None) -> str:
    """是, 否, or nothing when it was never answered."""
    return "" if value is None else "是" if value else "否"


def person_of(name: str, id_number: str) -> tuple[str, str]:
    """A name and number as they are stored, where a real person is asked for (the register, a
    look-up). Refuses 18 zeros, and what is wrong with either, each beside its field."""
    if numbers.is_unknown(id_number):
        raise Refusal(UNKNOWN_ID, field="id_number")
    name, number = texts.clean(name), numbers.normalize(id_number)
    wrong = {
        "name": texts.problem(name, LABELS["name"], NAME_LENGTH, required=True),
        "id_number": numbers.problem(number),
    }
    refuse_any(Complaint(sentence, field) for field, sentence in wrong.items() if sentence)
    return name, number


UNKNOWN_ID = (
    "身份证号暂时不知道（18个0）的党员不能在这里补录，"
    "要通过“党员实名认证申请”办理，该功能开通后再录入。"
)
"""MEM-03: the way of an unknown number is 党员实名认证申请, which comes with its own page."""
