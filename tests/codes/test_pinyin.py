"""Sort keys of names (MEM-12: in pinyin order)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengta.codes.rules import pinyin


@pytest.mark.spec("MEM-12")
def test_names_stand_in_pinyin_order() -> None:
    typed = ["张四", "单一", "曾一", "李一", "阿娜", "连一", "力一", "陈一", "张三", "李安", "曹一"]
    assert sorted(typed, key=pinyin.key) == [
        *("阿娜", "曹一", "陈一", "李安", "李一", "力一", "连一", "单一", "曾一", "张三", "张四"),
    ]


@pytest.mark.spec("MEM-12")
def test_a_shorter_name_stands_before_its_longer_kin() -> None:
    assert sorted(["王小明", "王小", "王"], key=pinyin.key) == ["王", "王小", "王小明"]


@pytest.mark.spec("MEM-12")
def test_namesakes_by_sound_stay_apart() -> None:
    names = ["张安", "章安", "张子", "章子"]
    assert sorted(names, key=pinyin.key) == ["张安", "张子", "章安", "章子"]


@pytest.mark.spec("MEM-12")
@pytest.mark.parametrize(
    ("name", "readings"),
    [
        ("单甲", ["shan4"]),
        ("曾甲", ["zeng1"]),
        ("解甲", ["xie4"]),
        ("仇甲", ["qiu2"]),
        ("区甲", ["ou1"]),
        ("查甲", ["zha1"]),
        ("尉迟甲", ["yu4", "chi2"]),
        ("万俟甲", ["mo4", "qi2"]),
        ("单于甲", ["chan2", "yu2"]),
        ("单于", ["shan4", "yu2"]),
        ("吕甲", ["lv3"]),
        ("甲单", ["jia3", "dan1"]),
    ],
)
def test_surnames_are_read_as_surnames(name: str, readings: list[str]) -> None:
    parts = pinyin.key(name).split(" ")
    assert [
        part[: len(reading)] for part, reading in zip(parts, readings, strict=False)
    ] == readings


@pytest.mark.spec("MEM-12")
def test_rare_characters_and_signs_have_a_place() -> None:
    assert pinyin.key("阿卜杜·热合曼") == pinyin.key("阿卜杜热合曼")
    assert pinyin.key("王𠮷") > pinyin.key("王左")
    assert pinyin.key("䶮") != pinyin.key("𠮷")
    assert pinyin.key("") == ""


@given(st.text(max_size=60))
def test_keys_are_ascii_and_fit_their_column(name: str) -> None:
    key = pinyin.key(name)
    assert key.isascii()
    assert key.isprintable()
    assert len(key) <= pinyin.MAX_KEY_LENGTH
