"""Fields by name: their labels on pages and in the log, and which of them the log masks."""

from __future__ import annotations

from collections.abc import Mapping

from dengta.audit.rules.lines import Changed

LABELS: dict[str, str] = {
    "created": "新增",
    "name": "党组织名称",
    "code": "党组织统一编码",
    "category": "组织类别",
    "secretary": "党组织书记",
    "contact": "党组织联系人",
    "phone": "党组织联系方式",
    "situation": "党组织所在单位情况",
    "units": "所在单位",
    "default": "默认单位",
    "work_category": "党组织工作分类",
    "county_level": "区县级及以上",
    "is_transfer_node": "转接节点",
    "can_transfer_directly": "可直接转往省外",
    "auto_approve": "自动审批",
    "letter_name": "介绍信用名",
    "dissolved": "撤销",
    "restored": "恢复",
    "unit_name": "单位名称",
    "unit_category": "单位类别",
    "unit_code": "党组织所在单位代码",
    "establishment": "单位建立党组织情况",
    "has_party_group": "是否成立党组",
    "managing": "管理党组织",
}

SECRET = frozenset({"phone"})


def changed(field: str, old: str, new: str) -> Changed:
    """One changed field as a line of the log tells it."""
    return Changed(field, LABELS[field], old, new, secret=field in SECRET)


def created_changes(values: Mapping[str, str]) -> tuple[Changed, ...]:
    """The fields of a new row as changes from nothing; empty ones are left out."""
    return tuple(changed(field, "", value) for field, value in values.items() if value)
