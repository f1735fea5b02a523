"""What the page of a case asks an officer to offer is what my work asks: one is read from the clocks of the case, the other from those of the caseload."""

import datetime as dt
import random

import pytest

from goldenthread.cases.models import Case
from goldenthread.cases.projection import project
from goldenthread.cases.queries_case import case_seen, case_view
from goldenthread.cases.queries_work import owed_by_clocks, work_of
from goldenthread.families.early import CONTACT
from goldenthread.families.models import EarlyOffer

from ..cases.pages.conftest import TODAY, allocate, case_of, child_of, organisation
from .test_pages import as_viewer

pytestmark = pytest.mark.django_db
WHO = ("educational-psychologist", "social-care", "health", "family")


def a_case(chance, child):
    asked = dt.date(2026, 11, 24) - dt.timedelta(days=chance.randrange(20, 500))
    events = [("request-received", asked, {"by": "parent"})]
    decided = asked + dt.timedelta(days=chance.randrange(5, 70))
    if decided > TODAY:
        return case_of(child, *events)
    if chance.random() < 0.2:
        return case_of(child, *events, ("decided-not-to-assess", decided))
    events.append(("decided-to-assess", decided))
    for who in chance.sample(WHO, chance.randrange(4)):
        events.append(("advice-requested", decided, {"contributor": who}))
        if chance.random() < 0.3:
            events.append(("exception-recorded", decided, {"clock": "advice", "ground": "missed-appointment", "reason": "x", "contributor": who, "missed_on": decided.isoformat()}))
        given = decided + dt.timedelta(days=chance.randrange(10, 80))
        if chance.random() < 0.5 and given <= TODAY:
            events.append(("advice-received", given, {"contributor": who}))
    return case_of(child, *events)


def on_page_of(viewer, key):
    seen = case_seen(viewer, key)
    return owed_by_clocks(viewer, TODAY, [(seen, c.facts) for c in case_view(viewer, seen, TODAY).clocks]) if seen else []


@pytest.mark.parametrize("seed", range(4))
def test_my_work_and_the_page_of_a_case_ask_the_same(home, seed):
    chance = random.Random(seed)
    other = organisation("LA:997", "Third Council", "local-authority")
    cases, found = [home.case], 0
    for n in range(12):
        child = child_of(chance.choice((home.council, home.council, other)), f"C{n}", "Random")
        if chance.random() < 0.8:
            allocate(child, chance.choice((home.priya, home.priya, home.daniel, home.helen)))
        case = a_case(chance, child)
        cases.append(case)
        if chance.random() < 0.2:
            Case.objects.filter(pk=case.pk).update(confidentiality="confidential")
            project(case.pk)
        for _ in range(chance.randrange(3)):
            EarlyOffer.objects.create(child=child, owner=chance.choice((child.owner, child.owner, other)), failed_case=case.pk, about="x", failed_words="x", to_name="x", way="call", offered_on=TODAY - dt.timedelta(days=chance.randrange(0, 300)))
    for officer in (home.priya, home.daniel, home.helen, home.stranger):
        listed = {t.case.pk: t for t in as_viewer(officer, lambda v: work_of(v, TODAY)).tasks if t.clock.clock == CONTACT}
        for case in cases:
            tasks = as_viewer(officer, lambda v, key=case.pk: on_page_of(v, key))
            assert [t.clock for t in tasks] == [t.clock for t in [listed.get(case.pk)] if t], (officer.name, case.pk)
            assert [t.said for t in tasks] == [t.said for t in [listed.get(case.pk)] if t]
            found += len(tasks)
    assert found
