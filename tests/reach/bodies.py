"""What is posted with each verb of the table: enough that whoever may do it does it."""

from __future__ import annotations

from urllib.parse import urlencode

from tests.accounts.builders import PASSWORD, invented_id
from tests.world import credit_code

_PERSON = urlencode(
    {
        "name": "卢见溪",
        "id_number": invented_id(760),
        "mobile": "13800000760",
        "role": "administrator",
        "do": "save",
    }
)
_LETTER = urlencode({"do": "preview", "target_text": "KB2党支部", "reason": "工作调动"})
_UNIT = urlencode(
    {
        "do": "save",
        "name": "新名单位",
        "code": credit_code("新名单位"),
        "category": "15",
        "establishment": "13",
        "has_party_group": "0",
        "seen": "0",
        "basics_seen": "-1",
    }
)
_POST = urlencode({"person": "卢见溪", "post": "4", "since": "2024-03-01", "seen": "0"})
_REASON = urlencode({"reason": "工作需要", "seen": "0"})

BODIES: dict[str, str] = {
    "/zhanghao/mima": urlencode({"old": PASSWORD, "new": "Pear-lane-77", "again": "Pear-lane-77"}),
    "/zhanghao/touxiang": "do=remove",
    "/zhanghaoguanli/zhanghao/xinzeng?org={org}": _PERSON,
    "/zhanghaoguanli/zhanghao/{account}/gongneng": "seen=0&reason=%E8%B0%83&functions=edit_member",
    "/zhanghaoguanli/zhanghao/daoru/hang/{row}/gai": "lie=name&text=%E6%9E%97&seen=0",
    "/zuzhi/dangzuzhi/{org}/bianji": urlencode(
        {"secretary": "田禾秋", "contact": "赵麦香", "phone": "0699-8880033", "seen": "1"}
    ),
    "/zuzhi/dangzuzhi/{org}/banzi/xinzeng": _POST,
    "/zuzhi/dangzuzhi/{org}/banzi/{post}/bianji": _POST,
    "/zuzhi/dangzuzhi/{org}/banzi/{post}/shanchu": "seen=0",
    "/zuzhi/dangzuzhi/{org}/banzi/{post}/yidong": "seen=0&do=up",
    "/zuzhi/danwei/xinzeng?org={org}": _UNIT,
    "/zuzhi/danwei/{unit}/bianji": _UNIT,
    "/zuzhi/danwei/{unit}/shanchu": urlencode({"seen": "0" * 32}),
    "/zuzhi/dangzuzhi/{org}/chongmingming": urlencode({"name": "新名党委", "seen": "1"}),
    "/dangyuan/dangyuan/{member}/bianji": "do=ask",
    "/dangyuan/dangyuan/{member}/zhaopian": "do=preview",
    "/zhuanjie/zhuanchu?dangyuan={member}": _LETTER,
    "/zhuanjie/zhuanchu/{transfer}/gaizheng": _LETTER,
    "/zhuanjie/shenpi/piliang": "jian=",
    **{
        f"/zhuanjie/shenpi/{{transfer}}/{verb}": "seen={step}&reason=1&text=%E5%9B%A0"
        for verb in ("tongyi", "jieshou", "butongyi", "feijian", "chehui", "xuanze")
    },
    **{
        f"/zhanghaoguanli/zhanghao/{{{noun}}}/{act}": _REASON
        for noun in ("account", "waiting", "officer")
        for act in ("jiesuo", "vpn", "tingyong", "qiyong", "chexiao", "chehui", "chongfa")
    },
    "/zhanghaoguanli/zhanghao/{waiting}/shouji": "mobile=13800000761&seen=0",
}
"""Address of the table → the body, written like a query; nothing but the form's mark elsewhere."""
