"""The gallery draws every component from invented rows; no database, no signed-in account."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from dengta.web.gallery import examples
from dengta.web.render import go_to, page, render_part, with_notice
from dengta.web.requests import open_to_all

PAGES = {
    "workspace": "gallery/workspace.html",
    "form": "gallery/form.html",
    "approval": "gallery/approval.html",
}
PARTS = {"below": "tree_part", "menu": "menu_part", "suggest": "suggest_part", "dialog": "dialog"}


@open_to_all
def components(request: HttpRequest) -> HttpResponse:
    """All components on one page."""
    context = {"shell": examples.shell("党员信息"), **examples.all_components()}
    return page(request, "gallery/components.html", context)


@open_to_all
def example(request: HttpRequest, example: str) -> HttpResponse:
    """One example page, or a part that an example fetches."""
    context = {"shell": examples.shell("党员信息"), **examples.all_components()}
    if request.method == "POST" and not request.POST.get("reason"):
        context["errors"] = ["请写明补删的原因"]
    elif request.method == "POST":
        return with_notice(go_to(request, reverse("components")), "保存成功")
    if example in PARTS:
        return render_part(request, "gallery/components.html", PARTS[example], context)
    if example not in PAGES:
        raise Http404(example)
    return page(request, PAGES[example], context)
