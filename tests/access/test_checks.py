"""Three readings of one page: what is allowed, insisted on and filtered never disagrees."""

from itertools import product

import pytest
from django.db.models import Value

from dengta.access.actor import SYSTEM, Actor
from dengta.access.checks import Desk, allows, holds, reachable, require, require_function, sees
from dengta.access.permissions import FUNCTIONS, GRANTS, Can
from dengta.access.reach import Reach
from dengta.access.roles import Role
from dengta.database.fields import OrderedTextField
from dengta.organizations.models import Organization
from dengta.refusal import Denied, OutOfReach
from tests.world import Province, actor

pytestmark = pytest.mark.django_db


def actors(province: Province) -> list[Actor]:
    """Each duty at every organisation, with all functions and with none."""
    duties = [(role, None) for role in Role] + [(Role.ADMINISTRATOR, ())]
    return [
        actor(organization, role, functions)
        for organization, (role, functions) in product(province.by_key.values(), duties)
    ]


def insisted(who: Actor, can: Can, place: str | Desk) -> bool:
    try:
        require(who, can, place)
    except (Denied, OutOfReach):
        return False
    return True


@pytest.mark.spec("ACC-02", "ACC-03")
@pytest.mark.parametrize("can", [c for c in Can if Reach.DESK not in GRANTS[c].values()])
def test_question_and_filter_agree_for_every_duty_and_place(province: Province, can: Can) -> None:
    paths = {organization.path for organization in province.by_key.values()}
    for who in actors(province):
        kept = Organization.objects.filter(reachable(who, can)).values_list("path", flat=True)
        assert set(kept) == {path for path in paths if allows(who, can, path)}
        assert set(kept) == {path for path in paths if insisted(who, can, path)}


@pytest.mark.spec("TRF-12")
@pytest.mark.parametrize("can", [c for c in Can if Reach.DESK in GRANTS[c].values()])
def test_a_desk_is_reached_by_the_holder_and_those_above_it_up_to_its_node(
    province: Province, can: Can
) -> None:
    holder, town = province["GB1"], province["T1"]
    desk = Desk(holder.path, town.path)
    text = OrderedTextField(max_length=60)
    row = Organization.objects.filter(pk=holder.pk).annotate(
        holder_path=Value(holder.path, output_field=text),
        desk_path=Value(town.path, output_field=text),
    )
    may = set()
    for who in actors(province):
        kept = row.filter(reachable(who, can, "desk_path")).exists()
        assert kept == allows(who, can, desk) == insisted(who, can, desk)
        if kept:
            may.add(next(key for key, each in province.by_key.items() if each.path == who.path))
    assert may == {"GB1", "G1", "T1"}


@pytest.mark.spec("ACC-02")
def test_outside_the_range_a_thing_does_not_exist_and_inside_it_is_forbidden(
    province: Province,
) -> None:
    clerk = actor(province["T1"], functions=())
    with pytest.raises(OutOfReach):
        require(clerk, Can.EDIT_MEMBER, province["T2"].path)
    with pytest.raises(OutOfReach):
        require(clerk, Can.EDIT_MEMBER, province["D1"].path)
    with pytest.raises(Denied):
        require(clerk, Can.EDIT_MEMBER, province["B1"].path)
    assert sees(clerk, province["B1"].path)
    assert not sees(clerk, province["D1"].path)


@pytest.mark.spec("ACC-01")
@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR])
def test_officer_and_auditor_do_no_business(province: Province, role: Role) -> None:
    who = actor(province["P"], role)
    business = [can for can in FUNCTIONS if allows_anywhere(who, can, province)]
    assert business == []
    assert allows(who, Can.SEE_TREE, province["B1"].path)


@pytest.mark.spec("ACC-01")
def test_an_administrator_manages_no_accounts_and_reads_no_log(province: Province) -> None:
    who = actor(province["P"], functions=list(Can))
    assert not holds(who, Can.MANAGE_ACCOUNTS)
    assert not holds(who, Can.READ_LOG)


@pytest.mark.spec("ACC-03")
@pytest.mark.parametrize("can", list(FUNCTIONS))
def test_each_function_is_granted_by_itself(province: Province, can: Can) -> None:
    who = actor(province["T1"], functions=[can])
    assert {each for each in FUNCTIONS if holds(who, each)} == {can}
    require_function(who, can)
    other = next(each for each in FUNCTIONS if each is not can)
    with pytest.raises(Denied, match="没有这项功能"):
        require_function(who, other)


@pytest.mark.spec("ORG-11")
def test_nobody_renames_the_own_organisation(province: Province) -> None:
    clerk = actor(province["T1"])
    assert not allows(clerk, Can.RENAME_ORGANIZATION, province["T1"].path)
    assert allows(clerk, Can.RENAME_ORGANIZATION, province["GB1"].path)


def test_every_permission_is_granted_to_someone_and_the_system_may_do_all(
    province: Province,
) -> None:
    for can in Can:
        assert GRANTS[can]
        assert allows(SYSTEM, can, province["B1"].path)
        assert Organization.objects.filter(reachable(SYSTEM, can)).count() == len(province.by_key)
    administrators = {can for can in Can if Role.ADMINISTRATOR in GRANTS[can]}
    assert administrators == {*FUNCTIONS, Can.SEE_TREE}


def allows_anywhere(who: Actor, can: Can, province: Province) -> bool:
    desks: list[str | Desk] = []
    for each in province.by_key.values():
        desks += [each.path, Desk(each.path, who.path)]
    for place in desks:
        try:
            if allows(who, can, place):
                return True
        except TypeError:
            continue
    return False
