"""What GOV.UK Notify says of what it carried: a receipt of an email or a text message, and that a letter came back."""

from __future__ import annotations

import hmac
import json
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from goldenthread.letters.delivering import ARRIVED, FAILED, RETURNED
from goldenthread.letters.sending import enqueue

LONGEST = 10_000


@csrf_exempt
@require_POST
def notify_receipt(request: HttpRequest) -> HttpResponse:
    """Taken only with the token that the area gave to Notify, and done by the queue: a page may not touch what was sent. Notify says
    the same up to six times; only the first changes anything."""
    if not settings.NOTIFY_CALLBACK_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), settings.NOTIFY_CALLBACK_TOKEN.encode()):
        return HttpResponse(status=403)
    said = _read(request)
    if said is None:
        return HttpResponse(status=400)
    reference, status = said
    if status in (*ARRIVED, *FAILED, RETURNED):
        enqueue("letters.receipt", reference=reference, status=status)
    return HttpResponse(status=204)


def _read(request: HttpRequest) -> tuple[str, str] | None:
    """Notify's own number of the message, and what became of it. A returned letter has no status: that it is told of is the news."""
    if len(request.body) > LONGEST:
        return None
    try:
        said = json.loads(request.body)
        came_back = "notification_id" in said
        key = UUID(str(said["notification_id"] if came_back else said["id"]))
        return str(key), RETURNED if came_back else str(said["status"])
    except (ValueError, KeyError, TypeError):
        return None
