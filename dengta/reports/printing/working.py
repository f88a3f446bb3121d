"""The sheets, part by part: a part is kept sealed and told in the log before the next begins."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from uuid import UUID

from django.template import engines
from django.utils.timezone import now

from dengta.access.actor import Actor
from dengta.accounts.queries.sessions import at_work
from dengta.jobs.actions import Progress
from dengta.jobs.rules import CancelAsked
from dengta.organizations.actions.printing import print_sheets
from dengta.organizations.queries.collecting import Collected, collected, printable
from dengta.refusal import OutOfReach, Overtaken, Refusal
from dengta.reports import results
from dengta.reports.kinds import SHEETS
from dengta.reports.sheets.joining import Joined
from dengta.reports.sheets.organization import fill
from dengta.reports.sheets.pdf import pdf

TEMPLATE = "organization_sheet.html"
IN_A_PART = 20
"""Sheets of one part: some seconds of work, lost when the worker is killed."""
OWNER_GONE = "您的账号现在不能打印采集表，任务已停止。"
CHANGED = "党组织的信息刚刚改过。"
ALL_GONE = "选中的党组织都已经不在了，没有生成文件。"


def sheets(progress: Progress) -> dict[str, object]:
    """The job's function. The result: ``name`` of the file, ``sheets`` in it, ``left_out``
    organisations that were deleted or moved out of reach meanwhile.

    Goes on at the part that the checkpoint names. A part shows what the log says was printed: when
    somebody changed an organisation while its sheet was drawn, the part is drawn again.
    """
    try:
        return _made(progress)
    except (CancelAsked, Refusal):
        results.forget_parts(progress.job_uid)
        raise


def _made(progress: Progress) -> dict[str, object]:
    arguments = progress.arguments
    listed = arguments["organizations"]
    assert isinstance(listed, list)
    uids = [UUID(text) for text in listed]
    progress.expect(len(uids))
    while (start := _number(progress, "next")) < len(uids):
        _part(progress, uids[start : start + IN_A_PART])
        progress.give_way()
    printed = _number(progress, "printed")
    if not printed:
        raise Refusal(ALL_GONE)
    if not results.place_of(progress.job_uid, SHEETS).exists():
        results.keep(progress.job_uid, SHEETS, _joined(progress))
    results.forget_parts(progress.job_uid)
    return {
        "name": f"{arguments['name']}.pdf",
        "sheets": printed,
        "left_out": len(uids) - printed,
    }


def _part(progress: Progress, uids: Sequence[UUID]) -> None:
    """Draw, keep and write down the next sheets. Drawing takes seconds and stands outside of the
    batch, which on SQLite holds up everybody who writes."""
    at = now()
    owner = _owner(progress)
    kept = _number(progress, "parts")
    try:
        still = printable(owner, uids)
        found = collected(owner, still)
        if found:
            results.keep_part(progress.job_uid, kept, pdf(_page(found), to_be_joined=True))
        with progress.batch() as batch:
            if print_sheets(uids=still, by=owner, at=at) != found:
                raise Overtaken(CHANGED)
            batch.count(len(uids))
            batch.checkpoint = {
                "next": _number(progress, "next") + len(uids),
                "printed": _number(progress, "printed") + len(found),
                "parts": kept + bool(found),
            }
    except (OutOfReach, Overtaken):
        return  # somebody changed one of them meanwhile: the next call draws these anew


def _owner(progress: Progress) -> Actor:
    """Who asked, as he may act now."""
    owner = at_work(
        progress.owner_uid,
        address=str(progress.arguments["address"]),
        request=str(progress.arguments["request"]),
        at=now(),
    )
    if owner is None:
        raise Refusal(OWNER_GONE)
    return owner


def _page(found: Sequence[Collected]) -> str:
    filled = [fill(each) for each in found]
    nowhere = dict.fromkeys(("pdf", "in_background", "empty_sheet", "back"), "")
    return str(engines["jinja2"].get_template(TEMPLATE).render({"sheets": filled, **nowhere}))


def _joined(progress: Progress) -> bytes:
    whole = BytesIO()
    joined = Joined(whole)
    for number in range(_number(progress, "parts")):
        joined.add(results.part(progress.job_uid, number))
    joined.close()
    return whole.getvalue()


def _number(progress: Progress, name: str) -> int:
    value = progress.checkpoint.get(name, 0)
    return value if isinstance(value, int) else 0
