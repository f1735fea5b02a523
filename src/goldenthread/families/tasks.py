"""What the queue does for families."""

from __future__ import annotations

from procrastinate.contrib.django import app

from goldenthread.families import early, second_parent
from goldenthread.families.complaint_steps import put_step_on_case
from goldenthread.families.complaints import open_its_case
from goldenthread.letters.tasks import AGAIN
from goldenthread.web.days import today


@app.periodic(cron="30 3 * * *", periodic_id="families.forget")
@app.task(name="families.forget", queueing_lock="families.forget", retry=AGAIN)
def forget(timestamp: int) -> None:
    """Every night: who asked to see a page of a child of whom nobody knows. A run that is repeated finds nothing left."""
    second_parent.forget(today())


@app.task(name="families.open_complaint", retry=AGAIN)
def open_complaint(complaint: str) -> None:
    """Queued with a complaint. A run that is repeated finds its case open."""
    open_its_case(complaint)


@app.task(name="families.early_on_case", retry=AGAIN)
def early_on_case(offer: str) -> None:
    """Queued with an offer to put something right, and with its answer. A run that is repeated records nothing twice."""
    early.put_on_case(offer)


@app.task(name="families.complaint_step", retry=AGAIN)
def complaint_step(step: str) -> None:
    """Queued with what whoever complained did next. A run that is repeated finds it recorded."""
    put_step_on_case(step)
