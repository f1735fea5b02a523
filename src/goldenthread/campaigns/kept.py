"""The facts of every plan, kept for a day with the sums of its lines (delivery.kept): a whole area's take longer to find than a page may.
One writer, the job here. Until it has been, a page finds the facts itself, by the same function."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import connection, transaction

from goldenthread.campaigns.models import Kept
from goldenthread.campaigns.reading import REVIEW, facts
from goldenthread.cases.models import CaseState
from goldenthread.cases.plain_sql import rows
from goldenthread.delivery import kept as sums
from goldenthread.plans.kept import edition
from goldenthread.plans.models import Touched
from goldenthread.web.turns import one_at_a_time


def keep_all(on: date) -> int:
    """Reckons again of whom something was recorded since, and on a new day of everybody; answers how many children that were. For the
    system role: nobody is signed in."""
    done = 0
    while True:
        with transaction.atomic():
            _one_at_a_time()
            marks, children = sums.waiting(on)
            if not children:
                return done
            _keep(children, sums.keep(children, on), on)
            Touched.objects.filter(pk__in=marks).delete()
            done += len(children)


def _one_at_a_time() -> None:
    """Two workers, or one and `rebuild`, do not keep the same child at once."""
    one_at_a_time("what is kept of plans")
    with connection.cursor() as cursor:
        # Asked again and again, a question would be answered by a way that suits a handful.
        cursor.execute("set local plan_cache_mode = force_custom_plan")


def _keep(children: Collection[UUID], own: Collection[UUID], on: date) -> None:
    Kept.objects.filter(child__in=list(children)).delete()
    states = CaseState.objects.filter(case__pathway=REVIEW, child__in=list(own)).exclude(stage="ceased")
    found = list(states.values_list("case_id", "child_id", "owner_id", "case__opened_on"))
    if not found:
        return
    councils = [row[0] for row in rows("select id from people_organisation where kind = 'local-authority'")]
    whose = {str(case): (child, owner) for case, child, owner, _ in found}
    listed = [(str(case), str(child), opened.isoformat()) for case, child, _, opened in found]
    Kept.objects.bulk_create(
        Kept(child=whose[row["case"]][0], owner=whose[row["case"]][1], reckoned_on=on, edition=edition(), **row)
        for row in facts(None, councils, listed, on).to_dicts()
    )


def keep_anew(on: date) -> int:
    """For `rebuild`: forgets what was kept and reckons it again."""
    with transaction.atomic():
        _one_at_a_time()
        Kept.objects.all().delete()
        sums.forget()
    return keep_all(on)
