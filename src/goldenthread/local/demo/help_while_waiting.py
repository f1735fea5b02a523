"""A few offers of help to children who wait, as the trust's manager makes them and a family answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction

from goldenthread.access.viewer import become
from goldenthread.cases.actions import set_demo_clock
from goldenthread.engine.calendar import LONDON
from goldenthread.local.demo.acting import acting_as
from goldenthread.services.interim import answer, may_be_offered, offer, on_the_case, say_effect
from goldenthread.services.models_help import Help

PICTURED = ("Maya", "Whitfield")
OFFERS = (
    ("A sleep course for parents", "Braintree family hub", "Four Tuesdays at 6 in the evening. Ring the hub to join. It changes nothing of your place on the list."),
    ("A group for parents", "Spectrum Families (synthetic)", "Every second Saturday. You can come as you are. It changes nothing of your place on the list."),
)


def offer_help(today: date) -> int:
    """Of one child the family has answered; some others have not. How many were offered."""
    olu = "olu-adeyemi"
    with transaction.atomic():
        nd = may_be_offered(acting_as(olu)).filter(service__code="ND").select_related("child")
        maya = nd.filter(child__forename=PICTURED[0], child__surname=PICTURED[1]).first()
        chosen = [*([maya] if maya else []), *nd.exclude(pk=maya and maya.pk).order_by("case__opened_on", "case__reference")[:9]]
    for n, referral in enumerate(chosen):
        what, giver, how = OFFERS[n % 2]
        with _day(today - timedelta(days=40 - n)) as day:
            offer(acting_as(olu), referral, what=what, giver=giver, how=how, on=day)
    made = Help.objects.filter(child=maya.child_id).first() if maya else None
    if made:
        with _day(today - timedelta(days=31)) as day:
            answer(acting_as("joanna-whitfield"), made.pk, taken_up=True, on=day)
        with _day(today - timedelta(days=6)) as day:
            say_effect(acting_as("joanna-whitfield"), made.pk, effect=Help.Effect.BETTER, on=day)
    become(None)
    settings.DEMO_TODAY = today
    for row in Help.objects.all():
        on_the_case(row.pk)
    return Help.objects.count()


@contextmanager
def _day(day: date) -> Iterator[date]:
    settings.DEMO_TODAY = day
    with transaction.atomic():
        if settings.GOLDENTHREAD_DEMO:
            set_demo_clock(datetime.combine(day, time(11, 5), LONDON))
        yield day
