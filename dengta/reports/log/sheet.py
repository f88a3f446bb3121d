"""Lines of the log as an Excel table. No cell is a formula or a link, whatever is typed in it."""

from __future__ import annotations

from io import BytesIO

import xlsxwriter
from django.utils.timezone import localtime

from dengta.audit.queries import LineRow
from dengta.audit.rules.events import KIND_LABELS

COLUMNS: tuple[tuple[str, int], ...] = (
    ("记录号", 10),
    ("时间", 19),
    ("操作人", 12),
    ("角色", 8),
    ("党组织", 28),
    ("类别", 14),
    ("操作", 18),
    ("对象", 20),
    ("内容", 90),
    ("原因", 30),
    ("来自", 16),
    ("请求", 36),
)
LONGEST_CELL = 32_000


class Sheet:
    """A workbook that grows row by row and is closed once; rows go to the disk, not to memory."""

    def __init__(self) -> None:
        self._file = BytesIO()
        self._book = xlsxwriter.Workbook(
            self._file,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._page = self._book.add_worksheet("日志")
        head = self._book.add_format({"bold": True, "bg_color": "#FAF7F0"})
        for column, (title, width) in enumerate(COLUMNS):
            self._page.set_column(column, column, width)
            self._page.write_string(0, column, title, head)
        self._page.freeze_panes(1, 0)
        self.rows = 0

    def add(self, row: LineRow) -> None:
        """One line more."""
        self.rows += 1
        texts = (
            str(row.pk),
            f"{localtime(row.at):%Y-%m-%d %H:%M:%S}",
            row.actor_name,
            row.duty,
            row.organization_name,
            KIND_LABELS[row.kind],
            row.label,
            row.subject_words,
            row.sentence,
            row.reason,
            row.address,
            row.request,
        )
        for column, text in enumerate(texts):
            self._page.write_string(self.rows, column, text[:LONGEST_CELL])

    def close(self) -> bytes:
        """The finished file."""
        self._book.close()
        return self._file.getvalue()
