"""What can be done with an organisation: one list for the menu of its node and for the buttons
beside it (GEN-06)."""

from __future__ import annotations

from uuid import UUID

from dengta.access.actor import Actor
from dengta.access.checks import allows, holds
from dengta.access.permissions import Can
from dengta.organizations.rules.categories import is_branch
from dengta.web.components import MenuItem
from dengta.web.jinja import with_query

BRANCH = "支部下面不设党组织"
OWN = "本党组织的名称由上级党组织修改"
OWN_END = "本党组织由上级党组织删除或撤销"
ENDS = (
    ("删除党组织", Can.DELETE_ORGANIZATION, "shanchu", "delete"),
    ("撤销党组织", Can.DISSOLVE_ORGANIZATION, "chexiao", "stop"),
)


def offers(
    actor: Actor, uid: UUID, path: str, category: str, *, dissolved: bool = False
) -> list[MenuItem]:
    """新增下级党组织, 党组织重命名, 编辑 (查看各项信息 for who only reads), 打印采集表, 删除 and
    撤销, as far as the account holds them; what does not go here says why. A dissolved one is read
    and can only be brought back."""
    address = f"/zuzhi/dangzuzhi/{uid}"
    reads = MenuItem("查看各项信息", f"{address}/dangjian", "document")
    if dissolved:
        may = allows(actor, Can.DISSOLVE_ORGANIZATION, path)
        back = MenuItem("恢复党组织", f"{address}/huifu", "return", dialog=True)
        return [*([back] if may else []), reads]
    found: list[MenuItem] = []
    if allows(actor, Can.CREATE_ORGANIZATION, path):
        found.append(
            MenuItem(
                "新增下级党组织",
                with_query("/zuzhi/dangzuzhi/xinzeng", shangji=uid),
                "add",
                why_not=BRANCH if is_branch(category) else "",
            )
        )
    if holds(actor, Can.RENAME_ORGANIZATION):
        found.append(
            MenuItem(
                "党组织重命名",
                f"{address}/chongmingming",
                "edit",
                dialog=True,
                why_not="" if allows(actor, Can.RENAME_ORGANIZATION, path) else OWN,
            )
        )
    if allows(actor, Can.EDIT_ORGANIZATION, path):
        found.append(MenuItem("编辑", f"{address}/bianji", "document", separated=bool(found)))
    if allows(actor, Can.BROWSE_ORGANIZATIONS, path):
        if not allows(actor, Can.EDIT_ORGANIZATION, path):
            found.append(reads)
        sheet = with_query("/zuzhi/dangzuzhi/caijibiao", org=uid)
        found.append(MenuItem("打印采集表", sheet, "print", separated=bool(found)))
    for label, can, verb, drawn in ENDS:
        if holds(actor, can):
            found.append(
                MenuItem(
                    label,
                    f"{address}/{verb}",
                    drawn,
                    danger=True,
                    separated=label == ENDS[0][0],
                    dialog=True,
                    why_not="" if allows(actor, can, path) else OWN_END,
                )
            )
    return found
