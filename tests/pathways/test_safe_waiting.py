"""What a family hears while its child waits, and who looks at the risk. Dates are worked out by hand beside each."""

import pytest

from goldenthread.pathways import PATHWAYS

PATHWAY = "safe-waiting"
BEGAN = "2026-03-02 waiting-began because=was-referred"
TAKEN_ON = "2026-03-02 waiting-began because=already-waited"
APPOINTMENT = "appointment_on=2026-06-01"


@pytest.mark.parametrize(
    "happened, clock, due",
    [
        # Two working days after Monday 2 March; ten are two weeks.
        ((BEGAN,), "acknowledge", "2026-03-04"),
        ((BEGAN,), "tell-triage-result", "2026-03-16"),
        # After Monday 30 March: 31 March, 1 and 2 April; 3 April is Good Friday and 6 April Easter Monday; 7 to 10 April are 7,
        # 13, 14 and 15 April 10.
        ((BEGAN, "2026-03-30 referral-accepted"), "tell-what-to-expect", "2026-04-15"),
        # 84 days: 29 left in March, 30 in April are 59, so 25 May. 182 days: 59, 31, 30, 31 are 151, so 31 August.
        ((BEGAN,), "send-waiting-update", "2026-05-25"),
        ((BEGAN,), "review-priority", "2026-08-31"),
        ((BEGAN,), "review-harm", "2026-08-31"),
        ((BEGAN, "2026-03-09 typical-wait-moved"), "tell-new-range", "2026-03-23"),
        ((BEGAN, "2026-05-01 appointment-missed why=was-not-brought"), "follow-up-missed-appointment", "2026-05-03"),
        ((BEGAN, "2026-03-09 assessment-completed"), "tell-assessment-result", "2026-03-23"),
        # Friday 6 March: the next working day is Monday.
        ((BEGAN, "2026-03-06 got-worse message=m1"), "answer-got-worse", "2026-03-09"),
        # Five working days after Friday 6 March.
        ((BEGAN, "2026-03-06 got-worse message=m1"), "review-harm-after-warning", "2026-03-13"),
        ((BEGAN, "2026-03-06 warning-noted why=excluded"), "review-harm-after-warning", "2026-03-13"),
    ],
)
def test_what_is_owed_and_when(clocks, happened, clock, due):
    found = clocks(*happened)[clock]
    assert (found.due, found.kind, found.stopped) == (due, "local", None)


def test_a_referral_of_before_the_promise_owes_no_message(clocks):
    before = ("2024-03-01 referral-accepted", "2025-02-03 appointment-missed why=did-not-attend", f"2026-02-02 appointment-offered {APPOINTMENT}",
              "2026-02-20 assessment-completed")  # fmt: skip
    assert not clocks(*before).clocks
    found = clocks(*before, TAKEN_ON)
    assert {c.clock for c in found.clocks} == {"send-waiting-update", "review-priority", "review-harm"}


def test_a_move_from_another_provider_does_not_put_the_clinician_off(clocks):
    # 26 weeks are 182 days: 1 December 2025: 30 left in December, 31, 28, 31, 30 are 150, 31 in May are 181, so 1 June.
    found = clocks(f"{BEGAN} first_received_on=2025-12-01")
    assert (found["review-priority"].due, found["review-harm"].due) == ("2026-06-01", "2026-06-01")
    assert (found["review-priority"].started, found["send-waiting-update"].due) == ("2026-03-02", "2026-05-25")


def test_every_word_to_the_family_begins_the_next_twelve_weeks(clocks):
    found = clocks(BEGAN, "2026-05-20 waiting-update-sent", "2026-08-20 waiting-update-sent").all("send-waiting-update")
    # 20 May + 84 days: 11 left in May, 30, 31 are 72, so 12 August; 20 August: 11, 30, 31 are 72, so 12 November.
    assert [(c.due, c.status) for c in found] == [("2026-05-25", "met"), ("2026-08-12", "late"), ("2026-11-12", "running")]


def test_every_review_begins_the_next_twenty_six_weeks(clocks):
    found = clocks(f"{BEGAN} first_received_on=2025-12-01", "2026-06-01 priority-reviewed", "2026-12-01 priority-reviewed")
    assert (found["review-priority"].due, found["review-priority"].status) == ("2026-06-01", "met")
    # 1 June + 182 days: 29 left in June, 31, 31, 30, 31 are 152, so 30 November. 1 December: 30, 31, 28, 31, 30 are 150, 31 in May, 1 June.
    assert [(c.due, c.status) for c in found.all("review-priority-again")] == [("2026-11-30", "late"), ("2027-06-01", "running")]


def test_a_first_review_on_the_day_of_the_promise_is_one(clocks):
    found = clocks(f"{BEGAN} first_received_on=2025-08-01", "2026-03-02 harm-reviewed outcome=none", "2026-03-02 priority-reviewed")
    for slug in ("review-harm", "review-priority"):
        # 1 August 2025 + 182 days is 30 January 2026, before the promise of 2 March: so that day; 2 March + 182 days is 31 August.
        assert (found[slug].due, found[slug].stopped, found[f"{slug}-again"].due) == ("2026-03-02", "2026-03-02", "2026-08-31")


def test_a_child_who_was_seen_waits_no_longer_and_one_who_was_called_does(clocks):
    waiting = {"send-waiting-update", "review-priority", "review-harm"}
    seen = clocks(TAKEN_ON, "2026-04-01 contact-attended mechanism=video")
    assert not waiting & {c.clock for c in seen.clocks}
    assert waiting <= {c.clock for c in clocks(TAKEN_ON, "2026-04-01 contact-attended mechanism=telephone").clocks}


def test_who_is_seen_and_begins_to_wait_for_treatment_on_one_day_waits(clocks):
    found = clocks("2026-04-01 contact-attended mechanism=face-to-face", "2026-04-01 waiting-began because=waits-for-treatment")
    assert "send-waiting-update" in found


@pytest.mark.parametrize("end", ["referral-rejected why=outside-ages", "signposted to=drop-in"])
def test_a_referral_that_was_not_accepted_has_a_result_to_tell(clocks, end):
    found = clocks(BEGAN, f"2026-03-09 {end}")
    assert {c.clock for c in found.clocks} == {"acknowledge", "tell-triage-result"}
    assert found.stage == "ended"


def test_the_appointment_is_told_four_weeks_and_three_days_before(clocks):
    # Monday 1 June less 28 days is 4 May, less 3 days Friday 29 May.
    found = clocks(BEGAN, f"2026-04-01 appointment-offered {APPOINTMENT}")
    assert (found["tell-of-appointment", "2026-06-01"].due, found["remind-of-appointment", "2026-06-01"].due) == ("2026-05-04", "2026-05-29")
    told = clocks(BEGAN, f"2026-04-01 appointment-offered {APPOINTMENT}", f"2026-04-01 appointment-told {APPOINTMENT}")
    assert (told["tell-of-appointment"].status, told["remind-of-appointment"].stopped) == ("met", None)


def test_an_appointment_at_short_notice_is_told_at_once(clocks):
    # Offered on Wednesday 27 May: two working days are Friday 29 May. Offered on Saturday 30 May: the reminder is due that day.
    assert clocks(BEGAN, f"2026-05-27 appointment-offered {APPOINTMENT}")["tell-of-appointment"].due == "2026-05-29"
    assert clocks(BEGAN, f"2026-05-30 appointment-offered {APPOINTMENT}")["remind-of-appointment"].due == "2026-05-30"
    # Offered on Sunday 31 May for the Monday: never after the appointment, though two working days are Tuesday 2 June.
    assert clocks(BEGAN, f"2026-05-31 appointment-offered {APPOINTMENT}")["tell-of-appointment"].due == "2026-06-01"


def test_two_appointments_are_told_each_for_itself(clocks):
    found = clocks(
        BEGAN, f"2026-04-01 appointment-offered {APPOINTMENT}", "2026-04-01 appointment-offered appointment_on=2026-06-15",
        f"2026-04-20 appointment-missed why=cancelled-by-provider {APPOINTMENT}", "2026-04-20 appointment-offered appointment_on=2026-06-22",
    )  # fmt: skip
    assert found.each("remind-of-appointment") == ["2026-06-15", "2026-06-22"]


@pytest.mark.parametrize("how, owed", [("did-not-attend", True), ("was-not-brought", True), ("cancelled-by-family", False), ("cancelled-by-provider", False)])
def test_who_did_not_come_is_followed_up(clocks, how, owed):
    assert ("follow-up-missed-appointment" in clocks(BEGAN, f"2026-05-01 appointment-missed why={how}")) is owed


def test_each_message_that_it_has_got_worse_is_answered_for_itself_and_whatever_becomes_of_the_referral(clocks):
    found = clocks(BEGAN, "2026-03-03 got-worse message=m1", "2026-03-04 got-worse-answered message=m1", "2026-03-04 got-worse message=m2",
                   "2026-03-04 discharged")  # fmt: skip
    assert (found["answer-got-worse", "m1"].status, found["answer-got-worse", "m2"].stopped) == ("met", None)
    duty = found.duties["answer-got-worse", "m2"]
    assert (duty.due, duty.owed_by) == ("2026-03-05", "clinician")


@pytest.mark.parametrize("harm, owed", [("none", False), ("low", False), ("moderate", True), ("severe", True)])
def test_moderate_harm_or_worse_is_reported_and_the_family_told_of_it(clocks, harm, owed):
    found = clocks(BEGAN, f"2026-03-06 harm-reviewed outcome={harm}", "2026-03-06 discharged")
    dues = {c.clock: c.due for c in found.clocks if c.clock in ("report-incident", "meet-duty-of-candour", "tell-designated-officer")}
    # After Friday 6 March: two working days to Tuesday 10 March, ten to Friday 20 March.
    everything = {"report-incident": "2026-03-10", "meet-duty-of-candour": "2026-03-20", "tell-designated-officer": "2026-03-10"}
    assert dues == (everything if owed else {})


def test_a_second_harm_is_reported_for_itself(clocks):
    found = clocks(BEGAN, "2026-03-06 harm-reviewed outcome=moderate", "2026-03-09 incident-reported", "2026-06-05 harm-reviewed outcome=severe")
    assert [c.stopped for c in found.all("report-incident")] == ["2026-03-09", None]


def test_that_it_got_worse_and_the_harm_are_the_services_own_notes():
    waiting = PATHWAYS[PATHWAY]
    own = {c.slug for c in waiting.clocks if c.kind_of_data == "own-service-clinical-note"}
    assert own == {
        "answer-got-worse", "review-harm", "review-harm-again", "review-harm-after-warning", "report-incident", "meet-duty-of-candour", "tell-designated-officer",
    }  # fmt: skip
    assert {c.kind_of_data for c in waiting.clocks} == {"own-service-clinical-note", "other-health-services"}
