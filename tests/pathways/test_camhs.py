"""Help for mental health: how soon, and the waits after the first contact. Dates are worked out by hand beside each."""

from goldenthread.pathways import PATHWAYS

PATHWAY = "camhs"
STATUS = "other-health-services"
RECEIVED = "2026-03-02 referral-received"


def test_help_starts_within_four_weeks_of_the_request_and_a_contact_alone_is_no_help(clocks):
    # 2 March 2026 + 28 days: 29 left in March, so 30 March.
    seen = clocks(RECEIVED, "2026-03-10 contact-attended mechanism=face-to-face", as_at="2026-03-31")
    assert (seen["start-help"].due, seen["start-help"].status, seen["start-help"].kind) == ("2026-03-30", "overdue", "quality")
    assert seen["first-contact"].stopped == "2026-03-10"
    assert clocks(RECEIVED, "2026-03-30 help-started")["start-help"].status == "met"
    # The first referral of the spell was received on 16 February: 12 left in February, so 16 March.
    assert clocks(f"{RECEIVED} first_received_on=2026-02-16")["start-help"].due == "2026-03-16"


def test_a_very_urgent_need_is_answered_on_its_day_and_an_urgent_one_by_the_next(clocks):
    found = clocks(RECEIVED, "2026-03-07 urgency-set urgency=very-urgent", "2026-03-07 urgency-set urgency=urgent", as_at="2026-03-08")
    assert (found["answer-very-urgent"].due, found["answer-very-urgent"].status) == ("2026-03-07", "overdue")
    assert (found["answer-urgent"].due, found["answer-urgent"].status) == ("2026-03-08", "running")  # Saturday and Sunday count
    assert not {"answer-urgent", "answer-very-urgent"} & {c.clock for c in clocks(RECEIVED, "2026-03-07 urgency-set urgency=routine").clocks}


def test_a_second_urgent_need_is_answered_anew(clocks):
    found = clocks(RECEIVED, "2026-03-03 urgency-set urgency=urgent", "2026-03-04 urgent-help-given", "2026-05-05 urgency-set urgency=urgent")
    first, second = found.all("answer-urgent")
    assert (first.stopped, second.due, second.stopped) == ("2026-03-04", "2026-05-06", None)


def test_an_eating_disorder_is_treated_in_one_week_if_urgent_and_in_four_if_routine(clocks):
    def due(*lines):
        return clocks(RECEIVED, *lines)["treat-eating-disorder"].due

    # 4 March + 28 days: 27 left in March, so 1 April. 4 March + 7 days is 11 March.
    assert due("2026-03-04 eating-disorder-referred urgency=routine") == "2026-04-01"
    assert due("2026-03-04 eating-disorder-referred urgency=urgent") == "2026-03-11"
    # Urgent from 30 March: 6 April; the four weeks that ran before still end on 1 April.
    both = clocks(RECEIVED, "2026-03-04 eating-disorder-referred urgency=routine", "2026-03-30 eating-disorder-referred urgency=urgent")
    assert sorted(c.due for c in both.all("treat-eating-disorder")) == ["2026-04-01", "2026-04-06"]


def test_an_eating_disorder_that_was_treated_and_comes_back_is_counted_from_its_return(clocks):
    found = clocks(RECEIVED, "2026-01-06 eating-disorder-referred urgency=routine", "2026-01-20 treatment-started",
                   "2026-03-02 eating-disorder-referred urgency=urgent", as_at="2026-03-03").all("treat-eating-disorder")  # fmt: skip
    # 6 January + 28 days is 3 February, met on 20 January. 2 March + 7 days is 9 March.
    assert sorted((c.due, c.status) for c in found) == [("2026-02-03", "met"), ("2026-03-09", "running")]


def test_treatment_that_has_begun_is_help_that_has_begun(clocks):
    assert clocks(RECEIVED, "2026-03-20 treatment-started")["start-help"].stopped == "2026-03-20"


def test_a_first_episode_of_psychosis_is_treated_within_two_weeks(clocks):
    found = clocks(RECEIVED, "2026-03-04 psychosis-suspected", "2026-03-18 treatment-started")["treat-psychosis"]
    assert (found.due, found.status) == ("2026-03-18", "met")  # 4 March + 14 days


def test_from_assessment_to_each_kind_of_therapy_is_a_wait_of_its_own(clocks):
    found = clocks(
        RECEIVED, "2026-04-20 therapy-planned modality=cbt assessed_on=2026-03-16", "2026-04-20 therapy-planned modality=family",
        "2026-09-07 therapy-started modality=cbt place=school",
    )  # fmt: skip
    cbt, family = found["assessment-to-therapy", "cbt"], found["assessment-to-therapy", "family"]
    assert (cbt.started, cbt.stopped, cbt.due) == ("2026-03-16", "2026-09-07", None)
    assert (family.started, family.stopped) == ("2026-04-20", None)


def test_between_one_session_and_the_next_is_a_wait_by_kind_of_therapy(clocks):
    found = clocks("2026-09-07 session-attended modality=cbt", "2026-09-14 session-attended modality=group",
                   "2026-10-12 session-attended modality=cbt")  # fmt: skip
    first, second = found.all("between-sessions", "cbt")
    assert (first.started, first.stopped, second.started, second.stopped) == ("2026-09-07", "2026-10-12", "2026-10-12", None)
    assert found["between-sessions", "group"].stopped is None
    ended = clocks("2026-09-07 session-attended modality=cbt", "2026-10-12 session-attended modality=cbt",
                   "2026-10-12 therapy-ended modality=cbt")  # fmt: skip
    assert [c.started for c in ended.all("between-sessions", "cbt")] == ["2026-09-07"]


def test_every_contact_begins_the_wait_for_the_next_a_call_too(clocks):
    found = clocks(RECEIVED, "2026-03-10 contact-attended mechanism=face-to-face", "2026-04-14 contact-attended mechanism=telephone")
    first, second = found.all("since-last-contact")
    assert (first.stopped, second.started, second.stopped) == ("2026-04-14", "2026-04-14", None)


def test_a_grouping_moves_both_ways_and_no_clock_follows_from_it(clocks):
    moved = [f"2026-0{month}-02 grouping-set grouping={grouping}"
             for month, grouping in ((3, "getting-help"), (5, "getting-risk-support"), (8, "getting-advice"))]  # fmt: skip
    assert not clocks(*moved).clocks


def test_the_aim_of_help_is_looked_at_on_the_day_agreed(clocks):
    found = clocks(RECEIVED, "2026-04-01 help-agreed aim=sleep expected_on=2026-06-24", as_at="2026-06-25")["review-aim-of-help"]
    assert (found.due, found.status) == ("2026-06-24", "overdue")


def test_others_learn_of_waits_and_stage_and_never_of_the_urgency_the_therapy_or_the_grouping():
    camhs = PATHWAYS[PATHWAY]
    own = {slug for slug, e in camhs.events.items() if e.kind_of_data == "own-service-clinical-note"}
    assert own == {
        "priority-set", "grouping-set", "urgency-set", "urgent-help-given", "eating-disorder-referred", "psychosis-suspected", "help-agreed",
        "help-reviewed", "therapy-planned", "therapy-started", "session-attended", "therapy-ended",
    }  # fmt: skip
    shown = {c.slug for c in camhs.clocks if all(camhs.kind_of_data(h.slug) == STATUS for h in c.starts.of)}
    assert shown == {"start-help", "first-contact", "assessment-start", "first-treatment", "assessment-to-treatment", "since-last-contact"}
