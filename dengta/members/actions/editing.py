"""【编辑】: the items of a member change, and what changed is kept (MEM-14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from dengta.access.actor import Actor
from dengta.access.checks import require
from dengta.access.permissions import Can
from dengta.access.reach import parent_of
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Changed, Subject
from dengta.codes.queries import tables
from dengta.codes.rules import pinyin, texts
from dengta.counts import effects as counts
from dengta.database import locks
from dengta.members.actions.looking_up import refused_as_active
from dengta.members.effects import records
from dengta.members.models import Member, Movement
from dengta.members.queries import choices, known
from dengta.members.queries import register as answers
from dengta.members.rules import facts as items
from dengta.members.rules import register
from dengta.members.rules.counting import counted, difference
from dengta.members.rules.facts import Facts, differing, settle
from dengta.members.rules.standing import (
    KEPT_BY_TRANSFER,
    Hold,
    MovementKind,
    Place,
    RegisterState,
    branch_may_be_corrected,
)
from dengta.organizations import effects as organizations
from dengta.organizations.models import Organization
from dengta.organizations.queries.transfer_nodes import nearest_node
from dengta.organizations.rules.categories import is_branch
from dengta.refusal import Complaint, OutOfReach, Overtaken, Refusal, refuse_any

CHANGED = "这条记录刚刚被别人改过，您填写的内容还在。请对照旁边现在的内容，确认后再保存。"
HELD = "正在转接组织关系，{label}要等转接办结后才能修改。"
WHY_UNKNOWN = "把公民身份证号改为18个0（暂时不知道）要填写原因。"
NOT_ONLY = "这名党员已有其他增减记录，所在党支部只能通过组织关系转接变更。"
OTHER_COMMITTEE = "只能改到同一基层党委下的党支部；到别的党委要办理组织关系转接。"
REASON_LENGTH = 200


@transaction.atomic
def edit(
    *,
    member: Member,
    facts: Facts,
    seen: int,
    by: Actor,
    at: datetime,
    branch: Organization | None = None,
    reason: str = "",
) -> Member:
    """Change the items of ``member`` to ``facts``; nothing changed is no change of state.

    ``seen`` is the step that the form showed: who saves second is told what stands now, field by
    field, and overwrites nothing (:class:`Overtaken`, GEN-10). 党籍状态 stays as it is. Refuses,
    all at once, what breaks MEM-01 … MEM-04 and GEN-09 (codes that did not change may be disabled
    ones); 姓名, 公民身份证号 and 人员类别 while a transfer runs (TRF-04); another name or number
    that the register did not confirm, or that is another record's (MEM-14); 18 zeros without a
    ``reason`` (MEM-03). ``branch`` corrects 所在党支部 while the enrolment is the only record,
    inside the same 基层党委.
    """
    require(by, Can.EDIT_MEMBER, member.org_path)
    target = None
    if branch is not None and branch.pk != member.branch_id:
        require(by, Can.EDIT_MEMBER, branch.path)
        target = organizations.pin(branch.pk)[branch.pk]
    stands = _taken(member, by)
    old = stands.facts
    settled = settle(replace(facts, status=old.status), localdate(at))
    new = settled.facts
    if stands.step != seen:
        raise Overtaken.of(_overtaken(old, new))
    if target is not None and target.pk == stands.branch_id:
        target = None
    changed = differing(old, new)
    complaints = [*settled.complaints, *choices.complaints(new, changed)]
    complaints += _held(stands, changed, target)
    state = _register_state(stands, new, changed, complaints, by=by, at=at)
    if "id_number" in changed and new.id_is_unknown and not reason.strip():
        complaints.append(Complaint(WHY_UNKNOWN, "reason"))
    if wrong := texts.problem(reason.strip(), "原因", REASON_LENGTH):
        complaints.append(Complaint(wrong, "reason"))
    if target is not None:
        complaints += _wrong_branch(stands, target)
    refuse_any(complaints)
    if not changed and target is None:
        return stands
    return _write(stands, settled, changed, state, target, by=by, at=at, reason=reason.strip())


def _taken(member: Member, by: Actor) -> Member:
    """The row as it stands, taken for this step: who edits it too waits and then sees this one."""
    found = locks.take_for_step(Member.objects.filter(pk=member.pk))
    if not found or found[0].place != Place.BASE:
        raise OutOfReach
    require(by, Can.EDIT_MEMBER, found[0].org_path)
    return found[0]


def _overtaken(old: Facts, new: Facts) -> list[Complaint]:
    """What stands now, beside each field in which it differs from what was typed."""
    beside = [
        Complaint(f"现在的内容：{items.text_of(old, field, tables.label) or '（空）'}", field)
        for field in differing(old, new)
    ]
    return [Complaint(CHANGED), *beside]


def _held(member: Member, changed: tuple[str, ...], target: Organization | None) -> list[Complaint]:
    if member.hold != Hold.TRANSFER:
        return []
    touched = {*changed, *(("branch",) if target is not None else ())}
    return [
        Complaint(HELD.format(label=items.LABELS[field]), field)
        for field in items.LABELS
        if field in touched & KEPT_BY_TRANSFER
    ]


def _register_state(
    member: Member,
    new: Facts,
    changed: tuple[str, ...],
    complaints: list[Complaint],
    *,
    by: Actor,
    at: datetime,
) -> RegisterState:
    """How the record stands with the register afterwards; complains of a name or number that is
    another's or not confirmed."""
    before = RegisterState(member.register_state)
    if not {"name", "id_number"} & set(changed):
        return before
    if new.id_is_unknown:
        return RegisterState.UNCHECKED
    if any(complaint.field in {"name", "id_number"} for complaint in complaints):
        return before
    if "id_number" in changed:
        other = known.under_a_branch(known.blind_of(new.id_number))
        if other is not None and other.pk != member.pk:
            complaints.append(refused_as_active(other, by))
            return before
    answer = answers.latest(by, new.name, new.id_number, at)
    if answer is None or register.why_not(answer):
        complaints.append(Complaint(register.why_not(answer), "id_number"))
        return before
    return register.STATES[answer]


def _wrong_branch(member: Member, target: Organization) -> list[Complaint]:
    if not is_branch(target.category):
        return [Complaint(f"“{target.name}”不是党支部，请选择党支部。", "branch")]
    records_kept = Movement.objects.filter(member=member, voided_at__isnull=True)
    if not branch_may_be_corrected(records_kept.values_list("kind", flat=True), member.hold):
        return [Complaint(NOT_ONLY, "branch")]
    if _committee(member.org_path) != _committee(target.path):
        return [Complaint(OTHER_COMMITTEE, "branch")]
    return []


def _committee(path: str) -> str:
    """The path of the 基层党委 of a branch: the nearest superior that approves transfers."""
    return nearest_node(parent_of(path))


def _write(
    member: Member,
    settled: items.Settled,
    changed: tuple[str, ...],
    state: RegisterState,
    target: Organization | None,
    *,
    by: Actor,
    at: datetime,
    reason: str,
) -> Member:
    old, new, source = member.facts, settled.facts, member.branch
    for field in changed:
        setattr(member, field, getattr(new, field))
    if "name" in changed:
        member.name_key = pinyin.key(new.name)
    if "id_number" in changed:
        member.id_blind = None if new.id_is_unknown else known.blind_of(new.id_number)
    member.register_state = state
    member.step += 1
    if target is not None:
        member.branch, member.org_path = target, target.path
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError as error:
        faster = known.under_a_branch(known.blind_of(new.id_number))
        if faster is None:
            raise
        raise Refusal.of([refused_as_active(faster, by)]) from error
    if target is None:
        counts.add(member.org_path, difference(counted(old), counted(new)))
    else:
        counts.add(source.path, difference(counted(old), {}))
        counts.add(target.path, counted(new))
        _written_anew(member, target, by=by, at=at)
    records.check(member, settled.warnings, at=at)
    texts_changed = [
        (
            field,
            items.text_of(old, field, tables.label),
            items.text_of(new, field, tables.label),
        )
        for field in changed
    ]
    if target is not None:
        texts_changed.append(("branch", source.name, target.name))
    records.keep_history([member], texts_changed, by=by, at=at, reason=reason)
    record(
        Event.MEMBER_EDITED,
        subject=Subject("member", member.uid, member.name),
        path=member.org_path,
        by=by,
        at=at,
        changes=[
            Changed(field, items.label_of(field), before, after, secret=field in items.SECRET)
            for field, before, after in texts_changed
        ],
        reason=reason,
    )
    return member


def _written_anew(member: Member, target: Organization, *, by: Actor, at: datetime) -> None:
    """The increase of the wrong branch is voided and written for the right one (MEM-14)."""
    wrong = Movement.objects.get(member=member, voided_at__isnull=True)
    wrong.voided_at = at
    wrong.save(update_fields=["voided_at"])
    records.movement(
        member,
        MovementKind.INCREASE,
        wrong.way,
        target,
        wrong.other,
        by=by,
        at=at,
        reason=wrong.reason,
        on=wrong.on,
    ).save()
