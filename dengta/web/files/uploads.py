"""Files as they arrive: in memory alone, since a copy in a temporary folder would not be sealed."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from dengta.refusal import Refusal

MOST = 20 * 1024 * 1024
"""Bytes of one file that are kept while it arrives: more than any form takes. What goes on after
them is read and thrown away."""
ENOUGH = 64 * 1024 * 1024
"""Bytes of a whole request after which nobody listens any more."""


class InMemory(FileUploadHandler):
    """Keeps each file in memory up to ``MOST``; a longer one arrives cut, with its true size."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._kept = BytesIO()
        self._heard = 0

    def new_file(self, *arguments: Any, **named: Any) -> None:
        super().new_file(*arguments, **named)
        self._kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._heard += len(raw_data)
        if self._heard > ENOUGH:
            raise StopUpload(connection_reset=True)
        if start + len(raw_data) <= MOST:
            self._kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self._kept.seek(0)
        return InMemoryUploadedFile(
            file=self._kept,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody chose: its name as the browser told it, and its bytes."""

    name: str
    content: bytes


def received(request: HttpRequest, field: str, *, most: int, too_large: str) -> Upload | None:
    """The file in ``field``; None when none was chosen.

    Refuses with ``too_large`` (at ``field``) one of more than ``most`` bytes.
    """
    file = request.FILES.get(field)
    if file is None:
        return None
    if (file.size or 0) > most:
        raise Refusal(too_large, field=field)
    return Upload(file.name or "", file.read())
