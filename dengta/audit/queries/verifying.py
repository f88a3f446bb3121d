"""Is the log as it was written? Walks the chain, line by line, and names what is bent (LOG-03).

It reads only, block by block, so that a job can do it in parts: :func:`verify` goes on where
``after`` says. Lines that no block holds yet are not judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dengta.audit.models import Block
from dengta.audit.queries import chain, checkpoints
from dengta.audit.queries.chain import End, Row
from dengta.audit.queries.checkpoints import Checkpoint, Held
from dengta.audit.rules.chain import ID, leaf_of, split, tree_of


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is wrong, in a sentence. ``position`` counts the lines in the order of
    the chain from 1, ``line`` is the line's key where it is there; a fault that only a checkpoint
    shows has neither."""

    sentence: str
    block: int
    position: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far the chain was walked: ``end`` is its end there, ``until`` the latest moment of a line
    up to there; ``finished`` unless there are more blocks."""

    end: End
    until: datetime | None
    fault: Fault | None
    finished: bool


def verify(
    *,
    after: End | None = None,
    until: datetime | None = None,
    at_most: int | None = None,
    held: Held | None = None,
) -> Verdict:
    """Walk at most ``at_most`` blocks after ``after`` (from the beginning); stops at the first
    fault. ``until`` and ``held`` are handed on from part to part: checkpoints are read once."""
    end = after or End()
    known = checkpoints.held() if held is None else held
    closed = chain.closed_epochs()
    walked = 0
    for block in chain.blocks(end.number)[:at_most].iterator(chunk_size=20):
        fault = _of_block(block, end, known) or _of_lines(block, end, closed)
        fault = fault or _of_checkpoints(block, end, known)
        if fault is not None:
            return Verdict(end, until, fault, finished=True)
        end, walked = end.after(block), walked + 1
        until = block.until if until is None else max(until, block.until)
    if at_most is not None and walked == at_most:
        return Verdict(end, until, None, finished=False)
    return Verdict(end, until, _of_the_end(end, known), finished=True)


def _of_block(block: Block, end: End, known: Held) -> Fault | None:
    """Whether the block is whole by itself and follows on the one before."""
    if block.number != end.number + 1:
        return Fault(
            f"第 {end.number + 1} 块缺失：第 {end.total + 1} 条日志起无法校验。",
            block=end.number + 1,
            position=end.total + 1,
        )
    leaves = split(bytes(block.leaves))
    whole = (
        block.header().seal() == bytes(block.seal)
        and tree_of(leaves) == bytes(block.tree)
        and (len(leaves), end.total + len(leaves)) == (block.lines, block.total)
    )
    if not whole:
        return _named(block.number, end.total + 1, block.first_id, "被改动")
    if bytes(block.previous) != end.seal:
        if end.number == 0 or _vouched_for(end, known):
            return _named(block.number, end.total + 1, block.first_id, "被替换")
        before = Block.objects.defer("leaves").get(number=end.number)
        return _named(before.number, before.total - before.lines + 1, before.first_id, "被替换")
    return None


def _named(block: int, position: int, line: int, what: str) -> Fault:
    sentence = f"第 {block} 块{what}：从第 {position} 条日志（记录号 {line}）起不可信。"
    return Fault(sentence, block=block, position=position, line=line)


def _vouched_for(end: End, known: Held) -> bool:
    """Whether a checkpoint says that the block at ``end`` is the right one."""
    said = known.by_block.get(end.number, [])
    return any(each.seal == end.seal.hex() and each.is_ours for each in said)


def _of_lines(block: Block, end: End, closed: dict[int, int]) -> Fault | None:
    rows = chain.rows_of(block, end, closed)
    leaves = split(bytes(block.leaves))
    found = [leaf_of(row) for row in rows]
    if found == leaves:
        return None
    return _first_bad(block, end, rows, found, leaves)


def _first_bad(
    block: Block, end: End, rows: Sequence[Row], found: Sequence[bytes], leaves: Sequence[bytes]
) -> Fault:
    """The first line that is not the one that was sealed there."""
    at = next(
        (n for n, (is_, was) in enumerate(zip(found, leaves, strict=False)) if is_ != was),
        min(len(found), len(leaves)),
    )
    position = end.total + at + 1
    if at == len(found) or found[at] in leaves[at + 1 :]:
        before = f"（在记录号 {rows[at - 1][ID]} 之后）" if at else ""
        what = f"第 {position} 条日志{before}缺失，属于第 {block.number} 块。"
        return Fault(what, block=block.number, position=position)
    line = int(rows[at][ID])
    if at == len(leaves) or leaves[at] in found[at + 1 :]:
        what = (
            f"第 {position} 条日志（记录号 {line}）是后来插入的，在第 {block.number} 块的范围内。"
        )
    else:
        what = f"第 {position} 条日志（记录号 {line}）被改动，属于第 {block.number} 块。"
    return Fault(what, block=block.number, position=position, line=line)


def _of_checkpoints(block: Block, end: End, known: Held) -> Fault | None:
    """Whether every checkpoint about the block is ours and says the same."""
    seal = bytes(block.seal).hex()
    for said in known.by_block.get(block.number, []):
        if not said.is_ours:
            return _forged(said)
        if said.seal != seal:
            return Fault(
                f"第 {block.number} 块与 {said.folder} 中的检查点不符：日志链被整段替换过，"
                f"从第 {end.total + 1} 条日志起不可信。",
                block=block.number,
                position=end.total + 1,
            )
    return None


def _forged(said: Checkpoint) -> Fault:
    return Fault(
        f"{said.folder} 中第 {said.block} 块的检查点被改动：签名不是本系统的。", block=said.block
    )


def _of_the_end(end: End, known: Held) -> Fault | None:
    beyond = known.beyond(end.number)
    if beyond is not None:
        if not beyond.is_ours:
            return _forged(beyond)
        return Fault(
            f"日志链只到第 {end.number} 块，而 {beyond.folder} 中有第 {beyond.block} 块的检查点："
            "末尾被截去，或数据库被换成了旧的副本。",
            block=beyond.block,
        )
    if known.unreadable:
        return Fault(f"检查点文件读不懂：{known.unreadable[0]}。", block=end.number)
    return None
