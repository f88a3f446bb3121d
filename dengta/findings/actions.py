"""What a clerk says about a finding that cannot be mended."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dengta.access.actor import Actor
from dengta.access.checks import require
from dengta.access.permissions import Can
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.findings.models import Finding
from dengta.findings.rules import NOUN_LABELS, sentence_of
from dengta.refusal import OutOfReach, Overtaken, Refusal

LONGEST_REASON = 400


@transaction.atomic
def accept(finding_pk: int, *, why: str, by: Actor, at: datetime) -> Finding:
    """情况属实: the finding is right as it stands, for the reason ``why`` (MEM-24).

    Refuses an empty or too long reason, a finding out of reach, and one that was mended, or
    accepted by someone else, meanwhile.
    """
    finding = Finding.objects.filter(pk=finding_pk).first()
    if finding is None:
        raise OutOfReach
    require(by, Can.CHECK_DATA, finding.org_path)
    reason = why.strip()
    if not reason:
        raise Refusal("请填写情况属实的理由。", field="why")
    if len(reason) > LONGEST_REASON:
        raise Refusal(f"理由太长，请不要超过{LONGEST_REASON}字。", field="why")
    claimed = Finding.objects.filter(
        pk=finding.pk, accepted_at__isnull=True, args=finding.args, org_path=finding.org_path
    ).update(accepted_at=at, accepted_by_uid=by.uid, accepted_by=by.name, accepted_why=reason)
    if not claimed:
        raise Overtaken("这条问题刚刚被别人处理过，请刷新页面查看。")
    record(
        Event.FINDING_ACCEPTED,
        subject=Subject(finding.kind, finding.subject_uid, NOUN_LABELS.get(finding.kind, "记录")),
        path=finding.org_path,
        by=by,
        at=at,
        reason=reason,
        detail={"rule": finding.rule, "sentence": sentence_of(finding.rule, finding.args)},
    )
    finding.refresh_from_db()
    return finding
