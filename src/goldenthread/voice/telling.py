"""Writing to safeguarding leads that something is to be read, and where a council has none to those who can name one: by the queue's worker, and
never of whom or of what."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from goldenthread.access.models import RoleGrant
from goldenthread.letters.models import Message
from goldenthread.letters.sending import enqueue
from goldenthread.letters.writing import mail
from goldenthread.people.models import in_force
from goldenthread.science.safeguarding import LATEST_HOUR
from goldenthread.voice.childs_views import LEAD
from goldenthread.voice.models import Concern
from goldenthread.web.turns import one_at_a_time
from goldenthread.web.words import count_of, full_day

PURPOSE, NOBODY = "views-to-read", "nobody-to-read"
WHO_CAN_NAME = ("la-send-manager", "system-administrator")
REMIND_FROM = LATEST_HOUR - 2
"""The hour from which leads are written to again of what is to be read that day, two hours before nothing more is taken for it."""


@transaction.atomic
def tell_leads(now: dt.datetime, on: dt.date) -> int:
    """Of what came since, once; and once more, in the afternoon of its day, of what nobody has read. Answers how many emails were queued.
    A run that is repeated sends nothing again."""
    one_at_a_time("voice.tell_leads")
    due = Q(told=0) | Q(told=1, due__lt=on) | (Q(told=1, due=on) if now.hour >= REMIND_FROM else Q(pk=None))
    found: dict[UUID, list[Concern]] = {}
    for concern in Concern.objects.filter(due, read_on=None).order_by("due"):
        found.setdefault(concern.owner_id, []).append(concern)
    done = 0
    for owner, concerns in found.items():
        facts = {"what": f"{count_of(len(concerns), 'thing')} {'waits' if len(concerns) == 1 else 'wait'}", "due": full_day(concerns[0].due)}
        if not (leads := _holders(owner, on, LEAD)):
            # Once a day; the leads themselves once there is one.
            if not Message.objects.filter(owner=owner, purpose=NOBODY, queued_at__gte=now.replace(hour=0, minute=0, second=0, microsecond=0)).exists():
                done += _write(owner, _holders(owner, on, *WHO_CAN_NAME), NOBODY, facts | {"address": f"{settings.BASE_URL}/administration/"})
            continue
        done += _write(owner, leads, PURPOSE, facts | {"address": f"{settings.BASE_URL}/safeguarding/"})
        for concern in concerns:
            Concern.objects.filter(pk=concern.pk).update(told=concern.told + 1)
    return done


def _holders(owner: UUID, on: dt.date, *roles: str) -> list[tuple[str, str]]:
    """Name and address of whoever holds one of these roles at a body today."""
    held = RoleGrant.objects.filter(in_force(on), role__in=roles, organisation=owner, ended_at=None, user__is_active=True)
    return list(held.values_list("user__name", "user__email").distinct())


def _write(owner: UUID, to: list[tuple[str, str]], purpose: str, facts: dict[str, str]) -> int:
    for name, email in to:
        words, key = mail(owner, purpose, {"reader": name, **facts}), uuid4()
        Message.objects.create(id=key, owner_id=owner, purpose=purpose, recipient="practitioner", to_name=name[:100], address=email, subject=words.subject[:120], body=words.body)
        enqueue("letters.send", message=str(key))
    return len(to)
