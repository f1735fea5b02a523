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
from django.db.models import F
from django.utils import timezone

from goldenthread.access.links import hash_of
from goldenthread.cases.models import Case
from goldenthread.letters.carriers import Carrier, NotAnAddress, NotTaken, Parcel, carrier
from goldenthread.letters.document import Block, Document, document_of
from goldenthread.letters.models import Message, NotReached, Sending
from goldenthread.letters.reach import FAMILY, OTHERWISE, Who, named, who_of
from goldenthread.letters.sending import enqueue
from goldenthread.letters.translating import Translations, with_english
from goldenthread.letters.writing import as_posted, mail
from goldenthread.science.promises import promised
from goldenthread.science.ways import EMAIL, POST, TEXT, lines_of, mobile_of, ways
from goldenthread.web.addresses import key_in
from goldenthread.web.days import today

S, M = Sending.State, Message.State
OPEN = (M.QUEUED, M.FAILED)
NO_CARRIER = "No way of sending is set up"
WAYS = {EMAIL: "email", TEXT: "text message", POST: "letter"}
FAILED = ("permanent-failure", "temporary-failure", "technical-failure", "virus-scan-failed", "validation-failed", "cancelled")
ARRIVED = ("delivered", "received")
"""A letter that was received has been printed and posted: no more is ever said of one, unless it comes back."""
RETURNED = "returned"

# Jobs that have nothing left to do: thousands of them would each be fetched only to find that.
_JOBS_OF = "delete from procrastinate_jobs where task_name = 'letters.send' and status = 'todo' and args ->> 'message' = any(%s)"

AT_ONCE = 50
"""Messages that one job takes along to Notify, so that what is written down is written once for all of them."""


@dataclass(frozen=True)
class _Step:
    """One try: of which message, which, for the how-manieth time, and what goes."""

    message: UUID
    sending: UUID
    tries: int
    parcel: Parcel


def deliver(message: str) -> None:
    """Sends a message by the next of its ways, if it has not gone, and takes others along that wait. Raises NotTaken where it is to be tried
    again; what was taken along and not sent has a job of its own."""
    by = carrier()
    if not Message.objects.filter(pk=message, state__in=(*OPEN, M.TO_POST)).exists():
        return
    try:
        if by is None:
            raise NotTaken(NO_CARRIER)
        again = [UUID(message), *_along(by, message)]
        while again:
            again = _send(_begin(again, by), by)
    except NotTaken as fault:
        Message.objects.filter(pk=message, state__in=OPEN).update(state=M.FAILED, fault=fault.fault[:200])
        raise


def _along(by: Carrier, message: str) -> list[UUID]:
    """Others that wait and were not begun; of a carrier that cannot be asked what it took, none. What holds a link or a code goes alone."""
    if not by.receipts:
        return []
    waiting = Message.objects.filter(state=M.QUEUED, link=None, secret="", sendings=None).exclude(pk=message)
    return list(waiting.order_by("queued_at").values_list("pk", flat=True)[: AT_ONCE - 1])


@transaction.atomic
def _begin(keys: list[UUID], by: Carrier) -> list[_Step]:
    """Writes down which way is tried now, of each that has not gone and has a way left. The first is waited for, where another worker has
    it; others that another has are left to it."""
    query = Message.objects.select_related("letter__content", "owner").prefetch_related("sendings")
    mine = list(query.select_for_update(of=("self",)).filter(pk=keys[0]))
    if keys[1:]:
        mine += query.select_for_update(of=("self",), skip_locked=True).filter(pk__in=keys[1:])
    messages = [m for m in mine if _is_open(m)]
    whos, words = who_of(messages, today()), _Words()
    began = [(m, s) for m in messages if (s := _one_begun(m, whos[m.pk], by))]
    for _, sending in began:
        sending.tries += 1
    Sending.objects.bulk_create([s for _, s in began if s.tries == 1])
    Sending.objects.bulk_update([s for _, s in began if s.tries > 1], ["tries"])
    return [_Step(m.pk, s.pk, s.tries, _parcel(m, s, whos[m.pk], words)) for m, s in began]


def _one_begun(message: Message, who: Who, by: Carrier) -> Sending | None:
    """The way that is tried now; nothing where it has gone, or no way is left."""
    begun = next((s for s in message.sendings.all() if s.state == S.BEGUN), None)
    if begun and (found := by.find(begun.pk)):
        _taken(message, begun, found.id, by)
        settle(begun, found.status)
        return None
    if who.user is not None and message.to_user is None:
        message.to_user = who.user
        Message.objects.filter(pk=message.pk).update(to_user=who.user)
    if begun:
        return begun
    if who.wished.way == POST and _lies_in_the_tray(message, who, by):
        return None
    if way := _next(message, who, by):
        if not message.sendings.all():
            _owe(message, who)
        return Sending(message=message, way=way)
    if not _lies_in_the_tray(message, who, by):
        _give_up(message, who)
    return None


def _is_open(message: Message) -> bool:
    """Whether it waits to be sent; one of the tray, where letters of the area are printed and posted by the carrier."""
    return message.state in OPEN or message.state == M.TO_POST and settings.NOTIFY_LETTERS and message.letter is not None and message.letter.encloses_id is None


def _lies_in_the_tray(message: Message, who: Who, by: Carrier) -> bool:
    """A council's letter that is to be posted and that no carrier posts, such as one with a plan in the same envelope, is printed by a person."""
    if message.letter is None or message.state == M.TO_POST or message.link or message.secret or not who.may_be_told:
        return False
    if by.takes(POST) and not message.letter.encloses_id or POST not in ways(who.reach, who.wished) or not message.owner or message.owner.kind != "local-authority":
        return False
    if not message.sendings.all():
        _owe(message, who)
    Message.objects.filter(pk=message.pk).update(state=M.TO_POST, post_to=who.reach.post_to, fault="")
    return True


def _next(message: Message, who: Who, by: Carrier) -> str:
    if not who.may_be_told:
        return ""
    if who.only:
        return who.only if who.only in WAYS and by.takes(who.only) and not message.sendings.all() else ""
    own = bool(message.secret or message.link)
    # A letter that encloses a document is printed with it by a person.
    posts = by.takes(POST) and not (message.letter and message.letter.encloses_id) and not own
    tried = {s.way for s in message.sendings.all()}
    for way in ways(who.reach, who.wished, email_alone=own, posts=posts):
        if way not in tried and by.takes(way) and (way != TEXT or who.user):
            return way
    return ""


class _Words(dict[UUID, str]):
    """The text message of each body that writes, and what it says to families in their own languages."""

    def __init__(self) -> None:
        self.translations = Translations()

    def __missing__(self, owner: UUID) -> str:
        self[owner] = mail(owner, "text-news", {"address": f"{settings.BASE_URL}/family/"}).body.strip()
        return self[owner]


def _parcel(message: Message, sending: Sending, who: Who, words: _Words) -> Parcel:
    to, subject, body, pdf, wished = who.reach.email, message.subject, message.body, b"", who.wished.language
    if sending.way == TEXT and who.only:
        to, subject = mobile_of(who.reach.mobile), ""
        body = words.translations.text(message.owner_id, wished, body)
    elif sending.way == TEXT:
        assert message.owner_id is not None
        to, subject, body = mobile_of(who.reach.mobile), "", words.translations.text(message.owner_id, wished, words[message.owner_id])
    elif sending.way == POST:
        document = document_of(_words(message)) if message.letter else _as_a_letter(message)
        pdf = as_posted(with_english(document, wished), (message.to_name, *lines_of(who.reach.post_to)), large=who.wished.large_print)
    elif message.recipient == FAMILY or who.only and wished:
        subject, body = words.translations.email(message.owner_id, wished, subject, body)
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


def _send(steps: list[_Step], by: Carrier) -> list[UUID]:
    """Those whose address is none, and that go on by their next way. Raises NotTaken where the first, whose job this is, was not taken; of
    any other that stops the rest, which have jobs of their own."""
    if not steps:
        return []
    again: list[UUID] = []
    with transaction.atomic():
        stopped = _send_all(_still_mine(steps), by, again)
    if stopped and stopped[0] == steps[0].message:
        raise stopped[1]
    return again


def _still_mine(steps: list[_Step]) -> list[_Step]:
    """Locked until the transaction ends, so that no other worker sends them too; without what another has begun since."""
    open_ = {m.pk for m in Message.objects.select_for_update(of=("self",)).select_related("letter").filter(pk__in=[s.message for s in steps]) if _is_open(m)}
    tries = dict(Sending.objects.filter(pk__in=[s.sending for s in steps], state=S.BEGUN).values_list("pk", "tries"))
    return [s for s in steps if s.message in open_ and tries.get(s.sending) == s.tries]


def _send_all(steps: list[_Step], by: Carrier, again: list[UUID]) -> tuple[UUID, NotTaken] | None:
    """Sends one after another, and writes down at the end what was taken. The one at which it stopped, and why."""
    taken: list[tuple[_Step, str]] = []
    stopped = None
    for step in steps:
        try:
            taken.append((step, by.send(step.parcel)))
        except NotAnAddress:
            Sending.objects.filter(pk=step.sending).update(state=S.FAILED, status="not-an-address", ended_at=timezone.now())
            again.append(step.message)
        except NotTaken as fault:
            stopped = (step.message, fault)
            break
    _all_taken(taken, by)
    return stopped


def _all_taken(taken: list[tuple[_Step, str]], by: Carrier) -> None:
    now = timezone.now()
    done = {"state": S.ACCEPTED if by.receipts else S.DELIVERED, "taken_at": now, "ended_at": None if by.receipts else now}
    Sending.objects.bulk_update([Sending(pk=step.sending, carrier_id=carrier_id, **done) for step, carrier_id in taken], ["carrier_id", *done])
    with connection.cursor() as cursor:
        cursor.execute(_JOBS_OF, [[str(step.message) for step, _ in taken]])
    for way in {step.parcel.way for step, _ in taken}:
        _gone([step.message for step, _ in taken if step.parcel.way == way], way, by)


def _taken(message: Message, sending: Sending, carrier_id: str, by: Carrier) -> None:
    """What an earlier try was taken of, as the carrier says now."""
    Sending.objects.filter(pk=sending.pk).update(state=S.ACCEPTED, carrier_id=carrier_id, taken_at=timezone.now())
    _gone([message.pk], sending.way, by)


def _gone(messages: list[UUID], way: str, by: Carrier) -> None:
    receipt = Message.Receipt.AWAITED if by.receipts else Message.Receipt.NONE
    Message.objects.filter(pk__in=messages).update(state=M.SENT, sent_at=timezone.now(), secret="", fault="", way=way, receipt=receipt, posted=way == POST)


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
    key = key_in(reference)
    if key is None:
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
    elif who.barred:
        # Nobody looks for them: an officer owes whoever is barred a copy without places (families.bars), and what a child asked to have kept
        # back leaves no trace.
        Message.objects.filter(pk=message.pk).update(state=M.UNREACHED, receipt="", fault="")
    elif message.state == M.TO_POST:
        return
    else:
        tried = message.sendings.exists()
        _not_reached(message, NotReached.Why.NOT_NOW if not who.may_be_told else NotReached.Why.FAILED if tried else NotReached.Why.NO_WAY)


def _not_reached(message: Message, why: str) -> None:
    on = today()
    to, to_name = named(message, on)
    # Of a case that is kept from others and has nobody named to it, the managers of its owner are asked, without the case: else nobody saw it.
    kept = not to and Case.objects.filter(pk=message.case).exclude(confidentiality="none").exists()
    ways_tried = [WAYS[way] for way in message.sendings.order_by("begun_at").values_list("way", flat=True)]
    NotReached.objects.get_or_create(
        message=message,
        defaults={
            "child_id": message.child_id, "owner_id": message.owner_id, "case": None if kept else message.case, "for_user": message.to_user, "letter": message.letter_id, "for_name": message.to_name, "why": why, "tried": ", ".join(ways_tried),
            "to": to, "to_name": to_name[:100], "made_on": on, "due": promised("find-family").after(on),
        },
    )  # fmt: skip
    Message.objects.filter(pk=message.pk).update(state=M.UNREACHED, receipt="", fault="")


ASK_AFTER = dt.timedelta(minutes=10)
KEEPS = dt.timedelta(days=7)
"""How long Notify keeps what it knows of a message, unless an area asks for longer."""
MOST_ASKED = 500


def ask_what_became() -> int:
    """Asks the carrier of what it took and has said nothing of: letters, of which it says nothing by itself, and receipts that were lost."""
    by, now = carrier(), timezone.now()
    if by is None or not by.receipts:
        return 0
    # Of what Notify has forgotten nobody will ever say more: it left, and that is all that is known.
    Message.objects.filter(state=M.SENT, receipt=Message.Receipt.AWAITED, sent_at__lte=now - KEEPS).update(receipt="")
    waiting = Sending.objects.filter(state=S.ACCEPTED, taken_at__lt=now - ASK_AFTER, taken_at__gt=now - KEEPS).exclude(asked_at__gt=now - ASK_AFTER)
    asked = 0
    for sending in waiting.order_by(F("asked_at").asc(nulls_first=True), "taken_at")[:MOST_ASKED]:
        status = by.status(sending.carrier_id)
        Sending.objects.filter(pk=sending.pk).update(asked_at=now)
        asked += bool(status and receive(str(sending.pk), status))
    return asked
