"""What the queue does: send one message, hear what became of it, and take up again what a worker left when it was killed."""

from __future__ import annotations

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from goldenthread.letters import delivering
from goldenthread.letters.carriers import NotTaken

ATTEMPTS = 5
AGAIN = RetryStrategy(max_attempts=4, wait=600)
"""How a daily job that failed is tried again: three times, ten minutes apart."""


@app.task(name="letters.send", retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=4), pass_context=True)
def send(context: object, message: str) -> None:
    try:
        delivering.deliver(message)
    except NotTaken as fault:
        # The failure is written down before the queue tries again, after 4, 16, 64 and 256 seconds.
        raise RuntimeError(f"message {message} was not sent: {fault.fault}") from None


@app.task(name="letters.receipt", retry=AGAIN)
def receipt(reference: str, status: str) -> None:
    """Queued by what the carrier says. Said again, it changes nothing."""
    delivering.receive(reference, status)


@app.periodic(cron="*/10 * * * *", periodic_id="letters.ask_what_became")
@app.task(name="letters.ask_what_became", queueing_lock="letters.ask_what_became")
def ask_what_became(timestamp: int) -> None:
    """Every ten minutes: what the carrier has said nothing of by itself."""
    delivering.ask_what_became()


@app.periodic(cron="*/10 * * * *", periodic_id="letters.retry_stalled")
@app.task(name="letters.retry_stalled", queueing_lock="letters.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Every ten minutes: jobs whose worker was killed go back into the queue. Each job of ours may run twice."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)
