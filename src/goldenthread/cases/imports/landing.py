"""Landing what a file tells: children, cases, events and the record of the import, in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from goldenthread.cases import projection
from goldenthread.cases.imports.children import Children, Doubt, Known, Sealed
from goldenthread.cases.imports.journal import CaseJournal, Recorded, Run, Teller
from goldenthread.cases.imports.postcodes import report_unlisted
from goldenthread.cases.imports.report import (
    DIFFERS,
    DOUBTFUL,
    REFUSED,
    ImportReport,
    Progress,
)
from goldenthread.cases.imports.staging import as_json, stage
from goldenthread.exchange.facts import CaseFacts, PersonFacts, case_id

NEEDS_ASSESSMENT = "ehc-needs-assessment"
ANNUAL_REVIEW = "annual-review"
_NEAR = timedelta(weeks=6)
"""Within these a request is to be decided, so that another one is seldom made."""


def digest(path: Path) -> str:
    """One number for a file, or for a folder's files by name."""
    total = hashlib.sha256()
    for file in [path] if path.is_file() else sorted(path.iterdir()):
        if file.is_file():
            if file != path:
                total.update(file.name.encode())
            with file.open("rb") as content:
                while chunk := content.read(1 << 20):
                    total.update(chunk)
    return total.hexdigest()


class Landing:
    """One import of facts about children. Use it inside a transaction."""

    def __init__(
        self,
        cursor: Any,
        report: ImportReport,
        owner: UUID,
        authority: str,
        progress: Progress,
        also: Sequence[UUID] = (),
    ) -> None:
        """`also`: bodies whose children the file may mean besides; a new child is the owner's own."""
        self._cursor = cursor
        self._report = report
        self.owner = owner
        self._authority = authority
        self.progress = progress
        # Two imports of one owner would else each add the same child.
        projection.take_turn()
        self.children = Children.of(cursor, authority, owner, *also)
        cursor.execute("SELECT id, kind, counts ->> 'told_on' FROM cases_importrun WHERE owner_id = %s", [owner])
        earlier = {
            f"import:{run}": (kind, date.fromisoformat(told_on) if told_on else None)
            for run, kind, told_on in cursor.fetchall()
        }
        self.run = Run(report.run, report.kind, report.file, report.told_on, earlier)
        self.former_upns: list[tuple[UUID, str]] = []
        self.journals: dict[UUID, CaseJournal] = {}
        self.told: set[UUID] = set()
        self._cases_of: dict[tuple[UUID, str], list[CaseJournal]] = defaultdict(list)

    # --- whom each row means ---------------------------------------------------------------------

    def child_of(self, person: PersonFacts, row: str) -> Known | None:
        """The child of a person of the file, added where nobody is like it. None is refused, and reported."""
        identity = person.identity
        try:
            child = self.children.find(identity)
            if child is None:
                child = self.children.add(identity)
                child.row = row
                self._report.counts["children"] += 1
                self.report_namesake(child, row)
            elif child.told:
                raise Doubt("Two persons of the file are the same child on record.", child.id)
        except Sealed as sealed:
            self._report.find(REFUSED, row, str(sealed), rule="sealed")
            return None
        except Doubt as doubt:
            about = doubt.child if doubt.child in self.children.by_id else None
            if about is not None and self.children.by_id[about].new:
                about = None
            self._report.find(REFUSED, row, str(doubt), rule="identity", child=about)
            return None
        child.told = True
        return child

    def report_namesake(self, child: Known, row: str) -> None:
        """A child who is added beside one of the same name, born on the same day."""
        other = self.children.namesake(child)
        if other is not None:
            self._report.find(
                DOUBTFUL,
                row,
                "A child on record has the same name and date of birth, another number, and no postcode in common. This one "
                "was added as another child: look whether it is.",
                rule="namesake",
                child=other.id,
            )

    def forget_the_new_without_a_case(self) -> None:
        """All that was told of them was refused."""
        told = {journal.child for journal in self.journals.values()}
        for child in [each for each in self.children.by_id.values() if each.new and each.id not in told]:
            del self.children.by_id[child.id]
            self._report.counts["children"] -= 1
        self.former_upns = [(child, upn) for child, upn in self.former_upns if child in self.children.by_id]

    # --- the journals ----------------------------------------------------------------------------

    def read_journals(self, children: Iterable[Known]) -> None:
        """The cases of these children with all their events: what a file tells is compared with these."""
        ids = [child.id for child in children if not child.new]
        if not ids:
            return
        cursor = self._cursor
        # In two steps: what was read while another's work was waited for would be as it stood before.
        cursor.execute("SELECT id FROM cases_case WHERE child_id = ANY(%s)", [ids])
        projection.hold([case for (case,) in cursor.fetchall()])
        cursor.execute(
            "SELECT id, pathway, reference, child_id, opened_on, last_number FROM cases_case"
            " WHERE child_id = ANY(%s) AND owner_id = %s ORDER BY opened_on, id",
            [ids, self.owner],
        )
        for row in cursor.fetchall():
            self._know(CaseJournal(*row))
        if not self.journals:
            return
        cursor.execute(
            'SELECT id, case_id, number, event, "on", about, fields::text, by FROM cases_event WHERE case_id = ANY(%s)',
            [list(self.journals)],
        )
        parsed: dict[str, dict[str, Any]] = {}
        for id_, case, number, event, on, about, text, by in cursor.fetchall():
            fields = parsed.get(text)
            if fields is None:
                fields = parsed[text] = json.loads(text)
            self.journals[case].events.append(Recorded(id_, number, event, on, about, fields, by))

    def _know(self, journal: CaseJournal) -> None:
        self.journals[journal.id] = journal
        self._cases_of[journal.child, journal.pathway].append(journal)

    def journal_of(self, child: Known, case: CaseFacts, row: str) -> CaseJournal:
        """The case that the file means, or a new one."""
        known = self._cases_of[child.id, case.pathway]
        if case.reference:
            for journal in known:
                if journal.reference == case.reference:
                    return journal
        if case.pathway == ANNUAL_REVIEW and known:
            # One plan case a person.
            same_day = [journal for journal in known if journal.opened_on == case.opened_on]
            journal = (same_day or known)[-1]
            return self._named(journal, case)
        for journal in known:
            if journal.opened_on == case.opened_on and _ours_or(journal, case.reference):
                return self._named(journal, case)
        key = case.key if case.pathway != ANNUAL_REVIEW else ""
        identity = case_id(self._authority, str(child.id), case.pathway, key)
        if identity in self.journals:
            identity = case_id(self._authority, str(child.id), case.pathway, f"{key} {case.reference}")
        self._report_beside(known, case, row)
        journal = CaseJournal(identity, case.pathway, case.reference, child.id, case.opened_on, new=True)
        self._know(journal)
        self._report.counts["cases"] += 1
        return journal

    def _report_beside(self, known: Iterable[CaseJournal], case: CaseFacts, row: str) -> None:
        """Two systems seldom agree on the day of receipt, and the request that only one of them goes on with would be overdue for ever."""
        for other in known if case.pathway == NEEDS_ASSESSMENT else ():
            if not other.new and abs(other.opened_on - case.opened_on) <= _NEAR and _ours_or(other, case.reference):
                words = (
                    f"A request of {case.opened_on} was added beside one of {other.opened_on} that is on record of the same child. If it is one request, its day of receipt differs "
                    "between two systems: put it right in one of them, and correct the other on its page."
                )
                self._report.find(DOUBTFUL, row, words, rule="beside", child=other.child, case=other.id)

    def _named(self, journal: CaseJournal, case: CaseFacts) -> CaseJournal:
        """A case that came without a reference takes the case system's own."""
        if case.reference and journal.reference != case.reference and _ours_or(journal, case.reference):
            journal.reference = case.reference
            journal.renamed = not journal.new
        return journal

    def tell(self, people: Sequence[tuple[PersonFacts, Known]], rows: Sequence[str]) -> None:
        self.read_journals(child for _, child in people)
        teller = Teller(self.run, self._authority, self._report)
        for done, ((person, child), row) in enumerate(zip(people, rows, strict=True), start=1):
            by_key: dict[str, UUID] = {}
            for case in person.cases:
                journal = self.journal_of(child, case, row)
                by_key[case.key] = journal.id
                self.told.add(journal.id)
                if journal.new and case.arose_from is not None:
                    journal.arose_from = by_key.get(case.arose_from)
                teller.tell(journal, case.facts, row)
            if done % 5000 == 0:
                self.progress("Comparing with the journal", done, len(people))

    def arise(self) -> None:
        """A plan's case arose from the assessment that ended on the day the plan was made."""
        for journal in self.journals.values():
            if journal.new and journal.pathway == ANNUAL_REVIEW and journal.arose_from is None:
                for other in self._cases_of[journal.child, NEEDS_ASSESSMENT]:
                    issued = {event.on for event in (*other.events, *other.added) if event.event == "final-plan-issued"}
                    if journal.opened_on in issued:
                        journal.arose_from = other.id

    # --- writing ---------------------------------------------------------------------------------

    def write(self) -> list[UUID]:
        """Everything that is new. Returns the cases that it changed."""
        self._write_children()
        self._write_cases()
        events = [event for journal in self.journals.values() for event in journal.added]
        self.progress("Writing events", 0, len(events))
        self._write_events(events)
        return [journal.id for journal in self.journals.values() if journal.added]

    def _write_children(self) -> None:
        cursor = self._cursor
        known = self.children.by_id.values()
        report_unlisted(cursor, (child for child in known if child.new or child.changed), self._report)
        columns = [
            ("id", "uuid"),
            ("surname", "text"),
            ("forename", "text"),
            ("date_of_birth", "date"),
            ("sex", "text"),
            ("ethnicity", "text"),
            ("postcode", "text"),
            ("upn", "text"),
            ("uln", "text"),
            ("nhs_number", "text"),
        ]
        names = ", ".join(name for name, _ in columns)

        def row(child: Known) -> tuple[Any, ...]:
            return tuple(getattr(child, name) for name, _ in columns)

        new = [row(child) for child in known if child.new]
        if new:
            stage(cursor, "incoming_child", columns, new)
            cursor.execute(
                f"INSERT INTO people_child ({names}, owner_id)"  # noqa: S608 - names from the code
                f" SELECT {names}, %s FROM incoming_child ON CONFLICT (id) DO NOTHING",
                [self.owner],
            )
        changed = [row(child) for child in known if child.changed and not child.new]
        if changed:
            stage(cursor, "changed_child", columns, changed)
            sets = ", ".join(f"{name} = i.{name}" for name, _ in columns[1:])
            cursor.execute(f"UPDATE people_child c SET {sets} FROM changed_child i WHERE c.id = i.id")  # noqa: S608 - names from the code
        for child_id, upn in self.former_upns:
            cursor.execute(
                "INSERT INTO people_formerupn (child_id, owner_id, upn) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                [child_id, self.owner, upn],
            )

    def _write_cases(self) -> None:
        cursor = self._cursor
        new = [journal for journal in self.journals.values() if journal.new]
        if new:
            stage(
                cursor,
                "incoming_case",
                [
                    ("seq", "int"),
                    ("id", "uuid"),
                    ("reference", "text"),
                    ("pathway", "text"),
                    ("child_id", "uuid"),
                    ("arose_from_id", "uuid"),
                    ("opened_on", "date"),
                    ("last_number", "int"),
                ],
                (
                    (
                        seq,
                        journal.id,
                        journal.reference or None,
                        journal.pathway,
                        journal.child,
                        journal.arose_from,
                        journal.opened_on,
                        journal.last_number,
                    )
                    for seq, journal in enumerate(new)
                ),
            )
            columns = "id, pathway, child_id, arose_from_id, opened_on, last_number"
            for names, where in (("", "IS NULL"), ("reference, ", "IS NOT NULL")):
                cursor.execute(
                    f"INSERT INTO cases_case ({names}{columns}, owner_id)"  # noqa: S608 - names from the code
                    f" SELECT {names}{columns}, %s FROM incoming_case WHERE reference {where}"
                    " ORDER BY seq ON CONFLICT (id) DO NOTHING",
                    [self.owner],
                )
        grown = [
            (journal.id, journal.last_number, journal.reference)
            for journal in self.journals.values()
            if not journal.new and (journal.added or journal.renamed)
        ]
        if grown:
            self._report.counts["cases_changed"] += len(grown)
            stage(
                cursor,
                "grown_case",
                [("id", "uuid"), ("last_number", "int"), ("reference", "text")],
                grown,
            )
            cursor.execute(
                "UPDATE cases_case c SET last_number = g.last_number, reference = g.reference"
                " FROM grown_case g WHERE c.id = g.id"
            )

    def _write_events(self, events: Sequence[Any]) -> None:
        if not events:
            return
        stage(
            self._cursor,
            "incoming_event",
            [
                ("id", "uuid"),
                ("case_id", "uuid"),
                ("number", "int"),
                ("event", "text"),
                ("on", "date"),
                ("at", "timestamptz"),
                ("about", "text"),
                ("kind_of_data", "text"),
                ("fields", "jsonb"),
            ],
            (
                (
                    event.id,
                    event.case,
                    event.number,
                    event.event,
                    event.on,
                    event.at,
                    event.about,
                    event.kind_of_data,
                    event.fields,
                )
                for event in events
            ),
        )
        self._cursor.execute(
            'INSERT INTO cases_event (id, case_id, number, event, "on", at, by, about, kind_of_data, fields)'
            ' SELECT id, case_id, number, event, "on", at, %s, about, kind_of_data, fields'
            " FROM incoming_event ORDER BY case_id, number ON CONFLICT (id) DO NOTHING",
            [self.run.by],
        )

    def stage_raw(self, rows: Sequence[tuple[UUID, str, str, str]]) -> set[str]:
        """(child, part, key, data): the values as they came. Those stay that differ from the last that came; answers the parts that they are of."""
        columns = [("child_id", "uuid"), ("part", "text"), ("key", "text"), ("data", "jsonb")]
        stage(self._cursor, "incoming_raw", columns, rows)
        if any(not child.new for child in self.children.by_id.values()):
            self._cursor.execute("ANALYZE incoming_raw")
            self._cursor.execute(
                "DELETE FROM incoming_raw i USING ("
                " SELECT DISTINCT ON (r.child_id, r.part, r.key) r.child_id, r.part, r.key, r.data"
                " FROM cases_rawrecord r WHERE r.owner_id = %s ORDER BY r.child_id, r.part, r.key, r.id DESC"
                ") latest WHERE latest.child_id = i.child_id AND latest.part = i.part AND latest.key = i.key"
                " AND latest.data = i.data",
                [self.owner],
            )
        self._cursor.execute("SELECT DISTINCT part FROM incoming_raw")
        return {part for (part,) in self._cursor.fetchall()}

    def write_raw(self) -> None:
        self._cursor.execute(
            "INSERT INTO cases_rawrecord (run_id, owner_id, child_id, part, key, data)"
            " SELECT %s, %s, child_id, part, key, data FROM incoming_raw",
            [self.run.id, self.owner],
        )


def _ours_or(journal: CaseJournal, reference: str) -> bool:
    """Whether a case's reference is one of ours, for want of the case system's, or the same."""
    return (
        not reference
        or not journal.reference
        or journal.reference == reference
        or (journal.reference.startswith("C-") and journal.reference[2:].isdigit())
    )


def record_run(cursor: Any, report: ImportReport, owner: UUID, sha256: str, by: str) -> None:
    """The import itself, before its rows, which name it."""
    cursor.execute(
        "INSERT INTO cases_importrun (id, kind, owner_id, file_name, sha256, by) VALUES (%s, %s, %s, %s, %s, %s)",
        [report.run, report.kind, owner, report.file[:300], sha256, by[:60]],
    )


def finish_run(cursor: Any, report: ImportReport, owner: UUID) -> None:
    counts = dict(report.counts) | {
        "told_on": report.told_on.isoformat() if report.told_on else None,
        REFUSED: sum(each.severity == REFUSED for each in report.found),
        DOUBTFUL: sum(each.severity == DOUBTFUL for each in report.found),
        DIFFERS: sum(each.severity == DIFFERS for each in report.found),
    }
    cursor.execute(
        "UPDATE cases_importrun SET counts = %s::jsonb, finished_at = clock_timestamp() WHERE id = %s",
        [as_json(counts), report.run],
    )
    if not report.found:
        return
    stage(
        cursor,
        "incoming_finding",
        [
            ("seq", "int"),
            ("child_id", "uuid"),
            ("case_id", "uuid"),
            ("row", "text"),
            ("severity", "text"),
            ("rule", "text"),
            ("message", "text"),
        ],
        (
            (seq, each.child, each.case, each.row[:100], each.severity, each.rule[:60], each.message)
            for seq, each in enumerate(report.in_order())
        ),
    )
    cursor.execute(
        "INSERT INTO cases_importfinding (run_id, owner_id, child_id, case_id, row, severity, rule, message)"
        ' SELECT %s, %s, child_id, case_id, "row", severity, rule, message'
        " FROM incoming_finding ORDER BY seq",
        [report.run, owner],
    )


def record_whole(cursor: Any, report: ImportReport, owner: UUID, sha256: str, by: str) -> None:
    """An import that wrote all of its rows already: unless the same file was loaded before and had nothing new to tell."""
    if not report.changed() and seen_before(cursor, owner, report.kind, sha256):
        report.repeated = True
        return
    record_run(cursor, report, owner, sha256, by)
    finish_run(cursor, report, owner)


def seen_before(cursor: Any, owner: UUID, kind: str, sha256: str) -> bool:
    cursor.execute(
        "SELECT 1 FROM cases_importrun WHERE owner_id = %s AND kind = %s AND sha256 = %s"
        " AND finished_at IS NOT NULL LIMIT 1",
        [owner, kind, sha256],
    )
    return cursor.fetchone() is not None


def new_run() -> UUID:
    return uuid4()


def project(cursor: Any, changed: Sequence[UUID], progress: Progress) -> None:
    """The projections of these cases and of those that read their events, in the same transaction."""
    if not changed:
        return
    cursor.execute(
        "SELECT id FROM cases_case WHERE arose_from_id = ANY(%s)"
        " UNION SELECT arose_from_id FROM cases_case WHERE id = ANY(%s) AND arose_from_id IS NOT NULL"
        " UNION SELECT unnest(%s::uuid[])",
        [list(changed), list(changed), list(changed)],
    )
    cases = [case for (case,) in cursor.fetchall()]
    progress("Working out every clock", 0, len(cases))
    projection.rebuild(cases, lambda done, total: progress("Working out every clock", done, total))
