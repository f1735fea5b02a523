"""Continuing care: the decision, the reviews and the line to adulthood. Dates are worked out by hand beside each."""

PATHWAY = "continuing-care"
RECEIVED = "2026-03-02 referral-received"
ELIGIBLE = "2026-04-10 continuing-care-decided eligible=yes date_of_birth=2013-09-15"


def test_it_is_decided_within_twenty_eight_working_days_of_the_referral(clocks):
    # After Monday 2 March: 4 that week, 5 x 3 to 27 March are 19, 4 to 2 April are 23 (3 April is Good Friday, 6 April Easter
    # Monday), 7 to 10 April are 27, so Monday 13 April is the 28th.
    answer = clocks(RECEIVED, as_at="2026-04-14")
    found = answer["decide-continuing-care"]
    assert (found.due, found.status, found.kind) == ("2026-04-13", "overdue", "guidance")
    assert answer.duties["decide-continuing-care", None].owed_by == "icb"


def test_the_family_is_told_within_five_working_days_whatever_was_decided(clocks):
    # After Friday 10 April: Monday 13 to Friday 17 April.
    for eligible in ("yes", "no"):
        decided = f"2026-04-10 continuing-care-decided eligible={eligible} date_of_birth=2013-09-15"
        assert clocks(RECEIVED, decided, "2026-04-10 discharged")["tell-decision"].due == "2026-04-17"


def test_the_package_is_reviewed_after_three_months_and_then_each_year(clocks):
    found = clocks(RECEIVED, ELIGIBLE, "2026-05-31 package-started", "2026-08-20 package-reviewed", "2027-08-27 package-reviewed")
    dates = [(c.due, c.stopped, c.status) for c in found.all("review-package")]
    # Three months of 31 May 2026 end on 31 August; then a year of 20 August, and of 27 August.
    assert dates == [("2026-08-31", "2026-08-20", "met"), ("2027-08-20", "2027-08-27", "late"), ("2028-08-27", None, "running")]


AGES = {"tell-adult-team": "2027-09-15", "refer-to-adult-team": "2029-09-15", "decide-in-principle": "2030-09-15", "move-to-adult-care": "2031-09-15"}


def test_the_line_to_adulthood_runs_by_birthdays(clocks):
    found = clocks(RECEIVED, ELIGIBLE)
    assert {slug: found[slug].due for slug in AGES} == AGES
    assert clocks(RECEIVED, ELIGIBLE, "2027-09-15 adult-team-told")["tell-adult-team"].status == "met"


def test_a_young_person_found_eligible_past_a_birthday_is_owed_the_step_from_that_day(clocks):
    # Born on 1 June 2009: 14 and 16 are past on 10 April 2026.
    found = clocks(RECEIVED, "2026-04-10 continuing-care-decided eligible=yes date_of_birth=2009-06-01")
    due = {slug: found[slug].due for slug in AGES}
    assert due == {"tell-adult-team": "2026-04-10", "refer-to-adult-team": "2026-04-10", "decide-in-principle": "2026-06-01",
                   "move-to-adult-care": "2027-06-01"}  # fmt: skip


def test_a_child_who_is_not_eligible_has_no_line_to_adulthood(clocks):
    found = clocks(RECEIVED, "2026-04-10 continuing-care-decided eligible=no date_of_birth=2013-09-15")
    assert {c.clock for c in found.clocks} == {"first-contact", "decide-continuing-care", "tell-decision"}


def test_the_wait_runs_to_the_decision_whoever_saw_the_child_before(clocks):
    seen = "2026-03-09 contact-attended mechanism=face-to-face"
    assert clocks(RECEIVED, seen)["first-contact"].stopped is None
    assert clocks(RECEIVED, seen, ELIGIBLE)["first-contact"].stopped == "2026-04-10"


def test_nothing_of_a_package_is_owed_once_a_child_is_no_longer_eligible(clocks):
    eligible = "2026-01-05 continuing-care-decided eligible=yes date_of_birth=2014-03-01"
    owed = clocks(eligible, "2026-01-12 package-started")
    assert all(slug in owed for slug in ("review-package", "tell-adult-team"))
    ended = clocks(eligible, "2026-01-12 package-started", "2026-03-02 continuing-care-decided eligible=no date_of_birth=2014-03-01")
    assert not any(slug in ended for slug in ("review-package", "tell-adult-team", "move-to-adult-care"))
