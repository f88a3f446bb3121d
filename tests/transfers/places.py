"""The province of TRF-06 as the law sees it: names of places, paths, and which stars they carry."""

from __future__ import annotations

from dengta.access.reach import ROOT_PATH, lineage, segment
from dengta.transfers.rules.law import Stop
from dengta.transfers.rules.route import Route, Stand, descent, route

# name: (superior, node, automatic, branch, category), as the rule draws it
EXAMPLE: dict[str, tuple[str, bool, bool, bool, str]] = {
    "P": ("", True, True, False, "121"),
    **{
        name: row
        for side in ("1", "2")
        for name, row in {
            f"C{side}": ("P", True, True, False, "131"),
            f"D{side}": (f"C{side}", True, False, False, "141"),
            f"T{side}": (f"D{side}", True, False, False, "611"),
            f"K{side}": (f"D{side}", False, False, False, "341"),
            f"KB{side}": (f"K{side}", False, False, True, "631"),
            f"CB{side}": (f"C{side}", False, False, True, "631"),
        }.items()
    },
    "B1": ("T1", False, False, True, "631"),
    "G1": ("T1", False, False, False, "621"),
    "GB1": ("G1", False, False, True, "631"),
    "GB2": ("G1", False, False, True, "631"),
    "B2": ("T2", False, False, True, "631"),
    "G2": ("T2", False, False, False, "621"),
}

PATHS: dict[str, str] = {}
for _number, (_name, _row) in enumerate(EXAMPLE.items()):
    PATHS[_name] = PATHS[_row[0]] + segment(_number) if _row[0] else ROOT_PATH

NAMES: dict[str, str] = {path: name for name, path in PATHS.items()}

STANDS: dict[str, Stand] = {
    PATHS[name]: Stand(PATHS[name], node=node, automatic=automatic, branch=branch)
    for name, (_superior, node, automatic, branch, _category) in EXAMPLE.items()
}

CATEGORIES: dict[str, str] = {PATHS[name]: row[4] for name, row in EXAMPLE.items()}


def way(source: str, target: str) -> Route:
    """The route between two places of the example, by their names."""
    return route(PATHS[source], PATHS[target], STANDS)


def way_in(registering: str, target: str) -> Route:
    """The route of TRF-05 between two places of the example."""
    return descent(PATHS[registering], PATHS[target], STANDS)


def names(stops: tuple[Stop, ...]) -> str:
    """``B1, T1, D1, C1*``: the stops by name, with the star of those that act by themselves."""
    return ", ".join(NAMES[stop.path] + ("*" if stop.automatic else "") for stop in stops)


def office(*rows: tuple[str, bool, bool]) -> dict[str, Stand]:
    """An installation of its own from (path, node, branch); every lineage must be complete."""
    stands = {path: Stand(path, node=node, branch=branch) for path, node, branch in rows}
    for path in stands:
        assert set(lineage(path)) <= set(stands)
    return stands
