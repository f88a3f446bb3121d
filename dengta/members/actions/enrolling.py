"""补录: a person whom the base misses comes under a branch (MEM-08 … MEM-11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate

from dengta.access.actor import Actor
from dengta.access.checks import require
from dengta.access.permissions import Can
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Changed, Subject
from dengta.codes.queries import tables
from dengta.codes.rules import pinyin
from dengta.counts import effects as counts
from dengta.gateways.rules.population import Answer
from dengta.members.actions.looking_up import refused_as_active
from dengta.members.effects import records
from dengta.members.models import Member, Staged
from dengta.members.queries import choices, known
from dengta.members.queries import register as answers
from dengta.members.rules import facts as items
from dengta.members.rules import looking_up as sentences
from dengta.members.rules import register
from dengta.members.rules.counting import counted
from dengta.members.rules.facts import Facts, settle
from dengta.members.rules.standing import (
    MAY_RETURN,
    ArchivedAs,
    Hold,
    IncreaseWay,
    MovementKind,
    Place,
    RegisterState,
    Status,
)
from dengta.organizations import effects as organizations
from dengta.organizations.models import Organization
from dengta.organizations.rules.categories import is_branch
from dengta.refusal import Complaint, Overtaken, Refusal, refuse_any

SUSPENDED_LATER = "停止党籍的党员现在还不能在这里补录，该功能开通后再录入。"


@dataclass(frozen=True, slots=True)
class _Permit:
    """That a person may be enrolled: under which record, which way, and how the register stands."""

    returning: Member | None
    way: IncreaseWay
    state: RegisterState


@transaction.atomic
def enrol(
    *,
    branch: Organization,
    facts: Facts,
    by: Actor,
    at: datetime,
    rejoining: bool = False,
) -> Member:
    """Bring a person under ``branch`` with an increase record (way 9, or 11 when ``rejoining``).

    Refuses, all at once: what is wrong with the items (MEM-01 … MEM-04, GEN-09), 18 zeros,
    停止党籍, who is under a branch already (MEM-03), who died, who left by 出党 unless
    ``rejoining``, and whom the register did not confirm to this account within a day (MEM-09;
    未接入 is enough, MEM-10). Who is archived without death or 出党 comes back under the same
    record.
    """
    require(by, Can.ENROL_MEMBER, branch.path)
    branch = organizations.pin(branch.pk)[branch.pk]
    if not is_branch(branch.category):
        raise Refusal(
            f"“{branch.name}”不是党支部，党员只能补录到党支部。请选择它下面的党支部。",
            field="branch",
        )
    settled = settle(facts, localdate(at))
    facts = settled.facts
    complaints = [*settled.complaints, *choices.complaints(facts)]
    if facts.status == Status.SUSPENDED:
        complaints.append(Complaint(SUSPENDED_LATER, "status"))
    permit = _permit(facts, complaints, rejoining=rejoining, by=by, at=at)
    refuse_any(complaints)
    if permit is None:
        raise AssertionError("what is not complained of is permitted")

    member = _stored(branch, facts, permit, by=by, at=at)
    records.movement(member, MovementKind.INCREASE, permit.way, branch, "", by=by, at=at).save()
    records.check(member, settled.warnings, at=at)
    counts.add(branch.path, counted(facts))
    Staged.objects.filter(id_blind=member.id_blind, taken_at__isnull=True).update(taken_at=at)
    record(
        Event.MEMBER_ENROLLED,
        subject=Subject("member", member.uid, member.name),
        path=branch.path,
        by=by,
        at=at,
        changes=_written(facts, branch),
        detail={
            "way": tables.label("member_increase_way", permit.way),
            "register": permit.state,
        },
    )
    return member


def _permit(
    facts: Facts, complaints: list[Complaint], *, rejoining: bool, by: Actor, at: datetime
) -> _Permit | None:
    """Whether name and number may be enrolled; adds to ``complaints`` what speaks against it."""
    if facts.id_is_unknown:
        complaints.append(Complaint(items.UNKNOWN_ID, "id_number"))
        return None
    if any(complaint.field in {"name", "id_number"} for complaint in complaints):
        return None
    blind = known.blind_of(facts.id_number)
    active = known.under_a_branch(blind)
    if active is not None:
        complaints.append(refused_as_active(active, by))
        return None
    archived = known.in_the_archive(blind)
    wrong = _refused_by_archive(archived, facts, rejoining=rejoining)
    answer = answers.latest(by, facts.name, facts.id_number, at)
    wrong = wrong or Complaint(register.why_not(answer), "id_number")
    if wrong.sentence or answer is None:
        complaints.append(wrong)
        return None
    returning = archived is not None and archived.archived_as in MAY_RETURN
    return _Permit(
        returning=archived if returning else None,
        way=IncreaseWay.REJOINED if rejoining else IncreaseWay.ENROLLED,
        state=register.STATES[Answer(answer)],
    )


def _refused_by_archive(
    archived: Member | None, facts: Facts, *, rejoining: bool
) -> Complaint | None:
    reason = ArchivedAs(archived.archived_as) if archived is not None else ArchivedAs.NOT
    if reason is ArchivedAs.DEATH:
        return Complaint(sentences.archived(reason), "id_number")
    if archived is None or reason is not ArchivedAs.DEPARTURE:
        return Complaint(sentences.NOT_DEPARTED, "id_number") if rejoining else None
    if not rejoining:
        return Complaint(sentences.REJOINING_ONLY, "id_number")
    left = known.left_on(archived)
    if left is not None and facts.joined_on is not None and facts.joined_on <= left:
        return Complaint(sentences.rejoined_too_early(left.isoformat()), "joined_on")
    return None


def _stored(
    branch: Organization, facts: Facts, permit: _Permit, *, by: Actor, at: datetime
) -> Member:
    """The record under its branch; who was faster with the same number is answered in words."""
    blind = known.blind_of(facts.id_number)
    member = permit.returning or Member(created_at=at)
    step = member.step
    for field in items.FIELDS:
        setattr(member, field, getattr(facts, field))
    member.name_key = pinyin.key(facts.name)
    member.id_blind = blind
    member.branch, member.org_path = branch, branch.path
    member.place, member.archived_as = Place.BASE, ArchivedAs.NOT
    member.under_branch, member.active = True, True
    member.hold, member.register_state = Hold.NONE, permit.state
    try:
        with transaction.atomic():
            if permit.returning is not None:
                _claim_from_archive(member, step)
                member.step = step + 1
            member.save()
    except IntegrityError as error:
        faster = known.under_a_branch(blind)
        if faster is None:
            raise
        raise Refusal.of([refused_as_active(faster, by)]) from error
    return member


def _claim_from_archive(member: Member, step: int) -> None:
    claim = Member.objects.filter(pk=member.pk, step=step, place=Place.ARCHIVE)
    if not claim.update(step=F("step") + 1):
        raise Overtaken("历史库中的这条记录刚刚被别人办理过，请重新查询姓名和公民身份证号。")


def _written(facts: Facts, branch: Organization) -> list[Changed]:
    """Every item that was written, for the log; missing ones are left out."""
    found = [
        Changed(field, items.label_of(field), "", text, secret=field in items.SECRET)
        for field in (*items.LABELS, *items.PART_LABELS)
        if field != "branch" and (text := items.text_of(facts, field, tables.label))
    ]
    return [*found, Changed("branch", items.LABELS["branch"], "", branch.name)]
