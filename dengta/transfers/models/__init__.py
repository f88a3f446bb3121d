"""A transfer, the path it takes, the steps it took, the letters they opened."""

from dengta.transfers.models.contact import Contact
from dengta.transfers.models.letter import Letter
from dengta.transfers.models.path import TransferNode, TransferPlace
from dengta.transfers.models.step import TransferStep
from dengta.transfers.models.transfer import Transfer

__all__ = ["Contact", "Letter", "Transfer", "TransferNode", "TransferPlace", "TransferStep"]
