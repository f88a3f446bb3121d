"""The database's clock, asked only for the expiry of codes, leases and sessions."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection

from dengta.database import dialect


def database_now() -> datetime:
    """The moment by the database's clock, aware, in UTC; it moves on within a transaction."""
    with connection.cursor() as cursor:
        if dialect.is_postgresql():
            cursor.execute("SELECT clock_timestamp()")
            moment: datetime = cursor.fetchone()[0]
            return moment.astimezone(UTC)
        cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")
        return datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=UTC)
