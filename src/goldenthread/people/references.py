"""The reference of a child, as people type it."""

import re

_TYPED = re.compile(r"(?:GT)?-?(\d{1,9})", re.IGNORECASE)


def reference_typed(text: str) -> str | None:
    """ "gt 2623" as GT-02623; None where it is no reference of a child."""
    match = _TYPED.fullmatch("".join(text.split()))
    return f"GT-{match[1].zfill(5)}" if match else None
