"""Each wait on a family's page says whom to ask: a person whom the service names, else its number in the Local Offer, else the council."""

import datetime as dt
import uuid

import pytest
from tests.cases.pages.conftest import TODAY, as_application, practitioner, sign_in
from tests.families.conftest import parent_of
from tests.services.conftest import load
from tests.services.test_worse import page, post

from goldenthread.access.policy import Refused
from goldenthread.cases.models import Case
from goldenthread.offer.models import Organization
from goldenthread.offer.models import Service as Entry
from goldenthread.people.models import Bar, Person
from goldenthread.services.models import Service
from goldenthread.services.who_answers import asks_of

pytestmark = pytest.mark.django_db
NAMED = {"name": "Ann Lee, who runs the list", "how": "01245 555 010, 9 to 5"}


@pytest.fixture
def waiting(area):
    load(area, [{"reference": "ND-1", "received_on": "2026-10-12"}])
    area.joanna = parent_of(area.maya, "Joanna", "Whitfield")
    area.say = f"/waits/who-answers/{area.nd.pk}/"
    return area


def family(area, who=None):
    return " ".join(page(who or area.joanna, f"/family/{area.maya.pk}/").text.split())


def entry(**more):
    body, _ = Organization.objects.get_or_create(id=uuid.UUID(int=1), defaults={"name": "Eastway", "description": "A trust."})
    said = {"name": "Autism assessment, Mid", "description": "x", "phone": "01245 555 020", "assured_date": TODAY, "waiting_list": "TRUST:EASTWAY ND"} | more
    return Entry.objects.create(id=uuid.uuid4(), organization=body, **said)


def test_a_wait_names_the_person_whom_the_service_s_manager_named(waiting):
    assert "The service has not told us yet who answers families." in family(waiting)
    assert "1 service names nobody" in " ".join(page(waiting.manager, "/waits/who-answers/").text.replace("<strong>", "").replace("</strong>", "").split())
    post(waiting.manager, waiting.say, **NAMED)
    assert "To ask about this wait: <strong>Ann Lee, who runs the list</strong>, 01245 555 010, 9 to 5." in family(waiting)
    assert "Every service names somebody" in page(waiting.manager, "/waits/who-answers/").text


def test_a_service_that_names_nobody_is_asked_by_the_number_of_its_open_entry_in_the_local_offer(waiting):
    old = entry(assured_date=TODAY - dt.timedelta(days=900), phone="01245 555 099")
    assert "555 099" not in family(waiting)
    entry()
    assert "To ask about this wait: <strong>Autism assessment, Mid</strong>, 01245 555 020." in family(waiting)
    assert old.pk
    waiting.nd.refresh_from_db()
    assert asks_of([waiting.nd], TODAY)[waiting.nd.pk].how == "01245 555 020"


def test_a_name_without_a_way_to_reach_it_is_not_taken_and_what_was_typed_is_kept(waiting):
    told = post(waiting.manager, waiting.say, name="Ann Lee", how="the desk")
    assert "Enter a telephone number or an email address" in told.text
    assert 'value="the desk"' in told.text
    assert not Service.objects.exclude(asks_how="").exists()


def test_nobody_but_the_provider_s_own_manager_says_who_answers(waiting):
    elsewhere = practitioner("Rosa Quill", "health-service-manager", type(waiting.provider).objects.create(code="TRUST:OTHER", name="Other", kind="nhs-provider"))
    for who in (waiting.joanna, waiting.officer, elsewhere):
        assert page(who, waiting.say).status_code == 404
        assert post(who, waiting.say, **NAMED).status_code == 404
    assert not Service.objects.exclude(asks_how="").exists()


def test_a_barred_parent_reads_of_no_wait_and_of_nobody_who_answers(waiting):
    Service.objects.update(asks_name="Ann Lee", asks_how="01245 555 010")
    assert "Ann Lee" in family(waiting)
    person = Person.objects.get(forename="Joanna")
    Bar.objects.create(child=waiting.maya, owner=waiting.maya.owner, person=person, ground="risk", valid_from=TODAY, recorded_by=waiting.officer.pk, recorded_by_name="Priya Nair")
    text = family(waiting)
    assert "Ann Lee" not in text
    assert "Neurodevelopmental" not in text


def test_a_confidential_wait_names_nobody(waiting):
    Service.objects.update(asks_name="Ann Lee", asks_how="01245 555 010")
    Case.objects.update(confidentiality="young-person")
    assert "Ann Lee" not in family(waiting)


def test_who_answers_is_refused_without_being_the_manager(waiting):
    from goldenthread.access.viewer import Viewer
    from goldenthread.services.who_answers import say_who

    with pytest.raises(Refused):
        say_who(Viewer(None), waiting.nd, "A", "01")
    sign_in(waiting.manager)
    with as_application():
        assert Service.objects.count() == 1
