"""Putting messages in the queue. A message is queued in the transaction of what it tells of, so that neither happens without the
other; `delivering` takes it out again."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection

from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.letters.models import Letter, Message
from goldenthread.web.jobs import enqueue as enqueue

BY_HAND = "by-hand"
"""The kind of somebody to whom nothing is sent by itself: an officer reads what was written, cleans it, and gives it to them."""


@dataclass(frozen=True)
class Recipient:
    """Somebody to tell. Without an email address, the letter is put in the tray of those to post. `post_to` is where, as
    it stands on the envelope."""

    kind: str
    name: str
    email: str = ""
    post_to: str = ""


class NothingToSend(ValueError):
    """Somebody without an email address, and no letter that could be posted: nobody would be told anything."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has no email address, and there is no letter to post")


def queue(
    viewer: Viewer,
    recipient: Recipient,
    *,
    purpose: str,
    subject: str,
    body: str,
    child: UUID,
    case: UUID,
    owner: UUID,
    about: str = "",
    letter: Letter | None = None,
    link: UUID | None = None,
    kind: str = "messages-to-family",
) -> UUID | None:
    """Queues a message, or lays it in the tray to post; nothing for somebody who is given it by hand. `{link}` in the body becomes the address of a personal link,
    which is made when it leaves and stands nowhere else. A letter can be sent by whoever may keep one. Raises `NothingToSend`
    for somebody without an email address where there is no letter to post."""
    if recipient.kind == BY_HAND:
        return None
    if letter is not None:
        return _lay(letter, recipient, purpose=purpose, subject=subject, body=body, about=about, link=link)
    if not recipient.email:
        raise NothingToSend(recipient.name)
    message = Message(
        id=uuid4(), child_id=child, case=case, owner_id=owner, kind_of_data=kind, letter=letter, purpose=purpose,
        about=about, recipient=recipient.kind, to_name=recipient.name, address=recipient.email, subject=subject,
        body=body, link=link, queued_by=viewer.id,
    )  # fmt: skip
    # With a conflict ignored, which its new key cannot have, the row is not read back: its writer may have no right to read it.
    Message.objects.bulk_create([message], ignore_conflicts=True)
    enqueue("letters.send", message=str(message.pk))
    return message.pk


def _lay(letter: Letter, to: Recipient, *, purpose: str, subject: str, body: str, about: str, link: UUID | None) -> UUID:
    key = uuid4()
    given = [key, letter.pk, purpose, about, to.kind, to.name, to.email, "" if to.email else to.post_to, subject, body, link]
    with connection.cursor() as cursor:
        cursor.execute("select letters_lay(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)", given)
        if not cursor.fetchone()[0]:
            raise Refused
    if to.email or settings.NOTIFY_LETTERS:
        enqueue("letters.send", message=str(key))
    return key


def posted(message: UUID) -> bool:
    """Records that a letter of the tray was posted; no where it was sent before, or is not the viewer's casework."""
    with connection.cursor() as cursor:
        cursor.execute("select letters_posted(%s)", [message])
        return bool(cursor.fetchone()[0])
