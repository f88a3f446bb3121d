"""<查看转接情况>: the transfers of an organisation and what lies below it (TRF-16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate

from dengta.access.actor import Actor
from dengta.access.checks import require
from dengta.access.permissions import Can
from dengta.access.reach import at_or_below
from dengta.codes.queries import tables
from dengta.codes.rules import id_number as numbers
from dengta.codes.rules import texts
from dengta.database import keyset
from dengta.database.limits import time_limit
from dengta.members.models import Member
from dengta.members.queries.known import blind_of
from dengta.members.rules.facts import CHOSEN
from dengta.organizations.models import Organization
from dengta.refusal import Complaint, refuse_any
from dengta.transfers.models import Transfer, TransferPlace
from dengta.transfers.rules import law, types, validity
from dengta.transfers.rules.application import NAME_LENGTH
from dengta.vault.sealing import unsealer

PAGE_MS = 2_000
MOST_COUNTED = 1_000
MOST_ROWS = 200
STATUSES = "transfer_status"
ORDER = ("sent_at", "transfer_id")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the list. Texts and codes are "" for any, ``statuses`` empty for all;
    ``id_number`` is a whole number. Without ``include_below`` the organisation itself and those
    directly below it. ``cursor`` is ``prev`` or ``next`` of a page."""

    org_path: str
    include_below: bool = True
    source: str = ""
    target: str = ""
    name: str = ""
    sex: str = ""
    ethnicity: str = ""
    id_number: str = ""
    sent_from: date | None = None
    sent_to: date | None = None
    kind: str = ""
    statuses: tuple[str, ...] = ()
    cursor: str = ""
    size: int = 20


@dataclass(frozen=True, slots=True)
class TransferRow:
    """One row: 姓名, 身份证号 (masked), 转出单位, 接收单位, 当前组织, 转出时间, 审核状态, 接转类型;
    ``expired`` is N of the mark 已超时 N 天, 0 for none."""

    uid: UUID
    step: int
    member: str
    member_uid: UUID
    id_number: str
    source: str
    target: str
    holder: str
    sent_on: date
    status: law.Status
    status_label: str
    expired: int
    direction: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list, the newest first. ``total`` is None beyond a thousand; ``start`` is the
    number of the first row; ``prev`` and ``next`` are cursors, "" at the ends."""

    rows: tuple[TransferRow, ...]
    total: int | None
    start: int
    prev: str
    next: str

    @property
    def total_text(self) -> str:
        """The total as it is read."""
        return f"{MOST_COUNTED}+" if self.total is None else str(self.total)


_PLACES = ("source_id", "target_id", "branch_id", "holder_id")
_COLUMNS = (
    "pk",
    "uid",
    "step",
    "sent_on",
    "status",
    "valid_until",
    "member__uid",
    "member__name",
    "member__id_number",
    *_PLACES,
)

_Place = tuple[str, str]
"""Name and path of an organisation."""


def listing(actor: Actor, question: Question, *, at: datetime) -> Page:
    """A page of the transfers that ``question`` asks for, as of ``at``.

    Refuses an organisation out of the actor's range (404) and fields that make no sense. A page
    that would take too long is stopped with a sentence.
    """
    require(actor, Can.BROWSE_TRANSFERS, question.org_path)
    _judge(question)
    places = _matching(question)
    with time_limit(PAGE_MS):
        found = keyset.page(
            places.values_list(*ORDER),
            ORDER,
            keyset.mark(question.cursor, datetime, int),
            place=tuple,
            size=min(max(question.size, 1), MOST_ROWS),
            descending=True,
        )
        counted = places.order_by()[: MOST_COUNTED + 1].count()
    return Page(
        rows=_rows([key for _, key in found.rows], question.org_path, localdate(at)),
        total=counted if counted <= MOST_COUNTED else None,
        start=found.number,
        prev=found.earlier.written() if found.earlier else "",
        next=found.later.written() if found.later else "",
    )


def _matching(question: Question) -> QuerySet[TransferPlace]:
    """The places of the asked area whose transfers match."""
    rows = TransferPlace.objects.filter(org_path=question.org_path)
    if not question.include_below:
        rows = rows.filter(near=True)
    filters: dict[str, Any] = {
        "transfer__source__name__contains": question.source,
        "transfer__member__name__contains": question.name,
        "transfer__member__sex": question.sex,
        "transfer__member__ethnicity": question.ethnicity,
        "transfer__kind": question.kind,
        "transfer__status__in": question.statuses,
        "transfer__sent_on__gte": question.sent_from,
        "transfer__sent_on__lte": question.sent_to,
    }
    rows = rows.filter(**{key: value for key, value in filters.items() if value})
    if question.target:
        named = rows.filter(transfer__branch__name__contains=question.target)
        rows = named | rows.filter(transfer__target__name__contains=question.target)
    if question.id_number:
        number = numbers.normalize(question.id_number)
        rows = rows.filter(transfer__id_blind=blind_of(number))
    return rows


def _rows(keys: Sequence[int], area: str, today: date) -> tuple[TransferRow, ...]:
    """The transfers with ``keys`` in that order, as rows.

    Members and organisations are read by their keys, each in a statement of its own: as one join
    of seven tables it takes twenty times as long to plan as to run.
    """
    found = {row["pk"]: row for row in Transfer.objects.filter(pk__in=keys).values(*_COLUMNS)}
    wanted = {row[place] for row in found.values() for place in _PLACES if row[place]}
    named = Organization.objects.filter(pk__in=wanted).values_list("pk", "name", "path")
    places = {pk: (name, path) for pk, name, path in named}
    return tuple(_row(found[key], places, area, today) for key in keys)


def _row(row: dict[str, Any], places: Mapping[int, _Place], area: str, today: date) -> TransferRow:
    status = law.Status(row["status"])
    number = unsealer(Member._meta.db_table, "id_number")(
        row["member__uid"], row["member__id_number"]
    )
    source, source_path = places[row["source_id"]]
    target, goes_to = places[row["branch_id"] or row["target_id"]]
    only_target = at_or_below(goes_to, area) and not at_or_below(source_path, area)
    running = status in law.RUNNING
    return TransferRow(
        uid=row["uid"],
        step=row["step"],
        member=row["member__name"],
        member_uid=row["member__uid"],
        id_number=numbers.mask(number),
        source=source,
        target=target,
        holder=places[row["holder_id"]][0],
        sent_on=row["sent_on"],
        status=status,
        status_label=law.STATUS_LABELS[status],
        expired=validity.expired_days(row["valid_until"], today) if running else 0,
        direction="转入" if only_target else "转出",
    )


def _judge(question: Question) -> None:
    """Refuse, beside their fields, searches that make no sense."""
    found: list[Complaint] = []
    for field, label, text in (
        ("source", "转出单位", question.source),
        ("target", "接收单位", question.target),
        ("name", "姓名", question.name),
    ):
        if wrong := texts.problem(text, label, NAME_LENGTH):
            found.append(Complaint(wrong, field))
    if question.id_number and (wrong := numbers.problem(question.id_number)):
        found.append(Complaint(wrong, "id_number"))
    for field, table, codes in (
        ("sex", CHOSEN["sex"], (question.sex,)),
        ("ethnicity", CHOSEN["ethnicity"], (question.ethnicity,)),
        ("kind", types.TABLE, (question.kind,)),
        ("statuses", STATUSES, question.statuses),
    ):
        if any(code and code not in tables.labels(table) for code in codes):
            found.append(Complaint("没有这个选项，请从列表中重新选择。", field))
    if question.sent_from and question.sent_to and question.sent_from > question.sent_to:
        found.append(Complaint("转出日期的起点晚于终点，请检查。", "sent_from"))
    refuse_any(found)
