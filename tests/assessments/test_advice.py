"""Advice is asked for from whom the law names, written line by line by its author alone, and sent once."""

import contextlib
import datetime as dt
import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from goldenthread.access.links import make_link
from goldenthread.access.models import PersonalLink
from goldenthread.access.viewer import become
from goldenthread.assessments.advice_chasing_actions import chase
from goldenthread.assessments.models import Advice, Request, RequestFile
from goldenthread.assessments.tasks import chase_advice
from goldenthread.cases.models import Case, ClockRow, Event
from goldenthread.cases.projection import project
from goldenthread.letters.models import Contact, Message
from goldenthread.people.models import Allocation, Connection, Content, Practitioner, Relationship, SharingBasis

from ..mail import leaves
from ..pdf_files import a_pdf
from .conftest import (
    LONG_AGO,
    TODAY,
    add_event,
    allocate,
    as_application,
    as_the_worker,
    get,
    organisation,
    post,
    practitioner,
    sign_in,
    text_of,
)

THERAPIST = "speech-and-language-therapist"


@pytest.fixture
def clinic(area):
    """A trust with an agreement with the council, and a therapist of it who has no account."""
    area.trust = organisation("TRUST:X", "Eastway Community NHS Trust", "nhs-provider")
    SharingBasis.objects.create(
        owner=area.council, reader=area.trust, purpose="EHC", ground="Children and Families Act 2014 s.31", valid_from=LONG_AGO,
        kinds=["identity-and-contact", "ehc-request-and-stage", "health-advice"],
    )  # fmt: skip
    area.leila = Practitioner.objects.create(
        reference="leila", name="Leila Farouk", email="leila@trust.example", role="health-practitioner", organisation=area.trust
    )
    Practitioner.objects.filter(pk=area.helen.pk).update(email="helen@council.example")
    Practitioner.objects.filter(pk=area.priya.pk).update(email="priya@council.example")
    area.evidence = document(area, "What Maya's mother wrote.txt")
    return area


def document(area, name, kind="ehc-request-and-stage", child=None, case=None):
    return Content.objects.create(
        child=child or area.maya, case=case or area.case.pk, owner=area.council, kind_of_data=kind, text="She loves trains.", file_name=name
    )


def ask(area, *contributors, enclosed=None, people=None):
    """The officer sends requests, with the people chosen for them."""
    client = sign_in(area.priya)
    base = f"/cases/{area.case.pk}/ask-for-advice/"
    with as_application():
        for who, person in (people or {}).items():
            if who == THERAPIST:
                client.post(base, {"do": "add", "contributor": who})
            client.post(f"{base}{who}/", {"do": "choose", "person": str(person.pk)})
        return client.post(base, {"ask": list(contributors), "enclosed": [str(area.evidence.pk)] if enclosed is None else enclosed})


@pytest.fixture
def asked(clinic):
    answer = ask(clinic, THERAPIST, people={THERAPIST: clinic.leila})
    assert answer.status_code == 302, text_of(answer)
    return clinic


def opened(link):
    """Somebody who opened their personal link with its code."""
    client = Client()
    session = client.session
    session["personal_link"] = str(link.pk)
    session.save()
    return client


def by_link(area):
    return opened(PersonalLink.objects.filter(case=area.case.pk).latest("made_at"))


def at(client, path="", data=None, **more):
    with as_application():
        address = f"/task/advice/{path}"
        return client.get(address, **more) if data is None else client.post(address, data, **more)


def add(client, kind, **said):
    """Adds a line as its form does, and answers its address."""
    where = at(client, f"add/{kind}/")["Location"].removeprefix("/task/advice/")
    page = at(client, where).content.decode()
    revision = re.search(r'name="revision" value="(\d+)"', page)[1]
    return where, at(client, where, {"revision": revision, "do": "save", **said})


# --- asking ---


def test_the_page_names_whom_the_regulation_requires_and_why(clinic):
    text = text_of(get(clinic.priya, f"/cases/{clinic.case.pk}/ask-for-advice/"))
    for who in ("Family", "School or college", "Health adviser named by the ICB", "Educational psychologist", "Social care", "Adviser asked for by the family"):
        assert who in text
    assert "Preparation" not in text
    assert "r.6(1)(h)" in text
    assert "Take away" not in text


def test_nobody_is_asked_without_what_the_family_gave(clinic):
    answer = ask(clinic, THERAPIST, people={THERAPIST: clinic.leila}, enclosed=[])
    assert answer.status_code == 400
    assert "Select what the family gave, or that it gave nothing in writing" in text_of(answer)
    assert not Event.objects.filter(case=clinic.case, about=THERAPIST).exists()
    assert not Message.objects.exists()
    assert not PersonalLink.objects.exists()


def test_whoever_asks_second_is_told_what_came_first_and_nobody_is_asked_twice(clinic):
    base, given = f"/cases/{clinic.case.pk}/ask-for-advice/", {"enclosed": "nothing", "read_up_to": str(clinic.case.last_number)}
    sue = practitioner("Sue Social", "social-worker", clinic.council)
    Practitioner.objects.filter(pk=sue.pk).update(email="sue@council.example")
    clients = [sign_in(someone) for someone in (clinic.priya, clinic.daniel)]
    with as_application():
        for client in clients:
            client.post(base + "social-care/", {"do": "choose", "person": str(sue.pk)})
        assert clients[0].post(base, {"ask": "social-care", **given}).status_code == 302
        told = clients[1].post(base, {"ask": "social-care", **given})
    page = text_of(told)
    assert told.status_code == 409
    assert "This case has changed since you opened the form" in page
    assert "Recorded by Priya Nair" in page
    assert Event.objects.filter(case=clinic.case, about="social-care").count() == 1


def test_that_the_family_gave_nothing_is_said_and_recorded(clinic):
    assert ask(clinic, THERAPIST, people={THERAPIST: clinic.leila}, enclosed=["nothing"]).status_code == 302
    [event] = Event.objects.filter(case=clinic.case, about=THERAPIST)
    assert event.fields["enclosures"] == ["The family gave nothing in writing"]


def a_request(area, asked_by="parent", reference="GT-R1"):
    """Words and a report, as an officer's matching of the request leaves them on the case."""
    request = Request.objects.create(
        reference=reference, owner=area.council, asked_by=asked_by, secret_hash=reference, sent_at=timezone.now(), received_on=dt.date(2026, 8, 10),
        child=area.maya, case=area.case.pk, outcome="known-child",
    )  # fmt: skip
    words = document(area, f"Request {reference}, received 10 August 2026")
    report = document(area, "A private report.docx")
    RequestFile.objects.create(request=request, owner=area.council, child=area.maya, content=report, what="evidence")
    return words, report


def test_all_that_the_family_gave_goes_with_every_request_whatever_is_ticked(clinic):
    words, report = a_request(clinic)
    later = document(clinic, "From the family, 3 September 2026: diary.pdf")
    spoken = document(clinic, "What the family said, 10 September 2026")
    document(clinic, "What health said, 10 September 2026")
    page = text_of(get(clinic.priya, f"/cases/{clinic.case.pk}/ask-for-advice/"))
    assert "This came from the family" in page
    assert "The family gave nothing in writing" not in page
    assert ask(clinic, THERAPIST, people={THERAPIST: clinic.leila}, enclosed=[]).status_code == 302
    [event] = Event.objects.filter(case=clinic.case, about=THERAPIST)
    assert set(event.fields["enclosures"]) == {str(d.pk) for d in (words, report, later, spoken)}
    assert "Request GT-R1, received 10 August 2026" in text_of(at(by_link(clinic)))


def test_that_the_family_gave_nothing_cannot_be_said_where_it_gave_something(clinic):
    a_request(clinic)
    answer = ask(clinic, THERAPIST, people={THERAPIST: clinic.leila}, enclosed=["nothing"])
    assert answer.status_code == 400
    assert not Event.objects.filter(case=clinic.case, about=THERAPIST).exists()


def test_the_words_of_a_schools_request_are_not_taken_for_the_familys(clinic):
    a_request(clinic, "setting")
    assert ask(clinic, THERAPIST, people={THERAPIST: clinic.leila}, enclosed=["nothing"]).status_code == 302


def test_asking_records_the_event_the_place_the_link_and_a_message_that_names_no_child(asked):
    [event] = Event.objects.filter(case=asked.case, about=THERAPIST)
    assert event.event == "advice-requested"
    assert event.fields["enclosures"] == [str(asked.evidence.pk)]
    [place] = Allocation.objects.filter(case=asked.case.pk, role=THERAPIST)
    assert place.practitioner == asked.leila
    [message] = Message.objects.all()
    assert (message.purpose, message.about, message.address) == ("advice-requested", THERAPIST, "leila@trust.example")
    assert "Tuesday 5 January 2027" in message.body
    assert "{link}" in message.body
    assert "Maya" not in message.subject + message.body
    assert PersonalLink.objects.get().about == THERAPIST


def test_somebody_whose_body_has_no_agreement_is_not_asked(clinic):
    SharingBasis.objects.all().delete()
    ask(clinic, THERAPIST, people={THERAPIST: clinic.leila})
    assert not Event.objects.filter(case=clinic.case, about=THERAPIST).exists()
    client = sign_in(clinic.priya)
    with as_application():
        client.post(f"/cases/{clinic.case.pk}/ask-for-advice/", {"do": "add", "contributor": THERAPIST})
        client.post(f"/cases/{clinic.case.pk}/ask-for-advice/{THERAPIST}/", {"do": "choose", "person": str(clinic.leila.pk)})
        text = text_of(client.get(f"/cases/{clinic.case.pk}/ask-for-advice/"))
    assert "No agreement lets Eastway Community NHS Trust read this record" in text


def test_somebody_new_is_entered_and_chosen(clinic):
    client = sign_in(clinic.priya)
    with as_application():
        answer = client.post(
            f"/cases/{clinic.case.pk}/ask-for-advice/health/",
            {"do": "new", "name": "Omar Aziz", "email": "omar@trust.example", "body": "eastway", "role": "health-practitioner"},
        )
        assert answer.status_code == 302, text_of(answer)
        assert "Omar Aziz" in text_of(client.get(f"/cases/{clinic.case.pk}/ask-for-advice/"))
    assert Practitioner.objects.get(name="Omar Aziz").organisation == clinic.trust


@pytest.mark.parametrize(
    "address, body, said",
    [
        ("priya.nair@example.org", "eastway", "Somebody with this address is known already"),
        ("omar@home.example", "eastway", "Nobody at this organisation has an address of that kind"),
        ("someone@council.example", "larkfield", "an address of your own organisation"),
    ],
)
def test_a_new_person_has_an_address_of_their_own_body_and_nobody_elses(clinic, address, body, said):
    new = {"do": "new", "name": "Omar Aziz", "email": address, "body": body, "role": "health-practitioner"}
    assert said in text_of(post(clinic.priya, f"/cases/{clinic.case.pk}/ask-for-advice/health/", **new))
    assert not Practitioner.objects.filter(name="Omar Aziz").exists()


def test_a_parent_in_the_forces_is_a_fact_of_the_record_and_has_the_ministry_asked(clinic):
    from .test_decide_pages import parent_of

    parent_of(clinic.maya, "Joanna", "Whitfield", "mother")
    parent = Relationship.objects.get(child=clinic.maya)
    base = f"/cases/{clinic.case.pk}/ask-for-advice/"
    assert "r.6(1)(b)(iv). " not in text_of(get(clinic.priya, base))
    assert post(clinic.priya, base, do="forces", forces=str(parent.pk)).status_code == 302
    assert "A parent serves in the armed forces" in text_of(get(clinic.priya, base))
    post(clinic.priya, base, do="forces")
    assert not Relationship.objects.get().in_the_forces


def test_the_directory_is_searched_by_name_and_place(clinic):
    found = post(clinic.priya, f"/cases/{clinic.case.pk}/ask-for-advice/health/", do="search", words="farouk eastway")
    assert "Leila Farouk, health practitioner, Eastway Community NHS Trust" in text_of(found)
    # Once she was given to a child as a therapist of a kind, that is said.
    Allocation.objects.create(child=clinic.maya, owner=clinic.council, practitioner=clinic.leila, role=THERAPIST, valid_from=LONG_AGO)
    found = post(clinic.priya, f"/cases/{clinic.case.pk}/ask-for-advice/health/", do="search", words="farouk eastway")
    assert "Leila Farouk, speech and language therapist, Eastway Community NHS Trust" in text_of(found)


def test_an_added_adviser_can_be_taken_away_and_a_required_one_cannot(clinic):
    client, base = sign_in(clinic.priya), f"/cases/{clinic.case.pk}/ask-for-advice/"
    with as_application():
        client.post(base, {"do": "add", "contributor": THERAPIST})
        assert "Speech and language therapist" in text_of(client.get(base)).partition("Add somebody")[0]
        client.post(base, {"do": "take-away", "contributor": THERAPIST})
        client.post(base, {"do": "take-away", "contributor": "social-care"})
        text = text_of(client.get(base)).partition("Add somebody")[0]
    assert "Speech and language therapist" not in text
    assert "Social care" in text


def test_a_family_without_an_email_address_is_written_to_by_post_and_needs_no_link(clinic):
    from .conftest import case_of, child_of, day

    ben = child_of(clinic.council, "Ben", "Ames")
    case = case_of(ben, ("request-received", day("2026-10-01"), {"by": "parent"}), ("decided-to-assess", day("2026-11-02")))
    client = sign_in(clinic.priya)
    with as_application():
        answer = client.post(f"/cases/{case.pk}/ask-for-advice/", {"ask": ["family"]})
    assert "could not be written. The letter needs: authority contact" in text_of(answer)
    assert not Event.objects.filter(case=case.pk, event="advice-requested").exists()
    for kind in Contact.Kind.values:
        Contact.objects.create(owner=clinic.council, kind=kind, name=f"The {kind}", how="01245 111111")
    with as_application():
        answer = client.post(f"/cases/{case.pk}/ask-for-advice/", {"ask": ["family"]})
    assert answer.status_code == 302, text_of(answer)
    [message] = Message.objects.filter(case=case.pk)
    assert (message.state, message.link, message.about) == ("to-post", None, "family")
    # Without a letter there would be nothing to print.
    assert message.letter.title == "Please tell us your views about Ben"
    assert get(clinic.priya, f"/letters/to-post/{message.pk}/letter.pdf").status_code == 200


def test_every_parent_is_asked_for_the_familys_views(clinic):
    from .conftest import case_of, child_of
    from .test_decide_pages import parent_of

    noah = child_of(clinic.council, "Noah", "Mensah")
    case = case_of(noah, ("request-received", dt.date(2026, 10, 1), {"by": "parent"}), ("decided-to-assess", dt.date(2026, 11, 2)))
    parent_of(noah, "Grace", "Mensah", "mother", email="grace@example.org", account=True)
    parent_of(noah, "Kofi", "Mensah", "father", email="kofi@example.org")
    client = sign_in(clinic.priya)
    with as_application():
        page = text_of(client.get(f"/cases/{case.pk}/ask-for-advice/"))
        assert client.post(f"/cases/{case.pk}/ask-for-advice/", {"ask": ["family"]}).status_code == 302
    assert "Grace Mensah" in page
    assert "Kofi Mensah" in page
    told = Message.objects.filter(case=case.pk, purpose="advice-requested")
    assert {(m.to_name, m.address, m.recipient) for m in told} == {("Grace Mensah", "grace@example.org", "family"), ("Kofi Mensah", "kofi@example.org", "family")}
    assert Event.objects.filter(case=case.pk, event="advice-requested").count() == 1


def test_a_school_is_asked(clinic):
    SharingBasis.objects.create(
        owner=clinic.council, reader_kind="school", purpose="EHC", ground="2014 Act", valid_from=LONG_AGO,
        kinds=["identity-and-contact", "ehc-request-and-stage", "school-sen-support"],
    )  # fmt: skip
    aaron = Practitioner.objects.create(reference="aa", name="Aaron Lowe", email="aaron@school.example", role="setting-senco", organisation=clinic.school)
    assert ask(clinic, "education-setting", people={"education-setting": aaron}).status_code == 302


def test_a_school_answers_by_link_in_its_own_kind(clinic):
    SharingBasis.objects.create(
        owner=clinic.council, reader_kind="school", purpose="EHC", ground="2014 Act", valid_from=LONG_AGO,
        kinds=["identity-and-contact", "ehc-request-and-stage", "school-sen-support"],
    )  # fmt: skip
    aaron = Practitioner.objects.create(reference="a", name="Aaron Lowe", email="aaron@school.example", role="setting-senco", organisation=clinic.school)
    assert ask(clinic, "education-setting", people={"education-setting": aaron}).status_code == 302
    client = by_link(clinic)
    assert "There is nothing to send yet." in text_of(at(client, "check/"))
    add(client, "needs", text="Reading", area="cognition")
    assert "There is nothing to send yet." not in text_of(at(client, "check/"))
    assert at(client, "check/", {"name": "Aaron Lowe"}).status_code == 302
    assert Advice.objects.get().kind_of_data == "school-sen-support"


def test_only_casework_asks(clinic):
    assert get(clinic.helen, f"/cases/{clinic.case.pk}/ask-for-advice/").status_code == 404
    assert get(clinic.stranger, f"/cases/{clinic.case.pk}/ask-for-advice/").status_code == 404


# --- writing ---


def test_the_task_says_what_is_asked_by_when_and_what_the_family_gave(asked):
    page = at(by_link(asked))
    text = text_of(page)
    assert "Speech and language advice for Maya Whitfield" in text
    assert "Tuesday 5 January 2027 , which the law sets" in text
    assert "wrote.txt" in text
    # Her trust may see who she is.
    assert "Maya Whitfield was born on Saturday 5 October 2019, and is 7" in text
    enclosed = at(by_link(asked), f"family/{asked.evidence.pk}/")
    assert "She loves trains." in text_of(enclosed)


def test_only_what_was_enclosed_is_shown(asked):
    other = document(asked, "Panel notes.txt")
    assert at(by_link(asked), f"family/{other.pk}/").status_code == 404


def test_needs_outcomes_and_provision_are_added_changed_and_removed(asked):
    client = by_link(asked)
    where, answer = add(client, "needs", text="Following instructions in class", area="communication")
    assert answer.status_code == 302
    need = where.split("/")[-2]
    add(client, "outcomes", text="Follows two steps", by="July 2027", need=need)
    add(client, "provisions", what="Speech and language therapy", who="Qualified therapist", how_often="Once a week", minutes="30", weeks="36", group="3", need=need)
    text = text_of(at(client))
    assert "Speech and language therapy, once a week, 30 minutes each time, in a group of no more than 3, 36 weeks a year, by a qualified therapist." in text
    assert "Meets the need: Following instructions in class" in text
    row = Advice.objects.get()
    assert (row.kind_of_data, row.contributor, len(row.body["provisions"])) == ("health-advice", THERAPIST, 1)
    at(client, where, {"revision": row.revision, "do": "save", "text": "Following longer instructions", "area": "communication"})
    assert "Following longer instructions" in text_of(at(client))
    at(client, where, {"revision": 99, "do": "remove"})
    assert Advice.objects.get().body["needs"] == []


def test_vague_wording_is_pointed_out_once_and_never_stops_anybody(asked):
    client = by_link(asked)
    where, answer = add(client, "provisions", what="Speech and language therapy", who="Qualified therapist", how_often="Regular")
    assert answer.status_code == 200
    text = text_of(answer)
    assert "“Regular” is not specific" in text
    assert "Saved. Something is pointed out above" in text
    assert "Keep my wording and say why" in text
    assert Advice.objects.get().body["provisions"][0]["how_often"] == "Regular"
    seen = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())[1]
    again = at(client, where, {"revision": 1, "do": "save", "seen": seen, "what": "Speech and language therapy", "who": "Qualified therapist", "how_often": "Regular"})
    assert again.status_code == 302


def test_wording_that_is_kept_says_why_and_is_not_asked_about_again(asked):
    client = by_link(asked)
    _, answer = add(client, "provisions", what="Therapy", who="Qualified therapist", how_often="Regular", kept_because="He sets the pace")
    assert answer.status_code == 302
    assert "Kept, because: He sets the pace" in text_of(at(client, "check/"))


def test_a_diagnosis_alone_and_a_wish_are_pointed_out_and_hold_nobody_up(asked):
    client = by_link(asked)
    need, answer = add(client, "needs", text="Autism, diagnosed in March.", area="communication")
    assert answer.status_code == 302
    page = text_of(at(client, need))
    assert "A diagnosis is named" in page
    assert "Keep my wording" not in page
    outcome, answer = add(client, "outcomes", text="Will make progress", by="July 2027")
    assert answer.status_code == 302
    assert "is a wish" in text_of(at(client, outcome))
    checked = text_of(at(client, "check/"))
    assert "A diagnosis is named" in checked
    assert "is a wish" in checked
    add(client, "needs", text="Epilepsy.", area="health")
    assert text_of(at(client, "check/")).count("A diagnosis is named") == 1


def test_what_is_typed_wrongly_is_kept_as_it_was_typed(asked):
    client = by_link(asked)
    where, answer = add(client, "provisions", what="Reading", minutes="half an hour")
    assert "Minutes each time must be a whole number from 1 to 1440" in text_of(answer)
    assert "half an hour" in at(client, where).content.decode()
    assert "Carry on: provision: Reading" in text_of(at(client))
    assert Advice.objects.get().body["provisions"] == []
    # A new line takes up the one that was begun.
    assert at(client, "add/provisions/")["Location"].endswith(where)


def test_a_page_that_saves_by_itself_is_told_what_is_pointed_out(asked):
    client = by_link(asked)
    where = at(client, "add/provisions/")["Location"].removeprefix("/task/advice/")
    told = at(client, where, {"autosave": "1", "revision": "0", "what": "Therapy", "how_often": "Regular"}).json()
    assert re.fullmatch(r"(1?[0-9](\.[0-5][0-9])?[ap]m|noon|midnight)", told["saved"])
    assert told["revision"] == 1
    assert "is not specific" in told["hints"]["how_often"]
    assert "<mark>regular</mark>" in told["reads"]
    assert 'value="Regular"' in at(client, where).content.decode()


def test_two_windows_never_overwrite_one_another(asked):
    client = by_link(asked)
    where, _ = add(client, "needs", text="First words", area="communication")
    first = {"do": "save", "revision": "1", "area": "communication"}
    at(client, where, {**first, "text": "From one window"})
    answer = at(client, where, {**first, "text": "From the other"})
    text = text_of(answer)
    assert "This was changed in another window" in text
    assert "From one window" in text
    assert "From the other" in answer.content.decode()
    assert Advice.objects.get().body["needs"][0]["text"] == "From one window"
    revision = re.search(r'name="revision" value="(\d+)"', answer.content.decode())[1]
    at(client, where, {**first, "revision": revision, "text": "From the other"})
    assert Advice.objects.get().body["needs"][0]["text"] == "From the other"


def test_two_windows_on_different_lines_do_not_disturb_each_other(asked):
    client = by_link(asked)
    one, _ = add(client, "needs", text="One", area="communication")
    other, _ = add(client, "needs", text="Two", area="communication")
    assert at(client, one, {"do": "save", "revision": "2", "area": "care", "text": "One more"}).status_code == 302
    assert at(client, other, {"do": "save", "revision": "2", "area": "care", "text": "Two more"}).status_code == 302
    assert [n["text"] for n in Advice.objects.get().body["needs"]] == ["One more", "Two more"]


# --- reports ---


def a_word_report(*paragraphs):
    import io

    from docx import Document

    made, file = Document(), io.BytesIO()
    for text in paragraphs:
        made.add_paragraph(text)
    made.save(file)
    return file.getvalue()


def test_a_word_report_is_attached_and_its_provision_marked_up(asked):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = by_link(asked)
    file = SimpleUploadedFile("report.docx", a_word_report("Maya was seen at school.", "Therapy once a week."))
    assert at(client, "report/", {"report": file}).status_code == 302
    text = text_of(at(client, "report/"))
    assert "Maya was seen at school." in text
    answer = at(client, "report/", {"words": "Therapy once a week."})
    page = at(client, answer["Location"].removeprefix("/task/advice/"))
    assert "Therapy once a week." in page.content.decode()
    assert at(client, "report/file/").headers["Content-Disposition"] == 'attachment; filename="report.docx"'


def test_a_file_that_is_no_report_is_refused_in_words(asked):
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = at(by_link(asked), "report/", {"report": SimpleUploadedFile("x.docx", b"MZ not a report")})
    assert answer.status_code == 400
    assert "is a program" in text_of(answer)


def test_an_unsent_report_is_its_authors_alone(asked):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = by_link(asked)
    at(client, "report/", {"report": SimpleUploadedFile("report.docx", a_word_report("Secret until sent"))})
    case = f"/cases/{asked.case.pk}/"
    assert "report.docx" not in text_of(get(asked.priya, case))
    at(client, "check/", {"name": "Leila Farouk"})
    assert "report.docx" in text_of(get(asked.priya, case))


# --- sending ---


def sent(area):
    client = by_link(area)
    add(client, "needs", text="Following instructions", area="communication")
    answer = at(client, "check/", {"name": "Leila Farouk", "registration": "HCPC SL12345"})
    assert answer.status_code == 302, text_of(answer)
    return client


def made_again(case, *again):
    last = Event.objects.filter(case=case).order_by("-number").first().number
    for number, (what, on) in enumerate(again, last + 1):
        add_event(case, number, what, dt.date.fromisoformat(on), {"contributor": THERAPIST} if what == "advice-requested" else {})
    Case.objects.filter(pk=case.pk).update(last_number=last + len(again))
    project(case.pk)


def test_a_reminder_of_the_first_request_is_not_told_as_one_of_the_second(asked, settings):
    post(asked.priya, f"/cases/{asked.case.pk}/advice/{THERAPIST}/remind/")
    Message.objects.update(queued_at="2026-11-25 12:00+00")
    page = f"/cases/{asked.case.pk}/advice/"
    assert "Reminded 25 November 2026" in text_of(get(asked.priya, page))
    made_again(asked.case, ("request-withdrawn", "2026-12-01"), ("request-received", "2026-12-02"), ("decided-to-assess", "2026-12-10"))
    settings.DEMO_TODAY = dt.date.fromisoformat("2026-12-15")
    made_again(asked.case, ("advice-requested", "2026-12-15"))
    assert "Reminded 25" not in text_of(get(asked.priya, page))


def test_not_known_to_a_service_for_the_first_request_is_not_taken_to_the_officer_for_one_that_was_made_again(asked):
    at(by_link(asked), "not-known/", {})
    assert run(TODAY + dt.timedelta(days=5)) == 1
    made_again(asked.case, ("request-withdrawn", "2026-11-30"), ("request-received", "2026-12-01"))
    assert run(TODAY + dt.timedelta(days=12)) == 0


def test_an_adviser_who_answered_the_first_request_writes_anew_for_one_that_was_made_again(asked, settings):
    sent(asked)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table assessments_advice disable trigger assessments_advice_sent")
        cursor.execute("update assessments_advice set sent_at = '2026-11-24 12:00+00'")
        cursor.execute("alter table assessments_advice enable trigger assessments_advice_sent")
    made_again(asked.case, ("request-withdrawn", "2026-12-01"), ("request-received", "2026-12-02"), ("decided-to-assess", "2026-12-10"))
    settings.DEMO_TODAY = dt.date.fromisoformat("2026-12-15")
    assert ask(asked, THERAPIST, people={THERAPIST: asked.leila}).status_code == 302
    client = by_link(asked)
    add(client, "needs", text="Speaking in a group", area="communication")
    assert at(client, "check/", {"name": "Leila Farouk", "registration": "HCPC SL12345"}).status_code == 302
    assert Advice.objects.filter(sent_at__isnull=False).count() == 2
    assert ClockRow.objects.get(case=asked.case, about=THERAPIST, started=dt.date.fromisoformat("2026-12-15")).stopped == dt.date.fromisoformat("2026-12-15")


def test_sending_records_it_closes_the_link_and_freezes_the_words(asked):
    client = sent(asked)
    assert Event.objects.filter(case=asked.case, event="advice-received", about=THERAPIST).count() == 1
    row = Advice.objects.get()
    assert (row.author_name, row.registration) == ("Leila Farouk", "HCPC SL12345")
    assert PersonalLink.objects.get().ended_at is not None
    assert at(client).status_code == 410
    with pytest.raises(DatabaseError), transaction.atomic():
        Advice.objects.filter(pk=row.pk).update(author_name="Somebody else")


def test_every_link_to_the_task_dies_with_it(asked):
    post(asked.priya, f"/cases/{asked.case.pk}/advice/{THERAPIST}/remind/")
    first, second = PersonalLink.objects.order_by("made_at")
    client = opened(first)
    add(client, "needs", text="A need", area="care")
    at(client, "check/", {"name": "Leila Farouk"})
    assert at(opened(second)).status_code == 410


def test_what_is_broken_or_vague_is_said_before_sending_and_stops_nobody(asked):
    client = by_link(asked)
    add(client, "provisions", what="A key adult", how_often="Ongoing")
    text = text_of(at(client, "check/"))
    assert "“A key adult” does not say which need it meets" in text
    assert "“Ongoing” is not specific" in text
    assert at(client, "check/", {"name": "Leila Farouk"}).status_code == 302


def test_nothing_at_all_is_not_sent(asked):
    answer = at(by_link(asked), "check/", {"name": "Leila Farouk"})
    assert "There is nothing in your advice yet" in text_of(answer)
    assert "There is nothing to send yet" in text_of(answer)
    assert "Send my advice" not in text_of(answer)
    assert not Event.objects.filter(event="advice-received", about=THERAPIST).exists()


def test_the_officer_reads_advice_once_it_is_sent_and_not_before(asked):
    client = by_link(asked)
    add(client, "needs", text="Following instructions", area="communication")
    page = f"/cases/{asked.case.pk}/advice/"
    draft = Advice.objects.get()
    assert get(asked.priya, f"{page}read/{draft.pk}/").status_code == 404
    at(client, "check/", {"name": "Leila Farouk"})
    assert "Following instructions" in text_of(get(asked.priya, f"{page}read/{draft.pk}/"))


def test_a_child_who_is_not_known_has_a_state_and_a_chase_of_its_own(asked):
    at(by_link(asked), "not-known/", {})
    assert Event.objects.filter(event="advice-nil-return", about=THERAPIST).exists()
    told = Message.objects.get(purpose="advice-not-known")
    assert (told.address, "Maya" in told.body) == ("priya@council.example", False)
    text = text_of(get(asked.priya, f"/cases/{asked.case.pk}/advice/"))
    assert "Not known to them" in text
    assert "Name another service" in text


def test_only_a_body_under_section_31_refuses_and_with_reasons(asked):
    client = by_link(asked)
    assert "Enter why you cannot give advice" in text_of(at(client, "cannot/", {"reasons": ""}))
    at(client, "cannot/", {"reasons": "It would breach our duty to a court"})
    [event] = Event.objects.filter(event="advice-refused")
    assert Content.objects.get(pk=event.fields["reasons"]).text == "It would breach our duty to a court"


def test_the_educational_psychologist_cannot_refuse(clinic):
    allocate(clinic.maya, clinic.helen, clinic.case.pk)
    add_event(clinic.case, 6, "corrected", TODAY, {"event_id": str(clinic.case.events.get(number=3).pk), "reason": "It was not sent"})
    Case.objects.filter(pk=clinic.case.pk).update(last_number=6)
    project(clinic.case.pk)
    assert ask(clinic, "educational-psychologist").status_code == 302
    assert at(by_link(clinic), "cannot/").status_code == 404


def test_whoever_the_family_names_gives_advice_in_their_own_kind(clinic):
    ask(clinic, "other-by-family", people={"other-by-family": clinic.leila})
    client = by_link(clinic)
    add(client, "needs", text="Being understood", area="communication")
    assert at(client, "check/", {"name": "Leila Farouk"}).status_code == 302
    assert Advice.objects.get().kind_of_data == "health-advice"
    assert Event.objects.filter(event="advice-received", about="other-by-family").exists()


# --- signed in ---


def test_a_contributor_with_an_account_has_the_task_in_their_work(clinic):
    ruth = practitioner("Ruth Bell", "health-practitioner", clinic.trust)
    Practitioner.objects.filter(pk=ruth.pk).update(email="ruth@trust.example")
    ask(clinic, "health", people={"health": ruth.who})
    page = get(ruth, "/my-work/")
    assert "Write your advice : Give your advice, Maya Whitfield" in text_of(page)
    assert get(ruth, f"/cases/{clinic.case.pk}/advice/")["Location"] == f"/cases/{clinic.case.pk}/advice/health/"
    assert "Health advice for Maya Whitfield" in text_of(get(ruth, f"/cases/{clinic.case.pk}/advice/health/"))


def test_one_contributor_never_opens_anothers_task(asked):
    assert get(asked.helen, f"/cases/{asked.case.pk}/advice/{THERAPIST}/").status_code == 404
    Allocation.objects.create(child=asked.maya, owner=asked.council, practitioner=asked.helen.who, role="educational-psychologist", valid_from=LONG_AGO)
    assert get(asked.helen, f"/cases/{asked.case.pk}/advice/educational-psychologist/").status_code == 200
    assert get(asked.helen, f"/cases/{asked.case.pk}/advice/{THERAPIST}/").status_code == 404
    assert get(asked.priya, f"/cases/{asked.case.pk}/advice/{THERAPIST}/").status_code == 404


# --- walls ---


def as_link(user, child, question):
    with as_application(), transaction.atomic():
        become(user, "link", child)
        return question()


def test_a_personal_link_reaches_one_child_only(asked):
    from .conftest import child_of

    other = child_of(asked.council, "Ben", "Ames")
    Allocation.objects.create(child=other, owner=asked.council, practitioner=asked.leila, role="health-practitioner", valid_from=LONG_AGO)
    Advice.objects.create(
        child=other, case=asked.case.pk, owner=asked.council, kind_of_data="health-advice", contributor="physiotherapist",
        author=asked.priya.user.pk, author_name="x", sent_at=dt.datetime.now(dt.UTC),
    )  # fmt: skip
    user = PersonalLink.objects.get().user_id
    from goldenthread.people.models import Child

    assert as_link(user, asked.maya.pk, lambda: [c.pk for c in Child.objects.all()]) == [asked.maya.pk]
    assert as_link(user, asked.maya.pk, lambda: Advice.objects.count()) == 0


def test_an_unsent_draft_is_read_by_its_author_alone(asked):
    client = by_link(asked)
    add(client, "needs", text="A need", area="care")
    link = PersonalLink.objects.get()

    def seen_by(user, kind="person", child=None):
        with as_application(), transaction.atomic():
            become(user, kind, child)
            return Advice.objects.count()

    assert seen_by(link.user_id, "link", asked.maya.pk) == 1
    assert seen_by(asked.priya.user.pk) == 0
    assert seen_by(asked.helen.user.pk) == 0


def test_social_care_advice_is_not_read_by_health(asked):
    Advice.objects.create(
        child=asked.maya, case=asked.case.pk, owner=asked.council, kind_of_data="social-care-advice", contributor="social-care",
        author=asked.priya.user.pk, author_name="x", sent_at=dt.datetime.now(dt.UTC),
    )  # fmt: skip
    user = PersonalLink.objects.get().user_id
    assert as_link(user, asked.maya.pk, lambda: Advice.objects.count()) == 0


def test_nobody_writes_advice_in_anothers_name(asked):
    user = PersonalLink.objects.get().user_id

    def forge():
        Advice.objects.bulk_create([
            Advice(child=asked.maya, case=asked.case.pk, owner=asked.council, kind_of_data="health-advice", contributor=THERAPIST,
                   author=asked.helen.user.pk, author_name="Helen")
        ])  # fmt: skip

    with pytest.raises(DatabaseError):
        as_link(user, asked.maya.pk, forge)


def test_a_page_cannot_run_the_daily_job_in_its_viewers_name(asked):
    def as_an_officer():
        with as_application(), transaction.atomic():
            become(asked.priya.user.pk)
            chase(TODAY)

    with pytest.raises(DatabaseError):
        as_an_officer()


# --- the link ---


def secret_of(link):
    """The message leaves: its link gets a secret, which stands in the message alone."""
    message = Message.objects.get(link=link.pk)
    return re.search(r"/task/([\w-]+)/", leaves(message).body)[1]


def test_a_link_shows_nothing_until_its_code_and_a_wrong_code_ten_times_ends_it(asked):
    link = PersonalLink.objects.get()
    token, client = secret_of(link), Client()
    with as_application():
        page = client.get(f"/task/{token}/")
        assert "l***@trust.example" in text_of(page)
        assert "Maya" not in text_of(page)
        client.post(f"/task/{token}/", {"do": "send"})
        for _ in range(9):
            assert client.post(f"/task/{token}/", {"do": "open", "code": "000000"}).status_code == 400
        last = client.post(f"/task/{token}/", {"do": "open", "code": "000000"})
        assert (last.status_code, "This link is closed" in text_of(last)) == (410, True)
        with connection.cursor() as cursor:
            cursor.execute("reset role")
        code = Message.objects.get(purpose="one-time-code").secret
        with connection.cursor() as cursor:
            cursor.execute("set role goldenthread_app")
        assert client.post(f"/task/{token}/", {"do": "open", "code": code}).status_code == 410
        assert client.post(f"/task/{token}/", {"do": "send"}).status_code == 410
    link.refresh_from_db()
    assert link.ended_at is not None


def test_a_code_opens_with_space_between_its_numbers_too(asked):
    token, client = secret_of(PersonalLink.objects.get()), Client()
    with as_application():
        client.post(f"/task/{token}/", {"do": "send"})
    code = Message.objects.get(purpose="one-time-code").secret
    with as_application():
        assert client.post(f"/task/{token}/", {"do": "open", "code": f" {code[:3]} {code[3:]} "}).status_code == 302


def test_an_expired_link_and_one_that_was_never_made_say_the_same(asked):
    link = PersonalLink.objects.get()
    token = secret_of(link)
    PersonalLink.objects.update(expires_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    with as_application():
        old, made_up = Client().get(f"/task/{token}/"), Client().get("/task/nothing-like-it/")
    assert (old.status_code, made_up.status_code) == (410, 410)
    assert text_of(old) == text_of(made_up)


def test_a_forwarded_link_opens_nothing_without_the_code_sent_to_its_own_address(asked):
    token = secret_of(PersonalLink.objects.get())
    stranger = Client()
    with as_application():
        stranger.get(f"/task/{token}/")
        assert stranger.get("/task/advice/").status_code == 410


# --- chasing ---

DUE = dt.date(2027, 1, 5)


def run(day):
    with transaction.atomic(), as_the_worker():
        return chase(day)


def test_the_daily_job_reminds_on_the_published_days_once_each(asked):
    assert run(DUE - dt.timedelta(days=8)) == 0
    assert run(DUE - dt.timedelta(days=7)) == 1
    assert run(DUE - dt.timedelta(days=7)) == 0
    assert run(DUE - dt.timedelta(days=4)) == 0
    assert run(DUE - dt.timedelta(days=1)) == 1
    assert run(DUE) == 0
    reminders = Message.objects.filter(purpose="advice-reminder", about=THERAPIST)
    assert {m.address for m in reminders} == {"leila@trust.example"}
    assert all(m.link and "{link}" in m.body and "Maya" not in m.body for m in reminders)


def test_a_day_that_was_missed_is_made_good(asked):
    assert run(DUE - dt.timedelta(days=3)) == 1


@pytest.fixture
def leads(asked):
    icb = organisation("ICB:X", "NHS Essex ICB", "icb")
    elsewhere = organisation("ICB:A", "Another ICB", "icb")
    Connection.objects.create(child=asked.maya, owner=asked.council, organisation=icb, kind="gp", valid_from=LONG_AGO)
    for name, role, body, email in (
        ("Aaron First", "dco", elsewhere, "aaron@another.example"),
        ("Amara Osei", "dco", icb, "amara@icb.example"),
        ("Nina Head", "head-of-service", asked.trust, "nina@trust.example"),
        ("Grace Oyelaran", "la-send-manager", asked.council, "grace@council.example"),
    ):
        someone = practitioner(name, role, body)
        Practitioner.objects.filter(pk=someone.pk).update(email=email)
        setattr(asked, name.split()[0].lower(), someone)
    SharingBasis.objects.create(
        owner=asked.council, reader=icb, purpose="EHC", ground="s.31", valid_from=LONG_AGO,
        kinds=["identity-and-contact", "ehc-request-and-stage", "health-advice"],
    )  # fmt: skip
    return asked


def test_late_health_advice_goes_to_the_head_of_service_and_the_icbs_lead(leads):
    assert run(DUE + dt.timedelta(days=1)) == 2
    told = Message.objects.filter(purpose="advice-escalated", about=THERAPIST)
    assert {m.address for m in told} == {"amara@icb.example", "nina@trust.example"}
    assert not any("Maya" in m.body or "{link}" in m.body for m in told)
    [to_head] = [m.body for m in told if m.address == "nina@trust.example"]
    assert "We asked Leila Farouk, as speech and language therapist" in to_head
    assert "Sign in" not in to_head
    assert run(DUE + dt.timedelta(days=2)) == 0
    text = text_of(get(leads.priya, f"/cases/{leads.case.pk}/advice/"))
    assert "to Amara Osei" in text


def test_where_no_head_of_service_is_entered_the_officer_is_told_so_and_the_icbs_lead_all_the_same(leads):
    Practitioner.objects.filter(role="head-of-service").update(valid_to=LONG_AGO)
    assert run(DUE + dt.timedelta(days=1)) == 2
    assert Message.objects.get(purpose="advice-escalated", about=THERAPIST).address == "amara@icb.example"
    [told] = Message.objects.filter(purpose="advice-nobody-above", about=THERAPIST)
    assert told.address == "priya@council.example"
    assert "No head of service is entered for the body that was asked" in told.body
    assert "Maya" not in told.body
    assert run(DUE + dt.timedelta(days=1)) == 0
    assert "Not taken to everybody above" in text_of(get(leads.priya, f"/cases/{leads.case.pk}/advice/"))


def test_lateness_of_a_setting_goes_to_its_head_teacher(clinic):
    test_a_school_is_asked(clinic)
    head = Practitioner.objects.create(reference="h", name="Hana Head", email="hana@school.example", role="head-teacher", organisation=clinic.school)
    due = ClockRow.objects.get(case=clinic.case, about="education-setting", clock="advice").due
    run(due + dt.timedelta(days=1))
    assert head.email in Message.objects.filter(purpose="advice-escalated", about="education-setting").values_list("address", flat=True)


def test_what_is_late_stands_in_the_leads_list(leads, settings):
    settings.DEMO_TODAY = DUE + dt.timedelta(days=1)
    text = text_of(get(leads.amara, "/late-advice/"))
    assert "Speech and language therapist , Maya Whitfield Maya Whitfield" in text
    assert "1 past the law’s limit" in text
    # What the law excuses stands apart, and is counted as no breach.
    ClockRow.objects.filter(case=leads.case, clock="advice", about=THERAPIST).update(excused_from=DUE, ground="r5-4-c")
    text = text_of(get(leads.amara, "/late-advice/"))
    assert "past the law’s limit" not in text
    assert "1 piece is excused by law" in text
    assert "Speech and language therapist , Maya Whitfield Maya Whitfield" in text.split("Excused by law: still owed as soon as practicable")[1]
    ClockRow.objects.filter(case=leads.case, clock="advice", about=THERAPIST).update(excused_from=None)
    # The council's lead has the educational psychologist's, who was asked before.
    assert "Educational psychologist , Maya Whitfield Maya Whitfield" in text_of(get(leads.grace, "/late-advice/"))
    assert get(leads.priya, "/late-advice/").status_code == 404


def test_a_long_list_of_what_is_late_comes_in_parts_and_is_counted_whole(leads, settings):
    settings.DEMO_TODAY = DUE + dt.timedelta(days=1)
    row = ClockRow.objects.get(case=leads.case, clock="advice", about=THERAPIST)
    for n in range(60):
        excused = {"excused_from": DUE, "ground": "r5-4-c"} if n % 12 == 0 else {}
        ClockRow.objects.create(**{f.attname: getattr(row, f.attname) for f in ClockRow._meta.fields if f.name != "id"} | excused)
    first, second, third = (text_of(get(leads.amara, f"/late-advice/{part}")) for part in ("", "?page=2", "?page=3"))
    for text in (first, second, third):
        assert "56 pieces of advice that you lead, or answer for, are late; 56 past the law’s limit . 5 pieces are excused by law." in text
    told = "Speech and language therapist , Maya Whitfield Maya Whitfield"
    assert [text.count(told) for text in (first, second, third)] == [25, 25, 11]
    assert "Showing 1 to 25 of 61." in first
    assert "Excused by law: still owed" not in first
    late, excused = third.split("Excused by law: still owed as soon as practicable")
    assert (late.count(told), excused.count(told)) == (6, 5)


def test_nobody_is_chased_who_has_answered_or_was_never_asked_from_here(asked):
    sent(asked)
    assert run(DUE + dt.timedelta(days=1)) == 0


def test_not_known_is_taken_to_the_officer_until_somebody_else_is_asked(asked):
    at(by_link(asked), "not-known/", {})
    assert run(TODAY) == 0
    assert run(TODAY + dt.timedelta(days=5)) == 1
    sue = practitioner("Sue Social", "social-worker", asked.council)
    Practitioner.objects.filter(pk=sue.pk).update(email="sue@council.example")
    assert ask(asked, "social-care", people={"social-care": sue}).status_code == 302
    assert run(TODAY + dt.timedelta(days=12)) == 1
    ask(asked, "health", people={"health": asked.leila})
    assert run(TODAY + dt.timedelta(days=13)) == 0


def test_the_job_run_twice_queues_each_message_and_its_sending_once_in_one_transaction(asked, settings):
    settings.DEMO_TODAY = ClockRow.objects.get(case=asked.case, about=THERAPIST).due - dt.timedelta(days=7)

    def jobs():
        with connection.cursor() as cursor:
            cursor.execute("select args ->> 'message' from procrastinate_jobs where task_name = 'letters.send'")
            return [row[0] for row in cursor.fetchall()]

    before = jobs()
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        become(None)
        chase_advice(0)
        raise ZeroDivisionError
    assert jobs() == before
    for _ in range(2):
        become(None)
        chase_advice(0)
    [reminder] = Message.objects.filter(purpose="advice-reminder")
    assert jobs() == [*before, str(reminder.pk)]


def test_one_press_reminds_and_the_page_says_so(asked):
    answer = post(asked.priya, f"/cases/{asked.case.pk}/advice/{THERAPIST}/remind/")
    assert answer.status_code == 302
    assert Message.objects.filter(purpose="advice-reminder").count() == 1
    assert "Reminded" in text_of(get(asked.priya, f"/cases/{asked.case.pk}/advice/")).partition("Speech and language therapist")[2]


def test_a_second_press_of_remind_sends_nothing_more_and_says_so(asked):
    where = f"/cases/{asked.case.pk}/advice/{THERAPIST}/remind/"
    for _ in range(2):
        assert post(asked.priya, where).status_code == 302
    assert Message.objects.filter(purpose="advice-reminder").count() == 1


def test_whoever_has_the_child_is_reminded_though_the_request_named_nobody(asked):
    """As a file of people says it: allocated to the child as the adviser, and not to the case. My work offers the officer to send it."""
    allocate(asked.maya, asked.helen)
    page = text_of(get(asked.priya, f"/cases/{asked.case.pk}/advice/"))
    assert "Each is reminded 7 days and 1 day before the last day." in page
    line = page.partition("Educational psychologist")[2]
    assert "Helen Marsh, Essex County Council" in line.partition("Speech and language therapist")[0]
    assert post(asked.priya, f"/cases/{asked.case.pk}/advice/educational-psychologist/remind/").status_code == 302
    sent = Message.objects.get(purpose="advice-reminder")
    assert (sent.address, sent.link) == ("helen@council.example", None)
    assert "{link}" not in sent.body
    assert "Maya" not in sent.body


def test_the_directory_alone_makes_no_link(asked):
    with pytest.raises(ValueError, match="own address"):
        make_link(Practitioner(name="x"), task="advice", child=asked.maya.pk, case=asked.case.pk, owner=asked.council.pk, about="x")




# --- advice that exists already ---


def existing(area, document=True, **days):
    from django.core.files.uploadedfile import SimpleUploadedFile

    parts = {"dated": "2026-03-02", "author_on": "2026-09-21", "authority_on": "2026-09-22", "family_on": "2026-09-25"} | days
    boxes = {}
    for name, day in parts.items():
        year, month, date = day.split("-") if day else ("", "", "")
        boxes |= {f"{name}_day": date, f"{name}_month": month, f"{name}_year": year}
    boxes["author"] = "Amir Shah"
    if document:
        boxes["document"] = SimpleUploadedFile("clinic letter.pdf", a_pdf("clinic"))
    client = sign_in(area.priya)
    with as_application():
        return client.post(f"/cases/{area.case.pk}/ask-for-advice/health/existing/", boxes)


def test_existing_advice_is_used_again_only_with_three_dated_agreements(clinic):
    answer = existing(clinic, family_on="")
    assert "Enter the day the family agreed. If they did not, ask for new advice" in text_of(answer)
    assert not Event.objects.filter(event="existing-advice-agreed").exists()
    without = existing(clinic, document=False)
    assert "Choose the document that holds the advice" in text_of(without)
    assert not Event.objects.filter(event="existing-advice-agreed").exists()
    assert existing(clinic).status_code == 302
    kept = Advice.objects.get(reused=True)
    assert (kept.contributor, kept.author_name, kept.kind_of_data, kept.sent_at.date()) == ("health", "Amir Shah", "health-advice", dt.date(2026, 3, 2))
    assert (kept.report.file_name, bytes(kept.report.file)) == ("clinic letter.pdf", a_pdf("clinic"))
    [event] = Event.objects.filter(event="existing-advice-agreed")
    assert event.on == dt.date(2026, 9, 25)
    assert event.fields["author_on"] == "2026-09-21"
    assert "Existing advice is used again" in text_of(get(clinic.priya, f"/cases/{clinic.case.pk}/ask-for-advice/"))


def test_nobody_agreed_to_advice_before_it_was_written(clinic):
    assert "Nobody can have agreed to the advice before its date" in text_of(existing(clinic, author_on="2026-03-01"))
