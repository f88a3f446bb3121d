"""The way that a letter takes (TRF-06): up to the lowest common superior that is a transfer node,
then down to the target. Pure arithmetic on paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dengta.access.reach import below, common, lineage, nearest
from dengta.refusal import Refusal
from dengta.transfers.rules.law import Stop


@dataclass(frozen=True, slots=True)
class Stand:
    """What the law asks of an organisation: where it stands, whether it approves
    (``is_transfer_node``), by itself (``auto_approve``), and whether it is a branch."""

    path: str
    node: bool = False
    automatic: bool = False
    branch: bool = False

    @property
    def stop(self) -> Stop:
        return Stop(self.path, branch=self.branch, automatic=self.automatic)


@dataclass(frozen=True, slots=True)
class Route:
    """``stops`` from the source to the target; ``common`` the position of the lowest common
    superior on it, up to which all is 转出审核 (TRF-13); -1 when all of it is 转入审核."""

    stops: tuple[Stop, ...]
    common: int

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(stop.path for stop in self.stops)


def route(source: str, target: str, stands: Mapping[str, Stand]) -> Route:
    """The path of a transfer from branch ``source`` to ``target`` (paths in one tree).

    ``stands`` has at least every organisation in the lineage of both. Where no common superior is
    a node the root takes its place. A target that is no node never replaces an approval. Refuses
    a target that is the source itself.
    """
    if source == target:
        raise Refusal("接收单位就是党员现在所在的支部，请另选接收单位。", field="target")
    over_both = [
        path for path in lineage(common(source, target)) if path != source and stands[path].node
    ]
    gate = over_both[-1] if over_both else lineage(source)[0]
    upward = _nodes_between(gate, source, stands)[::-1]
    downward = [] if gate == target else [*_nodes_between(gate, target, stands), target]
    paths = [source, *upward, gate, *downward]
    return Route(tuple(stands[path].stop for path in paths), common=1 + len(upward))


def descent(registering: str, target: str, stands: Mapping[str, Stand]) -> Route:
    """The path of TRF-05: from the organisation that registers a person from outside down to
    ``target`` below it. Registering is its approval, and all of the way is 转入审核."""
    if not below(target, registering):
        raise Refusal("目标党组织应在登记单位之下，请重新选择。", field="target")
    paths = [registering, *_nodes_between(registering, target, stands), target]
    return Route(tuple(stands[path].stop for path in paths), common=-1)


def desk_of(path: str, stands: Mapping[str, Stand], *, at_node: bool) -> str:
    """The path of the desk at which an item held by ``path`` waits (TRF-12).

    The holder itself when it is a transfer node or acts at a node's place (``at_node``), else its
    nearest transfer node; the root where there is none.
    """
    if at_node:
        return path
    return nearest(path, [each for each in lineage(path) if stands[each].node])


def _nodes_between(upper: str, lower: str, stands: Mapping[str, Stand]) -> list[str]:
    """The transfer nodes strictly below ``upper`` and strictly above ``lower``, downward."""
    return [path for path in lineage(lower)[:-1] if below(path, upper) and stands[path].node]
