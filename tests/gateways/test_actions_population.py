from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from dengta.gateways.effects.population import load_register
from dengta.gateways.models import RegisterEntry
from dengta.gateways.queries import population
from dengta.gateways.rules.population import ANSWER_LABELS, ANSWER_SENTENCES, Answer
from dengta.refusal import Refusal

pytestmark = pytest.mark.django_db

GAO = ("高远", "370999199001010012")
BAI = ("白桦", "370199198512310027")


@pytest.mark.spec("MEM-09")
def test_the_answers_are_called_as_the_specification_says() -> None:
    assert [ANSWER_LABELS[answer] for answer in Answer] == [
        "一致",
        "不一致",
        "查无此人",
        "服务不可用",
        "未接入",
    ]
    assert set(ANSWER_SENTENCES) == set(Answer)


@pytest.mark.spec("MEM-10")
@pytest.mark.parametrize(
    ("name", "number", "answer"),
    [
        ("高远", GAO[1], Answer.MATCH),
        (" 高远 ", GAO[1], Answer.MATCH),
        ("高原", GAO[1], Answer.MISMATCH),
        ("高远", BAI[1], Answer.MISMATCH),
        ("高远", "370999196002290032", Answer.NOT_FOUND),
    ],
)
def test_the_embedded_register_knows_its_invented_people(
    name: str, number: str, answer: Answer
) -> None:
    assert load_register([GAO, BAI]) == 2
    assert population.ask(name, number) is answer


@pytest.mark.spec("MEM-10")
def test_in_production_without_a_service_the_answer_is_not_connected(
    settings: Settings,
) -> None:
    load_register([GAO])
    settings.DENGTA_MODE = "production"
    assert population.ask(*GAO) is Answer.NOT_CONNECTED


@pytest.mark.spec("MEM-10")
def test_production_refuses_to_start_with_the_invented_people(settings: Settings) -> None:
    settings.DENGTA_MODE = "production"
    population.refuse_invented_register()
    load_register([GAO])
    with pytest.raises(Refusal, match="虚构"):
        population.refuse_invented_register()
    settings.DENGTA_MODE = "demo"
    population.refuse_invented_register()


def test_neither_name_nor_number_lies_open_in_the_table() -> None:
    load_register([GAO])
    with connection.cursor() as cursor:
        cursor.execute("SELECT number_blind, name FROM gateways_registerentry")
        blind, name = (bytes(value) for value in cursor.fetchone())
    assert len(blind) == 16
    assert GAO[1].encode() not in blind + name
    assert GAO[0].encode() not in name
    assert RegisterEntry.objects.get().name == "高远"


def test_a_number_is_in_the_register_once() -> None:
    load_register([GAO])
    with pytest.raises(IntegrityError), transaction.atomic():
        load_register([("另一人", GAO[1])])
