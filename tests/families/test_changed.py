"""What is new on a family's page since its reader last looked."""

import datetime as dt

import pytest
from django.utils import timezone

from goldenthread.access.models import AccessLog
from goldenthread.families.actions import answer, tell
from goldenthread.services.keeping import LOOKED

from ..cases.pages.conftest import TODAY, add_event, child_of, day, get, text_of
from .conftest import parent_of
from .test_pages import as_viewer, asked_by

pytestmark = pytest.mark.django_db


def looked(home, who, child=None):
    """They looked at the page on a day before both that of the tests and today's."""
    child = child or home.maya
    at = min(timezone.make_aware(dt.datetime.combine(TODAY, dt.time(12))), timezone.now()) - dt.timedelta(days=2)
    AccessLog.objects.create(at=at, user=who.user.pk, role="parent", child=child, owner=child.owner, purpose=LOOKED)


def new(home, who):
    page = text_of(get(who, home.page))
    return page.partition("Since you last looked")[2].partition("What happens next")[0]


def test_whoever_looks_for_the_first_time_is_told_nothing_of_before(home):
    assert "Since you last looked" not in text_of(get(home.joanna, home.page))


def test_an_event_an_answer_and_a_word_since_are_listed_and_what_they_did_themselves_is_not(home):
    looked(home, home.joanna)
    question = asked_by(home, home.joanna)
    as_viewer(home.priya, lambda v: answer(v, question.pk, "On Friday.", TODAY))
    as_viewer(home.priya, lambda v: tell(v, home.case, "We wait for one report.", TODAY))
    add_event(home.case, 90, "advice-received", day("2026-11-20"), {"contributor": "social-care"})
    said = new(home, home.joanna)
    assert "Priya Nair answered your question" in said
    assert "News from Priya Nair" in said
    assert "Social care" in said
    # The other parent's question and its answer are not hers to know.
    looked(home, home.mark)
    assert "answered your question" not in new(home, home.mark)


def test_an_exception_and_a_correction_are_told_in_words_that_a_family_knows(home):
    looked(home, home.joanna)
    add_event(home.case, 90, "exception-recorded", day("2026-11-20"), {"clock": "issue-final-plan", "ground": "personal-circumstances", "reason": "A funeral"})
    said = new(home, home.joanna)
    assert "A reason why something may come later than its date" in said
    assert "Exception" not in said


def test_where_nothing_is_new_that_is_said(home):
    other = child_of(home.council, "Zoe", "Whitfield")
    ann = parent_of(other, "Ann", "Whitfield")
    looked(home, ann, other)
    assert "Nothing is new since" in text_of(get(ann, f"/family/{other.pk}/"))


def test_a_second_look_of_the_same_day_loses_nothing(home):
    looked(home, home.joanna)
    as_viewer(home.priya, lambda v: tell(v, home.case, "We wait for one report.", TODAY))
    assert "News from Priya Nair" in new(home, home.joanna)
    assert "News from Priya Nair" in new(home, home.joanna)


def test_nobody_else_s_look_counts(home):
    looked(home, home.mark)
    assert "Since you last looked" not in text_of(get(home.joanna, home.page))
