"""What the queue does by itself for assessments."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from goldenthread.assessments.advice_chasing_actions import chase
from goldenthread.assessments.requests_own import forget_unsent
from goldenthread.cases.actions_unsent import forget_old
from goldenthread.cases.imports.moves import setting_moved
from goldenthread.letters.tasks import AGAIN
from goldenthread.web.days import today


@app.periodic(cron="10 6 * * *", periodic_id="assessments.chase_advice")
@app.task(name="assessments.chase_advice", queueing_lock="assessments.chase_advice", retry=AGAIN)
def chase_advice(timestamp: int) -> None:
    """Every morning. A run that is repeated, or was missed the day before, does no harm."""
    chase(today())


@app.task(name="assessments.setting_changed", retry=AGAIN)
def setting_changed(child: str) -> None:
    """Queued when an officer says where a child goes. A run that is repeated begins nothing twice."""
    setting_moved(UUID(child))


@app.periodic(cron="40 3 * * *", periodic_id="assessments.forget_unsent")
@app.task(name="assessments.forget_unsent", queueing_lock="assessments.forget_unsent", retry=AGAIN)
def forget(timestamp: int) -> None:
    """Every night: requests that were begun and left, and what was typed into a form and left, do not pile up."""
    forget_unsent()
    forget_old()
