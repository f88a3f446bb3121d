"""Deleting, dissolving, restoring (ORG-12, ORG-13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from pytest_django import Settings

from dengta.access.actor import SYSTEM
from dengta.access.roles import Role
from dengta.accounts.actions.lifecycle import end
from dengta.accounts.models import Account
from dengta.audit.models import Line
from dengta.audit.queries.lines import lines_about
from dengta.counts.actions import fold
from dengta.findings.models import Finding
from dengta.members.actions import enrol
from dengta.members.rules.standing import ArchivedAs
from dengta.operations import check
from dengta.organizations.actions import tree
from dengta.organizations.models import Organization, Unit, UnitLink
from dengta.organizations.queries import tree as tree_queries
from dengta.refusal import Denied, OutOfReach, Overtaken, Refusal
from dengta.reorganization import actions
from dengta.reorganization.models import Dissolution
from dengta.reorganization.queries import ends
from dengta.transfers import actions as transfers
from tests.accounts import builders as accounts
from tests.members import builders as people
from tests.reorganization.papers import (
    DAY,
    NUMBER,
    REASON,
    delete,
    dissolve,
    fresh,
    restore,
    unlinked,
)
from tests.transfers.people import member, send
from tests.world import NOON, Province, actor, organization, unit, unit_entry

pytestmark = pytest.mark.django_db


def mistake(province: Province, superior: str = "D1") -> Organization:
    """An organisation that was made a moment ago by mistake, without a unit."""
    return organization(province[superior], "误建工委", "241")


class TestDeleting:
    @pytest.mark.spec("ORG-12", "GEN-07", "ORG-05")
    def test_it_is_gone_for_good_and_the_log_keeps_the_whole(self, province: Province) -> None:
        by = province.actor("D1")
        made = mistake(province)
        tree.rename(organization=made, name="误建二工委", seen=made.step, by=by, at=NOON)
        delete(made, by)
        assert not Organization.objects.filter(pk=made.pk).exists()
        assert not Finding.objects.filter(subject_uid=made.uid).exists()
        (line,) = [each for each in lines_about(made.uid) if each.event == "organization_deleted"]
        told = " ".join(each.old for each in line.changes)
        for value in (made.code, "误建二工委", "误建工委", made.secretary, made.phone):
            assert value in told
        again = mistake(province)
        assert again.code > made.code
        assert again.path > made.path
        assert check.broken() == []

    @pytest.mark.spec("ORG-12")
    @pytest.mark.parametrize("folded", [False, True])
    def test_its_counts_go_folded_or_not(self, province: Province, folded: bool) -> None:
        made = mistake(province)
        if folded:
            fold(NOON)
        delete(made, province.actor("P"))
        assert check.broken() == []
        fold(NOON)
        assert check.broken() == []

    @pytest.mark.spec("ORG-05")
    def test_a_code_from_elsewhere_ahead_of_the_counter_is_not_given_again(
        self, province: Province
    ) -> None:
        made = mistake(province)
        ahead = f"{province['D1'].code}0042"
        Organization.objects.filter(pk=made.pk).update(code=ahead)
        delete(made, province.actor("D1"))
        assert mistake(province).code == f"{province['D1'].code}0043"

    @pytest.mark.spec("ORG-12")
    def test_units_and_ended_accounts_go_to_the_superior(self, province: Province) -> None:
        made = organization(province["T1"], "误建党支部")
        home = unit(made)
        officer = actor(province["D1"], Role.OFFICER)
        account = accounts.account(made, 7)
        end(account=account, reason="误开", by=officer, at=NOON)
        unlinked(made)
        delete(made, province.actor("T1"))
        home.refresh_from_db()
        assert home.home == province["T1"]
        assert Account.objects.get(pk=account.pk).organization == province["T1"]
        assert check.broken() == []

    @pytest.mark.spec("ORG-12")
    @pytest.mark.parametrize("key", ["T1", "D1", "T2"])
    def test_only_subordinates(self, province: Province, key: str) -> None:
        by = province.actor("T1")
        with pytest.raises((Denied, OutOfReach)):
            actions.delete(organization=province[key], seen="", by=by, at=NOON)
        assert Organization.objects.filter(pk=province[key].pk).exists()


Blocked = Callable[[Province], Organization]


def with_a_subordinate(province: Province) -> Organization:
    return province["K1"]


def with_a_member(province: Province) -> Organization:
    member(province["B1"], 1)
    return unlinked(province["B1"])


def with_an_archived_member(province: Province) -> Organization:
    people.archived(province["B1"], ArchivedAs.TRANSFERRED)
    return unlinked(province["B1"])


def on_a_running_path(province: Province) -> Organization:
    send(province, "B1", "GB1")
    return unlinked(province["GB1"])


def in_an_ended_transfer(province: Province) -> Organization:
    sent = send(province, "B1", "GB1")
    transfers.withdraw(transfer=sent, seen=sent.step, by=province.actor("B1"), at=NOON)
    return unlinked(province["GB1"])


def with_a_former_subordinate(province: Province) -> Organization:
    dissolve(unlinked(province["KB1"]), SYSTEM)
    return province["K1"]


def with_an_account(province: Province) -> Organization:
    accounts.account(province["B1"], 7)
    return unlinked(province["B1"])


def with_a_unit(province: Province) -> Organization:
    return province["B1"]


def with_a_unit_by_its_superior(province: Province) -> Organization:
    return organization(province["G1"], "同村党支部", situation="1")


def with_a_managed_unit(province: Province) -> Organization:
    Unit.objects.filter(pk=unit(province["B2"]).pk).update(managing=province["B1"])
    return unlinked(province["B1"])


DELETING: dict[Blocked, set[str]] = {
    with_a_subordinate: {"subordinates"},
    with_a_member: {"members", "records"},
    with_an_archived_member: {"members"},
    on_a_running_path: {"running"},
    in_an_ended_transfer: {"records"},
    with_a_former_subordinate: {"records"},
    with_an_account: {"accounts"},
    with_a_unit: {"units"},
    with_a_unit_by_its_superior: {"units"},
    with_a_managed_unit: {"managed"},
}
ENDING_ANYWAY = {with_an_archived_member, in_an_ended_transfer, with_a_former_subordinate}
"""What holds up a deletion and no dissolution."""


class TestBlockers:
    @pytest.mark.spec("ORG-12", "GEN-07")
    @pytest.mark.parametrize("blocked", DELETING, ids=lambda each: each.__name__)
    def test_deleting_names_each(self, province: Province, blocked: Blocked) -> None:
        row = fresh(blocked(province))
        by = province.actor("P")
        preview = ends.deletion(by, row)
        assert {each.key for each in preview.blockers} == DELETING[blocked]
        assert {each.key for each in preview.clear} & DELETING[blocked] == set()
        with pytest.raises(Refusal) as refusal:
            delete(row, by)
        assert len(refusal.value.complaints) == 1 + len(preview.blockers)
        for each in preview.blockers:
            assert each.title in refusal.value.sentence
        assert Organization.objects.filter(pk=row.pk).exists()

    @pytest.mark.spec("ORG-13")
    @pytest.mark.parametrize("blocked", DELETING, ids=lambda each: each.__name__)
    @pytest.mark.parametrize("with_records", [True, False])
    def test_dissolving_leaves_the_past_alone_unless_told(
        self, province: Province, blocked: Blocked, with_records: bool, settings: Settings
    ) -> None:
        row = fresh(blocked(province))
        settings.DISSOLVE_WITH_RECORDS = with_records
        expected = set(DELETING[blocked])
        if with_records:
            expected = set() if blocked in ENDING_ANYWAY else expected - {"records"}
        preview = ends.dissolution(province.actor("P"), row)
        assert {each.key for each in preview.blockers} == expected
        if expected:
            with pytest.raises(Refusal):
                dissolve(row, province.actor("P"))
        else:
            dissolve(row, province.actor("P"))
        assert (fresh(row).dissolved_at is None) is bool(expected)

    @pytest.mark.spec("ORG-12")
    def test_the_line_of_subordinates_tells_what_they_hold(self, province: Province) -> None:
        member(province["GB1"], 1)
        preview = ends.deletion(province.actor("P"), fresh(province["G1"]))
        (line,) = [each for each in preview.blockers if each.key == "subordinates"]
        assert line.count == 2
        assert "GB1党支部" in line.detail
        assert "党员 1 名" in line.detail

    @pytest.mark.spec("ORG-12")
    def test_many_subordinates_are_told_by_number_and_the_first_twenty(
        self, province: Province
    ) -> None:
        for number in range(23):
            organization(province["K1"], f"第{number:02}党支部", units=None)
        preview = ends.deletion(province.actor("P"), fresh(province["K1"]))
        line = preview.blockers[0]
        assert line.count == 24
        assert line.detail.count("党支部") == 20
        assert "等 24 个" in line.detail


class TestAChangedWorld:
    @pytest.mark.spec("GEN-07", "GEN-10")
    def test_is_shown_anew_and_not_acted_on(self, province: Province) -> None:
        by = province.actor("D1")
        made = fresh(mistake(province))
        seen = ends.deletion(by, made).digest
        accounts.account(made, 7)
        with pytest.raises(Overtaken, match="刚刚有了变化"):
            actions.delete(organization=made, seen=seen, by=by, at=NOON)
        with pytest.raises(Overtaken):
            actions.dissolve(
                organization=made, number=NUMBER, reason=REASON, on=DAY, seen=seen, by=by, at=NOON
            )
        assert fresh(made).dissolved_at is None

    @pytest.mark.spec("GEN-07")
    def test_the_digest_is_that_of_one_verb_and_one_organisation(self, province: Province) -> None:
        by = province.actor("D1")
        made, other = fresh(mistake(province)), fresh(province["K1"])
        digests = {
            ends.deletion(by, made).digest,
            ends.dissolution(by, made).digest,
            ends.deletion(by, other).digest,
            ends.restoring(by, made).digest,
        }
        assert len(digests) == 4
        assert ends.deletion(by, made).digest == ends.deletion(by, fresh(made)).digest


class TestDissolving:
    @pytest.mark.spec("ORG-13")
    def test_it_leaves_the_tree_receives_nothing_and_stays_readable(
        self, province: Province
    ) -> None:
        by = province.actor("T1")
        branch = unlinked(province["B1"])
        made = dissolve(branch, by)
        assert (made.number, made.reason, made.on) == (NUMBER, REASON, DAY)
        shown = tree_queries.children(by, province["T1"].uid).nodes
        assert branch.uid not in {node.uid for node in shown}
        assert branch.uid not in {found.uid for found in tree_queries.search(by, "B1党支部")}
        assert tree_queries.card(by, branch.uid).name == "B1党支部"
        gone = fresh(branch)
        person = people.facts()
        people.confirmed(person, province.actor("P"))
        with pytest.raises(Refusal, match="已撤销"):
            enrol(branch=gone, facts=person, by=province.actor("P"), at=NOON)
        with pytest.raises(Refusal, match="已撤销"):
            accounts.account(gone, 3)
        assert Line.objects.filter(event="organization_dissolved").count() == 1
        assert check.broken() == []

    @pytest.mark.spec("ORG-13", "GEN-13")
    def test_the_paper_is_asked_for(self, province: Province) -> None:
        row = unlinked(province["B1"])
        with pytest.raises(Refusal) as refusal:
            dissolve(row, province.actor("T1"), number=" ", reason="", on=None)
        fields = {each.field for each in refusal.value.complaints}
        assert fields == {"number", "reason", "on"}

    @pytest.mark.spec("ORG-13")
    @pytest.mark.parametrize("on", [NOON.date() + timedelta(days=1), date(1900, 1, 1)])
    def test_a_day_that_cannot_be_is_refused(self, province: Province, on: date) -> None:
        with pytest.raises(Refusal) as refusal:
            dissolve(unlinked(province["B1"]), province.actor("T1"), on=on)
        assert [each.field for each in refusal.value.complaints] == ["on"]

    @pytest.mark.spec("ORG-13")
    def test_the_own_organisation_is_not_dissolved_from_within(self, province: Province) -> None:
        row = unlinked(province["B1"])
        with pytest.raises(Denied):
            dissolve(row, province.actor("B1"))

    @pytest.mark.spec("ORG-13")
    def test_its_code_is_not_given_again(self, province: Province) -> None:
        row = mistake(province)
        dissolve(row, province.actor("P"))
        assert mistake(province).code > row.code


class TestRestoring:
    @pytest.mark.spec("ORG-13", "ORG-19")
    def test_it_returns_without_units_and_the_data_check_says_so(self, province: Province) -> None:
        by = province.actor("T1")
        branch = unlinked(province["B1"])
        dissolve(branch, by)
        back = restore(branch, by, "东组发〔2026〕30号")
        assert back.dissolved_at is None
        assert back.situation == ""
        assert not UnitLink.objects.filter(organization=back).exists()
        rules = Finding.objects.filter(subject_uid=back.uid).values_list("rule", flat=True)
        assert set(rules) == {"ORG-06.unit"}
        past = Dissolution.objects.get(organization=back)
        assert past.restored_number == "东组发〔2026〕30号"
        assert branch.uid in {
            node.uid for node in tree_queries.children(by, province["T1"].uid).nodes
        }
        assert check.broken() == []
        dissolve(back, by)
        restore(back, by)
        assert Dissolution.objects.filter(organization=back).count() == 2

    @pytest.mark.spec("ORG-13")
    def test_a_number_is_asked_for(self, province: Province) -> None:
        branch = unlinked(province["B1"])
        dissolve(branch, SYSTEM)
        with pytest.raises(Refusal) as refusal:
            restore(branch, SYSTEM, "  ")
        assert [each.field for each in refusal.value.complaints] == ["number"]

    @pytest.mark.spec("ORG-13")
    def test_not_while_its_superior_is_dissolved(self, province: Province) -> None:
        for key in ("KB1", "K1"):
            dissolve(unlinked(province[key]), SYSTEM)
        with pytest.raises(Refusal) as refusal:
            restore(province["KB1"], SYSTEM)
        assert "上级党组织1个：“K1党组”已撤销" in refusal.value.sentence
        restore(province["K1"], SYSTEM)
        assert restore(province["KB1"], SYSTEM).dissolved_at is None

    @pytest.mark.spec("ORG-13", "ORG-04")
    def test_not_where_its_category_no_longer_fits(self, province: Province) -> None:
        dissolve(unlinked(province["GB1"]), SYSTEM)
        Organization.objects.filter(pk=province["G1"].pk).update(category="631")
        with pytest.raises(Refusal) as refusal:
            restore(province["GB1"], SYSTEM)
        assert "支部下面不能再设党组织" in refusal.value.sentence

    @pytest.mark.spec("ORG-13", "ORG-03")
    def test_not_where_its_name_is_taken(self, province: Province) -> None:
        dissolve(unlinked(province["B1"]), SYSTEM)
        organization(province["T1"], "B1党支部", units=[unit_entry("别的村")])
        with pytest.raises(Refusal) as refusal:
            restore(province["B1"], SYSTEM)
        assert "同级党组织中已有这个名称" in refusal.value.sentence

    @pytest.mark.spec("ORG-13")
    def test_not_one_that_stands(self, province: Province) -> None:
        with pytest.raises(Refusal) as refusal:
            restore(province["B1"], SYSTEM)
        assert "没有被撤销" in refusal.value.sentence

    @pytest.mark.spec("ORG-13", "ACC-02")
    def test_not_out_of_reach(self, province: Province) -> None:
        dissolve(unlinked(province["B1"]), SYSTEM)
        with pytest.raises(OutOfReach):
            restore(province["B1"], province.actor("T2"))
