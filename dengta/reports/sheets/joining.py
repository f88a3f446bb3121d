"""Many PDF files of our own made one, without holding more than one part at a time.

A part is what :func:`dengta.reports.sheets.pdf.pdf` writes ``to_be_joined``: numbered objects, and
at the end the table that says where each stands. What its pages are made of is copied under new
numbers; the list of pages and the table are written anew. Files from elsewhere are not read.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import BinaryIO

PAGES, CATALOGUE = 1, 2
"""The numbers of the list of pages and of the entrance to the file, there and here."""

_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
_LIST = re.compile(rb"/Kids\s*\[([^\]]*)\]")


class Joined:
    """A PDF that grows by parts and is closed once."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._at: dict[int, int] = {}
        self._next = CATALOGUE + 1
        self._pages: list[int] = []
        out.write(b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n")

    @property
    def pages(self) -> int:
        """How many pages there are by now."""
        return len(self._pages)

    def add(self, part: bytes) -> None:
        """The pages of ``part`` follow those that are there."""
        objects = _objects(part)
        listed = _LIST.search(objects[PAGES])
        if listed is None:
            raise ValueError("a part has no list of pages")
        renamed = {PAGES: PAGES}
        waiting: list[int] = []

        def new_number(old: int) -> int:
            if old not in renamed:
                renamed[old] = self._next
                self._next += 1
                waiting.append(old)
            return renamed[old]

        def rename(found: re.Match[bytes]) -> bytes:
            return b"%d 0 R" % new_number(int(found[1]))

        self._pages += [new_number(int(each)) for each in _REFERENCE.findall(listed[1])]
        while waiting:
            old = waiting.pop()
            described, stream, rest = objects[old].partition(b"stream\n")
            self._write(renamed[old], _REFERENCE.sub(rename, described) + stream + rest)

    def close(self) -> None:
        """Write the list of pages and the table."""
        listed = b" ".join(b"%d 0 R" % number for number in self._pages)
        count = len(self._pages)
        self._write(PAGES, b"<</Type /Pages /Count %d /Kids [%b]>>" % (count, listed))
        self._write(CATALOGUE, b"<</Type /Catalog /Pages %d 0 R>>" % PAGES)
        table = self._out.tell()
        self._out.write(b"xref\n0 %d\n0000000000 65535 f \n" % self._next)
        for number in range(1, self._next):
            self._out.write(b"%010d 00000 n \n" % self._at[number])
        self._out.write(b"trailer\n<</Size %d /Root %d 0 R>>\n" % (self._next, CATALOGUE))
        self._out.write(b"startxref\n%d\n%%%%EOF\n" % table)

    def _write(self, number: int, content: bytes) -> None:
        self._at[number] = self._out.tell()
        self._out.write(b"%d 0 obj\n%b\nendobj\n" % (number, content))


def _objects(part: bytes) -> dict[int, bytes]:
    """Number → what stands between ``obj`` and ``endobj``, by the table at the end of ``part``."""
    table = int(part[part.rindex(b"startxref") :].split()[1])
    head, *lines = part[table : part.rindex(b"trailer")].splitlines()[1:]
    first = int(head.split()[0])
    at = {first + place: int(line[:10]) for place, line in enumerate(lines) if line[17:18] == b"n"}
    ends = sorted([*at.values(), table])
    following = dict(pairwise(ends))
    found: dict[int, bytes] = {}
    for number, start in at.items():
        written = part[start : following[start]]
        opened = written.index(b"obj") + len(b"obj")
        found[number] = written[opened : written.rindex(b"endobj")].strip(b"\n")
    return found
