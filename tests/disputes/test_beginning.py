"""A mediation or an appeal is begun from the case of the decision, and cannot be begun without what it is about; what came by a file is asked for."""

import pytest

from goldenthread.cases.models import Case, ClockRow, Event
from goldenthread.disputes.models import Tie
from goldenthread.pathways.common.learning import TIE_WITHIN

from ..cases.pages.conftest import TODAY, case_of, day, get, post, practitioner, text_of
from ..families.test_pages import as_viewer, said

pytestmark = pytest.mark.django_db
DAY = {"on_day": "20", "on_month": "11", "on_year": "2026"}


@pytest.fixture
def refused(home):
    home.ngozi = practitioner("Ngozi Ade", "la-send-manager", home.council, home.team)
    home.refused = case_of(home.maya, ("request-received", day("2026-08-17"), {"by": "parent"}), ("decided-not-to-assess", day("2026-09-28")))
    home.at = f"/cases/{home.refused.pk}/disagree/"
    return home


def about(refused, words):
    from goldenthread.disputes.ties import choices_for

    return next(c.value for c in as_viewer(refused.ngozi, lambda v: choices_for(v, refused.refused, TODAY)) if words in c.words)


def test_an_appeal_is_begun_from_the_decision_tied_at_once_and_no_limit_moves(refused):
    before = {(c.clock, c.about): c.due for c in ClockRow.objects.filter(case__in=[refused.refused.pk, refused.case.pk])}
    assert "Begin a mediation or an appeal" in said(refused.ngozi, f"/cases/{refused.refused.pk}/")
    assert post(refused.ngozi, refused.at, what="tribunal-appeal", about=about(refused, "the decision of 28 September"), **DAY).status_code == 302
    made = Case.objects.get(pathway="tribunal-appeal")
    assert (made.arose_from_id, made.kind_of_data, made.opened_on) == (refused.refused.pk, "complaints-and-tribunal", day("2026-11-20"))
    assert Tie.objects.get().clock == "lodge-appeal"
    assert "It is about: EHC needs assessment: the decision of 28 September 2026." in said(refused.priya, f"/cases/{made.pk}/")
    # The family's time to appeal is used: it stops on that day, and no last day is another.
    assert Event.objects.filter(event="appeal-lodged", on=day("2026-11-20")).count() == 1
    assert ClockRow.objects.get(case=refused.refused.pk, clock="lodge-appeal").stopped == day("2026-11-20")
    after = {(c.clock, c.about): c.due for c in ClockRow.objects.filter(case__in=[refused.refused.pk, refused.case.pk])}
    # Nobody need contact a mediation adviser any more; no other clock is gone, and none has another day.
    assert after == {key: due for key, due in before.items() if key[0] != "contact-mediation-adviser"}


def test_a_form_that_is_sent_twice_begins_one_case(refused):
    the_decision = about(refused, "the decision of 28 September")
    for _ in range(2):
        answer = post(refused.ngozi, refused.at, what="tribunal-appeal", about=the_decision, **DAY)
        assert answer["Location"] == f"/cases/{Case.objects.get(pathway='tribunal-appeal').pk}/"
    assert Event.objects.filter(event="appeal-lodged").count() == 1
    for _ in range(2):
        post(refused.ngozi, refused.at, what="mediation", issues=["education"], about=the_decision, **DAY)
    assert Case.objects.filter(pathway="mediation").count() == 1
    # What was withdrawn can be begun again.
    wrong = Event.objects.get(event="mediation-requested")
    post(refused.ngozi, f"/cases/{wrong.case_id}/correct/{wrong.pk}/", read_up_to="1", wrong_because="Another child", what_is_right="withdrawn")
    post(refused.ngozi, refused.at, what="mediation", issues=["education"], about=the_decision, **DAY)
    assert Case.objects.filter(pathway="mediation").count() == 2


def test_a_mediation_needs_what_is_in_issue_and_each_needs_what_it_is_about(refused):
    page = post(refused.ngozi, refused.at, what="mediation", **DAY)
    assert page.status_code == 400
    for words in ("Select what is in issue", "Select at least one decision, step or clause"):
        assert words in text_of(page)
    later = post(refused.ngozi, refused.at, what="tribunal-appeal", about=about(refused, "the decision"), on_day="25", on_month="11", on_year="2026")
    assert "must be today or in the past" in text_of(later)
    assert not Case.objects.filter(pathway__in=("mediation", "tribunal-appeal")).exists()
    assert post(refused.ngozi, refused.at, what="mediation", issues=["education"], about=about(refused, "was due on Friday 30 October 2026"), **DAY).status_code == 302
    # Thirty days of Friday 20 November: Sunday 20 December.
    assert ClockRow.objects.get(case__pathway="mediation", clock="arrange-mediation").due == day("2026-12-20")
    assert Tie.objects.get().clock == "advice"
    assert not Event.objects.filter(case=refused.refused.pk, event="appeal-lodged").exists()


def test_only_whoever_leads_the_casework_begins_one(refused):
    senco = practitioner("Tom Reed", "setting-senco", refused.school)
    for someone in (refused.priya, senco, refused.helen, refused.joanna, refused.mark, refused.stranger):
        assert get(someone, refused.at).status_code == 404, someone.name
        assert post(someone, refused.at, what="mediation", issues=["education"], about="x", **DAY).status_code == 404, someone.name
    assert "Begin a mediation or an appeal" not in said(refused.priya, f"/cases/{refused.refused.pk}/")


def test_what_came_by_a_file_is_asked_for_until_it_is_tied_and_is_then_never_left_about_nothing(refused):
    loaded = case_of(refused.maya, ("mediation-requested", day("2026-11-16"), {"issues": ["education"]}), pathway="mediation")
    Case.objects.filter(pk=loaded.pk).update(kind_of_data="complaints-and-tribunal")
    assert TIE_WITHIN == 5
    # Five working days of Monday 16 November: Monday 23 November, which was yesterday.
    work = said(refused.priya, "/my-work/")
    assert "Say what it is about" in work
    assert "It is not said yet which step or clause it is about." in said(refused.priya, f"/cases/{loaded.pk}/")
    assert "not said yet which step" not in said(refused.joanna, f"/cases/{loaded.pk}/")
    at = f"/cases/{loaded.pk}/what-it-is-about/"
    assert post(refused.priya, at).status_code == 400
    assert post(refused.priya, at, about=about(refused, "the decision of 28 September")).status_code == 302
    assert post(refused.priya, at).status_code == 400
    assert Tie.objects.filter(case=loaded.pk).count() == 1
    assert "Say what it is about" not in said(refused.priya, "/my-work/")
