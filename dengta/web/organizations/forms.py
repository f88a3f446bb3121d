"""Forms of the organisation pages; what was typed goes to the verbs as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms

from dengta.codes.rules.phone import HINT
from dengta.organizations.rules.fields import LABELS
from dengta.web.forms import VerbForm
from dengta.web.organizations import units
from dengta.web.organizations.entering import DRAFT, TEXTS, Entering
from dengta.web.organizations.linked_units import HIDDEN, Block


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
    """编辑: who is in charge and how to reach them, and the five fields of each unit that is edited
    here (ORG-14 … ORG-16, ORG-18)."""

    secretary = _line("党组织书记")
    contact = _line("党组织联系人")
    phone = _line("联系电话", help_text=HINT)
    units = _line("所在单位信息")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        found: Sequence[Block],
        data: Mapping[str, str] | None,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        prefixes = [block.prefix for block in found if block.prefix]
        for prefix in prefixes:
            for name, label in units.LABELS.items():
                self.fields[f"{prefix}-{name}"] = _line(label)
            for name in HIDDEN:
                self.fields[f"{prefix}-{name}"] = forms.CharField(
                    widget=forms.HiddenInput, required=False
                )
        self.codes = [f"{prefix}-code" for prefix in prefixes]


class RenamingForm(VerbForm):
    """党组织重命名 (ORG-11)."""

    name = _line("党组织名称")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
