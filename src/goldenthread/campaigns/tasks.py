"""What the queue does by itself for the radar."""

from __future__ import annotations

from procrastinate.contrib.django import app

from goldenthread.campaigns.readings import keep_readings


@app.periodic(cron="*/5 * * * *", periodic_id="campaigns.keep_readings")
@app.task(name="campaigns.keep_readings", queueing_lock="campaigns.keep_readings")
def keep(timestamp: int) -> None:
    """Every five minutes. Until then a page reads the words itself."""
    keep_readings()
