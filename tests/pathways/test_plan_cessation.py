import pytest

PATHWAY = "plan-cessation"
CEASE = "2026-03-16 decided-to-cease reason=needs-met"
# 16 March + 2 months = 16 May 2026, a Saturday, which rolls to Monday 18 May.


@pytest.mark.parametrize("as_at, status", [("2026-05-18", "running"), ("2026-05-19", "met")])
def test_the_plan_is_kept_through_the_last_day_for_an_appeal(clocks, as_at, status):
    c = clocks(CEASE, as_at=as_at)["keep-plan"]
    assert (c.started, c.due, c.status, c.stopped) == ("2026-03-16", "2026-05-18", status, None)


def test_a_certificate_keeps_the_plan_longer(clocks):
    c = clocks(CEASE, "2026-05-10 mediation-certificate-issued")
    assert (c["keep-plan"].due, c["lodge-appeal"].due) == ("2026-06-10", "2026-06-10")


def test_while_an_appeal_is_undecided_there_is_no_last_day(clocks):
    c = clocks(CEASE, "2026-05-01 appeal-lodged", as_at="2027-05-01")["keep-plan"]
    assert (c.due, c.working_target, c.days, c.status) == (None, None, None, "running")
    assert c.why.startswith("no last day yet: until appeal finally decided")


@pytest.mark.parametrize("as_at, status", [("2026-11-02", "running"), ("2026-11-03", "met")])
def test_the_plan_is_kept_until_the_appeal_is_finally_decided(clocks, as_at, status):
    c = clocks(CEASE, "2026-05-01 appeal-lodged", "2026-11-02 appeal-decided outcome=dismissed", as_at=as_at)[
        "keep-plan"
    ]
    assert (c.due, c.status) == ("2026-11-02", status)


def test_an_appeal_that_was_decided_had_been_lodged_also_where_a_journal_does_not_tell_of_it(clocks):
    # 16 March + 2 months = 16 May, rolled to 18 May; the appeal was decided on 2 November, and s.45(4) keeps the plan until then.
    c = clocks(CEASE, "2026-11-02 appeal-decided outcome=dismissed", as_at="2026-11-03")["keep-plan"]
    assert (c.due, c.status) == ("2026-11-02", "met")
    assert c.why.startswith("not before the end of 2 November 2026: until appeal finally decided (2 November 2026)")


def test_an_appeal_that_was_decided_before_the_decision_to_cease_keeps_nothing(clocks):
    assert clocks("2026-03-02 appeal-decided outcome=dismissed", CEASE)["keep-plan"].due == "2026-05-18"


def test_the_later_of_two_certificates_keeps_the_plan(clocks):
    # 10 May + 1 month = 10 June; 12 June + 1 month = 12 July, a Sunday, which rolls to Monday 13 July.
    c = clocks(CEASE, "2026-05-10 mediation-certificate-issued", "2026-06-12 mediation-certificate-issued")
    assert (c["keep-plan"].due, c["lodge-appeal"].due) == ("2026-07-13", "2026-07-13")


def test_a_plan_ceased_too_early_does_not_hide_the_time_that_it_should_have_run(clocks):
    c = clocks(CEASE, "2026-04-01 plan-ceased reason=needs-met")
    assert (c["keep-plan"].status, c.stage) == ("running", "ceased")


def test_considering_starts_no_clock(clocks):
    assert clocks("2026-03-01 cessation-considered", "2026-03-02 family-consulted").clocks == []


def limit(clocks, born, setting_type, ends_on=None):
    ends = f" ends_on={ends_on}" if ends_on else ""
    return clocks(f"2026-01-05 age-limit-checked date_of_birth={born} setting_type={setting_type}{ends}")["age-limit"]


@pytest.mark.parametrize(
    "born, last_day",
    [
        ("2001-03-10", "2026-07-31"),  # 25 on 10 March 2026
        ("2001-07-31", "2026-07-31"),
        ("2001-08-01", "2027-07-31"),  # 25 on the first day of the next academic year
    ],
)
def test_in_further_education_the_year_of_the_25th_birthday_ends_on_31_july(clocks, born, last_day):
    assert limit(clocks, born, "further-education").due == last_day


@pytest.mark.parametrize("setting_type", ["apprenticeship", "other"])
@pytest.mark.parametrize(
    "ends_on, last_day",
    [
        ("2026-12-18", "2026-12-18"),
        ("2027-06-30", "2027-03-09"),  # at most the day before the 26th birthday, 10 March 2027
        (None, "2027-03-09"),
    ],
)
def test_elsewhere_the_end_of_the_course_and_at_most_the_day_before_the_26th_birthday(
    clocks, setting_type, ends_on, last_day
):
    assert limit(clocks, "2001-03-10", setting_type, ends_on).due == last_day


def test_the_latest_check_of_the_age_limit_governs(clocks):
    c = clocks(
        "2026-01-05 age-limit-checked date_of_birth=2001-03-10 setting_type=further-education",
        "2026-02-02 age-limit-checked date_of_birth=2001-03-10 setting_type=apprenticeship ends_on=2026-12-18",
    )
    assert c["age-limit"].due == "2026-12-18"


def test_the_age_limit_may_lie_beyond_the_bank_holidays_known(clocks):
    c = limit(clocks, "2010-03-10", "further-education")
    assert (c.due, c.working_target, c.status) == ("2035-07-31", None, "running")


def test_of_two_checks_of_one_day_the_later_entry_governs(clocks):
    """In further education it would be 31 July 2025: 25 on 29 March 2025."""
    check = "2025-06-30 age-limit-checked date_of_birth=2000-03-29 setting_type="
    assert clocks(f"{check}further-education", f"{check}other ends_on=2025-07-20")["age-limit"].due == "2025-07-20"


def test_a_plan_that_is_to_cease_after_all_is_kept_and_can_be_appealed_from_that_very_day(clocks):
    """Two months after 1 February 2026 are 1 April, a Wednesday. All three were missing."""
    c = clocks("2026-01-05 decided-to-cease", "2026-02-01 decided-not-to-cease", "2026-02-01 decided-to-cease")
    assert [c[x].due for x in ("keep-plan", "contact-mediation-adviser", "lodge-appeal")] == ["2026-04-01"] * 3


def test_a_decision_to_cease_that_is_given_up_on_its_day_protects_nothing(clocks):
    assert clocks("2026-02-01 decided-to-cease", "2026-02-01 decided-not-to-cease").clocks == []
