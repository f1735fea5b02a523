"""A review, the phase transfer and the cessation that arose from it: what is decided on one counts on the other, and nothing
that began on one begins again on the other."""

from datetime import date

import pytest

from goldenthread.engine.events import Event
from goldenthread.engine.replay import Reader
from goldenthread.pathways import PATHWAYS


def day(text):
    return date.fromisoformat(text)


def reader(pathway, *lines):
    """A line is "2026-12-10 review-meeting-held"; one that begins with `>` was recorded on a linked case."""
    events = []
    for n, line in enumerate(lines, 1):
        on, slug, *fields = line.removeprefix(">").split()
        given = {k: day(v) if v[:2] == "20" else v for k, v in (f.split("=") for f in fields)}
        linked = line.startswith(">")
        events.append(Event(slug, day(on), n + (40_000 if linked else 0), given, id=f"e{n}", linked=linked))
    return Reader(PATHWAYS[pathway], sorted(events, key=lambda e: e.order))


def of(reading, slug):
    return [s for _, s in reading.states if s.clock == slug]


def only(reading, slug):
    [state] = of(reading, slug)
    return state


MADE, HELD = "2026-01-14 plan-made", "2026-12-10 review-meeting-held"
IDENTIFIED = "2026-11-02 phase-transfer-identified phase=primary-to-secondary transfer_on=2027-09-01"


def test_the_notice_of_a_phase_transfer_is_the_decision_of_its_review():
    # Meeting 10 Dec 2026: four weeks of it end on 7 Jan 2027. Plan made 14 Jan 2026: twelve months beginning with it end on
    # 13 Jan 2027. The notice of 5 Jan, sent on the transfer, is in time for both (Devon).
    review = reader("annual-review", MADE, HELD, ">2027-01-05 amendment-notice-sent")
    decide = only(review, "decide-after-review")
    assert (decide.due, decide.stopped, decide.status(day("2027-01-08"))) == (day("2027-01-07"), day("2027-01-05"), "met")
    first, second = of(review, "complete-review")
    assert (first.due, first.stopped) == (day("2027-01-13"), day("2027-01-05"))
    # The next cycle: twelve months beginning with 5 Jan 2027.
    assert (second.started, second.due, second.stopped) == (day("2027-01-05"), day("2028-01-04"), None)


def test_the_limits_of_a_notice_run_on_the_case_on_which_it_was_sent_and_only_there():
    review = reader("annual-review", MADE, HELD, ">2027-01-05 amendment-notice-sent")
    assert of(review, "issue-amended-plan") == of(review, "amendment-representations") == []
    transfer = reader("phase-transfer", IDENTIFIED, f">{HELD}", "2027-01-05 amendment-notice-sent")
    assert only(transfer, "amendment-representations").due == day("2027-01-19")  # the day of service is the first of 15


@pytest.mark.parametrize(
    "notice, due",
    [
        # Meeting 10 Dec 2026. Eight weeks of 5 Jan are 2 Mar 2027; twelve of the meeting are 4 Mar: the earlier governs.
        ("2027-01-05", "2027-03-02"),
        # Eight weeks of 7 Jan are 4 Mar, the same day.
        ("2027-01-07", "2027-03-04"),
        # A late notice moves nothing past twelve weeks of the meeting.
        ("2027-01-20", "2027-03-04"),
    ],
)
def test_the_twelve_weeks_of_a_transfer_run_from_the_meeting_of_its_review(notice, due):
    transfer = reader("phase-transfer", IDENTIFIED, f">{HELD}", f"{notice} amendment-notice-sent")
    state = only(transfer, "issue-amended-plan")
    assert (state.due, state.cite) == (day(due), "r.22(3)-(4); Devon")


@pytest.mark.parametrize("decision", [">2026-02-20 decided-to-maintain", ">2026-02-20 amendment-notice-sent"])
def test_after_a_review_that_was_decided_a_transfers_notice_has_its_eight_weeks(decision):
    # The meeting of 2 Feb 2026 was decided on 20 Feb: the notice of 5 Jan 2027 is outside it. Eight weeks: 2 Mar 2027.
    transfer = reader("phase-transfer", IDENTIFIED, ">2026-02-02 review-meeting-held", decision, "2027-01-05 amendment-notice-sent")
    state = only(transfer, "issue-amended-plan")
    assert (state.started, state.due, state.cite) == (day("2027-01-05"), day("2027-03-02"), "r.28, 22(3)-(4)")


def test_a_plan_amended_on_the_review_does_not_meet_the_day_of_a_transfer():
    """It may name the school that the child is at."""
    transfer = PATHWAYS["phase-transfer"]
    assert "amended-plan-issued" not in transfer.reads


def test_an_amended_plan_has_its_rights_on_one_case_alone():
    review = reader("annual-review", MADE, HELD, ">2027-01-05 amendment-notice-sent", ">2027-02-10 amended-plan-issued setting=Oak")
    assert of(review, "lodge-appeal") == of(review, "contact-mediation-adviser") == []
    assert review.stage() == "plan-in-force"
    transfer = reader("phase-transfer", IDENTIFIED, f">{HELD}", "2027-01-05 amendment-notice-sent", "2027-02-10 amended-plan-issued setting=Oak")
    assert only(transfer, "lodge-appeal").due == day("2027-04-12")  # two months: Saturday 10 April, which rolls to Monday
    assert only(transfer, "phase-transfer-plan").stopped == day("2027-02-10")


# --- ceasing ---


def test_a_decision_to_cease_ends_the_review_and_begins_the_familys_rights_once():
    review = reader("annual-review", MADE, HELD, ">2026-12-20 decided-to-cease reason=met")
    assert only(review, "decide-after-review").stopped == day("2026-12-20")
    assert of(review, "complete-review")[0].stopped == day("2026-12-20")
    assert of(review, "lodge-appeal") == []
    assert review.stage() == "ceasing"
    cessation = reader("plan-cessation", "2026-12-20 decided-to-cease reason=met")
    # Two months of 20 Dec 2026 end on Saturday 20 Feb 2027, which rolls to Monday the 22nd.
    assert only(cessation, "lodge-appeal").due == only(cessation, "keep-plan").due == day("2027-02-22")


def test_a_decision_to_cease_that_was_recorded_on_the_review_keeps_its_rights_there():
    review = reader("annual-review", MADE, HELD, "2026-12-20 decided-to-cease")
    assert only(review, "lodge-appeal").due == day("2027-02-22")


def test_a_plan_that_ceased_on_its_cessation_owes_no_review():
    review = reader("annual-review", MADE, ">2026-03-01 decided-to-cease", ">2026-08-01 plan-ceased reason=met")
    assert (of(review, "complete-review"), review.stage()) == ([], "ceased")


@pytest.mark.parametrize("pathway, begins", [("phase-transfer", IDENTIFIED), ("provision-delivery", "2026-11-02 provision-to-start because=issued")])
@pytest.mark.parametrize("end", ["plan-ceased reason=met", "moved-out-of-area to=Kent", "died"])
def test_a_plan_that_ended_on_the_review_ends_what_arose_from_it(pathway, begins, end):
    found = reader(pathway, begins, f">2026-12-01 {end}")
    assert [s for _, s in found.states] == []
    assert PATHWAYS[pathway].stage_titled(found.stage()) in ("Closed", "Plan ended")


def test_a_plan_that_is_kept_after_all_closes_the_cessation_and_goes_on_in_its_review():
    kept = reader("plan-cessation", "2026-01-10 decided-to-cease", "2026-02-01 appeal-lodged", "2026-06-01 appeal-decided outcome=allowed",
                  "2026-06-02 decided-not-to-cease")  # fmt: skip
    assert kept.stage() == "kept"
    assert of(kept, "keep-plan") == []
    review = reader("annual-review", "2025-01-14 plan-made", "2026-01-02 review-meeting-held", ">2026-01-10 decided-to-cease",
                    ">2026-06-02 decided-not-to-cease")  # fmt: skip
    assert review.stage() == "plan-in-force"
    # The review was completed by the decision: twelve months beginning with 10 Jan 2026.
    assert of(review, "complete-review")[-1].due == day("2027-01-09")


def test_a_later_decision_to_cease_begins_the_protected_time_anew():
    again = reader("plan-cessation", "2026-01-10 decided-to-cease", "2026-02-02 decided-not-to-cease", "2026-12-20 decided-to-cease")
    assert only(again, "keep-plan").due == day("2027-02-22")


def test_consulting_the_head_about_ceasing_sets_no_time_for_an_answer():
    """Fifteen days are for a setting that a plan would name (s.39, 41), not for the consultation of regulation 31."""
    found = reader("plan-cessation", "2026-11-01 cessation-considered", "2026-11-02 setting-consulted setting=URN:1")
    assert [s for _, s in found.states] == []


def test_the_right_against_a_review_that_changes_nothing_stands_though_its_cessation_is_given_up():
    # Two months of Wednesday 15 July 2026 are Tuesday 15 September (s.51(2)(e)). To cease was decided on the cessation, and given up there.
    reviewed = ("2026-07-13 review-meeting-held", "2026-07-15 decided-to-maintain")
    review = reader("annual-review", MADE, *reviewed, ">2026-07-20 decided-to-cease", ">2026-08-03 decided-not-to-cease")
    assert only(review, "lodge-appeal").due == day("2026-09-15")
