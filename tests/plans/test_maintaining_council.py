"""A setting that another council maintains: that council is consulted before it is named (s.39(2)), by post and on record."""

from io import BytesIO

import pytest
from django.contrib.messages import get_messages
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from goldenthread.access.viewer import become
from goldenthread.letters.models import Letter, Message
from goldenthread.people.models import Content
from goldenthread.plans.models import AuthorityAsked, Consultation, Disclosure

from .conftest import as_application, get, post, text_of
from .test_sending import sent, the_sent  # noqa: F401

KENT = {"name": "Kent County Council", "address": "SEND team\nCounty Hall\nMaidstone ME14 1XQ"}


@pytest.fixture
def consulted(sent):  # noqa: F811
    page = f"{sent.path}settings/{sent.school.pk}/consult/"
    post(sent.priya, page, person="Tom Reed", email=sent.tom.who.email, advice=[str(sent.advice["educational-psychologist"].pk)])
    sent.council_page = f"{sent.path}settings/{Consultation.objects.get().pk}/council/"
    return sent


def test_the_other_council_is_written_to_by_post_with_the_draft_and_it_is_on_record(consulted):
    assert "Does another council maintain it?" in text_of(get(consulted.priya, f"{consulted.path}settings/"))
    assert post(consulted.priya, consulted.council_page, **KENT).status_code == 302
    message = Message.objects.get(purpose="authority-consulted")
    assert (message.state, message.to_name, message.post_to.splitlines()[1]) == ("to-post", "Kent County Council", "County Hall")
    letter = Letter.objects.get(template="authority-consulted")
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(bytes(letter.encloses.file))).pages)
    assert "Draft plan for Oscar Lindqvist" in words
    assert "advice of the educational psychologist" in words
    assert "advice of the paediatrician" not in words, "the setting was not sent it, so neither is the council"
    assert "Oscar Lindqvist" in letter.content.text
    given = Disclosure.objects.get(to="other-authority")
    assert (given.to_name, given.ground, given.reader, given.organisation) == ("Kent County Council", "required-by-law", None, None)
    page = text_of(get(consulted.priya, f"{consulted.path}settings/"))
    assert "Kent County Council, which maintains it, was asked on Tuesday 24 November 2026 (s.39(2))" in page
    assert "Kent County Council" in text_of(get(consulted.priya, "/letters/to-post/"))


def test_its_answer_is_written_down_once(consulted):
    post(consulted.priya, consulted.council_page, **KENT)
    said = {"answer": "The school has a place in January.", "by": "Ann Kent"}
    assert post(consulted.priya, f"{consulted.council_page}answer/", **said).status_code == 302
    assert "The school has a place in January." in text_of(get(consulted.priya, f"{consulted.path}settings/"))
    assert get(consulted.priya, f"{consulted.council_page}answer/").status_code == 404
    again = post(consulted.priya, f"{consulted.council_page}answer/", **said)
    assert "Nothing was done now" in str(*get_messages(again.wsgi_request))
    assert post(consulted.tom, f"{consulted.council_page}answer/", **said).status_code == 404
    assert AuthorityAsked.objects.get().answered_by == "Ann Kent"


def test_it_is_asked_once(consulted):
    for _ in range(2):
        assert post(consulted.priya, consulted.council_page, **KENT).status_code == 302
    assert AuthorityAsked.objects.count() == 1
    assert Message.objects.filter(purpose="authority-consulted").count() == 1


def test_a_letter_needs_a_council_and_an_address(consulted):
    page = text_of(post(consulted.priya, consulted.council_page, name="Kent County Council"))
    assert "Enter the postal address of the council" in page
    assert not AuthorityAsked.objects.exists()


def test_the_setting_and_a_stranger_can_neither_ask_nor_read_it_by_either_wall(consulted):
    post(consulted.priya, consulted.council_page, **KENT)
    for someone in (consulted.tom, consulted.anna, consulted.stranger, consulted.helen):
        assert get(someone, f"{consulted.council_page}answer/").status_code == 404
    asked = AuthorityAsked.objects.get()
    papers = Letter.objects.get(template="authority-consulted")

    def changes():
        seen = AuthorityAsked.objects.count()
        try:
            with transaction.atomic():
                return seen, AuthorityAsked.objects.filter(pk=asked.pk).update(answer="forged")
        except DatabaseError:
            return seen, 0

    for someone in (consulted.tom, consulted.anna, consulted.stranger, consulted.helen):
        with as_application(), transaction.atomic():
            become(someone.user.pk)
            assert changes() == (0, 0), someone.name
            assert not Content.objects.filter(pk__in=[papers.encloses_id, papers.content_id]).exists(), someone.name
    with as_application(), transaction.atomic():
        become(consulted.priya.user.pk)
        assert Content.objects.filter(pk__in=[papers.encloses_id, papers.content_id]).count() == 2
