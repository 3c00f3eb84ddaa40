"""What is sealed opens only with its key and for its purpose, and equal texts are found by their keyed hash."""

from pathlib import Path

import pytest
from flask import Flask

from core.secrets_at_rest import (
    CannotBeRead,
    KeysUnusable,
    decrypt,
    encrypt,
    keyed_hash,
    keys_from_json,
    load_keys,
    new_keys,
    rotated,
)

NIK = "6471015508850001"
PURPOSE = "producer|owner_nik"


def test_a_nik_is_sealed_and_opened_again(app: Flask) -> None:
    sealed = encrypt(NIK, PURPOSE)
    assert NIK.encode() not in sealed
    assert decrypt(sealed, PURPOSE) == NIK


def test_the_same_nik_is_sealed_differently_each_time_but_hashes_the_same() -> None:
    keys = new_keys()
    assert keys.encrypt(NIK, PURPOSE) != keys.encrypt(NIK, PURPOSE)
    assert keys.keyed_hash(NIK, PURPOSE) == keys.keyed_hash(NIK, PURPOSE)
    assert len(keys.keyed_hash(NIK, PURPOSE)) == 64


def test_the_hash_of_one_purpose_says_nothing_about_another_nor_about_another_installation(app: Flask) -> None:
    assert keyed_hash(NIK, PURPOSE) != keyed_hash(NIK, "requirement|details")
    assert new_keys().keyed_hash(NIK, PURPOSE) != new_keys().keyed_hash(NIK, PURPOSE)


def test_bytes_copied_into_another_column_do_not_open() -> None:
    keys = new_keys()
    sealed = keys.encrypt("0001234567", "requirement|details")
    with pytest.raises(CannotBeRead):
        keys.decrypt(sealed, PURPOSE)


@pytest.mark.parametrize("position", [0, 1, 2, 13, 14, 20, -1])
def test_a_single_changed_byte_is_noticed(position: int) -> None:
    keys = new_keys()
    sealed = bytearray(keys.encrypt(NIK, PURPOSE))
    sealed[position] ^= 1
    with pytest.raises(CannotBeRead):
        keys.decrypt(bytes(sealed), PURPOSE)


@pytest.mark.parametrize("broken", [b"", b"\x01", b"\x01\x01", b"\x01\x01" + b"x" * 12, b"not sealed at all"])
def test_bytes_that_never_were_sealed_are_refused(broken: bytes) -> None:
    with pytest.raises(CannotBeRead):
        new_keys().decrypt(broken, PURPOSE)


def test_after_a_rotation_old_seals_open_and_new_ones_use_the_new_key() -> None:
    old = new_keys()
    sealed_before = old.encrypt(NIK, PURPOSE)
    keys = rotated(old)
    sealed_after = keys.encrypt(NIK, PURPOSE)
    assert keys.decrypt(sealed_before, PURPOSE) == keys.decrypt(sealed_after, PURPOSE) == NIK
    assert keys.keyed_hash(NIK, PURPOSE) == old.keyed_hash(NIK, PURPOSE)
    with pytest.raises(CannotBeRead):
        old.decrypt(sealed_after, PURPOSE)


def test_keys_are_made_once_and_only_their_owner_can_read_them(tmp_path: Path) -> None:
    made = load_keys(tmp_path / "var")
    path = tmp_path / "var" / "keys.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_keys(tmp_path / "var") == made
    assert [found.name for found in path.parent.iterdir()] == ["keys.json"]


def test_given_keys_come_before_kept_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = new_keys()
    monkeypatch.setenv("ETALASE_KEYS", keys.as_json())
    assert load_keys(tmp_path) == keys
    (tmp_path / "given.json").write_text(keys.as_json())
    monkeypatch.setenv("ETALASE_KEYS", str(tmp_path / "given.json"))
    assert load_keys(tmp_path) == keys
    assert not (tmp_path / "keys.json").exists()
    monkeypatch.setenv("ETALASE_KEYS", str(tmp_path / "lost.json"))
    with pytest.raises(KeysUnusable, match="cannot be read"):
        load_keys(tmp_path)


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"current": 1, "sealing": {"1": "c2hvcnQ="}, "index": "c2hvcnQ="}', '{"current": 2}'],
)
def test_keys_that_are_no_keys_are_refused_without_repeating_them(text: str) -> None:
    with pytest.raises(KeysUnusable) as refusal:
        keys_from_json(text)
    assert "c2hvcnQ" not in str(refusal.value)


def test_keys_never_show_themselves_when_printed() -> None:
    assert repr(new_keys()) == "Keys(current=1)"
