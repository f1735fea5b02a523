"""Understanding what a parent types, and finding services by it: editors' rings of words, then spelling, then PostgreSQL's full text.
What was changed is answered too, so that the page can say it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection

from goldenthread.offer.models import Ring
from goldenthread.offer.plain import plain
from goldenthread.people.models import District

LONGEST = 200
"""Letters of a search that are read."""
SHORTEST_SPELT = 4
"""Letters under which a word is never taken for a misspelling."""
COMMON = 0.25
"""Share of the entries that the commonest word has, from which on a word is one that stands nearly everywhere."""


OLDEST = 25
"""Years of age up to which a Local Offer is for somebody."""
# Of a wait ("2 years") nothing is taken for an age: "old", or "aged", must stand beside it.
_AGE = re.compile(r"\b(?:aged? (\d{1,2})|(\d{1,2}) ?(?:(?:yrs?|years?|y) ?olds?|yo))\b")


@dataclass(frozen=True)
class Understood:
    """What is looked for: each group must be found by one of its phrases. `also` names the rings, `spelt` the words that were mended."""

    groups: list[list[str]] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    spelt: list[tuple[str, str]] = field(default_factory=list)
    # Of the groups, those of rings: what is surely meant, where other words are about it.
    meant: list[list[str]] = field(default_factory=list)
    district: str = ""
    # How old the child is, as the words say it: "my 4yr old".
    age: int | None = None


def understand(text: str, only_these_words: bool = False) -> Understood:
    """The groups of a search. With `only_these_words` nothing is added or mended."""
    if only_these_words:
        return Understood([[w] for w in plain(text[:LONGEST]).split()])
    bare, age = _without_age(plain(text[:LONGEST]))
    words = bare.split()
    # Read anew each time: they are a hundred or so, and an editor's word counts from the next search on.
    rings = {tuple(phrase.split()): (name, told) for name, told in Ring.objects.order_by("name", "pk").values_list("name", "words") for phrase in told}
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
                name, told = rings[phrase]
                if name and name not in also:
                    also.append(name)
                    groups.append(list(told))
                    meant.append(groups[-1])
            else:
                continue
            break
        else:
            n = 1
            groups.append([words[at]])
        at += n
    return Understood(groups, also, list(mended.items()), meant, district, age)


def _without_age(said: str) -> tuple[str, int | None]:
    """Plain words without an age of up to 25 years that they tell, and that age."""
    found = _AGE.search(said)
    years = int(found[1] or found[2]) if found else OLDEST + 1
    return (said, None) if found is None or years > OLDEST else (f"{said[: found.start()]} {said[found.end() :]}", years)


def _mended(words: list[str]) -> dict[str, str]:
    """Words that neither the directory nor English knows, with the directory's nearest: one letter amiss of up to five, two of more."""
    asked = [w for w in words if len(w) >= SHORTEST_SPELT and w.isalpha()]
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select said, meant from offer_spelling(%s)", [asked])
        return dict(cursor.fetchall())


def asked_of(groups: list[list[str]], every: bool) -> str:
    """Groups as PostgreSQL asks its full text; empty where they hold nothing but words such as "the". With `every` each must be found."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(offer_asked(%s, %s)::text, '')", ["\n".join("\t".join(g) for g in groups), every])
        return str(cursor.fetchone()[0])


def answered(question: str, checked: dt.date) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select offer_answers(%s::tsquery, %s)", [question, checked])
        return bool(cursor.fetchone()[0])


def _heard(groups: list[list[str]]) -> list[float]:
    """Of each group, in how many entries it stands, as a share of the commonest word's; nought where none has it."""
    with connection.cursor() as cursor:
        cursor.execute("select offer_heard(%s)", ["\n".join("\t".join(g) for g in groups)])
        return list(cursor.fetchone()[0])


def ways(understood: Understood, only_these_words: bool = False) -> Iterator[tuple[str, bool]]:
    """Questions to ask one after another until one is answered, and whether each asks for every group. An empty one asks for everything."""
    groups = understood.groups
    question = asked_of(groups, True)
    yield question, True
    if only_these_words or len(groups) < 2 or not question:
        return
    heard = _heard(groups)
    # A word that stands nearly everywhere tells nothing: where others are there, it is not looked for by itself.
    telling = [g for g, share in zip(groups, heard, strict=True) if 0 < share < COMMON] or groups
    tried = {question}
    # What a ring knows says more than the words about it, such as "school" or "time".
    for some, every in ((understood.meant, True), (understood.meant, False), (telling, False)):
        if some and (question := asked_of(some, every)) and question not in tried:
            tried.add(question)
            yield question, False


def ask(text: str, checked: dt.date, only_these_words: bool = False) -> tuple[Understood, str | None, bool]:
    """What was understood; the question to which services checked since a day answer, empty where all do and None where none does; and
    whether each group is found in each: where no service has all, those with what rings know are looked for, then those with any."""
    understood = understand(text, only_these_words)
    for question, whole in ways(understood, only_these_words):
        if not question or answered(question, checked):
            return understood, question, whole
    return understood, None, False
