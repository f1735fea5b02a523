"""Help while a child waits: offered by the service, answered by the family, and what it says kept as what was said."""

import pytest
from django.db import ProgrammingError, connection, transaction
from tests.cases.pages.conftest import TODAY, allocate, as_application, as_the_worker, child_of, practitioner, sign_in
from tests.families.conftest import parent_of
from tests.services.conftest import load

from goldenthread.access.viewer import become
from goldenthread.cases.models import Case, Event
from goldenthread.letters.models import Message
from goldenthread.services.interim import on_the_case
from goldenthread.services.models_help import Help

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(area):
    """Maya waits since 2 March 2026: 267 days, 38 weeks, on 24 November."""
    load(area, [{"accepted_on": "2026-03-10"}])
    area.case = Case.objects.get(pathway="neurodevelopmental")
    area.joanna = parent_of(area.maya, "Joanna", "Whitfield")
    area.nell = practitioner("Nell Ward", "health-practitioner", area.provider)
    allocate(area.maya, area.nell)
    return area


GIVEN = {"what": "A sleep course", "giver": "Family hub, Braintree", "how": "Six Tuesdays at 6. It changes nothing of your place on the list."}


def post(someone, path, **data):
    client = sign_in(someone)
    with as_application():
        return client.post(path, data, follow=True)


def page(someone, path):
    client = sign_in(someone)
    with as_application():
        return client.get(path)


def worked():
    with as_the_worker():
        for row in Help.objects.all():
            on_the_case(row.pk)


def offered(area, by=None):
    answer = post(by or area.manager, f"/waits/help/{area.case.pk}/", **GIVEN)
    assert "reads it on its page" in answer.text, answer.text
    worked()
    return Help.objects.get()


def events(area):
    return list(Event.objects.filter(case__arose_from=area.case, event__startswith="help-").order_by("number").values_list("event", "on", "kind_of_data"))


def test_an_offer_reaches_the_family_s_page_and_a_message_that_says_only_that_there_is_news(waiting):
    made = offered(waiting)
    said = page(waiting.joanna, f"/family/{waiting.maya.pk}/").text
    assert "A sleep course" in said
    assert "Read more, and say if you will use it" in said
    assert events(waiting) == [("help-offered", TODAY, "messages-to-family")]
    [message] = Message.objects.filter(purpose="something-new")
    assert message.to_name == "Joanna Whitfield"
    assert not any(word in f"{message.subject} {message.body}".lower() for word in ("sleep", "maya", "neuro", "help"))
    # The same again on one day is one offer.
    assert "offered already today" in post(waiting.manager, f"/waits/help/{waiting.case.pk}/", **GIVEN).text
    worked()
    assert (Help.objects.count(), len(events(waiting)), Message.objects.filter(purpose="something-new").count()) == (1, 1, 1)
    assert made.offered_by_name == "Olu Ade"


def test_the_family_takes_it_up_and_what_it_says_is_shown_as_what_was_said(waiting):
    made = offered(waiting)
    path = f"/waits/help/answer/{made.pk}/"
    assert "Choose yes or no" in post(waiting.joanna, path).text
    post(waiting.joanna, path, answer="taken-up")
    post(waiting.joanna, path, effect="better")
    worked()
    said = page(waiting.joanna, f"/family/{waiting.maya.pk}/").text
    assert "you said: “It is better”" in said
    assert "It does not show what the help did" in said
    assert [e for e, *_ in events(waiting)] == ["help-offered", "help-taken-up", "help-effect-said"]
    shown = page(waiting.manager, "/waits/help/").text
    assert "Help was offered 1 time to those who wait: 1 taken up, 0 not wanted, 0 not answered" in shown
    assert "It does not show what the help did" in shown
    # From 2 March to 24 November are 267 days.
    assert "After 38 weeks" in shown


def test_a_family_may_decline_and_think_again(waiting):
    made = offered(waiting)
    path = f"/waits/help/answer/{made.pk}/"
    post(waiting.joanna, path, answer="declined")
    assert "You did not want it" in page(waiting.joanna, f"/family/{waiting.maya.pk}/").text
    post(waiting.joanna, path, answer="taken-up")
    made.refresh_from_db()
    assert (made.answer, made.answered_on, made.answered_by) == ("taken-up", TODAY, waiting.joanna.pk)
    # What is said of help that is not used any more goes with it.
    post(waiting.joanna, path, effect="same")
    post(waiting.joanna, f"{path}?about=answer", answer="declined")
    made.refresh_from_db()
    assert (made.answer, made.effect) == ("declined", "")


def test_a_clinician_offers_it_to_a_child_whom_they_have_and_to_nobody_else(waiting):
    assert "Maya Whitfield" in page(waiting.nell, "/waits/help/").text
    offered(waiting, waiting.nell)
    other = practitioner("Omar Reid", "health-practitioner", waiting.provider)
    for someone in (other, waiting.officer, waiting.joanna):
        assert page(someone, f"/waits/help/{waiting.case.pk}/").status_code == 404, someone.name
    assert "Maya" not in page(other, "/waits/help/").text


def test_neither_side_takes_the_other_s_part_also_past_the_pages(waiting):
    made = offered(waiting)
    stranger = parent_of(child_of(waiting.council, "Ann", "Else"), "Zoe", "Else")
    for someone in (waiting.manager, waiting.nell, stranger, waiting.officer):
        assert page(someone, f"/waits/help/answer/{made.pk}/").status_code == 404, someone.name
    with as_application():
        for someone in (waiting.manager, waiting.nell):
            become(someone.user.pk)
            assert Help.objects.filter(pk=made.pk).update(answer="taken-up", answered_on=TODAY, answered_by=someone.user.pk) == 0
        for someone in (stranger, waiting.officer):
            become(someone.user.pk)
            assert not Help.objects.exists(), someone.name
        become(waiting.joanna.pk)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Help.objects.create(case=waiting.case, child=waiting.maya, owner=waiting.provider, what="x", giver="y", how="z", offered_on=TODAY, offered_by=waiting.joanna.pk, offered_by_name="J")


def test_what_was_typed_stays_where_something_is_missing(waiting):
    said = post(waiting.manager, f"/waits/help/{waiting.case.pk}/", what="A sleep course", giver="", how="").text
    assert "Say who gives it" in said
    assert 'value="A sleep course"' in said


def test_the_plain_form_names_each_offer_as_a_person_would_and_asks_nobody_to_type_a_key(waiting):
    """Two offers of one day: only their names tell them apart."""
    first = offered(waiting)
    post(waiting.manager, f"/waits/help/{waiting.case.pk}/", **GIVEN | {"what": "A sensory box", "giver": "Larkfield"})
    worked()
    safe = Case.objects.get(pathway="safe-waiting")
    path = f"/cases/{safe.pk}/record/help-taken-up/"
    form = page(waiting.nell, path).text
    assert "A sleep course, Family hub, Braintree, Tuesday 24 November 2026" in form
    assert "A sensory box, Larkfield, Tuesday 24 November 2026" in form
    assert "Not here? Record “Help offered for the time of waiting” first" in form
    assert 'name="help" type="text"' not in form
    on = {"on_day": "24", "on_month": "11", "on_year": "2026", "read_up_to": ""}
    assert "Select which offer of help" in post(waiting.nell, path, **on).text
    assert "There is a problem" in post(waiting.nell, path, help="another", **on).text
    assert not Event.objects.filter(event="help-taken-up").exists()
    post(waiting.nell, path, help=str(first.pk), **on)
    assert Event.objects.get(event="help-taken-up").about == str(first.pk)
    # The offer itself begins a thing: it is given a name.
    assert "A short name, by which it is found again." in page(waiting.nell, f"/cases/{safe.pk}/record/help-offered/").text


def test_what_was_chosen_is_read_in_words_on_the_timeline(waiting):
    """The wait began before anybody promised anything: a reader is told so, and not by a slug."""
    offered(waiting)
    safe = Case.objects.get(pathway="safe-waiting")
    shown = page(waiting.manager, f"/cases/{safe.pk}/").text
    assert "Because the child: already waited" in shown
    assert "already-waited" not in shown


def test_the_plain_form_offers_nothing_of_an_event_that_its_reader_may_not_read(waiting):
    """Neither by its name nor by its key nor by its day."""
    first = offered(waiting)
    post(waiting.manager, f"/waits/help/{waiting.case.pk}/", **GIVEN | {"what": "A sensory box", "giver": "Larkfield"})
    worked()
    safe = Case.objects.get(pathway="safe-waiting")
    path = f"/cases/{safe.pk}/record/help-taken-up/"
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table cases_event disable trigger user")
        cursor.execute("update cases_event set kind_of_data = 'child-protection' where case_id = %s and about = %s", [safe.pk, str(first.pk)])
        assert cursor.rowcount
        cursor.execute("alter table cases_event enable trigger user")
    form = page(waiting.nell, path).text
    assert "A sensory box" in form
    assert "sleep course" not in form
    assert str(first.pk) not in form
