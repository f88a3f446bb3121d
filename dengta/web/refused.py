"""The page of a refusal: what happened, what to do, and a way on from there."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse

from dengta.refusal import Denied, OutOfReach, Overtaken, Refusal, SeparationBroken
from dengta.web.addresses import address_of_spot
from dengta.web.render import page, wants_part

TITLES: dict[type[Refusal], tuple[int, str]] = {
    OutOfReach: (404, "没有找到"),
    SeparationBroken: (403, "违反三员互斥"),
    Denied: (403, "没有这项功能"),
    Overtaken: (409, "内容已有变化"),
}


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The whole page with the refusal's sentences and the links to what mends them.

    For htmx the page takes the place of the body, since a part would have nowhere to stand.
    """
    status, title = next(
        (found for kind, found in TITLES.items() if isinstance(refusal, kind)), (422, "不能办理")
    )
    lines = [
        (complaint.sentence, address_of_spot(complaint.spot) if complaint.spot else "")
        for complaint in refusal.complaints
    ]
    signed_in = getattr(request, "actor", None) is not None
    template = "refused/inside.html" if signed_in else "refused/outside.html"
    response = page(request, template, {"title": title, "lines": lines}, status=status)
    if wants_part(request):
        response["HX-Retarget"] = "body"
        response["HX-Reswap"] = "innerHTML"
    return response


def no_such_page(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """The answer to an address of no page at all."""
    return answer(request, OutOfReach("没有这个页面。请从上面的菜单进入，或返回工作台。"))


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The answer to a form without the token of this browser: too old, or not from our page."""
    response = answer(
        request,
        Refusal(
            "这个页面已经失效，没有保存。请返回上一页，刷新后再提交一次；"
            "如果还是不行，请在浏览器中允许本网站使用 Cookie。"
        ),
    )
    response.status_code = 403
    return response


def not_understood(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to a request that cannot be read: plain, since even its host may be wrong."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        sentence = "提交的内容太多，没有保存。请返回上一页，减少内容后再提交。"
    elif isinstance(exception, DisallowedHost):
        sentence = "浏览器地址栏里的网址不是本系统的网址，没有办理。请从下面的地址进入。"
    else:
        sentence = "浏览器发来的请求看不懂，没有办理。请从下面的地址重新进入。"
    return HttpResponse(
        "<!doctype html><html lang=zh-CN><meta charset=utf-8><title>不能办理</title>"
        f"<h1>不能办理</h1><p>{sentence}</p>"
        f'<p><a href="{settings.DENGTA_URL}/">返回工作台</a></p></html>',
        status=400,
    )


def broken(_request: HttpRequest) -> HttpResponse:
    """The answer when the program itself failed: plain, without a template's help."""
    return HttpResponse(
        "<!doctype html><html lang=zh-CN><meta charset=utf-8><title>系统出错</title>"
        "<h1>系统出错，没有保存</h1><p>刚才的操作没有完成，数据没有改变。"
        "请返回上一页再试一次；如果还是不行，请联系所在党组织的安全员。</p>"
        '<p><a href="/">返回工作台</a></p></html>',
        status=500,
    )
