"""Every family whose step failed is offered to have it put right, complained or not; no right and no last day changes by it."""

import pytest
from django.db import DatabaseError, transaction

from goldenthread.access.models import User
from goldenthread.access.policy import Refused
from goldenthread.cases.models import Case, ClockRow, Event
from goldenthread.families.early import contacted, put_on_case
from goldenthread.families.models import EarlyOffer
from goldenthread.people.models import Relationship, SharingBasis

from ..cases.pages.conftest import (
    LONG_AGO,
    TODAY,
    allocate,
    as_the_worker,
    case_of,
    child_of,
    day,
    get,
    organisation,
    post,
    practitioner,
    text_of,
)
from .conftest import parent_of
from .test_pages import as_viewer, said

pytestmark = pytest.mark.django_db
OFFER = "Offer the family to put it right"


def put_on():
    with transaction.atomic(), as_the_worker():
        for made in EarlyOffer.objects.all():
            put_on_case(str(made.pk))
            put_on_case(str(made.pk))


def test_whoever_did_not_complain_is_told_plainly_and_offered_it(home):
    page = said(home.joanna, home.page)
    assert "We can put this right with you now" in page
    # The psychologist's advice was due six weeks from Friday 18 September: Friday 30 October.
    assert "Educational psychologist: the report was due on Friday 30 October 2026. We do not have it yet." in page
    assert "Give advice" not in page, "that is what it is called at work"
    assert "We are sorry" in page
    assert "Every family gets this" in page
    assert get(home.joanna, f"{home.page}put-right/").status_code == 200


def test_nothing_is_offered_where_nothing_failed_or_an_exception_lifts_it(home):
    from goldenthread.cases.projection import project

    from ..cases.pages.conftest import add_event

    add_event(home.case, 6, "exception-recorded", day("2026-10-20"), {"clock": "advice", "ground": "missed-appointment", "reason": "x", "contributor": "educational-psychologist", "missed_on": "2026-10-20"})
    Case.objects.filter(pk=home.case.pk).update(last_number=6)
    project(home.case.pk)
    assert "We can put this right" not in said(home.joanna, home.page)
    assert get(home.joanna, f"{home.page}put-right/").status_code == 404
    assert OFFER not in said(home.priya, "/my-work/")
    assert OFFER.lower() not in said(home.priya, f"/cases/{home.case.pk}/").lower()


def test_the_last_day_to_appeal_is_said_and_does_not_move(home):
    refused = case_of(home.maya, ("request-received", day("2026-07-01"), {"by": "parent"}), ("decided-not-to-assess", day("2026-09-28")))
    before = sorted(ClockRow.objects.filter(case=refused).values_list("clock", "due", "stopped"))
    page = said(home.joanna, f"{home.page}put-right/")
    # Two months from Monday 28 September: Saturday 28 November, which rolls to Monday 30 November for the tribunal alone.
    assert "Appeal to the tribunal: the last day is still Monday 30 November 2026" in page
    assert post(home.joanna, f"{home.page}put-right/", answer="accepted", wish="A call").status_code == 302
    put_on()
    assert sorted(ClockRow.objects.filter(case=refused).values_list("clock", "due", "stopped")) == before


def test_an_officer_owes_a_contact_until_it_is_made(home):
    page = said(home.priya, "/my-work/")
    assert OFFER in page
    on_case = f"/cases/{home.case.pk}/"
    assert OFFER.lower() in said(home.priya, on_case).lower()
    to = home.joanna.person.pk
    path = f"/children/{home.maya.pk}/offer-early/"
    assert "Joanna Whitfield, mother" in said(home.priya, path)
    assert post(home.priya, path, to=str(to), way="call", text="I am sorry. We see Maya by 4 December.", answer="none").status_code == 302
    put_on()
    assert OFFER not in said(home.priya, "/my-work/")
    assert OFFER.lower() not in said(home.priya, on_case).lower()
    assert "I am sorry. We see Maya by 4 December." in said(home.joanna, home.page)
    made = EarlyOffer.objects.get()
    assert [e.event for e in Event.objects.filter(case=made.case).order_by("number")] == ["early-resolution-offered"]
    assert post(home.joanna, f"{home.page}put-right/", answer="declined", wish="").status_code == 302
    put_on()
    assert [e.fields.get("answer") for e in Event.objects.filter(case=made.case).order_by("number")] == [None, "declined"]


def test_an_offer_that_is_sent_twice_is_made_once(home):
    for _ in range(2):
        post(home.priya, f"/children/{home.maya.pk}/offer-early/", to=str(home.joanna.person.pk), way="call", text="I am sorry.", answer="none")
    put_on()
    made = EarlyOffer.objects.get()
    assert Event.objects.filter(case=made.case, event="early-resolution-offered").count() == 1


def test_a_family_that_wants_it_is_spoken_with_and_reads_what_was_agreed(home):
    assert post(home.joanna, f"{home.page}put-right/", answer="accepted", wish="See Maya before Christmas.").status_code == 302
    put_on()
    made = EarlyOffer.objects.get()
    page = said(home.priya, "/my-work/")
    assert "Talk with the family: it wants this put right early" in page
    assert "See Maya before Christmas." in said(home.priya, f"/put-right/{made.pk}/")
    assert post(home.priya, f"/put-right/{made.pk}/", answer="accepted", agreed="A psychologist sees Maya on 1 December.").status_code == 302
    assert "A psychologist sees Maya on 1 December." in said(home.joanna, home.page)
    assert "Talk with the family" not in said(home.priya, "/my-work/")
    assert ClockRow.objects.filter(case=made.case, clock="find-the-cause").exists()


def test_what_one_officer_agreed_with_the_family_is_not_written_over_by_another(home):
    post(home.joanna, f"{home.page}put-right/", answer="accepted", wish="")
    put_on()
    read_before = EarlyOffer.objects.get()
    as_viewer(home.priya, lambda v: contacted(v, read_before, agreed="A psychologist sees Maya on 1 December.", answer="accepted", on=TODAY))
    with pytest.raises(Refused):
        as_viewer(home.priya, lambda v: contacted(v, read_before, agreed="Nothing.", answer="declined", on=TODAY))
    assert EarlyOffer.objects.get().agreed == "A psychologist sees Maya on 1 December."


def test_no_barred_parent_other_parent_setting_or_clinician_learns_of_it(home):
    dad = parent_of(home.maya, "Ivan", "Barred", "father")
    Relationship.objects.filter(person=dad.person).update(parental_responsibility=False, has_care=False)
    offering = said(home.priya, f"/children/{home.maya.pk}/offer-early/")
    assert "Ivan Barred" not in offering
    assert get(dad, home.page).status_code == 404
    assert get(dad, f"{home.page}put-right/").status_code == 404
    forged = post(home.priya, f"/children/{home.maya.pk}/offer-early/", to=str(dad.person.pk), way="call", text="x", answer="none")
    assert forged.status_code == 400
    post(home.joanna, f"{home.page}put-right/", answer="accepted", wish="Only I said this.")
    put_on()
    made = EarlyOffer.objects.get()
    trust = organisation("TRUST:EAST", "Eastway", "nhs-provider")
    for body in (trust, home.school):
        SharingBasis.objects.create(owner=home.council, reader=body, purpose="Care", ground="Public task", kinds=["identity-and-contact", "ehc-request-and-stage", "complaints-and-tribunal"], valid_from=LONG_AGO)
    nell = practitioner("Nell Ward", "health-practitioner", trust)
    allocate(home.maya, nell)
    senco = practitioner("Tom Reed", "setting-senco", home.school)
    for someone in (home.mark, dad, nell, senco, home.stranger):
        seen = as_viewer(someone, lambda v: (list(EarlyOffer.objects.all()), list(Case.objects.filter(pk=made.case)), list(Event.objects.filter(case=made.case))))
        assert seen == ([], [], []), someone.name
        assert get(someone, f"/put-right/{made.pk}/").status_code == 404
    assert "Only I said this." not in said(home.mark, f"{home.page}put-right/")


def test_nobody_answers_for_another_in_the_database_too(home):
    post(home.joanna, f"{home.page}put-right/", answer="declined", wish="")
    for someone in (home.mark, home.stranger):
        try:
            with transaction.atomic():
                changed = as_viewer(someone, lambda _: EarlyOffer.objects.update(answer="accepted"))
        except DatabaseError:
            changed = 0
        assert changed == 0, someone.name
    assert EarlyOffer.objects.get().answer == "declined"


def test_bad_input_is_answered_beside_its_field_and_kept(home):
    page = post(home.joanna, f"{home.page}put-right/", answer="", wish="A call, please.")
    assert page.status_code == 400
    assert "Select yes or no" in text_of(page)
    assert "A call, please." in page.content.decode()
    page = post(home.priya, f"/children/{home.maya.pk}/offer-early/", to="", way="", text="We are sorry.", answer="")
    assert page.status_code == 400
    for words in ("Select whom you spoke or wrote to", "Select how", "Select what they said"):
        assert words in text_of(page)
    assert "We are sorry." in page.content.decode()
    assert not EarlyOffer.objects.exists()


def test_it_can_be_asked_of_the_page_alone_and_the_rule_holds_for_a_year(home):
    from goldenthread.cases.queries_clocks import ClockFacts
    from goldenthread.families.early import is_broken

    def clock(due, stopped=None, excused=None, kind="law", owed="authority"):
        return ClockFacts(home.case.pk, "x", "", day("2025-01-01"), due, None, stopped, excused, "", kind, False, owed)

    assert is_broken(clock(day("2026-11-23")), TODAY)
    assert not is_broken(clock(TODAY), TODAY)
    assert is_broken(clock(day("2026-11-01"), stopped=day("2026-11-02")), TODAY)
    assert not is_broken(clock(day("2026-11-01"), stopped=day("2026-11-01")), TODAY)
    assert not is_broken(clock(day("2026-11-01"), excused=day("2026-10-20")), TODAY)
    assert not is_broken(clock(day("2026-11-01"), kind="local"), TODAY)
    assert not is_broken(clock(day("2026-11-01"), owed="family"), TODAY)
    assert not is_broken(clock(day("2025-11-20")), TODAY)
    assert User.objects.exists()


def test_a_family_without_an_officer_is_not_forgotten(home):
    """Ola has no case officer. The advice was due on Tuesday 10 November: whoever leads the casework is shown it, until an offer is made."""
    ngozi = practitioner("Ngozi Ade", "la-send-manager", home.council, home.team)
    ola = child_of(home.council, "Ola", "Reed")
    parent_of(ola, "Rita", "Reed")
    case_of(ola, ("request-received", day("2026-09-01"), {"by": "parent"}), ("decided-to-assess", day("2026-09-29")), ("advice-requested", day("2026-09-29"), {"contributor": "educational-psychologist"}))
    page = said(ngozi, "/complaints/")
    assert "1 family whose step failed has no case officer" in page
    assert "was due on Tuesday 10 November 2026, not done yet" in page
    assert "Ola Reed" in page
    # Maya has Priya Nair, whose list of work holds it.
    assert "Maya Whitfield" not in page
    who = text_of(get(ngozi, f"/children/{ola.pk}/offer-early/"))
    assert "Rita Reed" in who
    person = Relationship.objects.get(child=ola).person_id
    assert post(ngozi, f"/children/{ola.pk}/offer-early/", to=str(person), way="call", text="We are sorry.", answer="none").status_code == 302
    assert "no case officer" not in said(ngozi, "/complaints/")
