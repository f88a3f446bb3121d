"""What a fault of the machine or of the database means for the person who starts the server."""

from __future__ import annotations

import errno

from django.db import DatabaseError

FULL = (
    "database or disk is full",
    "no space left on device",
    "could not extend file",
    "disk quota",
)
READ_ONLY = ("readonly database", "unable to open database file", "read-only file system")
AWAY = (
    "connection refused",
    "could not connect",
    "connection failed",
    "connection timeout",
    "timeout expired",
    "could not translate host name",
    "failed to resolve host",
    "no such file or directory",
    "server closed the connection",
    "the connection is lost",
)
NOT_LET_IN = ("password authentication failed", "no pg_hba.conf entry", "no password supplied")


def sentence_of(error: DatabaseError | OSError) -> str:
    """One sentence: what happened and what to do."""
    said = str(error).lower()
    number = error.errno if isinstance(error, OSError) else None
    if number in {errno.ENOSPC, errno.EDQUOT} or any(word in said for word in FULL):
        return "磁盘已满，数据没有保存。请腾出空间后再试。"
    if number in {errno.EACCES, errno.EROFS} or any(word in said for word in READ_ONLY):
        return "数据文件不能写入。请检查数据文件夹（环境变量 DENGTA_DATA）的权限和磁盘后再试。"
    if any(word in said for word in NOT_LET_IN):
        return "数据库拒绝了用户名或密码。请检查环境变量 DATABASE_URL 里的用户和密码。"
    if "does not exist" in said and "database" in said:
        return "数据库里没有这个库。请先建库，或检查环境变量 DATABASE_URL 里的库名。"
    if isinstance(error, DatabaseError) and any(word in said for word in AWAY):
        return "连不上数据库。请确认数据库已启动，并检查环境变量 DATABASE_URL 里的主机和端口。"
    if "database disk image is malformed" in said or "file is not a database" in said:
        return "数据库文件已损坏，不能打开。请用备份恢复。"
    return f"出现意外错误，操作没有完成：{' '.join(str(error).split())[:200]}"
