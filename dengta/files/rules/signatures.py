"""What bytes are, by their first ones; and signs that one file hides another."""

from __future__ import annotations

import re
import struct

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of the older office files."""
PACKAGE = b"PK\x03\x04"
"""First bytes of a zip archive with an entry, so of the newer office files."""

BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF 文件"),
    (PACKAGE, "压缩包或新版 Office 文件"),
    (b"PK\x05\x06", "压缩包"),
    (COMPOUND, "旧版 Office 文件"),
    (b"\xff\xd8\xff", "JPG 图片"),
    (b"\x89PNG\r\n\x1a\n", "PNG 图片"),
    (b"GIF87a", "GIF 图片"),
    (b"GIF89a", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"II*\0", "TIFF 图片"),
    (b"MM\0*", "TIFF 图片"),
    (b"RIFF", "WEBP 图片或影音文件"),
    (b"MZ", "Windows 程序"),
    (b"\x7fELF", "Linux 程序"),
    (b"#!", "脚本程序"),
    (b"{\\rtf", "RTF 文档"),
    (b"Rar!\x1a\x07", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7Z 压缩包"),
    (b"\x1f\x8b", "GZ 压缩包"),
    (b"MSCF", "CAB 压缩包"),
    (b"CWS", "Flash 动画"),
    (b"FWS", "Flash 动画"),
)

MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(\?xml|!doctype|html|svg|head|body|script)", re.I)

_FOREIGN = re.compile(rb"<\?php|<script|<!doctype|<html[\s>]|%PDF-\d", re.I)
_HIDDEN_IN_A_TAIL = (
    PACKAGE, b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", COMPOUND, b"\x7fELF", b"MSCF\0\0\0\0",
)  # fmt: skip
_END_OF_ARCHIVE = b"PK\x05\x06"
_COMMENT_MOST = 65_535


def what_it_is(content: bytes) -> str:
    """A word for what ``content`` begins like; "" when nothing is known of it."""
    for beginning, word in BEGINNINGS:
        if content.startswith(beginning):
            return word
    if match := MARKUP.match(content[:1024]):
        return "SVG 图形" if b"<svg" in content[:4096].lower() else _markup_word(match[1])
    return ""


def _markup_word(tag: bytes) -> str:
    return "XML 文件" if tag.lower() == b"?xml" else "网页"


def foreign_code(content: bytes) -> bool:
    """Whether a page, a script or a PDF stands somewhere in what should be a picture."""
    return _FOREIGN.search(content) is not None


def is_archive_too(content: bytes) -> bool:
    """Whether the end of ``content`` also opens as a zip archive."""
    at = content.rfind(_END_OF_ARCHIVE, max(0, len(content) - _COMMENT_MOST - 22))
    if at < 0 or at + 22 > len(content):
        return False
    size, _start, comment = struct.unpack("<IIH", content[at + 12 : at + 22])
    return at + 22 + comment <= len(content) and (
        size == 0 or content[max(0, at - size) :].startswith(b"PK\x01\x02")
    )


def hides_something(tail: bytes) -> bool:
    """Whether what follows the end of a file is, or holds, a file of another sort."""
    return (
        tail.startswith(b"MZ")
        or any(sign in tail for sign in _HIDDEN_IN_A_TAIL)
        or foreign_code(tail)
        or is_archive_too(tail)
    )
