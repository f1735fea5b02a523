"""A family writes messages on its child's record. That a service told it something is for the service to say."""

from types import SimpleNamespace

import pytest

from goldenthread.access.models import RoleGrant, User
from goldenthread.cases.models import Event
from goldenthread.people.models import Person, Relationship

from .conftest import LONG_AGO, case_of, day, get, post, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def joanna(area):
    person = Person.objects.create(owner=area.council, forename="Joanna", surname="Whitfield")
    Relationship.objects.create(child=area.maya, owner=area.council, person=person, relation="mother", has_care=True, valid_from=LONG_AGO)
    user = User.objects.create(email="joanna@example.org", name="Joanna Whitfield", person=person)
    RoleGrant.objects.create(user=user, role="parent", valid_from=LONG_AGO)
    return SimpleNamespace(user=user)


@pytest.fixture
def wait(area):
    return case_of(
        area.maya,
        ("waiting-began", day("2026-08-24"), {"because": "was-referred"}),
        ("help-offered", day("2026-10-15"), {"help": "a-group"}),
        pathway="safe-waiting",
    )


def test_a_family_says_of_no_service_that_it_told_them(area, joanna, wait):
    page = text_of(get(joanna, f"/cases/{wait.pk}/"))
    assert "Waiting safely" in page
    assert "Record what happened" not in page
    told = ("waiting-update-sent", "help-offered", "appointment-told")
    for slug in told:
        address = f"/cases/{wait.pk}/record/{slug}/"
        assert get(joanna, address).status_code == 404, slug
        assert post(joanna, address, read_up_to="2", on_day="20", on_month="11", on_year="2026", help="x", channel="letter").status_code == 404, slug
    assert Event.objects.filter(case=wait).count() == 2


def test_a_family_withdraws_nothing_that_a_service_recorded(area, joanna, wait):
    offered = Event.objects.get(case=wait, event="help-offered")
    assert "Correct this" not in text_of(get(joanna, f"/cases/{wait.pk}/"))
    answer = post(joanna, f"/cases/{wait.pk}/correct/{offered.pk}/", read_up_to="2", wrong_because="It was not", what_is_right="withdrawn")
    assert answer.status_code == 404
    assert not Event.objects.filter(case=wait, event="corrected").exists()


def test_the_timeline_names_no_record_by_its_key(area):
    key = "5f0c3c1e-9a52-4b8e-8d0a-2f6f3a1b7c44"
    offered = case_of(
        area.maya, ("waiting-began", day("2026-08-24"), {"because": "was-referred"}), ("help-offered", day("2026-10-15"), {"help": key}), pathway="safe-waiting"
    )
    page = text_of(get(area.priya, f"/cases/{offered.pk}/"))
    assert "Help offered for the time of waiting" in page
    assert key not in page
