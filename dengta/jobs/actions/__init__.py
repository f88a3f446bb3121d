"""The verbs of the queue: for people (``enqueue``, ``cancel``) and for workers (the rest)."""

from dengta.jobs.actions.progress import Batch, Progress
from dengta.jobs.actions.queue import cancel, enqueue
from dengta.jobs.actions.taking import fail, finish, heartbeat, put_back, retry, take

__all__ = [
    "Batch",
    "Progress",
    "cancel",
    "enqueue",
    "fail",
    "finish",
    "heartbeat",
    "put_back",
    "retry",
    "take",
]
