"""The words of a letter: the area's own where it has changed them, else those that ship."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from uuid import UUID

from goldenthread.letters.document import Template, read_template
from goldenthread.letters.models import TemplateVersion

PART, MAIL = "part/", "mail/"
TEXTS = frozenset({"text-news"})
LONGEST_TEXT = 306
"""Two text messages' worth of characters: more costs more, and is read less."""


@cache
def shipped() -> dict[str, str]:
    """Every letter, part and email that ships, by slug; a part's begins with `part/`, an email's with `mail/`."""
    return dict(_texts("letters", "")) | dict(_texts("parts", PART)) | dict(_texts("mails", MAIL))


def _texts(folder: str, prefix: str) -> Iterator[tuple[str, str]]:
    for file in sorted((files("goldenthread.letters") / "data" / folder).iterdir(), key=lambda f: f.name):
        yield prefix + file.name.removesuffix(".md"), file.read_text("utf-8")


def text_of(owner: UUID, slug: str) -> str:
    own = TemplateVersion.objects.filter(owner=owner, slug=slug).order_by("-changed_at", "-id")
    return own.values_list("text", flat=True).first() or shipped()[slug]


def template_of(owner: UUID, slug: str) -> Template:
    return read_template(text_of(owner, slug))


def parts_of(owner: UUID, template: Template) -> dict[str, str]:
    return {part: text_of(owner, PART + part) for part in template.parts if PART + part in shipped()}
