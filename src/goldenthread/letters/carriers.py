"""What carries a message away: GOV.UK Notify, through its own client, or an area's own mail server, which takes emails alone.

Which one it is, is the area's setting. Where neither is set nothing is sent, and nothing is said to have been: messages wait, and the page
of what failed says why. See docs/decisions/0034."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage

from goldenthread.science.ways import EMAIL, POST, TEXT

# No host of ours: a message's own number makes its identity.
_HOST = "golden-thread.invalid"


@dataclass(frozen=True)
class Parcel:
    """One message to one address by one way. `reference` names it to the carrier, and holds nothing of anybody. `pdf` is what is posted."""

    reference: UUID
    way: str
    to: str
    subject: str
    body: str
    has_link: bool = False
    pdf: bytes = b""
    message: str = ""


@dataclass(frozen=True)
class Found:
    """What the carrier knows of a parcel."""

    id: str
    status: str


class NotTaken(Exception):
    """The carrier took nothing, or nobody knows whether it did. To be tried again. `fault` names no address."""

    def __init__(self, fault: str) -> None:
        self.fault = fault
        super().__init__(fault)


class NotAnAddress(Exception):
    """The carrier says that nothing can be sent there, however often it is tried."""


class Carrier(Protocol):
    receipts: bool
    """Whether it says later what became of a message."""

    def takes(self, way: str) -> bool: ...

    def send(self, parcel: Parcel) -> str:
        """The carrier's own number of it. Raises NotTaken, NotAnAddress."""

    def find(self, reference: UUID) -> Found | None:
        """What the carrier took under a reference: whoever was stopped in the middle asks before it sends again."""

    def status(self, carrier_id: str) -> str | None:
        """What became of it; nothing where the carrier no longer keeps it."""


class MailServer:
    """Django's own email, to an area's mail server. It says nothing of what arrived, and cannot be asked what it took: whoever was stopped
    in the middle sends again, under the same Message-ID, by which mail programs know it for one message; but not where it holds a
    personal link, whose newest address is the one that opens."""

    receipts = False

    def takes(self, way: str) -> bool:
        return way == EMAIL

    def send(self, parcel: Parcel) -> str:
        headers = {} if parcel.has_link else {"Message-ID": f"<{parcel.message}@{_HOST}>"}
        try:
            EmailMessage(parcel.subject, parcel.body, settings.DEFAULT_FROM_EMAIL, [parcel.to], headers=headers).send()
        except Exception as fault:
            raise NotTaken(type(fault).__name__) from None
        return ""

    def find(self, reference: UUID) -> Found | None:
        return None

    def status(self, carrier_id: str) -> str | None:
        return None


class Notify:
    """GOV.UK Notify. Two templates of the area's own hold nothing but `((subject))` and `((body))`, so that every word stands here, where
    it is tested; a letter is a PDF of ours."""

    receipts = True

    def __init__(self, key: str, base_url: str, email_template: str, text_template: str, letters: bool) -> None:
        from notifications_python_client.notifications import NotificationsAPIClient

        # One a process, which does one thing at a time: the client may not be shared by threads.
        self._client = NotificationsAPIClient(key, base_url=base_url, timeout=30)
        self._templates = {EMAIL: email_template, TEXT: text_template}
        self._letters = letters

    def takes(self, way: str) -> bool:
        return self._letters if way == POST else bool(self._templates.get(way))

    def send(self, parcel: Parcel) -> str:
        return str(self._asked(lambda: self._send(parcel))["id"])

    def _send(self, parcel: Parcel) -> Any:
        reference = str(parcel.reference)
        if parcel.way == POST:
            return self._client.send_precompiled_letter_notification(reference, io.BytesIO(parcel.pdf), postage="first")
        if parcel.way == TEXT:
            return self._client.send_sms_notification(parcel.to, self._templates[TEXT], {"body": parcel.body}, reference)
        # The body holds our own links, which sanitising would take out; a subject holds none.
        words = {"subject": parcel.subject, "body": parcel.body}
        return self._client.send_email_notification(parcel.to, self._templates[EMAIL], words, reference, sanitise_content_for=["subject"])

    def find(self, reference: UUID) -> Found | None:
        known = self._asked(lambda: self._client.get_all_notifications(reference=str(reference)))["notifications"]
        return Found(known[0]["id"], known[0]["status"]) if known else None

    def status(self, carrier_id: str) -> str | None:
        from notifications_python_client.errors import HTTPError

        try:
            return str(self._client.get_notification_by_id(carrier_id)["status"])
        except HTTPError as fault:
            if fault.status_code == 404:
                return None
            raise NotTaken(f"Notify {fault.status_code}") from None

    def newest(self) -> list[dict[str, Any]]:
        """What Notify took last, newest first: for the demo's post box."""
        return list(self._asked(lambda: self._client.get_all_notifications())["notifications"])

    def printed(self, carrier_id: str) -> bytes:
        return bytes(self._asked(lambda: self._client.get_pdf_for_letter(carrier_id)).read())

    def _asked(self, ask: Any) -> Any:
        """The answer. Status and type decide what is done; the words of an error may name an address, and go nowhere."""
        from notifications_python_client.errors import APIError

        try:
            return ask()
        except APIError as fault:
            if fault.status_code == 400 and "ValidationError" in _types(fault):
                raise NotAnAddress from None
            raise NotTaken(f"Notify {fault.status_code} {' '.join(sorted(_types(fault)))}".strip()) from None


def _types(fault: Any) -> set[str]:
    said = fault.message
    return {str(e.get("error", "")) for e in said if isinstance(e, dict)} if isinstance(said, list) else set()


def sends(way: str) -> bool:
    """Whether this area has set a way of sending: asked by a page before it offers a message."""
    if settings.NOTIFY_KEY:
        return bool({EMAIL: settings.NOTIFY_EMAIL_TEMPLATE, TEXT: settings.NOTIFY_TEXT_TEMPLATE}.get(way, settings.NOTIFY_LETTERS))
    return way == EMAIL and settings.EMAIL_BACKEND != "goldenthread.letters.account_mail.EmailBackend"


_made: dict[tuple[Any, ...], Notify] = {}


def carrier() -> Carrier | None:
    """The area's own; none where nothing was set."""
    if settings.NOTIFY_KEY:
        given = (settings.NOTIFY_KEY, settings.NOTIFY_URL, settings.NOTIFY_EMAIL_TEMPLATE, settings.NOTIFY_TEXT_TEMPLATE, settings.NOTIFY_LETTERS)
        if given not in _made:
            _made.clear()
            _made[given] = Notify(*given)
        return _made[given]
    return MailServer() if settings.EMAIL_BACKEND != "goldenthread.letters.account_mail.EmailBackend" else None
