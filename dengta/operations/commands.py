"""The commands: each parses what it was given and calls one verb."""

from __future__ import annotations

import os
import signal
import sys
import threading
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.utils.timezone import localtime, now

from config import environment
from config.environment import Mode
from dengta.access.actor import SYSTEM
from dengta.access.reach import ROOT_PATH
from dengta.accounts.actions.bootstrap import Person, resend_first
from dengta.accounts.actions.bootstrap import bootstrap as appoint_first
from dengta.audit.actions import note_checkpoint, record, seal
from dengta.audit.queries.checkpoints import held
from dengta.audit.queries.copy import copied
from dengta.audit.queries.standing import standing_now
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.codes.rules import phone
from dengta.counts.actions import fold as fold_counts
from dengta.imports.actions.tree import import_file
from dengta.jobs.actions import worker as jobs_worker
from dengta.operations import check as invariants
from dengta.operations import job_table, preparation
from dengta.operations.sizes import members_of, refuse_size
from dengta.organizations.actions import tree
from dengta.organizations.models import Organization
from dengta.refusal import Refusal
from dengta.transfers.rules import diagram
from dengta.vault import signing

STATES = environment.ROOT / "docs" / "generated" / "transfer-states.md"


def prepare(_arguments: Namespace) -> int:
    """Keys, tables, code tables, demo."""
    preparation.prepare(environment.read(os.environ), at=now())
    return 0


def worker(_arguments: Namespace) -> int:
    """Serve the queue until INT or TERM; a running job stops at the end of its batch."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    jobs_worker.run(job_table.TABLE, stop, duties=job_table.DUTIES)
    return 0


def install(arguments: Namespace) -> int:
    """Make the root organisation, or give it another name with ``--rename``."""
    if arguments.rename:
        root = root_organization()
        tree.rename(organization=root, name=arguments.name, seen=root.step, by=SYSTEM, at=now())
        print(f"根党组织已更名为“{arguments.name}”。")
        return 0
    if not arguments.category or not arguments.stem:
        raise Refusal("请写明组织类别和代码前三位，例如 --category 121 --stem 037。")
    root = tree.install(
        name=arguments.name, category=arguments.category, stem=arguments.stem, at=now()
    )
    print(f"已建立根党组织“{root.name}”，党组织代码 {root.code}。")
    return 0


def bootstrap(arguments: Namespace) -> int:
    """The first security officer and auditor of the root; what is not given is asked for."""
    if arguments.resend:
        accounts = resend_first(at=now())
    else:
        officer = Person(*(arguments.officer or _asked("安全员")))
        auditor = Person(*(arguments.auditor or _asked("审计员")))
        accounts = appoint_first(officer=officer, auditor=auditor, at=now())
    for account in accounts:
        print(f"{account.name}：授权码短信将发到 {phone.mask(account.mobile)}，7 天内有效。")
    return 0


def _asked(duty: str) -> list[str]:
    try:
        return [input(f"{duty}的{what}：") for what in ("姓名", "公民身份证号", "手机号码")]
    except EOFError:
        raise Refusal("没有填写完，什么都没有设立。请重新运行本命令。") from None


def root_organization() -> Organization:
    """The root of the tree; refuses before it was installed."""
    root = Organization.objects.filter(path=ROOT_PATH).first()
    if root is None:
        raise Refusal(
            "还没有建立根党组织。请先运行 dengta install --name 名称 --category 类别 --stem 代码。"
        )
    return root


def demo(arguments: Namespace) -> int:
    """The demo province; with ``--members`` one of that size, for measuring."""
    surroundings = environment.read(os.environ)
    if surroundings.mode is Mode.PRODUCTION:
        raise Refusal("正式使用的数据库里不能生成演示数据。")
    at = now()
    if arguments.members is None:
        preparation.prepare(surroundings, at=at)
        return 0
    from dengta.operations.demo import guide, large  # loaded where one is made, nowhere else

    members = members_of(arguments.members)
    refuse_size(members, on_sqlite=surroundings.on_sqlite)
    preparation.prepare(surroundings, at=at, with_demo=False)
    large.make(members=members, at=at, on_sqlite=surroundings.on_sqlite)
    print(guide(), end="")
    return 0


def check(_arguments: Namespace) -> int:
    """Walk the invariants over the whole database; each one that is broken is told."""
    broken = invariants.broken()
    print("\n".join(broken) if broken else "全部数据核对无误。")
    return 1 if broken else 0


def import_organizations(arguments: Namespace) -> int:
    """Bring in the CSV of a tree; every row that was refused is told with its number."""
    imported = import_file(arguments.file, at=now(), progress=_tell_progress)
    print("\n".join(imported.sentences()))
    return 1 if imported.refused else 0


def _tell_progress(done: int, total: int) -> None:
    print(f"已处理 {done} / {total} 行", file=sys.stderr, flush=True)


def states(arguments: Namespace) -> int:
    """Draw docs/generated/transfer-states.md from the law of transfers."""
    target: Path = arguments.to or STATES
    target.write_text(diagram.page(), encoding="utf-8")
    print(f"已写入 {target}")
    return 0


def fold(_arguments: Namespace) -> int:
    """Fold all deltas into the totals now."""
    folded = 0
    while some := fold_counts(now()):
        folded += some
    print(f"已汇总 {folded} 条变动。")
    return 0


def seal_log(_arguments: Namespace) -> int:
    """Seal what is settled now, and write a checkpoint into every folder."""
    at = now()
    while seal(at):
        pass
    note_checkpoint(at)
    print(_standing_words())
    return 0


def export_log(arguments: Namespace) -> int:
    """Write the copy of the log that deploy/verify-log checks; up to now, this copy told of."""
    at = now()
    with transaction.atomic():
        record(
            Event.LOG_COPIED,
            subject=Subject("log", None, "日志副本"),
            path=ROOT_PATH,
            by=SYSTEM,
            at=at,
        )
    while seal(at):
        pass
    note_checkpoint(at)
    file: Path = arguments.file
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
            copy.writelines(copied(held()))
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    print(f"已写入 {file}。{_standing_words()}\n公钥：{signing.public_key().hex()}")
    return 0


def _standing_words() -> str:
    standing = standing_now()
    if standing.sealed_until is None:
        return "日志中还没有记录。"
    moment = f"{localtime(standing.sealed_until):%Y-%m-%d %H:%M:%S}"
    return f"日志已封存至 {moment}，共 {standing.lines} 条、{standing.blocks} 块。"


COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "prepare": prepare,
    "worker": worker,
    "install": install,
    "bootstrap": bootstrap,
    "import": import_organizations,
    "check": check,
    "demo": demo,
    "fold": fold,
    "seal": seal_log,
    "export-log": export_log,
    "states": states,
}
