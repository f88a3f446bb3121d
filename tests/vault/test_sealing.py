"""A sealed value opens where it belongs and nowhere else."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from dengta.vault import keys, sealing
from dengta.vault.sealing import BadSeal
from dengta.vault.suites import Suite, cipher

ROW = UUID("0199a4d2-6f00-7000-8000-000000000001")
OTHER_ROW = UUID("0199a4d2-6f00-7000-8000-000000000002")
NUMBER = "370999199001010012"
PLACE = ("members_member", "id_number")


@pytest.fixture(params=list(Suite))
def suite(request: pytest.FixtureRequest, folder: Path, settings: Settings) -> Suite:
    """Each suite in turn."""
    chosen: Suite = request.param
    settings.DENGTA_SUITE = chosen.value
    return chosen


@pytest.mark.parametrize("text", [NUMBER, "", "东平川县 𠮷 䶮", "\0\n"])
def test_it_opens_again(suite: Suite, text: str) -> None:
    sealed = sealing.seal(*PLACE, ROW, text)
    assert sealing.unseal(*PLACE, ROW, sealed) == text
    assert len(sealed) == 2 + 12 + len(text.encode()) + 16
    assert not text or text.encode() not in sealed


def test_equal_texts_look_different(suite: Suite) -> None:
    assert len({sealing.seal(*PLACE, ROW, NUMBER) for _ in range(100)}) == 100


@pytest.mark.parametrize(
    ("table", "column", "row"),
    [
        ("members_member", "id_number", OTHER_ROW),
        ("members_member", "phone", ROW),
        ("accounts_account", "id_number", ROW),
        ("members_memberid", "_number", ROW),
    ],
)
def test_it_opens_nowhere_else(suite: Suite, table: str, column: str, row: UUID) -> None:
    sealed = sealing.seal(*PLACE, ROW, NUMBER)
    with pytest.raises(BadSeal):
        sealing.unseal(table, column, row, sealed)


def test_no_byte_of_it_can_be_changed(suite: Suite) -> None:
    sealed = sealing.seal(*PLACE, ROW, NUMBER)
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(BadSeal):
            sealing.unseal(*PLACE, ROW, bytes(changed))
    for length in range(len(sealed)):
        with pytest.raises(BadSeal):
            sealing.unseal(*PLACE, ROW, sealed[:length])


def test_values_of_both_suites_and_all_versions_stay_readable(
    folder: Path, settings: Settings
) -> None:
    written = []
    for suite in Suite:
        settings.DENGTA_SUITE = suite.value
        written.append(sealing.seal(*PLACE, ROW, NUMBER))
        keys.rotate(folder)
        keys.forget()
    written.append(sealing.seal(*PLACE, ROW, NUMBER))
    assert [tuple(sealed[:2]) for sealed in written] == [(1, 1), (2, 2), (2, 3)]
    assert {sealing.unseal(*PLACE, ROW, sealed) for sealed in written} == {NUMBER}


def test_another_key_opens_nothing(folder: Path, settings: Settings, tmp_path: Path) -> None:
    sealed = sealing.seal(*PLACE, ROW, NUMBER)
    keys.make(tmp_path / "others")
    settings.DENGTA_KEYS = tmp_path / "others"
    with pytest.raises(BadSeal):
        sealing.unseal(*PLACE, ROW, sealed)


def test_a_fault_says_where_and_not_what(folder: Path) -> None:
    with pytest.raises(BadSeal) as caught:
        sealing.unseal(*PLACE, ROW, sealing.seal(*PLACE, OTHER_ROW, NUMBER))
    assert str(caught.value) == f"members_member.id_number of {ROW} does not open"


def test_many_of_a_column_seal_alike(suite: Suite) -> None:
    seal_one, unseal_one = sealing.sealer(*PLACE), sealing.unsealer(*PLACE)
    assert sealing.unseal(*PLACE, ROW, seal_one(ROW, NUMBER)) == NUMBER
    assert unseal_one(ROW, sealing.seal(*PLACE, ROW, NUMBER)) == NUMBER


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(value=JSON)
def test_json_comes_back_whole(value: object) -> None:
    sealed = sealing.seal_json("jobs_job", "arguments", ROW, value)
    assert sealing.unseal_json("jobs_job", "arguments", ROW, sealed) == value


def test_sm4_is_the_standard_cipher() -> None:
    """The example of GB/T 32907-2016, so that "SM4" means SM4."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()
    assert encryptor.update(key).hex() == "681edf34d206965e86b3e94f536e4246"


def test_suites_derive_keys_of_their_own() -> None:
    encrypt, _ = cipher(Suite.SM4_GCM, b"k" * 32)
    _, decrypt = cipher(Suite.SM4_GCM, b"k" * 32)
    assert decrypt(encrypt(b"text", b"bound"), b"bound") == b"text"
    bare = Cipher(algorithms.SM4(b"k" * 16), modes.GCM(b"n" * 12)).encryptor()
    assert bare.update(b"text") not in encrypt(b"text", b"bound")
