"""Databases of their own on the benchmark's server."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import psycopg
from psycopg import sql


def named(address: str, ending: str) -> str:
    """The address of a database beside that of ``address``."""
    split = urlsplit(address)
    return urlunsplit(split._replace(path=f"{split.path}_{ending}"))


def make_database(address: str) -> None:
    """An empty database of that name, planned for a disk without moving parts as deploy/ says."""
    name = sql.Identifier(urlsplit(address).path.strip("/"))
    drop_database(address)
    with _server(address) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        server.execute(sql.SQL("ALTER DATABASE {} SET random_page_cost = 1.1").format(name))


def drop_database(address: str) -> None:
    """No database of that name any more."""
    name = sql.Identifier(urlsplit(address).path.strip("/"))
    with _server(address) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def _server(address: str) -> psycopg.Connection[Any]:
    split = urlsplit(address)
    options: dict[str, Any] = dict(parse_qsl(split.query))
    options.setdefault("host", split.hostname or "")
    if split.port:
        options["port"] = split.port
    return psycopg.connect(
        dbname="postgres", user=split.username, password=split.password, autocommit=True, **options
    )
