"""A provider's list becomes referrals in the journal, once, and of the right child."""

import datetime as dt

import pytest
from django.db import transaction
from tests.cases.pages.conftest import as_the_worker
from tests.services.conftest import TAKEN, a_row, reckon

from goldenthread.cases.models import Case, ClockRow, Event
from goldenthread.people.models import Child
from goldenthread.services.actions import load_match, take_off
from goldenthread.services.list_files import Row
from goldenthread.services.loading import load_rows
from goldenthread.services.models import Match, Referral

pytestmark = pytest.mark.django_db


def load(area, *rows, taken_on=TAKEN):
    with transaction.atomic(), as_the_worker():
        return load_rows([Row(n, r) for n, r in enumerate(rows, 2)], provider=area.provider, taken_on=taken_on, file="list.csv", by="user:x")


def test_a_referral_of_a_child_whom_the_council_knows_is_that_child_s(area):
    report = load(area, a_row(accepted_on="2026-03-10", looked_for="autism"))
    assert (report.counts["cases"], report.counts["children"], report.refused) == (1, 0, [])
    case = Case.objects.get()
    assert (case.child_id, case.owner, case.pathway, case.kind_of_data) == (area.maya.pk, area.provider, "neurodevelopmental", "other-health-services")
    assert case.state.stage == "waiting-first"
    clocks = {c.clock: c for c in ClockRow.objects.all()}
    # 2 March 2026 and 91 days: 29 left in March, 30, 31 and 1: the first of June.
    assert (clocks["first-contact"].due, clocks["start-autism-assessment"].due) == (None, dt.date(2026, 6, 1))
    assert Referral.objects.get().confirmed_on == TAKEN


def test_the_same_list_again_adds_nothing(area):
    load(area, a_row())
    before = set(Event.objects.values_list("id", flat=True))
    again = load(area, a_row())
    assert again.repeated
    assert set(Event.objects.values_list("id", flat=True)) == before


def test_a_later_list_moves_a_day_by_a_correction_and_adds_what_is_new(area):
    load(area, a_row())
    later = load(area, a_row(received_on="2026-03-04", first_seen_on="2026-11-18", seen_how="video"), taken_on=dt.date(2026, 11, 23))
    assert later.counts["corrections"] == 2
    wait = ClockRow.objects.get(clock="first-contact")
    assert (wait.started, wait.stopped) == (dt.date(2026, 3, 4), dt.date(2026, 11, 18))
    assert Event.objects.filter(event="corrected").count() == 1


def test_a_child_who_moved_from_another_provider_has_waited_since_the_first(area):
    load(area, a_row(first_received_on="2025-06-02"))
    assert ClockRow.objects.get(clock="first-contact").started == dt.date(2025, 6, 2)


def test_a_child_nobody_knew_is_the_provider_s_own(area):
    report = load(area, a_row(surname="Okoro", forename="Ben", nhs_number="9990000026", date_of_birth="2018-04-03"))
    assert report.counts["children"] == 1
    child = Child.objects.get(surname="Okoro")
    assert (child.owner, child.nhs_number) == (area.provider, "9990000026")


def test_ethnicity_and_language_fill_what_the_provider_s_own_record_leaves_empty_and_change_nothing(area):
    new = {"surname": "Okoro", "forename": "Ben", "nhs_number": "9990000026", "date_of_birth": "2018-04-03", "reference": "ND-2"}
    load(area, a_row(ethnicity="indian", language="another-language"), a_row(**new))
    # Maya's record is the council's: what the school census says of her, or does not, stays.
    assert list(Child.objects.filter(pk=area.maya.pk).values_list("ethnicity", "language")) == [("", "")]
    assert list(Child.objects.filter(surname="Okoro").values_list("ethnicity", "language")) == [("", "")]
    load(area, a_row(**new, ethnicity="black-african", language="not-known"), taken_on=dt.date(2026, 11, 21))
    load(area, a_row(**new, ethnicity="white-british", language="english"), taken_on=dt.date(2026, 11, 22))
    assert list(Child.objects.filter(surname="Okoro").values_list("ethnicity", "language")) == [("BAFR", "ENG")]


@pytest.mark.parametrize(("decision", "of_maya"), [("same", True), ("other", False)])
def test_a_row_that_could_be_a_child_on_record_waits_for_a_person(area, decision, of_maya):
    row = a_row(nhs_number="", postcode="CM9 9ZZ")  # the same name and day of birth, and nothing that confirms it
    report = load(area, row)
    assert not Case.objects.exists()
    assert [f.rule for f in report.found] == ["match"]
    match = Match.objects.get()
    assert match.candidate == area.maya
    Match.objects.update(decision=decision)
    with transaction.atomic(), as_the_worker():
        load_match(str(match.pk))
    assert (Case.objects.get().child_id == area.maya.pk) is of_maya
    assert Match.objects.get().row == {}
    # The next list follows the decision.
    assert load(area, row | {"accepted_on": "2026-03-09"}).counts["cases"] == 0
    assert Case.objects.get().state.stage == "waiting-first"


def test_a_decision_does_not_take_another_child_s_row_of_the_same_reference_with_it(area):
    """A later list has Ben under the reference that was decided to be Maya's: his first contact landed on her record."""
    load(area, a_row(nhs_number="", postcode="CM9 9ZZ"))
    Match.objects.update(decision="same")
    with transaction.atomic(), as_the_worker():
        load_match(str(Match.objects.get().pk))
    seen = {"first_seen_on": "2026-11-18", "seen_how": "video"}
    ben = a_row(surname="Okoro", forename="Ben", date_of_birth="2018-04-03", nhs_number="9990000026", **seen)
    report = load(area, ben, taken_on=dt.date(2026, 11, 23))
    assert [f.message for f in report.refused] == ["This referral is on record for another child. Check the reference and the child."]
    assert list(Event.objects.values_list("event", flat=True)) == ["referral-received"]


def test_a_referral_on_the_wrong_child_s_record_is_taken_off_and_the_next_list_adds_it_to_another(area):
    row = a_row(nhs_number="", postcode="CM9 9ZZ", accepted_on="2026-03-09")
    load(area, row)
    Match.objects.update(decision="same")
    with transaction.atomic(), as_the_worker():
        load_match(str(Match.objects.get().pk))
        reckon()
    case = Case.objects.get()
    assert case.child == area.maya
    for _ in range(2):  # the queue may run it again
        with transaction.atomic(), as_the_worker():
            take_off(str(case.pk), str(area.manager.user.pk))
    case.refresh_from_db()
    assert case.confidentiality == "withheld"
    assert not ClockRow.objects.filter(case=case).exists()
    assert not Referral.objects.exists()
    told = Event.objects.filter(case=case).exclude(event="corrected").count()
    assert Event.objects.filter(case=case, event="corrected").count() == told > 0
    load(area, row, taken_on=dt.date(2026, 11, 23))
    anew = Referral.objects.get()
    assert anew.child != area.maya
    assert ClockRow.objects.get(case=anew.case, clock="first-contact").started == dt.date(2026, 3, 2)


@pytest.mark.parametrize("number", [{}, {"nhs_number": "", "upn": "H801200001001"}], ids=["NHS number", "UPN"])
def test_a_twin_with_the_other_s_number_waits_for_a_person(area, number):
    Child.objects.filter(pk=area.maya.pk).update(upn="H801200001001")
    report = load(area, a_row(forename="Zed", **number))
    assert [f.rule for f in report.found] == ["match"]
    assert not Case.objects.exists()


@pytest.mark.parametrize("on_record", [True, False], ids=["on record by that number", "not on record"])
def test_a_decision_does_not_take_a_twin_s_row_of_the_same_reference_with_it(area, on_record):
    """The same birthday and surname; the number is not Maya's."""
    load(area, a_row(nhs_number="", postcode="CM9 9ZZ"))
    Match.objects.update(decision="same")
    with transaction.atomic(), as_the_worker():
        load_match(str(Match.objects.get().pk))
    twin = {"forename": "Ben", "nhs_number": "9990000026"}
    if on_record:
        load(area, a_row(reference="R-2", **twin))
    else:
        Child.objects.filter(forename="Maya").update(nhs_number="9990000018")
    report = load(area, a_row(first_seen_on="2026-11-18", seen_how="video", **twin), taken_on=dt.date(2026, 11, 23))
    assert [f.message for f in report.refused] == ["This referral is on record for another child. Check the reference and the child."]
    assert not Event.objects.filter(case__child__forename="Maya").exclude(event="referral-received").exists()


def test_a_new_twin_with_the_other_s_number_is_not_the_other(area):
    """Both come in one list, and neither is on record yet."""
    twin = {"surname": "Okoro", "nhs_number": "9990000026"}
    report = load(area, a_row(reference="R-1", forename="Zoe", **twin), a_row(reference="R-2", forename="Yan", **twin))
    assert [f.row for f in report.refused] == ["line 3"]
    assert list(Case.objects.values_list("reference", "child__forename")) == [("R-1", "Zoe")]


def test_a_row_in_doubt_under_a_referral_of_another_child_asks_nobody_to_give_it_to_a_third(area):
    """R-1 is Ben's. A decision that the row means Maya would have begun a second referral of that reference."""
    load(area, a_row(reference="R-1", surname="Okoro", forename="Ben", nhs_number="9990000026"))
    report = load(area, a_row(reference="R-1", forename="Zed"), taken_on=dt.date(2026, 11, 23))
    assert [f.message for f in report.refused] == ["This referral is on record for another child. Check the reference and the child."]
    assert not Match.objects.exists()


def test_what_was_not_decided_is_asked_about_the_newest_row(area):
    row = a_row(nhs_number="", postcode="CM9 9ZZ")
    load(area, row)
    report = load(area, row | {"closed_on": "2026-11-20", "closed_how": "discharged"}, taken_on=dt.date(2026, 11, 23))
    assert "still waits" in report.found[0].message
    match = Match.objects.get()
    assert (match.row["closed_on"], match.taken_on, match.decision) == ("2026-11-20", dt.date(2026, 11, 23), "")


def test_nobody_is_added_by_a_row_that_is_refused(area):
    load(area, a_row())
    report = load(area, a_row(surname="Okoro", forename="Ben", nhs_number="9990000026"), taken_on=dt.date(2026, 11, 23))
    assert report.refused
    assert not Child.objects.filter(surname="Okoro").exists()


def test_a_row_that_is_left_out_stays_out(area):
    row = a_row(nhs_number="", postcode="CM9 9ZZ")
    load(area, row)
    Match.objects.update(decision="left")
    load(area, row, taken_on=dt.date(2026, 11, 23))
    assert not Case.objects.exists()


def test_a_reference_that_is_another_child_s_is_refused(area):
    load(area, a_row())
    report = load(area, a_row(surname="Okoro", forename="Ben", nhs_number="9990000026"), taken_on=dt.date(2026, 11, 23))
    assert "another child" in report.refused[0].message
    assert Case.objects.get().child == area.maya


def test_a_day_after_the_list_was_taken_is_refused(area):
    report = load(area, a_row(accepted_on="2026-11-24"))
    assert "after 20 November 2026" in report.refused[0].message
    assert not Case.objects.exists()


def test_a_sealed_child_is_never_brought_back(area):
    area.maya.sealed = True
    area.maya.save()
    report = load(area, a_row())
    assert report.refused
    assert not Case.objects.exists()
