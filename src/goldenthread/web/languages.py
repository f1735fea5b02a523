"""Family pages in the languages that an area has, with gettext. A template stays written in English as it reads: each sentence of it, with its
names as `{names}` and its links as `<1>…</1>`, is the message that a translator sees. So no sentence can be forgotten, and none is cut in
pieces. A catalogue is `<code>/LC_MESSAGES/family.mo` in `LANGUAGES_DIR`; the messages are listed by `goldenthread messages`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from jinja2.ext import Extension
from markupsafe import Markup, escape

from goldenthread.web.words import time_of_day

COOKIE = "language"
ENGLISH_BELOW = "This was translated. The English below is what counts."
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_now: ContextVar[str] = ContextVar("language", default="en")


@dataclass(frozen=True)
class Language:
    """A language by its code (BCP 47) and by its own name."""

    code: str
    name: str

    @property
    def dir(self) -> str:
        return "rtl" if self.code.split("-")[0] in RIGHT_TO_LEFT else "ltr"


ENGLISH = Language("en", "English")


def languages() -> list[Language]:
    """English, and those of which the area has a catalogue, by their own names."""
    folder = Path(settings.LANGUAGES_DIR) if settings.LANGUAGES_DIR else None
    codes = sorted(p.parent.parent.name for p in folder.glob("*/LC_MESSAGES/family.mo")) if folder and folder.is_dir() else []
    return [ENGLISH, *(Language(c, _catalogue(str(folder), c).info().get("x-language-name", c)) for c in codes)]


ENGLISH_NAMES = {"ckb": "Kurdish Sorani", "gu": "Gujarati", "ku": "Kurmanji", "ps": "Pashto", "so": "Somali", "ti": "Tigrinya"}
"""Of languages that families in England speak and Django does not know, or knows by a longer name."""


def language_called(said: str) -> Language | None:
    """The language that somebody named, by its code, its own name or its English one, where the area has a catalogue of it. English is none: it
    is what everything is written in."""
    name = " ".join(said.casefold().split())
    if not name:
        return None
    for one in languages():
        known = LANG_INFO.get(one.code.lower(), {})
        if one is not ENGLISH and name in {n.casefold() for n in (one.code, one.name, ENGLISH_NAMES.get(one.code, ""), known.get("name", ""), known.get("name_local", ""))}:
            return one
    return None


@lru_cache(maxsize=64)
def _catalogue(folder: str, code: str) -> NullTranslations:
    path = Path(folder) / code / "LC_MESSAGES" / "family.mo"
    if not path.is_file():
        return NullTranslations()
    with path.open("rb") as file:
        return GNUTranslations(file)


def catalogue_messages(folder: str, code: str) -> list[str]:
    """What a catalogue translates."""
    return [key for key in getattr(_catalogue(folder, code), "_catalog", {}) if isinstance(key, str) and key]


def language_code() -> str:
    return _now.get()


def language() -> Language:
    """The language of the page that is being made."""
    code = _now.get()
    return ENGLISH if code == "en" else next((one for one in languages() if one.code == code), ENGLISH)


@contextmanager
def spoken(code: str) -> Iterator[None]:
    """What is said meanwhile is said in this language."""
    before = _now.set(code)
    try:
        yield
    finally:
        _now.reset(before)


def t(message: Any) -> str:
    """A message in the language of the page; in English where the catalogue lacks it. Space around it is kept."""
    text = str(message) if message else ""
    code = _now.get()
    if code == "en" or not text.strip():
        return text
    inner = text.strip()
    found = _catalogue(str(settings.LANGUAGES_DIR), code).gettext(inner)
    return text.replace(inner, found, 1)


def tf(message: str, **names: Any) -> str:
    """A sentence with its names put in, in the language of the page."""
    return re.sub(r"\{(\w+)\}", lambda m: str(names.get(m[1], m[0])), t(message))


def t_date(said: str) -> str:
    """A day that was written in English, with its weekday and month in the language of the page."""
    return re.sub(_DATE_WORDS, lambda m: t(m[0]), said) if _now.get() != "en" else said


def t_time(at: time | datetime) -> str:
    """A time of day: "3.30pm", and by the 24 hours in another language, where "pm" may say nothing."""
    return time_of_day(at) if _now.get() == "en" else f"{at:%H:%M}"


RANGES = {
    r"between (?P<low>\d+) and (?P<high>\d+) weeks": "between {low} and {high} weeks", r"between (?P<low>\d+) and (?P<high>\d+) months": "between {low} and {high} months",
    r"up to 1 week": "up to 1 week", r"up to 1 month": "up to 1 month", r"up to (?P<n>\d+) weeks": "up to {n} weeks", r"up to (?P<n>\d+) months": "up to {n} months",
    r"(?P<n>\d+) months or longer, and we cannot say how much longer": "{n} months or longer, and we cannot say how much longer",
    r"so long that we cannot say how long": "so long that we cannot say how long",
    "Wait now: not known": "Wait now: not known", "No wait: just turn up": "No wait: just turn up",
}  # fmt: skip
"""How `science.wait_words` and the Local Offer say a wait, and the message of each."""


def t_range(said: str) -> str:
    """A wait that was said in English, in the language of the page."""
    if _now.get() == "en":
        return said
    if said.startswith("Wait now: ") and said not in RANGES:
        return f"{t('Wait now')}: {t_range(said.removeprefix('Wait now: '))}"
    for pattern, message in RANGES.items():
        if m := re.fullmatch(pattern, said):
            return tf(message, **m.groupdict())
    return t(said)


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_DATE_WORDS = re.compile(rf"\b(?:{'|'.join((*WEEKDAYS, *MONTHS, *(d[:3] for d in WEEKDAYS), *(m[:3] for m in MONTHS)))})\b")
DATE_MESSAGES = (*WEEKDAYS, *MONTHS, *(d[:3] for d in WEEKDAYS), *(m[:3] for m in MONTHS if m != "May"))


def sentence(message: str, links: Mapping[str, Any], names: Mapping[str, Any]) -> Markup:
    """A sentence of a template in the language of the page. What stands for a name is escaped, and a translation can bring no markup of
    its own."""
    said = t(message)
    # Written in English the text is the template's own, with entities; another language's is plain text.
    plain = (lambda text: text) if said == message else (lambda text: str(escape(text)))

    parts, at = [], 0
    for m in _MARK.finditer(said):
        parts.append(plain(said[at : m.start()]))
        if m[1] is not None:
            value = names.get(m[1], m[0])
            parts.append(str(escape("" if value is None else value)))
        else:
            parts.append(str(links.get(m[2], "")))
        at = m.end()
    parts.append(plain(said[at:]))
    return Markup("".join(parts))  # noqa: S704 - the template's own text; names are escaped above


_MARK = re.compile(r"\{(\w+)\}|<(/?\d+)>")


# --- from a template to its messages ---

TRANSLATED = (
    "families/", "layout.html", "services/answer_help.html", "services/say_worse.html", "services/choices.html", "letters/letter.html",
    # The plan and the draft, as a family reads them and says what it thinks of them.
    "plans/read.html", "plans/notice.html", "plans/comment.html", "plans/section_a.html", "plans/ask.html", "plans/summary.html", "plans/versions.html", "plans/compare.html", "plans/amended.html",
    # The Local Offer, for anybody.
    *(f"offer/{page}.html" for page in ("find", "service", "parts", "children", "child_parts", "child_says", "child_topic", "whats_on", "map", "shortlist", "offline", "copies", "said", "say",
                                        "suggest", "whole", "too_often", "consulted", "consulted_one", "comment_parts", "session_parts")),
    # Meetings, children's views, consultations and packs.
    *(f"voice/{page}.html" for page in ("hub", "meetings", "meeting", "meeting_closed", "own_booking", "answer", "pack", "packs", "pack_parts", "passed", "project", "projects", "tell_us",
                                        "tell_us_form", "tell_us_thanks", "field_faces", "parts", "too_often", "forum_question")),
    # Signing in, and a link that was sent.
    "account/", "mfa/", "letters/enter_code.html", "letters/link_",
    # What a family reads of its own case with the same template as officers do.
    "cases/case.html", "cases/happened.html", "cases/child.html", "cases/children", "cases/why.html", "cases/my_work", "cases/filters.html", "cases/find.html", "cases/document.html", "cases/record", "cases/conflict.html", "cases/correct.html",
    "letters/of_case.html", "delivery/ledger.html", "delivery/in_place.html", "delivery/week.html", "reviews/review.html", "reviews/parts.html", "reviews/rows.html",
    "plans/ask_for_copy.html", "plans/no_plan_now.html", "plans/my_clauses.html", "plans/media.html", "plans/name_setting.html", "plans/find_setting.html",
    "assessments/advice_of_case.html", "assessments/advice_read.html", "assessments/advice_reads.html", "assessments/advice_macros.html", "access/who_", "access/sign_in_fields.html",
    # Asking for an assessment, and what is written for anybody.
    "assessments/ask_", "pages/", "services/open_waits.html", "services/still_waiting.html", "voice/forum_record.html", "voice/pack_gave.html", "offer/year", "offer/ask_link.html", "components/clocks.html", "components/errors.html",
)  # fmt: skip
PUT_TOGETHER = ("access/", "assessments/", "cases/", "delivery/", "reviews/")
"""Templates whose values Python put together of several, such as “Priya Nair, case officer: send the final plan”. Elsewhere a value is found again
as whole sentences alone, so that nothing is changed in what a person typed."""
AS_WRITTEN = ("plans/", "letters/letter.html", "letters/document.html")
"""Templates whose printed values are words that somebody wrote or that count as they stand: a plan's, a letter's. In every other template a value
that Python said in English is found again (`web.found_again`)."""
_INLINE = ("a", "strong", "em", "b", "i", "span", "br")
_BALANCED = r"[^{}]"
for _ in range(5):
    _BALANCED = rf"(?:[^{{}}]|\{{{_BALANCED}*\}})"
# An expression ends where its own braces do: a part of the page is asked for with braces within braces.
_TOKEN = re.compile(
    rf"(?P<comment>\{{#.*?#\}})|(?P<control>\{{%.*?%\}})|(?P<expression>\{{\{{{_BALANCED}*\}}\}}|\{{\{{.*?\}}\}})|"
    r"(?P<raw><(?:script|style|textarea)\b.*?</(?:script|style|textarea)>|<!--.*?-->|<!DOCTYPE[^>]*>)"
    r"|(?P<tag></?[a-zA-Z](?:\{\{.*?\}\}|\{%.*?%\}|[^<>{]|\{(?![{%]))*>)|(?P<text>[^<{]+|.)",
    re.DOTALL,
)
_LITERAL = re.compile(r'(?P<before>[\[=(]\s*)?"(?P<said>[^"\\\n]*)"')
_NO_WORDS = re.compile(r'"(?:autocomplete|classes|href|id|idPrefix|inputmode|name|namePrefix|type|value)":[^,{}]*$')
"""Before what no reader reads of a part of the page."""
_ATTRIBUTE = re.compile(r'(?<=\saria-label=")([A-Z][^"{}]*)(?=")')


def area_texts() -> dict[str, Any]:
    """What a template asks for by name."""
    return {"_sentence": sentence, "_t": t, "said_wait": t_range, "said_day": t_date, "page_language": language, "area_languages": languages}


class Sentences(Extension):
    """Makes the sentences of templates translatable as they are read. An environment for English has none of it: it reads them as written."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        if not name or not name.endswith(".html"):
            return source
        sentences, values = name.startswith(TRANSLATED), not name.startswith(AS_WRITTEN)
        return translatable(source, sentences=sentences, values=("_said_of" if name.startswith(PUT_TOGETHER) else "_said") if values else "")[0] if sentences or values else source


def translatable(source: str, *, sentences: bool = True, values: str = "") -> tuple[str, list[str]]:
    """A template whose sentences are asked for by `_sentence`, and its messages in their order; with `values`, one in which what is printed as
    text is asked for by that name."""
    out: list[str] = []
    messages: list[str] = []
    run: list[tuple[str, str]] = []

    def flush() -> None:
        out.append(_run(run, messages) if sentences else "".join(text for _, text in run))
        run.clear()

    for found in _TOKEN.finditer(source):
        kind, text = found.lastgroup or "text", found[0]
        inline = kind == "tag" and (re.match(r"</?(\w+)", text) or [""])[1] in _INLINE and "{%" not in text  # type: ignore[index]
        if kind in ("text", "expression") or inline:
            if sentences:
                text = _literals(text, messages) if kind == "expression" else _attributes(text, messages) if kind == "tag" else text
            run.append((kind, _as_said(text, values) if values and kind == "expression" else text))
        else:
            flush()
            out.append(_attributes(text, messages) if kind == "tag" and sentences else text)
    flush()
    return "".join(out), list(dict.fromkeys(messages))


def _as_said(expression: str, by: str) -> str:
    """An expression whose text is found again. The signs that take space away stay where they are."""
    m = re.fullmatch(r"(\{\{-?)(.*?)(-?\}\})", expression, re.DOTALL)
    return f"{m[1]} {by}(({m[2].strip()})) {m[3]}" if m else expression


def _run(run: list[tuple[str, str]], messages: list[str]) -> str:
    """One sentence or several that stand together, as one message; what is around them stays, and so does a tag of which only one end is here."""
    alone = _unmatched(run)
    if alone:
        at = alone[0]
        return _run(run[:at], messages) + run[at][1] + _run(run[at + 1 :], messages)
    if not any(kind == "text" and re.search(r"[A-Za-z]{2}", text) for kind, text in run):
        return "".join(text for _, text in run)
    first, last = 0, len(run)
    while run[first][0] == "text" and not run[first][1].strip():
        first += 1
    while run[last - 1][0] == "text" and not run[last - 1][1].strip():
        last -= 1
    body = run[first:last]
    before, after = "".join(t for _, t in run[:first]), "".join(t for _, t in run[last:])
    lead, trail = "", ""
    if body[0][0] == "text":
        lead = body[0][1][: len(body[0][1]) - len(body[0][1].lstrip())]
        body[0] = ("text", body[0][1].lstrip())
    if body[-1][0] == "text":
        trail = body[-1][1][len(body[-1][1].rstrip()) :]
        body[-1] = ("text", body[-1][1].rstrip())
    return before + lead + _message(body, messages) + trail + after


def _unmatched(run: list[tuple[str, str]]) -> list[int]:
    """Tags of a run whose other end is outside it."""
    opened: list[int] = []
    alone = []
    for n, (kind, text) in enumerate(run):
        if kind != "tag" or text.startswith("<br"):
            continue
        if not text.startswith("</"):
            opened.append(n)
        elif opened:
            opened.pop()
        else:
            alone.append(n)
    return sorted(alone + opened)


def _message(body: list[tuple[str, str]], messages: list[str]) -> str:
    said, names, links, opened, sets, count = "", {}, {}, [], "", 0
    for kind, text in body:
        if kind == "text":
            said += re.sub(r"\s+", " ", text)
        elif kind == "expression":
            inside = text[2:-2].strip("-").strip()
            of = re.fullmatch(r"_said(?:_of)?\(\((.*)\)\)", inside, re.DOTALL)
            key = base = re.sub(r"\W+", "_", of[1] if of else inside)[:40].strip("_") or "name"
            n = 2
            while key in names and names[key] != inside:
                key, n = f"{base}_{n}", n + 1
            names[key] = inside
            said += f"{{{key}}}"
        else:
            if text.startswith("</"):
                mark = f"/{opened.pop()}" if opened else ""
            else:
                count += 1
                mark = str(count)
                if not text.startswith("<br"):
                    opened.append(mark)
            variable = f"_g{len(messages)}_{mark.strip('/')}"
            sets += f"{{% set {variable} %}}{text}{{% endset %}}" if "{{" in text else ""
            links[mark] = variable if "{{" in text else repr(text) + "|safe"
            said += f"<{mark}>"
    messages.append(said)
    given = ", ".join(f'"{k}": ({v})' for k, v in names.items())
    linked = ", ".join(f'"{k}": {v}' for k, v in links.items())
    return f"{sets}{{{{ _sentence({said!r}, {{{linked}}}, {{{given}}}) }}}}"


def _literals(expression: str, messages: list[str]) -> str:
    """English words inside an expression: what stands in a list, is a key or names something else is no sentence."""

    def one(m: re.Match[str]) -> str:
        said = m["said"]
        words = re.search(r"[A-Za-z]{2}", said) and (" " in said.strip() or re.match(r"[A-Z][a-z]", said))
        if not words or (m["before"] and m["before"].strip() in ("[", "=")) or expression[max(0, m.start() - 9) : m.start()].endswith(("url(", "holds(")) or _NO_WORDS.search(expression[: m.start()]) or re.search(r"does\([^()]*$", expression[: m.start() + len(m["before"] or "")]):
            return m[0]
        messages.append(said.strip())
        return f'{m["before"] or ""}_t("{said}")'

    for pair in re.finditer(r'does\("([^"]*)", "([^"]*)"\)', expression):
        messages.extend((f"{{name}} {pair[1]}", f"you {pair[2]}"))
    return _LITERAL.sub(one, expression)


def _attributes(tag: str, messages: list[str]) -> str:
    def one(m: re.Match[str]) -> str:
        messages.append(m[1])
        return f'{{{{ _t("{m[1]}") }}}}'

    return _ATTRIBUTE.sub(one, tag)


class InTheReadersLanguage:
    """Middleware: what a reader chose, for as long as their browser keeps it. Nothing is guessed from elsewhere."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        code = request.COOKIES.get(COOKIE, "en")
        if code == "en" or code not in {one.code for one in languages()}:
            return self.get_response(request)
        with spoken(code):
            return self.get_response(request)
