from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks
from python_calamine import CalamineWorkbook

from dengta.access.actor import Actor
from dengta.access.roles import Role
from dengta.accounts.models import Account, Authorisation, Message
from dengta.accounts.queries.sessions import as_actor
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.imports.actions.sheets import (
    SHEETS_AT_MOST,
    check_again,
    confirm,
    discard,
    export_wrong,
    forget_sheets,
    mend,
    mend_alike,
    skip,
    skip_wrong,
    take_back,
    upload,
)
from dengta.imports.models import SheetDraft, SheetRow
from dengta.imports.queries import sheets, workbook, wrong_rows
from dengta.imports.queries.sheets import Show
from dengta.imports.rules.sheet import COLUMN_LABELS, LASTS, Alike, Column, Standing
from dengta.jobs.models import Job
from dengta.refusal import Denied, OutOfReach, Overtaken, Refusal
from tests.accounts.builders import account, invented_id
from tests.imports.sheet_builders import faults, officer, person, rows_by_number, typed
from tests.world import NOON, Province, organization

pytestmark = pytest.mark.django_db


def uploaded(by: Actor, *people: dict[Column, str]) -> SheetDraft:
    return upload(rows=typed(*people), file_name="名单.xlsx", by=by, at=NOON)


def row_of(by: Actor, draft: SheetDraft, number: int) -> SheetRow:
    return sheets.find_row(by, rows_by_number(by, draft)[number].uid)


def mended(by: Actor, draft: SheetDraft, number: int, column: Column, text: str) -> None:
    row = row_of(by, draft, number)
    mend(row=row, column=column, text=text, seen=row.step, by=by, at=NOON)


@pytest.mark.spec("ACC-06")
def test_an_uploaded_sheet_shows_every_complaint_and_makes_nothing(province: Province) -> None:
    by = officer(province)
    before = Account.objects.count()
    draft = uploaded(
        by,
        person(1),
        person(2, "C1市"),
        person(3, "中共C2市委员会", mobile="1380"),
        person(4, id_number=invented_id(900)),
    )
    rows = rows_by_number(by, draft)
    assert list(rows) == [3, 4, 5, 2]
    assert not faults(rows[2])
    assert set(faults(rows[3])) == {Column.ORGANIZATION}
    assert set(faults(rows[4])) == {Column.ORGANIZATION, Column.MOBILE}
    assert "您管理的范围内没有“中共C2市委员会”" in faults(rows[4])[Column.ORGANIZATION]
    assert "是安全员" in faults(rows[5])[Column.ID_NUMBER]
    head = sheets.sheet(by, draft.uid)
    assert (head.rows, head.wrong, head.faults, head.ready, head.free) == (4, 3, 4, 1, 1)
    assert head.file_name == "名单.xlsx"
    assert Account.objects.count() == before
    assert not Authorisation.objects.exists()
    assert not Message.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.spec("ACC-02", "ACC-06")
def test_a_place_out_of_range_is_answered_like_one_that_does_not_exist(
    province: Province,
) -> None:
    by = officer(province)
    draft = uploaded(by, person(1, "T2镇党委"), person(2, "T9镇党委"), person(3, "B2党支部"))
    said = [
        faults(row)[Column.ORGANIZATION].replace(row.cells[3].text, "X")
        for row in rows_by_number(by, draft).values()
    ]
    assert len(set(said)) == 1


@pytest.mark.spec("ACC-05", "ACC-06")
def test_an_officer_appoints_officers_only_below(province: Province) -> None:
    by = officer(province)
    own = province["D1"].code
    draft = uploaded(
        by,
        person(1, own, role="安全员", functions=""),
        person(2, own, role="审计员", functions=""),
        person(3, "T1镇党委", role="安全员", functions=""),
    )
    rows = rows_by_number(by, draft)
    assert "只能由上级任命" in faults(rows[2])[Column.ROLE]
    assert not faults(rows[3])
    assert not faults(rows[4])


@pytest.mark.spec("ACC-06")
def test_what_is_stored_of_a_sheet_is_sealed(province: Province) -> None:
    by = officer(province)
    uploaded(by, person(1, name="卢见溪"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT body, file_name FROM imports_sheetrow, imports_sheetdraft")
        body, name = cursor.fetchone()
    for secret in ("卢见溪", invented_id(1), "13800000001"):
        assert secret.encode() not in bytes(body)
    assert "名单".encode() not in bytes(name)


@pytest.mark.spec("ACC-06")
def test_a_sheet_is_its_authors_alone(province: Province) -> None:
    by = officer(province)
    draft = uploaded(by, person(1))
    row = row_of(by, draft, 2)
    other = officer(province, "D1", 901)
    above = officer(province, "C1", 902)
    for actor in (other, above):
        for question in (sheets.find, sheets.sheet, sheets.grid):
            with pytest.raises(OutOfReach):
                question(actor, draft.uid)
        with pytest.raises(OutOfReach):
            sheets.find_row(actor, row.uid)
        with pytest.raises(OutOfReach):
            confirm(draft=draft, by=actor, at=NOON)
        with pytest.raises(OutOfReach):
            discard(draft=draft, by=actor, at=NOON)
        with pytest.raises(OutOfReach):
            skip(row=row, by=actor, at=NOON)
        assert sheets.sheets(actor) == []
    assert [each.uid for each in sheets.sheets(by)] == [draft.uid]


@pytest.mark.spec("ACC-01", "ACC-06")
def test_only_officers_upload(province: Province) -> None:
    with pytest.raises(Denied):
        uploaded(province.actor("D1"), person(1))
    with pytest.raises(Denied):
        sheets.sheets(province.actor("D1", Role.AUDITOR))


@pytest.mark.spec("ACC-06")
def test_a_mended_cell_is_judged_at_once(province: Province) -> None:
    by = officer(province)
    draft = uploaded(by, person(1, "T9镇党委"), person(2))
    mended(by, draft, 2, Column.ORGANIZATION, " T1镇党委 ")
    row = rows_by_number(by, draft)[2]
    assert (row.standing, faults(row), row.cells[3].text) == (Standing.READY, {}, "T1镇党委")
    assert [cell.column for cell in row.cells if cell.mended] == [Column.ORGANIZATION]
    mended(by, draft, 2, Column.MOBILE, "139")
    assert rows_by_number(by, draft)[2].standing == Standing.WRONG


@pytest.mark.spec("ACC-06")
def test_an_id_number_that_came_as_a_number_is_right_once_it_is_typed(province: Province) -> None:
    by = officer(province)
    rows = typed(person(1, id_number="3.70999E+17"), numeric=[Column.ID_NUMBER])
    draft = upload(rows=rows, file_name="a.xlsx", by=by, at=NOON)
    assert "存成了数字" in faults(rows_by_number(by, draft)[2])[Column.ID_NUMBER]
    mended(by, draft, 2, Column.ID_NUMBER, invented_id(1))
    assert rows_by_number(by, draft)[2].standing == Standing.READY


@pytest.mark.spec("ACC-06")
def test_the_rows_that_repeat_each_other_are_judged_together(province: Province) -> None:
    by = officer(province)
    shared = {"mobile": "13800000077"}
    draft = uploaded(by, person(1), person(1, mobile="13800000076"), person(2, **shared))
    draft_two = uploaded(by, person(3), person(4, **shared), person(5, **shared))
    assert sheets.sheet(by, draft.uid).wrong == 2
    skip(row=row_of(by, draft, 3), by=by, at=NOON)
    assert [row.standing for row in rows_by_number(by, draft).values()] == [
        Standing.READY,
        Standing.READY,
        Standing.SKIPPED,
    ]
    take_back(row=row_of(by, draft, 3), by=by, at=NOON)
    assert sheets.sheet(by, draft.uid).wrong == 2
    assert sheets.sheet(by, draft_two.uid).wrong == 2
    mended(by, draft_two, 2, Column.MOBILE, shared["mobile"])
    assert sheets.sheet(by, draft_two.uid).wrong == 3
    mended(by, draft_two, 3, Column.MOBILE, "13800000078")
    said = faults(rows_by_number(by, draft_two)[2])[Column.MOBILE]
    assert said.startswith("与第4行的手机号码相同")
    mended(by, draft_two, 4, Column.MOBILE, "13800000079")
    assert sheets.sheet(by, draft_two.uid).wrong == 0


@pytest.mark.spec("GEN-10", "ACC-06")
def test_a_cell_that_changed_meanwhile_is_not_overwritten(province: Province) -> None:
    by = officer(province)
    draft = uploaded(by, person(1))
    row = row_of(by, draft, 2)
    mended(by, draft, 2, Column.NAME, "卢见溪")
    with pytest.raises(Overtaken):
        mend(row=row, column=Column.NAME, text="卢见山", seen=row.step, by=by, at=NOON)
    assert rows_by_number(by, draft)[2].cells[0].text == "卢见溪"


@pytest.mark.spec("ACC-06")
def test_all_wrong_rows_are_left_out_together(province: Province) -> None:
    by = officer(province)
    draft = uploaded(by, person(1), person(2, mobile="1"), person(3, name=""))
    assert skip_wrong(draft=draft, by=by, at=NOON) == 2
    head = sheets.sheet(by, draft.uid)
    assert (head.wrong, head.skipped, head.ready, head.faults) == (0, 2, 1, 0)


@pytest.mark.spec("ACC-06")
def test_the_same_fault_of_several_rows_is_mended_at_once(province: Province) -> None:
    by = officer(province)
    people = [
        person(1, "T9镇党委"),
        person(2, "T9镇党委"),
        person(3, "T8镇党委"),
        person(4, name=""),
    ]
    auditors = [person(at, role="审计员") for at in (5, 6)]
    draft = uploaded(by, *people, *auditors, person(7))
    groups = wrong_rows.alike(by, draft.uid)
    assert [(each.fault.column, each.fault.text, each.rows) for each in groups] == [
        (Column.ORGANIZATION, "T9镇党委", 2),
        (Column.FUNCTIONS, "基层管理员", 2),
    ]
    place = groups[0].fault
    assert mend_alike(draft=draft, changes={place: " T1镇党委 "}, by=by, at=NOON) == 2
    rows = rows_by_number(by, draft)
    assert [rows[at].cells[3].text for at in (2, 3, 4)] == ["T1镇党委", "T1镇党委", "T8镇党委"]
    assert (rows[2].standing, rows[3].standing, rows[4].standing) == (
        Standing.READY,
        Standing.READY,
        Standing.WRONG,
    )
    assert [cell.column for cell in rows[2].cells if cell.mended] == [Column.ORGANIZATION]
    assert rows[8].cells[5].text == "基层管理员", "the same text, but right there"
    with pytest.raises(Overtaken):
        mend_alike(draft=draft, changes={place: "T1镇党委"}, by=by, at=NOON)
    with pytest.raises(Refusal, match="至少在一格里"):
        mend_alike(draft=draft, changes={groups[1].fault: " "}, by=by, at=NOON)


@pytest.mark.spec("ACC-06")
def test_a_row_with_two_shared_faults_is_mended_in_both(province: Province) -> None:
    by = officer(province)
    draft = uploaded(by, *(person(at, "T9镇党委", role="党员") for at in (1, 2)), person(3))
    groups = {each.fault.column: each.fault for each in wrong_rows.alike(by, draft.uid)}
    changes = {groups[Column.ORGANIZATION]: "T1镇党委", groups[Column.ROLE]: "管理员"}
    assert mend_alike(draft=draft, changes=changes, by=by, at=NOON) == 2
    assert sheets.sheet(by, draft.uid).wrong == 0


@pytest.mark.spec("ACC-06")
def test_rows_left_out_or_under_way_are_not_mended_with_the_others(province: Province) -> None:
    by = officer(province)
    draft = uploaded(by, person(1, "T9镇党委"), person(2, "T9镇党委"), person(3))
    skip(row=row_of(by, draft, 2), by=by, at=NOON)
    assert wrong_rows.alike(by, draft.uid) == []
    fault = Alike(
        Column.ORGANIZATION,
        "T9镇党委",
        "您管理的范围内没有“T9镇党委”。请填写党组织全称或代码，一字不差。",
    )
    assert mend_alike(draft=draft, changes={fault: "T1镇党委"}, by=by, at=NOON) == 1
    assert rows_by_number(by, draft)[2].standing == Standing.SKIPPED


@pytest.mark.spec("ACC-02", "ACC-06", "LOG-01")
def test_the_wrong_rows_are_a_list_whose_taking_is_logged(province: Province) -> None:
    by = officer(province)
    draft = uploaded(by, person(1, name="=1+1", mobile="1"), person(2), person(3, "T9镇党委"))
    skip(row=row_of(by, draft, 4), by=by, at=NOON)
    take_back(row=row_of(by, draft, 4), by=by, at=NOON)
    book = CalamineWorkbook.from_filelike(io.BytesIO(export_wrong(draft=draft, by=by, at=NOON)))
    read = [[str(cell) for cell in line] for line in book.get_sheet_by_index(0).to_python()]
    assert read[0] == ["行号", *COLUMN_LABELS.values(), "问题"]
    assert [line[:5] for line in read[1:]] == [
        ["2", "=1+1", invented_id(1), "1", "T1镇党委"],
        ["4", "林晚秋", invented_id(3), "13800000003", "T9镇党委"],
    ]
    assert "姓名" in read[1][7]
    assert "手机" in read[1][7]
    assert "T9镇党委" in read[2][7]
    line = Line.objects.get(event=Event.SHEET_EXPORTED)
    assert (line.subject_uid, line.path) == (draft.uid, by.path)
    other = as_actor(account(province["D1"], 901, role=Role.OFFICER), at=NOON)
    with pytest.raises(OutOfReach):
        export_wrong(draft=draft, by=other, at=NOON)
    skip_wrong(draft=draft, by=by, at=NOON)
    with pytest.raises(Refusal, match="没有要改正的行"):
        export_wrong(draft=draft, by=by, at=NOON)
    assert Line.objects.filter(event=Event.SHEET_EXPORTED).count() == 1


@pytest.mark.spec("ACC-06")
def test_no_cell_of_the_list_is_a_formula_and_it_can_be_uploaded_again(province: Province) -> None:
    by = officer(province)
    nasty = ['=HYPERLINK("http://x")', "+1", "@SUM(A1)", "http://example.invalid/"]
    draft = uploaded(by, *(person(at, text) for at, text in enumerate(nasty, 1)))
    content = export_wrong(draft=draft, by=by, at=NOON)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        page = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert "hyperlink" not in page
    again = workbook.read(content)
    assert [row.cell(Column.ORGANIZATION) for row in again] == nasty
    assert [row.cell(Column.ID_NUMBER) for row in again] == [invented_id(at) for at in range(1, 5)]
    assert not any(row.numeric for row in again)


@pytest.mark.spec("ACC-06")
def test_a_place_that_was_made_meanwhile_counts_when_the_sheet_is_checked_again(
    province: Province,
) -> None:
    by = officer(province)
    draft = uploaded(by, person(1, "新桥党支部"), person(2, name=""))
    organization(province["T1"], "新桥党支部")
    check_again(draft=draft, by=by, at=NOON)
    rows = rows_by_number(by, draft)
    assert (rows[2].standing, rows[3].standing) == (Standing.READY, Standing.WRONG)


@pytest.mark.spec("ACC-06", "GEN-08")
def test_confirming_hands_the_good_rows_over_and_locks_them(province: Province) -> None:
    by = officer(province)
    draft = uploaded(by, person(1), person(2), person(3, name=""))
    job = confirm(draft=draft, by=by, at=NOON)
    head = sheets.sheet(by, draft.uid)
    assert [each.uid for each in head.jobs] == [job.uid]
    assert (head.ready, head.free, head.wrong) == (2, 0, 1)
    assert [row.label for row in rows_by_number(by, draft).values()] == [
        "要改正",
        "正在授权",
        "正在授权",
    ]
    assert not Message.objects.exists()
    with pytest.raises(Refusal, match="正在授权"):
        mended(by, draft, 2, Column.NAME, "卢见溪")
    with pytest.raises(Refusal, match="没有可以授权的行"):
        confirm(draft=draft, by=by, at=NOON)
    with pytest.raises(Refusal, match="正在授权"):
        discard(draft=draft, by=by, at=NOON)
    mended(by, draft, 4, Column.NAME, "卢见溪")
    second = confirm(draft=draft, by=by, at=NOON)
    assert second.uid != job.uid
    assert len(sheets.sheet(by, draft.uid).jobs) == 2


@pytest.mark.spec("ACC-06")
def test_a_sheet_is_thrown_away_by_its_author_or_after_seven_days(province: Province) -> None:
    by = officer(province)
    first, second = uploaded(by, person(1)), uploaded(by, person(2))
    discard(draft=first, by=by, at=NOON)
    assert not SheetRow.objects.filter(draft=first.pk).exists()
    assert Line.objects.filter(event=Event.SHEET_DISCARDED).count() == 1
    mended_at = NOON + timedelta(days=3)
    row = row_of(by, second, 2)
    mend(row=row, column=Column.NAME, text="卢见溪", seen=row.step, by=by, at=mended_at)
    forget_sheets(NOON + LASTS + timedelta(days=1))
    assert SheetDraft.objects.filter(pk=second.pk).exists()
    forget_sheets(mended_at + LASTS)
    assert not SheetRow.objects.exists()


def test_an_author_has_a_limit_of_open_sheets(province: Province) -> None:
    by = officer(province)
    for number in range(SHEETS_AT_MOST):
        uploaded(by, person(number))
    with pytest.raises(Refusal, match="20张"):
        uploaded(by, person(99))


@pytest.mark.spec("ACC-01", "LOG-01")
def test_a_sheet_that_would_join_duties_is_a_refused_attempt(
    province: Province,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    by = officer(province)
    account(province["T1"], 50, role=Role.AUDITOR)
    with django_capture_on_commit_callbacks(execute=True):
        draft = uploaded(by, person(1), person(50), person(51, role="审计员"))
    (line,) = Line.objects.filter(event=Event.REFUSED_SEPARATION)
    assert line.actor_uid == by.uid
    with django_capture_on_commit_callbacks(execute=True):
        mended(by, draft, 2, Column.MOBILE, "13800000099")
    assert Line.objects.filter(event=Event.REFUSED_SEPARATION).count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        mended(by, draft, 2, Column.ID_NUMBER, invented_id(50))
    assert Line.objects.filter(event=Event.REFUSED_SEPARATION).count() == 2


@pytest.mark.spec("ACC-06")
def test_the_grid_is_paged_wrong_rows_first_with_a_fixed_number_of_queries(
    province: Province, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    by = officer(province)
    people = [person(number, name="" if number % 3 == 0 else "林晚秋") for number in range(1, 31)]
    draft = uploaded(by, *people)
    with django_assert_num_queries(5):
        first = sheets.grid(by, draft.uid, limit=12)
    with django_assert_num_queries(5):
        assert len(sheets.grid(by, draft.uid, limit=3).rows) == 3
    with django_assert_num_queries(5):
        sheets.grid(by, draft.uid, limit=1)
    assert [row.number for row in first.rows] == [*range(4, 32, 3), 2, 3]
    assert (first.start, first.total, first.before) == (1, 30, "")
    second = sheets.grid(by, draft.uid, after=first.after, limit=12)
    third = sheets.grid(by, draft.uid, after=second.after, limit=12)
    numbers = [row.number for page in (first, second, third) for row in page.rows]
    assert sorted(numbers) == list(range(2, 32))
    assert (second.start, third.start, third.after) == (13, 25, "")
    assert sheets.grid(by, draft.uid, before=third.before, limit=12).rows == second.rows
    assert sheets.grid(by, draft.uid, before=second.before, limit=12) == first
    wrong = sheets.grid(by, draft.uid, Show.WRONG)
    assert (wrong.total, len(wrong.rows)) == (10, 10)
    forged = sheets.grid(by, draft.uid, after="1 OR 1=1", limit=12)
    assert forged.rows == first.rows
