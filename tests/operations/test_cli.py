"""The commands, each by its words, and the sentences of those that are refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django import Settings

from config import environment
from dengta.counts.effects import add
from dengta.counts.models import Delta
from dengta.counts.rules import Dimension
from dengta.operations.cli import main
from dengta.organizations.models import Organization
from dengta.transfers.rules import diagram

INSTALL = ["install", "--name", "中共东平川省委员会", "--category", "111", "--stem", "037"]


@pytest.mark.django_db
@pytest.mark.sqlite
def test_the_root_is_installed_once_and_renamed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(INSTALL) == 0
    root = Organization.objects.get()
    assert (root.name, root.code, root.category) == ("中共东平川省委员会", "037", "111")
    assert main(INSTALL) == 1
    assert "根组织已经建立" in capsys.readouterr().err
    assert main(["install", "--rename", "--name", "中共东川省委员会"]) == 0
    assert Organization.objects.get().name == "中共东川省委员会"


@pytest.mark.django_db
def test_a_root_without_category_or_before_its_time_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["install", "--name", "中共东平川省委员会"]) == 1
    assert "--category" in capsys.readouterr().err
    assert main(["install", "--rename", "--name", "中共东川省委员会"]) == 1
    assert "还没有建立根党组织" in capsys.readouterr().err
    assert not Organization.objects.exists()


@pytest.mark.django_db
@pytest.mark.sqlite
def test_fold_leaves_no_delta(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(INSTALL) == 0
    add(Organization.objects.get().path, {(Dimension.MEMBERS, "1"): 3})
    assert main(["fold"]) == 0
    assert not Delta.objects.exists()
    assert "已汇总" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.sqlite
def test_a_tree_is_imported_and_refused_rows_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(INSTALL) == 0
    file = tmp_path / "tree.csv"
    file.write_text("code,parent_code,label\n99,,海岱省\n9901,99,临汶市\n", encoding="utf-8")
    assert main(["import", "organizations", str(file)]) == 0
    assert "新增 1 个党组织" in capsys.readouterr().out
    assert Organization.objects.filter(code="9901").exists()
    assert main(["import", "organizations", str(tmp_path / "none.csv")]) == 1
    assert "找不到文件" in capsys.readouterr().err


def test_states_draws_the_diagram(tmp_path: Path) -> None:
    assert main(["states", "--to", str(tmp_path / "states.md")]) == 0
    assert (tmp_path / "states.md").read_text(encoding="utf-8") == diagram.page()


def test_states_that_cannot_be_written_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["states", "--to", str(tmp_path / "nowhere" / "states.md")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_nonsense_in_the_environment_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "eighty")
    assert main(["serve"]) == 1
    assert "不是端口号" in capsys.readouterr().err


def test_an_unknown_command_shows_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["dance"])
    assert left.value.code == 2
    assert "install" in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite
@pytest.mark.spec("LOG-03")
def test_the_log_is_sealed_and_its_copy_is_for_the_owner_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    settings.DENGTA_DATA = tmp_path / "data"
    assert main(["seal"]) == 0
    assert "还没有记录" in capsys.readouterr().out
    assert main(INSTALL) == 0
    assert main(["seal"]) == 0
    assert "共 1 条、1 块" in capsys.readouterr().out
    copy = tmp_path / "copy.jsonl"
    assert main(["export-log", str(copy)]) == 0
    words = capsys.readouterr().out
    key = words.rpartition("公钥：")[2].strip()
    assert copy.stat().st_mode & 0o077 == 0
    verifier = environment.ROOT / "deploy" / "verify-log"
    done = subprocess.run(
        [sys.executable, "-I", verifier, copy, key, tmp_path / "data" / "checkpoints"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "校验通过：共 2 条日志" in done.stdout) == (0, True)
    assert main(["export-log", str(tmp_path / "nowhere" / "copy.jsonl")]) == 1
