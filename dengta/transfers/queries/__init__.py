"""What someone may see of transfers."""

from dengta.transfers.queries.case import (
    Case,
    LetterRow,
    PathPlace,
    Stage,
    StepRow,
    Verdict,
    case,
    letter,
    newest_letter,
    steps,
)
from dengta.transfers.queries.desk import (
    SIDE_LABELS,
    DeskCounts,
    DeskLine,
    Side,
    counts,
    on_my_desk,
    waiting,
)
from dengta.transfers.queries.form import (
    Proposal,
    application_of,
    branches,
    kind_warning,
    kinds,
    preview,
    proposal,
    source_contacts,
)
from dengta.transfers.queries.listing import Page, Question, TransferRow, listing
from dengta.transfers.queries.readiness import Check, Checked, Matter, preflight, require_sender
from dengta.transfers.queries.running import names_of_the_day, running_through
from dengta.transfers.queries.seeing import as_stored, find, may, verbs, visible
from dengta.transfers.queries.ways import letter_of, stops_of

__all__ = [
    "SIDE_LABELS",
    "Case",
    "Check",
    "Checked",
    "DeskCounts",
    "DeskLine",
    "LetterRow",
    "Matter",
    "Page",
    "PathPlace",
    "Proposal",
    "Question",
    "Side",
    "Stage",
    "StepRow",
    "TransferRow",
    "Verdict",
    "application_of",
    "as_stored",
    "branches",
    "case",
    "counts",
    "find",
    "kind_warning",
    "kinds",
    "letter",
    "letter_of",
    "listing",
    "may",
    "names_of_the_day",
    "newest_letter",
    "on_my_desk",
    "preflight",
    "preview",
    "proposal",
    "require_sender",
    "running_through",
    "source_contacts",
    "steps",
    "stops_of",
    "verbs",
    "visible",
    "waiting",
]
