"""Forms of the officer's pages; what was typed goes to the verbs as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms

from dengta.access.permissions import FUNCTIONS, Can
from dengta.access.roles import ROLE_LABELS, Role
from dengta.accounts.actions.entering import Entry
from dengta.accounts.rules.sets import set_of
from dengta.refusal import Complaint
from dengta.web.forms import VerbForm

if TYPE_CHECKING:
    from dengta.organizations.models import Organization

NO_DUTY = "请选择角色。"


def _functions() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="功能",
        required=False,
        choices=[(can.value, label) for can, (_, label) in FUNCTIONS.items()],
        error_messages={"invalid_choice": "没有这项功能，请重新勾选。"},
    )


def _reason(label: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=200, widget=forms.Textarea)


class PersonForm(VerbForm):
    """新增账号, one by one (ACC-06)."""

    name = forms.CharField(label="姓名", required=False, max_length=100)
    id_number = forms.CharField(label="公民身份证号", required=False, max_length=40)
    mobile = forms.CharField(label="手机号码", required=False, max_length=40)
    role = forms.ChoiceField(
        label="角色",
        required=False,
        choices=[(each.value, ROLE_LABELS[each]) for each in Role],
        widget=forms.RadioSelect,
    )
    functions = _functions()

    def entry(self, organization: Organization) -> Entry:
        """The person as typed, below ``organization``; an administrator while no duty is chosen,
        which :attr:`missing` complains of."""
        typed = self.cleaned_data
        return Entry(
            organization=organization,
            name=typed.get("name", ""),
            id_number=typed.get("id_number", ""),
            mobile=typed.get("mobile", ""),
            role=Role(typed.get("role") or Role.ADMINISTRATOR),
            functions=frozenset(Can(value) for value in typed.get("functions", ())),
        )

    @property
    def missing(self) -> list[Complaint]:
        """What the verb cannot say: that no duty was chosen."""
        return [] if self.cleaned_data.get("role") else [Complaint(NO_DUTY, "role")]

    @property
    def ticked(self) -> list[str]:
        """The functions that are ticked, as typed."""
        return list(self["functions"].value() or ())

    @property
    def for_administrator(self) -> bool:
        """Whether functions can be ticked at all."""
        return bool(self["role"].value() == Role.ADMINISTRATOR)


class SheetForm(VerbForm):
    """按表授权: the file (ACC-06)."""

    file = forms.FileField(
        label="填好的表",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput,
    )


class ActForm(VerbForm):
    """The dialogs of ACC-07 and ACC-21: a reason, and for 更换手机号 the number."""

    mobile = forms.CharField(label="新手机号码", required=False, max_length=40)
    reason = _reason("原因")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class FunctionsForm(VerbForm):
    """功能调整 (ACC-03)."""

    functions = _functions()
    reason = _reason("收回功能的原因")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def chosen(self) -> frozenset[Can]:
        """The functions that are ticked."""
        return frozenset(Can(value) for value in self.cleaned_data["functions"])


def pressed(do: str) -> list[str] | None:
    """What is ticked after the button of a ready set, or 全部清除; None for another button."""
    if do == "clear":
        return []
    chosen = set_of(do.removeprefix("set-")) if do.startswith("set-") else None
    return sorted(chosen.functions) if chosen else None
