"""A photo on <直管党员补录>: looked at, carried along, stored with the record (MEM-01, GEN-03)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from PIL import Image

from dengta.accounts.models import Draft
from dengta.accounts.rules.drafts import Form
from dengta.files.models import StoredFile
from dengta.files.queries import content_of, photo_of
from dengta.members.models import Member
from dengta.web.drafts import FIELD
from tests.files.making import picture
from tests.web.files.test_views import hidden
from tests.web.members.conftest import SignIn, at_desk
from tests.web.members.test_enrolment import address, known_to_the_register, typed
from tests.world import Province

__all__ = ["at_desk"]


@pytest.fixture(autouse=True)
def _disk(tmp_path: Path) -> Iterator[None]:
    with override_settings(DENGTA_DATA=tmp_path):
        yield


def chosen(content: bytes, name: str = "IMG_0001.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.spec("MEM-01", "GEN-03", "MEM-11")
def test_the_photo_is_carried_along_and_stored_with_the_record(
    province: Province, at_desk: SignIn
) -> None:
    form: dict[str, Any] = typed()
    known_to_the_register(form)
    desk, page = at_desk("T1"), address(province)
    shown = desk.post(page, {**form, "do": "look"})
    assert "请上传1寸照片" in shown.content.decode()
    looked = desk.post(page, {**form, "do": "photo", "photo": chosen(picture("JPEG", (900, 900)))})
    assert looked.status_code == 200
    assert "data:image/jpeg;base64," in looked.content.decode()
    form["picture"] = hidden(looked, "picture")
    asked = desk.post(page, {**form, "do": "ask"})
    assert hidden(asked, "picture") == form["picture"]
    assert not StoredFile.objects.exists()
    saved = desk.post(page, {**form, "do": "save"})
    assert saved.status_code == 303
    member = Member.objects.get()
    photo = photo_of(member.uid)
    file = StoredFile.objects.get()
    assert file.uid == photo
    with Image.open(io.BytesIO(content_of(file))) as image:
        assert (image.format, image.size) == ("JPEG", (120, 168))
    assert f"/wenjian/{photo}" in desk.get(saved["Location"]).content.decode()


@pytest.mark.spec("GEN-03")
def test_a_photo_chosen_while_saving_is_looked_at_first(
    province: Province, at_desk: SignIn
) -> None:
    form = typed()
    known_to_the_register(form)
    desk, page = at_desk("T1"), address(province)
    desk.post(page, {**form, "do": "ask"})
    answer = desk.post(page, {**form, "do": "save", "photo": chosen(picture("JPEG"))})
    assert answer.status_code == 200
    assert hidden(answer, "picture")
    assert not Member.objects.exists()


@pytest.mark.spec("GEN-03")
def test_a_bad_photo_is_refused_in_its_box_and_what_was_typed_stays(
    province: Province, at_desk: SignIn
) -> None:
    desk, form = at_desk("T1"), typed()
    answer = desk.post(
        address(province), {**form, "do": "photo", "photo": chosen(b"<html>", "照片.png")}
    )
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "内容却不是，而是网页" in body
    assert form["address"] in body
    stray = desk.post(address(province), {**form, "do": "save", "picture": "QUJD"})
    assert stray.status_code == 422
    assert not Member.objects.exists()


@pytest.mark.spec("GEN-11")
def test_a_refused_record_stores_no_photo(province: Province, at_desk: SignIn) -> None:
    desk, form = at_desk("T1"), typed()
    page = address(province)
    looked = desk.post(page, {**form, "do": "photo", "photo": chosen(picture("JPEG"))})
    form["picture"] = hidden(looked, "picture")
    refused = desk.post(page, {**form, "do": "save"})
    assert refused.status_code == 422
    assert hidden(refused, "picture") == form["picture"]
    assert not StoredFile.objects.exists()


@pytest.mark.spec("GEN-12")
def test_a_half_filled_form_comes_back_with_its_photo(province: Province, at_desk: SignIn) -> None:
    desk, form = at_desk("T1"), typed()
    page = address(province)
    noise = Image.effect_noise((900, 900), 200).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "PNG")
    looked = desk.post(page, {**form, "do": "photo", "photo": chosen(out.getvalue(), "噪.png")})
    form["picture"] = hidden(looked, "picture")
    key = f"{Form.ENROLMENT}/{province['B1'].uid}"
    desk.post(page, {**form, "do": "save", FIELD: key})
    assert Draft.objects.count() == 1
    again = desk.get(page)
    assert hidden(again, "picture") == form["picture"]
