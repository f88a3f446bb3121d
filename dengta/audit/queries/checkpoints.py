"""Checkpoints: signed words about the chain that stand outside the database (LOG-03).

Each folder holds files by day of JSON lines, one a checkpoint: what is said, as a text, and the
Ed25519 signature under exactly this text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from dengta.vault import signing

OWN = "checkpoints"
KEY = "public.key"
PATTERN = "*.jsonl"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """“Block number ``block`` has the seal ``seal``” (hexadecimal), as it was said in ``text``."""

    block: int
    seal: str
    text: str
    signature: str
    folder: Path

    @property
    def is_ours(self) -> bool:
        """Whether this installation's key signed it."""
        try:
            signature = bytes.fromhex(self.signature)
        except ValueError:
            return False
        return signing.is_ours(self.text.encode(), signature)

    def written(self) -> str:
        """The line of the file, without its end."""
        return json.dumps(
            {"checkpoint": self.text, "signature": self.signature},
            ensure_ascii=False,
            separators=(",", ":"),
        )


@dataclass(slots=True)
class Held:
    """What the folders hold: checkpoints by the number of their block, the newest of each folder,
    and in words what could not be read."""

    by_block: dict[int, list[Checkpoint]] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)

    def beyond(self, block: int) -> Checkpoint | None:
        """The first checkpoint about a block after ``block``."""
        later = [number for number in self.by_block if number > block]
        return self.by_block[min(later)][0] if later else None


def folders() -> list[Path]:
    """The own folder, and the second one where the settings name one (``DENGTA_CHECKPOINTS``)."""
    second = settings.DENGTA_CHECKPOINTS
    return [Path(settings.DENGTA_DATA) / OWN, *([Path(second)] if second else [])]


def held() -> Held:
    """All checkpoints of all folders. A folder that is not there yet holds none."""
    found = Held()
    for folder in folders():
        for file in sorted(folder.glob(PATTERN)):
            try:
                for number, line in enumerate(_lines(file), 1):
                    checkpoint = _parsed(line, folder)
                    if checkpoint is None:
                        found.unreadable.append(f"{file} 第 {number} 行")
                    else:
                        found.by_block.setdefault(checkpoint.block, []).append(checkpoint)
            except OSError:
                found.unreadable.append(str(file))
    return found


def newest(folder: Path) -> Checkpoint | None:
    """The last checkpoint in ``folder``."""
    for file in sorted(folder.glob(PATTERN), reverse=True):
        for line in reversed(list(_lines(file))):
            checkpoint = _parsed(line, folder)
            if checkpoint is not None:
                return checkpoint
    return None


def _lines(file: Path) -> Iterator[bytes]:
    """The finished lines of ``file``: what a power cut left half written does not count."""
    whole, _, _ = file.read_bytes().rpartition(b"\n")
    yield from whole.split(b"\n") if whole else ()


def _parsed(line: bytes, folder: Path) -> Checkpoint | None:
    try:
        stored = json.loads(line)
        text = stored["checkpoint"]
        said = json.loads(text)
        return Checkpoint(
            int(said["block"]), str(said["seal"]), str(text), str(stored["signature"]), folder
        )
    except (ValueError, KeyError, TypeError):
        return None
