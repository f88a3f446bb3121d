"""同时显示已撤销的党组织: the box below the tree (ORG-13)."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dengta.access.actor import SYSTEM
from dengta.web import trees
from tests.reorganization.papers import dissolve, unlinked
from tests.web.members.conftest import SignIn
from tests.web.test_trees import walked
from tests.world import Province

LIST = "/zuzhi/dangzuzhi"
HX = {"HX-Request": "true"}
BOX = 'name="yichexiao" value="1" data-submits'


@pytest.fixture
def province(province: Province) -> Province:
    """With everything below G1 dissolved, and G1 itself."""
    for key in ("GB1", "GB2", "G1"):
        dissolve(unlinked(province[key]), SYSTEM)
    return province


@pytest.mark.sqlite
@pytest.mark.spec("ORG-13", "ORG-01")
def test_dissolved_ones_stand_in_the_tree_for_who_asks(province: Province, at_desk: SignIn) -> None:
    browser, gone = at_desk("T1"), province["G1"]
    page = browser.get(LIST).content.decode()
    assert f'id="node-{gone.uid}"' not in page
    assert f"{BOX}>" in page
    assert f'class="without-js" href="{LIST}?org={province["T1"].uid}&amp;yichexiao=1"' in page

    page = browser.get(LIST, {"yichexiao": "1"}).content.decode()
    assert f"{BOX} checked>" in page
    assert f'class="without-js" href="{LIST}?org={province["T1"].uid}">不显示' in page
    node = page.split(f'id="node-{gone.uid}"', 1)[1].split("</li>", 1)[0]
    assert '<span class="tag">已撤销</span>' in node
    assert f'<span class="note">{gone.name.removeprefix(province["T1"].name)}</span>' in node
    assert f'href="{LIST}?org={gone.uid}&amp;yichexiao=1"' in node
    standing = page.split(f'id="node-{province["B1"].uid}"', 1)[1].split("</li>", 1)[0]
    assert "已撤销" not in standing

    [below] = re.findall(r'data-children-url="([^"]+)"', node)
    part = browser.get(below.replace("&amp;", "&"), headers=HX).content.decode()
    assert part.count('<span class="tag">已撤销</span>') == 2
    assert f'id="node-{province["GB1"].uid}"' in part
    closed = browser.get(f"/zuzhi/shu/{gone.uid}", {"at": "dangzuzhi"}, headers=HX)
    assert "treeitem" not in closed.content.decode()

    chosen = {"org": str(province["GB1"].uid), "yichexiao": "1"}
    card = browser.get(LIST, chosen).content.decode()
    assert "这个党组织已撤销，只能查看。" in card
    node = card.split(f'id="node-{province["GB1"].uid}"', 1)[1]
    assert 'aria-current="true"' in node.split(">", 1)[0]


@pytest.mark.spec("ORG-13")
def test_what_one_came_for_stays_in_the_address(province: Province, at_desk: SignIn) -> None:
    page = at_desk("T1").get(LIST, {"yichexiao": "1", "q": "B1"}).content.decode()
    search = page.split('class="tree-search"', 1)[1].split("</form>", 1)[0]
    assert 'type="hidden" name="yichexiao" value="1"' in search
    assert f'href="{LIST}?org={province["T1"].uid}&amp;yichexiao=1">返回党组织树' in page
    rows = at_desk("T1").get(LIST, {"yichexiao": "1"}, headers=HX).content.decode()
    assert f'href="{LIST}?org={province["B1"].uid}&amp;yichexiao=1"' in rows
    assert province["G1"].code not in rows, "the list counts and names those that stand"


@pytest.mark.spec("ORG-13", "ACC-02")
def test_no_other_tree_offers_or_shows_them(province: Province, at_desk: SignIn) -> None:
    browser, gone = at_desk("T1"), province["G1"]
    for address in ("/zuzhi/danwei", "/zuzhi/jiaohe"):
        page = browser.get(address, {"yichexiao": "1"}).content.decode()
        assert "data-submits" not in page
        assert f'id="node-{gone.uid}"' not in page
    above = f"/zuzhi/shu/{province['T1'].uid}"
    for at, shown in (("dangzuzhi", True), ("danwei", False), ("zhuanjie", False)):
        part = browser.get(above, {"at": at, "yichexiao": "1"}, headers=HX).content.decode()
        assert (f'id="node-{gone.uid}"' in part) is shown
    beside = {"at": "dangzuzhi", "yichexiao": "1"}
    assert at_desk("T2").get(above, beside, headers=HX).status_code == 404


@pytest.mark.spec("ORG-13")
def test_dissolved_ones_cost_no_more_questions(province: Province) -> None:
    actor, asked = province.actor("P"), []
    for dissolved in (False, True):
        with CaptureQueriesContext(connection) as queries:
            walked(trees.nodes(actor, province["T1"].path, "dangzuzhi", dissolved=dissolved))
        asked.append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            trees.level(actor, province["T1"].uid, "dangzuzhi", dissolved=dissolved)
        asked.append(len(queries))
    assert asked == [2, 3, 2, 3]
