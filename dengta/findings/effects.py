"""What rooms above say about their records. They know the rules; this room only remembers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from dengta.database.batches import batches
from dengta.database.copying import copy_rows
from dengta.findings.models import Finding
from dengta.findings.rules import RULES

Found = Mapping[str, tuple[str, Mapping[str, object]]]
"""rule → (field to open, arguments of its sentence)."""
COLUMNS = (
    *("kind", "subject_uid", "org_path", "rule", "field", "args", "since"),
    *("accepted_by", "accepted_why"),
)


def set(  # noqa: A001 read as findings.effects.set
    kind: str,
    uid: UUID,
    path: str,
    found: Found,
    rules_checked: Collection[str],
    at: datetime,
) -> None:
    """Replace what is known about one record for ``rules_checked``, in the caller's transaction.

    ``found`` are the rules it breaks now; those checked and not found leave the list at once
    (MEM-24). What is found again keeps its date, and its acceptance while the arguments are the
    same. Raises ``ValueError`` for a rule found without being checked, ``KeyError`` for one
    without a sentence.
    """
    unchecked = sorted(rule for rule in found if rule not in rules_checked)
    if unchecked:
        raise ValueError(f"found but not checked: {unchecked}")
    unknown = sorted(rule for rule in found if rule not in RULES)
    if unknown:
        raise KeyError(f"no sentence for {unknown}")
    standing = {
        (each.rule, each.field): each
        for each in Finding.objects.filter(kind=kind, subject_uid=uid, rule__in=rules_checked)
    }
    new: list[Finding] = []
    for rule, (field, args) in found.items():
        known = standing.pop((rule, field), None)
        if known is None:
            new.append(
                Finding(
                    kind=kind,
                    subject_uid=uid,
                    rule=rule,
                    field=field,
                    org_path=path,
                    args=dict(args),
                    since=at,
                )
            )
        elif known.args != dict(args) or known.org_path != path:
            _renew(known, path, args)
    if standing:
        Finding.objects.filter(pk__in=[each.pk for each in standing.values()]).delete()
    if new:
        Finding.objects.bulk_create(new)


def set_each(
    kind: str,
    found: Mapping[UUID, tuple[str, Found]],
    rules_checked: Collection[str],
    at: datetime,
) -> None:
    """What :func:`set` does, for freshly made records that have no findings yet: a whole batch by
    one copy. ``found`` is uid → (path, what it breaks). Needs ``atomic()``."""
    strange = sorted(
        {rule for _, broken in found.values() for rule in broken}
        - {rule for rule in rules_checked if rule in RULES}
    )
    if strange:
        raise ValueError(f"found but not checked, or without a sentence: {strange}")
    if found:
        copy_rows(
            Finding,
            COLUMNS,
            (
                (kind, uid, path, rule, field, dict(args), at, "", "")
                for uid, (path, broken) in found.items()
                for rule, (field, args) in broken.items()
            ),
        )


def move(kind: str, uid: UUID, path: str) -> None:
    """The record stands at ``path`` now."""
    Finding.objects.filter(kind=kind, subject_uid=uid).update(org_path=path)


def move_each(kind: str, uids: Sequence[UUID], path: str) -> None:
    """The records ``uids`` stand at ``path`` now."""
    for some in batches(uids):
        Finding.objects.filter(kind=kind, subject_uid__in=some).update(org_path=path)


def drop(kind: str, uid: UUID) -> None:
    """The record is gone, or in the archive: nothing about it is to be mended any more."""
    Finding.objects.filter(kind=kind, subject_uid=uid).delete()


def _renew(known: Finding, path: str, args: Mapping[str, object]) -> None:
    if known.args != dict(args):
        known.args = dict(args)
        known.accepted_at = None
        known.accepted_by_uid = None
        known.accepted_by = ""
        known.accepted_why = ""
    known.org_path = path
    known.save()
