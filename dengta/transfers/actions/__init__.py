"""What people do to transfers."""

from dengta.transfers.actions.consulting import consult, print_letters
from dengta.transfers.actions.deciding import Outcome, agree, agree_each, send_back, void
from dengta.transfers.actions.receiving import choose_branch, receive
from dengta.transfers.actions.sending import correct, send, send_again, withdraw

__all__ = [
    "Outcome",
    "agree",
    "agree_each",
    "choose_branch",
    "consult",
    "correct",
    "print_letters",
    "receive",
    "send",
    "send_again",
    "send_back",
    "void",
    "withdraw",
]
