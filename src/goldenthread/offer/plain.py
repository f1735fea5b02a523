"""Words as they are compared: small letters and figures, one space between, no apostrophes ("won't" is "wont")."""

import re
import unicodedata

_APOSTROPHES = re.compile(r"['’‘`]")
_APART = re.compile(r"[^a-z0-9]+")


_POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?)\s*[0-9][A-Z]{2}\b", re.IGNORECASE)


def without_postcodes(text: str) -> str:
    """Of every whole postcode in a text its first half, in capitals."""
    return _POSTCODE.sub(lambda found: found[1].upper(), text)


def plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text.lower()))
    return _APART.sub(" ", "".join(c for c in bare if not unicodedata.combining(c))).strip()
