"""What must hold of organisations, their units and their ends: a part of ``dengta check``."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q, Subquery

from dengta.findings.models import Finding
from dengta.organizations.models import Organization, Unit, UnitLink
from dengta.reorganization.models import Dissolution

Examples = Iterable[object]


def units_of_dissolved_ones() -> Examples:
    """A dissolved organisation is linked to no unit and manages none (ORG-13)."""
    gone = UnitLink.objects.filter(organization__dissolved_at__isnull=False)
    yield from gone.order_by("pk").values_list("organization__uid", flat=True)
    managed = Unit.objects.filter(managing__dissolved_at__isnull=False)
    yield from managed.order_by("pk").values_list("uid", flat=True)


def dissolved_without_a_paper() -> Examples:
    """An organisation is dissolved exactly while one of its dissolutions stands (ORG-13)."""
    stands = Exists(
        Dissolution.objects.filter(organization=OuterRef("pk"), restored_at__isnull=True)
    )
    dissolved = Q(dissolved_at__isnull=False)
    wrong = Organization.objects.filter((dissolved & ~stands) | (~dissolved & stands))
    return wrong.order_by("pk").values_list("uid", flat=True)


def followers_gone_astray() -> Examples:
    """与上级党组织相同 is the superior's default unit (ORG-07, ORG-20)."""
    above = UnitLink.objects.filter(
        organization=OuterRef("organization__parent"), is_default=True
    ).values("unit")[:1]
    followers = UnitLink.objects.filter(inherited=True).annotate(theirs=Subquery(above))
    astray = followers.filter(Q(theirs__isnull=True) | ~Q(unit=F("theirs")))
    return astray.order_by("pk").values_list("organization__uid", flat=True)


def work_categories_that_differ() -> Examples:
    """党组织工作分类 is the category of the default unit (ORG-07, ORG-09, ORG-18)."""
    links = UnitLink.objects.filter(is_default=True).exclude(
        organization__work_category=F("unit__category")
    )
    return links.order_by("pk").values_list("organization__uid", flat=True)


def units_that_wait_wrongly() -> Examples:
    """A unit waits for its organisation exactly while none is linked to it or manages it, and has
    one kind only (UNT-02)."""
    linked = Exists(UnitLink.objects.filter(unit=OuterRef("pk")))
    managed = Q(managing__isnull=False)
    wrong = Unit.objects.filter(
        (Q(awaiting=True) & (linked | managed))
        | (Q(awaiting=False) & ~linked & ~managed)
        | (managed & linked)
    )
    return wrong.order_by("pk").values_list("uid", flat=True)


def findings_about_nobody() -> Examples:
    """The data check lists organisations that stand, where they stand."""
    there = Organization.objects.filter(
        uid=OuterRef("subject_uid"), path=OuterRef("org_path"), dissolved_at__isnull=True
    )
    about = Finding.objects.filter(~Exists(there), kind="organization")
    return about.order_by("pk").values_list("subject_uid", flat=True)
