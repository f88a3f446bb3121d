"""A process of test_actions_kills.py that stores or removes a file and is killed on the way.

Arguments: database, data folder, what it does (store, remove), when it dies (writing, before the
commit, after the commit), and for remove the uid of the file.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from uuid import UUID

import django

from config import testing


def main(database: str, folder: str, what: str, when: str, uid: str) -> None:
    """Do ``what`` and die ``when``."""
    testing.DATABASES["default"]["NAME"] = database
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.testing"
    django.setup()

    from django.conf import settings
    from django.db import transaction

    from dengta.access.actor import SYSTEM
    from dengta.files.actions import remove
    from tests.files.builders import SOMEBODY, open_gate, upload
    from tests.files.making import good
    from tests.world import NOON

    settings.DENGTA_DATA = folder

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with transaction.atomic():
        if when == "after the commit":
            transaction.on_commit(die)
        if when == "writing":
            # the disk takes 4096 bytes, with the next the kernel ends the process
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            from dengta.files import effects

            keep = effects.keep

            def cut_short(uid: UUID, content: bytes) -> None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
                keep(uid, content)

            effects.keep = cut_short
        if what == "store":
            upload("会议记录.doc", good("roster.doc"))
        else:
            remove(owner=SOMEBODY, uid=UUID(uid), may=open_gate, by=SYSTEM, at=NOON)
        if when == "before the commit":
            die()


main(*sys.argv[1:6])
