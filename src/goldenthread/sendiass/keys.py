"""Names and words of the service's record are sealed with its own keys: AES-256-GCM, bound to the row in which they lie. The keys come
from the service's own configuration, never from the database and never from SECRET_KEY. Their first seals; all of them open."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEYS = "GOLDENTHREAD_SENDIASS_KEYS"
"""Keys, one a word, newest first; each 32 bytes in URL-safe base64."""
KEY_FILE = "GOLDENTHREAD_SENDIASS_KEY_FILE"
"""A file that holds them instead."""
_MARK, _NAME, _NONCE = b"\x01", 8, 12


class NoKey(Exception):
    """This process was given no key, or one that is none."""


class WrongKey(Exception):
    """None of the keys opens it, or it was moved from its row. What is stored is left as it is."""


def new_key() -> str:
    return base64.urlsafe_b64encode(AESGCM.generate_key(256)).decode()


def _keys() -> list[bytes]:
    text = os.environ.get(KEYS, "")
    if not text and (path := os.environ.get(KEY_FILE)):
        try:
            text = Path(path).read_text("ascii")
        except (OSError, ValueError):
            raise NoKey from None
    try:
        found = [base64.b64decode(word, altchars=b"-_", validate=True) for word in text.split()]
    except (binascii.Error, ValueError):
        raise NoKey from None
    if not found or any(len(key) != 32 for key in found):
        raise NoKey
    return found


def has_key() -> bool:
    try:
        return bool(_keys())
    except NoKey:
        return False


def _name(key: bytes) -> bytes:
    return hashlib.sha256(b"sendiass key name" + key).digest()[:_NAME]


def seal(words: dict[str, str], row: str) -> bytes:
    """`row` says where it lies: what it is, its own id and its enquiry's. Raises NoKey: nothing is stored in clear."""
    key = _keys()[0]
    nonce = os.urandom(_NONCE)
    return _MARK + _name(key) + nonce + AESGCM(key).encrypt(nonce, json.dumps(words).encode(), row.encode())


def unseal(sealed: bytes, row: str) -> dict[str, Any]:
    """Raises NoKey or WrongKey."""
    keys, sealed = _keys(), bytes(sealed)
    name, nonce, rest = sealed[1 : 1 + _NAME], sealed[1 + _NAME : 1 + _NAME + _NONCE], sealed[1 + _NAME + _NONCE :]
    for key in keys:
        if _name(key) == name:
            try:
                return dict(json.loads(AESGCM(key).decrypt(nonce, rest, row.encode())))
            except InvalidTag:
                raise WrongKey from None
    raise WrongKey
