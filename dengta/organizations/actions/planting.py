"""Putting new organisations into the tree, one by one or by the thousand, by the same rules.

The page's ``create`` and the import of a tree both come through :func:`plant`, which never decides
whether someone may: its callers do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError
from django.db.models.functions import Length

from dengta.access.actor import Actor
from dengta.access.reach import CHILDREN_AT_MOST, LEVELS_AT_MOST, depth_of, segment
from dengta.codes.queries import tables
from dengta.database import locks
from dengta.database.batches import IN_ONE_QUERY, batches
from dengta.organizations.actions import sowing
from dengta.organizations.actions.settling import Settled, Settler
from dengta.organizations.actions.sowing import Grown
from dengta.organizations.models import Organization
from dengta.organizations.rules import categories, names, numbers
from dengta.organizations.rules.seeds import Judged, Seed, judge
from dengta.refusal import Complaint, Overtaken, Refusal, Spot


@dataclass(frozen=True, slots=True)
class Order:
    """Make ``seed`` a new organisation directly below the organisation with key ``superior``."""

    superior: int
    seed: Seed


@dataclass(slots=True)
class _Ground:
    """What stands already, as far as this batch can meet it."""

    superiors: dict[int, Organization]
    siblings: set[tuple[int, str]] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)


def plant(
    orders: Sequence[Order], *, lenient: bool, by: Actor, at: datetime
) -> list[Organization | Refusal]:
    """The new organisation of each order, or why there is none, in the order of ``orders``.

    Needs ``atomic()``. ``lenient`` stores empty what the page requires and hands it to the data
    check (import of a tree). The superiors are taken for the step, so that path segments and
    numbers are given once; a batch holds only superiors that exist before it.
    """
    superiors = {
        row.pk: row
        for row in locks.take_for_step(
            Organization.objects.filter(pk__in={order.superior for order in orders})
        )
    }
    judged = [
        judge(order.seed, superiors[order.superior].category)
        if order.superior in superiors
        else None
        for order in orders
    ]
    ground = _look(superiors, [one for one in judged if one is not None])
    settler = Settler(
        [one.seed for one in judged if one is not None], ground.superiors.values(), by=by
    )
    outcomes: list[Organization | Refusal] = []
    grown: list[Grown] = []
    for order, one in zip(orders, judged, strict=True):
        superior = superiors.get(order.superior)
        if one is None or superior is None:
            outcomes.append(Refusal("上级党组织已不存在，请返回后重新选择。", field="superior"))
            continue
        complaints = [*one.complaints, *_ground_complaints(one.seed, superior, ground)]
        if not lenient:
            complaints.extend(gap.complaint for gap in one.gaps)
        settled = settler.settle(one.seed, superior, complaints)
        if complaints:
            outcomes.append(Refusal.of(complaints))
            continue
        settler.keep(settled)
        organization = _grow(one.seed, superior, ground, settled, at)
        grown.append(Grown(organization, one, settled))
        outcomes.append(organization)
    sowing.store(grown, by=by, at=at)
    Organization.objects.bulk_update(
        [superiors[pk] for pk in sorted({one.organization.parent_id or 0 for one in grown})],
        ["next_segment", "next_number"],
        batch_size=IN_ONE_QUERY,
    )
    return outcomes


def collision(error: IntegrityError) -> Refusal:
    """The refusal for what another transaction took first; raises ``error`` when it is no such."""
    text = str(error)
    for marks, sentence, spot in (
        (
            ("unit_one_name", "organizations_unit.name"),
            "同名的单位刚刚由别人登记了，请重新保存，从建议中选择它。",
            "units",
        ),
        (
            ("unit_one_code", "organizations_unit.code"),
            "这个单位代码刚刚由别人登记了，请核对后重新保存。",
            "units",
        ),
        (
            ("organization_one_code", "organizations_organization.code"),
            "这个党组织编码刚刚由别人登记了，请重新保存。",
            "code",
        ),
    ):
        if any(mark in text for mark in marks):
            return Overtaken(sentence, field=spot)
    raise error


def _look(superiors: dict[int, Organization], judged: Iterable[Judged]) -> _Ground:
    """The siblings' names and the adopted codes that exist already."""
    ground = _Ground(superiors)
    seeds = [one.seed for one in judged]
    wanted = sorted({seed.name for seed in seeds})
    for part in batches(wanted):
        ground.siblings.update(
            Organization.objects.filter(
                parent__in=superiors, name__in=part, dissolved_at__isnull=True
            ).values_list("parent_id", "name")
        )
    for part in batches(sorted({seed.code for seed in seeds if seed.code})):
        ground.codes.update(
            Organization.objects.filter(code__in=part).values_list("code", flat=True)
        )
    return ground


def _ground_complaints(seed: Seed, superior: Organization, ground: _Ground) -> list[Complaint]:
    complaints: list[Complaint] = []
    if superior.dissolved_at is not None:
        complaints.append(
            Complaint(
                f"上级党组织“{superior.name}”已撤销，不能在它下面新增党组织。",
                "superior",
                Spot("organization", superior.uid),
            )
        )
    if (superior.pk, seed.name) in ground.siblings:
        complaints.append(
            Complaint(f"同级党组织中已有“{seed.name}”，请核对，或换一个名称。", "name")
        )
    if seed.code and seed.code in ground.codes:
        complaints.append(Complaint(f"代码“{seed.code}”已是另一个党组织的编码，请核对。", "code"))
    if seed.category:
        wrong = tables.choice_problem("org_category", seed.category)
        if wrong is not None and seed.category in categories.CATEGORIES:
            complaints.append(Complaint(wrong, "category"))
    if depth_of(superior.path) >= LEVELS_AT_MOST:
        complaints.append(
            Complaint(f"党组织最多{LEVELS_AT_MOST}级，这里不能再往下设。", "superior")
        )
    if superior.next_segment >= CHILDREN_AT_MOST:
        complaints.append(
            Complaint(f"“{superior.name}”的下级党组织已达上限，请在其他上级下新增。", "superior")
        )
    if not seed.code and superior.next_number > numbers.LAST_NUMBER:
        complaints.append(
            Complaint(f"“{superior.name}”的下级编码已用完，请联系系统管理人员。", "superior")
        )
    return complaints


def _grow(
    seed: Seed, superior: Organization, ground: _Ground, settled: Settled, at: datetime
) -> Organization:
    """The row, with its place and its code taken from the superior's counters."""
    code = seed.code or _next_code(superior, ground)
    ground.codes.add(code)
    ground.siblings.add((superior.pk, seed.name))
    path = superior.path + segment(superior.next_segment)
    superior.next_segment += 1
    flags = categories.default_flags(seed.category)
    return Organization(
        parent=superior,
        path=path,
        depth=superior.depth + 1,
        name=seed.name,
        code=code,
        category=seed.category,
        secretary=seed.secretary,
        contact=seed.contact,
        phone=seed.phone,
        situation=seed.situation,
        work_category=settled.work_category,
        county_level=flags.county_level,
        is_transfer_node=flags.is_transfer_node,
        can_transfer_directly=flags.can_transfer_directly,
        auto_approve=flags.auto_approve,
        letter_name=names.letter_name(seed.name, seed.category),
        created_at=at,
    )


def _next_code(superior: Organization, ground: _Ground) -> str:
    """The next number never given by ``superior``, past codes that exist (ORG-05)."""
    first = numbers.code_of(superior.code, superior.next_number)
    taken = ground.codes
    if first not in taken and Organization.objects.filter(code=first).exists():
        last = numbers.code_of(superior.code, numbers.LAST_NUMBER)
        taken.update(
            Organization.objects.annotate(length=Length("code"))
            .filter(code__gte=first, code__lte=last, length=len(first))
            .values_list("code", flat=True)
        )
    for number in range(superior.next_number, numbers.LAST_NUMBER + 1):
        code = numbers.code_of(superior.code, number)
        if code not in taken:
            superior.next_number = number + 1
            return code
    raise Refusal(f"“{superior.name}”的下级编码已用完，请联系系统管理人员。", field="superior")
