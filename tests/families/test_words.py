"""What a family reads, as whole sentences. Dates are the engine's: each story is replayed from its events."""

import datetime as dt
import re
from uuid import UUID

import pytest

from goldenthread.cases.queries_clocks import facts_of
from goldenthread.engine.calendar import Calendar, Closure
from goldenthread.engine.events import Event
from goldenthread.engine.replay import Reader
from goldenthread.families import words
from goldenthread.families.lateness import REASONS, lateness
from goldenthread.families.promises import hear_by
from goldenthread.families.story import Delayed, Story, Who
from goldenthread.pathways import PATHWAYS
from goldenthread.science.reading_age import AIM, reading_age

ASSESSMENT = PATHWAYS["ehc-needs-assessment"]
TODAY = dt.date(2026, 11, 24)
EP, OT, SLT = "educational-psychologist", "occupational-therapist", "speech-and-language-therapist"
SUMMER = Closure(dt.date(2026, 7, 22), dt.date(2026, 9, 1))


def day(text):
    return dt.date.fromisoformat(text)


def story(*events, on=TODAY, closures=(), **more):
    """Events are (slug, day) or (slug, day, fields)."""
    told = [
        Event(slug, day(when), n, ASSESSMENT.validate(slug, given[0] if given else {}), id=str(n))
        for n, (slug, when, *given) in enumerate(events, 1)
    ]
    reader = Reader(ASSESSMENT, [e for e in told if e.on <= on], Calendar(tuple(closures)))
    answers = {e.fields["contributor"]: e.event for e in told if e.event in ("advice-received", "advice-nil-return", "advice-refused")}
    given = {"who": Who("Maya"), "officer": "Priya Nair", "school": "Larkfield Primary School", "answers": answers} | more
    return Story(
        on=on, pathway=ASSESSMENT, stage=reader.stage() or "", clocks=tuple(facts_of(UUID(int=0), s) for _, s in reader.states),
        closures=tuple(closures), **given,
    )  # fmt: skip


def asked(who, on, **more):
    return ("advice-requested", on, {"contributor": who, **more})


def came(who, on, event="advice-received"):
    return (event, on, {"contributor": who})


RECEIVED = ("request-received", "2026-08-10", {"by": "parent"})
MAYA = (
    RECEIVED,
    ("decided-to-assess", "2026-09-18"),
    asked("family", "2026-09-18"),
    asked("education-setting", "2026-09-18"),
    asked("social-care", "2026-09-18"),
    asked(EP, "2026-09-18"),
    asked(SLT, "2026-09-18", received_on="2026-09-21"),
    asked(OT, "2026-09-18", received_on="2026-09-21"),
    came("family", "2026-10-05"),
    came("social-care", "2026-10-08", "advice-nil-return"),
    came("education-setting", "2026-10-14"),
    ("exception-recorded", "2026-10-27", {"clock": "advice", "ground": "missed-appointment", "contributor": OT, "missed_on": "2026-10-22", "reason": "x"}),
    came(SLT, "2026-11-06"),
)  # fmt: skip


def said(steps):
    return [(s.when, f"{s.text} {s.bold}".strip()) for s in steps]


# --- where things are ---


def test_a_page_says_where_things_are_and_in_which_week():
    maya = story(*MAYA)
    assert words.heading(maya) == "Maya’s assessment"
    assert words.where(maya) == "We are finding out what help Maya needs."
    assert words.week(maya) == ("This is ", "week 16 of 20")


def test_a_young_person_is_spoken_to():
    amelia = story(*MAYA, who=Who("Amelia", you=True))
    assert words.heading(amelia) == "Your assessment"
    assert words.where(amelia) == "We are finding out what help you need."
    assert ("By Monday 30 November", "Priya Nair should decide if you need a plan, and write to you. The late report has to come first, so we may miss this date.") in said(words.next_steps(amelia))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-08-10", "week 1 of 20"),
        ("2026-08-17", "week 1 of 20"),
        ("2026-08-18", "week 2 of 20"),
        ("2026-12-28", "week 20 of 20"),
        ("2026-12-29", "week 21"),
    ],
)
def test_the_last_day_of_the_twenty_weeks_lies_in_week_20(on, expected):
    assert words.week(story(*MAYA, on=day(on)))[1] == expected


# --- lateness ---


def test_a_late_report_is_said_first_with_whose_problem_it_is_and_when_the_family_hears():
    late = lateness(story(*MAYA, no_psychologist=True, chased={EP: "advice-escalated"}), told=day("2026-11-19"))
    assert late.title == "Part of this is late"
    assert late.what == ("The educational psychologist’s report was due on 30 October. We do not have it yet.",)
    assert late.whose == (
        "We do not have enough educational psychologists. That is our problem to fix, not yours. You do not need to chase us."
    )
    assert late.doing == "We have asked the head of service to find someone."
    assert (late.missed, late.hear) == ("", "by Thursday 26 November")


def test_each_late_report_has_its_reason_as_a_sentence_and_the_day_that_was_told():
    told = story(*MAYA, delays={EP: Delayed("short-of-staff", day("2026-12-10"))})
    late = lateness(told, told=None)
    assert late.why == ("The educational psychologist service does not have enough staff. They now expect to send it by Thursday 10 December.",)
    assert late.whose.startswith("That is our problem to fix"), "a shortage is said once"
    assert lateness(story(*MAYA, delays={EP: Delayed("not-seen")}), None).why == ("An appointment did not take place. They cannot say yet when it will come.",)
    assert lateness(story(*MAYA), None).why == ("Nobody has told us yet why it is late. It is Priya Nair’s job to ask, and to write it here.",)


def test_where_several_are_late_each_reason_says_of_which():
    told = story(RECEIVED, ("decided-to-assess", "2026-09-18"), asked(SLT, "2026-09-18"), asked(EP, "2026-09-18"), delays={SLT: Delayed("appointment")})
    assert lateness(told, None).why == (
        "The speech and language therapist’s report: Maya still waits for an appointment. They cannot say yet when it will come.",
        "Nobody has told us yet why the educational psychologist’s report is late. It is Priya Nair’s job to ask, and to write it here.",
    )


def test_a_later_day_is_told_before_the_last_day_has_come():
    told = story(RECEIVED, ("decided-to-assess", "2026-09-18"), asked(SLT, "2026-09-18"), on=day("2026-10-20"), delays={SLT: Delayed("appointment", day("2026-11-10"))})
    assert [(a.answer, a.note) for a in words.asked(told)] == [("Due by 30 October", "They now expect 10 November")]


@pytest.mark.parametrize("reason", list(REASONS))
def test_every_reason_of_the_list_has_a_sentence_for_the_family_and_none_tells_of_anybodys_health(reason):
    [said] = lateness(story(*MAYA, delays={EP: Delayed(reason)}), None).why
    assert not re.search(r"sick|\bill\b|leave|vacan|brought", said)


def test_a_report_of_the_nhs_is_still_ours_to_get():
    told = story(RECEIVED, ("decided-to-assess", "2026-09-18"), asked(SLT, "2026-09-18"))
    late = lateness(told, told=None)
    assert late.what == ("The speech and language therapist’s report was due on 30 October. We do not have it yet.",)
    assert late.whose.startswith("The NHS must send us the health report, and it is our job to get it. That is our problem")
    assert late.doing == "It is Priya Nair’s job to put this right."


def test_a_day_on_which_the_family_should_have_heard_is_owned_up_to():
    late = lateness(story(*MAYA), told=None)
    assert late.missed == "We should have told you more by Friday 6 November. We did not, and we are sorry."
    assert late.hear == "by Friday 27 November"


def test_a_limit_of_the_law_that_has_passed_makes_the_whole_late():
    late = lateness(story(*MAYA, on=day("2026-12-01")), told=None)
    assert late.title == "This is late"
    assert late.what[1] == "We should have decided by 30 November if Maya needs a plan. We have not decided yet."
    past = lateness(story(*MAYA, on=day("2027-01-04")), told=None)
    assert "If Maya needs a plan, it was due on 28 December. We have not finished our work on it." in past.what


def test_a_final_plan_that_is_late_is_called_so():
    told = story(RECEIVED, ("decided-to-assess", "2026-09-18"), ("decided-to-issue", "2026-11-20"), on=day("2026-12-29"))
    assert lateness(told, None).what == ("Maya’s final plan was due on 28 December. You do not have it yet.",)


def test_nothing_late_says_nothing():
    assert lateness(story(RECEIVED, on=day("2026-08-20")), None) is None


def test_the_familys_own_time_is_never_late():
    told = story(RECEIVED, ("decided-to-assess", "2026-09-18"), asked("family", "2026-09-18"))
    assert lateness(told, None) is None
    assert [(a.who, a.answer) for a in words.asked(told)] == [("You", "You can still send this")]


@pytest.mark.parametrize(
    ("due", "told", "today", "by", "missed"),
    [
        # Late from Saturday 31 October: the fifth working day after it.
        ("2026-10-30", None, "2026-11-06", "2026-11-06", None),
        ("2026-10-30", None, "2026-11-07", "2026-11-13", "2026-11-06"),
        ("2026-10-30", "2026-11-19", "2026-11-24", "2026-11-26", None),
        # What was said before it was late promises nothing.
        ("2026-10-30", "2026-10-05", "2026-11-02", "2026-11-06", None),
        # Christmas Day, the bank holiday of Boxing Day and New Year's Day are no working days.
        ("2026-12-21", None, "2026-12-22", "2026-12-31", None),
    ],
)
def test_a_family_hears_within_five_working_days(due, told, today, by, missed):
    hear = hear_by(day(due), day(told) if told else None, day(today))
    assert (hear.by, hear.missed) == (day(by), day(missed) if missed else None)


# --- what happens next ---


def test_what_happens_next_has_a_day_and_says_who_does_it():
    assert said(words.next_steps(story(*MAYA))) == [
        ("By Monday 30 November", "Priya Nair should decide if Maya needs a plan, and write to you. The late report has to come first, so we may miss this date."),
        ("By Monday 28 December", "If Maya needs a plan, this is the last day for it by law."),
    ]  # fmt: skip


def test_on_its_last_day_a_step_is_due_today():
    assert words.next_steps(story(RECEIVED, on=day("2026-09-21")))[0].when == "Today"


def test_the_familys_days_on_a_draft_are_theirs_until_the_last():
    told = story(RECEIVED, ("decided-to-assess", "2026-09-18"), ("decided-to-issue", "2026-11-02"), ("draft-plan-sent", "2026-11-18"))
    assert said(words.next_steps(told))[0] == (
        "You have until Wednesday 2 December",
        "Tell us what you think of the draft plan. Nobody can make this time shorter.",
    )
    assert words.where(told) == "You have Maya’s draft plan. Tell us what you think of it."


def test_a_setting_that_is_asked_is_named():
    told = story(
        RECEIVED, ("decided-to-issue", "2026-11-02"), ("setting-consulted", "2026-11-12", {"setting": "URN:1"}),
        settings={"URN:1": "Hazel Grove School"},
    )  # fmt: skip
    assert ("By Friday 27 November", "Hazel Grove School should tell us if it can meet Maya’s needs.") in said(words.next_steps(told))


# --- an excused limit ---


CLOSED = (
    ("request-received", "2026-07-13", {"by": "parent"}),
    asked("education-setting", "2026-07-20"),
    ("exception-recorded", "2026-08-20", {"clock": "decide-whether-to-assess", "ground": "school-closed", "contributor": "education-setting", "reason": "x"}),
)  # fmt: skip


def test_a_closure_in_summer_reads_as_a_reason_and_the_date_stays():
    told = story(*CLOSED, on=day("2026-09-02"), closures=[SUMMER])
    assert said(words.next_steps(told))[-1] == (
        "As soon as we can",
        "We still have to decide if Maya needs an assessment. It was due on Monday 24 August. Maya’s school was closed for the "
        "summer holidays, from 22 July to 1 September. We needed its report. The law lets us take longer when that happens.",
    )
    assert lateness(told, None).what == (
        "Larkfield Primary School’s report was due on 31 August. It was closed that day. We do not have it yet.",
    )
    assert lateness(story(*CLOSED, on=day("2026-08-25"), closures=[SUMMER]), None) is None, "an excused limit is not late"


def test_before_its_day_an_excused_limit_keeps_the_day_and_says_that_it_may_pass():
    told = story(*CLOSED, on=day("2026-08-21"), closures=[SUMMER])
    when, text = said(words.next_steps(told))[0]
    assert when == "By Monday 24 August"
    assert text.endswith("We needed its report. The law lets us take longer when that happens.")


def test_a_missed_appointment_blames_nobody():
    line = next(a for a in words.asked(story(*MAYA)) if a.who == "Occupational therapist")
    assert (line.answer, line.note) == ("As soon as they can", "Maya could not be at the appointment for this report.")


# --- who was asked ---


def test_who_was_asked_and_who_has_answered_in_the_familys_words():
    assert [(a.who, a.bold + a.answer) for a in words.asked(story(*MAYA))] == [
        ("You", "Came 5 October"),
        ("Larkfield Primary School", "Came 14 October"),
        ("Social care", "They do not know Maya"),
        ("Educational psychologist", "Not here yet, due 30 October"),
        ("Speech and language therapist", "Came 6 November, 4 days late"),
        ("Occupational therapist", "As soon as they can"),
    ]


# --- a refusal ---


REFUSED = (RECEIVED, ("decided-not-to-assess", "2026-09-18", {"reasons": "x"}))


def test_a_refusal_gives_the_rights_with_their_last_days():
    told = story(*REFUSED, on=day("2026-09-25"))
    assert words.where(told) == "We decided not to assess Maya."
    assert said(words.own_time(told)) == [
        ("You have until Wednesday 18 November", "Call the mediation adviser. They help people to agree with us."),
        ("You have until Wednesday 18 November", "Appeal to the tribunal. It is free, and it can change what we decided."),
    ]


def test_a_right_that_has_ended_says_when():
    ended = said(words.own_time(story(*REFUSED)))
    assert ended[1] == ("This time has ended", "The time to appeal ended on Wednesday 18 November. Ask SENDIASS what you can still do.")


def test_a_right_that_has_ended_is_not_what_happens_next():
    soon, late = story(*REFUSED, on=day("2026-09-25")), story(*REFUSED, on=day("2027-03-01"))
    assert [s.clock.clock for s in words.next_steps(soon) if s.clock.clock in words.RIGHTS] == ["contact-mediation-adviser", "lodge-appeal"]
    assert words.ended_time(soon) == []
    assert not [s for s in words.next_steps(late) if s.clock.clock in words.RIGHTS]
    assert {s.when for s in words.ended_time(late)} == {"This time has ended"}
    assert len(words.ended_time(late)) == 2


# --- why a date ---


def why_of(told, clock, begun):
    return words.why(next(c for c in told.clocks if c.clock == clock), begun, told)


def test_why_a_date_is_as_it_is():
    assert why_of(story(*MAYA), "issue-final-plan", "request-received") == [
        "We got the request on Monday 10 August 2026.",
        "The law gives us 20 weeks.",
        "That day is not counted.",
        "So the last day is Monday 28 December 2026.",
        "That is a bank holiday. The date does not move, so we aim for Thursday 24 December 2026.",
    ]


def test_the_days_on_a_draft_are_counted_from_the_day_that_it_came():
    told = story(RECEIVED, ("decided-to-issue", "2026-11-02"), ("draft-plan-sent", "2026-11-16", {"served_on": "2026-11-18"}))
    assert why_of(told, "draft-representations", "draft-plan-sent") == [
        "The draft plan came to you on Wednesday 18 November 2026.",
        "The law gives you 15 days.",
        "That day counts as day one.",
        "So the last day is Wednesday 2 December 2026.",
    ]


def test_why_the_time_to_appeal_ends_when_it_does_and_at_what_hour():
    """Two months after 30 June 2026 are 30 August, which is in August: 1 September, at 5pm (SI 2008/2699 r.12, 20)."""
    told = story(("request-received", "2026-06-01"), ("decided-not-to-assess", "2026-06-30"))
    assert why_of(told, "lodge-appeal", "decided-not-to-assess")[1:] == [
        "The law gives you 2 months from the decision. With a mediation certificate it gives 1 month from that, if later.",
        "If that ends on a weekend or a bank holiday, you have until the next working day.",
        "If it ends in August or from 25 December to 1 January, you have until the first working day after that time.",
        "So the last day is Tuesday 1 September 2026.",
        "The tribunal must have it by 5pm on that day.",
    ]


def test_what_began_it_is_not_told_to_whom_it_is_hidden():
    assert why_of(story(*MAYA), "issue-final-plan", "")[0] == "The law gives us 20 weeks."


# --- how it reads ---


def whole(told, told_on=None):
    late = lateness(told, told_on)
    lines = [words.where(told)]
    if late:
        lines += [*late.what, late.whose, late.doing, late.missed, f"We will tell you what happens {late.hear}, even if there is no news."]
    lines += [text for _, text in said(words.next_steps(told))]
    lines += [f"{a.who}. {a.answer}. {a.note}" for a in words.asked(told)]
    return "\n".join(lines)


@pytest.mark.parametrize("told", [story(*MAYA), story(*MAYA, on=day("2027-01-04")), story(*CLOSED, on=day("2026-09-02"), closures=[SUMMER]), story(*REFUSED)])
def test_a_page_is_read_at_eleven(told):
    assert reading_age(whole(told)) <= AIM
