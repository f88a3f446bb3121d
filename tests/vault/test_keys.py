"""The folder of keys: made once, 0600, refused with a sentence in every other state."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest
from pytest_django import Settings

from dengta.vault import keys
from dengta.vault.keys import KeysRefused


def test_they_are_made_once_and_only_for_their_owner(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "keys"
    os.umask(before := os.umask(0))
    os.umask(0)
    try:
        made = keys.make(folder)
    finally:
        os.umask(before)
    assert keys.make(folder) == made == keys.load(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == ["blind.key", "sealing-1.key", "signing.key"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    every = [*made.sealing.values(), made.blind, made.signing]
    assert len(set(every)) == 3
    assert {len(key) for key in every} == {32}


def test_two_that_make_at_once_agree(tmp_path: Path) -> None:
    made: list[keys.Keys] = []
    threads = [
        threading.Thread(target=lambda: made.append(keys.make(tmp_path / "keys"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert all(one == made[0] for one in made)


@pytest.mark.parametrize("done", [[], ["sealing-1.key"], ["sealing-1.key", "blind.key"]])
def test_who_was_killed_while_making_is_helped(folder: Path, done: list[str]) -> None:
    (folder / ".unfinished").touch()
    kept = {name: (folder / name).read_text() for name in done}
    for file in ("sealing-1.key", "blind.key", "signing.key"):
        if file not in done:
            (folder / file).unlink()
    keys.make(folder)
    assert {name: (folder / name).read_text() for name in done} == kept
    assert not (folder / ".unfinished").exists()


def test_they_are_never_printed(folder: Path) -> None:
    held = keys.load(folder)
    for secret in (*held.sealing.values(), held.blind, held.signing):
        for text in (repr(held), str(held), f"{held}"):
            assert secret.hex() not in text
            assert repr(secret) not in text


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
@pytest.mark.parametrize("name", ["blind.key", "sealing-1.key", "signing.key"])
def test_a_key_that_others_can_read_is_refused(folder: Path, name: str, mode: int) -> None:
    (folder / name).chmod(mode)
    with pytest.raises(KeysRefused, match=f"{name} 可以被其他用户读取，不安全。请执行 chmod 600"):
        keys.load(folder)


def test_a_folder_that_others_can_enter_is_refused(folder: Path) -> None:
    folder.chmod(0o755)
    with pytest.raises(KeysRefused, match="请执行 chmod 700"):
        keys.load(folder)


@pytest.mark.parametrize("name", ["blind.key", "sealing-1.key", "signing.key"])
def test_a_missing_key_is_refused(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(KeysRefused, match=f"缺少密钥文件 .*{name}。请从备份中恢复"):
        keys.load(folder)


@pytest.mark.parametrize("name", ["blind.key", "sealing-1.key"])
def test_a_lost_key_is_not_made_anew(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(KeysRefused, match="不要新建"):
        keys.make(folder)
    assert not (folder / name).exists()


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeysRefused, match="没有找到密钥文件夹"):
        keys.load(tmp_path / "none")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KeysRefused, match="无法建立密钥文件夹"):
        keys.make(tmp_path / "file" / "keys")


@pytest.mark.parametrize("text", ["", "00", "zz" * 32, "0" * 65])
def test_a_damaged_key_is_refused(folder: Path, text: str) -> None:
    (folder / "blind.key").write_text(text)
    with pytest.raises(KeysRefused, match="内容不完整"):
        keys.load(folder)


def test_the_current_keys_are_those_of_the_settings(folder: Path, settings: Settings) -> None:
    assert keys.current() == keys.load(folder)
    assert keys.rotate(folder) == 2
    assert keys.current().newest == 1
    keys.forget()
    assert keys.current().newest == 2
    assert sorted(keys.current().sealing) == [1, 2]
