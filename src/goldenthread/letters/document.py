"""A letter as headings, paragraphs and lists, made from a template of plain words.

A template is text with `# heading`, `- item` and paragraphs, `{name}` for a fact, and `[[part]]` on a line of its own
for a part that several letters share. It holds no code, so that an area can change every word of it safely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

_FACT = re.compile(r"\{([a-z_]+)\}")
_PART = re.compile(r"^\[\[([a-z-]+)\]\]$")
_HEADER = re.compile(r"^(title|cite|about): *(.*)$")


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph (`text`), or a list (`items`)."""

    kind: Literal["heading", "paragraph", "list"]
    text: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    title: str
    cite: str
    blocks: tuple[Block, ...]
    to: tuple[str, ...] = ()
    sender: str = ""
    date: str = ""

    def data(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def words(self) -> str:
        """Everything that a person reads, for the check of its reading age."""
        return "\n".join(" ".join((b.text, *b.items)) for b in self.blocks)


def document_of(data: Mapping[str, Any]) -> Document:
    """The inverse of `Document.data`."""
    blocks = tuple(Block(b["kind"], b["text"], tuple(b["items"])) for b in data["blocks"])
    return Document(data["title"], data["cite"], blocks, tuple(data["to"]), data["sender"], data["date"])


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
        return tuple(m[1] for line in self.body.splitlines() if (m := _PART.match(line.strip())))

    @property
    def facts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_FACT.findall(self.title + self.body)))


def read_template(text: str) -> Template:
    """Reads a template with its headers (`title:`, `cite:`, `about:`) before the first empty line."""
    head, _, body = text.partition("\n\n")
    headers = {m[1]: m[2].strip() for line in head.splitlines() if (m := _HEADER.match(line))}
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
    return Document(_put(template.title, facts), template.cite, tuple(_blocks(text, facts)))


def _with_parts(body: str, parts: Mapping[str, str]) -> Iterator[str]:
    for line in body.splitlines():
        m = _PART.match(line.strip())
        yield parts.get(m[1], "") if m else line


def _put(text: str, facts: Mapping[str, str]) -> str:
    return _FACT.sub(lambda m: str(facts[m[1]]).strip(), text)


def _blocks(text: str, facts: Mapping[str, str]) -> Iterator[Block]:
    """Facts are put into a block after it is recognised, so that a person's words never become a heading. A fact that
    stands alone may be several paragraphs."""
    for chunk in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in chunk.splitlines() if line.strip()]
        if not lines:
            continue
        if lines[0].startswith("# "):
            yield Block("heading", _put(lines[0][2:], facts))
            lines = lines[1:]
        if lines and all(line.startswith("- ") for line in lines):
            yield Block("list", items=tuple(_put(line[2:], facts) for line in lines))
        elif lines:
            for paragraph in re.split(r"\n\s*\n|\r\n\s*\r\n", _put(" ".join(lines), facts)):
                if paragraph.strip():
                    yield Block("paragraph", " ".join(paragraph.split()))
