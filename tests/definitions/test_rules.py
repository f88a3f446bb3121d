"""Definitions as files, what may be typed, what is different."""

from __future__ import annotations

import shutil
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengta.codes.rules.packaged import table_names, table_rows
from dengta.definitions.rules.comparing import differences, told
from dengta.definitions.rules.judging import judge, missing
from dengta.definitions.rules.packaged import (
    DIGESTS,
    SETS,
    BadDefinition,
    definition,
    definitions,
    digest,
    read,
    read_all,
    strangers,
)
from dengta.definitions.rules.shapes import FieldRule

BASIC, WORK = "unit_basic", "work_unit"
TODAY = date(2026, 6, 1)
COMMON = [
    *("单位所在行政区划", "单位隶属关系", "单位地址", "联系电话", "单位负责人（法定代表人）"),
    *("负责人是否党员", "是否兼任党组织书记", "是否建立工会", "是否建立共青团", "是否建立妇联"),
]
COMMUNITY = (
    (
        "户数 户籍人口 常住人口 办公活动场所面积 工作经费纳入财政预算 工作经费总额 "
        "服务群众专项经费 社区工作者数 其中：专职党务 其中：大专以上"
    ),
    (
        "第一书记姓名 第一书记任职开始 第一书记任期 书记兼任主任 实行大党委 建立党员服务机构 "
        "建立党员志愿者队伍 在职党员报到数"
    ),
)
STATE_OWNED = (
    "控制情况 企业规模 是否中央/中管企业 是否改制 在岗职工数 工勤技能人员数 专业技术人员数",
    "专职党务工作人员数 专职副书记 党员数",
)
OWN: dict[str, tuple[str, str]] = {
    "11": (
        "社区数 户数 户籍人口 常住人口 街道干部数",
        "实行大工委 建立党员服务机构 建立党员志愿者队伍 党建工作指导员数",
    ),
    "12": COMMUNITY,
    "13": (
        "建制村数 社区数 户籍人口 常住人口 上年度农村居民人均可支配收入",
        "试行党代会年会制 建立党员服务机构 建立党员志愿者队伍",
    ),
    "14": COMMUNITY,
    "15": (
        (
            "自然村数 户数 户籍人口 常住人口 活动场所面积 集体经济年收入 运转经费 办公经费 "
            "是否建档立卡贫困村 是否软弱涣散村"
        ),
        (
            "第一书记姓名 第一书记任职开始 第一书记任期 书记身份 书记兼任主任 书记后备人选 "
            "村务监督委员会 四议两公开"
        ),
    ),
    "21": STATE_OWNED,
    "22": STATE_OWNED,
    "23": (
        "控制情况 企业规模 民营科技企业标识 从业人员数",
        "党建工作指导员联系 党建指导员数 上级党建联系点",
    ),
    "3": ("事业单位类别 在岗职工数 专业技术人员数 35岁以下数", "党员数"),
    "4": ("机关类别 在岗职工数", "建立党组情况 党员数"),
    "5": (
        "社会组织类别 中介组织标识 从业人员数",
        "党建工作指导员 未转入组织关系的党员数",
    ),
    "9": ("", "党员数"),
}


def labels(name: str, category: str) -> list[str]:
    return [each.label for each in definition(name).fields_for(category)]


@pytest.mark.spec("UNT-09")
@pytest.mark.parametrize("category", OWN)
def test_each_category_has_its_fields_and_no_others(category: str) -> None:
    basic, work = OWN[category]
    assert sorted(labels(BASIC, category)) == sorted([*COMMON, *basic.split()])
    assert sorted(labels(WORK, category)) == sorted(work.split())


@pytest.mark.spec("ORG-14")
def test_the_tabs_of_an_organisation_are_definitions() -> None:
    assert labels("team", "") == ["姓名", "党内职务", "任职日期", "免职日期", "分工"]
    assert labels("terms", "") == ["届次", "换届日期", "任期年限", "应换届日期", "批准文号"]
    assert labels("rewards", "") == ["名称", "类别", "日期", "批准机关", "文号"]
    for name in ("team", "terms", "rewards"):
        assert definition(name).several
    for category in ("111", "241", "341", "421", "511"):
        assert labels("work_committee", category), "the categories 1–5 have a set of their own"
    assert {each.label for each in definitions().values()} >= {"单位基本信息", "党建工作信息"}
    for category in ("141", "241", "421", "511", "611", "632", "931"):
        assert definition("team").is_held_by(category), "committees and branches"
        assert definition("terms").is_held_by(category)
    for name in ("team", "terms"):
        assert not definition(name).is_held_by("341"), "a Party group is neither"
    assert definition("rewards").is_held_by("341"), "for all"


def test_every_definition_fits_the_code_tables() -> None:
    codes = {name: {row.code for row in table_rows(name)} for name in table_names()}
    assert [strangers(one, codes) for one in definitions().values()] == [[]] * len(definitions())
    missing_group = read("x", body({"kind": "code", "table": "org_category", "groups": ["77"]}))
    assert strangers(missing_group, codes) == ["a: org_category has no 77"]
    no_table = read("x", body({"kind": "code", "table": "nowhere"}))
    assert strangers(no_table, codes) == ["a: no table nowhere"]
    nobody = read("x", {**body({"kind": "yes_no", "for": ["8"]}), "by": "unit_category"})
    assert strangers(nobody, codes) == ["a: no category begins with 8"]


def body(field: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "label": "甲",
        "subject": "unit",
        "version": 1,
        "field": [{"name": "a", "label": "甲项", **field}],
        **more,
    }


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ({"kind": "text"}, "a has no limit"),
        ({"kind": "code"}, "a names no table"),
        ({"kind": "option"}, "a has no options"),
        ({"kind": "colour"}, "'colour' is not a valid Kind"),
        ({"kind": "yes_no", "most": 3}, "a is no number"),
        ({"kind": "yes_no", "colour": 3}, "['colour'] of a mean nothing"),
        ({"kind": "phone", "secret": True, "searched": True}, "secret and searched"),
        ({"kind": "yes_no", "since": 2}, "versions that do not exist"),
        ({"kind": "yes_no", "name": "a b"}, "'a b' is no name"),
        ({"kind": "yes_no", "not_future": True}, "a is no date"),
        ({"kind": "date", "not_before": "b"}, "a cannot follow b"),
        ({"kind": "date", "filled_from": ["a"]}, "a cannot be filled from ['a']"),
        ({"kind": "date", "filled_from": ["a", "b"]}, "a cannot be filled from ['a', 'b']"),
    ],
)
def test_a_file_that_is_no_definition_is_refused(field: dict[str, Any], words: str) -> None:
    with pytest.raises(BadDefinition) as refused:
        read("x", body(field))
    assert words in str(refused.value)


def test_rows_stand_by_a_date_of_theirs() -> None:
    day = body({"kind": "date"}, several=True, newest="a")
    assert read("x", day).newest == "a"
    for wrong in ({**day, "several": False}, {**day, "newest": "b"}):
        with pytest.raises(BadDefinition) as refused:
            read("x", wrong)
        assert "is no date by which rows stand" in str(refused.value)


def test_rules_that_shapes_got_later_change_no_digest_of_fields_without_them() -> None:
    plain = read("x", body({"kind": "date"}))
    assert digest(plain, 1) == digest(read("x", body({"kind": "date"}, held_by=["1"])), 1)
    assert digest(plain, 1) != digest(read("x", body({"kind": "date", "not_future": True})), 1)


def test_a_change_without_a_new_version_is_refused(tmp_path: Path) -> None:
    shutil.copytree(SETS, tmp_path / "sets")
    file = tmp_path / "sets" / "team.toml"
    assert read_all(tmp_path / "sets")["team"] == definition("team")
    file.write_text(file.read_text("utf-8").replace('label = "分工"', 'label = "职责"'), "utf-8")
    with pytest.raises(BadDefinition) as refused:
        read_all(tmp_path / "sets")
    assert "a change needs a new version" in str(refused.value)
    newer = file.read_text("utf-8").replace("version = 2", "version = 3")
    old = newer.split('{ name = "task"')[1].split("}")[0].replace("职责", "分工")
    file.write_text(
        newer.replace('name = "task",', 'name = "task", since = 3,').replace(
            "\n]", f'\n    {{ name = "task"{old}, until = 2 }},\n]'
        ),
        "utf-8",
    )
    three = read("team", _loaded(file))
    digests = tmp_path / "sets" / DIGESTS
    second = digest(three, 2)
    for earlier in (digest(three, 1), second):
        assert earlier in digests.read_text("utf-8"), "earlier versions say what they said"
    digests.write_text(
        digests.read_text("utf-8").replace(second, f'{second}"\n3 = "{digest(three, 3)}'), "utf-8"
    )
    found = read_all(tmp_path / "sets")["team"]
    assert [each.label for each in found.fields_for("", 2)][-1] == "分工"
    assert [each.label for each in found.fields_for("")][-1] == "职责"


def _loaded(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def nothing_wrong(field: FieldRule, code: str) -> None:
    return None


def typed(name: str, category: str, **texts: str) -> tuple[dict[str, str], dict[str, str]]:
    """The values kept, and field → sentence of what was refused."""
    fields = definition(name).fields_for(category)
    judged = judge(fields, texts, nothing_wrong, today=TODAY)
    return judged.values, {each.field: each.sentence for each in judged.complaints}


@pytest.mark.spec("UNT-09", "GEN-13")
@pytest.mark.parametrize(
    ("field", "text", "kept", "words"),
    [
        ("households", "１,２０３", "1203", ""),
        ("households", "007", "7", ""),
        ("households", "十二", "", "户数只能填写整数（单位：户），没有的填0。"),
        ("households", "-1", "", "只能填写整数"),
        ("households", "1.5", "", "只能填写整数"),
        ("households", "9" * 13, "", "户数太大"),
        ("collective_income", "12.5", "12.50", ""),
        ("collective_income", "12.345", "", "最多保留2位小数"),
        ("is_poor_village", "1", "1", ""),
        ("is_poor_village", "2", "", "没有这个选项"),
        ("phone", "0699-8880011", "0699-8880011", ""),
        ("phone", "12345", "", "手机号应为11位"),
        ("head", "  田  禾秋 ", "田 禾秋", ""),
        ("head", "田" * 51, "", "最多50个字"),
        ("address", "柳园\u200b村", "", "看不见的字符"),
        ("region", "370102", "370102", ""),
        ("employees", "5", "", ""),
    ],
)
def test_what_may_be_typed(field: str, text: str, kept: str, words: str) -> None:
    values, refused = typed(BASIC, "15", **{field: text})
    assert values == ({field: kept} if kept else {})
    assert (words in refused[field]) if words else not refused


@pytest.mark.spec("ORG-14", "GEN-13")
def test_dates_and_what_is_required_in_rows() -> None:
    values, refused = typed("terms", "", number="第三届", elected_on="2024年3月1日", years="11")
    assert values == {"number": "第三届", "elected_on": "2024-03-01"}
    assert refused == {"years": "任期年限不能大于10（单位：年），请检查。"}
    assert typed("team", "", person="甲")[1]["post"] == "请选择党内职务。"


@pytest.mark.spec("ORG-14")
@pytest.mark.parametrize(
    ("elected_on", "years", "due_on", "kept"),
    [
        ("2024-03-01", "3", "", "2027-03-01"),
        ("2024-02-29", "5", " ", "2029-02-28"),
        ("2024-03-01", "3", "2026年9月1日", "2026-09-01"),
        ("2024-03-01", "3", "2024-03-01", "2024-03-01"),
    ],
)
def test_the_next_term_follows_from_the_day_and_the_years_unless_it_is_typed(
    elected_on: str, years: str, due_on: str, kept: str
) -> None:
    values, refused = typed(
        "terms", "", number="第三届", elected_on=elected_on, years=years, due_on=due_on
    )
    assert refused == {}
    assert values["due_on"] == kept


@pytest.mark.spec("ORG-14", "GEN-13")
@pytest.mark.parametrize(
    ("name", "texts", "refused"),
    [
        (
            "terms",
            {"elected_on": "2026-06-02"},
            {"elected_on": "换届日期晚于今天，请检查。"},
        ),
        (
            "terms",
            {"due_on": "2024-02-28"},
            {"due_on": "应换届日期早于换届日期（2024-03-01），请检查这两个日期。"},
        ),
        ("terms", {"elected_on": "", "due_on": ""}, {"elected_on": "请填写换届日期。"}),
        ("terms", {"years": "三", "due_on": ""}, {"years": "任期年限只能填写整数"}),
        ("team", {"since": "2026-06-02"}, {"since": "任职日期晚于今天，请检查。"}),
        ("team", {"until": "2026-06-02"}, {"until": "免职日期晚于今天，请检查。"}),
        (
            "team",
            {"until": "2024-02-29"},
            {"until": "免职日期早于任职日期（2024-03-01），请检查这两个日期。"},
        ),
        ("team", {"until": "2024-03-01"}, {}),
        ("rewards", {"on": "2027-01-01"}, {"on": "日期晚于今天，请检查。"}),
    ],
)
def test_days_that_make_no_sense_are_refused_beside_their_fields(
    name: str, texts: dict[str, str], refused: dict[str, str]
) -> None:
    right = {
        "terms": {"number": "第三届", "elected_on": "2024-03-01", "years": "3"},
        "team": {"person": "田禾秋", "post": "1", "since": "2024-03-01"},
        "rewards": {"title": "先进党支部", "kind": "1", "on": "2025-07-01", "by_whom": "县委"},
    }[name]
    found = typed(name, "", **{**right, **texts})[1]
    assert found.keys() == refused.keys()
    assert all(found[field].startswith(words) for field, words in refused.items())


@pytest.mark.spec("UNT-09")
def test_a_first_secretary_does_not_come_tomorrow() -> None:
    assert typed(WORK, "15", first_secretary_since="2026-06-02")[1] == {
        "first_secretary_since": "第一书记任职开始晚于今天，请检查。"
    }
    assert typed(WORK, "15", first_secretary_since="2026-06-01")[1] == {}


@pytest.mark.spec("GEN-09")
def test_a_value_that_stands_stays_where_it_could_not_be_chosen_anew() -> None:
    fields = definition(BASIC).fields_for("15")
    judged = judge(fields, {"region": "370171"}, lambda *_: "已停用。", {"region": "370171"})
    assert judged.values == {"region": "370171"}
    assert judge(fields, {"region": "370171"}, lambda *_: "已停用。").values == {}


@given(st.dictionaries(st.sampled_from([*definition(BASIC).fields]), st.text(max_size=30)))
def test_any_input_is_kept_or_refused_and_kept_values_stay(texts: dict[FieldRule, str]) -> None:
    fields = definition(BASIC).fields
    given_texts = {each.name: text for each, text in texts.items()}
    judged = judge(fields, given_texts, lambda *_: "没有。")
    again = judge(fields, judged.values, lambda *_: "没有。")
    assert (again.values, again.complaints) == (judged.values, ())
    for name, text in given_texts.items():
        said = name in judged.values or name in {each.field for each in judged.complaints}
        assert said or not text.strip() or not text.strip("\u3000 ")


@pytest.mark.spec("LOG-01", "UNT-09")
def test_two_versions_are_compared_field_by_field_in_words() -> None:
    one = definition(BASIC)
    changes = differences(
        one,
        {"households": "12", "is_poor_village": "1", "phone": "0699-8880011"},
        {"households": "13", "is_poor_village": "0", "phone": "0699-8880011", "region": "1"},
        lambda _field, code: f"<{code}>",
    )
    assert [(each.field, each.label, each.old, each.new) for each in changes] == [
        ("unit_basic.region", "单位所在行政区划", "", "<1>"),
        ("unit_basic.households", "户数", "12 户", "13 户"),
        ("unit_basic.is_poor_village", "是否建档立卡贫困村", "是", "否"),
    ]
    (phone,) = differences(one, {}, {"phone": "0699-8880011"}, lambda *_: "")
    assert phone.secret
    team = definition("team")
    (task,) = differences(team, {}, {"task": "分管组织"}, lambda *_: "", "班子成员“甲”")
    assert task.label == "班子成员“甲”·分工"
    assert told(team.field("post"), "1", lambda *_: "") == "书记"


def test_what_is_missing_leaves_out_what_may_stay_empty() -> None:
    fields = definition(WORK).fields_for("15")
    names = {each.name for each in missing(fields, {"open_decisions": "1"})}
    assert names == {
        *("secretary_kind", "secretary_heads_committee", "secretary_reserve"),
        "supervision_committee",
    }
