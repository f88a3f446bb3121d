"""Every page and verb, asked for by fifteen kinds of accounts at every place around them."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest
from django.test import override_settings
from django.urls import get_resolver, resolve

from tests.reach.asking import ANSWERED, MISSING, REFUSED, SENTENCE, SIGN_IN, Browser
from tests.reach.ground import ABOVE, BESIDE, STRANGER, SUSPENDED, WAITING, ground
from tests.reach.table import KINDS, Row, drawn, rows
from tests.reach.walking import tried
from tests.world import Province

CELLS_AT_LEAST, SECONDS_AT_MOST = 2_000, 90
SHARE = int(os.environ.get("DENGTA_REACH_SHARE", "4"))
"""Of the fifteen kinds every so manyth is asked for each line, another one for the next line; with
1 the whole table is. The long proofs draw from all of it by lot."""
SOMETHING = "0199fd00-0000-7000-8000-000000000001"

HIDDEN = {
    "POST /caogao+caogao=member/{member}": "kept for its author alone, and never looked up",
    "POST /dangyuan/dangyuan/chaxun+org={org}": "becomes an address, which is refused",
    "POST /dangyuan/dangyuan/{my_member}/zhaopian+do=remove&seen={photo}": "the own photo counts",
    "POST /dangyuan/dangyuan/{my_member}/bianji+do=save&seen=1&branch={branch}": "beside its field",
    "POST /zhanghao/touxiang+do=remove&seen={portrait}": "the own portrait counts",
    "POST /zhanghaoguanli/zhanghao/chazhao+org={org}": "becomes an address, which is refused",
    "POST /zhuanjie/shenpi/piliang+jian={transfer}:{step}": "a line that says 没有找到",
    "POST /zhuanjie/shenpi/{my_transfer}/xuanze+branch={branch}": "beside its field",
    "POST /zhuanjie/zhuanjie/chaxun+org={org}": "becomes an address, which is refused",
    "GET /rizhi/dangan?who={account}&about={member}": "narrows the lines of the own range",
}
"""Lines with another's identifier in a field: answered as if it were nobody's (test_swapped)."""


def named(row: Row) -> str:
    """The name of the page in the table of addresses."""
    path = re.split(r"[?+]", row.address)[0].replace("{serial}", "1")
    return resolve(re.sub(r"{\w+}", SOMETHING, path)).url_name or ""


def test_every_page_has_its_lines() -> None:
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    for method in (("GET", "PART"), ("POST",)):
        lines = {named(row) for row in rows() if row.method in method}
        assert names - lines == set(), f"{method[0]}: write their lines into table.txt"


def test_the_table_is_drawn_as_a_person_reads_it() -> None:
    text = (Path(__file__).with_name("table.txt")).read_text(encoding="utf-8")
    for row in rows():
        assert drawn(row) in text
    assert len({row.name for row in rows()}) == len(rows())
    assert sum(len(row.cells) for row in rows()) >= CELLS_AT_LEAST


@pytest.mark.spec("ACC-01", "ACC-02", "ACC-15")
def test_the_table_says_what_the_rules_say() -> None:
    """Whoever changes the table cannot change these: nothing of what is above or beside is
    answered, whoever may not sign in gets the page of signing in."""
    for row in rows():
        of_all = row.cells.get((STRANGER, "here"), SIGN_IN) != SIGN_IN
        for (kind, place), letter in row.cells.items():
            if kind in {STRANGER, SUSPENDED, WAITING}:
                assert of_all or letter == SIGN_IN, (row.name, kind)
            elif place in {ABOVE, BESIDE} and row.name not in HIDDEN:
                assert letter in {MISSING, REFUSED}, (row.name, kind, place)
        for subsystem, duty in (("zhanghaoguanli", "安全员"), ("rizhi", "审计员")):
            if row.address.startswith(f"/{subsystem}/"):
                others = {
                    letter for (kind, _), letter in row.cells.items() if not kind.endswith(duty)
                }
                assert others <= set("lnxm") or row.name in OPEN_TO_OTHERS, row.name
        if row.address.startswith(("/zuzhi/dangzuzhi", "/zhuanjie", "/dangyuan/dangyuan")):
            others = {
                letter
                for (kind, _), letter in row.cells.items()
                if kind.endswith(("安全员", "审计员"))
            }
            assert not others & {ANSWERED, SENTENCE} or row.name in OPEN_TO_OTHERS, row.name


@pytest.mark.spec("ACC-01", "ACC-02")
def test_a_person_is_refused_to_another_duty_in_the_same_way_wherever_he_is() -> None:
    """Whoever has no business with people learns from no answer whether somebody is there."""
    looked = 0
    for row in rows():
        if not re.match(
            r"/(dangyuan|zhuanjie|zhanghaoguanli)/.*{(member|account|officer|waiting)}", row.address
        ):
            continue
        duty = "安全员" if row.address.startswith("/zhanghaoguanli") else "管理员"
        for (kind, place), letter in row.cells.items():
            if kind not in {STRANGER, SUSPENDED, WAITING} and not kind.endswith(duty):
                assert letter == REFUSED, (row.name, kind, place)
                looked += 1
    assert looked >= 500


OPEN_TO_OTHERS = {
    *(name for name in HIDDEN if "chaxun" in name or "chazhao" in name),
    "POST /dangyuan/dangyuan/chaxun",
    "POST /zhuanjie/zhuanjie/chaxun",
    "POST /zhanghaoguanli/zhanghao/chazhao",
    "GET /rizhi/yewu/jindu",
}
"""What only leads on to an address, which is refused there."""


@pytest.mark.django_db
@pytest.mark.spec("ACC-01", "ACC-02", "ACC-15")
def test_every_cell_of_the_table_is_so(province: Province, tmp_path: Path) -> None:
    begun, worked, cells, wrong = time.monotonic(), time.process_time(), 0, []
    with override_settings(DENGTA_DATA=tmp_path):
        there, browser = ground(province), Browser()
        for number, row in enumerate(rows()):
            asked = KINDS[number % SHARE :: SHARE]
            said = {cell: letter for cell, letter in row.cells.items() if cell[0] in asked}
            found = {}
            for kind in asked:
                for place, letter in tried(row, there.kinds[kind], there, browser):
                    found[kind, place] = letter
            cells += len(found)
            if found != said:
                wrong.append(f"is      {drawn(Row(row.method, row.address, found))}")
                wrong.append(f"says    {drawn(Row(row.method, row.address, said))}")
    assert cells >= CELLS_AT_LEAST
    print(f"{cells} cells in {time.monotonic() - begun:.1f} s")
    assert wrong == [], "\n" + "\n".join(wrong)
    assert time.process_time() - worked <= SECONDS_AT_MOST
