"""What the frame of every signed-in page shows, by what the account may do (GEN-01, GEN-05)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject

from dengta.access.actor import Actor
from dengta.access.checks import holds
from dengta.access.permissions import SUBSYSTEM_LABELS, Can, Subsystem
from dengta.access.roles import ROLE_LABELS
from dengta.web import waiting
from dengta.web.components import Link, Message
from dengta.web.returning import Way, way_of

HOMES: dict[Subsystem, str] = {
    Subsystem.WORKBENCH: "/",
    Subsystem.ORGANIZATIONS: "/zuzhi",
    Subsystem.MEMBERS: "/dangyuan",
    Subsystem.TRANSFERS: "/zhuanjie",
}
SHORT_LABELS: dict[Subsystem, str] = {
    Subsystem.WORKBENCH: "工作台",
    Subsystem.ORGANIZATIONS: "党组织和单位信息",
    Subsystem.MEMBERS: "党员信息",
    Subsystem.TRANSFERS: "组织关系转接",
}


@dataclass(frozen=True, slots=True)
class Function:
    """A page that stands in the function bar of its subsystem, for those who hold ``can``."""

    subsystem: Subsystem
    label: str
    url: str
    can: Can
    explained: str
    icon: str = "document"


FUNCTIONS: tuple[Function, ...] = (
    Function(
        Subsystem.WORKBENCH,
        "账号管理",
        "/zhanghaoguanli/zhanghao",
        Can.MANAGE_ACCOUNTS,
        "给本组织和下级的管理员、审计员授权，重发授权码，调整功能，停用、启用和撤销账号。",
        "people",
    ),
    Function(
        Subsystem.WORKBENCH,
        "三员互斥",
        "/zhanghaoguanli/sanyuan",
        Can.MANAGE_ACCOUNTS,
        "查看有没有一人担任两种角色的情况，以及每一次被拒绝的操作。",
        "shield",
    ),
    Function(
        Subsystem.WORKBENCH,
        "系统登录日志",
        "/rizhi/denglu",
        Can.READ_LOG,
        "谁在什么时间从哪里登录、退出，哪些登录没有成功。",
        "shield",
    ),
    Function(
        Subsystem.WORKBENCH,
        "业务审批记录",
        "/rizhi/yewu",
        Can.READ_LOG,
        "每一次新增、修改、审批，原来的值和现在的值。",
        "document",
    ),
    Function(
        Subsystem.WORKBENCH,
        "档案查询记录",
        "/rizhi/dangan",
        Can.READ_LOG,
        "谁打开、打印、导出过谁的档案。",
        "eye",
    ),
    Function(
        Subsystem.WORKBENCH,
        "被拒操作",
        "/rizhi/beiju",
        Can.READ_LOG,
        "没有权限的、超出范围的、违反三员分离的操作。",
        "stop",
    ),
    Function(
        Subsystem.ORGANIZATIONS,
        "党组织信息维护",
        "/zuzhi/dangzuzhi",
        Can.BROWSE_ORGANIZATIONS,
        "查看党组织树，新增下级党组织，修改书记、联系人和联系电话，重命名。",
    ),
    Function(
        Subsystem.ORGANIZATIONS,
        "单位信息维护",
        "/zuzhi/danwei",
        Can.BROWSE_UNITS,
        "查看党组织所在的和管理的单位，新增、编辑、删除还没有党组织的单位，填写单位基本信息。",
    ),
    Function(
        Subsystem.ORGANIZATIONS,
        "数据校核",
        "/zuzhi/jiaohe",
        Can.CHECK_DATA,
        "列出党组织和单位中需要核对、补填的内容，逐条打开改正。",
    ),
    Function(
        Subsystem.MEMBERS,
        "信息管理",
        "/dangyuan/dangyuan",
        Can.BROWSE_MEMBERS,
        "按党组织查看党员，补录、编辑、发起组织关系转出。",
    ),
    Function(
        Subsystem.MEMBERS,
        "党员浏览",
        "/dangyuan/liulan",
        Can.BROWSE_MEMBERS,
        "只查看、不修改：按条件查找党员，打开党员档案。",
    ),
    Function(
        Subsystem.MEMBERS,
        "数据校核",
        "/dangyuan/jiaohe",
        Can.CHECK_DATA,
        "列出党员信息中需要核对、补填的内容，逐条打开改正。",
    ),
    Function(
        Subsystem.TRANSFERS,
        "转接审批",
        "/zhuanjie/shenpi",
        Can.DECIDE_TRANSFER,
        "同意、不同意或接收等待本组织办理的转接。",
    ),
    Function(
        Subsystem.TRANSFERS,
        "组织关系转出",
        "/zhuanjie/zhuanchu",
        Can.SEND_TRANSFER,
        "为党员填写介绍信，发出组织关系转出申请。",
    ),
    Function(
        Subsystem.TRANSFERS,
        "查看转接情况",
        "/zhuanjie/zhuanjie",
        Can.BROWSE_TRANSFERS,
        "按党组织、姓名、时间查找转接，查看每一步，打印介绍信。",
    ),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor of the frame; nothing for a page before signing in."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {}
    # one token a page: each time it is named it would be masked anew, of 32 random characters
    token = SimpleLazyObject(lambda: csrf_input(request))
    return {"actor": actor, "shell": _Shell(request, actor), "csrf_input": token}


def functions_of(actor: Actor, subsystem: Subsystem) -> list[Function]:
    """The pages of ``subsystem`` that the account may use."""
    return [each for each in FUNCTIONS if each.subsystem is subsystem and holds(actor, each.can)]


def subsystems_of(actor: Actor) -> list[Subsystem]:
    """The subsystems in which the account may use something; the workbench is everybody's."""
    return [each for each in Subsystem if each is Subsystem.WORKBENCH or functions_of(actor, each)]


class _Shell:
    """The shape that layout/shell.html names at its top; its parts are made when they are drawn."""

    workbench_url = "/"
    account_url = "/zhanghao/"
    sign_out_url = "/tuichu"

    def __init__(self, request: HttpRequest, actor: Actor) -> None:
        self._request = request
        self._actor = actor
        self.actor_name = actor.name
        self.organization_name = actor.organization_name
        self.role_label = ROLE_LABELS[actor.role]

    @property
    def subsystems(self) -> list[Link]:
        here = _subsystem_at(self._request.path)
        return [
            Link(SHORT_LABELS[each], HOMES[each], current=each is here)
            for each in subsystems_of(self._actor)
        ]

    @property
    def functions(self) -> list[Link]:
        here = _subsystem_at(self._request.path)
        if here is None:
            return []
        now = _function_at(self._request.path)
        return [Link(f.label, f.url, current=f is now) for f in functions_of(self._actor, here)]

    @property
    def place(self) -> list[str]:
        here = _subsystem_at(self._request.path)
        if here is None:
            return ["我的账号"]
        now = _function_at(self._request.path)
        if here is Subsystem.WORKBENCH and now is None:
            return ["工作台"]
        return [SUBSYSTEM_LABELS[here], now.label if now else "首页"]

    @property
    def returning(self) -> Way | None:
        """The way back to what sent someone here (GEN-07)."""
        return way_of(self._request)

    @property
    def waiting(self) -> int | None:
        return waiting.of(self._request).number

    @property
    def messages(self) -> list[Message]:
        tones = {"success": "good", "warning": "warning", "error": "error"}
        return [
            Message(str(each), tones.get(each.level_tag, "hint"))  # type: ignore[arg-type]
            for each in get_messages(self._request)
        ]


def _subsystem_at(path: str) -> Subsystem | None:
    if path == "/":
        return Subsystem.WORKBENCH
    if now := _function_at(path):
        return now.subsystem
    for subsystem, home in HOMES.items():
        if home != "/" and (path == home or path.startswith(f"{home}/")):
            return subsystem
    return None


def _function_at(path: str) -> Function | None:
    return next((f for f in FUNCTIONS if path == f.url or path.startswith(f"{f.url}/")), None)
