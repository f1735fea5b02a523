"""What no line of a log may hold: an address that is a key, such as that of a personal link or of a booking."""

from __future__ import annotations

import logging
import re

_KEY = re.compile(r"(/(?:task|ask/return|entry|booking)/)[^/\s?]{16,}")


def without_keys(text: str) -> str:
    """A text in which each address that opens something by itself is cut short."""
    return _KEY.sub(r"\1(not logged)", text)


class WithoutKeys(logging.Filter):
    """Django writes the address of every page that it refuses: a wrong code on the page of a link would put the link into the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = without_keys(record.getMessage()), ()
        return True
