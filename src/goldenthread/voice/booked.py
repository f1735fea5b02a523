"""Messages to whoever booked a meeting and asked for one: that the booking stands, that a place came free, that it is called off. By the queue's
worker. Subject and words name no meeting, service or person: somebody else may see them on a lock screen. The contact lies sealed with the booking,
stands nowhere in the message, and is gone when the booking is forgotten."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from goldenthread.letters.models import Message
from goldenthread.letters.sending import enqueue
from goldenthread.letters.writing import mail
from goldenthread.science.ways import Reach
from goldenthread.voice.meetings import token_of
from goldenthread.voice.models import Booking
from goldenthread.voice.sealing import unseal
from goldenthread.web.turns import one_at_a_time

BOOKED, NEWS = "meeting-booked", "meeting-news"
BY = "a message"
UP, OFF = "up", "off"


@transaction.atomic
def tell_booked(on: dt.date) -> int:
    """How many messages were queued. A run that is repeated sends nothing again."""
    one_at_a_time("voice.tell_booked")
    open_ = Booking.objects.filter(again=False, meeting__on__gte=on).exclude(state=Booking.State.CANCELLED).exclude(sealed=b"")
    due = Q(confirmed_on=None, meeting__cancelled_on=None) | Q(moved_up_on__isnull=False, news_of="") | Q(meeting__cancelled_on__isnull=False) & ~Q(news_of=OFF)
    return sum(_tell(b, on) for b in open_.filter(due).select_related("meeting").order_by("meeting", "number"))


def _tell(booking: Booking, on: dt.date) -> bool:
    """One message, of the newest that there is to tell: the page that it leads to says all."""
    words = unseal(booking.sealed, booking.row)
    off = booking.meeting.cancelled_on is not None
    news = OFF if off else UP if booking.moved_up_on else ""
    wished = words is not None and words.get("confirm") == "yes"
    changed: dict[str, object] = {"confirmed_on": booking.confirmed_on or on, "news_of": news}
    if wished and news and booking.told_on is None:
        changed |= {"told_on": on, "told_by_name": BY}
    Booking.objects.filter(pk=booking.pk).update(**changed)
    if not wished:
        return False
    _send(booking, NEWS if news else BOOKED)
    return True


def _send(booking: Booking, purpose: str) -> None:
    owner, key = booking.meeting.owner_id, uuid4()
    words = mail(owner, purpose, {"address": f"{settings.BASE_URL}/meetings/booking/{{code}}/"})
    Message.objects.create(id=key, owner_id=owner, purpose=purpose, recipient="booking", about=str(booking.pk), to_name="", subject=words.subject[:120], body=words.body, secret=token_of(booking.pk))
    enqueue("letters.send", message=str(key))


def reach_of(message: Message) -> Reach:
    """Where a booking's message goes, as it was typed; nowhere once it is cancelled or forgotten."""
    booking = Booking.objects.filter(pk=UUID(message.about)).first()
    words = unseal(booking.sealed, booking.row) if booking is not None else None
    contact = str(words["contact"]) if words else ""
    language = str(words.get("language", "")) if words else ""
    return Reach(email=contact, language=language) if "@" in contact else Reach(mobile=contact, language=language)
