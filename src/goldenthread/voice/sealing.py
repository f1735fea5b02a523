"""Who booked a meeting, sealed: AES-256-GCM under a key made from the area's own secret, bound to the row in which it lies. A copy of the
database alone tells nobody who came."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12


def _key(what: str, secret: str | None = None) -> bytes:
    return hmac.new((secret or settings.SECRET_KEY).encode(), b"voice." + what.encode(), hashlib.sha256).digest()


def seal(words: dict[str, str], row: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_key("seal")).encrypt(nonce, json.dumps(words).encode(), row.encode())


def unseal(sealed: bytes, row: str) -> dict[str, Any] | None:
    """None where it was removed, or the secret has changed and the old one is not kept among SECRET_KEY_FALLBACKS."""
    sealed = bytes(sealed)
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS) if sealed else ():
        try:
            return dict(json.loads(AESGCM(_key("seal", secret)).decrypt(sealed[:_NONCE], sealed[_NONCE:], row.encode())))
        except InvalidTag:
            continue
    return None


def mark_of(contact: str, meeting: str) -> str:
    """The same for one contact however it is spaced or cased, and another for each meeting: marks of two meetings tell nothing together."""
    plain = contact.strip().casefold()
    if "@" not in plain:
        plain = re.sub(r"[^0-9]", "", plain)
        plain = re.sub(r"^(0044|44)", "0", plain)
    return hmac.new(_key("mark"), f"{meeting}\n{plain}".encode(), hashlib.sha256).hexdigest()
