"""Loading the extract that any case system can make: one row an event."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from goldenthread.cases.imports.children import Children, Doubt, Known, Sealed
from goldenthread.cases.imports.floors import report_floors
from goldenthread.cases.imports.journal import ONCE, CaseJournal, Teller
from goldenthread.cases.imports.landing import (
    ANNUAL_REVIEW,
    NEEDS_ASSESSMENT,
    Landing,
    digest,
    finish_run,
    new_run,
    project,
    record_run,
    seen_before,
)
from goldenthread.cases.imports.made_again import by_request
from goldenthread.cases.imports.owners import owner_of_extract
from goldenthread.cases.imports.providers import (
    check_pathway,
    only_on_a_list,
    provider_of,
    referrals_known,
    set_kinds,
    shared_with,
)
from goldenthread.cases.imports.report import (
    DOUBTFUL,
    REFUSED,
    ImportReport,
    Progress,
    Unloadable,
    quiet,
    sentence,
    what_fits,
)
from goldenthread.cases.imports.staging import as_json, without_collecting
from goldenthread.cases.imports.who import Who, another_first_name, find_child, who_of
from goldenthread.cases.imports.words import Words
from goldenthread.engine import door
from goldenthread.engine.calendar import months_within
from goldenthread.engine.events import read_event
from goldenthread.engine.fields import BadEvent
from goldenthread.engine.pathway import Pathway
from goldenthread.exchange.extract import BadRow, Row, UnreadableExtract, read_extract
from goldenthread.exchange.facts import CaseFacts, Fact, case_id
from goldenthread.pathways import HEALTH, PATHWAYS

KIND = "events"

COLUMNS = (
    "case",
    "upn",
    "former_upn",
    "surname",
    "forename",
    "date_of_birth",
    "postcode",
    "nhs_number",
    "pathway",
    "opened_on",
    "event",
    "on",
    "at",
    "for",
    "fields",
)
NEEDED = ("pathway", "event")
_LONGEST = {"case": 60, "surname": 100, "forename": 100}
_LONGEST_ABOUT = 200

_OLDEST = 26
# A child can have been in a place before there was a plan.
_MAY_COME_FIRST = ("placement-started", "placement-ended")

# The event whose day is the day that a case was opened.
_OPENS = {NEEDS_ASSESSMENT: "request-received", ANNUAL_REVIEW: "plan-made"}


@dataclass(slots=True)
class _Case:
    """The rows of one case."""

    pathway: str
    reference: str
    who: Who
    opened_on: date | None
    row: str
    facts: list[Fact] = field(default_factory=list)
    rows: dict[tuple[Any, ...], str] = field(default_factory=dict)

    def row_of_the_same(self, fact: Fact) -> str:
        """Where a fact stands in the file already, with everything that it says."""
        same = (fact.event, fact.on, fact.at, fact.for_, as_json(fact.fields, in_order=True))
        before = self.rows.get(same, "")
        if not before:
            if fact.event in _steps(self.pathway):
                # A request may be made again on the day on which it ended, and end again: only what stands between tells it from the same row.
                self.rows = {told: row for told, row in self.rows.items() if told[0] == fact.event or told[0] not in _steps(self.pathway)}
            self.rows[same] = fact.row
        return before

    def opening(self) -> date:
        if self.opened_on:
            return self.opened_on
        opens = _OPENS.get(self.pathway)
        days = [fact.on for fact in self.facts]
        return next((fact.on for fact in self.facts if fact.event == opens), min(days))


def load_events(
    path: Path,
    *,
    by: str,
    authority: str | None = None,
    provider: str = "",
    progress: Progress = quiet,
) -> ImportReport:
    """Whole or not at all. `provider`: whose own file it is, where it is a health service's and not a council's. Raises Unloadable where
    the file as a whole is refused."""
    path = Path(path)
    body = provider_of(provider) if provider else None
    report = ImportReport(KIND, path.name, new_run())
    try:
        with without_collecting():
            cases = _read(path, body is not None, report, progress)
    except UnreadableExtract as refusal:
        raise Unloadable(str(refusal)) from None
    with what_fits(), without_collecting(), transaction.atomic(), connection.cursor() as cursor:
        owner, number = (body.pk, body.code) if body else owner_of_extract(cursor, authority)
        landing = Landing(cursor, report, owner, number, progress, also=shared_with(cursor, owner) if body else ())
        _land(cursor, cases, report, digest(path), by, landing, number, body is not None)
        progress("Saving", 0, None)
    return report


def _read(path: Path, of_provider: bool, report: ImportReport, progress: Progress) -> list[_Case]:
    today = timezone.localdate()
    cases: dict[tuple[Any, ...], _Case] = {}
    unusual: set[str] = set()
    for row in read_extract(path, COLUMNS, NEEDED):
        report.counts["rows"] += 1
        if report.counts["rows"] % 10_000 == 0:
            progress("Reading and checking rows", report.counts["rows"], None)
        try:
            row.check_lengths(_LONGEST)
            who = who_of(row, report)
            pathway = _pathway(row, of_provider)
            reference, opened_on = row["case"], row.day("opened_on")
            if not reference and who.is_empty:
                raise BadRow("give the case's reference or the child")
            key = (pathway.slug, reference) if reference else (pathway.slug, who, opened_on)
            fact = _fact(pathway, row, today)
            case = cases.get(key)
            if case is not None and reference and (why_not := case.who.differs(who)):
                raise BadRow(f"case {reference} {why_not.format(row=case.row)}")
        except (BadRow, BadEvent) as refusal:
            report.refuse_row(row, refusal, "row")
            continue
        for words in door.unusual(pathway, fact.event, fact.fields):
            if words not in unusual:
                unusual.add(words)
                told = "It is counted as a health profession of that name; told once, where it came first"
                report.find(DOUBTFUL, f"line {row.line}", f"{words}. {told}.", rule="unusual")
        if case is None:
            case = cases[key] = _Case(pathway.slug, reference, who, opened_on, f"line {row.line}")
        else:
            case.opened_on = case.opened_on or opened_on
            if case.who.tells_nothing:
                case.row = f"line {row.line}"
            case.who = case.who.with_what_it_leaves_out(who)
        if before := case.row_of_the_same(fact):
            report.refuse_row(row, f"the same row stands further up in the file, at {before}: it was loaded once", "same")
            continue
        case.facts.append(fact)
    progress("Reading and checking rows", report.counts["rows"], report.counts["rows"])
    return list(cases.values())


@cache
def _steps(pathway: str) -> frozenset[str]:
    return frozenset(slug for again in PATHWAYS[pathway].asked_again for slug in (again.slug, again.opened_by))


def _report_told_twice(facts: Iterable[Fact], report: ImportReport) -> None:
    """What a case holds once for each request, and the file tells twice of one."""
    first: dict[tuple[str, int], Fact] = {}
    for fact in (f for f in facts if f.event in TOLD_ONCE):
        before = first.setdefault((fact.event, fact.again), fact)
        if before is fact:
            continue
        words = (
            f"{sentence(fact.event)[:-1]} is told of this case before, on {before.on} ({before.row}), and here on {fact.on}. Both were loaded: if "
            "one of them is a slip, take it out of the extract and correct it on the case’s page."
        )
        report.find(DOUBTFUL, fact.row, words, rule="twice")


def _pathway(row: Row, of_provider: bool) -> Pathway:
    slug = row.needed("pathway")
    pathway = PATHWAYS.get(slug)
    if pathway is None:
        raise BadRow(f"pathway {slug!r} is not known. It is one of: {', '.join(p for p in PATHWAYS if p not in HEALTH)}")
    if of_provider:
        check_pathway(pathway)
        return pathway
    # The case would be the council's own, and tell whoever reads its cases of a health service or of medication.
    if slug in HEALTH:
        raise BadRow(f"{slug} is a health service's own, of which a council is told no more than that a child waits. Its provider sends its list, with `goldenthread load waits`, or its own events, with `load events FILE --provider CODE`")
    return pathway


def _fact(pathway: Pathway, row: Row, today: date) -> Fact:
    slug = row.needed("event")
    if slug == "corrected":
        raise BadRow("a correction is made from a newer extract by itself, or by a person on the case's page")
    fields = _fields(row)
    declared = pathway.events.get(slug)
    about = row["for"] or None
    if declared is not None and declared.about:
        if about and declared.about not in fields:
            fields[declared.about] = about
        elif about and about not in _said(fields[declared.about]):
            raise BadRow(f"`for` is {about} and fields says that {declared.about} is {', '.join(_said(fields[declared.about]))}: say it once")
        about = about or _text(fields.get(declared.about))
    elif declared is not None and about is not None and about not in fields.values():
        raise BadRow(f"{slug} concerns nothing that `for` could name: leave `for` empty")
    else:
        about = None
    raw: dict[str, Any] = {**fields, "event": slug}
    if row["on"]:
        raw["on"] = row.written_day("on")
    if row["at"]:
        raw["at"] = row["at"]
    event = read_event(pathway, raw, row.line)
    if about is not None and len(about) > _LONGEST_ABOUT:
        raise BadRow(f"{slug} concerns a thing whose name is longer than {_LONGEST_ABOUT} characters: shorten it")
    if event.on > today:
        raise BadRow(f"{slug} is dated {event.on}, which is still to come: check the date")
    door.check_come(pathway, slug, event.fields, today)
    key = slug if slug in ONCE else f"{slug} {event.on}"
    at = event.at.isoformat() if event.at else None
    values = {name: _plain(value) for name, value in event.fields.items()}
    return Fact(slug, event.on, key, values, about, at=at, row=f"line {row.line}")


def _fields(row: Row) -> dict[str, Any]:
    if not row["fields"]:
        return {}
    try:
        fields = json.loads(row["fields"], object_pairs_hook=_once)
    except BadRow:
        raise
    except RecursionError:
        raise BadRow('fields has brackets within brackets too deep to be read: write it as {"contributor": "educational-psychologist"}') from None
    except ValueError:
        raise BadRow('fields is not a JSON object, such as {"contributor": "educational-psychologist"}') from None
    if not isinstance(fields, dict):
        raise BadRow('fields is not a JSON object, such as {"contributor": "educational-psychologist"}')
    reserved = fields.keys() & {"event", "on", "at", "id", "recorded_at"}
    if reserved:
        raise BadRow(f"fields holds {', '.join(sorted(reserved))}, which has its own column or is not given")
    return fields


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise BadRow("fields gives a name twice: give it once")
    return fields


TOLD_ONCE = frozenset(each for each in ONCE if not each.startswith("advice-"))
"""Advice is asked for again, and comes again; of the others a case tells once, unless a request was made again after its end."""


def _said(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _text(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)


def _plain(value: Any) -> Any:
    """As the journal gives it back, or the same row would differ from itself the next time."""
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value


def _land(
    cursor: Any,
    cases: list[_Case],
    report: ImportReport,
    sha256: str,
    by: str,
    landing: Landing,
    number: str,
    of_provider: bool,
) -> None:
    owner, progress = landing.owner, landing.progress
    progress("Finding each case", 0, len(cases))
    found = _children_of(cursor, landing, cases, report, of_provider)
    landing.read_journals({child.id: child for _, child in found}.values())
    teller = Teller(landing.run, number, report)
    words = Words()
    for done, (case, child) in enumerate(found, start=1):
        _leave_out_what_is_before_birth(case, child, report)
        if not case.facts:
            continue
        journal = _journal(landing, child, case)
        request = _request(journal, number)
        of_requests, again = by_request(PATHWAYS[journal.pathway], journal.events, case.facts)
        _report_told_twice(of_requests, report)
        told = tuple(words.keyed(child.id, replace(fact, request=request)) for fact in of_requests)
        _report_days(report, journal, child, told)
        teller.tell(journal, told, case.row, again)
        if done % 5000 == 0:
            progress("Comparing with the journal", done, len(found))
    landing.forget_the_new_without_a_case()
    landing.arise()
    if not report.changed() and seen_before(cursor, owner, KIND, sha256):
        report.repeated = True
        return
    record_run(cursor, report, owner, sha256, by)
    changed = landing.write()
    words.write(cursor, landing.journals.values(), owner)
    if of_provider:
        set_kinds(cursor, [journal.id for journal in landing.journals.values() if journal.new])
    report_floors(landing.journals.values(), report)
    finish_run(cursor, report, owner)
    project(cursor, changed, progress)


def _leave_out_what_is_before_birth(case: _Case, child: Known, report: ImportReport) -> None:
    """It is refused, and the case does not begin with it either."""
    born, of = child.date_of_birth, None if child.new else child.id
    early = [fact for fact in case.facts if born is not None and fact.on < born]
    for fact in early:
        report.find(REFUSED, fact.row, f"{fact.event} is dated {fact.on}, before the child was born: check the date.", rule="row", child=of)
    case.facts = [fact for fact in case.facts if fact not in early]
    if born is not None and case.opened_on is not None and case.opened_on < born:
        words = f"opened_on is {case.opened_on}, before the child was born. The case was read without it: check the date."
        report.find(DOUBTFUL, case.row, words, rule="before-case", child=of)
        case.opened_on = None


def _report_days(report: ImportReport, journal: CaseJournal, child: Known, facts: tuple[Fact, ...]) -> None:
    """Days that a form would refuse, or that nobody is of an age for. In a file they may have happened, so they are loaded
    and reported, once a case."""
    began, born = journal.opened_on, child.date_of_birth
    before = [fact for fact in facts if fact.on < began and fact.event not in _MAY_COME_FIRST]
    # A plan can last to the end of the year of study in which its holder turns 25: at most to the day before 26 (r.46).
    grown = months_within(12 * _OLDEST, born) if born else date.max
    after = [fact for fact in facts if fact.on >= grown]
    for those, rule, why in (
        (before, "before-case", f"before {began}, when the case began"),
        (after, "age", f"when the child was {_OLDEST} or older by the date of birth, {born}"),
    ):
        if those:
            fact = those[0]
            others = f" (and {len(those) - 1} more of this case)" if len(those) > 1 else ""
            report.find(
                DOUBTFUL,
                fact.row,
                f"{fact.event} is dated {fact.on}, {why}{others}. It was loaded: check the date.",
                rule=rule,
                child=child.id,
                case=journal.id,
            )


def _request(journal: CaseJournal, number: str) -> str:
    began = _key(journal.pathway, journal.opened_on) if journal.pathway == NEEDS_ASSESSMENT else f"{journal.pathway} {journal.opened_on}"
    # Of two cases of one child that began on one day each has events of its own.
    beside = case_id(number, str(journal.child), journal.pathway, f"{_key(journal.pathway, journal.opened_on)} {journal.reference}")
    return f"{began} {journal.reference}" if journal.id == beside else began


def _key(pathway: str, opened_on: date) -> str:
    return f"received {opened_on}" if pathway == NEEDS_ASSESSMENT else opened_on.isoformat()


def _journal(landing: Landing, child: Known, case: _Case) -> CaseJournal:
    opened_on = case.opening()
    return landing.journal_of(child, CaseFacts(case.pathway, _key(case.pathway, opened_on), opened_on, (), reference=case.reference), case.row)


def _children_of(cursor: Any, landing: Landing, cases: list[_Case], report: ImportReport, of_provider: bool) -> list[tuple[_Case, Known]]:
    """Each case's child: by the case's reference where it is on record, else by the child's own items."""
    references = {case.reference for case in cases}
    by_reference = _cases_by_reference(cursor, landing.owner, references)
    referred = referrals_known(cursor, landing.owner, references) if of_provider else frozenset()
    named: dict[Who, Known | str] = {}
    found = []
    refused: dict[str, list[_Case]] = defaultdict(list)
    # A case that names its child comes first, so that another case of the same reference can follow it.
    children_of_references: dict[str, dict[UUID, Known]] = defaultdict(dict)
    for case in sorted(cases, key=lambda each: each.who.is_empty):
        known_id = by_reference.get((case.pathway, case.reference))
        if of_provider and (reason := only_on_a_list(case.pathway, case.reference, (case.pathway, case.reference) in referred, {fact.event for fact in case.facts})):
            refused[reason].append(case)
            continue
        if known_id is not None and case.who.is_empty:
            child = landing.children.by_id[known_id]
            if child.sealed:
                refused["The record is not open to imports."].append(case)
            elif case.who.nhs_number and child.nhs_number and case.who.nhs_number != child.nhs_number:
                refused[_another_child(case)].append(case)
            else:
                found.append((case, child))
            continue
        if case.who.is_empty:
            follows = list(children_of_references[case.reference].values())
            if len(follows) > 1:
                refused[f"Case {case.reference} is of {len(follows)} children in this file, on other pathways: give the child’s UPN, or whole name, date of birth and postcode."].append(case)
            elif not follows:
                elsewhere = [known for known, reference in by_reference if reference == case.reference]
                refused[_no_case(case, elsewhere)].append(case)
            else:
                found.append((case, follows[0]))
            continue
        outcome = named.get(case.who)
        if known_id is not None and _is_another(landing.children, case.who, known_id):
            # Before anybody is added or has another number by it: nothing of a row that is refused is kept.
            outcome = _another_child(case)
        elif outcome is None:
            outcome = named[case.who] = _child_or_reason(landing, case.who, case.row, report)
        if isinstance(outcome, str):
            refused[outcome].append(case)
        else:
            # A child of four has no number; the extract that brings it names the child beside it, and the next may give it alone.
            if case.who.upn and not outcome.upn and not of_provider:
                landing.children.number(outcome, case.who.upn)
                report.counts["children_changed"] += outcome.changed
            children_of_references[case.reference][outcome.id] = outcome
            found.append((case, outcome))
    for reason, those in refused.items():
        for case in those:
            for fact in case.facts:
                report.find(REFUSED, fact.row, reason, rule="identity")
    return found


def _another_child(case: _Case) -> str:
    return f"Case {case.reference} is on record for another child. Check the reference and the child."


def _no_case(case: _Case, elsewhere: list[str]) -> str:
    child = "give the child's UPN, or surname, forename, date_of_birth and postcode."
    if elsewhere:
        return (
            f"Case {case.reference} is on record under {' and '.join(sorted(elsewhere))}, and not under {case.pathway}: check "
            f"the pathway. If it is another case of the same reference, {child}"
        )
    return f"No case {case.reference} is on record: {child}"


def _on_record(children: Children, who: Who) -> Known | None:
    """Whom a row means of those on record, by the former number where nobody has the new one yet. It adds nobody and changes nothing. Raises Doubt or Sealed."""
    former = who.former_upn and children.of_upn(who.upn) is None and children.of_upn(who.former_upn) is not None
    try:
        return find_child(children, replace(who, upn=who.former_upn) if former else who, add=False)
    except BadRow:
        return None


def _is_another(children: Children, who: Who, known_id: UUID) -> bool:
    """Whether a row names somebody else than the child of its case. What does not say who is meant is told of in its own words."""
    try:
        found = _on_record(children, who)
    except (Doubt, Sealed):
        return False
    return found.id != known_id if found else who.identity is not None


def _child_or_reason(landing: Landing, who: Who, row: str, report: ImportReport) -> Known | str:
    count = len(landing.children.by_id)
    try:
        if who.former_upn:
            renumbered = landing.children.renumber(who.upn, who.former_upn, who.identity)
            if renumbered is not None:
                landing.former_upns.append((renumbered.id, who.former_upn))
                report.counts["children_changed"] += renumbered.changed
        child = find_child(landing.children, who, add=True)
        if who.nhs_number and child.nhs_number and child.nhs_number != who.nhs_number and not child.new:
            words = (
                f"The NHS number {who.nhs_number} is not the one on record for this child, {child.nhs_number}. That one stands, and the row was loaded: "
                "decide which is right."
            )
            report.find(DOUBTFUL, row, words, rule="nhs_number", child=child.id)
        if words := another_first_name(child, who):
            report.find(DOUBTFUL, row, words, rule="renamed", child=None if child.new else child.id)
    except (Doubt, Sealed) as refusal:
        return str(refusal)
    except BadRow as refusal:
        return sentence(str(refusal))
    if len(landing.children.by_id) > count:
        report.counts["children"] += 1
        child.row = row
        landing.report_namesake(child, row)
    return child


def _cases_by_reference(cursor: Any, owner: UUID, references: set[str]) -> Mapping[tuple[str, str], UUID]:
    cursor.execute(
        "SELECT pathway, reference, child_id FROM cases_case WHERE owner_id = %s AND reference = ANY(%s)"
        " AND child_id IS NOT NULL",
        [owner, [each for each in references if each]],
    )
    return {(pathway, reference): child for pathway, reference, child in cursor.fetchall()}
