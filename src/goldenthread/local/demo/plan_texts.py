"""What the plans of the demo area say: needs that fit the child and the age on the day of the text, by authors of differing
care. Words come from plan_words.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any
from uuid import UUID

from goldenthread.local.demo.chance import pick
from goldenthread.local.demo.story import Child
from goldenthread.pathways.common.contributors import CONTRIBUTORS
from goldenthread.science.advice import Provision, lowered, with_article
from goldenthread.web.words import curriculum_year

Clause = dict[str, Any]
AUTHORS = {"careful": 20, "plain": 35, "wordy": 20, "hasty": 15, "copied": 10}
"""How plans are written, and how many in a hundred are."""
SECTIONS = ("A", "B", "C", "D", "E", "F", "G", "H1", "H2", "I", "J", "K")
PFA = 9
HEALTH_AND_CARE = ("C", "D", "G", "H1", "H2")


@dataclass
class Text:
    """One version of a plan. `weak` are the clauses that its author left vague, as line and fault."""

    child: Child
    author: str
    issued: date
    setting: str
    setting_type: str
    place: str
    clauses: list[Clause] = field(default_factory=list)
    weak: list[tuple[str, str]] = field(default_factory=list)

    @property
    def year(self) -> int:
        return curriculum_year(self.child.born, self.issued)

    def of(self, *sections: str) -> list[Clause]:
        return [c for c in self.clauses if c["section"] in sections]


@cache
def words() -> Mapping[str, Any]:
    return tomllib.loads((files("goldenthread.local.demo") / "plan_words.toml").read_text("utf-8"))


def said(text: str, child: Child, **more: str) -> str:
    he, him, his = ("she", "her", "her") if child.sex == "F" else ("he", "him", "his")
    filled = text.format(name=child.forename, he=he, him=him, his=his, He=he.capitalize(), His=his.capitalize(), **more)
    return filled[:1].upper() + filled[1:]


def line(rng: Random) -> str:
    return str(UUID(int=rng.getrandbits(128), version=4))


def write(rng: Random, child: Child, issued: date, setting: str, setting_type: str, place: str) -> Text:
    """A plan as one of the authors would have written it on a day. `place` is how section I names the setting."""
    text = Text(child, "careful" if child.named else pick(rng, AUTHORS), issued, setting, setting_type, place)
    by = f"July {issued.year + 1 + (issued.month >= 9)}"
    for views in rng.sample(words()["words"]["views"], 2 if text.author == "careful" else 1):
        _add(text, rng, "A", said(views, child), contributor="family")
    for thread in _threads(rng, child, text.year):
        _thread(text, rng, thread, by)
    codes = set(child.plan.needs) if child.plan else set()
    for each in words()["health"]:
        if codes & set(each["needs"]) and rng.random() < 0.35:
            _thread(text, rng, each, by, need_in="C", help_in="G")
            break
    if rng.random() < 0.15:
        _thread(text, rng, {**rng.choice(words()["care"]), "contributor": "social-care"}, by, need_in="D", help_in="H2")
    _add(text, rng, "I", f"{place}.", contributor="")
    came = sorted({c["from"] for c in text.clauses if c["from"]})
    _add(text, rng, "K", f"Advice of the {', the '.join(CONTRIBUTORS.get(c, c) for c in came)}, {issued.year}.", contributor="")
    number(text)
    return text


def number(text: Text) -> None:
    """Clauses in the order of the sections, numbered anew."""
    text.clauses.sort(key=lambda c: SECTIONS.index(c["section"]))
    counts: dict[str, int] = {}
    for c in text.clauses:
        n = counts[c["section"]] = counts.get(c["section"], 0) + 1
        c["label"] = f"{c['section']}{'.' if c['section'][-1].isdigit() else ''}{n}"


def _threads(rng: Random, child: Child, year: int) -> list[Mapping[str, Any]]:
    codes = (child.plan.needs if child.plan else []) or [""]
    found: list[Mapping[str, Any]] = []
    for place, code in enumerate(codes):
        fits = [t for t in words()["thread"] if code in t["needs"] and t not in found]
        now = [t for t in fits if t["years"][0] <= max(-1, min(15, year)) <= t["years"][1]] or fits[:1]
        found += rng.sample(now, min(len(now), rng.choice((2, 3)) if place == 0 else 1))
    if year >= PFA:
        found += [{**t, "contributor": "education-setting", "area": "cognition"} for t in words()["adulthood"] if t["years"][0] <= min(15, year) <= t["years"][1]]
    return found


def _add(text: Text, rng: Random, section: str, says: str, *, contributor: str, need: str | None = None, outcome: str | None = None, **details: Any) -> Clause:
    clause = {
        "line": line(rng), "section": section, "label": "", "text": says, "details": {k: v for k, v in details.items() if v}, "need": need, "outcome": outcome,
        "from": contributor or None, "confirmed": None,
    }  # fmt: skip
    text.clauses.append(clause)
    return clause


def _thread(text: Text, rng: Random, thread: Mapping[str, Any], by: str, *, need_in: str = "B", help_in: str = "F") -> None:
    child, who = text.child, thread["contributor"]
    need = _add(text, rng, need_in, said(thread["need"], child), contributor=who, area=thread.get("area", "health" if need_in == "C" else "care"))
    outcome = _add(text, rng, "E", said(thread["outcome"], child, by=by), contributor=who, need=need["line"], by=by)
    weak = {"hasty": 0.35, "copied": 0.75}.get(text.author, 0) if "vague" in thread else 0
    given: Clause
    if rng.random() < weak:
        fault = "vague-provision" if rng.random() < 0.6 else "missing-quantity"
        says = said(thread["vague" if fault == "vague-provision" else "bare"], child)
        given = _add(text, rng, help_in, says, contributor=who, need=need["line"], outcome=outcome["line"])
        text.weak.append((given["line"], fault))
        return
    fields = {k: thread.get(k) for k in ("what", "who", "how_often", "minutes", "group", "weeks")}
    given = _add(text, rng, help_in, says_help(fields, child, text.author), contributor=who, need=need["line"], outcome=outcome["line"])
    # Whose words and parts are both kept depends on the system that a plan was written in.
    given["details"] = {k: v for k, v in fields.items() if v} if text.author in ("careful", "plain") else {}


def says_help(fields: Mapping[str, Any], child: Child, author: str) -> str:
    """A line of help with its quantity, in the author's way."""
    who, often, minutes, group, weeks = (fields.get(k) for k in ("who", "how_often", "minutes", "group", "weeks"))
    what, size = str(fields["what"]), "one to one" if group == 1 else f"in a group of {group}"
    if author == "careful":
        return Provision("", what, str(who), str(often), minutes, weeks, group).sentence
    if author == "wordy":
        in_weeks = f", in {weeks} weeks of the year" if weeks else ""
        return f"{what} will be provided for {child.forename} {lowered(str(often))} for {minutes} minutes each time, {size}{in_weeks}, and will be given by {with_article(lowered(str(who)))}, who reports to the family each term."
    return f"{often}, {minutes} minutes, {size}: {what[:1].lower()}{what[1:]}, by {with_article(lowered(str(who)))}."
