"""Words as they are compared: small letters and figures, one space between, no apostrophes ("won't" is "wont")."""

import re
import unicodedata

_APOSTROPHES = re.compile(r"['’‘`]")
_APART = re.compile(r"[^a-z0-9]+")


def plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text.lower()))
    return _APART.sub(" ", "".join(c for c in bare if not unicodedata.combining(c))).strip()
