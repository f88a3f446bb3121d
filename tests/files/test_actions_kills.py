"""Who is killed while a file comes or goes leaves nothing that the next start does not mend."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, transaction

from config.environment import ROOT
from dengta.files.actions import sweep_temporary
from dengta.files.effects import settle_left_over
from dengta.files.models import StoredFile
from dengta.files.queries import content_of, place_of, unsettled
from tests.files.builders import upload
from tests.files.conftest import lying_in
from tests.files.making import good
from tests.operations.running import surroundings

pytestmark = pytest.mark.django_db(transaction=True)


def killed(disk: Path, what: str, when: str, uid: str = "") -> int:
    """Let a process do it and die; the signal that ended it."""
    name = str(connection.settings_dict["NAME"])
    connection.close()
    process = subprocess.run(
        [sys.executable, "-m", "tests.files.killed_process", name, str(disk), what, when, uid],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert process.returncode < 0, process.stderr
    return -process.returncode


@pytest.mark.spec("GEN-02")
@pytest.mark.parametrize("when", ["writing", "before the commit"])
def test_a_killed_upload_leaves_no_record_and_no_file_after_the_next_start(
    disk: Path, when: str
) -> None:
    killed(disk, "store", when)
    assert not StoredFile.objects.exists()
    (left,) = unsettled().iterdir()
    whole = when == "before the commit"
    assert (left.stat().st_size > len(good("roster.doc"))) == whole
    assert sweep_temporary() == 1
    assert lying_in(disk) == []


@pytest.mark.spec("GEN-02")
def test_an_upload_killed_after_its_commit_is_stored(disk: Path) -> None:
    killed(disk, "store", "after the commit")
    file = StoredFile.objects.get()
    assert len(lying_in(disk)) == 2
    assert sweep_temporary() == 1
    assert lying_in(disk) == [str(place_of(file.uid).relative_to(disk))]
    assert content_of(file) == good("roster.doc")


def test_a_removal_killed_before_its_commit_never_was(disk: Path) -> None:
    file = upload("会议记录.doc", good("roster.doc"))
    killed(disk, "remove", "before the commit", str(file.uid))
    assert sweep_temporary() == 1
    assert StoredFile.objects.get().removed_at is None
    assert content_of(file) == good("roster.doc")
    assert list(unsettled().iterdir()) == []


def test_a_removal_killed_after_its_commit_is_finished_by_the_next_start(disk: Path) -> None:
    file = upload("会议记录.doc", good("roster.doc"))
    killed(disk, "remove", "after the commit", str(file.uid))
    assert StoredFile.objects.get().removed_at is not None
    assert place_of(file.uid).exists()
    assert sweep_temporary() == 1
    assert lying_in(disk) == []


def test_nobody_sweeps_an_upload_that_still_runs(disk: Path) -> None:
    with transaction.atomic():
        file = upload("会议记录.doc", good("roster.doc"))
        assert settle_left_over() == 0
        assert len(lying_in(disk)) == 2
    assert content_of(file) == good("roster.doc")
    assert lying_in(disk) == [str(place_of(file.uid).relative_to(disk))]


def test_what_a_failed_transaction_left_is_free_to_be_swept(disk: Path) -> None:
    with transaction.atomic():
        upload("会议记录.doc", good("roster.doc"))
        transaction.set_rollback(True)
    assert not StoredFile.objects.exists()
    assert sweep_temporary() == 1
    assert lying_in(disk) == []


@pytest.mark.process
def test_every_start_sweeps(tmp_path: Path) -> None:
    left = tmp_path / "files" / "unsettled" / ("0" * 31 + "1")
    place = tmp_path / "files" / "01" / left.name
    for each in (left, place):
        each.parent.mkdir(parents=True)
        each.write_bytes(b"sealed")
    subprocess.run(
        [sys.executable, "-m", "dengta.operations", "prepare"],
        cwd=ROOT, env=surroundings(tmp_path, 0 + 8999), check=True, timeout=120,
        capture_output=True,
    )  # fmt: skip
    assert not left.exists()
    assert not place.exists()
    shutil.rmtree(tmp_path)
