"""Answers made of templates: a page, one part of it, or whichever the browser asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.template.backends.utils import csrf_input_lazy, csrf_token_lazy
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

Context = Mapping[str, Any]

SHELL = "dengta.web.shell.shell"
"""The function that fills the frame of signed-in pages: request → the shape that
``layout/shell.html`` describes. Named and not imported: pages before signing in need none."""


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asked, for a part; boosted links and a restored history want the page."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def page(
    request: HttpRequest, template: str, context: Context | None = None, status: int = 200
) -> HttpResponse:
    """The whole page; ``layout/shell.html`` finds its frame in ``shell``, made when it asks."""
    seen = {"shell": SimpleLazyObject(lambda: import_string(SHELL)(request)), **(context or {})}
    drawn = engines["jinja2"].get_template(template).render(seen, request)
    return HttpResponse(drawn, status=status)


def render_part(
    request: HttpRequest,
    template: str,
    part: str,
    context: Context | None = None,
    status: int = 200,
) -> HttpResponse:
    """One block of a page's file, alone.

    The block sees ``context``, ``request``, the CSRF values and the environment's globals:
    neither what the page's other blocks set nor what context processors add. Raises ``KeyError``
    when the file has no such block.
    """
    backend = engines["jinja2"]
    assert isinstance(backend, Jinja2)
    compiled = backend.env.get_template(template)
    block = compiled.blocks[part]
    seen = compiled.new_context(
        {
            **(context or {}),
            "request": request,
            "csrf_input": csrf_input_lazy(request),
            "csrf_token": csrf_token_lazy(request),
        }
    )
    return HttpResponse(compiled.environment.concat(block(seen)), status=status)


def page_or_part(
    request: HttpRequest,
    template: str,
    part: str | Sequence[str],
    context: Context | None = None,
    status: int = 200,
) -> HttpResponse:
    """The part for htmx, the page for everyone else; caches are told that it depends.

    A part has one name as block, element id and htmx target: of several parts the one that
    ``HX-Target`` names is drawn, else the first.
    """
    if wants_part(request):
        parts = [part] if isinstance(part, str) else list(part)
        target = request.headers.get("HX-Target", "")
        chosen = target if target in parts else parts[0]
        response = render_part(request, template, chosen, context, status)
    else:
        response = page(request, template, context, status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def go_to(request: HttpRequest, address: str) -> HttpResponse:
    """Send the browser to another page after a verb: 303, or ``HX-Redirect`` for htmx."""
    if wants_part(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def with_notice(response: HttpResponse, text: str, tone: str = "good") -> HttpResponse:
    """Let the page that swaps this part in also say ``text`` (保存成功) for a few seconds."""
    response["HX-Trigger"] = json.dumps({"dengta:notice": {"text": text, "tone": tone}})
    return response
