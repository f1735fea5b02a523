"""A meeting that is booked in another language without an account: its pages, and the message that brings the address of the booking."""

import re

import pytest

from goldenthread.letters.models import Message
from goldenthread.letters.translating import ENGLISH_BELOW
from goldenthread.voice.booked import tell_booked

from ..cases.pages.conftest import TODAY, as_application, as_the_worker
from ..families.test_delivering import send
from ..families.test_languages import english_left
from ..notify import notify, sent  # noqa: F401
from ..pseudo import install, pseudo
from .test_meetings import at, planned

pytestmark = pytest.mark.django_db
OWN = ("SEND surgery", "Ask a navigator.", "Any family", "Town Hall", "Side door, code 4417", "A lift.", "Essex County Council", "Essex SEND partnership", "Golden Thread", "Pseudo ar", "Zed Quill", "Chelmsford")


@pytest.fixture
def reader(settings, tmp_path_factory, client):
    settings.LANGUAGES_DIR = str(install(tmp_path_factory.mktemp("languages"), "ar", "Pseudo ar"))
    client.cookies["language"] = "ar"
    return client


def told(client, path, **form):
    with as_application():
        return client.post(path, form, follow=True) if form else client.get(path)


def leave():
    with as_the_worker():
        tell_booked(TODAY)
    for message in Message.objects.filter(state="queued"):
        send(message)


def test_no_sentence_is_left_in_english_from_the_list_to_the_booking_that_is_given_back(area, reader, notify):  # noqa: F811
    one = planned(area)
    pages = [told(reader, "/meetings/"), told(reader, at(one)), told(reader, at(one), do="book", name="", contact="", needs="", confirm="")]
    pages.append(told(reader, at(one), do="book", name="Zed Quill", contact="zq", needs="", confirm="yes"))
    booked = told(reader, at(one), do="book", name="Zed Quill", contact="zq@example.org", needs="", confirm="yes")
    own = booked.redirect_chain[-1][0]
    pages += [booked, told(reader, own, give="back"), told(reader, at(one), do="ask", text=""), told(reader, at(one), do="ask", text="How long?")]
    for page in pages:
        assert (left := english_left(page, OWN)) == [], "\n".join(left)


@pytest.mark.parametrize(("contact", "kind"), [("zq@example.org", "email"), ("07700 900123", "sms")])
def test_the_message_comes_in_the_language_that_was_booked_in(area, reader, notify, contact, kind):  # noqa: F811
    told(reader, at(planned(area)), do="book", name="Zed Quill", contact=contact, needs="", confirm="yes")
    leave()
    [m] = sent(notify)
    assert m["type"] == kind
    above, _, below = m["body"].partition(pseudo(ENGLISH_BELOW))
    assert pseudo("If you cannot come, give your place back there.") in above
    assert "/meetings/booking/" in above
    # A text message is said in one language, an email has the English below.
    assert ("If you cannot come" in below) is (kind == "email")
    assert not re.search(r"[A-Za-z]{4} [a-z]{3}", re.sub(r"http\S+", "", above))


def test_whoever_booked_in_english_has_it_in_english(area, reader, notify):  # noqa: F811
    reader.cookies["language"] = "en"
    told(reader, at(planned(area)), do="book", name="Zed Quill", contact="zq@example.org", needs="", confirm="yes")
    leave()
    assert sent(notify)[0]["subject"] == "Your booking"
    assert pseudo(ENGLISH_BELOW) not in sent(notify)[0]["body"]
