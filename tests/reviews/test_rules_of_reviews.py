"""The rules of reviews, phase transfers and ceasing, against days worked out by hand."""

from datetime import date

import pytest

from goldenthread.cases.queries_clocks import ClockFacts
from goldenthread.engine.events import Event
from goldenthread.reviews import adulthood, ceasing, phases
from goldenthread.reviews.ceasing import Facts, checks
from goldenthread.reviews.deciding import lacks
from goldenthread.reviews.forms import MeetingForm
from goldenthread.reviews.invitees import not_invited, parties
from goldenthread.reviews.meeting import meeting_on
from goldenthread.reviews.report import empty, lacking, outcomes_of, shown
from goldenthread.reviews.standing import where

MADE = Event("plan-made", date(2026, 1, 14), 1, {"date_of_birth": date(2015, 5, 1)}, id="1")


# --- what a meeting day means ---


def test_a_meeting_day_gives_its_four_days_and_the_day_of_the_cycle():
    # Plan made 14 Jan 2026: twelve months beginning with it end on 13 Jan 2027 (s.44(1)).
    # Meeting Thu 10 Dec 2026: notice and advice by 26 Nov, report by 24 Dec, decision by 7 Jan 2027.
    m = meeting_on([MADE], date(2026, 12, 10), date(2026, 11, 24))
    assert (m.notice_by, m.advice_by) == (date(2026, 11, 26), date(2026, 11, 26))
    assert (m.report_by, m.decide_by) == (date(2026, 12, 24), date(2027, 1, 7))
    assert m.complete_by == date(2027, 1, 13)
    assert m.warnings == ()


def test_the_last_day_that_leaves_the_council_its_four_weeks_is_said_nothing_of_and_the_day_after_is():
    # Four weeks before 13 Jan 2027 is 16 Dec 2026.
    assert meeting_on([MADE], date(2026, 12, 16), date(2026, 11, 24)).warnings == ()
    [said] = meeting_on([MADE], date(2026, 12, 17), date(2026, 11, 24)).warnings
    assert "Wednesday 16 December 2026" in said
    assert "r.20(10)" in said


def test_the_decision_is_due_by_the_earlier_of_four_weeks_and_the_end_of_the_cycle():
    # Four weeks after Thu 10 Dec 2026 are 7 Jan 2027, before the cycle ends on 13 Jan; after Sun 20 Dec, 17 Jan, which is past it.
    assert meeting_on([MADE], date(2026, 12, 10), date(2026, 11, 24)).decided_by == date(2027, 1, 7)
    m = meeting_on([MADE], date(2026, 12, 20), date(2026, 11, 24))
    assert (m.decide_by, m.decided_by, m.decides_before_report) == (date(2027, 1, 17), date(2027, 1, 13), False)
    # The report of 4 Jan is due by 18 Jan, after the decision; a meeting past the cycle has its four weeks.
    m = meeting_on([MADE], date(2027, 1, 4), date(2026, 11, 24))
    assert (m.report_by, m.decided_by, m.decides_before_report) == (date(2027, 1, 18), date(2027, 1, 13), True)
    m = meeting_on([MADE], date(2027, 1, 14), date(2026, 11, 24))
    assert m.decided_by == m.decide_by == date(2027, 2, 11)


def test_a_day_past_the_cycle_is_said_to_be():
    [said] = meeting_on([MADE], date(2027, 1, 14), date(2026, 11, 24)).warnings
    assert "after the review must be complete, by Wednesday 13 January 2027" in said


def test_two_weeks_notice_counts_back_from_the_meeting():
    assert meeting_on([MADE], date(2026, 12, 8), date(2026, 11, 24)).warnings == ()
    [said] = meeting_on([MADE], date(2026, 12, 7), date(2026, 11, 24)).warnings
    assert "due by Monday 23 November 2026" in said


def test_a_meeting_moved_to_another_day_is_counted_for_the_new_day():
    first = Event("review-meeting-arranged", date(2026, 11, 20), 2, {"meeting_on": date(2026, 12, 10)}, id="2")
    assert meeting_on([MADE, first], date(2026, 12, 15), date(2026, 11, 24)).notice_by == date(2026, 12, 1)


# --- who must be invited ---


def test_five_are_invited_where_the_child_is_in_a_setting_and_four_where_not():
    assert [p.slug for p in parties(True)] == ["family", "setting", "authority", "health", "social-care"]
    assert [p.cite for p in parties(True)][3] == "r.20(2)(d)"
    assert [p.slug for p in parties(False)] == ["family", "authority", "health", "social-care"]


def test_whoever_is_left_out_is_named():
    assert [p.slug for p in not_invited(True, {"family", "setting", "authority"})] == ["health", "social-care"]


# --- phases by age ---


@pytest.mark.parametrize(
    "born, on, expected",
    [
        # On 24 Nov 2026 the school year is 2026/27.
        ("2015-09-01", "2026-11-24", ("primary-to-secondary",)),  # Year 6, its oldest
        ("2016-08-31", "2026-11-24", ("primary-to-secondary",)),  # Year 6, its youngest
        ("2016-09-01", "2026-11-24", ()),  # Year 5
        ("2010-09-01", "2026-11-24", ("secondary-to-post-16",)),  # Year 11
        ("2022-09-01", "2026-11-24", ("early-years-to-school",)),  # nursery: Reception next year
        ("2021-09-01", "2026-11-24", ()),  # Reception
        ("2019-09-01", "2026-11-24", ("infant-to-junior",)),  # Year 2, if the school is an infant school
        ("2009-09-01", "2026-11-24", ("post-16-to-post-16",)),  # Year 12
        ("2015-09-01", "2026-08-31", ()),  # still Year 5 on the last day of August
    ],
)
def test_the_phase_ahead_follows_the_school_year(born, on, expected):
    assert phases.phases_ahead(date.fromisoformat(born), date.fromisoformat(on)) == expected


def test_without_a_birthday_no_phase_is_guessed():
    assert phases.phases_ahead(None, date(2026, 11, 24)) == ()


def test_the_days_run_backwards_from_the_day_before_the_published_one():
    # Before 15 Feb 2027: 14 Feb. Last notice that leaves 15 days: 30 Jan. Settings 15 days before that: 15 Jan.
    issued, published = phases.last_day("primary-to-secondary", date(2027, 9, 1), date(2026, 11, 24))
    assert (issued, published) == (date(2027, 2, 14), date(2027, 2, 15))
    p = phases.pace(issued, published)
    assert (p.notice, p.consulted, p.preference) == (date(2027, 1, 30), date(2027, 1, 15), date(2026, 12, 4))


def test_post_16_runs_from_the_day_before_31_march():
    issued, published = phases.last_day("secondary-to-post-16", date(2027, 9, 1), date(2026, 11, 24))
    assert (issued, published) == (date(2027, 3, 30), date(2027, 3, 31))
    assert phases.pace(issued).notice == date(2027, 3, 15)


def test_a_transfer_is_behind_the_day_after_its_next_step_was_due():
    p = phases.pace(date(2027, 2, 14))
    assert not phases.behind("identified", p, date(2026, 12, 4))
    assert phases.behind("identified", p, date(2026, 12, 5))
    assert phases.behind("consulted", p, date(2027, 1, 31))
    assert phases.behind("notice", p, date(2027, 2, 15))
    assert not phases.behind("issued", p, date(2027, 9, 1))


def test_a_position_is_the_furthest_that_was_reached():
    assert phases.position("identified", False, False, False) == "identified"
    assert phases.position("preference-received", False, False, False) == "preference"
    assert phases.position("identified", True, False, False) == "consulted"
    assert phases.position("amending", True, True, False) == "notice"
    assert phases.position("plan-in-force", True, False, True) == "issued"


def test_a_decision_not_to_amend_or_a_move_without_the_plan_is_no_plan():
    assert phases.position("plan-in-force", True, False, False) == "consulted"
    assert phases.position("transferred", False, False, False) == "identified"


# --- ceasing ---

BOTH = {"family-consulted", "setting-consulted"}
ON = date(2026, 11, 24)


def _cites(ground, facts):
    return [c.cite for c in checks(ground, facts) if c.stops]


def test_the_family_and_the_head_are_consulted_first():
    assert _cites("not-necessary", Facts(date(2015, 1, 1), ON, ())) == ["r.31(1)", "r.31(1)"]
    assert _cites("not-necessary", Facts(date(2015, 1, 1), ON, BOTH)) == []


def test_under_18_a_plan_never_ceases_merely_because_education_stopped():
    # 17 until the day before the birthday, 25 Nov 2008.
    assert _cites("left-education", Facts(date(2008, 11, 25), ON, BOTH, True, False)) == ["r.29"]
    assert _cites("left-education", Facts(date(2008, 11, 24), ON, BOTH, True, False)) == []


def test_over_18_it_is_said_that_the_outcomes_of_the_plan_are_looked_at():
    """s.45(3): it is said, and stops nothing."""
    said = [c for c in checks("not-necessary", Facts(date(2006, 1, 1), ON, BOTH)) if c.cite == "s.45(3)"]
    assert [c.stops for c in said] == [False]
    assert not [c for c in checks("not-necessary", Facts(date(2010, 1, 1), ON, BOTH)) if c.cite == "s.45(3)"]
    assert not [c for c in checks("not-responsible", Facts(date(2006, 1, 1), ON, BOTH)) if c.cite == "s.45(3)"]


def test_only_consultations_since_ceasing_was_last_considered_and_of_the_last_year_count():
    events = [Event(slug, date.fromisoformat(on), n, {}, id=str(n)) for n, (slug, on) in enumerate((
        ("cessation-considered", "2026-01-05"), ("family-consulted", "2026-01-06"), ("cessation-considered", "2026-11-02"), ("setting-consulted", "2026-10-30"),
    ), 1)]  # fmt: skip
    # The head's was of 30 October, before ceasing was considered again, but recorded for it.
    assert ceasing.counted(events, date(2025, 11, 24)) == {"setting-consulted"}
    assert ceasing.counted(events[:2], date(2025, 11, 24)) == {"family-consulted"}
    assert ceasing.counted(events[:2], date(2026, 1, 7)) == frozenset()


def test_a_plan_that_is_to_cease_and_is_overdue_for_its_review_is_shown_as_overdue():
    def clock(slug, due, stopped=None, kind="law"):
        return ClockFacts("c", slug, "", date(2025, 1, 10), due, None, stopped, None, "", kind, False, "authority")

    late = where("ceasing", [clock("complete-review", date(2026, 1, 9))], date(2026, 11, 24))
    assert (late.state, late.clock.clock) == ("not-arranged", "complete-review")
    kept = where("ceasing", [clock("complete-review", date(2027, 1, 9))], date(2026, 11, 24))
    assert (kept.state, kept.clock) == ("ceasing", None)


@pytest.mark.parametrize("time, taken", [("3.30pm", True), ("15:30", True), ("12 noon", True), ("2 to 3pm", True), ("3pm in Oscar’s room", False), ("Oscar", False)])
def test_the_time_of_a_meeting_is_a_time_and_nothing_else(time, taken):
    """It goes into an email, which anybody may see over a shoulder."""
    form = MeetingForm({"day_day": "10", "day_month": "12", "day_year": "2026", "time": time, "place": "The library"})
    assert form.is_valid() is taken


def test_from_18_the_plan_is_reviewed_and_the_young_person_asked():
    assert _cites("left-education", Facts(date(2006, 1, 1), ON, BOTH)) == ["r.30(1)(a)", "r.30(1)(b)"]
    assert _cites("left-education", Facts(date(2006, 1, 1), ON, BOTH, True, True)) == ["r.30(2)"]
    assert _cites("left-education", Facts(date(2006, 1, 1), ON, BOTH, True, True, False)) == []


def test_without_a_birthday_nothing_ceases():
    assert _cites("not-necessary", Facts(None, ON, BOTH)) == ["r.29, 30"]
    assert ceasing.GROUNDS["left-education"].education_stopped


# --- adulthood ---


def test_adulthood_is_asked_about_from_year_9():
    assert adulthood.due(date(2012, 9, 1), ON)  # the oldest of Year 9 in 2026/27
    assert adulthood.due(date(2013, 8, 31), ON)  # the youngest of Year 9
    assert not adulthood.due(date(2013, 9, 1), ON)  # the oldest of Year 8
    assert adulthood.due(None, ON)
    assert len(adulthood.lacking(date(2010, 1, 1), ON, {"employment": "An apprenticeship"})) == 5


# --- where a review stands ---


def _clock(slug, started, due, stopped=None, about="", kind="law", owed_by="authority"):
    return ClockFacts(None, slug, about, started, due, None, stopped, None, "", kind, False, owed_by)


def test_a_review_stands_where_its_clocks_say():
    cycle = _clock("complete-review", date(2026, 1, 14), date(2027, 1, 13))
    assert where("plan-in-force", [cycle], date(2026, 10, 20)).state == "later"
    assert where("plan-in-force", [cycle], date(2026, 10, 21)).state == "not-arranged"  # twelve weeks before
    notice = _clock("give-notice-of-meeting", ON, date(2026, 11, 26), ON, about="2026-12-10")
    found = where("plan-in-force", [cycle, notice], ON)
    assert (found.state, found.meeting) == ("arranged", date(2026, 12, 10))
    report = _clock("send-review-report", date(2026, 12, 10), date(2026, 12, 24), owed_by="setting")
    decide = _clock("decide-after-review", date(2026, 12, 10), date(2027, 1, 7))
    assert where("deciding-after-review", [cycle, notice, report, decide], date(2026, 12, 11)).state == "no-report"
    done = report._replace(stopped=date(2026, 12, 20))
    assert where("deciding-after-review", [cycle, notice, done, decide], date(2026, 12, 21)).state == "undecided"
    # Decided to amend, without the notice: still undecided in law (Devon).
    assert where("amending", [cycle, notice, done, decide], date(2026, 12, 21)).state == "undecided"


def test_a_meeting_of_an_earlier_cycle_arranges_nothing():
    cycle = _clock("complete-review", date(2026, 6, 1), date(2027, 5, 31))
    old = _clock("give-notice-of-meeting", date(2026, 4, 1), date(2026, 4, 20), date(2026, 4, 1), about="2026-05-04")
    assert where("plan-in-force", [cycle, old], date(2027, 4, 1)).state == "not-arranged"


def test_an_amendment_in_hand_stands_before_anything_else():
    amend = _clock("issue-amended-plan", date(2026, 12, 21), date(2027, 2, 15))
    cycle = _clock("complete-review", date(2026, 12, 21), date(2027, 12, 20))
    found = where("amending", [cycle, amend], date(2027, 1, 4))
    assert (found.state, found.clock.clock) == ("amending", "issue-amended-plan")


# --- the report and the decision ---


class _Clause:
    def __init__(self, section, number, text, by="", removed=False):
        self.section, self.number, self.text, self.details, self.removed, self.line = section, number, text, {"by": by}, removed, f"l{number}"


def test_a_report_judges_each_outcome_of_the_plan():
    lines = outcomes_of([_Clause("F", 1, "Help"), _Clause("E", 2, "B"), _Clause("E", 1, "A", "July 2027"), _Clause("E", 3, "C", removed=True)])
    assert [o["label"] for o in lines] == ["E1", "E2"]
    body = {"lines": lines, "outcomes": {"judgement-l1": "met", "evidence-l1": "Reads alone"}}
    said = lacking(body, date(2018, 1, 1), ON)
    assert "No judgement of progress on E2" in said
    assert "Nothing shows the judgement on E1" not in said
    assert shown(body)[0][1][0] == ("E1 A", "Met", "Reads alone")
    assert shown(body)[0][1][1][1] == "Not judged"
    assert empty({"lines": lines})
    assert not empty(body)


def test_a_report_answers_for_each_line_of_help_that_leaves_something_to_ask():
    help_lines = [{"line": "f1", "label": "F1", "text": "Regular help", "why": "it says no number of times"}]
    body = {"help_lines": help_lines, "help": {}}
    assert "Nothing is said about whether F1 was given: it says no number of times" in lacking(body, None, ON)
    body["help"] = {"given-f1": "not", "shows-f1": "Nobody came."}
    assert not [said for said in lacking(body, None, ON) if "F1" in said]
    assert ("Whether the help was given", [("F1 Regular help", "Not given", "Nobody came.")]) in shown(body)
    assert "Whether the help was given" not in dict(shown({}))


def test_a_late_report_does_not_stop_the_decision_and_no_meeting_is_said():
    assert "The four weeks run" in lacks({"review-advice-circulated"}, True, False)[0]
    assert lacks({"review-advice-circulated"}, True, True) == ()
    assert "No review meeting" in lacks(set(), False, False)[0]


