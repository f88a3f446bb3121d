from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengta.access.reach import CHILDREN_AT_MOST
from dengta.codes.rules import phone, texts, unit_code
from dengta.codes.rules.packaged import table_rows
from dengta.organizations.rules import categories, names, numbers
from dengta.organizations.rules.categories import SITUATION_LABELS as LABELS
from dengta.organizations.rules.categories import Situation
from dengta.organizations.rules.seeds import Seed, UnitEntry, code_findings, judge
from tests.world import PHONE, credit_code, unit_entry

TEXT = st.text(max_size=30)
ANY = st.one_of(TEXT, st.sampled_from(["", "1", "2", "3", "11", "13", "15", "631", "632", PHONE]))


def complete(category: str = "631", **changed: object) -> Seed:
    """A seed with nothing wrong and nothing missing."""
    joint = categories.is_joint(category)
    establishment = categories.ESTABLISHMENT.get(category, "13")
    units = tuple(
        unit_entry(f"{n}村", establishment=establishment) for n in ("甲", "乙")[: 1 + joint]
    )
    values: dict[str, Any] = {
        "name": "某党组织",
        "category": category,
        "secretary": "田禾秋",
        "contact": "赵麦香",
        "phone": PHONE,
        "situation": Situation.LEGAL_UNIT,
        "units": units,
    }
    return Seed(**(values | changed))


@pytest.mark.spec("ORG-03", "ORG-06")
@pytest.mark.parametrize("category", categories.CATEGORIES)
def test_a_complete_one_of_every_category_passes(category: str) -> None:
    superior = (
        next(one for one in categories.CATEGORIES if categories.may_hold(one, category))
        if (category != "111")
        else ""
    )
    judged = judge(complete(category), superior)
    assert (judged.complaints, judged.gaps) == ((), ())
    assert bool(judged.seed.units) is categories.needs_unit(category)


@pytest.mark.spec("ORG-03", "GEN-13")
@given(
    seed=st.builds(
        Seed,
        name=ANY,
        category=ANY,
        secretary=ANY,
        contact=ANY,
        phone=ANY,
        situation=ANY,
        units=st.lists(
            st.builds(
                UnitEntry,
                name=ANY,
                category=ANY,
                establishment=ANY,
                code=ANY,
                has_party_group=st.sampled_from([True, False, None]),
            ),
            max_size=3,
        ).map(tuple),
        default=st.integers(-2, 4),
        code=ANY,
    ),
    superior=st.sampled_from(categories.CATEGORIES),
)
def test_whatever_is_sent_is_judged_and_what_passes_can_be_stored(
    seed: Seed, superior: str
) -> None:
    judged = judge(seed, superior)
    assert all(one.sentence for one in judged.complaints)
    if judged.complaints or judged.gaps:
        return
    passed = judged.seed
    assert categories.may_hold(superior, passed.category)
    assert texts.problem(passed.name, "名称", names.NAME_LENGTH) is None
    assert phone.problem(passed.phone) is None
    assert bool(passed.units) is (
        categories.needs_unit(passed.category) and passed.situation != Situation.SAME_AS_SUPERIOR
    )
    for unit in passed.units:
        assert isinstance(unit, UnitEntry)
        assert unit_code.check(unit.code).code == unit.code


def test_situations_read_as_in_the_code_table() -> None:
    rows = table_rows("org_unit_situation")
    labels = {row.code: row.label for row in rows}
    assert labels == {each.value: each_label for each, each_label in LABELS.items()}


@pytest.mark.spec("ORG-16")
def test_full_width_digits_are_read_as_digits() -> None:
    judged = judge(complete(phone=" １３９００００００００ "), "611")
    assert judged.seed.phone == "13900000000"


@pytest.mark.spec("UNT-04")
def test_a_stored_code_that_warns_is_a_finding() -> None:
    assert code_findings(credit_code("甲村")) == {}
    assert list(code_findings(credit_code("甲村", "58"))) == ["UNT-04.kind"]
    assert code_findings("A1") == {"UNT-04.length": ("code", {"length": "2"})}
    assert list(code_findings("")) == ["UNT-03.code"]
    for code in (credit_code("甲村", "58"), credit_code("甲村", "Q1"), "A1", credit_code("甲村")):
        assert bool(code_findings(code)) is bool(unit_code.check(code).warnings)


@pytest.mark.spec("ORG-05")
@given(
    number=st.integers(1, numbers.LAST_NUMBER),
    superior=st.from_regex(r"[0-9]{1,20}", fullmatch=True),
)
def test_a_code_is_the_superiors_and_four_digits(number: int, superior: str) -> None:
    code = numbers.code_of(superior, number)
    assert code.startswith(superior)
    assert len(code) == len(superior) + 4
    assert int(code[len(superior) :]) == number


@pytest.mark.spec("ORG-05")
def test_old_codes_of_other_shapes_are_accepted_strange_ones_not() -> None:
    for code in ("370102", "0370001", "A-12.3", "1"):
        assert numbers.adopted_problem(code) == ""
    for code in ("", " 1", "一", "1" * 65, "１２", "-1", "1\n"):
        assert numbers.adopted_problem(code)
    for stem in ("037", "037090", "1"):
        assert numbers.stem_problem(stem) == ""
    for stem in ("", "37A", "０３７", "1" * 13, " 037"):
        assert numbers.stem_problem(stem)
    assert numbers.LAST_NUMBER < CHILDREN_AT_MOST
    with pytest.raises(ValueError, match="1 to 9999"):
        numbers.code_of("037", 10_000)


@pytest.mark.spec("TRF-17")
@pytest.mark.parametrize(
    ("name", "category", "letter_name"),
    [
        ("中共东海省委员会", "121", "中共东海省委组织部"),
        ("中共临河市委", "131", "中共临河市委组织部"),
        ("东平川县", "141", "东平川县委组织部"),
        ("中共青石镇委员会", "611", ""),
        ("中共临河市委市直机关工作委员会", "231", ""),
    ],
)
def test_committees_sign_as_their_organisation_department(
    name: str, category: str, letter_name: str
) -> None:
    assert names.letter_name(name, category) == letter_name


@pytest.mark.spec("ORG-02")
@pytest.mark.parametrize(
    ("name", "superior", "label"),
    [
        ("中共东平川县青石镇柳园支部委员会", "中共东平川县青石镇委员会", "柳园支部委员会"),
        (
            "中共东平川县青石镇总支部委员会",
            "中共东平川县青石镇委员会",
            "中共东平川县青石镇总支部委员会",
        ),
        ("GB1党支部", "G1党总支", "GB1党支部"),
        (
            "中共东平川县青石镇柳园第一党支部",
            "中共东平川县青石镇柳园社区总支部委员会",
            "柳园第一党支部",
        ),
        (
            "中共东平川县青石镇柳园社区第二党支部",
            "中共东平川县青石镇柳园社区第一党支部",
            "柳园社区第二党支部",
        ),
        ("中共东平川县委员会", "中共临河市委员会", "中共东平川县委员会"),
    ],
)
def test_a_label_leaves_out_the_superiors_name(name: str, superior: str, label: str) -> None:
    assert names.short_label(name, superior) == label
