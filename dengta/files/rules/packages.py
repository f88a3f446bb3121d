"""docx, xlsx, pptx: the package has its main part, only parts that a document needs, no macros."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote
from xml.parsers import expat

from dengta.files.rules import compounds, signatures
from dengta.files.rules.archives import Archive, BadArchive, Locked, TooLarge
from dengta.refusal import Refusal

MAIN: dict[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}
"""Ending → content type of the part that everything hangs on."""

PICTURES = frozenset({
    "png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "emf", "wmf", "emz", "wmz", "tif",
    "tiff", "wdp", "svg", "ico",
})  # fmt: skip
OTHERS = frozenset({
    "xml", "rels", "vml", "bin", "odttf", "fntdata", "ttf", "mp3", "mp4", "m4a", "wav",
    "wmv", "avi", "mov", "mpg", "mpeg", "vsdx", "data",
})  # fmt: skip
EMBEDDED_OLD = frozenset(["doc", "xls", "ppt"])
PARTS = PICTURES | OTHERS | EMBEDDED_OLD | MAIN.keys()
"""Endings of parts that occur in documents."""
AS_XML = frozenset({"xml", "rels", "vml"})

MACROS = re.compile(
    r"vba(project|data)|macro(enabled|sheet)|ms-office\.vba|/macrosheets/|/dialogsheets/", re.I
)
ACTIVE = re.compile(r"activex|/customui/.*\.(?!xml|png|rels)", re.I)
REMOTE = frozenset({"attachedTemplate", "oleObject", "frame", "subDocument", "aFChunk", "control"})
"""Relationships that fetch or run something when they lead out of the document."""
DDE = re.compile(r"\bdde(auto)?\b", re.I)

MACROS_WORD = "宏（会自动运行的程序）"


def refuse_active_package(content: bytes, ending: str, depth: int = 0) -> None:
    """Refuse (field ``file``) what is no whole docx, xlsx or pptx, holds macros or other programs,
    or would take too much room. ``depth`` counts documents inside documents, at most one."""
    try:
        archive = Archive(content)
        _refuse_parts(archive)
        types = _Types(archive)
        _refuse_macros(archive, types)
        _refuse_another_main(archive, types, ending)
        for name in archive.names:
            _refuse_part(archive, name, depth)
    except Locked as error:
        raise _refused("这个文件设了密码，检查不了。请取消密码，另存后再上传。") from error
    except TooLarge as error:
        raise _refused("这个文件解开后太大，打不开。请删减内容或图片，另存后再上传。") from error
    except (BadArchive, expat.ExpatError, KeyError, UnicodeError) as error:
        raise _refused(
            f"这个文件不完整，或不是真正的 {ending} 文件。请用 Office 或 WPS 打开，另存后再上传。"
        ) from error


def _ending(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[2].lower()


def _refuse_parts(archive: Archive) -> None:
    for name in archive.names:
        if not name.endswith("/") and _ending(name) not in PARTS:
            raise _refused(
                f"这个文件里夹带了别的文件（{posixpath.basename(name)[:40]}），不安全。"
                "请删去后另存，再上传。"
            )


def _refuse_macros(archive: Archive, types: _Types) -> None:
    everything = [f"/{name}" for name in archive.names] + types.all
    if any(MACROS.search(each) for each in everything):
        raise _refused(f"这个文件里有{MACROS_WORD}，不安全。请另存为不带宏的文件后再上传。")
    if any(ACTIVE.search(each) for each in everything):
        raise _refused("这个文件里有会运行的控件，不安全。请删去控件，另存后再上传。")


def _refuse_another_main(archive: Archive, types: _Types, ending: str) -> None:
    mains = [
        posixpath.normpath(posixpath.join("/", unquote(target)))[1:]
        for kind, target, _mode in _relationships(archive, "_rels/.rels")
        if kind == "officeDocument"
    ]
    if len(mains) != 1 or mains[0] not in archive.names:
        raise BadArchive
    if types.of(mains[0]) != MAIN[ending]:
        other = next((e for e, main in MAIN.items() if main == types.of(mains[0])), "")
        more = f"它是 .{other} 文件，请把扩展名改为 .{other}。" if other else "请另存后再上传。"
        raise _refused(f"这个文件的内容不是 {ending}。{more}")


def _refuse_part(archive: Archive, name: str, depth: int) -> None:
    ending = _ending(name)
    if ending in AS_XML:
        if ending == "rels":
            _refuse_remote(archive, name)
        else:
            _refuse_active_words(archive, name)
    elif ending in MAIN:
        if depth:
            raise _refused("这个文件里嵌套了太多层文件，检查不了。请删去嵌入的文件后再上传。")
        refuse_active_package(archive.read(name), ending, depth + 1)
    elif ending == "bin" or ending in EMBEDDED_OLD:
        _refuse_active_binary(archive.read(name))
    else:
        for _part in archive.parts(name):
            pass


def _refuse_active_binary(content: bytes) -> None:
    if content.startswith(signatures.COMPOUND):
        compounds.refuse_active_compound(content)
    elif content.startswith((b"MZ", b"\x7fELF", b"#!", signatures.PACKAGE)):
        raise _refused("这个文件里夹带了程序或压缩包，不安全。请删去后另存，再上传。")


class _Types:
    """Content types of the parts, as ``[Content_Types].xml`` gives them."""

    def __init__(self, archive: Archive) -> None:
        self._by_name: dict[str, str] = {}
        self._by_ending: dict[str, str] = {}
        for tag, attributes in _elements(archive, "[Content_Types].xml"):
            if tag == "Override":
                self._by_name[attributes["PartName"].casefold()] = attributes["ContentType"]
            elif tag == "Default":
                self._by_ending[attributes["Extension"].casefold()] = attributes["ContentType"]
        self.all = [*self._by_name.values(), *self._by_ending.values()]

    def of(self, name: str) -> str:
        """The content type of the part ``name``; "" for none."""
        by_ending = self._by_ending.get(_ending(name), "")
        return self._by_name.get(f"/{name}".casefold(), by_ending)


def _relationships(archive: Archive, name: str) -> Iterator[tuple[str, str, str]]:
    """Kind (the last word of its type), target and mode of each relationship."""
    for tag, attributes in _elements(archive, name):
        if tag == "Relationship":
            kind = attributes["Type"].rpartition("/")[2]
            yield kind, attributes["Target"], attributes.get("TargetMode", "")


def _refuse_remote(archive: Archive, name: str) -> None:
    for kind, target, mode in _relationships(archive, name):
        if kind in REMOTE and mode == "External":
            raise _refused(
                "这个文件打开时会读取外面的内容，不安全。请取消链接的模板和对象，另存后再上传。"
            )
        if target.lower().startswith(("javascript:", "vbscript:", "data:")):
            raise _refused("这个文件里有会运行脚本的链接，不安全。请删去链接，另存后再上传。")


def _elements(archive: Archive, name: str) -> list[tuple[str, dict[str, str]]]:
    """Local name and attributes of each element of an XML part; it must be one without a DTD."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()

    def start(tag: str, attributes: dict[str, str]) -> None:
        found.append((tag.rpartition(" ")[2], attributes))

    parser.StartElementHandler = start
    _parse(parser, archive, name)
    return found


def _refuse_active_words(archive: Archive, name: str) -> None:
    """Look through a part: well formed, no DTD, no field that calls another program."""
    parser = _parser()
    if name.startswith("word/"):
        _watch_instructions(parser)
    elif "/externalLinks/" in name:
        parser.StartElementHandler = _refuse_link
    _parse(parser, archive, name)


def _watch_instructions(parser: Any) -> None:
    heard: list[str] = []
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        word = tag.rpartition(" ")[2]
        if word == "instrText":
            inside = True
        elif word == "fldChar":
            heard.clear()
        elif word == "fldSimple":
            _refuse_dde(" ".join(attributes.values()))

    def end(tag: str) -> None:
        nonlocal inside
        if tag.rpartition(" ")[2] == "instrText":
            inside = False
            _refuse_dde("".join(heard))

    def text(letters: str) -> None:
        if inside:
            heard.append(letters)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text


def _refuse_dde(instruction: str) -> None:
    if DDE.search(instruction):
        raise _refused("这个文件里有调用其他程序的域（DDE），不安全。请删去后另存，再上传。")


def _refuse_link(tag: str, _attributes: dict[str, str]) -> None:
    if tag.rpartition(" ")[2] in {"ddeLink", "oleLink"}:
        _refuse_dde("dde")


def _parser() -> Any:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_dtd
    return parser


def _refuse_dtd(*_declared: object) -> None:
    raise BadArchive


def _parse(parser: Any, archive: Archive, name: str) -> None:
    for part in archive.parts(name):
        parser.Parse(part, False)
    parser.Parse(b"", True)


def _refused(sentence: str) -> Refusal:
    return Refusal(sentence, field="file")
