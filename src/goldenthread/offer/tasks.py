"""What the queue does for the Local Offer."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from goldenthread.offer.keeping import remind, send_links
from goldenthread.web.days import today


@app.periodic(cron="30 6 * * *", periodic_id="offer.remind")
@app.task(name="offer.remind", queueing_lock="offer.remind", retry=RetryStrategy(max_attempts=4, wait=600))
def ask_services(timestamp: int) -> None:
    """Every morning: services whose entries have come to a reminder, and those whose link was asked for. A run that is repeated sends nothing twice."""
    remind(today())
    send_links(today())
