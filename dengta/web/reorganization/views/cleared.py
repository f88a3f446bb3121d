"""<已清除信息>: what can be taken back for 30 days, with one click (ORG-17)."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from dengta.access.permissions import Can
from dengta.definitions.queries import rows
from dengta.organizations.queries import tree
from dengta.refusal import OutOfReach
from dengta.reorganization import actions
from dengta.web.components import Column
from dengta.web.forms import VerbForm
from dengta.web.jinja import url
from dengta.web.live import status_of
from dengta.web.render import go_to, page
from dengta.web.requests import ActorRequest

COLUMNS = (
    Column("信息集", "name"),
    Column("清除时间"),
    Column("清除人"),
    Column("可取回至"),
    Column("操作", "actions"),
)


class ReturningForm(VerbForm):
    """Which of the cleared sets comes back."""

    cleared = forms.UUIDField(required=False)


@require_http_methods(["GET", "POST"])
def cleared(request: ActorRequest, uid: UUID) -> HttpResponse:
    """What was cleared of an organisation; a post takes one of them back and shows it."""
    work = url("organization_work", uid)
    organization = tree.find(request.actor, uid, Can.EDIT_ORGANIZATION)
    form = ReturningForm(request.POST or None)
    if request.method == "POST":

        def returned() -> str:
            wanted = form.cleaned_data.get("cleared")
            if wanted is None:
                raise OutOfReach
            actions.give_back(
                organization=organization, cleared=wanted, by=request.actor, at=request.at
            )
            return work

        address = form.perform(request, returned)
        if address:
            messages.success(request, "操作成功")
            return go_to(request, address)
    context = {
        "place": ["党组织和单位信息管理", "党组织信息维护", "已清除信息"],
        "organization": organization,
        "form": form,
        "mark": ReturningForm()["mark"].value(),
        "columns": COLUMNS,
        "found": rows.cleared(organization.uid, request.at),
        "here": request.path,
        "work": work,
        "back": url("organization_editing", uid),
    }
    status = status_of(request, form) if request.method == "POST" else 200
    return page(request, "reorganization/cleared.html", context, status)
