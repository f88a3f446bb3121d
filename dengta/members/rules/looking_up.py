"""What 补录 says about a person who is known already (MEM-08)."""

from __future__ import annotations

from dengta.members.rules.standing import ArchivedAs

IN_THE_SYSTEM = "系统中已经存在该党员"


def active_within(name: str, branch: str, *, suspended: bool) -> str:
    """Refuses 补录 of a person under a branch of one's own range: the place, and the way on."""
    state = "（停止党籍）" if suspended else ""
    return (
        f"{IN_THE_SYSTEM}：{name}{state}现在{branch}，不能再补录。"
        "要换支部，请打开这名党员的信息，办理组织关系转出。"
    )


def active_outside() -> str:
    """Refuses 补录 of a person elsewhere: only that he is there, and the way to a transfer."""
    return (
        f"{IN_THE_SYSTEM}，不在您的管理范围内，不能再补录。"
        "请党员向现在所在的党支部申请，由那里办理组织关系转出，再由您这里接收。"
    )


def archived(reason: ArchivedAs) -> str:
    """What is said of a person in the archive: whether 【同步】 may fill the form, or why not."""
    match reason:
        case ArchivedAs.TRANSFERRED:
            return "历史库中有此人：组织关系已转出。可以同步，补录后沿用原来的记录。"
        case ArchivedAs.KNOWN:
            return "历史库中有此人：以前核实过。可以同步，补录后沿用原来的记录。"
        case ArchivedAs.DEATH:
            return "历史库中有此人：已去世，不能同步，也不能补录。如有差错，请先由上级更正。"
        case _:
            return "历史库中有此人：已出党，不能同步，只能作为“重新入党”补录。"


REJOINING_ONLY = "此人已出党，只能作为“重新入党”补录，请核实后选择“重新入党”。"
NOT_DEPARTED = "历史库中没有此人出党的记录，不能作为“重新入党”补录。"


def rejoined_too_early(departed_on: str) -> str:
    """Refuses a joining date of 重新入党 that lies before the departure."""
    return f"重新入党的，加入党组织日期应晚于出党日期（{departed_on}），请检查。"
