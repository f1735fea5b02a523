"""To which request of its case each fact of an extract belongs, where a request was made again under the same reference.

Of each request a case holds one decision whether to assess, one piece of advice from each adviser, and so on. Told with another
date that is a correction; told of a request made again it is a fact of its own."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from goldenthread.cases.imports.journal import ONCE, Recorded, effective
from goldenthread.engine.events import Event
from goldenthread.engine.pathway import Pathway
from goldenthread.engine.replay import Reader
from goldenthread.exchange.facts import Fact


def by_request(
    pathway: Pathway, recorded: Iterable[Recorded], facts: Iterable[Fact]
) -> tuple[list[Fact], Mapping[UUID, int]]:
    """The facts of one case, each with the number of the request made again that it belongs to (0: the first request) and with a key
    of its own in it; and that number for each event on record."""
    facts, on_record = list(facts), effective(recorded)
    wanted = pathway.asked_again
    ends = {h.opened_by for h in wanted}
    if not any(event in ends for event in (*(e.event for e in on_record), *(f.event for f in facts))):
        return _numbered(facts), {}
    steps = ends | {h.slug for h in wanted}
    told = sorted((f for f in facts if f.event in steps), key=lambda f: f.on)
    recorded_steps = sorted((e for e in on_record if e.event in steps), key=lambda e: (e.on, e.number))
    of_file, of_record = _belongs(pathway, _events(facts)), _belongs(pathway, _events((), on_record))
    # The same requests and ends told over again, some on another day: those that a day was corrected from are not there beside them.
    told_over = (
        Counter(f.event for f in told) == Counter(e.event for e in recorded_steps)
        and (told[0].event, told[0].on) == (recorded_steps[0].event, recorded_steps[0].on)
        and max(of_file.values()) == max(of_record.values()) > 0
    )
    if not told_over:
        of_file = of_record = _belongs(pathway, _events(facts, on_record))
    of_facts = [replace(fact, again=of_file[_what(fact)]) for fact in facts]
    return _numbered(of_facts), {e.id: of_record[e.event, e.on, e.about] for e in on_record}


def _events(facts: Iterable[Fact], on_record: Iterable[Recorded] = ()) -> dict[tuple[object, ...], Event]:
    known: dict[tuple[object, ...], Event] = {(e.event, e.on, e.about): Event(e.event, e.on, e.number, e.fields) for e in on_record}
    last = max((e.number for e in known.values()), default=0)
    for number, fact in enumerate(facts, last + 1):
        known.setdefault(_what(fact), Event(fact.event, fact.on, number, fact.fields))
    return known


def _belongs(pathway: Pathway, known: Mapping[tuple[object, ...], Event]) -> dict[tuple[object, ...], int]:
    again = Reader(pathway, sorted(known.values(), key=lambda e: e.order)).find(pathway.asked_again)
    return {what: sum(a.order <= e.order for a in again) for what, e in known.items()}


def _what(fact: Fact) -> tuple[object, ...]:
    return fact.event, fact.on, fact.for_ or ""


def _numbered(facts: list[Fact]) -> list[Fact]:
    """What a file tells twice of one request has a key of its own, by its day: another order of the rows tells nothing else."""
    told: Counter[tuple[object, ...]] = Counter()
    numbered = []
    for fact in sorted(facts, key=lambda f: f.on):
        key = f"{fact.key} of request {fact.again + 1}" if fact.again and fact.event in ONCE else fact.key
        told[key, fact.for_] += 1
        nth = told[key, fact.for_]
        numbered.append(replace(fact, key=key if nth == 1 else f"{key} {nth}"))
    return numbered
