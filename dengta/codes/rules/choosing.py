"""Which rows of a code table a person may choose (GEN-09)."""

from __future__ import annotations

LEAF_ONLY = frozenset({"org_category", "unit_category"})
"""Tables in which only rows without children may be chosen; elsewhere groups may be, too."""

LISTED = {"unit_org_status": frozenset({"11", "12", "13", "2", "3", "4", "41", "42"})}
"""Tables in which exactly these rows may be chosen."""

DISABLED = "该选项已停用，只在旧记录中保留。"
GROUP = "这是一个大类，请选择它下面的具体类别。"
NOT_YET = "该选项尚未启用。"
NO_LONGER = "该选项已不再使用。"


def why_not(table: str, code: str, *, enabled: bool, has_children: bool) -> str:
    """The sentence that says why a row may not be chosen anew, "" when it may."""
    if not enabled:
        return DISABLED
    listed = LISTED.get(table)
    if (listed is not None and code not in listed) or (table in LEAF_ONLY and has_children):
        return GROUP
    return ""
