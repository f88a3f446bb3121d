"""A compound file made from streams: what an older office program would write, with what it would
not."""

from __future__ import annotations

import struct
from collections.abc import Mapping

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: Mapping[tuple[str, ...], bytes]) -> bytes:
    """A file of 512-byte sectors with ``streams`` by path; each is padded to 4096 bytes, so that
    none lies among the small ones."""
    rows: list[tuple[str, int, int, int, int, int]] = []  # name, kind, right, child, start, size
    table: list[int] = []
    body = bytearray()

    def put(content: bytes) -> int:
        start = len(table)
        count = -(-len(content) // 512)
        table.extend(range(start + 1, start + count))
        table.append(END)
        body.extend(content.ljust(count * 512, b"\0"))
        return start

    def level(above: tuple[str, ...]) -> int:
        """Enter what lies in ``above``, one entry hanging right of the other; the first one."""
        names: list[str] = []
        for path in streams:
            inside = path[: len(above)] == above and len(path) > len(above)
            if inside and path[len(above)] not in names:
                names.append(path[len(above)])
        first = FREE
        for name in reversed(names):
            path = (*above, name)
            here = len(rows)
            if path in streams:
                content = streams[path].ljust(4096, b"\0")
                rows.append((name, 2, first, FREE, put(content), len(content)))
            else:
                rows.append((name, 1, first, FREE, 0, 0))
                child = level(path)
                rows[here] = (name, 1, first, child, 0, 0)
            first = here
        return first

    rows.append(("Root Entry", 5, FREE, FREE, END, 0))
    rows[0] = ("Root Entry", 5, FREE, level(()), END, 0)
    directory = put(b"".join(_entry(*row) for row in rows))
    sectors = 1
    while (len(table) + sectors) > sectors * 128:
        sectors += 1
    first = len(table)
    whole = [*table, *[FAT] * sectors]
    whole += [FREE] * (sectors * 128 - len(whole))
    places = [*range(first, first + sectors), *[FREE] * (109 - sectors)]
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII109I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, sectors, directory, 0, 4096, END, 0, END, 0, *places,
    )  # fmt: skip
    return header + bytes(body) + struct.pack(f"<{len(whole)}I", *whole)


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    letters = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xI8x8xIQ",
        letters, len(letters) + 2, kind, 1, FREE, right, child, 0, start, size,
    )  # fmt: skip


WORD = struct.pack("<H8xH", 0xA5EC, 0)
"""The beginning of a Word document's main stream."""


def sheet_records(*records: tuple[int, bytes]) -> bytes:
    """The main stream of a workbook: its first record, ``records``, its last."""
    found = [(0x0809, bytes(16)), *records, (0x000A, b"")]
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in found)


def slide_record(kind: int, body: bytes, instance: int = 0) -> bytes:
    """One record of a presentation."""
    return struct.pack("<HHI", instance << 4, kind, len(body)) + body


CURRENT_USER = struct.pack("<HHIII", 0, 0x0FF6, 28, 20, 0xE391C05F)
