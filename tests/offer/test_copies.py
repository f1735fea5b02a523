"""The Local Offer without a screen (regulation 57 of the SEND Regulations 2014): how to have it and to comment on it, the whole of it to print, and copies
that were asked for."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.db import ProgrammingError, transaction

from goldenthread.offer import copies
from goldenthread.offer.models_copies import CopyAsked
from tests.cases.pages.conftest import as_application, sign_in

from .conftest import TODAY
from .test_comments import day, text
from .test_keeping import ask, council  # noqa: F401

COPIES = "/local-offer/copies/"


def recorded(editor, **other):
    return ask(editor, COPIES, {"format": "braille", "what": "Everything about sleep in Harlow"} | day("asked_on", TODAY) | other)


def test_everybody_reads_how_to_have_it_without_the_internet_and_how_to_comment(council, client):  # noqa: F811
    page = text(client, "/local-offer/without-the-internet/")
    for words in ("Large print", "Braille", "20 days", "5 days", "Say what you think of it", "regulation 57", "/local-offer/whole/?in=Harlow"):
        assert words in page
    assert "/local-offer/without-the-internet/" in text(client, "/local-offer/")


def test_all_that_is_shown_is_printed_and_nothing_else(council, client):  # noqa: F811
    page = text(client, "/local-offer/whole/")
    assert "5 services, by name." in page
    assert "Nobody confirms this" not in page
    for words in ("Back to school, step by step", "telephone 01632 960 200", "No wait: just turn up", "£12.50"):
        assert words in page
    assert "just turn up. Just turn up" not in page
    # Harlow: what is there, and what serves it from elsewhere. Chatter time is in Chelmsford.
    page = text(client, "/local-offer/whole/?in=Harlow")
    assert "2 services, by name." in page
    assert "Chatter time" not in page
    assert "There is nothing to print here" in text(client, "/local-offer/whole/?in=Nowhere")
    assert "5 services" in text(client, "/local-offer/whole/?page=0&in=%00")


def test_a_long_offer_is_printed_page_by_page_and_no_entry_twice(council, client, monkeypatch):  # noqa: F811
    monkeypatch.setattr(copies, "PRINTED", 2)
    names = [e.service.name for n in (1, 2, 3) for e in copies.whole("", n, TODAY).entries]
    assert len(names) == len(set(names)) == 5
    assert (copies.whole("", 9, TODAY).page, copies.whole("", 1, TODAY).pages) == (3, 3)


def test_a_copy_has_a_day_stands_in_my_work_and_is_sent_once(council, settings):  # noqa: F811
    editor = sign_in(council.manager)
    assert recorded(editor).status_code == 302
    one = CopyAsked.objects.get()
    # Braille is made first: 20 days from 27 November.
    assert one.due_on == dt.date(2026, 12, 17)
    assert "Send a copy of the Local Offer" not in text(editor, "/my-work/")
    settings.DEMO_TODAY = dt.date(2026, 12, 18)
    page = text(editor, "/my-work/")
    assert "Send a copy of the Local Offer: braille" in page
    assert "That day has passed" in text(editor, COPIES)
    assert ask(editor, COPIES, {"sent": str(one.pk)}).status_code == 302
    one.refresh_from_db()
    assert (one.sent_on, one.sent_by_name) == (dt.date(2026, 12, 18), "Mo Khan")
    assert "Nothing was done now" in [str(m) for m in get_messages(ask(editor, COPIES, {"sent": str(one.pk)}).wsgi_request)][-1]
    assert ask(editor, COPIES, {"sent": "x"}).status_code == 404
    assert "Send a copy" not in text(editor, "/my-work/")


@pytest.mark.parametrize(("wrong", "said"), [
    ({"format": ""}, "Select the form"),
    ({"what": ""}, "Enter which part of it"),
    ({"what": "Send it to CM20 1XP"}, "take that out"),
    (day("asked_on", TODAY + dt.timedelta(days=1)), "The day must be today or in the past"),
])  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field(council, wrong, said):  # noqa: F811
    assert said in recorded(sign_in(council.manager), **wrong).content.decode()
    assert not CopyAsked.objects.exists()


def test_only_an_editor_records_and_sends_and_nobody_outside_reads(council, client):  # noqa: F811
    recorded(sign_in(council.manager))
    one = CopyAsked.objects.get()
    dco = sign_in(council.dco)
    assert "Everything about sleep" in text(dco, COPIES)
    assert ask(dco, COPIES, {"sent": str(one.pk)}).status_code == 404
    assert recorded(dco).status_code == 404
    assert ask(sign_in(council.officer), COPIES).status_code == 404
    with as_application():
        assert not CopyAsked.objects.exists()
        with transaction.atomic():
            assert not copies.say_sent(one.pk, TODAY)
        with pytest.raises(ProgrammingError), transaction.atomic():
            CopyAsked.objects.create(asked_on=TODAY, format="paper", what="All", due_on=TODAY, by=council.officer.pk, by_name="x")
