"""Understanding what a parent types, and finding services by it: editors' rings of words, then spelling, then PostgreSQL's full text.
What was changed is answered too, so that the page can say it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db import connection

from goldenthread.offer.models import Ring
from goldenthread.offer.plain import plain
from goldenthread.people.models import District

LONGEST = 200
"""Letters of a search that are read."""
SHORTEST_SPELT = 4
"""Letters under which a word is never taken for a misspelling."""


@dataclass(frozen=True)
class Understood:
    """What is looked for: each group must be found by one of its phrases. `also` names the rings, `spelt` the words that were mended."""

    groups: list[list[str]] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    spelt: list[tuple[str, str]] = field(default_factory=list)
    # Of the groups, those of rings: what is surely meant, where other words are about it.
    meant: list[list[str]] = field(default_factory=list)
    district: str = ""


def understand(text: str, only_these_words: bool = False) -> Understood:
    """The groups of a search. With `only_these_words` nothing is added or mended."""
    words = plain(text[:LONGEST]).split()
    if only_these_words:
        return Understood([[w] for w in words])
    rings = {tuple(phrase.split()): ring for ring in Ring.objects.order_by("name", "pk") for phrase in ring.words}
    places = {tuple(plain(name).split()): name for name in District.objects.exclude(locality="").values_list("name", flat=True)}
    longest = max((len(p) for p in (*rings, *places)), default=1)
    known = {w for phrase in (*rings, *places) for w in phrase}
    mended = _mended([w for w in words if w not in known])
    words = [mended.get(w, w) for w in words]
    groups: list[list[str]] = []
    meant: list[list[str]] = []
    also: list[str] = []
    district, at = "", 0
    while at < len(words):
        for n in range(min(longest, len(words) - at), 0, -1):
            phrase = tuple(words[at : at + n])
            if phrase in places:
                district = places[phrase]
            elif phrase in rings:
                ring = rings[phrase]
                if ring.name and ring.name not in also:
                    also.append(ring.name)
                    groups.append(list(ring.words))
                    meant.append(groups[-1])
            else:
                continue
            break
        else:
            n = 1
            groups.append([words[at]])
        at += n
    return Understood(groups, also, list(mended.items()), meant, district)


def _mended(words: list[str]) -> dict[str, str]:
    """Words that neither the directory nor English knows, with the directory's nearest: one letter amiss of up to five, two of more."""
    asked = [w for w in words if len(w) >= SHORTEST_SPELT and w.isalpha()]
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select said, meant from offer_spelling(%s)", [asked])
        return dict(cursor.fetchall())


def found(understood: Understood, checked: dt.date, *, every: bool = True) -> dict[UUID, float]:
    """Services that were checked since a day with how well each answers, best first; all of them where nothing is asked. With `every` each group must be found."""
    with connection.cursor() as cursor:
        cursor.execute("select service, worth from offer_found(%s, %s, %s)", ["\n".join("\t".join(g) for g in understood.groups), every, checked])
        return dict(cursor.fetchall())


def find(text: str, checked: dt.date, only_these_words: bool = False) -> tuple[Understood, dict[UUID, float], bool]:
    """What was understood, the services, and whether each group was found in each: where no service has all, those with what rings know, then those with any."""
    understood = understand(text, only_these_words)
    services = found(understood, checked)
    if services or only_these_words or len(understood.groups) < 2:
        return understood, services, True
    # What a ring knows says more than the words about it, such as "school" or "time".
    for groups, every in ((understood.meant, True), (understood.meant, False), (understood.groups, False)):
        if groups and (services := found(replace(understood, groups=groups), checked, every=every)):
            return understood, services, False
    return understood, {}, False
