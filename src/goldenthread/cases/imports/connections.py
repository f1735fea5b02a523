"""Where a child is on roll, registered or known, as rows of people.csv say it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from goldenthread.cases.imports.landing import project
from goldenthread.cases.imports.moves import begin_where_moved
from goldenthread.cases.imports.report import ImportReport, Progress
from goldenthread.cases.imports.staging import stage
from goldenthread.exchange.extract import BadRow
from goldenthread.people.models import Connection, Organisation

# The care of another authority comes with a return, not with this file.
KINDS: tuple[str, ...] = (Connection.Kind.ATTENDS.value, Connection.Kind.KNOWN_TO.value, Connection.Kind.GP.value)
_WHERE_ONE_LEARNS = (Organisation.Kind.SCHOOL, Organisation.Kind.COLLEGE, Organisation.Kind.EARLY_YEARS)

Connected = tuple[UUID, UUID, str, date, date | None]
"""Child, organisation, kind, from, to."""


def check_kind(kind: str, body: str) -> None:
    """A connection to a body of the wrong kind would show the child to people who have no part in it."""
    if kind not in KINDS:
        raise BadRow(f"kind is {kind!r}: it is one of {', '.join(KINDS)}")
    if kind == Connection.Kind.ATTENDS and body not in (*_WHERE_ONE_LEARNS, Organisation.Kind.SERVICE):
        raise BadRow("a child attends a school, college, early years setting or service: check organisation and kind")
    if kind == Connection.Kind.GP and body != Organisation.Kind.ICB:
        raise BadRow("gp names the ICB with which the child's GP is registered: check organisation and kind")


def write_connections(
    cursor: Any, report: ImportReport, staged: Sequence[Connected], owner: UUID, progress: Progress
) -> None:
    stage(
        cursor,
        "incoming_connection",
        [
            ("child_id", "uuid"),
            ("organisation_id", "uuid"),
            ("kind", "text"),
            ("valid_from", "date"),
            ("valid_to", "date"),
        ],
        staged,
    )
    # An empty `to` does not reopen what a return has ended: whoever is there would see the child again.
    cursor.execute(
        "INSERT INTO people_connection AS c (child_id, owner_id, organisation_id, kind, valid_from, valid_to)"
        " SELECT child_id, %s, organisation_id, kind, valid_from, valid_to FROM incoming_connection"
        " ON CONFLICT (child_id, organisation_id, kind, valid_from) DO UPDATE SET valid_to = EXCLUDED.valid_to"
        " WHERE EXCLUDED.valid_to IS NOT NULL AND c.valid_to IS DISTINCT FROM EXCLUDED.valid_to"
        " RETURNING child_id, xmax = 0",
        [owner],
    )
    written = cursor.fetchall()
    added = sum(new for _, new in written)
    report.counts["connections"] += added
    report.counts["changed"] += len(written) - added
    report.counts["unchanged"] += len(staged) - len(written)
    # Whose a setting's or an ICB's duty is follows from where the child is.
    cursor.execute(
        "SELECT id FROM cases_case WHERE child_id = ANY(%s) ORDER BY id", [list({child for child, _ in written})]
    )
    cases = {case for (case,) in cursor.fetchall()} | set(begin_where_moved(cursor, owner))
    project(cursor, sorted(cases), progress)
