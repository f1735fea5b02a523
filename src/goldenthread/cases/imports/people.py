"""Loading who works with children: organisations, teams, practitioners, who answers for whom, where children are, and cover."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from goldenthread.access.rules import POSTS_WITHOUT_RIGHTS, PRESCRIBING, ROLES
from goldenthread.cases.imports.children import Children, Doubt, Known, Sealed
from goldenthread.cases.imports.connections import Connected, check_kind, write_connections
from goldenthread.cases.imports.cover import Covered, report_nobody_there
from goldenthread.cases.imports.landing import digest, new_run, record_whole
from goldenthread.cases.imports.owners import owner_of_extract
from goldenthread.cases.imports.posts import ONE_POST, can_be_written_to, posts_held, report_shared_addresses
from goldenthread.cases.imports.providers import provider_of, shared_with
from goldenthread.cases.imports.report import (
    ImportReport,
    Progress,
    Unloadable,
    quiet,
    what_fits,
)
from goldenthread.cases.imports.staging import stage
from goldenthread.cases.imports.who import Who, another_first_name, find_child, who_of
from goldenthread.cases.projection import take_turn
from goldenthread.exchange.extract import BadRow, Row, UnreadableExtract, read_extract
from goldenthread.exchange.identifiers import BadIdentifier, organisation_code
from goldenthread.pathways.common.contributors import CONTRIBUTORS
from goldenthread.people.models import Organisation

KIND = "people"

COLUMNS = (
    "record",
    "reference",
    "name",
    "kind",
    "organisation",
    "team",
    "role",
    "email",
    "locality",
    "practitioner",
    "covers",
    "successor",
    "upn",
    "surname",
    "forename",
    "date_of_birth",
    "postcode",
    "nhs_number",
    "case",
    "from",
    "to",
)
NEEDED = ("record",)

# A later record names an earlier one, whatever the order of the file.
ORDER = ("organisation", "team", "practitioner", "allocation", "connection", "cover")

# A family's roles come with a relationship, not with a post.
_POSTS = (*(role for role, (_, scope) in ROLES.items() if scope != "family"), *POSTS_WITHOUT_RIGHTS)
_KINDS = tuple(Organisation.Kind.values)
# What a practitioner may answer for: all that their role does, the part of one contributor, or the medicines.
_PARTS = frozenset({*_POSTS, *CONTRIBUTORS, *PRESCRIBING} - {"family"})
_SLUG = re.compile(r"[a-z]+(-[a-z]+)*")
_LONGEST_PART = 40
_LONGEST = {"reference": 40, "name": 100, "locality": 40, "surname": 100, "forename": 100}
_LONGEST_OF_ORGANISATION = {**_LONGEST, "name": 200}

# What others name by its reference.
_NAMED = ("organisation", "team", "practitioner")
# The columns of the file behind those of the tables, where the two have other names.
_COLUMN_OF = {"organisation_id": "organisation", "team_id": "team", "valid_from": "from", "valid_to": "to"}
_FAR_AHEAD = timedelta(days=366)


def load_people(
    path: Path,
    *,
    by: str,
    authority: str | None = None,
    provider: str = "",
    progress: Progress = quiet,
) -> ImportReport:
    """Whole or not at all. `provider`: whose own file it is, of its own people, where it is not the council's. Raises Unloadable where the file as a whole is refused."""
    path = Path(path)
    body = provider_of(provider) if provider else None
    report = ImportReport(KIND, path.name, new_run())
    rows: dict[str, list[Row]] = defaultdict(list)
    lines: dict[tuple[str, str], int] = {}
    try:
        for row in read_extract(path, COLUMNS, NEEDED):
            report.counts["rows"] += 1
            if row["record"] in _NAMED:
                lines.setdefault((row["record"], row["reference"]), row.line)
            try:
                row.check_lengths(_LONGEST_OF_ORGANISATION if row["record"] == "organisation" else _LONGEST, but="email")
            except BadRow as refusal:
                report.refuse_row(row, refusal, row["record"])
                continue
            if row["record"] in ORDER:
                rows[row["record"]].append(row)
            else:
                report.refuse_row(row, f"record is {row['record']!r}: it is one of {', '.join(ORDER)}", row["record"])
    except UnreadableExtract as refusal:
        raise Unloadable(str(refusal)) from None
    with what_fits(), transaction.atomic(), connection.cursor() as cursor:
        _Loading(cursor, report, authority, body, progress, lines).load(rows, digest(path), by)
        progress("Saving", 0, None)
    return report


class _Loading:
    def __init__(
        self, cursor: Any, report: ImportReport, authority: str | None, provider: Organisation | None, progress: Progress,
        lines: Mapping[tuple[str, str], int],
    ) -> None:  # fmt: skip
        """`lines`: where in the file each reference has a row of its own."""
        self._cursor = cursor
        self._report = report
        self._authority = authority
        self._provider = provider
        self._progress = progress
        self._lines = lines
        self._today = timezone.localdate()
        # Before it writes what a return writes too, such as where a child goes.
        take_turn()
        self._organisations: dict[str, UUID] = self._named("people_organisation", "code")
        self._teams: dict[str, int] = self._named("people_team", "reference")
        self._practitioners: dict[str, UUID] = self._named("people_practitioner", "reference")
        self._found: dict[Who, Known | str] = {}
        self._told: dict[tuple[str, str], tuple[int, list[Any]]] = {}

    def _named(self, table: str, column: str) -> dict[str, Any]:
        self._cursor.execute(f"SELECT {column}, id FROM {table}")  # noqa: S608 - names from the code
        return dict(self._cursor.fetchall())

    def load(self, rows: dict[str, list[Row]], sha256: str, by: str) -> None:
        report = self._report
        if self._provider:
            self._leave_others_rows(rows)
        self._report.each_row(rows["organisation"], self._organisation)
        self._report.each_row(rows["organisation"], self._succession)
        self._report.each_row(rows["team"], self._team)
        self._report.each_row(posts_held(rows["practitioner"], self._today, report), self._practitioner)
        told = {row["reference"]: row for row in rows["practitioner"] if row["reference"] in self._practitioners}
        report_shared_addresses(self._cursor, told, self._today, report)
        employers = Counter(
            row["organisation"] for row in rows["practitioner"] if row["organisation"].startswith("LA:")
        )
        likely = employers.most_common(1)[0][0] if employers else ""
        body = self._provider
        owner, number = (body.pk, body.code) if body else owner_of_extract(self._cursor, self._authority, likely)
        also = shared_with(self._cursor, owner) if body else ()
        if rows["allocation"] or rows["connection"]:
            children = Children.of(self._cursor, number, owner, *also)
            self._allocate(rows["allocation"], owner, children)
            self._connect(rows["connection"], owner, children)
        self._cover_all(rows["cover"])
        record_whole(self._cursor, report, owner, sha256, by)

    def _leave_others_rows(self, rows: dict[str, list[Row]]) -> None:
        """A provider tells of its own people alone: bodies, and where children are, are the council's to tell."""
        assert self._provider
        for row in (*rows.pop("organisation", ()), *rows.pop("connection", ())):
            self._report.refuse_row(row, f"{row['record']} is the council's to tell: leave it out of a provider's file", row["record"])
        for record in ("team", "practitioner"):
            for row in rows[record]:
                if row["organisation"] != self._provider.code:
                    self._report.refuse_row(row, f"organisation is {row['organisation']!r}: a file of {self._provider.code} tells of its own people", row["record"])
            rows[record] = [row for row in rows[record] if row["organisation"] == self._provider.code]
        rows["organisation"] = rows["connection"] = []

    def _own(self, row: Row, practitioner: UUID) -> None:
        """Raises BadRow where a provider's file gives work to somebody else's people."""
        if self._provider is None:
            return
        self._cursor.execute("SELECT organisation_id = %s FROM people_practitioner WHERE id = %s", [self._provider.pk, practitioner])
        if not self._cursor.fetchone()[0]:
            raise BadRow(f"practitioner is {row['practitioner']!r}, who works for another body: a provider gives its own people")

    # --- the bodies and the people ---------------------------------------------------------------

    def _put(
        self, table: str, key: str, row: Row, values: dict[str, Any], added: str, *, left_out: str = "", otherwise: str = "says otherwise: keep the one that is right"
    ) -> Any:  # fmt: skip
        """Adds the row, or brings it up to date where the file says otherwise. What is on record stays where the file has no such column, and in the one
        `left_out`; `otherwise` is said of a second row for the same reference."""
        columns = [key, *values]
        given = [row["reference"], *values.values()]
        line, before = self._told.setdefault((table, row["reference"]), (row.line, given))
        if before != given:
            raise BadRow(f"{row['reference']} stands further up in the file, at line {line}, and {otherwise}")
        renewed = [name for name in values if name != left_out and _COLUMN_OF.get(name, name) in row.columns]
        sets = ", ".join(f"{name} = EXCLUDED.{name}" for name in renewed)
        held = ", ".join(f"{table}.{name}" for name in renewed)
        told = ", ".join(f"EXCLUDED.{name}" for name in renewed)
        own_id = "" if table == "people_team" else "id, "
        marks = ", ".join(["%s"] * len(given))
        self._cursor.execute(
            f"INSERT INTO {table} ({own_id}{', '.join(columns)})"  # noqa: S608 - names from the code
            f" VALUES ({'gen_random_uuid(), ' if own_id else ''}{marks})"
            f" ON CONFLICT ({key}) DO UPDATE SET {sets} WHERE ({held}) IS DISTINCT FROM ({told})"
            " RETURNING id, xmax = 0",
            given,
        )
        written = self._cursor.fetchone()
        if written is None:
            self._report.counts["unchanged"] += 1
            return None
        self._report.counts[added if written[1] else "changed"] += 1
        return written[0]

    def _organisation(self, row: Row) -> None:
        code = row.needed("reference")
        kind = row.needed("kind")
        if kind not in _KINDS:
            raise BadRow(f"kind is {kind!r}: it is one of {', '.join(_KINDS)}")
        try:
            organisation_code(code)
        except BadIdentifier as wrong:
            raise BadRow(f"reference is {code!r}: {wrong}") from None
        values = {
            "name": row.needed("name"),
            "kind": kind,
            "valid_from": row.day("from"),
            "valid_to": row.day("to"),
        }
        _check_days(values["valid_from"], values["valid_to"])
        written = self._put("people_organisation", "code", row, values, "organisations")
        if written:
            self._organisations[code] = written

    def _succession(self, row: Row) -> None:
        """After all organisations, for a successor may stand further down in the file."""
        if not row["successor"] or row["reference"] not in self._organisations:
            return
        successor = self._known(self._organisations, row, "successor", "organisation")
        own = self._organisations[row["reference"]]
        if own == successor:
            raise BadRow("an organisation cannot be its own successor: leave successor empty")
        self._cursor.execute(
            "WITH RECURSIVE line AS (SELECT id, successor_id FROM people_organisation WHERE id = %s UNION"
            " SELECT o.id, o.successor_id FROM line l JOIN people_organisation o ON o.id = l.successor_id) SELECT count(*) FROM line WHERE id = %s",
            [successor, own],
        )
        if self._cursor.fetchone()[0]:
            raise BadRow(f"successor is {row['successor']!r}, which is on record as having passed to this organisation itself: check which of the two took over")
        self._cursor.execute(
            "UPDATE people_organisation SET successor_id = %s WHERE id = %s AND successor_id IS DISTINCT FROM %s",
            [successor, own, successor],
        )
        self._report.counts["changed"] += self._cursor.rowcount

    def _team(self, row: Row) -> None:
        reference = row.needed("reference")
        values = {
            "name": row.needed("name"),
            "organisation_id": self._known(self._organisations, row, "organisation", "organisation"),
            "locality": row["locality"],
        }
        written = self._put("people_team", "reference", row, values, "teams")
        if written:
            self._teams[reference] = written

    def _practitioner(self, row: Row) -> None:
        reference = row.needed("reference")
        role = row.needed("role")
        if role not in _POSTS:
            raise BadRow(f"role is {role!r}: it is one of {', '.join(_POSTS)}")
        values = {
            "name": row.needed("name"),
            "email": row["email"],
            "organisation_id": self._known(self._organisations, row, "organisation", "organisation"),
            "team_id": self._known(self._teams, row, "team", "team") if row["team"] else None,
            "role": role,
            "valid_from": row.day("from"),
            "valid_to": row.day("to"),
        }
        _check_days(values["valid_from"], values["valid_to"])
        odd = bool(row["email"]) and not can_be_written_to(row["email"])
        if odd:
            values["email"] = ""
        before = self._told.get(("people_practitioner", reference))
        elsewhere = before is not None and before[1][3:5] != [values["organisation_id"], values["team_id"]]
        written = self._put(
            "people_practitioner", "reference", row, values, "practitioners", left_out="email" if odd else "", **({"otherwise": ONE_POST} if elsewhere else {})
        )
        if odd:
            # The reference says who it is; the address, where messages go. So nobody loses their children for a slip in it.
            self._doubt(
                row, "email",
                f"email is {row['email'][:100]!r}, to which nothing can be sent: it was left out, and an address that is on record stays. {reference} was loaded, and "
                "so is what is allocated to them, but without an address no message and no link reaches them. Enter one such as a.name@council.example",
            )  # fmt: skip
        self._doubt_far_ahead(row, values["valid_from"])
        if written:
            self._practitioners[reference] = written

    def _known(self, known: dict[str, Any], row: Row, column: str, record: str) -> Any:
        reference = row.needed(column)
        if reference not in known:
            if line := self._lines.get((record, reference)):
                raise BadRow(f"{column} is {reference!r}, whose own row, line {line}, was refused: put that one right, and this one lands with it")
            raise BadRow(
                f"{column} is {reference!r}, and no {record} has this reference: add a row `{record}` for "
                "it, or check the spelling"
            )
        return known[reference]

    # --- who answers for whom --------------------------------------------------------------------

    def _allocate(self, rows: Sequence[Row], owner: UUID, children: Children) -> None:
        cases = self._cases(owner, {row["case"] for row in rows if row["case"]})
        left = self._last_days("people_practitioner")
        self._cursor.execute("SELECT id FROM people_practitioner WHERE role = 'health-practitioner'")
        clinicians = {id_ for (id_,) in self._cursor.fetchall()}
        staged: list[tuple[Any, ...]] = []
        seen: dict[tuple[Any, ...], Row] = {}
        for done, row in enumerate(rows, start=1):
            try:
                practitioner = self._known(self._practitioners, row, "practitioner", "practitioner")
                self._own(row, practitioner)
                role = row.needed("role")
                _check_part(role, practitioner in clinicians)
                child, case = self._whom(row, children, cases)
                valid_from, valid_to = row.needed_day("from"), row.day("to")
                _check_days(valid_from, valid_to)
                key = (child.id, case, practitioner, role, valid_from)
                if key in seen:
                    raise BadRow("the same allocation stands further up in the file")
                seen[key] = row
                staged.append((*key, valid_to))
                self._doubt_far_ahead(row, valid_from, child)
                if practitioner in left and valid_from > left[practitioner]:
                    self._doubt(row, "ended", f"{row['practitioner']} left on {left[practitioner]}, before this allocation begins. It was loaded, and nobody answers by it: allocate somebody else, or correct a day.", child)
            except BadRow as refusal:
                self._report.refuse_row(row, refusal, row["record"])
            if done % 5000 == 0:
                self._progress("Finding whom each allocation means", done, len(rows))
        for *key, last in self._write_allocations(staged, owner):
            row = seen[tuple(key)]
            if "to" in row.columns:
                words = "and an empty `to` does not open it again. If it goes on, give a row whose `from` is the day from which; if not, give its `to`"
                self._doubt(row, "ended", f"this allocation ended on {last} by what is on record, {words}", children.by_id[key[0]])
        self._doubt_overlapping(seen)

    def _doubt_overlapping(self, rows: Mapping[tuple[Any, ...], Row]) -> None:
        """Once those of the file are on record. A first day that was corrected leaves the allocation as it was told before beside the right one, and that has no end."""
        self._cursor.execute(
            'SELECT i.child_id, i."case", i.practitioner_id, i.role, i.valid_from, min(a.valid_from) FROM incoming_allocation i JOIN people_allocation a'
            ' ON a.child_id = i.child_id AND a."case" IS NOT DISTINCT FROM i."case" AND a.practitioner_id = i.practitioner_id AND a.role = i.role'
            " AND a.valid_from < i.valid_from AND coalesce(a.valid_to, 'infinity') >= i.valid_from GROUP BY 1, 2, 3, 4, 5"
        )
        # One whose day is doubted already is not told of twice for it.
        doubted = {each.row for each in self._report.found}
        for *key, first in self._cursor.fetchall():
            row = rows[tuple(key)]
            if f"line {row.line}" in doubted:
                continue
            words = (
                f"{row['practitioner']} is allocated to this child in the same part from {first} on already, and that has not ended by {row.written_day('from')}. Both stand. If the first day "
                f"was a slip, give a row from {first} with its last day in `to`: else they go on seeing the child by it when this one ends"
            )
            self._report.doubt_row(row, words, "overlap", child=key[0])

    def _last_days(self, table: str) -> dict[UUID, date]:
        self._cursor.execute(f"SELECT id, valid_to FROM {table} WHERE valid_to IS NOT NULL")  # noqa: S608 - names from the code
        return dict(self._cursor.fetchall())

    def _doubt(self, row: Row, rule: str, words: str, child: Known | None = None) -> None:
        self._report.doubt_row(row, words, rule, child=child.id if child else None)

    def _doubt_far_ahead(self, row: Row, first: date | None, child: Known | None = None) -> None:
        """What begins in ten years is a slip in the year, and until then a child has nobody."""
        if first and first - self._today > _FAR_AHEAD:
            self._doubt(row, "ahead", f"from is {first}, more than a year ahead. The row was loaded and counts from that day alone: look whether the year is mistyped", child)

    def _cases(self, owner: UUID, references: set[str]) -> dict[str, list[tuple[UUID, UUID]]]:
        self._cursor.execute(
            "SELECT reference, id, child_id FROM cases_case WHERE owner_id = %s AND reference = ANY(%s)"
            " AND child_id IS NOT NULL ORDER BY opened_on DESC, id",
            [owner, list(references)],
        )
        cases: dict[str, list[tuple[UUID, UUID]]] = defaultdict(list)
        for reference, case, child in self._cursor.fetchall():
            cases[reference].append((case, child))
        return cases

    def _whom(
        self,
        row: Row,
        children: Children,
        cases: dict[str, list[tuple[UUID, UUID]]],
    ) -> tuple[Known, UUID | None]:
        who = who_of(row, self._report)
        named = cases.get(row["case"], [])
        if row["case"] and not named:
            raise BadRow(
                f"no case {row['case']} is on record: load the events first, or leave case empty to allocate the child"
            )
        if who.is_empty:
            if not named:
                raise BadRow("give the child's UPN, or surname, forename, date_of_birth and postcode, or a case")
            child = children.by_id[named[0][1]]
            if child.sealed:
                raise BadRow("the record is not open to imports")
            return child, named[0][0]
        child = self._child(row, who, children)
        own = [case for case, child_id in named if child_id == child.id]
        if named and not own:
            raise BadRow(f"case {row['case']} is another child's: check the case and the child")
        return child, own[0] if own else None

    def _child(self, row: Row, who: Who, children: Children) -> Known:
        outcome = self._found.get(who)
        if outcome is None:
            try:
                outcome = find_child(children, who, add=False)
            except (Doubt, Sealed, BadRow) as refusal:
                outcome = str(refusal)
            self._found[who] = outcome
        if isinstance(outcome, str):
            raise BadRow(outcome)
        if words := another_first_name(outcome, who):
            self._doubt(row, "renamed", words, outcome)
        return outcome

    def _write_allocations(self, staged: Sequence[tuple[Any, ...]], owner: UUID) -> list[tuple[Any, ...]]:
        """Answers those that have ended and of which the file gives no last day. It reopens none: somebody may have given the child to another
        here, and whoever had it would see the child again."""
        stage(
            self._cursor,
            "incoming_allocation",
            [
                ("child_id", "uuid"),
                ("case", "uuid"),
                ("practitioner_id", "uuid"),
                ("role", "text"),
                ("valid_from", "date"),
                ("valid_to", "date"),
            ],
            staged,
        )
        self._cursor.execute(
            "UPDATE people_allocation a SET valid_to = i.valid_to FROM incoming_allocation i"
            ' WHERE a.child_id = i.child_id AND a."case" IS NOT DISTINCT FROM i."case"'
            " AND a.practitioner_id = i.practitioner_id AND a.role = i.role AND a.valid_from = i.valid_from"
            " AND a.valid_to IS DISTINCT FROM i.valid_to AND i.valid_to IS NOT NULL"
        )
        changed = self._cursor.rowcount
        self._report.counts["changed"] += changed
        self._cursor.execute(
            'INSERT INTO people_allocation (child_id, owner_id, "case", practitioner_id, role, valid_from,'
            ' valid_to) SELECT child_id, %s, "case", practitioner_id, role, valid_from, valid_to'
            " FROM incoming_allocation ON CONFLICT DO NOTHING",
            [owner],
        )
        added = self._cursor.rowcount
        self._report.counts["allocations"] += added
        self._report.counts["unchanged"] += len(staged) - changed - added
        self._cursor.execute(
            'SELECT i.child_id, i."case", i.practitioner_id, i.role, i.valid_from, a.valid_to FROM incoming_allocation i JOIN people_allocation a'
            ' ON a.child_id = i.child_id AND a."case" IS NOT DISTINCT FROM i."case" AND a.practitioner_id = i.practitioner_id AND a.role = i.role'
            " AND a.valid_from = i.valid_from WHERE i.valid_to IS NULL AND a.valid_to IS NOT NULL"
        )
        return self._cursor.fetchall()

    # --- where children are ----------------------------------------------------------------------

    def _connect(self, rows: Sequence[Row], owner: UUID, children: Children) -> None:
        self._cursor.execute("SELECT id, kind FROM people_organisation")
        kind_of: dict[UUID, str] = dict(self._cursor.fetchall())
        closed = self._last_days("people_organisation")
        staged: dict[tuple[Any, ...], Connected] = {}
        for done, row in enumerate(rows, start=1):
            try:
                kind = row.needed("kind")
                body = self._known(self._organisations, row, "organisation", "organisation")
                check_kind(kind, kind_of[body])
                child = self._child(row, who_of(row, self._report), children)
                valid_from, valid_to = row.needed_day("from"), row.day("to")
                _check_days(valid_from, valid_to)
                if (child.id, body, kind, valid_from) in staged:
                    raise BadRow("the same connection stands further up in the file")
                staged[child.id, body, kind, valid_from] = (child.id, body, kind, valid_from, valid_to)
                self._doubt_far_ahead(row, valid_from, child)
                if body in closed and valid_from > closed[body]:
                    self._doubt(row, "ended", f"{row['organisation']} closed on {closed[body]}, before this begins. It was loaded: look whether its successor is meant, or correct a day.", child)
            except BadRow as refusal:
                self._report.refuse_row(row, refusal, row["record"])
            if done % 5000 == 0:
                self._progress("Finding whom each connection means", done, len(rows))
        if staged:
            write_connections(self._cursor, self._report, list(staged.values()), owner, self._progress)

    # --- who stands in for whom ------------------------------------------------------------------

    def _cover_all(self, rows: Sequence[Row]) -> None:
        landed: list[tuple[Row, Covered]] = []
        self._report.each_row(rows, lambda row: landed.append((row, self._cover(row))))
        left = self._last_days("people_practitioner") if landed else {}
        for row, covered in landed:
            self._doubt_far_ahead(row, covered.first)
            if covered.by in left and covered.first > left[covered.by]:
                self._doubt(row, "ended", f"{row['practitioner']} left on {left[covered.by]}, before this cover begins. It was loaded, and nobody does the work by it: name somebody else, or correct a day")
        report_nobody_there(self._cursor, landed, self._report)

    def _cover(self, row: Row) -> Covered:
        covering = self._known(self._practitioners, row, "practitioner", "practitioner")
        self._own(row, covering)
        away = self._known(self._practitioners, row, "covers", "practitioner")
        valid_from, valid_to = row.needed_day("from"), row.day("to")
        if covering == away:
            raise BadRow("a practitioner cannot cover for themselves: check practitioner and covers")
        _check_days(valid_from, valid_to)
        line, before = self._told.setdefault(("people_cover", f"{away} {covering} {valid_from}"), (row.line, [valid_to]))
        if before != [valid_to]:
            raise BadRow(f"the same cover stands further up in the file, at line {line}, with another last day: keep the one that is right")
        self._cursor.execute(
            "INSERT INTO people_cover (practitioner_id, covered_by_id, valid_from, valid_to)"
            " VALUES (%s, %s, %s, %s) ON CONFLICT (practitioner_id, covered_by_id, valid_from)"
            " DO UPDATE SET valid_to = EXCLUDED.valid_to"
            " WHERE %s AND people_cover.valid_to IS DISTINCT FROM EXCLUDED.valid_to RETURNING xmax = 0",
            [away, covering, valid_from, valid_to, "to" in row.columns],
        )
        written = self._cursor.fetchone()
        self._report.counts["unchanged" if written is None else "covers" if written[0] else "changed"] += 1
        return Covered(away, covering, valid_from, valid_to)


def _check_days(valid_from: date | None, valid_to: date | None) -> None:
    if valid_from and valid_to and valid_to < valid_from:
        raise BadRow(f"to is {valid_to}, before from, {valid_from}: swap them or correct one")


def _check_part(role: str, of_a_clinician: bool) -> None:
    """Health professions beyond the usual contributors go by a slug of their own, such as `dietitian`."""
    if role in _PARTS or (of_a_clinician and len(role) <= _LONGEST_PART and _SLUG.fullmatch(role)):
        return
    raise BadRow(
        f"role is {role!r}: it is a practitioner's role, such as la-send-caseworker, or whose part of the case they "
        "answer for, such as occupational-therapist"
    )
