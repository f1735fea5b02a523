"""Which providers a family may choose between for what its child waits for, and how long each list is now. Pausing, ages, districts and the
NHS Right to Choose are as providers' own files of services say them; a wait is said only where its list does not abstain."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from goldenthread.engine.calendar import age_on
from goldenthread.people.models import Child, Postcode, in_force
from goldenthread.science.wait_words import in_words
from goldenthread.services.models import Offer, Referral, Service
from goldenthread.services.waits import newest_forecasts


@dataclass(frozen=True)
class Choice:
    """`range` is what somebody who joins now is told (8 in 10), empty where nothing reliable can be said; `said_on` when it was reckoned."""

    service: Service
    own: bool
    paused: bool
    self_referral: bool
    range: str
    said_on: dt.date | None


def choices(referral: Referral, child: Child, on: dt.date) -> list[Choice]:
    """The list on which the child is first, then the Right to Choose and the others, those that take nobody now last. Of a child whose home
    or birthday is not on record only its own."""
    home = Postcode.objects.filter(postcode=child.postcode).select_related("district").first() if child.postcode else None
    offers: dict[object, Offer] = {}
    if home is not None and child.date_of_birth is not None:
        age = age_on(child.date_of_birth, on)
        found = Offer.objects.filter(in_force(on), district=home.district_id, age_from__lte=age, age_to__gte=age, only_in="", service__pathway=referral.service.pathway)
        offers = {o.service_id: o for o in found.order_by("self_referral")}
    services = Service.objects.filter(Q(pk=referral.service_id) | Q(pk__in=offers) & in_force(on)).select_related("owner")
    said = newest_forecasts([s.pk for s in services], on)
    locality = home.district.locality if home else ""
    rows = []
    for s in services:
        f = said.get((s.pk, locality))
        words = in_words(f.joins_low, f.joins_high) if f and not f.abstains and f.joins_low is not None else ""
        own = s.pk == referral.service_id
        paused = s.paused_on is not None and s.paused_on <= on
        rows.append(Choice(s, own, paused, s.pk in offers and offers[s.pk].self_referral, words, f.on if f and words else None))
    return sorted(rows, key=lambda c: (not c.own, c.paused, not c.service.right_to_choose, c.service.owner.name, c.service.name))
