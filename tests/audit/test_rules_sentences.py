"""Every event has its sentence, masked as the auditor sees it first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dengta.audit.rules import sentences
from dengta.audit.rules.events import Event
from dengta.audit.rules.groups import EVENTS_OF, Group, group_of, touches_identity
from dengta.audit.rules.lines import Changed, Subject
from dengta.audit.rules.masks import masked, masked_text
from dengta.audit.rules.phrases import EDITS, PHRASES
from dengta.audit.rules.sentences import ACTOR, SUBJECT, Part, Told
from dengta.database.uids import new_uid

PHONE = Changed("phone", "联系电话", "13900000000", "13800000000", secret=True)
EDITED = Told(
    event=Event.MEMBER_EDITED,
    actor="张麦",
    duty="管理员",
    organization="柳园支部",
    noun="member",
    subject="李禾",
    changes=(masked(PHONE),),
)
MOMENT = "2026-11-23 17:34"


@pytest.mark.spec("LOG-02")
def test_an_edit_reads_as_a_person_would_say_it() -> None:
    assert sentences.whole(EDITED, MOMENT) == (
        "2026-11-23 17:34 张麦（柳园支部，管理员）把 李禾 的 联系电话 由 139****0000 改为 "
        "138****0000"
    )


@pytest.mark.spec("LOG-02")
def test_several_changes_are_told_one_by_one_and_counted_in_short() -> None:
    told = replace(
        EDITED,
        changes=(Changed("education", "学历", "", "大学"), Changed("post", "岗位", "教师", "")),
        reason="本人来函",
    )
    assert sentences.whole(told, MOMENT) == (
        "2026-11-23 17:34 张麦（柳园支部，管理员）把 李禾 的 学历 填为 大学，岗位 由 教师 清空"
        "，原因：本人来函"
    )
    assert sentences.short(told) == (
        Part("张麦", ACTOR),
        Part(" 修改了 "),
        Part("李禾", SUBJECT),
        Part(" 的党员信息，共 2 项。"),
    )
    assert sentences.text_of(sentences.short(EDITED)) == (
        "张麦 把 李禾 的 联系电话 由 139****0000 改为 138****0000。"
    )


@pytest.mark.spec("LOG-02")
def test_a_transfer_says_from_where_to_where_when_it_knows() -> None:
    told = replace(
        EDITED,
        event=Event.TRANSFER_AGREED,
        changes=(),
        details={"从组织": "青石镇党委", "到组织": "东平川县委"},
    )
    assert sentences.text_of(sentences.short(told)) == (
        "张麦 同意 李禾 的组织关系转接，由 青石镇党委 转给 东平川县委。"
    )
    assert sentences.text_of(sentences.short(replace(told, details=None))) == (
        "张麦 同意 李禾 的组织关系转接。"
    )


@pytest.mark.spec("LOG-02")
@pytest.mark.parametrize("event", Event)
def test_every_event_has_a_sentence_of_plain_words(event: Event) -> None:
    words = sentences.whole(replace(EDITED, event=event), MOMENT)
    assert words.startswith("2026-11-23 17:34 张麦（柳园支部，管理员）")
    assert not set(words) & set("{}[]_")
    assert "138****0000" in words
    bare = sentences.text_of(sentences.short(replace(EDITED, event=event, changes=())))
    assert bare.startswith("张麦 ")
    assert bare.endswith("。")
    assert ("李禾" in bare) is ("{it}" in PHRASES[event])
    assert bare != f"张麦 {event.value}。"


def test_phrases_and_groups_know_every_event_and_no_other() -> None:
    assert set(PHRASES) == set(Event)
    assert set(Event) >= EDITS
    listed = [event for events in EVENTS_OF.values() for event in events]
    assert sorted(listed) == sorted(Event)
    assert group_of(Event.LETTER_PRINTED) is Group.TRANSFERS
    assert group_of(Event.VPN_PASSWORD_RESET) is Group.ACCOUNTS


def test_the_system_and_strangers_have_no_duty_to_name() -> None:
    assert sentences.who("系统", "系统", "") == "系统 "
    assert sentences.who("张麦", "柳园支部", "审计员") == "张麦（柳园支部，审计员）"


def test_addresses_and_kinds_of_jobs_are_put_in_words() -> None:
    assert sentences.subject_words("address", "GET /dangyuan/x") == "打开 /dangyuan/x"
    assert sentences.subject_words("address", "POST /dangyuan/x") == "提交 /dangyuan/x"
    assert sentences.subject_words("job", "log.check") == "校验日志"
    assert sentences.subject_words("job", "no.such.kind") == "后台处理"
    assert sentences.subject_words("job", "导入党员") == "导入党员"
    assert sentences.subject_words("member", "") == "党员"


def test_details_stand_with_their_label() -> None:
    assert sentences.facts(
        {"way": "补录", "rule": "MEM-03", "介绍信": "第1号", "register": ""}
    ) == (
        ("增加方式", "补录"),
        ("介绍信", "第1号"),
    )
    assert sentences.facts({"register": "matched"}) == (("实名认证", "已实名认证"),)


@pytest.mark.spec("LOG-01")
@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("370999199001010012", "37****************"),
        ("37099919900101001X", "37****************"),
        ("13900000000", "139****0000"),
        ("0699-8880011", "0699-*****11"),
        ("东平川县柳河村12号", "********"),
        ("联系人13900000000，0699-8880011", "********"),
        ("", ""),
    ],
)
def test_secret_values_are_masked(value: str, shown: str) -> None:
    hidden = masked(Changed("x", "某项", value, value, secret=True))
    assert (hidden.old, hidden.new) == (shown, shown)


@pytest.mark.spec("LOG-01")
def test_numbers_that_were_typed_among_words_are_masked_too() -> None:
    assert masked_text("号码应为370999199001010012，电话13900000000或0699-8880011。") == (
        "号码应为37****************，电话139****0000或0699-*****11。"
    )
    assert masked_text("第201706000000018251号介绍信") == "第201706000000018251号介绍信"
    assert masked_text("2026年3月2日来函12件") == "2026年3月2日来函12件"
    open_one = Changed("name", "名称", "甲", "乙")
    assert masked(open_one) == open_one


def test_what_touches_a_persons_identity() -> None:
    person = Subject("member", new_uid(), "李禾")
    assert touches_identity(person, (Changed("id_number", "公民身份证号", "1", "2"),))
    assert not touches_identity(person, (Changed("id_number", "公民身份证号", "", "2"),))
    assert not touches_identity(person, (PHONE,))
    assert not touches_identity(
        Subject("organization", new_uid(), "甲"), (Changed("name", "名称", "甲", "乙"),)
    )
