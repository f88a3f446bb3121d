"""The two ways to encrypt: SM4-GCM, AES-256-GCM. Both authenticate what the value is bound to."""

from __future__ import annotations

import os
from collections.abc import Callable
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12
TAG = 16

Encrypt = Callable[[bytes, bytes], bytes]
"""``(plain, bound) -> nonce + ciphertext + tag``; the nonce is random and never given."""
Decrypt = Callable[[bytes, bytes], bytes]
"""``(nonce + ciphertext + tag, bound) -> plain``; raises ``InvalidTag``."""


class Suite(StrEnum):
    """Chosen by the setting DENGTA_SUITE; a value names the one it was sealed with."""

    SM4_GCM = "SM4-GCM"
    AES_256_GCM = "AES-256-GCM"


NUMBERS: dict[Suite, int] = {Suite.SM4_GCM: 1, Suite.AES_256_GCM: 2}
"""The first byte of a sealed value."""

_KEY_LENGTHS: dict[Suite, int] = {Suite.SM4_GCM: 16, Suite.AES_256_GCM: 32}


def cipher(suite: Suite, key: bytes) -> tuple[Encrypt, Decrypt]:
    """Encrypting and decrypting with ``key`` (32 bytes, from which the suite's own is derived)."""
    derived = HKDF(
        algorithm=SM3(),
        length=_KEY_LENGTHS[suite],
        salt=None,
        info=f"dengta sealing {suite}".encode(),
    ).derive(key)
    return _sm4_gcm(derived) if suite is Suite.SM4_GCM else _aes_gcm(derived)


def _sm4_gcm(key: bytes) -> tuple[Encrypt, Decrypt]:
    sm4 = algorithms.SM4(key)

    def encrypt(plain: bytes, bound: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        encryptor = Cipher(sm4, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(bound)
        return nonce + encryptor.update(plain) + encryptor.finalize() + encryptor.tag

    def decrypt(sealed: bytes, bound: bytes) -> bytes:
        if len(sealed) < NONCE + TAG:
            raise InvalidTag
        mode = modes.GCM(sealed[:NONCE], sealed[-TAG:])
        decryptor = Cipher(sm4, mode).decryptor()
        decryptor.authenticate_additional_data(bound)
        return decryptor.update(sealed[NONCE:-TAG]) + decryptor.finalize()

    return encrypt, decrypt


def _aes_gcm(key: bytes) -> tuple[Encrypt, Decrypt]:
    aes = AESGCM(key)

    def encrypt(plain: bytes, bound: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + aes.encrypt(nonce, plain, bound)

    def decrypt(sealed: bytes, bound: bytes) -> bytes:
        return aes.decrypt(sealed[:NONCE], sealed[NONCE:], bound)

    return encrypt, decrypt
