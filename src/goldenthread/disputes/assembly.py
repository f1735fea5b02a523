"""Papers put together as one numbered PDF, with an index in front and a bookmark for each. Nothing in a paper is run or followed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from goldenthread.engine.explain import long_day
from goldenthread.letters.pdf import pdf
from goldenthread.letters.writing import as_pdf, document_in
from goldenthread.people.models import Content

MOST_BYTES = 40 * 1024 * 1024
MOST_PAGES = 400
"""Of one paper. More is none that a person checks page by page."""
_UNWANTED = ("/Annots", "/AA", "/StructParents", "/Tabs", "/B")


class Unreadable(Exception):
    """A paper that cannot be put in, and why, in words."""


@dataclass(frozen=True)
class Paper:
    """`text` is what can be read in it by machine: none where it was scanned."""

    title: str
    file: bytes
    pages: int
    text: str
    part: str = ""
    on: date | None = None


def read_paper(title: str, content: Content, *, letter: bool, part: str = "", on: date | None = None) -> Paper:
    """Raises `Unreadable`. Text alone is set as a page; a file is taken where it is a PDF."""
    from pypdf import PdfReader

    file = _file_of(title, content, letter=letter)
    if len(file) > MOST_BYTES:
        raise Unreadable("It is larger than 40 MB. Save it smaller, and add it to the case again")
    try:
        reader = PdfReader(io.BytesIO(file), strict=False)
        if reader.is_encrypted:
            raise Unreadable("It is locked with a password. Add it to the case again without one")
        pages = len(reader.pages)
        text = "\n".join(page.extract_text() or "" for page in reader.pages) if 0 < pages <= MOST_PAGES else ""
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001  a file that somebody sent may break in any way
        raise Unreadable("The file is damaged. Save it as a PDF again, and add it to the case") from None
    if not 0 < pages <= MOST_PAGES:
        raise Unreadable(f"It has {pages} pages. One paper has {MOST_PAGES} at most")
    return Paper(title, file, pages, text, part, on)


def _file_of(title: str, content: Content, *, letter: bool) -> bytes:
    if letter:
        try:
            return as_pdf(document_in(content))
        except (ValueError, KeyError):
            raise Unreadable("The letter cannot be read any more") from None
    if content.file is None:
        blocks = [{"kind": "paragraph", "text": line, "items": []} for line in content.text.splitlines() if line.strip()]
        return pdf("letter.typ", letter={"title": title, "to": [], "sender": "", "date": "", "blocks": blocks, "cite": ""})
    file = bytes(content.file)
    if not file.startswith(b"%PDF"):
        raise Unreadable("It is no PDF. Save it as one, and add it to the case")
    return file


def put_together(*, title: str, facts: Sequence[str], papers: Sequence[Paper]) -> tuple[bytes, list[int], int]:
    """The file, the first page of each paper, and how many pages there are. The index is numbered with the rest."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import NameObject

    # The index's own length moves what it says: set once with the numbers of a guess, and again with the true ones.
    front, firsts = 1, []
    for _ in range(3):
        firsts, n = [], front + 1
        for paper in papers:
            firsts.append(n)
            n += paper.pages
        index = pdf("bundle_index.typ", bundle={"title": title, "facts": list(facts), "rows": _rows(papers, firsts)})
        length = len(PdfReader(io.BytesIO(index)).pages)
        if length == front:
            break
        front = length
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(index)).pages:
        page.pop(NameObject("/StructParents"), None)
        writer.add_page(page)
    writer.add_outline_item(title="Index", page_number=0)
    part, heading = "", None
    for paper, first in zip(papers, firsts, strict=True):
        for page in PdfReader(io.BytesIO(paper.file), strict=False).pages:
            for unwanted in _UNWANTED:
                page.pop(NameObject(unwanted), None)
            added = writer.add_page(page)
            if added.rotation:
                added.transfer_rotation_to_content()
        if paper.part != part:
            part, heading = paper.part, writer.add_outline_item(title=paper.part, page_number=first - 1)
        writer.add_outline_item(title=paper.title, page_number=first - 1, parent=heading)
    _number(writer)
    writer.compress_identical_objects()
    writer.metadata = {"/Title": title, "/Producer": "Golden Thread"}
    writer.write(made := io.BytesIO())
    return made.getvalue(), firsts, len(writer.pages)


def _rows(papers: Sequence[Paper], firsts: Sequence[int]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    part = ""
    for paper, first in zip(papers, firsts, strict=True):
        if paper.part != part:
            part = paper.part
            rows.append({"part": part, "title": "", "on": "", "pages": ""})
        last = first + paper.pages - 1
        rows.append({"part": "", "title": paper.title, "on": long_day(paper.on) if paper.on else "", "pages": f"{first}" if first == last else f"{first} to {last}"})
    return rows


def _number(writer: Any) -> None:
    """A number at the foot of every page, on white, so that it is read over whatever lies there. Sheets of numbers come by size of page."""
    from pypdf import PdfReader

    sizes: dict[tuple[int, int], list[int]] = {}
    for n, page in enumerate(writer.pages):
        sizes.setdefault((round(float(page.mediabox.width)), round(float(page.mediabox.height))), []).append(n)
    for (width, height), pages in sizes.items():
        sheet = pdf("page_numbers.typ", sheet={"width": width, "height": height, "numbers": [str(n + 1) for n in pages]})
        for overlay, n in zip(PdfReader(io.BytesIO(sheet)).pages, pages, strict=True):
            page = writer.pages[n]
            left, bottom = float(page.mediabox.left), float(page.mediabox.bottom)
            if left or bottom:
                from pypdf import Transformation

                page.merge_transformed_page(overlay, Transformation().translate(left, bottom))
            else:
                page.merge_page(overlay)


