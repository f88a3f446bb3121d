"""The folder that holds database, keys and files of one installation, and the lock on it."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from pathlib import Path

from config.environment import Unfit

ROOM_NEEDED = 64 * 1024 * 1024
"""Bytes that must be free at a start: a full disk would refuse the first save."""

LOCK = "server.lock"


def sentence_of(error: OSError, path: Path) -> str:
    """What a clerk can do about ``error``, which came from writing at ``path``."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"磁盘已满，无法写入 {path}。请腾出空间后重新启动。"
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return (
            f"文件夹 {path} 不能写入。"
            "请检查它的权限，或用环境变量 DENGTA_DATA 指定另一个文件夹后重新启动。"
        )
    if error.errno in {errno.ENOTDIR, errno.EEXIST, errno.EISDIR}:
        return (
            f"{path} 不是文件夹，不能存放数据。"
            "请改名或移走同名的文件，或用环境变量 DENGTA_DATA 指定另一个文件夹后重新启动。"
        )
    return f"无法使用文件夹 {path}（{error.strerror}）。请检查磁盘后重新启动。"


def prepare(folder: Path) -> None:
    """Make ``folder`` (0700) where it is missing; refuse one that cannot take what we write."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        try:
            probe.write_bytes(b"\0" * 4096)
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        raise Unfit(sentence_of(error, folder)) from None
    refuse_too_full(shutil.disk_usage(folder).free, folder)


def refuse_too_full(free: int, folder: Path) -> None:
    """Refuse when fewer than ``ROOM_NEEDED`` bytes are ``free`` on the disk of ``folder``."""
    if free < ROOM_NEEDED:
        raise Unfit(
            f"{folder} 所在的磁盘只剩 {free // (1024 * 1024)} MB，无法安全保存数据。"
            "请腾出空间后重新启动。"
        )


class Lock:
    """One server per data folder. Held until the process ends; children do not inherit it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK
        self._descriptor = -1

    def take(self) -> None:
        """Take the lock, or refuse and name the process that has it."""
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Unfit(sentence_of(error, self._path.parent)) from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "未知"
            os.close(descriptor)
            raise Unfit(
                f"这份数据已有一个服务器在运行（进程号 {holder}），不能再启动第二个。"
                "请先停止它，或用环境变量 DENGTA_DATA 指定另一个文件夹。"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        self._descriptor = descriptor

    def free(self) -> None:
        """Let another server have the folder."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
