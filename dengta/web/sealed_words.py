"""Words in an address that nobody else may read there: numbers that a list was filtered by.

They are sealed for the account that typed them; handed on, the address is refused.
"""

from __future__ import annotations

import base64
import binascii

from dengta.access.actor import Actor
from dengta.refusal import Refusal, Spot
from dengta.vault.sealing import BadSeal, seal, unseal

LONGEST = 400


def sealed_for(actor: Actor, words: str) -> str:
    """``words`` as an address carries them; "" for nothing."""
    if not words:
        return ""
    kept = seal("web", "words", actor.uid, words)
    return base64.urlsafe_b64encode(kept).decode().rstrip("=")


def opened_for(actor: Actor, text: str, anew: str) -> str:
    """The words in an address; "" for none.

    Those that another account sealed, or somebody made up, are refused: the list would be shown as
    if nothing narrowed it. ``anew`` is the noun of the list, where one asks again.
    """
    if not text:
        return ""
    if len(text) > LONGEST:
        raise _gone(anew)
    try:
        kept = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return unseal("web", "words", actor.uid, kept)
    except (BadSeal, binascii.Error, ValueError):
        raise _gone(anew) from None


def _gone(anew: str) -> Refusal:
    return Refusal("这个网址已失效，请重新查询。", spot=Spot(anew))
