"""Questions of the auditor to the log (LOG-02) and about its chain (LOG-03)."""

from dengta.audit.queries.lines import LineRow, line, lines_about
from dengta.audit.queries.pages import Burst, Page, Question, Tally, bursts, page, tally
from dengta.audit.queries.standing import Proof, Standing, proof, standing

__all__ = [
    "Burst",
    "LineRow",
    "Page",
    "Proof",
    "Question",
    "Standing",
    "Tally",
    "bursts",
    "line",
    "lines_about",
    "page",
    "proof",
    "standing",
    "tally",
]
