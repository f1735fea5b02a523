"""What the queue does: send one message, and take up again what a worker left when it was killed.

A message that is recorded as sent is not taken again. One that left just before its worker died is sent a second time: it
is better twice than never. Its Message-ID is then the same, by which mail programs know it for one message; but not where
it holds a personal link, whose newest address is the one that opens."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from goldenthread.letters.sending import failed, sent, take

ATTEMPTS = 5
AGAIN = RetryStrategy(max_attempts=4, wait=600)
"""How a daily job that failed is tried again: three times, ten minutes apart."""
# No host of ours: a message's own number makes its identity.
_HOST = "golden-thread.invalid"


@app.task(name="letters.send", retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=4), pass_context=True)
def send(context: object, message: str) -> None:
    with transaction.atomic():
        taken = take(message)
        if taken is None:
            return
        try:
            with transaction.atomic():
                headers = {} if taken.has_link else {"Message-ID": f"<{message}@{_HOST}>"}
                EmailMessage(taken.subject, taken.body, settings.DEFAULT_FROM_EMAIL, [taken.address], headers=headers).send()
        except Exception as fault:
            failed(message, type(fault).__name__)
            problem = fault
        else:
            sent(message)
            return
    # The failure is written down before the queue tries again.
    raise RuntimeError(f"message {message} was not sent: {type(problem).__name__}") from None


@app.periodic(cron="*/10 * * * *", periodic_id="letters.retry_stalled")
@app.task(name="letters.retry_stalled", queueing_lock="letters.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Every ten minutes: jobs whose worker was killed go back into the queue. Each job of ours may run twice."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)
