"""The second approval of a removal beside a hold, a rule or an event of the same moment: what is removed cannot be brought back. What is
written is real, and cleared away by hand."""

import datetime as dt

import pytest
from django.db import connection, transaction

from goldenthread.access.actions import approve_disposal
from goldenthread.access.actions_administration import place_hold, set_retention
from goldenthread.access.viewer import become
from goldenthread.cases.actions import NewEvent, append, open_case
from goldenthread.cases.models import Case, Event
from goldenthread.cases.projection import hold
from goldenthread.people.models import Child, Content, Disposal, LegalHold, RetentionRule

from ..conftest import committed_council, meanwhile
from .conftest import an_officer

KIND = "ep-advice"
SIX_YEARS_AGO = dt.date(2020, 1, 6)


@pytest.fixture
def agreed_once(django_db_setup, django_db_blocker):
    """An advice of a child with one old case, proposed for removal and agreed to by the first of the two."""
    with committed_council(django_db_blocker, "LA:997") as council:
        try:
            lead, second = an_officer(council, "Lead Officer", "information-governance"), an_officer(council, "Second Officer", "la-send-manager")
            child = Child.objects.create(owner=council, surname="Once", forename="Only", date_of_birth=dt.date(2015, 3, 1))
            with transaction.atomic():
                first = NewEvent("request-received", SIX_YEARS_AGO, {"by": "parent"})
                case = open_case(become(second.pk), child=child.pk, pathway="ehc-needs-assessment", first=first)
            content = Content.objects.create(child=child, case=case, owner=council, kind_of_data=KIND, text="Words")
            RetentionRule.objects.create(organisation=council, kind_of_data=KIND, anchor="last-contact", years=3)
            Disposal.objects.create(content=content, child=child, owner=council, reason="Past its time", proposed_by=child.pk, first_approved_by=lead.pk)
            yield Agreed(lead, second, case, content, Disposal.objects.get(content=content))
        finally:
            with connection.cursor() as cursor:
                cursor.execute("set session_replication_role = replica")
                cursor.execute("delete from access_change where organisation_id = %s", [council.pk])
                cursor.execute("delete from people_retentionrule where organisation_id = %s", [council.pk])
                cursor.execute("reset session_replication_role")


class Agreed:
    def __init__(self, lead, second, case, content, disposal):
        self.lead, self.second, self.case, self.content, self.disposal = lead, second, case, content, disposal
        self.answers = []

    def agree(self):
        self.answers.append(approve_disposal(become(self.second.pk), self.disposal.pk))

    def hold(self):
        place_hold(become(self.lead.pk), self.content.child_id, "Inquiry")

    def kept(self):
        self.content.refresh_from_db()
        return self.content.text == "Words" and self.content.removed_at is None


@pytest.mark.django_db
def test_the_database_is_made():
    """For the tests beneath, which do not ask for it themselves."""
    assert not Disposal.objects.exists()


@pytest.mark.parametrize("on_a_case", [True, False])
def test_a_removal_waits_for_a_hold_that_is_being_placed_and_is_refused(agreed_once, on_a_case):
    Content.objects.filter(pk=agreed_once.content.pk).update(case=agreed_once.case if on_a_case else None)
    with meanwhile(agreed_once.agree):
        agreed_once.hold()
    assert agreed_once.answers == ["held"]
    assert agreed_once.kept()


def test_a_hold_waits_for_a_removal_that_is_being_done_and_stands_from_after_it(agreed_once):
    with meanwhile(agreed_once.hold):
        agreed_once.agree()
    assert agreed_once.answers == ["removed"]
    agreed_once.disposal.refresh_from_db()
    assert LegalHold.objects.get(child=agreed_once.content.child_id).placed_at > agreed_once.disposal.done_at


def test_a_removal_waits_for_a_rule_that_is_being_made_longer_and_is_refused(agreed_once):
    with meanwhile(agreed_once.agree):
        set_retention(
            become(agreed_once.lead.pk), organisation=agreed_once.content.owner_id, kind=KIND, anchor="last-contact", years=25,
            source="", first_day=dt.date.today(),
        )  # fmt: skip
    assert agreed_once.answers == ["kept"]
    assert agreed_once.kept()


def test_a_removal_waits_for_what_is_being_recorded_of_the_child_and_counts_it(agreed_once):
    with meanwhile(agreed_once.agree):
        append(become(agreed_once.second.pk), agreed_once.case, 1, [NewEvent("decided-to-assess", dt.date(2026, 3, 2))])
    assert agreed_once.answers == ["kept"]
    assert agreed_once.kept()


def test_a_removal_from_a_case_of_no_child_waits_for_what_is_being_recorded_on_it(agreed_once):
    for rows in (Case.objects.filter(pk=agreed_once.case), Content.objects.filter(pk=agreed_once.content.pk), Disposal.objects.filter(pk=agreed_once.disposal.pk)):
        rows.update(child=None)
    with meanwhile(agreed_once.agree):
        hold([agreed_once.case])
        Event.objects.create(case_id=agreed_once.case, number=2, event="decided-to-assess", on=dt.date(2026, 3, 2), by="import:x", kind_of_data=KIND)
    assert agreed_once.answers == ["kept"]
    assert agreed_once.kept()
