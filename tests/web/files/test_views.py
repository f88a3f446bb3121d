"""Photos of members, the own portrait, and files handed out (GEN-02, GEN-03, ACC-02, ACC-19)."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from PIL import Image

from dengta.access.permissions import FUNCTIONS, Can
from dengta.access.roles import Role
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.database.uids import new_uid
from dengta.files.models import StoredFile
from dengta.files.queries import content_of, photo_of, portrait_of
from dengta.files.rules.kinds import MB, Kind
from dengta.files.rules.owners import Owner
from dengta.members.models import Member
from dengta.web.files import uploads
from tests.files.builders import upload
from tests.files.hostile import hostile
from tests.files.making import SVG, good, picture
from tests.members import builders
from tests.web.members.conftest import SignIn, at_desk
from tests.world import Province

__all__ = ["at_desk"]

RECORD = "/dangyuan/dangyuan"
PORTRAIT = "/zhanghao/touxiang"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with override_settings(DENGTA_DATA=tmp_path):
        yield tmp_path


@pytest.fixture
def person(province: Province, disk: Path) -> Member:
    return builders.member(province["B1"], name="孙桂芝")


def page_of(person: Member) -> str:
    return f"{RECORD}/{person.uid}/zhaopian"


def chosen(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def hidden(answer: Any, name: str) -> str:
    """The value of a hidden field of the form."""
    body = answer.content.decode()
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', body)
    assert found is not None, f"no field {name}"
    return found[1]


def saved(desk: Client, page: str, name: str, content: bytes) -> Any:
    """Choose, look, save, as a person without script does."""
    seen = desk.post(page, {"do": "preview", "file": chosen(name, content), "seen": ""})
    assert seen.status_code == 200, seen.content.decode()
    return desk.post(
        page,
        {field: hidden(seen, field) for field in ("picture", "seen", "mark")} | {"do": "save"},
    )


@pytest.mark.sqlite
@pytest.mark.spec("GEN-03", "MEM-01", "GEN-05")
def test_a_member_photo_is_chosen_looked_at_and_saved(person: Member, at_desk: SignIn) -> None:
    desk = at_desk("T1")
    page = page_of(person)
    empty = desk.get(page).content.decode()
    assert "请上传1寸照片" in empty
    assert 'value="save"' not in empty
    looked = desk.post(page, {"do": "preview", "file": chosen("IMG.PNG", picture("PNG"))})
    shown = re.search(r'src="data:image/jpeg;base64,([^"]+)"', looked.content.decode())
    assert shown is not None
    with Image.open(io.BytesIO(base64.b64decode(shown[1]))) as image:
        assert image.size == (120, 168)
    assert not StoredFile.objects.exists()
    answer = saved(desk, page, "IMG.PNG", picture("PNG"))
    assert (answer.status_code, answer["Location"]) == (303, f"{RECORD}/{person.uid}")
    record = desk.get(answer["Location"]).content.decode()
    assert "保存成功" in record
    photo = photo_of(person.uid)
    assert f'src="/wenjian/{photo}"' in record
    served = desk.get(f"/wenjian/{photo}")
    with Image.open(io.BytesIO(served.content)) as image:
        assert (image.format, image.size) == ("JPEG", (120, 168))


def test_choosing_another_while_saving_shows_it_first(person: Member, at_desk: SignIn) -> None:
    answer = at_desk("T1").post(
        page_of(person), {"do": "save", "file": chosen("照片.jpg", picture("JPEG"))}
    )
    assert "预览，还没有保存" in answer.content.decode()
    assert not StoredFile.objects.exists()


@pytest.mark.spec("GEN-11")
def test_saving_twice_stores_once(person: Member, at_desk: SignIn) -> None:
    desk, page = at_desk("T1"), page_of(person)
    seen = desk.post(page, {"do": "preview", "file": chosen("照片.jpg", picture("JPEG"))})
    form = {field: hidden(seen, field) for field in ("picture", "seen", "mark")} | {"do": "save"}
    assert [desk.post(page, form).status_code for _ in range(2)] == [303, 303]
    assert StoredFile.objects.count() == 1


@pytest.mark.spec("GEN-10")
def test_who_saves_second_sees_the_photo_that_came_meanwhile(
    person: Member, at_desk: SignIn
) -> None:
    desk, page = at_desk("T1"), page_of(person)
    seen = desk.post(page, {"do": "preview", "file": chosen("照片.jpg", picture("JPEG"))})
    form = {field: hidden(seen, field) for field in ("picture", "seen", "mark")} | {"do": "save"}
    saved(at_desk("B1"), page, "照片.png", picture("PNG"))
    first = photo_of(person.uid)
    answer = desk.post(page, form)
    assert answer.status_code == 422
    assert "照片刚刚被别人换过" in answer.content.decode()
    assert photo_of(person.uid) == first
    again = form | {"seen": hidden(answer, "seen"), "picture": hidden(answer, "picture")}
    assert desk.post(page, again).status_code == 303
    assert photo_of(person.uid) != first


@pytest.mark.spec("GEN-03")
def test_a_photo_can_be_removed(person: Member, at_desk: SignIn) -> None:
    desk, page = at_desk("T1"), page_of(person)
    saved(desk, page, "照片.jpg", picture("JPEG"))
    shown = desk.get(page)
    assert "删除照片" in shown.content.decode()
    form = {field: hidden(shown, field) for field in ("seen", "mark")} | {"do": "remove"}
    answer = desk.post(page, form, follow=True)
    assert "删除成功" in answer.content.decode()
    assert photo_of(person.uid) is None
    assert Line.objects.filter(event=Event.FILE_REMOVED, subject_uid=person.uid).count() == 1


@pytest.mark.spec("GEN-02", "GEN-03")
def test_hostile_files_are_refused_beside_the_field_and_nothing_is_stored(
    person: Member, at_desk: SignIn, disk: Path
) -> None:
    desk, page = at_desk("T1"), page_of(person)
    for each in hostile():
        file = chosen(each.name or "照片.png", each.content or b"x")
        here = PORTRAIT if each.kind is Kind.PORTRAIT else page
        answer = desk.post(here, {"do": "preview", "file": file})
        assert answer.status_code == 422, each.what
        assert 'class="said said-error"' in answer.content.decode()
    for picture_field in ("", "no base64!", base64.b64encode(SVG).decode()):
        answer = desk.post(page, {"do": "save", "picture": picture_field})
        assert answer.status_code == 422
    assert not StoredFile.objects.exists()
    assert not (disk / "files").exists()


@pytest.mark.spec("GEN-03")
def test_a_photo_beyond_the_limit_is_refused_with_the_exact_words(
    person: Member, at_desk: SignIn
) -> None:
    content = picture("JPEG").ljust(5 * MB + 1, b"\0")
    answer = at_desk("T1").post(
        page_of(person), {"do": "preview", "file": chosen("照片.jpg", content)}
    )
    assert answer.status_code == 422
    assert "单张照片上传不可超过5M" in answer.content.decode()


def test_a_file_that_never_ends_is_heard_but_not_kept(person: Member, at_desk: SignIn) -> None:
    desk = at_desk("T1")
    answer = desk.post(
        page_of(person), {"do": "preview", "file": chosen("照片.jpg", bytes(uploads.MOST + MB))}
    )
    assert answer.status_code == 422
    assert "单张照片上传不可超过5M" in answer.content.decode()
    kept = uploads.InMemory()
    kept.new_file("file", "a.jpg", "image/jpeg", None, None, None)
    kept.receive_data_chunk(bytes(uploads.MOST), 0)
    kept.receive_data_chunk(bytes(MB), uploads.MOST)
    file = kept.file_complete(uploads.MOST + MB)
    assert (file.size, len(file.read())) == (uploads.MOST + MB, uploads.MOST)


@pytest.mark.spec("ACC-02", "ACC-01", "ACC-03")
def test_out_of_reach_wrong_duty_and_missing_functions(
    province: Province, person: Member, at_desk: SignIn
) -> None:
    file = upload("照片.jpg", picture("JPEG"), Kind.MEMBER_PHOTO, owner=Owner("member", person.uid))
    page, address = page_of(person), f"/wenjian/{file.uid}"
    for post in (False, True):
        outside = at_desk("B2")
        answer = outside.post(page, {"do": "remove"}) if post else outside.get(page)
        assert answer.status_code == 404
    assert at_desk("B2").get(address).status_code == 404
    assert at_desk("T1", role=Role.OFFICER).get(address).status_code == 403
    assert at_desk("T1", role=Role.OFFICER).get(page).status_code == 403
    reader = at_desk("T1", functions=[Can.BROWSE_MEMBERS])
    assert reader.get(address).status_code == 200
    assert reader.get(page).status_code == 403
    blind = at_desk("T1", functions=set(FUNCTIONS) - {Can.BROWSE_MEMBERS})
    assert blind.get(address).status_code == 403
    assert Client().get(address)["Location"].startswith("/sso")
    record = reader.get(f"{RECORD}/{person.uid}").content.decode()
    assert "/zhaopian" not in record
    assert StoredFile.objects.get().removed_at is None


@pytest.mark.spec("ACC-02")
def test_a_file_out_of_reach_is_answered_like_one_that_does_not_exist(
    person: Member, at_desk: SignIn
) -> None:
    file = upload("照片.jpg", picture("JPEG"), Kind.MEMBER_PHOTO, owner=Owner("member", person.uid))
    stray = upload("一.pdf", good("roster.pdf"), owner=Owner("nobody", person.uid))
    face = upload("我.jpg", picture("JPEG"), Kind.PORTRAIT, owner=Owner("account", new_uid()))
    desk = at_desk("B2")
    unknown = UUID("01900000-0000-7000-8000-00000000ffff")
    answers, questions = set(), set()
    for uid in (file.uid, stray.uid, face.uid, unknown):
        with CaptureQueriesContext(connection) as queries:
            answer = desk.get(f"/wenjian/{uid}")
        assert answer.status_code == 404
        questions.add(len(queries))
        answers.add(re.sub(rb'csrfmiddlewaretoken" value="\w+"', b"", answer.content))
    assert len(answers) == len(questions) == 1
    lines = Line.objects.filter(event=Event.REFUSED_OUT_OF_REACH)
    assert [line.subject_uid for line in lines] == [None] * 4


@pytest.mark.spec("GEN-02")
def test_a_file_is_handed_out_to_be_saved_and_may_run_nothing(
    person: Member, at_desk: SignIn
) -> None:
    name = "柳园“六一” 会议记录.pdf"
    file = upload(name, good("roster.pdf"), owner=Owner("member", person.uid))
    answer = at_desk("T1").get(f"/wenjian/{file.uid}")
    assert answer.content == good("roster.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store"
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''%E6%9F%B3%E5%9B%AD")
    assert disposition.isascii()
    assert Line.objects.filter(event=Event.FILE_OPENED, subject_uid=file.uid).count() == 1


@pytest.mark.spec("LOG-01")
def test_a_photo_belongs_to_the_look_at_its_record(person: Member, at_desk: SignIn) -> None:
    file = upload("照片.jpg", picture("JPEG"), Kind.MEMBER_PHOTO, owner=Owner("member", person.uid))
    looks = Line.objects.filter(event=Event.RECORD_OPENED, subject_uid=person.uid)
    desk = at_desk("T1")
    desk.get(f"{RECORD}/{person.uid}")
    desk.get(f"/wenjian/{file.uid}")
    assert looks.count() == 1
    at_desk("D1").get(f"/wenjian/{file.uid}")
    assert looks.count() == 2


@pytest.mark.spec("ACC-19", "GEN-03")
@pytest.mark.parametrize("role", list(Role))
def test_everybody_changes_the_own_portrait_and_nobody_sees_anothers(
    province: Province, disk: Path, at_desk: SignIn, role: Role
) -> None:
    desk = at_desk("T1", role=role)
    answer = saved(desk, PORTRAIT, "我.gif", picture("GIF", (300, 200)))
    assert (answer.status_code, answer["Location"]) == (303, "/zhanghao/")
    file = StoredFile.objects.get()
    assert portrait_of(file.owner_uid) == file.uid
    with Image.open(io.BytesIO(content_of(file))) as image:
        assert (image.format, image.size) == ("JPEG", (160, 160))
    assert desk.get(f"/wenjian/{file.uid}").status_code == 200
    assert not Line.objects.filter(event=Event.RECORD_OPENED).exists()
    assert at_desk("P").get(f"/wenjian/{file.uid}").status_code == 404
    assert at_desk("P", role=Role.OFFICER).get(f"/wenjian/{file.uid}").status_code == 403
    large = picture("JPEG").ljust(2 * MB + 1, b"\0")
    refused = desk.post(PORTRAIT, {"do": "preview", "file": chosen("我.jpg", large)})
    assert "单张照片上传不可超过2M" in refused.content.decode()


def test_the_part_stands_alone_in_a_dialog(person: Member, at_desk: SignIn) -> None:
    part = at_desk("T1").get(page_of(person), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "孙桂芝的照片" in part
    assert 'enctype="multipart/form-data"' in part


def test_a_photo_costs_the_record_no_further_question(person: Member, at_desk: SignIn) -> None:
    desk, asked = at_desk("T1"), []
    desk.get(f"{RECORD}/{person.uid}")
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(f"{RECORD}/{person.uid}").status_code == 200
        asked.append(len(queries))
        saved(desk, page_of(person), "照片.jpg", picture("JPEG"))
        desk.get(f"{RECORD}/{person.uid}")
    assert asked[0] == asked[1]
