"""What must not be read from a stolen database: encrypted texts, and keyed hashes that find them again.

A text is sealed with AES-256-GCM under the current key; the sealed bytes name their key, so older keys go on opening
what they sealed while a new one seals (`rotate` by adding a key and naming it current). The purpose, such as
`producer|owner_nik`, is bound into the seal: bytes copied into another column do not open. A keyed hash (HMAC-SHA256
under a key of its own) lets equal texts be found without opening any; its key is never rotated.

A person's data is sealed under a data key of its own, which lies beside it sealed under the installation's; where that
data key is destroyed, nothing opens it again. Such seals carry another format, so both kinds can stand in one column.

Keys are never in the database: `ETALASE_KEYS` (the JSON itself, or the path of a file that holds it), else `keys.json`
in the data folder, made on first use and readable by its owner only.
"""

import binascii
import hashlib
import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import cast

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

from core.errors import Refusal
from core.wording import N_

log = structlog.get_logger()

FORMAT = 1
DATA_KEY_FORMAT = 2
"""Sealed under a data key; the second byte is 0."""
NONCE_BYTES = 12
KEY_BYTES = 32
HEADER_BYTES = 2
"""One byte says the format, one the number of the key."""


class KeysUnusable(RuntimeError):  # noqa: N818 - named after the fact
    """The keys are missing or cannot be read: a fault of the installation, told to its operator."""


class CannotBeRead(Refusal):
    """Sealed bytes do not open: their key is gone, they were changed, or they were sealed for another purpose."""

    code = "cannot_be_read"
    status = 500
    sentence = N_("Data terlindung ini tidak dapat dibuka. Hubungi petugas.")


@dataclass(frozen=True)
class Keys:
    """The keys of one installation: numbered ones that seal texts, and one that hashes."""

    current: int
    sealing: dict[int, bytes] = field(repr=False)
    index: bytes = field(repr=False)

    def encrypt(self, text: str, purpose: str) -> bytes:
        """Seal a text for a purpose with the current key; the same text is sealed differently each time."""
        header = bytes([FORMAT, self.current])
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(self.sealing[self.current]).encrypt(nonce, text.encode(), header + purpose.encode())
        return header + nonce + sealed

    def decrypt(self, sealed: bytes, purpose: str) -> str:
        """The text that was sealed for this purpose. Raises `CannotBeRead`."""
        header = bytes(sealed[:HEADER_BYTES])
        key = self.sealing.get(header[1]) if len(header) == HEADER_BYTES and header[0] == FORMAT else None
        if key is None:
            raise CannotBeRead
        nonce, body = sealed[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES], sealed[HEADER_BYTES + NONCE_BYTES :]
        try:
            return AESGCM(key).decrypt(nonce, body, header + purpose.encode()).decode()
        except (InvalidTag, ValueError):
            raise CannotBeRead from None

    def keyed_hash(self, text: str, purpose: str) -> str:
        """The hash by which equal texts of one purpose find each other, 64 hexadecimal digits."""
        return hmac.new(self.index, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()

    def as_json(self) -> str:
        """The keys as they are kept."""
        return json.dumps(
            {
                "current": self.current,
                "sealing": {str(number): b64encode(key).decode() for number, key in self.sealing.items()},
                "index": b64encode(self.index).decode(),
            }
        )


@dataclass(frozen=True)
class DataKey:
    """A key that seals what belongs to one person. It is itself kept sealed, and destroyed with that."""

    secret: bytes = field(repr=False)

    def seal(self, content: bytes, purpose: str) -> bytes:
        """Seal bytes for a purpose; the same bytes are sealed differently each time."""
        header = bytes([DATA_KEY_FORMAT, 0])
        nonce = secrets.token_bytes(NONCE_BYTES)
        return header + nonce + self._cipher.encrypt(nonce, content, header + purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """The bytes that were sealed for this purpose. Raises `CannotBeRead`."""
        header, nonce = bytes(sealed[:HEADER_BYTES]), sealed[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]
        if not sealed_under_data_key(sealed):
            raise CannotBeRead
        try:
            body = sealed[HEADER_BYTES + NONCE_BYTES :]
            return self._cipher.decrypt(nonce, body, header + purpose.encode())
        except (InvalidTag, ValueError):
            raise CannotBeRead from None

    @cached_property
    def _cipher(self) -> AESGCM:
        return AESGCM(self.secret)

    def commitment(self, content: bytes, purpose: str) -> str:
        """What binds one to a content without telling it, 64 hexadecimal digits; without the key it says nothing."""
        return hmac.digest(self.secret, purpose.encode() + b"\0" + content, "sha256").hex()


def new_data_key() -> DataKey:
    """A fresh random key for one person."""
    return DataKey(secrets.token_bytes(KEY_BYTES))


def sealed_under_data_key(sealed: bytes) -> bool:
    """Whether bytes were sealed under a person's key, not under the installation's."""
    return bytes(sealed[:HEADER_BYTES]) == bytes([DATA_KEY_FORMAT, 0])


def new_keys() -> Keys:
    """Fresh random keys for an installation."""
    return Keys(1, {1: secrets.token_bytes(KEY_BYTES)}, secrets.token_bytes(KEY_BYTES))


def rotated(keys: Keys) -> Keys:
    """The same keys with a fresh one that seals from now on; what the older ones sealed still opens."""
    number = max(keys.sealing) + 1
    return Keys(number, {**keys.sealing, number: secrets.token_bytes(KEY_BYTES)}, keys.index)


def keys_from_json(text: str) -> Keys:
    """The keys a JSON text holds. Raises `KeysUnusable` without repeating any of it."""
    try:
        kept = json.loads(text)
        sealing = {int(number): b64decode(key, validate=True) for number, key in kept["sealing"].items()}
        keys = Keys(int(kept["current"]), sealing, b64decode(kept["index"], validate=True))
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise KeysUnusable("the encryption keys cannot be read; see docs/operations.md") from None
    if keys.current not in sealing or {len(key) for key in (*sealing.values(), keys.index)} != {KEY_BYTES}:
        raise KeysUnusable("the encryption keys are not 32 bytes each, or the current one is missing")
    if not all(1 <= number <= 255 for number in sealing):
        raise KeysUnusable("encryption keys are numbered 1 to 255")
    return keys


def load_keys(folder: Path) -> Keys:
    """The keys of this installation, made where there are none yet. Raises `KeysUnusable`."""
    given = os.environ.get("ETALASE_KEYS", "").strip()
    if given:
        return keys_from_json(given if given.startswith("{") else _read(Path(given)))
    path = folder / "keys.json"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"keys.{secrets.token_hex(8)}.part"
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(new_keys().as_json())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # Another process made them first; its keys are the keys.
            os.link(part, path)
        part.unlink()
        log.warning("encryption_keys_made", file=str(path), keep="a backup without this file cannot be read")
    return keys_from_json(_read(path))


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        raise KeysUnusable(f"the encryption keys in {path} cannot be read") from None


def _keys() -> Keys:
    """The keys of the running application, read once."""
    if "keys" not in current_app.extensions:
        folder = Path(current_app.config["DATA_FOLDER"])
        current_app.extensions["keys"] = load_keys(folder)
    return cast("Keys", current_app.extensions["keys"])


def encrypt(text: str, purpose: str) -> bytes:
    """Seal a text for a purpose, `table|column`. Raises `KeysUnusable`."""
    return _keys().encrypt(text, purpose)


def decrypt(sealed: bytes, purpose: str) -> str:
    """The text that was sealed for this purpose. Raises `CannotBeRead`, `KeysUnusable`."""
    return _keys().decrypt(sealed, purpose)


def keyed_hash(text: str, purpose: str) -> str:
    """The hash by which equal texts of one purpose find each other, 64 hexadecimal digits. Raises `KeysUnusable`."""
    return _keys().keyed_hash(text, purpose)


def resealed(sealed: bytes, purpose: str) -> bytes:
    """The same text under the key that seals now; what is under it already stays as it is.

    Raises `CannotBeRead`, `KeysUnusable`.
    """
    return sealed if sealed_under_current_key(sealed) else encrypt(decrypt(sealed, purpose), purpose)


def sealed_under_current_key(sealed: bytes) -> bool:
    """Whether bytes were sealed under the key that seals now, so that nothing need be done. Raises `KeysUnusable`."""
    return bytes(sealed[:HEADER_BYTES]) == bytes([FORMAT, _keys().current])
