"""The data folder: made for its owner, refused with a sentence, locked against a second server."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.environment import Unfit
from dengta.operations import data_folder
from dengta.operations.data_folder import Lock, prepare, refuse_too_full, sentence_of


def test_it_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "data"
    prepare(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert list(folder.iterdir()) == []


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("something else")
    with pytest.raises(Unfit, match="不是文件夹"):
        prepare(tmp_path / "data")
    with pytest.raises(Unfit, match="不是文件夹"):
        prepare(tmp_path / "data" / "below")


def test_a_folder_that_takes_no_file_is_refused() -> None:
    """/proc refuses new files even from root, as a disk mounted read-only does."""
    with pytest.raises(Unfit, match="/proc/self"):
        prepare(Path("/proc/self"))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "磁盘已满"),
        (errno.EDQUOT, "磁盘已满"),
        (errno.EACCES, "不能写入"),
        (errno.EROFS, "不能写入"),
        (errno.ENOTDIR, "不是文件夹"),
        (errno.EIO, "检查磁盘"),
    ],
)
def test_each_fault_of_the_disk_has_a_sentence(number: int, words: str) -> None:
    sentence = sentence_of(OSError(number, os.strerror(number)), Path("/srv/data"))
    assert words in sentence
    assert "/srv/data" in sentence


def test_a_nearly_full_disk_is_refused() -> None:
    with pytest.raises(Unfit, match="只剩 63 MB"):
        refuse_too_full(data_folder.ROOM_NEEDED - 1, Path("/srv/data"))
    refuse_too_full(data_folder.ROOM_NEEDED, Path("/srv/data"))


def test_a_second_lock_is_refused_and_names_the_holder(tmp_path: Path) -> None:
    first = Lock(tmp_path)
    first.take()
    with pytest.raises(Unfit, match=f"进程号 {os.getpid()}"):
        Lock(tmp_path).take()
    first.free()
    second = Lock(tmp_path)
    second.take()
    second.free()


def test_children_do_not_inherit_the_lock(tmp_path: Path) -> None:
    lock = Lock(tmp_path)
    lock.take()
    child = subprocess.Popen(
        [sys.executable, "-c", "print('up', flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        close_fds=False,
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == b"up\n"
        lock.free()
        other = Lock(tmp_path)
        other.take()
        other.free()
    finally:
        child.communicate(b"\n")
