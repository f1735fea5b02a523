import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from goldenthread.people.models import Child, Content, Cover, Organisation, Practitioner

pytestmark = pytest.mark.django_db


@pytest.fixture
def council(db):
    return Organisation.objects.create(code="LA:881", name="Essex County Council", kind="local-authority")


def child(owner, **facts):
    return Child.objects.create(owner=owner, **{"surname": "Whitfield", "forename": "Maya", **facts})


def test_every_child_has_a_reference_of_their_own(council):
    first, second = child(council), child(council)
    first.refresh_from_db()
    assert first.reference.startswith("GT-")
    second.refresh_from_db()
    assert first.reference != second.reference


@pytest.mark.parametrize(("number", "reference"), [(7, "GT-00007"), (99_999, "GT-99999"), (100_000, "GT-100000"), (1_234_567, "GT-1234567")])
def test_the_hundred_thousandth_child_has_a_reference_that_nobody_has(council, number, reference):
    with connection.cursor() as cursor:
        cursor.execute("select setval('people_child_reference', %s, false)", [number])
    made = child(council)
    made.refresh_from_db()
    assert made.reference == reference


def test_names_sort_without_accents_or_capitals(council):
    made = child(council, surname="Ó Súilleabháin", forename="Zoë")
    made.refresh_from_db()
    assert made.sort_key == "o suilleabhain zoe"


def test_one_upn_names_one_child_of_an_owner_and_absence_is_no_clash(council):
    child(council), child(council)
    child(council, upn="T881200020001")
    with pytest.raises(IntegrityError), transaction.atomic():
        child(council, upn="T881200020001")
    other = Organisation.objects.create(code="LA:882", name="Southend", kind="local-authority")
    assert child(other, upn="T881200020001")


def test_nothing_ends_before_it_begins(council):
    people = [Practitioner.objects.create(reference=n, name=n, role="dsco", organisation=council) for n in "ab"]
    with pytest.raises(IntegrityError, match="ends_after_it_begins"), transaction.atomic():
        Cover.objects.create(
            practitioner=people[0], covered_by=people[1], valid_from=dt.date(2026, 2, 2), valid_to=dt.date(2026, 2, 1)
        )


def test_what_was_removed_is_blank(council):
    made = Content.objects.create(child=child(council), owner=council, kind_of_data="ep-advice", text="words")
    with pytest.raises(IntegrityError, match="removed_is_blank"), transaction.atomic():
        Content.objects.filter(pk=made.pk).update(removed_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


def test_a_body_is_not_its_own_successor(council):
    with pytest.raises(IntegrityError, match="own_successor"), transaction.atomic():
        Organisation.objects.filter(pk=council.pk).update(successor=council)
