"""Time that nobody can take from a family: what may not happen until it has passed, or been used.

A person who is about to do it is stopped. Where it came in by a file or a journal it has happened, so it is taken and
reported."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from goldenthread.engine.calendar import NO_CLOSURES, Calendar
from goldenthread.engine.events import Event
from goldenthread.engine.pathway import Pathway
from goldenthread.engine.replay import Reader


@dataclass(frozen=True)
class Floor:
    """`begins` starts the protected time, the family's `answer` uses it and `over` ends it, each on its own day already;
    `what` is what may not be recorded inside it."""

    clock: str
    begins: str
    answer: str | None
    why: str
    what: str
    over: str | None = None


FLOORS = {
    # SEND Regulations 2014 r.13(1)(a)
    "final-plan-issued": Floor(
        "draft-representations",
        "draft-plan-sent",
        "representations-received",
        "The family has 15 days to answer the draft plan (SEND Regulations 2014, regulation 13(1)(a))",
        "the final plan",
    ),
    # SEND Regulations 2014 r.22(2)(c)
    "amended-plan-issued": Floor(
        "amendment-representations",
        "amendment-notice-sent",
        "representations-received",
        "The family has 15 days to answer the proposed changes (SEND Regulations 2014, regulation 22(2)(c))",
        "the amended plan",
    ),
    # Children and Families Act 2014 s.45(4). A plan that the tribunal lets end is to be ceased on the day of its order (r.44(2)(a)).
    "plan-ceased": Floor(
        "keep-plan",
        "decided-to-cease",
        None,
        "The plan stays in force while the family can still appeal, or an appeal is undecided "
        "(Children and Families Act 2014, section 45(4))",
        "that the plan ceased",
        over="appeal-decided",
    ),
}


def begun(floor: Floor, events: Iterable[Event], started: date) -> date:
    """From which day an answer uses the time. A letter may be answered, by telephone or after signing in, on a day before that on
    which the post has it served and the clock starts."""
    return max((e.on for e in events if e.event == floor.begins and e.on <= started), default=started)


def is_over(floor: Floor, events: Iterable[Event], started: date) -> bool:
    """Whether nothing is left of the time that began then."""
    return any(e.event == floor.over and e.on >= started for e in events)


def protected_time_taken(
    pathway: Pathway, events: Iterable[Event], taking: Event, calendar: Calendar = NO_CLOSURES
) -> str | None:
    """In words, if an event of the case took such time. `events` are those that count, in order; an answer on the day
    itself uses the time, whichever was recorded first."""
    floor = FLOORS.get(taking.event)
    if floor is None:
        return None
    before = [e for e in events if e.on <= taking.on and e is not taking]
    if not any(e.event == floor.begins for e in before):
        return None
    reader = Reader(pathway, before, calendar)
    for _, state in reader.states:
        if state.clock != floor.clock or state.status(taking.on) != "running":
            continue
        if floor.answer and any(e.event == floor.answer and e.on >= begun(floor, before, state.started) for e in before):
            continue
        if is_over(floor, before, state.started):
            continue
        until = f" until {state.due}" if state.due else ""
        return f"{taking.event} is dated {taking.on}. {floor.why}{until}"
    return None
