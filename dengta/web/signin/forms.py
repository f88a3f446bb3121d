from __future__ import annotations

from django import forms

from dengta.accounts.rules.passwords import Which
from dengta.web.forms import VerbForm


class SignInForm(forms.Form):
    """<登录页面> (ACC-14)."""

    user_name = forms.CharField(label="用户名", max_length=40)
    password = forms.CharField(label="密码", max_length=128, strip=False)
    picture = forms.CharField(label="验证码", max_length=20)
    picture_token = forms.CharField(max_length=2000)


MISSING = {
    "user_name": "请输入用户名：公民身份证号或手机号码。",
    "password": "请输入密码。",
    "picture": "请输入验证码。",
    "picture_token": "验证码已过期，请按新的图片重新输入。",
}


def _secret(label: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=200, strip=False, required=False, widget=forms.PasswordInput
    )


def _text(label: str, max_length: int, hint: str = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"placeholder": hint})
    return forms.CharField(label=label, max_length=max_length, required=False, widget=widget)


class PictureForm(VerbForm):
    """What <用户激活> and 忘记密码 share: the number, the picture or its proof, the SMS code.

    Nothing is required here: the verb says everything that is missing at once.
    """

    mobile = _text("手机号码", 20)
    picture = _text("验证码", 20)
    picture_token = forms.CharField(max_length=2000, required=False)
    proof = forms.CharField(max_length=200, required=False)
    sms_code = _text("短信验证码", 12)


class ActivationForm(PictureForm):
    """<用户激活> (ACC-08)."""

    code = _text("授权码", 40, "短信里的授权码")
    password = _secret("管理员密码")
    again = _secret("确认密码")
    vpn_password = _secret("VPN 密码")
    vpn_again = _secret("确认 VPN 密码")
    name = _text("姓名", 50, "与身份证上一致")
    id_number = _text("身份证号", 20, "字母请大写")


class ForgottenForm(PictureForm):
    """忘记密码 (ACC-17)."""

    which = forms.ChoiceField(
        label="要重设的密码",
        choices=[(Which.SYSTEM, "登录密码"), (Which.VPN, "VPN 密码")],
        initial=Which.SYSTEM,
        required=False,
        widget=forms.RadioSelect,
    )
    id_number = _text("身份证号", 20, "字母请大写")
    password = _secret("新密码")
    again = _secret("确认新密码")
