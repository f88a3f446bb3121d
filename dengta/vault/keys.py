"""The keys: one file each in a folder outside the database, readable by its owner alone.

``sealing-1.key``, ``sealing-2.key`` … are versions: new values are sealed with the newest, old ones
open with the version they name. ``blind.key`` has no versions (every index would change);
``signing.key`` signs the checkpoints of the log. Each file holds 32 random bytes in hexadecimal.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from dengta.refusal import Refusal

LENGTH = 32
"""Bytes of a key."""

BLIND = "blind.key"
SIGNING = "signing.key"
_SEALING = re.compile(r"sealing-([1-9][0-9]{0,2})\.key")
NEWEST_POSSIBLE = 255
_UNFINISHED = ".unfinished"
"""Stands in the folder while its first keys are made."""


class KeysRefused(Refusal):
    """The keys are missing, incomplete, or open to others; nothing starts without them."""


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """All keys of one folder, each of 32 bytes; ``sealing`` by version (1 … 255)."""

    sealing: dict[int, bytes]
    blind: bytes
    signing: bytes

    @property
    def newest(self) -> int:
        """The version that new values are sealed with."""
        return max(self.sealing)

    def __repr__(self) -> str:
        """Never the keys: this may reach a log."""
        return f"Keys(versions={sorted(self.sealing)})"


def make(folder: Path) -> Keys:
    """The keys of ``folder``; makes the folder (0700) and every key (0600) that is not there yet.

    A key that exists is never touched. Refuses like :func:`load`, and when the sealing key or the
    blind key alone is gone from a folder that was complete: a lost key must not be replaced in
    silence. Who was killed while making is helped by the next.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone_in(folder):
            _complete(folder)
    except OSError as error:
        raise KeysRefused(
            f"无法建立密钥文件夹 {folder}（{error.strerror}）。请检查磁盘空间和该位置的权限。"
        ) from error
    return load(folder)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """One process at a time makes keys in ``folder``."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _complete(folder: Path) -> None:
    """Make what is missing, unless that would hide the loss of a key."""
    present = {entry.name for entry in folder.iterdir()}
    sealing = any(_SEALING.fullmatch(name) for name in present)
    if _UNFINISHED in present or not (sealing or BLIND in present):
        (folder / _UNFINISHED).touch(0o600)
        if not sealing:
            _write(folder / "sealing-1.key")
        if BLIND not in present:
            _write(folder / BLIND)
    if SIGNING not in present:
        _write(folder / SIGNING)
    (folder / _UNFINISHED).unlink(missing_ok=True)


def rotate(folder: Path) -> int:
    """Add the next version of the sealing key; returns it. Running processes read it at a start."""
    version = load(folder).newest + 1
    if version > NEWEST_POSSIBLE:
        raise KeysRefused("密钥版本已用尽（最多255个），不能再更换密钥。")
    try:
        _write(folder / f"sealing-{version}.key")
    except OSError as error:
        raise KeysRefused(
            f"无法在 {folder} 写入新的密钥（{error.strerror}）。请检查磁盘空间和文件夹权限。"
        ) from error
    return version


def load(folder: Path) -> Keys:
    """The keys of ``folder``; refuses with a sentence what is missing, damaged or readable."""
    if not folder.is_dir():
        raise KeysRefused(
            f"没有找到密钥文件夹 {folder}。首次启动会自动建立；"
            "如果系统里已有数据，请先从备份中恢复密钥，否则已加密的内容无法读出。"
        )
    _refuse_open(folder)
    sealing: dict[int, bytes] = {}
    for path in sorted(folder.iterdir()):
        if named := _SEALING.fullmatch(path.name):
            version = int(named[1])
            if version <= NEWEST_POSSIBLE:
                sealing[version] = _read(path)
    if not sealing:
        raise _missing(folder / "sealing-1.key")
    return Keys(sealing=sealing, blind=_read(folder / BLIND), signing=_read(folder / SIGNING))


def current() -> Keys:
    """The keys of ``settings.DENGTA_KEYS``, read once a process."""
    # asked for with every sealed value: even to make a path of a path is felt
    return _of_folder(settings.DENGTA_KEYS)


@lru_cache(maxsize=8)
def _of_folder(folder: str | Path) -> Keys:
    return load(Path(folder))


def forget() -> None:
    """Read the keys anew at the next use: after :func:`rotate`, and in tests."""
    _of_folder.cache_clear()


def _write(path: Path) -> None:
    """A new key at ``path``, whole or not at all; one that is there stays."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            os.write(descriptor, secrets.token_hex(LENGTH).encode() + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _read(path: Path) -> bytes:
    try:
        text = path.read_text("ascii").strip()
    except FileNotFoundError:
        raise _missing(path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise KeysRefused(f"无法读取密钥文件 {path}。请检查文件权限，或从备份中恢复。") from error
    _refuse_open(path)
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise KeysRefused(f"密钥文件 {path} 的内容不完整。请从备份中恢复这个文件。")
    return bytes.fromhex(text)


def _missing(path: Path) -> KeysRefused:
    return KeysRefused(
        f"缺少密钥文件 {path}。请从备份中恢复；不要新建，新的密钥读不出已加密的内容。"
    )


def _refuse_open(path: Path) -> None:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        mode = "700" if path.is_dir() else "600"
        raise KeysRefused(
            f"密钥 {path} 可以被其他用户读取，不安全。请执行 chmod {mode} {path} 后再启动。"
        )
