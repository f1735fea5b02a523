"""A letter as headings, paragraphs and lists, made from a template of plain words.

A template is text with `# heading`, `- item` and paragraphs, `{name}` for a fact, and `[[part]]` on a line of its own
for a part that several letters share. It holds no code, so that an area can change every word of it safely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal
from unicodedata import bidirectional

from goldenthread.web.found_again import said as said_again
from goldenthread.web.found_again import said_of
from goldenthread.web.languages import language, t
from goldenthread.web.letter_words import HEADER, PART, pieces

OURS = ("contributors",)
"""Facts that are a list which Python put together."""
ISOLATE, ISOLATE_END = "\u2068", "\u2069"
_FACT = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph (`text`), or a list (`items`). `said` is what the template said before its facts were put in, one for each item:
    what is translated; empty where a person wrote it, or the letter is older than that. `lang`: its language, where it is not the letter's."""

    kind: Literal["heading", "paragraph", "list"]
    text: str = ""
    items: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    lang: str = ""


@dataclass(frozen=True)
class Document:
    title: str
    cite: str
    blocks: tuple[Block, ...]
    to: tuple[str, ...] = ()
    sender: str = ""
    date: str = ""
    # The words of the title before its facts, and the facts of all.
    title_said: str = ""
    facts: Mapping[str, str] = field(default_factory=dict, compare=False)
    # The language that it begins in (BCP 47).
    lang: str = "en"

    def data(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def words(self) -> str:
        """Everything that a person reads, for the check of its reading age."""
        return "\n".join(" ".join((b.text, *b.items)) for b in self.blocks)

    @property
    def all_words(self) -> str:
        """Everything that is printed."""
        return "\n".join((*self.to, self.sender, self.date, self.title, self.words, self.cite))


def document_of(data: Mapping[str, Any]) -> Document:
    """The inverse of `Document.data`."""
    blocks = tuple(Block(b["kind"], b["text"], tuple(b["items"]), tuple(b.get("said", ())), b.get("lang", "")) for b in data["blocks"])
    return Document(data["title"], data["cite"], blocks, tuple(data["to"]), data["sender"], data["date"], data.get("title_said", ""), data.get("facts", {}), data.get("lang", "en"))


def translated(document: Document) -> Document | None:
    """The letter in the language of the page, as far as its words are an area's template; nothing in English, or where no word of it is known
    in that language. A fact that Python said is found again; a name, and what a person wrote, stays as it was put in."""
    if language().code == "en" or not document.title_said:
        return None
    spoken = language()
    facts = {name: str((said_of if name in OURS else said_again)(str(fact))).strip() for name, fact in document.facts.items()}
    if spoken.dir == "rtl":
        # A name, an address or a telephone number keeps its own direction among words that run the other way.
        facts = {name: f"{ISOLATE}{fact}{ISOLATE_END}" for name, fact in facts.items()}

    def put(said: str) -> str:
        return _FACT.sub(lambda m: facts.get(m[1], m[0]), t(said))

    def block(b: Block) -> Block:
        if b.said:
            return replace(b, items=tuple(put(s) for s in b.said)) if b.kind == "list" else replace(b, text=put(b.said[0]))
        # A fact that stood alone: what Python said in it is found again.
        again = replace(b, text=str(said_again(b.text)), items=tuple(str(said_again(i)) for i in b.items))
        return _as_written(b) if again == b else again

    known = any(t(said) != said for said in (document.title_said, *(s for b in document.blocks for s in b.said)))
    blocks = tuple(block(b) for b in document.blocks)
    return replace(document, title=put(document.title_said), date=str(said_again(document.date)), blocks=blocks, lang=spoken.code) if known else None


def _as_written(block: Block) -> Block:
    """What a person wrote, among words of another language: in English where its letters run from the left, so that it keeps its own direction."""
    first = next((kind for c in block.text or " ".join(block.items) if (kind := bidirectional(c)) in ("L", "R", "AL")), "")
    return replace(block, lang="en") if first == "L" else block


class Unfilled(Exception):
    """A template names facts or parts that are not there."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        super().__init__(f"The letter needs: {', '.join(names)}")


@dataclass(frozen=True)
class Template:
    """The words of a letter before its facts are put in. `cite` names the regulation that asks for it."""

    title: str
    cite: str
    about: str
    body: str
    headers: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(m[1] for line in self.body.splitlines() if (m := PART.match(line.strip())))

    @property
    def facts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_FACT.findall(self.title + self.body)))


def read_template(text: str) -> Template:
    """Reads a template with its headers (`title:`, `cite:`, `about:`) before the first empty line."""
    head, _, body = text.partition("\n\n")
    headers = {m[1]: m[2].strip() for line in head.splitlines() if (m := HEADER.match(line))}
    if missing := {"title", "cite", "about"} - headers.keys():
        raise ValueError(f"A letter's template begins with {', '.join(sorted(missing))}")
    return Template(headers["title"], headers["cite"], headers["about"], body.strip() + "\n", headers)


def fill(template: Template, facts: Mapping[str, str], parts: Mapping[str, str]) -> Document:
    """The letter with its facts in place. Raises `Unfilled` with every fact or part that is missing or empty."""
    text = "\n".join(_with_parts(template.body, parts))
    needed = dict.fromkeys([*_FACT.findall(template.title), *_FACT.findall(text)])
    lacking = [name.replace("_", " ") for name in needed if not str(facts.get(name, "")).strip()]
    lacking += [p.replace("-", " ") for p in template.parts if not parts.get(p, "").strip()]
    if lacking:
        raise Unfilled(tuple(lacking))
    return Document(
        _put(template.title, facts), template.cite, tuple(_blocks(text, facts)), title_said=template.title, facts={name: str(facts[name]).strip() for name in needed}
    )  # fmt: skip


def _with_parts(body: str, parts: Mapping[str, str]) -> Iterator[str]:
    for line in body.splitlines():
        m = PART.match(line.strip())
        yield parts.get(m[1], "") if m else line


def _put(text: str, facts: Mapping[str, str]) -> str:
    return _FACT.sub(lambda m: str(facts[m[1]]).strip(), text)


def _blocks(text: str, facts: Mapping[str, str]) -> Iterator[Block]:
    """Facts are put into a block after it is recognised, so that a person's words never become a heading. A fact that
    stands alone may be several paragraphs."""
    for kind, said in pieces(text):
        if kind == "heading":
            yield Block("heading", _put(said[0], facts), said=said)
        elif kind == "list":
            yield Block("list", items=tuple(_put(one, facts) for one in said), said=said)
        else:
            paragraphs = [p for p in re.split(r"\n\s*\n|\r\n\s*\r\n", _put(said[0], facts)) if p.strip()]
            # A fact that stands alone is what a person wrote, or several paragraphs: it is no sentence of the template.
            own = len(paragraphs) == 1 and re.search(r"[A-Za-z]{2}", _FACT.sub("", said[0]))
            for paragraph in paragraphs:
                yield Block("paragraph", " ".join(paragraph.split()), said=said if own else ())
