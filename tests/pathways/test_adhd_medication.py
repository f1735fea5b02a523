"""What is to be checked while a child takes medication for ADHD, and who prescribes. Dates are worked out by hand beside each."""

from goldenthread.pathways import PATHWAYS

PATHWAY = "adhd-medication"
TEN = "2026-01-15 treatment-started date_of_birth=2015-06-20 prescriber=clinic"  # ten years old, eleven on 20 June 2026
TWELVE = "2026-01-15 treatment-started date_of_birth=2014-01-10 prescriber=clinic"


def dues(found, slug):
    return [(c.started, c.due, c.stopped) for c in found.all(slug)]


def test_height_is_measured_every_six_months_from_each_time_it_was(clocks):
    # Six months of 15 January end on 15 July, and of 31 August on 28 February.
    found = clocks(TEN, "2026-08-31 height-checked")
    assert dues(found, "height-check") == [("2026-01-15", "2026-07-15", "2026-08-31"), ("2026-08-31", "2027-02-28", None)]
    assert (found.all("height-check")[0].status, found.all("height-check")[0].kind) == ("late", "guidance")


def test_at_ten_and_under_weight_is_measured_every_three_months(clocks):
    found = clocks(TEN, "2026-04-10 weight-checked", "2026-06-19 weight-checked", "2026-09-18 weight-checked")
    assert dues(found, "weight-check") == [
        ("2026-01-15", "2026-04-15", "2026-04-10"),
        ("2026-04-10", "2026-07-10", "2026-06-19"),
        ("2026-06-19", "2026-09-19", "2026-09-18"),  # measured on the last day at ten
        ("2026-09-18", "2027-03-18", None),  # at eleven, eight months after starting: six months
    ]


def test_on_the_eleventh_birthday_a_child_is_over_ten(clocks):
    # Five months after starting is 15 June, so this one stands for that of six months.
    found = clocks(TEN, "2026-06-20 weight-checked")
    assert dues(found, "weight-check")[-1] == ("2026-06-20", "2026-12-20", None)


def test_over_ten_weight_is_measured_at_three_and_six_months_and_then_every_six(clocks):
    found = clocks(TWELVE, "2026-04-14 weight-checked", "2026-07-20 weight-checked")
    assert dues(found, "weight-check") == [
        ("2026-01-15", "2026-04-15", "2026-04-14"),
        ("2026-04-14", "2026-07-15", "2026-07-20"),  # six months after starting, not after the check
        ("2026-07-20", "2027-01-20", None),
    ]


def test_a_weight_taken_early_does_not_stand_for_the_one_at_three_or_at_six_months(clocks):
    # Two months after starting is 15 March, five is 15 June.
    early = clocks(TWELVE, "2026-03-14 weight-checked")
    assert dues(early, "weight-check")[-1] == ("2026-03-14", "2026-04-15", None)
    for on, due in (("2026-03-15", "2026-07-15"), ("2026-06-14", "2026-07-15"), ("2026-06-15", "2026-12-15")):
        assert dues(clocks(TWELVE, f"{on} weight-checked"), "weight-check")[-1] == (on, due, None)


def test_a_weight_on_the_day_of_starting_is_the_baseline_and_leaves_the_one_at_three_months(clocks):
    assert dues(clocks(TWELVE, "2026-01-15 weight-checked"), "weight-check") == [("2026-01-15", "2026-04-15", None)]
    assert not clocks("2026-01-08 weight-checked", "2026-01-08 height-checked").clocks


def test_a_course_that_begins_again_counts_from_its_own_start_and_leaves_the_first_as_it_was(clocks):
    found = clocks(TWELVE, "2026-04-14 weight-checked", "2026-05-01 treatment-stopped",
                   "2026-09-01 treatment-started date_of_birth=2014-01-10 prescriber=clinic")  # fmt: skip
    assert dues(found, "weight-check") == [("2026-01-15", "2026-04-15", "2026-04-14"), ("2026-09-01", "2026-12-01", None)]
    assert found["adult-prescriber"].due == "2031-01-09"


def test_heart_rate_and_blood_pressure_are_measured_every_six_months_and_before_and_after_a_change_of_dose(clocks):
    check = "heart-rate-and-blood-pressure-checked"
    planned = (TWELVE, "2026-03-02 dose-change-planned change_on=2026-03-16")
    before = clocks(*planned, as_at="2026-03-17")
    assert (before["check-before-dose-change"].due, before["check-before-dose-change"].status) == ("2026-03-16", "overdue")
    changed = (*planned, f"2026-03-16 {check}", "2026-03-16 dose-changed")
    found = clocks(*changed)
    assert found["check-before-dose-change"].status == "met"
    # What was measured on the day of the change was measured before it. 16 March + 28 days: 15 left in March, so 13 April.
    assert (found["check-after-dose-change"].due, found["check-after-dose-change"].stopped) == ("2026-04-13", None)
    assert clocks(*changed, f"2026-04-13 {check}")["check-after-dose-change"].status == "met"
    assert dues(found, "heart-rate-and-blood-pressure-check") == [("2026-01-15", "2026-07-15", "2026-03-16"), ("2026-03-16", "2026-09-16", None)]
    assert "check-before-dose-change" not in clocks(*planned, "2026-03-10 dose-change-called-off")


def test_a_specialist_reviews_at_least_each_year(clocks):
    found = clocks(TWELVE, "2027-01-15 specialist-review-held")
    assert dues(found, "specialist-review") == [("2026-01-15", "2027-01-15", "2027-01-15"), ("2027-01-15", "2028-01-15", None)]


def test_from_diagnosis_to_treatment_is_a_second_wait_without_a_limit(clocks):
    found = clocks("2025-02-03 adhd-diagnosed", as_at="2026-06-01")
    assert (found["diagnosis-to-treatment"].started, found["diagnosis-to-treatment"].due, found.stage) == ("2025-02-03", None, "waiting-treatment")
    assert clocks("2025-02-03 adhd-diagnosed", TWELVE)["diagnosis-to-treatment"].stopped == "2026-01-15"


def test_every_day_without_a_prescriber_is_an_alarm(clocks):
    ended = clocks(TWELVE, "2026-03-02 prescriber-ended", as_at="2026-03-03")["prescriber-of-record"]
    assert (ended.due, ended.status) == ("2026-03-02", "overdue")
    taken_over = clocks(TWELVE, "2026-03-02 prescriber-ended", "2026-03-02 prescriber-recorded prescriber=practice")
    assert taken_over["prescriber-of-record"].status == "met"
    # So does a practice that begins to prescribe.
    practice = clocks(TWELVE, "2026-03-02 prescriber-ended", "2026-03-13 shared-care-begun practice=F81001")
    assert (practice["prescriber-of-record"].stopped, practice["prescriber-of-record"].status) == ("2026-03-13", "late")
    # A practice that declines never prescribed: the specialist goes on.
    declined = clocks(TWELVE, "2026-03-02 shared-care-declined practice=F81001", as_at="2026-03-03")
    assert "prescriber-of-record" not in declined
    for over in ("withdrawn", "ended"):
        assert clocks(TWELVE, f"2026-03-02 shared-care-{over} practice=F81001", as_at="2026-03-03")["prescriber-of-record"].status == "overdue"


def test_a_last_day_of_prescribing_is_an_alarm_until_the_next_prescriber(clocks):
    found = clocks(f"{TWELVE} until_on=2026-04-14", "2026-04-10 prescriber-recorded prescriber=practice until_on=2026-10-09")
    assert [(c.due, c.status) for c in found.all("next-prescriber")] == [("2026-04-14", "met"), ("2026-10-09", "running")]
    assert "next-prescriber" not in clocks(TWELVE)


def test_shared_care_is_answered_and_reviewed_by_each_practice(clocks):
    found = clocks(
        TWELVE, "2026-04-20 shared-care-proposed practice=F81001", "2026-05-05 shared-care-accepted practice=F81001 review_on=2026-11-05",
        "2026-05-20 shared-care-begun practice=F81001", "2026-11-02 shared-care-reviewed practice=F81001 review_on=2027-11-02",
    )  # fmt: skip
    assert (found["shared-care-answer", "F81001"].stopped, found.stage) == ("2026-05-05", "shared-care")
    reviews = found.all("review-shared-care", "F81001")
    assert [(c.due, c.stopped) for c in reviews] == [("2026-11-05", "2026-11-02"), ("2027-11-02", None)]


def test_from_the_seventeenth_birthday_there_is_an_alarm_until_an_adult_prescriber_accepts(clocks):
    # Born on 10 January 2014: 16 and a half on 10 July 2030, 17 on 10 January 2031, 17 and a half on 10 July 2031.
    found = clocks(TWELVE, as_at="2031-01-10")
    alarm = found["adult-prescriber"]
    assert (alarm.due, alarm.status, alarm.kind) == ("2031-01-09", "overdue", "local")
    assert (found["reassess-for-adulthood"].due, found["tell-designated-officer"].due) == ("2030-07-09", "2031-07-09")
    assert clocks(TWELVE, as_at="2031-01-09")["adult-prescriber"].status == "running"
    asked = clocks(TWELVE, "2030-12-01 adult-prescriber-proposed prescriber=adult-clinic", as_at="2031-02-01")
    assert asked["adult-prescriber"].status == "overdue"  # to be asked is not to accept
    accepted = clocks(TWELVE, "2031-03-03 adult-prescriber-accepted prescriber=adult-clinic")
    assert (accepted["adult-prescriber"].status, accepted["tell-designated-officer"].status) == ("late", "met")


def test_a_clinicians_flag_is_answered_by_the_day_the_clinician_set(clocks):
    found = clocks(TWELVE, "2026-03-02 clinician-flagged what=appetite act_by=2026-03-06", as_at="2026-03-07")["answer-flag"]
    assert (found.due, found.status, found.kind) == ("2026-03-06", "overdue", "local")


def test_nothing_is_owed_once_treatment_has_ended(clocks):
    flagged = (TWELVE, "2026-02-02 clinician-flagged what=appetite act_by=2026-03-06", "2026-02-02 prescriber-ended")
    assert not clocks(*flagged, "2026-02-10 treatment-stopped").clocks


def test_all_of_it_is_medication_and_no_measurement_is_kept():
    medication = PATHWAYS[PATHWAY]
    assert {e.kind_of_data for e in medication.events.values() if e.slug != "corrected"} == {"medication"}
    assert not any(f.type == "number" for e in medication.events.values() for f in e.fields)


def test_an_alarm_of_age_is_never_due_before_treatment_began(clocks):
    # Born on 1 January 2007, so 17 and a half years old long before 5 January 2026.
    found = clocks("2026-01-05 treatment-started date_of_birth=2007-01-01 prescriber=x", as_at="2026-01-05")
    ages = ("reassess-for-adulthood", "adult-prescriber", "tell-designated-officer")
    assert [(found[slug].due, found[slug].status) for slug in ages] == [("2026-01-05", "running")] * 3
