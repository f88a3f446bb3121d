"""The tree of organisations beside a list: one way to draw it for every page that has one.

A page names its tree by ``at`` (a key of ``TREES``); the parts that a tree fetches carry it, so
that their links lead to the same page again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from dengta.access.actor import Actor
from dengta.access.reach import depth_of
from dengta.access.roles import Role
from dengta.members.queries import leaves as members
from dengta.members.queries.leaves import Leaf
from dengta.organizations.queries import tree
from dengta.organizations.queries.unfolding import Unfolded, unfolded
from dengta.organizations.rules.categories import is_branch
from dengta.web.components import More, Node
from dengta.web.jinja import with_query

PARTS_URL = "/zuzhi/shu"
"""Answers ``<uid>`` with the nodes below, ``<uid>/caidan`` with a node's menu."""
LEAVES_URL = "/dangyuan/shu"
"""The same for branches in trees that open to members, and for the menus of such trees."""


WITH_DISSOLVED = "yichexiao"
"""The word of an address that asks for dissolved organisations in the tree, as ``1``."""
DISSOLVED = "已撤销"


@dataclass(frozen=True, slots=True)
class Tree:
    """``page`` is the list that a node opens as ``?org=uid``; ``menus`` is where its menus are,
    "" for none; with ``leaves`` a branch opens to its members, whose page is ``person``; with
    ``dissolved`` the page may ask for dissolved organisations too."""

    page: str
    menus: str = ""
    leaves: bool = False
    person: str = ""
    branch_parameter: str = "org"
    dissolved: bool = False


@dataclass(frozen=True, slots=True)
class _Frame:
    """Whose tree it is, and whether dissolved organisations are asked for."""

    at: str
    dissolved: bool = False

    @property
    def asked(self) -> dict[str, str]:
        """What the addresses of its nodes carry on."""
        return {WITH_DISSOLVED: "1"} if self.dissolved else {}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of one level as ``tree_items(nodes, depth, more)`` draws it."""

    nodes: list[Node]
    more: More | None
    depth: int


TREES: dict[str, Tree] = {
    "dangzuzhi": Tree("/zuzhi/dangzuzhi", menus=PARTS_URL, dissolved=True),
    "dangyuan": Tree(
        "/dangyuan/dangyuan", menus=LEAVES_URL, leaves=True, person="/dangyuan/dangyuan"
    ),
    "liulan": Tree("/dangyuan/liulan", menus=LEAVES_URL, leaves=True, person="/dangyuan/dangyuan"),
    "bulu": Tree("/dangyuan/dangyuan/bulu", branch_parameter="zhibu"),
    "zhuanjie": Tree("/zhuanjie/zhuanjie"),
    "danwei": Tree("/zuzhi/danwei"),
    "zuzhi-jiaohe": Tree("/zuzhi/jiaohe"),
    "dangyuan-jiaohe": Tree("/dangyuan/jiaohe"),
    "zhanghao": Tree("/zhanghaoguanli/zhanghao"),
}


def nodes(actor: Actor, selected: str, at: str, *, dissolved: bool = False) -> list[Node]:
    """The tree from the actor's own organisation, open down to the path ``selected``, which is the
    current node; ``dissolved`` ones stand there too when they are asked for. Refuses what is out of
    reach (404) and ``KeyError`` for an unknown ``at``."""
    return drawn(actor, unfolded(actor, selected, dissolved=dissolved), at, dissolved=dissolved)


def drawn(actor: Actor, found: Unfolded, at: str, *, dissolved: bool = False) -> list[Node]:
    """The tree of a page that has unfolded it, since it needs the numbers too."""
    return [_opened(actor, found, 0, _Frame(at, dissolved))]


def level(
    actor: Actor,
    superior_uid: UUID,
    at: str,
    after: str = "",
    shown: str = "",
    *,
    dissolved: bool = False,
) -> Part:
    """A part of the level below ``superior_uid``, and the line 再显示 N that asks for the next.

    ``after`` is the path behind which it begins; ``shown`` the uid of a node that stands there
    already and is left out.
    """
    part = tree.children(actor, superior_uid, after, dissolved=dissolved)
    frame = _Frame(at, dissolved)
    found = [_node(actor, each, frame) for each in part.nodes if str(each.uid) != shown]
    depth = _depth(actor, part.nodes[0].path) if part.nodes else 1
    if not part.rest:
        return Part(found, None, depth)
    return Part(found, _more(superior_uid, frame, part, shown), depth)


def leaves(actor: Actor, branch_uid: UUID, at: str, after: UUID | None = None) -> Part:
    """A part of the members of a branch as leaves, and the line that asks for the next."""
    return _leaves(actor, branch_uid, tree.find(actor, branch_uid).path, at, after)


def _leaves(actor: Actor, branch_uid: UUID, path: str, at: str, after: UUID | None = None) -> Part:
    found = members.leaves(actor, path, after)
    shown = [_leaf(each, at) for each in found.rows]
    depth = _depth(actor, path) + 1
    if not found.more:
        return Part(shown, None, depth)
    url = with_query(f"{LEAVES_URL}/{branch_uid}", at=at, after=found.rows[-1].uid)
    return Part(shown, More(f"再显示 {members.AT_ONCE} 人", url), depth)


def _opened(actor: Actor, found: Unfolded, here: int, frame: _Frame) -> Node:
    """The node at ``here`` on the way to the current one, with what is below it."""
    opened = found.way[here]
    current = here == len(found.way) - 1
    node = replace(_node(actor, opened, frame), current=current)
    if not node.branches:
        return node
    if TREES[frame.at].leaves and is_branch(opened.category):
        part = _leaves(actor, opened.uid, opened.path, frame.at)
        return replace(node, expanded=True, children=part.nodes, more=part.more)
    level = found.levels[opened.uid]
    wanted = None if current else found.way[here + 1]
    children = [
        _opened(actor, found, here + 1, frame) if each is wanted else _node(actor, each, frame)
        for each in level.nodes
    ]
    more = None
    if level.rest:
        shown = str(wanted.uid) if wanted and wanted.path > level.after else ""
        more = _more(opened.uid, frame, level, shown)
    return replace(node, expanded=True, children=children, more=more)


def _more(superior_uid: UUID, frame: _Frame, part: tree.Level, shown: str) -> More:
    parts = with_query(f"{PARTS_URL}/{superior_uid}", at=frame.at, after=part.after, shown=shown)
    url = with_query(parts, **frame.asked)
    return More(f"再显示 {min(part.rest, tree.PART)} 个下级党组织", url)


def _depth(actor: Actor, path: str) -> int:
    """The level of a node in the actor's tree; 1 is the own organisation."""
    return depth_of(path) - depth_of(actor.path) + 1


def counts_members(actor: Actor) -> bool:
    """Whether a tree may say how many members there are: officers and auditors see its names and
    nothing of the business (ACC-01)."""
    return actor.role is Role.ADMINISTRATOR


def _node(actor: Actor, found: tree.Node, frame: _Frame) -> Node:
    at, drawn = frame.at, TREES[frame.at]
    branch = is_branch(found.category)
    counted = counts_members(actor)
    opens_to_members = drawn.leaves and branch and counted and found.members + found.suspended > 0
    parameter = drawn.branch_parameter if branch else "org"
    parts = LEAVES_URL if opens_to_members else PARTS_URL
    branches = found.has_children or opens_to_members
    return Node(
        uid=str(found.uid),
        label=found.label,
        name=found.name,
        url=with_query(drawn.page, **{parameter: found.uid}, **frame.asked),
        category=found.category,
        count=found.members if counted else None,
        branches=branches,
        children_url=(with_query(f"{parts}/{found.uid}", at=at, **frame.asked) if branches else ""),
        menu_url=with_query(f"{drawn.menus}/{found.uid}/caidan", at=at) if drawn.menus else "",
        tags=(DISSOLVED,) if found.dissolved else (),
        muted=found.dissolved,
    )


def _leaf(found: Leaf, at: str) -> Node:
    address = f"{TREES[at].person}/{found.uid}"
    return Node(
        uid=str(found.uid),
        label=found.name,
        url=address,
        tags=(found.mark,) if found.mark else (),
        menu_url=with_query(f"{address}/caidan", at=at),
    )
