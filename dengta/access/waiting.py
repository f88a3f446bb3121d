"""One line of the workbench's list of what waits today (ACC-18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dengta.refusal import Spot


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """``kind`` is the label of the matter (转接审批, 接收, 数据校核 …), ``who`` whom it is about,
    ``what`` one sentence of detail, ``deadline`` the last day or None for no limit, ``spot`` the
    exact place that the line opens, ``verb`` what its button says."""

    kind: str
    who: str
    what: str
    deadline: date | None
    spot: Spot
    verb: str = "办理"
