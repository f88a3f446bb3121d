"""Dates of members: 29 February, 16, 18 and one year, and the periods without probation."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengta.codes.rules import dates, probation
from dengta.refusal import Refusal

TODAY = date(2017, 7, 15)
days = st.dates(min_value=date(1920, 1, 1), max_value=date(2099, 12, 31))


@pytest.mark.parametrize(
    "text",
    ["2017-06-01", "2017.6.1", "2017/6/1", "20170601", "2017年6月1日", "２０１７－０６－０１ "],
)
def test_days_as_people_write_them(text: str) -> None:
    assert dates.parse(text) == date(2017, 6, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "请填写出生日期"),
        ("2017-02-29", "不是真实存在"),
        ("2017-13-01", "不是真实存在"),
        ("0000-01-01", "不是真实存在"),
        ("2017-6", "例如"),
        ("昨天", "例如"),
        ("17-06-01", "例如"),
        ("٢٠١٧-06-01", "例如"),
    ],
)
def test_days_that_cannot_be_read(text: str, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        dates.parse(text, field="birth_date", name="出生日期")
    assert words in refused.value.sentence
    assert refused.value.complaints[0].field == "birth_date"


@pytest.mark.parametrize("text", ["2017-06", "2017.6", "201706", "2017年6月", "2017/06"])
def test_months_as_people_write_them(text: str) -> None:
    assert dates.parse_month(text) == date(2017, 6, 1)


@pytest.mark.parametrize("text", ["", "2017-13", "2017", "六月"])
def test_months_that_cannot_be_read(text: str) -> None:
    with pytest.raises(Refusal):
        dates.parse_month(text)


@given(days)
def test_a_day_written_down_reads_as_itself(day: date) -> None:
    assert dates.parse(day.isoformat()) == day
    assert dates.parse(f"{day.year}年{day.month}月{day.day}日") == day


@pytest.mark.spec("MEM-04")
@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2000, 2, 29), 18, date(2018, 2, 28)),
        (date(2000, 2, 29), 16, date(2016, 2, 29)),
        (date(2015, 2, 28), 1, date(2016, 2, 28)),
        (date(2016, 7, 1), 1, date(2017, 7, 1)),
    ],
)
def test_the_29th_of_february_counts_as_the_28th(day: date, years: int, expected: date) -> None:
    assert dates.anniversary(day, years) == expected


@pytest.mark.spec("MEM-02")
@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(1990, 7, 15), date(2017, 7, 14), 26),
        (date(1990, 7, 15), date(2017, 7, 15), 27),
        (date(1960, 2, 29), date(2017, 2, 27), 56),
        (date(1960, 2, 29), date(2017, 2, 28), 57),
        (date(1960, 2, 29), date(2016, 2, 28), 55),
        (date(1960, 2, 29), date(2016, 2, 29), 56),
        (date(2017, 7, 16), date(2017, 7, 15), 0),
    ],
)
def test_age_in_full_years(born: date, on: date, years: int) -> None:
    assert dates.age(born, on) == years


@pytest.mark.spec("MEM-02")
def test_party_years_count_from_becoming_a_full_member() -> None:
    assert dates.party_years(date(2000, 7, 1), date(2017, 6, 30)) == 16
    assert dates.party_years(date(2000, 7, 1), date(2017, 7, 1)) == 17
    assert dates.party_years(None, TODAY) is None


@pytest.mark.spec("MEM-02", "MEM-04")
@given(days, st.integers(0, 100))
def test_years_are_full_from_the_anniversary_on(day: date, years: int) -> None:
    reached = dates.anniversary(day, years)
    assert dates.full_years(day, reached) == years
    if years:
        assert dates.full_years(day, reached - timedelta(days=1)) == years - 1


@pytest.mark.spec("MEM-03")
@pytest.mark.parametrize(
    ("born", "refused"),
    [
        (date(1999, 7, 15), False),
        (date(1999, 7, 16), True),
        (date(2017, 7, 16), True),
        (date(1960, 2, 29), False),
    ],
)
def test_members_are_at_least_eighteen(born: date, refused: bool) -> None:
    assert (dates.birth_date_problem(born, TODAY) is not None) == refused


@pytest.mark.spec("MEM-03")
def test_a_leap_day_child_is_eighteen_on_28_february() -> None:
    assert dates.birth_date_problem(date(2000, 2, 29), date(2018, 2, 27)) is not None
    assert dates.birth_date_problem(date(2000, 2, 29), date(2018, 2, 28)) is None


@pytest.mark.spec("MEM-04")
@pytest.mark.parametrize(
    ("born", "joined", "words"),
    [
        (date(1990, 1, 1), date(2006, 1, 1), None),
        (date(1990, 1, 1), date(2005, 12, 31), "不满16周岁"),
        (date(1960, 2, 29), date(1976, 2, 28), "不满16周岁"),
        (date(1960, 2, 29), date(1976, 2, 29), None),
        (date(1990, 1, 1), date(2017, 7, 15), None),
        (date(1990, 1, 1), date(2017, 7, 16), "晚于今天"),
    ],
)
def test_joining_at_sixteen_and_not_in_the_future(
    born: date, joined: date, words: str | None
) -> None:
    sentence = dates.joining_problem(born, joined, TODAY)
    assert (sentence is None) if words is None else (words in (sentence or ""))


@pytest.mark.spec("MEM-04")
@pytest.mark.parametrize(
    ("joined", "full", "words"),
    [
        (date(2015, 7, 1), date(2016, 7, 1), None),
        (date(2015, 7, 1), date(2016, 6, 30), "满一年"),
        (date(2016, 2, 29), date(2017, 2, 28), None),
        (date(2016, 2, 29), date(2017, 2, 27), "满一年"),
        (date(2015, 2, 28), date(2016, 2, 28), None),
        (date(2016, 7, 1), date(2017, 7, 16), "晚于今天"),
        (date(2016, 7, 1), date(2016, 6, 30), "早于"),
        (date(1969, 4, 13), date(1969, 4, 14), "满一年"),
        (date(1969, 4, 14), date(1969, 4, 14), None),
        (date(1977, 8, 17), date(1977, 8, 17), None),
        (date(1977, 8, 18), date(1978, 8, 17), "满一年"),
        (date(1977, 8, 18), date(1978, 8, 18), None),
        (date(1972, 5, 1), date(1972, 4, 30), "早于"),
        (date(1956, 9, 26), date(1957, 3, 26), "满一年"),
        (date(1950, 7, 1), date(1951, 1, 1), None),
    ],
)
def test_a_year_of_probation_where_the_statutes_asked_for_it(
    joined: date, full: date, words: str | None
) -> None:
    sentence = dates.confirming_problem(joined, full, TODAY)
    assert (sentence is None) if words is None else (words in (sentence or ""))


@pytest.mark.spec("MEM-04")
@pytest.mark.parametrize(
    ("joined", "full", "warned"),
    [
        (date(1969, 4, 14), date(1969, 4, 14), True),
        (date(1977, 8, 17), date(1978, 8, 16), True),
        (date(1977, 8, 17), date(1978, 8, 17), False),
        (date(1950, 7, 1), date(1951, 1, 1), True),
        (date(2015, 7, 1), date(2016, 6, 30), False),
        (date(1972, 5, 1), date(1972, 4, 30), False),
    ],
)
def test_a_shorter_interval_warns_where_the_statutes_allowed_it(
    joined: date, full: date, warned: bool
) -> None:
    assert (dates.confirming_warning(joined, full) is not None) == warned


@pytest.mark.spec("MEM-04")
@given(days, days)
def test_too_short_is_refused_or_warned_never_both_never_neither(joined: date, full: date) -> None:
    refused = dates.confirming_problem(joined, full, date(2100, 1, 1)) is not None
    warned = dates.confirming_warning(joined, full) is not None
    assert not (refused and warned)
    assert (refused or warned) == (full < dates.anniversary(joined, 1))


@pytest.mark.spec("MEM-04")
def test_the_periods_are_rows_in_order_that_do_not_overlap() -> None:
    rows = probation.periods()
    none = [row for row in rows if row.months == 0 and row.valid_from.year > 1949]
    assert [(row.valid_from, row.valid_until) for row in none] == [
        (date(1969, 4, 14), date(1977, 8, 17))
    ]
    for row in rows:
        assert row.valid_from <= row.valid_until
        assert 0 <= row.months < 12
    for earlier, later in pairwise(rows):
        assert earlier.valid_until < later.valid_from


@pytest.mark.spec("MEM-04")
@pytest.mark.parametrize(
    ("month", "refused"),
    [
        (date(2010, 6, 1), True),
        (date(2010, 7, 1), False),
        (date(2017, 7, 1), False),
        (date(2017, 8, 1), True),
    ],
)
def test_the_month_of_losing_contact(month: date, refused: bool) -> None:
    sentence = dates.lost_contact_problem(date(2010, 7, 20), month, TODAY)
    assert (sentence is not None) == refused
