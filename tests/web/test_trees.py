"""The tree beside every list (ORG-01, ORG-02, MEM-12)."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dengta.organizations.queries import tree
from dengta.refusal import OutOfReach
from dengta.web import trees
from dengta.web.components import Node
from tests.members import builders
from tests.world import Province, organization


def walked(nodes: Iterable[Node]) -> list[Node]:
    """Every node that is drawn, from top to bottom."""
    return [each for node in nodes for each in (node, *walked(node.children))]


@pytest.mark.spec("ORG-01", "ACC-02")
def test_the_tree_is_open_down_to_what_is_selected(province: Province) -> None:
    actor = province.actor("D1")
    found = walked(trees.nodes(actor, province["GB1"].path, "dangzuzhi"))
    names = {node.name or node.label: node for node in found}
    assert [node.uid for node in found if node.current] == [str(province["GB1"].uid)]
    assert found[0].uid == str(province["D1"].uid)
    for key in ("D1", "T1", "G1"):
        assert names[province[key].name].expanded
    assert not names["K1党组"].expanded
    assert names["K1党组"].children_url
    assert "T2镇党委" not in names
    with pytest.raises(OutOfReach):
        trees.nodes(actor, province["B2"].path, "dangzuzhi")


@pytest.mark.spec("MEM-12")
def test_branches_open_to_members_where_the_tree_shows_people(province: Province) -> None:
    person = builders.member(province["B1"], name="刘巧云")
    actor = province.actor("T1")
    people = walked(trees.nodes(actor, province["B1"].path, "dangyuan"))
    [leaf] = [node for node in people if node.uid == str(person.uid)]
    assert (leaf.label, leaf.category) == ("刘巧云", "")
    empty = next(node for node in people if node.uid == str(province["B1b"].uid))
    assert not empty.branches
    plain = walked(trees.nodes(actor, province["B1"].path, "dangzuzhi"))
    assert not [node for node in plain if node.uid == str(person.uid)]


def test_a_long_level_comes_in_parts_without_losing_the_selected_one(province: Province) -> None:
    superior = province["K1"]
    rows = [organization(superior, f"第{n}党支部") for n in range(tree.PART + 4)]
    actor, last = province.actor("K1"), rows[-1]
    drawn = trees.nodes(actor, last.path, "dangyuan")[0]
    assert len(drawn.children) == tree.PART + 1
    assert [node.uid for node in drawn.children if node.current] == [str(last.uid)]
    assert drawn.more is not None
    assert f"shown={last.uid}" in drawn.more.url
    first = trees.level(actor, superior.uid, "dangyuan")
    assert first.depth == 2
    assert first.more is not None
    after = first.more.url.split("after=")[1].split("&")[0]
    rest = trees.level(actor, superior.uid, "dangyuan", after, str(last.uid))
    assert rest.more is None
    shown = [*drawn.children, *rest.nodes]
    assert len(shown) == len({node.uid for node in shown}) == len(rows) + 1


def test_the_tree_asks_equally_often_at_any_depth(province: Province) -> None:
    actor, asked = province.actor("P"), []
    for key in ("C1", "GB1"):
        with CaptureQueriesContext(connection) as queries:
            found = walked(trees.nodes(actor, province[key].path, "dangzuzhi"))
        assert any(node.current for node in found)
        asked.append(len(queries))
    assert asked == [2, 2]
