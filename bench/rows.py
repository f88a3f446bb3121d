"""Every row, in the order of the table; importing it needs Django's settings."""

from __future__ import annotations

from bench import importing, letters, plans, reading, sheets, web, writing
from bench.table import Row

ON_POSTGRESQL: tuple[Row, ...] = (
    *reading.ROWS,
    plans.GUARD,
    *letters.READING,
    *web.ROWS,
    writing.WITH_COUNTS,
    letters.APPROVALS,
    importing.TREE,
    sheets.GRID,
    sheets.CONFIRMATION,
)
ON_SQLITE: tuple[Row, ...] = (
    *reading.ROWS,
    *letters.READING,
    *web.ROWS,
    writing.WORST_WAIT,
    importing.TREE,
    sheets.GRID,
    sheets.CONFIRMATION,
)
