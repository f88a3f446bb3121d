"""Words in an address that nobody else may read there: numbers that a list was filtered by.

They are sealed for the account that typed them; handed on, the address finds nothing.
"""

from __future__ import annotations

import base64
import binascii

from dengta.access.actor import Actor
from dengta.vault.sealing import BadSeal, seal, unseal

LONGEST = 400


def sealed_for(actor: Actor, words: str) -> str:
    """``words`` as an address carries them; "" for nothing."""
    if not words:
        return ""
    kept = seal("web", "words", actor.uid, words)
    return base64.urlsafe_b64encode(kept).decode().rstrip("=")


def opened_for(actor: Actor, text: str) -> str:
    """The words in an address; "" for those that another account sealed or somebody made up."""
    if not text or len(text) > LONGEST:
        return ""
    try:
        kept = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return unseal("web", "words", actor.uid, kept)
    except (BadSeal, binascii.Error, ValueError):
        return ""
