"""Zip archives: every entry read once, nothing between or behind them, never too much."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

MOST_ENTRIES = 3_000
MOST_UNPACKED = 100 * 1024 * 1024
"""Bytes of all entries together, unpacked."""
STEP = 262_144
_LOCAL = 30
_DESCRIPTOR = 24
"""Bytes of the largest description that may follow an entry."""
_ENCRYPTED = 0x1


class BadArchive(Exception):
    """Damaged, or holding something that its directory does not list."""


class TooLarge(Exception):
    """It would take more room than any document needs."""


class Locked(Exception):
    """Entries are encrypted."""


class Archive:
    """An archive that was looked through: names are plain, and its entries lie end to end.

    Raises :class:`BadArchive`, :class:`TooLarge` or :class:`Locked`, before anything is unpacked.
    """

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError) as error:
            raise BadArchive from error
        self._entries = self._zip.infolist()
        self.names = tuple(entry.filename for entry in self._entries)
        self._refuse_odd_names()
        self._refuse_sizes(len(content))
        self._refuse_gaps(content)
        self._left = MOST_UNPACKED

    def _refuse_odd_names(self) -> None:
        folded = {name.casefold() for name in self.names}
        if not self.names or len(folded) != len(self.names):
            raise BadArchive
        for entry in self._entries:
            parts = entry.orig_filename.split("/")
            odd = entry.orig_filename != entry.filename or "\\" in entry.filename
            if odd or ".." in parts or parts[0] == "" or ":" in parts[0]:
                raise BadArchive
            if entry.flag_bits & _ENCRYPTED:
                raise Locked
            if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise BadArchive

    def _refuse_sizes(self, size: int) -> None:
        if len(self._entries) > MOST_ENTRIES:
            raise TooLarge
        if sum(entry.file_size for entry in self._entries) > MOST_UNPACKED:
            raise TooLarge
        if sum(entry.compress_size for entry in self._entries) > size:
            raise BadArchive

    def _refuse_gaps(self, content: bytes) -> None:
        """Entry after entry from the first byte on, then the directory, then nothing."""
        at = 0
        for entry in sorted(self._entries, key=lambda each: each.header_offset):
            if not 0 <= entry.header_offset - at <= (_DESCRIPTOR if at else 0):
                raise BadArchive
            header = content[entry.header_offset : entry.header_offset + _LOCAL]
            if len(header) < _LOCAL:
                raise BadArchive
            name, extra = struct.unpack_from("<HH", header, 26)
            at = entry.header_offset + _LOCAL + name + extra + entry.compress_size
        start = self._zip.start_dir
        if not 0 <= start - at <= _DESCRIPTOR:
            raise BadArchive
        length, comment = struct.unpack("<I4xH", content[-22:][12:22])
        if content[-22:-18] != b"PK\x05\x06" or comment or start + length + 22 != len(content):
            raise BadArchive

    def parts(self, name: str) -> Iterator[bytes]:
        """The entry ``name`` in parts of at most 256 KB; raises :class:`BadArchive` where it is
        damaged or longer than it says."""
        try:
            with self._zip.open(name) as entry:
                while part := entry.read(STEP):
                    self._left -= len(part)
                    if self._left < 0:
                        raise TooLarge
                    yield part
        except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, RuntimeError) as error:
            raise BadArchive from error
        except (OSError, ValueError, NotImplementedError) as error:
            raise BadArchive from error

    def read(self, name: str, most: int = MOST_UNPACKED) -> bytes:
        """The whole entry; raises :class:`TooLarge` beyond ``most`` bytes."""
        whole = bytearray()
        for part in self.parts(name):
            whole += part
            if len(whole) > most:
                raise TooLarge
        return bytes(whole)
