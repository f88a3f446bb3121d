"""Storing, handing out and removing files (GEN-02, GEN-03, ACC-19)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from dengta.access.actor import Actor
from dengta.audit.actions import record, record_look
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.files import effects, queries
from dengta.files.models import StoredFile
from dengta.files.rules.checking import Checked
from dengta.files.rules.kinds import ALLOWED, Kind
from dengta.files.rules.owners import Gate, Owner, Place
from dengta.refusal import Overtaken, Refusal
from dengta.vault.sealing import BadSeal

OVERTAKEN = "{label}刚刚被别人换过。请看过现在的{label}，再决定要不要换。"
LOST = "这个文件的内容读不出来。请重新上传；原件没有了的，请联系所在党组织的安全员。"
NO_ROOM = "服务器的磁盘写不进去，文件没有保存。请稍后再试；还不行请联系所在党组织的安全员。"


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A file as it is given to somebody: what to call it, what it is, its bytes."""

    name: str
    media_type: str
    content: bytes


@transaction.atomic
def store(
    *,
    owner: Owner,
    file: Checked,
    may: Gate,
    by: Actor,
    at: datetime,
    seen: UUID | None = None,
) -> StoredFile:
    """Store a checked upload for ``owner``; of a single kind it takes the place of the file
    ``seen``.

    ``may`` is the gate of who may change the owner. Refuses with :class:`Overtaken` when another
    file than ``seen`` (None: none) stands there now (GEN-10), and when the disk is full.
    """
    place = may(by, owner.uid)
    allowed = ALLOWED[file.kind]
    if allowed.single:
        _take_away(owner, file.kind, seen, by=by, at=at)
    row = StoredFile(
        kind=file.kind,
        single=allowed.single,
        owner_noun=owner.noun,
        owner_uid=owner.uid,
        name=file.name,
        ending=file.ending,
        media_type=file.media_type,
        size=len(file.content),
        by_uid=by.uid,
        by_name=by.name,
        at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Overtaken(OVERTAKEN.format(label=allowed.label), field="file") from error
    try:
        effects.keep(row.uid, file.content)
    except OSError as error:
        raise Refusal(NO_ROOM, field="file") from error
    _record(Event.FILE_STORED, row, place, by=by, at=at)
    return row


@transaction.atomic
def remove(*, owner: Owner, uid: UUID, may: Gate, by: Actor, at: datetime) -> None:
    """Remove the file ``uid`` of ``owner``; its content goes from the disk with the commit.

    ``may`` is the gate of who may change the owner. Refuses with :class:`Overtaken` when it is
    no longer there.
    """
    place = may(by, owner.uid)
    file = StoredFile.objects.filter(
        uid=uid, owner_noun=owner.noun, owner_uid=owner.uid, removed_at__isnull=True
    ).first()
    if file is None or not _claim(file, by=by, at=at):
        raise Overtaken("这个文件已经被删除或换过，请刷新后查看。", field="file")
    _record(Event.FILE_REMOVED, file, place, by=by, at=at)


@transaction.atomic
def hand_out(*, uid: UUID, gates: Mapping[str, Gate], by: Actor, at: datetime) -> HandedOut:
    """Give out the file ``uid``; a look at what is not one's own is logged (LOG-01).

    ``gates`` are the gates of who may see an owner, by noun. Out of reach, removed and never
    stored are one (404). A photo belongs to the look at its record: one line within ten minutes.
    """
    file, place = queries.find(by, uid, gates)
    if not place.own:
        if file.kind == Kind.MEMBER_PHOTO:
            subject, event = Subject(file.owner_noun, file.owner_uid, place.name), None
        else:
            subject, event = Subject("file", file.uid, place.name), Event.FILE_OPENED
        record_look(subject, path=place.path, by=by, at=at, event=event or Event.RECORD_OPENED)
    try:
        return HandedOut(file.name, file.media_type, queries.content_of(file))
    except (FileNotFoundError, BadSeal) as error:
        raise Refusal(LOST) from error


def sweep_temporary() -> int:
    """Finish uploads and removals that a killed process left half done; every start does it.

    Returns how many there were. What a living process is about is left to it.
    """
    return effects.settle_left_over()


def _take_away(owner: Owner, kind: Kind, seen: UUID | None, *, by: Actor, at: datetime) -> None:
    """Remove what stands in the way of a new single file, if it is the file ``seen``."""
    current = queries.of_owner(owner, kind)
    if [file.uid for file in current] != ([seen] if seen else []):
        raise Overtaken(OVERTAKEN.format(label=ALLOWED[kind].label), field="file")
    for file in current:
        if not _claim(file, by=by, at=at):
            raise Overtaken(OVERTAKEN.format(label=ALLOWED[kind].label), field="file")


def _claim(file: StoredFile, *, by: Actor, at: datetime) -> bool:
    """Mark ``file`` removed if it still lives; its content goes with the commit."""
    living = StoredFile.objects.filter(pk=file.pk, removed_at__isnull=True)
    if not living.update(removed_at=at, removed_by_uid=by.uid, removed_by_name=by.name):
        return False
    effects.drop(file.uid)
    return True


def _record(event: Event, file: StoredFile, place: Place, *, by: Actor, at: datetime) -> None:
    """The line: it is about the owner, and names the file where it has a name of its own."""
    detail = {"what": ALLOWED[Kind(file.kind)].label}
    if not file.single:
        detail["file"] = file.name
    subject = Subject(file.owner_noun, file.owner_uid, place.name)
    record(event, subject=subject, path=place.path, by=by, at=at, detail=detail)
