"""Plans as files hold them: one a line (JSON Lines), or each in a file of its own, in a folder or a zip. What a plan holds is said
by plan.schema.json, and by nothing else. A file is hostile until it is read: what it says is checked here, whom it means is not."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from goldenthread.engine.fields import NO_TEXT
from goldenthread.exchange import identifiers
from goldenthread.exchange.extract import BadRow, UnreadableExtract
from goldenthread.exchange.sen2.findings import date_of
from goldenthread.exchange.zips import BROKEN_ZIP

MOST_BYTES = 500_000_000
MOST_OF_A_PLAN = 1_000_000
MOST_FILES = 50_000
MOST_RATIO = 200
_MOST_DIRECTORY = 10_000_000

Check = Callable[[Any], str]
"""What is wrong with a value, in words that follow its name; empty where nothing is."""


class Clause(NamedTuple):
    """A clause as the file has it. `details` is JSON with its names in order; `confirmed` is who confirmed the words, and when."""

    line: str
    section: str
    number: int
    text: str
    details: str
    need: str | None
    outcome: str | None
    contributor: str
    confirmed: tuple[str, date] | None


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A whole plan that was issued. `name` is surname, forename, date of birth and postcode; `doubts` are things that a person should look at, as a rule and words."""

    reference: str
    case: str
    upn: str
    name: tuple[str, str, date, str] | None
    key: str
    version: int
    sent_on: date | None
    issued_on: date
    setting: str
    setting_type: str
    clauses: tuple[Clause, ...]
    doubts: tuple[tuple[str, str], ...]


def read_plans(path: Path) -> Iterator[tuple[str, PlanFacts | str]]:
    """Where each plan stands, and the plan, or why it is refused. Raises UnreadableExtract for the file as a whole."""
    for place, text in _texts(path):
        yield place, _read(text)


# --- the files ---


def _texts(path: Path) -> Iterator[tuple[str, bytes | str]]:
    """The bytes of each plan, or why they are not read."""
    try:
        if path.is_dir():
            yield from _folder(path)
        elif not path.is_file():
            raise UnreadableExtract(f"There is no file {path}.")
        elif path.stat().st_size > MOST_BYTES:
            raise UnreadableExtract(f"The file is larger than the limit of {MOST_BYTES // 1_000_000} MB. Load it in parts.")
        elif zipfile.is_zipfile(path) or _begins(path, b"PK"):
            yield from _zip(path)
        elif path.suffix.lower() == ".json":
            with path.open("rb") as file:
                yield _named(1, path.name), file.read(MOST_OF_A_PLAN + 1)
        else:
            yield from _lines(path)
    except OSError as fault:
        raise UnreadableExtract(f"The file cannot be read ({fault.strerror}).") from None


def _begins(path: Path, with_: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(with_)) == with_


def _lines(path: Path) -> Iterator[tuple[str, bytes | str]]:
    if path.stat().st_size == 0:
        raise UnreadableExtract("The file is empty. Export it again.")
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MOST_OF_A_PLAN + 2):
            number += 1
            if len(line) > MOST_OF_A_PLAN and not line.endswith(b"\n"):
                raise UnreadableExtract(
                    f"Line {number} is longer than {MOST_OF_A_PLAN:,} bytes. Write one plan a line, or each plan in a .json file of its own in a folder."
                )
            if number == 1 and b"\x00" in line:
                raise UnreadableExtract("The file is not text: it holds null bytes. Export it as JSON Lines in UTF-8.")
            if line.strip():
                yield f"line {number}", line


def _folder(path: Path) -> Iterator[tuple[str, bytes | str]]:
    left, found = MOST_BYTES, sorted(each for each in path.iterdir() if each.is_file() and not each.name.startswith("."))
    if not any(each.suffix.lower() == ".json" for each in found):
        raise UnreadableExtract("The folder holds no .json file. Write each plan in one of its own.")
    for number, file in enumerate(found, 1):
        if file.suffix.lower() != ".json":
            yield _named(number, file.name), "the file is no .json file"
            continue
        with file.open("rb") as opened:
            content = opened.read(MOST_OF_A_PLAN + 1)
        left -= len(content)
        if left < 0:
            raise UnreadableExtract(_TOO_MUCH)
        yield _named(number, file.name), content


_TOO_MUCH = f"Together the plans are larger than the limit of {MOST_BYTES // 1_000_000} MB. Load them in parts."


def _zip(path: Path) -> Iterator[tuple[str, bytes | str]]:
    # The list of what a zip holds is read whole before anything can be counted, so its size is settled first.
    with path.open("rb") as raw:
        raw.seek(max(0, path.stat().st_size - 66_000))
        end = raw.read()
    if int.from_bytes(end[(at := end.rfind(b"PK\x05\x06")) + 12 : at + 16], "little") > _MOST_DIRECTORY:
        raise UnreadableExtract(f"The zip lists more than {MOST_FILES:,} files. Zip them in parts.")
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [e for e in archive.infolist() if not e.is_dir()]
            if len(entries) > MOST_FILES:
                raise UnreadableExtract(f"The zip holds more than {MOST_FILES:,} files. Zip them in parts.")
            left = MOST_BYTES
            for number, entry in enumerate(entries, 1):
                place = _named(number, entry.filename)
                if not entry.filename.lower().endswith(".json"):
                    yield place, "the file is no .json file"
                    continue
                if entry.flag_bits & 1:
                    raise UnreadableExtract("The zip has a password. Zip the files again without one.")
                if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise UnreadableExtract("The zip is packed in an unusual way. Zip the files again in the usual one, which is called deflate.")
                # The stated size may lie, so never more than a plan may have is read.
                with archive.open(entry) as file:
                    content = file.read(MOST_OF_A_PLAN + 1)
                if len(content) > 100_000 and len(content) > MOST_RATIO * max(entry.compress_size, 1):
                    raise UnreadableExtract(f"{place} unpacks to more than {MOST_RATIO} times its size, as an attack would. Nothing was read.")
                left -= len(content)
                if left < 0:
                    raise UnreadableExtract(_TOO_MUCH)
                yield place, content
    except BROKEN_ZIP as broken:
        if isinstance(broken, UnreadableExtract):
            raise
        raise UnreadableExtract(f"The zip cannot be opened ({broken}). Make it again.") from None


def _named(number: int, name: str) -> str:
    """A file by its place and a name that a terminal can show."""
    return f"file {number} ({re.sub(r'[^A-Za-z0-9._ -]', '?', name.rpartition('/')[2])[:60]})"


# --- what a plan says ---


def _read(text: bytes | str) -> PlanFacts | str:
    if isinstance(text, str):
        return text
    if len(text) > MOST_OF_A_PLAN:
        return f"the plan is larger than {MOST_OF_A_PLAN:,} bytes"
    try:
        given = json.loads(text.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError:
        return "it is not in UTF-8: export it again"
    except BadRow as refusal:
        return str(refusal)
    except (ValueError, RecursionError):
        return "it is not well-formed JSON: export it again"
    try:
        return _facts(given)
    except BadRow as refusal:
        return str(refusal)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadRow("it gives a name twice in one object: give it once")
    return found


def _no_number(text: str) -> Any:
    raise BadRow(f"it holds {text}, which is no number")


_LABEL = re.compile(r"([A-K]|H[12])\.?([1-9][0-9]{0,3})")
_SLUG = re.compile(r"[a-z][a-z-]*")
LINKS = {"need": ("B", "C", "D"), "outcome": ("E",)}


def _facts(given: Any) -> PlanFacts:
    if wrong := _schema()(given):
        raise BadRow(wrong.removeprefix(".").strip())
    child, plan = given["child"], given["plan"]
    try:
        upn, postcode = identifiers.upn(child.get("upn", "")), identifiers.postcode(child.get("postcode", ""))
    except ValueError as mistyped:
        raise BadRow(str(mistyped)) from None
    said = [child.get(name, "").strip() for name in ("surname", "forename")]
    whose = (said[0], said[1], date.fromisoformat(child["date_of_birth"]), postcode) if all(said) and postcode and "date_of_birth" in child else None
    if not (upn or whose or child.get("case", "").strip() or child.get("reference", "").strip()):
        raise BadRow("child names nobody: give case, upn or reference, or surname, forename, date_of_birth and postcode")
    if plan.get("whole") is False:
        raise BadRow("it is a part of a plan: only whole plans are loaded")
    if not plan["issued_on"]:
        raise BadRow("it was not issued: drafts are not loaded")
    doubts: dict[str, str] = {}
    clauses, sections, lines = [], set(), set()
    for section in given["sections"]:
        name = section["section"]
        if name in sections:
            raise BadRow(f"section {name} stands there twice")
        sections.add(name)
        numbers = [_number(name, c["label"]) for c in section["clauses"]]
        if None in numbers or len(set(numbers)) < len(numbers):
            doubts["label"] = f"The labels of section {name} are no numbers of its clauses, so they were numbered in order. Its lines may be called otherwise elsewhere"
            numbers = list(range(1, len(numbers) + 1))
        for c, number in zip(section["clauses"], numbers, strict=True):
            if c["line"] in lines:
                raise BadRow(f"the line of {c['label']!r} stands in the plan twice")
            lines.add(c["line"])
            clauses.append(_clause(name, number or 0, c))
    if not clauses:
        raise BadRow("it has no clauses")
    of = {c.line: c.section for c in clauses}
    if loose := sum(bool(link) and of.get(link) not in LINKS[name] for c in clauses for name, link in (("need", c.need), ("outcome", c.outcome))):
        doubts["links"] = f"{loose} of its links name no need or no outcome of the plan. They were kept, and show as broken threads"
    return PlanFacts(
        child.get("reference", "").strip(), child.get("case", "").strip(), upn, whose, plan.get("id") or "", plan["version"], _day(plan.get("sent_on")),
        date.fromisoformat(plan["issued_on"]), (plan.get("setting") or "").strip(), (plan.get("setting_type") or "").strip(), tuple(clauses), tuple(doubts.items()),
    )  # fmt: skip


def _number(section: str, label: str) -> int | None:
    found = _LABEL.fullmatch(label)
    return int(found[2]) if found and found[1] == section else None


def _clause(section: str, number: int, c: Mapping[str, Any]) -> Clause:
    contributor, said = c.get("from") or "", c.get("confirmed")
    if not c["text"].strip():
        raise BadRow(f"{c['label']} has no text")
    if contributor and not _SLUG.fullmatch(contributor):
        raise BadRow(f"`from` of {c['label']} is {contributor!r}: write it as in the guide, such as speech-and-language-therapist")
    if said and not (contributor and said["by"].strip()):
        raise BadRow(f"{c['label']} is confirmed, and does not say by whom or whose advice it rests on")
    confirmed = (said["by"].strip(), date.fromisoformat(said["on"])) if said else None
    details = json.dumps(c.get("details") or {}, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Clause(c["line"], section, number, c["text"].strip(), details, c.get("need"), c.get("outcome"), contributor, confirmed)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# --- the schema ---


@cache
def _schema() -> Check:
    return _checked(json.loads((Path(__file__).parent / "plan.schema.json").read_text("utf-8")))


_KINDS: Mapping[str, type] = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _checked(schema: Mapping[str, Any]) -> Check:
    """A check of the words of JSON Schema that ours uses."""
    wanted = schema.get("type", [])
    kinds = tuple(_KINDS[k] for k in ([wanted] if isinstance(wanted, str) else wanted))
    called = wanted if isinstance(wanted, str) else " or ".join(wanted)
    parts = {name: _checked(part) for name, part in schema.get("properties", {}).items()}
    each = _checked(schema["items"]) if "items" in schema else None
    needed, one_of = tuple(schema.get("required", ())), [tuple(x["required"]) for x in schema.get("anyOf", ())]
    longest, most, least, greatest = (schema.get(k) for k in ("maxLength", "maxItems", "minimum", "maximum"))
    form, constant, choices = schema.get("format"), schema.get("const"), schema.get("enum")

    def check(value: Any) -> str:
        if kinds and type(value) not in kinds:
            return f" is no {called}"
        if constant is not None and value != constant:
            return f" is not {constant}"
        if choices is not None and value not in choices:
            return f" is none of {', '.join(choices)}"
        if type(value) is str:
            if longest is not None and len(value) > longest:
                return f" is longer than {longest:,} characters: shorten it"
            if NO_TEXT.search(value):
                return " holds a character that is no text"
            if form == "uuid" and not _UUID.fullmatch(value):
                return " is no UUID in small letters, such as 6f1c0c5e-58a5-4a7c-9a35-0d8c2b6f4c11"
            if form == "date" and (len(value) != 10 or date_of(value) is None):
                return " is no date such as 2026-02-02, from 1900 to 2100"
        elif type(value) is int:
            if (least is not None and value < least) or (greatest is not None and value > greatest):
                return f" is not from {least} to {greatest}"
        elif type(value) is dict:
            for name in needed:
                if name not in value:
                    return f" lacks {name}"
            if one_of and not any(all(name in value for name in names) for names in one_of):
                return f" lacks one of {', '.join(' with '.join(names) for names in one_of)}"
            for name, inner in value.items():
                part = parts.get(name)
                if part is None:
                    return " has a name that the schema does not know"
                if wrong := part(inner):
                    return f".{name}{wrong}"
        elif type(value) is list:
            if most is not None and len(value) > most:
                return f" has more than {most}"
            if each is not None:
                for n, inner in enumerate(value):
                    if wrong := each(inner):
                        return f"[{n}]{wrong}"
        return ""

    return check
