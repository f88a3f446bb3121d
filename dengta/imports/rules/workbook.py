"""A workbook as tables of cells, read in a process of its own: ``python -I workbook.py < a.xlsx``.

The library lays a sheet out as one rectangle: two cells that lie far apart ask for hundreds of
gigabytes, and the process that asks is ended. So this file is a script that needs nothing of this
project; :mod:`dengta.imports.queries.workbook` runs it under the limits below. Whatever a file
makes of it, only the script ends.

It answers with JSON: ``{"sheets": [{"name", "rows": [[number, [cell, …]], …]}]}`` with the rows
that hold something, or ``{"refused": reason}``. A cell is a text, or a list of one text when the
workbook holds a number there.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

MEMORY = 512 << 20
"""Bytes of address space; a sheet of 5,000 rows needs a tenth."""
SECONDS = 10
UNPACKED_AT_MOST = 64 << 20
PARTS_AT_MOST = 500
SHEETS_AT_MOST = 3
COLUMNS_AT_MOST = 40
CELL_AT_MOST = 300
PLAIN_DIGITS = 10**15
"""Below it a number is shown as it was typed, above it as spreadsheets show it: 3.70999E+17."""

Cell: TypeAlias = "str | list[str]"
Line: TypeAlias = "tuple[int, list[Cell]]"

ZIP = b"PK\x03\x04"
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
MACROS_IN_OLE = "_VBA_PROJECT".encode("utf-16-le")


class Unfit(Exception):
    """Not read, for the reason that ``queries.workbook`` has a sentence for."""


def sheets_of(content: bytes, rows_at_most: int) -> list[dict[str, object]]:
    """The first visible sheets with something in them, each with at most ``rows_at_most`` rows;
    raises :class:`Unfit`."""
    if content.startswith(ZIP):
        refuse_bomb(content)
    elif not content.startswith(OLE):
        raise Unfit("format")
    elif MACROS_IN_OLE in content:
        raise Unfit("macros")
    import python_calamine as calamine  # under the limits of memory that main has set

    try:
        with calamine.load_workbook(io.BytesIO(content)) as book:
            found: list[dict[str, object]] = []
            for place, sheet in enumerate(book.sheets_metadata):
                if sheet.visible == calamine.SheetVisibleEnum.Visible and (
                    lines := lines_of(book.get_sheet_by_index(place), rows_at_most)
                ):
                    found.append({"name": sheet.name, "rows": lines})
                if len(found) == SHEETS_AT_MOST:
                    break
            return found
    except calamine.PasswordError:
        raise Unfit("password") from None
    except (calamine.CalamineError, ValueError, OSError):
        raise Unfit("broken") from None


def lines_of(sheet: object, rows_at_most: int) -> list[Line]:
    """The rows that hold something, with their numbers as the spreadsheet shows them."""
    found: list[Line] = []
    for number, cells in enumerate(sheet.iter_rows(), start=1):  # type: ignore[attr-defined]
        texts = [cell_of(value) for value in cells[:COLUMNS_AT_MOST]]
        if any(texts):
            found.append((number, texts))
            if len(found) == rows_at_most:
                break
    return found


def cell_of(value: object) -> Cell:
    """``value`` as it is shown; a number keeps that it is one."""
    match value:
        case bool():
            return "是" if value else "否"
        case int() | float():
            return [number_of(float(value))]
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return str(value).strip()[:CELL_AT_MOST]


def number_of(value: float) -> str:
    """``13900000000``, ``12.5``, ``3.70999E+17``."""
    if abs(value) >= PLAIN_DIGITS:
        return f"{value:.5E}"
    return str(int(value)) if value.is_integer() else f"{value:.10g}"


def refuse_bomb(content: bytes) -> None:
    """Unpack everything, as far as the limit, whatever the file says of its sizes."""
    left = UNPACKED_AT_MOST
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > PARTS_AT_MOST:
                raise Unfit("bomb")
            names = {part.filename.lower() for part in parts}
            if not any(name.startswith("xl/") for name in names):
                raise Unfit("format")
            if any(name.endswith("vbaproject.bin") for name in names):
                raise Unfit("macros")
            for part in parts:
                with packed.open(part) as stream:
                    while piece := stream.read(1 << 16):
                        left -= len(piece)
                        if left < 0:
                            raise Unfit("bomb")
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError):
        raise Unfit("broken") from None


def main(rows_at_most: int) -> None:
    """Read standard input under the limits, answer on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer: dict[str, object] = {"sheets": sheets_of(sys.stdin.buffer.read(), rows_at_most)}
    except Unfit as unfit:
        answer = {"refused": str(unfit)}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode())


if __name__ == "__main__":
    main(int(sys.argv[1]))
