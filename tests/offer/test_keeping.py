"""Services keep their own entries: who is asked when, by which link they answer, and what an editor makes of what is suggested."""

import datetime as dt
import json

import pytest
from django.core import signing
from django.db import connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.access.actions import load_rules
from goldenthread.letters.models import Message
from goldenthread.offer import often
from goldenthread.offer.directory import Asked, listing
from goldenthread.offer.keeping import REMIND_AFTER, SALT, asked_by, remind, reminder_due, token_of
from goldenthread.offer.loading import load_offer
from goldenthread.offer.models import Service
from goldenthread.offer.models_keeping import Change, Reminder, Spent, Suggestion
from tests.cases.pages.conftest import as_application, as_the_worker, organisation, practitioner, sign_in

from ..mail import leaves
from .conftest import ROWS, TODAY, write

LONG_AGO = dt.date(2020, 1, 1)


@pytest.fixture
def council(offer, settings):
    settings.DEMO_TODAY = TODAY
    load_rules()
    body = organisation("LA:881", "Essex County Council", "local-authority")
    body.manager, body.officer, body.dco = practitioner("Mo Khan", "la-send-manager", body), practitioner("Priya Nair", "la-send-caseworker", body), practitioner("Dee Cee", "dco", body)
    return body


def back():
    return Service.objects.get(name__startswith="Back to school")


def form_of(service, **other):
    said = {n: getattr(service, n) for n in ("name", "description", "eligibility_description", "application_process", "phone", "email", "url", "status", "minimum_age", "maximum_age")}
    return {n: "" if v is None else v for n, v in said.items()} | other


def ask(client, path, data=None):
    with as_application():
        return client.get(path) if data is None else client.post(path, data)


# --- who is asked when ---


@pytest.mark.parametrize(("age", "sent", "due"), [
    (75, [], None),  # 76 is the first
    (76, [], 76),
    (76, [76], None),
    (97, [76], 97),
    (200, [76], 180),  # 97 was missed: it is not sent after 180 has come
    (200, [76, 180], None),
    (351, [76, 97, 180], 351),
    (365, [], 351),
    (366, [], None),  # hidden by now
])  # fmt: skip
def test_a_service_is_asked_before_its_entry_is_marked_and_before_it_is_hidden(age, sent, due):
    assert reminder_due(TODAY - dt.timedelta(days=age), TODAY, sent) == due


@given(st.integers(0, 500), st.integers(0, 30))
def test_asked_every_day_a_service_gets_each_reminder_once_and_never_one_that_is_not_due(begin, gap):
    sent = []
    for age in range(begin, 500, gap + 1):
        due = reminder_due(TODAY, TODAY + dt.timedelta(days=age), sent)
        if due is not None:
            assert due <= age <= 365
            assert due not in sent
            sent.append(due)
    assert sent == sorted(sent)
    assert set(sent) <= set(REMIND_AFTER)


@pytest.mark.django_db
def test_the_mail_names_the_entry_and_its_link_stands_nowhere_once_it_has_left(council):
    Service.objects.filter(pk=back().pk).update(assured_date=TODAY - dt.timedelta(days=76))
    with transaction.atomic(), as_the_worker():
        assert remind(TODAY) == 1
        assert remind(TODAY) == 0
    message = Message.objects.get(purpose="offer-entry")
    assert message.address == "hello@example.org"
    assert "In 15 days the page will say that nobody has confirmed it." in message.body
    assert "/local-offer/entry/" in message.body
    token = message.secret
    assert token not in message.body
    assert f"/local-offer/entry/{token}/" in leaves(message).body
    assert asked_by(token).service == back()
    assert Reminder.objects.get().after == 76


# --- the service's own link ---


@pytest.mark.django_db
def test_to_open_the_link_changes_nothing_and_the_button_confirms_once(council):
    path, client = f"/local-offer/entry/{token_of(back())}/", Client()
    answer = ask(client, path)
    assert "Is this still right?" in answer.text
    assert answer["Referrer-Policy"] == "no-referrer"
    assert back().assured_date == dt.date(2026, 11, 3)
    assert ask(client, path, {}).status_code == 302
    assert back().assured_date == TODAY
    assert "all of it was right on Friday 27 November 2026" in ask(client, path).text
    ask(client, path, {})
    assert [(c.what, c.by, c.on) for c in Change.objects.all()] == [("confirmed", "provider", TODAY)]


@pytest.mark.django_db
def test_a_link_opens_its_own_entry_alone_and_expires(council, time_machine):
    token = token_of(back())
    forged = signing.dumps([str(back().pk), "2026-11-03"], salt="another")
    other = signing.dumps([str(back().pk)], salt=SALT)
    for wrong in (forged, other, token[:-1] + ("A" if token[-1] != "A" else "B"), "x", f"{token}x", "é"):
        answer = ask(Client(), f"/local-offer/entry/{wrong}/", {})
        assert answer.status_code == 404
        assert "This link does not open anything" in answer.text
    time_machine.move_to(dt.datetime(2027, 1, 27, 9, tzinfo=dt.UTC), tick=False)
    assert asked_by(token) is None
    assert not Change.objects.exists()


@pytest.mark.django_db
def test_what_a_service_changes_waits_for_an_editor_and_then_is_found(council):
    path = f"/local-offer/entry/{token_of(back())}/change/"
    assert "Nothing is said otherwise than before" in ask(Client(), path, form_of(back())).text
    wrong = ask(Client(), path, form_of(back(), email="nowhere", minimum_age="17", description="Kept as typed."))
    for said in ("Enter an email address like name@example.org", "The highest age must not be under the lowest", "Kept as typed."):
        assert said in wrong.text
    assert ask(Client(), path, form_of(back(), description="Llama walks for a child who is not going to school.", maximum_age="18")).status_code == 302
    assert "Llama" not in back().description
    with as_application():
        assert not Suggestion.objects.exists()  # nobody who is not signed in reads it
    one = Suggestion.objects.get()
    assert one.fields == {"description": "Llama walks for a child who is not going to school.", "maximum_age": 18}
    entry = f"/local-offer/entries/{one.service_id}/"
    assert "Llama walks" in ask(sign_in(council.manager), entry).text
    assert ask(sign_in(council.officer), entry).status_code == 404
    decide = f"/local-offer/suggestions/{one.pk}/"
    # A commissioner reads it and does not judge it; nobody judges without saying why.
    assert ask(sign_in(council.dco), entry).status_code == 200
    assert ask(sign_in(council.dco), decide, {"decided": "approve", "answer": "Asked them"}).status_code == 404
    assert "Enter why" in ask(sign_in(council.manager), decide, {"decided": "approve", "answer": ""}).text
    assert ask(sign_in(council.manager), decide, {"decided": "approve", "answer": "Asked them"}).status_code == 302
    service = back()
    assert (service.maximum_age, service.assured_date) == (18, TODAY)
    assert service.pk in [e.service.pk for e in listing(Asked(q="llamas"), TODAY).entries]
    change = Change.objects.get()
    assert (change.what, change.by, change.by_name, change.why) == ("changed", "provider", "Mo Khan", "Asked them")
    assert change.fields["maximum_age"] == [16, 18]
    ask(sign_in(council.manager), decide, {"decided": "refuse", "answer": "No"})
    one.refresh_from_db()
    assert one.state == "approved"
    assert "Suggestion taken up" in ask(sign_in(council.manager), entry).text


# --- anybody ---


@pytest.mark.django_db
def test_anybody_may_say_what_is_wrong_but_not_more_than_ten_times_a_day_and_no_address_is_kept(council):
    path = f"/local-offer/{back().pk}/suggest/"
    assert "Enter what is wrong, or missing" in ask(Client(), path, {"text": " "}).text
    for _ in range(often.A_DAY["suggest"]):
        assert ask(Client(REMOTE_ADDR="192.0.2.7"), path, {"text": "They moved."}).status_code == 302
    answer = ask(Client(REMOTE_ADDR="192.0.2.7"), path, {"text": "They moved."})
    assert answer.status_code == 429
    assert "Too many for one day" in answer.text
    assert ask(Client(REMOTE_ADDR="192.0.2.8"), path, {"text": "They moved."}).status_code == 302
    assert Suggestion.objects.count() == 11
    kept = json.dumps(list(Spent.objects.values("kind", "mark", "times")))
    assert "192.0.2" not in kept
    assert len({m for (m,) in Spent.objects.values_list("mark")}) == 2
    with as_application(), connection.cursor() as cursor:
        # The next day has another key, and the day before is gone.
        cursor.execute("select offer_spend('suggest', %s, 'x', 1)", [TODAY + dt.timedelta(days=1)])
    assert [s.day for s in Spent.objects.all()] == [TODAY + dt.timedelta(days=1)]


@pytest.mark.django_db
def test_somebody_elses_words_change_nothing_by_themselves(council):
    ask(Client(), f"/local-offer/{back().pk}/suggest/", {"text": "It is closed."})
    ask(sign_in(council.manager), f"/local-offer/suggestions/{Suggestion.objects.get().pk}/", {"decided": "approve", "answer": "True, I rang"})
    assert back().assured_date == dt.date(2026, 11, 3)
    assert not Change.objects.exists()


# --- editors ---


@pytest.mark.django_db
def test_an_editor_changes_and_confirms_and_nobody_else_does(council):
    path = f"/local-offer/entries/{back().pk}/"
    assert ask(sign_in(council.manager), f"{path}change/", form_of(back(), status="temporarily closed", why="They rang")).status_code == 302
    assert back().status == "temporarily closed"
    assert ask(sign_in(council.dco), f"{path}change/", form_of(back(), status="defunct", why="x")).status_code == 404
    assert ask(sign_in(council.dco), f"{path}confirm/", {}).status_code == 404
    with as_application(), connection.cursor() as cursor:
        cursor.execute("select offer_confirm(%s, %s, false), offer_edit(%s, %s, '{}', '')", [back().pk, TODAY, back().pk, TODAY])
        assert cursor.fetchone() == (False, False)
    ask(sign_in(council.manager), f"{path}confirm/", {})
    assert [(c.what, c.by_name) for c in Change.objects.order_by("pk")] == [("changed", "Mo Khan"), ("confirmed", "Mo Khan")]
    assert "They rang" in ask(sign_in(council.dco), path).text


@pytest.mark.django_db
def test_the_list_of_entries_says_how_many_are_right_marked_and_hidden(council):
    Service.objects.filter(name="Chatter time").update(assured_date=TODAY - dt.timedelta(days=91))
    said = ask(sign_in(council.dco), "/local-offer/entries/").text
    assert "6 entries: 4 confirmed in the last 90 days, 1 marked, 1 not shown. 0 suggestions to judge." in said
    assert ask(sign_in(council.officer), "/local-offer/entries/").status_code == 404


@pytest.mark.django_db
def test_an_entry_that_families_do_not_see_leads_to_no_page_of_theirs(council):
    service, seen = Service.objects.get(name="Chatter time"), sign_in(council.dco)
    theirs = f'href="/local-offer/{service.pk}/"'
    assert theirs in ask(seen, f"/local-offer/entries/{service.pk}/").text
    Service.objects.filter(pk=service.pk).update(assured_date=TODAY - dt.timedelta(days=366))
    hidden = ask(seen, f"/local-offer/entries/{service.pk}/").text
    assert "Families do not see it." in hidden
    assert theirs not in hidden


@pytest.mark.django_db
def test_an_old_file_never_takes_back_what_was_said_since_and_a_newer_one_is_in_the_history(council, tmp_path):
    ask(sign_in(council.manager), f"/local-offer/entries/{back().pk}/change/", form_of(back(), phone="01632 960 999", why="They rang"))
    load_offer(write(tmp_path, ROWS))
    assert back().phone == "01632 960 999"
    newer = {**ROWS[0], "checked_on": "2026-11-28", "phone": "01632 960 111"}
    load_offer(write(tmp_path, [newer]))
    assert back().phone == "01632 960 111"
    assert Change.objects.filter(by="file", service=back()).get().fields == {"phone": ["01632 960 999", "01632 960 111"]}

