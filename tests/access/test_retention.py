import datetime as dt

import pytest

from goldenthread.cases.models import CaseState
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
