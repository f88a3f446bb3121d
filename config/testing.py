"""The settings of the tests: mode ``test``, a data folder of its own, keys made in it.

The mode and the folder are put into the environment, so that processes which a test starts
(a server, the worker) find the same database and keys.
"""

from __future__ import annotations

import os

os.environ["DENGTA_MODE"] = "test"

from config.settings import *  # noqa: F403
from config.settings import ALLOWED_HOSTS, DENGTA_DATA, DENGTA_KEYS
from dengta.vault import keys

os.environ["DENGTA_DATA"] = str(DENGTA_DATA)
SECRET_KEY = "the tests sign their cookies with this"
DENGTA_KEYS.mkdir(mode=0o700, parents=True, exist_ok=True)
keys.make(DENGTA_KEYS)

# What no server that is started may have, in whatever mode: pytest alone reads these settings.
PASSWORD_HASHERS = ["config.hashers.Argon2Light"]
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
