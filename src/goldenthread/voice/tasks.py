"""What the queue does for voice."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from goldenthread.engine.calendar import LONDON
from goldenthread.letters.tasks import AGAIN
from goldenthread.voice.booked import tell_booked as tell_who_booked
from goldenthread.voice.meetings import FORGET_AFTER
from goldenthread.voice.telling import tell_leads
from goldenthread.web.days import today


@app.periodic(cron="10 3 * * *", periodic_id="voice.forget")
@app.task(name="voice.forget", queueing_lock="voice.forget", retry=AGAIN)
def forget(timestamp: int) -> None:
    """Every night: who booked a meeting that is a month over. A run that is repeated finds nothing left."""
    with connection.cursor() as cursor:
        cursor.execute("select voice_forget(%s, %s)", [today(), FORGET_AFTER.days])


@app.periodic(cron="*/10 * * * *", periodic_id="voice.tell_leads")
@app.task(name="voice.tell_leads", queueing_lock="voice.tell_leads", retry=RetryStrategy(max_attempts=4, wait=120))
def tell(timestamp: int) -> None:
    """Every ten minutes: what a child sent, to those who read it first."""
    tell_leads(timezone.now().astimezone(LONDON), today())


@app.periodic(cron="*/10 * * * *", periodic_id="voice.tell_booked")
@app.task(name="voice.tell_booked", retry=RetryStrategy(max_attempts=4, wait=120))
def tell_booked(timestamp: int = 0) -> None:
    """At once after each booking, and every ten minutes: whoever asked for a message of what became of theirs."""
    tell_who_booked(today())
