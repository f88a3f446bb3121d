"""The law of a transfer as tables (TRF-06 … TRF-12): what may follow what, and who holds it next.

No Django, no database, no clock. ``diagram.py`` draws ``docs/generated/transfer-states.md`` from
:data:`ALLOWED` and :data:`AT`; :func:`next_of` is the only place that moves a letter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum, auto

from dengta.refusal import Refusal


class Status(StrEnum):
    """审核状态 (TRF-12); the values are the codes of table ``transfer_status``."""

    UNDERWAY = "1"
    FINISHED = "2"
    RETURNED = "3"
    VOID = "4"
    WITHDRAWN = "5"
    AWAITING_RECEIPT = "7"


STATUS_LABELS: dict[Status, str] = {
    Status.UNDERWAY: "处理中",
    Status.FINISHED: "已完成",
    Status.RETURNED: "已退回",
    Status.VOID: "废件",
    Status.WITHDRAWN: "已撤回",
    Status.AWAITING_RECEIPT: "待回执",
}

RUNNING: frozenset[Status] = frozenset({Status.UNDERWAY, Status.RETURNED, Status.AWAITING_RECEIPT})
"""A transfer in one of these has exactly one holder; the others are ended for good."""


class Verb(StrEnum):
    """What can be done to a transfer."""

    SEND = auto()
    AGREE = auto()
    SEND_BACK = auto()
    SEND_AGAIN = auto()
    CORRECT = auto()
    VOID = auto()
    WITHDRAW = auto()
    CHOOSE_BRANCH = auto()
    RECEIVE = auto()


VERB_LABELS: dict[Verb, str] = {
    Verb.SEND: "发送",
    Verb.AGREE: "同意",
    Verb.SEND_BACK: "不同意",
    Verb.SEND_AGAIN: "重新发送",
    Verb.CORRECT: "更正",
    Verb.VOID: "废件",
    Verb.WITHDRAW: "撤回",
    Verb.CHOOSE_BRANCH: "选择接收支部",
    Verb.RECEIVE: "接收",
}


class Place(StrEnum):
    """What a place on the path is there for."""

    SOURCE = "source"
    NODE = "node"
    CHOICE = "choice"
    """The target that is no branch: it chooses one below it instead of approving (TRF-11)."""
    BRANCH = "branch"
    """The last place, a branch: it receives."""


PLACE_LABELS: dict[Place, str] = {
    Place.SOURCE: "转出支部",
    Place.NODE: "审批节点",
    Place.CHOICE: "接收党组织（选择支部）",
    Place.BRANCH: "接收支部",
}


ALLOWED: dict[Status, frozenset[Verb]] = {
    Status.UNDERWAY: frozenset(
        {Verb.AGREE, Verb.SEND_BACK, Verb.CHOOSE_BRANCH, Verb.RECEIVE, Verb.WITHDRAW}
    ),
    Status.RETURNED: frozenset(
        {
            Verb.AGREE,
            Verb.SEND_BACK,
            Verb.CHOOSE_BRANCH,
            Verb.SEND_AGAIN,
            Verb.CORRECT,
            Verb.VOID,
        }
    ),
    Status.AWAITING_RECEIPT: frozenset(),
    Status.FINISHED: frozenset(),
    Status.VOID: frozenset(),
    Status.WITHDRAWN: frozenset(),
}
"""What a status lets happen; the holder's place narrows it (:data:`AT`)."""

AT: dict[Place, frozenset[Verb]] = {
    Place.SOURCE: frozenset({Verb.SEND_AGAIN, Verb.CORRECT, Verb.VOID}),
    Place.NODE: frozenset({Verb.AGREE, Verb.SEND_BACK, Verb.VOID}),
    Place.CHOICE: frozenset({Verb.CHOOSE_BRANCH, Verb.SEND_BACK, Verb.VOID}),
    Place.BRANCH: frozenset({Verb.RECEIVE, Verb.SEND_BACK}),
}
"""What the holder's place lets happen. WITHDRAW is the source's, whoever holds the item."""

NEVER: frozenset[tuple[Status, Place]] = frozenset(
    {(Status.UNDERWAY, Place.SOURCE), (Status.RETURNED, Place.BRANCH)}
)
"""Where a running item never stands: sending leaves the source, a return leaves the branch."""

AFTER: dict[Verb, Status] = {
    Verb.SEND: Status.UNDERWAY,
    Verb.AGREE: Status.UNDERWAY,
    Verb.SEND_BACK: Status.RETURNED,
    Verb.SEND_AGAIN: Status.UNDERWAY,
    Verb.CORRECT: Status.RETURNED,
    Verb.VOID: Status.VOID,
    Verb.WITHDRAW: Status.WITHDRAWN,
    Verb.CHOOSE_BRANCH: Status.UNDERWAY,
    Verb.RECEIVE: Status.FINISHED,
}

OPENS_LETTER: frozenset[Verb] = frozenset(
    {Verb.SEND, Verb.SEND_AGAIN, Verb.AGREE, Verb.CHOOSE_BRANCH}
)
"""The verbs whose step opens the next letter: new number, new validity (TRF-08)."""

NO_STEP: frozenset[Verb] = frozenset({Verb.CORRECT})
"""Verbs that change the item without a step in its record (TRF-16)."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One place of a path: the organisation's ``path``, whether it is a branch, and whether it
    approves by itself (``auto_approve``, TRF-10)."""

    path: str
    branch: bool = False
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A transfer as the law sees it.

    ``stops`` is the path, the source first; ``position`` the holder's place on it; ``chosen``
    whether the last stop is a branch that the target chose; ``touched`` whether a person has
    acted on it since it was sent (TRF-09); ``step`` only grows.
    """

    stops: tuple[Stop, ...]
    position: int = 0
    status: Status = Status.UNDERWAY
    chosen: bool = False
    touched: bool = False
    step: int = 0

    @property
    def holder(self) -> Stop:
        return self.stops[self.position]

    @property
    def target(self) -> int:
        """The position of the target, which is not the last when it chose a branch."""
        return len(self.stops) - (2 if self.chosen else 1)

    @property
    def place(self) -> Place:
        """What the holder's place is there for."""
        return place_of(self, self.position)


@dataclass(frozen=True, slots=True)
class Move:
    """One step taken: by whom (``by_itself``: the system), from where to where."""

    verb: Verb
    before: Letter
    after: Letter
    by_itself: bool = False

    @property
    def opens_letter(self) -> bool:
        return self.verb in OPENS_LETTER

    @property
    def writes_step(self) -> bool:
        return self.verb not in NO_STEP


def place_of(letter: Letter, position: int) -> Place:
    """What the place at ``position`` of the letter's path is there for."""
    if position == 0:
        return Place.SOURCE
    if position < letter.target:
        return Place.NODE
    return Place.BRANCH if letter.stops[position].branch else Place.CHOICE


def verbs_of(letter: Letter) -> frozenset[Verb]:
    """Every verb that is possible now, whoever does it."""
    verbs = ALLOWED[letter.status] & AT[letter.place]
    if Verb.WITHDRAW in ALLOWED[letter.status] and not letter.touched:
        verbs |= {Verb.WITHDRAW}
    return verbs


def why_not(letter: Letter, verb: Verb) -> str | None:
    """The sentence why ``verb`` is not possible now; None when it is."""
    if verb in verbs_of(letter):
        return None
    if letter.status not in RUNNING:
        return f"这件转接已经结束（{STATUS_LABELS[letter.status]}），不能再办理。"
    if verb is Verb.WITHDRAW:
        if letter.status is Status.RETURNED:
            return "这件转接已被退回，不能撤回。请更正后重新发送，或作废件处理。"
        return "已经有党组织办理过这件转接，不能再撤回。如确需停办，请联系当前办理的党组织退回。"
    if verb is Verb.VOID:
        return "只有被退回的转接才能作废件处理。"
    if verb is Verb.RECEIVE and letter.place is Place.CHOICE:
        return "请先选择由哪个支部接收。"
    if verb is Verb.AGREE and letter.place in {Place.CHOICE, Place.BRANCH}:
        return "这件转接已到接收党组织，请办理接收。"
    return f"这件转接现在不能“{VERB_LABELS[verb]}”，请刷新后查看。"


def sent(stops: tuple[Stop, ...], *, approving: bool = False) -> tuple[Move, ...]:
    """The moves of 【发送】 on a new path, automatic ones included (TRF-04, TRF-10).

    ``approving``: the sending account belongs to the node that gives the only approval, so that
    sending is its approval too, two steps in the record (TRF-06); ignored where the next place
    does not approve.
    """
    return _set_out(Letter(stops), Verb.SEND, approving=approving)


def next_of(
    letter: Letter,
    verb: Verb,
    *,
    branch: Stop | None = None,
    stops: tuple[Stop, ...] | None = None,
    approving: bool = False,
) -> tuple[Move, ...]:
    """The moves that ``verb`` brings about, the person's first, then the automatic ones.

    ``branch`` is the branch chosen by CHOOSE_BRANCH, ``stops`` the new path of SEND_AGAIN (both
    needed there, nowhere else), ``approving`` as in :func:`sent`. Refuses, with the sentence of
    :func:`why_not`, what :data:`ALLOWED` and :data:`AT` do not let happen.
    """
    if (refusal := why_not(letter, verb)) is not None:
        raise Refusal(refusal)
    if verb is Verb.SEND_AGAIN:
        assert stops is not None
        return _set_out(replace(letter, stops=stops, chosen=False), verb, approving=approving)
    first = _taken(letter, verb, branch)
    return (first, *_by_themselves(first.after))


def _set_out(letter: Letter, verb: Verb, *, approving: bool) -> tuple[Move, ...]:
    moves = [_moved(letter, verb, position=1)]
    if approving and moves[0].after.place is Place.NODE:
        moves.append(_taken(moves[0].after, Verb.AGREE, None))
    return (*moves, *_by_themselves(moves[-1].after))


def _taken(letter: Letter, verb: Verb, branch: Stop | None) -> Move:
    """One step by a person."""
    match verb:
        case Verb.AGREE:
            move = _moved(letter, verb, position=letter.position + 1)
        case Verb.SEND_BACK:
            move = _sent_back(letter)
        case Verb.CHOOSE_BRANCH:
            assert branch is not None
            chosen = replace(letter, stops=(*letter.stops[: letter.target + 1], branch))
            move = _moved(letter, verb, position=letter.position + 1, on=chosen, chosen=True)
        case Verb.WITHDRAW:
            move = _moved(letter, verb, position=0)
        case _:
            move = _moved(letter, verb, position=letter.position)
    return replace(move, after=replace(move.after, touched=True))


def _by_themselves(letter: Letter) -> tuple[Move, ...]:
    """The automatic steps that follow (TRF-10): onward while underway, back while returned.

    Never at the source's or the target's place, never on an ended item.
    """
    moves: list[Move] = []
    while letter.holder.automatic and letter.place is Place.NODE and letter.status in RUNNING:
        if letter.status is Status.UNDERWAY:
            move = _moved(letter, Verb.AGREE, position=letter.position + 1)
        else:
            move = _sent_back(letter)
        moves.append(replace(move, by_itself=True))
        letter = move.after
    return tuple(moves)


def _sent_back(letter: Letter) -> Move:
    """To the place before. A branch that the target chose leaves the path with it."""
    if letter.position > letter.target:
        shorter = replace(letter, stops=letter.stops[:-1])
        return _moved(
            letter, Verb.SEND_BACK, position=letter.position - 1, on=shorter, chosen=False
        )
    return _moved(letter, Verb.SEND_BACK, position=letter.position - 1)


def _moved(
    letter: Letter,
    verb: Verb,
    *,
    position: int,
    on: Letter | None = None,
    chosen: bool | None = None,
) -> Move:
    after = replace(
        on or letter,
        position=position,
        status=AFTER[verb],
        chosen=letter.chosen if chosen is None else chosen,
        step=letter.step + 1,
    )
    return Move(verb, letter, after)
