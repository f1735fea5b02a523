"""Mediation and appeal after every appealable notice, in every pathway that has one."""

import pytest

PATHWAY = "ehc-needs-assessment"

APPEALABLE = [
    ("ehc-needs-assessment", "decided-not-to-assess"),
    ("ehc-needs-assessment", "decided-not-to-issue"),
    ("ehc-needs-assessment", "final-plan-issued"),
    ("ehc-needs-assessment", "amended-plan-issued"),
    ("reassessment", "amended-plan-issued"),
    ("annual-review", "decided-to-maintain"),
    ("annual-review", "decided-not-to-amend"),
    ("annual-review", "decided-to-cease"),
    ("annual-review", "amended-plan-issued"),
    ("phase-transfer", "amended-plan-issued setting=Oak"),
    ("phase-transfer", "decided-not-to-amend"),
    ("reassessment", "decided-not-to-reassess"),
    ("reassessment", "final-plan-issued"),
    ("plan-cessation", "decided-to-cease"),
]
NOT_APPEALABLE = [
    ("ehc-needs-assessment", "decided-to-assess"),
    ("ehc-needs-assessment", "draft-plan-sent"),
    ("annual-review", "decided-to-amend"),
    ("annual-review", "amendment-notice-sent"),
    ("reassessment", "decided-to-reassess"),
    ("plan-cessation", "cessation-considered"),
]


@pytest.mark.parametrize("pathway, notice", APPEALABLE)
def test_every_appealable_notice_gives_two_months(clocks, pathway, notice):
    c = clocks(f"2026-03-16 {notice}", pathway=pathway)
    # 16 March + 2 months = 16 May, a Saturday: contact does not roll, the appeal rolls to Monday the 18th.
    assert (c["contact-mediation-adviser"].due, c["lodge-appeal"].due) == ("2026-05-16", "2026-05-18")
    assert c["contact-mediation-adviser"].working_target == "2026-05-15"


@pytest.mark.parametrize("pathway, notice", NOT_APPEALABLE)
def test_other_notices_give_none_yet(clocks, pathway, notice):
    c = clocks(f"2026-03-16 {notice}", pathway=pathway)
    assert "lodge-appeal" not in c
    assert "contact-mediation-adviser" not in c


@pytest.mark.parametrize(
    "notice, contact, appeal",
    [
        ("2026-01-12", "2026-03-12", "2026-03-12"),
        ("2025-12-31", "2026-02-28", "2026-03-02"),  # no 31 February; the 28th is a Saturday
        ("2026-06-12", "2026-08-12", "2026-09-01"),  # the last day falls in August
        ("2026-07-10", "2026-09-10", "2026-09-10"),  # August inside the two months does nothing
        ("2026-10-25", "2026-12-25", "2027-01-04"),  # Christmas to New Year's Day
        ("2026-11-01", "2027-01-01", "2027-01-04"),
        ("2026-02-03", "2026-04-03", "2026-04-07"),  # Good Friday
    ],
)
def test_the_appeal_rolls_and_contact_with_the_adviser_never(clocks, notice, contact, appeal):
    c = clocks(f"{notice} final-plan-issued")
    assert (c["contact-mediation-adviser"].due, c["lodge-appeal"].due) == (contact, appeal)


@pytest.mark.parametrize(
    "certificate, appeal",
    [
        ("2026-05-10", "2026-06-10"),  # later than 16 May
        ("2026-04-01", "2026-05-18"),  # 1 May is earlier than 16 May, which rolls to Monday
        ("2026-07-15", "2026-09-01"),  # 15 August rolls
    ],
)
@pytest.mark.parametrize("pathway, notice", APPEALABLE)
def test_a_certificate_moves_the_appeal_to_the_later_of_two_dates(clocks, pathway, notice, certificate, appeal):
    c = clocks(f"2026-03-16 {notice}", f"{certificate} mediation-certificate-issued", pathway=pathway)
    assert (c["lodge-appeal"].started, c["lodge-appeal"].due) == ("2026-03-16", appeal)


def test_a_certificate_older_than_the_latest_notice_does_not_count(clocks):
    c = clocks(
        "2026-01-12 decided-not-to-assess",
        "2026-02-10 mediation-certificate-issued",
        "2026-03-16 final-plan-issued",
    )
    assert (c["lodge-appeal"].started, c["lodge-appeal"].due) == ("2026-03-16", "2026-05-18")
    assert (c["contact-mediation-adviser"].started, c["contact-mediation-adviser"].due) == ("2026-03-16", "2026-05-16")


def test_whenever_a_certificate_is_issued_the_appeal_is_counted_from_it(clocks):
    """A family that declined mediation, and had a certificate for it, then took part in it after all."""
    # Notice 16 March + 2 months = 16 May. Certificate 30 April + 1 month = 30 May, a Saturday: Monday 1 June.
    # Certificate 30 June + 1 month = 30 July, a Thursday.
    first = ("2026-03-16 final-plan-issued", "2026-04-30 mediation-certificate-issued")
    assert clocks(*first)["lodge-appeal"].due == "2026-06-01"
    assert clocks(*first, "2026-06-30 mediation-certificate-issued")["lodge-appeal"].due == "2026-07-30"
    # As at a day before the second, the first still counts.
    second = clocks(*first, "2026-06-30 mediation-certificate-issued", as_at="2026-06-29")
    assert second["lodge-appeal"].due == "2026-06-01"


@pytest.mark.parametrize("pathway, notice", APPEALABLE)
@pytest.mark.parametrize("on, status", [("2026-05-16", "met"), ("2026-05-17", "late")])
def test_contact_stops_its_clock(clocks, pathway, notice, on, status):
    contact = f"{on} mediation-adviser-contacted wants_mediation=yes"
    c = clocks(f"2026-03-16 {notice}", contact, pathway=pathway)
    assert c["contact-mediation-adviser"].status == status


@pytest.mark.parametrize("pathway, notice", APPEALABLE)
@pytest.mark.parametrize("on, status", [("2026-05-18", "met"), ("2026-05-19", "late")])
def test_an_appeal_lodged_stops_its_clock(clocks, pathway, notice, on, status):
    c = clocks(f"2026-03-16 {notice}", f"{on} appeal-lodged about=section-F", pathway=pathway)
    assert c["lodge-appeal"].status == status


@pytest.mark.parametrize("pathway, notice", APPEALABLE)
@pytest.mark.parametrize("event", ["mediation-certificate-issued", "appeal-lodged about=section-I"])
def test_a_certificate_or_an_appeal_makes_contact_pointless(clocks, pathway, notice, event):
    c = clocks(f"2026-03-16 {notice}", f"2026-04-01 {event}", as_at="2026-06-01", pathway=pathway)
    assert "contact-mediation-adviser" not in c


def test_rights_are_the_familys_and_outlive_the_case(clocks):
    c = clocks("2026-03-16 decided-not-to-assess", "2026-03-20 moved-out-of-area to=Suffolk")
    assert c.duties["lodge-appeal", None].owed_by == "family"


@pytest.mark.parametrize("pathway, notice", APPEALABLE)
def test_no_right_is_shown_after_a_death(clocks, pathway, notice):
    c = clocks(f"2026-03-16 {notice}", "2026-03-20 died", pathway=pathway)
    assert "lodge-appeal" not in c
    assert "contact-mediation-adviser" not in c
