"""Empty every table: for tests alone, which need the insert-only tables emptied too."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import flush

from dengta.database.operations import insert_only_off


class Command(flush.Command):
    """Django's ``flush`` in mode ``test``; refused in every other mode."""

    help = "Empties all tables of a test database."

    def handle(self, **options: object) -> None:
        """Flush with the insert-only tables open."""
        if settings.DENGTA_MODE != "test":
            raise CommandError("flush 会清空全部数据，只能在测试环境中使用。")
        with insert_only_off():
            super().handle(**options)
