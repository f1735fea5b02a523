"""How long what was said of each child's wait is kept: docs/decisions/0024."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction

KEPT = dt.timedelta(weeks=13)
"""Everything that was said so lately is kept."""
LOOKED = "Looked at the family’s page"
"""The purpose in the log of looks that says that the family’s page was opened."""

# Of one list the forecast that stood last in its month is kept, and one that was the newest when somebody opened the child's family page.
_REMOVE = """
delete from {ranges} r using (
    select f.id, f."on", lead(f."on") over w as next from {forecasts} f window w as (partition by {list_of} order by f."on")) f
where r.forecast_id = f.id and f."on" < %(before)s and f.next is not null
  and date_trunc('month', f.next) = date_trunc('month', f."on")
  and not exists (
      select 1 from access_accesslog l
      where l.child_id = r.child_id and l.purpose = %(looked)s
        and (l.at at time zone 'Europe/London')::date >= f."on" and (l.at at time zone 'Europe/London')::date <= f.next)
"""
_TABLES = (
    {"ranges": "services_range", "forecasts": "services_forecast", "list_of": "f.service_id, f.locality"},
    {"ranges": "services_assessmentrange", "forecasts": "services_assessmentforecast", "list_of": "f.owner_id, f.locality"},
)


@transaction.atomic
def remove_old_ranges(on: dt.date) -> int:
    """How many ranges were removed. By the queue's worker, as the system role; a run that is repeated removes nothing more. What was said of a
    list as a whole stays."""
    removed = 0
    with connection.cursor() as cursor:
        for tables in _TABLES:
            cursor.execute(_REMOVE.format(**tables), {"before": on - KEPT, "looked": LOOKED})
            removed += cursor.rowcount
    return removed
