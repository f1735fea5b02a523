"""An email backend that keeps every message where the demo and the tests can read it."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from goldenthread.letters.models import CaughtMail


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        CaughtMail.objects.bulk_create(
            CaughtMail(to=to, subject=m.subject, body=str(m.body)) for m in email_messages for to in m.to
        )
        return len(email_messages)
