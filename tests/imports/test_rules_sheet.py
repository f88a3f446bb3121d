from __future__ import annotations

import pytest

from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.accounts.rules.sets import READY_SETS
from dengta.database.uids import new_uid
from dengta.imports.rules.sheet import HEAD_WITHIN, ROWS_AT_MOST, Column, rows_of, tidy
from dengta.imports.rules.sheet_faults import (
    CODE_AS_NUMBER,
    ID_AS_NUMBER,
    Ground,
    Place,
    functions_of,
    judge,
)
from dengta.refusal import Refusal
from tests.accounts.builders import invented_id
from tests.imports.sheet_builders import HEAD, person, typed

HERE = Place(
    new_uid(), "T1镇党委", "0370001", "000001", frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
)
BELOW = Place(new_uid(), "B1党支部", "03700010001", "000001001", frozenset(Role))
GROUND = Ground(
    places={
        "T1镇党委": [HERE],
        "0370001": [HERE],
        "B1党支部": [BELOW],
        "第一党支部": [HERE, BELOW],
    },
    duties={invented_id(800): Role.AUDITOR, invented_id(801): Role.ADMINISTRATOR},
    mobiles={"13700000001"},
)


def complained(**other: str) -> dict[Column, str]:
    """What is said of one row that differs from a right one."""
    (judged,) = judge(typed(person(1, **other)), GROUND).values()
    return {fault.column: fault.sentence for fault in judged.faults}


@pytest.mark.spec("ACC-06")
def test_a_right_row_is_an_order() -> None:
    judged = judge(typed(person(1), person(2, "0370001", role="审计员", functions="")), GROUND)
    first, second = judged[2].order, judged[3].order
    assert first is not None
    assert second is not None
    assert (first.place, first.role, first.id_number) == (
        HERE,
        Role.ADMINISTRATOR,
        invented_id(1),
    )
    assert first.functions == READY_SETS[0].functions
    assert (second.place, second.role, second.functions) == (HERE, Role.AUDITOR, frozenset())


@pytest.mark.spec("ACC-06")
def test_every_wrong_cell_is_named_at_once() -> None:
    empty = dict.fromkeys(("name", "id_number", "mobile", "organization", "role", "functions"), "")
    said = complained(**empty)
    assert set(said) == set(Column) - {Column.FUNCTIONS}
    assert all(sentence.startswith("请填写") for sentence in said.values())


@pytest.mark.spec("ACC-06")
@pytest.mark.parametrize(
    ("cell", "text", "part"),
    [
        ("name", "林晚秋2", "不能有数字"),
        ("name", "林晚\u200b秋", "看不见的字符"),
        ("id_number", "370999199001010013", "校验码"),
        ("id_number", "37099919900101001", "18位"),
        ("id_number", "370999199002300017", "出生日期"),
        ("id_number", "000000000000000000", "18个0"),
        ("mobile", "1390000000", "11位"),
        ("mobile", "0699-8880011", "短信发不到固定电话"),
        ("mobile", "13700000001", "已有账号在用"),
        ("organization", "柳园第三党支部", "没有“柳园第三党支部”"),
        ("organization", "第一党支部", "有2个党组织都叫"),
        ("role", "书记", "角色只能填"),
        ("role", "安全员", "只能由上级任命"),
        ("functions", "管账号", "没有“管账号”这项功能"),
        ("functions", "", "管理员要写明功能"),
    ],
)
def test_a_wrong_cell_has_its_own_sentence(cell: str, text: str, part: str) -> None:
    extra = {"functions": ""} if (cell, text) == ("role", "安全员") else {}
    said = complained(**({cell: text} | extra))
    assert set(said) == {Column(cell)}
    assert part in said[Column(cell)]


@pytest.mark.spec("ACC-06")
def test_an_id_number_that_arrives_as_a_number_is_an_error() -> None:
    (judged,) = judge(typed(person(1), numeric=[Column.ID_NUMBER]), GROUND).values()
    assert [(each.column, each.sentence) for each in judged.faults] == [
        (Column.ID_NUMBER, ID_AS_NUMBER)
    ]
    (judged,) = judge(
        typed(person(1, "370001"), numeric=[Column.ORGANIZATION, Column.MOBILE]), GROUND
    ).values()
    assert [each.sentence for each in judged.faults] == [CODE_AS_NUMBER]


@pytest.mark.spec("ACC-01", "ACC-06")
def test_a_person_has_one_duty_in_the_base_and_in_the_sheet() -> None:
    rows = typed(
        person(800),
        person(801),
        person(1),
        person(1, mobile="13800099999", role="审计员", functions=""),
        person(2),
        person(2, mobile="13800099998"),
        person(3, role="审计员", functions="补录"),
    )
    judged = judge(rows, GROUND)
    said = {number: "".join(f.sentence for f in each.faults) for number, each in judged.items()}
    assert "是审计员" in said[2]
    assert "是管理员" in said[3]
    assert "与第5行是同一个人，角色却不同" in said[4]
    assert "与第4行是同一个人，角色却不同" in said[5]
    assert said[6].startswith("与第7行是同一个人。")
    assert "审计员没有业务功能" in said[8]
    broken = [number for number, each in judged.items() if each.breaks_separation]
    assert broken == [2, 4, 5, 8]


@pytest.mark.spec("ACC-06", "ACC-21")
def test_one_mobile_number_belongs_to_one_person() -> None:
    several = [person(number, mobile="13800012345") for number in range(10, 15)]
    judged = judge(typed(*several), GROUND)
    said = judged[2].faults
    assert [each.column for each in said] == [Column.MOBILE]
    assert said[0].sentence.startswith("与第3行、第4行、第5行等4行的手机号码相同")


@pytest.mark.spec("ACC-03", "ACC-06")
@pytest.mark.parametrize(
    ("text", "granted"),
    [
        ("补录", {Can.ENROL_MEMBER}),
        ("党员信息管理·补录、转接审批", {Can.ENROL_MEMBER, Can.DECIDE_TRANSFER}),
        ("党员信息管理 · 补录，数据校核；", {Can.ENROL_MEMBER, Can.CHECK_DATA}),
        ("区县管理员、补录", {*READY_SETS[2].functions, Can.ENROL_MEMBER}),
    ],
)
def test_functions_are_named_one_by_one_or_as_a_ready_set(text: str, granted: set[Can]) -> None:
    functions, wrong = functions_of(text, Role.ADMINISTRATOR)
    assert functions == granted
    assert not wrong


@pytest.mark.spec("ACC-06")
def test_the_head_is_found_below_a_title_and_by_other_names() -> None:
    cells = ["1", "林 晚 秋", "138 0000 0001", "身份证", "T1镇党委", "管理员", "补录"]
    head = ["序号", "姓名*", "手机号", "身份证号码", "所在党组织", "角色", "功能："]
    (row,) = rows_of([(1, ["授权名单"]), (3, head), (4, cells), (6, ["7", "", "", "", "", "", ""])])
    assert row.number == 4
    assert row.cell(Column.MOBILE) == "138 0000 0001"
    assert row.cell(Column.NAME) == "林 晚 秋".replace(" ", "")
    assert row.cell(Column.ORGANIZATION) == "T1镇党委"


@pytest.mark.spec("ACC-06")
def test_a_table_without_our_columns_or_without_people_is_refused() -> None:
    with pytest.raises(Refusal, match="“角色”、“功能”"):
        rows_of([(1, HEAD[:4]), (2, ["林晚秋"])])
    with pytest.raises(Refusal, match="没有人员"):
        rows_of([(1, HEAD)])
    with pytest.raises(Refusal, match="没有找到"):
        rows_of([(at, ["说明"]) for at in range(1, HEAD_WITHIN + 1)] + [(HEAD_WITHIN + 1, HEAD)])


@pytest.mark.spec("ACC-06")
def test_a_table_has_at_most_five_thousand_people() -> None:
    people = [(at, ["林晚秋"]) for at in range(2, ROWS_AT_MOST + 2)]
    assert len(rows_of([(1, HEAD), *people])) == ROWS_AT_MOST
    with pytest.raises(Refusal, match="最多5000人"):
        rows_of([(1, HEAD), *people, (ROWS_AT_MOST + 2, ["林晚秋"])])


@pytest.mark.parametrize(
    ("column", "text", "kept"),
    [
        (Column.ID_NUMBER, "　37099919900101001x ", "37099919900101001X"),
        (Column.MOBILE, "１３９００００００００", "13900000000"),
        (Column.NAME, "张　三", "张三"),
        (Column.NAME, "Ma  Li", "Ma Li"),
        (Column.ORGANIZATION, " 中共东平川县委员会\n", "中共东平川县委员会"),
    ],
)
def test_cells_are_tidied(column: Column, text: str, kept: str) -> None:
    assert tidy(column, text) == kept
