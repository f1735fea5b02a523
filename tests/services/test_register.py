"""The register of ADHD medication: what is owed by NG87, who prescribes, and who may see any of it. Days worked out by hand."""

import datetime as dt

import pytest
from tests.cases.pages.conftest import LONG_AGO, add_event, as_application, child_of, practitioner, sign_in

from goldenthread.cases.models import Case, Event
from goldenthread.cases.projection import project
from goldenthread.people.models import Allocation

pytestmark = pytest.mark.django_db


def treat(area):
    """Two on treatment: Sam, 8, and Kit, who is 17 and whose prescriber left."""

    area.nurse = practitioner("Nell Ward", "health-practitioner", area.provider)
    area.other = practitioner("Omar Reid", "health-practitioner", area.provider)
    for name, born, begun in (("Sam", dt.date(2018, 5, 1), dt.date(2026, 5, 11)), ("Kit", dt.date(2009, 6, 1), dt.date(2026, 6, 1))):
        child = child_of(area.provider, name, "Marsh", date_of_birth=born)
        case = Case.objects.create(child=child, owner=area.provider, pathway="adhd-medication", opened_on=begun, kind_of_data="medication", last_number=1)
        add_event(case, 1, "treatment-started", begun, {"date_of_birth": born.isoformat(), "prescriber": "Dr Lin"})
        project(case.pk)
        Allocation.objects.create(child=child, owner=area.provider, practitioner=area.nurse.who, role="medication-reviewer", valid_from=LONG_AGO)
        setattr(area, name.lower(), case)
    add_event(area.kit, 2, "prescriber-ended", dt.date(2026, 11, 16))
    area.kit.last_number = 2
    area.kit.save()
    project(area.kit.pk)
    return area


@pytest.fixture
def treated(area):
    return treat(area)


def page(someone, path="/adhd-register/"):
    client = sign_in(someone)
    with as_application():
        return client.get(path)


def test_the_register_says_who_needs_somebody_today_and_what_is_overdue(treated):
    said = page(treated.nurse).text
    assert "2 children and young people are on treatment" in said
    # Kit has no prescriber, and has been 17 since June: an adult prescriber is owed.
    assert "1 needs somebody today" in said
    assert "Nobody" in said
    assert said.index("Kit Marsh") < said.index("Sam Marsh")
    # Sam is 8: weight 3 months after 11 May was owed by 11 August, and height by 11 November.
    assert "Measure weight: Tue 11 Aug 2026" in said
    assert "Measure height: Wed 11 Nov" in said


def test_who_waits_for_treatment_stands_apart_from_their_diagnosis_on_the_longest_first(treated):
    for name, on in (("Lea", dt.date(2026, 8, 31)), ("Max", dt.date(2026, 6, 1))):
        child = child_of(treated.provider, name, "Holt", date_of_birth=dt.date(2016, 5, 1))
        case = Case.objects.create(child=child, owner=treated.provider, pathway="adhd-medication", opened_on=on, kind_of_data="medication", last_number=1)
        add_event(case, 1, "adhd-diagnosed", on)
        project(case.pk)
        Allocation.objects.create(child=child, owner=treated.provider, practitioner=treated.nurse.who, role="medication-reviewer", valid_from=LONG_AGO)
    said = page(treated.nurse).text
    assert "2 children and young people are on treatment, and 2 wait for it since the diagnosis" in said
    second = said[said.index("Diagnosed, and waiting for treatment") :]
    # From 1 June to 24 November are 176 days: 25 whole weeks; from 31 August 85: 12.
    assert second.index("Max Holt") < second.index("Lea Holt")
    assert [second[second.index(name) :].split('data-label="Weeks waited">')[1].split("<")[0] for name in ("Max Holt", "Lea Holt")] == ["25", "12"]


def test_shared_care_is_told_by_practice_and_a_gap_by_the_day_since_which_nobody_prescribes(treated):
    for n, (event, on, fields) in enumerate(
        (
            ("shared-care-proposed", dt.date(2026, 7, 1), {"practice": "Wexcombe Surgery"}),
            ("shared-care-declined", dt.date(2026, 8, 1), {"practice": "Wexcombe Surgery"}),
            ("shared-care-proposed", dt.date(2026, 9, 1), {"practice": "Hythe Road Practice"}),
        ),
        start=2,
    ):
        add_event(treated.sam, n, event, on, fields)
    said = page(treated.nurse).text
    rows = {row.split("<")[0]: [cell.split(">")[1].split("<")[0] for cell in row.split('<td role="cell" class="gt-number" data-label="')[1:]] for row in said[said.index("How each practice") :].split('<th role="rowheader" scope="row">')[1:]}
    # Not answered, agreed, prescribes, declined, withdrew.
    assert rows == {"Hythe Road Practice": ["1", "0", "0", "0", "0"], "Wexcombe Surgery": ["0", "0", "0", "1", "0"]}
    assert "Since 16 November" in said


def test_a_visit_is_recorded_in_one_form_and_the_next_checks_count_from_it(treated):
    client = sign_in(treated.nurse)
    done = ["height-checked", "weight-checked"]
    with as_application():
        answer = client.post(f"/adhd-register/{treated.sam.pk}/visit/", {"done": done, "on_day": 23, "on_month": 11, "on_year": 2026}, follow=True)
    assert "Recorded for Sam Marsh" in answer.text
    assert list(Event.objects.filter(case=treated.sam, event__in=done).values_list("kind_of_data", flat=True)) == ["medication"] * 2
    # 23 November and 3 months, as Sam is 8; and 6 months for height.
    due = dict(treated.sam.clocks.filter(stopped=None).values_list("clock", "due"))
    assert (due["weight-check"], due["height-check"]) == (dt.date(2027, 2, 23), dt.date(2027, 5, 23))


def test_a_day_on_which_nobody_prescribed_is_told_long_after_somebody_does_again(treated):
    # Nobody for Sam from 6 to 9 July: four days.
    add_event(treated.sam, 2, "prescriber-ended", dt.date(2026, 7, 6))
    add_event(treated.sam, 3, "prescriber-recorded", dt.date(2026, 7, 10), {"prescriber": "Dr Lal"})
    project(treated.sam.pk)
    assert "4 days without anybody in the last year" in page(treated.nurse).text
    said = page(treated.nurse, f"/adhd-register/{treated.sam.pk}/visit/").text
    assert "On 4 days of this treatment nobody prescribed." in said
    days = said[said.index("Each day of treatment, the latest first") :]
    assert days.index("Dr Lal") < days.index("Nobody") < days.index("Dr Lin")


def test_a_visit_still_to_come_is_refused_and_what_was_ticked_is_kept(treated):
    client = sign_in(treated.nurse)
    with as_application():
        answer = client.post(f"/adhd-register/{treated.sam.pk}/visit/", {"done": ["height-checked"], "on_day": 30, "on_month": 11, "on_year": 2026})
    assert "must be today or in the past" in answer.text
    assert "checked" in answer.text.split("Height measured and plotted")[0][-400:]


def test_medication_shows_to_its_own_prescriber_or_reviewer_and_to_no_council_role(treated):
    assert page(treated.officer).status_code == 404
    # A colleague of the same trust who does not review this child's medication finds nobody.
    assert "Nobody whom you treat is on the register yet" in page(treated.other).text
    for someone in (treated.other, treated.officer, treated.manager):
        for path in (f"/adhd-register/{treated.sam.pk}/visit/", f"/cases/{treated.sam.pk}/"):
            assert page(someone, path).status_code == 404, (someone.name, path)


def test_a_mistyped_day_is_put_right_by_the_clinician_who_has_the_child_and_by_nobody_else(treated):
    left = Event.objects.get(event="prescriber-ended")
    path = f"/cases/{treated.kit.pk}/correct/{left.pk}/"
    assert page(treated.other, path).status_code == page(treated.officer, path).status_code == 404
    client = sign_in(treated.nurse)
    with as_application():
        shown = client.get(path)
        assert shown.status_code == 200
        kept = client.post(path, {"wrong_because": "The day was mistyped", "what_is_right": "changed", "read_up_to": 2, "on_day": 2, "on_month": 11, "on_year": 2026}, follow=True)
    assert kept.redirect_chain, kept.text
    events = Event.objects.filter(case=treated.kit).order_by("number").values_list("event", "on", "kind_of_data")
    assert list(events)[2:] == [("corrected", dt.date(2026, 11, 16), "medication"), ("prescriber-ended", dt.date(2026, 11, 2), "medication")]


def test_a_specialist_s_review_leaves_shared_care_as_it_stands(treated):
    add_event(treated.sam, 2, "shared-care-begun", dt.date(2026, 7, 1), {"practice": "Wexcombe Surgery"})
    add_event(treated.sam, 3, "specialist-review-held", dt.date(2026, 9, 1))
    project(treated.sam.pk)
    assert "Treated in shared care" in page(treated.nurse).text
