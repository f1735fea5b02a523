"""Whose file it is: the body that will own what it adds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from goldenthread.cases.imports.report import Unloadable
from goldenthread.exchange.sen2.layout import AUTHORITIES


def owner_of_return(cursor: Any, authority: str, named: str | None) -> UUID:
    """The council whose return it is. An empty area takes the first file's council as its own; a further council must be named beside
    its own return, or the children of a file that was taken by mistake would stand here under a neighbour."""
    if not authority:
        raise Unloadable("The file does not say whose it is: its header has no LEA. Export it again with the number of the council, such as 881, and load that.")
    if named and named != authority:
        raise Unloadable(
            f"It is the return of {authority} ({AUTHORITIES.get(authority, 'not one of England’s')}), and GOLDENTHREAD_AUTHORITY says that what is loaded is of {named}. Check that it is "
            f"the right file and LEA in its header; if so, load it with GOLDENTHREAD_AUTHORITY={authority}."
        )
    found = _council(cursor, authority)
    if found:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE o.id = %s), count(*) FROM people_organisation o"
            " WHERE o.kind = 'local-authority' AND EXISTS (SELECT FROM people_child c WHERE c.owner_id = o.id)",
            [found],
        )
        ours, councils = cursor.fetchone()
        if councils and not ours and not named:
            raise Unloadable(
                f"It is the return of {authority} ({AUTHORITIES.get(authority, '')}), and the children on record here are another council’s. Check that it is the right file and LEA in "
                f"its header; if this council begins to work here too, load it with GOLDENTHREAD_AUTHORITY={authority}."
            )
        return found
    cursor.execute("SELECT count(*) FROM people_organisation WHERE kind = 'local-authority'")
    if cursor.fetchone()[0] or authority not in AUTHORITIES:
        name = AUTHORITIES.get(authority)
        whose = f"{authority} ({name})" if name else f"{authority}, which is not one of England's"
        raise Unloadable(
            f"The return's authority is {whose}, and no council with that number is on record here. Check "
            f"LEA in the file's header, or add the organisation LA:{authority} with `load people` first."
        )
    cursor.execute(
        "INSERT INTO people_organisation (id, code, name, kind) VALUES"
        " (gen_random_uuid(), %s, %s, 'local-authority') RETURNING id",
        [f"LA:{authority}", AUTHORITIES[authority]],
    )
    return UUID(str(cursor.fetchone()[0]))


def owner_of_extract(cursor: Any, authority: str | None, likely: str = "") -> tuple[UUID, str]:
    """An extract does not say whose it is: the one named, else the one council whose children are here, else
    the likely one."""
    if authority:
        found = _council(cursor, authority)
        if not found:
            raise Unloadable(
                f"No council with the number {authority} is on record here. Check the number, or add the "
                f"organisation LA:{authority} with `load people` first."
            )
        return found, authority
    cursor.execute(
        "SELECT o.id, o.code FROM people_organisation o WHERE o.kind = 'local-authority'"
        " AND EXISTS (SELECT FROM people_child c WHERE c.owner_id = o.id)"
    )
    councils = cursor.fetchall()
    if not councils:
        cursor.execute("SELECT id, code FROM people_organisation WHERE kind = 'local-authority'")
        councils = cursor.fetchall()
    if len(councils) > 1 and likely:
        councils = [council for council in councils if council[1] == likely] or councils
    if len(councils) != 1:
        raise Unloadable(
            "The file does not say which council's it is, and this area has "
            f"{'several councils' if councils else 'no council on record'}. Name it in the environment: "
            "GOLDENTHREAD_AUTHORITY=881."
        )
    return councils[0][0], councils[0][1].removeprefix("LA:")


def _council(cursor: Any, authority: str) -> UUID | None:
    cursor.execute("SELECT id FROM people_organisation WHERE code = %s", [f"LA:{authority}"])
    found = cursor.fetchone()
    return UUID(str(found[0])) if found else None
