"""What is done to the information sets of a record on behalf of a room above.

The verb above has asked who may, and writes the line of the log: each function returns what
changed, field by field. All of them need ``atomic()``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Max, QuerySet
from django.utils.timezone import localdate

from dengta.access.actor import Actor
from dengta.audit.rules.lines import Changed
from dengta.definitions.models import ClearedSet, SetRow, SetValue
from dengta.definitions.queries import choices
from dengta.definitions.rules.comparing import differences, told
from dengta.definitions.rules.judging import judge
from dengta.definitions.rules.packaged import definition, definitions
from dengta.definitions.rules.shapes import Definition, Holder
from dengta.refusal import Complaint, Overtaken, Refusal, refuse_any

KEPT = timedelta(days=30)
"""How long cleared values can come back (ORG-17)."""
MOST_ROWS = 200
ORDER = "order"
"""How the log calls the place of a row among the others."""
LONGEST_TITLE = 30
"""Characters of a row's first field that name it in the log."""

CHANGED = "“{label}”刚刚被别人改过，您填写的内容还在。请对照现在的内容，确认后再保存。"


@dataclass(frozen=True, slots=True)
class Put:
    """A row that was written, and what is different in it."""

    uid: UUID
    changes: tuple[Changed, ...]


def put(
    holder: Holder,
    one: Definition,
    category: str,
    typed: Mapping[str, str],
    *,
    row: UUID | None = None,
    seen: int = -1,
    at: datetime,
) -> Put:
    """Write ``typed`` into the set ``one`` of ``holder`` by the fields of ``category``.

    ``row`` is the row to change (None: a new one, for a set of one row the one there may be),
    ``seen`` the step at which the form read it (−1: there was none). Refuses what is wrong beside
    each field (GEN-13) and with :class:`Overtaken` a row that stands differently now (GEN-10).
    Nothing is written where nothing changed.
    """
    standing = _standing(holder, one, row)
    before: dict[str, str] = dict(standing.values) if standing is not None else {}
    fields = one.fields_for(category)
    judged = judge(fields, typed, choices.problem, before, today=localdate(at))
    refuse_any(judged.complaints)
    if (standing.step if standing is not None else -1) != seen:
        raise _overtaken(one, category, before, judged.values)
    changes = differences(one, before, judged.values, choices.label, _named(one, judged.values))
    if standing is None:
        if not judged.values and not one.several:
            return Put(holder.uid, ())
        written = _insert(holder, one, category, judged.values, at)
        return Put(written.uid, changes)
    if not changes and standing.category == category:
        return Put(standing.uid, ())
    _claim(one, standing)
    standing.values, standing.category = judged.values, category
    standing.version, standing.changed_at = one.version, at
    standing.save(update_fields=["values", "category", "version", "changed_at"])
    _index(standing, one, holder.path)
    return Put(standing.uid, changes)


def remove(holder: Holder, one: Definition, *, row: UUID, seen: int) -> tuple[Changed, ...]:
    """Take one row out of a set of several; refuses with :class:`Overtaken` one that changed."""
    standing = _standing(holder, one, row)
    assert standing is not None
    if standing.step != seen:
        raise _overtaken(one, standing.category, standing.values, {})
    _claim(one, standing)
    changes = differences(one, standing.values, {}, choices.label, _named(one, standing.values))
    standing.delete()
    return changes


def shift(
    holder: Holder, one: Definition, *, row: UUID, up: bool, seen: int
) -> tuple[Changed, ...]:
    """Let one row of several change places with the one before it (``up``) or after it; nothing
    happens at the ends. ``seen`` as in :func:`put`."""
    standing = _standing(holder, one, row)
    assert standing is not None
    if standing.step != seen:
        raise _overtaken(one, standing.category, standing.values, standing.values)
    found = list(_rows(holder.uid).filter(set=one.name))
    here = next(at for at, each in enumerate(found) if each.pk == standing.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(found):
        return ()
    _claim(one, standing)
    other = found[there]
    places = [(standing, 0), (other, standing.position), (standing, other.position)]
    for each, position in places:
        SetRow.objects.filter(pk=each.pk).update(position=position)
    label = f"{_named(one, standing.values)}·顺序"
    return (Changed(f"{one.name}.{ORDER}", label, f"第{here + 1}", f"第{there + 1}"),)


def clear(holder: Holder, sets: Collection[str], *, by: Actor, at: datetime) -> tuple[Changed, ...]:
    """Empty ``sets`` of ``holder``; what stood there can come back for 30 days (ORG-17).

    Returns what was cleared; a set that was empty leaves nothing to come back.
    """
    changes: list[Changed] = []
    for name in sets:
        found = list(_rows(holder.uid).filter(set=name))
        if not found:
            continue
        ClearedSet.objects.create(
            noun=holder.noun,
            subject_uid=holder.uid,
            set=name,
            category=found[0].category,
            rows=[
                {
                    "position": each.position,
                    "version": each.version,
                    "category": each.category,
                    "values": each.values,
                }
                for each in found
            ],
            org_path=holder.path,
            at=at,
            until=at + KEPT,
            by_uid=by.uid,
            by_name=by.name,
        )
        changes.extend(_gone(found))
        SetRow.objects.filter(pk__in=[each.pk for each in found]).delete()
    return tuple(changes)


def give_back(holder: Holder, cleared: UUID, category: str, *, at: datetime) -> tuple[Changed, ...]:
    """Put back what was cleared, once and within its 30 days.

    Refuses, saying what prevents it: it is over or was done already, the record has another
    ``category`` now (one whose fields are different), or the set was filled in anew.
    """
    found = ClearedSet.objects.filter(uid=cleared, subject_uid=holder.uid).first()
    if found is None or found.until <= at:
        raise Refusal("这些信息已超过30天，不能再取回。")
    one = definition(found.set)
    if found.category != category:
        raise Refusal(
            f"“{one.label}”是按原来的类别填写的，现在的类别不同，不能取回。"
            "把类别改回原来的以后，可以在30天内取回。"
        )
    if not one.several and _rows(holder.uid).filter(set=found.set).exists():
        raise Refusal(f"“{one.label}”已经重新填写，不能取回，以免覆盖现在的内容。")
    taken = ClearedSet.objects.filter(pk=found.pk, returned_at__isnull=True).update(returned_at=at)
    if not taken:
        raise Overtaken("这些信息刚刚已经取回。")
    changes: list[Changed] = []
    for each in found.rows:
        row = _insert(holder, one, each["category"], each["values"], at, version=each["version"])
        changes.extend(differences(one, {}, row.values, choices.label, _named(one, row.values)))
    return tuple(changes)


def drop(uid: UUID) -> tuple[Changed, ...]:
    """The record is deleted: all its sets go for good, what could come back included. Returns
    what stood there, for the log."""
    changes = _gone(list(_rows(uid)))
    SetRow.objects.filter(subject_uid=uid).delete()
    ClearedSet.objects.filter(subject_uid=uid).delete()
    return changes


def move(uid: UUID, path: str) -> None:
    """The record stands at ``path`` now."""
    SetValue.objects.filter(row__subject_uid=uid).update(org_path=path)
    ClearedSet.objects.filter(subject_uid=uid).update(org_path=path)


def _rows(uid: UUID) -> QuerySet[SetRow]:
    return SetRow.objects.filter(subject_uid=uid).order_by("set", "position")


def _standing(holder: Holder, one: Definition, row: UUID | None) -> SetRow | None:
    """The row to be changed; refuses one that is gone."""
    found = _rows(holder.uid).filter(set=one.name)
    if row is None:
        return None if one.several else found.first()
    standing = found.filter(uid=row).first()
    if standing is None:
        raise Overtaken(f"“{one.label}”中的这一条刚刚被别人删除，请返回后重新查看。")
    return standing


def _claim(one: Definition, standing: SetRow) -> None:
    taken = SetRow.objects.filter(pk=standing.pk, step=standing.step).update(step=F("step") + 1)
    if not taken:
        raise Overtaken(CHANGED.format(label=one.label))
    standing.step += 1


def _insert(
    holder: Holder,
    one: Definition,
    category: str,
    values: Mapping[str, str],
    at: datetime,
    *,
    version: int | None = None,
) -> SetRow:
    """A new row at the end; of a set of one row somebody else may have made it meanwhile."""
    last = _rows(holder.uid).filter(set=one.name).aggregate(last=Max("position"))["last"] or 0
    if last >= MOST_ROWS:
        raise Refusal(f"“{one.label}”最多{MOST_ROWS}条，请先删去不需要的。")
    written = SetRow(
        noun=holder.noun,
        subject_uid=holder.uid,
        set=one.name,
        version=version or one.version,
        category=category,
        position=last + 1 if one.several else 1,
        values=dict(values),
        changed_at=at,
    )
    try:
        with transaction.atomic():
            written.save(force_insert=True)
    except IntegrityError as error:
        raise Overtaken(CHANGED.format(label=one.label)) from error
    _index(written, one, holder.path)
    return written


def _index(row: SetRow, one: Definition, path: str) -> None:
    """The values that are searched, beside the row."""
    SetValue.objects.filter(row=row).delete()
    SetValue.objects.bulk_create(
        SetValue(row=row, set=one.name, field=each.name, value=value, org_path=path)
        for each in one.fields_for(row.category, row.version)
        if each.searched and (value := row.values.get(each.name))
    )


def _gone(found: Collection[SetRow]) -> tuple[Changed, ...]:
    known = definitions()
    return tuple(
        change
        for each in found
        for change in differences(
            known[each.set], each.values, {}, choices.label, _named(known[each.set], each.values)
        )
    )


def _named(one: Definition, values: Mapping[str, str]) -> str:
    """What a row of several is called in the log: the set and its first field."""
    if not one.several:
        return ""
    first = next((each for each in one.fields if values.get(each.name)), None)
    if first is None:
        return one.label
    title = told(first, values[first.name], choices.label)
    return f"{one.label}“{title if len(title) <= LONGEST_TITLE else title[:LONGEST_TITLE] + '…'}”"


def _overtaken(
    one: Definition, category: str, now: Mapping[str, str], typed: Mapping[str, str]
) -> Refusal:
    """The refusal that carries what stands now beside each field typed differently (GEN-10)."""
    return Overtaken.of(
        [
            Complaint(CHANGED.format(label=one.label)),
            *(
                Complaint(
                    f"现在的内容：{told(each, now.get(each.name, ''), choices.label) or '（空）'}",
                    each.name,
                )
                for each in one.fields_for(category)
                if now.get(each.name, "") != typed.get(each.name, "")
            ),
        ]
    )
