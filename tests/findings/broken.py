"""What the data check has against a record, for tests of other rooms too."""

from __future__ import annotations

from uuid import UUID

from dengta.findings.models import Finding


def broken_by(uid: UUID) -> set[str]:
    """The rules that one record breaks."""
    return set(Finding.objects.filter(subject_uid=uid).values_list("rule", flat=True))
