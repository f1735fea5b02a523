"""`goldenthread wording`: what is pointed out of clauses and plans written as JSON, without a database."""

from collections.abc import Mapping
from typing import Any

from goldenthread import json_command
from goldenthread.science.wording import LONGEST, Finding, check, check_plan, read

SECTIONS = ("A", "B", "C", "D", "E", "F", "G", "H", "H1", "H2", "I", "J", "K")
# A set that carries labels can be given as it stands: `id` is answered, `labels` are not looked at.
BESIDE = {"id", "labels"}


class BadClause(ValueError):
    """What was given is not a clause or a plan; the message says why."""


def run(file: str) -> int:
    return json_command.run(file, answer, (BadClause,))


def answer(given: Any) -> dict[str, Any]:
    """The findings of one clause, or of a plan and each of its clauses. Raises BadClause."""
    if not isinstance(given, Mapping):
        raise BadClause("an entry is an object with `section` and `text`, or with `plan`")
    form = {"plan", "age_year"} if "plan" in given else {"section", "text", "age_year"}
    if unknown := set(given) - form - BESIDE:
        raise BadClause(f"an entry has no {', '.join(sorted(unknown))}; it has {', '.join(sorted(form))}")
    year = _year(given.get("age_year"))
    named = {"id": given["id"]} if "id" in given else {}
    if "plan" not in given:
        section, text = _clause(given)
        return {**named, "findings": [_shown(f) for f in check(section, text, year)], **_reading(text)}
    if not isinstance(given["plan"], list) or not given["plan"]:
        raise BadClause("`plan` is a list of clauses, each with `section` and `text`")
    clauses = [_clause(c, n) for n, c in enumerate(given["plan"], 1)]
    each, whole = check_plan(clauses, year)
    found = [{**_shown(f), "clause": n} for n, of_one in enumerate(each, 1) for f in of_one]
    return {
        **named,
        "findings": found + [{**_shown(f), "clause": None} for f in whole],
        "clauses": [{"clause": n, **_reading(text)} for n, (_, text) in enumerate(clauses, 1)],
    }


def _clause(given: Any, number: int | None = None) -> tuple[str, str]:
    where = f"clause {number}: " if number else ""
    if not isinstance(given, Mapping):
        raise BadClause(f"{where}a clause is an object with `section` and `text`")
    if number and (unknown := set(given) - {"section", "text"} - BESIDE):
        raise BadClause(f"{where}a clause of a plan has no {', '.join(sorted(unknown))}; it has section, text")
    for name in ("section", "text"):
        if not isinstance(given.get(name), str) or not given[name].strip():
            raise BadClause(f"{where}`{name}` is missing, empty or not text")
    if len(given["text"]) > LONGEST:
        raise BadClause(
            f"{where}`text` has {len(given['text']):,} characters, and a clause at most {LONGEST:,}: give it clause by clause"
        )
    section = given["section"].strip().upper()
    if section not in SECTIONS:
        raise BadClause(f"{where}{given['section']!r} is not a section of a plan. Sections are: {', '.join(SECTIONS)}")
    return ("H2" if section == "H" else section), given["text"]


def _year(given: Any) -> int | None:
    if given is None:
        return None
    if type(given) is not int or not -1 <= given <= 20:
        raise BadClause(
            "`age_year` is the National Curriculum year as a whole number: -1 is nursery, 0 Reception, 14 and later come after Year 13"
        )
    return given


def _shown(f: Finding) -> dict[str, Any]:
    return {"label": f.label, "found": f.found, **_said(f)}


def _said(f: Finding) -> dict[str, Any]:
    return {"rule": f.rule, "says": f.says, "better": f.better, "source": f.source}


def _reading(text: str) -> dict[str, Any]:
    found = read(text)
    numbers = {"words": found.words, "longest_sentence": found.longest_sentence, "reading_age": found.age}
    return {**numbers, "advice": [_said(f) for f in found.advice]}
