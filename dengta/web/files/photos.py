"""A photo on a form: chosen, looked at, and carried along until the form is saved (GEN-03)."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from django.http import HttpRequest

from dengta.files.rules import checking
from dengta.files.rules.kinds import ALLOWED, Kind
from dengta.web.files.uploads import received

CARRIED = "picture"
"""The hidden field that carries the photo of the preview: JPG in base64."""
MOST_LETTERS = 60_000
NAME = "照片.jpg"


@dataclass(frozen=True, slots=True)
class PhotoBox:
    """What a template needs to draw the box of a photo: its limits in words and numbers, and the
    photo that was looked at (base64, "" for none)."""

    kind: Kind
    picture: str = ""
    error: str = ""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return ALLOWED[self.kind].picture or (0, 0)

    @property
    def accept(self) -> str:
        return ",".join(f".{ending}" for ending in ALLOWED[self.kind].endings)

    @property
    def most(self) -> int:
        """Bytes."""
        return ALLOWED[self.kind].most

    @property
    def most_mb(self) -> int:
        return ALLOWED[self.kind].most_mb

    @property
    def too_large(self) -> str:
        return checking.too_large(ALLOWED[self.kind])


def looked_at(request: HttpRequest, kind: Kind, field: str, carried: str) -> bytes:
    """The photo as it will be stored: of the file just chosen in ``field``, else the one that was
    ``carried`` along since its preview; b"" for none.

    Refuses (field ``file``) what is no good photo.
    """
    allowed = ALLOWED[kind]
    upload = received(request, field, most=allowed.most, too_large=checking.too_large(allowed))
    if upload is not None:
        return checking.checked(kind, upload.name, upload.content).content
    try:
        picture = base64.b64decode(carried[:MOST_LETTERS], validate=True)
    except (binascii.Error, ValueError):
        return b""
    if picture:
        to_be_stored(kind, picture)
    return picture


def to_be_stored(kind: Kind, picture: bytes) -> checking.Checked:
    """The photo of a preview, checked again: it came back from a browser."""
    return checking.checked(kind, NAME, picture)


def carried(picture: bytes) -> str:
    """A photo as the hidden field carries it."""
    return base64.b64encode(picture).decode()
