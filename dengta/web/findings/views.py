"""<数据校核>: each line says what is wrong and leads to the field that mends it (MEM-24).

Each page shows the kinds of records of its subsystem, and those only to accounts that may edit
them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET

from dengta.access.actor import Actor
from dengta.access.checks import holds
from dengta.access.permissions import Can
from dengta.database import cursors
from dengta.findings import queries as findings
from dengta.findings.queries import FindingRow, Page
from dengta.findings.rules import MEMBER, NOUN_LABELS, ORGANIZATION, UNIT
from dengta.members.queries.record import names_of
from dengta.organizations.queries import tree
from dengta.organizations.queries.units import known
from dengta.web.addresses import address_of_spot
from dengta.web.components import Column
from dengta.web.jinja import url, with_query
from dengta.web.organizations import selection
from dengta.web.organizations.side import side
from dengta.web.render import page_or_part, wants_part
from dengta.web.requests import ActorRequest
from dengta.web.returning import PARAMETER, mark

PART = "findings"
COLUMNS = (
    Column("党组织", "name"),
    Column("记录"),
    Column("要核对、补填的内容"),
    Column("发现日期", "date"),
    Column("操作", "actions"),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the two pages: its name, its tree, whose records, and who may edit those."""

    page: str
    at: str
    nouns: tuple[str, ...]
    can: Can
    records: str


OF_ORGANIZATIONS = Kind(
    "organization_findings", "zuzhi-jiaohe", (ORGANIZATION, UNIT), Can.EDIT_ORGANIZATION, "党组织"
)
OF_MEMBERS = Kind("member_findings", "dangyuan-jiaohe", (MEMBER,), Can.EDIT_MEMBER, "党员")


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as the list shows it; ``url`` is where to mend it, "" when that is not here."""

    organization: str
    category: str
    noun: str
    name: str
    sentence: str
    since: str
    url: str


@require_GET
def of_organizations(request: ActorRequest) -> HttpResponse:
    """What is wrong with organisations and units."""
    return _list(request, OF_ORGANIZATIONS)


@require_GET
def of_members(request: ActorRequest) -> HttpResponse:
    """What is wrong with members."""
    return _list(request, OF_MEMBERS)


def _list(request: ActorRequest, kind: Kind) -> HttpResponse:
    actor = request.actor
    uid = selection.uid_of(request.GET.get("org", ""), actor)
    organization = tree.find(actor, uid, Can.CHECK_DATA)
    may_edit = holds(actor, kind.can)
    found = Page([], more=False)
    if may_edit:
        found = findings.findings_of(
            actor,
            organization.path,
            cursors.read(request.GET.get("after", ""), str, int),
            before=cursors.read(request.GET.get("before", ""), str, int),
            kinds=kind.nouns,
        )
    here = with_query(url(kind.page), org=uid)
    context = {
        "kind": kind,
        "organization": organization,
        "may_edit": may_edit,
        "columns": COLUMNS,
        "lines": _lines(actor, found.rows, mark(kind.at, uid)),
        "previous": with_query(here, before=cursors.write(*found.rows[0].place))
        if found.earlier
        else "",
        "next": with_query(here, after=cursors.write(*found.rows[-1].place)) if found.more else "",
    }
    if not wants_part(request):
        context |= side(request, organization, kind.at)
    return page_or_part(request, "findings/list.html", PART, context)


def _lines(actor: Actor, rows: list[FindingRow], back: str) -> list[Line]:
    """The rows with the names of their records, in one query a kind of record; ``back`` is the
    mark that leads here again."""
    places = tree.by_paths(row.path for row in rows)
    members = names_of(actor, _of(rows, MEMBER), Can.EDIT_MEMBER) if _of(rows, MEMBER) else {}
    units = known(actor, _of(rows, UNIT)) if _of(rows, UNIT) else {}
    may_browse = holds(actor, Can.BROWSE_UNITS)
    lines: list[Line] = []
    for row in rows:
        where = places.get(row.path)
        url, name = with_query(address_of_spot(row.spot), **{PARAMETER: back}), ""
        if row.kind == MEMBER:
            name = members.get(row.subject_uid, "")
        elif row.kind == UNIT:
            unit = units.get(row.subject_uid)
            name = unit.name if unit else ""
            url = url if may_browse else ""
        lines.append(
            Line(
                organization=where.name if where else "",
                category=where.category if where else "",
                noun=NOUN_LABELS.get(row.kind, "记录"),
                name=name,
                sentence=row.sentence,
                since=f"{localtime(row.since):%Y-%m-%d}",
                url=url,
            )
        )
    return lines


def _of(rows: Iterable[FindingRow], noun: str) -> set[UUID]:
    return {row.subject_uid for row in rows if row.kind == noun}
