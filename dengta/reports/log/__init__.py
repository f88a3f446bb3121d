"""Long work over the log: checking it, writing it as a table, copying it for a verifier."""

from dengta.reports.log.asking import ask_check, ask_copy, ask_export
from dengta.reports.log.kinds import CHECK, COPY, EXPORT
from dengta.reports.log.results import LogFile, file_of, forget_files, latest
from dengta.reports.log.working import check, copy, export

__all__ = [
    "CHECK",
    "COPY",
    "EXPORT",
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
]
