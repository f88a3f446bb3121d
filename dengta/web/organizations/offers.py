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


def offers(actor: Actor, uid: UUID, path: str, category: str) -> list[MenuItem]:
    """新增下级党组织, 党组织重命名, 编辑 and 打印采集表, as far as the account holds them; what
    does not go here says why."""
    address = f"/zuzhi/dangzuzhi/{uid}"
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
        sheet = with_query("/zuzhi/dangzuzhi/caijibiao", org=uid)
        found.append(MenuItem("打印采集表", sheet, "print", separated=bool(found)))
    return found
