"""A plan as a Word document, in a council's own template: a .docx whose styles are taken, and whose body stays before the plan, so that a
cover page and a letterhead are kept. Pure."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from docx import Document
from docx.image.exceptions import UnrecognizedImageError
from docx.shared import Cm

STYLES = {"title": "Title", "section": "Heading 1", "appendix": "Heading 2", "text": "Normal", "item": "List Bullet"}
"""The styles that a template should hold. What it lacks is set as ordinary text, and is told by `lacking`."""


def plan_docx(data: Mapping[str, Any], template: bytes | None, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """`data` is that of `document.plan_document`, `pictures` are by its names for them. Raises `docx.opc.exceptions.PackageNotFoundError` or `ValueError` where the
    template is no Word document."""
    document = Document(io.BytesIO(template) if template else None)
    held = {s.name for s in document.styles}

    def add(text: str, style: str) -> Any:
        return document.add_paragraph(text, STYLES[style] if STYLES[style] in held else None)

    document.core_properties.title = data["title"]
    document.core_properties.author = ""
    document.core_properties.language = "en-GB"
    add(data["title"], "title")
    for fact in data["facts"]:
        add(fact, "text")
    for section in data["sections"]:
        add(f"Section {section['letter']}: {section['title']}", "section")
        if section["blank"]:
            add(section["blank"], "text")
        for clause in section["clauses"]:
            media = clause.get("media")
            paragraph = add("", "text")
            paragraph.add_run(f"{clause['label']} ").bold = True
            paragraph.add_run(media["says"] if media else clause["text"])
            if media and (file := (pictures or {}).get(media["file"])):
                _picture(document, file, clause["text"])
            elif media:
                add(clause["text"], "text")
            elif clause.get("said_by"):
                add(f"{clause['said_by']}.", "text")
            if clause["links"]:
                add(clause["links"], "text")
    for appendix in data.get("appendices", ()):
        add(appendix["title"], "section")
        add(appendix["by"], "text")
        for part in appendix["parts"]:
            add(part["title"], "appendix")
            for item in part["items"]:
                add(item, "item")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _picture(document: Any, file: bytes, words: str) -> None:
    """A picture with its alternative; where Word cannot have it, its words alone."""
    try:
        shown = document.add_picture(io.BytesIO(file), width=Cm(11))
    except (UnrecognizedImageError, ZeroDivisionError, KeyError, ValueError):
        document.add_paragraph(words)
        return
    shown._inline.docPr.set("descr", words)  # noqa: SLF001  python-docx has no other way to say it


def lacking(template: bytes) -> list[str]:
    """The styles that a template lacks."""
    held = {s.name for s in Document(io.BytesIO(template)).styles}
    return [style for style in STYLES.values() if style not in held]
