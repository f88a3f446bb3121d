"""Signatures under the checkpoints of the log (Ed25519); checkers get the public key."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dengta.vault import keys

LENGTH = 64
"""Bytes of a signature."""


def sign(message: bytes) -> bytes:
    """64 bytes, the same for the same message and key."""
    return _key().sign(message)


def public_key() -> bytes:
    """32 bytes: all that a verifier needs besides message and signature."""
    return _key().public_key().public_bytes_raw()


def is_ours(message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` was made under ``message`` by this installation's key."""
    try:
        _key().public_key().verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keys.current().signing)
