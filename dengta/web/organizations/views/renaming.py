"""党组织重命名: a dialog over the page, or a page of its own (ORG-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from dengta.access.permissions import Can
from dengta.organizations.actions.tree import rename
from dengta.organizations.queries import tree
from dengta.refusal import Denied
from dengta.web.forms import step_of
from dengta.web.jinja import with_query
from dengta.web.live import is_check, status_of
from dengta.web.organizations.forms import RenamingForm
from dengta.web.organizations.naming import tell_name
from dengta.web.organizations.offers import OWN
from dengta.web.render import go_to, page_or_part
from dengta.web.requests import ActorRequest
from dengta.web.returning import way_of

if TYPE_CHECKING:
    from dengta.organizations.models import Organization

PART = "dialog"


@require_http_methods(["GET", "POST"])
def renaming(request: ActorRequest, uid: UUID) -> HttpResponse:
    """The new name of a subordinate organisation."""
    if uid == request.actor.organization_uid:
        raise Denied(f"{OWN}，请与上级党组织联系。")
    organization = tree.find(request.actor, uid, Can.RENAME_ORGANIZATION)
    back = with_query("/zuzhi/dangzuzhi", org=uid)
    standing = organization.step
    form = RenamingForm(initial={"name": organization.name, "seen": standing})
    if request.method == "POST":
        typed = request.POST.copy()
        form = RenamingForm(typed)
        if is_check(request):
            assert organization.parent is not None
            good = tell_name(form, request.actor, organization.parent, uid)
            return _shown(request, organization, form, good)

        def renamed() -> str:
            rename(
                organization=organization,
                name=request.POST.get("name", ""),
                seen=step_of(request.POST.get("seen", "")),
                by=request.actor,
                at=request.at,
            )
            return back

        if form.perform(request, renamed):
            messages.success(request, "保存成功")
            way = way_of(request)
            return go_to(request, way.url if way else back)
        # what stood when this post began is shown now: saving again overwrites nothing unseen
        typed["seen"] = str(standing)
    return _shown(request, organization, form)


def _shown(
    request: ActorRequest,
    organization: Organization,
    form: RenamingForm,
    good: dict[str, str] | None = None,
) -> HttpResponse:
    context = {
        "place": ["党组织和单位信息管理", "党组织信息维护", "党组织重命名"],
        "organization": organization,
        "form": form,
        "good": good or {},
        "here": request.get_full_path(),
        "way": way_of(request),
        "back": with_query("/zuzhi/dangzuzhi", org=organization.uid),
    }
    return page_or_part(
        request, "organizations/renaming.html", PART, context, status_of(request, form)
    )
