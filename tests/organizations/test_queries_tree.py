from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from dengta.access.actor import SYSTEM
from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.counts import effects as counts
from dengta.counts.rules import ONE, Dimension
from dengta.organizations.actions import tree as verbs
from dengta.organizations.models import Organization
from dengta.organizations.queries import tree, units
from dengta.organizations.queries.unfolding import unfolded
from dengta.refusal import Denied, OutOfReach
from tests.world import NOON, Province, organization, unit

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


def enrolled(organization: Organization, members: int, suspended: int = 0) -> None:
    """As many members as the room above would count there."""
    change = {(Dimension.MEMBERS, ONE): members, (Dimension.SUSPENDED, ONE): suspended}
    counts.add(organization.path, change)


class TestChildren:
    @pytest.mark.spec("ORG-01", "ACC-02")
    def test_the_top_is_the_own_organisation(self, province: Province) -> None:
        top = tree.children(province.actor("T1"), None)
        assert [node.name for node in top.nodes] == ["T1镇党委"]
        assert top.nodes[0].has_children
        assert top.rest == 0

    @pytest.mark.spec("ORG-02")
    def test_a_node_shows_name_category_and_numbers(self, province: Province) -> None:
        enrolled(province["GB1"], 7, 2)
        enrolled(province["GB2"], 3)
        nodes = {n.name: n for n in tree.children(province.actor("P"), province["T1"].uid).nodes}
        assert list(nodes) == ["B1党支部", "B1b党支部", "G1党总支"]
        node = nodes["G1党总支"]
        assert (node.category, node.category_label, node.badge) == ("621", "党总支", "总")
        assert (node.members, node.suspended) == (10, 2)
        assert (node.has_children, nodes["B1党支部"].has_children) == (True, False)

    @pytest.mark.spec("ACC-02")
    def test_out_of_reach_does_not_exist(self, province: Province) -> None:
        for key in ("D1", "T2", "P"):
            with pytest.raises(OutOfReach):
                tree.children(province.actor("T1"), province[key].uid)
        with pytest.raises(OutOfReach):
            tree.children(province.actor("T1"), unit(province["B1"]).uid)

    @pytest.mark.parametrize("role", list(Role))
    def test_every_duty_sees_the_tree(self, province: Province, role: Role) -> None:
        assert tree.children(province.actor("D1", role), province["T1"].uid).nodes

    @pytest.mark.spec("ORG-01")
    def test_a_level_loads_in_parts_with_the_same_number_of_queries(
        self, province: Province, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        by = province.actor("D1")
        with django_assert_num_queries(3):
            assert len(tree.children(by, province["K1"].uid).nodes) == 1
        with django_assert_num_queries(3):
            whole = tree.children(by, province["T1"].uid)
        assert (len(whole.nodes), whole.rest) == (3, 0)
        with django_assert_num_queries(4):
            first = tree.children(by, province["T1"].uid, limit=2)
        assert [n.name for n in first.nodes] == ["B1党支部", "B1b党支部"]
        assert first.rest == 1
        with django_assert_num_queries(3):
            second = tree.children(by, province["T1"].uid, first.after, limit=2)
        assert [n.name for n in second.nodes] == ["G1党总支"]

    def test_dissolved_ones_stand_in_no_list(self, province: Province) -> None:
        Organization.objects.filter(name__in=["GB1党支部", "GB2党支部"]).update(dissolved_at=NOON)
        by = province.actor("D1")
        nodes = tree.children(by, province["T1"].uid).nodes
        assert not next(n for n in nodes if n.name == "G1党总支").has_children
        assert tree.children(by, province["G1"].uid).nodes == []
        for asked in (False, True):
            drawn = unfolded(by, province["T1"].path, dissolved=asked).levels[province["T1"].uid]
            node = next(n for n in drawn.nodes if n.name == "G1党总支")
            assert node.has_children is asked
        assert tree.search(by, "GB1") == []
        assert tree.targets(by, "GB1") == []


class TestSearch:
    @pytest.mark.spec("ORG-01")
    def test_two_characters_of_a_name_anywhere_and_the_way_to_it(self, province: Province) -> None:
        (hit,) = tree.search(province.actor("D1"), "1镇")
        assert hit.name == "T1镇党委"
        assert [step.name for step in hit.way] == ["中共D1县委员会", "T1镇党委"]
        assert tree.search(province.actor("D1"), "镇") == []

    @pytest.mark.spec("ORG-01")
    def test_a_code_by_its_beginning(self, province: Province) -> None:
        code = province["G1"].code
        found = tree.search(province.actor("P"), code)
        assert [hit.name for hit in found] == ["G1党总支", "GB1党支部", "GB2党支部"]
        assert tree.search(province.actor("T2"), code) == []

    @pytest.mark.spec("ACC-02", "ORG-01")
    def test_only_the_own_range_is_searched(self, province: Province) -> None:
        assert len(tree.search(province.actor("P"), "镇党委")) == 2
        assert [h.name for h in tree.search(province.actor("C2"), "镇党委")] == ["T2镇党委"]

    @pytest.mark.spec("ORG-11")
    def test_a_former_name_finds_the_organisation(self, province: Province) -> None:
        verbs.rename(organization=province["B1"], name="柳园党支部", seen=0, by=SYSTEM, at=LATER)
        verbs.rename(organization=province["B1"], name="槐树党支部", seen=1, by=SYSTEM, at=LATER)
        (hit,) = tree.search(province.actor("T1"), "柳园")
        assert (hit.name, hit.former) == ("槐树党支部", "柳园党支部")
        assert [step.name for step in hit.way] == ["T1镇党委", "槐树党支部"]
        assert tree.search(province.actor("T2"), "柳园") == []

    @pytest.mark.parametrize("word", ["", "%", "__", "\x00\x00", "\ud800a", "支" * 300, "' OR 1=1"])
    def test_strange_words_find_nothing(self, province: Province, word: str) -> None:
        assert tree.search(province.actor("P"), word) == []
        assert tree.targets(province.actor("P"), word) == []
        assert units.suggest(province.actor("P"), word) == []

    def test_as_many_queries_for_one_hit_as_for_three(
        self, province: Province, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        by = province.actor("T1")
        for word, hits in (("b党", 1), ("党支", 4)):
            with django_assert_num_queries(4):
                assert len(tree.search(by, word)) == hits


class TestRows:
    @pytest.mark.spec("ORG-02")
    def test_the_list_tells_subordinates_and_members(
        self, province: Province, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        enrolled(province["GB1"], 7, 2)
        enrolled(province["B1"], 5)
        with django_assert_num_queries(2):
            assert len(tree.rows(province.actor("P"), province["K1"].path).rows) == 1
        with django_assert_num_queries(2):
            page = tree.rows(province.actor("P"), province["D1"].path)
        assert [row.name for row in page.rows] == ["T1镇党委", "K1党组"]
        row = page.rows[0]
        assert (row.category_label, row.secretary, row.contact) == ("党委", "田禾秋", "赵麦香")
        assert row.code == province["T1"].code
        assert (row.direct, row.below) == (3, 5)
        assert (row.members_direct, row.members, row.suspended) == (0, 12, 2)
        branch = tree.card(province.actor("P"), province["GB1"].uid)
        assert (branch.direct, branch.below) == (0, 0)
        assert (branch.members_direct, branch.members, branch.suspended) == (7, 7, 2)

    def test_pages_follow_each_other(
        self, province: Province, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        by, town = province.actor("P"), province["T1"].path
        first = tree.rows(by, town, limit=2)
        assert (first.more, first.earlier, first.start, len(first.rows)) == (True, False, 1, 2)
        with django_assert_num_queries(3):
            second = tree.rows(by, town, first.after, limit=2)
        assert [row.name for row in second.rows] == ["G1党总支"]
        assert (second.more, second.earlier, second.start) == (False, True, 3)
        back = tree.rows(by, town, limit=2, before=second.before)
        assert back.rows == first.rows
        assert (back.more, back.earlier, back.start) == (True, False, 1)

    @pytest.mark.spec("ACC-02", "ACC-03")
    def test_needs_the_range_and_the_function(self, province: Province) -> None:
        with pytest.raises(OutOfReach):
            tree.rows(province.actor("T1"), province["D1"].path)
        with pytest.raises(OutOfReach):
            tree.card(province.actor("T1"), province["D1"].uid)
        for by in (
            province.actor("T1", Role.AUDITOR),
            province.actor("T1", functions={Can.ENROL_MEMBER}),
        ):
            with pytest.raises(Denied):
                tree.rows(by, province["T1"].path)


class TestTargets:
    @pytest.mark.spec("ACC-02")
    def test_names_and_codes_of_the_whole_tree(self, province: Province) -> None:
        found = tree.targets(province.actor("B1"), "B2")
        assert {step.name for step in found} >= {"B2党支部", "B2b党支部", "KB2党支部", "CB2党支部"}
        assert tree.targets(province.actor("B1"), province["T2"].code)[0].name == "T2镇党委"

    def test_as_many_queries_for_one_as_for_three(
        self, province: Province, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        by = province.actor("B1")
        for word, hits in (("T1镇党", 1), ("G1党", 1), ("镇党", 2), ("2党", 6)):
            with django_assert_num_queries(2):
                assert len(tree.targets(by, word)) == hits

    def test_at_most_twenty(self, province: Province) -> None:
        for number in range(12):
            organization(province["T1"], f"新村{number}党支部", situation="1")
        assert len(tree.targets(province.actor("B1"), "党支部")) == 20

    @pytest.mark.spec("ACC-03")
    def test_only_for_those_who_may_send(self, province: Province) -> None:
        with pytest.raises(Denied):
            tree.targets(province.actor("B1", functions={Can.BROWSE_MEMBERS}), "B2")
        with pytest.raises(Denied):
            tree.targets(province.actor("B1", Role.AUDITOR), "B2")


@pytest.mark.spec("ACC-02")
def test_finding_insists_on_range_first_and_right_second(province: Province) -> None:
    by = province.actor("T1", functions={Can.EDIT_ORGANIZATION})
    assert tree.find(by, province["B1"].uid, Can.EDIT_ORGANIZATION) == province["B1"]
    with pytest.raises(Denied):
        tree.find(by, province["B1"].uid, Can.CREATE_ORGANIZATION)
    with pytest.raises(OutOfReach):
        tree.find(by, province["B2"].uid, Can.CREATE_ORGANIZATION)


def test_the_way_begins_at_the_own_organisation(province: Province) -> None:
    names = [s.name for s in tree.lineage(province.actor("D1"), province["GB1"].uid)]
    assert names == ["中共D1县委员会", "T1镇党委", "G1党总支", "GB1党支部"]
    assert [s.name for s in tree.lineage_of(province.actor("T1"), province["T1"].path)] == [
        "T1镇党委"
    ]


class TestSuggest:
    @pytest.mark.spec("ORG-08", "ACC-02")
    def test_units_of_the_whole_system_by_name_or_code(self, province: Province) -> None:
        by = province.actor("T1")
        theirs = unit(province["B2"])
        found = units.suggest(by, theirs.name)[0]
        assert (found.uid, found.code, found.why_not) == (theirs.uid, theirs.code, "")
        assert units.suggest(by, theirs.code.lower())[0].uid == theirs.uid
        assert len(units.suggest(by, "所在村")) == units.SUGGESTIONS

    def test_as_many_queries_for_one_as_for_three(
        self, province: Province, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for word, hits in (("GB1党支部所", 1), ("B1党支部所", 4), ("党支部所", units.SUGGESTIONS)):
            with django_assert_num_queries(3):
                assert len(units.suggest(province.actor("T1"), word)) == hits

    @pytest.mark.spec("ORG-08")
    def test_one_that_may_not_be_linked_is_shown_with_the_reason(self, province: Province) -> None:
        theirs = unit(province["B2"])
        type(theirs).objects.filter(pk=theirs.pk).update(establishment="3")
        assert "不能关联" in units.suggest(province.actor("T1"), theirs.name)[0].why_not

    @pytest.mark.spec("ACC-03")
    def test_only_for_those_who_create_or_edit(self, province: Province) -> None:
        assert units.suggest(province.actor("T1", functions={Can.EDIT_ORGANIZATION}), "所在村")
        with pytest.raises(Denied):
            units.suggest(province.actor("T1", functions={Can.BROWSE_MEMBERS}), "所在村")


@pytest.mark.spec("ORG-09")
def test_the_units_of_an_organisation_are_listed(province: Province) -> None:
    made = organization(province["T1"], "商贸联合党支部", "632", default=1)
    listed = units.units_of(province.actor("T1"), made)
    assert [(one.position, one.is_default) for one in listed] == [(1, False), (2, True)]
    assert listed[0].establishment_label == "建立联合党支部的"
    with pytest.raises(OutOfReach):
        units.units_of(province.actor("T2"), made)
