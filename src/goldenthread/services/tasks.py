"""What the queue does for waiting lists."""

from __future__ import annotations

from procrastinate.contrib.django import app

from goldenthread.letters.tasks import AGAIN
from goldenthread.services.actions import load_match, load_upload


@app.task(name="services.load_upload", retry=AGAIN)
def load_list(upload: str) -> None:
    """Queued by whoever checked the list. A run that is repeated does no harm: a list that is loaded has no text left."""
    load_upload(upload)


@app.task(name="services.load_match", retry=AGAIN)
def load_one(match: str) -> None:
    """Queued with a decision on whom a row means."""
    load_match(match)
