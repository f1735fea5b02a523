"""Whoever books may have a message: to the contact that booked and to no other, once, and such that nobody who sees it learns of what it is."""

import pytest

from goldenthread.letters.models import Message
from goldenthread.voice.booked import tell_booked
from goldenthread.voice.models import Booking, Meeting
from goldenthread.voice.tasks import forget

from ..cases.pages.conftest import TODAY, as_the_worker, get, post, text_of
from ..families.test_delivering import send
from ..notify import notify, sent  # noqa: F401
from .conftest import public, public_post
from .test_meetings import at, planned

pytestmark = pytest.mark.django_db
MOBILE = "07700 900123"


def book(meeting, contact, confirm="yes", **more):
    return public_post(at(meeting), do="book", name="Zed Quill", contact=contact, needs="", confirm=confirm, **more)


def leave():
    """The worker's run, and what it queued."""
    with as_the_worker():
        tell_booked(TODAY)
    for message in Message.objects.filter(state="queued"):
        send(message)


def test_an_email_brings_the_address_of_the_booking_and_names_no_meeting_service_or_person(area, notify):  # noqa: F811
    one = planned(area)
    mine = book(one, "zq@example.org")
    leave()
    [m] = sent(notify)
    assert m["email_address"] == "zq@example.org"
    assert m["subject"] == "Your booking"
    address = m["body"].partition("http://127.0.0.1:8000")[2].split()[0]
    # Without the address: three letters of a name may stand in a number drawn by chance.
    told = (m["subject"] + m["body"].replace(address, "")).lower()
    assert not any(w in told for w in ("send", "surgery", "quill", "zed", "town hall", "council", "child"))
    assert "You have a place" in text_of(public(address))
    assert mine.status_code == 200
    # Said once, and nothing of whom or where stands with the message afterwards.
    leave()
    assert len(sent(notify)) == 1
    left = Message.objects.get()
    assert (left.address, left.post_to, left.to_name, left.secret) == ("", "", "", "")


def test_a_mobile_number_gets_a_text_and_a_landline_is_told_that_it_cannot(area, notify):  # noqa: F811
    one = planned(area)
    wrong = book(one, "01632 960001")
    assert "A message needs an email address or a mobile number" in text_of(wrong)
    assert "01632 960001" in wrong.content.decode()
    assert not Booking.objects.exists()
    book(one, MOBILE)
    leave()
    [m] = sent(notify)
    assert (m["type"], m["phone_number"]) == ("sms", "07700900123")
    assert "/meetings/booking/" in m["body"]
    assert "surgery" not in m["body"].lower()


def test_who_wishes_none_gets_none_and_who_says_nothing_is_asked(area, notify):  # noqa: F811
    one = planned(area)
    book(one, "zq@example.org", "no")
    leave()
    assert sent(notify) == []
    assert "Select if we should send you a message" in text_of(book(one, "other@example.org", ""))


def test_an_area_that_can_send_no_message_offers_none(area, settings):
    settings.NOTIFY_KEY, settings.EMAIL_BACKEND = "", "goldenthread.letters.account_mail.EmailBackend"
    one = planned(area)
    assert "We cannot send a message there now" in text_of(book(one, "zq@example.org"))


def test_a_contact_that_books_again_is_sent_its_own_booking_once_a_day_and_no_place_goes(area, notify):  # noqa: F811
    one = planned(area, places="5")
    book(one, "zq@example.org")
    leave()
    for _ in range(3):
        book(one, "ZQ@example.org")
    leave()
    assert len(sent(notify)) == 1, "not on the same day"
    Booking.objects.filter(again=False).update(confirmed_on="2026-11-20")
    book(one, "zq@example.org")
    leave()
    assert len(sent(notify)) == 2
    assert Booking.objects.filter(again=False).count() == 1


def test_a_place_that_came_free_and_a_meeting_that_is_called_off_are_told(area, notify):  # noqa: F811
    one = planned(area, places="1")
    first = book(one, "a@example.org")
    book(one, "b@example.org")
    leave()
    public_post(first.request["PATH_INFO"])
    leave()
    news = [m for m in sent(notify) if m["subject"] == "News about your booking"]
    assert [m["email_address"] for m in news] == ["b@example.org"]
    page = text_of(get(area.grace, f"/meetings/run/{one.pk}/"))
    assert "by a message" in page
    assert "A place came free: tell them" not in page
    post(area.grace, f"/meetings/run/{one.pk}/", do="off", because="Snow")
    # Whoever was told of the place is owed this too.
    assert "Tell them that the meeting is called off" in text_of(get(area.grace, f"/meetings/run/{one.pk}/"))
    leave()
    assert [m["email_address"] for m in sent(notify) if m["subject"] == "News about your booking"].count("b@example.org") == 2
    assert "called off on" in text_of(get(area.grace, f"/meetings/run/{one.pk}/")).lower()


def test_what_is_queued_when_the_booking_is_forgotten_goes_nowhere(area, notify, settings):  # noqa: F811
    one = planned(area)
    book(one, "zq@example.org")
    with as_the_worker():
        tell_booked(TODAY)
    Meeting.objects.update(on="2026-10-01")
    with as_the_worker():
        forget(0)
    send(Message.objects.get())
    assert sent(notify) == []
    assert Message.objects.get().state == "failed"
