"""A reassessment ends in a draft, the family's fifteen days and a final plan, as a first assessment does (r.27(1))."""

import copy

import pytest

from goldenthread.cases.models import Case, Event
from goldenthread.letters.models import Letter
from goldenthread.plans import actions
from goldenthread.plans.models import Plan

from .conftest import (
    TODAY,
    a_child_whose_advice_has_come,
    as_viewer,
    case_of,
    case_view,
    day,
    get,
    recorded_on_the_day_shown,
    text_of,
)
from .test_sending import AFTER, goes_out, is_answered, issue

BEGUN = (("reassessment-requested", day("2026-09-04"), {"by": "The family"}), ("decided-to-reassess", day("2026-09-18")))


def a_child_being_reassessed():
    return a_child_whose_advice_has_come("reassessment", BEGUN, ())


@pytest.fixture(scope="class")
def reassessed(scenes):
    with scenes(a_child_being_reassessed) as told:
        yield told


@pytest.fixture
def draft(reassessed, db):
    recorded_on_the_day_shown()
    area = copy.deepcopy(reassessed)
    area.reviewed = case_of(area.oscar, ("plan-made", day("2024-03-04")), pathway="annual-review")
    as_viewer(area.priya, lambda v: actions.start_draft(v, case_view(v, Case.objects.select_related("child").get(pk=area.case.pk), TODAY)))
    area.plan = Plan.objects.get(case=area.case.pk)
    return area


@pytest.fixture
def sent(draft):
    return goes_out(draft)


@pytest.fixture
def later(sent, settings):
    is_answered(sent)
    settings.DEMO_TODAY = AFTER
    return sent


class TestAPlanOfAReassessment:
    def test_its_draft_tells_the_fourteen_weeks(self, sent):
        letter = Letter.objects.get(template="draft-plan-sent").content.text
        # Fourteen weeks of Friday 18 September 2026.
        assert "Friday 25 December 2026" in letter
        assert "You have until Tuesday 8 December 2026" in letter

    def test_the_new_plan_is_issued_and_its_review_is_due_by_the_anniversary(self, later):
        page = issue(later)
        assert page.status_code == 302, text_of(page)
        assert Plan.objects.get(issued_on=AFTER).case == later.case.pk
        letter = Letter.objects.get(template="final-plan-issued").content.text
        # "Within 12 months of" the day it was sent, r.27(4)(a): the anniversary itself, not the day before.
        assert "We will review the plan with you by Thursday 9 December 2027" in letter
        assert "must admit Oscar" in letter
        # The case on which the plan was reviewed goes on; no second one begins.
        assert Case.objects.filter(child=later.oscar, pathway="annual-review").count() == 1
        assert Event.objects.filter(case=later.reviewed).count() == 1
        assert "This is the plan." in text_of(get(later.anna, later.read))
