"""A request in the hands of whoever makes it, with or without an account: begun, saved, sent, and opened again by a link
and a code. The database lets them reach their own request, by the secret that they hold, and nothing else."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from goldenthread.access.links import hash_of
from goldenthread.assessments.requests_steps import born_of
from goldenthread.cases.actions import receive_on_the_demos_day
from goldenthread.engine.events import Event
from goldenthread.engine.replay import replay
from goldenthread.letters.sending import enqueue
from goldenthread.letters.writing import mail
from goldenthread.pathways.ehc_needs_assessment import EHC_NEEDS_ASSESSMENT
from goldenthread.people.models import Organisation
from goldenthread.web.json_column import json_of
from goldenthread.web.words import full_day

# No letters or digits that are read for one another.
_ALPHABET = "ABCDEFGHJKMNPQRTUVWXY346789"


@dataclass(frozen=True)
class Mine:
    """A request as its author sees it."""

    id: UUID
    reference: str
    asked_by: str
    answers: dict[str, Any]
    saved_at: dt.datetime
    sent_at: dt.datetime | None
    received_on: dt.date | None
    by_telephone: bool
    begun_on: dt.date


@dataclass(frozen=True)
class Attached:
    id: UUID
    what: str
    name: str
    size: int


MOST_BEGUN = 10
"""How many requests are begun from one network address within an hour and not sent. A school that sends each has no limit."""
KEPT_DAYS = 30
"""Days for which a request that is not sent is kept after it was last touched."""


def begin(asked_by: str, *, by_telephone: bool = False, address: str = "") -> str | None:
    """A new request; answers the secret that opens it, or nothing where too many were begun from this network address, and
    to somebody who may not take one by telephone."""
    token = secrets.token_urlsafe(32)
    reference = "R-" + "".join(secrets.choice(_ALPHABET) for _ in range(8))
    receive_on_the_demos_day()
    # A digest that nobody can look up without our key: the address itself is kept nowhere.
    where = salted_hmac("goldenthread.asking", address, algorithm="sha256").hexdigest() if address else ""
    begun = _ask(
        "select assessments_begin(%s, %s, %s, %s, %s, %s, %s)",
        uuid4(), reference, asked_by, hash_of(token), by_telephone, where, MOST_BEGUN,
    )  # fmt: skip
    return token if begun[0][0] else None


def mine(token: str) -> Mine | None:
    rows = _ask("select * from assessments_mine(%s)", hash_of(token))
    if not rows:
        return None
    row = list(rows[0])
    row[3] = json_of(row[3])
    return Mine(*row)


def save(token: str, answers: dict[str, Any]) -> bool:
    return bool(_ask("select assessments_save(%s, %s::jsonb)", hash_of(token), json.dumps(answers, ensure_ascii=False))[0][0])


def change_asker(token: str, asked_by: str) -> None:
    _ask("select assessments_change_asker(%s, %s)", hash_of(token), asked_by)


def send(token: str) -> tuple[dt.date, bool] | None:
    """The day on which it was received, which the database writes once, and whether that was now."""
    receive_on_the_demos_day()
    rows = _ask("select * from assessments_send(%s)", hash_of(token))
    return rows[0] if rows and rows[0][0] else None


def attach(token: str, what: str, name: str, data: bytes) -> bool:
    return _ask("select assessments_attach(%s, %s, %s, %s)", hash_of(token), what, name, data)[0][0] is not None


def attached(token: str) -> list[Attached]:
    return [Attached(*row) for row in _ask("select * from assessments_attached(%s)", hash_of(token))]


def detach(token: str, file: UUID) -> None:
    _ask("select assessments_detach(%s, %s)", hash_of(token), file)


def forget_unsent() -> int:
    """Removes what was begun and not sent, with its papers, once nobody has touched it for `KEPT_DAYS`. How many."""
    return int(_ask("select assessments_forget_unsent(%s)", timezone.now() - dt.timedelta(days=KEPT_DAYS))[0][0])


@transaction.atomic
def tell_of_papers(token: str) -> None:
    """Tells the case officer, where there is a case, that papers came for it. Names no child."""
    words = mail(Organisation.publishing_council(), "papers-came", {})
    message = _ask("select assessments_tell_of_papers(%s, %s, %s, %s)", hash_of(token), uuid4(), words.subject, words.body)[0][0]
    if message:
        enqueue("letters.send", message=str(message))


def resume(request_id: UUID) -> str | None:
    """An officer goes on with a request that they began to take by telephone."""
    token = secrets.token_urlsafe(32)
    return token if _ask("select assessments_resume(%s, %s)", request_id, hash_of(token))[0][0] else None


# --- coming back by a link ---


def masked_email(token: str) -> str | None:
    """All that may be said before a code: the shape of the email address."""
    rows = _ask("select masked from assessments_by_secret(%s)", hash_of(token))
    return rows[0][0] if rows else None


def send_link(token: str) -> None:
    """Tells whoever asks how to come back. Nothing personal stands in the message."""
    _mail(token, "request-link", token, area_name=settings.AREA_NAME, address=f"{settings.BASE_URL}/ask/return/{{code}}/", days=str(KEPT_DAYS))


def send_code(token: str) -> None:
    """A new code to the author's own email; nothing, and no word of it, where one left a moment ago."""
    code = f"{secrets.randbelow(10**6):06}"
    if _ask("select assessments_code(%s, %s)", hash_of(token), _code_hash(token, code))[0][0]:
        _mail(token, "request-code", code)


def opens(token: str, code: str) -> bool:
    """Whether the code is right. After ten wrong ones the link is closed, and a new one goes to the author's email."""
    if _ask("select assessments_open(%s, %s)", hash_of(token), _code_hash(token, code.strip()))[0][0]:
        return True
    fresh = secrets.token_urlsafe(32)
    if _ask("select assessments_new_address(%s, %s)", hash_of(token), hash_of(fresh))[0][0]:
        send_link(fresh)
    return False


def send_receipt(token: str, received_on: dt.date, reference: str) -> None:
    by = decide_by(received_on)
    assert by is not None
    _mail(token, "request-receipt", "", received_on=full_day(received_on), reference=reference, decide_by=full_day(by))


def decide_by(received_on: dt.date, event: str = "request-received") -> dt.date | None:
    """The last day to decide whether to assess a request received on a day, from the engine."""
    answer = replay(EHC_NEEDS_ASSESSMENT, [Event(event, received_on)])
    return next((c.due for c in answer.clocks if c.clock == "decide-whether-to-assess"), None)


def rights_pass_on(answers: dict[str, Any]) -> dt.date | None:
    """The day from which a young person asks for themselves: when compulsory school age has ended."""
    born = born_of(answers)
    return _ask("select access_rights_pass_on(%s)", born)[0][0] if born else None


def _mail(token: str, slug: str, secret: str, **facts: str) -> None:
    message, words = uuid4(), mail(Organisation.publishing_council(), slug, facts)
    if _ask("select assessments_mail(%s, %s, %s, %s, %s, %s)", hash_of(token), message, slug, words.subject, words.body, secret)[0][0]:
        enqueue("letters.send", message=str(message))


def _code_hash(token: str, code: str) -> str:
    return hash_of(f"{hash_of(token)}:{code}")


def _ask(sql: str, *values: object) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
