"""Walking the blocks of a picture without decoding it: size, frames, and where it really ends.

A decoder stops at the end of the picture and reads on over what it does not know. What stands after
that end, and how many pixels it would take to decode, is found here first.
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass


class Malformed(Exception):
    """The blocks do not follow one another as the format says."""


@dataclass(frozen=True, slots=True)
class Outline:
    """Width and height in pixels, number of frames, pixels to decode in all, and the offset of the
    first byte after the picture."""

    width: int
    height: int
    frames: int
    pixels: int
    end: int


def outline(ending: str, content: bytes) -> Outline:
    """The outline of a jpg, jpeg, png, gif or bmp; raises :class:`Malformed`."""
    walk = {"jpg": _jpeg, "jpeg": _jpeg, "png": _png, "gif": _gif, "bmp": _bmp}[ending]
    try:
        return walk(content)
    except (struct.error, IndexError) as error:
        raise Malformed("it ends too early") from error


_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL)
_FRAME_HEADERS = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})


def _jpeg(content: bytes) -> Outline:
    if not content.startswith(b"\xff\xd8\xff"):
        raise Malformed("no start of image")
    at, width, height, scans = 2, 0, 0, 0
    while match := _MARKER.search(content, at):
        marker, at = match[1][0], match.end()
        if marker == 0xD9:
            if not scans:
                raise Malformed("no scan")
            return Outline(width, height, 1, width * height * scans, at)
        if marker in _WITHOUT_LENGTH:
            continue
        (length,) = struct.unpack_from(">H", content, at)
        if length < 2:
            raise Malformed("a segment shorter than its own length")
        if marker in _FRAME_HEADERS:
            if width:
                raise Malformed("two frames")
            height, width = struct.unpack_from(">HH", content, at + 3)
            if not width or not height:
                raise Malformed("no size")
        if marker == 0xDA:
            if not width:
                raise Malformed("a scan before its frame")
            scans += 1
        at += length
    raise Malformed("no end of image")


def _png(content: bytes) -> Outline:
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        raise Malformed("no signature")
    at, size, seen = 8, (0, 0), set[bytes]()
    while True:
        length, kind = struct.unpack_from(">I4s", content, at)
        body = content[at + 8 : at + 8 + length]
        (check,) = struct.unpack_from(">I", content, at + 8 + length)
        if len(body) != length or zlib.crc32(kind + body) != check:
            raise Malformed("a damaged chunk")
        if (kind == b"IHDR") is bool(seen):
            raise Malformed("one header, and first")
        if kind == b"IHDR":
            size = struct.unpack_from(">II", body)
        seen.add(kind)
        at += 12 + length
        if kind == b"IEND":
            break
    if b"IDAT" not in seen or not all(size):
        raise Malformed("no picture in it")
    frames = 2 if b"acTL" in seen else 1
    return Outline(*size, frames, size[0] * size[1], at)


def _gif(content: bytes) -> Outline:
    if content[:6] not in {b"GIF87a", b"GIF89a"}:
        raise Malformed("no signature")
    width, height, flags = struct.unpack_from("<HHB", content, 6)
    at = 13 + _colours(flags)
    frames = pixels = 0
    while True:
        block = content[at]
        if block == 0x3B:
            break
        if block == 0x21:
            at = _after_blocks(content, at + 2)
        elif block == 0x2C:
            left, top, wide, high, flags = struct.unpack_from("<HHHHB", content, at + 1)
            if not wide or not high:
                raise Malformed("a frame without size")
            width, height = max(width, left + wide), max(height, top + high)
            frames += 1
            at = _after_blocks(content, at + 10 + _colours(flags) + 1)
        else:
            raise Malformed("an unknown block")
    if not frames:
        raise Malformed("no picture in it")
    pixels = width * height * frames
    return Outline(width, height, frames, pixels, at + 1)


def _colours(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _after_blocks(content: bytes, at: int) -> int:
    while size := content[at]:
        at += 1 + size
    return at + 1


def _bmp(content: bytes) -> Outline:
    if content[:2] != b"BM":
        raise Malformed("no signature")
    declared, start, header = struct.unpack_from("<I4xII", content, 2)
    if header == 12:
        width, height, _planes, bits = struct.unpack_from("<HHHH", content, 18)
        packing = 0
    elif header >= 40:
        width, height, _planes, bits, packing = struct.unpack_from("<iiHHI", content, 18)
    else:
        raise Malformed("an unknown header")
    height = abs(height)
    if width <= 0 or not height or bits not in {1, 4, 8, 16, 24, 32}:
        raise Malformed("no size")
    end = start + (width * bits + 31) // 32 * 4 * height if packing in {0, 3, 6} else declared
    if start < 14 + header or end > len(content):
        raise Malformed("it ends too early")
    return Outline(width, height, 1, width * height, end)
