"""The sheet of administrators (ACC-06): its columns, and its rows as they were typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum, StrEnum
from typing import Any

from dengta.codes.rules.characters import narrow
from dengta.refusal import Refusal

ROWS_AT_MOST = 5_000
HEAD_WITHIN = 10
"""Among so many first rows the names of the columns are looked for."""
LASTS = timedelta(days=7)
FILE_NAME_AT_MOST = 120
CELL_AT_MOST = 200


class Column(StrEnum):
    NAME = "name"
    ID_NUMBER = "id_number"
    MOBILE = "mobile"
    ORGANIZATION = "organization"
    ROLE = "role"
    FUNCTIONS = "functions"


COLUMN_LABELS: dict[Column, str] = {
    Column.NAME: "姓名",
    Column.ID_NUMBER: "公民身份证号",
    Column.MOBILE: "手机号码",
    Column.ORGANIZATION: "所属党组织",
    Column.ROLE: "角色",
    Column.FUNCTIONS: "功能",
}

NAMES_IN_USE: dict[str, Column] = {
    **{label: column for column, label in COLUMN_LABELS.items()},
    "身份证号": Column.ID_NUMBER,
    "身份证号码": Column.ID_NUMBER,
    "公民身份号码": Column.ID_NUMBER,
    "手机": Column.MOBILE,
    "手机号": Column.MOBILE,
    "联系电话": Column.MOBILE,
    "党组织": Column.ORGANIZATION,
    "所在党组织": Column.ORGANIZATION,
    "所属党组织代码": Column.ORGANIZATION,
}
"""What heads a column in sheets that offices have made themselves."""


SHARED: tuple[Column, ...] = (Column.ORGANIZATION, Column.ROLE, Column.FUNCTIONS)
"""What several people may have in common: the same fault there is mended for all of them at once.
Name and numbers are everybody's own."""


@dataclass(frozen=True, slots=True)
class Alike:
    """The same fault in several rows: the same ``text`` in the same column, and ``said`` of it."""

    column: Column
    text: str
    said: str


class Standing(IntEnum):
    """Where a row stands; wrong rows come first in the grid."""

    WRONG = 0
    READY = 1
    SKIPPED = 2
    DONE = 3


STANDING_LABELS: dict[Standing, str] = {
    Standing.WRONG: "要改正",
    Standing.READY: "没有问题",
    Standing.SKIPPED: "已跳过",
    Standing.DONE: "已授权",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """One row. ``number`` is where it stands in the sheet; a column of ``numeric`` was held as a
    number there, so that its last digits or its leading zeros may be lost."""

    number: int
    cells: Mapping[Column, str]
    numeric: frozenset[Column] = field(default_factory=frozenset)

    def cell(self, column: Column) -> str:
        """What was typed there, "" for nothing."""
        return self.cells.get(column, "")


def tidy(column: Column, text: str) -> str:
    """A cell as it is kept: ordinary digits in numbers, no blanks between the characters of a
    name, one blank for many elsewhere; cut to :data:`CELL_AT_MOST`."""
    plain = " ".join(text.split())
    if column in {Column.ID_NUMBER, Column.MOBILE}:
        plain = narrow(plain).upper()
    elif column is Column.NAME and not plain.isascii():
        plain = plain.replace(" ", "")
    return plain[:CELL_AT_MOST]


def rows_of(lines: Sequence[Sequence[Any]]) -> list[Typed]:
    """The people of a table: ``lines`` are (row number, cells), a cell is a text or ``[text]`` for
    a number. Rows without any of our columns are left out.

    Refuses a table without the names of the columns, without people, or with too many.
    """
    at, places = _head(lines)
    found = [typed for number, cells in lines[at + 1 :] if (typed := _typed(number, cells, places))]
    if not found:
        raise Refusal("表里只有列名，没有人员。请填好人员后再传。")
    if len(found) > ROWS_AT_MOST:
        raise Refusal(f"一张表最多{ROWS_AT_MOST}人，这张表超过了。请分成几张表上传。")
    return found


def _typed(number: int, cells: Sequence[Any], places: Mapping[Column, int]) -> Typed | None:
    texts: dict[Column, str] = {}
    numeric: set[Column] = set()
    for column, place in places.items():
        value = cells[place] if place < len(cells) else ""
        if isinstance(value, list):
            numeric.add(column)
            value = value[0]
        if text := tidy(column, str(value)):
            texts[column] = text
    return Typed(number, texts, frozenset(numeric)) if texts else None


def _head(lines: Sequence[Sequence[Any]]) -> tuple[int, dict[Column, int]]:
    """Where the names of the columns stand, and which column is where."""
    best: dict[Column, int] = {}
    for at, (_, cells) in enumerate(lines[:HEAD_WITHIN]):
        places = _places(cells)
        if len(places) == len(Column):
            return at, places
        if len(places) > len(best):
            best = places
    missing = "、".join(f"“{COLUMN_LABELS[each]}”" for each in Column if each not in best)
    raise Refusal(f"表里没有找到这几列：{missing}。请下载空白表，把人员填进去再传，不要改动列名。")


def _places(cells: Iterable[Any]) -> dict[Column, int]:
    found: dict[Column, int] = {}
    for place, cell in enumerate(cells):
        text = "".join(str(cell[0] if isinstance(cell, list) else cell).split())
        column = NAMES_IN_USE.get(text.strip("*＊:："))
        if column is not None:
            found.setdefault(column, place)
    return found
