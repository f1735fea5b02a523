"""An officer says whose a request is; the case then runs from the day on which it was received."""

import datetime as dt

import pytest
from django.db import connection, transaction

from goldenthread.access.models import RoleGrant, User
from goldenthread.access.viewer import become
from goldenthread.assessments.decisions_queries import evidence_in_words, papers_of, requests_of
from goldenthread.assessments.models import Request, RequestFile
from goldenthread.assessments.requests import case_officer_of, recipient_of, request_seen
from goldenthread.cases.models import Case, ClockRow, Event
from goldenthread.letters.models import Contact, Letter, Message
from goldenthread.letters.queries import letters_of
from goldenthread.people.models import Allocation, Child, Connection, Content, Person, Relationship

from ..cases.pages.conftest import (
    LONG_AGO,
    TODAY,
    as_application,
    child_of,
    day,
    organisation,
    practitioner,
    sign_in,
    text_of,
)
from .test_asking import ANSWERS, OTHERS, SCHOOLS, Asking, upload

CAME = dt.date(2026, 11, 20)
BEN = {
    "forename": "Ben", "surname": "Hart", "date_of_birth_day": "27", "date_of_birth_month": "3", "date_of_birth_year": "2018",
    "sex": "M", "postcode": "CM1 1QH", "upn": "", "nhs_number": "9990000018",
    "parent_forename": "Joanna", "parent_surname": "Hart", "relation": "mother", "parental_responsibility": "yes", "has_care": "yes",
    "event": "request-received",
}  # fmt: skip
MAYAS = {"child": {"child_forename": "Maya", "child_surname": "Whitfeild"},
         "born": {"child_born_day": "5", "child_born_month": "10", "child_born_year": "2019"}}  # fmt: skip


def it_is(moment):
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.demo_now', %s, true)", [moment])


@pytest.fixture(autouse=True)
def _contacts(area):
    for kind in Contact.Kind.values:
        Contact.objects.create(owner=area.council, kind=kind, name=f"The {kind}", how="01245 111111")


def came(answers=ANSWERS, asked_by="parent", files=(), on=CAME, **changed):
    """A request that came four days before the day shown."""
    it_is(f"{on}T21:30:00+00:00")
    asking = Asking(asked_by).answer(answers, **changed)
    for what, name in files:
        asking.post("/ask/files/", **{what: upload(name)}, do="add")
    assert asking.send()["Location"] == "/ask/sent/"
    it_is(f"{TODAY}T09:00:00+00:00")
    return Request.objects.order_by("-sent_at").first()


def officer(area):
    return Asking(None, sign_in(area.priya))


def new_child(area, row, **changed):
    return officer(area).post(f"/requests/{row.pk}/new-child/", **{**BEN, "officer": str(area.priya.pk), "setting": str(area.school.pk), **changed})


def test_the_inbox_shows_the_oldest_first_with_the_day_that_the_law_sets(area):
    came(child={"child_forename": "Zoe", "child_surname": "Quill"}, on=day("2026-11-23"))
    came(on=day("2026-10-12"))
    page = text_of(officer(area).get("/requests/"))
    assert "2 requests wait" in page
    assert page.index("Ben Hart") < page.index("Zoe Quill")
    # 12 October and 6 weeks is 23 November, yesterday.
    assert "Mon 23 Nov" in page
    assert "Breach, 1 day over" in page


def test_a_limit_on_no_working_day_names_the_last_one_before_it(area):
    row = came(on=day("2026-10-18"))
    page = text_of(officer(area).get("/requests/"))
    assert "Sun 29 Nov Sunday: aim for Friday 27 November" in page
    assert "Sunday: aim for Friday 27 November." in text_of(officer(area).get(f"/requests/{row.pk}/"))


def test_a_new_child_is_made_and_the_case_runs_from_the_day_received(area):
    row = came()
    assert "A child new to us" in text_of(officer(area).get(f"/requests/{row.pk}/"))
    answer = new_child(area, row)
    case = Case.objects.exclude(pk=area.case.pk).get()
    assert answer["Location"] == f"/cases/{case.pk}/"
    first = Event.objects.get(case=case)
    assert (first.event, first.on, first.fields["by"]) == ("request-received", CAME, "parent")
    assert ClockRow.objects.get(case=case, clock="decide-whether-to-assess").due == day("2027-01-01")
    ben = case.child
    assert (ben.forename, ben.surname, ben.nhs_number, ben.owner) == ("Ben", "Hart", "9990000018", area.council)
    mother = Relationship.objects.get(child=ben)
    assert (mother.relation, mother.parental_responsibility, mother.has_care) == ("mother", True, True)
    assert (mother.person.forename, mother.person.email) == ("Joanna", "jo@example.org")
    assert Connection.objects.get(child=ben).organisation == area.school
    assert Allocation.objects.get(child=ben).practitioner == area.priya.who
    row.refresh_from_db()
    assert (row.outcome, row.child, row.case) == ("new-child", ben, case.pk)


def test_its_words_and_papers_become_documents_of_the_case_and_a_provision_map_is_of_sen_support(area):
    row = came(SCHOOLS, "setting", files=[("provision-map", "map.pdf"), ("evidence", "report.pdf")])
    new_child(area, row)
    case = Case.objects.exclude(pk=area.case.pk).get()
    kinds = dict(Content.objects.filter(case=case.pk).exclude(file_name="").values_list("file_name", "kind_of_data"))
    assert kinds.pop(f"Request {row.reference}, received 20 November 2026") == "ehc-request-and-stage"
    assert kinds == {"map.pdf": "school-sen-support", "report.pdf": "ehc-request-and-stage"}
    paper = Content.objects.get(file_name="map.pdf")
    opened = officer(area).get(f"/cases/{case.pk}/documents/{paper.pk}/")
    assert opened.content.startswith(b"%PDF")
    assert opened["Content-Disposition"].startswith("attachment")
    words = Content.objects.get(case=case.pk, file_name__startswith="Request").text
    assert "Two terms of a nurture group." in words
    assert "example.org" not in words


def test_the_asker_is_told_that_it_came_in_an_email_that_names_nobody_and_a_letter_that_stays_on_the_case(area):
    new_child(area, came())
    told = Message.objects.get(purpose="request-acknowledged")
    assert (told.address, told.state) == ("jo@example.org", "queued")
    assert "Friday 1 January 2027" in told.body
    assert "Ben" not in told.subject + told.body
    letter = Letter.objects.get()
    assert letter.title == "We have your request about Ben"
    assert "Friday 1 January 2027" in letter.content.text
    assert "Priya Nair" in letter.content.text


def test_without_an_email_the_letter_is_laid_to_post(area):
    new_child(area, came(email={"email": ""}))
    told = Message.objects.get(purpose="request-acknowledged")
    assert (told.state, told.letter) == ("to-post", Letter.objects.get())


def test_a_letter_that_lacks_whom_to_call_holds_up_no_case(area):
    Contact.objects.all().delete()
    row = came()
    with_message = officer(area)
    answer = with_message.post(f"/requests/{row.pk}/new-child/", **BEN, officer=str(area.priya.pk), setting="none")
    assert "The letter of acknowledgement was not written" in text_of(with_message.get(answer["Location"]))
    assert Letter.objects.count() == 0
    assert Message.objects.filter(purpose="request-acknowledged").count() == 1


def test_a_parent_and_a_setting_that_were_not_known_are_put_on_the_record_afterwards(area):
    row = came(SCHOOLS, "setting")
    new_child(area, row, setting="none", **dict.fromkeys(("parent_forename", "parent_surname", "relation", "parental_responsibility", "has_care"), ""))
    ben = Child.objects.get(forename="Ben")
    page, priya = f"/children/{ben.pk}/people/", officer(area)
    assert "Nobody is recorded as a parent" in text_of(priya.get(f"/cases/{Case.objects.get(child=ben).pk}/decide-to-assess/"))
    assert "Parents and setting" in text_of(priya.get(f"/children/{ben.pk}/"))
    assert "No parents or carers are on the record, and no school, college or nursery" in text_of(priya.get(page))
    karl = {"do": "parent", "parent_forename": "Karl", "parent_surname": "Hart", "relation": "father"}
    assert "Select whether they look after the child" in text_of(priya.post(page, **karl))
    assert "Somebody with neither is no parent" in text_of(priya.post(page, **karl, parental_responsibility="no", has_care="no"))
    assert priya.post(page, **karl, parental_responsibility="yes", has_care="no").status_code == 302
    assert "Karl Hart is on the record already" in text_of(priya.post(page, **karl, parental_responsibility="yes", has_care="no"))
    assert [(r.person.forename, r.parental_responsibility, r.has_care, r.valid_from) for r in Relationship.objects.filter(child=ben)] == [("Karl", True, False, TODAY)]

    assert "No setting is like this" in text_of(priya.post(page, do="find", setting_wanted="Zzyzx"))
    assert area.school.name in text_of(priya.post(page, do="find", setting_wanted=area.school.name))
    assert "Select the setting" in text_of(priya.post(page, do="setting", setting_wanted=area.school.name))
    assert priya.post(page, do="setting", setting_wanted=area.school.name, setting=str(area.school.pk)).status_code == 302
    # One that was entered before ends the day before; what was entered today is put right.
    other = organisation("URN:654321", "Hawthorn Primary School", "school")
    Connection.objects.filter(child=ben).update(valid_from=LONG_AGO)
    priya.post(page, do="setting", setting_wanted=other.name, setting=str(other.pk))
    priya.post(page, do="setting", setting_wanted=area.school.name, setting=str(area.school.pk))
    rows = Connection.objects.filter(child=ben, kind="attends").order_by("valid_from")
    assert [(c.organisation, c.valid_from, c.valid_to) for c in rows] == [
        (area.school, LONG_AGO, TODAY - dt.timedelta(days=1)), (area.school, TODAY, None),
    ]  # fmt: skip
    for someone in (area.stranger, practitioner("Ed Psych", "educational-psychologist", area.council)):
        assert Asking(None, sign_in(someone)).get(page).status_code == 404


# --- what must be kept apart ---


def test_an_address_that_must_be_kept_private_never_reaches_what_the_other_parent_reads(area):
    contact = {**ANSWERS["contact"], "keep_private": "yes"}
    row = came(contact=contact, files=[("evidence", "report.pdf")])
    page = officer(area).get(f"/requests/{row.pk}/new-child/")
    assert 'value="CM1 1QH"' not in page.content.decode()
    new_child(area, row, postcode="")
    ben = Child.objects.get(forename="Ben")
    father = Person.objects.create(owner=area.council, forename="Karl", surname="Hart")
    Relationship.objects.create(child=ben, owner=area.council, person=father, relation="father", has_care=True, valid_from=LONG_AGO)
    user = User.objects.create(email="karl@example.org", name="Karl Hart", person=father)
    RoleGrant.objects.create(user=user, role="parent", valid_from=LONG_AGO)

    with transaction.atomic(), as_application(), connection.cursor() as cursor:
        become(user.pk)
        seen = ""
        for table, columns in (
            ("people_child", "*"), ("people_person", "*"), ("people_relationship", "*"), ("people_content", "key, text, file_name"),
            ("cases_event", "*"), ("assessments_request", "answers"), ("assessments_requestfile", "*"),
            ("letters_letter", "*"), ("letters_message", "*"),
        ):  # fmt: skip
            cursor.execute(f"select {columns} from {table}")
            rows = cursor.fetchall()
            assert rows or table.startswith("assessments") or table == "letters_message", table
            seen += repr(rows)
    assert "Joanna" in seen
    for secret in ("jo@example.org", "01245 000000", "Hidden Lane", "CM1 1QH"):
        assert secret not in seen
    # The officer can still write to her.
    with transaction.atomic():
        viewer = become(area.priya.user.pk)
        assert recipient_of(request_seen(viewer, row.pk)).email == "jo@example.org"


def test_somebody_who_must_not_be_named_is_not_named_on_the_case(area):
    row = came(OTHERS, "other", you={"your_forename": "Una", "your_surname": "Teller"})
    page = officer(area).get(f"/requests/{row.pk}/new-child/").content.decode()
    assert 'value="brought-to-attention" checked' in page
    new_child(area, row, event="brought-to-attention", parent_forename="", parent_surname="", relation="",
              parental_responsibility="", has_care="")  # fmt: skip
    case = Case.objects.exclude(pk=area.case.pk).get()
    assert Event.objects.get(case=case).event == "brought-to-attention"
    assert ClockRow.objects.get(case=case, clock="decide-whether-to-assess").due == day("2027-01-01")
    # Their words could show who they are: they stay on the request, where the officer who decides reads them.
    assert not Content.objects.filter(case=case.pk).exists()
    decision = text_of(officer(area).get(f"/cases/{case.pk}/decide-to-assess/"))
    assert "What worries whoever asked He does not talk at school." in decision
    assert "In your own words" not in decision
    assert "The family may not be told who told us" in decision
    with as_application(), transaction.atomic():
        viewer = become(area.priya.user.pk)
        asked = requests_of(viewer, case, TODAY)
    assert asked[0].unnamed
    assert evidence_in_words(asked, [], [], []) == "We looked at what we had been told. There were no papers."
    # A parent of that child, who signs in, finds them in no letter of the case either.
    parent = a_parent_of(case.child)
    with as_application(), transaction.atomic():
        assert not letters_of(become(parent.pk), case.pk).exists()
    assert not Content.objects.filter(case=case.pk, text__contains="Una").exists()
    told = Message.objects.get(case=case.pk, purpose="request-acknowledged")
    assert (told.address, told.letter) == ("jo@example.org", None)
    assert "We must decide by Friday 1 January 2027" in told.body


def test_of_a_request_that_was_not_made_here_no_letter_says_that_there_were_no_papers():
    assert evidence_in_words([], [], [], []) == "We looked at the request and what came with it, which we keep outside this system. Ask us for a copy."



def test_a_letter_names_a_request_once(area):
    row = came()
    new_child(area, row)
    case = Case.objects.exclude(pk=area.case.pk).get()
    with as_application(), transaction.atomic():
        viewer = become(area.priya.user.pk)
        told = evidence_in_words(requests_of(viewer, case, TODAY), *papers_of(viewer, case), [])
    assert told.count(row.reference) == 1


def test_papers_of_somebody_who_must_not_be_named_stay_on_the_request(area):
    row = came(OTHERS, "other", files=[("evidence", "note.pdf")])
    new_child(area, row, event="brought-to-attention", parent_forename="", parent_surname="", relation="",
              parental_responsibility="", has_care="")  # fmt: skip
    case = Case.objects.exclude(pk=area.case.pk).get()
    kept = RequestFile.objects.get(request=row)
    assert not Content.objects.filter(case=case.pk).exists()
    parent = a_parent_of(case.child)
    with as_application(), transaction.atomic():
        become(parent.pk)
        assert not Content.objects.exists()
    assert officer(area).get(f"/requests/{row.pk}/papers/{kept.pk}/").status_code == 200


def a_parent_of(child):
    """Somebody with parental responsibility, who signs in."""
    person = Person.objects.create(owner=child.owner, forename="Joanna", surname="Hart")
    Relationship.objects.create(child=child, owner=child.owner, person=person, relation="mother", parental_responsibility=True, has_care=True, valid_from=LONG_AGO)
    user = User.objects.create(email="joanna@example.org", name="Joanna Hart", person=person)
    RoleGrant.objects.create(user=user, role="parent", valid_from=LONG_AGO)
    return user


def test_somebody_who_may_be_named_gets_a_letter(area):
    row = came(OTHERS, "other", tell={"tell_family": "yes"})
    new_child(area, row, event="brought-to-attention", parent_forename="", parent_surname="", relation="",
              parental_responsibility="", has_care="")  # fmt: skip
    assert Letter.objects.get(template="attention-acknowledged")


# --- children whom we know ---


def test_a_known_child_is_found_by_a_name_spelt_almost_the_same_with_the_reasons_in_words(area):
    row = came(**MAYAS)
    page = text_of(officer(area).get(f"/requests/{row.pk}/"))
    assert "Maya Whitfield" in page
    assert "A name spelt almost the same. The same date of birth." in page


@pytest.mark.parametrize(
    "known, reasons",
    [
        ({"nhs_number": "9990000018", "forename": "Benjamin", "surname": "Other"}, "The same NHS number. The same date of birth."),
        ({"forename": "Hart", "surname": "Ben"}, "The same name. The same date of birth."),
        ({"forename": "Ben", "surname": "Hart", "date_of_birth": dt.date(2018, 3, 28)}, "differs in one place: 28 March 2018"),
        ({"forename": "Ali", "surname": "Dunn", "postcode": "CM1 1QH"}, "The same date of birth. The same postcode. But: another name."),
        ({"forename": "Bén", "surname": "Hart", "date_of_birth": dt.date(2012, 1, 9)}, "But: born on another day: 9 january 2012."),
    ],
)  # fmt: skip
def test_each_way_of_being_like_a_known_child_is_told(area, known, reasons):
    child_of(area.council, **{"date_of_birth": dt.date(2018, 3, 27), **known})
    assert reasons in text_of(officer(area).get(f"/requests/{came().pk}/"))


WHITFEILD = {**MAYAS, "born": {"child_born_day": "9", "child_born_month": "1", "child_born_year": "2012"}, "home": {"child_postcode": ""},
             "numbers": {"nhs_number": "", "upn": ""}}  # fmt: skip


def test_a_name_spelt_almost_the_same_is_offered_with_the_same_parent_though_the_birth_date_differs(area):
    a_parent_of(area.maya)
    row = came(**WHITFEILD, setting={"setting": ""}, you={"your_forename": "Joanna", "your_surname": "Hart"})
    page = text_of(officer(area).get(f"/requests/{row.pk}/"))
    assert "A name spelt almost the same. The same parent or carer: Joanna Hart. But: born on another day" in page


def test_a_name_spelt_almost_the_same_is_offered_with_the_same_school_though_the_birth_date_differs(area):
    Connection.objects.get_or_create(child=area.maya, owner=area.council, organisation=area.school, kind="attends", defaults={"valid_from": LONG_AGO})
    row = came(**WHITFEILD, setting={"setting": area.school.name.replace(" School", "")})
    page = text_of(officer(area).get(f"/requests/{row.pk}/"))
    assert f"The same setting: {area.school.name}. But: born on another day" in page


def test_a_name_spelt_almost_the_same_with_nothing_else_the_same_is_not_offered(area):
    row = came(**WHITFEILD, setting={"setting": "Another primary school"}, you={"your_forename": "Una", "your_surname": "Marsh"})
    assert "Nobody whom you can see is like this child" in text_of(officer(area).get(f"/requests/{row.pk}/"))


def test_where_no_school_was_named_the_officer_finds_it_by_name_or_number(area):
    row = came(setting={"setting": ""})
    path = f"/requests/{row.pk}/new-child/"
    assert "Find another setting" in text_of(officer(area).get(path))
    # Nothing is taken for granted: whom the council must tell hangs on it (r.4(2)).
    assert "Select where the child goes, or that it is not known" in text_of(new_child(area, row, setting=""))
    for wanted, answer in ((area.school.name[:9], ""), (area.school.code.split(":")[-1], "none")):
        page = new_child(area, row, setting=answer, setting_wanted=wanted)
        assert "Select the setting that you looked for" in text_of(page)
        assert f'value="{area.school.pk}"' in page.content.decode()
    assert "No setting is like this" in text_of(new_child(area, row, setting="", setting_wanted="Zzyzx"))
    assert not Child.objects.filter(forename="Ben").exists()
    new_child(area, row, setting_wanted=area.school.name)
    assert Connection.objects.get(child__forename="Ben", kind="attends").organisation == area.school


def test_a_title_is_no_first_name_of_a_parent(area):
    row = came(SCHOOLS, "setting", family={"family_name": "Mrs Marsh", "family_contact": "", "family_agrees": "agree"})
    page = officer(area).get(f"/requests/{row.pk}/new-child/").content.decode()
    assert 'value="Marsh"' in page
    assert 'value="Mrs"' not in page


def test_a_child_of_another_council_or_one_that_is_sealed_is_not_shown(area):
    child_of(area.stranger.who.organisation, "Ben", "Hart", date_of_birth=dt.date(2018, 3, 27))
    child_of(area.council, "Ben", "Hart", date_of_birth=dt.date(2018, 3, 27), sealed=True)
    assert "Nobody whom you can see is like this child" in text_of(officer(area).get(f"/requests/{came().pk}/"))


def test_of_a_known_child_with_an_open_assessment_the_officer_is_asked_and_can_add_to_it(area):
    row = came(**MAYAS, files=[("evidence", "report.pdf")])
    path = f"/requests/{row.pk}/children/{area.maya.pk}/"
    page = text_of(officer(area).get(path))
    assert "An assessment of Maya is open already" in page
    assert "Select whether it belongs" in text_of(officer(area).post(path))
    answer = officer(area).post(path, what=str(area.case.pk))
    assert answer["Location"] == f"/cases/{area.case.pk}/"
    assert Case.objects.count() == 1
    assert Event.objects.filter(event="request-received").count() == 1
    row.refresh_from_db()
    assert (row.outcome, row.case) == ("repeated", area.case.pk)
    assert Content.objects.filter(case=area.case.pk, child=area.maya, file_name="report.pdf").exists()
    assert "The dates that we gave before still stand" in Message.objects.get(purpose="request-acknowledged").body


def test_a_known_child_may_have_another_assessment_with_dates_of_its_own(area):
    row = came(**MAYAS)
    path = f"/requests/{row.pk}/children/{area.maya.pk}/"
    officer(area).post(path, what="new", event="request-received", officer=str(area.priya.pk))
    case = Case.objects.exclude(pk=area.case.pk).get()
    assert case.child == area.maya
    assert Event.objects.get(case=case).on == CAME
    # Priya answers for Maya already, and is not allocated twice.
    assert Allocation.objects.filter(child=area.maya).count() == 1


def test_any_other_child_is_found_by_a_number(area):
    row = came()
    assert officer(area).post(f"/requests/{row.pk}/", who="other", number=area.maya.reference)["Location"] == (
        f"/requests/{row.pk}/children/{area.maya.pk}/"
    )
    assert "whom you can see" in text_of(officer(area).post(f"/requests/{row.pk}/", who="other", number="GT-99999"))
    assert "Select who this is about" in text_of(officer(area).post(f"/requests/{row.pk}/"))


def test_the_same_request_again_is_added_to_the_case_of_the_first(area):
    first = came()
    new_child(area, first)
    case = Case.objects.exclude(pk=area.case.pk).get()
    again = came(worries={"worries": "I wrote before."}, on=day("2026-11-23"))
    page = text_of(officer(area).get(f"/requests/{again.pk}/"))
    assert "From the same email address" in page
    officer(area).post(f"/requests/{again.pk}/repeated/", which=str(first.pk))
    assert Case.objects.filter(child=case.child).count() == 1
    again.refresh_from_db()
    assert (again.outcome, again.case) == ("repeated", case.pk)
    assert Content.objects.filter(case=case.pk, text__contains="I wrote before.").exists()


def test_a_repeat_of_one_that_is_not_matched_waits_for_it(area):
    came()
    again = came(on=day("2026-11-23"))
    assert "Say first whose the earlier request is" in text_of(officer(area).get(f"/requests/{again.pk}/repeated/"))


# --- two officers, and others ---


def test_what_one_officer_decided_another_does_not_decide_again(area):
    row = came()
    new_child(area, row)
    late = Asking(None, sign_in(area.daniel))
    answer = late.post(f"/requests/{row.pk}/new-child/", **BEN, officer=str(area.daniel.pk), setting="")
    page = text_of(late.get(answer["Location"]))
    assert "Priya Nair has already decided whose this request is: a child new to us" in page
    assert "Decided by Priya Nair" in page
    assert Child.objects.filter(forename="Ben").count() == 1


def test_of_two_decisions_at_one_moment_the_second_changes_nothing(area):
    from goldenthread.assessments import requests_actions as actions

    row = came()
    with transaction.atomic():
        viewer = become(area.priya.user.pk)
        actions.open_for_known_child(viewer, row, area.maya, event="request-received", officer=area.priya.who, today=TODAY)
        with pytest.raises(actions.AlreadyDecided):
            actions.open_for_known_child(viewer, row, area.maya, event="request-received", officer=area.priya.who, today=TODAY)
    assert Case.objects.filter(child=area.maya).count() == 2


def test_a_manager_matches_a_known_child_and_leaves_a_new_one_to_a_case_officer(area):
    grace = Asking(None, sign_in(practitioner("Grace Oyelaran", "la-send-manager", area.council)))
    row = came(**MAYAS)
    assert "a case officer must enter them" in text_of(grace.get(f"/requests/{row.pk}/"))
    assert grace.get(f"/requests/{row.pk}/new-child/").status_code == 404
    answer = grace.post(f"/requests/{row.pk}/children/{area.maya.pk}/", what=str(area.case.pk))
    assert answer["Location"] == f"/cases/{area.case.pk}/"


@pytest.mark.parametrize("page", ["", "new-child/", "repeated/"])
def test_an_officer_elsewhere_opens_no_page_of_a_request(area, page):
    row = came()
    assert Asking(None, sign_in(area.stranger)).get(f"/requests/{row.pk}/{page}").status_code == 404


def test_the_database_refuses_to_settle_a_request_into_a_case_that_is_not_the_viewers(area):
    row = came()
    for who in (area.stranger, area.helen):
        with transaction.atomic(), as_application(), connection.cursor() as cursor:
            become(who.user.pk)
            cursor.execute("select assessments_settle(%s, 'known-child', %s, %s)", [row.pk, area.maya.pk, area.case.pk])
            assert cursor.fetchone()[0] is False
    # Nor by an officer of the council into a case of another child.
    other = child_of(area.council, "Una", "Other")
    with transaction.atomic(), as_application(), connection.cursor() as cursor:
        become(area.priya.user.pk)
        cursor.execute("select assessments_settle(%s, 'known-child', %s, %s)", [row.pk, other.pk, area.case.pk])
        assert cursor.fetchone()[0] is False


def test_a_paper_of_a_request_is_handed_over_to_save_and_to_its_officers_alone(area):
    row = came(files=[("evidence", "report.pdf")])
    path = f"/requests/{row.pk}/papers/{RequestFile.objects.get().pk}/"
    opened = officer(area).get(path)
    assert opened["Content-Disposition"] == 'attachment; filename="report.pdf"'
    assert opened["X-Content-Type-Options"] == "nosniff"
    assert Asking(None, sign_in(area.stranger)).get(path).status_code == 404
    assert Asking(None).get(path).status_code == 302


def test_a_number_that_is_known_already_is_said_and_nothing_is_made(area):
    child_of(area.council, "Somebody", "Sealed", upn="T881200020001", sealed=True)
    row = came()
    assert "A child with this UPN is known already" in text_of(new_child(area, row, upn="T881200020001"))
    assert Child.objects.filter(forename="Ben").count() == 0


def test_the_officer_who_was_given_a_child_last_is_named_everywhere_and_one_of_a_case_after_them(area):
    Allocation.objects.filter(child=area.maya).delete()
    rows = {"case": area.case.pk, "valid_from": TODAY}, {"valid_from": LONG_AGO}, {"valid_from": TODAY - dt.timedelta(days=1)}
    for number, row in enumerate(rows):
        someone = practitioner(f"Officer {number}", "la-send-caseworker", area.council)
        Allocation.objects.create(child=area.maya, owner=area.council, practitioner=someone.who, role="la-send-caseworker", **row)
    assert case_officer_of(area.maya.pk, TODAY).name == "Officer 2"
