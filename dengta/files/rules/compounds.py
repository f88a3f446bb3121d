"""doc, xls, ppt and wps of the older kind: the right stream in it, no macros, no other programs."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

from dengta.files.rules import signatures
from dengta.files.rules.compound_file import BadCompound, Compound
from dengta.refusal import Refusal

MAIN: dict[str, tuple[str, ...]] = {
    "doc": ("WordDocument",),
    "wps": ("WordDocument",),
    "xls": ("Workbook", "Book"),
    "ppt": ("PowerPoint Document",),
}
"""Ending → the stream that makes it one; the first that is there counts."""

MACROS = frozenset(
    [
        "vba",
        "macros",
        "_vba_project_cur",
        "_vba_project",
        "vbaproject.bin",
        "projectwm",
        "projectlk",
    ]
)
"""Storages and streams in which macros lie, in small letters."""
LOCKED = frozenset(["encryptedpackage", "encryptioninfo", "encryptedsummary", "drmcontent"])
PACKAGES = frozenset({"\x01ole10native", "package"})
"""Streams that hold whole other files."""

MOST_OF_AN_OBJECT = 20 * 1024 * 1024
MOST_RECORDS = 1_000_000
_DDE = re.compile(rb"\x13\s*DDE|\x13\0(?:\s\0)*D\0D\0E\0", re.I)

HAS_MACROS = "这个文件里有宏（会自动运行的程序），不安全。请另存为不带宏的文件后再上传。"
HAS_FILES = "这个文件里夹带了别的文件，不安全。请删去嵌入的文件，另存后再上传。"
HAS_LINKS = "这个文件里有调用其他程序的内容，不安全。请删去后另存，再上传。"
HAS_PASSWORD = "这个文件设了密码，检查不了。请取消密码，另存后再上传。"


def refuse_active_document(content: bytes, ending: str) -> None:
    """Refuse (field ``file``) what is no whole ``ending`` file (doc, wps, xls, ppt), holds macros,
    other files or calls of other programs, has a password, or hides something behind its end."""
    try:
        compound = Compound(content)
        _refuse_names(compound)
        found = next((e for n in MAIN[ending] if (e := compound.find(n)) is not None), None)
        if found is None:
            raise _refused(_what_else(compound, ending))
        main = compound.read(found)
        if ending == "xls":
            _refuse_active_sheets(main)
        elif ending == "ppt":
            _refuse_active_slides(main, compound)
        else:
            _refuse_active_text(main)
        if signatures.hides_something(compound.tail):
            raise _refused(HAS_FILES)
    except (BadCompound, struct.error) as error:
        raise _refused(
            f"这个文件不完整，或不是真正的 {ending} 文件。请用 Office 或 WPS 打开，另存后再上传。"
        ) from error


def refuse_active_compound(content: bytes) -> None:
    """Refuse an object inside a document that holds macros or whole files; any sort of object."""
    try:
        _refuse_names(Compound(content))
    except BadCompound as error:
        raise _refused(HAS_FILES) from error


def _refuse_names(compound: Compound) -> None:
    names = compound.all_names
    if names & LOCKED or any(name.startswith("\x06dataspaces") for name in names):
        raise _refused(HAS_PASSWORD)
    if names & MACROS:
        raise _refused(HAS_MACROS)
    if names & PACKAGES:
        raise _refused(HAS_FILES)


def _what_else(compound: Compound, ending: str) -> str:
    for other, streams in MAIN.items():
        if any(compound.find(stream) for stream in streams):
            return f"这个文件的内容不是 {ending}，而是 {other}。请把扩展名改为 .{other}。"
    return f"这个文件的内容不是 {ending}。请用 Office 或 WPS 打开，另存后再上传。"


def _refuse_active_text(stream: bytes) -> None:
    """The main stream of a doc or wps."""
    magic, flags = struct.unpack_from("<H8xH", stream)
    if magic not in {0xA5EC, 0xA5DC}:
        raise BadCompound
    if flags & 0x0100:
        raise _refused(HAS_PASSWORD)
    if _DDE.search(stream):
        raise _refused(HAS_LINKS)


def _refuse_active_sheets(stream: bytes) -> None:
    """The main stream of an xls: records of identifier, length and body."""
    begun = False
    for identifier, body in _sheet_records(stream):
        if not begun:
            if identifier not in {0x0009, 0x0209, 0x0409, 0x0809}:
                raise BadCompound
            begun = True
        if identifier == 0x002F:
            raise _refused(HAS_PASSWORD)
        if identifier == 0x0085 and len(body) > 5 and body[5] in {1, 6}:
            raise _refused(HAS_MACROS)
        if identifier == 0x00D3:
            raise _refused(HAS_MACROS)
        if identifier == 0x01AE and _calls_a_program(body):
            raise _refused(HAS_LINKS)
    if not begun:
        raise BadCompound


def _sheet_records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        identifier, length = struct.unpack_from("<HH", stream, at)
        if identifier == 0 and length == 0:
            return
        if at + 4 + length > len(stream):
            raise BadCompound
        yield identifier, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _calls_a_program(body: bytes) -> bool:
    """Whether an external book is none, but a conversation with a program (DDE, OLE)."""
    if len(body) < 4:
        return False
    sheets, letters = struct.unpack_from("<HH", body)
    return sheets == 0 and letters not in {0x0401, 0x3A01} and b"\x03" in body[4:]


def _refuse_active_slides(stream: bytes, compound: Compound) -> None:
    """The main stream of a ppt: records, some of which hold records."""
    user = compound.find("Current User")
    if user is None:
        raise BadCompound
    (token,) = struct.unpack_from("<12xI", compound.read(user))
    if token == 0xF3D1C4DF:
        raise _refused(HAS_PASSWORD)
    if token != 0xE391C05F:
        raise BadCompound
    for kind, instance, body in _slide_records(stream):
        if kind == 0x0400 and len(body) >= 8 and struct.unpack_from("<I", body, 4)[0]:
            raise _refused(HAS_MACROS)
        if kind == 0x0FEE:
            raise _refused(HAS_LINKS)
        if kind == 0x0FF3 and len(body) > 8 and body[8] in {1, 2}:
            raise _refused(HAS_LINKS)
        if kind == 0x1011:
            _refuse_active_object(body, packed=instance == 1)


def _slide_records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Kind, instance and body of every record that holds no others."""
    at = count = 0
    while at + 8 <= len(stream):
        head, kind, length = struct.unpack_from("<HHI", stream, at)
        count += 1
        if count > MOST_RECORDS:
            raise BadCompound
        at += 8
        if head & 0xF == 0xF:
            continue
        if at + length > len(stream):
            raise BadCompound
        yield kind, head >> 4, stream[at : at + length]
        at += length


def _refuse_active_object(body: bytes, *, packed: bool) -> None:
    if packed:
        engine = zlib.decompressobj()
        try:
            body = engine.decompress(body[4:], MOST_OF_AN_OBJECT)
        except zlib.error as error:
            raise BadCompound from error
        if not engine.eof:
            raise BadCompound
    if body.startswith(signatures.COMPOUND):
        refuse_active_compound(body)
    elif body.startswith((b"MZ", b"\x7fELF", signatures.PACKAGE)):
        raise _refused(HAS_FILES)


def _refused(sentence: str) -> Refusal:
    return Refusal(sentence, field="file")
