from __future__ import annotations

import re

import pytest

from dengta.findings.rules import NOUN_LABELS, RULES, sentence_of


def test_every_rule_names_a_known_record_and_ends_with_what_to_do() -> None:
    for identifier, rule in RULES.items():
        assert rule.noun in NOUN_LABELS, identifier
        assert rule.sentence.endswith("。"), identifier
        assert re.search("请", rule.sentence), identifier
        assert len(identifier) <= 40


@pytest.mark.parametrize(
    "identifier",
    [
        "MEM-02.sex",
        "MEM-02.birth_date",
        "MEM-03.unknown",
        "MEM-04.interval",
        "MEM-10",
        "UNT-04.length",
        "UNT-04.registrar",
        "UNT-04.kind",
        "UNT-08",
        "ORG-06.unit",
        "ORG-03.secretary",
        "ORG-03.contact",
        "ORG-03.phone",
    ],
)
def test_what_the_specification_only_warns_of_has_a_sentence(identifier: str) -> None:
    assert identifier in RULES


@pytest.mark.spec("MEM-10")
def test_a_record_that_nobody_could_check_is_called_as_the_specification_says() -> None:
    assert RULES["MEM-10"].sentence.startswith("未实名认证")


def test_arguments_fill_the_sentence() -> None:
    assert sentence_of("UNT-04.length", {"length": 12}).startswith("单位代码有12位")


def test_a_rule_taken_away_or_an_argument_missing_still_gives_a_sentence() -> None:
    assert sentence_of("XXX-99", {}) == "这条记录不符合规则 XXX-99，请核对。"
    assert sentence_of("UNT-04.length", {}) == "这条记录不符合规则 UNT-04.length，请核对。"
