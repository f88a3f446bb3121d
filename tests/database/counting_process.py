"""A process of test_write_lock.py: counts up in the SQLite file that it is given.

Arguments: the file, how often, and "die" to be killed in the middle of the last transaction.
Prints its longest wait for a transaction in seconds.
"""

from __future__ import annotations

import os
import signal
import sys
import time

import django
from django.conf import settings
from django.db import connection
from django.db.transaction import atomic


def main(file: str, times: int, end: str) -> None:
    """Count up ``times`` times, each reading what the one before wrote."""
    settings.configure(
        DATABASES={"default": {"ENGINE": "dengta.database.sqlite", "NAME": file}}, USE_TZ=True
    )
    django.setup()
    longest = 0.0
    with connection.cursor() as cursor:
        for turn in range(times):
            asked = time.monotonic()
            with atomic():
                longest = max(longest, time.monotonic() - asked)
                cursor.execute("SELECT n FROM counter")
                seen = cursor.fetchone()[0]
                cursor.execute("UPDATE counter SET n = %s", [seen + 1])
                if end == "die" and turn == times - 1:
                    os.kill(os.getpid(), signal.SIGKILL)
    print(longest)


main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
