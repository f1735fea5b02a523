import datetime as dt

import pytest

from goldenthread.cases.models import Case, CaseState, Event
from goldenthread.cases.queries_retention import past_their_time
from goldenthread.people.models import Content, LegalHold, RetentionRule

pytestmark = pytest.mark.django_db
FAR = dt.date(2090, 1, 1)
SOON = dt.date(2030, 1, 1)


def rule(body, anchor, years):
    RetentionRule.objects.create(organisation=body, kind_of_data="drafts-and-final-plan", anchor=anchor, years=years)


def kept_too_long(look, on, role="la-send-manager"):
    return {p.child for p in look(role, lambda v: past_their_time(v, on))}


def test_time_from_birth_is_counted_for_each_child(world, look):
    rule(world.council, "birth", 31)
    assert kept_too_long(look, SOON) == set()
    assert kept_too_long(look, FAR) == {world.ada.pk, world.eve.pk}


def test_time_from_the_end_of_a_case_does_not_run_while_it_is_open(world, look):
    rule(world.council, "closed", 6)
    assert kept_too_long(look, SOON) == set()
    CaseState.objects.filter(child=world.ada).update(stage="closed")
    assert kept_too_long(look, SOON) == {world.ada.pk}


def test_a_legal_hold_keeps_everything_of_the_child(world, look):
    rule(world.council, "last-contact", 1)
    LegalHold.objects.create(child=world.ada, owner=world.council, reason="Inquiry")
    assert kept_too_long(look, SOON) == {world.eve.pk}


def test_the_rule_of_one_body_says_nothing_of_anothers_records(world, look):
    rule(world.elsewhere, "birth", 1)
    assert kept_too_long(look, FAR) == set()
    rule(world.council, "birth", 1)
    assert kept_too_long(look, FAR, "la-send-caseworker") == set()
    assert Content.objects.filter(child=world.ben, removed_at=None).exists()


def test_of_one_case_each_organisation_keeps_its_own_records_by_its_own_rule(world, look):
    case = Content.objects.filter(child=world.ada, kind_of_data="drafts-and-final-plan").first().case
    theirs = Content.objects.create(child=world.ada, case=case, owner=world.icb, kind_of_data="drafts-and-final-plan", text="Theirs")
    rule(world.council, "birth", 1)
    rule(world.icb, "birth", 90)
    found = {p.content for p in look("la-send-manager", lambda v: past_their_time(v, SOON)) if p.child == world.ada.pk}
    assert found
    assert theirs.pk not in found
    assert kept_too_long(look, SOON, "dco") == set(), "the council's shorter rule lets nothing of the ICB's go"
    RetentionRule.objects.filter(organisation=world.icb).update(years=1)
    assert [p.content for p in look("dco", lambda v: past_their_time(v, SOON))] == [theirs.pk]


# --- the child's other cases, and what lies on no case ---

PLAN = "drafts-and-final-plan"
LATER = dt.date(2028, 6, 1)


def another_case(child, last_on, stage="assessing", **others):
    case = Case.objects.create(child=child, owner=child.owner, pathway="ehc-needs-assessment", opened_on=last_on, kind_of_data="ehc-request-and-stage", **others)
    CaseState.objects.create(case=case, child=child, owner=child.owner, kind_of_data=case.kind_of_data, stage=stage)
    Event.objects.create(case=case, number=1, event="request-received", on=last_on, by="import:x", kind_of_data=case.kind_of_data)
    return case


def of_no_case(child):
    return Content.objects.create(child=child, owner=child.owner, kind_of_data=PLAN, text="On no case").pk


def listed(look, on):
    return {p.content: p.until for p in look("la-send-manager", lambda v: past_their_time(v, on))}


def test_last_contact_is_that_with_the_child_in_whichever_case(world, look):
    rule(world.council, "last-contact", 3)
    assert kept_too_long(look, SOON) == {world.ada.pk, world.eve.pk}
    another_case(world.ada, LATER)
    assert kept_too_long(look, SOON) == {world.eve.pk}
    assert kept_too_long(look, dt.date(2031, 6, 1)) == {world.eve.pk}, "1 June 2028 and three years: the last day on which it is kept"
    assert kept_too_long(look, dt.date(2031, 6, 2)) == {world.ada.pk, world.eve.pk}


def test_last_contact_counts_a_case_that_whoever_decides_may_not_see_and_does_not_tell_its_day(world, look):
    rule(world.council, "last-contact", 3)
    told = listed(look, SOON)
    another_case(world.ada, LATER, confidentiality="withheld")
    assert kept_too_long(look, SOON) == {world.eve.pk}
    assert listed(look, dt.date(2031, 6, 2)) == told


def test_what_lies_on_no_case_is_kept_from_the_last_contact_with_the_child(world, look):
    rule(world.council, "last-contact", 3)
    paper = of_no_case(world.ada)
    another_case(world.ada, LATER)
    assert paper not in listed(look, dt.date(2031, 6, 1))
    assert listed(look, dt.date(2031, 6, 2))[paper] == dt.date(2031, 6, 1)


def test_what_lies_on_no_case_is_kept_until_the_last_of_the_childs_cases_closes(world, look):
    rule(world.council, "closed", 3)
    paper, other = of_no_case(world.ada), another_case(world.ada, LATER)
    CaseState.objects.filter(child=world.ada).exclude(case=other).update(stage="closed")
    found = listed(look, FAR)
    assert paper not in found
    assert found, "what lies on a closed case is let go by that case alone"
    CaseState.objects.filter(case=other).update(stage="closed")
    assert listed(look, dt.date(2031, 6, 2))[paper] == dt.date(2031, 6, 1)


def test_what_lies_on_no_case_is_kept_while_a_case_is_open_that_whoever_decides_may_not_see(world, look):
    rule(world.council, "closed", 3)
    paper = of_no_case(world.ada)
    CaseState.objects.filter(child=world.ada).update(stage="closed")
    assert paper in listed(look, FAR)
    another_case(world.ada, LATER, confidentiality="withheld")
    assert paper not in listed(look, FAR)
