"""What every start does before the first page can answer, in this order; each step may be repeated.

Keys, tables, triggers, code tables, definitions of information sets, what a killed upload left;
then the demo province in the demo, once, and in production a look for what belongs to a demo only.
"""

from __future__ import annotations

import os
import secrets
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from config.environment import Environment, Mode, Unfit
from dengta.access.actor import SYSTEM
from dengta.access.reach import ROOT_PATH
from dengta.audit.actions import record
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.codes.effects import tables
from dengta.database import operations as triggers
from dengta.definitions.queries import soundness
from dengta.files.actions import sweep_temporary
from dengta.gateways.queries.population import refuse_invented_register
from dengta.operations import data_folder
from dengta.vault import keys

NETWORK_DISKS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "ncpfs", "afs"})
MOUNTS = Path("/proc/mounts")


def prepare(environment: Environment, *, at: datetime, with_demo: bool = True) -> None:
    """Make the installation ready to serve; refuses with a sentence what makes no sense.

    ``with_demo`` False leaves the demo province out, for a large one in its place.
    """
    data_folder.prepare(environment.data)
    if environment.mode is Mode.PRODUCTION:
        refuse_unsafe_sqlite(environment)
    make_keys(environment.keys)
    call_command("migrate", verbosity=0, interactive=False)
    triggers.restore_triggers()
    tables.load()
    if wrong := soundness.problems():
        raise Unfit("信息集的定义有误，不能启动：" + "；".join(wrong))
    sweep_temporary()
    if environment.mode is Mode.PRODUCTION:
        refuse_demo()
        refuse_invented_register()
    if environment.mode is Mode.DEMO and with_demo:
        make_demo(environment.data, at=at)


def make_keys(folder: Path) -> None:
    """The keys (0600) and the secret for cookies; never new keys beside data sealed with others."""
    if not folder.exists() and "django_migrations" in connection.introspection.table_names():
        keys.load(folder)
    keys.make(folder)
    secret = folder / "secret"
    if not secret.exists():
        try:
            descriptor = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(48) + "\n")
        except OSError as error:
            raise Unfit(data_folder.sentence_of(error, folder)) from None


def demo_was_made() -> bool:
    """Whether this database holds the demo province with its accounts and known passwords."""
    return Line.objects.filter(event=Event.DEMO_MADE).exists()


def make_demo(data: Path, *, at: datetime) -> None:
    """The demo province, once, in one transaction; its guide for the terminal at every start.

    A database in which a root organisation was installed by hand gets no province.
    """
    from dengta.operations import demo  # nothing of it is loaded where no demo is made

    if not Line.objects.filter(event=Event.INSTALLED).exists():
        print("正在生成演示数据…", flush=True)
        with transaction.atomic():
            demo.make(at=at)
            record(
                Event.DEMO_MADE,
                subject=Subject("demo", None, "演示数据"),
                path=ROOT_PATH,
                by=SYSTEM,
                at=at,
            )
    guide = data / "guide.txt"
    if demo_was_made():
        guide.write_text(demo.guide(), encoding="utf-8")
    else:
        guide.unlink(missing_ok=True)


def refuse_demo() -> None:
    """In production: no accounts whose passwords every start of the demo prints."""
    if demo_was_made():
        raise Unfit(
            "这个数据库里有演示账号，密码是公开的，不能正式使用。"
            "请用环境变量 DATABASE_URL 或 DENGTA_DATA 指定一个新的数据库。"
        )


def refuse_unsafe_sqlite(environment: Environment, mounts: Path = MOUNTS) -> None:
    """In production: SQLite only on a disk of this machine.

    What an address could loosen (syncing, journal, keys) is refused by :mod:`config.environment`
    in every mode; the backend sets the rest itself.
    """
    if not environment.on_sqlite:
        return
    kind = kind_of_disk(Path(environment.database["NAME"]), mounts)
    if kind in NETWORK_DISKS:
        raise Unfit(
            f"SQLite 数据文件在网络磁盘（{kind}）上，可能损坏，正式使用时不允许。"
            "请放到本机磁盘，或改用 PostgreSQL（环境变量 DATABASE_URL）。"
        )


def kind_of_disk(file: Path, mounts: Path) -> str:
    """The file system that ``file`` lies on, by the table ``mounts`` (``/proc/mounts``)."""
    best, kind = "", ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _device, folder, found, *_rest = line.split(" ")
        folder = folder.replace("\\040", " ")
        if file.is_relative_to(folder) and len(folder) >= len(best):
            best, kind = folder, found
    return kind
