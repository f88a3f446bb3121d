"""What GEN-02 and GEN-03 take and refuse, and what a stored picture still knows."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from config.environment import ROOT
from dengta.files.rules.checking import checked
from dengta.files.rules.kinds import ALLOWED, MB, Kind
from dengta.refusal import Refusal
from tests.files import making as make
from tests.files.compound_writer import WORD, compound, sheet_records, slide_record
from tests.files.hostile import Hostile, hostile
from tests.files.making import GOOD, good, picture

SECONDS, MEMORY = 60, 200 * MB


@pytest.mark.spec("GEN-02", "GEN-03")
@pytest.mark.parametrize("each", hostile(), ids=lambda each: each.what)
def test_a_hostile_file_is_refused_with_a_sentence_that_says_why(each: Hostile) -> None:
    with pytest.raises(Refusal) as refused:
        checked(each.kind, each.name, each.content)
    (complaint,) = refused.value.complaints
    assert each.says in complaint.sentence
    assert complaint.sentence.endswith("。")
    assert complaint.field == "file"


@pytest.mark.spec("GEN-02", "GEN-03")
def test_all_hostile_files_together_take_little_time_and_memory(tmp_path: Path) -> None:
    assert len(hostile()) >= 80
    listed = []
    for number, each in enumerate(hostile()):
        (tmp_path / str(number)).write_bytes(each.content)
        listed.append((each.kind.value, each.name, str(tmp_path / str(number))))
    told = subprocess.run(
        [sys.executable, "-m", "tests.files.checking_process"],
        cwd=ROOT, input=json.dumps(listed), capture_output=True, text=True, check=True,
        timeout=SECONDS * 3,
    )  # fmt: skip
    refused, seconds, memory = json.loads(told.stdout)
    print(f"{refused} hostile files: {seconds:.1f} s, {memory / MB:.0f} MB")
    assert refused == len(hostile())
    assert seconds <= SECONDS
    assert memory <= MEMORY


@pytest.mark.spec("GEN-02")
@pytest.mark.parametrize(
    "name", [path.name for path in sorted(GOOD.iterdir()) if path.suffix[1:] in
             ALLOWED[Kind.ATTACHMENT].endings]
)  # fmt: skip
def test_files_of_other_programs_are_taken(name: str) -> None:
    found = checked(Kind.ATTACHMENT, name, good(name))
    assert found.name == name
    assert found.content == good(name) or found.media_type.startswith("image/")


@pytest.mark.spec("GEN-02")
def test_the_good_files_are_of_every_ending() -> None:
    made_here = {"bmp"}
    endings = {path.suffix[1:] for path in GOOD.iterdir()} | made_here
    assert set(ALLOWED[Kind.ATTACHMENT].endings) <= endings


INNOCENT: dict[str, tuple[str, Callable[[], bytes]]] = {
    "pdf": ("通知.pdf", lambda: make.pdf(b"<< /S /URI /URI (https://dengta.example.cn) >>")),
    "pdf that opens at a page": ("通知.PDF", lambda: make.pdf(catalog=b"/OpenAction [3 0 R /Fit]")),
    "pdf that writes of scripts": ("通知.pdf", lambda: make.pdf(b"<< /Title (/JavaScript /JS) >>")),
    "pdf with packed objects": ("通知.pdf", lambda: make.pdf(make.object_stream(b"<< /A /B >>"))),
    "pdf changed later": (
        "通知.pdf", lambda: make.later(make.pdf()).replace(make.SCRIPT, b"<< /A 1 >>".ljust(39)),
    ),
    "pdf with a packed picture": (
        "通知.pdf",
        lambda: make.pdf(make.stream(b"/Filter /FlateDecode", zlib.compress(bytes(MB)))),
    ),
    "docx with a picture": (
        "材料.docx",
        lambda: make.with_part("roster.docx", "word/media/image1.png", picture("PNG")),
    ),
    "pptx with a sheet": (
        "课件.pptx",
        lambda: make.with_part("slides.pptx", "ppt/embeddings/a.xlsx", good("table.xlsx")),
    ),
    "docx with a link": (
        "材料.docx",
        lambda: make.with_relationship(
            "roster.docx", "word/_rels/document.xml.rels", b"hyperlink", b"https://example.cn"
        ),
    ),
    "docx with a formula": (
        "材料.docx",
        lambda: make.with_part(
            "roster.docx", "word/embeddings/oleObject1.bin", compound({("Equation Native",): b"x"})
        ),
    ),
    "doc": ("材料.wps", lambda: compound({("WordDocument",): WORD})),
    "xls": ("表.xls", lambda: compound({("Workbook",): sheet_records((0x85, make.SHEET))})),
    "ppt": ("课件.ppt", lambda: make.slides(slide_record(0x0400, struct.pack("<III", 1, 0, 2)))),
    "ppt with an object": (
        "课件.ppt",
        lambda: make.slides(
            slide_record(0x1011, bytes(4) + zlib.compress(compound({("A",): b"x"})), instance=1)
        ),
    ),
    "dots in the name": ("2026.6.1 会议（第3次）.jpg", lambda: picture("JPEG")),
    "bmp": ("图.bmp", lambda: picture("BMP")),
    "grey photo": ("图.JPG", lambda: picture("JPEG")),
    "photo with what a telephone adds": ("图.jpg", lambda: picture("JPEG") + picture("JPEG")),
}  # fmt: skip


@pytest.mark.spec("GEN-02")
@pytest.mark.parametrize("what", INNOCENT)
def test_what_only_looks_a_little_like_a_hostile_file_is_taken(what: str) -> None:
    name, content = INNOCENT[what]
    assert checked(Kind.ATTACHMENT, name, content()).name == name


@pytest.mark.spec("GEN-02", "GEN-03")
@pytest.mark.parametrize("kind", Kind)
def test_exactly_the_limit_is_taken(kind: Kind) -> None:
    content = picture("JPEG").ljust(ALLOWED[kind].most, b"\0")
    assert checked(kind, "图.jpg", content)
    with pytest.raises(Refusal, match=r"不能超过|不可超过"):
        checked(kind, "图.jpg", content + b"\0")


def photo_with_a_place(turned: int = 1) -> bytes:
    """A photo that says where, when and by which camera it was taken, and how it was held."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0132], exif[0x0112] = "CAMERA-OF-MINE", "2026:06:01 12:00:00", turned
    exif.get_ifd(0x8825)[2] = (36.0, 11.0, 22.0)
    out = io.BytesIO()
    Image.linear_gradient("L").resize((80, 40)).convert("RGB").save(
        out, "JPEG", exif=exif, comment=b"COMMENT-OF-MINE", icc_profile=b"PROFILE-OF-MINE" * 20
    )
    return out.getvalue()


@pytest.mark.spec("GEN-02", "GEN-03")
@pytest.mark.parametrize("kind", Kind)
def test_what_a_camera_wrote_into_a_photo_is_gone(kind: Kind) -> None:
    before = photo_with_a_place()
    for said in (b"Exif", b"CAMERA-OF-MINE", b"2026:06:01", b"COMMENT-OF-MINE", b"PROFILE-OF"):
        assert said in before
        assert said not in checked(kind, "照片.jpg", before).content
    with Image.open(io.BytesIO(checked(kind, "照片.jpg", before).content)) as after:
        assert dict(after.getexif()) == {}


def test_what_a_png_and_a_gif_were_told_is_gone() -> None:
    out = io.BytesIO()
    Image.new("P", (9, 9)).save(out, "GIF", comment=b"COMMENT-OF-MINE")
    assert b"COMMENT-OF-MINE" in out.getvalue()
    stored = checked(Kind.ATTACHMENT, "图.gif", out.getvalue()).content
    assert b"COMMENT-OF-MINE" not in stored
    told = make.png_with_text("COMMENT-OF-MINE")
    assert b"COMMENT-OF-MINE" in told
    assert b"COMMENT-OF-MINE" not in checked(Kind.ATTACHMENT, "图.png", told).content


@pytest.mark.spec("GEN-02")
@pytest.mark.parametrize(("turned", "size"), [(1, (80, 40)), (3, (80, 40)), (6, (40, 80))])
def test_a_photo_held_sideways_stands_upright(turned: int, size: tuple[int, int]) -> None:
    stored = checked(Kind.ATTACHMENT, "照片.jpg", photo_with_a_place(turned)).content
    with Image.open(io.BytesIO(stored)) as image:
        assert image.size == size


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "BMP"])
def test_an_attached_picture_shows_the_same(form: str) -> None:
    before = picture(form)
    ending = {"JPEG": "jpg"}.get(form, form.lower())
    after = checked(Kind.ATTACHMENT, f"图.{ending}", before).content
    with Image.open(io.BytesIO(before)) as one, Image.open(io.BytesIO(after)) as other:
        assert one.size == other.size
        pairs = zip(one.convert("L").tobytes(), other.convert("L").tobytes(), strict=True)
        assert max(abs(a - b) for a, b in pairs) <= 8
    assert len(after) <= 2 * len(before) + 500


def test_a_moving_gif_still_moves() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=[100, 200, 300])
    stored = checked(Kind.ATTACHMENT, "图.gif", out.getvalue()).content
    with Image.open(io.BytesIO(stored)) as image:
        assert getattr(image, "n_frames", 1) == 3
        image.seek(2)
        assert image.convert("RGB").getpixel((5, 5)) == (0, 0, 255)
        assert image.info["duration"] == 300


@pytest.mark.spec("GEN-03")
@pytest.mark.parametrize("size", [(120, 168), (1200, 300), (30, 900), (4000, 3000)])
@pytest.mark.parametrize("ending", ["jpg", "jpeg", "gif", "png"])
def test_a_member_photo_is_stored_as_120_by_168(ending: str, size: tuple[int, int]) -> None:
    content = picture({"jpg": "JPEG", "jpeg": "JPEG"}.get(ending, ending.upper()), size)
    stored = checked(Kind.MEMBER_PHOTO, f"1.{ending}", content)
    assert (stored.name, stored.ending, stored.media_type) == ("照片.jpg", "jpg", "image/jpeg")
    with Image.open(io.BytesIO(stored.content)) as image:
        assert (image.format, image.size) == ("JPEG", (120, 168))


@pytest.mark.spec("GEN-03")
def test_a_photo_that_comes_back_from_its_preview_stays_the_same_to_the_eye() -> None:
    shown = checked(Kind.MEMBER_PHOTO, "照片.png", picture("PNG", (900, 700))).content
    saved = checked(Kind.MEMBER_PHOTO, "照片.jpg", shown).content
    with Image.open(io.BytesIO(shown)) as one, Image.open(io.BytesIO(saved)) as other:
        pairs = zip(one.convert("L").tobytes(), other.convert("L").tobytes(), strict=True)
        assert max(abs(a - b) for a, b in pairs) <= 4


def test_what_can_be_seen_through_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (120, 168), (255, 0, 0, 0)).save(out, "PNG")
    stored = checked(Kind.MEMBER_PHOTO, "照片.png", out.getvalue()).content
    with Image.open(io.BytesIO(stored)) as image:
        assert image.convert("RGB").getpixel((60, 60)) == (255, 255, 255)


ORIGINALS = [path.name for path in sorted(GOOD.iterdir()) if path.suffix in
             {".docx", ".doc", ".xls", ".ppt", ".pdf", ".png", ".gif", ".jpg"}]  # fmt: skip


@pytest.mark.spec("GEN-02")
@given(
    name=st.sampled_from(ORIGINALS),
    place=st.floats(0, 1, exclude_max=True),
    what=st.binary(min_size=1, max_size=8),
    cut=st.booleans(),
)
def test_any_input_damages_no_more_than_the_file(
    name: str, place: float, what: bytes, cut: bool
) -> None:
    content = bytearray(good(name))
    at = int(place * len(content))
    content[at : len(content) if cut else at + len(what)] = what
    assert taken(Kind.ATTACHMENT, name, bytes(content)) in {True, False}


@given(name=st.text(max_size=120), kind=st.sampled_from(Kind))
def test_any_input_as_a_name_is_refused_or_harmless(name: str, kind: Kind) -> None:
    if taken(kind, f"{name}.jpg", picture("JPEG")):
        assert not set(name) & set('/\\\0\n\r:*?"<>|')


def taken(kind: Kind, name: str, content: bytes) -> bool:
    """Whether it is taken; anything but a refusal is raised."""
    try:
        checked(kind, name, content)
    except Refusal:
        return False
    return True
