"""The columns of the list of members: those that fit 1366 pixels first, the rest by choice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

COOKIE = "dangyuan-lie"
YEAR = 365 * 24 * 3600
FIXED = 3
"""序号, 姓名 and 操作 are always there; they count in 列 12/14."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column that can be chosen; ``kind`` is that of ``components.Column``."""

    name: str
    label: str
    kind: str = ""
    preset: bool = True


COLUMNS: tuple[ListColumn, ...] = (
    ListColumn("sex", "性别"),
    ListColumn("ethnicity", "民族"),
    ListColumn("id_number", "公民身份证号", "code"),
    ListColumn("birth_date", "出生日期", "date"),
    ListColumn("category", "人员类别"),
    ListColumn("education", "学历"),
    ListColumn("post", "工作岗位"),
    ListColumn("branch", "所在党支部", preset=False),
    ListColumn("joined_on", "加入党组织日期", "date"),
    ListColumn("phone", "联系电话", preset=False),
    ListColumn("status", "状态"),
)
ALL = len(COLUMNS) + FIXED
_PRESET = tuple(column.name for column in COLUMNS if column.preset)


def chosen(request: HttpRequest) -> tuple[ListColumn, ...]:
    """The columns that this browser asked for, in the order of the list."""
    kept = request.COOKIES.get(COOKIE)
    names = _PRESET if kept is None else tuple(kept.split("."))
    return tuple(column for column in COLUMNS if column.name in names)


def keep(response: HttpResponse, names: Iterable[str], *, secure: bool) -> None:
    """Remember for a year which columns are wanted; names of no column are forgotten."""
    known = {column.name for column in COLUMNS}
    response.set_cookie(
        COOKIE,
        ".".join(name for name in names if name in known),
        max_age=YEAR,
        samesite="Lax",
        httponly=True,
        secure=secure,
    )
