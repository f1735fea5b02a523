"""A bar on the only parent stops no plan: the draft goes out, and is disclosed and sent to nobody who may not learn where the child is."""

import pytest
from django.db import transaction

from goldenthread.access.viewer import become
from goldenthread.families.bars import bar, copies_owed, standing
from goldenthread.letters.models import Letter, Message
from goldenthread.plans.models import Disclosure

from ..cases.pages.conftest import as_application, get, text_of
from .conftest import TODAY
from .test_sending import goes_out, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def barred(draft):
    with as_application(), transaction.atomic():
        bar(become(draft.priya.user.pk), draft.oscar, draft.anna.person, ground="prohibited-steps", words="Order of 3 March 2026", on=TODAY)
    return draft


def test_the_draft_goes_out_and_no_message_nor_disclosure_is_of_whoever_is_barred(barred):
    page = text_of(get(barred.priya, f"{barred.path}send/"))
    assert "record them first" not in page
    goes_out(barred)
    assert Letter.objects.filter(template="draft-plan-sent").count() == 1
    assert not Message.objects.filter(purpose="draft-plan-sent").exists()
    assert not Disclosure.objects.filter(to="family").exists()
    # The authors have theirs all the same, and the copy without places is owed to her.
    assert Disclosure.objects.exists()
    with as_application(), transaction.atomic():
        viewer = become(barred.priya.user.pk)
        assert [c.title for c in copies_owed(viewer, standing(viewer, barred.oscar.pk))] == [Letter.objects.get(template="draft-plan-sent").title]
    assert get(barred.anna, f"{barred.path}read/").status_code == 404


def test_nobody_on_record_at_all_still_stops_it(barred):
    barred.anna.person.relationships.update(valid_to="2026-01-01")
    assert "record them first" in text_of(send(barred))
