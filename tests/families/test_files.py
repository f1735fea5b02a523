"""Papers that a family sends, a meeting that it asks for, a date that it thinks is wrong, and leaving quickly."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from goldenthread.cases.models import Event
from goldenthread.families.models import Question, QuestionFile
from goldenthread.people.models import Content

from ..cases.pages.conftest import as_application, get, post, sign_in, text_of
from ..pdf_files import a_pdf
from ..plans.conftest import as_viewer

PDF = a_pdf("a report")


def send(someone, home, about="question", text="Please read this.", *files, **more):
    client = sign_in(someone)
    uploads = [SimpleUploadedFile(*f) for f in files]
    with as_application():
        return client.post(f"{home.page}ask/", {"about": about, "text": text, "files": uploads, **more})


def count(someone):
    return as_viewer(someone, lambda v: (Question.objects.count(), QuestionFile.objects.count()))


def file_page(someone, **data):
    [key] = QuestionFile.objects.values_list("pk", flat=True)
    return (post if data else get)(someone, f"/questions/papers/{key}/", **data)


def test_a_paper_with_a_question_is_read_by_its_sender_and_by_officers_and_by_nobody_else(home):
    assert send(home.joanna, home, "question", "Please read this.", ("report.pdf", PDF)).status_code == 302
    assert "report.pdf" in text_of(get(home.joanna, home.page))
    assert "report.pdf" not in text_of(get(home.mark, home.page))
    for someone in (home.joanna, home.priya):
        page = file_page(someone)
        assert page.content == PDF
        assert page["Content-Disposition"] == 'attachment; filename="report.pdf"'
    for someone in (home.mark, home.helen, home.stranger):
        assert file_page(someone).status_code == 404
        assert count(someone) == (0, 0)
    assert count(home.joanna) == (1, 1)


def test_what_is_no_paper_is_refused_in_words_and_nothing_is_lost(home):
    page = send(home.joanna, home, "question", "Please read this.", ("report.pdf", b"MZ\x90"))
    assert page.status_code == 400
    assert "“report.pdf” is a program" in text_of(page)
    assert "Please read this." in text_of(page)
    many = [(f"{n}.pdf", PDF) for n in range(6)]
    assert "Send up to 5 files at a time" in text_of(send(home.joanna, home, "question", "Many", *many))
    assert count(home.joanna) == (0, 0)


def test_papers_can_be_sent_without_words_as_more_to_know_and_not_as_a_question(home):
    assert send(home.joanna, home, "evidence", "", ("photo.jpg", b"\xff\xd8\xff a photo")).status_code == 302
    assert Question.objects.get().text == "I send you these papers."
    assert send(home.joanna, home, "question", "", ("photo.jpg", b"\xff\xd8\xff a photo")).status_code == 400


def test_the_same_press_twice_is_one_and_other_papers_are_another(home):
    for name in ("a.pdf", "a.pdf", "b.pdf"):
        send(home.joanna, home, "question", "Please read this.", (name, PDF))
    assert count(home.joanna) == (2, 2)


def test_an_officer_adds_a_paper_to_the_case_once_and_its_family_cannot(home):
    send(home.joanna, home, "evidence", "From the clinic", ("report.pdf", PDF))
    question = Question.objects.get()
    assert "Add to the papers of the case" in text_of(get(home.priya, f"/questions/{question.pk}/"))
    assert file_page(home.joanna, do="keep").status_code == 404
    for _ in range(2):
        assert file_page(home.priya, do="keep").status_code == 302
    kept = Content.objects.get(file_name__startswith="From the family")
    assert (bytes(kept.file), kept.kind_of_data, kept.case) == (PDF, "ehc-request-and-stage", home.case.pk)
    assert "From the family, 24 November 2026: report.pdf" in text_of(get(home.priya, f"/cases/{home.case.pk}/ask-for-advice/"))


def test_the_database_takes_a_paper_with_ones_own_question_alone(home):
    send(home.joanna, home, "question", "Mine")
    question = Question.objects.get()

    def add(viewer):
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into families_questionfile (id, question_id, child_id, owner_id, name, data) values (gen_random_uuid(), %s, %s, %s, 'x', '')",
                [question.pk, home.maya.pk, home.council.pk],
            )

    for someone in (home.mark, home.priya):
        with pytest.raises(Exception, match="row-level security"):
            as_viewer(someone, add)
    as_viewer(home.joanna, add)


def test_asking_for_a_meeting_is_an_event_of_the_case_once(home):
    for _ in range(2):
        send(home.joanna, home, "meeting", "Tuesday after 4pm")
    event = Event.objects.get(event="meeting-requested")
    assert (event.case_id, event.by) == (home.case.pk, f"user:{home.joanna.user.pk}")
    assert "Family asked for a meeting" in text_of(get(home.priya, f"/cases/{home.case.pk}/"))


def test_a_family_says_which_date_is_wrong(home):
    page = get(home.joanna, home.page).content.decode()
    links = re.findall(r'href="(/family/[^"]*about=date&amp;which=[^"]*)"', page)
    assert links
    form = get(home.joanna, links[0].replace("&amp;", "&"))
    assert "The date is: " in text_of(form)
    which = re.search(r'name="which" value="([^"]*)"', form.content.decode())[1]
    send(home.joanna, home, "date", "We asked a week before.", which=which)
    assert re.match(r".+: \w+ \d+ \w+ \d{4}\n\nWe asked a week before\.", Question.objects.get().text)


def test_a_date_that_is_none_is_asked_about_without_it(home):
    send(home.joanna, home, "date", "The one in May.", which="made-up")
    assert Question.objects.get().text == "The one in May."


def test_leaving_quickly_ends_the_session(home):
    client = sign_in(home.joanna)
    with as_application():
        assert b'href="/leave/"' in client.get(home.page).content
        assert client.get("/leave/")["Location"] == "https://www.bbc.co.uk/weather"
        assert client.get(home.page).status_code == 302
