"""What a family's page says of what is late: what it is and since when, whose problem that is, what is done, and the day by
which the family hears. Pure. Late is called late, a shortage is ours, and nobody who gives advice is blamed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from goldenthread.families.promises import hear_by
from goldenthread.families.story import DECIDED_TO_ISSUE, Story, asked_name, day, late_clocks, say, short, title, upper
from goldenthread.pathways.common.contributors import NOT_UNDER_SECTION_31

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
    missed = f"We should have told you more by {day(hear.missed, story.on)}. We did not, and we are sorry." if hear.missed else ""
    return Late(
        "This is late" if whole else "Part of this is late",
        tuple(_late(c, story) for c in late),
        _whose(late, story),
        _doing(late, story),
        missed,
        "today" if hear.by == story.on else f"by {day(hear.by, story.on)}",
    )


def _late(c: ClockFacts, story: Story) -> str:
    assert c.due is not None
    due = short(c.due, story.on)
    if c.clock == "advice":
        name = asked_name(c.about, story)
        report = f"{name}’s report" if name == story.school else f"The {_lower(name)}’s report"
        return f"{report} was due on {due}. {_holiday(c, story)}We do not have it yet."
    if c.clock == "setting-consultation":
        return f"{story.settings.get(c.about) or 'A school'} should have answered us by {due}. It has not done so yet."
    if c.clock == "issue-final-plan":
        if story.stage in DECIDED_TO_ISSUE:
            return f"{upper(story.who.of)} final plan was due on {due}. You do not have it yet."
        return f"If {story.who.needs} a plan, it was due on {due}. We have not finished our work on it."
    return say(OWED.get(c.clock, "“{title}” was due on {day}. It is not done yet."), story, day=due, title=title(c, story))


def _holiday(c: ClockFacts, story: Story) -> str:
    """That a school was closed on the day on which its report was due: no excuse in the Code, but true."""
    if c.about in SCHOOLS and c.due and any(x.first <= c.due <= x.last for x in story.closures):
        return "It was closed that day. "
    return ""


def _lower(name: str) -> str:
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


SCHOOLS = ("education-setting", "early-years-setting", "education-other")


def _whose(late: list[ClockFacts], story: Story) -> str:
    """A shortage is stated as ours; what somebody else must send is still ours to get."""
    said = []
    reports = [c.about for c in late if c.clock == "advice"]
    if "educational-psychologist" in reports and story.no_psychologist:
        said.append("We do not have enough educational psychologists.")
    if any(who not in NOT_UNDER_SECTION_31 for who in reports):
        said.append("The NHS must send us the health report, and it is our job to get it.")
    if any(who in SCHOOLS for who in reports) or any(c.clock == "setting-consultation" for c in late):
        said.append("It is our job to get an answer from the school.")
    return " ".join([*said, "That is our problem to fix, not yours. You do not need to chase us."])


def _doing(late: list[ClockFacts], story: Story) -> str:
    reports = [c.about for c in late if c.clock == "advice"]
    told = {story.chased.get(who, "") for who in reports}
    if "advice-escalated" in told:
        find = " to find someone" if story.no_psychologist and "educational-psychologist" in reports else " to put this right"
        return f"We have asked the head of service{find}."
    if "advice-reminder" in told:
        return "We have asked for it again."
    return f"It is {story.officer}’s job to put this right." if story.officer else "It is our job to put this right."
