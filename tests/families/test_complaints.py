"""A complaint is read by whoever made it and by those who lead casework, and by no setting, clinician or other parent."""

import datetime as dt
import re

import pytest
from django.db import DatabaseError, transaction

from goldenthread.cases.models import Case, Event
from goldenthread.families.complaints import open_its_case
from goldenthread.families.models import Complaint
from goldenthread.letters.models import Message
from goldenthread.people.models import SharingBasis
from goldenthread.science.remedies import proposed, remedies

from ..cases.pages.conftest import (
    LONG_AGO,
    TODAY,
    allocate,
    as_the_worker,
    day,
    get,
    organisation,
    post,
    practitioner,
    text_of,
)
from .test_pages import as_viewer, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def complained(home):
    """Joanna complains that the educational psychologist's advice is late; the queue opens the case."""
    home.ngozi = practitioner("Ngozi Ade", "la-send-manager", home.council, home.team)
    page = text_of(get(home.joanna, f"{home.page}complain/"))
    assert "was due on Friday 30 October 2026" in page
    key = next(v for v in _choices(home) if v != "other")
    assert post(home.joanna, f"{home.page}complain/", failed=key, of="council", text="Nobody told me that it was late.").status_code == 302
    home.complaint = Complaint.objects.get()
    opened(home)
    return home


def opened(home):
    with transaction.atomic(), as_the_worker():
        open_its_case(str(home.complaint.pk))
        open_its_case(str(home.complaint.pk))
    home.complaint.refresh_from_db()


def _choices(home):
    boxes = re.findall(r"<input[^>]*name=\"failed\"[^>]*>", get(home.joanna, f"{home.page}complain/").content.decode())
    return [re.search(r"value=\"([^\"]+)\"", box).group(1) for box in boxes]


def test_it_is_tied_to_the_step_that_failed_and_owed_by_the_manager_who_was_named(complained):
    c = complained.complaint
    assert (c.about, c.failed_case, c.to_name) == ("advice", complained.case.pk, "Ngozi Ade")
    assert Event.objects.filter(case=c.case).count() == 1
    # Tuesday 24 November: acknowledged and an offer by Tuesday 1 December, answered by Tuesday 8 December.
    page = said(complained.ngozi, "/my-work/")
    for task in ("Acknowledge the complaint", "Offer to put it right early", "Answer the complaint", "Say what went wrong"):
        assert task in page
    page = said(complained.ngozi, f"/complaints/{c.pk}/")
    assert "Nobody told me that it was late." in page
    assert "Answer the complaint, by Tuesday 8 December 2026" in page
    assert "Say sorry, in writing" in page


def test_whoever_answers_is_told_which_ways_are_not_safe(complained):
    path = f"/complaints/{complained.complaint.pk}/"
    assert "Do not reach" not in text_of(get(complained.ngozi, path))
    post(complained.joanna, f"/family/{complained.maya.pk}/how-to-tell/", unsafe=["phone", "post"])
    assert "Do not reach Joanna Whitfield by phone or text message or by letter." in text_of(get(complained.ngozi, path))


def test_no_limit_of_the_assessment_moves(complained):
    clocks = {(c.clock, c.about): c.due for c in complained.case.clocks.all()}
    assert clocks["advice", "educational-psychologist"] == day("2026-10-30")
    assert clocks["issue-final-plan", ""] == day("2026-12-28")


def test_no_setting_clinician_nor_other_parent_learns_of_it(complained):
    c = complained.complaint
    trust = organisation("TRUST:EAST", "Eastway", "nhs-provider")
    for body in (trust, complained.school):
        SharingBasis.objects.create(owner=complained.council, reader=body, purpose="Care", ground="Public task", kinds=["identity-and-contact", "ehc-request-and-stage", "complaints-and-tribunal"], valid_from=LONG_AGO)
    nell = practitioner("Nell Ward", "health-practitioner", trust)
    allocate(complained.maya, nell)
    allocate(complained.maya, complained.helen)
    senco = practitioner("Tom Reed", "setting-senco", complained.school)
    for someone in (nell, senco, complained.helen, complained.mark, complained.stranger):
        assert get(someone, f"/cases/{c.case}/").status_code == 404, someone.name
        assert get(someone, f"/complaints/{c.pk}/").status_code == 404, someone.name
        seen = as_viewer(someone, lambda v: (list(Complaint.objects.all()), list(Case.objects.filter(pk=c.case)), list(Event.objects.filter(case=c.case))))
        assert seen == ([], [], []), someone.name
    assert "complain" not in said(complained.mark, complained.page).split("If you are not happy")[0]
    assert "Nobody told me" not in said(complained.mark, complained.page)
    assert "You complained on Tuesday 24 November" in said(complained.joanna, complained.page)
    assert get(complained.joanna, f"/cases/{c.case}/").status_code == 200


def test_the_other_parent_reads_that_somebody_looked_and_not_at_what(complained):
    c = complained.complaint
    for path in (f"/complaints/{c.pk}/", f"/cases/{c.case}/", f"/cases/{c.case}/record/", f"/cases/{c.case}/record/complaint-acknowledged/"):
        assert get(complained.ngozi, path).status_code == 200, path
    looks = said(complained.mark, f"/children/{complained.maya.pk}/who-looked/")
    assert "Looked at the child’s record" in looks
    assert "omplain" not in looks


def test_the_answer_reaches_whoever_complained_by_a_message_that_names_nothing(complained):
    c = complained.complaint
    page = post(complained.ngozi, f"/complaints/{c.pk}/", outcome="upheld", text="You are right. We should have told you.")
    assert page.status_code == 302
    assert "You are right. We should have told you." in said(complained.joanna, complained.page)
    assert [(m.address, m.subject) for m in Message.objects.all()] == [("joanna@example.org", "There is news for you")]
    assert Event.objects.filter(case=c.case, event="stage-answered", on=TODAY).exists()
    assert "Answer the complaint" not in said(complained.ngozi, "/my-work/")


def test_bad_input_is_answered_beside_its_field_and_kept(complained):
    page = post(complained.joanna, f"{complained.page}complain/", failed="", text="It is all late.")
    assert page.status_code == 400
    for words in ("Select what it is about", "Select whom it is about", "It is all late."):
        assert words in text_of(page) + page.content.decode()
    assert Complaint.objects.count() == 1


def test_only_whoever_leads_answers_it_in_the_database_too(complained):
    def forge(_):
        return Complaint.objects.filter(pk=complained.complaint.pk).update(answer="x", answered_on=dt.date(2026, 11, 24))

    for someone in (complained.joanna, complained.priya, complained.mark):
        try:
            with transaction.atomic():
                changed = as_viewer(someone, forge)
        except DatabaseError:
            changed = 0
        assert changed == 0, someone.name


def test_remedies_are_proposed_by_published_rules_each_with_its_source():
    assert [r.slug for r in proposed("complete-review")] == ["apology", "do-it-now", "review-delay"]
    assert [r.slug for r in proposed("other")] == ["apology", "do-it-now"]
    assert next(r for r in remedies() if r.slug == "lost-provision").amount == "£900 to £2,400 for each term lost"
    assert all(r.source for r in remedies())


def test_the_public_rules_say_in_plain_words_which_were_not_compared_with_their_source(client):
    said = re.sub(r"\s+", " ", client.get("/how-we-put-things-right/").content.decode())
    assert "unverified" not in said
    assert said.count("We have not compared this with the Ombudsman’s own text yet.") == sum(not r.checked for r in remedies()) == 3
