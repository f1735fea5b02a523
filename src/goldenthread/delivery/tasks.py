"""What the queue does by itself for the provision ledger."""

from __future__ import annotations

from procrastinate.contrib.django import app

from goldenthread.delivery.alerts import tell_who_is_behind
from goldenthread.delivery.readings import keep_readings
from goldenthread.delivery.said_not import tell_of_a_word
from goldenthread.letters.tasks import AGAIN
from goldenthread.web.days import today


@app.periodic(cron="40 6 * * *", periodic_id="delivery.tell_who_is_behind")
@app.task(name="delivery.tell_who_is_behind", queueing_lock="delivery.tell_who_is_behind", retry=AGAIN)
def tell(timestamp: int) -> None:
    """Every morning; a person is told once a week. A run that is repeated, or was missed the day before, does no harm."""
    tell_who_is_behind(today())


@app.task(name="delivery.tell_of_a_word", retry=AGAIN)
def tell_said_not(number: str) -> None:
    """Queued with the family's word. A run that is repeated does no harm."""
    tell_of_a_word(int(number))


@app.periodic(cron="*/5 * * * *", periodic_id="delivery.keep_readings")
@app.task(name="delivery.keep_readings", queueing_lock="delivery.keep_readings")
def keep(timestamp: int) -> None:
    """Every five minutes. Until then a page reads the words itself."""
    keep_readings()
