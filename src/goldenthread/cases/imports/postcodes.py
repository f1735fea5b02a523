"""Postcodes that are written rightly and that nobody has. They are kept as they came, and reported: a letter to one does not arrive.

The list is that of the area's districts (`people/data/PROVENANCE.md`), with postcodes that are no longer used. Of an outward code that
lies for the most part elsewhere the list says nothing, and one that is newer than the list may be right: so each is a doubt."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from goldenthread.cases.imports.children import Known
from goldenthread.cases.imports.report import DOUBTFUL, ImportReport
from goldenthread.exchange.identifiers import postcode_area_exists

OUR_OWN = 500
"""An outward code (CM1) with so many postcodes in the list lies within the area, but for a few across its boundary."""


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
    for postcode, who in told.items():
        if not postcode_area_exists(postcode):
            words = f"No postcode of the United Kingdom begins as {postcode} does. It was kept: look whether it is mistyped."
        elif postcode in unlisted:
            words = (
                f"{postcode} is not in the list of this area’s postcodes of November 2025, though others of {postcode.split()[0]} are. "
                "It was kept: look whether it is mistyped, or newer than the list."
            )
        else:
            continue
        for child in who:
            report.find(DOUBTFUL, child.row, words, rule="postcode", child=None if child.new else child.id)
