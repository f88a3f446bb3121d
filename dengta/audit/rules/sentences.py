"""Lines of the log as a person would tell them (LOG-02), secret values masked.

“2026-11-23 17:34 张某（柳园支部，管理员）把 李某 的 联系电话 由 139****0000 改为 138****0000”
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dengta.audit.rules.events import EVENT_LABELS, Event
from dengta.audit.rules.lines import Changed
from dengta.audit.rules.phrases import (
    DETAIL_LABELS,
    DETAIL_WORDS,
    EDITS,
    HIDDEN_DETAILS,
    JOB_WORDS,
    NAMELESS,
    PHRASES,
)

ACTOR, SUBJECT, PLAIN = "actor", "subject", ""

_OPTIONAL = re.compile(r"\[([^\]]*)\]")
_PLACE = re.compile(r"\{([^}]+)\}")
_CALLS = {"GET ": "打开 ", "HEAD ": "打开 ", "POST ": "提交 "}


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a sentence. ``role`` is "actor", "subject" (a name to filter by) or ""."""

    text: str
    role: str = PLAIN


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence is made of; ``changes``, ``reason`` and ``details`` are masked already."""

    event: Event
    actor: str
    duty: str
    organization: str
    noun: str
    subject: str
    changes: tuple[Changed, ...] = ()
    reason: str = ""
    details: Mapping[str, str] | None = None


def short(told: Told) -> tuple[Part, ...]:
    """One short sentence without the moment: one change is told, more are counted."""
    parts = [Part(told.actor, ACTOR), Part(" ")]
    if told.event in EDITS and len(told.changes) == 1:
        parts += _edited(told)
    else:
        parts += _phrase(told)
        if told.event in EDITS and told.changes:
            parts.append(Part(f"，共 {len(told.changes)} 项"))
    return _joined([*parts, Part("。")])


def whole(told: Told, moment: str) -> str:
    """The whole line as one sentence: ``moment`` ("2026-11-23 17:34"), who, what, every change and
    the reason."""
    parts = [Part(f"{moment} {who(told.actor, told.organization, told.duty)}")]
    if told.event in EDITS and told.changes:
        parts += _edited(told)
    else:
        parts += _phrase(told)
        parts += [Part("，" + _stated(changed)) for changed in told.changes]
    if told.reason:
        parts.append(Part(f"，原因：{told.reason}"))
    return "".join(part.text for part in parts)


def who(actor: str, organization: str, duty: str) -> str:
    """“张某（柳园支部，管理员）”; “系统” and strangers stand alone."""
    named = "，".join(word for word in (organization, duty) if word) if duty else ""
    return f"{actor}（{named}）" if named else f"{actor} "


def facts(details: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The details of a line as label and text, in their order."""
    return tuple(
        (DETAIL_LABELS.get(key, key), DETAIL_WORDS.get(text, text))
        for key, text in details.items()
        if key not in HIDDEN_DETAILS and text
    )


def subject_words(noun: str, subject: str) -> str:
    """What the line is about: its name, or what such things are called."""
    if noun == "job":
        known = JOB_WORDS.get(subject, subject)
        return NAMELESS["job"] if known.isascii() else known
    for call, words in _CALLS.items():
        if noun == "address" and subject.startswith(call):
            return words + subject.removeprefix(call)
    return subject or NAMELESS.get(noun, EVENT_WITHOUT_SUBJECT)


EVENT_WITHOUT_SUBJECT = "记录"


def _edited(told: Told) -> list[Part]:
    """“把 李某 的 联系电话 由 … 改为 …，学历 由 … 改为 …”."""
    return [
        Part("把 "),
        Part(subject_words(told.noun, told.subject), SUBJECT),
        Part(" 的 " + "，".join(_turned(changed) for changed in told.changes)),
    ]


def _phrase(told: Told) -> list[Part]:
    details = {key: DETAIL_WORDS.get(text, text) for key, text in (told.details or {}).items()}

    def optional(found: re.Match[str]) -> str:
        keys = _PLACE.findall(found[1])
        return found[1] if all(details.get(key) for key in keys) else ""

    words = _OPTIONAL.sub(optional, PHRASES.get(told.event) or EVENT_LABELS[told.event] + " {it}")
    parts: list[Part] = []
    for at, piece in enumerate(_PLACE.split(words)):
        if at % 2 == 0:
            parts.append(Part(piece))
        elif piece == "it":
            parts.append(Part(subject_words(told.noun, told.subject), SUBJECT))
        else:
            parts.append(Part(details[piece]))
    return parts


def _turned(changed: Changed) -> str:
    if not changed.old:
        return f"{changed.label} 填为 {changed.new}"
    if not changed.new:
        return f"{changed.label} 由 {changed.old} 清空"
    return f"{changed.label} 由 {changed.old} 改为 {changed.new}"


def _stated(changed: Changed) -> str:
    """A change beside a phrase: what is new is only named."""
    return f"{changed.label}：{changed.new}" if not changed.old else _turned(changed)


def _joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Neighbours of one role as one part, empty ones left out."""
    found: list[Part] = []
    for part in parts:
        if found and found[-1].role == part.role == PLAIN:
            found[-1] = Part(found[-1].text + part.text)
        elif part.text:
            found.append(part)
    return tuple(found)


def text_of(parts: Sequence[Part]) -> str:
    """The words of ``parts`` in a row."""
    return "".join(part.text for part in parts)
