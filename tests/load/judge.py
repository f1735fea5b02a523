"""Whether what the officers were told is what the journal holds. Asked as the owner of the database, from whom nothing
is hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction

from goldenthread.access.viewer import become
from goldenthread.cases.actions import holds_words
from goldenthread.cases.models import Case, Event
from goldenthread.cases.presenters import event_words
from goldenthread.cases.projection import rebuild
from goldenthread.cases.queries_case import Entry, entries_of
from goldenthread.pathways import PATHWAYS
from goldenthread.people.models import Content

from .area import Area
from .officers import Press

Recorded = tuple[UUID, str, str, str, str]


def faults(area: Area, presses: list[Press]) -> list[str]:
    """Everything that is not as it should be, in words."""
    return [*_broken(presses), *_journal(area, presses), *_numbers(), *_refusals(area, presses), *_projections()]


def _broken(presses: list[Press]) -> list[str]:
    return [f"no answer that an officer could go by: {p.facts[0].event} of {p.officer.name}: {p.told}" for p in presses if p.outcome == "broken"]


def _journal(area: Area, presses: list[Press]) -> list[str]:
    """Every acknowledged action has its event exactly once, and nothing else was recorded."""
    acknowledged = Counter(
        (p.case, f"user:{p.officer.key}", f.event, f.on.isoformat(), f.word) for p in presses if p.outcome == "recorded" for f in p.facts
    )
    recorded = Counter(_recorded(area))
    lost = [f"acknowledged and not recorded: {key} x{n}" for key, n in (acknowledged - recorded).items()]
    return lost + [f"recorded and not acknowledged, or twice: {key} x{n}" for key, n in (recorded - acknowledged).items()]


def _recorded(area: Area) -> Iterable[Recorded]:
    begun = {key for events in area.begun.values() for key in events}
    words = {str(key): text for key, text in Content.objects.values_list("key", "text")}
    for e in Event.objects.exclude(pk__in=begun):
        yield e.case_id, e.by, e.event, e.on.isoformat(), _word(e, words)


def _word(e: Event, words: dict[str, str]) -> str:
    """What was typed that nobody else typed, wherever it is kept; and of a request for advice, whom it asks."""
    if e.event == "advice-requested":
        return str(e.fields["contributor"])
    found = [words.get(v, "") if holds_words(e.event, name) else v for name, v in e.fields.items() if isinstance(v, str)]
    return next((v for v in found if v.startswith("word ")), "")


def _numbers() -> list[str]:
    """The numbers of a case run from one without a gap, and its next is the one after them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.id, c.last_number, array_agg(e.number order by e.number) from cases_case c join cases_event e on e.case_id = c.id"
            " group by c.id"
        )
        rows = cursor.fetchall()
    return [f"case {case} counts {last} and holds {held}" for case, last, held in rows if held != list(range(1, last + 1))]


def _refusals(area: Area, presses: list[Press]) -> list[str]:
    """Each refused press was answered with what came first: every entry since the officer had read, its words, its day's
    recorder by name."""
    wrong = []
    for press in (p for p in presses if p.outcome == "refused"):
        expected = [e for e in _entries(press) if press.read < e.number <= press.read + len(press.came_first)]
        if not press.came_first or len(expected) != len(press.came_first):
            wrong.append(f"refused without what came first: {press.facts[0].event} of {press.officer.name}: {press.told}")
        elif press.now_read and press.now_read != expected[-1].number:
            wrong.append(f"the page goes on from {press.now_read}, and told of {expected[-1].number}")
        for entry, line in zip(expected, press.came_first, strict=False):
            title, _ = event_words(PATHWAYS["ehc-needs-assessment"], entry)
            if title not in line or f"Recorded by {entry.by}" not in line or not entry.by:
                wrong.append(f"{entry.slug} by {entry.by} was told as {line!r}")
    for press in (p for p in presses if p.outcome == "repeated"):
        # That it was done once, and not twice, is told by the journal, held against what was recorded.
        fact = press.facts[0]
        if not any(e.slug == fact.event and e.by == press.officer.name and e.on == fact.on for e in _entries(press)):
            wrong.append(f"said to be done already, and was not: {fact.event} of {press.officer.name}")
    return wrong


def _entries(press: Press) -> list[Entry]:
    with transaction.atomic():
        return entries_of(become(press.officer.key), Case.objects.select_related("child").get(pk=press.case))


_PROJECTED = {
    "cases_casestate": "case_id, stage",
    "cases_clockrow": "case_id, clock, about, started, due, stopped, excused_from, ground, owed_by, kind_of_data",
    "cases_duty": "case_id, clock, about, role, organisation_id, what, due, kind, note",
}


def _projections() -> list[str]:
    """What the pages kept of each case is what its journal comes to."""
    before = _projected()
    rebuild()
    after = _projected()
    return [f"{table} is not what a rebuild makes: {sorted(map(str, before[table] ^ after[table]))[:4]}" for table in before if before[table] != after[table]]


def _projected() -> dict[str, set[tuple[object, ...]]]:
    found = {}
    with connection.cursor() as cursor:
        for table, columns in _PROJECTED.items():
            cursor.execute(f"select {columns} from {table}")
            found[table] = set(cursor.fetchall())
    return found
