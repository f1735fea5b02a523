"""SEND navigators of the council have a caseload of their own: an ordinary record of the council, which no family, setting or clinician reads."""

import pytest
from django.db import DatabaseError, transaction

from goldenthread.access.viewer import become
from goldenthread.families.models import Navigation, NavigatorNote
from goldenthread.families.navigators import navigations

from ..cases.pages.conftest import get, organisation, post, practitioner, text_of
from .test_pages import as_viewer, said

pytestmark = pytest.mark.django_db
NEW = {"family": "Mrs Whitfield", "contact": "01632 960001", "about": "process", "asked": "What comes after the advice?", "next_step": "Ring her back", "next_on_day": "27", "next_on_month": "11", "next_on_year": "2026"}


@pytest.fixture
def surgery(home):
    home.nina = practitioner("Nina Vance", "send-navigator", home.council)
    home.omar = practitioner("Omar Reed", "send-navigator", home.council)
    home.ngozi = practitioner("Ngozi Ade", "la-send-manager", home.council, home.team)
    return home


def noted(surgery, **more):
    answer = post(surgery.nina, "/navigators/new/", **{**NEW, "reference": surgery.maya.reference, **more})
    assert answer.status_code == 302, text_of(answer)
    return Navigation.objects.get()


def test_a_family_is_noted_helped_handed_over_and_closed(surgery):
    one = noted(surgery)
    assert one.child == surgery.maya
    page = said(surgery.nina, "/my-work/")
    assert "Ring her back" in page
    assert "Maya Whitfield" in page
    at = f"/navigators/{one.pk}/"
    post(surgery.nina, at, do="note", text="Explained the draft.", next_step="Send the leaflet", next_on_day="1", next_on_month="12", next_on_year="2026")
    assert "Explained the draft." in said(surgery.nina, at)
    post(surgery.nina, at, do="hand", to=str(surgery.omar.user.pk))
    assert "Send the leaflet" in said(surgery.omar, "/my-work/")
    assert "Send the leaflet" not in said(surgery.nina, "/my-work/")
    post(surgery.omar, at, do="close", outcome="answered")
    assert "Closed on Tuesday 24 November 2026" in said(surgery.omar, at)


def test_a_family_that_is_sent_twice_is_noted_once(surgery):
    one = noted(surgery)
    assert noted(surgery).pk == one.pk
    # Whoever went back to put the next step right, and pressed again, has that one.
    assert (noted(surgery, next_step="Ring on Friday").pk, noted(surgery, next_step="Ring on Friday").next_step) == (one.pk, "Ring on Friday")


def test_a_family_on_no_record_is_helped_too_and_a_wrong_reference_is_said(surgery):
    page = post(surgery.nina, "/navigators/new/", **{**NEW, "reference": "GT-99999"})
    assert page.status_code == 400
    assert "No child has this reference" in text_of(page)
    assert "What comes after the advice?" in page.content.decode()
    one = noted(surgery, reference="")
    assert one.child is None
    assert "Mrs Whitfield" in said(surgery.nina, "/my-work/")


def test_the_councils_casework_reads_it_and_nobody_else(surgery):
    one = noted(surgery)
    at = f"/navigators/{one.pk}/"
    for someone in (surgery.priya, surgery.ngozi, surgery.omar):
        assert "What comes after the advice?" in said(someone, at), someone.name
    senco = practitioner("Tom Reed", "setting-senco", surgery.school)
    kate = practitioner("Kate Delaney", "sendiass", organisation("SENDIASS:X", "Essex SENDIASS", "sendiass"))
    for someone in (surgery.joanna, surgery.mark, senco, kate, surgery.helen, surgery.stranger):
        assert get(someone, at).status_code == 404, someone.name
        assert as_viewer(someone, lambda _: (list(Navigation.objects.all()), list(NavigatorNote.objects.all()))) == ([], []), someone.name
    # Whoever reads it writes nothing in it.
    assert post(surgery.ngozi, at, do="close", outcome="answered").status_code == 404
    try:
        with transaction.atomic():
            changed = as_viewer(surgery.priya, lambda _: Navigation.objects.update(outcome="stopped"))
    except DatabaseError:
        changed = 0
    assert changed == 0


def test_a_child_whose_record_is_sealed_is_in_no_caseload_by_the_application_alone(surgery):
    noted(surgery)
    surgery.maya.sealed = True
    surgery.maya.save()
    with transaction.atomic():
        # As the owner of the tables, whom row-level security does not bind.
        assert not navigations(become(surgery.nina.user.pk)).exists()


def test_a_navigator_reads_no_plan_advice_or_complaint(surgery):
    case = surgery.case
    assert get(surgery.nina, f"/cases/{case.pk}/plan/").status_code == 404
    assert get(surgery.nina, "/complaints/").status_code == 404
    assert get(surgery.nina, f"/children/{surgery.maya.pk}/offer-early/").status_code == 404


def test_a_next_step_in_the_past_is_refused_in_words_and_nothing_typed_is_lost(surgery):
    page = post(surgery.nina, "/navigators/new/", **{**NEW, "reference": "", "next_on_day": "23"})
    assert page.status_code == 400
    # "By when" on Monday 23 November, which was yesterday.
    assert "must be today or later" in text_of(page)
    assert "What comes after the advice?" in page.content.decode()
    assert not Navigation.objects.exists()
