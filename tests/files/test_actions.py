"""Storing, replacing, handing out and removing (GEN-02, GEN-03)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase

from dengta.access.actor import SYSTEM, Actor
from dengta.access.reach import ROOT_PATH
from dengta.audit.models import Line
from dengta.audit.queries.lines import opened
from dengta.audit.rules.events import Event
from dengta.audit.rules.events import Kind as Screen
from dengta.database.uids import new_uid
from dengta.files import queries
from dengta.files.actions import hand_out, remove, store
from dengta.files.models import StoredFile
from dengta.files.rules.checking import checked
from dengta.files.rules.kinds import Kind
from dengta.files.rules.owners import Owner, Place
from dengta.refusal import Denied, OutOfReach, Overtaken, Refusal
from dengta.vault.sealing import BadSeal
from tests.files.builders import SOMEBODY, open_gate, upload
from tests.files.conftest import lying_in
from tests.files.hostile import hostile
from tests.files.making import good, picture
from tests.world import NOON

pytestmark = pytest.mark.django_db

GATES = {"member": open_gate}


@pytest.mark.spec("GEN-02")
def test_a_file_comes_back_as_it_was_and_lies_sealed(disk: Path) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        file = upload("会议记录.docx", good("roster.docx"))
    given = hand_out(uid=file.uid, gates=GATES, by=SYSTEM, at=NOON)
    assert (given.name, given.content) == ("会议记录.docx", good("roster.docx"))
    assert given.media_type.endswith("wordprocessingml.document")
    (lying,) = lying_in(disk)
    sealed = (disk / lying).read_bytes()
    assert len(sealed) == 2 + 12 + len(good("roster.docx")) + 16
    assert (disk / lying).stat().st_mode & 0o077 == 0


@pytest.mark.spec("GEN-02")
def test_nothing_of_a_file_can_be_read_on_the_disk_or_in_the_table(disk: Path) -> None:
    file = upload("李麦香的会议记录.pdf", good("roster.pdf"))
    photo = upload("照片.jpg", picture("JPEG"), Kind.MEMBER_PHOTO)
    whole = b"".join((disk / name).read_bytes() for name in lying_in(disk))
    for plain in (b"%PDF", b"endstream", b"JFIF", "会议".encode()):
        assert plain not in whole
    found = StoredFile.objects.filter(pk__in=[file.pk, photo.pk])
    rows: list[Any] = list(found.values())
    assert "会议" not in str(rows)
    assert "会议".encode() not in b"".join(bytes(row["name"]) for row in rows)


def test_content_opens_only_under_its_own_uid(disk: Path) -> None:
    one, other = upload("一.pdf", good("roster.pdf")), upload("二.pdf", good("printed.pdf"))
    queries.place_of(one.uid).write_bytes(queries.place_of(other.uid).read_bytes())
    with pytest.raises(BadSeal):
        queries.content_of(one)
    with pytest.raises(Refusal, match="读不出来"):
        hand_out(uid=one.uid, gates=GATES, by=SYSTEM, at=NOON)
    queries.place_of(one.uid).unlink()
    with pytest.raises(Refusal, match="读不出来"):
        hand_out(uid=one.uid, gates=GATES, by=SYSTEM, at=NOON)


@pytest.mark.spec("GEN-02", "GEN-03")
def test_of_every_hostile_file_nothing_is_stored(disk: Path) -> None:
    for each in hostile():
        with pytest.raises(Refusal):
            upload(each.name, each.content, each.kind)
    assert not StoredFile.objects.exists()
    assert lying_in(disk) == []
    assert not Line.objects.exists()


@pytest.mark.spec("GEN-03", "GEN-10")
def test_a_new_photo_takes_the_place_of_the_one_that_was_seen(disk: Path) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        first = upload("照片.jpg", picture("JPEG"), Kind.MEMBER_PHOTO)
    assert queries.photo_of(SOMEBODY.uid) == first.uid
    for seen in (None, new_uid()):
        with pytest.raises(Overtaken, match="刚刚被别人换过"):
            upload("照片.png", picture("PNG"), Kind.MEMBER_PHOTO, seen=seen)
    assert queries.photo_of(SOMEBODY.uid) == first.uid
    with TestCase.captureOnCommitCallbacks(execute=True):
        second = upload("照片.png", picture("PNG"), Kind.MEMBER_PHOTO, seen=first.uid)
    assert queries.photo_of(SOMEBODY.uid) == second.uid
    assert lying_in(disk) == [str(queries.place_of(second.uid).relative_to(disk))]
    with pytest.raises(OutOfReach):
        hand_out(uid=first.uid, gates=GATES, by=SYSTEM, at=NOON)


@pytest.mark.spec("GEN-10")
def test_the_table_takes_one_living_photo_and_many_attachments(disk: Path) -> None:
    upload("照片.jpg", picture("JPEG"), Kind.MEMBER_PHOTO)
    again = StoredFile.objects.get()
    again.pk, again.uid = None, new_uid()
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)
    upload("一.pdf", good("roster.pdf"))
    upload("二.pdf", good("roster.pdf"))
    files = queries.of_owner(SOMEBODY, Kind.ATTACHMENT)
    assert [file.name for file in files] == ["一.pdf", "二.pdf"]


def test_a_removed_file_is_gone_and_its_row_tells_who(disk: Path) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        file = upload("一.pdf", good("roster.pdf"))
    other = Owner("member", new_uid())
    with pytest.raises(Overtaken, match="已经被删除"):
        remove(owner=other, uid=file.uid, may=open_gate, by=SYSTEM, at=NOON)
    with TestCase.captureOnCommitCallbacks(execute=True):
        remove(owner=SOMEBODY, uid=file.uid, may=open_gate, by=SYSTEM, at=NOON)
    assert lying_in(disk) == []
    file.refresh_from_db()
    assert (file.removed_at, file.removed_by_name) == (NOON, "系统")
    with pytest.raises(OutOfReach):
        hand_out(uid=file.uid, gates=GATES, by=SYSTEM, at=NOON)
    with pytest.raises(Overtaken):
        remove(owner=SOMEBODY, uid=file.uid, may=open_gate, by=SYSTEM, at=NOON)


@pytest.mark.spec("ACC-02")
def test_the_gate_decides_who_may_store_remove_and_see(disk: Path) -> None:
    file = upload("一.pdf", good("roster.pdf"))
    asked: list[UUID] = []

    def shut(_actor: Actor, uid: UUID) -> Place:
        asked.append(uid)
        raise Denied("没有这项功能。")

    sound = checked(Kind.ATTACHMENT, "二.pdf", good("roster.pdf"))
    with pytest.raises(Denied):
        store(owner=SOMEBODY, file=sound, may=shut, by=SYSTEM, at=NOON)
    with pytest.raises(Denied):
        remove(owner=SOMEBODY, uid=file.uid, may=shut, by=SYSTEM, at=NOON)
    with pytest.raises(Denied):
        hand_out(uid=file.uid, gates={"member": shut}, by=SYSTEM, at=NOON)
    assert asked == [SOMEBODY.uid] * 3
    with pytest.raises(OutOfReach):
        hand_out(uid=file.uid, gates={"account": open_gate}, by=SYSTEM, at=NOON)
    with pytest.raises(OutOfReach):
        hand_out(uid=new_uid(), gates=GATES, by=SYSTEM, at=NOON)
    assert StoredFile.objects.filter(removed_at__isnull=True).count() == 1


@pytest.mark.spec("LOG-01", "LOG-02")
def test_storing_removing_and_looking_are_told_in_the_log(disk: Path) -> None:
    file = upload("会议记录.pdf", good("roster.pdf"))
    photo = upload("照片.jpg", picture("JPEG"), Kind.MEMBER_PHOTO)
    for minutes in (0, 5, 11):
        at = NOON + timedelta(minutes=minutes)
        hand_out(uid=file.uid, gates=GATES, by=SYSTEM, at=at)
        hand_out(uid=photo.uid, gates=GATES, by=SYSTEM, at=at)
    remove(owner=SOMEBODY, uid=file.uid, may=open_gate, by=SYSTEM, at=NOON)
    lines = Line.objects.order_by("pk")
    told = [(line.event, line.subject_uid) for line in lines]
    assert told == [
        (Event.FILE_STORED, SOMEBODY.uid),
        (Event.FILE_STORED, SOMEBODY.uid),
        (Event.FILE_OPENED, file.uid),
        (Event.RECORD_OPENED, SOMEBODY.uid),
        (Event.FILE_OPENED, file.uid),
        (Event.RECORD_OPENED, SOMEBODY.uid),
        (Event.FILE_REMOVED, SOMEBODY.uid),
    ]
    assert lines.filter(kind=Screen.LOOK).count() == 4
    first = "".join(part.text for part in opened(lines[0]).parts)
    assert first == "系统 给 孙桂芝 上传了附件：会议记录.pdf。"


@pytest.mark.spec("ACC-19")
def test_looking_at_ones_own_portrait_is_no_look(disk: Path) -> None:
    mine = Owner("account", new_uid())
    file = upload("头像.png", picture("PNG"), Kind.PORTRAIT, owner=mine)
    assert queries.portrait_of(mine.uid) == file.uid

    def own(_actor: Actor, _uid: UUID) -> Place:
        return Place(ROOT_PATH, "韩晓禾", own=True)

    hand_out(uid=file.uid, gates={"account": own}, by=SYSTEM, at=NOON)
    assert not Line.objects.filter(kind=Screen.LOOK).exists()


def test_a_disk_that_takes_nothing_is_said_in_words_and_the_old_photo_stays(disk: Path) -> None:
    first = upload("照片.jpg", picture("JPEG"), Kind.MEMBER_PHOTO)
    for path in queries.unsettled().iterdir():
        path.unlink()
    queries.unsettled().rmdir()
    queries.unsettled().write_bytes(b"in the way")
    with pytest.raises(Refusal, match="磁盘写不进去"):
        upload("一.pdf", good("roster.pdf"))
    assert StoredFile.objects.filter(removed_at__isnull=True).get() == first
