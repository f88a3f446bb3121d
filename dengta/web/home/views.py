"""<工作台> and the first page of each subsystem (GEN-01, ACC-18)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.http import HttpResponse
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET

from dengta.access.actor import Actor
from dengta.access.permissions import SUBSYSTEM_LABELS, Subsystem
from dengta.access.roles import ROLE_LABELS, Role
from dengta.accounts.queries import own
from dengta.accounts.rules.limits import renewal
from dengta.counts.queries import totals
from dengta.counts.rules import Dimension
from dengta.gateways.queries import sms
from dengta.imports.actions.sheets import AUTHORISE_SHEET
from dengta.jobs import queries as jobs
from dengta.jobs.queries import JobRow
from dengta.members.rules.standing import Category
from dengta.refusal import Denied
from dengta.reports.kinds import CHECK, COPY, EXPORT, SHEETS
from dengta.web import drafts, waiting
from dengta.web.addresses import address_of_spot
from dengta.web.jinja import url
from dengta.web.render import page
from dengta.web.requests import ActorRequest
from dengta.web.shell import HOMES, functions_of, subsystems_of

ICONS: dict[Subsystem, str] = {
    Subsystem.ORGANIZATIONS: "tree",
    Subsystem.MEMBERS: "people",
    Subsystem.TRANSFERS: "transfer",
}
WORK: dict[str, tuple[str, tuple[str, ...]]] = {
    AUTHORISE_SHEET: ("按表授权", ("sheet_list",)),
    CHECK: ("校验日志", ("log_screen", "yewu")),
    EXPORT: ("导出日志", ("background",)),
    COPY: ("导出日志副本", ("background",)),
    SHEETS: ("打印采集表", ("background",)),
}
"""Kinds of long work: what the page calls them, and the page where each is at home."""
OUTBOX: dict[str, object] = {
    "label": "短信发件箱",
    "icon": "document",
    "functions": (),
    "explained": "演示环境不发真的短信：授权码、验证码和 VPN 密码都在这里看。",
}
"""A tile of the demo alone, for the officer who has just authorised somebody."""
JOBS_LOOKED_AT = 10
TOLD_FOR = timedelta(days=3)
"""So long after it failed a job is still told of."""
DRAFTS_SHOWN = 5


@require_GET
def workbench(request: ActorRequest) -> HttpResponse:
    """Tiles for the permitted subsystems and one list of what waits today."""
    actor = request.actor
    today = localtime(request.at).date()
    waits = waiting.of(request)
    tiles: list[dict[str, object]] = [
        {
            "label": SUBSYSTEM_LABELS[each],
            "url": HOMES[each],
            "icon": ICONS[each],
            "functions": functions_of(actor, each),
            "explained": "",
        }
        for each in subsystems_of(actor)
        if each is not Subsystem.WORKBENCH
    ]
    tiles += [
        {**asdict(each), "functions": ()} for each in functions_of(actor, Subsystem.WORKBENCH)
    ]
    if actor.role is Role.OFFICER and sms.has_outbox():
        tiles.append(OUTBOX | {"url": url("outbox")})
    context = {
        "tiles": tiles,
        "lines": [
            (line, _days_left(line.deadline, today), address_of_spot(line.spot))
            for line in waits.lines
        ],
        "today": today,
        "greeting": _greeting(localtime(request.at).hour),
        "role": ROLE_LABELS[actor.role],
        "numbers": _numbers(actor) if actor.role is Role.ADMINISTRATOR else None,
        "account_facts": account_facts(actor, waits.password_days),
        "long_work": _long_work(actor, request.at),
        "half_filled": drafts.half_filled(request, most=DRAFTS_SHOWN),
    }
    return page(request, "home/workbench.html", context)


@require_GET
def first_page(request: ActorRequest, subsystem: Subsystem) -> HttpResponse:
    """子系统首页: the functions of a subsystem, each with a sentence (GEN-01)."""
    functions = functions_of(request.actor, subsystem)
    if not functions:
        raise Denied("您的账号没有这个子系统的功能。如工作需要，请联系所在党组织的安全员开通。")
    context = {"title": SUBSYSTEM_LABELS[subsystem], "functions": functions}
    return page(request, "home/subsystem.html", context)


def account_facts(actor: Actor, password_days: int) -> list[tuple[str, str]]:
    """The lines of 我的账号: this sign-in, the one before, and for how many days the password still
    holds (ACC-19)."""
    names = ("本次登录", "上次登录")
    found = [
        (name, f"{localtime(each.at):%m-%d %H:%M}　{each.address}")
        for name, each in zip(names, own.last_sign_ins(actor, most=2), strict=False)
    ]
    return [*found, ("登录密码", renewal(password_days))]


def _long_work(actor: Actor, at: datetime) -> list[tuple[str, str, JobRow]]:
    """The actor's long work that is under way or failed lately: its name, its place, itself."""
    return [
        (WORK[job.kind][0], url(*WORK[job.kind][1]), job)
        for job in jobs.mine(actor, limit=JOBS_LOOKED_AT)
        if job.kind in WORK
        and (job.ended_at is None or (job.problem and at - job.ended_at <= TOLD_FOR))
    ]


def _days_left(deadline: date | None, today: date) -> int | None:
    return None if deadline is None else (deadline - today).days


def _greeting(hour: int) -> str:
    return "早上好" if hour < 9 else "上午好" if hour < 12 else "下午好" if hour < 18 else "晚上好"


def _numbers(actor: Actor) -> dict[str, int]:
    own_totals = totals([actor.path])[actor.path]
    return {
        "organizations": own_totals.of(Dimension.ORGANIZATIONS),
        "units": own_totals.of(Dimension.UNITS),
        "members": own_totals.of(Dimension.MEMBERS),
        "suspended": own_totals.of(Dimension.SUSPENDED),
        "probationary": own_totals.of(Dimension.CATEGORY, Category.PROBATIONARY),
    }
