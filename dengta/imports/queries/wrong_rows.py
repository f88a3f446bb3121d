"""The wrong rows of a sheet together: the same faults as one, all of them as a list (ACC-06)."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import xlsxwriter
from django.db.models import QuerySet

from dengta.access.actor import Actor
from dengta.imports.models import SheetRow
from dengta.imports.queries.blank_sheet import TEXT, WIDTHS
from dengta.imports.queries.sheets import FREE, find, typed_of
from dengta.imports.rules.sheet import COLUMN_LABELS, SHARED, Alike, Column, Standing

GROUPS_AT_MOST = 20
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, slots=True)
class Group:
    """A fault that ``rows`` rows have, two at least."""

    fault: Alike
    rows: int


def alike(actor: Actor, uid: UUID) -> list[Group]:
    """The faults that several rows of the actor's own sheet share, the most frequent first, at most
    :data:`GROUPS_AT_MOST`; else 404."""
    counted = Counter(fault for row in wrong_rows(find(actor, uid).pk) for fault in faults_of(row))
    found = [Group(fault, rows) for fault, rows in counted.most_common() if rows > 1]
    return found[:GROUPS_AT_MOST]


def wrong_rows(draft_pk: int) -> QuerySet[SheetRow]:
    """The rows of a sheet that are wrong and no job has, by their numbers."""
    return SheetRow.objects.filter(FREE, draft=draft_pk, standing=Standing.WRONG).order_by("number")


def faults_of(row: SheetRow) -> list[Alike]:
    """What is wrong with the row in the columns whose faults are mended together."""
    typed = typed_of(row)
    said = [(column, "".join(_said(row, column))) for column in SHARED]
    return [Alike(column, typed.cell(column), words) for column, words in said if words]


def fault_list(rows: Iterable[SheetRow]) -> bytes:
    """An xlsx of these rows: number, cells, wrong ones marked, complaints. Every cell is a text.

    The columns are called as in the blank sheet: mended, the list can be uploaded.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        page = book.add_worksheet("错误清单")
        text = book.add_format({"num_format": TEXT, "font_size": 11})
        wrong = book.add_format({"num_format": TEXT, "font_size": 11, "bg_color": "#FDECEC"})
        bold = book.add_format({"bold": True, "bg_color": "#FAF7F0", "border": 1, "font_size": 11})
        widths = [8, *(WIDTHS[column] for column in Column), 90]
        for place, width in enumerate(widths):
            page.set_column(place, place, width, text)
        heads = ["行号", *COLUMN_LABELS.values(), "问题"]
        for place, head in enumerate(heads):
            page.write_string(0, place, head, bold)
        page.freeze_panes(1, 0)
        for at, row in enumerate(rows, 1):
            typed = typed_of(row)
            page.write_string(at, 0, str(row.number), text)
            for place, column in enumerate(Column, 1):
                looks = wrong if _said(row, column) else text
                page.write_string(at, place, typed.cell(column), looks)
            sentences = [sentence for column in Column for sentence in _said(row, column)]
            page.write_string(at, len(heads) - 1, "".join(sentences), text)
    return target.getvalue()


def _said(row: SheetRow, column: Column) -> Sequence[str]:
    return [sentence for name, sentence in row.body["faults"] if name == column]
