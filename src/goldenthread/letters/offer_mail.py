"""The email that asks a service whether its entry in the Local Offer is still right."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings

from goldenthread.letters.models import Message
from goldenthread.letters.sending import enqueue
from goldenthread.letters.writing import mail
from goldenthread.offer.models import Service
from goldenthread.people.models import Organisation
from goldenthread.web.words import count_of, full_day


def ask_service(service: Service, token: str, left: int) -> None:
    """Queued by the worker alone. The entry's own link is put in as the message leaves, and stands nowhere afterwards."""
    marked = f"In {count_of(left, 'day')} the page will say that nobody has confirmed it." if left else "The page says now that nobody has confirmed it. After a year it is not shown any more."
    words = mail(
        Organisation.publishing_council(), "offer-entry",
        {"service": service.name, "assured": full_day(service.assured_date), "marked": marked, "address": f"{settings.BASE_URL}/local-offer/entry/{{code}}/"},
    )  # fmt: skip
    key = uuid4()
    Message.objects.create(
        id=key, purpose="offer-entry", recipient="service", to_name=service.organization.name[:100], address=service.email, subject=words.subject[:120], body=words.body, secret=token,
    )  # fmt: skip
    enqueue("letters.send", message=str(key))
