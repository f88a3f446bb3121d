from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
import python_calamine

from dengta.access.roles import Role
from dengta.accounts.rules.sets import READY_SETS
from dengta.imports.actions.sheets import upload
from dengta.imports.queries import sheets
from dengta.imports.queries.blank_sheet import CHOICES, HELP, SHEET, blank
from dengta.imports.queries.workbook import read
from dengta.imports.rules.sheet import COLUMN_LABELS
from dengta.refusal import Denied, Refusal
from tests.imports.sheet_builders import officer, person, saved_by_libreoffice
from tests.world import NOON, Province

pytestmark = pytest.mark.django_db


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read(name).decode()


def typed_into(content: bytes, cells: list[str]) -> bytes:
    """The workbook with one more row of texts."""
    row = "".join(
        f'<c r="{"ABCDEF"[at]}2" s="1" t="inlineStr"><is><t>{text}</t></is></c>'
        for at, text in enumerate(cells)
    )
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(target, "w") as changed:
        for name in book.namelist():
            text = book.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = text.replace(b"</sheetData>", f'<row r="2">{row}</row></sheetData>'.encode())
            changed.writestr(name, text)
    return target.getvalue()


@pytest.mark.spec("ACC-06")
def test_the_blank_sheet_holds_the_columns_as_text_and_lists_to_choose_from(
    province: Province,
) -> None:
    content = blank(officer(province))
    book = python_calamine.load_workbook(io.BytesIO(content))
    assert book.sheet_names == [SHEET, HELP, CHOICES]
    assert book.get_sheet_by_name(SHEET).to_python() == [list(COLUMN_LABELS.values())]
    lists = list(zip(*book.get_sheet_by_name(CHOICES).to_python(), strict=True))
    assert [each for each in lists[1] if each] == ["安全员", "审计员", "管理员"]
    assert [each for each in lists[2] if each] == [each.label for each in READY_SETS]
    assert {"中共D1县委员会", "T1镇党委", "GB2党支部"} <= set(lists[0])
    assert not {"中共C1市委员会", "T2镇党委"} & set(lists[0])
    sheet = part(content, "xl/worksheets/sheet1.xml")
    styles = part(content, "xl/styles.xml")
    (style,) = set(re.findall(r'<col min="2" max="2"[^>]* style="(\d+)"', sheet))
    formats = re.findall(r'<xf numFmtId="(\d+)"', styles.split("<cellXfs")[1])
    assert formats[int(style)] == "49"  # text
    assert sheet.count('type="list"') == 3
    assert sheet.count('type="textLength"') == 2


@pytest.mark.spec("ACC-06")
def test_the_blank_sheet_filled_in_by_another_program_is_read(
    province: Province, tmp_path: Path
) -> None:
    by = officer(province)
    with pytest.raises(Refusal, match="没有人员"):
        read(blank(by))
    filled = typed_into(blank(by), list(person(1).values()))
    rows = read(saved_by_libreoffice(filled, tmp_path))
    assert [dict(row.cells) for row in rows] == [person(1)]
    draft = upload(rows=rows, file_name="名单.xlsx", by=by, at=NOON)
    assert sheets.sheet(by, draft.uid).ready == 1


def test_the_blank_sheet_is_for_officers(province: Province) -> None:
    with pytest.raises(Denied):
        blank(province.actor("D1", Role.AUDITOR))
