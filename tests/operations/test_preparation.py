"""What a start prepares, and what it refuses in production."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from config.environment import Environment, Unfit, read
from dengta.access.actor import SYSTEM
from dengta.access.reach import ROOT_PATH
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.codes.models import CodeRow
from dengta.database import operations as triggers
from dengta.gateways.effects.population import load_register
from dengta.operations.preparation import (
    kind_of_disk,
    make_keys,
    prepare,
    refuse_demo,
    refuse_unsafe_sqlite,
)
from dengta.refusal import Refusal

NOON = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
PRODUCTION = {"DENGTA_MODE": "production", "DENGTA_URL": "https://dengta.example.cn"}


def production(data: Path, **more: str) -> Environment:
    return read(PRODUCTION | {"DENGTA_DATA": str(data)} | more)


@pytest.mark.django_db
@pytest.mark.sqlite
def test_a_start_may_be_repeated_and_loads_the_code_tables(tmp_path: Path) -> None:
    environment = read({"DENGTA_MODE": "test", "DENGTA_DATA": str(tmp_path)})
    environment.keys.mkdir(mode=0o700)
    prepare(environment, at=NOON)
    rows = CodeRow.objects.count()
    keys = {key.name: key.read_bytes() for key in environment.keys.iterdir()}
    prepare(environment, at=NOON)
    assert rows == CodeRow.objects.count() > 500
    assert keys == {key.name: key.read_bytes() for key in environment.keys.iterdir()}
    assert triggers.missing_triggers() == []


@pytest.mark.django_db
def test_the_secret_is_random_and_the_owners_alone(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir(mode=0o700)
    (tmp_path / "two").mkdir(mode=0o700)
    secrets = set()
    for folder in (tmp_path / "one", tmp_path / "two"):
        make_keys(folder)
        secret = folder / "secret"
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
        secrets.add(secret.read_text())
    assert len(secrets) == 2
    assert min(map(len, secrets)) > 60


@pytest.mark.django_db
def test_production_refuses_a_database_with_demo_accounts() -> None:
    refuse_demo()
    record(
        Event.DEMO_MADE,
        subject=Subject("demo", None, "演示数据"),
        path=ROOT_PATH,
        by=SYSTEM,
        at=NOON,
    )
    with pytest.raises(Unfit, match="演示账号"):
        refuse_demo()


@pytest.mark.spec("MEM-10")
@pytest.mark.django_db
def test_production_refuses_the_invented_register(tmp_path: Path, settings: Settings) -> None:
    settings.DENGTA_MODE = "production"
    environment = production(tmp_path)
    environment.keys.mkdir(mode=0o700)
    prepare(environment, at=NOON)
    load_register([("田禾秋", "370999199001010012")])
    with pytest.raises(Refusal, match="虚构人口信息"):
        prepare(environment, at=NOON)


def test_production_refuses_sqlite_on_a_network_disk(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\noffice:/share {tmp_path} nfs4 rw 0 0\n")
    with pytest.raises(Unfit, match="网络磁盘（nfs4）"):
        refuse_unsafe_sqlite(production(tmp_path), mounts)
    refuse_unsafe_sqlite(production(tmp_path))
    refuse_unsafe_sqlite(production(tmp_path, DATABASE_URL="postgres://x@localhost/y"), mounts)


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("/srv/share/dengta/d.sqlite3", "nfs4"),
        ("/srv/shared/d.sqlite3", "ext4"),
        ("/srv/with space/d.sqlite3", "cifs"),
        ("/var/lib/dengta/d.sqlite3", "ext4"),
    ],
)
def test_the_disk_of_a_file_is_the_innermost_mount(tmp_path: Path, file: str, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda1 / ext4 rw 0 0\n"
        "tmpfs /tmp tmpfs rw 0 0\n"
        "office:/share /srv/share nfs4 rw 0 0\n"
        "//office/space /srv/with\\040space cifs rw 0 0\n"
    )
    assert kind_of_disk(Path(file), mounts) == kind
