"""The CSV of a tree of organisations, as rows of text with their numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from dengta.refusal import Refusal

ENCODINGS = ("utf-8-sig", "gb18030")
REQUIRED = ("code", "parent_code", "label")
LONGEST_FIELD = 10_000


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One line; ``number`` is where it stands in the file (the head is 1), "" is an empty cell."""

    number: int
    code: str
    parent_code: str
    label: str
    category: str = ""
    secretary: str = ""
    contact: str = ""
    phone: str = ""
    unit_name: str = ""
    unit_category: str = ""
    unit_code: str = ""


COLUMNS = tuple(field.name for field in fields(TreeRow) if field.name != "number")


def read(file: Path) -> list[TreeRow]:
    """The rows of ``file``; refuses one that cannot be read as such a table, with what to do."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise Refusal(f"找不到文件“{file}”，请检查路径。") from None
    except OSError:
        raise Refusal(f"文件“{file}”打不开，请检查它是不是文件、有没有读取权限。") from None
    return list(rows_of(content))


def rows_of(content: bytes) -> Iterator[TreeRow]:
    """The rows in the bytes of a file: UTF-8 (with or without mark) or GB 18030."""
    reader = csv.reader(io.StringIO(_decoded(content), newline=""), strict=True)
    csv.field_size_limit(LONGEST_FIELD)
    try:
        places = _places(next(reader, []))
        for cells in reader:
            values = {
                name: " ".join(cells[place].split())
                for name, place in places.items()
                if place < len(cells)
            }
            if any(values.values()):
                yield TreeRow(reader.line_num, **{name: values.get(name, "") for name in COLUMNS})
    except csv.Error:
        raise Refusal(
            f"文件第{reader.line_num}行读不懂，请检查引号是否成对，另存为CSV后重试。"
        ) from None


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("文件的编码认不出来，请另存为UTF-8编码的CSV文件后重试。")


def _places(head: list[str]) -> dict[str, int]:
    """Column name → its place; refuses a head without the three columns that every tree has."""
    names = [name.strip().lower() for name in head]
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise Refusal(
            f"文件的第一行缺少列名：{'、'.join(missing)}。第一行要写明各列的名称，"
            "至少有 code、parent_code、label 三列。"
        )
    return {name: names.index(name) for name in COLUMNS if name in names}
