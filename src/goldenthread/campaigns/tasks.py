"""What the queue does by itself for the radar."""

from __future__ import annotations

from procrastinate.contrib.django import app

from goldenthread.campaigns.kept import keep_all
from goldenthread.campaigns.readings import keep_readings
from goldenthread.web.days import today


@app.periodic(cron="*/5 * * * *", periodic_id="campaigns.keep_readings")
@app.task(name="campaigns.keep_readings", queueing_lock="campaigns.keep_readings")
def keep(timestamp: int) -> None:
    """Every five minutes. Until then a page reads the words itself."""
    keep_readings()


@app.periodic(cron="*/5 * * * *", periodic_id="campaigns.keep_all")
@app.task(name="campaigns.keep_all", queueing_lock="campaigns.keep_all")
def keep_facts(timestamp: int) -> None:
    """Every five minutes what was touched since, and once a new day has begun everything. Until then a page reckons itself."""
    keep_all(today())
