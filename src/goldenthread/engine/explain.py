"""Why this date? A clock's answer in words, from the same term that gave the date."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from goldenthread.engine.calendar import bank_holidays
from goldenthread.engine.clocks import ClockState
from goldenthread.engine.events import Event
from goldenthread.engine.grounds import GROUND_WORDS
from goldenthread.engine.pathway import (
    DAY,
    BeforeYearly,
    Clock,
    Counted,
    Joined,
    NoLimit,
    Pathway,
    Pending,
    Pick,
    Start,
    Term,
    TribunalRoll,
    YearlyFrom,
)
from goldenthread.engine.replay import Instance, Reader, _Dates
from goldenthread.engine.terms import NO_LAST_DAY, evaluate

MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

DATE_WORDS = {
    "served_on": "served",
    "received_on": "received",
    "first_received_on": "first received",
    "assessed_on": "the end of the assessment",
    "appointment_on": "the appointment",
    "change_on": "the day of the change",
    "review_on": "the day set for the review",
    "expected_on": "the day it was expected",
    "until_on": "the last day agreed",
    "act_by": "the day the clinician set",
    "competent_until": "the end of the competence",
    "meeting_on": "the meeting",
    "move_on": "the move",
    "transfer_on": "the transfer",
    "agreed_by": "the day agreed in writing",
    "date_of_birth": "the date of birth",
    "ends_on": "the end of the course",
    "last_review_on": "the last review",
    "plan_made_on": "the making of the plan",
    "response_by": "the day set for the response",
    "evidence_by": "the day set for the evidence",
    "bundle_by": "the day set for the bundle",
    "check_on": "the day set for the check",
    "answer_by": "the day set for the answer",
    "known_on": "the day it was known",
    "last_on": "the last day",
    "due": "the day agreed",
}


def listed(things: Sequence[str], by: str = "and") -> str:
    """ "One, two and three"; nothing for none."""
    return f"{', '.join(things[:-1])} {by} {things[-1]}" if len(things) > 1 else "".join(things)


def long_day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def full_day(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {long_day(day)}"


class Step(NamedTuple):
    """One line of an explanation: what it is, what was used, and its date where it has one."""

    label: str
    text: str
    on: date | None = None


class Explanation(NamedTuple):
    state: ClockState
    started_by: Event
    steps: tuple[Step, ...]
    why: str


def explain(reader: Reader) -> list[Explanation]:
    """The explanation of every clock of a case, in the same order as the reader's states."""
    return [_explain(reader, instance, state) for instance, state in reader.states]


def _explain(reader: Reader, instance: Instance, state: ClockState) -> Explanation:
    clock = instance.clock
    words = _Words(reader.pathway, reader, instance)
    counting = words.limit(clock.limit)
    steps = [
        Step("Started by", words.started(state), state.started),
        Step("Counting", counting[:1].upper() + counting[1:] + ("." if not _skips_first(clock.limit) else ". That day is not counted."), None),
        *_last_day(state),
        Step("Stops when", _stops(reader.pathway, clock, state), state.stopped),
        Step("Exceptions", _exceptions(reader, instance, state), state.excused_from),
        Step("Set by", f"{KIND_WORDS[clock.kind]}. {clock.cite}"),
    ]
    return Explanation(state, instance.start, tuple(steps), _sentence(state, counting, steps))


TRIBUNAL_DAYS = "working days (August and 25 December to 1 January not counted)"
KIND_WORDS = {"law": "Law", "guidance": "Guidance", "quality": "Quality standard", "local": "Local target", "wait": "No limit is set"}


def _sentence(state: ClockState, counting: str, steps: list[Step]) -> str:
    if state.kind == "wait":
        return f"{counting}. {state.cite}."
    if state.due is None:
        return f"no last day yet: {counting}. {state.cite}."
    head = "not before the end of" if state.floor else "by"
    falls = next((s.text for s in steps if s.label == "Falls on"), "")
    exceptions = next(s.text for s in steps if s.label == "Exceptions")
    return " ".join(
        part for part in (f"{head} {long_day(state.due)}: {counting}.", falls, exceptions, f"{state.cite}.") if part
    )


def _last_day(state: ClockState) -> list[Step]:
    label = "Last lawful day" if state.kind == "law" else "Last day"
    if state.due is None:
        return [Step(label, "None: no limit is set" if state.kind == "wait" else "None yet")]
    steps = [Step(label, full_day(state.due), state.due)]
    target = state.working_target
    if target and target != state.due and not state.floor:
        what = "A bank holiday" if state.due in bank_holidays() else f"A {WEEKDAYS[state.due.weekday()]}"
        text = f"{what}. The limit does not move. The last working day before it is {full_day(target)}."
        steps.append(Step("Falls on", text, target))
    if state.published_date:
        steps.append(
            Step(
                "Often published as", f"{full_day(state.published_date)}; the law says before it", state.published_date
            )
        )
    return steps


def _stops(pathway: Pathway, clock: Clock, state: ClockState) -> str:
    if clock.floor:
        return "It protects time: it runs to its last day and nobody can shorten it."
    if clock.done_at_start:
        return "It is met by the starting entry itself, if early enough."
    titles = dict.fromkeys(pathway.events[h.slug].title + " on a later day" * h.later for h in clock.until)
    listed = ", or ".join(t[0].lower() + t[1:] for t in titles)
    return f"When this is recorded: {listed}." + (f" It was, on {long_day(state.stopped)}." if state.stopped else "")


def _exceptions(reader: Reader, instance: Instance, state: ClockState) -> str:
    recorded = reader.exceptions(instance, state.started, state.due or NO_LAST_DAY)
    reported = reader.reported(instance)
    if not recorded and not reported:
        return "No exception recorded." if instance.clock.excusable else "No exception exists."
    parts = []
    for e, why_not in recorded:
        ground = GROUND_WORDS[e.fields["ground"]]
        said = f"Recorded {long_day(e.on)}: {ground}"
        parts.append(
            f"{said}. It has no effect: {why_not}." if why_not else f"{said}. It lifts the limit; the date stays."
        )
    if reported:
        parts.append("A return reports one and gives no ground, so it lifts nothing here.")
    if state.exception_ended:
        still = "" if state.stopped else ": still owed as soon as practicable"
        parts.append(f"Ended {long_day(state.exception_ended)}{still}.")
    return " ".join(parts)


def _skips_first(term: Term) -> bool:
    return isinstance(term, Counted) and term.wording == "of"


class _Words:
    """A term in words. With a reader and an instance, each part also gives the dates that it found."""

    def __init__(self, pathway: Pathway, reader: Reader | None = None, instance: Instance | None = None) -> None:
        self.pathway = pathway
        self.view = _Dates(reader, instance) if reader and instance else None
        self.start = instance.start if instance else None

    def started(self, state: ClockState) -> str:
        assert self.start is not None
        said = f"{self.title(self.start.event)}, {full_day(self.start.on)}"
        # A body's time runs from the day on which it has the request, not from that on which it was sent.
        return said if state.started == self.start.on else f"{said}, and counted from {full_day(state.started)}"

    def limit(self, term: Term) -> str:
        """The whole limit, without repeating at its end the date that the sentence begins with."""
        if isinstance(term, Joined) and len(present := self._present(term)) == 1:
            return self.limit(present[0])
        return self._said(term) if not isinstance(term, Pick | Start) else self.of(term)

    def title(self, slug: str) -> str:
        return self.pathway.events[slug].title

    def of(self, term: Term) -> str:
        if isinstance(term, Joined) and len(present := self._present(term)) == 1:
            return self.of(present[0])
        said = self._said(term)
        found = evaluate(term, self.view) if self.view else None
        if found is None or found == NO_LAST_DAY:
            return said if self.view is None or not isinstance(term, Pick | Start) else f"{said} (not recorded)"
        if isinstance(term, Pick | Start):
            return f"{said} ({long_day(found)})"
        return f"{said}, which is {long_day(found)}"

    def _said(self, term: Term) -> str:
        match term:
            case Pick() | Start():
                return self._picked(term)
            case Counted(n, unit, wording, base):
                joint = {"of": "after", "beginning with": "beginning with", "before": "before"}[wording]
                if unit == "months" and n > 12 and n % 12 == 0:
                    n, unit = n // 12, "years"
                length = unit.removesuffix("s") if n == 1 else TRIBUNAL_DAYS if unit == "tribunal days" else unit
                return f"the day itself of {self.of(base)}" if n == 0 else f"{n} {length} {joint} {self.of(base)}"
            case Joined("or else"):
                return ", or else ".join(self.of(t) for t in self._present(term))
            case Joined(how):
                comma = "," if self.view else ""
                return f"the {how} " + f"{comma} and ".join(self.of(t) for t in self._present(term))
            case TribunalRoll(inner):
                if self.view and evaluate(inner, self.view) == evaluate(term, self.view):
                    return self.limit(inner)
                return self._rolled(inner)
            case BeforeYearly(day, month, year_of):
                return f"before {day} {MONTHS[month - 1]} in the year of {self.of(year_of)}"
            case YearlyFrom(day, month, base):
                return f"the first {day} {MONTHS[month - 1]} on or after {self.of(base)}"
            case Pending(opened, settled, otherwise):
                if self.view and evaluate(settled, self.view) is not None:
                    return f"until {self.limit(settled)}"
                if self.view and evaluate(opened, self.view) is not None:
                    return f"until {self._picked(settled)}"
                if self.view:
                    return self.limit(otherwise)
                return f"{self.of(otherwise)}; once {self._picked(opened)}, until {self._picked(settled)}"
            case NoLimit(base):
                return f"counted from {self.of(base)}, with no last day"
        raise TypeError(f"not a term: {term!r}")

    def _rolled(self, inner: Term) -> str:
        """Of two dates joined, each is given, so the day before it moved is not said a third time."""
        joined = isinstance(inner, Joined) and len(self._present(inner)) > 1
        said = self._said(inner) if joined and self.view else self.of(inner)
        day = evaluate(inner, self.view) if self.view else None
        if day is None:
            return f"{said}, rolled to the next tribunal working day"
        if day.month == 8:  # noqa: PLR2004 - August
            return f"{said}, moved on to the first working day after August because it would end in August"
        if (day.month, day.day) in ((1, 1), *((12, d) for d in range(25, 32))):
            return f"{said}, moved on to the first working day after 1 January because it would end from 25 December to 1 January"
        return f"{said}, moved on to the next working day because that is not one"

    def _present(self, term: Joined) -> tuple[Term, ...]:
        """The parts that have a date; of "or else" only the first, which is the one used."""
        if self.view is None:
            return term.terms
        found = tuple(t for t in term.terms if evaluate(t, self.view) is not None) or term.terms
        return found[:1] if term.how == "or else" else found

    def _picked(self, pick: Pick | Start) -> str:
        if isinstance(pick, Start):
            event = "the opening event" if pick.opener else "the starting event"
            if self.view and (chosen := self.view.chosen(pick)):
                event = self._lower(chosen.event)
        elif self.view and (found := self.view.chosen(pick)):
            event = self._lower(found.event)
        else:
            slugs = dict.fromkeys(h.slug for h in pick.of)
            event = " or ".join(self._lower(s) for s in slugs)
            event = f"the latest {event}" if pick.which == "latest" and self.view is None else event
            event = f"{event} so far" if pick.among == "so far" and self.view is None else event
            which = dict.fromkeys(h.slug for h in pick.only_if)
            if which and which.keys() != slugs.keys() and self.view is None:
                event = f"{event}, where that is {' or '.join(self._lower(s) for s in which)}"
        if not pick.dates:
            return event
        named = " or ".join(DATE_WORDS.get(d, d) for d in pick.dates)
        return f"{event}, {named}" if pick.or_on else f"{named} ({event})" if self.view is None else named

    def _lower(self, slug: str) -> str:
        title = self.title(slug)
        return title if title.startswith(("ICB", "EHC", "ADHD")) else title[0].lower() + title[1:]


def limit_in_words(pathway: Pathway, clock: Clock) -> str:
    """A clock's limit for the documentation, without a case."""
    said = term_in_words(pathway, clock.limit)
    return f"at least {said}" if clock.floor else said


def term_in_words(pathway: Pathway, term: Term) -> str:
    return _Words(pathway).of(term)


def things_in_words(clock: Clock) -> str:
    """Of which things there is one clock each."""
    each: Mapping[str | None, str] = {
        None: "one a case",
        DAY: "one for each starting day",
        "opening day": "one for each review",
    }
    return each.get(clock.each, f"one for each {clock.each.removesuffix('_on').replace('_', ' ')}" if clock.each else "")
