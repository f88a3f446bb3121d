"""Pages, their parts, and the two text sizes."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import pytest
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse
from jinja2 import UndefinedError

from dengta.web import textsize
from dengta.web.components import Tab
from dengta.web.gallery import examples
from dengta.web.jinja import url
from dengta.web.render import go_to, page, page_or_part, render_part, with_notice

PAGE = "gallery/components.html"


@pytest.fixture
def request_() -> HttpRequest:
    return RequestFactory().get("/components")


def htmx(**headers: str) -> HttpRequest:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return RequestFactory().get("/components", headers={"HX-Request": "true", **named})


def context() -> dict[str, object]:
    return {"shell": examples.shell("党员信息"), **examples.all_components()}


def test_a_page_is_whole_and_a_part_is_only_its_block(request_: HttpRequest) -> None:
    whole = page(request_, PAGE, context()).content.decode()
    part = render_part(request_, PAGE, "tree_part", context()).content.decode()
    assert whole.startswith("<!DOCTYPE html>")
    assert part.strip().startswith('<li role="treeitem"')
    assert "<html" not in part
    assert part.strip() in whole


def test_a_part_has_the_macros_and_the_csrf_value_but_nothing_else(request_: HttpRequest) -> None:
    part = render_part(request_, PAGE, "dialog", {"errors": []}).content.decode()
    assert 'name="csrfmiddlewaretoken"' in part
    assert "党员补删备注" in part
    with pytest.raises(UndefinedError):
        render_part(request_, PAGE, "dialog", {})
    with pytest.raises(KeyError):
        render_part(request_, PAGE, "no_such_part", {})


@pytest.mark.parametrize(
    ("request_", "begins"),
    [
        (RequestFactory().get("/components"), "<!DOCTYPE"),
        (htmx(), "<li"),
        (htmx(hx_target="dialog"), '<div class="dialog-frame'),
        (htmx(hx_target="somewhere"), "<li"),
        (htmx(hx_boosted="true"), "<!DOCTYPE"),
        (htmx(hx_history_restore_request="true"), "<!DOCTYPE"),
    ],
)
def test_the_answer_is_what_was_asked_for(request_: HttpRequest, begins: str) -> None:
    response = page_or_part(request_, PAGE, ("tree_part", "dialog"), context(), status=422)
    assert response.content.decode().strip().startswith(begins)
    assert response.status_code == 422
    assert "HX-Request" in response["Vary"]


def test_after_a_verb_the_browser_goes_on_either_way(request_: HttpRequest) -> None:
    plain, part = go_to(request_, "/zuzhi"), go_to(htmx(), "/zuzhi")
    assert (plain.status_code, plain["Location"]) == (303, "/zuzhi")
    assert (part.status_code, part["HX-Redirect"]) == (204, "/zuzhi")


def test_a_notice_travels_in_a_header_of_plain_ascii(request_: HttpRequest) -> None:
    response = with_notice(go_to(htmx(), "/zuzhi"), "保存成功")
    assert response["HX-Trigger"].isascii()
    assert json.loads(response["HX-Trigger"])["dengta:notice"]["text"] == "保存成功"


def test_a_missing_value_is_an_error_and_not_an_empty_place(request_: HttpRequest) -> None:
    template = engines["jinja2"].from_string("{{ nobody_gave_this }}")
    with pytest.raises(UndefinedError):
        template.render({}, request_)


def test_what_people_typed_is_escaped(request_: HttpRequest) -> None:
    drawn = engines["jinja2"].from_string(
        "{{ field(name='a', label=said, value=said, errors=[said]) }}{{ tag(said) }}"
        "{{ empty(said) }}{{ alert('error', said) }}{{ tabs([tab], said) }}"
    )
    said = '"><script>alert(1)</script>'
    text = drawn.render({"said": said, "tab": Tab(said, "/x")}, request_)
    assert "<script" not in text
    assert text.count("&lt;script&gt;") >= 6


def test_the_size_of_text_is_kept_in_a_cookie_and_shown_by_the_server() -> None:
    asked = RequestFactory().post(
        "/zihao", {"size": "da"}, HTTP_REFERER="http://testserver/dangyuan?org=1"
    )
    answer = textsize.choose(asked)
    assert answer["Location"] == "http://testserver/dangyuan?org=1"
    assert answer.cookies[textsize.COOKIE].value == textsize.LARGE
    assert answer.cookies[textsize.COOKIE]["httponly"]

    again = RequestFactory().get("/components")
    small = page(again, PAGE, context()).content.decode()
    again.COOKIES[textsize.COOKIE] = textsize.LARGE
    large = page(again, PAGE, context()).content.decode()
    assert '<html lang="zh-CN">' in small
    assert '<html lang="zh-CN" class="large">' in large


def test_choosing_a_size_never_leads_to_another_site() -> None:
    asked = RequestFactory().post(
        "/zihao", {"size": "x"}, HTTP_REFERER="https://elsewhere.example/"
    )
    answer = textsize.choose(asked)
    assert answer["Location"] == "/"
    assert answer.cookies[textsize.COOKIE].value == textsize.STANDARD


@pytest.mark.spec("GEN-05")
def test_the_frame_says_where_one_is_and_who(request_: HttpRequest) -> None:
    text = page(request_, "gallery/workspace.html", context()).content.decode()
    assert "位置：" in text
    assert "<b>信息管理</b>" in text
    assert "李明禾（管理员）" in text
    assert 'aria-current="page">党员信息</a>' in text
    assert '<p class="notice notice-good">' in text


def test_htmx_is_the_pinned_two_and_evaluates_nothing(request_: HttpRequest) -> None:
    text = page(request_, PAGE, context()).content.decode()
    config = json.loads(text.split('name="htmx-config" content=\'')[1].split("'")[0])
    assert "django_htmx/htmx-2.min.js" in text
    assert config["allowEval"] is False
    assert config["includeIndicatorStyles"] is False
    assert config["historyCacheSize"] == 0


@pytest.mark.parametrize("name", ["member_record", "member_menu"])
def test_addresses_of_rows_are_those_that_django_finds(name: str) -> None:
    for uid in (uuid4(), UUID(int=1), UUID(int=2**128 - 1)):
        assert url(name, uid) == reverse(name, args=[uid])
    assert url(name, uid, query={"at": "x", "none": ""}) == reverse(name, args=[uid]) + "?at=x"
    with pytest.raises(NoReverseMatch):
        url(name, "../sso")
