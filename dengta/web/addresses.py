"""From a spot to an address: the only place that knows both."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from dengta.refusal import Spot

LISTS: dict[str, str] = {
    "organization": "/zuzhi/dangzuzhi",
    "unit": "/zuzhi/danwei",
    "member": "/dangyuan/dangyuan",
    "enrolment": "/dangyuan/dangyuan/bulu",
    "transfer": "/zhuanjie/shenpi",
    "transfers": "/zhuanjie/zhuanjie",
    "application": "/zhuanjie/zhuanchu",
    "finding": "/dangyuan/jiaohe",
    "password": "/zhanghao/mima",
    "account": "/zhanghao",
    "accounts": "/zhanghaoguanli/zhanghao",
}

ROWS: dict[str, Callable[[UUID], str]] = {
    "organization": lambda uid: f"/zuzhi/dangzuzhi/{uid}/bianji",
    "subordinates": lambda uid: f"/zuzhi/dangzuzhi?org={uid}",
    "deletion": lambda uid: f"/zuzhi/dangzuzhi/{uid}/shanchu",
    "dissolution": lambda uid: f"/zuzhi/dangzuzhi/{uid}/chexiao",
    "restoring": lambda uid: f"/zuzhi/dangzuzhi/{uid}/huifu",
    "category": lambda uid: f"/zuzhi/dangzuzhi/{uid}/leibie",
    "linking": lambda uid: f"/zuzhi/dangzuzhi/{uid}/genghuan",
    "unlinking": lambda uid: f"/zuzhi/dangzuzhi/{uid}/jiechu",
    "cleared": lambda uid: f"/zuzhi/dangzuzhi/{uid}/yiqingchu",
    "renaming": lambda uid: f"/zuzhi/dangzuzhi/{uid}/chongmingming",
    "unit": lambda uid: f"/zuzhi/danwei/{uid}/bianji",
    "units_of": lambda uid: f"/zuzhi/danwei?org={uid}",
    "members_of": lambda uid: f"/dangyuan/dangyuan?org={uid}",
    "transfers_of": lambda uid: f"/zhuanjie/zhuanjie?org={uid}",
    "member": lambda uid: f"/dangyuan/dangyuan/{uid}/bianji",
    "record": lambda uid: f"/dangyuan/dangyuan/{uid}",
    "transfer": lambda uid: f"/zhuanjie/shenpi/{uid}",
    "correction": lambda uid: f"/zhuanjie/zhuanchu/{uid}/gaizheng",
    "steps": lambda uid: f"/zhuanjie/zhuanjie/{uid}",
    "application": lambda uid: f"/zhuanjie/zhuanchu?dangyuan={uid}",
    "account": lambda uid: f"/zhanghaoguanli/zhanghao/{uid}",
}

TABS: dict[tuple[str, str], Callable[[UUID], str]] = {
    ("organization", "terms"): lambda uid: f"/zuzhi/dangzuzhi/{uid}/huanjie",
}
"""Noun and field of what stands on a page of its own."""


def address_of_spot(spot: Spot) -> str:
    """The address that opens ``spot``, at its field when it names one; "" for unknown nouns."""
    tab = TABS.get((spot.noun, spot.field))
    if tab and spot.uid:
        return tab(spot.uid)
    row = ROWS.get(spot.noun)
    address = row(spot.uid) if row and spot.uid else LISTS.get(spot.noun, "")
    return f"{address}#id_{spot.field}" if address and spot.field else address
