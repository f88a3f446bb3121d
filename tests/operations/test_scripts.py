"""The scripts that make an environment ready: each fault of machine or network is one sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from config.environment import ROOT
from tests.operations.running import free_port

pytestmark = pytest.mark.process


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Scripts and lists of a fresh clone, nothing installed."""
    folder = tmp_path / "clone"
    shutil.copytree(ROOT / "script", folder / "script")
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    return folder


def run(checkout: Path, command: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", f". script/install.sh; {command}"],
        cwd=checkout,
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_broken_line_to_the_registry_is_one_sentence(checkout: Path) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/simple"
    done = subprocess.run(
        [checkout / "script" / "server"],
        env={
            **os.environ,
            "PIP_INDEX_URL": nowhere,
            "PIP_EXTRA_INDEX_URL": "",
            "PIP_FIND_LINKS": "",
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_CACHE_DIR": "1",
            "PIP_RETRIES": "0",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    _preparing, sentence, english = done.stderr.splitlines()
    assert sentence.startswith("连不上软件源")
    assert english.startswith("(Cannot reach")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("OSError: [Errno 28] No space left on device", "磁盘已满"),
        ("failed to write: No space left on device (os error 28)", "磁盘已满"),
        ("Permission denied (os error 13)", "没有写入权限"),
        ("Read-only file system (os error 30)", "没有写入权限"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "与清单不符"),
        ("error: Hash mismatch for `granian`", "与清单不符"),
        ("error: tcp connect error", "连不上软件源"),
    ],
)
def test_what_the_tools_say_becomes_a_sentence(checkout: Path, said: str, words: str) -> None:
    (checkout / ".uv").mkdir()
    (checkout / ".uv" / "install.log").write_text(said + "\n")
    done = run(checkout, "explain_failure")
    assert done.returncode == 1
    assert words in done.stderr.splitlines()[0]


def test_a_folder_that_cannot_be_written_is_one_sentence(checkout: Path) -> None:
    (checkout / ".uv").write_text("in the way, as a read-only folder is")
    done = run(checkout, "ready .venv requirements/app.txt")
    assert done.returncode == 1
    assert "不能写入" in done.stderr.splitlines()[0]


def test_an_incomplete_folder_of_wheels_is_one_sentence(checkout: Path) -> None:
    (checkout / "wheels").mkdir()
    done = run(checkout, "ready .venv requirements/app.txt")
    assert done.returncode == 1
    assert "wheels 文件夹里的安装包不全" in done.stderr


def test_no_python_is_one_sentence(checkout: Path) -> None:
    tools = checkout / "tools"
    tools.mkdir()
    for name in ("sh", "cmp", "grep"):
        found = shutil.which(name)
        assert found
        (tools / name).symlink_to(found)
    done = run(checkout, "ready .venv requirements/app.txt", PATH=str(tools), DENGTA_PYTHON="")
    assert done.returncode == 1
    assert "没有找到 3.11 或更高版本的 Python" in done.stderr


def test_what_is_ready_is_left_alone(checkout: Path) -> None:
    binaries = checkout / ".venv" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python").symlink_to("/bin/true")
    shutil.copy(checkout / "requirements" / "app.txt", checkout / ".venv" / "installed")
    done = run(checkout, "ready .venv requirements/app.txt")
    assert (done.returncode, done.stderr) == (0, "")
    assert not (checkout / ".uv").exists()
