import pytest

PATHWAY = "mediation"
MIXED = "2026-10-02 mediation-requested issues=education,health"
HEALTH_ONLY = "2026-10-02 mediation-requested issues=health"


@pytest.mark.parametrize("request_", [MIXED, HEALTH_ONLY])
@pytest.mark.parametrize("on, status", [("2026-10-07", "met"), ("2026-10-08", "late")])
def test_the_icb_is_told_of_health_issues_within_three_working_days(clocks, request_, on, status):
    # Friday 2 October: 5, 6, 7 October.
    c = clocks(request_, f"{on} icb-notified-of-issues")["notify-icb-of-issues"]
    assert (c.due, c.status) == ("2026-10-07", status)


def test_without_health_issues_the_icb_is_not_told(clocks):
    assert "notify-icb-of-issues" not in clocks("2026-10-02 mediation-requested issues=education,social-care")


@pytest.mark.parametrize("issues", ["education", "social-care", "education,health", "education,health,social-care"])
def test_the_authority_arranges_mediation_within_thirty_days_of_being_told(clocks, issues):
    # 2 October + 30 = 1 November, a Sunday.
    c = clocks(f"2026-10-02 mediation-requested issues={issues}", "2026-10-05 icb-notified-of-issues")
    assert (c["arrange-mediation"].started, c["arrange-mediation"].due) == ("2026-10-02", "2026-11-01")
    assert c.duties["arrange-mediation", None].owed_by == "authority"


def test_if_health_alone_is_in_issue_the_icb_has_thirty_days_from_its_receipt(clocks):
    c = clocks(HEALTH_ONLY, "2026-10-05 icb-notified-of-issues received_on=2026-10-06")
    # 6 October + 30 = 5 November.
    assert (c["arrange-mediation"].started, c["arrange-mediation"].due) == ("2026-10-06", "2026-11-05")
    assert c.duties["arrange-mediation", None].owed_by == "icb"
    assert "arrange-mediation" not in clocks(HEALTH_ONLY)


@pytest.mark.parametrize("on, status", [("2026-11-01", "met"), ("2026-11-02", "late")])
@pytest.mark.parametrize("event", ["mediation-arranged meeting_on=2026-11-20", "mediation-held outcome=none"])
def test_mediation_arranged_stops_the_thirty_days(clocks, event, on, status):
    assert clocks(MIXED, f"{on} {event}")["arrange-mediation"].status == status
    by_icb = clocks(HEALTH_ONLY, "2026-10-02 icb-notified-of-issues", f"{on} {event}")
    assert by_icb["arrange-mediation"].status == status


@pytest.mark.parametrize("event", ["mediation-declined", "mediation-not-arranged"])
@pytest.mark.parametrize("request_", [MIXED, HEALTH_ONLY])
def test_there_is_nothing_to_arrange_once_mediation_is_declined_or_cannot_be_had(clocks, request_, event):
    c = clocks(request_, "2026-10-05 icb-notified-of-issues", f"2026-10-20 {event}", as_at="2026-12-01")
    assert "arrange-mediation" not in c


@pytest.mark.parametrize("arranged, status", [("2026-10-05", "met"), ("2026-10-06", "late")])
def test_the_family_is_told_five_working_days_before_the_meeting(clocks, arranged, status):
    # Monday 12 October: 9, 8, 7, 6, 5 October.
    c = clocks(f"{arranged} mediation-arranged meeting_on=2026-10-12")["tell-family-of-mediation"]
    assert (c.due, c.stopped, c.status) == ("2026-10-05", arranged, status)


@pytest.mark.parametrize("event", ["mediation-declined", "mediation-held outcome=agreed", "mediation-not-arranged"])
@pytest.mark.parametrize("on, status", [("2026-12-29", "met"), ("2026-12-30", "late")])
def test_the_certificate_is_issued_within_three_working_days(clocks, event, on, status):
    # 22 December: 23, 24, 29.
    c = clocks(f"2026-12-22 {event}", f"{on} mediation-certificate-issued")["issue-certificate"]
    assert (c.due, c.status) == ("2026-12-29", status)


@pytest.mark.parametrize("on, status", [("2026-10-19", "met"), ("2026-10-20", "late")])
def test_the_authority_is_told_within_a_week_of_an_agreement_to_which_it_is_no_party(clocks, on, status):
    c = clocks(
        "2026-10-12 mediation-agreement-made requires=other-action authority_party=no",
        f"{on} authority-told-of-agreement",
    )["tell-authority-of-agreement"]
    assert (c.due, c.status) == ("2026-10-19", status)


@pytest.mark.parametrize("party", ["", " authority_party=yes"])
def test_a_party_to_the_agreement_need_not_be_told(clocks, party):
    assert "tell-authority-of-agreement" not in clocks(
        f"2026-10-12 mediation-agreement-made requires=other-action{party}"
    )


@pytest.mark.parametrize(
    "event, stage",
    [
        ("mediation-requested issues=education", "arranging"),
        ("mediation-arranged meeting_on=2026-10-20", "arranged"),
        ("mediation-held outcome=agreed", "held"),
        ("mediation-not-arranged", "not-arranged"),
        ("mediation-declined", "declined"),
    ],
)
def test_where_mediation_stands(clocks, event, stage):
    assert clocks(f"2026-10-02 {event}").stage == stage


@pytest.mark.parametrize("ends", ["mediation-held outcome=agreed", "mediation-declined", "mediation-not-arranged"])
def test_what_led_to_mediation_is_found(clocks, ends):
    # Twenty working days from Monday 2 November 2026 are Monday 30 November.
    c = clocks("2026-10-05 mediation-requested issues=education", f"2026-11-02 {ends}", as_at="2026-11-03")
    assert (c["find-the-cause"].due, c["find-the-cause"].kind) == ("2026-11-30", "local")
