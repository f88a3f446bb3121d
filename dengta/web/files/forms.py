from __future__ import annotations

import base64
import binascii
from uuid import UUID

from django import forms

from dengta.web.forms import VerbForm

MOST_LETTERS = 400_000
"""Of a photo that comes back after its preview: 160 × 160 pixels without loss have 103,000."""


class PhotoForm(VerbForm):
    """A photo, chosen and looked at before it is saved (GEN-03).

    ``picture`` is the photo of the preview (PNG in base64), ``seen`` the uid of the photo that
    stood there when the page was drawn.
    """

    file = forms.CharField(label="照片", required=False, widget=forms.FileInput)
    picture = forms.CharField(required=False, widget=forms.HiddenInput, max_length=MOST_LETTERS)
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=36)

    def previewed(self) -> bytes:
        """The photo of the preview; b"" when there is none, or it is none."""
        try:
            return base64.b64decode(self.data.get("picture", "")[:MOST_LETTERS], validate=True)
        except (binascii.Error, ValueError):
            return b""

    def seen_uid(self) -> UUID | None:
        """The photo that stood there; None for none."""
        try:
            return UUID(self.data.get("seen", ""))
        except ValueError:
            return None
