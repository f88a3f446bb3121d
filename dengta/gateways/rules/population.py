"""The population register as this system sees it: a question and five answers (MEM-09, MEM-10)."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Answer(StrEnum):
    """What the register says about a name and an ID number. Only MATCH lets 补录 save, and
    NOT_CONNECTED, which leaves the record in the data check as 未实名认证."""

    MATCH = "match"
    MISMATCH = "mismatch"
    NOT_FOUND = "not_found"
    UNAVAILABLE = "unavailable"
    NOT_CONNECTED = "not_connected"


ANSWER_LABELS: dict[Answer, str] = {
    Answer.MATCH: "一致",
    Answer.MISMATCH: "不一致",
    Answer.NOT_FOUND: "查无此人",
    Answer.UNAVAILABLE: "服务不可用",
    Answer.NOT_CONNECTED: "未接入",
}

ANSWER_SENTENCES: dict[Answer, str] = {
    Answer.MATCH: "姓名与公民身份证号一致。",
    Answer.MISMATCH: "姓名与公民身份证号不一致，请核对后重新填写。",
    Answer.NOT_FOUND: "人口信息中查无此人，请核对姓名和公民身份证号。",
    Answer.UNAVAILABLE: "实名认证服务暂时不可用，请稍后再试。",
    Answer.NOT_CONNECTED: "实名认证服务尚未接入，可以先保存，接入后再认证。",
}


class Register(Protocol):
    """A driver: asks one register. It never raises for what the register answers or fails to."""

    def ask(self, name: str, id_number: str) -> Answer:
        """``name`` without surrounding spaces, ``id_number`` 18 characters with a capital X."""
        ...


class NotConnected:
    """The register of an installation that has none."""

    def ask(self, name: str, id_number: str) -> Answer:  # noqa: ARG002 nobody to ask
        return Answer.NOT_CONNECTED
