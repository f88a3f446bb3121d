"""Calendar arithmetic of members' dates (MEM-02, MEM-03, MEM-04).

Everything compares calendar dates; ``on`` is the day of asking, given by the caller. 29 February
counts as 28 February in years that have none. Functions ending in ``_problem`` return the
sentence that refuses, those ending in ``_warning`` the sentence of the data check; None is right.
"""

from __future__ import annotations

import re
from datetime import date

from dengta.codes.rules.characters import narrow
from dengta.codes.rules.probation import period_of
from dengta.refusal import Refusal

ADULT_YEARS = 18
JOINING_YEARS = 16
PROBATION_YEARS = 1

_DAY = re.compile(r"([0-9]{4})(?:[-./年])([0-9]{1,2})(?:[-./月])([0-9]{1,2})日?", re.ASCII)
_EIGHT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_MONTH = re.compile(r"([0-9]{4})(?:[-./年]?)([0-9]{1,2})月?", re.ASCII)


def parse(text: str, *, field: str = "", name: str = "日期") -> date:
    """The day that people write as 2017-06-01, 2017.6.1, 2017/6/1, 20170601 or 2017年6月1日.

    Refuses anything else, and days that do not exist, with ``name`` in the sentence.
    """
    typed = narrow(text)
    found = _DAY.fullmatch(typed) or _EIGHT.fullmatch(typed)
    if not typed:
        raise Refusal(f"请填写{name}。", field=field)
    if found is None:
        raise Refusal(f"{name}请按“年-月-日”填写，例如2017-06-01。", field=field)
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise Refusal(f"{name}不是真实存在的日期，请检查年、月、日。", field=field) from None


def parse_month(text: str, *, field: str = "", name: str = "年月") -> date:
    """The first day of a month that people write as 2017-06, 2017.6, 201706 or 2017年6月."""
    typed = narrow(text)
    found = _MONTH.fullmatch(typed)
    if not typed:
        raise Refusal(f"请填写{name}。", field=field)
    if found is None:
        raise Refusal(f"{name}请按“年-月”填写，例如2017-06。", field=field)
    try:
        return date(int(found[1]), int(found[2]), 1)
    except ValueError:
        raise Refusal(f"{name}不是真实存在的月份，请检查。", field=field) from None


def anniversary(day: date, years: int) -> date:
    """``day`` moved by ``years``; 29 February becomes 28 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


def full_years(since: date, on: date) -> int:
    """Whole years from ``since`` to ``on``, 0 when ``on`` is earlier."""
    years = on.year - since.year
    if years > 0 and on < anniversary(since, years):
        years -= 1
    return max(years, 0)


def age(birth_date: date, on: date) -> int:
    """Age shown on a record: full years (MEM-02)."""
    return full_years(birth_date, on)


def party_years(full_on: date | None, on: date) -> int | None:
    """党龄: full years since 转为正式党员日期; None for 预备党员 (MEM-02)."""
    return None if full_on is None else full_years(full_on, on)


def birth_date_problem(birth_date: date, on: date) -> str | None:
    """Refuses a birth in the future and people under 18 (MEM-03)."""
    if birth_date > on:
        return "出生日期晚于今天，请检查。"
    if anniversary(birth_date, ADULT_YEARS) > on:
        return f"年龄不满{ADULT_YEARS}周岁，不能登记为党员，请检查出生日期。"
    return None


def joining_problem(birth_date: date, joined_on: date, on: date) -> str | None:
    """Refuses 加入党组织日期 in the future or less than 16 years after birth (MEM-04)."""
    if joined_on > on:
        return "加入党组织日期晚于今天，请检查。"
    if anniversary(birth_date, JOINING_YEARS) > joined_on:
        return f"加入党组织日期时不满{JOINING_YEARS}周岁，请检查出生日期和加入党组织日期。"
    return None


def confirming_problem(joined_on: date, full_on: date, on: date) -> str | None:
    """Refuses 转为正式党员日期 in the future, before joining, or too soon after it (MEM-04).

    Too soon is less than a year, unless the statutes of the day of joining knew a shorter
    probation or none: then only :func:`confirming_warning` speaks.
    """
    if full_on > on:
        return "转为正式党员日期晚于今天，请检查。"
    if full_on < joined_on:
        return "转为正式党员日期早于加入党组织日期，请检查。"
    if _too_soon(joined_on, full_on) and period_of(joined_on) is None:
        return "转为正式党员日期应在加入党组织满一年以后，请检查这两个日期。"
    return None


def confirming_warning(joined_on: date, full_on: date) -> str | None:
    """Warns of less than a year of probation where the statutes of that time allowed it."""
    period = period_of(joined_on)
    if period is None or full_on < joined_on or not _too_soon(joined_on, full_on):
        return None
    return (
        "转为正式党员日期距加入党组织日期不满一年。"
        f"当时的规定：{period.basis}。请核对档案，属实的可注明情况属实。"
    )


def lost_contact_problem(joined_on: date, lost_month: date, on: date) -> str | None:
    """Refuses a month of 失去联系日期 before that of joining or after this one (MEM-04)."""
    month = (lost_month.year, lost_month.month)
    if month > (on.year, on.month):
        return "失去联系日期晚于本月，请检查。"
    if month < (joined_on.year, joined_on.month):
        return "失去联系日期早于加入党组织的月份，请检查。"
    return None


def _too_soon(joined_on: date, full_on: date) -> bool:
    return full_on < anniversary(joined_on, PROBATION_YEARS)
