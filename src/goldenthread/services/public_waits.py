"""What the public may be told of a waiting list: the range that a newcomer is told, where the list does not abstain. No count leaves
by it, and a list of too few children to be reckoned has none."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from goldenthread.offer.waits import Wait
from goldenthread.services.models import Forecast, Service
from goldenthread.services.waits import newest_forecasts


def public_waits(lists: Collection[str], locality: str, on: dt.date) -> dict[str, Wait]:
    """By the provider's code and the list's, such as "TRUST:EASTWAY SLT". Where no locality is asked for, the range spans those of all,
    and is not said if any of them abstains: half of it would mislead."""
    services = {s.pk: f"{s.owner.code} {s.code}" for s in Service.objects.select_related("owner").filter(code__in={name.partition(" ")[2] for name in lists})}
    services = {pk: name for pk, name in services.items() if name in lists}
    by_list: dict[str, list[Forecast]] = defaultdict(list)
    for (service, place), forecast in newest_forecasts(services, on).items():
        if locality in ("", place):
            by_list[services[service]].append(forecast)
    return {name: spanning(said) for name, said in by_list.items() if not any(f.abstains or f.joins_low is None for f in said)}


def spanning(said: list[Forecast]) -> Wait:
    ends = [f.joins_high for f in said]
    high = None if None in ends else max(e for e in ends if e is not None)
    return Wait(min(f.joins_low or 0 for f in said), high, min(f.on for f in said), by_place=len(said) > 1)
