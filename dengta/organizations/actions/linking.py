"""所在单位信息 of an organisation: other units, 与上级党组织相同, a joint branch's units, none.

Each verb shows first what it would do (``consider_units``, ``consider_unlinking``); the digest of
that preview is what the verb is handed back (GEN-07).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from dengta.access.actor import Actor
from dengta.access.checks import require
from dengta.access.permissions import Can
from dengta.audit.actions import record, record_each
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.database import locks
from dengta.organizations import effects
from dengta.organizations.actions import planting
from dengta.organizations.actions.settling import Settler
from dengta.organizations.models import Organization
from dengta.organizations.queries import relinking
from dengta.organizations.queries.relinking import NOTHING, Plan, Wanted
from dengta.organizations.rules import categories
from dengta.organizations.rules.preview import Consequence, Fate, Preview, Verb
from dengta.organizations.rules.seeds import Seed, UnitChoice, UnitEntry, judge
from dengta.refusal import Complaint, OutOfReach, Overtaken, Refusal, refuse_any

UNIT_FIELDS = ("units", "situation", "default")
OTHERWISE = "情况刚刚有了变化，没有保存。请看过现在的情况，再决定。"
NO_UNIT = "这一类党组织没有所在单位。"


@dataclass(frozen=True, slots=True)
class Linking:
    """A change of units that was thought through; ``complaints`` stand beside their fields."""

    preview: Preview
    plan: Plan
    complaints: tuple[Complaint, ...]


@transaction.atomic
def consider_units(
    organization: Organization,
    *,
    situation: str,
    units: Sequence[UnitEntry | UnitChoice] = (),
    default: int = 0,
    by: Actor,
) -> Linking:
    """What giving ``organization`` these units would do, without doing anything (ORG-18, ORG-20).

    ``units`` are all that it is to have, in their order, those it has already as choices.
    """
    require(by, Can.EDIT_ORGANIZATION, organization.path)
    if not categories.needs_unit(organization.category):
        raise Refusal(NO_UNIT, field="situation")
    superior = organization.parent
    seed = Seed(
        name=organization.name,
        category=organization.category,
        situation=situation,
        units=tuple(units),
        default=default,
    )
    judged = judge(seed, superior.category if superior is not None else "")
    told = [*judged.complaints, *(gap.complaint for gap in judged.gaps)]
    complaints = [each for each in told if each.field.startswith(UNIT_FIELDS)]
    settler = Settler([judged.seed], [superior] if superior is not None else [], by=by)
    settled = settler.settle(judged.seed, superior or organization, complaints)
    wanted = Wanted(settled.units, settled.default, settled.inherited, judged.seed.situation)
    plan = relinking.plan(organization, organization.category, wanted)
    asked = {"situation": situation, "units": repr(tuple(units)), "default": str(default)}
    return Linking(_preview(Verb.LINK, plan, asked), plan, tuple(complaints))


def consider_unlinking(organization: Organization, *, by: Actor) -> Linking:
    """What 【解除与单位关联关系】 would do (ORG-19); refuses an organisation without units."""
    require(by, Can.EDIT_ORGANIZATION, organization.path)
    plan = relinking.plan(organization, organization.category, NOTHING)
    if not plan.links:
        raise Refusal("这个党组织现在没有关联单位，不用解除。")
    return Linking(_preview(Verb.UNLINK, plan, {}), plan, ())


def set_units(
    *,
    organization: Organization,
    situation: str,
    units: Sequence[UnitEntry | UnitChoice] = (),
    default: int = 0,
    seen: str,
    by: Actor,
    at: datetime,
) -> Organization:
    """【更换单位】 and what is like it: link other units, take the superior's, change the units of
    a joint branch or its default one (ORG-09, ORG-18, ORG-20).

    ``seen`` is the digest of the preview that was shown. Refuses what is wrong beside its field
    (never below two units in a joint branch) and, with :class:`Overtaken`, a changed world.
    """
    require(by, Can.EDIT_ORGANIZATION, organization.path)
    try:
        with transaction.atomic():
            stands = _taken(organization)
            linking = consider_units(
                stands, situation=situation, units=units, default=default, by=by
            )
            refuse_any(linking.complaints)
            return _carry_out(linking, seen, by=by, at=at)
    except IntegrityError as error:
        raise planting.collision(error) from error


@transaction.atomic
def unlink(*, organization: Organization, seen: str, by: Actor, at: datetime) -> Organization:
    """【解除与单位关联关系】: the links go, organisation and units stay (ORG-19).

    ``seen`` is the digest of the preview that was shown; a changed world is refused with
    :class:`Overtaken`. What the organisation and its followers now lack goes to the data check.
    """
    require(by, Can.EDIT_ORGANIZATION, organization.path)
    stands = _taken(organization)
    return _carry_out(consider_unlinking(stands, by=by), seen, by=by, at=at)


def _taken(organization: Organization) -> Organization:
    """The row, with its superior kept as it is, and taken for the step."""
    if organization.parent_id is not None:
        effects.pin_as_it_is(organization.parent_id)
    locks.take_for_step(Organization.objects.filter(pk=organization.pk))
    stands = Organization.objects.select_related("parent").filter(pk=organization.pk).first()
    if stands is None:
        raise OutOfReach("这个党组织刚刚被删除，没有保存。")
    if stands.dissolved_at is not None:
        raise Overtaken(f"“{stands.name}”已撤销，不能再修改。")
    return stands


def _carry_out(linking: Linking, seen: str, *, by: Actor, at: datetime) -> Organization:
    if linking.preview.digest != seen:
        raise Overtaken(OTHERWISE)
    organization = linking.plan.organization
    relinked = effects.relink(linking.plan, by=by, at=at)
    if not relinked.changes:
        return organization
    organization.step += 1
    organization.save(update_fields=["step"])
    effects.recheck(organization, at=at)
    effects.remember([organization.pk], relinked.changes, by=by, at=at)
    record_each(relinked.happened, by=by, at=at)
    record(
        Event.ORGANIZATION_EDITED,
        subject=Subject("organization", organization.uid, organization.name),
        path=organization.path,
        by=by,
        at=at,
        changes=relinked.changes,
    )
    return organization


def _preview(verb: Verb, plan: Plan, asked: dict[str, str]) -> Preview:
    organization = plan.organization
    return Preview(
        verb=verb,
        uid=organization.uid,
        name=organization.name,
        code=organization.code,
        category=organization.category,
        step=organization.step,
        consequences=tuple(consequences(plan)),
        asked=asked,
    )


def consequences(plan: Plan) -> list[Consequence]:
    """What becomes of the links, of those that follow, and of 党建工作信息."""
    main = plan.wanted.main
    found = [
        Consequence(Fate.CLEARED, f"与单位“{unit.name}”的关联解除，单位和它的信息保留")
        for unit in plan.dropped
    ]
    if plan.followers:
        then = f"改为新的单位“{main.name}”" if main is not None else "变为空，须逐个重新关联"
        number = len(plan.followers)
        found.append(
            Consequence(
                Fate.CLEARED,
                f"{number} 个“与上级党组织相同”的下级党组织，所在单位随同{then}",
            )
        )
    own = plan.organization.uid in plan.clears
    others = len(plan.clears) - own
    if own:
        found.append(
            Consequence(Fate.CLEARED, "党建工作信息，须按新的类别重新填写；30天内可以取回")
        )
    if others:
        found.append(
            Consequence(Fate.CLEARED, f"{others} 个下级党组织的党建工作信息；30天内可以取回")
        )
    if main is None and plan.links and categories.needs_unit(plan.category):
        found.append(
            Consequence(Fate.KEPT, "党组织列入数据校核；重新关联以前，党组织基本信息不能保存")
        )
    return found
