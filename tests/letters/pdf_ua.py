"""The conditions of PDF/UA-1 (ISO 14289-1) that a machine can check in the PDFs that we make, by the names of the Matterhorn Protocol 1.1.
Read with pypdf, which has nothing to do with what makes them.

It is no whole validator: of the protocol's 31 checkpoints it looks at the parts of 01, 02, 06, 07, 09, 10, 11, 13 to 16, 20, 21, 25, 26, 28
and 31 that our pages can break. Whether a text alternative says what a picture shows is for a person to judge."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject

STANDARD = set(
    "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot "
    "Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form".split()
)
PAINTS = {"Tj", "TJ", "'", '"', "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "INLINE IMAGE"}


def faults(data: bytes) -> list[str]:
    """What breaks PDF/UA-1, each with the condition that it breaks; none where nothing was found."""
    reader = PdfReader(io.BytesIO(data))
    root: Any = reader.trailer["/Root"]
    return [*_document(reader, root), *_tree(root), *_pages(reader, root), *_fonts(reader)]


def _true(found: Any) -> bool:
    return bool(getattr(found, "value", found))


def _document(reader: PdfReader, root: Any) -> Iterator[str]:
    metadata = root["/Metadata"].get_data().decode("utf-8", "replace") if "/Metadata" in root else ""
    if not metadata:
        yield "06-001: no XMP metadata"
    if not re.search(r"pdfuaid:part\s*(?:=\s*[\"']|>)\s*1", metadata):
        yield "06-002: the metadata does not say that it is PDF/UA-1"
    if not re.search(r"<dc:title>.*?<rdf:li[^>]*>[^<]+<", metadata, re.DOTALL):
        yield "06-003: the metadata has no title"
    if not _true(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")):
        yield "07-001: the title is not shown"
    if not _true(root.get("/MarkInfo", {}).get("/Marked")):
        yield "01-007: it is not marked as tagged"
    if _true(root.get("/MarkInfo", {}).get("/Suspects")):
        yield "01-007: its tags are suspect"
    if "/StructTreeRoot" not in root:
        yield "01-005: it has no tags"
    if not str(root.get("/Lang", "")):
        yield "11-006: it has no language"
    if "/XFA" in root.get("/AcroForm", {}):
        yield "25-001: a dynamic form"
    if "/EmbeddedFiles" in root.get("/Names", {}):
        yield "21-001: files within it"
    if reader.is_encrypted:
        yield "26-001: it is encrypted"


def _kids(node: Any) -> list[Any]:
    kids = node.get("/K", [])
    kids = kids if isinstance(kids, list) else [kids]
    return [k.get_object() for k in kids]


def elements(node: Any) -> Iterator[Any]:
    """Every element of the structure tree, in reading order."""
    for kid in _kids(node):
        if isinstance(kid, DictionaryObject) and "/S" in kid:
            yield kid
            yield from elements(kid)


def _tree(root: Any) -> Iterator[str]:
    tree = root.get("/StructTreeRoot")
    if tree is None:
        return
    roles = {str(k)[1:]: str(v)[1:] for k, v in tree.get("/RoleMap", {}).items()}

    def kind(node: Any) -> str:
        name = str(node["/S"])[1:]
        seen = set()
        while name not in STANDARD and name in roles and name not in seen:
            seen.add(name)
            name = roles[name]
        return name

    last = 0
    for e in elements(tree):
        name = kind(e)
        if name not in STANDARD:
            yield f"02-001: {name} is no standard tag, and is mapped to none"
        if name == "Figure" and not (str(e.get("/Alt", "")).strip() or str(e.get("/ActualText", "")).strip()):
            yield "13-004: a figure without an alternative"
        if re.fullmatch(r"H[1-6]", name):
            level = int(name[1])
            if last == 0 and level != 1:
                yield "14-002: the first heading is not of level 1"
            elif level > last + 1:
                yield f"14-003: a heading of level {level} follows one of level {last}"
            last = level
        inside = [kind(k) for k in _kids(e) if isinstance(k, DictionaryObject) and "/S" in k]
        if name == "TH" and not _scope(e):
            yield "15-003: a heading of a table without its scope"
        if name == "Table" and set(inside) - {"TR", "THead", "TBody", "TFoot", "Caption"}:
            yield "09-004: a table holds what is no row"
        if name == "TR" and set(inside) - {"TH", "TD"}:
            yield "09-004: a row holds what is no cell"
        if name == "L" and set(inside) - {"LI", "L", "Caption"}:
            yield "09-005: a list holds what is no item"
        if name == "LI" and set(inside) - {"Lbl", "LBody"}:
            yield "09-005: an item holds what is neither its label nor its body"


def _scope(e: Any) -> bool:
    given = e.get("/A", [])
    given = given if isinstance(given, list) else [given]
    return any("/Scope" in a.get_object() or "/Headers" in a.get_object() for a in given if isinstance(a.get_object(), DictionaryObject))


def _pages(reader: PdfReader, root: Any) -> Iterator[str]:
    told = _told(root)
    for number, page in enumerate(reader.pages, 1):
        stack: list[bool] = []
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            name = operator.decode() if isinstance(operator, bytes) else str(operator)
            if name in ("BMC", "BDC"):
                tag = str(operands[0])
                mcid = operands[1].get("/MCID") if name == "BDC" and isinstance(operands[1], DictionaryObject) else None
                if mcid is not None and (page.indirect_reference.idnum, int(mcid)) not in told:
                    yield f"01-005: content of page {number} is marked and stands in no tag"
                stack.append(tag == "/Artifact" or mcid is not None)
            elif name == "EMC":
                stack.pop()
            elif name in PAINTS and not any(stack):
                yield f"01-005: content of page {number} is neither tagged nor an artifact"
                break
        if "/Annots" in page:
            if page.get("/Tabs") != "/S":
                yield f"28-009: page {number} is not tabbed through in the order of its tags"
            for a in page["/Annots"]:
                if a.get_object().get("/Subtype") == "/Link" and not str(a.get_object().get("/Contents", "")).strip():
                    yield f"28-011: a link of page {number} says nothing"


def _told(root: Any) -> set[tuple[int, int]]:
    """The marked content that stands in a tag: by page and number."""
    found: set[tuple[int, int]] = set()

    def walk(node: Any, page: int) -> None:
        page = node.raw_get("/Pg").idnum if "/Pg" in node else page
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            kid = kid.get_object()
            if isinstance(kid, int):
                found.add((page, int(kid)))
            elif isinstance(kid, DictionaryObject) and "/MCID" in kid:
                found.add((kid.raw_get("/Pg").idnum if "/Pg" in kid else page, int(kid["/MCID"])))
            elif isinstance(kid, DictionaryObject) and "/S" in kid:
                walk(kid, page)

    if "/StructTreeRoot" in root:
        walk(root["/StructTreeRoot"], 0)
    return found


def _fonts(reader: PdfReader) -> Iterator[str]:
    for number, page in enumerate(reader.pages, 1):
        for font in page.get("/Resources", {}).get("/Font", {}).values():
            font = font.get_object()
            of = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            described = of.get("/FontDescriptor", {})
            if not any(f"/FontFile{n}" in described for n in ("", "2", "3")):
                yield f"31-009: a font of page {number} is not within the file"
            if "/ToUnicode" not in font and font.get("/Encoding") not in ("/WinAnsiEncoding", "/MacRomanEncoding"):
                yield f"10-001: the characters of a font of page {number} are not known"
