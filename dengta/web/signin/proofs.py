"""That a picture code was answered, so that one picture serves a whole form (ACC-09).

Asking for the SMS code uses the picture up; the form then carries a signed proof of it, good for
that telephone number and for ten minutes, in place of a second picture.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing

from dengta.refusal import Refusal
from dengta.web.signin import pictures

PROOF_LASTS = timedelta(minutes=10)
_signer = signing.Signer(salt="dengta.picture")


def proof_of(mobile: str, at: datetime) -> str:
    """The proof that a picture was answered for ``mobile`` at ``at``."""
    return _signer.sign(f"{mobile.strip()}|{int(at.timestamp())}")


def is_proved(proof: str, mobile: str, at: datetime) -> bool:
    """Whether ``proof`` is ours, for this number, and not too old."""
    try:
        number, moment = _signer.unsign(proof).split("|")
    except (signing.BadSignature, ValueError):
        return False
    age = int(at.timestamp()) - int(moment)
    return number == mobile.strip() and 0 <= age <= PROOF_LASTS.total_seconds()


def insist(*, proof: str, mobile: str, token: str, typed: str, at: datetime) -> None:
    """Refuse a form without a proof and without a rightly answered picture."""
    if is_proved(proof, mobile, at):
        return
    if not typed.strip():
        raise Refusal("请输入验证码。", field="picture")
    pictures.insist(token=token, typed=typed, at=at)
