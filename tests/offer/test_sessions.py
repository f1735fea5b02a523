"""Help with a day: what a service says is coming, how many places it has left, and what a family reads and finds of it."""

import datetime as dt

import pytest
from django.db import connection, transaction

from goldenthread.letters.models import Message
from goldenthread.offer.directory import Asked, listing
from goldenthread.offer.keeping import send_links, token_of
from goldenthread.offer.models import Service
from goldenthread.offer.models_sessions import LinkAsked, Session
from goldenthread.offer.often import A_DAY
from tests.cases.pages.conftest import as_application, as_the_worker, sign_in

from .conftest import TODAY
from .test_keeping import ask, council  # noqa: F401

TYPED = {
    "kind": "webinar", "title": "School worries: what helps", "on_day": "1", "on_month": "12", "on_year": "2026", "starts": "19:00", "ends": "20:30", "weeks": "1", "where": "online",
    "limited": "yes", "capacity": "20", "left": "12", "booking": "Telephone 01632 960 200",
}  # fmt: skip


def back():
    return Service.objects.get(name__startswith="Back to school")


def path_of(service):
    return f"/local-offer/entry/{token_of(service)}/sessions/"


def add(client, service, **other):
    return ask(client, f"{path_of(service)}add/", TYPED | other)


def text(client, path):
    return ask(client, path).content.decode()


def test_a_service_adds_a_session_by_its_link_and_families_read_it_at_once(council, client):  # noqa: F811
    service = back()
    assert add(client, service).status_code == 302
    page = text(client, f"/local-offer/{service.pk}/")
    for said in ("Tuesday 1 December 2026, 7pm to 8.30pm: School worries: what helps", "Online", "12 of 20 places left", "As the service said on 27 November 2026", "To book: Telephone 01632 960 200", "You do not book here"):
        assert said in page
    assert "School worries: what helps" in text(client, "/local-offer/whats-on/")
    # It confirms nothing of the entry.
    assert back().assured_date == service.assured_date


def test_a_group_of_each_week_is_told_once(council, client):  # noqa: F811
    # 25 February 2027 is ten weeks after 17 December 2026.
    add(client, back(), on_day="17", weeks="11", limited="no", capacity="", left="")
    assert list(Session.objects.order_by("-on").values_list("on", "capacity")[:1]) == [(dt.date(2027, 2, 25), None)]
    assert Session.objects.count() == 11


def test_sessions_that_are_sent_twice_from_one_form_are_told_once(council, client):  # noqa: F811
    for _ in range(2):
        assert add(client, back(), on_day="17", weeks="11", limited="no", capacity="", left="").status_code == 302
    assert Session.objects.count() == 11
    # Whoever went back to put the places right was told that they are added.
    add(client, back(), on_day="17", weeks="11", capacity="20", left="20")
    assert set(Session.objects.values_list("capacity", "left")) == {(20, 20)}
    assert Session.objects.count() == 11


def test_places_go_down_and_full_is_said_to_be_full(council, client):  # noqa: F811
    service = back()
    add(client, service, left="1")
    one = Session.objects.get()
    assert ask(client, path_of(service), {"session": str(one.pk), "do": "fewer"}).status_code == 302
    assert "Full. Ask whether there is a waiting list" in text(client, f"/local-offer/{service.pk}/")
    # No less than none, and no more than there are.
    ask(client, path_of(service), {"session": str(one.pk), "do": "fewer"})
    answer = ask(client, path_of(service), {"session": str(one.pk), "do": "say", "left": "21"})
    assert "No more can be left than there are places" in answer.content.decode()
    one.refresh_from_db()
    assert one.left == 0
    ask(client, path_of(service), {"session": str(one.pk), "do": "say", "left": "3"})
    ask(client, path_of(service), {"session": str(one.pk), "do": "cancel"})
    assert "Cancelled" in text(client, f"/local-offer/{service.pk}/")
    assert ask(client, path_of(service), {"session": str(one.pk), "do": "say", "left": "3"}).status_code == 302
    one.refresh_from_db()
    assert one.cancelled


def test_only_what_has_places_in_the_coming_month_is_found_by_that_filter(council, client):  # noqa: F811
    service = back()
    found = lambda: [e.service.name for e in listing(Asked(soon=True), TODAY).entries]  # noqa: E731
    add(client, service, left="0")
    add(client, service, on_day="28")  # the coming month is 31 days with today, 27 November
    add(client, service, on_day="3")
    Session.objects.filter(on__day=3).update(cancelled=True)
    assert found() == []
    assert "School worries" not in text(client, "/local-offer/whats-on/?places=1")
    add(client, service, on_day="27")
    assert found() == [service.name]
    assert service.name in text(client, "/local-offer/?soon=1")
    assert "Showing: <strong>has places in the coming month" in text(client, "/local-offer/?soon=1")
    assert "Next: Tue 1 Dec" in text(client, "/local-offer/?soon=1")


def test_what_is_on_is_asked_by_place_and_need(council, client):  # noqa: F811
    service = back()
    there = str(service.at.get().location_id)
    add(client, service, where=there, title="In Braintree")
    add(client, service, title="On a screen")
    harlow = text(client, "/local-offer/whats-on/?near=Harlow")
    assert "On a screen" in harlow
    assert "In Braintree" not in harlow
    assert "In Braintree" in text(client, "/local-offer/whats-on/?near=Braintree&need=school-anxiety")
    assert "Nothing with a day in the coming month fits this" in text(client, "/local-offer/whats-on/?need=sleep")


def test_a_long_month_is_turned_page_by_page_with_what_was_asked(council, client):  # noqa: F811
    for n in range(2):
        add(client, back(), weeks="4", title=f"Talk {n}")
    for n in range(17):
        add(client, back(), title=f"Later {n}", on_day="23")
    # 2 × 4 and 17 are 25: twenty, then five.
    assert "25 sessions" in text(client, "/local-offer/whats-on/?online=1")
    assert text(client, "/local-offer/whats-on/?online=1").count("<h3>") == 20
    assert "?online=1&amp;page=2" in text(client, "/local-offer/whats-on/?online=1")
    assert text(client, "/local-offer/whats-on/?online=1&page=2").count("<h3>") == 5


@pytest.mark.parametrize(("typed", "said"), [
    ({"starts": "half past six"}, "Enter a time like 18:30"),
    ({"ends": "18:00"}, "It must end after it begins"),
    ({"on_day": "26", "on_month": "11"}, "The day must be today or within a year"),
    ({"left": "21"}, "No more can be left than there are"),
    ({"capacity": ""}, "Enter how many places there are"),
    ({"where": "other"}, "Enter the other place"),
])  # fmt: skip
def test_what_a_session_lacks_is_said_beside_its_field_and_all_is_kept(council, client, typed, said):  # noqa: F811
    answer = add(client, back(), **typed).content.decode()
    assert said in answer
    assert "School worries: what helps" in answer
    assert not Session.objects.exists()


def test_a_link_keeps_the_sessions_of_its_own_entry_alone(council, client):  # noqa: F811
    service, other = back(), Service.objects.get(name="Overnight stays")
    add(client, service)
    one = Session.objects.get()
    ask(client, path_of(other), {"session": str(one.pk), "do": "cancel"})
    one.refresh_from_db()
    assert not one.cancelled
    assert ask(client, "/local-offer/entry/made-up/sessions/").status_code == 404
    # A location of another service is not taken for its own.
    assert add(client, service, where=str(other.at.get().location_id)).status_code == 200


def test_only_an_editor_keeps_sessions_without_a_link(council):  # noqa: F811
    service = back()
    assert ask(sign_in(council.manager), f"/local-offer/entries/{service.pk}/sessions/add/", TYPED).status_code == 302
    assert Session.objects.get().by_name == "Mo Khan"
    assert ask(sign_in(council.dco), f"/local-offer/entries/{service.pk}/sessions/").status_code == 404
    # The database refuses the DCO too, whoever asks it.
    with as_application(), connection.cursor() as cursor:
        cursor.execute("select offer_session_say(%s, %s, 0, true, %s, false)", [service.pk, Session.objects.get().pk, TODAY])
        assert cursor.fetchone() == (False,)


def test_one_place_adds_so_many_a_day_and_no_more(council, client):  # noqa: F811
    for n in range(A_DAY["entry"]):
        assert add(client, back(), title=f"Session {n}").status_code == 302
    assert add(client, back()).status_code == 429


def test_whoever_runs_a_service_has_its_link_sent_to_its_own_address_and_not_too_often(council, client, settings):  # noqa: F811
    service = back()
    path = f"/local-offer/{service.pk}/link/"
    assert ask(client, path, {}).status_code == 302
    ask(client, path, {})
    with as_application():
        assert not LinkAsked.objects.exists()
    with transaction.atomic(), as_the_worker():
        assert [send_links(TODAY), send_links(TODAY)] == [1, 0]
    assert list(Message.objects.values_list("address", flat=True)) == ["hello@example.org"]
    # Within seven days nothing more leaves; after them it does.
    for days, sent in ((7, 0), (8, 1)):
        settings.DEMO_TODAY = TODAY + dt.timedelta(days=days)
        ask(client, path, {})
        with transaction.atomic(), as_the_worker():
            assert send_links(settings.DEMO_TODAY) == sent
    # An entry without an address asks nobody, and whoever asks learns nothing.
    quiet = Service.objects.get(name="Overnight stays")
    assert ask(client, f"/local-offer/{quiet.pk}/link/", {}).status_code == 302
    assert not LinkAsked.objects.filter(service=quiet).exists()
