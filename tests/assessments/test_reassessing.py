"""Reassessing a plan: who asked, the decision within fifteen days, and the council's own decision (s.44(2)-(3); r.23-27)."""

import pytest

from goldenthread.cases.models import Case, Event
from goldenthread.letters.models import Letter
from goldenthread.people.models import Relationship

from .conftest import allocate, case_of, child_of, day, get, post, practitioner, text_of  # type: ignore[attr-defined]
from .test_decide_pages import contacts_of, parent_of


@pytest.fixture
def planned(area):
    """Callum Reeve, who has had a plan since 2 March 2026. Today is 24 November."""
    contacts_of(area.council)
    area.callum = child_of(area.council, "Callum", "Reeve", postcode="")
    area.first = case_of(area.callum, ("request-received", day("2025-10-13"), {"by": "parent"}), ("final-plan-issued", day("2026-03-02")))
    area.plan = case_of(area.callum, ("plan-made", day("2026-03-02")), pathway="annual-review")
    area.mother = parent_of(area.callum, "Donna", "Reeve", "mother", email="donna@example.org", account=True)
    allocate(area.callum, area.priya)
    area.grace = practitioner("Grace Oyelaran", "la-send-manager", area.council)
    area.start = f"/children/{area.callum.pk}/reassess/"
    return area


def ask(area, by, received="2026-11-16", someone=None):
    year, month, of_month = received.split("-")
    return post(someone or area.priya, area.start, by=by, received_day=of_month, received_month=month, received_year=year)


def reassessment(area):
    return Case.objects.get(child=area.callum, pathway="reassessment")


def events_of(case):
    return list(Event.objects.filter(case=case).order_by("number").values_list("event", "on"))


def test_a_request_opens_a_reassessment_from_the_day_on_which_it_came(planned):
    answer = ask(planned, "parent")
    case = reassessment(planned)
    assert answer.headers["Location"] == f"/cases/{case.pk}/decide-to-reassess/"
    assert case.arose_from_id == planned.plan.pk
    assert events_of(case) == [("reassessment-requested", day("2026-11-16"))]
    page = text_of(get(planned.priya, f"/cases/{case.pk}/decide-to-reassess/"))
    # 16 November and fifteen days.
    assert "Decide by Tuesday 1 December 2026" in page
    # From 2 March to 24 November are more than eight months.
    assert "The last assessment ended on Monday 2 March 2026. That is more than six months before today" in page


def test_a_refusal_carries_the_right_of_appeal_and_the_plan_stays(planned):
    ask(planned, "setting")
    case = reassessment(planned)
    path = f"/cases/{case.pk}/decide-to-reassess/"
    refusal = {"way": "decided-not-to-reassess", "grounds": "not-necessary", "reasons": "The review of May looked at all of it.",
               "help_now": "The help in the plan goes on.", "call_times": "any weekday", "read_up_to": "1"}  # fmt: skip
    assert "The school or college asked." in text_of(get(planned.priya, path))
    preview = text_of(post(planned.priya, path, **refusal))
    # Two months of 24 November; the tribunal's limit then rolls from Sunday to Monday, the mediation adviser's does not.
    assert "contact the mediation adviser by Sunday 24 January 2027" in preview
    assert "5pm on Monday 25 January 2027" in preview
    assert "it is not necessary to assess Callum again" in preview
    assert "now stays in force" in preview
    assert post(planned.priya, path, **refusal, do="send").status_code == 302
    assert events_of(case)[-1] == ("decided-not-to-reassess", day("2026-11-24"))
    assert Letter.objects.get(case=case.pk).template == "decided-not-to-reassess"


def test_the_icb_is_never_refused(planned):
    ask(planned, "icb")
    path = f"/cases/{reassessment(planned).pk}/decide-to-reassess/"
    page = get(planned.priya, path).content.decode()
    assert "The ICB asked. The law then has us reassess (regulation 23)" in page
    assert 'value="decided-not-to-reassess"' not in page
    refused = post(planned.priya, path, way="decided-not-to-reassess", reasons="No.", read_up_to="1", do="send")
    assert refused.status_code == 200
    assert len(events_of(reassessment(planned))) == 1
    assert post(planned.priya, path, way="decided-to-reassess", read_up_to="1", do="send").status_code == 302
    # Fourteen weeks of 24 November.
    letter = Letter.objects.get(case=reassessment(planned).pk)
    assert "the new final plan by Tuesday 2 March 2027" in letter.content.text


def test_the_councils_own_decision_is_recorded_and_told_at_once(planned):
    answer = ask(planned, "own")
    case = reassessment(planned)
    assert answer.headers["Location"] == f"/cases/{case.pk}/ask-for-advice/"
    event = Event.objects.get(case=case)
    assert (event.event, event.on, event.fields) == ("decided-to-reassess", day("2026-11-24"), {"own_motion": True})
    assert Letter.objects.get(case=case.pk).template == "decided-to-reassess"


def test_nothing_is_recorded_where_nobody_can_be_told(planned):
    Relationship.objects.filter(child=planned.callum).update(valid_to=day("2026-01-01"))
    assert "Nothing was recorded" in text_of(ask(planned, "own"))
    assert not Case.objects.filter(pathway="reassessment").exists()


def test_a_second_press_opens_no_second_reassessment(planned):
    ask(planned, "parent")
    again = ask(planned, "parent")
    assert again.headers["Location"] == f"/cases/{reassessment(planned).pk}/"


def test_a_child_without_a_plan_has_none_to_reassess(planned):
    other = child_of(planned.council, "Zoe", "Price", postcode="")
    allocate(other, planned.priya)
    planned.start = f"/children/{other.pk}/reassess/"
    assert "there is none to reassess" in text_of(get(planned.priya, planned.start))
    assert "there is none to reassess" in text_of(ask(planned, "parent"))
    assert not Case.objects.filter(pathway="reassessment").exists()


def test_a_request_without_a_day_or_from_tomorrow_says_so_beside_the_field(planned):
    assert "Enter the day on which the request came" in text_of(post(planned.priya, planned.start, by="parent"))
    assert "must be today or in the past" in text_of(ask(planned, "parent", "2026-11-25"))
    assert not Case.objects.filter(pathway="reassessment").exists()


def test_a_parent_begins_none_on_this_page(planned):
    assert get(planned.mother, planned.start).status_code == 404
    assert ask(planned, "parent", someone=planned.mother).status_code == 404
