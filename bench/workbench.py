"""The workbench against the emptiest signed-in page, at every level (ACC-18)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from bench.load import Page
from bench.site import Site
from bench.table import Better, Measured, Row, number
from bench.timing import TRIES
from bench.web import EMPTIEST, Load, body_of, load, server, signed_in

WORKBENCH = "/"
LEVELS = ("省", "市", "县", "镇", "支部")
"""An administrator of each signs in."""
MARK = "今天要办".encode()
SECONDS = 1.5


@dataclass(slots=True)
class _Seen:
    """What one load of each level showed, kept for the second row."""

    loads: dict[str, list[tuple[Load, Load]]] = field(default_factory=dict)
    wrong: str = ""


_seen = _Seen()


Reading = Callable[[Load, Load], tuple[float, float, float]]
"""Of the workbench's load and the empty page's: both sides as they are told, and their ratio."""


def requests(site: Site) -> Measured:
    """Requests a second at the level where the workbench does worst."""
    return _worst(site, lambda own, empty: (own.rate, empty.rate, own.rate / empty.rate), "/s")


def work(site: Site) -> Measured:
    """The same by the processor time of web workers and database for a request."""
    return _worst(site, lambda own, empty: (own.work, empty.work, empty.work / own.work), " ms")


def _worst(site: Site, read: Reading, unit: str) -> Measured:
    if not _seen.loads:
        _measure(site)
    ratios: dict[str, float] = {}
    sides: dict[str, tuple[float, float]] = {}
    for level, pairs in _seen.loads.items():
        found = [read(own, empty) for own, empty in pairs]
        ratios[level] = median(ratio for _, _, ratio in found)
        sides[level] = (median(own for own, *_ in found), median(each[1] for each in found))
    worst = min(ratios, key=ratios.__getitem__)
    return Measured(
        ratios[worst],
        f"{number(sides[worst][0])}{unit}",
        f"{number(sides[worst][1])}{unit}",
        "; ".join(f"{level} {number(ratio)}" for level, ratio in ratios.items()),
        _seen.wrong,
    )


def _measure(site: Site) -> None:
    with server() as (port, pid):
        for level in LEVELS:
            cookies = signed_in(f"{level}级管理员")
            own, empty = Page(port, WORKBENCH, cookies), Page(port, EMPTIEST, cookies)
            if MARK not in body_of(own):
                _seen.wrong = f"the workbench of {level} is none"
            for page in (own, empty):
                load(page, pid, site.seconds(0.5))
            _seen.loads[level] = [
                (load(own, pid, site.seconds(SECONDS)), load(empty, pid, site.seconds(SECONDS)))
                for _ in range(1 if site.quick else TRIES)
            ]


ROWS: tuple[Row, ...] = (
    Row(
        "workbench / the emptiest signed-in page, requests a second, worst level",
        1 / 3,
        Better.LARGE,
        "×",
        False,
        requests,
    ),
    Row(
        "the emptiest signed-in page / workbench, processor time, worst level",
        1 / 3,
        Better.LARGE,
        "×",
        True,
        work,
    ),
)
