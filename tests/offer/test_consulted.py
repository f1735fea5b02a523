"""Who was asked when the Local Offer was made and reviewed: regulations 54 and 55 of the SEND Regulations 2014. Those who were not stand there too."""

import datetime as dt

import pytest
from django.db import ProgrammingError, transaction

from goldenthread.offer import comments, consulted
from goldenthread.offer.models_comments import Answer
from goldenthread.offer.models_consulted import BODIES, FAMILIES, Consulted
from goldenthread.science.small_numbers import LEAST
from goldenthread.voice.models import Project
from tests.cases.pages.conftest import as_application, sign_in

from .conftest import TODAY
from .test_comments import answered, day, text
from .test_keeping import ask, council  # noqa: F401

PAGE = "/local-offer/who-was-asked/"
RECORD = f"{PAGE}record/"
ON = TODAY - dt.timedelta(days=20)


def recorded(editor, **other):
    told = {"who": "parents", "whom": "The parent-carer forum", "stage": "review", "how": "Two meetings and an online form", "about": ["services", "layout"], "people": "41", "said": "Short breaks are hard to find."}
    return ask(editor, RECORD, told | day("on", ON) | other)


def test_all_whom_the_law_names_stand_there_before_any_was_asked(council, client):  # noqa: F811
    page = text(client, PAGE)
    assert "Nobody has been recorded as asked yet" in page
    for who in Consulted.Who:
        assert str(who.label).replace("’", "’") in page
    # Three groups of families with five things each, and ten bodies.
    assert (len(FAMILIES), len(BODIES), page.count("not yet")) == (3, 10, 3 * 5 + 10)


def test_who_was_asked_is_read_by_everybody_with_what_they_said_and_what_is_still_lacking(council, client):  # noqa: F811
    assert recorded(sign_in(council.manager)).status_code == 302
    page = text(client, PAGE)
    for words in ("1 time somebody was asked", "12 groups that the law names have no record", "Short breaks are hard to find.", "41 people took part.", "7 November 2026", "No decision is tied to this yet.",
                  "which services are needed, how it is set out"):  # fmt: skip
        assert words in page, words
    families, bodies = consulted.groups(list(consulted.every()))
    # Parents were asked about two of the five.
    assert [last for _, last in families[2].about] == [ON, ON, None, None, None]
    assert all(b.last is None for b in bodies)
    # Who reads it cannot record.
    assert "Record who was asked" not in page


def test_what_is_sent_twice_is_recorded_once_and_another_group_is_another(council):  # noqa: F811
    editor = sign_in(council.manager)
    for whom in ("The parent-carer forum", "The parent-carer forum", "A group in Harlow"):
        assert recorded(editor, whom=whom).status_code == 302
    assert Consulted.objects.count() == 2


@pytest.mark.parametrize(("people", "shown"), [("0", "0 people"), ("1", f"fewer than {LEAST} people"), (str(LEAST - 1), f"fewer than {LEAST} people"), (str(LEAST), f"{LEAST} people"), ("", None)])
def test_of_a_few_people_no_number_is_published(council, client, people, shown):  # noqa: F811
    recorded(sign_in(council.manager), people=people)
    page = text(client, PAGE)
    assert "took part" not in page if shown is None else f". {shown[0].upper()}{shown[1:]} took part" in page


@pytest.mark.parametrize(("wrong", "said"), [
    ({"about": []}, "Select about what they were asked"),
    ({"said": ""}, "Enter what they said, or that nobody answered"),
    ({"said": "Ring me on 01632 960 200"}, "families read this, so take that out"),
    (day("on", TODAY + dt.timedelta(days=1)), "The day must be today or in the past"),
    ({"people": "-1"}, "0"),
    ({"who": "friends"}, "Select one of the answers on this page"),
])  # fmt: skip
def test_what_cannot_be_right_is_said_beside_its_field_and_all_is_kept(council, wrong, said):  # noqa: F811
    answer = recorded(sign_in(council.manager), **wrong)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert "The parent-carer forum" in answer.content.decode()
    assert not Consulted.objects.exists()


def test_only_an_editor_records_and_the_database_holds_that_too(council):  # noqa: F811
    for who in (council.dco, council.officer):
        assert recorded(sign_in(who)).status_code == 404
    assert not Consulted.objects.exists()
    recorded(sign_in(council.manager))
    one = Consulted.objects.get()
    assert ask(sign_in(council.dco), f"{PAGE}{one.pk}/").status_code == 404
    with as_application():
        assert consulted.every().count() == 1
        with pytest.raises(ProgrammingError), transaction.atomic():
            Consulted.objects.filter(pk=one.pk).update(said="Nothing")


def test_the_decision_that_followed_is_tied_once_and_read_beside_what_was_said(council, client):  # noqa: F811
    editor = sign_in(council.manager)
    recorded(editor)
    one = Consulted.objects.get()
    assert "No decision is recorded yet" in text(editor, f"{PAGE}{one.pk}/")
    answered(editor, ones=[])
    first = Answer.objects.get()
    assert ask(editor, f"{PAGE}{one.pk}/", {"answer": ""}).status_code == 200
    assert ask(editor, f"{PAGE}{one.pk}/", {"answer": str(first.pk)}).status_code == 302
    page = text(client, PAGE)
    assert "We asked Tidewater to open one." in page
    assert "Decided by SEND Partnership Board" in page
    assert "No decision is tied" not in page
    answered(editor, ones=[], said="Another.", decision="Another decision.")
    with transaction.atomic():
        assert not consulted.tie(one.pk, Answer.objects.exclude(pk=first.pk).get().pk)
    one.refresh_from_db()
    assert one.answer == first


def test_the_year_says_whom_we_asked_and_keeps_it(council, client):  # noqa: F811
    editor = sign_in(council.manager)
    ask(client, "/local-offer/comments/say/", {"asks": "content", "text": "There is no club.", "who": "parent"})
    recorded(editor, **day("on", TODAY))
    ask(editor, "/local-offer/you-said-we-did/publish/", {"intro": ""} | day("last", TODAY))
    page = text(client, "/local-offer/you-said-we-did/")
    assert "Whom we asked" in page
    assert "27 November 2026: Their parents and carers, about which services are needed, how it is set out." in page
    assert comments.publications().get().told["asked"] == [["2026-11-27", "Their parents and carers", "Two meetings and an online form", "Which services are needed, How it is set out", "Short breaks are hard to find."]]


def test_a_consultation_that_stands_here_is_named_and_an_open_one_can_be_joined(council, client):  # noqa: F811
    open_one = Project.objects.create(owner=council, kind="consultation", title="What should short breaks be?", about="Tell us.", opens_on=TODAY - dt.timedelta(days=30), closes_on=TODAY + dt.timedelta(days=5), made_by=council.manager.pk)
    recorded(sign_in(council.manager), consultation=str(open_one.pk))
    page = text(client, PAGE)
    assert page.count(f'href="/consultations/{open_one.pk}/"') == 2
    open_one.delete()
    assert "Part of What should short breaks be?." in text(client, PAGE)
