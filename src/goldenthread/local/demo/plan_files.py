"""The plans of the area as its old system exports them, with faults that are known: each is written in a list beside them.

Most faults are those of life: an author who wrote in a hurry, a child who moved on. Others are planted, one a plan."""

from __future__ import annotations

import copy
import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from goldenthread.local.demo.names import a_practitioner_name
from goldenthread.local.demo.plan_texts import HEALTH_AND_CARE, PFA, Clause, Text, line, number, said, words, write
from goldenthread.local.demo.population import phase_of
from goldenthread.local.demo.staff import Staff
from goldenthread.local.demo.story import CENSUS, Area, Child
from goldenthread.web.words import curriculum_year

# Days before today: when the old system's plans were loaded, and what was on record by then.
LOADED, KNOWN = 88, 92
PLANTED = 120
"""Of each fault, in a full-size area."""
_RECENT = 540


@dataclass
class Version:
    """A version and when it can be loaded; `current` is the one in force."""

    case: str
    text: Text
    number: int
    on_record: date
    current: bool


@dataclass
class Fault:
    """A fault that is known. `by` is `plant`, `author` or `life`; `line` is the clause, or the plan's first for one of the whole."""

    fault: str
    by: str
    version: Version
    line: str
    label: str = ""
    text: str = ""

    def row(self) -> dict[str, Any]:
        child = self.version.text.child
        return {
            "fault": self.fault, "by": self.by, "case": self.version.case, "upn": child.upn, "surname": child.surname, "forename": child.forename,
            "issued_on": str(self.version.text.issued), "line": self.line, "label": self.label, "text": self.text,
        }  # fmt: skip


class Plans:
    """`current` are the plans in force, by what an extract of sessions needs too."""

    def __init__(self, area: Area, staff: Staff) -> None:
        self.area, self.staff = area, staff
        self._rng = area.stream("plan texts")
        self._names = {s.code: s.name for s in area.schools.all}
        self._entered: dict[str, date] = {}
        self._amended: dict[str, list[tuple[date, date]]] = defaultdict(list)
        for fact in area.facts:
            assert fact.recorded
            if fact.recorded <= area.today:
                self._entered[fact.case] = min(fact.recorded, self._entered.get(fact.case, fact.recorded))
                if fact.event == "amended-plan-issued":
                    self._amended[fact.case].append((fact.on, fact.recorded))
        self.versions: list[Version] = []
        self.faults: list[Fault] = []

    @property
    def current(self) -> list[Version]:
        return [v for v in self.versions if v.current]

    def make(self) -> None:
        for child in self.area.children:
            if child.plan and child.plan.active_on(self.area.today) and self._on_record(child):
                self._write(child)
        self._of_authors_and_life()
        self._plant()

    def _on_record(self, child: Child) -> bool:
        assert child.plan
        return child.plan.start <= CENSUS[2026] or child.plan.reference in self._entered

    # --- the versions of one child ---

    def _write(self, child: Child) -> None:
        plan, rng = child.plan, self._rng
        assert plan
        begun = date.min if plan.start <= CENSUS[2026] else self._entered[plan.reference]
        days = [(plan.start, begun), *sorted(x for x in self._amended[plan.reference] if x[0] > plan.start)]
        on, recorded = days[-1]
        before: Text | None = None
        if len(days) > 1 and on > self.area.today - timedelta(days=_RECENT) and (child.named or rng.random() < 0.6):
            before = self._text(child, days[-2][0])
            self._confirm(before)
            self.versions.append(Version(plan.reference, before, len(days) - 1, max(begun, days[-2][1]), current=False))
        now = self._text(child, on) if before is None else self._next(before, on)
        if before is None:
            self._confirm(now)
        self.versions.append(Version(plan.reference, now, len(days), max(begun, recorded), current=True))

    def _text(self, child: Child, on: date) -> Text:
        setting, place = self._setting(child, on)
        return write(self._rng, child, on, setting, "", place)

    def _setting(self, child: Child, on: date) -> tuple[str, str]:
        """The setting of the day, by its code and as section I has it. Of a day before the oldest return, one of its kind nearby."""
        assert child.plan
        stay = child.plan.stay_on(on)
        if stay is None and child.plan.stays and on < child.plan.stays[0].entry:
            year = curriculum_year(child.born, on)
            kind = child.plan.stays[0].kind if child.plan.stays[0].kind.startswith("special") else "mainstream_academy"
            school = self.area.schools.near(kind, phase_of(year + 4, kind), child.district)
            return (school.code, school.name) if school else ("", words()["words"]["settings"][year >= 7])
        if stay and stay.setting in self._names:
            return stay.setting, self._names[stay.setting]
        return "", "Education otherwise than at school" if stay and stay.setting == "EHE" else "A setting to be arranged by the council"

    def _next(self, before: Text, on: date) -> Text:
        """An amended plan: the same lines, one outcome met and the dates moved on, and the setting of the day."""
        now = copy.deepcopy(before)
        now.issued = on
        now.setting, now.place = self._setting(before.child, on)
        year = on.year + 1 + (on.month >= 9)
        for c in now.of("E"):
            if "by" in c["details"]:
                c["text"], c["details"]["by"] = c["text"].replace(c["details"]["by"], f"July {year}"), f"July {year}"
                c["confirmed"] = None
        now.of("I")[0]["text"] = f"{now.place}."
        if now.year >= PFA > before.year:
            again = write(self._rng, before.child, on, now.setting, "", now.place)
            needs = _adult_needs(again)
            now.clauses += [c for c in again.clauses if c["line"] in needs or c["need"] in needs]
            number(now)
        return now

    def _confirm(self, text: Text) -> None:
        """Those who advised have confirmed their words in most plans of the last two years, where they were asked."""
        if text.author not in ("careful", "plain") or text.issued < self.area.today - timedelta(days=730):
            return
        names: dict[str, str] = {}
        for c in text.clauses:
            chance = 0.8 if c["section"] in HEALTH_AND_CARE else 0.6
            if c["from"] and c["from"] != "family" and self._rng.random() < chance:
                name = names.setdefault(c["from"], a_practitioner_name(self._rng))
                c["confirmed"] = {"by": name, "on": str(text.issued - timedelta(days=9))}

    # --- faults ---

    def _know(self, fault: str, by: str, version: Version, clause: Clause | None = None) -> None:
        c = clause or version.text.clauses[0]
        self.faults.append(Fault(fault, by, version, c["line"], c["label"] if clause else "", c["text"] if clause else ""))

    def _of_authors_and_life(self) -> None:
        today = self.area.today
        for v in self.current:
            text = v.text
            by_line = {c["line"]: c for c in text.clauses}
            for key, fault in text.weak:
                self._know(fault, "author", v, by_line[key])
            assert text.child.plan
            stay = text.child.plan.stay_on(today)
            if text.setting and stay and stay.setting in self._names and stay.setting != text.setting:
                self._know("former-setting", "life", v)
            if _phase(text.year) < _phase(curriculum_year(text.child.born, today)):
                self._know("stale-text", "life", v)
            if curriculum_year(text.child.born, today) >= PFA > text.year:
                self._know("no-preparation-for-adulthood", "life", v)

    def _plant(self) -> None:
        """Each kind in plans of their own."""
        free = [v for v in self.current if v.text.author not in ("hasty", "copied") and not v.text.child.named]
        self._rng.shuffle(free)
        most = min(max(6, self.area.number(PLANTED)), max(1, len(free) // 16))
        for fault, plant in PLANTS.items():
            left = most
            for v in list(free):
                if not left:
                    break
                earlier = next((w for w in self.versions if w.case == v.case and not w.current), None)
                clause = plant(self._rng, v.text, earlier.text if earlier else None)
                if clause is not None:
                    free.remove(v)
                    left -= 1
                    self._know(fault, "plant", v, clause or None)

    # --- files ---

    def write(self, folder: Path) -> tuple[list[tuple[Path, str, date]], Path]:
        """The files with the day of loading each, and the list of known faults."""
        today = self.area.today
        known, loaded = today - timedelta(days=KNOWN), today - timedelta(days=LOADED)
        first = [v for v in self.versions if v.on_record <= known and v.text.issued <= known]
        taken = {id(v) for v in first}
        files = [(self._file(folder / "plans.jsonl", first, known), "plans", loaded)]
        files.append((self._file(folder / f"plans-{today}.jsonl", [v for v in self.versions if id(v) not in taken], today), "plans", today))
        path = folder / "known-faults.jsonl"
        path.write_text("".join(json.dumps(f.row(), ensure_ascii=False) + "\n" for f in self.faults), "utf-8")
        return files, path

    def _file(self, path: Path, versions: Iterable[Version], known: date) -> Path:
        with path.open("w", encoding="utf-8") as out:
            for v in versions:
                out.write(json.dumps(self._data(v, known), ensure_ascii=False) + "\n")
        return path

    def _data(self, v: Version, known: date) -> dict[str, Any]:
        child, text = v.text.child, v.text
        entered = self._entered.get(v.case)
        whose = {"case": v.case} if entered and entered <= known else {}
        if child.upn:
            whose["upn"] = child.upn
        if not whose:
            whose = {"surname": child.surname, "forename": child.forename, "date_of_birth": str(child.born), "postcode": child.postcode}
        sections = []
        for name in dict.fromkeys(c["section"] for c in text.clauses):
            sections.append({"section": name, "clauses": [{k: x for k, x in c.items() if k != "section" and x} for c in text.clauses if c["section"] == name]})
        plan = {"version": v.number, "issued_on": str(text.issued), "setting": text.setting or None, "setting_type": text.setting_type or None}
        return {"schema": "goldenthread-plan-1", "child": whose, "plan": plan, "sections": sections}


def _phase(year: int) -> int:
    return (year >= 0) + (year >= 7) + (year >= 12)


# --- how each fault is planted: the clause at fault, an empty one for the whole plan, or None where the plan has no place for it ---

Plant = Callable[[Random, Text, Text | None], Clause | None]
_WHOLE: Clause = {}


def _reworded(section: str, name: str) -> Plant:
    def plant(rng: Random, text: Text, _: Text | None) -> Clause | None:
        fit = [c for c in text.of(section) if c["need"] or section == "B"]
        if not fit:
            return None
        c = rng.choice(fit)
        c["text"], c["confirmed"] = said(rng.choice(words()["words"][name]), text.child), None
        if section != "B":
            c["details"] = {}
        return c

    return plant


def _unmet(rng: Random, text: Text, _: Text | None) -> Clause | None:
    needs = text.of("B")
    if len(needs) < 2:
        return None
    need = rng.choice(needs)
    text.clauses = [c for c in text.clauses if not (c["need"] == need["line"] and c["section"] in ("F", "G", "H1", "H2"))]
    number(text)
    return need


def _for_no_need(rng: Random, text: Text, _: Text | None) -> Clause | None:
    c = rng.choice(text.of("F"))
    c["need"] = None
    return c


def _taught_in_g(rng: Random, text: Text, _: Text | None) -> Clause | None:
    fit = [c for c in text.of("F") if c["from"] in ("speech-and-language-therapist", "occupational-therapist")]
    if not fit:
        return None
    c = rng.choice(fit)
    c.update(section="G", text=said(rng.choice(words()["words"]["health_in_g"]), text.child), details={}, confirmed=None)
    number(text)
    return c


def _treated_in_f(rng: Random, text: Text, _: Text | None) -> Clause | None:
    if not text.of("B"):
        return None
    need, outcome = text.of("B")[0]["line"], text.of("E")[0]["line"]
    c = {"line": line(rng), "section": "F", "label": "", "text": said(rng.choice(words()["words"]["health_in_f"]), text.child), "details": {}, "need": need,
         "outcome": outcome, "from": "health", "confirmed": None}  # fmt: skip
    text.clauses.append(c)
    number(text)
    return c


def _adult_needs(text: Text) -> set[str]:
    adult = {said(t["need"], text.child) for t in words()["adulthood"]}
    return {c["line"] for c in text.of("B") if c["text"] in adult}


def _silent(rng: Random, text: Text, _: Text | None) -> Clause | None:
    """A text of Year 9 or later from which all of adult life is left out."""
    needs = _adult_needs(text)
    if text.year < PFA or not needs or len(text.of("B")) <= len(needs):
        return None
    text.clauses = [c for c in text.clauses if c["line"] not in needs and c["need"] not in needs]
    number(text)
    return _WHOLE


def _altered(rng: Random, text: Text, before: Text | None) -> Clause | None:
    if before is None:
        return None
    confirmed = {c["line"] for c in before.clauses if c["confirmed"]}
    fit = [c for c in text.of("F", "G", "H2") if c["line"] in confirmed]
    if not fit:
        return None
    # Those of health and care first, of which there are few.
    c = next((c for c in fit if c["section"] != "F"), None) or rng.choice(fit)
    what = c["details"].get("what") or c["text"].split(",")[0]
    c.update(text=said(rng.choice(words()["words"]["altered"]).replace("{what}", what), text.child), details={}, confirmed=None)
    return c


PLANTS: dict[str, Plant] = {
    "confirmed-clause-altered": _altered,
    "no-preparation-for-adulthood": _silent,
    "health-in-wrong-section": lambda rng, text, before: (_taught_in_g if rng.random() < 0.5 else _treated_in_f)(rng, text, before),
    "vague-provision": _reworded("F", "vague"),
    "missing-quantity": _reworded("F", "bare"),
    "need-as-diagnosis": _reworded("B", "diagnosis"),
    "need-without-provision": _unmet,
    "provision-without-need": _for_no_need,
}
