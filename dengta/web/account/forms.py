from __future__ import annotations

from django import forms

from dengta.web.forms import VerbForm


class PasswordForm(VerbForm):
    """<修改密码> (ACC-16, ACC-19)."""

    old = forms.CharField(label="原密码", max_length=128, strip=False, widget=forms.PasswordInput)
    new = forms.CharField(
        label="新密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput,
        help_text="至少 10 位，包含大写字母、小写字母、数字、符号中的三种。",
    )
    again = forms.CharField(
        label="确认新密码", max_length=200, strip=False, widget=forms.PasswordInput
    )
