"""Forms that carry the digest of what was shown; what was typed goes to the verbs as it is."""

from __future__ import annotations

from django import forms

from dengta.web.forms import VerbForm
from dengta.web.organizations.entering import Entering
from dengta.web.organizations.forms import CreationForm


def _line(label: str, **more: object) -> forms.CharField:
    return forms.CharField(label=label, required=False, **more)  # type: ignore[arg-type]


class SeenForm(VerbForm):
    """A verb that asks for nothing but a second look (ORG-12)."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class DissolvingForm(SeenForm):
    """撤销党组织 (ORG-13)."""

    number = _line("撤销文号")
    reason = _line("撤销原因", widget=forms.Textarea)
    on = forms.DateField(label="撤销日期", required=False)
    file = forms.FileField(label="撤销文件", required=False, allow_empty_file=True)


class RestoringForm(SeenForm):
    """恢复党组织 (ORG-13)."""

    number = _line("恢复文号")


class ChangingForm(CreationForm):
    """更换单位 and 更改组织类别 (ORG-17, ORG-18): the fields of units, the name of a first branch,
    and the digest of what was shown."""

    def __init__(self, entering: Entering, *, seen: str, first_branch: str = "") -> None:
        super().__init__(entering)
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False)
        self.fields["first_branch"] = forms.CharField(label="第一个党支部的名称", required=False)
        self.data = {**self.data, "seen": seen, "first_branch": first_branch}
