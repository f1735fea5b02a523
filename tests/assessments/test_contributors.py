"""Whom the regulation has us ask, and when they are chased: SEND Regulations 2014 r.6(1), and our own published days."""

import datetime as dt

import pytest

from goldenthread.assessments.chasing import above, contributors_led_by, escalation_day, not_known_day, reminder_day
from goldenthread.assessments.contributors import Facts, proposed, roles_asked, unasked

ALWAYS = {"family", "health", "educational-psychologist", "social-care", "other-by-family"}


def slugs(facts, *added):
    return [p.contributor for p in proposed(facts, added)]


@pytest.mark.parametrize("setting, who", [("school", "education-setting"), ("college", "education-setting"), ("early-years", "early-years-setting"), ("", "education-other")])
def test_the_setting_or_whoever_is_responsible_for_education_is_asked(setting, who):
    assert set(slugs(Facts(setting, 3))) == ALWAYS | {who}


@pytest.mark.parametrize("year, asked", [(8, False), (9, True), (13, True), (None, False)])
def test_preparation_for_adulthood_is_asked_about_from_year_9(year, asked):
    assert ("preparation-for-adulthood" in slugs(Facts("school", year))) == asked


def test_a_parent_in_the_forces_adds_the_secretary_of_state_for_defence():
    assert "ministry-of-defence" in slugs(Facts("school", 3, parent_in_the_forces=True))


def test_an_officer_adds_others_and_none_of_the_required_can_be_taken_away():
    listed = proposed(Facts("school", 3), ["physiotherapist", "other-by-authority", "social-care", "burglar"])
    assert [p.contributor for p in listed if not p.required] == ["physiotherapist", "other-by-authority"]
    assert len([p for p in listed if p.contributor == "social-care"]) == 1


def test_whoever_is_required_and_was_not_asked_is_named_once_for_any_right_setting():
    required = proposed(Facts(setting="school"))
    assert [p.contributor for p in unasked(required, {"family", "education-other", "health", "other-by-family"})] == ["educational-psychologist", "social-care"]


def test_everybody_has_a_reason_and_its_rule_and_all_but_the_family_are_sent_what_the_family_gave():
    for p in proposed(Facts("school", 9)):
        assert p.reason
        assert p.cite.startswith("r.6(1)")
        assert p.encloses == (p.contributor != "family")


def test_the_education_adviser_is_or_asks_a_qualified_teacher_for_hearing_or_vision():
    [setting] = [p for p in proposed(Facts("school", 3)) if p.contributor == "education-setting"]
    assert "r.6(2)" in setting.note


def test_health_is_answered_by_health():
    assert roles_asked("health") == ("health-practitioner", "health-visitor")
    assert roles_asked("dietitian") == ("health-practitioner", "health-visitor")


DUE = dt.date(2026, 12, 14)


@pytest.mark.parametrize("days, day", [(-8, None), (-7, -7), (-2, -7), (-1, -1), (0, -1), (1, None)])
def test_reminders_stand_on_the_published_days_until_the_last_day_is_gone(days, day):
    found = reminder_day(DUE, DUE + dt.timedelta(days=days))
    assert found == (None if day is None else DUE + dt.timedelta(days=day))


def test_lateness_is_escalated_after_the_last_day_and_never_on_it():
    assert escalation_day(DUE, DUE) is None
    assert escalation_day(DUE, DUE + dt.timedelta(days=1)) == DUE + dt.timedelta(days=1)
    assert escalation_day(DUE, DUE + dt.timedelta(days=9)) == DUE + dt.timedelta(days=8)


def test_not_known_is_told_the_same_day():
    assert not_known_day(DUE, DUE) == DUE


def test_health_goes_to_the_icbs_lead_and_council_services_to_the_councils():
    assert [(a.role, a.body) for a in above("dietitian")] == [("head-of-service", "own"), ("dco", "icb")]
    assert [(a.role, a.body) for a in above("education-setting")] == [("head-teacher", "own"), ("la-send-manager", "council")]
    assert [a.role for a in above("social-care")] == ["dsco", "la-send-manager"]
    assert "la-send-manager" in [a.role for a in above("education-setting")]


def test_each_lead_sees_what_comes_to_them_and_the_familys_views_come_to_nobody():
    assert contributors_led_by("dco") is None
    assert contributors_led_by("dsco") == ("social-care",)
    assert "family" not in contributors_led_by("la-send-manager")
