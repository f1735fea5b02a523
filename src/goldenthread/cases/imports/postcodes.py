"""Postcodes that are written rightly and that nobody has. They are kept as they came, and reported: a letter to one does not arrive.

The list is that of the area's districts (`people/data/PROVENANCE.md`), with postcodes that are no longer used. Of an outward code that
lies for the most part elsewhere the list says nothing, and one that is newer than the list may be right: so each is a doubt."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from goldenthread.cases.imports.children import Known
from goldenthread.cases.imports.report import DOUBTFUL, ImportReport
from goldenthread.exchange.identifiers import postcode_area_exists

OUR_OWN = 500
"""An outward code (CM1) with so many postcodes in the list lies within the area, but for a few across its boundary."""
FEW = 5
"""So many children are reported one by one, as a slip of the pen is. More are a new estate, or a list that has grown old: they are reported together."""
MOST_TOGETHER = 2_000
"""What fits a cell of a spreadsheet."""


def report_unlisted(cursor: Any, children: Iterable[Known], report: ImportReport) -> None:
    """The postcodes that a file tells of children who are new, or who have another one now."""
    told: dict[str, list[Known]] = defaultdict(list)
    for child in children:
        if child.postcode and child.row:
            told[child.postcode].append(child)
    if not told:
        return
    cursor.execute(
        "SELECT p FROM unnest(%s::text[]) p WHERE NOT EXISTS (SELECT FROM people_postcode k WHERE k.postcode = p)"
        " AND split_part(p, ' ', 1) IN (SELECT split_part(postcode, ' ', 1) FROM people_postcode GROUP BY 1 HAVING count(*) >= %s)",
        [list(told), OUR_OWN],
    )
    unlisted = {found for (found,) in cursor.fetchall()}
    nowhere = {postcode for postcode in told if not postcode_area_exists(postcode)}
    _report(
        {postcode: told[postcode] for postcode in told if postcode in nowhere}, report,
        lambda postcode: f"No postcode of the United Kingdom begins as {postcode} does. It was kept: look whether it is mistyped.",
        "that begins as none of the United Kingdom does. It was kept: look whether it is mistyped.",
    )  # fmt: skip
    _report(
        {postcode: told[postcode] for postcode in told if postcode in unlisted - nowhere}, report,
        lambda postcode: (
            f"{postcode} is not in the list of this area’s postcodes of November 2025, though others of {postcode.split()[0]} are. "
            "It was kept: look whether it is mistyped, or newer than the list."
        ),
        "not in the list of this area’s postcodes of November 2025, though others that begin alike are. Each was kept. One that many share may be newer than the list, as of a "
        "new estate; look whether the others are mistyped.",
    )  # fmt: skip


def _report(told: Mapping[str, Sequence[Known]], report: ImportReport, of_one: Callable[[str], str], of_many: str) -> None:
    if sum(len(who) for who in told.values()) <= FEW:
        for postcode, who in told.items():
            for child in who:
                report.find(DOUBTFUL, child.row, of_one(postcode), rule="postcode", child=None if child.new else child.id)
        return
    # Those of most children first, for they are the estates.
    by_number = sorted(told.items(), key=lambda item: (-len(item[1]), item[0]))
    every = [(postcode, child.row) for postcode, who in by_number for child in sorted(who, key=lambda each: _number(each.row))]
    for start in range(0, len(every), MOST_TOGETHER):
        where: dict[str, list[str]] = defaultdict(list)
        for postcode, row in every[start : start + MOST_TOGETHER]:
            where[postcode].append(row)
        rows = [row for of_one_postcode in where.values() for row in of_one_postcode]
        which = f"one of {len(where):,} postcodes" if len(where) > 1 else "a postcode"
        listed = "; ".join(f"{postcode} ({_places(those)})" for postcode, those in where.items())
        report.find(DOUBTFUL, min(rows, key=_number), f"{len(rows):,} children have {which} {of_many} {listed}.", rule="postcode")


def _places(rows: Sequence[str]) -> str:
    """Where in the file: `person 3, 12, 40`."""
    return f"{rows[0].partition(' ')[0]} {', '.join(str(_number(row)) for row in rows)}"


def _number(row: str) -> int:
    return int(row.rpartition(" ")[2])
