"""Loading issued plans from another system: what a plan says, as plan.schema.json has it, on the child's case that holds it.

A plan that was issued is never changed. What a file says otherwise of a plan that came from a file is added as a version of the
same day, and told, so that a person looks which is right; what was issued here stands, and the difference is told. That a plan
was issued on a day is an event, and comes with the events: a day that the journal does not know is told."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.db import connection, transaction

from goldenthread.cases.imports.children import SEALED_WORDS, Children, Doubt, Known, Sealed
from goldenthread.cases.imports.landing import digest, finish_run, new_run, record_run, seen_before
from goldenthread.cases.imports.owners import owner_of_extract
from goldenthread.cases.imports.report import (
    DIFFERS,
    DOUBTFUL,
    REFUSED,
    ImportReport,
    Progress,
    Unloadable,
    quiet,
    sentence,
    what_fits,
)
from goldenthread.cases.imports.staging import stage, without_collecting
from goldenthread.cases.imports.who import Who, another_first_name, find_child
from goldenthread.engine.calendar import LONDON
from goldenthread.exchange.extract import BadRow, UnreadableExtract
from goldenthread.pathways.common.contributors import CONTRIBUTORS
from goldenthread.plans.files import Clause, PlanFacts, read_plans
from goldenthread.web.days import today
from goldenthread.web.turns import one_at_a_time

KIND = "plans"
PATHWAYS = ("annual-review", "ehc-needs-assessment", "reassessment", "plan-transfer")
"""On whose cases a plan lies; where a reference is of several, on the first."""
ISSUES = ("plan-made", "amended-plan-issued", "final-plan-issued", "plan-transferred")


@dataclass(slots=True)
class _Case:
    id: UUID
    pathway: str
    reference: str
    child: UUID


@dataclass(slots=True)
class _Version:
    """A version on record. `loaded` came from a file."""

    id: UUID
    case: UUID
    version: int
    issued_on: date | None
    withdrawn: bool
    loaded: bool


@dataclass(slots=True)
class _New:
    """A version to be added."""

    id: UUID
    child: UUID
    case: UUID
    version: int
    facts: PlanFacts
    setting: UUID | None
    place: str


def load_plans(path: Path, *, by: str, authority: str | None = None, progress: Progress = quiet) -> ImportReport:
    """Whole or not at all, save plans that are refused each with its reason. Raises Unloadable."""
    path = Path(path)
    report = ImportReport(KIND, path.name, new_run())
    found: list[tuple[str, PlanFacts]] = []
    try:
        with without_collecting():
            for place, plan in read_plans(path):
                report.counts["rows"] += 1
                if report.counts["rows"] % 1000 == 0:
                    progress("Reading and checking plans", report.counts["rows"], None)
                if isinstance(plan, str):
                    _refuse(report, place, plan)
                else:
                    found.append((place, plan))
    except UnreadableExtract as refusal:
        raise Unloadable(str(refusal)) from None
    with what_fits(), without_collecting(), transaction.atomic(), connection.cursor() as cursor:
        one_at_a_time("import plans")
        owner, number = owner_of_extract(cursor, authority)
        loading = _Loading(cursor, report, owner, number, progress)
        loading.decide(found)
        sha256 = digest(path)
        if not report.changed() and seen_before(cursor, owner, KIND, sha256):
            report.repeated = True
            return report
        record_run(cursor, report, owner, sha256, by)
        loading.write()
        finish_run(cursor, report, owner)
        progress("Saving", 0, None)
    return report


def _refuse(report: ImportReport, place: str, reason: str, rule: str = "plan", **about: Any) -> None:
    report.find(REFUSED, place, sentence(reason), rule=rule, **about)


class _Loading:
    """Finds whose each plan is, what of it is new, and writes that. Use it inside a transaction."""

    def __init__(self, cursor: Any, report: ImportReport, owner: UUID, number: str, progress: Progress) -> None:
        self._cursor, self._report, self._owner, self._progress = cursor, report, owner, progress
        self._children = Children.of(cursor, number, owner)
        self._new: list[_New] = []
        self._on = today()

    # --- whose they are ---

    def decide(self, given: Sequence[tuple[str, PlanFacts]]) -> None:
        self._progress("Finding each case", 0, len(given))
        self._read_cases(facts for _, facts in given)
        of_child: dict[UUID, list[tuple[str, PlanFacts, _Case]]] = defaultdict(list)
        for place, facts in given:
            try:
                case = self._case(facts)
                self._doubt_another_first_name(place, facts, self._children.by_id[case.child])
                self._check_days(facts, self._children.by_id[case.child])
                of_child[case.child].append((place, facts, case))
            except (BadRow, Sealed) as refusal:
                _refuse(self._report, place, str(refusal), rule="identity" if isinstance(refusal, Sealed) else "plan")
            except Doubt as doubt:
                self._report.find(DOUBTFUL, place, sentence(str(doubt)), rule="identity", child=doubt.child)
        known = self._versions(of_child)
        settings = self._settings({f.setting for _, f in given if f.setting})
        elsewhere = self._ids_elsewhere(of_child)
        self._progress("Comparing with what is on record", 0, len(of_child))
        for child, those in of_child.items():
            self._of_one(child, sorted(those, key=lambda each: (each[1].issued_on, each[1].version)), known.get(child, []), settings, elsewhere)
        self._leave_out_foreign_lines()
        self._doubts()
        for new in self._new:
            self._report.counts["plans"] += 1
            self._report.counts["clauses"] += len(new.facts.clauses)
            self._report.counts["confirmations"] += sum(c.confirmed is not None for c in new.facts.clauses)

    def _read_cases(self, given: Iterable[PlanFacts]) -> None:
        """Cases are locked from here to the end, so that nobody begins a version between."""
        given = list(given)
        self._cursor.execute("select reference, id from people_child where owner_id = %s and reference = any(%s)", [self._owner, [f.reference for f in given if f.reference]])
        self._by_reference: dict[str, UUID] = dict(self._cursor.fetchall())
        children = set(self._by_reference.values())
        for facts in given:
            # Whom nothing finds, or a doubt, is refused in its turn.
            with suppress(BadRow, Doubt, Sealed):
                children.add(self._known(facts).id)
        self._cursor.execute(
            "select id, pathway, reference, child_id from cases_case where owner_id = %s and pathway = any(%s) and child_id is not null"
            " and (reference = any(%s) or child_id = any(%s)) order by id for update",
            [self._owner, list(PATHWAYS), [f.case for f in given if f.case], list(children)],
        )
        self._cases = [_Case(*row) for row in self._cursor.fetchall()]
        self._of_reference: dict[str, list[_Case]] = defaultdict(list)
        self._of_child: dict[UUID, list[_Case]] = defaultdict(list)
        for case in sorted(self._cases, key=lambda c: PATHWAYS.index(c.pathway)):
            self._of_reference[case.reference].append(case)
            self._of_child[case.child].append(case)

    @staticmethod
    def _who(facts: PlanFacts) -> Who:
        surname, forename, born, postcode = facts.name or ("", "", None, "")
        return Who(facts.upn, surname, forename, born, postcode)

    def _known(self, facts: PlanFacts) -> Known:
        """Raises BadRow, Doubt or Sealed."""
        return find_child(self._children, self._who(facts), add=False)

    def _doubt_another_first_name(self, place: str, facts: PlanFacts, child: Known) -> None:
        if words := another_first_name(child, self._who(facts)):
            self._report.find(DOUBTFUL, place, words, rule="renamed", child=child.id)

    def _case(self, facts: PlanFacts) -> _Case:
        """Raises BadRow, Doubt or Sealed."""
        named: set[UUID] = set()
        if facts.upn or facts.name:
            named.add(self._known(facts).id)
        if facts.reference:
            if facts.reference not in self._by_reference:
                raise BadRow(f"no child on record has the reference {facts.reference}: check it, or give the case or the UPN instead")
            named.add(self._by_reference[facts.reference])
        if facts.case:
            cases = [c for c in self._of_reference[facts.case] if not named or c.child in named]
            if not cases and self._of_reference[facts.case]:
                raise BadRow(f"case {facts.case} is on record for another child: check the case and the child")
            if not cases:
                raise BadRow(f"no case {facts.case} that holds a plan is on record: load the return or the events first")
            named |= {c.child for c in cases}
        else:
            cases = self._of_child[next(iter(named))] if len(named) == 1 else []
        if len(named) > 1:
            raise BadRow("what names the child names more than one: check the case, the UPN and the reference")
        [child_id] = named
        if self._children.by_id[child_id].sealed:
            raise Sealed(SEALED_WORDS)
        if not cases:
            raise BadRow("the child has no case that holds a plan: load the return or the events first")
        if not facts.case and len([c for c in cases if c.pathway == cases[0].pathway]) > 1:
            raise BadRow("the child has several cases that could hold the plan: give the reference of the case")
        return cases[0]

    def _check_days(self, facts: PlanFacts, child: Known) -> None:
        if facts.issued_on > self._on:
            raise BadRow(f"it is dated {facts.issued_on}, which is still to come: check the day")
        if facts.sent_on and facts.sent_on > facts.issued_on:
            raise BadRow(f"it was issued on {facts.issued_on}, before it was sent on {facts.sent_on}: check the days")
        if child.date_of_birth and facts.issued_on < child.date_of_birth:
            raise BadRow(f"it is dated {facts.issued_on}, before the child was born: check the day")
        if any(c.confirmed and c.confirmed[1] > self._on for c in facts.clauses):
            raise BadRow("a clause was confirmed on a day that is still to come: check the day")

    # --- what is new ---

    def _versions(self, children: Iterable[UUID]) -> dict[UUID, list[_Version]]:
        self._cursor.execute(
            "select p.child_id, p.id, p.\"case\", p.version, p.issued_on, p.withdrawn, exists (select 1 from cases_importrun r where r.id = p.made_by)"
            " from plans_plan p where p.child_id = any(%s) order by p.issued_on nulls last, p.version",
            [list(children)],
        )
        found: dict[UUID, list[_Version]] = defaultdict(list)
        for child, *rest in self._cursor.fetchall():
            found[child].append(_Version(*rest))
        return found

    def _settings(self, codes: Iterable[str]) -> dict[str, UUID]:
        self._cursor.execute(
            "select code, id from people_organisation where code = any(%s) and kind in ('school', 'college', 'early-years', 'service')", [list(codes)]
        )
        return dict(self._cursor.fetchall())

    def _ids_elsewhere(self, of_child: Mapping[UUID, Sequence[tuple[str, PlanFacts, _Case]]]) -> set[str]:
        """Keys of the file's plans that are those of another child's on record."""
        keys = {facts.key: child for child, those in of_child.items() for _, facts, _ in those if facts.key}
        self._cursor.execute("select id, child_id from plans_plan where id = any(%s)", [list(keys)])
        return {str(key) for key, child in self._cursor.fetchall() if keys[str(key)] != child}

    def _of_one(self, child: UUID, those: Sequence[tuple[str, PlanFacts, _Case]], known: list[_Version], settings: Mapping[str, UUID], elsewhere: set[str]) -> None:
        counts = self._report.counts
        for place, facts, case in those:
            key = uuid5(child, _content(facts, case))
            issued = [v for v in known if v.issued_on and not v.withdrawn]
            newest = issued[-1] if issued else None
            own = next((v for v in known if str(v.id) == facts.key and not v.loaded), None)
            if any(v.id == key for v in known):
                counts["unchanged"] += 1
            elif facts.key in elsewhere:
                _refuse(self._report, place, "the plan’s id is that of another child’s plan on record: check whose it is")
            elif own is not None and own.issued_on == facts.issued_on and self._says(own.id, facts):
                counts["unchanged"] += 1
            elif newest and newest.issued_on and newest.issued_on > facts.issued_on:
                _refuse(self._report, place, f"a newer version is on record, issued on {newest.issued_on}: older ones are loaded before it, or not at all", child=child, case=case.id)
            elif newest and newest.issued_on == facts.issued_on and not newest.loaded:
                self._report.find(DIFFERS, place, "The plan that was issued here on that day says something else; the record was kept.", rule="plan", child=child, case=case.id)
            elif any(v.case == case.id and not v.issued_on and not v.withdrawn for v in known):
                _refuse(self._report, place, "a new version is being written on this case here: issue it or withdraw it first", child=child, case=case.id)
            elif any(n.child == child and n.facts.issued_on == facts.issued_on for n in self._new[-len(those):]):
                _refuse(self._report, place, "the file has two plans of this child that were issued on one day: give the one that holds", child=child, case=case.id)
            else:
                if newest and newest.issued_on == facts.issued_on:
                    words = "The plan of that day came before and said something else. This one was added as a newer version of it: look which is right."
                    self._report.find(DOUBTFUL, place, words, rule="replaced", child=child, case=case.id)
                if facts.setting and facts.setting not in settings:
                    words = f"No setting {facts.setting} is on record. The plan was loaded without it: load the people file first, or name it on the plan’s next version."
                    self._report.find(DOUBTFUL, place, words, rule="setting", child=child, case=case.id)
                version = max([facts.version, *(v.version + 1 for v in known if v.case == case.id)])
                self._new.append(_New(key, child, case.id, version, facts, settings.get(facts.setting), place))
                known.append(_Version(key, case.id, version, facts.issued_on, False, True))

    def _says(self, plan: UUID, facts: PlanFacts) -> bool:
        """Whether a version that was issued here says what the file does."""
        self._cursor.execute("select line, section, number, text, details, need, outcome from plans_clause where plan_id = %s and not removed", [plan])
        kept = {str(line): (s, n, text.strip(), details if isinstance(details, dict) else json.loads(details), need, outcome)
                for line, s, n, text, details, need, outcome in self._cursor.fetchall()}  # fmt: skip

        def alike(c: Clause) -> bool:
            was = kept.get(c.line)
            if was is None or was[:3] != (c.section, c.number, c.text):
                return False
            said = json.loads(c.details)
            links = tuple(str(link) if link else None for link in was[4:])
            # An export leaves out what is empty.
            return all(was[3].get(k) == v for k, v in said.items()) and links == (c.need, c.outcome)

        return len(kept) == len(facts.clauses) and all(map(alike, facts.clauses))

    def _leave_out_foreign_lines(self) -> None:
        """A line is one child's through all versions: by it hours are recorded and clauses confirmed."""
        owner: dict[str, UUID] = {}
        foreign: set[str] = set()
        for new in self._new:
            for c in new.facts.clauses:
                if owner.setdefault(c.line, new.child) != new.child:
                    foreign.add(c.line)
        stage(self._cursor, "incoming_line", [("line", "uuid"), ("child_id", "uuid")], owner.items())
        self._cursor.execute("analyze incoming_line")
        self._cursor.execute("select distinct i.line from incoming_line i join plans_clause c on c.line = i.line and c.child_id <> i.child_id")
        foreign |= {str(line) for (line,) in self._cursor.fetchall()}
        kept = []
        for new in self._new:
            if any(c.line in foreign for c in new.facts.clauses):
                _refuse(self._report, new.place, "a line of it is one of another child’s plan: give each line a UUID of its own", rule="line")
            else:
                kept.append(new)
        self._new = kept

    def _doubts(self) -> None:
        self._cursor.execute(
            'select distinct k.child_id, e."on" from cases_event e join cases_case k on k.id = e.case_id where k.child_id = any(%s) and e.event = any(%s)',
            [list({n.child for n in self._new}), list(ISSUES)],
        )
        told = set(self._cursor.fetchall())
        unusual: set[str] = set()
        for new in self._new:
            about = {"child": new.child, "case": new.case}
            for rule, words in new.facts.doubts:
                self._report.find(DOUBTFUL, new.place, sentence(words), rule=rule, **about)
            if (new.child, new.facts.issued_on) not in told:
                words = f"The record tells of no plan that was issued on {new.facts.issued_on}. It was loaded: check the day, or load the event."
                self._report.find(DOUBTFUL, new.place, words, rule="issue-day", **about)
            for slug in {c.contributor for c in new.facts.clauses} - CONTRIBUTORS.keys() - unusual - {""}:
                unusual.add(slug)
                words = f"{slug} is no usual contributor. It is counted as a health profession of that name; told once, where it came first."
                self._report.find(DOUBTFUL, new.place, words, rule="unusual", **about)

    # --- writing ---

    def write(self) -> None:
        if not self._new:
            return
        cursor, run = self._cursor, self._report.run
        self._progress("Writing plans", 0, len(self._new))
        stage(
            cursor, "incoming_plan",
            [("seq", "int"), ("id", "uuid"), ("child_id", "uuid"), ("case", "uuid"), ("version", "int"), ("sent_on", "date"), ("issued_on", "date"), ("setting_id", "uuid"), ("setting_type", "text")],
            ((n, x.id, x.child, x.case, x.version, x.facts.sent_on, x.facts.issued_on, x.setting, x.facts.setting_type) for n, x in enumerate(self._new)),
        )  # fmt: skip
        # A clause of a plan that was sent is refused by the database, so the day comes last. The demo has a clock of its own.
        cursor.execute(
            'insert into plans_plan (id, child_id, owner_id, "case", version, made_by, made_at, setting_id, setting_type)'
            ' select id, child_id, %s, "case", version, %s, coalesce((select nullif(current_setting(\'app.demo_now\', true), \'\')::timestamptz'
            " from cases_demo_area limit 1), now()), setting_id, setting_type from incoming_plan order by seq",
            [self._owner, run],
        )
        self._progress("Writing clauses", 0, self._report.counts["clauses"])
        stage(
            cursor, "incoming_clause",
            [("seq", "int"), ("id", "uuid"), ("plan_id", "uuid"), ("child_id", "uuid"), ("case", "uuid"), ("line", "uuid"), ("section", "text"), ("number", "int"), ("text", "text"),
             ("details", "jsonb"), ("need", "uuid"), ("outcome", "uuid"), ("contributor", "text")],
            ((n, uuid5(x.id, c.line), x.id, x.child, x.case, c.line, c.section, c.number, c.text, c.details, c.need, c.outcome, c.contributor)
             for n, x in enumerate(self._new) for c in x.facts.clauses),
        )  # fmt: skip
        cursor.execute(
            'insert into plans_clause (id, plan_id, child_id, owner_id, "case", line, section, number, text, details, need, outcome, contributor)'
            ' select id, plan_id, child_id, %s, "case", line, section, number, text, details, need, outcome, contributor from incoming_clause order by seq',
            [self._owner],
        )
        self._write_confirmed()
        cursor.execute("update plans_plan p set sent_on = i.sent_on, issued_on = i.issued_on from incoming_plan i where p.id = i.id")
        # The setting that a plan names has the whole of it (r.13(2)), for as long as the child is there.
        cursor.execute(
            'insert into plans_disclosure (plan_id, child_id, owner_id, "case", "to", to_name, organisation_id, ground, reason, by)'
            " select i.id, i.child_id, %s, i.\"case\", 'setting', left(o.name, 150), o.id, 'required-by-law', 'Named in the plan (r.13(2))', %s"
            " from incoming_plan i join people_organisation o on o.id = i.setting_id order by i.seq",
            [self._owner, run],
        )

    def _write_confirmed(self) -> None:
        rows = [
            (uuid5(x.id, f"confirmed {c.line}"), uuid5(x.id, c.line), x.id, x.child, x.case, c.contributor, c.text, c.confirmed[0], datetime.combine(c.confirmed[1], time(12), LONDON))
            for x in self._new for c in x.facts.clauses if c.confirmed
        ]  # fmt: skip
        if not rows:
            return
        stage(
            self._cursor, "incoming_answer",
            [("id", "uuid"), ("clause_id", "uuid"), ("plan_id", "uuid"), ("child_id", "uuid"), ("case", "uuid"), ("contributor", "text"), ("said", "text"), ("by_name", "text"), ("at", "timestamptz")],
            rows,
        )  # fmt: skip
        self._cursor.execute(
            'insert into plans_signback (id, clause_id, plan_id, child_id, owner_id, "case", contributor, said, answer, by, by_name, at)'
            " select id, clause_id, plan_id, child_id, %s, \"case\", contributor, said, 'confirmed', %s, by_name, at from incoming_answer",
            [self._owner, self._report.run],
        )


def _content(facts: PlanFacts, case: _Case) -> str:
    """What makes a plan the same plan, whatever file it stands in."""
    clauses = [(*c[:8], [c.confirmed[0], c.confirmed[1].isoformat()] if c.confirmed else None) for c in sorted(facts.clauses)]
    sent = facts.sent_on.isoformat() if facts.sent_on else None
    return json.dumps([str(case.id), facts.issued_on.isoformat(), sent, facts.setting, facts.setting_type, clauses], ensure_ascii=False)
