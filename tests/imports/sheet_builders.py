"""Sheets of invented people, as text rows and as real workbooks."""

from __future__ import annotations

import csv
import io
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from dengta.access.actor import Actor
from dengta.access.roles import Role
from dengta.accounts.queries.sessions import as_actor
from dengta.imports.models import SheetDraft
from dengta.imports.queries import sheets
from dengta.imports.queries.sheets import GridRow
from dengta.imports.rules.sheet import COLUMN_LABELS, Column, Typed
from tests.accounts.builders import account, invented_id
from tests.world import NOON, Province

HEAD = list(COLUMN_LABELS.values())
FIRST_ROW = 2


def officer(province: Province, key: str = "D1", number: int = 900) -> Actor:
    """The security officer of an organisation, with an account."""
    opened = account(province[key], number, name="周禾青", role=Role.OFFICER)
    return as_actor(opened, at=NOON, address="127.0.0.1", request="POST /test")


def person(number: int, place: str = "T1镇党委", **other: str) -> dict[Column, str]:
    """A row without faults; ``other`` replaces cells by the column's name."""
    cells = {
        "name": "林晚秋",
        "id_number": invented_id(number),
        "mobile": f"138000{number:05d}",
        "organization": place,
        "role": "管理员",
        "functions": "基层管理员",
    }
    return {Column(name): text for name, text in (cells | other).items()}


def typed(*people: Mapping[Column, str], numeric: Sequence[Column] = ()) -> list[Typed]:
    """The rows of a sheet with these people, from :data:`FIRST_ROW` on."""
    return [Typed(at, each, frozenset(numeric)) for at, each in enumerate(people, FIRST_ROW)]


def lines(*people: Mapping[Column, str]) -> list[list[str]]:
    """Head and rows of a table."""
    return [HEAD, *([each[column] for column in Column] for each in people)]


def workbook(rows: Sequence[Sequence[Any]], *, first: int = 0, sheet: str = "名单") -> bytes:
    """An xlsx with these cells, texts and numbers as they are, from row ``first`` (0) on."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(target, options) as book:
        page = book.add_worksheet(sheet)
        for at, cells in enumerate(rows, first):
            for place, value in enumerate(cells):
                page.write(at, place, value)
    return target.getvalue()


def by_libreoffice(
    rows: Sequence[Sequence[str]], ending: str, folder: Path, *, as_text: bool = True
) -> bytes:
    """The same table as LibreOffice writes it; not ``as_text``, it makes numbers of digits."""
    source = folder / "list.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    kinds = "/".join(f"{at}/{2 if as_text else 1}" for at in range(1, len(HEAD) + 1))
    return _converted(source, ending, f"--infilter=Text - txt - csv (StarCalc):44,34,76,1,{kinds}")


def saved_by_libreoffice(content: bytes, folder: Path) -> bytes:
    """The workbook as LibreOffice writes it after opening it."""
    source = folder / "before" / "list.xlsx"
    source.parent.mkdir()
    source.write_bytes(content)
    return _converted(source, "xlsx")


def _converted(source: Path, ending: str, *options: str) -> bytes:
    target = source.parent / "converted"
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(source.parent / 'profile').as_uri()}",
            "--headless",
            *options,
            "--convert-to",
            ending,
            "--outdir",
            str(target),
            str(source),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=120,
    )
    return (target / f"list.{ending}").read_bytes()


def rows_by_number(by: Actor, draft: SheetDraft) -> dict[int, GridRow]:
    """The whole grid of a small sheet."""
    return {row.number: row for row in sheets.grid(by, draft.uid, limit=100).rows}


def faults(row: GridRow) -> dict[Column, str]:
    """What stands beside the cells of a row."""
    return {cell.column: "".join(cell.faults) for cell in row.cells if cell.faults}
