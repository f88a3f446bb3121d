"""Invented rows for the gallery."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from dengta.web.components import (
    Column,
    Fault,
    Link,
    MenuItem,
    Message,
    More,
    Node,
    Segment,
    Step,
    Suggestion,
    Tab,
)
from dengta.web.fields import FieldChoice

HERE = "/components"
BELOW = f"{HERE}/below"
MENU = f"{HERE}/menu"

SUBSYSTEMS = ("工作台", "党组织和单位信息", "党员信息", "组织关系转接")
FUNCTIONS = ("信息管理", "党员浏览", "数据校核", "统计", "导入")


def shell(current: str) -> SimpleNamespace:
    """The frame around an example page."""
    functions = [Link(word, HERE, word == "信息管理") for word in FUNCTIONS]
    functions.insert(2, Link("党籍异动", children=[Link("党员出党", HERE), Link("停止党籍", HERE)]))
    return SimpleNamespace(
        actor_name="李明禾",
        organization_name="东平川县",
        role_label="管理员",
        subsystems=[Link(word, HERE, word == current) for word in SUBSYSTEMS],
        functions=functions,
        place=["党员信息管理", "信息管理"],
        waiting=7,
        messages=[Message("保存成功")],
        workbench_url=HERE,
        account_url=HERE,
        sign_out_url=HERE,
        returning=None,
    )


def node(label: str, category: str = "", count: int | None = None, **more: Any) -> Node:
    """A node of the example tree."""
    return Node(
        uid=str(abs(hash(label)) % 10**8),
        label=label,
        url=HERE,
        category=category,
        count=count,
        menu_url=MENU,
        **more,
    )


def tree() -> list[Node]:
    """A county with a town, a general branch that is selected, and members."""
    people = [
        node(name, tags=("转接中",) if name == "周建禾" else ())
        for name in ("刘巧云", "周建禾", "王守田", "孙桂芝", "徐长顺", "黄秋菊")
    ]
    branch = node(
        "柳园第一党支部",
        "631",
        25,
        name="中共东平川县青石镇柳园第一支部委员会",
        expanded=True,
        children=people,
        more=More("再显示 20 人", BELOW),
    )
    below: dict[str, Any] = {"branches": True, "children_url": BELOW}
    general = node(
        "柳园社区总支部委员会",
        "621",
        73,
        current=True,
        expanded=True,
        children=[
            branch,
            node("柳园第二党支部", "631", 31, **below),
            node("柳园企业联合党支部", "632", 17, **below),
        ],
    )
    town = node(
        "青石镇委员会",
        "611",
        612,
        expanded=True,
        children=[
            node("前河社区总支部委员会", "621", 86, **below),
            general,
            node("云岭村党支部", "631", 41, **below),
        ],
        more=More("再显示 10 个下级党组织", BELOW),
    )
    return [
        node(
            "中共东平川县委员会",
            "141",
            3421,
            expanded=True,
            children=[
                town,
                node("文庙街道工作委员会", "241", 518, **below),
                node("县直机关工作委员会", "241", 802, **below),
            ],
        )
    ]


NAMES = "刘巧云 周建禾 王守田 孙桂芝 徐长顺 黄秋菊 王德润 吴静苇 陈田石 赵麦香 马春霖 于清禾"
BORN = (
    "1956-08-18 1983-07-10 1950-08-14 1985-12-31 1990-02-16 1951-05-23 "
    "1969-01-12 1988-07-22 1963-05-27 1979-06-21 1987-06-15 1993-03-19"
)


def members() -> list[dict[str, Any]]:
    """Twelve rows of a list of members."""
    return [
        {
            "uid": f"m{number}",
            "name": name,
            "sex": "女" if number % 3 == 0 else "男",
            "ethnicity": "回族" if number % 5 == 2 else "汉族",
            "id": "37****************",
            "born": born,
            "category": "预备党员" if number in (4, 10) else "正式党员",
            "education": ("初中", "大学", "小学", "大专", "硕士研究生")[number % 5],
            "post": ("农牧渔业生产人员", "外出务工经商人员", "社区工作人员")[number % 3],
            "joined": "2009-06-26",
            "suspended": number == 8,
            "moving": number in (1, 7),
        }
        for number, (name, born) in enumerate(zip(NAMES.split(), BORN.split(), strict=True))
    ]


MENU_ITEMS = [
    MenuItem("组织关系转出", HERE, "transfer"),
    MenuItem("党员出党", HERE, "sign-out", separated=True, dialog=True),
    MenuItem("停止党籍", HERE, "stop"),
    MenuItem("党员死亡", HERE, "archive", why_not="正在转接，办完后才能登记"),
    MenuItem("党员补删", f"{HERE}/dialog", "delete", danger=True, separated=True, dialog=True),
]

COLUMNS = [
    "姓名",
    "性别",
    "民族",
    "公民身份证号",
    Column("出生日期", sort_url=HERE, sorted="ascending"),
    "人员类别",
    "学历",
    "工作岗位",
    "加入党组织日期",
    "状态",
    Column("操作", "actions"),
]

STEPS = [
    Step("柳园第一党支部", "done", ("转出支部", "06-09 申请转出", "韩晓禾 0699-8880011")),
    Step("青石镇委员会", "done", ("06-10 同意并开新信", "办理 1 天", "方云舟 0699-8880012")),
    Step(
        "东平川县委员会",
        "now",
        ("当前办理党组织", "06-16 退回到此，第 2 天", "李明禾 0699-8880013"),
    ),
    Step("云台镇委员会", "returned", ("06-16 不同意，退回", "办理 3 天", "崔云帆 0699-8880014")),
    Step("西岭村党支部", "waiting", ("接收支部", "尚未到达", "陶小满 0699-8880015")),
]

ROUTE = [
    Step("柳园第一党支部", "start", ("申请转出",), mark="起", between="7 天内"),
    Step("青石镇委员会", "waiting", ("审批",), mark="1", between="7 天内"),
    Step("东平川县委员会", "waiting", ("共同上级，审批",), mark="2", between="7 天内"),
    Step("西岭村党支部", "end", ("接收后才算转入",), mark="止"),
]

OPENING = [
    Step("收到短信", "done", ("内有 VPN 账号和授权码",)),
    Step("安装 VPN 客户端", "done"),
    Step("连接 VPN", "done", ("首个用户名是身份证号",)),
    Step("打开登录地址", "done"),
    Step("激活账号", "now", ("就在本页",)),
    Step("重新连接并登录", "waiting", ("用两个新密码",)),
]

IMPORT = [
    Step("选择文件", "done"),
    Step("检查、改正", "now"),
    Step("确认"),
    Step("完成"),
]

POSTS = [
    FieldChoice("0", "0　在岗职工"),
    FieldChoice("01", "01　公务员", 1),
    FieldChoice("011", "011　领导职务公务员", 2),
    FieldChoice("02", "02　事业单位管理岗位", 1),
    FieldChoice("1", "1　农牧渔民"),
    FieldChoice("11", "11　农牧渔业生产人员", 1),
    FieldChoice("12", "12　外出务工经商人员", 1),
    FieldChoice("121", "121　乡村医生", 2, "已停用，旧记录仍可查看"),
    FieldChoice("6", "6　其他人员"),
    FieldChoice("602", "602　社区工作人员", 1),
]


def all_components() -> dict[str, Any]:
    """What the gallery's templates draw."""
    return {
        "tree_nodes": tree(),
        "below": [node("柳园第三党支部", "931", 9), node("柳园第四党支部", "631", 12)],
        "rows": members(),
        "columns": COLUMNS,
        "menu_items_": MENU_ITEMS,
        "steps_": STEPS,
        "route": ROUTE,
        "opening": OPENING,
        "import_steps": IMPORT,
        "posts": POSTS,
        "scopes": [Segment("本级", HERE), Segment("包含下级", HERE, True)],
        "orders": [Segment("党组织", HERE, True), Segment("姓名", HERE)],
        "tabs_": [
            Tab("基本信息", HERE, True),
            Tab("党内职务", HERE, count=1),
            Tab("党建工作信息", HERE, tag="缺 2 项"),
            Tab("奖惩情况", why_not="请先填写基本信息"),
        ],
        "panel_tabs": [Tab("党组织基本信息", "#panel-one"), Tab("单位基本信息", "#panel-two")],
        "errors": [],
        "faults": [Fault("工作岗位", "id_post"), Fault("联系电话", "id_phone")],
        "suggested": [
            Suggestion("u1", "柳园第一党支部", "青石镇", "631"),
            Suggestion("u2", "柳园第二党支部", "青石镇", "631"),
            Suggestion("u3", "柳园小组", "", "341", why_not="党组不能接收党员"),
        ],
    }
