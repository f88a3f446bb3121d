"""Two text sizes: a cookie read by the server, a class on the page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "zihao"
LARGE = "da"
STANDARD = "biaozhun"
TEXT_SIZE_URL = "/zihao"
YEAR = 365 * 24 * 3600


def is_large(request: HttpRequest) -> bool:
    """Whether this browser asked for 大字."""
    return request.COOKIES.get(COOKIE) == LARGE


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the chosen size for a year and go back to where the button was pressed."""
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    size = LARGE if request.POST.get("size") == LARGE else STANDARD
    response = HttpResponseRedirect(back)
    response.set_cookie(
        COOKIE, size, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
    )
    return response
