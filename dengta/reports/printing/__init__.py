"""Many sheets of organisations as one file, made in the background (ORG-21, GEN-08)."""

from dengta.reports.printing.asking import MOST, NONE_CHOSEN, ask_sheets
from dengta.reports.printing.working import sheets

__all__ = ["MOST", "NONE_CHOSEN", "ask_sheets", "sheets"]
