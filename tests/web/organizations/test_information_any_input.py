"""Whatever is sent to the tabs of an organisation: a sentence or a page, never a fault, and nothing
half stored (GEN-13)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengta.access.actor import SYSTEM
from dengta.definitions.models import SetRow
from dengta.definitions.rules.packaged import definition, definitions
from dengta.organizations.actions import information
from tests.web.members.conftest import SignIn
from tests.web.members.test_any_input import TEXT
from tests.web.organizations.test_information import DIALOG, PART, PERSON, TERM, prefix_of, tab
from tests.world import NOON, Province

NAMES = sorted({field.name for one in definitions().values() for field in one.fields})
RIGHT = {"banzi": PERSON, "huanjie": TERM, "jiangcheng": {"title": "先进党支部", "kind": "1"}}


@pytest.mark.spec("GEN-13", "ORG-14")
def test_anything_typed_into_rows(province: Province, at_desk: SignIn) -> None:
    desk, branch = at_desk("B1"), province["B1"]
    row = information.add(organization=branch, of="team", values=PERSON, by=SYSTEM, at=NOON)
    sets = {"banzi": "team", "huanjie": "terms", "jiangcheng": "rewards"}

    @given(
        st.sampled_from(sorted(sets)),
        st.dictionaries(st.sampled_from([*NAMES, "seen", "do"]), TEXT, max_size=4),
        st.sampled_from(["xinzeng", f"{row}/bianji", f"{row}/shanchu", f"{row}/yidong"]),
    )
    def anything(word: str, odd: dict[str, str], way: str) -> None:
        before = SetRow.objects.count()
        answer = desk.post(tab(branch, word, way), {**RIGHT[word], **odd}, headers=DIALOG)
        assert answer.status_code in {200, 204, 404, 422}
        change = {"xinzeng": 1, f"{row}/shanchu": -1}.get(way, 0)
        stored = SetRow.objects.count() - before
        assert stored == (change if answer.status_code == 204 else 0)
        for each in SetRow.objects.filter(set=sets[word]):
            asked = {field.name for field in definition(sets[word]).fields if field.required}
            assert asked <= set(each.values)

    anything()


@pytest.mark.spec("GEN-13", "UNT-09")
def test_anything_typed_into_sets_of_one_row(province: Province, at_desk: SignIn) -> None:
    desk, branch = at_desk("B1"), province["B1"]
    prefix = prefix_of(branch)

    @given(
        st.sampled_from(["danwei", "dangjian"]),
        st.dictionaries(st.sampled_from([*NAMES, "seen", "category"]), TEXT, max_size=6),
    )
    def anything(word: str, odd: dict[str, str]) -> None:
        before = {each.pk: each.step for each in SetRow.objects.all()}
        names = {name: name if word == "dangjian" else prefix + name for name in odd}
        form = {"category": "15", **{names[name]: text for name, text in odd.items()}}
        answer = desk.post(tab(branch, word), form, headers=PART)
        assert answer.status_code in {204, 422}
        if answer.status_code == 422:
            assert {each.pk: each.step for each in SetRow.objects.all()} == before

    anything()
