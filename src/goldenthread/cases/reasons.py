"""Why each date of a case is as it is, without the events of linked cases that the viewer may not read.

The date rests on the whole journal and stays right. A step of its reason is kept only where it reads the same without
what is hidden: then it cannot tell of it. The others are dropped wholly, since a gap that says why it is there would
tell of a confidential case.
"""

from __future__ import annotations

from datetime import date, datetime

from goldenthread.cases.models import Case
from goldenthread.cases.queries_clocks import Journal, reader_of
from goldenthread.engine.explain import Explanation, Step, explain
from goldenthread.engine.grounds import GROUND_WORDS
from goldenthread.engine.replay import Reader
from goldenthread.web.words import upper_first

# Worked out from the date itself and from the law, both of which are shown in any case.
OF_THE_DATE = frozenset({"Last lawful day", "Last day", "Falls on", "Often published as", "Set by"})


def reasons(
    case: Case, reader: Reader, journal: Journal, as_at: date | None, known_at: datetime | None
) -> list[Explanation]:
    """The explanation of every clock of a case, in the reader's order."""
    whole = explain(reader)
    if not any(e.id in journal.hidden for e in reader.events):
        return whole
    known = [e for e in journal.events if e.id not in journal.hidden]
    without = {_key(x): x.steps for x in explain(reader_of(case, known, as_at, known_at))}
    return [_told(x, without.get(_key(x), ())) for x in whole]


def of_own_advice(x: Explanation) -> Explanation:
    """The reason of a request for advice, for whoever owes it and may not read the case: when they were asked, the rule,
    and what lifts the limit for them. An exception recorded for another adviser is not theirs to know."""
    ground = x.state.excused_by
    lifted = f"{GROUND_WORDS[ground]}. It lifts the limit; the date stays." if ground else "None lifts this limit."
    steps = (s._replace(text=upper_first(lifted)) if s.label == "Exceptions" else s for s in x.steps)
    return x._replace(steps=tuple(steps), why="")


def _key(x: Explanation) -> tuple[str, str | None, str | None]:
    return x.state.clock, x.state.for_, x.started_by.id


def _told(x: Explanation, without: tuple[Step, ...]) -> Explanation:
    steps = tuple(s for s in x.steps if s.label in OF_THE_DATE or s in without)
    # The sentence is made of all the steps at once.
    return x if steps == x.steps else x._replace(steps=steps, why="")
