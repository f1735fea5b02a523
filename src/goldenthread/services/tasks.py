"""What the queue does for waiting lists."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from goldenthread.letters.tasks import AGAIN
from goldenthread.services import interim
from goldenthread.services.actions import forget_old_lists, load_match, load_upload, take_off
from goldenthread.services.assessments import forecast_assessments
from goldenthread.services.forecasting import forecast_lists
from goldenthread.services.keeping import remove_old_ranges
from goldenthread.services.keeping_safe import keep_lists_safe
from goldenthread.services.medication import put_on_the_case
from goldenthread.services.open_waits import keep_open_waits
from goldenthread.services.priority import record_move
from goldenthread.services.reminders import remind
from goldenthread.services.telling import settle, tell_families
from goldenthread.services.worse import on_the_case
from goldenthread.web.days import today


@app.task(name="services.load_upload", retry=AGAIN)
def load_list(upload: str) -> None:
    """Queued by whoever checked the list. A run that is repeated does no harm: a list that is loaded has no text left."""
    load_upload(upload)


@app.task(name="services.load_match", retry=AGAIN)
def load_one(match: str) -> None:
    """Queued with a decision on whom a row means."""
    load_match(match)


@app.task(name="services.take_off", retry=AGAIN)
def take_one_off(case: str, by: str) -> None:
    """Queued when somebody says that a referral is another child's. A run that is repeated finds nothing left to do."""
    take_off(case, by)


@app.periodic(cron="40 2 * * *", periodic_id="services.forget_old_lists")
@app.task(name="services.forget_old_lists", queueing_lock="services.forget_old_lists", retry=AGAIN)
def forget_lists(timestamp: int) -> None:
    """Every night: lists that nobody loaded, and reasons of refusals that are old."""
    forget_old_lists(timezone.now())


@app.periodic(cron="20 3 * * 1", periodic_id="services.forecast_lists")
@app.task(name="services.forecast_lists", queueing_lock="services.forecast_lists", retry=AGAIN)
def forecast_all(timestamp: int) -> None:
    """Every Monday before work: lists come a month apart, and what is said of each child is kept as `keeping` says. A run that is repeated says the day's anew."""
    forecast_lists(today())
    forecast_assessments(today())
    remove_old_ranges(today())
    keep_open_waits(today())


@app.periodic(cron="0 5 * * *", periodic_id="services.keep_lists_safe")
@app.task(name="services.keep_lists_safe", queueing_lock="services.keep_lists_safe", retry=AGAIN)
def keep_all_safe(timestamp: int) -> None:
    """Every morning, and then families are told what is due. A run that is repeated, or was missed the day before, does no harm."""
    keep_lists_safe(today())
    tell_families(today())


@app.periodic(cron="30 5 * * *", periodic_id="services.remind")
@app.task(name="services.remind", queueing_lock="services.remind", retry=AGAIN)
def remind_of_what_is_due(timestamp: int) -> None:
    """Every morning: what a treatment owes within two weeks, or is late. A run that is repeated sends nothing again."""
    remind(today())


@app.task(name="services.help_on_case", retry=AGAIN)
def help_on_case(which: str) -> None:
    """Queued with an offer of help, its answer and what is said of it. A run that is repeated adds nothing."""
    interim.on_the_case(UUID(which))


@app.task(name="services.supply_on_case", retry=AGAIN)
def supply_on_case(supply: str) -> None:
    """Queued with a family's word that the medicine runs out. A run that is repeated adds nothing."""
    put_on_the_case(UUID(supply))


@app.task(name="services.keep_list_safe", retry=AGAIN)
def keep_list_safe(owner: str) -> None:
    """Queued when a provider's list is loaded."""
    keep_lists_safe(today(), UUID(owner))


@app.periodic(cron="5,15,25,35,45,55 * * * *", periodic_id="services.settle_tellings")
@app.task(name="services.settle_tellings", queueing_lock="services.settle_tellings")
def settle_tellings(timestamp: int) -> None:
    """Every ten minutes: what a family was told is recorded once the message has left."""
    settle()


@app.task(name="services.forecast_provider", retry=AGAIN)
def forecast_provider(owner: str) -> None:
    """Queued when a provider's list is loaded, and when its staffing plan changes. Families are told after it, with the range that it gives."""
    forecast_lists(today(), UUID(owner))
    keep_open_waits(today())
    tell_families(today(), UUID(owner))


@app.task(name="services.move_on_list", retry=AGAIN)
def move_on_list(move: str) -> None:
    """Queued once two people agreed on a move. A run that is repeated adds nothing."""
    record_move(UUID(move))


@app.task(name="services.keep_safe", retry=AGAIN)
def keep_safe(word: str) -> None:
    """Queued with a family's word that things got worse, and with its answer. A run that is repeated does no harm."""
    on_the_case(UUID(word))
