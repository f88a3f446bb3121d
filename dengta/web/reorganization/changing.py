"""Forms in which the units of an organisation are chosen, and its category with them."""

from __future__ import annotations

from django import forms

from dengta.web.organizations.entering import Entering
from dengta.web.organizations.forms import CreationForm


class ChangingForm(CreationForm):
    """更换单位 and 更改组织类别 (ORG-17, ORG-18): the fields of units, the name of a first branch,
    and the digest of what was shown."""

    def __init__(self, entering: Entering, *, seen: str, first_branch: str = "") -> None:
        super().__init__(entering)
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False)
        self.fields["first_branch"] = forms.CharField(label="第一个党支部的名称", required=False)
        self.data = {**self.data, "seen": seen, "first_branch": first_branch}
