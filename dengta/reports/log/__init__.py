"""Long work over the log: checking it, writing it as a table, copying it for a verifier."""

from dengta.reports.log.asking import ask_check, ask_copy, ask_export
from dengta.reports.log.kinds import CHECK, COPY, EXPORT, KINDS
from dengta.reports.log.results import KEPT, LogFile, file_of, forget_files, latest, recent
from dengta.reports.log.working import check, copy, export

__all__ = [
    "CHECK",
    "COPY",
    "EXPORT",
    "KEPT",
    "KINDS",
    "LogFile",
    "ask_check",
    "ask_copy",
    "ask_export",
    "check",
    "copy",
    "export",
    "file_of",
    "forget_files",
    "latest",
    "recent",
]
