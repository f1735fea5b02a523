"""Reading the XML return as a stream, person by person, with the same memory for ten persons and for 25,000.

The file is hostile until proven otherwise: no document type, so no entities of any kind; no network;
limits on size, on depth and on how much one person may hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

from lxml import etree

from goldenthread.exchange.sen2.layout import CODED, GROUPS, MODULES, OTHER_NAMES, in_capitals
from goldenthread.exchange.sen2.records import (
    CLASSES,
    NESTED,
    Extra,
    Header,
    Notes,
    Person,
    Return,
    Unreadable,
)

MOST_BYTES = 1_000_000_000
MOST_BYTES_A_PERSON = 4_000_000
MOST_DEPTH = 20
_CHUNK = 1 << 16

# What a tag means inside one kind of record: a standard tag, and the field or nested module it fills.
_Known = Mapping[str, tuple[str, str, str]]


def _known(module: str) -> _Known:
    known = {item.tag.lower(): ("item", item.tag, item.field) for item in MODULES[module].items}
    for nested, attribute in NESTED.get(module, {}).items():
        element = MODULES[nested].element
        known[element.lower()] = (nested, element, attribute)
    for other, tag in OTHER_NAMES.items():
        if tag.lower() in known:
            known[other] = known[tag.lower()]
    return known


_KNOWN: Mapping[str, _Known] = {module: _known(module) for module in MODULES}


def read_xml(path: Path, most_bytes: int = MOST_BYTES) -> Return:
    size = path.stat().st_size
    if size > most_bytes:
        raise Unreadable(
            f"The file is {size // 1_000_000} MB, and the limit is {most_bytes // 1_000_000} MB. "
            "A whole county's return is about 40 MB: check that this is the return."
        )
    reading = _Reading(path)
    return Return(reading.header(), reading.persons(), reading.notes)


class _Reading:
    def __init__(self, path: Path) -> None:
        self.notes = Notes()
        self._position = 0
        self._stream = _people(path)
        self._first: etree._Element | None = None

    def header(self) -> Header:
        """Everything above the first person. The authority's items are read wherever they stand there."""
        first = next(self._stream)
        root = first.getroottree().getroot()
        self._first = first if first is not root else None
        values: dict[str, str] = {}
        extra: list[tuple[str, str]] = []
        for element in root.iter(etree.Element):
            if element is self._first:
                break
            name = _local(element.tag)
            known = _KNOWN["sen2"].get(name.lower())
            text = (element.text or "").strip()
            if known is None:
                if name.lower() not in GROUPS and len(element) == 0 and text:
                    self.notes.add("X02", name, "", "the header")
                    extra.append((name, text))
            elif text:
                self._spelling(name, known[1], "the header")
                values.setdefault(known[2], text)
        return Header(**values, extra=tuple(extra))

    def persons(self) -> Iterator[Person]:
        if self._first is not None:
            yield self._person(self._first)
            self._first = None
        for element in self._stream:
            if element.getparent() is not None:
                yield self._person(element)

    def _person(self, element: etree._Element) -> Person:
        self._position += 1
        self._spelling(_local(element.tag), "Person", f"person {self._position}")
        person: Person = self._record("person", element, self._position, 1)
        # Clear what has been read, and the siblings before it, or the tree grows with the file.
        parent = element.getparent()
        element.clear()
        if parent is not None:
            while element.getprevious() is not None:
                del parent[0]
        return person

    def _record(self, module: str, element: etree._Element, index: int, depth: int) -> Any:
        known, coded = _KNOWN[module], CODED[module]
        values: dict[str, Any] = {}
        nested: dict[str, list[Any]] = {}
        extra: list[tuple[str, str]] = []
        for child in element:
            tag = child.tag
            if not isinstance(tag, str):
                continue  # a comment or a processing instruction
            meaning = known.get(tag.lower()) or known.get(_local(tag).lower())
            if meaning is None:
                self.notes.add("X02", _local(tag), "", f"person {self._position}")
                extra += _kept(child, depth + 1)
                continue
            kind, standard, name = meaning
            if tag != standard:
                self._spelling(_local(tag), standard, f"person {self._position}")
            if kind == "item":
                text = child.text
                text = text.strip() if text else ""
                if not text:
                    self.notes.add("X06", standard, "", f"person {self._position}")
                elif name in values:
                    self.notes.add("X04", standard, "", f"person {self._position}")
                    extra.append((standard, text))
                else:
                    if name in coded and (code := in_capitals(coded[name], text)):
                        self.notes.add("X11", standard, "", f"person {self._position}")
                        text = code
                    values[name] = text
            else:
                records = nested.setdefault(name, [])
                records.append(self._record(kind, child, len(records) + 1, depth + 1))
        for name, records in nested.items():
            values[name] = tuple(records)
        if extra:
            values["extra"] = tuple(extra)
        if module == "person":
            values["line"] = element.sourceline
            return Person(position=index, **values)
        return CLASSES[module](index=index, **values)

    def _spelling(self, written: str, standard: str, where: str) -> None:
        if written != standard:
            self.notes.add("X03", written, standard, where)


def _kept(element: etree._Element, depth: int) -> Extra:
    """An unknown element is kept whole, each leaf under its path."""
    if depth > MOST_DEPTH:
        raise Unreadable(
            f"Line {element.sourceline}: elements are nested more than {MOST_DEPTH} deep in a person. No return "
            "is, so the file was not read."
        )
    if len(element) == 0:
        return ((_local(element.tag), (element.text or "").strip()),)
    return tuple(
        (f"{_local(element.tag)}/{name}", value)
        for child in element
        if isinstance(child.tag, str)
        for name, value in _kept(child, depth + 1)
    )


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _people(path: Path) -> Iterator[etree._Element]:
    """Each person's element as it closes, and at the end the root."""
    parser = etree.XMLPullParser(
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    spellings: dict[str, bool] = {}
    since_person = 0
    with path.open("rb") as file:
        _check_beginning(file)
        try:
            while chunk := file.read(_CHUNK):
                since_person += len(chunk)
                parser.feed(chunk)
                for _, node in parser.read_events():
                    element = cast("etree._Element", node)
                    tag = element.tag
                    is_person = spellings.get(tag)
                    if is_person is None:
                        is_person = spellings[tag] = _local(tag).lower() == "person"
                    if is_person:
                        since_person = 0
                        yield element
                if since_person > MOST_BYTES_A_PERSON:
                    raise Unreadable(
                        f"More than {MOST_BYTES_A_PERSON // 1_000_000} MB came without the end of a "
                        "person. No return holds that much about one person, so the file was not read."
                    )
            root = parser.close()
        except etree.XMLSyntaxError as broken:
            raise Unreadable(_words(broken)) from None
    yield root


def _words(broken: etree.XMLSyntaxError) -> str:
    words = (broken.msg or "").split(", line")[0].strip().rstrip(".")
    if "encoding" in words.lower() or "utf-8" in words.lower():
        return f"Line {broken.lineno}: the file is not in UTF-8. Save or export it again as UTF-8."
    # What a parser says to programmers ("use XML_PARSE_HUGE option") helps nobody who exports a return.
    if "XML_PARSE_HUGE" in words:
        return f"Line {broken.lineno}: one value is too long, or elements are nested too deep. No return holds that, so the file was not read. Make it again."
    where = f"Line {broken.lineno}: the" if broken.lineno else "The"
    return f"{where} XML is broken ({words}). The file may have been cut short: make it again and load it again."


_BEFORE_ROOT = re.compile(rb"(?:\s|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")


def _check_beginning(file: BinaryIO) -> None:
    """Encoding and document type are settled before a byte reaches the parser."""
    head = file.read(_CHUNK)
    file.seek(0)
    if not head.strip():
        raise Unreadable("The file is empty.")
    if head.startswith(b"PK"):
        raise Unreadable("The file is a zip that is damaged or cut short. Copy it again, or choose the folder that was zipped.")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in head:
        raise Unreadable("The file is not in UTF-8. Save or export it again as UTF-8.")
    head = head.removeprefix(b"\xef\xbb\xbf")
    declared = _DECLARED.match(head)
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        raise Unreadable(f"The file says that it is in {declared[1].decode()}. Save or export it again as UTF-8.")
    before = _BEFORE_ROOT.match(head)
    rest = head[before.end() if before else 0 :]
    if rest.startswith(b"<!"):
        raise Unreadable(
            "The file has a document type declaration. A return has none, and such declarations "
            "are a way to attack, so the file was not read."
        )
    root = re.match(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)", rest)
    if root is None:
        raise Unreadable("The file is not XML. Choose the XML file that was made for COLLECT.")
    if root[1].lower() not in (b"message", b"sen2"):
        raise Unreadable(
            f"The file begins with <{root[1].decode()}>, and a SEN2 return begins with <Message>. "
            "Choose the XML file that was made for COLLECT."
        )
