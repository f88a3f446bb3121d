"""Reading a workbook that somebody uploaded, which may be anything."""

from __future__ import annotations

import json
import subprocess
import sys

from dengta.imports.rules import workbook
from dengta.imports.rules.sheet import ROWS_AT_MOST, Typed, rows_of
from dengta.refusal import Refusal

BYTES_AT_MOST = 5 << 20
HEAD_AT_MOST = 20
"""Rows that a title, remarks and the names of the columns may take before the people begin."""
WAIT = 20.0
"""Seconds; the script's own limit of work is :data:`workbook.SECONDS`."""

SENTENCES: dict[str, str] = {
    "format": "这不是Excel工作簿。请上传用下载的空白表填好的文件（.xlsx 或 .xls）。",
    "macros": "文件里带有宏，不能上传。请另存为“Excel 工作簿（.xlsx）”后再传。",
    "password": "文件加了打开密码，读不出来。请去掉密码后再传。",
    "bomb": "文件展开后太大，没有读取。请只保留要授权的人员，另存后再传。",
    "broken": "文件已损坏，读不出来。请用Excel或WPS打开、另存为“.xlsx”后再传。",
}


def read(content: bytes) -> list[Typed]:
    """The rows of people in the bytes of a workbook (xlsx, xls), with their row numbers.

    Refuses, with what to do, what is too large, no workbook, hostile, or not such a table. Takes
    about 0.1 s and 0.3 s for 5,000 rows: asked before a verb begins, never inside its transaction.
    """
    if len(content) > BYTES_AT_MOST:
        raise Refusal(f"文件超过{BYTES_AT_MOST >> 20}MB，没有读取。请分成几张表上传。")
    if not content:
        raise Refusal("文件是空的，请重新选择。")
    tables = _tables(content)
    if not tables:
        raise Refusal("表里没有内容。请在空白表里填好人员后再传。")
    refusals: list[Refusal] = []
    for lines in tables:
        try:
            return rows_of(lines)
        except Refusal as refusal:
            refusals.append(refusal)
    raise refusals[0]


def _tables(content: bytes) -> list[list[workbook.Line]]:
    """The sheets of the workbook, read by the script in a process of its own."""
    rows = ROWS_AT_MOST + HEAD_AT_MOST + 1
    try:
        done = subprocess.run(
            [sys.executable, "-I", workbook.__file__, str(rows)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WAIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refusal(SENTENCES["bomb"]) from None
    if done.returncode:
        raise Refusal(SENTENCES["bomb"])
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise Refusal(SENTENCES[answer["refused"]])
    return [sheet["rows"] for sheet in answer["sheets"]]
