"""Forms of the organisation pages; what was typed goes to the verbs as it is."""

from __future__ import annotations

from django import forms

from dengta.codes.rules.phone import HINT
from dengta.organizations.rules.fields import LABELS
from dengta.web.forms import VerbForm
from dengta.web.organizations import units
from dengta.web.organizations.entering import DRAFT, TEXTS, Entering


def _line(label: str, **more: object) -> forms.CharField:
    return forms.CharField(label=label, required=False, **more)  # type: ignore[arg-type]


class CreationForm(VerbForm):
    """<组织新增> (ORG-03 … ORG-10): its texts, and five fields for each unit."""

    def __init__(self, entering: Entering) -> None:
        super().__init__(entering.data())
        self.fields["superior"] = _line("上级党组织")
        for name in TEXTS:
            self.fields[name] = _line(LABELS[name])
        self.fields["phone"].help_text = HINT
        self.fields["units"] = _line("单位信息集")
        self.fields["default"] = _line("默认单位")
        prefixes = [f"units-{index}" for index in range(len(entering.units))]
        for prefix in [*prefixes, DRAFT]:
            for name, label in units.LABELS.items():
                self.fields[f"{prefix}-{name}"] = _line(label)


class EditingForm(VerbForm):
    """编辑: who is in charge and how to reach them (ORG-14 … ORG-16)."""

    secretary = _line("党组织书记")
    contact = _line("党组织联系人")
    phone = _line("联系电话", help_text=HINT)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class RenamingForm(VerbForm):
    """党组织重命名 (ORG-11)."""

    name = _line("党组织名称")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
