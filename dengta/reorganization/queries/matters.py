"""What stands under, in or behind an organisation: everything that may hold its end up.

Made for previews and, by the same functions, for the verbs themselves; the caller has asked who
may. A fixed number of queries, however much there is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet

from dengta.access.roles import ROLE_LABELS, Role
from dengta.accounts.models import Account
from dengta.counts.queries import total
from dengta.counts.rules import Dimension
from dengta.members.models import Member, Movement
from dengta.members.rules.standing import MovementKind, Place
from dengta.organizations.models import Organization, Unit, UnitLink
from dengta.organizations.rules.preview import SHOWN, Matter
from dengta.refusal import Spot
from dengta.transfers.models import Transfer


def subordinates(organization: Organization) -> Matter:
    """Active subordinates, with what they hold; the first names only."""
    below = Organization.objects.filter(parent=organization, dissolved_at__isnull=True)
    count = below.count()
    names = list(below.order_by("path").values_list("name", flat=True)[:SHOWN]) if count else []
    told = _told(names, count)
    if count:
        counted = total(organization.path)
        held = counted.of(Dimension.MEMBERS) + counted.of(Dimension.SUSPENDED)
        own = Member.objects.filter(branch=organization, under_branch=True).count()
        if held > own:
            told += f"（其中党员 {held - own} 名）"
    return Matter(
        "subordinates",
        "下级党组织",
        count,
        "个",
        told or "没有下级党组织",
        blocks=count > 0,
        way="逐个处理下级",
        spot=Spot("subordinates", organization.uid),
    )


def members(organization: Organization, *, archived: bool) -> Matter:
    """Members of its own, suspended ones too; with ``archived`` also records that left and still
    point to it."""
    places = Member.objects.filter(branch=organization).values_list("place").order_by()
    numbers: dict[str, int] = dict(places.annotate(n=Count("pk")))
    base = numbers.get(Place.BASE, 0)
    gone = sum(numbers.values()) - base
    count = base + (gone if archived else 0)
    if count:
        told = "、".join(
            text
            for text, n in ((f"直属党员 {base} 名", base), (f"历史库中 {gone} 名", gone))
            if n and (archived or text.startswith("直属"))
        )
    elif archived:
        told = "没有直属党员，历史库中也没有指向它的记录"
    else:
        told = "没有直属党员"
    return Matter(
        "members",
        "党员",
        count,
        "名",
        told,
        blocks=count > 0,
        way="去转出或更正所在支部" if base else "改用撤销党组织",
        spot=Spot("members_of" if base else "dissolution", organization.uid),
    )


def running(organization: Organization) -> Matter:
    """Running transfers on whose path it stands (TRF-15)."""
    count = _on_the_way(organization).count()
    return Matter(
        "running",
        "在办的转接",
        count,
        "件",
        "路径经过本组织，须先办完、撤回或作废" if count else "没有经过本组织的转接",
        blocks=count > 0,
        way="查看这些转接",
        spot=Spot("transfers_of", organization.uid),
    )


def records(organization: Organization, *, block: bool) -> Matter:
    """Business records: transfers that have ended, increases, decreases, former subordinates."""
    kinds = Movement.objects.filter(organization=organization).values_list("kind").order_by()
    moved: dict[str, int] = dict(kinds.annotate(n=Count("pk")))
    former = Organization.objects.filter(parent=organization, dissolved_at__isnull=False)
    numbers = {
        "转接": _ended(organization).count() + _given_up(organization).count(),
        "党员增加": moved.get(MovementKind.INCREASE, 0),
        "党员减少": moved.get(MovementKind.DECREASE, 0),
        "原有下级党组织": former.count(),
    }
    count = sum(numbers.values())
    told = "、".join(f"{label} {n}" for label, n in numbers.items() if n)
    return Matter(
        "records",
        "业务记录",
        count,
        "条",
        f"本组织自己的：{told}" if told else "没有办过业务",
        blocks=count > 0 and block,
        way="改用撤销党组织",
        spot=Spot("dissolution", organization.uid),
    )


def accounts(organization: Organization) -> Matter:
    """Accounts of any duty that have not ended (ACC-21)."""
    live = Account.objects.filter(organization=organization, is_live=True).values_list("role")
    numbers: dict[str, int] = dict(live.annotate(n=Count("pk")).order_by("role"))
    told = "、".join(f"{ROLE_LABELS[Role(role)]} {n} 个" for role, n in numbers.items())
    count = sum(numbers.values())
    return Matter(
        "accounts",
        "未撤销的账号",
        count,
        "个",
        told or "没有账号，或都已撤销",
        blocks=count > 0,
        way="请安全员撤销",
    )


def units(organization: Organization) -> Matter:
    """Units that it is linked to, by 与上级党组织相同 too."""
    links = UnitLink.objects.filter(organization=organization).order_by("position", "pk")
    names = list(links.values_list("unit__name", flat=True)[:SHOWN])
    count = len(names) if len(names) < SHOWN else links.count()
    return Matter(
        "units",
        "关联的单位",
        count,
        "个",
        _told(names, count) or "没有",
        blocks=count > 0,
        way="去解除关联关系",
        spot=Spot("unlinking", organization.uid),
    )


def managed(organization: Organization) -> Matter:
    """Units without an organisation of their own that it looks after."""
    looked_after = Unit.objects.filter(managing=organization).order_by("name")
    count = looked_after.count()
    names = list(looked_after.values_list("name", flat=True)[:SHOWN]) if count else []
    return Matter(
        "managed",
        "管理的单位",
        count,
        "个",
        _told(names, count) or "没有",
        blocks=count > 0,
        way="去改管理党组织",
        spot=Spot("units_of", organization.uid),
    )


def _on_the_way(organization: Organization) -> QuerySet[Transfer, Any]:
    """Keys of running transfers that pass through it."""
    running = Transfer.objects.filter(open=True).order_by()
    return _any_of(running, organization, "nodes__organization", "committee")


def _ended(organization: Organization) -> QuerySet[Transfer, Any]:
    """Keys of transfers that have ended and name it anywhere."""
    ended = Transfer.objects.filter(open=False).order_by()
    named = ("nodes__organization", "committee", "source", "target", "branch", "holder")
    return _any_of(ended, organization, *named, "record__origin", "record__goal")


def _given_up(organization: Organization) -> QuerySet[Transfer, Any]:
    """Keys of running transfers that passed it once, on a way that was given up."""
    running = Transfer.objects.filter(open=True).order_by()
    passed = _any_of(running, organization, "record__origin", "record__goal")
    return passed.difference(_on_the_way(organization))


def _any_of(
    rows: QuerySet[Transfer, Any], organization: Organization, *columns: str
) -> QuerySet[Transfer, Any]:
    """The keys of ``rows`` that name the organisation in one of ``columns``: each by its index."""
    first, *others = (rows.filter(**{column: organization}).values("pk") for column in columns)
    return first.union(*others)


def _told(names: Iterable[str], count: int) -> str:
    listed = list(names)
    more = f"等 {count} 个" if count > len(listed) else ""
    return "、".join(listed) + more
