"""What a family's page says of what is late: what it is and since when, whose problem that is, what is done, and the day by
which the family hears. Pure. Late is called late, a shortage is ours, and nobody who gives advice is blamed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from goldenthread.families.promises import hear_by
from goldenthread.families.story import (
    DECIDED_TO_ISSUE,
    Delayed,
    Story,
    asked_name,
    day,
    late_clocks,
    say,
    short,
    title,
)
from goldenthread.pathways.common import delays
from goldenthread.pathways.common.contributors import NOT_UNDER_SECTION_31
from goldenthread.web.languages import t, tf
from goldenthread.web.words import upper_first

if TYPE_CHECKING:
    from goldenthread.cases.queries_clocks import ClockFacts

OWED = {
    "decide-whether-to-assess": "We should have decided by {day} if {needs} an assessment. We have not decided yet.",
    "decide-whether-to-issue": "We should have decided by {day} if {needs} a plan. We have not decided yet.",
    "decide-whether-to-reassess": "We should have decided by {day} if {needs} a new assessment. We have not decided yet.",
    "issue-amended-plan": "The changed plan was due on {day}. You do not have it yet.",
    "phase-transfer-plan": "The plan that names the next school was due on {day}. You do not have it yet.",
    "complete-review": "The yearly review was due on {day}. It is not finished yet.",
}


@dataclass(frozen=True)
class Late:
    """What is late and since when, whose problem that is, what is done, and the day by which the family hears."""

    title: str
    what: tuple[str, ...]
    why: tuple[str, ...]
    whose: str
    doing: str
    missed: str
    hear: str


def lateness(story: Story, told: date | None) -> Late | None:
    """`told` is the last day on which the family was told anything."""
    late = late_clocks(story)
    if not late or late[0].due is None:
        return None
    hear = hear_by(late[0].due, told, story.on)
    whole = any(c.owed_by == "authority" and c.kind == "law" for c in late)
    missed = tf("We should have told you more by {day_hear_missed_story_on}. We did not, and we are sorry.", day_hear_missed_story_on=day(hear.missed, story.on)) if hear.missed else ""
    return Late(
        t("This is late") if whole else t("Part of this is late"),
        tuple(_late(c, story) for c in late),
        _why(late, story),
        _whose(late, story),
        _doing(late, story),
        missed,
        t("today") if hear.by == story.on else tf("by {day}", day=day(hear.by, story.on)),
    )


def _late(c: ClockFacts, story: Story) -> str:
    assert c.due is not None
    due = short(c.due, story.on)
    if c.clock == "advice":
        return tf("{upper__report_c_about_st} was due on {due}. {holiday_c_story}We do not have it yet.", upper__report_c_about_st=upper_first(_report(c.about, story)), due=due, holiday_c_story=_holiday(c, story))
    if c.clock == "setting-consultation":
        return tf("{story_settings_get_c_abo} should have answered us by {due}. It has not done so yet.", story_settings_get_c_abo=story.settings.get(c.about) or t('A school'), due=due)
    if c.clock == "issue-final-plan":
        if story.stage in DECIDED_TO_ISSUE:
            return tf("{upper_story_who_of} final plan was due on {due}. You do not have it yet.", upper_story_who_of=upper_first(story.who.of), due=due)
        return tf("If {story_who_needs} a plan, it was due on {due}. We have not finished our work on it.", story_who_needs=story.who.needs, due=due)
    return say(OWED.get(c.clock, "“{title}” was due on {day}. It is not done yet."), story, day=due, title=title(c, story))


REASONS = {
    delays.SHORT_OF_STAFF: "{Service} does not have enough staff.",
    delays.APPOINTMENT: "{Name} still {waits} for an appointment.",
    delays.NOT_SEEN: "An appointment did not take place.",
    delays.CLOSED: "{Service} was closed.",
    delays.OTHER: "Something else holds it up. You can ask us what, below.",
}


def _why(late: list[ClockFacts], story: Story) -> tuple[str, ...]:
    """Why each report is late, as we were told; where nobody told us, that it is not written down and who will."""
    owed = [c.about for c in late if c.clock == "advice"]
    said = [_reason(who, story.delays[who], story, len(owed) > 1) for who in owed if who in story.delays]
    # That we lack psychologists is known without being told.
    untold = [_report(who, story) for who in owed if who not in story.delays and not (who == PSYCHOLOGIST and story.no_psychologist)]
    if untold:
        which = t("it is") if len(owed) == 1 else tf("{report} is", report=untold[0]) if len(untold) == 1 else t("each of the other reports is") if said else t("these reports are")
        asks = tf("It is {story_officer}’s job to ask", story_officer=story.officer) if story.officer else t("It is our job to ask")
        said.append(tf("Nobody has told us yet why {which} late. {asks}, and to write it here.", which=which, asks=asks))
    return tuple(said)


def _reason(who: str, told: Delayed, story: Story, named: bool) -> str:
    name = asked_name(who, story)
    service = name if name == story.school else t(SERVICES[who]) if who in SERVICES else tf("The {lower_name} service", lower_name=_lower(name))
    words = REASONS.get(told.reason, REASONS[delays.OTHER])
    reason = t(words).format(Service=service, Name=upper_first(story.who.name), waits=t("wait") if story.who.you else t("waits"))
    if told.expected is None:
        when = t("They cannot say yet when it will come.")
    elif delays.expected_passed(told.expected, story.on):
        when = tf("They told us that it would come by {day_told_expected_story}. It has not.", day_told_expected_story=day(told.expected, story.on))
    else:
        when = tf("They now expect to send it by {day_told_expected_story}.", day_told_expected_story=day(told.expected, story.on))
    said = f"{reason} {when}"
    return f"{upper_first(_report(who, story))}: {said}" if named else said


def _report(who: str, story: Story) -> str:
    name = asked_name(who, story)
    return tf("{name}’s report", name=name) if name == story.school else tf("the {lower_name}’s report", lower_name=_lower(name))


SERVICES = {
    "social-care": "Social care",
    "camhs": "The mental health team",
    "health": "The health service",
    "other-by-authority": "The service that we chose",
    "other-by-family": "The service that you asked for",
    "preparation-for-adulthood": "The service",
    "education-other": "The service",
    "ministry-of-defence": "The Ministry of Defence",
}
PSYCHOLOGIST = "educational-psychologist"


def _holiday(c: ClockFacts, story: Story) -> str:
    """That a school was closed on the day on which its report was due: no excuse in the Code, but true."""
    if c.about in SCHOOLS and c.due and any(x.first <= c.due <= x.last for x in story.closures):
        return t("It was closed that day. ")
    return ""


def _lower(name: str) -> str:
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


SCHOOLS = ("education-setting", "early-years-setting", "education-other")


def _whose(late: list[ClockFacts], story: Story) -> str:
    """A shortage is stated as ours; what somebody else must send is still ours to get."""
    said = []
    reports = [c.about for c in late if c.clock == "advice"]
    if PSYCHOLOGIST in reports and PSYCHOLOGIST not in story.delays and story.no_psychologist:
        said.append(t("We do not have enough educational psychologists."))
    if any(who not in NOT_UNDER_SECTION_31 for who in reports):
        said.append(t("The NHS must send us the health report, and it is our job to get it."))
    if any(who in SCHOOLS for who in reports) or any(c.clock == "setting-consultation" for c in late):
        said.append(t("It is our job to get an answer from the school."))
    return " ".join([*said, t("That is our problem to fix, not yours. You do not need to chase us.")])


def _doing(late: list[ClockFacts], story: Story) -> str:
    reports = [c.about for c in late if c.clock == "advice"]
    told = {story.chased.get(who, "") for who in reports}
    if "advice-escalated" in told:
        find = t(" to find someone") if story.no_psychologist and "educational-psychologist" in reports else t(" to put this right")
        return tf("We have asked the head of service{find}.", find=find)
    if "advice-reminder" in told:
        return t("We have asked for it again.")
    return tf("It is {story_officer}’s job to put this right.", story_officer=story.officer) if story.officer else t("It is our job to put this right.")
