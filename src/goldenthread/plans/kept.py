"""How each clause of health and care stands with its author, kept for the designated officers' list: of a whole area it takes longer to
find than a page may. One writer, the job here; of whom something was recorded since, a page finds it itself, by the same function
(`plans_overseen_of`). It does not move with the day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.db import connection

import goldenthread
from goldenthread.cases.plain_sql import rows
from goldenthread.pathways.common.contributors import NOT_UNDER_SECTION_31
from goldenthread.plans.models import Kept, Overseen
from goldenthread.plans.sections import SECTIONS_OF_CARE, SECTIONS_OF_HEALTH

_APART = """
select k.id from people_child k where k.id = any(%(children)s)
    and (k.sealed or exists (select 1 from cases_case c where c.child_id = k.id and (c.confidentiality <> 'none' or c.owner_id <> k.owner_id)))
"""


@cache
def edition() -> str:
    """Which code this is: what another edition found is not used. Of every rule and its data, since a list of the files that a sum rests on
    would one day lack one; so each release reckons all of it anew, once."""
    rules = (path for path in sorted(Path(goldenthread.__path__[0]).rglob("*")) if path.suffix in (".py", ".sql", ".toml", ".csv"))
    digest = sha256()
    for path in rules:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def asked() -> list[list[str]]:
    """Sections of health, of care, and whose advice is no health advice: as the database is asked."""
    return [list(SECTIONS_OF_HEALTH), list(SECTIONS_OF_CARE), list(NOT_UNDER_SECTION_31)]


def apart_of(children: Sequence[UUID]) -> set[UUID]:
    """Those of whom every viewer may be told something else: nothing is kept of them."""
    return {row[0] for row in rows(_APART, children=list(children))}


def keep(children: Collection[UUID], apart: Collection[UUID]) -> None:
    Overseen.objects.filter(child__in=list(children)).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            'insert into plans_overseen (clause, plan, "case", child, owner, in_force, since, state, section, number, setting, health, care)'
            " select * from plans_overseen_of(%s::uuid[], %s::text[], %s::text[], %s::text[])",
            [[c for c in children if c not in apart], *asked()],
        )
    Kept.objects.bulk_create(
        (Kept(child=c, edition=edition(), apart=c in apart) for c in children),
        update_conflicts=True, unique_fields=["child"], update_fields=["edition", "apart"],
    )  # fmt: skip


def forget() -> None:
    """For `rebuild`: nothing that was kept counts any longer."""
    for model in (Overseen, Kept):
        model.objects.all().delete()
