"""What an officer does to an account, each with what follows from it (ACC-07, ACC-21, GEN-07)."""

from __future__ import annotations

from dataclasses import dataclass

from dengta.access.roles import Role
from dengta.accounts.actions.lifecycle import NOT_LOCKED
from dengta.accounts.queries.officer import AccountRow
from dengta.accounts.rules.codes import Delivery
from dengta.accounts.rules.states import STATE_LABELS, State
from dengta.refusal import Overtaken
from dengta.web.components import MenuItem
from dengta.web.jinja import url

LOG_STAYS = "做过的业务和日志都保留。"


@dataclass(frozen=True, slots=True)
class Act:
    """One of the dialogs. ``follows`` says what will happen, a sentence each; {mobile} stands for
    the masked number. ``states`` are those in which it can be done."""

    key: str
    label: str
    icon: str
    follows: tuple[str, ...]
    states: frozenset[State]
    button: str = ""
    danger: bool = False
    asks_reason: bool = True

    @property
    def word(self) -> str:
        """What the button of the dialog says."""
        return self.button or f"确定{self.label}"


_WAITING = frozenset({State.WAITING})
_ACTIVE = frozenset({State.ACTIVE})
_SUSPENDED = frozenset({State.SUSPENDED})

FUNCTIONS_ACT = "gongneng"
UNLOCK = "jiesuo"
RESEND = "chongfa"

ACTS: tuple[Act, ...] = (
    Act(
        RESEND,
        "重新发送",
        "refresh",
        (
            "原来的授权码立即作废，旧短信里的码不能再用。",
            "向 {mobile} 发送新的授权码，7 天内有效，只能用一次。",
        ),
        _WAITING,
        asks_reason=False,
    ),
    Act(
        "shouji",
        "更换手机号",
        "edit",
        (
            "原来的授权码立即作废，新的授权码发到新号码。",
            "激活、登录和找回密码都用新号码；原号码 {mobile} 不再有用。",
        ),
        _WAITING,
        button="保存并发送授权码",
        asks_reason=False,
    ),
    Act(
        FUNCTIONS_ACT,
        "功能调整",
        "columns",
        (),
        frozenset({State.WAITING, State.ACTIVE, State.SUSPENDED}),
        button="保存",
    ),
    Act(
        UNLOCK,
        "解锁",
        "lock",
        ("输错的次数清零，马上可以再试登录、VPN连接、激活和找回密码。", "密码不变，功能不变。"),
        frozenset({State.WAITING, State.ACTIVE, State.SUSPENDED}),
    ),
    Act(
        "vpn",
        "重设 VPN 密码",
        "shield",
        (
            "现在的 VPN 密码立即失效，已经登录的会话立即结束。",
            "新的 VPN 密码用短信发到 {mobile}，本人连接后应当尽快修改。",
        ),
        _ACTIVE,
    ),
    Act(
        "tingyong",
        "停用",
        "stop",
        (
            "立即退出登录，VPN立即断开；停用期间不能登录。",
            "功能和密码都保留，随时可以启用。" + LOG_STAYS,
        ),
        _ACTIVE,
        danger=True,
    ),
    Act(
        "qiyong",
        "启用",
        "check-circle",
        ("恢复登录和VPN，功能和停用前一样。", "本人要用原来的密码重新登录。"),
        _SUSPENDED,
    ),
    Act(
        "chehui",
        "撤回授权",
        "return",
        (
            "授权码立即作废，VPN初始密码失效，此人不能再激活这个账号。",
            "公民身份证号和手机号码空出来，以后可以重新授权。日志保留。",
        ),
        _WAITING,
        danger=True,
    ),
    Act(
        "chexiao",
        "撤销",
        "delete",
        (
            "立即退出登录，VPN立即断开，所有功能收回；撤销后不能恢复。",
            "公民身份证号和手机号码空出来，以后可以重新授权为新账号。" + LOG_STAYS,
        ),
        frozenset({State.ACTIVE, State.SUSPENDED}),
        danger=True,
    ),
)


def act_of(key: str) -> Act | None:
    """The act with this address; None when there is none."""
    return next((each for each in ACTS if each.key == key), None)


def fits(act: Act, row: AccountRow) -> bool:
    """Whether the act is one for this account as it stands."""
    if act.key == FUNCTIONS_ACT and row.role is not Role.ADMINISTRATOR:
        return False
    if act.key == UNLOCK and not row.locks:
        return False
    return row.state in act.states


def insist_on_fit(act: Act, row: AccountRow) -> None:
    """Refuse an act that does not go with the account's duty or state."""
    if act.key == UNLOCK and not row.locks:
        raise Overtaken(NOT_LOCKED)
    if not fits(act, row):
        raise Overtaken(
            f"{row.role_label}“{row.name}”的账号现在是“{STATE_LABELS[row.state]}”，"
            f"不能办理“{act.label}”。请返回账号列表查看。"
        )


def offers(row: AccountRow) -> list[MenuItem]:
    """What the officer may do with this account: the lines of its menu, and its buttons. A code
    that is just on its way is not voided by sending another."""
    if not row.may_manage:
        return []
    on_its_way = row.code is not None and row.code.delivery is Delivery.WAITING
    found: list[MenuItem] = []
    for act in ACTS:
        if fits(act, row) and not (act.key == RESEND and on_its_way):
            found.append(
                MenuItem(
                    act.label,
                    url("account_act", row.uid, act.key),
                    act.icon,
                    danger=act.danger,
                    separated=act.danger and bool(found) and not found[-1].danger,
                    dialog=True,
                )
            )
    return found
