from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from dengta.imports.queries.workbook import BYTES_AT_MOST, read
from dengta.imports.rules.sheet import ROWS_AT_MOST, Column
from dengta.imports.rules.workbook import UNPACKED_AT_MOST
from dengta.refusal import Refusal
from tests.accounts.builders import invented_id
from tests.imports.sheet_builders import HEAD, by_libreoffice, lines, person, workbook

SECONDS = 10.0
"""No hostile file may hold a page for longer."""


def packed(parts: dict[str, bytes], **replaced: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in (parts | replaced).items():
            book.writestr(name, content)
    return target.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist()}


def good() -> bytes:
    return workbook(lines(person(1), person(2)))


@pytest.mark.spec("ACC-06")
@pytest.mark.parametrize("ending", ["xlsx", "xls"])
def test_workbooks_of_another_program_are_read(ending: str, tmp_path: Path) -> None:
    content = by_libreoffice(lines(person(1), person(2)), ending, tmp_path)
    rows = read(content)
    assert [row.number for row in rows] == [2, 3]
    assert [dict(row.cells) for row in rows] == [person(1), person(2)]
    assert all(not row.numeric for row in rows)


@pytest.mark.spec("ACC-06")
def test_another_programs_numbers_keep_that_they_are_numbers(tmp_path: Path) -> None:
    (row,) = read(by_libreoffice(lines(person(1)), "xlsx", tmp_path, as_text=False))
    assert row.numeric == {Column.ID_NUMBER, Column.MOBILE}
    assert re.fullmatch(r"3\.70999E\+17", row.cell(Column.ID_NUMBER))
    assert row.cell(Column.MOBILE) == person(1)[Column.MOBILE]


@pytest.mark.spec("ACC-06")
def test_rows_keep_the_numbers_that_the_spreadsheet_shows() -> None:
    rows = read(workbook([*lines(person(1)), [], [" "], list(person(2).values())], first=3))
    assert [row.number for row in rows] == [5, 8]


def test_hidden_sheets_are_not_read_and_other_sheets_do_not_hinder() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        for name, rows in (
            ("说明", [["怎么填"]]),
            ("旧名单", lines(person(1))),
            ("名单", lines(person(2))),
        ):
            page = book.add_worksheet(name)
            for at, cells in enumerate(rows):
                page.write_row(at, 0, cells)
            if name == "旧名单":
                page.hide()
    (row,) = read(target.getvalue())
    assert row.cell(Column.ID_NUMBER) == invented_id(2)


def test_a_formula_counts_by_the_value_that_it_showed() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for at, cells in enumerate(lines(person(1))):
            page.write_row(at, 0, cells)
        page.write_formula(1, 0, '="林"&"晚秋"', None, "林晚秋")
        page.write_formula(1, 4, "=1/0", None, "#DIV/0!")
    (row,) = read(target.getvalue())
    assert row.cell(Column.NAME) == "林晚秋"
    assert row.cell(Column.ROLE) == ""


@pytest.mark.spec("ACC-06")
def test_a_sheet_of_five_thousand_people_is_read_and_one_more_refused() -> None:
    many = [person(at) for at in range(ROWS_AT_MOST)]
    assert len(read(workbook(lines(*many)))) == ROWS_AT_MOST
    with pytest.raises(Refusal, match="最多5000人"):
        read(workbook(lines(*many, person(1))))


def far_apart() -> bytes:
    """Two cells whose rectangle would take half a terabyte."""
    return _with_cell_in_row(1_048_576)


def rather_far_apart() -> bytes:
    """Two cells whose rectangle would take a gigabyte and a half, which a machine has."""
    return _with_cell_in_row(3_000)


def _with_cell_in_row(number: int) -> bytes:
    parts = parts_of(good())
    sheet = "xl/worksheets/sheet1.xml"
    cell = f'<row r="{number}"><c r="XFD{number}"><v>1</v></c></row></sheetData>'.encode()
    return packed(parts, **{sheet: parts[sheet].replace(b"</sheetData>", cell)})


def bomb() -> bytes:
    """A few hundred kilobytes that unpack to more than the limit."""
    return packed(parts_of(good()), **{"xl/media/a.png": bytes(UNPACKED_AT_MOST + 1)})


def lying_bomb() -> bytes:
    """The same, but the file says that it is small."""
    content = bytearray(bomb())
    size = (UNPACKED_AT_MOST + 1).to_bytes(4, "little")
    while (at := content.find(size)) >= 0:
        content[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(content)


def many_parts() -> bytes:
    extra = {f"xl/media/{at}.png": b"" for at in range(2_000)}
    return packed(parts_of(good()) | extra)


def laughs() -> bytes:
    """Entities that would unfold to gigabytes."""
    parts = parts_of(good())
    entities = '<!ENTITY a0 "哈哈哈哈哈哈哈哈哈哈">' + "".join(
        f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10)
    )
    head, rest = parts["xl/sharedStrings.xml"].split(b"?>", 1)
    strings = head + f"?><!DOCTYPE s [{entities}]>".encode() + rest.replace(b"<t>", b"<t>&a9;")
    return packed(parts, **{"xl/sharedStrings.xml": strings})


def with_macros() -> bytes:
    return packed(parts_of(good()), **{"xl/vbaProject.bin": b"macros"})


def old_with_macros() -> bytes:
    return bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600) + "_VBA_PROJECT".encode("utf-16-le")


def cut_off() -> bytes:
    return good()[:-200]


def old_nonsense() -> bytes:
    return bytes.fromhex("D0CF11E0A1B11AE1") + b"x" * 4_000


def document() -> bytes:
    return packed({"word/document.xml": b"<w/>", "[Content_Types].xml": b"<Types/>"})


def damaged() -> bytes:
    return packed(parts_of(good()), **{"xl/workbook.xml": b"<workbook><sheets></workbook>"})


@pytest.mark.parametrize(
    ("hostile", "sentence"),
    [
        (far_apart, "展开后太大"),
        (rather_far_apart, "展开后太大"),
        (bomb, "展开后太大"),
        (lying_bomb, "已损坏"),
        (many_parts, "展开后太大"),
        (with_macros, "带有宏"),
        (old_with_macros, "带有宏"),
        (cut_off, "已损坏"),
        (old_nonsense, "已损坏"),
        (document, "不是Excel工作簿"),
        (damaged, "已损坏|没有内容"),
        (lambda: b"%PDF-1.7\n" + bytes(500), "不是Excel工作簿"),
        (lambda: "姓名,身份证号\n".encode(), "不是Excel工作簿"),
        (lambda: b"", "文件是空的"),
        (lambda: b"PK\x03\x04" + bytes(BYTES_AT_MOST), "超过5MB"),
    ],
)
def test_a_hostile_workbook_is_refused_with_a_sentence(
    hostile: Callable[[], bytes], sentence: str
) -> None:
    content = hostile()
    began = time.monotonic()
    with pytest.raises(Refusal, match=sentence):
        read(content)
    assert time.monotonic() - began < SECONDS


def test_entities_are_not_unfolded() -> None:
    try:
        rows = read(laughs())
    except Refusal:
        return
    assert all(len(text) < 1_000 for row in rows for text in row.cells.values())


def test_text_that_fills_a_cell_is_cut() -> None:
    (row,) = read(workbook([HEAD, ["林" * 30_000, *list(person(1).values())[1:]]]))
    assert len(row.cell(Column.NAME)) == 200
