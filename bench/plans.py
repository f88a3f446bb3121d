"""The guard of the plans: no list reads a whole table, or far more than it shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import sqrt
from typing import Any

from django.db import connection

from bench.site import Site
from bench.table import Better, Measured, Row
from bench.timing import Statement, statements
from dengta.members.models import Member, Movement
from dengta.members.queries import lists
from dengta.members.queries.asking import Order, Question
from dengta.organizations.models import Organization

BIG = frozenset({Member._meta.db_table, Movement._meta.db_table})
REMOVED_AT_MOST = 20
"""Times the square root of the members: what the better of two ways by name reads at most."""


def guard(site: Site) -> Measured:
    """Statements of the member list whose plan reads a big table, or throws away too much."""
    bad: list[str] = []
    looked = 0
    big = BIG | ({Organization._meta.db_table} if site.members >= 700_000 else frozenset())
    most = REMOVED_AT_MOST * sqrt(site.members)
    for level, nodes in site.nodes.items():
        for node in nodes[:: max(1, len(nodes) // 4)]:
            for kind, question in _questions(node.path):
                for each in statements(lambda asked=question: lists.page(site.root, asked)):  # type: ignore[misc]
                    if not each.sql.lstrip().startswith(('SELECT "', "WITH")):
                        continue
                    looked += 1
                    bad += [f"{kind} at {level.value}: {why}" for why in _wrong(each, big, most)]
    told = f"{looked} statements"
    return Measured(
        len(bad), note=told, wrong="" if site.quick or not bad else "; ".join(dict.fromkeys(bad))
    )


def _questions(path: str) -> Iterator[tuple[str, Question]]:
    yield "by organisation", Question(org_path=path)
    yield "own only", Question(org_path=path, include_below=False)
    yield "by name", Question(org_path=path, order=Order.NAME)
    yield "lost", Question(org_path=path, lost=True)
    yield "floating", Question(org_path=path, floating=True)
    yield "name", Question(org_path=path, name="王建华")
    yield "number", Question(org_path=path, id_number="370199198512310027")


def _wrong(statement: Statement, big: frozenset[str], most: float) -> Iterator[str]:
    for node in _nodes(_plan(statement)):
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in big:
            yield f"reads all of {node['Relation Name']}"
        removed = node.get("Rows Removed by Filter", 0) * node.get("Actual Loops", 1)
        if removed > most:
            yield f"throws {removed:.0f} rows away"


def _plan(statement: Statement) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement.sql}", statement.parameters)
        (said,) = cursor.fetchone()
    plan: dict[str, Any] = (json.loads(said) if isinstance(said, str) else said)[0]["Plan"]
    return plan


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


GUARD = Row("plans that read a whole table", 0, Better.SMALL, "", False, guard)
