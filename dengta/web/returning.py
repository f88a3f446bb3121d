"""A way back to the dialog that sent someone to solve something first (GEN-07).

The mark ``<verb>.<uid>`` travels as ``fanhui`` in the address; the frame shows it as a link.
"""

from __future__ import annotations

from uuid import UUID

from dengta.web.components import Link

PARAMETER = "fanhui"
LABELS: dict[str, str] = {
    "shanchu": "删除党组织",
    "chexiao": "撤销党组织",
    "huifu": "恢复党组织",
    "leibie": "更改组织类别",
}


def mark(verb: str, uid: UUID) -> str:
    """What stands in the address; ``verb`` is one of :data:`LABELS`."""
    return f"{verb}.{uid}"


def link_of(text: str) -> Link | None:
    """The way back that ``text`` names; None for none, and for a forged one."""
    verb, _, uid = text.partition(".")
    if verb not in LABELS:
        return None
    try:
        return Link(f"返回“{LABELS[verb]}”", f"/zuzhi/dangzuzhi/{UUID(uid)}/{verb}")
    except ValueError:
        return None
