"""Taking a message from the queue to the carrier, one way after another, and never twice. Done by the worker alone.

First it is written down, and kept, that a way was begun, with the number by which the carrier will know it; then it is sent; then it is
written down that it was taken. Whoever comes after a worker that was killed finds the first without the last, and asks the carrier what it
took before anything is sent again."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from goldenthread.access.links import hash_of
from goldenthread.letters.carriers import Carrier, NotAnAddress, NotTaken, Parcel, carrier
from goldenthread.letters.document import Block, Document, document_of
from goldenthread.letters.models import Message, NotReached, Sending
from goldenthread.letters.reach import OTHERWISE, Who, named, who_of
from goldenthread.letters.sending import enqueue
from goldenthread.letters.writing import as_posted, mail
from goldenthread.science.promises import promised
from goldenthread.science.ways import EMAIL, POST, TEXT, lines_of, mobile_of, ways
from goldenthread.web.days import today

S, M = Sending.State, Message.State
OPEN = (M.QUEUED, M.FAILED)
NO_CARRIER = "No way of sending is set up"
WAYS = {EMAIL: "email", TEXT: "text message", POST: "letter"}
FAILED = ("permanent-failure", "temporary-failure", "technical-failure", "virus-scan-failed", "validation-failed", "cancelled")
ARRIVED = ("delivered", "received")
"""A letter that was received has been printed and posted: no more is ever said of one, unless it comes back."""
RETURNED = "returned"


@dataclass(frozen=True)
class _Step:
    """One try: which, for the how-manieth time, and what goes."""

    sending: UUID
    tries: int
    parcel: Parcel


def deliver(message: str) -> None:
    """Sends a message by the next of its ways, if it has not gone. Raises NotTaken where it is to be tried again."""
    by = carrier()
    try:
        if by is None:
            raise NotTaken(NO_CARRIER)
        while step := _begin(message, by):
            if _send(step, by):
                return
    except NotTaken as fault:
        Message.objects.filter(pk=message, state__in=OPEN).update(state=M.FAILED, fault=fault.fault[:200])
        raise


@transaction.atomic
def _begin(key: str, by: Carrier) -> _Step | None:
    """Writes down which way is tried now. Nothing where it has gone, or no way is left."""
    message = Message.objects.select_for_update(of=("self",)).select_related("letter__content", "owner").filter(pk=key).first()
    if message is None or not _is_open(message):
        return None
    begun = message.sendings.filter(state=S.BEGUN).first()
    if begun and (found := by.find(begun.pk)):
        _taken(message, begun, found.id, by)
        settle(begun, found.status)
        return None
    who = who_of(message, today())
    if who.user is not None and message.to_user is None:
        message.to_user = who.user
        message.save(update_fields=["to_user"])
    if begun is None and who.wished.way == POST and _lies_in_the_tray(message, who, by):
        return None
    way = begun.way if begun else _next(message, who, by)
    if not way:
        if not _lies_in_the_tray(message, who, by):
            _give_up(message, who)
        return None
    if begun is None:
        begun = Sending(message=message, way=way)
        if not message.sendings.exists():
            _owe(message, who)
    begun.tries += 1
    begun.save()
    return _Step(begun.pk, begun.tries, _parcel(message, begun, who))


def _is_open(message: Message) -> bool:
    """Whether it waits to be sent; one of the tray, where letters of the area are printed and posted by the carrier."""
    return message.state in OPEN or message.state == M.TO_POST and settings.NOTIFY_LETTERS and message.letter is not None and message.letter.encloses_id is None


def _lies_in_the_tray(message: Message, who: Who, by: Carrier) -> bool:
    """A council's letter that is to be posted and that no carrier posts, such as one with a plan in the same envelope, is printed by a person."""
    if message.letter is None or message.state == M.TO_POST or message.link or message.secret or not who.may_be_told:
        return False
    if by.takes(POST) and not message.letter.encloses_id or POST not in ways(who.reach, who.wished) or not message.owner or message.owner.kind != "local-authority":
        return False
    if not message.sendings.exists():
        _owe(message, who)
    Message.objects.filter(pk=message.pk).update(state=M.TO_POST, post_to=who.reach.post_to, fault="")
    return True


def _next(message: Message, who: Who, by: Carrier) -> str:
    if not who.may_be_told:
        return ""
    own = bool(message.secret or message.link)
    # A letter that encloses a document is printed with it by a person.
    posts = by.takes(POST) and not (message.letter and message.letter.encloses_id) and not own
    tried = set(message.sendings.values_list("way", flat=True))
    for way in ways(who.reach, who.wished, email_alone=own, posts=posts):
        if way not in tried and by.takes(way) and (way != TEXT or who.user):
            return way
    return ""


def _parcel(message: Message, sending: Sending, who: Who) -> Parcel:
    to, subject, body, pdf = who.reach.email, message.subject, message.body, b""
    if sending.way == TEXT:
        assert message.owner_id is not None
        to, subject, body = mobile_of(who.reach.mobile), "", mail(message.owner_id, "text-news", {"address": f"{settings.BASE_URL}/family/"}).body.strip()
    elif sending.way == POST:
        document = document_of(_words(message)) if message.letter else _as_a_letter(message)
        pdf = as_posted(document, (message.to_name, *lines_of(who.reach.post_to)), large=who.wished.large_print)
    if message.link is not None:
        # A new one each time that it leaves: one that did not arrive is known to nobody.
        token = secrets.token_urlsafe(32)
        with connection.cursor() as cursor:
            cursor.execute("select access_link_secret(%s, %s)", [message.link, hash_of(token)])
        body = body.replace("{link}", f"{settings.BASE_URL}/task/{token}/")
    return Parcel(sending.pk, sending.way, to, subject, body.replace("{code}", message.secret), message.link is not None, pdf, str(message.pk))


def _words(message: Message) -> dict[str, object]:
    import json

    assert message.letter is not None
    return dict(json.loads(message.letter.content.text))


def _as_a_letter(message: Message) -> Document:
    blocks = tuple(Block("paragraph", " ".join(chunk.split())) for chunk in message.body.split("\n\n") if chunk.strip())
    return Document(message.subject, "", blocks)


@transaction.atomic
def _send(step: _Step, by: Carrier) -> bool:
    """Whether nothing more is to be done now: it was taken, or somebody else has begun it since."""
    message = Message.objects.select_for_update(of=("self",)).filter(sendings=step.sending).first()
    sending = Sending.objects.filter(pk=step.sending, state=S.BEGUN, tries=step.tries).first()
    if message is None or sending is None or not _is_open(message):
        return True
    try:
        carrier_id = by.send(step.parcel)
    except NotAnAddress:
        Sending.objects.filter(pk=sending.pk).update(state=S.FAILED, status="not-an-address", ended_at=timezone.now())
        return False
    _taken(message, sending, carrier_id, by)
    return True


def _taken(message: Message, sending: Sending, carrier_id: str, by: Carrier) -> None:
    now = timezone.now()
    Sending.objects.filter(pk=sending.pk).update(state=S.ACCEPTED if by.receipts else S.DELIVERED, carrier_id=carrier_id, taken_at=now, ended_at=None if by.receipts else now)
    receipt = Message.Receipt.AWAITED if by.receipts else Message.Receipt.NONE
    Message.objects.filter(pk=message.pk).update(state=M.SENT, sent_at=now, secret="", fault="", way=sending.way, receipt=receipt, posted=sending.way == POST)


def _owe(message: Message, who: Who) -> None:
    """A letter to somebody who cannot read it as it is, or who wishes to be called, is also owed by a person."""
    if message.letter_id is not None and who.user is not None and who.may_be_told:
        for owe in OTHERWISE:
            owe(message, who.user, *named(message, today()), today())


# --- what became of it ---


@transaction.atomic
def receive(reference: str, status: str) -> bool:
    """What the carrier says of a message, by our reference or by its own number. Said twice, it is known once. Whether it changed anything."""
    sending = _sending(reference)
    if sending is None:
        return False
    Message.objects.select_for_update().get(pk=sending.message_id)
    sending.refresh_from_db()
    return settle(sending, status)


def _sending(reference: str) -> Sending | None:
    try:
        key = UUID(reference)
    except ValueError:
        return None
    return Sending.objects.filter(pk=key).first() or Sending.objects.filter(carrier_id=str(key)).first()


def settle(sending: Sending, status: str) -> bool:
    """Inside the transaction that holds the message."""
    sending.refresh_from_db()
    came_back = status == RETURNED and sending.way == POST and sending.state in (S.ACCEPTED, S.DELIVERED)
    if not came_back and sending.state not in (S.BEGUN, S.ACCEPTED):
        return False
    now, message = timezone.now(), sending.message
    if status in ARRIVED:
        Sending.objects.filter(pk=sending.pk).update(state=S.DELIVERED, status=status, ended_at=now)
        Message.objects.filter(pk=message.pk, state=M.SENT).update(receipt=Message.Receipt.DELIVERED)
        return True
    if status not in FAILED and not came_back:
        return False
    Sending.objects.filter(pk=sending.pk).update(state=S.FAILED, status=status, ended_at=now)
    message.refresh_from_db()
    if came_back:
        _not_reached(message, NotReached.Why.RETURNED)
    else:
        Message.objects.filter(pk=message.pk).update(state=M.QUEUED, receipt="", sent_at=None, posted=False)
        enqueue("letters.send", message=str(message.pk))
    return True


def _give_up(message: Message, who: Who) -> None:
    """No way is left. What was printed before is printed by a person; of a child, somebody finds them; of anything else, the page of what failed says it."""
    if message.child_id is None or message.owner_id is None:
        Message.objects.filter(pk=message.pk).update(state=M.FAILED, fault="No address took it")
    elif message.state == M.TO_POST:
        return
    else:
        tried = message.sendings.exists()
        _not_reached(message, NotReached.Why.NOT_NOW if not who.may_be_told else NotReached.Why.FAILED if tried else NotReached.Why.NO_WAY)


def _not_reached(message: Message, why: str) -> None:
    on = today()
    to, to_name = named(message, on)
    ways_tried = [WAYS[way] for way in message.sendings.order_by("begun_at").values_list("way", flat=True)]
    NotReached.objects.get_or_create(
        message=message,
        defaults={
            "child_id": message.child_id, "owner_id": message.owner_id, "case": message.case, "for_user": message.to_user, "letter": message.letter_id, "for_name": message.to_name, "why": why, "tried": ", ".join(ways_tried),
            "to": to, "to_name": to_name[:100], "made_on": on, "due": promised("find-family").after(on),
        },
    )  # fmt: skip
    Message.objects.filter(pk=message.pk).update(state=M.UNREACHED, receipt="", fault="")


ASK_AFTER = dt.timedelta(minutes=10)
KEEPS = dt.timedelta(days=7)
"""How long Notify keeps what it knows of a message, unless an area asks for longer."""
AT_ONCE = 500


def ask_what_became() -> int:
    """Asks the carrier of what it took and has said nothing of: letters, of which it says nothing by itself, and receipts that were lost."""
    by, now = carrier(), timezone.now()
    if by is None or not by.receipts:
        return 0
    waiting = Sending.objects.filter(state=S.ACCEPTED, taken_at__lt=now - ASK_AFTER, taken_at__gt=now - KEEPS).exclude(asked_at__gt=now - ASK_AFTER)
    asked = 0
    for sending in waiting.order_by("asked_at", "taken_at")[:AT_ONCE]:
        status = by.status(sending.carrier_id)
        Sending.objects.filter(pk=sending.pk).update(asked_at=now)
        asked += bool(status and receive(str(sending.pk), status))
    return asked
