"""The web server: Granian, WSGI, one request at a time in each of several processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

from django.urls import get_resolver
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from config.environment import Environment, Mode
from dengta.operations.processes import die_with_parent

AT_LEAST = 2
IN_PRODUCTION = 4


def serve(environment: Environment) -> None:
    """Serve until INT or TERM. A killed worker is started again, alone.

    Workers are forked, so that each takes the listening socket along.
    """
    multiprocessing.set_start_method("fork")
    main = os.getpid()

    def load() -> Callable[..., Any]:
        """Runs in each worker, before Granian sets the worker's own signal handlers: those of the
        main process, which the fork took along, would swallow a TERM while the pages load."""
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        die_with_parent(main)
        # Django is set up in the worker, after the fork; a broken page list shows at once.
        from config.wsgi import application

        get_resolver().check()
        return application

    Granian(
        "config.wsgi:application",
        address=environment.host,
        port=environment.port,
        interface=Interfaces.WSGI,
        workers=_workers(environment),
        blocking_threads=1,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=8,
        log_level=LogLevels.error,
    ).serve(target_loader=load, wrap_loader=False)


def _workers(environment: Environment) -> int:
    if environment.mode is Mode.PRODUCTION:
        return max(IN_PRODUCTION, os.cpu_count() or 1)
    return AT_LEAST
