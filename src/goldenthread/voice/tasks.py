"""What the queue does for voice."""

from __future__ import annotations

from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from goldenthread.web.days import today


@app.periodic(cron="10 3 * * *", periodic_id="voice.forget")
@app.task(name="voice.forget", queueing_lock="voice.forget", retry=RetryStrategy(max_attempts=4, wait=600))
def forget(timestamp: int) -> None:
    """Every night: who booked a meeting that is a month over. A run that is repeated finds nothing left."""
    with connection.cursor() as cursor:
        cursor.execute("select voice_forget(%s)", [today()])
