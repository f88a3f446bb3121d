"""Every row, in the order of the table; importing it needs Django's settings."""

from __future__ import annotations

from bench import (
    chain,
    guessing,
    importing,
    letters,
    organizations,
    plans,
    reading,
    sheets,
    web,
    wide,
    workbench,
    writing,
)
from bench.table import Row

ON_POSTGRESQL: tuple[Row, ...] = (
    *reading.ROWS,
    *organizations.ROWS,
    *wide.ROWS,
    wide.ON_POSTGRESQL,
    plans.GUARD,
    *letters.READING,
    *web.ROWS,
    *workbench.ROWS,
    writing.WITH_COUNTS,
    letters.APPROVALS,
    chain.VERIFICATION,
    importing.TREE,
    sheets.GRID,
    sheets.CONFIRMATION,
    *guessing.ROWS,
)
ON_SQLITE: tuple[Row, ...] = (
    *reading.ROWS,
    *organizations.ROWS,
    *wide.ROWS,
    wide.ON_SQLITE,
    *letters.READING,
    *web.ROWS,
    *workbench.ROWS,
    writing.WORST_WAIT,
    chain.VERIFICATION,
    importing.TREE,
    sheets.GRID,
    sheets.CONFIRMATION,
    *guessing.ROWS,
)
