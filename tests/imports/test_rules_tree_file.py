from __future__ import annotations

from pathlib import Path

import pytest

from dengta.imports.rules.tree_file import TreeRow, read, rows_of
from dengta.refusal import Refusal

TEXT = "code,parent_code,label,basis\n37,,东海省,GB\n\n3701,37, 临河 市 ,GB\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_rows_come_with_their_numbers(encoding: str) -> None:
    assert list(rows_of(TEXT.encode(encoding))) == [
        TreeRow(2, "37", "", "东海省"),
        TreeRow(4, "3701", "37", "临河 市"),
    ]


def test_columns_may_stand_in_any_order_and_be_missing_in_a_row() -> None:
    text = "Label,unit_code,code,parent_code\n柳园村,A1,2,1\n短行\n"
    assert list(rows_of(text.encode())) == [
        TreeRow(2, "2", "1", "柳园村", unit_code="A1"),
        TreeRow(3, "", "", "短行"),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "缺少列名：code、parent_code、label"),
        ("code,label\n1,甲\n".encode(), "缺少列名：parent_code"),
        (b"\xff\xff\xff\xff", "编码认不出来"),
        (('code,parent_code,label\n1,,"' + "甲" * 20_000).encode(), "第2行读不懂"),
        ('code,parent_code,label\n1,,根\n2,1,"甲\n3,1,乙\n'.encode(), "第4行读不懂"),
    ],
)
def test_what_is_no_such_table_is_refused_with_what_to_do(content: bytes, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        list(rows_of(content))


def test_a_file_that_is_not_there_or_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="找不到文件"):
        read(tmp_path / "no.csv")
    with pytest.raises(Refusal, match="打不开"):
        read(tmp_path)
