"""The body complained of answers (SI 2009/309): an NHS body's own complaints manager, and of two bodies one leads and gives one answer."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from goldenthread.access.models import AccessLog, RoleGrant
from goldenthread.cases.models import Case, ClockRow, Event
from goldenthread.families import complaint_whose
from goldenthread.families.complaint_about import Failed
from goldenthread.families.complaint_whose import Whose, whose_it_is
from goldenthread.families.complaints import A_DAY, complain, open_its_case
from goldenthread.families.models import Complaint
from goldenthread.letters.models import Message
from goldenthread.people.models import Bar, Cover, SharingBasis

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
def trust(home):
    """A council, a trust and a board, each with whoever answers complaints; the council shares with both what it shares in the demo."""
    home.ngozi = practitioner("Ngozi Ade", "la-send-manager", home.council, home.team)
    home.trust, home.board = organisation("TRUST:EAST", "Eastway", "nhs-provider"), organisation("ICB:ESSEX", "NHS Essex", "icb")
    organisation("TRUST:NOBODY", "Saltmarsh", "nhs-provider")
    for body in (home.trust, home.board):
        SharingBasis.objects.create(owner=home.council, reader=body, purpose="Care", ground="Public task", kinds=["identity-and-contact", "ehc-request-and-stage", "complaints-and-tribunal"], valid_from=LONG_AGO)
    home.wyn = practitioner("Wyn Calder", "complaints-manager", home.trust)
    home.pat = practitioner("Pat Ingram", "complaints-manager", home.board)
    home.complain = f"{home.page}complain/"
    return home


def made(home, *bodies, text="The ward never rang."):
    assert post(home.joanna, home.complain, failed="other", of=[b if isinstance(b, str) else str(b.pk) for b in bodies], text=text).status_code == 302
    found = Complaint.objects.get(text=text)
    with transaction.atomic(), as_the_worker():
        open_its_case(str(found.pk))
    found.refresh_from_db()
    return found


def test_a_family_chooses_whom_it_is_about_and_those_who_answer_nobody_are_not_offered(trust):
    page = text_of(get(trust.joanna, trust.complain))
    for words in ("The council", "Eastway", "NHS Essex. Choose it too if you do not know which NHS service it is"):
        assert words in page
    assert "Saltmarsh" not in page


def test_a_complaint_about_the_nhs_is_owned_and_answered_by_the_nhs_body(trust):
    c = made(trust, trust.trust)
    assert (c.owner, c.of, c.to_name, Case.objects.get(pk=c.case).owner) == (trust.trust, "nhs", "Wyn Calder", trust.trust)
    # Three working days of Tuesday 24 November: Friday 27 November.
    assert ClockRow.objects.get(case=c.case, clock="acknowledge-complaint").due == day("2026-11-27")
    assert "Acknowledge the complaint" in said(trust.wyn, "/my-work/")
    assert "Maya Whitfield" in said(trust.wyn, "/complaints/")
    assert "The ward never rang." in said(trust.wyn, f"/complaints/{c.pk}/")
    # The child's case officer, who reads nothing of it, is not said to owe it.
    for someone, who in ((trust.wyn, "You"), (trust.joanna, "Wyn Calder")):
        owing = said(someone, f"/cases/{c.case}/").partition("acknowledge the complaint")[0][-60:]
        assert (who in owing, "Priya" in owing) == (True, False), (someone.name, owing)
    assert get(trust.wyn, f"/cases/{c.case}/record/complaint-acknowledged/").status_code == 200
    assert post(trust.wyn, f"/complaints/{c.pk}/", outcome="upheld", text="We should have rung.").status_code == 302
    page = said(trust.joanna, f"{trust.page}complaints/{c.pk}/")
    for words in ("Eastway answers.", "We should have rung.", "Parliamentary and Health Service Ombudsman", "Go by Wednesday 24 November 2027"):
        assert words in page
    assert "Local Government" not in page
    assert "Ask for the next stage" not in page
    assert post(trust.joanna, f"{trust.page}complaints/{c.pk}/", step="next-stage", text="x").status_code == 404
    assert [(m.address, m.subject) for m in Message.objects.all()] == [("joanna@example.org", "There is news for you")]


def test_nobody_of_the_council_nor_any_clinician_reads_a_complaint_about_the_nhs(trust):
    c = made(trust, trust.trust)
    nell = practitioner("Nell Ward", "health-practitioner", trust.trust)
    allocate(trust.maya, nell)
    others = [nell, practitioner("Olu Day", "health-service-manager", trust.trust), practitioner("Amara Osei", "dco", trust.board), practitioner("Tom Reed", "setting-senco", trust.school)]
    for someone in (trust.ngozi, trust.priya, trust.helen, trust.mark, trust.stranger, trust.pat, *others):
        assert get(someone, f"/complaints/{c.pk}/").status_code == 404, someone.name
        assert get(someone, f"/cases/{c.case}/").status_code == 404, someone.name
        seen = as_viewer(someone, lambda v: (list(Complaint.objects.all()), list(Case.objects.filter(pk=c.case)), list(Event.objects.filter(case=c.case)), list(ClockRow.objects.filter(case=c.case))))
        assert seen == ([], [], [], []), someone.name
    assert "The ward never rang." not in said(trust.ngozi, "/complaints/")
    assert "omplain" not in said(trust.priya, f"/children/{trust.maya.pk}/")


def test_whoever_answers_for_the_nhs_reads_no_more_than_who_the_child_is(trust):
    council = made(trust, "council", text="You never told me.")
    assert get(trust.wyn, f"/complaints/{council.pk}/").status_code == 404
    assert as_viewer(trust.wyn, lambda v: v.grants and list(Case.objects.all())) in ([], ())
    made(trust, trust.trust)
    found = as_viewer(trust.wyn, lambda v: {c.pathway for c in Case.objects.all()})
    assert found == {"complaint"}
    assert as_viewer(trust.wyn, lambda v: [c.text for c in Complaint.objects.all()]) == ["The ward never rang."]
    for path in (f"/cases/{trust.case.pk}/", f"/cases/{council.case}/"):
        assert get(trust.wyn, path).status_code == 404


def test_one_of_two_bodies_leads_and_the_other_gives_its_part(trust):
    c = made(trust, trust.trust, "council", text="You blame each other.")
    assert (c.owner, c.with_body, c.of, c.to_name) == (trust.council, trust.trust, "council", "Ngozi Ade")
    own = said(trust.joanna, f"{trust.page}complaints/{c.pk}/")
    for words in ("It is about Eastway too. You get one answer from the two.", "Local Government and Social Care Ombudsman, about the council", "Parliamentary and Health Service Ombudsman, about the NHS service"):
        assert words in own
    assert "It has not given its part yet" in said(trust.ngozi, f"/complaints/{c.pk}/")
    assert "Give your part" in said(trust.wyn, "/complaints/")
    path = f"/complaints/{c.pk}/"
    assert "You blame each other." in said(trust.wyn, path)
    assert get(trust.wyn, f"/cases/{c.case}/").status_code == 404
    page = post(trust.wyn, path, text="")
    assert (page.status_code, "Write what your body says first" in text_of(page)) == (400, True)
    # The other may not answer, whatever it sends.
    assert post(trust.wyn, path, text="Our letter went on 2 November.", outcome="upheld").status_code == 302
    c.refresh_from_db()
    assert (c.part, c.part_by_name, c.part_on, c.answered_on) == ("Our letter went on 2 November.", "Wyn Calder", TODAY, None)
    again = post(trust.wyn, path, text="Another.")
    assert (again.status_code, "Another." in again.content.decode()) == (409, True)
    assert "Our letter went on 2 November." in said(trust.ngozi, path)
    assert "Our letter went" not in said(trust.joanna, f"{trust.page}complaints/{c.pk}/")
    assert post(trust.ngozi, path, outcome="upheld", text="We are both sorry.").status_code == 302
    assert "We are both sorry." in said(trust.wyn, path)
    assert get(trust.pat, path).status_code == 404


def test_the_body_whose_step_failed_leads_and_else_the_council():
    council, trust, board = (complaint_whose.UUID(int=n) for n in (1, 2, 3))
    assert whose_it_is([str(trust), "council"], council) == complaint_whose.Whose(council, trust)
    assert whose_it_is(["council", str(trust)], council, trust) == complaint_whose.Whose(trust, council)
    assert whose_it_is([str(trust), str(board)], council) == complaint_whose.Whose(trust, board)
    assert whose_it_is([str(trust), str(board)], council, board) == complaint_whose.Whose(board, trust)
    assert whose_it_is(["council"], council, trust) == complaint_whose.Whose(council, None)


def test_three_bodies_or_one_that_answers_nobody_are_not_taken_and_what_was_typed_is_kept(trust):
    page = post(trust.joanna, trust.complain, failed="other", of=["council", str(trust.trust.pk), str(trust.board.pk)], text="All of you.")
    assert (page.status_code, "Choose at most two" in text_of(page), "All of you." in page.content.decode()) == (400, True, True)
    assert post(trust.joanna, trust.complain, failed="other", of=[str(trust.school.pk)], text="All of you.").status_code == 400

    def forge(_):
        Complaint.objects.bulk_create([Complaint(child=trust.maya, owner=trust.school, of="nhs", about="other", text="x", made_by=trust.joanna.pk, made_by_name="J", made_on=TODAY)])

    with pytest.raises(DatabaseError), transaction.atomic():
        as_viewer(trust.joanna, forge)


def test_ten_complaints_are_taken_in_a_day_and_the_next_keeps_its_words(trust):
    for n in range(A_DAY):
        assert post(trust.joanna, trust.complain, failed="other", of=["council", str(trust.trust.pk)][n % 2], text=f"Number {n}").status_code == 302
    page = post(trust.joanna, trust.complain, failed="other", of="council", text="Number eleven")
    assert page.status_code == 400
    assert "You have complained many times today, and this was not kept" in text_of(page)
    assert "Number eleven" in page.content.decode()
    assert Complaint.objects.count() == A_DAY
    # The same words again are the same complaint, and no new one.
    assert post(trust.joanna, trust.complain, failed="other", of="council", text="Number 0").status_code == 302
    # The limit is theirs alone.
    assert post(trust.mark, trust.complain, failed="other", of="council", text="Mine").status_code == 302


def test_the_list_says_which_complaint_a_barred_person_made_to_whoever_answers_it(trust):
    made(trust, "council", text="You never told me.")
    made(trust, trust.trust)
    for someone in (trust.ngozi, trust.wyn):
        assert "barred" not in said(someone, "/complaints/"), someone.name
    Bar.objects.create(child=trust.maya, owner=trust.council, person=trust.joanna.person, ground="order", words="x", valid_from=TODAY, recorded_by=trust.priya.user.pk, recorded_by_name="Priya")
    for someone in (trust.ngozi, trust.wyn):
        assert "Made by somebody who is barred. Name no place, service or person" in said(someone, "/complaints/"), someone.name
    c = Complaint.objects.get(owner=trust.trust)
    assert "is barred" in said(trust.wyn, f"/complaints/{c.pk}/")


def test_the_other_parent_does_not_read_that_whoever_answers_for_the_nhs_looked(trust):
    c = made(trust, trust.trust)
    assert get(trust.wyn, f"/complaints/{c.pk}/").status_code == 200
    looks = said(trust.mark, f"/children/{trust.maya.pk}/who-looked/")
    for words in ("Eastway", "omplain"):
        assert words not in looks


def test_where_no_nhs_body_answers_here_the_page_says_how_to_complain_to_it(home):
    page = text_of(get(home.joanna, f"{home.page}complain/"))
    assert "To complain about an NHS service, write to the service itself or to your integrated care board" in page
    assert "Choose one or two" not in page


def test_what_was_put_to_somebody_who_has_left_is_in_the_work_of_whoever_answers_now(trust):
    made(trust, trust.trust)
    zed = practitioner("Zed New", "complaints-manager", trust.trust)
    assert "Acknowledge the complaint" not in said(zed, "/my-work/")
    RoleGrant.objects.filter(user=trust.wyn.user).update(ended_at=timezone.now())
    assert "Acknowledge the complaint" in said(zed, "/my-work/")


def test_what_a_colleague_owes_who_is_away_is_in_the_work_of_whoever_covers_them(trust):
    made(trust, trust.trust)
    zed = practitioner("Zed New", "complaints-manager", trust.trust)
    Cover.objects.create(practitioner=trust.wyn.who, covered_by=zed.who, valid_from=LONG_AGO)
    assert "Acknowledge the complaint" in said(zed, "/my-work/")


def test_of_a_complaint_about_both_the_earlier_ombudsmans_day_holds(trust):
    """Made today: the council's year ends the day before the same day next year, the NHS's on it."""
    as_viewer(trust.joanna, lambda v: complain(v, trust.maya, Failed("other"), Whose(trust.trust.pk, trust.council.pk), text="both", on=TODAY))
    c = Complaint.objects.get(text="both")
    with transaction.atomic(), as_the_worker():
        open_its_case(str(c.pk))
    last = TODAY.replace(year=TODAY.year + 1) - dt.timedelta(days=1)
    assert f"Go by {last.strftime('%A')} {last.day} {last.strftime('%B %Y')}" in said(trust.joanna, f"{trust.page}complaints/{c.pk}/")


def test_a_look_of_somebody_who_also_answers_complaints_is_shown_to_the_family(trust):
    """In whichever order the roles were given."""
    amara = practitioner("Amara Osei", "complaints-manager", trust.trust)
    RoleGrant.objects.create(user=amara.user, role="dco", organisation=trust.trust, valid_from=RoleGrant.objects.get(user=amara.user).valid_from)
    made(trust, trust.trust)
    said(amara, f"/children/{trust.maya.pk}/")
    assert AccessLog.objects.get(user=amara.user.pk).role == "dco"


def test_a_complaint_of_the_nhs_that_the_council_holds_is_said_to_be_read_by_the_council(trust):
    c = made(trust, "council")
    Complaint.objects.filter(pk=c.pk).update(of="nhs")
    assert "The council does not" not in said(trust.ngozi, f"/complaints/{c.pk}/")
