from __future__ import annotations

from uuid import UUID

from django import forms

from dengta.web.files.photos import MOST_LETTERS
from dengta.web.forms import VerbForm
from dengta.web.requests import uid_in


class PhotoForm(VerbForm):
    """A photo, chosen and looked at before it is saved (GEN-03).

    ``picture`` is the photo of the preview, ``seen`` the uid of the photo that stood there when the
    page was drawn.
    """

    file = forms.CharField(label="照片", required=False, widget=forms.FileInput)
    picture = forms.CharField(required=False, widget=forms.HiddenInput, max_length=MOST_LETTERS)
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=36)

    def seen_uid(self) -> UUID | None:
        """The photo that stood there; None for none."""
        return uid_in(self.data.get("seen", ""))
