"""删除, 撤销, 恢复: each shows what it will do before it does it (ORG-12, ORG-13, GEN-07)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_http_methods

from dengta.access.actor import Actor
from dengta.access.checks import allows, holds
from dengta.access.permissions import Can
from dengta.codes.queries import tables
from dengta.files import actions as files
from dengta.files.rules.checking import checked, too_large
from dengta.files.rules.kinds import ALLOWED, Kind
from dengta.files.rules.owners import Owner
from dengta.organizations.models import Organization
from dengta.organizations.queries import tree
from dengta.organizations.rules.preview import Preview, Verb
from dengta.reorganization import actions
from dengta.reorganization.queries import ends, history
from dengta.web.components import Column
from dengta.web.files.gates import dissolve_organization
from dengta.web.files.uploads import received
from dengta.web.jinja import url, with_query
from dengta.web.live import status_of
from dengta.web.organizations import selection
from dengta.web.render import go_to, page, page_or_part
from dengta.web.reorganization.forms import DissolvingForm, RestoringForm, SeenForm
from dengta.web.reorganization.ways import lines
from dengta.web.requests import ActorRequest
from dengta.web.returning import mark, way_of

PART = "dialog"
LIST = "/zuzhi/dangzuzhi"
COLUMNS = (
    Column("党组织名称", "name"),
    Column("组织类别"),
    Column("党组织统一编码", "code"),
    Column("撤销文号"),
    Column("撤销日期"),
    Column("撤销原因"),
    Column("操作", "actions"),
)


@dataclass(frozen=True, slots=True)
class Act:
    """What differs between the three dialogs."""

    verb: Verb
    path: str
    label: str
    can: Can
    preview: Callable[[Actor, Organization], Preview]
    form: type[SeenForm]
    danger: bool
    note: str


DELETE = Act(
    Verb.DELETE,
    "shanchu",
    "删除党组织",
    Can.DELETE_ORGANIZATION,
    ends.deletion,
    SeenForm,
    danger=True,
    note="删除只用于误建的党组织；办过业务的请用撤销党组织，历史会保留。",
)
DISSOLVE = Act(
    Verb.DISSOLVE,
    "chexiao",
    "撤销党组织",
    Can.DISSOLVE_ORGANIZATION,
    ends.dissolution,
    DissolvingForm,
    danger=True,
    note="撤销须有上级的文件；撤销以后不能再接收党员，历史仍可查看。",
)
RESTORE = Act(
    Verb.RESTORE,
    "huifu",
    "恢复党组织",
    Can.DISSOLVE_ORGANIZATION,
    ends.restoring,
    RestoringForm,
    danger=False,
    note="恢复须有上级的文件；恢复以后没有所在单位，须重新关联。",
)


@require_http_methods(["GET", "POST"])
def deleting(request: ActorRequest, uid: UUID) -> HttpResponse:
    """删除党组织 (ORG-12)."""
    organization = tree.find(request.actor, uid, DELETE.can)

    def deleted() -> str:
        actions.delete(
            organization=organization,
            seen=request.POST.get("seen", ""),
            by=request.actor,
            at=request.at,
        )
        return _above(organization)

    return _answer(request, organization, DELETE, deleted, "删除成功")


@require_http_methods(["GET", "POST"])
def dissolving(request: ActorRequest, uid: UUID) -> HttpResponse:
    """撤销党组织 with its document (ORG-13)."""
    organization = tree.find(request.actor, uid, DISSOLVE.can)

    def dissolved_() -> str:
        allowed = ALLOWED[Kind.ATTACHMENT]
        upload = received(request, "file", most=allowed.most, too_large=too_large(allowed))
        file = checked(Kind.ATTACHMENT, upload.name, upload.content) if upload else None
        typed = DissolvingForm(request.POST, request.FILES)
        typed.is_valid()
        made = actions.dissolve(
            organization=organization,
            number=request.POST.get("number", ""),
            reason=request.POST.get("reason", ""),
            on=typed.cleaned_data.get("on"),
            seen=request.POST.get("seen", ""),
            by=request.actor,
            at=request.at,
        )
        if file is not None:
            files.store(
                owner=Owner("dissolution", made.uid),
                file=file,
                may=dissolve_organization,
                by=request.actor,
                at=request.at,
            )
        return _above(organization)

    return _answer(request, organization, DISSOLVE, dissolved_, "操作成功")


@require_http_methods(["GET", "POST"])
def restoring(request: ActorRequest, uid: UUID) -> HttpResponse:
    """恢复党组织 by a document (ORG-13)."""
    organization = tree.find(request.actor, uid, RESTORE.can)

    def restored() -> str:
        actions.restore(
            organization=organization,
            number=request.POST.get("number", ""),
            seen=request.POST.get("seen", ""),
            by=request.actor,
            at=request.at,
        )
        return with_query(LIST, org=organization.uid)

    return _answer(request, organization, RESTORE, restored, "操作成功")


@require_GET
def dissolved(request: ActorRequest) -> HttpResponse:
    """已撤销的党组织 at and below an organisation: history, and 【恢复】 (ORG-13)."""
    actor = request.actor
    uid = selection.uid_of(request.GET.get("org", ""), actor)
    organization = tree.find(actor, uid, Can.BROWSE_ORGANIZATIONS)
    context = {
        "place": ["党组织和单位信息管理", "党组织信息维护", "已撤销的党组织"],
        "organization": organization,
        "columns": COLUMNS,
        "found": history.dissolved(
            actor, organization.path, selection.place_of(request.GET.get("after", ""))
        ),
        "labels": tables.labels("org_category"),
        "may_restore": holds(actor, RESTORE.can),
        "here": request.path,
        "back": with_query(LIST, org=organization.uid),
    }
    return page(request, "reorganization/dissolved.html", context)


def _above(organization: Organization) -> str:
    superior = organization.parent
    return with_query(LIST, org=superior.uid) if superior is not None else LIST


def _answer(
    request: ActorRequest,
    organization: Organization,
    act: Act,
    do: Callable[[], str],
    done: str,
) -> HttpResponse:
    """The dialog, or what follows when it was confirmed: the dialog that led here, else the list;
    a changed world is shown anew."""
    actor, way = request.actor, way_of(request)
    preview = act.preview(actor, organization)
    form = act.form(initial={"seen": preview.digest})
    if request.method == "POST":
        typed = request.POST.copy()
        form = act.form(typed, request.FILES)
        address = form.perform(request, do)
        if address:
            messages.success(request, done)
            return go_to(request, way.url if way else address)
        preview = act.preview(actor, tree.find(actor, organization.uid, act.can))
        typed["seen"] = preview.digest
    blockers = lines(actor, preview, mark(act.path, preview.uid))
    context = {
        "place": ["党组织和单位信息管理", "党组织信息维护", act.label],
        "act": act,
        "preview": preview,
        "category_label": tables.label("org_category", preview.category),
        "blockers": blockers,
        "form": form,
        "here": request.get_full_path(),
        "checked_at": localtime(request.at),
        "way": way,
        "back": with_query(LIST, org=organization.uid),
        "instead": "",
    }
    if act is DELETE and blockers and allows(actor, DISSOLVE.can, organization.path):
        context["instead"] = url("organization_dissolving", preview.uid)
    return page_or_part(
        request, "reorganization/ending.html", PART, context, status_of(request, form)
    )
