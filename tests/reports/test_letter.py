"""The letter's boxes and its page (TRF-17)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from django.template import engines

from dengta.reports.sheets.fitting import fitted, width
from dengta.reports.sheets.letter import LetterSheet, filled
from dengta.transfers.rules.letters import Wording

NUMBER = "第201706000027000001号"

WORDING = Wording(
    addressee="中共东平川县委组织部",
    signed="中共东平川县青石镇委员会",
    name="周静",
    sex="女",
    age=31,
    ethnicity="汉",
    probationary=False,
    id_number="370199198512310027",
    source="中共东平川县青石镇柳园第一支部委员会",
    target="中共东平川县文庙街道桂花社区党支部",
    dues_until=date(2017, 6, 1),
    days=7,
    opened_on=date(2017, 6, 16),
    phone="13900000000",
    committee="中共东平川县青石镇委员会",
    committee_address="东平川县青石镇兴镇街1号",
    committee_phone="0699-8880012",
    committee_fax="0699-8880020",
    committee_postcode="279900",
)


def page(*sheets: LetterSheet) -> str:
    template = engines["jinja2"].get_template("letter.html")
    return template.render({"sheets": sheets, "back": "/zhuanjie"})


def words(html: str) -> str:
    """The text of the sheets, struck words in brackets of their own."""
    body = html[html.index("<section") :]
    body = re.sub(r"<svg.*?</svg>", "", body, flags=re.DOTALL)
    body = re.sub(r"<s [^>]*>(.*?)</s>", r"~\1~", body)
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", body))


@pytest.mark.spec("TRF-17")
def test_the_three_parts_say_in_order_what_the_rule_lists() -> None:
    said = words(page(filled(WORDING, number=NUMBER)))
    stub, main, receipt = re.split(r"（加盖骑缝章）", said)
    assert stub == (
        f"党员介绍信存根第一联{NUMBER}周静同志系中共（~预备~/正式）党员，"
        "组织关系由中共东平川县青石镇柳园第一支部委员会"
        "转到中共东平川县文庙街道桂花社区党支部。2017年6月16日（贴回执联处）"
    )
    assert main == (
        f"中国共产党党员组织关系介绍信第二联{NUMBER}中共东平川县委组织部："
        "周静同志（~男~/女），31岁，汉族，系中共（~预备~/正式）党员，"
        "身份证号码370199198512310027，"
        "由中共东平川县青石镇柳园第一支部委员会~支部~"
        "去中共东平川县文庙街道桂花社区党支部，"
        "请转接组织关系。该同志党费已交到2017年6月。（有效期7天）"
        "中共东平川县青石镇委员会（盖章）2017年6月16日"
        "党员联系电话或其他联系方式：13900000000"
        "党员原所在基层党委通讯地址：东平川县青石镇兴镇街1号"
        "联系电话：0699-8880012传真：0699-8880020邮编：279900"
    )
    assert receipt == (
        f"中国共产党党员组织关系介绍信回执联第三联{NUMBER}中共东平川县青石镇委员会："
        "周静同志的党员组织关系已转达我处，特此回复。（盖章）年月日经办人：联系电话："
        "注：回执联由接收党员组织关系的基层党委在接收党员后一个月内"
        "邮寄或传真至党员原所在基层党委。"
    )


@pytest.mark.spec("TRF-17")
def test_words_that_do_not_apply_are_struck_through() -> None:
    man = replace(WORDING, sex="男", probationary=True, source="青石镇柳园党支部")
    said = words(page(filled(man, number=NUMBER)))
    assert "同志（男/~女~）" in said
    assert said.count("（预备/~正式~）") == 2
    assert "由青石镇柳园党支部去" in said
    assert "组织关系由青石镇柳园党支部转到" in said


@pytest.mark.spec("TRF-17", "TRF-07")
def test_paper_to_another_province_writes_capitals() -> None:
    said = words(page(filled(replace(WORDING, paper=True, days=45), number=NUMBER)))
    assert "党费已交到贰零壹柒年陆月。（有效期肆拾伍天）" in said


@pytest.mark.spec("TRF-17", "TRF-09")
def test_a_preview_has_no_number_and_a_void_letter_says_so() -> None:
    preview = filled(WORDING)
    assert preview.qr == ""
    assert NUMBER not in page(preview)
    assert "已作废" in page(filled(WORDING, number=NUMBER, void=True))
    assert "已作废" not in page(filled(WORDING, number=NUMBER))


@pytest.mark.spec("TRF-17")
def test_several_letters_are_a_sheet_each() -> None:
    html = page(filled(WORDING, number=NUMBER), filled(replace(WORDING, name="王立新")))
    assert html.count('<section class="sheet letter"') == 2


def test_what_people_typed_is_never_markup() -> None:
    html = page(filled(replace(WORDING, name="<b>周</b>"), number=NUMBER))
    assert "<b>周" not in html


def test_no_inline_style_or_script() -> None:
    html = page(filled(WORDING, number=NUMBER))
    assert "style=" not in html
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]*src=)", html)


@pytest.mark.spec("TRF-17")
def test_long_names_get_smaller_the_longer_they_are() -> None:
    assert width("第1支部") == 3.5
    sizes = [fitted("长" * count, 20).size for count in (20, 21, 24, 27, 32, 60, 200)]
    assert sizes == ["", "fit-90", "fit-80", "fit-70", "fit-60", "fit-wrap", "fit-tiny"]
