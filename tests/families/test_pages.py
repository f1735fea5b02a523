"""A family's page and the questions that families ask, through both walls."""

import re
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction

from goldenthread.access.models import AccessLog, RoleGrant, User
from goldenthread.access.policy import Refused
from goldenthread.access.viewer import become
from goldenthread.cases.plain_sql import rows
from goldenthread.families.actions import Answered, answer, ask, tell
from goldenthread.families.models import Question, Update
from goldenthread.letters.models import Contact, Message
from goldenthread.people.models import Consent, Relationship
from goldenthread.science.reading_age import AIM, reading_age

from ..cases.pages.conftest import (
    TODAY,
    allocate,
    as_application,
    case_of,
    child_of,
    day,
    get,
    post,
    practitioner,
    queries,
    text_of,
)
from ..cases.pages.test_case import more
from .conftest import parent_of

pytestmark = pytest.mark.django_db


def said(someone, path):
    page = get(someone, path)
    assert page.status_code == 200
    return text_of(page)


def as_viewer(someone, do):
    with as_application(), transaction.atomic():
        return do(become(someone.user.pk))


def asked_by(home, someone, text="When will you decide?", **more):
    given = {"about": "question", "shared": False, "on": TODAY} | more
    return as_viewer(someone, lambda v: ask(v, home.maya, home.case, text=text, **given))


# --- the page ---


def test_a_parent_begins_at_the_page_of_their_one_child(home):
    assert get(home.joanna, "/")["Location"] == "/family/"
    assert get(home.joanna, "/family/")["Location"] == home.page


def test_a_parent_of_several_children_chooses(home):
    ben = child_of(home.council, "Ben", "Whitfield")
    Relationship.objects.create(
        child=ben, owner=home.council, person=home.joanna.person, relation="mother", has_care=True, valid_from=day("2020-01-01")
    )
    page = said(home.joanna, "/family/")
    assert "Maya Whitfield" in page
    assert "Ben Whitfield" in page
    assert "We have nothing about Ben here that you can see." in said(home.joanna, f"/family/{ben.pk}/")


def test_the_page_says_where_things_are_and_what_is_late_before_anything_else(home):
    page = said(home.joanna, home.page)
    assert "Maya Whitfield Maya’s assessment" in page
    assert "We are finding out what help Maya needs. This is week 16 of 20 ." in page
    late = page.index("The educational psychologist’s report was due on 30 October. We do not have it yet.")
    assert late < page.index("What happens next") < page.index("Who we have asked") < page.index("Ask a question")
    assert "That is our problem to fix, not yours." in page
    assert "even if there is no news" in page
    assert page.count("Part of this is late") == 1


def test_the_page_says_no_service_nor_condition_in_its_title_or_address(home):
    page = get(home.joanna, home.page).content.decode()
    assert "<title>Your page – Golden Thread</title>" in page
    assert "Leave this page quickly" in page


def test_a_shortage_is_said_only_where_nobody_has_been_found(home):
    assert "We do not have enough educational psychologists." in said(home.joanna, home.page)
    allocate(home.maya, home.helen)
    assert "We do not have enough" not in said(home.joanna, home.page)


def test_the_head_of_service_is_said_to_be_told_only_once_that_is_so(home):
    assert "head of service" not in said(home.joanna, home.page)
    told = {"child": home.maya, "case": home.case.pk, "owner": home.council, "kind_of_data": "ehc-request-and-stage", "recipient": "officer",
            "to_name": "Somebody", "subject": "x", "body": "x", "about": "educational-psychologist"}  # fmt: skip
    Message.objects.create(purpose="advice-reminder", **told)
    assert "We have asked for it again." in said(home.joanna, home.page)
    Message.objects.create(purpose="advice-escalated", **told)
    page = said(home.joanna, home.page)
    assert "We have asked the head of service to find someone." in page
    assert "Somebody" not in page


def test_nobody_learns_of_chasing_who_is_not_family(home):
    Message.objects.create(child=home.maya, case=home.case.pk, owner=home.council, purpose="advice-reminder", recipient="x", to_name="x", subject="x", body="x")

    def count(viewer):
        return rows("select count(*) from families_chased(%(case)s)", case=home.case.pk)[0][0]

    assert as_viewer(home.joanna, count) == 1
    assert as_viewer(home.stranger, count) == 0


def test_an_answer_of_ours_moves_the_day_on_which_the_family_hears(home):
    assert "Friday 27 November" in said(home.joanna, home.page)
    question = asked_by(home, home.joanna, on=day("2026-11-17"))
    as_viewer(home.priya, lambda v: answer(v, question.pk, "We look for somebody.", day("2026-11-19")))
    page = said(home.joanna, home.page)
    assert "We will tell you what happens by Thursday 26 November , even if there is no news." in page
    assert "we are sorry" not in page


def test_why_a_date_is_said_in_the_familys_words(home):
    page = said(home.joanna, home.page)
    assert "We got the request on Monday 10 August 2026." in page
    assert "The law gives us 20 weeks." in page


def test_the_whole_page_is_read_at_eleven(home):
    more(home.case, ("advice-nil-return", day("2026-10-08"), {"contributor": "social-care"}))
    asked_by(home, home.joanna)
    for extra in ([], [("decided-not-to-issue", day("2026-11-20"))]):
        more(home.case, *extra)
        page = get(home.joanna, home.page).content.decode()
        main = re.sub(r"<script.*?</script>", "", page.split("<main", 1)[1].split("</main>", 1)[0], flags=re.S)
        # A block of its own is a sentence of its own, as it is to a reader.
        lines = re.sub(r"</?(?:p|li|h1|h2|td|th|tr|strong|summary|label|div|ul|span)\b[^>]*>", "\n", main)
        assert reading_age(re.sub(r"<[^>]+>", " ", lines)) <= AIM


def test_a_refusal_leads_with_help_and_gives_every_right_with_its_day(home):
    more(home.case, ("decided-not-to-issue", day("2026-11-20")))
    # A wait for a health service, begun since, does not hide it.
    case_of(home.maya, ("referral-received", day("2026-11-02")), pathway="speech-and-language")
    Contact.objects.create(owner=home.council, kind="sendiass", name="Essex SENDIASS", how="0333 000 0000")
    Contact.objects.create(owner=home.council, kind="mediation-adviser", name="Fair Talk", how="0333 111 1111")
    page = said(home.joanna, home.page)
    assert "We decided not to write a plan for Maya." in page
    order = ["Help you can have now", "Essex SENDIASS gives free advice", "Ask for a call", "If you do not agree", "What we found out"]
    assert [page.index(words) for words in order] == sorted(page.index(words) for words in order)
    assert page.count("You have until Wednesday 20 January") >= 2
    assert "The mediation adviser is Fair Talk: 0333 111 1111." in page
    assert "What happens next" not in page


def test_what_has_ended_for_good_says_little(home):
    more(home.case, ("died", day("2026-11-20")))
    page = said(home.joanna, home.page)
    assert "This has ended." in page
    for words in ("What happens next", "week", "What you can do", "late"):
        assert words not in page.split("This has ended.")[1].split("Ask a question")[0], words


def test_a_young_person_reads_a_page_that_speaks_to_them(home):
    amelia = child_of(home.council, "Amelia", "Hart", date_of_birth=day("2008-10-02"))
    case = case_of(amelia, ("request-received", day("2026-11-02"), {"by": "young-person"}))
    user = User.objects.create(email="amelia@example.org", name="Amelia Hart", child=amelia)
    RoleGrant.objects.create(user=user, role="young-person", valid_from=day("2020-01-01"))
    me = SimpleNamespace(user=user, pk=user.pk)
    page = said(me, f"/family/{amelia.pk}/")
    assert "We are deciding if you need an assessment." in page
    assert "All your cases" in said(me, f"/cases/{case.pk}/")
    page = said(me, f"/cases/{case.pk}/plan/section-a/")
    assert "Your own words, pictures and sound Section A of the plan says what you and your family think and hope for." in page

    father = parent_of(amelia, "Simon", "Hart", "father", role="parent-of-young-person")
    path = f"/family/{amelia.pk}/"
    assert get(father, path).status_code == 404, "without consent"
    assert "it is for them to say what you can see here" in said(father, "/family/")
    for kinds in (["identity-and-contact"], ["identity-and-contact", "ehc-request-and-stage"]):
        Consent.objects.create(child=amelia, owner=home.council, person=father.person, kinds=kinds, valid_from=day("2026-01-01"))
    page = said(father, path)
    assert "We are deciding if Amelia needs an assessment." in page
    assert "Ask a question" not in page, "what rests on consent is read and never written"
    assert post(father, f"{path}ask/", about="question", text="x").status_code == 404


def test_a_confidential_case_leaves_no_trace_on_the_page(home):
    home.case.confidentiality = "withheld"
    home.case.save()
    page = said(home.joanna, home.page)
    assert "We have nothing about Maya here that you can see." in page
    assert "assessment" not in page


def test_somebody_elses_child_is_nobody_here(home):
    other = child_of(home.council, "Ada", "Other")
    assert get(home.joanna, f"/family/{other.pk}/").status_code == 404
    assert get(home.priya, home.page).status_code == 404, "an officer has the case's own page"
    assert get(home.joanna, "/questions/").status_code == 404


def test_every_visit_is_recorded(home):
    get(home.joanna, home.page)
    assert AccessLog.objects.filter(child=home.maya, user=home.joanna.pk).count() == 1


def test_the_page_asks_the_same_number_of_questions_however_much_there_is(home):
    asked_by(home, home.joanna, "The first question")
    few = queries(home.joanna, home.page)
    for n in range(6):
        asked_by(home, home.joanna, f"Question {n}")
    for who in ("social-care", "health", "camhs", "physiotherapist"):
        more(home.case, ("advice-requested", day("2026-09-18"), {"contributor": who}))
    assert queries(home.joanna, home.page) == few
    assert few <= 40


# --- questions ---


def test_a_question_is_answered_within_three_working_days_and_the_family_reads_the_answer(home):
    page = post(home.joanna, f"{home.page}ask/", about="question", text="When will you decide?")
    assert page.status_code == 302
    assert page["Location"] == home.page
    assert "Priya Nair will answer by Friday 27 November." in said(home.joanna, home.page)

    waiting = said(home.priya, "/questions/")
    assert "1 question waits for an answer" in waiting
    assert "Maya Whitfield" in waiting
    assert "3 days left" in waiting
    question = Question.objects.get()
    assert question.answer_by == day("2026-11-27")
    assert "Joanna Whitfield asked on Tuesday 24 November 2026." in said(home.priya, f"/questions/{question.pk}/")
    assert post(home.priya, f"/questions/{question.pk}/", text="By Monday.").status_code == 302
    page = said(home.joanna, home.page)
    assert "Priya Nair answered on Tuesday 24 November" in page
    assert "By Monday." in page
    assert "No question waits for an answer." in said(home.priya, "/questions/")


def test_a_late_answer_is_called_late_to_both(home):
    asked_by(home, home.joanna, on=day("2026-11-16"))
    assert "This is late. We said that we would answer by Thursday 19 November." in said(home.joanna, home.page)
    waiting = said(home.priya, "/questions/")
    assert "1 of them late" in waiting
    assert "Overdue by 5 days" in waiting


def test_the_oldest_due_comes_first(home):
    asked_by(home, home.joanna, "Newer", on=TODAY)
    asked_by(home, home.joanna, "Older", on=day("2026-11-16"))
    waiting = said(home.priya, "/questions/")
    assert waiting.index("Older") < waiting.index("Newer")


def test_the_other_parent_sees_no_question_unless_the_asker_chose_so(home):
    asked_by(home, home.joanna, "I live at 5 New Street.")
    assert "New Street" not in said(home.mark, home.page)
    asked_by(home, home.joanna, "Can we both come?", shared=True)
    page = said(home.mark, home.page)
    assert "Can we both come?" in page
    assert "Joanna" not in page


def test_the_second_wall_keeps_a_question_between_asker_and_officers(home):
    allocate(home.maya, home.helen)
    manager = practitioner("Grace Oyelaran", "la-send-manager", home.council)
    asked_by(home, home.joanna, "Mine alone")

    def count(viewer):
        return Question.objects.count()

    seen = {s.name: as_viewer(s, count) for s in (home.joanna, home.mark, home.priya, manager, home.helen, home.stranger)}
    assert seen == {
        "Joanna Whitfield": 1, "Mark Whitfield": 0, "Priya Nair": 1, "Grace Oyelaran": 1, "Helen Marsh": 0, "Sam Elsewhere": 0,
    }  # fmt: skip


def test_nobody_asks_in_anothers_name_nor_answers_their_own_question(home):
    question = asked_by(home, home.joanna)
    with pytest.raises(Refused):
        as_viewer(home.joanna, lambda v: answer(v, question.pk, "Yes", TODAY))

    def forge(viewer):
        Question.objects.bulk_create([
            Question(child=home.maya, owner=home.council, text="x", asked_by=home.mark.pk, asked_on=TODAY, answer_by=TODAY)
        ])  # fmt: skip

    with pytest.raises(DatabaseError), transaction.atomic():
        as_viewer(home.joanna, forge)
    changed = as_viewer(home.joanna, lambda v: Question.objects.filter(pk=question.pk).update(answer="Yes", answered_by=v.id))
    assert changed == 0


def test_a_manager_reads_questions_and_case_officers_answer_them(home):
    manager = practitioner("Grace Oyelaran", "la-send-manager", home.council)
    question = asked_by(home, home.joanna)
    page = said(manager, f"/questions/{question.pk}/")
    assert "A case officer answers this." in page
    assert post(manager, f"/questions/{question.pk}/", text="x").status_code == 404


def test_the_second_of_two_officers_is_told_and_keeps_their_words(home):
    question = asked_by(home, home.joanna)
    as_viewer(home.daniel, lambda v: answer(v, question.pk, "By Monday.", TODAY))
    page = post(home.priya, f"/questions/{question.pk}/", text="By Tuesday.")
    assert page.status_code == 409
    assert "Somebody answered this first" in text_of(page)
    assert "By Monday." in text_of(page)
    assert "By Tuesday." in text_of(page)
    with pytest.raises(Answered):
        as_viewer(home.priya, lambda v: answer(v, question.pk, "By Tuesday.", TODAY))


def test_pressing_twice_asks_once(home):
    for _ in range(2):
        post(home.joanna, f"{home.page}ask/", about="meeting", text="On Tuesday?")
    assert Question.objects.count() == 1


def test_an_empty_question_says_what_to_do_and_keeps_what_it_is_about(home):
    page = post(home.joanna, f"{home.page}ask/", about="not-happy", text=" ")
    assert page.status_code == 400
    assert "Write something first" in text_of(page)
    assert "Tell us what went wrong" in text_of(page)
    assert "If Maya is in danger call 999" in text_of(page)


def test_a_question_about_a_confidential_case_is_hidden_with_it(home):
    asked_by(home, home.joanna, "About this")
    home.case.confidentiality = "withheld"
    home.case.save()
    assert "About this" not in said(home.daniel, "/questions/")
    assert "About this" not in said(home.joanna, home.page)


def test_the_list_of_questions_asks_the_same_number_of_questions(home):
    asked_by(home, home.joanna)
    few = queries(home.priya, "/questions/")
    for n in range(5):
        asked_by(home, home.joanna, f"Question {n}")
    assert queries(home.priya, "/questions/") == few


# --- telling a family where things are ---


def told_by(someone, home, text="We still look for somebody. There is no news.", on=TODAY):
    return as_viewer(someone, lambda v: tell(v, home.case, text, on))


def test_a_case_officer_sees_which_family_should_hear_and_tells_it(home):
    waiting = said(home.priya, "/questions/")
    assert "Families who should hear from you" in waiting
    assert "Maya Whitfield" in waiting
    assert "Tell them by" in waiting
    assert "Overdue by 18 days" in waiting, "promised by 6 November"
    assert "Families who should hear" not in said(home.daniel, "/questions/"), "not of his caseload"
    assert post(home.priya, f"/cases/{home.case.pk}/tell-the-family/", text="There is no news.").status_code == 302
    for parent in (home.joanna, home.mark):
        page = said(parent, home.page)
        assert "Tuesday 24 November, from Priya Nair" in page
        assert "There is no news." in page
        assert "by Tuesday 1 December" in page
    assert "7 days left" in said(home.priya, "/questions/")


def test_an_email_that_there_is_news_says_nothing_of_whom(home):
    told_by(home.priya, home)
    sent = list(Message.objects.filter(purpose="news"))
    assert {m.address for m in sent} == {"joanna@example.org", "mark@example.org"}
    for message in sent:
        for word in ("Maya", "assessment", "psychologist", "council"):
            assert word not in message.subject + message.body


def test_the_same_news_is_said_once(home):
    assert told_by(home.priya, home).pk == told_by(home.priya, home).pk
    assert Update.objects.count() == 1


def test_only_an_officer_of_the_council_tells_a_family(home):
    allocate(home.maya, home.helen)
    path = f"/cases/{home.case.pk}/tell-the-family/"
    for someone in (home.joanna, home.helen, home.stranger):
        assert post(someone, path, text="x").status_code == 404
        with pytest.raises(Refused):
            told_by(someone, home)

    def forge(viewer):
        Update.objects.bulk_create([
            Update(child=home.maya, owner=home.council, case=home.case.pk, text="x", on=TODAY, by=viewer.id, by_name="Priya Nair")
        ])  # fmt: skip

    with pytest.raises(DatabaseError), transaction.atomic():
        as_viewer(home.joanna, forge)


def test_news_of_a_confidential_case_is_hidden_with_it(home):
    told_by(home.priya, home, "About this")
    home.case.confidentiality = "withheld"
    home.case.save()
    assert as_viewer(home.joanna, lambda v: Update.objects.count()) == 0
