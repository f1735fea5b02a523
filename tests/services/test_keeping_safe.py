"""Every child who waits on a health list has the promises of waiting safely, by themselves, once, and until it is seen."""

import datetime as dt

import pytest
from django.db import transaction
from tests.cases.pages.conftest import TODAY, allocate, as_the_worker, practitioner
from tests.services.conftest import load
from tests.services.test_worse import page

from goldenthread.cases.models import Case, ClockRow, Event
from goldenthread.services.keeping_safe import keep_lists_safe

pytestmark = pytest.mark.django_db
NEW = {"reference": "ND-1", "received_on": "2026-11-12"}


def keep(on=TODAY):
    with transaction.atomic(), as_the_worker():
        return keep_lists_safe(on)


def open_clocks():
    return {c.clock: c.due for c in ClockRow.objects.filter(case__pathway="safe-waiting", stopped=None)}


def test_a_new_referral_is_owed_an_acknowledgement_from_the_day_it_came(area):
    load(area, [NEW])
    assert keep() == 1
    began = Event.objects.get(event="waiting-began")
    assert (began.on, began.fields, began.by) == (dt.date(2026, 11, 12), {"because": "was-referred"}, "system:safe-waiting")
    # Thursday 12 November 2026: two working days are Monday the 16th, ten Thursday the 26th; 12 weeks 4 February; 26 weeks 13 May.
    assert open_clocks() == {
        "acknowledge": dt.date(2026, 11, 16), "tell-triage-result": dt.date(2026, 11, 26), "send-waiting-update": dt.date(2027, 2, 4),
        "review-priority": dt.date(2027, 5, 13), "review-harm": dt.date(2027, 5, 13),
    }  # fmt: skip


def test_a_wait_from_before_is_promised_messages_from_today_and_its_review_of_harm_at_once(area):
    load(area, [{"reference": "ND-1", "received_on": "2026-03-02", "first_received_on": "2025-12-01", "accepted_on": "2026-03-10"}])
    keep()
    assert Event.objects.get(event="waiting-began").fields == {"because": "already-waited", "first_received_on": "2025-12-01"}
    # 12 weeks from Tuesday 24 November 2026; 26 weeks from 1 December 2025 passed on 1 June: its reviews are owed at once.
    assert open_clocks() == {"send-waiting-update": dt.date(2027, 2, 16), "review-priority": TODAY, "review-harm": TODAY}


def test_it_begins_once_and_ends_on_the_day_on_which_the_child_is_seen_and_goes_on_if_that_was_wrong(area):
    load(area, [NEW])
    keep()
    assert keep() == 0
    seen = {"first_seen_on": "2026-11-18", "seen_how": "video"}
    load(area, [NEW | seen], taken_on=dt.date(2026, 11, 21))
    assert keep() == 1
    assert Event.objects.get(event="waiting-ended").on == dt.date(2026, 11, 18)
    assert Case.objects.get(pathway="safe-waiting").state.stage == "ended"
    assert open_clocks() == {}
    wrong = Event.objects.get(event="contact-attended")
    with transaction.atomic(), as_the_worker():
        _withdraw(wrong)
    assert keep() == 1
    assert Case.objects.get(pathway="safe-waiting").state.stage == "waiting"
    assert "review-harm" in open_clocks()
    assert keep() == 0


def _withdraw(wrong):
    from goldenthread.cases.projection import project_with_linked

    case = wrong.case
    Case.objects.filter(pk=case.pk).update(last_number=case.last_number + 1)
    Event.objects.create(case=case, number=case.last_number + 1, event="corrected", on=wrong.on, by="user:x", kind_of_data=wrong.kind_of_data,
                         fields={"event_id": str(wrong.pk), "reason": "Another child"})  # fmt: skip
    project_with_linked(case.pk)


def test_a_child_who_leaves_the_list_is_promised_nothing_more(area):
    load(area, [NEW])
    keep()
    load(area, [NEW | {"closed_on": "2026-11-19", "closed_how": "referral-withdrawn"}], taken_on=dt.date(2026, 11, 21))
    assert keep() == 0
    assert Case.objects.get(pathway="safe-waiting").state.stage == "ended"
    assert open_clocks() == {}


def test_nothing_begins_for_a_child_who_was_seen_or_left_before_nor_for_a_sealed_record(area):
    load(area, [{"reference": "A", "first_seen_on": "2026-11-02", "seen_how": "face-to-face"}, {"reference": "B", "closed_on": "2026-11-02", "closed_how": "discharged"},
                {"reference": "C", "received_on": "2026-10-05"}])  # fmt: skip
    type(area.maya).objects.filter(pk=area.maya.pk).update(sealed=True)
    assert keep() == 0
    assert not Case.objects.filter(pathway="safe-waiting").exists()


def test_a_confidential_referral_keeps_its_promises_confidential(area):
    load(area, [NEW])
    Case.objects.update(confidentiality="withheld")
    keep()
    assert Case.objects.get(pathway="safe-waiting").confidentiality == "withheld"


def test_a_referral_that_becomes_confidential_hides_its_promises_too_save_from_those_who_go_on_with_it(area):
    load(area, [NEW])
    keep()
    nurse, other = (practitioner(name, "health-practitioner", area.provider) for name in ("Nell Ward", "Omar Reid"))
    referral, safe = Case.objects.get(pathway="neurodevelopmental"), Case.objects.get(pathway="safe-waiting")
    for who in (nurse, other):
        allocate(area.maya, who)
    path = f"/cases/{safe.pk}/"
    assert page(area.officer, path).status_code == 200
    Case.objects.filter(pk=referral.pk).update(confidentiality="withheld")
    allocate(area.maya, nurse, referral.pk)
    for who in (area.officer, area.manager, other):
        assert page(who, path).status_code == 404
    assert page(nurse, path).status_code == 200
    assert {c.confidentiality for c in ClockRow.objects.filter(case=safe)} == {"withheld"}
    Case.objects.filter(pk=referral.pk).update(confidentiality="none")
    assert page(area.officer, path).status_code == 200
