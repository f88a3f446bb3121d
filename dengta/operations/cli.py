"""The command line ``dengta``: reads the words, checks the environment, calls one command.

Each command is a function of a few lines in :mod:`dengta.operations.commands` that calls a room's
verb. Whatever is refused is told in one sentence; the exit status is then 1 (2: wrong words).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import django
from django.db import DatabaseError

from config import environment
from dengta.operations import supervisor, webserver
from dengta.operations.processes import die_with_parent
from dengta.operations.trouble import sentence_of
from dengta.refusal import Refusal

PRIVATE = frozenset({"serve", "prepare", "web", "worker", "demo", "seal", "export-log"})
"""Commands whose new files (database, keys, guide) are for their owner alone."""


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    arguments = _parser().parse_args(words)
    try:
        surroundings = environment.read(os.environ)
        if arguments.command in PRIVATE:
            os.umask(0o077)
        if arguments.command == "serve":
            return supervisor.run(surroundings)
        if supervisor.PARENT in os.environ:
            die_with_parent(int(os.environ[supervisor.PARENT]))
        if arguments.command == "web":
            webserver.serve(surroundings)
            return 0
        return _command(arguments)
    except Refusal as refusal:
        print(refusal.sentence, file=sys.stderr, flush=True)
    except (DatabaseError, OSError) as error:
        print(sentence_of(error), file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print("已停止。", file=sys.stderr, flush=True)
    return 1


def _command(arguments: argparse.Namespace) -> int:
    """Set Django up, then call; models cannot be imported before."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    commands = import_module("dengta.operations.commands")
    done: int = commands.COMMANDS[arguments.command](arguments)
    return done


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dengta", description="灯塔：党组织和党员信息管理系统")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    commands.add_parser("serve", help="启动服务器（网页服务和后台任务）")
    commands.add_parser("worker", help="只启动后台任务")
    commands.add_parser("web", help="只启动网页服务")
    commands.add_parser("prepare", help="建立密钥、升级数据库、装入代码表，不启动服务器")
    install = commands.add_parser("install", help="建立根党组织（只做一次）")
    install.add_argument("--name", required=True, help="根党组织全称")
    install.add_argument("--category", help="组织类别代码，例如 121")
    install.add_argument("--stem", help="党组织代码的前三位，例如 037")
    install.add_argument("--rename", action="store_true", help="更改根党组织的名称")
    first = commands.add_parser("bootstrap", help="设立首任安全员和审计员（只做一次）")
    person = ("姓名", "身份证号", "手机号码")
    for option, duty in (("--officer", "安全员"), ("--auditor", "审计员")):
        first.add_argument(option, nargs=3, metavar=person, help=f"{duty}；不写则逐项询问")
    first.add_argument("--resend", action="store_true", help="重新发送还没有激活的授权码")
    bring_in = commands.add_parser("import", help="从文件导入")
    bring_in.add_argument("what", choices=["organizations"], help="导入的内容")
    bring_in.add_argument("file", type=Path, metavar="文件", help="CSV 文件（UTF-8）")
    commands.add_parser("check", help="核对全部数据是否自洽")
    commands.add_parser("fold", help="汇总人数统计")
    commands.add_parser("seal", help="封存日志，写出检查点")
    copy = commands.add_parser("export-log", help="导出日志副本，供 deploy/verify-log 校验")
    copy.add_argument("file", type=Path, metavar="文件", help="写到哪个文件")
    demo = commands.add_parser("demo", help="生成演示数据")
    demo.add_argument("--members", metavar="人数", help="党员人数，例如 70k 或 7m")
    states = commands.add_parser("states", help="由规则表画出转接状态图")
    states.add_argument("--to", type=Path, metavar="文件", help="写到哪个文件")
    return parser
