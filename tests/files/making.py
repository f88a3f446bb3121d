"""What hostile files are made of, and what good ones are: pictures, archives, documents."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from pathlib import Path

from PIL import Image, PngImagePlugin

from dengta.files.rules.kinds import MB
from tests.files.compound_writer import (
    CURRENT_USER,
    WORD,
    compound,
)

GOOD = Path(__file__).parent / "good"


def good(name: str) -> bytes:
    """A file that another program made."""
    return (GOOD / name).read_bytes()


# -- Pictures --------------------------------------------------------------------------------


def picture(form: str, size: tuple[int, int] = (60, 80), **how: object) -> bytes:
    """A small picture of colours."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, form, **how)
    return out.getvalue()


def huge_png(side: int = 20_000) -> bytes:
    """All white, and small as a file."""
    row = zlib.compressobj(9)
    line = b"\0" + b"\xff" * (side // 8)
    data = b"".join(row.compress(line) for _ in range(side)) + row.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, body) for kind, body in ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def huge_jpg(side: int = 20_000) -> bytes:
    """A small photo that says it is large."""
    content = bytearray(picture("JPEG"))
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", side, side)
    return bytes(content)


def huge_gif(side: int = 20_000) -> bytes:
    content = bytearray(picture("GIF"))
    content[6:10] = struct.pack("<HH", side, side)
    return bytes(content)


def huge_bmp(side: int = 20_000) -> bytes:
    content = bytearray(picture("BMP"))
    content[18:26] = struct.pack("<ii", side, side)
    return bytes(content)


def many_frames() -> bytes:
    """A GIF of 2,000 frames of 200 × 200 pixels."""
    head = b"GIF89a" + struct.pack("<HHBBB", 200, 200, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 200, 200, 0) + b"\x02\x02\x4c\x01\x00"
    return head + frame * 2_000 + b";"


def many_scans() -> bytes:
    """A photo of 8,000 × 4,000 pixels whose scans come again and again."""
    content = bytearray(picture("JPEG", progressive=True))
    at = content.index(b"\xff\xc2") + 5
    content[at : at + 4] = struct.pack(">HH", 4_000, 8_000)
    scan = content.index(b"\xff\xda")
    return bytes(content[:scan] + content[scan:-2] * 20 + b"\xff\xd9")


def png_with_text(text: str) -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", text)
    return picture("PNG", pnginfo=notes)


def png_with_packed_text() -> bytes:
    """A note of 20 MB in a small chunk."""
    content = picture("PNG")
    note = b"Comment\0\0" + zlib.compress(bytes(20 * MB), 9)
    return content[:33] + _chunk(b"zTXt", note) + content[33:]


def moving_png() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


GIF_AND_SCRIPT = b"GIF89a/*\x80\0\0\0*/=1;alert(1)//\x3b<script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
PAGE = b"<!doctype html><html><script>alert(1)</script></html>"


# -- Zip archives ----------------------------------------------------------------------------


def archive(parts: dict[str, bytes]) -> bytes:
    """A zip archive of ``parts``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def parts_of(name: str) -> dict[str, bytes]:
    """Parts of a good file, by name."""
    with zipfile.ZipFile(GOOD / name) as found:
        return {part: found.read(part) for part in found.namelist()}


def with_part(name: str, part: str, content: bytes) -> bytes:
    return archive({**parts_of(name), part: content})


def with_macros(name: str, folder: str) -> bytes:
    return with_part(name, f"{folder}/vbaProject.bin", compound(VBA))


def replaced(name: str, part: str, old: bytes, new: bytes) -> bytes:
    """A good file in which one part reads differently."""
    parts = parts_of(name)
    assert old in parts[part], f"{old!r} is not in {part}"
    parts[part] = parts[part].replace(old, new)
    return archive(parts)


def with_type(name: str, old: bytes, new: bytes) -> bytes:
    return replaced(name, "[Content_Types].xml", old, new)


def with_relationship(name: str, rels: str, kind: bytes, target: bytes) -> bytes:
    start = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    line = (
        b'<Relationship Id="rX1" Type="' + start + kind + b'" Target="' + target
        + b'" TargetMode="External"/></Relationships>'
    )  # fmt: skip
    return replaced(name, rels, b"</Relationships>", line)


def zip_bomb() -> bytes:
    """A document with a picture of 150 MB of nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for part, content in parts_of("roster.docx").items():
            made.writestr(part, content)
        with made.open("word/media/image1.bmp", "w", force_zip64=False) as part_file:
            for _ in range(150):
                part_file.write(bytes(MB))
    return out.getvalue()


def lying_zip_bomb() -> bytes:
    """The same, saying that the picture has a thousand bytes."""
    content = bytearray(zip_bomb_small())
    real = struct.pack("<I", 150 * MB)
    while (at := content.find(real)) >= 0:
        content[at : at + 4] = struct.pack("<I", 1_000)
    return bytes(content)


def zip_bomb_small() -> bytes:
    return with_part("roster.docx", "word/media/image1.bmp", bytes(150 * MB))


def overlapping() -> bytes:
    """Two hundred names for the one packed part of 5 MB (a bomb without any repetition)."""
    content = with_part("roster.docx", "word/media/image1.bmp", bytes(5 * MB))
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        start = found.start_dir
        size = len(content) - 22 - start
    directory = content[start : start + size]
    entry_at = directory.rindex(b"PK\x01\x02")
    entry = directory[entry_at:]
    more = b"".join(entry.replace(b"image1.bmp", f"im{n:04}.bmp".encode()) for n in range(200))
    count = struct.unpack_from("<H", content, len(content) - 12)[0] + 200
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, size + len(more), start, 0)
    return content[:start] + directory + more + end


def many_entries() -> bytes:
    return archive({**parts_of("roster.docx"), **{f"word/{n}.xml": b"<a/>" for n in range(4_000)}})


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]><w:document>&c;</w:document>"""

WORD_MAIN = b"wordprocessingml.document.main+xml"


def dde_field(split: bool) -> bytes:
    """A field that would start a program; ``split`` over several runs, as it is hidden."""
    words = [b"DDE", b"AUTO c:\\\\windows\\\\cmd.exe"] if split else [b"DDEAUTO cmd"]
    runs = b"".join(b"<w:r><w:instrText>" + word + b"</w:instrText></w:r>" for word in words)
    field = b'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>' + runs + b"</w:p>"
    return replaced("roster.docx", "word/document.xml", b"<w:body>", b"<w:body>" + field)


# -- PDF -------------------------------------------------------------------------------------


def pdf(*objects: bytes, catalog: bytes = b"", trailer: bytes = b"", first: bytes = b"") -> bytes:
    """A PDF of one empty page; ``objects`` are numbered from 4, ``catalog`` stands in the catalog,
    ``first`` stands behind the header."""
    all_objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >>",
        *objects,
    ]
    out = b"%PDF-1.7\n" + first
    places = []
    for number, each in enumerate(all_objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R " % (len(places) + 1) + trailer + b" >>\n"
    return out + b"startxref\n%d\n%%%%EOF\n" % start


def stream(dictionary: bytes, content: bytes) -> bytes:
    return (
        b"<< "
        + dictionary
        + b" /Length %d >>\nstream\n" % len(content)
        + content
        + (b"\nendstream")
    )


def object_stream(*objects: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    """Objects 10, 11 … packed into one stream."""
    table, body = b"", b""
    for number, each in enumerate(objects, 10):
        table += b"%d %d " % (number, len(body))
        body += each + b" "
    packed = zlib.compress(table + body)
    if filters != b"/FlateDecode":
        packed = packed.hex().encode() + b">"
    return stream(
        b"/Type /ObjStm /N %d /First %d /Filter " % (len(objects), len(table)) + filters, packed
    )


SCRIPT = b"<< /S /JavaScript /JS (app.alert(1)) >>"


def hidden_by_a_string() -> bytes:
    """Object streams are read by their table: what stands before may open a string for ever."""
    table = b"10 2 "
    body = b"( " + SCRIPT
    return stream(
        b"/Type /ObjStm /N 1 /First %d /Filter /FlateDecode" % len(table),
        zlib.compress(table + body),
    )


# -- Older office files ----------------------------------------------------------------------

VBA = {("Macros", "VBA", "dir"): b"x", ("Macros", "PROJECT"): b'ID="{0}"'}
SHEET = struct.pack("<IBB", 0, 0, 0) + b"\x06\0Sheet1"
MACRO_SHEET = struct.pack("<IBB", 0, 1, 1) + b"\x06\0Macro1"


def document(**more: bytes) -> bytes:
    return compound({("WordDocument",): WORD, **{(name,): body for name, body in more.items()}})


def slides(records: bytes) -> bytes:
    return compound({("PowerPoint Document",): records, ("Current User",): CURRENT_USER})


def looping() -> bytes:
    """A compound file whose directory goes round and round."""
    content = bytearray(good("roster.doc"))
    start = (struct.unpack_from("<I", content, 48)[0] + 1) * 512
    for place in range(start + 128, start + 512, 128):
        content[place + 68 : place + 76] = struct.pack("<II", 1, 1)
    return bytes(content)


def noise(beginning: bytes, size: int = 20_000) -> bytes:
    return beginning + random.Random(beginning).randbytes(size)


def later(content: bytes) -> bytes:
    """A PDF that was changed once more, as readers and writers do, now with a script."""
    start = len(content)
    content += b"4 0 obj\n" + SCRIPT + b"\nendobj\n"
    table = len(content)
    content += b"xref\n4 1\n%010d 00000 n \n" % start
    content += b"trailer\n<< /Size 5 /Root 1 0 R /Prev %d >>\n" % content.index(b"xref")
    return content + b"startxref\n%d\n%%%%EOF\n" % table
