"""What the queue does for families."""

from __future__ import annotations

from procrastinate.contrib.django import app

from goldenthread.families.complaints import open_its_case
from goldenthread.letters.tasks import AGAIN


@app.task(name="families.open_complaint", retry=AGAIN)
def open_complaint(complaint: str) -> None:
    """Queued with a complaint. A run that is repeated finds its case open."""
    open_its_case(complaint)
