"""Django's own emails, such as a link to set a password, by the way that the area has set for all others."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from goldenthread.letters.carriers import NotAnAddress, Notify, NotTaken, Parcel, carrier
from goldenthread.science.ways import EMAIL


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        taken, by = 0, carrier()
        for message in email_messages:
            for to in message.to:
                try:
                    if not isinstance(by, Notify):
                        raise NotTaken("No way of sending is set up")
                    by.send(Parcel(uuid4(), EMAIL, to, str(message.subject), str(message.body)))
                    taken += 1
                except (NotTaken, NotAnAddress):
                    if not self.fail_silently:
                        raise
        return taken
