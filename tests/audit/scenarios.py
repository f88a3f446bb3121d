"""Verbs on a state in which they go through, beside those of ``tests.faults.verbs``.

A new verb of the project needs a scenario here or there: see ``test_actions_every_verb.py``.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction

from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.accounts.actions import authorising, lifecycle, tries, vpn
from dengta.accounts.actions.sign_in import sign_out
from dengta.accounts.models import Account
from dengta.accounts.queries.sessions import as_actor
from dengta.audit import actions as audit
from dengta.audit.models import Line
from dengta.audit.queries import Question
from dengta.database.uids import new_uid
from dengta.files import actions as files
from dengta.files.rules.checking import checked
from dengta.files.rules.kinds import Kind as FileKind
from dengta.findings import actions as findings
from dengta.findings import effects as found
from dengta.findings.models import Finding
from dengta.findings.rules import MEMBER
from dengta.imports.actions import sheets, tree
from dengta.imports.models import SheetDraft, SheetRow
from dengta.imports.queries.sheets import find_row
from dengta.imports.rules.sheet import Alike, Column
from dengta.imports.rules.sheet_faults import NOT_A_ROLE
from dengta.jobs.actions import cancel, enqueue
from dengta.organizations.actions import printing
from dengta.reports import log
from dengta.reports.printing import ask_sheets
from tests.accounts import people
from tests.accounts.builders import account
from tests.faults.verbs import VERBS
from tests.files.builders import SOMEBODY, open_gate, upload
from tests.files.making import good
from tests.imports.sheet_builders import officer, person, rows_by_number, typed
from tests.world import NOON, Province

Run = partial[Any]
Prepared = Callable[[Province], Run]

SCENARIOS: dict[str, Prepared] = dict(VERBS)

SILENT: dict[str, frozenset[str]] = {
    "mend_a_row": frozenset({"imports_sheetrow", "imports_sheetdraft"}),
    "mend_rows_alike": frozenset({"imports_sheetrow", "imports_sheetdraft"}),
    "skip_a_row": frozenset({"imports_sheetrow", "imports_sheetdraft"}),
    "skip_wrong_rows": frozenset({"imports_sheetrow", "imports_sheetdraft"}),
    "take_a_row_back": frozenset({"imports_sheetrow", "imports_sheetdraft"}),
    "check_rows_again": frozenset({"imports_sheetrow", "imports_sheetdraft"}),
    "fold_the_counts": frozenset({"counts_delta", "counts_total"}),
}
"""Verbs that write no line, and the only tables they may touch: a draft that nobody sees but its
author; sums that say the same before and after."""


def scenario(prepare: Prepared) -> Prepared:
    """Enter ``prepare`` under its own name."""
    assert prepare.__name__ not in SCENARIOS
    SCENARIOS[prepare.__name__] = prepare
    return prepare


def in_one_transaction(run: Run) -> object:
    """For a verb that takes no savepoint: where it fails, the whole transaction is taken back."""
    with transaction.atomic():
        return run()


def _load_rows(province: Province) -> Run:
    return partial(in_one_transaction, VERBS["load_rows"](province))


SCENARIOS["load_rows"] = _load_rows


@scenario
def print_sheets(province: Province) -> Run:
    uids = [province["B1"].uid, province["G1"].uid]
    return partial(printing.print_sheets, uids=uids, by=province.actor("T1"), at=NOON)


# -- Accounts --------------------------------------------------------------------------------


@scenario
def authorise(province: Province) -> Run:
    entries = [people.entry(province["B1"], number) for number in (61, 62)]
    by = province.actor("T1", Role.OFFICER)
    return partial(authorising.authorise, entries=entries, by=by, at=NOON)


def _on_a_waiting_account(verb: Callable[..., Any], province: Province, **more: object) -> Run:
    waiting = people.authorised(province["B1"], 63)
    by = province.actor("T1", Role.OFFICER)
    return partial(verb, account=waiting, by=by, at=NOON, **more)


@scenario
def send_the_code_again(province: Province) -> Run:
    return _on_a_waiting_account(authorising.resend, province)


@scenario
def change_a_mobile(province: Province) -> Run:
    mobile = people.mobile_of(77)
    return _on_a_waiting_account(authorising.change_mobile, province, mobile=mobile, seen=0)


@scenario
def withdraw_an_authorisation(province: Province) -> Run:
    return _on_a_waiting_account(authorising.withdraw, province, reason="录入错误")


def _on_an_account(verb: Callable[..., Any], of: Account, province: Province) -> Run:
    by = province.actor("T1", Role.OFFICER)
    return partial(verb, account=of, reason="岗位调整", by=by, at=NOON)


@scenario
def grant_functions(province: Province) -> Run:
    of = account(province["B1"], 64, functions=[Can.BROWSE_MEMBERS])
    run = _on_an_account(lifecycle.grant, of, province)
    return partial(run, functions={Can.ENROL_MEMBER}, seen=of.step)


@scenario
def unlock_an_account(province: Province) -> Run:
    of = account(province["B1"], 65)
    for _ in range(5):
        tries.claim(bytes(of.id_blind), NOON)
    return _on_an_account(lifecycle.unlock, of, province)


@scenario
def suspend_an_account(province: Province) -> Run:
    return _on_an_account(lifecycle.suspend, account(province["B1"], 66), province)


@scenario
def resume_an_account(province: Province) -> Run:
    of = account(province["B1"], 67)
    _on_an_account(lifecycle.suspend, of, province)()
    of.refresh_from_db()
    return _on_an_account(lifecycle.resume, of, province)


@scenario
def end_an_account(province: Province) -> Run:
    return _on_an_account(lifecycle.end, account(province["B1"], 68), province)


@scenario
def reset_a_vpn_password(province: Province) -> Run:
    return _on_an_account(vpn.reset_vpn, people.activated(province["B1"], 69), province)


@scenario
def change_a_vpn_password(province: Province) -> Run:
    by = as_actor(people.activated(province["B1"], 70), at=NOON)
    new = "River-stone-11"
    return partial(
        vpn.change_vpn_password, old=people.VPN_PASSWORD, new=new, again=new, by=by, at=NOON
    )


@scenario
def sign_somebody_out(province: Province) -> Run:
    return partial(sign_out, by=as_actor(account(province["B1"], 71), at=NOON), at=NOON)


# -- Sheets ----------------------------------------------------------------------------------


@scenario
def upload_a_sheet(province: Province) -> Run:
    rows = typed(person(81), person(82, mobile="1380"))
    by = officer(province)
    return partial(sheets.upload, rows=rows, file_name="名单.xlsx", by=by, at=NOON)


def _on_a_sheet(verb: Callable[..., Any], province: Province) -> Run:
    run = upload_a_sheet(province)
    draft: SheetDraft = run()
    return partial(verb, draft=draft, by=run.keywords["by"], at=NOON)


def _on_a_row(verb: Callable[..., Any], number: int, province: Province, **more: object) -> Run:
    run = upload_a_sheet(province)
    by, draft = run.keywords["by"], run()
    row: SheetRow = find_row(by, rows_by_number(by, draft)[number].uid)
    return partial(verb, row=row, by=by, at=NOON, **more)


@scenario
def mend_a_row(province: Province) -> Run:
    mobile = "13800000082"
    return _on_a_row(sheets.mend, 3, province, column=Column.MOBILE, text=mobile, seen=0)


@scenario
def skip_a_row(province: Province) -> Run:
    return _on_a_row(sheets.skip, 3, province)


@scenario
def take_a_row_back(province: Province) -> Run:
    run = skip_a_row(province)
    row: SheetRow = run()
    return partial(sheets.take_back, row=row, by=run.keywords["by"], at=NOON)


@scenario
def skip_wrong_rows(province: Province) -> Run:
    return _on_a_sheet(sheets.skip_wrong, province)


@scenario
def check_rows_again(province: Province) -> Run:
    return _on_a_sheet(sheets.check_again, province)


@scenario
def mend_rows_alike(province: Province) -> Run:
    run = _on_a_sheet(sheets.mend_alike, province)
    by, draft = run.keywords["by"], run.keywords["draft"]
    row: SheetRow = find_row(by, rows_by_number(by, draft)[3].uid)
    sheets.mend(row=row, column=Column.ROLE, text="党员", seen=row.step, by=by, at=NOON)
    fault = Alike(Column.ROLE, "党员", NOT_A_ROLE)
    return partial(sheets.mend_alike, **run.keywords, changes={fault: "管理员"})


@scenario
def export_wrong_rows(province: Province) -> Run:
    return _on_a_sheet(sheets.export_wrong, province)


@scenario
def confirm_a_sheet(province: Province) -> Run:
    return _on_a_sheet(sheets.confirm, province)


@scenario
def discard_a_sheet(province: Province) -> Run:
    return _on_a_sheet(sheets.discard, province)


@scenario
def tell_of_an_attempt(province: Province) -> Run:
    sentence = sheets.attempt_sentence([3])
    return partial(sheets.tell_attempt, sentence, by=officer(province), at=NOON)


# -- Files -----------------------------------------------------------------------------------


@scenario
def store_a_file(province: Province) -> Run:
    file = checked(FileKind.ATTACHMENT, "会议记录.pdf", good("roster.pdf"))
    return partial(
        files.store, owner=SOMEBODY, file=file, may=open_gate, by=province.actor("B1"), at=NOON
    )


@scenario
def remove_a_file(province: Province) -> Run:
    uid = upload("会议记录.pdf", good("roster.pdf")).uid
    by = province.actor("B1")
    return partial(files.remove, owner=SOMEBODY, uid=uid, may=open_gate, by=by, at=NOON)


@scenario
def hand_out_a_file(province: Province) -> Run:
    uid = upload("会议记录.pdf", good("roster.pdf")).uid
    gates = {SOMEBODY.noun: open_gate}
    return partial(files.hand_out, uid=uid, gates=gates, by=province.actor("B1"), at=NOON)


# -- The tree, findings, jobs, the log ---------------------------------------------------------


@scenario
def import_a_tree(province: Province) -> Run:
    rows = f"code,parent_code,label\n99,,{province['P'].name}\n9901,99,临汶市\n"
    with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False, encoding="utf-8") as file:
        file.write(rows)
    return partial(tree.import_file, Path(file.name), at=NOON)


@scenario
def accept_a_finding(province: Province) -> Run:
    uid, path = new_uid(), province["B1"].path
    found.set(MEMBER, uid, path, {"MEM-02.sex": ("sex", {})}, {"MEM-02.sex"}, NOON)
    finding = Finding.objects.get(subject_uid=uid)
    return partial(findings.accept, finding.pk, why="已核对", by=province.actor("B1"), at=NOON)


@scenario
def cancel_a_job(province: Province) -> Run:
    by = province.actor("B1")
    return partial(cancel, enqueue("report", arguments={}, by=by, at=NOON), by=by, at=NOON)


@scenario
def reveal_a_line(province: Province) -> Run:
    line = Line.objects.filter(path__startswith=province["D1"].path).latest("pk")
    return partial(audit.reveal, uid=line.uid, by=province.actor("D1", Role.AUDITOR), at=NOON)


@scenario
def ask_for_a_check_of_the_log(province: Province) -> Run:
    return partial(log.ask_check, by=province.actor("D1", Role.AUDITOR), at=NOON)


@scenario
def ask_for_the_log_as_a_table(province: Province) -> Run:
    by = province.actor("D1", Role.AUDITOR)
    return partial(log.ask_export, question=Question(), by=by, at=NOON)


@scenario
def ask_for_a_copy_of_the_log(province: Province) -> Run:
    return partial(log.ask_copy, by=province.actor("P", Role.AUDITOR), at=NOON)


@scenario
def ask_for_the_sheets_of_many(province: Province) -> Run:
    by = province.actor("T1")
    uids = [province[key].uid for key in ("B1", "G1")]
    return partial(ask_sheets, uids=uids, name="采集表", by=by, at=NOON)
