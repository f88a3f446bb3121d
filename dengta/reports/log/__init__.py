"""Long work over the log: checking it, writing it as a table, copying it for a verifier."""

from dengta.reports.log.asking import ask_check, ask_copy, ask_export
from dengta.reports.log.working import check, copy, export

__all__ = ["ask_check", "ask_copy", "ask_export", "check", "copy", "export"]
