"""A family that waits hears from the system what was promised, by the day on which it was, and a person tells those whom it cannot reach."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from tests.cases.pages.conftest import TODAY, as_the_worker, practitioner
from tests.families.conftest import parent_of
from tests.services.conftest import load
from tests.services.test_worse import page, post

from goldenthread.access.models import RoleGrant
from goldenthread.access.viewer import become
from goldenthread.cases.models import Case, ClockRow, Event
from goldenthread.letters.models import Letter, Message
from goldenthread.people.models import Bar
from goldenthread.services.keeping_safe import keep_lists_safe
from goldenthread.services.models import Forecast, Range, Telling
from goldenthread.services.telling import expected, settle, tell_families
from goldenthread.services.told import Remaining

pytestmark = pytest.mark.django_db
ROW = {"reference": "ND-1", "received_on": "2026-11-12"}
LATER = dt.date(2027, 2, 5)


@pytest.fixture
def told(area):
    area.joanna = parent_of(area.maya, "Joanna", "Whitfield")
    area.path = "/waits/told/"
    return area


def morning(on=TODAY):
    with transaction.atomic(), as_the_worker():
        keep_lists_safe(on)
        return tell_families(on)


def leave(on=TODAY, state="sent"):
    """The queue sends what waits, at noon of a day."""
    at = timezone.make_aware(dt.datetime.combine(on, dt.time(12)))
    Message.objects.filter(state="queued").update(state=state, sent_at=at if state == "sent" else None)
    with transaction.atomic(), as_the_worker():
        return settle()


def clocks(*names):
    return {c.clock: c.stopped for c in ClockRow.objects.filter(case__pathway="safe-waiting", clock__in=names)}


def sent():
    return [(e.event, e.on, e.fields.get("channel")) for e in Event.objects.filter(case__pathway="safe-waiting", kind_of_data="messages-to-family").order_by("number")]


def a_range(area, on, low, high, abstains=""):
    forecast = Forecast.objects.create(service=area.nd, owner=area.provider, locality="Mid", on=on, waiting=40, seen_in_13_weeks=10, abstains=abstains)
    if not abstains:
        Range.objects.create(forecast=forecast, case=Case.objects.get(pathway="neurodevelopmental"), child=area.maya, owner=area.provider, low=low, high=high)


def test_a_new_referral_is_acknowledged_and_the_promise_is_met_once_the_message_left(told):
    load(told, [ROW])
    assert morning() == 1
    assert morning() == 0
    message = Message.objects.get()
    words = f"{message.subject} {message.body}".lower()
    assert (message.address, message.child) == ("joanna@example.org", told.maya)
    assert not any(word in words for word in ("neuro", "autism", "maya", "eastway", "assess"))
    assert clocks("acknowledge") == {"acknowledge": None}
    assert leave() == 1
    # Due on Monday 16 November: the list came late, and so did the word.
    assert sent() == [("acknowledgement-sent", TODAY, "email")]
    assert clocks("acknowledge") == {"acknowledge": TODAY}
    letter = Letter.objects.get()
    assert "Eastway Community NHS Trust has the referral of Maya. It came on Thursday 12 November 2026." in letter.content.text
    assert "You should hear by Thursday 26 November 2026." in letter.content.text
    assert leave() == 0
    # What comes next is said on the family's page: 12 weeks from 12 November.
    assert "The service writes to you by Thursday 4 February 2027, even if there is no news." in page(told.joanna, f"/family/{told.maya.pk}/").text


def test_an_accepted_referral_is_told_what_to_expect_which_tells_the_result_of_triage_too(told):
    load(told, [ROW | {"accepted_on": "2026-11-16"}])
    with transaction.atomic(), as_the_worker():
        keep_lists_safe(TODAY)
    a_range(told, TODAY, 100, 200)
    assert morning() == 1
    leave()
    assert {event for event, *_ in sent()} == {"triage-result-told", "what-to-expect-told"}
    assert set(clocks("acknowledge", "tell-triage-result", "tell-what-to-expect").values()) == {TODAY}
    telling = Telling.objects.get()
    assert (telling.low_on, telling.high_on) == (TODAY + dt.timedelta(days=100), TODAY + dt.timedelta(days=200))
    assert "wait between 3 and 7 months more (8 in 10)" in Letter.objects.get().content.text
    # On its day the 12 weeks' word, and not before.
    assert morning(dt.date(2027, 2, 3)) == 0


@pytest.mark.parametrize(("high", "said"), [
    (270, "wait between 5 and 9 months more (8 in 10). 1 in 10 is seen sooner, and 1 in 10 waits longer."),
    # Nobody is left over: who is not among the one that is seen sooner waits so long, or longer.
    (None, "wait 5 months or longer, and we cannot say how much longer (9 in 10). 1 in 10 is seen sooner."),
])  # fmt: skip
def test_how_many_of_ten_a_range_without_an_end_holds_for(told, high, said):
    assert expected(Remaining(153, high, TODAY), TODAY).endswith(said)
    load(told, [ROW | {"accepted_on": "2026-11-16"}])
    a_range(told, TODAY, 153, high)
    assert said in page(told.joanna, f"/family/{told.maya.pk}/").text.replace("</strong>", "")


def test_a_word_comes_every_12_weeks_while_a_list_names_the_referral(told):
    load(told, [ROW])
    morning()
    leave()
    load(told, [ROW], taken_on=dt.date(2026, 11, 21))
    Case.objects.get(pathway="neurodevelopmental").referral.__class__.objects.update(confirmed_on=dt.date(2027, 1, 20))
    assert morning(dt.date(2027, 2, 4)) == 1
    leave(LATER)
    assert sent()[-1] == ("waiting-update-sent", LATER, "email")
    assert "cannot give a reliable range yet" in Letter.objects.order_by("made_at").last().content.text


def test_nobody_is_told_that_a_child_still_waits_whom_no_list_has_named_lately(told):
    load(told, [ROW])
    morning()
    leave()
    assert morning(LATER) == 0
    assert Telling.objects.get(clock="send-waiting-update").why == "stale"


def test_a_range_that_moved_by_four_weeks_is_told_anew_and_one_that_moved_less_is_not(told):
    load(told, [ROW | {"accepted_on": "2026-11-16"}])
    with transaction.atomic(), as_the_worker():
        keep_lists_safe(TODAY)
    a_range(told, TODAY, 100, 200)
    morning()
    leave()
    week = dt.timedelta(days=7)
    a_range(told, TODAY + week, 93, 220)
    assert morning(TODAY + week) == 0
    a_range(told, TODAY + 2 * week, 110, 228)
    assert morning(TODAY + 2 * week) == 1
    assert Event.objects.get(event="typical-wait-moved").on == TODAY + 2 * week
    # 14 days on from a day that was 200 ahead, and now 228 ahead: 42 days later, which is 6 weeks.
    assert "6 weeks later than we said" in Letter.objects.get(template="waiting-new-range").content.text
    leave(TODAY + 2 * week)
    assert sent()[-1] == ("new-range-told", TODAY + 2 * week, "email")
    assert morning(TODAY + 2 * week) == 0


def test_where_nobody_can_be_reached_the_manager_is_asked_and_says_how_the_family_was_told(told):
    RoleGrant.objects.filter(user=told.joanna.user).update(ended_at=timezone.now())
    load(told, [ROW])
    assert morning() == 0
    assert not Message.objects.exists()
    assert clocks("acknowledge") == {"acknowledge": None}
    found = page(told.manager, told.path).text
    assert "Maya Whitfield" in found
    assert "Nobody of the family can sign in" in found
    which = str(Telling.objects.get().pk)
    assert post(told.manager, told.path, telling=which, channel="").status_code == 200
    assert clocks("acknowledge") == {"acknowledge": None}
    assert "Recorded" in post(told.manager, told.path, telling=which, channel="letter").text
    assert sent() == [("acknowledgement-sent", TODAY, "letter")]
    assert "Every family that was owed a message" in page(told.manager, told.path).text


def test_an_email_that_could_not_be_delivered_is_left_to_a_person_and_nothing_is_called_told(told):
    load(told, [ROW])
    morning()
    assert leave(state="failed") == 0
    assert sent() == []
    assert "The email could not be delivered" in page(told.manager, told.path).text
    # It was tried again, and left.
    Message.objects.update(state="queued")
    assert leave() == 1
    assert "could not be delivered" not in page(told.manager, told.path).text


def test_the_system_writes_nothing_of_a_confidential_referral_nor_of_a_sealed_record(told):
    load(told, [ROW])
    Case.objects.update(confidentiality="withheld")
    assert morning() == 0
    assert (Letter.objects.count(), Telling.objects.get().why) == (0, "confidential")
    type(told.maya).objects.filter(pk=told.maya.pk).update(sealed=True)
    Telling.objects.all().delete()
    assert morning() == 0
    assert not Telling.objects.exists()


def test_whoever_is_barred_from_a_child_is_written_nothing_of_its_wait_and_the_other_parent_is(told):
    joanna, mark = told.joanna, parent_of(told.maya, "Mark", "Whitfield", "father")
    Bar.objects.create(child=told.maya, owner=told.maya.owner, person=mark.person, ground="no-contact", words="An order", valid_from=TODAY, recorded_by=mark.pk, recorded_by_name="x")
    load(told, [ROW])
    assert morning() == 1
    assert set(Message.objects.filter(recipient="family").values_list("to_name", flat=True)) == {joanna.name}


def test_the_letter_is_the_family_s_and_the_provider_s_and_the_council_reads_none_of_it(told):
    load(told, [ROW])
    morning()
    leave()
    letter = f"/letters/{Letter.objects.get().pk}/"
    assert "has the referral of Maya" in page(told.joanna, letter).text
    assert page(told.manager, letter).status_code == 200
    for who in (told.officer, practitioner("Mel Hart", "la-send-manager", told.council)):
        assert page(who, letter).status_code == 404
        assert page(who, told.path).status_code == 404
        # Nor past the application.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local role goldenthread_app")
            become(who.user.pk)
            for table in ("services_telling", "letters_letter"):
                cursor.execute(f"select count(*) from {table}")
                assert cursor.fetchone() == (0,)
    for who in (told.joanna, told.officer):
        with pytest.raises(DatabaseError, match="permission denied"):
            _write_as(who)


def test_a_provider_s_manager_changes_the_words_of_its_own_letters_and_of_no_other(told):
    listed = page(told.manager, "/letters/templates/").text
    assert "Tells a family that a health service has a referral" in listed
    assert "Sent when a request is received" not in listed
    path = "/letters/templates/waiting-acknowledged/"
    saved = post(told.manager, path, do="save", title="We have it, {child_first}", body="Dear {reader}\n\n{provider} has it: {service}.", after="")
    assert "Kept" in saved.text
    assert post(told.manager, "/letters/templates/request-acknowledged/", do="save", title="X", body="X", after="").status_code == 404
    load(told, [ROW])
    morning()
    assert "We have it, Maya" in Letter.objects.get().title
    manager = practitioner("Mel Hart", "la-send-manager", told.council)
    assert page(manager, path).status_code == 404
    assert "health service has a referral" not in page(manager, "/letters/templates/").text


def _write_as(someone):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role goldenthread_app")
        become(someone.user.pk)
        cursor.execute(
            'insert into services_telling (id, clock, started, "on", state, why, case_id, child_id, owner_id)'
            ' select gen_random_uuid(), clock, started + 1, "on", state, why, case_id, child_id, owner_id from services_telling'
        )
