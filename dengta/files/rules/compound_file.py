"""Compound files, the small file system in which older office documents lie: read, never trusted.

Every chain of sectors is followed at most as far as the file has sectors, and the tree of entries
visits none twice.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from dengta.files.rules.signatures import COMPOUND

_FREE = 0xFFFFFFFF
_LAST = 0xFFFFFFFA
"""Numbers from here on are no sectors."""
_HEADER = 512
_ENTRY = 128
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class BadCompound(Exception):
    """The file is damaged, or does not hang together."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A storage (folder) or stream (file): names of what it lies in and its own, sector, bytes."""

    path: tuple[str, ...]
    is_stream: bool
    start: int
    size: int

    @property
    def name(self) -> str:
        return self.path[-1]


class Compound:
    """A compound file; raises :class:`BadCompound` for what cannot be read."""

    def __init__(self, content: bytes) -> None:
        try:
            self._read(content)
        except (struct.error, IndexError, ValueError, RecursionError) as error:
            raise BadCompound from error

    def _read(self, content: bytes) -> None:
        if not content.startswith(COMPOUND) or len(content) < _HEADER * 3:
            raise BadCompound
        major, order, shift, small_shift = struct.unpack_from("<HHHH", content, 26)
        if order != 0xFFFE or (major, shift) not in {(3, 9), (4, 12)} or small_shift != 6:
            raise BadCompound
        self._content = content
        self._sector = 1 << shift
        self._count = (len(content) - 1) // self._sector
        (fat_count, directory, _mark, cutoff, small, _small_count, more, more_count) = (
            struct.unpack_from("<I I I I I I I I", content, 44)
        )
        if cutoff != 4096:
            raise BadCompound
        self._table = self._load_table(fat_count, more, more_count)
        self._entries_raw = b"".join(self._chain(directory))
        self._small_table = self._numbers(b"".join(self._chain(small)))
        self.entries = tuple(self._walk())
        root = struct.unpack_from("<I", self._entries_raw, 116)[0]
        self._small_sectors = b"".join(self._chain(root))

    def _numbers(self, data: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])

    def _sector_at(self, number: int) -> bytes:
        if number >= self._count:
            raise BadCompound
        start = (number + 1) * self._sector
        return self._content[start : start + self._sector]

    def _load_table(self, count: int, more: int, more_count: int) -> tuple[int, ...]:
        if count > self._count or more_count > self._count:
            raise BadCompound
        places = list(struct.unpack_from("<109I", self._content, 76))
        for _ in range(more_count):
            numbers = self._numbers(self._sector_at(more))
            places += numbers[:-1]
            more = numbers[-1]
        used = [place for place in places[:count] if place < _LAST]
        if len(used) != count or len(set(used)) != count:
            raise BadCompound
        return self._numbers(b"".join(self._sector_at(place) for place in used))

    def _chain(self, start: int) -> Iterator[bytes]:
        steps, number = 0, start
        while number < _LAST:
            steps += 1
            if steps > self._count:
                raise BadCompound
            yield self._sector_at(number)
            number = self._table[number]

    def _walk(self) -> Iterator[Entry]:
        total = len(self._entries_raw) // _ENTRY
        if not total or self._entries_raw[66] != _ROOT:
            raise BadCompound
        waiting: list[tuple[int, tuple[str, ...]]] = [(self._fields(0)[4], ())]
        seen = {0}
        while waiting:
            number, above = waiting.pop()
            if number == _FREE:
                continue
            if number >= total or number in seen:
                raise BadCompound
            seen.add(number)
            name, kind, left, right, child, start, size = self._fields(number)
            if kind not in {_STORAGE, _STREAM}:
                raise BadCompound
            path = (*above, name)
            yield Entry(path, kind == _STREAM, start, size)
            waiting += [(left, above), (right, above)]
            if kind == _STORAGE:
                waiting.append((child, path))

    def _fields(self, number: int) -> tuple[str, int, int, int, int, int, int]:
        raw = self._entries_raw[number * _ENTRY : (number + 1) * _ENTRY]
        length, kind = struct.unpack_from("<HB", raw, 64)
        left, right, child = struct.unpack_from("<III", raw, 68)
        start, size = struct.unpack_from("<IQ", raw, 116)
        if self._sector == 512:
            size &= 0xFFFFFFFF
        name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        return name, kind, left, right, child, start, size

    @property
    def all_names(self) -> set[str]:
        """Names of all entries in small letters, also of those that the tree no longer reaches."""
        total = len(self._entries_raw) // _ENTRY
        rows = (self._fields(number) for number in range(total))
        return {name.casefold() for name, kind, *_rest in rows if kind}

    def find(self, *path: str) -> Entry | None:
        """The stream at ``path``; None when there is none."""
        return next((e for e in self.entries if e.path == path and e.is_stream), None)

    def read(self, entry: Entry) -> bytes:
        """What a stream holds; raises :class:`BadCompound` when it is shorter than it says."""
        if entry.size > len(self._content):
            raise BadCompound
        try:
            chain = self._chain(entry.start) if entry.size >= 4096 else self._small(entry.start)
            found = b"".join(chain)
        except (struct.error, IndexError) as error:
            raise BadCompound from error
        if len(found) < entry.size:
            raise BadCompound
        return found[: entry.size]

    def _small(self, start: int) -> Iterator[bytes]:
        steps, number = 0, start
        while number < _LAST:
            steps += 1
            if steps > len(self._small_table):
                raise BadCompound
            yield self._small_sectors[number * 64 : (number + 1) * 64]
            number = self._small_table[number]

    @property
    def tail(self) -> bytes:
        """What lies behind the last sector that is in use."""
        last = next((n for n in range(len(self._table) - 1, -1, -1) if self._table[n] != _FREE), -1)
        return self._content[(last + 2) * self._sector :]
