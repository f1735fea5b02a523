"""What leaves for a family, in its reader's language. What waits to be sent is an area's template with its facts put in: as it leaves it is held
against the templates, and each piece that one of them said is said in the language of which the area has a catalogue. The English stands below:
it is what counts (hazard H279). What a person wrote is nobody's template, and stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from goldenthread.letters.document import Block, Document, translated
from goldenthread.letters.pdf import lacking
from goldenthread.letters.templates_of_area import MAIL, template_of
from goldenthread.web.found_again import Pattern
from goldenthread.web.found_again import said as said_again
from goldenthread.web.languages import ENGLISH_BELOW, language_called, spoken, t, tf
from goldenthread.web.letter_words import TO_FAMILIES, messages_of

_FACT = re.compile(r"\{([a-z_]+)\}")


class Translations:
    """The emails and the text message that families get, of each body that writes: read once for all that leaves together."""

    def __init__(self) -> None:
        self._of: dict[UUID, list[Pattern]] = {}

    def email(self, owner: UUID | None, wished: str, subject: str, body: str) -> tuple[str, str]:
        """Subject and words, with the English below; as they are where the reader wishes for no language that the area has, or no piece is known in it."""
        found = language_called(wished)
        if owner is None or found is None:
            return subject, body
        with spoken(found.code):
            said = self._words(owner, body)
            if said == body:
                return subject, body
            return self._piece(owner, subject), f"{said.rstrip()}\n\n{t(ENGLISH_BELOW)}\n\n{body}"

    def text(self, owner: UUID | None, wished: str, body: str) -> str:
        """A text message, in one language alone: it says no more than that there is something to read."""
        found = language_called(wished)
        if owner is None or found is None:
            return body
        with spoken(found.code):
            return self._words(owner, body)

    def _words(self, owner: UUID, body: str) -> str:
        return "\n\n".join("\n".join(self._line(owner, line) for line in chunk.split("\n")) for chunk in body.split("\n\n"))

    def _line(self, owner: UUID, line: str) -> str:
        return f"- {self._piece(owner, line[2:])}" if line.startswith("- ") else self._piece(owner, line)

    def _piece(self, owner: UUID, text: str) -> str:
        for piece in self._pieces(owner):
            if m := piece.filled.fullmatch(text.strip()):
                return tf(piece.message, **{name: said_again(fact) for name, fact in m.groupdict().items()})
        return text

    def _pieces(self, owner: UUID) -> list[Pattern]:
        if owner not in self._of:
            # What has the most words of its own comes first: a template's fact would take in another's sentence.
            said = sorted({s for slug in TO_FAMILIES for s in _said_by(owner, slug)}, key=lambda s: (-len(_FACT.sub("", s)), s))
            self._of[owner] = [Pattern(s) for s in said]
        return self._of[owner]


def _said_by(owner: UUID, slug: str) -> Iterator[str]:
    template = template_of(owner, MAIL + slug)
    yield template.title
    yield from messages_of(template.body)


def with_english(document: Document, wished: str) -> Document:
    """A letter that is printed: in the reader's language, and then as it is. As it is alone where the area has no catalogue of that language, the
    letter no word of it, or no typeface its letters."""
    other = _in_print(document, wished)
    if other is None or _no_typeface(other, document):
        return document
    english = tuple(replace(block, lang="en") for block in (Block("heading", document.title), *document.blocks))
    return replace(other, blocks=(*other.blocks, *english))


def _no_typeface(other: Document, english: Document) -> bool:
    """Whether letters of the language cannot be printed. A sign that the English has too, such as an emoji or a name, is put in words in both."""
    return bool(set(lacking(other.all_words)) - set(lacking(english.all_words)))


def _in_print(document: Document, wished: str) -> Document | None:
    """What stands above the English, where there is any."""
    found = language_called(wished)
    if found is None:
        return None
    with spoken(found.code):
        other = translated(document)
        return other and replace(other, blocks=(*other.blocks, Block("paragraph", t(ENGLISH_BELOW))))


def to_say_of_print(document: Document, wished: str) -> str:
    """What whoever posts the letter is told of its language and letters; empty of one that is in English and wholly printed."""
    other = _in_print(document, wished)
    if other is not None and _no_typeface(other, document):
        said = f"In English: no typeface of ours has the letters of {wished}. A person tells them in {wished}."
    elif other is not None:
        said = f"In {wished}, with the English below."
    elif wished:
        said = f"In English: it is not translated into {wished}. A person tells them in {wished}."
    else:
        said = ""
    missing = lacking(document.all_words)
    return f"{said} What we cannot print is put in words: write it by hand where it is a name ({' '.join(missing[:20])}).".strip() if missing else said
