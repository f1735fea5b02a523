"""What the queue does for the Local Offer."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from goldenthread.offer.comments import forget
from goldenthread.offer.feed_actions import read_for, take_reading
from goldenthread.offer.keeping import remind, send_links
from goldenthread.offer.sheet_actions import take_rows
from goldenthread.web.days import today


@app.periodic(cron="30 6 * * *", periodic_id="offer.remind")
@app.task(name="offer.remind", queueing_lock="offer.remind", retry=RetryStrategy(max_attempts=4, wait=600))
def ask_services(timestamp: int) -> None:
    """Every morning: services whose entries have come to a reminder, and those whose link was asked for. A run that is repeated sends nothing twice."""
    remind(today())
    send_links(today())


@app.periodic(cron="20 3 * * *", periodic_id="offer.forget")
@app.task(name="offer.forget", queueing_lock="offer.forget", retry=RetryStrategy(max_attempts=4, wait=600))
def forget_comments(timestamp: int) -> None:
    """Every night: what was not published of what people said. A run that is repeated finds nothing left."""
    forget(today())


@app.task(name="offer.read_feed")
def read_feed(reading: str) -> None:
    """Queued by an editor who asks what another area's feed says now. A run that is repeated reads it anew."""
    read_for(UUID(reading))


@app.task(name="offer.take_feed", retry=RetryStrategy(max_attempts=4, wait=60))
def take_feed(reading: str) -> None:
    """Queued by an editor who looked at it. A run that is repeated finds nothing left to change."""
    take_reading(UUID(reading), today())


@app.task(name="offer.take_sheet", retry=RetryStrategy(max_attempts=4, wait=60))
def take_sheet(sheet: str) -> None:
    """Queued by an editor who looked at it. A run that is repeated finds that it is done."""
    take_rows(UUID(sheet))
