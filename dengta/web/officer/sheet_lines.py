"""The rows of an uploaded sheet as the grid draws them (ACC-06)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from dengta.access.roles import ROLE_LABELS
from dengta.accounts.rules.sets import READY_SETS
from dengta.imports.queries.sheets import GridRow, Sheet, Show
from dengta.imports.rules.sheet import COLUMN_LABELS, Column, Standing
from dengta.web.components import Step, Tone
from dengta.web.fields import FieldChoice
from dengta.web.jinja import url, with_query

LONGEST_PLACE = 12

TONES: dict[Standing, Tone] = {
    Standing.WRONG: "error",
    Standing.READY: "good",
    Standing.SKIPPED: "",
    Standing.DONE: "good",
}
HINTS: dict[Column, str] = {
    Column.ID_NUMBER: "18 位，末位字母请大写",
    Column.MOBILE: "本人的手机号码，11 位",
    Column.ORGANIZATION: "全称或编码；输入两个字就会列出来",
    Column.ROLE: "安全员只能由上级党组织的安全员授权",
    Column.FUNCTIONS: "管理员要填："
    + "、".join(each.label for each in READY_SETS)
    + "，或几项功能，用顿号隔开",
}
ROLES = tuple(FieldChoice(label, label) for label in ROLE_LABELS.values())


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a sheet one is: which rows are shown, and which page of them."""

    show: Show | None = None
    after: str = ""
    before: str = ""

    def query(self) -> dict[str, str]:
        return {
            "show": self.show.value if self.show else "",
            "after": self.after,
            "before": self.before,
        }

    def at(self, address: str, **more: object) -> str:
        """``address``, which leads back here."""
        return with_query(address, **self.query(), **more)


@dataclass(frozen=True, slots=True)
class CellLine:
    """A cell. ``edit_url`` opens it for writing, "" where there is nothing to mend."""

    column: Column
    label: str
    text: str
    wrong: bool
    mended: bool
    edit_url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row. ``free``: it may be mended or left out; ``mended`` names the cells that were mended
    in a row that is right now."""

    uid: UUID
    number: int
    label: str
    tone: Tone
    cells: tuple[CellLine, ...]
    problems: tuple[str, ...]
    mended: str
    free: bool
    skipped: bool
    account_url: str
    seen: int
    row_url: str
    mend_url: str
    skip_url: str
    take_back_url: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the counts that the rows can be narrowed by."""

    show: Show
    count: int
    label: str
    icon: str
    tone: str
    url: str
    current: bool


def place_of(query: Mapping[str, str]) -> Place:
    """Where an address says that one is; forged parts are the first page."""
    show = query.get("show", "")
    return Place(
        show=Show(show) if show in set(Show) else None,
        after=query.get("after", "")[:LONGEST_PLACE],
        before=query.get("before", "")[:LONGEST_PLACE],
    )


def line(row: GridRow, place: Place) -> Line:
    """``row`` with the addresses that mend it and come back to ``place``."""
    skipped = row.standing is Standing.SKIPPED
    free = row.standing in {Standing.WRONG, Standing.READY} and not row.running
    mended = [COLUMN_LABELS[cell.column] for cell in row.cells if cell.mended]
    right = row.standing is Standing.READY and not row.running
    return Line(
        uid=row.uid,
        number=row.number,
        label=row.label,
        tone="hint" if row.running else TONES[row.standing],
        cells=tuple(
            CellLine(
                column=cell.column,
                label=COLUMN_LABELS[cell.column],
                text=cell.text,
                wrong=bool(cell.faults),
                mended=cell.mended and not cell.faults,
                edit_url=place.at(url("sheet_row", row.uid), lie=cell.column)
                if free and (cell.faults or cell.mended)
                else "",
            )
            for cell in row.cells
        ),
        problems=tuple(sentence for cell in row.cells for sentence in cell.faults),
        mended="、".join(mended) if right else "",
        free=free,
        skipped=skipped,
        account_url=url("account_card", row.account_uid) if row.account_uid else "",
        seen=row.seen,
        row_url=place.at(url("sheet_row", row.uid)),
        mend_url=place.at(url("sheet_row_mending", row.uid)),
        skip_url=place.at(url("sheet_row_skip", row.uid)),
        take_back_url=place.at(url("sheet_row_take_back", row.uid)),
    )


def tiles(sheet: Sheet, shown: Show) -> list[Tile]:
    """How many rows stand where, each a link to them."""
    address = url("sheet", sheet.uid)
    found = (
        (Show.WRONG, sheet.wrong, f"行要改正，共 {sheet.faults} 处", "error", "error"),
        (Show.READY, sheet.ready, "行没有问题", "check-circle", "good"),
        (Show.SKIPPED, sheet.skipped, "行已跳过", "minus", ""),
        (Show.DONE, sheet.done, "人已授权", "person", "good"),
        (Show.ALL, sheet.rows, "行全部", "document", ""),
    )
    return [
        Tile(show, count, label, icon, tone, with_query(address, show=show), show is shown)
        for show, count, label, icon, tone in found
    ]


def steps(sheet: Sheet | None) -> list[Step]:
    """Where one is on the way from the file to the accounts; None: no file yet."""
    if sheet is None:
        now = 0
    elif sheet.jobs:
        now = 2
    else:
        now = 3 if sheet.done and not sheet.wrong and not sheet.ready else 1
    labels = ("选择文件", "检查、改正", "确认", "完成")
    return [
        Step(label, "done" if at < now else "now" if at == now else "waiting")
        for at, label in enumerate(labels)
    ]
