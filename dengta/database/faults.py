"""What went wrong with the database itself, in a sentence for the edge to show."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError

from dengta.database.sqlite.write_lock import CannotWrite
from dengta.refusal import Refusal

__all__ = ["CannotWrite", "Unavailable", "explain"]

_BY_SQLSTATE = {
    "53100": "数据库的磁盘已满，本次没有保存。请系统管理人员清理磁盘后再试。",
    "53300": "访问数据库的人太多，请稍等片刻再试一次。",
    "55P03": "这条记录正被他人使用，本次没有保存。请稍等片刻再试一次。",
    "40P01": "与他人的操作同时发生，本次没有保存。请再试一次。",
    "40001": "与他人的操作同时发生，本次没有保存。请再试一次。",
    "25006": "数据库目前只能读取，本次没有保存。请联系系统管理人员。",
}
_BY_WORDS = {
    "database or disk is full": "磁盘已满，本次没有保存。请系统管理人员清理磁盘后再试。",
    "readonly database": "数据文件不能写入，本次没有保存。请系统管理人员检查文件权限。",
    "disk I/O error": "读写磁盘出错，本次没有保存。请联系系统管理人员检查磁盘。",
    "locked": "系统正忙，本次没有保存。请稍等片刻再试一次。",
    "unable to open database file": "打不开数据文件。请系统管理人员检查数据文件夹和权限。",
    "malformed": "数据文件已损坏。请停止使用，并请系统管理人员从备份中恢复。",
}
_NO_CONNECTION = "数据库暂时连不上，本次没有保存。请稍等片刻再试；一直不行请联系系统管理人员。"


class Unavailable(Refusal):
    """The database, not the domain, says no (answered 503)."""


def explain(error: DatabaseError | InterfaceError) -> Unavailable | None:
    """The refusal to show for ``error``; None when it is a fault of the program."""
    sqlstate = getattr(error.__cause__, "sqlstate", None)
    if sqlstate is not None:
        sentence = _BY_SQLSTATE.get(sqlstate)
        if sentence is None and sqlstate[:2] in {"08", "57"}:
            sentence = _NO_CONNECTION
        return Unavailable(sentence) if sentence else None
    said = str(error)
    for words, sentence in _BY_WORDS.items():
        if words in said:
            return Unavailable(sentence)
    if type(error.__cause__).__module__.startswith("psycopg") and (
        "connection" in said or "closed" in said
    ):
        return Unavailable(_NO_CONNECTION)
    return None
