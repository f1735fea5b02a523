"""What a family's page says: facts of a case's clocks made into sentences. Pure.

"We" is the council, "you" whoever reads. Late is called late, and a shortage is ours. No sentence blames anybody who gives
advice, and none counts days: every date is the engine's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from goldenthread.engine.calendar import bank_holidays, count
from goldenthread.engine.explain import WEEKDAYS, full_day
from goldenthread.engine.grounds import LONG_CLOSURE
from goldenthread.engine.pathway import Counted, Term
from goldenthread.families.story import (
    ASSESSMENTS,
    DECIDED_TO_ISSUE,
    Story,
    asked_name,
    day,
    late_clocks,
    say,
    short,
    title,
)
from goldenthread.web.languages import t, t_date, tf
from goldenthread.web.words import upper_first, week_of_twenty

if TYPE_CHECKING:
    from goldenthread.cases.queries_clocks import ClockFacts

# --- where things are ---

HEADINGS = {
    "annual-review": "{Of} yearly review",
    "phase-transfer": "{Of} next school",
    "plan-cessation": "{Of} plan",
    "plan-transfer": "{Of} plan",
}

WHERE = {
    "considering": "We are deciding if {needs} an assessment.",
    "assessing": "We are finding out what help {needs}.",
    "deciding-on-plan": "We are deciding if {needs} a plan.",
    "drafting": "We are writing {of} draft plan.",
    "draft-with-family": "You have {of} draft plan. Tell us what you think of it.",
    "finalising": "We are finishing {of} plan.",
    "plan-issued": "{Of} final plan is ready.",
    "not-assessed": "We decided not to assess {name}.",
    "not-issued": "We decided not to write a plan for {name}.",
    "closed": "This has ended.",
}
WHERE_ELSE = {
    ("annual-review", "plan-in-force"): "{Of} plan is in force.",
    ("annual-review", "deciding-after-review"): "We are deciding if {of} plan should change.",
    ("annual-review", "amending"): "We are changing {of} plan.",
    ("annual-review", "ceasing"): "We want to end {of} plan. It stays in force for now.",
    ("annual-review", "ceased"): "{Of} plan has ended.",
    ("reassessment", "considering"): "We are deciding if {needs} a new assessment.",
    ("reassessment", "not-assessed"): "We decided not to assess {name} again. {Of} plan stays in force.",
    ("reassessment", "not-issued"): "We decided not to write a new plan for {name}. {Of} plan stays in force.",
    ("phase-transfer", "identified"): "{Of} plan must name the next school.",
    ("phase-transfer", "preference-received"): "We know which school you would like.",
    ("phase-transfer", "amending"): "We are changing {of} plan, so that it names the next school.",
    ("phase-transfer", "plan-in-force"): "{Of} plan names the next school.",
    ("plan-cessation", "considering"): "We are thinking about ending {of} plan. It stays in force for now.",
    ("plan-cessation", "ceasing"): "We want to end {of} plan. It stays in force for now.",
    ("plan-cessation", "ceased"): "{Of} plan has ended.",
    ("plan-transfer", "moving"): "{Of} plan is moving to a new council.",
}


def heading(story: Story) -> str:
    if story.pathway.slug in ASSESSMENTS:
        return tf("{Of} assessment", Of=upper_first(story.who.of))
    return say(HEADINGS.get(story.pathway.slug, "{Of} page"), story)


def where(story: Story) -> str:
    """One sentence."""
    words = WHERE_ELSE.get((story.pathway.slug, story.stage)) or WHERE.get(story.stage)
    return say(words, story) if words else tf("Where things are: {t_story_pathway_stage_ti}.", t_story_pathway_stage_ti=t(story.pathway.stage_titled(story.stage)).lower())


def week(story: Story) -> tuple[str, str]:
    """Which of the twenty weeks it is: the words before, and those that stand out. Empty once it is over."""
    main = next((c for c in story.clocks if c.clock == "issue-final-plan" and c.stopped is None), None)
    if main is None or main.due is None or story.on < main.started or story.open_ended or story.pathway.slug != "ehc-needs-assessment":
        return "", ""
    now = week_of_twenty(main.due, story.on)
    return (t("This is "), tf("week {now} of 20", now=now)) if now <= 20 else (t("The law gives us 20 weeks. This is "), tf("week {now}", now=now))


# --- who was asked ---

@dataclass(frozen=True)
class Asked:
    """One line: who, the words that stand out, the rest of the answer, and a reason beneath it."""

    who: str
    bold: str
    answer: str
    note: str = ""


def asked(story: Story) -> list[Asked]:
    """One line a contributor, the family first: the latest that was asked of each."""
    latest = {c.about: c for c in sorted(story.clocks, key=lambda c: c.started) if c.clock == "advice"}
    return [_answer(c, story) for c in sorted(latest.values(), key=lambda c: c.about != "family")]


def _answer(c: ClockFacts, story: Story) -> Asked:
    who, on, mine = asked_name(c.about, story), story.on, c.about == "family"
    if c.stopped is not None:
        match story.answers.get(c.about):
            case "advice-nil-return":
                return Asked(who, "", tf("They do not know {story_who_name}", story_who_name=story.who.name))
            case "advice-refused":
                return Asked(who, "", t("They said no"))
        late = c.status(on) == "late" and not mine
        over = abs(c.days(on) or 0)
        return Asked(who, "", tf("Came {day}", day=short(c.stopped, on)) + (tf(", {over} {day_if_over_1_else_days} late", over=over, day_if_over_1_else_days=t('day') if over == 1 else t('days')) if late else ""))
    match c.status(on):
        case "excused":
            return Asked(who, "", t("As soon as they can") if not mine else t("As soon as you can"), reason(c, story))
        case "overdue" if mine:
            return Asked(who, "", t("You can still send this"))
        case "overdue":
            return Asked(who, t("Not here yet"), tf(", due {short_c_due_on}", short_c_due_on=short(c.due, on)) if c.due else "")
    if c.due is None:
        return Asked(who, "", t("No day yet"))
    told = story.delays.get(c.about)
    later = told.expected if told and told.expected and told.expected > c.due else None
    return Asked(who, "", tf("You have until {short_c_due_on}", short_c_due_on=short(c.due, on)) if mine else tf("Due by {short_c_due_on}", short_c_due_on=short(c.due, on)), tf("They now expect {short_later_on}", short_later_on=short(later, on)) if later else "")


# --- an exception ---


def reason(c: ClockFacts, story: Story) -> str:
    """Why the law lets a limit pass, in a sentence or two."""
    who = story.who
    match c.ground:
        case "school-closed" | "early-years-closed":
            place = t("school") if c.ground == "school-closed" else t("nursery")
            return tf("{upper_who_of} {place} was closed{closed_c_story}. We needed its report.", upper_who_of=upper_first(who.of), place=place, closed_c_story=_closed(c, story))
        case "personal-circumstances":
            return t("Something out of the ordinary happened in the family, and things had to wait.")
        case "absent-from-area":
            return tf("{upper_who_does_was_were} away from our area for 4 weeks or more.", upper_who_does_was_were=upper_first(who.does('was', 'were')))
        case "missed-appointment":
            return tf("{upper_who_name} could not be at the appointment for this report.", upper_who_name=upper_first(who.name))
    return t("The law lets this one take longer.")


def _closed(c: ClockFacts, story: Story) -> str:
    """From when to when, of the long closures of the child's setting that touch the time of a clock."""
    touching = [
        x for x in story.closures if x.days >= LONG_CLOSURE and x.last >= c.started and (c.due is None or x.first <= c.due)
    ]
    if not touching:
        return t(" for 4 weeks or more")
    closed = touching[-1]
    holiday = t(" for the summer holidays,") if closed.first.month in (7, 8) or closed.last.month == 8 else ""
    return tf("{holiday} from {short_closed_first_story} to {short_closed_last_story}", holiday=holiday, short_closed_first_story=short(closed.first, story.on), short_closed_last_story=short(closed.last, story.on))


def takes_longer(c: ClockFacts, story: Story) -> str:
    return tf("{reason_c_story} The law lets us take longer when that happens.", reason_c_story=reason(c, story))


# --- what happens next ---

NEXT = {
    "decide-whether-to-assess": "{actor} should decide if {needs} an assessment, and write to you.",
    "decide-whether-to-issue": "{actor} should decide if {needs} a plan, and write to you.",
    "decide-whether-to-reassess": "{actor} should decide if {needs} a new assessment, and write to you.",
    "issue-amended-plan": "{actor} should send you the changed plan, or say why it will not change.",
    "complete-review": "The yearly review should be finished.",
    "decide-after-review": "{actor} should decide if the plan will change, and write to you.",
    "send-review-report": "You should get the report of the review meeting.",
    "give-notice-of-meeting": "You should know by now on which day the meeting is.",
    "circulate-review-advice": "Everybody who comes to the meeting should have the papers for it, and so should you.",
    "early-years-review": "{actor} should think about looking at the plan again, as it is for a child under 5.",
    "issue-plan-after-reassessment": "{actor} should send you the new plan.",
    "review-after-reassessment": "The new plan should be reviewed.",
    "review-after-transfer": "The plan should be reviewed.",
    "transfer-plan": "The plan should move to the new council.",
    "tell-family-of-transfer": "The new council should tell you that it has the plan.",
    "confirm-provision-in-place": "The school or college should tell us that each piece of help in the plan has begun.",
    "tell-family-of-mediation": "You should be told when and where the mediation meeting is.",
    "arrange-mediation": "The mediation meeting should be arranged.",
    "issue-certificate": "You should get your certificate from the mediation adviser.",
    "respond-to-appeal": "{actor} should answer your appeal.",
    "phase-transfer-plan": "{actor} should send you the plan that names the next school.",
    "remain-in-special-school": "{Name} can keep the place in the special school.",
    "keep-plan": "The plan stays in force.",
}
STILL = {
    "decide-whether-to-assess": "We still have to decide if {needs} an assessment.",
    "decide-whether-to-issue": "We still have to decide if {needs} a plan.",
    "issue-final-plan": "We still have to finish {of} assessment.",
}
OWN = {
    "draft-representations": "Tell us what you think of the draft plan. Nobody can make this time shorter.",
    "amendment-representations": "Tell us what you think of the changes. Nobody can make this time shorter.",
    "contact-mediation-adviser": "Call the mediation adviser. They help people to agree with us.",
    "lodge-appeal": "Appeal to the tribunal. It is free, and it can change what we decided.",
}
ENDED = {
    "contact-mediation-adviser": "The time to call the mediation adviser ended on {day}.",
    "lodge-appeal": "The time to appeal ended on {day}. Ask SENDIASS what you can still do.",
}
RIGHTS = ("contact-mediation-adviser", "lodge-appeal")


@dataclass(frozen=True)
class Step:
    """One date: when, what happens and who does it, and what stands out."""

    clock: ClockFacts
    when: str
    text: str
    bold: str = ""


def next_steps(story: Story) -> list[Step]:
    """Every open date that is not late, the soonest first; what has no date stands last. How long a wait may be is told beside its
    list, with its range."""
    steps = [_step(c, story) for c in story.clocks if c.stopped is None and c.kind != "wait" and c.clock not in ("advice", *RIGHTS)]
    found = [s for s in steps if s is not None] + [s for s in own_time(story) if s.clock.status(story.on) == "running"]
    return sorted(found, key=lambda s: (s.clock.status(story.on) == "excused", s.clock.due or date.max))


def own_time(story: Story) -> list[Step]:
    """The rights to disagree, with the days on which they end."""
    found = [c for c in story.clocks if c.clock in RIGHTS and c.stopped is None and c.due]
    return [_own(c, story) for c in sorted(found, key=lambda c: c.due or date.max)]


def ended_time(story: Story) -> list[Step]:
    """The rights whose time has ended: no longer what comes next, but not forgotten."""
    return [s for s in own_time(story) if s.clock.status(story.on) != "running"]


def _own(c: ClockFacts, story: Story) -> Step:
    assert c.due is not None
    if c.status(story.on) == "running":
        return Step(c, _until(c, story), t(OWN[c.clock]))
    return Step(c, t("This time has ended"), say(ENDED[c.clock], story, day=day(c.due, story.on)))


def _until(c: ClockFacts, story: Story) -> str:
    if c.due is None:
        return t("Your time")
    return t("You have until the end of today") if c.due == story.on else tf("You have until {day_c_due_story_on}", day_c_due_story_on=day(c.due, story.on))


def _step(c: ClockFacts, story: Story) -> Step | None:
    status = c.status(story.on)
    if c.floor and status == "met":
        return None
    if c.owed_by == "family":
        return Step(c, _until(c, story), say(OWN.get(c.clock, "This is your time to use."), story)) if status == "running" else None
    if status == "excused":
        was = tf(" It was due on {day_c_due_story_on}.", day_c_due_story_on=day(c.due, story.on)) if c.due else ""
        text = say(STILL.get(c.clock, "This is still to do: {title}."), story, title=title(c, story))
        return Step(c, t("As soon as we can"), f"{text}{was} {takes_longer(c, story)}")
    if status != "running":
        return None
    waits = _waits(c, story)
    return Step(c, _when(c, story), f"{_next(c, story)} {waits}".rstrip(), t("we may miss this date.") if waits else "")


def _when(c: ClockFacts, story: Story) -> str:
    if c.due is None:
        return t("For now") if c.floor else t("No day yet")
    if c.floor:
        return f"Until {day(c.due, story.on)}"
    return t("Today") if c.due == story.on else tf("By {day}", day=day(c.due, story.on))


def _next(c: ClockFacts, story: Story) -> str:
    if c.clock == "issue-final-plan":
        if story.stage in DECIDED_TO_ISSUE:
            text = say("{actor} should send you {of} final plan. This is the last day for it by law.", story)
        else:
            text = say("If {needs} a plan, this is the last day for it by law.", story)
    elif c.clock == "setting-consultation":
        text = tf("{story_settings_get_c_abo} should tell us if it can meet {story_who_of} needs.", story_settings_get_c_abo=story.settings.get(c.about) or t('A school'), story_who_of=story.who.of)
    else:
        text = say(NEXT.get(c.clock, "{title}."), story, title=title(c, story), Name=upper_first(story.who.name))
    return f"{text} {takes_longer(c, story)}" if c.excused_from is not None else text


def _waits(c: ClockFacts, story: Story) -> str:
    """A decision cannot come before the advice that it rests on."""
    late = [x for x in late_clocks(story) if x.clock == "advice"]
    if c.clock != "decide-whether-to-issue" or not late:
        return ""
    return tf("The late {report_has_if_len_late_1} to come first, so", report_has_if_len_late_1=t('report has') if len(late) == 1 else t('reports have'))


# --- why a date ---

STARTED = {
    "request-received": "We got the request on {day}.",
    "brought-to-attention": "We were told about {name} on {day}.",
    "decided-not-to-assess": "We decided on {day}.",
    "decided-not-to-issue": "We decided on {day}.",
    "draft-plan-sent": "The draft plan came to you on {day}.",
    "final-plan-issued": "The final plan is of {day}.",
    "setting-consulted": "We asked on {day}.",
    "review-meeting-held": "The review meeting was on {day}.",
}
GIVES: dict[str, Callable[[bool], str]] = {
    "law": lambda own: t("The law gives you") if own else t("The law gives us"),
    "guidance": lambda own: t("The rules for councils give"),
    "quality": lambda own: t("We aim for"),
    "local": lambda own: t("We aim for"),
}


def why(c: ClockFacts, started_by: str, story: Story) -> list[str]:
    """Why a date is as it is. `started_by` is the event that began it; empty where its reader may not know of it."""
    said = []
    if started_by:
        said.append(say(STARTED.get(started_by, "This began on {day}."), story, day=t_date(full_day(c.started))))
    own = c.owed_by == "family" or c.floor
    limits = [x.limit for x in story.pathway.clocks if x.slug == c.clock and x.kind == c.kind]
    if c.clock == "lodge-appeal":
        said.append(t("The law gives you 2 months from the decision. With a mediation certificate it gives 1 month from that, if later."))
    elif limits and (length := _counted_from(limits[0], c)):
        said += [f"{GIVES[c.kind](own)} {length[0]}.", length[1]]
    if c.due is not None:
        if c.clock == "lodge-appeal":
            said.append(t("If that ends on a weekend or a bank holiday, you have until the next working day."))
            said.append(t("If it ends in August or from 25 December to 1 January, you have until the first working day after that time."))
        said.append(tf("So the last day is {t_date_full_day_c_due}.", t_date_full_day_c_due=t_date(full_day(c.due))))
        if c.clock == "lodge-appeal":
            said.append(t("The tribunal must have it by 5pm on that day."))
        if not own and c.working_target is not None and c.working_target != c.due:
            what = t("a bank holiday") if c.due in bank_holidays() else tf("a {day}", day=t(WEEKDAYS[c.due.weekday()]))
            said.append(tf("That is {what}. The date does not move, so we aim for {t_date_full_day_c_workin}.", what=what, t_date_full_day_c_workin=t_date(full_day(c.working_target))))
    return said


def _counted_from(limit: Term, c: ClockFacts) -> tuple[str, str] | None:
    """How long a limit is and how its first day counts, where counting so from the clock's start gives its day."""
    if not isinstance(limit, Counted) or limit.unit == "school days" or c.due is None or limit.wording not in _FIRST_DAY:
        return None
    if count(limit.n, limit.unit, limit.wording, c.started) != c.due:
        return None
    return f"{limit.n} {t(limit.unit)}", t(_FIRST_DAY[limit.wording])


_FIRST_DAY = {"of": "That day is not counted.", "beginning with": "That day counts as day one."}
