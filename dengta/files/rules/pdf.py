"""PDF: a document that only shows pages. Scripts, programs, sending forms, other files are out.

Every indirect object is read, wherever in the file it begins, and every object stream is opened: a
reader finds objects by their offset, so nothing may be skipped because it lies inside something
else. What cannot be read (a password, an unusual filter) is refused, since it cannot be checked.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from dengta.files.rules import signatures
from dengta.files.rules.pdf_words import Budget, TooLong, Word, words
from dengta.refusal import Refusal

ACTIVE: dict[bytes, str] = {
    b"JavaScript": "脚本",
    b"JS": "脚本",
    b"Launch": "启动程序的指令",
    b"SubmitForm": "向外发送内容的表单",
    b"ImportData": "读取外部内容的表单",
    b"XFA": "带脚本的表单",
    b"RichMedia": "影音或动画",
    b"Rendition": "影音或动画",
    b"Movie": "影音或动画",
    b"GoToE": "夹带的文件",
    b"EmbeddedFile": "夹带的文件",
    b"EmbeddedFiles": "夹带的文件",
    b"EF": "夹带的文件",
}
"""Names that make a PDF do something, and what they mean."""

MOST_OF_A_STREAM = 16 * 1024 * 1024
"""Bytes of one object stream, opened."""
MOST_UNPACKED = 128 * 1024 * 1024
"""Bytes of all streams of a file, opened: 26 times the largest file."""
STEP = 65_536

_HEADER = re.compile(rb"%PDF-(1\.[0-7]|2\.0)[\0\t\n\f\r ]")
_ANY_HEADER = re.compile(rb"%PDF-\d")
_OBJECT = re.compile(rb"(?<!end)obj(?![A-Za-z0-9])")
_TRAILER = re.compile(rb"trailer")
_END = re.compile(rb"startxref[\0\t\n\f\r ]+(\d{1,10})[\0\t\n\f\r ]+%%EOF[\0\t\n\f\r ]*\Z")
_TABLE = re.compile(rb"[\0\t\n\f\r ]*(?:xref|\d+[\0\t\n\f\r ]+\d+[\0\t\n\f\r ]+obj)")
_FLATE = frozenset({b"FlateDecode", b"Fl"})
_OPENING = frozenset({b"<<", b"["})
_CLOSING = frozenset({b">>", b"]"})

UNREADABLE = "这个 PDF 的内部结构检查不了。请打开它，重新打印（另存）成 PDF 后再上传。"


def refuse_active_pdf(content: bytes) -> None:
    """Refuse (field ``file``) what is no whole PDF, holds anything active or hides another file."""
    if not _HEADER.match(content):
        raise _refused("这个 PDF 的开头不对，可能已经损坏。请重新打印（另存）成 PDF 后再上传。")
    end = _END.search(content, max(0, len(content) - 2048))
    if end is None or not _TABLE.match(content, int(end[1])):
        raise _refused("这个 PDF 不完整，或结尾有多余的内容。请重新打印（另存）成 PDF 后再上传。")
    if len(_ANY_HEADER.findall(content)) > 1 or _hides_another(content):
        raise _refused("这个 PDF 里夹带了别的文件，不安全。请重新打印（另存）成 PDF 后再上传。")
    try:
        seen = _names(content)
    except TooLong as error:
        raise _refused(UNREADABLE) from error
    if b"Encrypt" in seen:
        raise _refused("这个 PDF 设了密码或限制，检查不了。请取消密码，另存后再上传。")
    for name, what in ACTIVE.items():
        if name in seen:
            raise _refused(f"这个 PDF 里有{what}，不安全。请重新打印（另存）成 PDF 后再上传。")
    if b"Catalog" not in seen or b"Page" not in seen:
        raise _refused("这个 PDF 里没有页面。请重新打印（另存）成 PDF 后再上传。")


def _hides_another(content: bytes) -> bool:
    return signatures.is_archive_too(content) or signatures.foreign_code(content[8:])


def _names(content: bytes) -> set[bytes]:
    """Every name in every object and trailer of the file; raises :class:`TooLong`."""
    budget = Budget(len(content) * 2 + STEP)
    room = _Room(MOST_UNPACKED)
    seen: set[bytes] = set()
    for match in _TRAILER.finditer(content):
        for word in _until(words(content, match.end(), budget), b"startxref"):
            _note(word, seen)
    for match in _OBJECT.finditer(content):
        seen |= _names_of_object(content, match.end(), budget, room)
    return seen


def _names_of_object(content: bytes, at: int, budget: Budget, room: _Room) -> set[bytes]:
    seen: set[bytes] = set()
    found: list[Word] = []
    for word in words(content, at, budget):
        if word.kind == "plain" and word.text in {b"endobj", b"obj"}:
            break
        if word.kind == "plain" and word.text == b"stream":
            _open_stream(content, word.end, found, seen, room)
            break
        found.append(word)
        _note(word, seen)
    return seen


def _note(word: Word, seen: set[bytes]) -> None:
    if word.kind == "name":
        seen.add(word.text)


def _until(found: Iterator[Word], stop: bytes) -> Iterator[Word]:
    for word in found:
        if word.kind == "plain" and word.text == stop:
            return
        yield word


class _Room:
    """How many bytes may still come out of streams."""

    def __init__(self, most: int) -> None:
        self.left = most

    def take(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise _refused("这个 PDF 解开后太大，打不开。请减少页数或图片后另存，再上传。")


def _open_stream(
    content: bytes, at: int, dictionary: list[Word], seen: set[bytes], room: _Room
) -> None:
    """Look into the stream that begins after the word ``stream`` at ``at``: names of an object
    stream join ``seen``, any other is only unpacked as far as there is room."""
    if content[at : at + 2] == b"\r\n":
        at += 2
    elif content[at : at + 1] in {b"\n", b"\r"}:
        at += 1
    entries = _entries(dictionary)
    filters = [each.text for each in entries.get(b"Filter", ()) if each.kind == "name"]
    if sum(each in _FLATE for each in filters) > 1:
        raise _refused(UNREADABLE)
    if b"ObjStm" in seen or {b"First", b"N"} <= entries.keys():
        if len(filters) != 1 or filters[0] not in _FLATE or b"DecodeParms" in seen:
            raise _refused(UNREADABLE)
        opened = bytearray()
        for part in _unpacked(content, at, room, whole=True):
            opened += part
            if len(opened) > MOST_OF_A_STREAM:
                raise _refused(UNREADABLE)
        seen |= _names_of_object_stream(bytes(opened), entries)
    elif filters[:1] and filters[0] in _FLATE:
        for _part in _unpacked(content, at, room, whole=False):
            pass


def _entries(dictionary: list[Word]) -> dict[bytes, list[Word]]:
    """The dictionary's own keys with their values; a key that stands twice is refused, since two
    readers could take either."""
    found: dict[bytes, list[Word]] = {}
    depth, key = 0, b""
    for word in dictionary:
        opens, closes = word.text in _OPENING, word.text in _CLOSING
        depth -= word.kind == "mark" and closes
        if depth == 1:
            if word.kind == "name" and not (key and not found[key]):
                key = word.text
                if key in found:
                    raise _refused(UNREADABLE)
                found[key] = []
            elif key:
                found[key].append(word)
        elif depth > 1 and key:
            found[key].append(word)
        depth += word.kind == "mark" and opens
    return found


def _unpacked(content: bytes, at: int, room: _Room, *, whole: bool) -> Iterator[bytes]:
    """What a packed stream holds, in parts; a damaged one ends early, or is refused when it has to
    be ``whole``."""
    engine = zlib.decompressobj()
    try:
        while at < len(content) and not engine.eof:
            waiting = content[at : at + STEP]
            at += STEP
            while waiting and not engine.eof:
                part = engine.decompress(waiting, STEP * 16)
                room.take(len(part))
                yield part
                waiting = engine.unconsumed_tail
    except zlib.error:
        pass
    if whole and not engine.eof:
        raise _refused(UNREADABLE)


def _names_of_object_stream(opened: bytes, entries: dict[bytes, list[Word]]) -> set[bytes]:
    """Names of each object in an opened object stream, found by its own table of offsets."""
    given = entries.get(b"First", [])
    if len(given) != 1 or not given[0].text.isdigit() or int(given[0].text) > len(opened):
        raise _refused(UNREADABLE)
    first = int(given[0].text)
    numbers = opened[:first].split()
    if not all(number.isdigit() for number in numbers) or len(numbers) % 2:
        raise _refused(UNREADABLE)
    budget = Budget(len(opened) * 2 + STEP)
    seen: set[bytes] = set()
    for offset in {int(number) for number in numbers[1::2]}:
        depth = 0
        for word in words(opened, first + offset, budget):
            _note(word, seen)
            if word.kind == "mark":
                depth += (word.text in _OPENING) - (word.text in _CLOSING)
            if depth <= 0:
                break
    return seen


def _refused(sentence: str) -> Refusal:
    return Refusal(sentence, field="file")
