"""What a change of category would do: units found, matters looked at, consequences told (ORG-17).

A page asks :func:`consider`; the verb makes the same inside its transaction and carries it out.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from dengta.access.actor import Actor
from dengta.access.checks import require
from dengta.access.permissions import Can
from dengta.codes.queries import tables
from dengta.codes.rules import texts
from dengta.members.models import Member
from dengta.organizations.actions.linking import UNIT_FIELDS, consequences
from dengta.organizations.actions.settling import Settler
from dengta.organizations.models import Organization, UnitLink
from dengta.organizations.queries import relinking
from dengta.organizations.queries.relinking import NOTHING, Plan, Wanted
from dengta.organizations.rules import categories
from dengta.organizations.rules.categories import Situation
from dengta.organizations.rules.names import NAME_LENGTH
from dengta.organizations.rules.preview import SHOWN, Consequence, Fate, Matter, Preview, Verb
from dengta.organizations.rules.seeds import Seed, judge
from dengta.refusal import Complaint, Spot
from dengta.reorganization.queries import matters
from dengta.reorganization.rules.recategorising import (
    Wish,
    asks_for_units,
    first_branch_category,
)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of category that was thought through: what it does (``preview``, ``plan``), whom a
    first branch takes in, and what is still to be filled in or put right (``complaints``)."""

    preview: Preview
    plan: Plan
    members: int
    first_branch: str
    complaints: tuple[Complaint, ...]


@transaction.atomic
def consider(organization: Organization, wish: Wish, *, by: Actor) -> Change:
    """The change of ``organization`` to what ``wish`` asks for, without doing anything."""
    require(by, Can.CHANGE_CATEGORY, organization.path)
    complaints = list(_category_complaints(organization, wish.category))
    known = wish.category in categories.CATEGORIES
    wanted = _wanted(organization, wish, complaints, by) if known else NOTHING
    plan = relinking.plan(organization, wish.category if known else organization.category, wanted)
    members = Member.objects.filter(branch=organization, under_branch=True).count()
    name = texts.clean(wish.first_branch)
    moves = known and members > 0 and not categories.is_branch(wish.category)
    first = first_branch_category(wish.category) if moves else ""
    if first:
        wrong = texts.problem(name, "第一个党支部的名称", NAME_LENGTH, required=True)
        if wrong:
            complaints.append(Complaint(wrong, "first_branch"))
    found = [
        _superior(organization, wish.category),
        _subordinates(organization, wish.category),
        matters.running(organization),
        _members(organization, members, stay=not moves or bool(first)),
    ]
    preview = Preview(
        verb=Verb.CHANGE_CATEGORY,
        uid=organization.uid,
        name=organization.name,
        code=organization.code,
        category=organization.category,
        step=organization.step,
        matters=tuple(found),
        consequences=tuple(_consequences(plan, members if first else 0, name)),
        asked={"wish": repr(wish)},
    )
    return Change(preview, plan, members if first else 0, name if first else "", tuple(complaints))


def _category_complaints(organization: Organization, category: str) -> list[Complaint]:
    if not category:
        return [Complaint("请选择一个组织类别！", "category")]
    if category == organization.category:
        return [Complaint("这就是现在的组织类别，没有改变。请另选一类。", "category")]
    wrong = tables.choice_problem("org_category", category)
    if wrong is not None or category not in categories.CATEGORIES:
        return [Complaint(wrong or "没有这个组织类别，请从列表中重新选择。", "category")]
    return []


def _wanted(
    organization: Organization, wish: Wish, complaints: list[Complaint], by: Actor
) -> Wanted:
    """The units that the organisation has afterwards; adds what speaks against them."""
    if not categories.needs_unit(wish.category):
        return NOTHING
    links = list(
        UnitLink.objects.filter(organization=organization)
        .select_related("unit")
        .order_by("position", "pk")
    )
    if asks_for_units(organization.category, wish.category):
        return _named(organization, wish, complaints, by)
    units = tuple(link.unit for link in links)
    default = next((at for at, link in enumerate(links) if link.is_default), 0)
    if categories.is_joint(organization.category) and not categories.is_joint(wish.category):
        # from a joint branch: the default unit stays
        kept = units[default : default + 1]
        return Wanted(kept, 0, False, Situation.LEGAL_UNIT.value if kept else "")
    inherited = any(link.inherited for link in links)
    return Wanted(units, default, inherited, organization.situation)


def _named(
    organization: Organization, wish: Wish, complaints: list[Complaint], by: Actor
) -> Wanted:
    superior = organization.parent
    seed = Seed(
        name=organization.name,
        category=wish.category,
        situation=wish.situation,
        units=wish.units,
        default=wish.default,
    )
    judged = judge(seed, superior.category if superior is not None else "")
    told = [*judged.complaints, *(gap.complaint for gap in judged.gaps)]
    of_units = [each for each in told if each.field.startswith(UNIT_FIELDS)]
    settler = Settler([judged.seed], [superior] if superior is not None else [], by=by)
    settled = settler.settle(judged.seed, superior or organization, of_units)
    complaints.extend(of_units)
    return Wanted(settled.units, settled.default, settled.inherited, judged.seed.situation)


def _superior(organization: Organization, category: str) -> Matter:
    superior = organization.parent
    why = categories.why_not(superior.category, category) if superior is not None else ""
    return Matter(
        "superior",
        "上级党组织",
        int(bool(why)),
        "项",
        f"新的类别不能设在“{superior.name}”下面：{why}"
        if superior is not None and why
        else "新的类别可以设在上级党组织下面",
        blocks=bool(why),
    )


def _subordinates(organization: Organization, category: str) -> Matter:
    """Subordinates that may not stand below the new category (ORG-04)."""
    below = Organization.objects.filter(parent=organization, dissolved_at__isnull=True)
    kinds = below.values_list("category", flat=True).distinct().order_by()
    unfit = [each for each in kinds if not categories.may_hold(category, each)]
    rows = below.filter(category__in=unfit).order_by("path")
    count = rows.count() if unfit else 0
    names = list(rows.values_list("name", flat=True)[:SHOWN]) if count else []
    more = f"等 {count} 个" if count > len(names) else ""
    return Matter(
        "subordinates",
        "下级党组织",
        count,
        "个",
        f"不能设在新的类别下面：{'、'.join(names)}{more}" if count else "都可以设在新的类别下面",
        blocks=count > 0,
        way="逐个处理下级",
        spot=Spot("subordinates", organization.uid),
    )


def _members(organization: Organization, members: int, *, stay: bool) -> Matter:
    blocks = members > 0 and not stay
    if blocks:
        told = "新的类别不直接管理党员，下面也不能设党支部，请先转出"
    else:
        told = f"直属党员 {members} 名" if members else "没有直属党员"
    return Matter(
        "members",
        "党员",
        members,
        "名",
        told,
        blocks=blocks,
        way="去转出",
        spot=Spot("members_of", organization.uid),
    )


def _consequences(plan: Plan, members: int, first_branch: str) -> list[Consequence]:
    found = consequences(plan)
    if members:
        found.append(
            Consequence(
                Fate.MOVED,
                f"直属党员 {members} 名全部转入新设的“{first_branch or '第一个党支部'}”，"
                "每名各记一条减少、一条增加",
            )
        )
    found.append(Consequence(Fate.KEPT, "名称、编码、书记和联系方式、下级党组织和办过的业务"))
    return found
