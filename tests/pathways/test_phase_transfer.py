import pytest

PATHWAY = "phase-transfer"


def identified(phase, transfer_on="2027-09-01", on="2026-06-01"):
    return f"{on} phase-transfer-identified phase={phase} transfer_on={transfer_on}"


@pytest.mark.parametrize(
    "phase, due, target, published",
    [
        # Before 15 February: 14 February 2027, a Sunday.
        ("early-years-to-school", "2027-02-14", "2027-02-12", "2027-02-15"),
        ("infant-to-junior", "2027-02-14", "2027-02-12", "2027-02-15"),
        ("primary-to-middle", "2027-02-14", "2027-02-12", "2027-02-15"),
        ("primary-to-secondary", "2027-02-14", "2027-02-12", "2027-02-15"),
        ("middle-to-secondary", "2027-02-14", "2027-02-12", "2027-02-15"),
        # Before 31 March: 30 March 2027, a Tuesday.
        ("secondary-to-post-16", "2027-03-30", "2027-03-30", "2027-03-31"),
    ],
)
def test_the_plan_names_the_setting_before_the_published_day(clocks, phase, due, target, published):
    c = clocks(identified(phase))["phase-transfer-plan"]
    assert (c.started, c.due, c.working_target, c.published_date) == ("2026-06-01", due, target, published)


def test_between_post_16_settings_five_months_before_the_transfer(clocks):
    c = clocks(identified("post-16-to-post-16"))["phase-transfer-plan"]
    assert (c.due, c.cite) == ("2027-04-01", "r.18(2)")
    assert not hasattr(c, "published_date")


@pytest.mark.parametrize("on, status", [("2027-02-14", "met"), ("2027-02-15", "late")])
def test_a_plan_issued_on_15_february_is_late(clocks, on, status):
    c = clocks(identified("primary-to-secondary"), f"{on} amended-plan-issued setting=Oak")
    assert c["phase-transfer-plan"].status == status


@pytest.mark.parametrize("as_at, status", [("2027-02-14", "running"), ("2027-02-15", "overdue")])
def test_on_the_published_day_the_plan_is_overdue(clocks, as_at, status):
    assert clocks(identified("primary-to-secondary"), as_at=as_at)["phase-transfer-plan"].status == status


def test_the_latest_word_on_the_phase_governs(clocks):
    c = clocks(identified("secondary-to-post-16"), identified("post-16-to-post-16", on="2026-07-01"))
    assert c["phase-transfer-plan"].due == "2027-04-01"
    c = clocks(identified("secondary-to-post-16"), identified("primary-to-secondary", on="2026-07-01"))
    assert c["phase-transfer-plan"].due == "2027-02-14"


@pytest.mark.parametrize(
    "notice, last_day, published",
    [("2027-01-30", "2027-02-13", "2027-02-15"), ("2027-03-15", "2027-03-29", "2027-03-31")],
)
def test_the_last_notice_that_leaves_fifteen_days(clocks, notice, last_day, published):
    c = clocks(f"{notice} amendment-notice-sent")
    # + 14, and the plan can follow on the next day, which is the last before the published one.
    assert c["amendment-representations"].due == last_day < published


def test_the_notice_gives_eight_weeks(clocks):
    c = clocks("2026-11-02 amendment-notice-sent")["issue-amended-plan"]
    assert (c.for_, c.due) == ("2026-11-02", "2026-12-28")  # + 56, a bank holiday: it does not roll


def test_settings_are_consulted_for_fifteen_days(clocks):
    c = clocks("2026-10-05 setting-consulted setting=Oak", "2026-10-19 setting-responded setting=Oak outcome=yes")
    assert (c["setting-consultation", "Oak"].due, c["setting-consultation", "Oak"].status) == ("2026-10-20", "met")


@pytest.mark.parametrize("ending", ["plan-ceased", "moved-out-of-area", "died"])
def test_the_plans_end_drops_the_transfer(clocks, ending):
    assert clocks(identified("primary-to-secondary"), f"2026-12-01 {ending}", as_at="2027-06-01").clocks == []


def test_moving_to_the_next_setting_without_its_plan_leaves_the_plan_overdue(clocks):
    c = clocks(identified("primary-to-secondary"), "2027-09-01 transferred")
    assert (c["phase-transfer-plan"].status, c.stage) == ("overdue", "transferred")


def test_a_preference_is_a_stage_and_starts_nothing(clocks):
    c = clocks("2026-10-01 preference-received setting=Oak")
    assert (c.stage, c.clocks) == ("preference-received", [])


def test_of_two_phases_identified_on_one_day_the_later_entry_governs(clocks):
    """The first would give until 30 March, six weeks past the lawful day."""
    c = clocks("2026-09-01 phase-transfer-identified phase=secondary-to-post-16 transfer_on=2027-09-01",
               "2026-09-01 phase-transfer-identified phase=primary-to-secondary transfer_on=2027-09-01")["phase-transfer-plan"]  # fmt: skip
    assert (c.due, c.published_date, c.working_target) == ("2027-02-14", "2027-02-15", "2027-02-12")  # a Sunday
