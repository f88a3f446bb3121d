from __future__ import annotations

from django import forms


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
