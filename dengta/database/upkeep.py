"""What a database wants after many rows came at once."""

from __future__ import annotations

from django.db import connection, transaction

from dengta.database import dialect


def look_over() -> None:
    """Let PostgreSQL see which pages hold only settled rows, and count what stands in them: lists
    then stay in their indexes and plans fit the size. Nothing on SQLite, whose plans do not depend
    on counts here. Not inside ``atomic()``."""
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("look_over cannot run inside atomic()")
    if dialect.is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
