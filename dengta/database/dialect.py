"""Which database is this? Asked only inside this room."""

from __future__ import annotations

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper


def is_postgresql(over: BaseDatabaseWrapper | None = None) -> bool:
    """Whether ``over`` (default: the default connection) speaks PostgreSQL; else it is SQLite."""
    return (over or connection).vendor == "postgresql"
