"""The tree: installing it, new organisations, new names, new people in charge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from dengta.access.actor import SYSTEM, Actor
from dengta.access.checks import require
from dengta.access.permissions import Can
from dengta.access.reach import ROOT_PATH
from dengta.audit.actions import record, record_each
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Changed, Subject
from dengta.codes.rules import texts
from dengta.findings import effects as findings
from dengta.organizations.actions import entered_units, linked_units, planting, sowing
from dengta.organizations.actions.linked_units import Edited
from dengta.organizations.actions.planting import Order
from dengta.organizations.actions.settling import Settled
from dengta.organizations.effects.history import remember
from dengta.organizations.effects.rechecking import broken
from dengta.organizations.models import FormerName, Organization, UnitLink
from dengta.organizations.rules import categories, names, numbers
from dengta.organizations.rules.fields import LABELS, changed
from dengta.organizations.rules.seeds import (
    Gap,
    Seed,
    UnitChoice,
    UnitEntry,
    judge,
    judge_contacts,
)
from dengta.organizations.rules.unit_facts import UnitEdit
from dengta.refusal import Complaint, Denied, Overtaken, Refusal, Spot, refuse_any

CHANGED = "这个党组织的信息刚刚被别人改过，您填写的内容还在。请对照现在的内容，确认后再保存。"


@transaction.atomic
def install(*, name: str, category: str, stem: str, at: datetime) -> Organization:
    """Make the root of the tree, once (ORG-05: ``stem`` is its code and begins all others).

    Refuses a second root, a name or category that is none, and a stem that is not all digits.
    What its page would require and nobody said yet goes to the data check.
    """
    if Organization.objects.filter(path=ROOT_PATH).exists():
        raise Refusal("根组织已经建立，不能再建一个；要改名称请用 --rename。")
    seed = Seed(name=name, category=category)
    judged = judge(seed, superior_category="")
    complaints = [
        complaint for complaint in judged.complaints if complaint.field in {"name", "category"}
    ]
    wrong = numbers.stem_problem(stem)
    if wrong:
        complaints.append(Complaint(wrong, "stem"))
    refuse_any(complaints)
    flags = categories.default_flags(category)
    root = Organization(
        parent=None,
        path=ROOT_PATH,
        depth=1,
        name=judged.seed.name,
        code=stem,
        category=category,
        phone="",
        county_level=flags.county_level,
        is_transfer_node=flags.is_transfer_node,
        can_transfer_directly=flags.can_transfer_directly,
        auto_approve=flags.auto_approve,
        letter_name=names.letter_name(judged.seed.name, category),
        created_at=at,
    )
    if categories.needs_unit(category) and not any(
        gap.rule == "ORG-06.unit" for gap in judged.gaps
    ):
        gap = Gap("ORG-06.unit", Complaint("请填写或选择党组织所在单位。", "units"))
        judged = type(judged)(judged.seed, (), (*judged.gaps, gap))
    sowing.store([sowing.Grown(root, judged, Settled())], by=SYSTEM, at=at)
    return root


def create(
    *,
    superior: Organization,
    name: str,
    secretary: str,
    contact: str,
    phone: str,
    category: str,
    situation: str = "",
    units: Sequence[UnitEntry | UnitChoice] = (),
    default: int = 0,
    by: Actor,
    at: datetime,
) -> Organization:
    """A new organisation directly below ``superior``, with its units and links (ORG-03 … ORG-10).

    ``situation`` and ``units`` count for categories 6 and 9 only, ``default`` is the index of the
    default unit; a joint branch has its situation by itself. Everything is stored together or not
    at all; a refusal names everything that is wrong, each beside its field (``units-0-code``).
    """
    require(by, Can.CREATE_ORGANIZATION, superior.path)
    seed = Seed(
        name=name,
        category=category,
        secretary=secretary,
        contact=contact,
        phone=phone,
        situation=situation,
        units=tuple(units),
        default=default,
    )
    try:
        with transaction.atomic():
            (outcome,) = planting.plant([Order(superior.pk, seed)], lenient=False, by=by, at=at)
            if isinstance(outcome, Refusal):
                raise outcome
            return outcome
    except IntegrityError as error:
        raise planting.collision(error) from error


def adopt(*, orders: Sequence[Order], by: Actor, at: datetime) -> list[Organization | Refusal]:
    """A batch of organisations of another system, by the rules of :func:`create` (ORG-05).

    The seeds carry their codes; what the page requires and they lack is stored empty and goes to
    the data check. The outcome of each order stands at its place; what is refused hinders nobody
    else. The superiors exist before the batch; one outside the actor's range refuses it all (404).
    """
    superiors = {order.superior for order in orders}
    for path in Organization.objects.filter(pk__in=superiors).values_list("path", flat=True):
        require(by, Can.CREATE_ORGANIZATION, path)
    try:
        with transaction.atomic():
            return planting.plant(orders, lenient=True, by=by, at=at)
    except IntegrityError as error:
        if len(orders) == 1:
            return [planting.collision(error)]
    # somebody took a name or a code of this batch meanwhile: find out which, one by one
    return [outcome for order in orders for outcome in adopt(orders=[order], by=by, at=at)]


@transaction.atomic
def rename(
    *, organization: Organization, name: str, seen: int, by: Actor, at: datetime
) -> Organization:
    """Give a subordinate another name; the earlier one stays, with its dates (ORG-11).

    ``seen`` is the step at which the form read it. Refuses the own organisation, a name that is
    taken among its siblings, and with :class:`Overtaken` a row that has changed since.
    """
    if organization.path == by.path and not by.is_system:
        raise Denied("本党组织的名称由上级党组织修改，请与上级党组织联系。")
    require(by, Can.RENAME_ORGANIZATION, organization.path)
    name = texts.clean(name)
    wrong = texts.problem(name, LABELS["name"], names.NAME_LENGTH, required=True)
    if wrong:
        raise Refusal(wrong, field="name")
    standing = _as_seen(organization, seen, {"name": name})
    if standing.name == name:
        return standing
    _claim(standing)
    if (
        Organization.objects.filter(parent=standing.parent_id, name=name, dissolved_at__isnull=True)
        .exclude(pk=standing.pk)
        .exists()
    ):
        raise Refusal(f"同级党组织中已有“{name}”，请核对，或换一个名称。", field="name")
    old = standing.name
    earlier = standing.former_names.order_by("-until", "-pk").first()
    FormerName.objects.create(
        organization=standing,
        name=old,
        since=earlier.until if earlier else standing.created_at,
        until=at,
    )
    if standing.letter_name == names.letter_name(old, standing.category):
        standing.letter_name = names.letter_name(name, standing.category)
    standing.name = name
    try:
        with transaction.atomic():
            standing.save(update_fields=["name", "letter_name"])
    except IntegrityError as error:
        raise Refusal(f"同级党组织中已有“{name}”，请核对，或换一个名称。", field="name") from error
    _remember(standing, Event.ORGANIZATION_RENAMED, [changed("name", old, name)], by=by, at=at)
    return standing


@transaction.atomic
def edit(
    *,
    organization: Organization,
    secretary: str,
    contact: str,
    phone: str,
    units: Sequence[UnitEdit] = (),
    announced: str = "",
    seen: int,
    by: Actor,
    at: datetime,
) -> Organization:
    """党组织基本信息 in one go: secretary (may be empty), contact, telephone, and new values of the
    units edited from here, which stay linked (ORG-14 … ORG-16, ORG-18, UNT-06, UNT-11).

    ``seen`` and those of ``units`` are the steps at which the form read the rows; what has changed
    since is refused with :class:`Overtaken`, which carries the values that stand now (GEN-10).
    ``announced`` is the digest of the preview that was shown for another category of a unit.
    Refuses everything that is wrong at once, each beside its field (``units-0-code``), and an
    organisation whose units do not satisfy ORG-06, with the way to mend that (ORG-19).
    """
    require(by, Can.EDIT_ORGANIZATION, organization.path)
    complaints: list[Complaint] = []
    gaps: list[Gap] = []
    secretary, contact, phone = judge_contacts(secretary, contact, phone, complaints, gaps)
    complaints.extend(gap.complaint for gap in gaps if gap.complaint.field != "secretary")
    new = {"secretary": secretary, "contact": contact, "phone": phone}
    edited = linked_units.take(organization, units)
    standing = _as_seen(organization, seen, new, edited)
    complaints += _without_units(standing)
    complaints += linked_units.complaints(standing, edited, announced, by=by)
    refuse_any(complaints)
    followed = linked_units.store(standing, edited, by=by, at=at)
    changes = [
        *(
            changed(field, old, value)
            for field, value in new.items()
            if (old := getattr(standing, field)) != value
        ),
        *followed.changes,
    ]
    record_each(followed.happened, by=by, at=at)
    if not changes:
        return standing
    _claim(standing)
    for field, value in new.items():
        setattr(standing, field, value)
    standing.save(update_fields=[*new, "work_category"])
    # an empty secretary is allowed here; who only leaves it empty does not answer the data check
    answered = ["ORG-03.contact", "ORG-03.phone"]
    if any(change.field == "secretary" for change in changes):
        answered.append("ORG-03.secretary")
    findings.set("organization", standing.uid, standing.path, {}, answered, at)
    _remember(standing, Event.ORGANIZATION_EDITED, changes, by=by, at=at)
    return standing


def _without_units(organization: Organization) -> list[Complaint]:
    """党组织基本信息 is not saved while it lacks units that it must have (ORG-19)."""
    links = UnitLink.objects.filter(organization=organization)
    if not broken(organization, links.count(), links.filter(is_default=True).count()):
        return []
    return [
        Complaint(
            "党组织所在单位还不符合规定，党组织基本信息不能保存。请先点【更换单位】关联所在单位。",
            "units",
            Spot("linking", organization.uid),
        )
    ]


def _as_seen(
    organization: Organization,
    seen: int,
    typed: Mapping[str, str],
    edited: Sequence[Edited] = (),
) -> Organization:
    """The row as it stands; refuses one that has changed since its step was ``seen``, or whose
    units have.

    The refusal carries what stands now beside each field that was ``typed`` differently.
    """
    standing = Organization.objects.filter(pk=organization.pk).first()
    if standing is None:
        raise Overtaken("这个党组织刚刚被删除，没有保存。")
    if standing.dissolved_at is not None:
        raise Overtaken(f"“{standing.name}”已撤销，不能再修改。")
    theirs = linked_units.overtaken(edited)
    if standing.step != seen:
        own = [
            Complaint(f"现在的内容：{now or '（空）'}", field)
            for field, value in typed.items()
            if (now := getattr(standing, field)) != value
        ]
        raise Overtaken.of([Complaint(CHANGED), *own, *theirs])
    if any(each.unit.step != each.seen for each in edited):
        raise Overtaken.of([Complaint(entered_units.CHANGED), *theirs])
    return standing


def _claim(standing: Organization) -> None:
    """Take the step: nobody else has taken it since ``standing`` was read."""
    taken = Organization.objects.filter(
        pk=standing.pk, step=standing.step, dissolved_at__isnull=True
    ).update(step=standing.step + 1)
    if not taken:
        raise Overtaken(CHANGED)
    standing.step += 1


def _remember(
    organization: Organization,
    event: Event,
    changes: Sequence[Changed],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """The history, and beside it the line of the log."""
    remember([organization.pk], changes, by=by, at=at)
    record(
        event,
        subject=Subject("organization", organization.uid, organization.name),
        path=organization.path,
        by=by,
        at=at,
        changes=changes,
    )
