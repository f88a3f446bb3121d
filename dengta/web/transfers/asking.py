"""What a dialog says before a step is taken: the title, what it will do (GEN-07)."""

from __future__ import annotations

from dataclasses import dataclass

from dengta.transfers.queries import Case
from dengta.transfers.rules.law import Verb


@dataclass(frozen=True, slots=True)
class Question:
    """``title`` of the dialog, the sentences of what will happen, the word on the button."""

    verb: Verb
    title: str
    consequences: tuple[str, ...]
    button: str
    danger: bool = False


def question(case: Case, verb: Verb) -> Question:
    """What is asked before ``verb`` is done to ``case``."""
    match verb:
        case Verb.SEND_BACK:
            then = (
                "由它改正后再发，或作废件处理"
                if case.backward == case.source
                else "由它决定再发、再往前退，或作废件处理"
            )
            said = (f"退回“{case.backward}”，{then}。",)
            return Question(verb, "不同意", said, "退回")
        case Verb.VOID:
            return Question(verb, "废件", _ended(case), "作废件处理", danger=True)
        case Verb.WITHDRAW:
            return Question(verb, "撤回", _ended(case), "撤回申请", danger=True)
        case Verb.CHOOSE_BRANCH:
            said = (
                f"从“{case.target}”下面选一个党支部。选定后开新信，由该支部接收，接收后才算转入。",
            )
            return Question(verb, "选择接收支部", said, "选定")
    raise ValueError(f"nothing is asked before {verb}")


def _ended(case: Case) -> tuple[str, ...]:
    return (
        "这件转接到此终止，不能恢复；以后要转，须重新申请。",
        "已开出的介绍信全部作废，编号保留，不再使用。",
        f"{case.member}仍在“{case.source}”，可以再办理其他事项。",
    )
