"""The page that ``dengta states`` draws from the law; a test says that the stored one is new."""

from __future__ import annotations

from dengta.transfers.rules.law import (
    AFTER,
    ALLOWED,
    AT,
    NEVER,
    OPENS_LETTER,
    PLACE_LABELS,
    RUNNING,
    STATUS_LABELS,
    VERB_LABELS,
    Place,
    Status,
    Verb,
)

HEAD = """# The states of a transfer

Drawn from `ALLOWED` and `AT` in `dengta/transfers/rules/law.py`; do not edit. Write it anew with
`dengta states`.
"""


def page() -> str:
    """The whole page: the diagram, then what each place may do in each running state."""
    return f"{HEAD}\n{_diagram()}\n{_table()}\n{_notes()}"


def possible() -> dict[Status, frozenset[Verb]]:
    """What can happen in each status at some place of the path."""
    somewhere = frozenset[Verb]().union(*AT.values()) | {Verb.WITHDRAW}
    return {status: verbs & somewhere for status, verbs in ALLOWED.items()}


def _diagram() -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{STATUS_LABELS[status]}" as {status.name}' for status in _reached()]
    lines.append(f"    [*] --> {AFTER[Verb.SEND].name}: {VERB_LABELS[Verb.SEND]}")
    for status, verbs in possible().items():
        after: dict[Status, list[str]] = {}
        for verb in sorted(verbs, key=list(Verb).index):
            after.setdefault(AFTER[verb], []).append(VERB_LABELS[verb])
        lines += [
            f"    {status.name} --> {goal.name}: {' / '.join(labels)}"
            for goal, labels in after.items()
        ]
    lines += [f"    {status.name} --> [*]" for status in _reached() if status not in RUNNING]
    return "\n".join([*lines, "```", ""])


def _table() -> str:
    running = [status for status in _reached() if status in RUNNING]
    lines = [
        "| 当前组织在路径上的位置 | "
        + " | ".join(STATUS_LABELS[status] for status in running)
        + " |",
        "| --- |" + " --- |" * len(running),
    ]
    for place in Place:
        cells = [
            "—" if (status, place) in NEVER else _words(ALLOWED[status] & AT[place])
            for status in running
        ]
        lines.append(_row(PLACE_LABELS[place], cells))
    return "\n".join([*lines, ""])


def _row(head: str, cells: list[str]) -> str:
    return f"| {head} | {' | '.join(cells)} |"


def _notes() -> str:
    return f"""- 开新信（新编号、新有效期）：{_words(OPENS_LETTER)}。
- 撤回由转出支部办理，仅限没有人办理过之前；自动审核不算。
- 自动审核的节点：处理中的立即同意，被退回的立即再退回前一节点。
- 在转出支部和接收党组织的位置上从不自动办理。
- 接收党组织选定的支部退回后，该支部不再是路径的一部分，可另选支部。
"""


def _reached() -> list[Status]:
    """Every status that some verb leads to."""
    return [status for status in Status if status in AFTER.values()]


def _words(verbs: frozenset[Verb]) -> str:
    return "、".join(VERB_LABELS[verb] for verb in Verb if verb in verbs)
