"""A plan and the reports that are its appendices (r.12(4)), as one PDF. Pure.

The plan's own pages keep their tags, so a screen reader reads them as before. A report is added as its author made it: nothing
in it is run or followed, and its own tags are not carried over. What cannot be added is named, and goes by itself.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

MOST_PAGES = 300
"""Pages of reports in one file; more are handed over by themselves."""
MOST_BYTES = 40 * 1024 * 1024


@dataclass(frozen=True)
class Bundle:
    """The file, and the names of the reports that are in it and of those that are not."""

    pdf: bytes
    inside: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()


def bundle(plan: bytes, reports: Sequence[tuple[str, bytes]]) -> Bundle:
    """The plan with the reports that are PDFs after it, each with a bookmark of its name. Without any, the plan as it was."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import NameObject

    inside: list[str] = []
    apart: list[str] = []
    writer = PdfWriter(clone_from=io.BytesIO(plan))
    pages, size = 0, len(plan)
    for name, file in reports:
        size += len(file)
        try:
            if not name.lower().endswith(".pdf") or size > MOST_BYTES:
                raise ValueError
            reader = PdfReader(io.BytesIO(file), strict=False)
            count = len(reader.pages)
            if reader.is_encrypted or not count or pages + count > MOST_PAGES:
                raise ValueError
            # Judged by itself first: one that breaks half way would leave its pages behind.
            trial = PdfWriter()
            for page in reader.pages:
                for unwanted in ("/Annots", "/AA", "/StructParents", "/Tabs"):
                    page.pop(NameObject(unwanted), None)
                trial.add_page(page)
            trial.write(kept := io.BytesIO())
        except Exception:  # noqa: BLE001  a file that somebody sent may break in any way, and is then handed over by itself
            apart.append(name)
            continue
        first = len(writer.pages)
        for page in PdfReader(kept).pages:
            writer.add_page(page)
        writer.add_outline_item(title=name, page_number=first)
        pages += count
        inside.append(name)
    if not inside:
        return Bundle(plan, (), tuple(apart))
    _claim_no_more(writer)
    writer.pdf_header = "%PDF-1.7"
    writer.write(made := io.BytesIO())
    return Bundle(made.getvalue(), tuple(inside), tuple(apart))


def _claim_no_more(writer: object) -> None:
    """The whole is no longer PDF/UA: a report may have no tags. The claim stands in the metadata of the plan."""
    root = writer._root_object  # type: ignore[attr-defined]  # noqa: SLF001  pypdf has no other way to the catalogue
    root.pop("/Metadata", None)
