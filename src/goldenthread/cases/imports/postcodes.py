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
        "that begin as none of the United Kingdom does. They were kept: look whether they are mistyped.",
    )  # fmt: skip
    _report(
        {postcode: told[postcode] for postcode in told if postcode in unlisted - nowhere}, report,
        lambda postcode: (
            f"{postcode} is not in the list of this area’s postcodes of November 2025, though others of {postcode.split()[0]} are. "
            "It was kept: look whether it is mistyped, or newer than the list."
        ),
        "that are not in the list of this area’s postcodes of November 2025, though others of the same district are. They were kept: where many children share one it is "
        "likely newer than the list; look whether the others are mistyped.",
    )  # fmt: skip


def _report(told: Mapping[str, Sequence[Known]], report: ImportReport, of_one: Callable[[str], str], of_many: str) -> None:
    children = sum(len(who) for who in told.values())
    if children <= FEW:
        for postcode, who in told.items():
            for child in who:
                report.find(DOUBTFUL, child.row, of_one(postcode), rule="postcode", child=None if child.new else child.id)
        return
    # Those of most children first, for they are the estates.
    by_number = sorted(told.items(), key=lambda item: (-len(item[1]), item[0]))
    listed = "; ".join(f"{postcode} ({_places(who)})" for postcode, who in by_number)
    first = min((child.row for who in told.values() for child in who), key=_number)
    report.find(DOUBTFUL, first, f"{children:,} children have one of {len(told):,} postcodes {of_many} {listed}.", rule="postcode")


def _places(who: Sequence[Known]) -> str:
    """Where in the file: `person 3, 12, 40`."""
    kind = who[0].row.partition(" ")[0]
    return f"{kind} {', '.join(str(n) for n in sorted(_number(child.row) for child in who))}"


def _number(row: str) -> int:
    return int(row.rpartition(" ")[2])
