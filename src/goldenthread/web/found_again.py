"""What Python said in English, in the language of the page. The pure core gives its answers as English sentences, and so do lists that officers
and families both read: such a text is held against the messages of the catalogue, and each sentence that one of them said is said again with
its names put in. The same is done with a letter's facts. What no message said, such as a name or what a person typed, stays as it is."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from markupsafe import Markup, escape

from goldenthread.web.languages import DATE_MESSAGES, MONTHS, catalogue_messages, language_code, t, t_date, t_range, tf

_NAME = re.compile(r"\{([A-Za-z_]\w*)\}")
_WORD = re.compile(r"[A-Za-z]{2,}")
DAY = re.compile(rf"(?:(?:{'|'.join(DATE_MESSAGES)}),? )*\d{{1,2}} (?:{'|'.join((*DATE_MESSAGES, 'May'))})(?: \d{{4}})?|(?:{'|'.join(MONTHS)}) \d{{4}}")
_NUMBER = r"\d[\d,.]*"
_SAYS = re.compile(r"[A-Za-z]{2,}|’s")
_SENTENCES = re.compile(r"(?<=[.?!])\s+(?=[A-Z0-9“])")
_BESIDE = re.compile(r"(.+) \(([^()]+|[^()]*\([^()]+\)[^()]*)\)")
LISTED = (("; ", False), (": ", False), (" – ", False), (", or ", True), (", and ", True), (", ", False), (" or ", True), (" and ", True))
"""What stands between the things of a list, and whether each of them must be known: a name may hold “and” itself."""
LONGEST = 600
"""Of a text in characters: what is longer was written by a person, or is several texts."""
ALSO_NAMES = ("Case", "Day", "Good", "Home", "Law", "Lax", "Post", "Summer")
"""Words of ours that are surnames too. Alone they stay as they are: a name in another language's word is worse than a word in English."""


class Pattern:
    """A message with names, and what finds it once they were put in. A name is whatever was put in its place; the same one is the same wherever it
    stands. `literal` is the longest piece without a name. A `weak` one says so little itself that its names must be known
    too. `{n}` is a number."""

    def __init__(self, message: str) -> None:
        self.message = message
        self.literal = max(_NAME.split(message)[::2], key=len)
        self.weak = len(_SAYS.findall(_NAME.sub(" ", message))) < 2

    @cached_property
    def filled(self) -> re.Pattern[str]:
        written, seen = "", set()
        for n, part in enumerate(_NAME.split(self.message)):
            if n % 2 == 0:
                written += re.escape(part)
            else:
                written += f"(?P={part})" if part in seen else f"(?P<{part}>{_NUMBER if part == 'n' else '.+?'})"
                seen.add(part)
        return re.compile(written)

    def again(self, text: str) -> str | None:
        """The message in the language of the page, with what stood for its names."""
        m = self.filled.fullmatch(text) if self.literal in text else None
        if m is None:
            return None
        names = {name: _part(value) for name, value in m.groupdict().items()}
        if self.weak and None in names.values():
            return None
        return tf(self.message, **{name: m[name] if v is None else v for name, v in names.items()})


def said(value: Any) -> Any:
    """A value that is printed, in the language of the page: a whole message, or sentences of which each is one. Only plain text is found again: what
    holds markup was made by a template, in that language."""
    return _printed(value, put_together=False)


def said_of(value: Any) -> Any:
    """The same of a value that Python put together: things in a list too, of which some may be names."""
    return _printed(value, put_together=True)


def _printed(value: Any, *, put_together: bool) -> Any:
    code = language_code()
    if code == "en":
        return value
    if isinstance(value, Promise):
        value = str(value)
    if type(value) is not str or len(value) > LONGEST or not _WORD.search(value):
        return value
    inner = value.strip()
    return value.replace(inner, _again(str(settings.LANGUAGES_DIR), code, inner, put_together) or inner, 1)


def as_written(value: Any) -> Markup:
    """Words that stay as a person wrote them, such as those of a plan."""
    return escape("" if value is None else value)


@lru_cache(maxsize=4096)
def _again(folder: str, code: str, text: str, put_together: bool) -> str | None:
    whole = _one(text) or _beside(text) or _sentences(folder, code, text, put_together) or _filled(folder, code, text, weak=False)
    return whole or ((_listed(text) or _filled(folder, code, text, weak=True)) if put_together else None)


def _one(text: str) -> str | None:
    """One message as it stands: a sentence, a title, a day, a wait. A single word is one only if it stands in the catalogue with its capital
    letter, and never a month's nor one that is a name too: Will, Mark and Young are people."""
    if DAY.fullmatch(text):
        return t_date(text)
    if " " not in text and (not text[:1].isupper() or text in DATE_MESSAGES or text in MONTHS or text in ALSO_NAMES):
        return None
    # A question that stands beside its answer has lost its mark.
    if (found := t(f"{text}?")) != f"{text}?":
        return found.replace("?", "", 1)
    bare, end = (text[:-1], ".") if text.endswith(".") else (text, "")
    if " " not in text:
        return found if (found := t(text)) != text else None
    for way, stop in ((text, ""), (text[:1].upper() + text[1:], ""), (text[:1].lower() + text[1:], ""), (bare, end), (bare[:1].upper() + bare[1:], end)):
        if (found := t(way)) != way:
            return found + stop
    return found if (found := t_range(text)) != text else None


def _beside(text: str) -> str | None:
    """What happened, with its day in brackets."""
    if m := _BESIDE.fullmatch(text):
        first, second = _part(m[1]), _part(m[2])
        if first is not None and second is not None:
            return f"{first} ({second})"
    return None


def _sentences(folder: str, code: str, text: str, put_together: bool) -> str | None:
    """Several sentences: a message that has several, or each by itself."""
    parts = _SENTENCES.split(text)
    if len(parts) < 2:
        return None
    for pattern in _patterns(folder, code):
        if 1 < len(_SENTENCES.split(pattern.message)) <= len(parts) and (found := pattern.again(text)):
            return found
    for n in range(len(parts) - 1, 0, -1):
        if first := _one(" ".join(parts[:n])):
            rest = " ".join(parts[n:])
            return f"{first} {_part(rest, put_together=put_together) or rest}"
    return _all(parts, " ", every=False, put_together=put_together)


def _filled(folder: str, code: str, text: str, *, weak: bool) -> str | None:
    """A message with names, which were put in."""
    if len(_SENTENCES.split(text)) > 1:
        return None
    bare = text.removesuffix(".")
    for pattern in _patterns(folder, code):
        # A stop that is not the message's own belongs to the sentence around it.
        whole = bare == text or pattern.message.endswith(".")
        if pattern.weak is weak and (found := pattern.again(text if whole else bare)):
            return found if whole else f"{found}."
    return None


def _part(value: str, *, put_together: bool = True) -> str | None:
    """What stood for a name, where it is known: itself a message, a day, a number. A single word in small letters may be one too: Python put it there."""
    inner = value.strip()
    if not _WORD.search(value):
        return value
    found = _again(str(settings.LANGUAGES_DIR), language_code(), inner, put_together)
    if found is None and put_together and " " not in inner and inner.islower() and t(inner) != inner:
        found = t(inner)
    return None if found is None else value.replace(inner, found, 1)


def _listed(text: str) -> str | None:
    """Things in a list."""
    for between, every in LISTED:
        parts = text.split(between)
        word = between.strip(" ,;:–")
        if len(parts) > 1 and (found := _all(parts, between.replace(word, t(word)) if word else between, every=every)):
            return found
    return None


def _all(parts: list[str], between: str, *, every: bool, put_together: bool = True) -> str | None:
    known = [_part(p, put_together=put_together) for p in parts]
    again = [p if k is None else k for p, k in zip(parts, known, strict=True)]
    return None if again == parts or (every and None in known) else between.join(again)


@lru_cache(maxsize=64)
def _patterns(folder: str, code: str) -> tuple[Pattern, ...]:
    """What says most comes first: another's name would take in its sentence. Two names that touch cannot be told apart."""
    found = {m for m in catalogue_messages(folder, code) if _NAME.search(m) and "<" not in m and "}{" not in m and _SAYS.search(_NAME.sub(" ", m))}
    return tuple(Pattern(m) for m in sorted(found, key=lambda m: (-len(_NAME.sub("", m)), m)))
