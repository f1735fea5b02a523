"""What the queue does by itself for plans."""

from __future__ import annotations

from procrastinate.contrib.django import app

from goldenthread.letters.tasks import AGAIN
from goldenthread.plans.actions_chasing import chase_clauses
from goldenthread.web.days import today


@app.periodic(cron="20 6 * * *", periodic_id="plans.chase_clauses")
@app.task(name="plans.chase_clauses", queueing_lock="plans.chase_clauses", retry=AGAIN)
def chase(timestamp: int) -> None:
    """Every morning. A run that is repeated, or was missed the day before, does no harm."""
    chase_clauses(today())
