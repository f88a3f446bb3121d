"""The blank sheet of administrators, with what can be chosen in it (ACC-06)."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from dengta.access.actor import Actor
from dengta.access.checks import allows, reachable, require_function
from dengta.access.permissions import FUNCTIONS, SUBSYSTEM_LABELS, Can
from dengta.access.reach import segment
from dengta.accounts.queries.manageable import needed
from dengta.accounts.rules.sets import READY_SETS
from dengta.imports.rules.sheet import COLUMN_LABELS, ROWS_AT_MOST, Column
from dengta.imports.rules.sheet_faults import ROLES
from dengta.organizations.queries.tree import active

SHEET = "管理员名单"
HELP = "填写说明"
CHOICES = "选项"
FILE_NAME = "管理员授权空白表.xlsx"

PLACES_AT_MOST = 2_000
"""More organisations than that are no list to choose from: their name or code is typed."""

WIDTHS: dict[Column, int] = {
    Column.NAME: 12,
    Column.ID_NUMBER: 24,
    Column.MOBILE: 16,
    Column.ORGANIZATION: 44,
    Column.ROLE: 10,
    Column.FUNCTIONS: 28,
}

HINTS: dict[Column, str] = {
    Column.NAME: "与身份证上的姓名一致，激活账号时要核对。",
    Column.ID_NUMBER: "18位，末位是字母时用大写X。这一列已设为文本，请不要改成数字。",
    Column.MOBILE: "本人的手机号码（11位），授权码用短信发到这个号码。",
    Column.ORGANIZATION: "党组织全称或党组织代码，一字不差；只能是本级和下级党组织。",
    Column.ROLE: "管理员、安全员、审计员，一人只能担任一种。安全员只能由上级任命。",
    Column.FUNCTIONS: "管理员必填：一套现成的功能，或几项功能，用顿号隔开。"
    "安全员和审计员没有业务功能，请空着。",
}

AFTERWARDS = (
    f"在“账号管理”里上传这张表，一次最多{ROWS_AT_MOST}人。"
    "上传后先检查、改正，确认前不会开通账号，也不会发短信。"
)

TEXT = 49
"""Number of the built-in format @: what is typed stays as it is."""

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def blank(actor: Actor) -> bytes:
    """An xlsx to fill in: the columns as texts, with drop-downs for place, duty and functions, and
    a second sheet that explains them."""
    require_function(actor, Can.MANAGE_ACCOUNTS)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        page = book.add_worksheet(SHEET)
        text = book.add_format({"num_format": TEXT, "font_size": 11})
        bold = book.add_format({"bold": True, "bg_color": "#FAF7F0", "border": 1, "font_size": 11})
        for place, column in enumerate(Column):
            page.set_column(place, place, WIDTHS[column], text)
            page.write(0, place, COLUMN_LABELS[column], bold)
        page.freeze_panes(1, 0)
        lists = {
            Column.ORGANIZATION: _places(actor),
            Column.ROLE: _roles(actor),
            Column.FUNCTIONS: [each.label for each in READY_SETS],
        }
        _explain(book, bold)
        choices = book.add_worksheet(CHOICES)
        choices.hide()
        for place, (column, values) in enumerate(lists.items()):
            choices.write_column(0, place, values, text)
            _offer(page, column, values, place)
        _check_length(page)
    return target.getvalue()


def _offer(page: Any, column: Column, values: list[str], place: int) -> None:
    """A drop-down of ``values``, which stand in the column ``place`` of the hidden sheet."""
    if not values:
        return
    letter = "ABC"[place]
    page.data_validation(
        *_cells(column),
        {
            "validate": "list",
            "source": f"={CHOICES}!${letter}$1:${letter}${len(values)}",
            "input_title": COLUMN_LABELS[column],
            "input_message": HINTS[column],
            # a code instead of a name, or several functions, may be typed all the same
            "error_type": "stop" if column is Column.ROLE else "information",
            "error_title": "请检查",
            "error_message": HINTS[column],
        },
    )


def _check_length(page: Any) -> None:
    """The spreadsheet itself says when a number has the wrong length."""
    for column, length in ((Column.ID_NUMBER, 18), (Column.MOBILE, 11)):
        page.data_validation(
            *_cells(column),
            {
                "validate": "length",
                "criteria": "==",
                "value": length,
                "input_title": COLUMN_LABELS[column],
                "input_message": HINTS[column],
                "error_type": "warning",
                "error_title": "位数不对",
                "error_message": f"{COLUMN_LABELS[column]}应为{length}位。",
            },
        )


def _cells(column: Column) -> tuple[int, int, int, int]:
    place = list(Column).index(column)
    return 1, place, ROWS_AT_MOST, place


def _explain(book: Any, bold: Any) -> None:
    """The second sheet: what belongs into each column, what the functions are called."""
    page = book.add_worksheet(HELP)
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 90)
    rows = [
        ("列", "怎么填"),
        *((COLUMN_LABELS[column], HINTS[column]) for column in Column),
        ("", ""),
        ("现成的一套功能", "给谁"),
        *((each.label, each.explained) for each in READY_SETS),
        ("", ""),
        ("单项功能", "属于哪个子系统"),
        *((label, SUBSYSTEM_LABELS[subsystem]) for subsystem, label in FUNCTIONS.values()),
        ("", ""),
        ("填好以后", AFTERWARDS),
    ]
    heads = {"列", "现成的一套功能", "单项功能"}
    for at, (left, right) in enumerate(rows):
        page.write(at, 0, left, bold if left in heads else None)
        page.write(at, 1, right, bold if left in heads else None)


def _places(actor: Actor) -> list[str]:
    """The organisations at which the officer manages accounts, by name, or by code where several
    have one name; none when they are too many to choose from."""
    mine = active().filter(reachable(actor, Can.MANAGE_ACCOUNTS)).order_by("path")
    rows = list(mine.values_list("name", "code")[: PLACES_AT_MOST + 1])
    if len(rows) > PLACES_AT_MOST:
        return []
    names = [name for name, _ in rows]
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
    return [name if seen[name] == 1 else code for name, code in rows]


def _roles(actor: Actor) -> list[str]:
    """The duties that the officer may appoint somewhere in his range, as the rules read them."""
    below = actor.path + segment(0)
    return [label for label, role in ROLES.items() if allows(actor, needed(role), below)]
