"""Waits for an autism or ADHD assessment. Dates are worked out by hand beside each."""

PATHWAY = "neurodevelopmental"


def test_an_autism_assessment_starts_within_ninety_one_days_of_the_referral(clocks):
    # 1 March 2026 + 91 days: 30 left in March, 30 April, 31 May are 91, so the last day is 31 May.
    answer = clocks("2026-03-01 referral-received looked_for=autism", as_at="2026-06-01")
    assert (answer["start-autism-assessment"].due, answer["start-autism-assessment"].status) == ("2026-05-31", "overdue")
    assert answer["start-autism-assessment"].kind == "quality"


def test_a_wait_for_adhd_is_shown_and_never_late(clocks):
    answer = clocks("2020-03-02 referral-received looked_for=adhd", as_at="2026-06-01")
    assert "start-autism-assessment" not in answer
    assert (answer["first-contact"].started, answer["first-contact"].due, answer["first-contact"].status) == ("2020-03-02", None, "running")
    assert not answer.duties  # no day, so nobody owes it by one


def test_a_move_between_providers_keeps_the_first_day(clocks):
    answer = clocks("2026-03-02 referral-received looked_for=both first_received_on=2025-09-01", as_at="2026-04-01")
    assert answer["first-contact"].started == "2025-09-01"
    # 1 September 2025 + 91 days: 29 left in September, 31, 30 are 90, so 1 December.
    assert answer["start-autism-assessment"].due == "2025-12-01"


def test_a_missed_appointment_and_a_telephone_call_never_stop_a_wait(clocks):
    missed = [f"2026-04-0{n} appointment-missed why={how}" for n, how in enumerate(("did-not-attend", "cancelled-by-family", "cancelled-by-provider"), 1)]
    answer = clocks("2026-03-02 referral-received", *missed, "2026-04-07 contact-attended mechanism=telephone")
    assert answer["first-contact"].stopped is None
    answer = clocks("2026-03-02 referral-received", *missed, "2026-04-09 contact-attended mechanism=video")
    assert (answer["first-contact"].stopped, answer["first-contact"].status) == ("2026-04-09", "met")


def test_a_child_who_left_the_list_waits_no_longer(clocks):
    answer = clocks("2026-03-02 referral-received looked_for=autism", "2026-05-01 referral-withdrawn")
    assert answer.stage == "withdrawn"
    assert not {"first-contact", "start-autism-assessment", "assessment-start"} & {c.clock for c in answer.clocks}


def test_the_wait_between_assessment_and_help_counts_from_the_assessment(clocks):
    answer = clocks(
        "2025-01-06 referral-received", "2026-01-12 assessment-started", "2026-02-02 assessment-completed",
        "2026-06-01 treatment-started",
    )  # fmt: skip
    assert (answer["assessment-to-treatment"].started, answer["assessment-to-treatment"].stopped) == ("2026-02-02", "2026-06-01")
    assert answer["first-treatment"].started == "2025-01-06"


def test_a_follow_up_is_offered_within_six_weeks_of_a_diagnosis(clocks):
    # 2 February 2026 + 42 days: 26 left in February, so 16 March.
    answer = clocks("2025-01-06 referral-received looked_for=autism", "2026-02-02 diagnosis-recorded outcome=autism")
    assert (answer["offer-follow-up"].due, answer["offer-follow-up"].kind) == ("2026-03-16", "guidance")
    assert "offer-follow-up" not in clocks("2025-01-06 referral-received", "2026-02-02 diagnosis-recorded outcome=neither")


def test_a_follow_up_is_counted_from_the_end_of_the_assessment_and_not_from_when_its_result_was_written_down(clocks):
    # 2 March 2026 + 42 days: 29 left in March, so 13 April.
    answer = clocks("2025-01-06 referral-received looked_for=autism", "2026-03-02 assessment-completed", "2026-04-13 diagnosis-recorded outcome=autism")
    assert answer["offer-follow-up"].due == "2026-04-13"
