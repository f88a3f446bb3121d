"""The verbs of the log: written by every room, sealed by the worker, read in full by auditors."""

from dengta.audit.actions.checkpoints import note_checkpoint
from dengta.audit.actions.revealing import reveal
from dengta.audit.actions.sealing import seal
from dengta.audit.actions.writing import (
    forget_looks,
    record,
    record_each,
    record_look,
    record_refused,
    record_sign_in,
)

__all__ = [
    "forget_looks",
    "note_checkpoint",
    "record",
    "record_each",
    "record_look",
    "record_refused",
    "record_sign_in",
    "reveal",
    "seal",
]
