"""Blind indexes: equal for equal values of one kind, and only with the key."""

from __future__ import annotations

import hmac
from pathlib import Path

from pytest_django import Settings

from dengta.vault import keys
from dengta.vault.blind import blind_index, indexer
from dengta.vault.signing import public_key, sign

NUMBER = "370999199001010012"


def test_equal_values_of_one_kind_meet(folder: Path) -> None:
    assert blind_index("id_number", NUMBER) == blind_index("id_number", NUMBER)
    assert blind_index("id_number", NUMBER) == indexer("id_number")(NUMBER)
    assert len(blind_index("id_number", NUMBER)) == 16


def test_others_do_not(folder: Path) -> None:
    others = [
        blind_index("id_number", "370999199001010013"),
        blind_index("mobile", NUMBER),
        blind_index("id_number3", NUMBER[1:]),
        blind_index("id_numbe", "r" + NUMBER),
    ]
    assert blind_index("id_number", NUMBER) not in others
    assert len(set(others)) == 4


def test_it_is_hmac_sm3_cut_to_half(folder: Path) -> None:
    key = keys.load(folder).blind
    whole = hmac.new(key, b"id_number\0" + NUMBER.encode(), "sm3").digest()
    assert blind_index("id_number", NUMBER) == whole[:16]


def test_another_key_gives_another_index(folder: Path, settings: Settings, tmp_path: Path) -> None:
    before = blind_index("id_number", NUMBER)
    keys.make(tmp_path / "others")
    settings.DENGTA_KEYS = tmp_path / "others"
    assert blind_index("id_number", NUMBER) != before


def test_a_signature_is_checked_with_the_public_key_alone(folder: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    signature = sign(b"checkpoint")
    Ed25519PublicKey.from_public_bytes(public_key()).verify(signature, b"checkpoint")
    assert len(signature) == 64
