"""A worker on the database of a test: ``python -m tests.imports.sheet_worker NAME``.

Its leases run out at once, so that whoever comes after its death need not wait.
"""

from __future__ import annotations

import sys
import threading
from datetime import timedelta

import django

django.setup()

from django.db import connection  # noqa: E402

from dengta.jobs.actions import worker  # noqa: E402
from dengta.operations.job_table import TABLE  # noqa: E402

if __name__ == "__main__":
    connection.settings_dict["NAME"] = sys.argv[1]
    worker.run(TABLE, threading.Event(), term=timedelta(0))
