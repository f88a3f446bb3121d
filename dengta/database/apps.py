"""Django's view of this room: no tables, one command (flush) of the tests."""

from __future__ import annotations

from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    """The database room."""

    name = "dengta.database"
    label = "database"
