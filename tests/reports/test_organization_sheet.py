"""The boxes of 党组织和所在单位基本信息采集表, its page and its file (ORG-21)."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from django.template import engines
from PIL import ImageFile

from dengta.organizations.queries.collecting import Collected
from dengta.organizations.queries.units import LinkedUnit
from dengta.reports.sheets.organization import OrganizationSheet, blank, fill, numeral
from dengta.reports.sheets.pdf import pdf

SOME = UUID(int=7)


def linked(place: int, **more: object) -> LinkedUnit:
    plain = LinkedUnit(
        position=place,
        uid=SOME,
        name=f"东平川县柳园第{place}食品有限公司",
        code="91370999MA3XT12300",
        category="23",
        category_label="非公有经济控制",
        establishment="2",
        establishment_label="建立联合党支部的",
        has_party_group=False,
        is_default=place == 1,
        inherited=False,
        step=0,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


JOINT = Collected(
    uid=SOME,
    path="a1",
    name="中共东平川县青石镇柳园企业联合支部委员会",
    secretary="刘禾",
    contact="陈麦",
    phone="13900000000",
    category="632",
    category_label="联合党支部",
    situation="3",
    units=(linked(1), linked(2, code="52370999MJE000128C")),
)


def page(*sheets: OrganizationSheet) -> str:
    template = engines["jinja2"].get_template("organization_sheet.html")
    return template.render(
        {
            "sheets": sheets,
            "back": "/zuzhi/dangzuzhi",
            "pdf": "",
            "in_background": "",
            "empty_sheet": "",
        }
    )


def words(html: str) -> str:
    """The text of the sheets, a ticked box as ■, an empty one as □."""
    body = html[html.index("<section") :]
    body = body.replace('<i class="tick tick-yes"></i>', "■").replace('<i class="tick"></i>', "□")
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", body))


def pages_of(content: bytes) -> int:
    """How many pages a PDF has, looked up in its compressed objects."""
    found = 0
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, flags=re.DOTALL):
        try:
            found += len(re.findall(rb"/Type\s*/Page\b", zlib.decompress(stream)))
        except zlib.error:
            continue
    return found + len(re.findall(rb"/Type\s*/Page\b", content))


@pytest.mark.spec("ORG-21")
def test_the_ten_items_stand_in_order_with_the_main_unit_marked() -> None:
    said = words(page(fill(JOINT)))
    assert said.startswith(
        "党组织和所在单位基本信息采集表"
        "1.党组织名称（填写全称）：中共东平川县青石镇柳园企业联合支部委员会"
        "2.党组织书记：刘禾3.党组织联系人：陈麦4.联系电话：13900000000"
        "5.组织类别：632联合党支部"
        "6.党组织所在单位情况：与上级党组织相同□法人单位□联合党支部■（备注："
    )
    first = said[said.index("所在单位一") : said.index("所在单位二")]
    assert first == (
        "所在单位一主要单位■7.单位名称（填写全称）：东平川县柳园第1食品有限公司"
        "8.单位类别：23非公有经济控制9.单位建立党组织情况："
        "建立党委的□建立党总支部的□建立党支部的□建立联合党支部的■"
        "10.党组织所在单位代码（统一社会信用代码）：91370999MA3XT12300"
    )
    second = said[said.index("所在单位二") :]
    assert second.startswith("所在单位二主要单位□")
    assert "52370999MJE000128C" in second
    assert second.endswith(
        "信息采集员（签字）：年月日党组织书记（签字）：年月日党组织（盖章）：年月日"
    )


@pytest.mark.spec("ORG-21")
def test_a_blank_sheet_has_the_items_and_nothing_in_them() -> None:
    said = words(page(blank()))
    assert "■" not in said
    assert "2.党组织书记：3.党组织联系人：4.联系电话：5.组织类别：6." in said
    assert said.count("10.党组织所在单位代码（统一社会信用代码）：") == 2


@pytest.mark.spec("ORG-21")
def test_the_units_of_the_superior_are_not_filled_in() -> None:
    same = replace(JOINT, category="631", situation="1", units=(linked(1, inherited=True),))
    said = words(page(fill(same)))
    assert "与上级党组织相同■法人单位□联合党支部□" in said
    assert "食品有限公司" not in said
    assert said.count("8.单位类别：") == 1


@pytest.mark.spec("ORG-21")
def test_more_units_than_a_page_holds_go_on_with_the_signatures_last() -> None:
    many = replace(JOINT, units=tuple(linked(place) for place in range(1, 12)))
    sheet = fill(many)
    assert [len(units) for units in sheet.pages] == [2, 4, 4, 1]
    sections = page(sheet).split("<section")[1:]
    assert ["信息采集员" in each for each in sections] == [False, False, False, True]
    assert "柳园企业联合支部委员会（续）" in sections[1]
    assert "所在单位十一" in sections[3]


def test_headings_are_numbered_as_people_do() -> None:
    assert [numeral(each) for each in (1, 10, 11, 20, 34, 99)] == [
        "一",
        "十",
        "十一",
        "二十",
        "三十四",
        "九十九",
    ]


@pytest.mark.spec("ORG-21")
def test_a_name_longer_than_its_line_is_set_smaller() -> None:
    long = replace(JOINT, name="中共东平川县青石镇" + "柳园" * 20 + "支部委员会")
    assert fill(long).name.size == "fit-wrap"
    assert fill(JOINT).name.size == ""


@pytest.mark.spec("ORG-21")
def test_the_file_has_a_page_for_each_sheet_and_reads_only_our_styles(tmp_path: Path) -> None:
    html = page(fill(JOINT), blank())
    assert pages_of(pdf(html)) == 2
    foreign = tmp_path / "foreign.css"
    foreign.write_text(".sheet{display:none}")
    outside = html.replace("</head>", f'<link rel="stylesheet" href="{foreign.as_uri()}"></head>')
    assert pages_of(pdf(outside)) == 2


@pytest.mark.spec("GEN-02")
def test_pictures_that_people_upload_are_checked_as_strictly_afterwards() -> None:
    pdf(page(blank()))
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False
