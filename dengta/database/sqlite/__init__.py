"""Django's SQLite backend with one write lock across processes (ADR 0003).

Settings: ``ENGINE = "dengta.database.sqlite"``. Importing this package puts ``pysqlite3``, where it
is installed, in the place of ``sqlite3``: it brings a SQLite of its own that may use WAL.
"""

from __future__ import annotations

import importlib.util
import sys

if importlib.util.find_spec("pysqlite3") is not None:
    import pysqlite3
    import pysqlite3.dbapi2

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
