"""Which school, college or early years setting is meant by what somebody typed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q
from rapidfuzz import fuzz

from goldenthread.exchange.sen2.layout import YEARS, codes
from goldenthread.people.models import Organisation

SETTINGS = (Organisation.Kind.SCHOOL, Organisation.Kind.COLLEGE, Organisation.Kind.EARLY_YEARS)
# A family names whichever school it wants, on record or not.
BY_ANY_NAME = ("setting-requested", "preference-received")
# Who is asked has to be somebody; a plan may name a type of setting, and so may a placement.
BY_CODE_ALONE = ("setting-consulted", "setting-responded")
_MOST_WITH_WORDS = 12
_LIKE = 60
"""Of 100, by rapidfuzz: from here on a name is like what was written."""


def settings_like(named: str, on: date, most: int = 6) -> list[tuple[UUID, str, str]]:
    """Settings of that day whose name is like what was written, the likest first, or the one whose number (URN, UKPRN) it is: key, code and
    name."""
    named = named.strip()
    if not named:
        return []
    rows = Organisation.objects.filter(kind__in=SETTINGS).filter(Q(valid_to=None) | Q(valid_to__gte=on))
    if named.isdigit():
        return list(rows.filter(code__endswith=f":{named}").values_list("pk", "code", "name")[:most])
    scored = [(fuzz.token_set_ratio(named.casefold(), row[2].casefold()), row) for row in rows.values_list("pk", "code", "name")]
    best = sorted((s for s in scored if s[0] >= _LIKE), key=lambda s: (-s[0], s[1][2], s[1][1]))[:most]
    return [row for _, row in best]


def settings_with_words(typed: str) -> list[Organisation]:
    """Settings of today in whose name each word stands, or a part of one, by name: for somebody who looks one up and knows what it is called."""
    words = [w for w in typed.split() if len(w) > 1][:6]
    found = Organisation.objects.filter(kind__in=SETTINGS, valid_to=None)
    for word in words:
        found = found.filter(name__icontains=word)
    return list(found.order_by("name")[:_MOST_WITH_WORDS]) if words else []


class UnknownSetting(ValueError):
    """Its message is for the person who typed it."""


def setting_meant(event: str, typed: str, on: date) -> str:
    """The code of the one setting whose code, number or whole name was typed, of whatever time; what was typed itself where this event may
    name one that is not on record. Else it says what to enter."""
    typed = " ".join(typed.split())
    exact = Q(code__iexact=typed) | Q(name__iexact=typed) | (Q(code__endswith=f":{typed}") if typed.isdigit() else Q())
    found = list(Organisation.objects.filter(exact, kind__in=SETTINGS).order_by("code").values_list("code", "name")[:6])
    if len(found) == 1:
        return str(found[0][0])
    if not found and event in BY_ANY_NAME:
        return typed
    if not found and event not in BY_CODE_ALONE and typed.upper() in codes("SENsetting", max(YEARS)):
        return typed.upper()
    near = found or [(code, name) for _, code, name in settings_like(typed, on, 3)]
    if near:
        listed = "; ".join(f"{name}, {code}" for code, name in near)
        raise UnknownSetting(f"{'Several settings are' if found else 'No setting on record is'} called “{typed}”. Enter the code of the one that is meant: {listed}")
    raise UnknownSetting(
        f"No setting on record is called “{typed}”. Check its name, or enter its code, such as URN:123456. One that is not on record is added by whoever loads your area’s organisations"
    )
