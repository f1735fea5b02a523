"""What the queue does: send one message. Safe to run twice: a message that was sent is not taken again."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from goldenthread.letters.sending import failed, sent, take

ATTEMPTS = 5


@app.task(name="letters.send", retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=4), pass_context=True)
def send(context: object, message: str) -> None:
    with transaction.atomic():
        taken = take(message)
        if taken is None:
            return
        try:
            with transaction.atomic():
                EmailMessage(taken.subject, taken.body, settings.DEFAULT_FROM_EMAIL, [taken.address]).send()
        except Exception as fault:
            failed(message, type(fault).__name__)
            problem = fault
        else:
            sent(message)
            return
    # The failure is written down before the queue tries again.
    raise RuntimeError(f"message {message} was not sent: {type(problem).__name__}") from None
