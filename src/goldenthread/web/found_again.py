"""What Python said in English, in the language of the page. The pure core gives its answers as English sentences, and so do lists that officers
and families both read: such a text is held against the messages of the catalogue, and each sentence that one of them said is said again with
its names put in. The same is done with a letter's facts. What no message said, such as a name or what a person typed, stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings

from goldenthread.web.languages import DATE_MESSAGES, MONTHS, catalogue_messages, language_code, t, t_date, t_range, tf

_NAME = re.compile(r"\{([A-Za-z_]\w*)\}")
_WORD = re.compile(r"[A-Za-z]{2,}")
DAY = re.compile(rf"(?:(?:{'|'.join(DATE_MESSAGES)}),? )*\d{{1,2}} (?:{'|'.join((*DATE_MESSAGES, 'May'))})(?: \d{{4}})?|(?:{'|'.join(MONTHS)}) \d{{4}}")
_SENTENCES = re.compile(r"(?<=[.?!])\s+(?=[A-Z0-9“])")
_LISTED = re.compile(r"(; |: | – |, or |, and |, | or | and )")
LONGEST = 600
"""Of a text in characters: what is longer was written by a person, or is several texts."""


class Pattern:
    """A message with names, and what finds it once they were put in. A name is whatever was put in its place; the same one is the same wherever it
    stands. `literal` is the longest piece without a name."""

    def __init__(self, message: str) -> None:
        self.message = message
        self.literal = max(_NAME.split(message)[::2], key=len)

    @cached_property
    def filled(self) -> re.Pattern[str]:
        written, seen = "", set()
        for n, part in enumerate(_NAME.split(self.message)):
            if n % 2 == 0:
                written += re.escape(part)
            else:
                written += f"(?P={part})" if part in seen else f"(?P<{part}>.+?)"
                seen.add(part)
        return re.compile(written)


def said(value: Any) -> Any:
    """A value that is printed, in the language of the page. Only plain text is: what holds markup was made by a template, in that language."""
    code = language_code()
    return value if code == "en" or type(value) is not str or not _WORD.search(value) else _again(str(settings.LANGUAGES_DIR), code, value)


@lru_cache(maxsize=4096)
def _again(folder: str, code: str, text: str) -> str:
    if len(text) > LONGEST:
        return text
    inner = text.strip()
    return text.replace(inner, _one(folder, code, inner) or _several(inner) or inner, 1)


def _one(folder: str, code: str, text: str) -> str | None:
    """One message: a sentence, a title, a day, a wait. A single word is one only with a capital letter, and never a month's: it may be a name."""
    if DAY.fullmatch(text):
        return t_date(text)
    if " " not in text and (not text[:1].isupper() or text in DATE_MESSAGES or text in MONTHS):
        return None
    for way in (text, text[:1].upper() + text[1:], text[:1].lower() + text[1:]):
        for candidate, end in ((way, ""), (way.removesuffix("."), "." if way.endswith(".") else "")):
            if (found := t(candidate)) != candidate:
                return found + end
    if (found := t_range(text)) != text:
        return found
    for pattern in _patterns(folder, code):
        if pattern.literal in text and (m := pattern.filled.fullmatch(text)):
            return tf(pattern.message, **{name: _part(value) for name, value in m.groupdict().items()})
    return None


def _part(value: str) -> str:
    """What stood for a name: itself a message, where it is one. Of a single word in small letters too: Python put it there."""
    found = said(value)
    return t(value) if found == value and value.islower() else found


def _several(text: str) -> str | None:
    """Sentences that stand together, or things in a list, of which a message said one at least."""
    for parts in (_SENTENCES.split(text), _LISTED.split(text)):
        if len(parts) > 1:
            again = [_part(p) if _WORD.search(p) else p for p in parts]
            if again != parts:
                return (" " if parts is not None and not _LISTED.fullmatch(parts[1]) else "").join(again)
    return None


@lru_cache(maxsize=64)
def _patterns(folder: str, code: str) -> tuple[Pattern, ...]:
    """Those that say enough to be known by, what says most first."""

    def found() -> Iterator[str]:
        for message in catalogue_messages(folder, code):
            if "{" in message and "<" not in message and len(_WORD.findall(_NAME.sub(" ", message))) >= 2 and not _NAME.sub("", message).strip().startswith("{"):
                yield message

    ordered = sorted(found(), key=lambda m: (-len(_NAME.sub("", m)), m))
    return tuple(Pattern(m) for m in ordered)
