"""Files handed out, and photos: of a member (GEN-03) and of the own account (ACC-19)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from dengta.access.permissions import Can
from dengta.files import queries
from dengta.files.actions import HandedOut, hand_out, remove, store
from dengta.files.rules.kinds import Kind
from dengta.files.rules.owners import Gate, Owner
from dengta.members.queries import record
from dengta.refusal import Denied, OutOfReach, Refusal
from dengta.web.files import photos
from dengta.web.files.forms import PhotoForm
from dengta.web.files.gates import SEE, change_member, own_account
from dengta.web.forms import new_mark
from dengta.web.jinja import url
from dengta.web.render import go_to, page_or_part
from dengta.web.requests import ActorRequest

PART = "dialog"
POLICY = "default-src 'none'; sandbox"
"""A file opened as a page may load nothing and run nothing."""


@require_GET
def stored_file(request: ActorRequest, uid: UUID) -> HttpResponse:
    """A stored file, to be saved: never shown as a page of ours."""
    return as_attachment(hand_out(uid=uid, gates=SEE, by=request.actor, at=request.at))


def as_attachment(file: HandedOut) -> HttpResponse:
    """The answer that hands out ``file``: its own type, taken at its word, its name in full."""
    response = HttpResponse(file.content, content_type=file.media_type)
    response["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return response


@dataclass(frozen=True, slots=True)
class _Page:
    """The page of one photo: whose, and where it leads back to."""

    owner: Owner
    kind: Kind
    may: Gate
    title: str
    place: tuple[str, ...]
    back: str


@require_http_methods(["GET", "POST"])
def member_photo(request: ActorRequest, uid: UUID) -> HttpResponse:
    """<上传照片> of a member."""
    member = record.find(request.actor, uid, Can.EDIT_MEMBER)
    return _photo(
        request,
        _Page(
            owner=Owner("member", uid),
            kind=Kind.MEMBER_PHOTO,
            may=change_member,
            title=f"{member.name}的照片",
            place=("党员信息管理", "信息管理", member.name, "照片"),
            back=url("member_record", uid),
        ),
    )


@require_http_methods(["GET", "POST"])
def portrait(request: ActorRequest) -> HttpResponse:
    """<更换头像> of the own account."""
    return _photo(
        request,
        _Page(
            owner=Owner("account", request.actor.uid),
            kind=Kind.PORTRAIT,
            may=own_account,
            title="我的头像",
            place=("我的账号", "头像"),
            back=url("account"),
        ),
    )


def _photo(request: ActorRequest, shown: _Page) -> HttpResponse:
    """Choose, look, save: each step is a post of the one form, and needs no script."""
    current = queries.single_of(shown.owner, shown.kind)
    form = PhotoForm(initial={"seen": str(current or "")})
    picture = b""
    if request.method == "POST":
        typed = request.POST.copy()
        typed["mark"] = typed.get("mark") or new_mark()
        form = PhotoForm(typed)
        do = request.POST.get("do", "")
        try:
            picture = photos.looked_at(request, shown.kind, "file", typed.get(photos.CARRIED, ""))
            if not picture and do != "remove":
                raise Refusal("请先选择一张照片。", field="file")
            address = _done(request, shown, form, picture, do)
        except (Denied, OutOfReach):
            raise
        except Refusal as refusal:
            address = None
            form.complain(refusal)
        if address:
            messages.success(request, "删除成功" if do == "remove" else "保存成功")
            return go_to(request, address)
        # what stands there now is shown: saving again overwrites nothing unseen
        typed["seen"] = str(current or "")
    context = {
        "place": list(shown.place),
        "title": shown.title,
        "form": form,
        "box": photos.PhotoBox(shown.kind, photos.carried(picture)),
        "current": current,
        "here": request.path,
        "back": shown.back,
    }
    status = 422 if form.errors else 200
    return page_or_part(request, "files/photo.html", PART, context, status=status)


def _done(
    request: ActorRequest, shown: _Page, form: PhotoForm, picture: bytes, do: str
) -> str | None:
    """Carry out what the button says; None when there is only something to look at."""
    seen = form.seen_uid()
    if do == "remove" and seen is not None:

        def removed() -> str:
            remove(owner=shown.owner, uid=seen, may=shown.may, by=request.actor, at=request.at)
            return shown.back

        return str(form.perform(request, removed) or "")
    if do != "save" or "file" in request.FILES:
        return None
    file = photos.to_be_stored(shown.kind, picture)

    def stored() -> str:
        store(
            owner=shown.owner,
            file=file,
            may=shown.may,
            by=request.actor,
            at=request.at,
            seen=seen,
        )
        return shown.back

    return str(form.perform(request, stored) or "")
