"""The messages of family pages, for translators: gathered from templates and code, written as a template of a catalogue (.pot), and a
catalogue (.po) made into what gettext reads (.mo). No other program is needed."""

from __future__ import annotations

import ast
import csv
import re
import struct
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from jinja2 import Environment, nodes

from goldenthread.web.languages import DATE_MESSAGES, ENGLISH_BELOW, RANGES, TRANSLATED, WEEKDAYS, translatable
from goldenthread.web.letter_words import TO_FAMILIES, messages_of

SOURCE = Path(__file__).resolve().parents[1]
WRITTEN_IN_CODE = (
    # What the pure core, and lists that officers and families both read, say in English; it is found again as it is printed.
    "engine/explain.py", "engine/grounds.py", "science/advice.py", "science/places_left.py", "science/wait_words.py", "science/eligibility.py", "science/small_numbers.py", "web/words.py", "web/navigation.py", "access/adapter.py", "access/rules.py", "access/pages/who_can_see.py",
    "people/kinds.py", "cases/presenters.py", "cases/reasons.py", "cases/worklist.py", "cases/queries_case.py", "cases/forms.py", "cases/pages/case*.py", "cases/pages/comparison.py", "cases/pages/family_words.py", "cases/pages/record*.py", "cases/pages/rows.py", "cases/pages/why*.py",
    "assessments/advice_queries.py", "assessments/decisions_*.py", "assessments/models.py", "assessments/notice_facts.py", "assessments/requests_steps.py", "assessments/requests_actions.py", "assessments/pages/advice_asking.py", "assessments/pages/ask*.py",
    "delivery/forms.py", "delivery/ledger.py", "delivery/models.py", "delivery/pages/ledger.py", "reviews/deciding.py", "reviews/forms.py", "reviews/people.py", "reviews/report.py", "reviews/standing.py", "reviews/pages/review*.py",
    "plans/versions.py", "plans/naming.py", "plans/compare.py", "plans/actions_sending.py", "plans/actions_amending.py", "services/forms.py", "services/models_help.py", "services/telling.py", "services/choices*.py", "services/open_waits.py", "services/pages/interim.py", "services/pages/open_waits.py", "services/pages/choices.py",
    "offer/consulted.py", "offer/directory.py", "web/pages.py", "delivery/pages/in_place.py", "services/assessments.py",  "offer/forms_sessions.py", "science/delivery.py", "services/pages/telling.py", "services/pages/worse.py", "offer/fields.py", "offer/forms.py", "offer/models_sessions.py", "offer/sessions.py", "offer/models_consulted.py", "voice/*.py", "letters/pages/personal_link.py",
    # What is said to families themselves.
    "families/*.py", "families/pages/*.py", "web/fields.py", "pathways/*.py", "pathways/common/*.py", "science/withholding.py", "science/second_parent.py", "services/medication.py", "people/models/children.py", "assessments/uploads.py", "letters/translating.py",
    "offer/models_comments.py", "offer/forms_comments.py", "offer/models_copies.py", "offer/forms_copies.py", "offer/waits.py", "offer/children.py", "offer/pages/directory.py", "plans/sections.py", "plans/document.py", "plans/forms.py", "plans/summary.py", "plans/media.py", "plans/pages/reading.py", "plans/pages/section_a.py", "plans/pages/exports.py", "voice/models*.py", "voice/forms*.py",
)
"""Where sentences of family pages are written in code. More is gathered than is said to families: a message that is never asked for does no harm."""
SAID_BY_OTHERS = (
    "You must type the same password each time.", "The password reset token was invalid.",
    "This password is too common.", "This password is entirely numeric.", "This password is too short. It must contain at least 12 characters.", "This field is required.", "Enter a valid email address.",
    "Select a valid choice. That choice is not one of the available choices.",
)
"""What allauth and Django say in a form of signing in."""
LETTERS, MAILS = ("letters/data/letters", "letters/data/parts"), "letters/data/mails"
_NAME = re.compile(r"\{\w+\}")
_OF_A_MACHINE = re.compile(r"^\S*[/_=]\S*$| = |\b(?:SELECT|select|from \w+_\w+|where \w+_)\b|^\(?\w+, \w+_\w+")
"""What is no sentence: an address, a name of a column, a question of the database."""
_A_LOOK = re.compile(r"(?:Prepared|Opened|Read|Looked|Downloaded|Answered|Checked|Compared|Decided|Wrote|Printed|Asked whether|Took|Began|Recorded) [a-z][^.{]*$")
_SENTENCE = re.compile(r"[A-Za-z]{2}")


def messages() -> list[str]:
    """Every message, in the order of the templates and then of the code."""
    found: list[str] = []
    for path in sorted(p for folder in SOURCE.glob("*/templates") for p in folder.rglob("*.html")):
        name = str(path.relative_to(next(q for q in path.parents if q.name == "templates")))
        if name.startswith(TRANSLATED):
            found += translatable(path.read_text("utf-8"))[1]
            found += _set_in(path.read_text("utf-8"))
        elif name.startswith("components/"):
            found += re.findall(r'\b_t\("([^"]+)"', path.read_text("utf-8"))
    for folder in LETTERS:
        for path in sorted((SOURCE / folder).glob("*.md")):
            found += messages_of(path.read_text("utf-8"))
    for slug in sorted(TO_FAMILIES):
        found += messages_of((SOURCE / MAILS / f"{slug}.md").read_text("utf-8"))
    with (SOURCE / "offer/data/terms.csv").open(encoding="utf-8") as terms:
        found += [row["name"] for row in csv.DictReader(terms)]
    for pattern in WRITTEN_IN_CODE:
        for path in sorted(SOURCE.glob(pattern)):
            if not path.name.startswith(("apps", "urls", "walls")):
                found += _of_code(path.read_text("utf-8"))
    for path in sorted(SOURCE.glob("pathways/**/*.py")):
        # What is chosen in an entry is said by its name.
        found += [m.replace("-", " ") for m in _of_code(path.read_text("utf-8")) if re.fullmatch(r"[a-z]+(-[a-z]+)+", m)]
    for path in sorted(SOURCE.glob("*/pages/*.py")):
        # What somebody did who looked at a record: a family reads it.
        found += [m for m in _of_code(path.read_text("utf-8")) if _A_LOOK.match(m)]
    # Whoever is asked for advice stands on the page with a capital letter.
    found += [m[:1].upper() + m[1:] for m in _of_code((SOURCE / "pathways/common/contributors.py").read_text("utf-8"))]
    found += [f"{{n}} {unit}" for unit in ("days", "working days", "weeks", "months", "years", "minutes", "hours")] + ["1 day", "1 month", "1 year", "1 hour", "1 minute", "or", "and"]
    found += [f"A {day}" for day in WEEKDAYS]
    found += [*SAID_BY_OTHERS, ENGLISH_BELOW]
    for path in sorted(SOURCE.glob("access/templates/account/email/*.txt")):
        found += [" ".join(chunk.split()) for chunk in path.read_text("utf-8").split("\n\n") if "{{" not in chunk]
    found += ["1 hour {n} minutes", "{hours} hours {n} minutes"]
    found += [rule["says"] for rule in tomllib.loads((SOURCE / "science/remedies.toml").read_text("utf-8"))["remedy"]]
    found += [f"{{length}} {way} {{what}}" for way in ("after", "before", "beginning with")]
    found += [*DATE_MESSAGES, *RANGES.values(), "Wait now", *(f"{n} {unit}" for n in range(2, 31) for unit in ("working days", "weeks")), "1 working day", "1 week", "weeks", "days", "months"]
    return list(dict.fromkeys(m.strip() for m in found if m.strip()))


def _set_in(template: str) -> Iterator[str]:
    """What a template gives a name before it prints it, and what it puts together of words and names."""
    tree = Environment().parse(template)  # noqa: S701 - only read
    for joined in tree.find_all(nodes.Concat):
        said, names = "", dict[str, str]()
        for part in joined.nodes:
            if isinstance(part, nodes.Const):
                said += str(part.value)
            else:
                words = [n.attr if isinstance(n, nodes.Getattr) else n.name for n in (part, *part.find_all((nodes.Getattr, nodes.Name))) if isinstance(n, (nodes.Getattr, nodes.Name))]
                said += f"{{{_named(names, '_'.join(dict.fromkeys(reversed(words))), repr(part))}}}"
        if _SENTENCE.search(_NAME.sub("", said)) and "<" not in said:
            yield said.strip()
    for given in (*(n.node for n in tree.find_all(nodes.Assign)), *(n.iter for n in tree.find_all(nodes.For))):
        for one in (given, *given.find_all(nodes.Const)):
            if isinstance(one, nodes.Const) and isinstance(one.value, str) and re.match(r"[A-Z][a-z]", one.value):
                yield one.value


def _named(names: dict[str, str], wished: str, written: str) -> str:
    """A name for what is written so, told from another's."""
    key = base = re.sub(r"\W+", "_", wished)[:40].strip("_") or "name"
    n = 2
    while names.setdefault(key, written) != written:
        key, n = f"{base}_{n}", n + 1
    return key


def _of_code(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    documentation = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    # What stands between the names of a sentence is none by itself.
    documentation |= {id(v) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr) for v in n.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = _with_names(node)
            plain = _NAME.sub("x", text)
            if len(_SENTENCE.findall(plain)) and "\n" not in text and "<" not in text and not _OF_A_MACHINE.search(plain) and (" " in plain or plain[:1].isupper()):
                yield text
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            text = node.value.strip()
            if _SENTENCE.search(text) and not _OF_A_MACHINE.search(text) and (" " in text or text[:1].isupper() or len(text) > 2) and "\n" not in text and "%(" not in text:
                yield text
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "does" and len(node.args) == 2:
            one, you = (a.value for a in node.args if isinstance(a, ast.Constant))
            yield from (f"{{name}} {one}", f"you {you}")


def _with_names(node: ast.JoinedStr) -> str:
    """A sentence that Python puts together, with its names in braces, called as what they are written as."""
    said, names = "", dict[str, str]()
    for part in node.values:
        if isinstance(part, ast.Constant):
            said += str(part.value)
        elif isinstance(part, ast.FormattedValue):
            written = ast.unparse(part.value)
            said += f"{{{_named(names, written, written)}}}"
    return said.strip()


def pot() -> str:
    """The template of a catalogue, which a translator's editor opens."""
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"X-Language-Name: \\n"\n\n'
    return head + "\n".join(f"msgid {_quoted(m)}\nmsgstr \"\"\n" for m in messages())


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def read_po(text: str) -> dict[str, str]:
    """What a catalogue says, by message; its head is by the empty one. Raises ValueError for a line that is none of its kind."""
    found: dict[str, str] = {}
    key, value, at = "", "", ""
    # A translation that somebody still has to look at is not used.
    fuzzy = coming = False
    for n, line in enumerate([*text.splitlines(), "msgid"], start=1):
        if line.startswith("#,") and "fuzzy" in line:
            coming = True
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("msgid"):
            if at and value and not fuzzy:
                found[key] = value
            fuzzy, coming = coming, False
            key, value, at = "", "", "msgid"
        elif line.startswith("msgstr"):
            at = "msgstr"
        elif not line.startswith('"'):
            raise ValueError(f"line {n} is none of a catalogue")
        said = "".join(ast.literal_eval(part) for part in re.findall(r'"(?:[^"\\]|\\.)*"', line))
        key, value = (key + said, value) if at == "msgid" else (key, value + said)
    return found


def mo(said: Mapping[str, str], *, name: str) -> bytes:
    """A catalogue as gettext reads it (the format of GNU gettext, little-endian). `name` is the language's own."""
    rows = {"": f"Content-Type: text/plain; charset=UTF-8\nX-Language-Name: {name}\n", **{k: v for k, v in said.items() if k}}
    keys = sorted(rows, key=lambda k: k.encode())
    ids = [k.encode() for k in keys]
    strings = [rows[k].encode() for k in keys]
    start = 28 + 16 * len(keys)
    table, at = [], start
    for group in (ids, strings):
        for text in group:
            table.append((len(text), at))
            at += len(text) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, start)
    return head + b"".join(struct.pack("<2I", *row) for row in table) + b"".join(text + b"\0" for text in (*ids, *strings))


_MARKS = re.compile(r"\{\w+\}|</?\d+>")


def wrong(said: Mapping[str, str]) -> list[str]:
    """What is wrong with a catalogue, in words: a message that lost or gained a name or a link."""
    found = []
    for message, words in said.items():
        if message and sorted(_MARKS.findall(message)) != sorted(_MARKS.findall(words)):
            wanted = ", ".join(_MARKS.findall(message)) or "no name and no link"
            found.append(f"“{message}”: its translation must hold {wanted}")
    return found


def make(po: Path, language: str, into: Path) -> Path:
    """Checks a catalogue and makes what the pages read. Raises ValueError with everything that is wrong."""
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", language) or language == "en":
        raise ValueError(f"“{language}” is not the code of another language. Give one like pl or ar")
    said = read_po(po.read_text("utf-8"))
    if faults := wrong(said):
        raise ValueError("\n".join(faults))
    name = next((line.partition(":")[2].strip() for line in said.get("", "").splitlines() if line.lower().startswith("x-language-name:")), "")
    if not name:
        raise ValueError("Write the language’s own name into the head of the catalogue, as X-Language-Name")
    path = into / language / "LC_MESSAGES" / "family.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(mo(said, name=name))
    return path
