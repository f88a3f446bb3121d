"""<直管党员补录>: name and ID number first, then the sixteen items (MEM-08 … MEM-11).

One page, one form. Each of its buttons posts the whole form, so that nothing typed is lost and
nothing needs a script; with one only the part is drawn anew.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from dengta.access.permissions import Can
from dengta.accounts.rules.drafts import Form
from dengta.codes.rules import id_number as numbers
from dengta.files.actions import store
from dengta.files.queries import photo_of
from dengta.files.rules.checking import Checked
from dengta.files.rules.kinds import Kind
from dengta.files.rules.owners import Owner
from dengta.members.actions import ask_register, enrol, look_up, synchronise
from dengta.members.actions.looking_up import Found
from dengta.members.queries import register as answers
from dengta.members.rules.facts import LABELS
from dengta.members.rules.register import STATES
from dengta.members.rules.standing import STATUS_LABELS, Status
from dengta.organizations.queries import tree
from dengta.organizations.rules.categories import is_branch
from dengta.refusal import Denied, OutOfReach, Refusal
from dengta.web import drafts, trees
from dengta.web.addresses import address_of_spot
from dengta.web.files import photos
from dengta.web.files.gates import enrolled_member
from dengta.web.files.photos import PhotoBox
from dengta.web.jinja import url, with_query
from dengta.web.members.answers import boxes
from dengta.web.members.forms import EnrolmentForm, fill, lists, normal
from dengta.web.members.post_questions import questions
from dengta.web.render import go_to, page, page_or_part
from dengta.web.requests import ActorRequest

PART = "enrolment"
PHOTO = "photo"
"""The field of the file; what was looked at is carried in another."""
PLACE = ["党员信息管理", "信息管理", "直管党员补录"]
BY_THE_NUMBER = ("sex", "birth_date")


@require_http_methods(["GET", "POST"])
def enrolment(request: ActorRequest) -> HttpResponse:
    """The page for one branch; without a branch the choice of one."""
    if "zhibu" not in request.GET:
        return _choose_branch(request)
    branch = tree.find(request.actor, _uid(request.GET["zhibu"]), Can.ENROL_MEMBER)
    if not is_branch(branch.category):
        return _choose_branch(request)
    draft = drafts.offer(request, Form.ENROLMENT, branch.uid)
    data = request.POST.copy() if draft.values is None else draft.values
    do = data.get("do", "")
    found: Found | None = None
    refused: Refusal | None = None
    is_filled = request.method == "POST" or bool(data.get("name") and data.get("id_number"))
    if is_filled:
        data["id_number"] = normal(data.get("id_number", ""))
        try:
            found = look_up(
                branch=branch,
                name=data.get("name", ""),
                id_number=data.get("id_number", ""),
                by=request.actor,
                at=request.at,
            )
            _help_along(request, branch, data, do, found)
        except (Denied, OutOfReach):
            raise
        except Refusal as refusal:
            refused = refusal
    if draft.values is not None and (found is None or not found.may_be_enrolled):
        draft, found, refused, is_filled = draft.left_out(), None, None, False
    form = EnrolmentForm(data if is_filled else None)
    if refused is not None:
        form.complain(refused)
    box, picture = _photo(request, data)
    if refused is None and do == "save" and not box.error and PHOTO not in request.FILES:
        address = form.perform(request, lambda: _enrolled(request, branch, form, picture))
        if address:
            messages.success(request, "保存成功")
            return go_to(request, address)
    return _shown(request, branch, form, found, do, draft, box)


def _photo(request: ActorRequest, data: QueryDict) -> tuple[PhotoBox, Checked | None]:
    """The box of the photo, and the photo to be stored; one that was just chosen is looked at
    first, whatever button was pressed."""
    kind = Kind.MEMBER_PHOTO
    try:
        picture = photos.looked_at(request, kind, PHOTO, data.get(photos.CARRIED, ""))
    except Refusal as refusal:
        return PhotoBox(kind, error=refusal.sentence), None
    file = photos.to_be_stored(kind, picture) if picture else None
    return PhotoBox(kind, photos.carried(picture)), file


def _help_along(request: ActorRequest, branch: Any, data: QueryDict, do: str, found: Found) -> None:
    """Do what the pressed button means, apart from saving: fill in, ask, correct."""
    if not found.may_be_enrolled:
        return
    if do == "look" and found.staging is not None:
        fill(data, found.staging.facts, over=False)
    elif do == "sync" and found.archived is not None and found.archived.may_synchronise:
        facts = synchronise(
            branch=branch,
            name=found.name,
            id_number=found.id_number,
            by=request.actor,
            at=request.at,
        )
        fill(data, facts, over=True)
    elif do == "ask":
        ask_register(name=found.name, id_number=found.id_number, by=request.actor, at=request.at)
    number = numbers.parse(found.id_number)
    given = {"sex": number.sex.value, "birth_date": number.birth_date.isoformat()}
    for field in BY_THE_NUMBER:
        if do == f"mend-{field}" or not data.get(field, "").strip():
            data[field] = given[field]
    data.setdefault("lost", "0")
    data.setdefault("floating", "0")


def _enrolled(
    request: ActorRequest, branch: Any, form: EnrolmentForm, picture: Checked | None
) -> str:
    member = enrol(
        branch=branch,
        facts=form.facts(localdate(request.at)),
        by=request.actor,
        at=request.at,
        rejoining=form.data.get("rejoining") == "1",
    )
    if picture is not None:
        store(
            owner=Owner("member", member.uid),
            file=picture,
            may=enrolled_member,
            by=request.actor,
            at=request.at,
            seen=photo_of(member.uid),
        )
    return url("member_record", member.uid)


def _shown(
    request: ActorRequest,
    branch: Any,
    form: EnrolmentForm,
    found: Found | None,
    do: str,
    draft: drafts.Offer,
    box: PhotoBox,
) -> HttpResponse:
    answer = None
    if found is not None:
        answer = answers.latest(request.actor, found.name, found.id_number, request.at)
    open_form = found is not None and found.may_be_enrolled
    on = localdate(request.at)
    context: dict[str, Any] = {
        "place": PLACE,
        "branch": branch,
        "branch_name": branch.name,
        "form": form,
        "draft": draft,
        "box": box,
        "found": found,
        "boxes": boxes(found, answer) if found else (),
        "open_form": open_form,
        "active_url": address_of_spot(found.active.spot) if found and found.active else "",
        "may_save": answer in STATES,
        "do": do,
        "lists": lists() if open_form else {},
        "beside": form.beside(on) if open_form else {},
        "with_name": False,
        "branch_field": "",
        "labels": LABELS,
        "status_label": STATUS_LABELS[Status.NORMAL],
        "questions": questions(),
        "here": with_query(request.path, zhibu=branch.uid),
        "list_url": url("member_list", query={"org": branch.uid}),
        "change_url": with_query(request.path, org=branch.uid),
    }
    status = 422 if form.errors or box.error else 200
    return page_or_part(request, "members/enrolment.html", PART, context, status=status)


def _choose_branch(request: ActorRequest) -> HttpResponse:
    """The tree, in which a branch opens the page of its 补录."""
    named = request.GET.get("org") or request.GET.get("zhibu")
    selected = _uid(named) if named else None
    organization = tree.find(
        request.actor, selected or request.actor.organization_uid, Can.ENROL_MEMBER
    )
    context = {
        "place": PLACE,
        "nodes": trees.nodes(request.actor, organization.path, "bulu"),
        "list_url": url("member_list", query={"org": organization.uid}),
    }
    return page(request, "members/enrolment_branch.html", context)


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise OutOfReach from None
