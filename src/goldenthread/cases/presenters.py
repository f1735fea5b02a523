"""Events, clocks and tasks in words for people. One place, so that a list, a case and a form say the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from goldenthread.access.rules import ROLES
from goldenthread.cases.queries_clocks import OF_A_REQUEST, ClockFacts, asked_for_this_request
from goldenthread.engine.calendar import bank_holidays
from goldenthread.engine.events import Event
from goldenthread.engine.explain import MONTHS, WEEKDAYS, Explanation, long_day
from goldenthread.engine.fields import Field
from goldenthread.engine.grounds import GROUND_WORDS
from goldenthread.engine.pathway import Pathway
from goldenthread.pathways.common.contributors import CONTRIBUTORS
from goldenthread.web.days import day_of
from goldenthread.web.words import Tag, school_year, tag, upper_first

# --- who -----------------------------------------------------------------------------------------------------------

PARTIES = {
    "authority": "the council",
    "icb": "the ICB",
    "setting": "the setting",
    "family": "the family",
    "mediation-adviser": "the mediation adviser",
}
ADVICE_OF = {
    "family": "family’s views and evidence",
    "education-setting": "school or college advice",
    "early-years-setting": "early years advice",
    "education-other": "education advice",
    "ministry-of-defence": "Ministry of Defence advice",
    "health": "health advice",
    "speech-and-language-therapist": "speech and language advice",
    "occupational-therapist": "occupational therapist’s advice",
    "physiotherapist": "physiotherapist’s advice",
    "camhs": "mental health (CAMHS) advice",
    "paediatrician": "paediatrician’s advice",
    "educational-psychologist": "educational psychologist’s advice",
    "social-care": "social care advice",
    "other-by-authority": "advice that the authority chose",
    "preparation-for-adulthood": "advice on preparing for adulthood",
    "other-by-family": "advice that the family asked for",
}


# The name by which cases.pages.case_parts asks for it.


def plain(slug: str) -> str:
    """A slug as words."""
    return CONTRIBUTORS.get(slug) or slug.replace("-", " ")


def lower(text: str) -> str:
    return text if text[:2].isupper() or text.startswith(("ICB", "EHC")) else text[:1].lower() + text[1:]


def advice_of(contributor: str) -> str:
    return ADVICE_OF.get(contributor) or f"{plain(contributor)}’s advice"


def party_words(party: str) -> str:
    return PARTIES.get(party) or plain(party)


def role_words(role: str) -> str:
    """What a person is on a case: "case officer", "educational psychologist"."""
    if role == "la-send-caseworker":
        return "case officer"
    if role == "authority":
        # Whoever was named on this case.
        return "who answers it"
    return lower(ROLES[role][0]) if role in ROLES else plain(role)


# --- clocks and tasks ----------------------------------------------------------------------------------------------


def clock_tag(clock: ClockFacts, on: date) -> Tag:
    return tag(
        clock.status(on), clock.kind, clock.days(on), floor=clock.floor, stopped=clock.stopped,
        family=clock.owed_by == "family",
    )  # fmt: skip


def clock_name(pathway: Pathway, clock: ClockFacts, settings: Mapping[str, str] | None = None) -> str:
    """A clock on its case's page: "Educational psychologist’s advice"."""
    if clock.clock == "advice":
        return upper_first(advice_of(clock.about))
    title = pathway.clock_titles.get(clock.clock, plain(clock.clock))
    if clock.clock == "setting-consultation":
        return f"{_setting(clock.about, settings)}: reply"
    return f"{title} ({_thing(clock)})" if clock.about else title


def task_name(pathway: Pathway, clock: ClockFacts, mine: bool, settings: Mapping[str, str] | None) -> str:
    """A clock in a list of work begins with a verb: what is got from others, or done by oneself."""
    if clock.clock == "advice":
        return f"Get the {advice_of(clock.about)}" if not mine else _given(clock.about)
    if clock.clock == "setting-consultation":
        return f"Get {_setting(clock.about, settings)}’s reply" if not mine else "Reply to the consultation"
    title = pathway.clock_titles.get(clock.clock, plain(clock.clock))
    if not mine and not clock.floor and clock.owed_by != "authority":
        return f"{title}: {party_words(clock.owed_by)}"
    return title


def _given(contributor: str) -> str:
    return "Give your views and evidence" if contributor == "family" else "Give your advice"


def _setting(about: str, settings: Mapping[str, str] | None) -> str:
    return (settings or {}).get(about) or about or "the setting"


# A limit that is named by a day is named by the day of this.
_NAMED_BY = {
    **dict.fromkeys(OF_A_REQUEST, "request of"),
    "issue-plan-after-reassessment": "decision of",
    "review-after-reassessment": "plan of",
}


def _thing(clock: ClockFacts) -> str:
    """The thing of a clock: a day that opened it, or a slug."""
    try:
        return f"{_NAMED_BY.get(clock.clock, 'from')} {long_day(date.fromisoformat(clock.about))}"
    except ValueError:
        # A key names the thing for no reader: the day on which it began does.
        return f"from {long_day(clock.started)}" if names_by_key(clock.about) else plain(clock.about)


def context(clock: ClockFacts, others: Iterable[ClockFacts], on: date) -> str:
    """The one line under a task: what it waits for, or what it began with."""
    others = list(others)
    if clock.status(on) == "excused":
        return upper_first(GROUND_WORDS.get(clock.ground, plain(clock.ground)))
    said = CONTEXTS.get(clock.clock, _began)(clock, others, on)
    return ". ".join(part for part in (said, _aim(clock, on)) if part)


def _aim(clock: ClockFacts, on: date) -> str:
    return "" if clock.floor else aim_words(clock.due, clock.working_target, on)


def aim_words(due: date | None, target: date | None, on: date) -> str:
    """The last working day before a limit that falls on no working day; empty where it falls on one, or where that day is gone."""
    if due is None or target is None or target == due or target < on:
        return ""
    what = "Bank holiday" if due in bank_holidays() else WEEKDAYS[due.weekday()]
    return f"{what}: aim for {WEEKDAYS[target.weekday()]} {day_month(target)}"


def day_month(day: date, on: date | None = None) -> str:
    """"18 September", with the year where it is not that of the school year looked at."""
    said = f"{day.day} {MONTHS[day.month - 1]}"
    return said if on is None or school_year(day) == school_year(on) else f"{said} {day.year}"


def _advice_in(clock: ClockFacts, others: list[ClockFacts], on: date) -> str:
    family = [c for c in others if c.clock == "draft-representations"]
    if family and clock.clock == "issue-final-plan":
        return f"Draft with family since {day_month(max(c.started for c in family), on)}"
    answered, asked = advice_answered(others)
    return f"{answered} of {asked} advisers have answered" if asked else _began(clock, others, on)


def advice_answered(clocks: Iterable[ClockFacts]) -> tuple[int, int]:
    """How many advisers have answered the latest request to each, and how many were asked for the request that stands. That a
    child is not known to a service is an answer."""
    latest = {c.about: c for c in sorted(asked_for_this_request(clocks), key=lambda c: c.started) if c.clock == "advice"}
    return sum(c.stopped is not None for c in latest.values()), len(latest)


def _reviewed(clock: ClockFacts, others: list[ClockFacts], on: date) -> str:
    reports = [c for c in others if c.clock == "send-review-report" and c.started == clock.started]
    said = f"Review meeting held {day_month(clock.started, on)}"
    return f"{said}. Report received" if any(c.stopped for c in reports) else said


def _asked(word: str) -> Callable[[ClockFacts, list[ClockFacts], date], str]:
    return lambda clock, others, on: f"{word} {day_month(clock.started, on)}"


def _began(clock: ClockFacts, others: list[ClockFacts], on: date) -> str:
    return f"Began {long_day(clock.started)}"


def _familys(clock: ClockFacts, others: list[ClockFacts], on: date) -> str:
    return "Cannot be shortened. Final plan not before this unless they answer"


def _kept(clock: ClockFacts, others: list[ClockFacts], on: date) -> str:
    return "The plan stays in force until an appeal can no longer be made, or is decided"


CONTEXTS: dict[str, Callable[[ClockFacts, list[ClockFacts], date], str]] = {
    "decide-whether-to-assess": _asked("Asked for"),
    "decide-whether-to-issue": _advice_in,
    "issue-final-plan": _advice_in,
    "advice": _asked("Requested"),
    "setting-consultation": _asked("Consulted"),
    "decide-after-review": _reviewed,
    "send-review-report": _asked("Review meeting held"),
    "issue-amended-plan": _asked("Amendment notice sent"),
    "complete-review": _asked("This cycle began"),
    "draft-representations": _familys,
    "amendment-representations": lambda *_: "Cannot be shortened. Amended plan not before this unless they answer",
    "keep-plan": _kept,
}

# --- why a date ----------------------------------------------------------------------------------------------------

_LAWS = (
    (re.compile(r"r\.(\d+[A-Z]?)(.*)"), "SEND Regulations 2014, regulation", "uksi/2014/1530/regulation"),
    (re.compile(r"s\.(\d+[A-Z]?)(.*)"), "Children and Families Act 2014, section", "ukpga/2014/6/section"),
)


def law(cite: str) -> tuple[str, str]:
    """A citation in full, and where to read it; without an address where the short form names another text."""
    for pattern, name, place in _LAWS:
        if found := pattern.fullmatch(cite):
            return f"{name} {found[1]}{found[2]}", f"https://www.legislation.gov.uk/{place}/{found[1]}"
    return cite, ""


class ShownStep(NamedTuple):
    label: str
    text: str
    on: date | None
    href: str = ""
    linked: str = ""


def steps_of(explanation: Explanation, set_by: str) -> list[ShownStep]:
    """The steps of an explanation, the law named in full, after the word that the lists have for who set the limit."""
    shown = [
        ShownStep(label, text + _recorded(explanation.started_by) if label == "Started by" else text, on)
        for label, text, on in explanation.steps
        if label != "Set by"
    ]
    said, href = law(explanation.state.cite)
    return [*shown, ShownStep("Set by", f"{set_by}.", None, href, said)]


def _recorded(event: Event) -> str:
    """When the fact that started a clock was recorded, which may be long after it happened."""
    if event.recorded_at is None:
        return ""
    day = day_of(event.recorded_at)
    return f". Recorded {'the same day' if day == event.on else long_day(day)}."


# --- events --------------------------------------------------------------------------------------------------------

EVENT_WORDS = {
    "request-received": ("Request received", "from {by}"),
    "advice-requested": ("Advice requested", "from {whom}"),
    "advice-received": ("{Advice} received", ""),
    "advice-nil-return": ("{Contributor}: not known to this service", ""),
    "advice-refused": ("{Contributor} refused to give advice", ""),
    "existing-advice-agreed": ("Existing advice considered for use again", "from {whom}"),
    "draft-shared-with": ("Draft shared", "with {whom}"),
    "corrected": ("An entry was withdrawn", "because: {reason}"),
    "clause-confirmed": ("{Contributor} confirmed their part of the draft", ""),
    "setting-consulted": ("{setting} consulted", ""),
    "setting-responded": ("{setting} replied", ""),
    "setting-requested": ("Family asked for {setting}", ""),
    "placement-started": ("Placement started", "at {setting}"),
    "placement-ended": ("Placement ended", "at {setting}"),
    "exception-recorded": ("Exception recorded", "for “{clock}”: {ground}. {reason}"),
    "exception-ended": ("Exception ended", "for “{clock}”"),
    "exception-reported": ("Exception reported in a return, ground not given", "for “{clock}”"),
    "moved-out-of-area": ("Moved out of the area", "to {to}"),
}
"""The bold words and those after them, where an event's title alone does not say what it is about."""


# The labels of a form, short enough for a line of the timeline.
SHORT_LABELS = {
    "received_on": "They received it on",
    "served_on": "Served on",
    "enclosures": "Enclosed",
    "missed_on": "Missed on",
    "contributor": "Adviser",
    "from": "From",
    "to": "To",
}


WORDS_NOT_SHOWN = "(words not shown)"
_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def names_by_key(words: str) -> bool:
    """Whether this is the key of a row, which tells a reader nothing."""
    return _KEY.fullmatch(words) is not None


def words_shown(words: str) -> str:
    """A key is left where the words behind it were sealed or removed, or are not for this reader."""
    return WORDS_NOT_SHOWN if _KEY.fullmatch(words) else words


def event_words(pathway: Pathway, entry: Any, settings: Mapping[str, str] | None = None) -> tuple[str, str]:
    """What happened, and the details after it, for a line of the timeline."""
    declared = pathway.events[entry.slug]
    values = dict(entry.fields)
    said = {name: _said(pathway, name, value, settings) for name, value in values.items()}
    names = {name: words_shown(words) for name, words in said.items()}
    contributor = str(values.get("contributor", ""))
    names |= {
        "Contributor": upper_first(plain(contributor)),
        "Advice": upper_first(advice_of(contributor)),
        "whom": _the(contributor),
    }
    bold, after = EVENT_WORDS.get(entry.slug, (declared.title, ""))
    if "{" in after and not all(n in names for n in _named(after)):
        after = ""
    if not all(n in names for n in _named(bold)):
        bold = declared.title
    # What names another record by its key tells a reader nothing.
    used = {name for name, value in values.items() if "{" + name + "}" in bold + after or _KEY.fullmatch(str(value))} | {"event_id"}
    if any(word in bold + after for word in ("{Contributor}", "{Advice}", "{whom}")):
        used.add("contributor")
    rest = [
        # What was chosen is a slug: it is read as words.
        f"{SHORT_LABELS.get(f.name) or f.label.rstrip('?')}: {plain(told) if f.type in ('choice', 'choices') else told}"
        for f in declared.fields
        if f.name in values and f.name not in used and (told := _said(pathway, f.name, values[f.name], settings))
    ]
    return bold.format(**names), ". ".join(part for part in (after.format(**names), *rest) if part)


def _the(contributor: str) -> str:
    return plain(contributor) if contributor in ("social-care", "camhs") else f"the {plain(contributor)}"


def _named(text: str) -> list[str]:
    return [part.split("}")[0] for part in text.split("{")[1:]]


def _said(pathway: Pathway, name: str, value: Any, settings: Mapping[str, str] | None = None) -> str:
    """The value of a field in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return long_day(value)
    if isinstance(value, tuple | list):
        return ", ".join(_said(pathway, name, v, settings) for v in value)
    text = str(value)
    if name == "clock":
        return pathway.clock_titles.get(text, plain(text))
    if name == "ground":
        return GROUND_WORDS.get(text, plain(text))
    if name == "contributor":
        return plain(text)
    if name == "setting":
        return _setting(text, settings)
    return plain(text) if name in ("by", "requires", "issues", "to", "setting_type", "phase") else text


def choice_words(field: Field, value: str) -> str:
    if field.name == "ground":
        return upper_first(GROUND_WORDS.get(value, plain(value)))
    return upper_first(plain(value))
