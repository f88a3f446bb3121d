"""What may be stored: kinds of files, their endings and sizes (GEN-02, GEN-03)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MB = 1_048_576
"""Bytes of 1 MB (GEN-02)."""


class Kind(StrEnum):
    """What a stored file is for."""

    ATTACHMENT = "attachment"
    MEMBER_PHOTO = "member_photo"
    PORTRAIT = "portrait"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a kind takes: ``endings`` without the dot, ``most`` bytes.

    ``picture`` is the width and height in pixels that a photo is scaled and cropped to; None for
    what is stored as it came. A ``single`` kind has at most one living file per owner.
    """

    label: str
    endings: tuple[str, ...]
    most: int
    picture: tuple[int, int] | None = None
    single: bool = False

    @property
    def most_mb(self) -> int:
        """The limit in MB, as sentences say it."""
        return self.most // MB


PHOTO_ENDINGS = ("jpg", "jpeg", "gif", "png")

ALLOWED: dict[Kind, Allowance] = {
    Kind.ATTACHMENT: Allowance(
        "附件",
        ("pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "jpg", "png", "gif", "bmp"),
        5 * MB,
    ),
    Kind.MEMBER_PHOTO: Allowance("照片", PHOTO_ENDINGS, 5 * MB, (120, 168), single=True),
    Kind.PORTRAIT: Allowance("头像", PHOTO_ENDINGS, 2 * MB, (160, 160), single=True),
}

LARGEST = max(allowed.most for allowed in ALLOWED.values())
"""Bytes of the largest file of any kind."""

MEDIA_TYPES: dict[str, str] = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "wps": "application/vnd.ms-works",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "bmp": "image/bmp",
}
