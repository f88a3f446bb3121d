"""The settings of the tests: mode ``test``, a data folder of its own, keys made in it.

The mode and the folder are put into the environment, so that processes which a test starts
(a server, the worker) find the same database and keys.
"""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec

os.environ["DENGTA_MODE"] = "test"

from config.settings import *  # noqa: F403
from config.settings import DENGTA_DATA, DENGTA_KEYS

os.environ["DENGTA_DATA"] = str(DENGTA_DATA)
SECRET_KEY = "the tests sign their cookies with this"
DENGTA_KEYS.mkdir(mode=0o700, parents=True, exist_ok=True)

if find_spec("dengta.vault.keys") is not None:
    import_module("dengta.vault.keys").make(DENGTA_KEYS)
