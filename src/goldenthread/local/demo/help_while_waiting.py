"""A few offers of help to children who wait, as the trust's manager makes them and a family answers."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction

from goldenthread.access.models import User
from goldenthread.access.viewer import become
from goldenthread.cases.actions import set_demo_clock
from goldenthread.engine.calendar import LONDON
from goldenthread.services.interim import answer, may_be_offered, offer, on_the_case, say_effect
from goldenthread.services.models_help import Help

PICTURED = ("Maya", "Whitfield")
OFFERS = (
    ("A sleep course for parents", "Braintree family hub", "Four Tuesdays at 6 in the evening. Ring the hub to join. It changes nothing of your place on the list."),
    ("A group for parents", "Spectrum Families (synthetic)", "Every second Saturday. You can come as you are. It changes nothing of your place on the list."),
)


def offer_help(today: date) -> int:
    """Of one child the family has answered; some others have not. How many were offered."""
    olu = become(User.objects.get(email="olu-adeyemi@demo.example").pk)
    waiting = list(may_be_offered(olu).filter(service__code="ND").select_related("child").order_by("case__opened_on", "case__reference")[:9])
    maya = may_be_offered(olu).filter(service__code="ND", child__forename=PICTURED[0], child__surname=PICTURED[1]).first()
    for n, referral in enumerate([*([maya] if maya else []), *waiting]):
        _on(today - timedelta(days=40 - n), lambda r=referral, n=n: offer(olu, r, what=OFFERS[n % 2][0], giver=OFFERS[n % 2][1], how=OFFERS[n % 2][2], on=settings.DEMO_TODAY))
    made = Help.objects.filter(child=maya.child_id).first() if maya else None
    if made:
        joanna = become(User.objects.get(email="joanna-whitfield@demo.example").pk)
        _on(today - timedelta(days=36), lambda: answer(joanna, made.pk, taken_up=True, on=settings.DEMO_TODAY))
        _on(today - timedelta(days=6), lambda: say_effect(joanna, made.pk, effect=Help.Effect.BETTER, on=settings.DEMO_TODAY))
    become(None)
    settings.DEMO_TODAY = today
    for row in Help.objects.all():
        on_the_case(row.pk)
    return Help.objects.count()


def _on(day: date, do) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO_TODAY = day
    with transaction.atomic():
        if settings.GOLDENTHREAD_DEMO:
            set_demo_clock(datetime.combine(day, time(11, 5), LONDON))
        do()
