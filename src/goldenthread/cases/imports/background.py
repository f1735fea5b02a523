"""Loading what an audit tests a list against, and nothing else reads: how deprived a postcode is, and a child's home language.

    deprivation    postcode, decile    1 for the most deprived tenth of England, to 10
    languages      upn, language       a code of the school census

A list may hold more than is on record here, as a national or a whole school census does: rows of other postcodes or children are
counted and passed over. A later file replaces what an earlier one said."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from goldenthread.cases.imports.children import Children, Doubt, Sealed
from goldenthread.cases.imports.landing import digest, new_run, record_whole
from goldenthread.cases.imports.owners import owner_of_extract
from goldenthread.cases.imports.report import (
    DOUBTFUL,
    ImportReport,
    Progress,
    Unloadable,
    quiet,
    what_fits,
)
from goldenthread.cases.imports.staging import stage
from goldenthread.cases.projection import take_turn
from goldenthread.exchange.extract import BadRow, Row, UnreadableExtract, read_extract
from goldenthread.exchange.identifiers import BadIdentifier, postcode, upn
from goldenthread.web.turns import one_at_a_time

_LONGEST = 20
_LANGUAGE = re.compile("[A-Z]{3,4}")

Read = Callable[[Row], tuple[Any, Any]]
"""What a row is about, None where that is not on record here, and what it says of it. Raises BadRow, BadIdentifier, Doubt or Sealed."""


def load_deprivation(path: Path, *, by: str, authority: str | None = None, progress: Progress = quiet) -> ImportReport:
    """Whole or not at all, save rows that are refused each with its reason. Raises Unloadable."""

    def known(cursor: Any, number: str, owner: UUID) -> tuple[Mapping[Any, Any], Read]:
        cursor.execute("SELECT postcode, deprivation FROM people_postcode")
        held: dict[str, int | None] = dict(cursor.fetchall())

        def read(row: Row) -> tuple[str | None, int]:
            decile = row.needed("decile")
            if not (decile.isascii() and decile.isdecimal() and 1 <= int(decile) <= 10):
                raise BadRow(f"decile is {decile!r}: it is 1 (most deprived) to 10")
            found = postcode(row.needed("postcode"))
            return found if found in held else None, int(decile)

        return held, read

    def write(cursor: Any, new: Mapping[Any, Any]) -> None:
        stage(cursor, "incoming_decile", [("postcode", "text"), ("decile", "smallint")], new.items())
        cursor.execute("UPDATE people_postcode p SET deprivation = i.decile FROM incoming_decile i WHERE p.postcode = i.postcode")

    return _load("deprivation", "deciles", path, ("postcode", "decile"), known, write, by, authority, progress)


def load_languages(path: Path, *, by: str, authority: str | None = None, progress: Progress = quiet) -> ImportReport:
    """Whole or not at all, save rows that are refused each with its reason. Raises Unloadable."""

    def known(cursor: Any, number: str, owner: UUID) -> tuple[Mapping[Any, Any], Read]:
        children = Children.of(cursor, number, owner)
        cursor.execute("SELECT id, language FROM people_child WHERE owner_id = %s", [owner])
        held: dict[UUID, str] = dict(cursor.fetchall())

        def read(row: Row) -> tuple[UUID | None, str]:
            code = row.needed("language").upper()
            if not _LANGUAGE.fullmatch(code):
                raise BadRow(f"language is {row['language']!r}: write the code of the school census, such as ENG, OTH or NOT")
            child = children.of_upn(upn(row.needed("upn")))
            return child.id if child else None, code

        return held, read

    def write(cursor: Any, new: Mapping[Any, Any]) -> None:
        stage(cursor, "incoming_language", [("id", "uuid"), ("language", "text")], new.items())
        cursor.execute("UPDATE people_child c SET language = i.language FROM incoming_language i WHERE c.id = i.id")

    return _load("languages", "languages", path, ("upn", "language"), known, write, by, authority, progress)


def _load(
    kind: str,
    counted: str,
    path: Path,
    columns: tuple[str, str],
    known: Callable[[Any, str, UUID], tuple[Mapping[Any, Any], Read]],
    write: Callable[[Any, Mapping[Any, Any]], None],
    by: str,
    authority: str | None,
    progress: Progress,
) -> ImportReport:
    path = Path(path)
    report = ImportReport(kind, path.name, new_run())
    with what_fits(), transaction.atomic(), connection.cursor() as cursor:
        owner, number = owner_of_extract(cursor, authority)
        if kind == "languages":
            take_turn()
        else:
            one_at_a_time(f"import {kind}")
        held, read = known(cursor, number, owner)
        said: dict[Any, list[tuple[Row, Any]]] = defaultdict(list)
        try:
            for row in read_extract(path, columns, columns):
                report.counts["rows"] += 1
                if report.counts["rows"] % 50_000 == 0:
                    progress("Reading", report.counts["rows"], None)
                try:
                    row.check_lengths(dict.fromkeys(columns, _LONGEST))
                    about, value = read(row)
                except (BadRow, BadIdentifier, Sealed) as refusal:
                    report.refuse_row(row, str(refusal) or "this record is not open to imports", kind)
                except Doubt as doubt:
                    report.find(DOUBTFUL, f"line {row.line}", str(doubt), rule=kind, child=doubt.child)
                else:
                    if about is None:
                        report.counts["elsewhere"] += 1
                    else:
                        said[about].append((row, value))
        except UnreadableExtract as refusal:
            raise Unloadable(str(refusal)) from None
        new: dict[Any, Any] = {}
        for about, told in said.items():
            value = told[0][1]
            if any(other != value for _, other in told):
                # Which of them is right is for whoever made the file.
                for row, _ in told:
                    report.refuse_row(row, f"the file gives more than one {columns[1]} for this {columns[0]}: leave one", kind)
            elif held[about] == value:
                report.counts["unchanged"] += 1
            else:
                new[about] = value
        write(cursor, new)
        report.counts[counted] += len(new)
        record_whole(cursor, report, owner, digest(path), by)
        progress("Saving", 0, None)
    return report
