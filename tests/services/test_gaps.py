"""A gap that is carried from the offers to a decision, and who may see and change what."""

import copy
import csv
import datetime as dt
import io
import json
import re

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError

from goldenthread.calc_command import answer
from goldenthread.cases.models import Case, Event
from goldenthread.people.models import Child, Postcode, SharingBasis
from goldenthread.services.access_rates import _by_pool, _pooled, people
from goldenthread.services.commissioning import add_step
from goldenthread.services.fairness import Journey, compare
from goldenthread.services.gaps import children_by_need, finding, tell
from goldenthread.services.journeys import Wait
from goldenthread.services.models import Offer, Referral, Service
from goldenthread.services.models_commissioning import CommissioningCase, CommissioningStep
from goldenthread.services.models_coverage import Access
from goldenthread.services.pages.priority_fairness import sentence as priority_sentence
from goldenthread.services.priority_fairness import Listed
from goldenthread.services.priority_fairness import compare as compare_priority

from ..cases.pages.conftest import (
    TODAY,
    _today,  # noqa: F401
    add_event,
    child_of,
    day,
    get,
    post,
    recorded_on_the_day_shown,
    text_of,
)
from ..plans.conftest import as_viewer
from .gaps_area import MID, a_gap_in_mid_essex


@pytest.fixture(scope="class")
def the_area(scenes):
    with scenes(a_gap_in_mid_essex) as told:
        yield told


@pytest.fixture
def area(the_area, db):
    recorded_on_the_day_shown()
    return copy.deepcopy(the_area)


def mid_gap(found):
    return next(f for f in found.of_children if f.gap.age_from == 12)


def test_the_mid_essex_gap_is_found_with_its_children(area):
    found = mid_gap(as_viewer(area.tom, lambda v: finding(v, TODAY)))
    assert (found.gap.districts, found.gap.age_to, found.gap.only_in) == (MID, 18, ("special-school",))
    # 17 children of these ages and needs live there; told to the nearest five.
    assert (found.children, found.children_words) == (17, "about 15")
    page = text_of(get(area.tom, "/gaps/"))
    assert "speech and language therapy, ages 12 to 18, in Braintree, Chelmsford and Maldon, unless in a special school: about 15 children" in page


def test_few_children_are_told_to_nobody_and_cannot_be_worked_out(area):
    adults = as_viewer(area.tom, lambda v: finding(v, TODAY)).of_adults
    # The two of Harlow aged 20: the 20 children who are covered are told nowhere, so the two cannot be worked out.
    assert [f.children_words for f in adults if f.children == 2] == ["fewer than 6"]
    assert not re.search(r"<td[^>]*>2</td>", get(area.tom, "/gaps/").content.decode())
    table = get(area.zara, "/gaps/table.csv").content.decode()
    assert "fewer than 6" in table
    assert "about 15" in table


@pytest.mark.django_db
def test_where_few_are_covered_another_number_goes_with_a_small_one():
    assert tell([17, 2, 0], 20) == ["shown", "few", "shown"]
    # 17 + 2 + 3 = 22, were the whole known: the 2 and the 3 hide each other.
    assert tell([17, 2], 3) == ["shown", "few"]
    # Nobody is covered: 19 less 17 would be the 2.
    assert tell([17, 2], 0) == ["many", "few"]


def test_a_need_that_was_corrected_a_plan_that_ended_and_a_sealed_record_count_for_nothing(area):
    some = list(Case.objects.filter(child__surname="Braintree15", child__forename__startswith="Slcn").order_by("child__forename"))
    needs = Event.objects.get(case=some[0], event="needs-reported")
    add_event(some[0], 3, "corrected", TODAY, {"event_id": str(needs.pk), "reason": "Another child"})
    add_event(some[1], 3, "plan-ceased", TODAY, {"reason": "1"})
    Child.objects.filter(pk=some[2].child_id).update(sealed=True)
    Case.objects.filter(pk=some[3].pk).update(confidentiality="withheld")
    assert mid_gap(as_viewer(area.tom, lambda v: finding(v, TODAY))).children == 13


@pytest.mark.parametrize(("who", "status"), [("tom", 200), ("grace", 200), ("dina", 200), ("zara", 200), ("priya", 404), ("olu", 404)])
def test_gaps_are_for_those_who_commission_and_watch_over_it(area, who, status):
    for path in ("/gaps/", "/gaps/offers/", "/commissioning/", "/gaps/table.csv", "/gaps/offers/table.csv"):
        assert get(getattr(area, who), path).status_code == status


def test_another_council_s_manager_counts_none_of_these_children(area):
    assert mid_gap(as_viewer(area.sam, lambda v: finding(v, TODAY))).children == 0


def test_a_paused_service_leaves_a_gap_that_says_so(area):
    Service.objects.filter(pk=area.services["TRUST:NORTH"].pk).update(paused_on=TODAY)
    page = text_of(get(area.tom, "/gaps/"))
    assert "Offered, and takes no new referrals now" in page


def test_what_is_offered_stands_side_by_side_and_what_is_not_said_is_said(area):
    page = text_of(get(area.tom, "/gaps/offers/"))
    assert "Speech and language therapy: 15 offers in 12 districts, so every district has one" in page
    assert "In a special school only" in page
    assert "9am to 5pm, school days" in page
    assert "Not said" in page


# --- a case ---


def open_case(area, who="tom"):
    found = as_viewer(getattr(area, who), lambda v: mid_gap(finding(v, TODAY)).key)
    answer = post(getattr(area, who), "/gaps/", gap=found)
    assert answer.status_code == 302
    return CommissioningCase.objects.latest("opened_at"), answer["Location"]


def test_a_gap_is_carried_to_a_decision_and_closes_when_the_offers_say_so(area, settings):
    case, path = open_case(area)
    assert (case.owner, case.children, case.opened_by_name) == (area.icb, 15, "Tom Ashby")
    # The council's rate stands in the form; another may be entered. 15 x 12 x 64.50 = 11,610.
    assert 'value="64.50"' in get(area.tom, f"{path}cost/").content.decode()
    post(area.tom, f"{path}cost/", children="15", hours="12", pounds="64.50")
    post(area.tom, f"{path}option/", title="Buy from the provider of the rest", pounds="12000", text="Quick; no staff yet.")
    post(area.tom, f"{path}owner/", name="Ruth Adeyemi", post="Head of children’s commissioning")
    post(area.tom, f"{path}decision/", decided="fund", text="The report asks for it.")
    post(area.tom, f"{path}funding/", pounds="11610", source="Community services")
    post(area.tom, f"{path}start/", on_day="4", on_month="1", on_year="2027")
    page = text_of(get(area.tom, path))
    for said in (
        "Decided: fund it. It starts on Monday 4 January 2027.", "15 children, 12 hours each a year, £64.50 an hour: £11,610 a year", "Ruth Adeyemi, Head of children’s commissioning",
        "£11,610 a year from Community services", "still leave out: ages 12 to 18 in Braintree, Chelmsford and Maldon, unless in a special school",
    ):  # fmt: skip
        assert said in page
    for district in MID:
        Offer.objects.create(
            service=area.services["TRUST:PROVIDE"], owner=area.mid, district=area.districts[district], age_from=12, age_to=18, valid_from=dt.date(2027, 1, 4 if district != "Maldon" else 11)
        )
    settings.DEMO_TODAY = dt.date(2027, 1, 8)
    page = text_of(get(area.tom, path))
    assert "It was to start on Monday 4 January 2027, and the gap is still there." in page
    assert "still leave out: ages 12 to 18 in Maldon" in page
    settings.DEMO_TODAY = dt.date(2027, 2, 1)
    assert "Closed: since Monday 11 January 2027 the offers on record leave nothing of this gap." in text_of(get(area.tom, path))


def test_a_button_pressed_again_opens_no_second_case_and_adds_no_second_step(area):
    case, path = open_case(area)
    assert open_case(area)[0] == case
    for _ in range(2):
        post(area.tom, f"{path}note/", text="Asked the provider.")
    assert CommissioningStep.objects.count() == 1
    assert "Case opened" in text_of(get(area.dina, "/gaps/"))


def test_a_form_that_is_wrong_says_what_is_wrong(area):
    _, path = open_case(area)
    page = text_of(post(area.tom, f"{path}cost/", children="some", hours="0", pounds=""))
    assert "Your answer must be a whole number, like 3" in page
    assert "Hours for each child a year must be a number from 0.25 to 2000" in page
    assert "Enter pounds an hour" in page
    assert not CommissioningStep.objects.exists()


def test_the_icb_s_case_is_added_to_by_its_own_commissioner_alone(area):
    case, path = open_case(area)
    assert get(area.dina, path).status_code == 200
    # The council's manager reads none of the ICB's: the ICB shares no totals with it.
    assert get(area.grace, path).status_code == 404
    assert get(area.dina, f"{path}note/").status_code == 404
    assert post(area.grace, f"{path}note/", text="x").status_code == 404
    council, there = open_case(area, "grace")
    assert council.owner == area.council
    assert get(area.tom, there).status_code == 200
    assert post(area.tom, f"{there}note/", text="x").status_code == 404


# --- row-level security, with the application's own filters off ---


def counts(_):
    return [m.objects.count() for m in (CommissioningCase, CommissioningStep)]


@pytest.fixture
def opened(area):
    case, _ = open_case(area)
    as_viewer(area.tom, lambda v: add_step(v, case, "note", text="x", on=TODAY))
    return case


def test_cases_show_to_those_who_commission_for_a_body_or_with_it(area, opened):
    assert [as_viewer(getattr(area, who), counts) for who in ("tom", "dina", "grace", "zara", "priya", "sam", "olu")] == [[1, 1], [1, 1], *[[0, 0]] * 5]


@pytest.mark.parametrize("who", ["dina", "grace", "priya", "olu"])
def test_nobody_else_adds_to_a_body_s_cases(area, opened, who):
    by = getattr(area, who).user.pk
    for make in (
        lambda _: CommissioningCase.objects.bulk_create([CommissioningCase(owner=area.icb, about="equity", kind="camhs", finding="x", opened_on=TODAY, opened_by=by)]),
        lambda _: CommissioningStep.objects.bulk_create([CommissioningStep(case=opened, owner=area.icb, kind="note", on=TODAY, by=by)]),
    ):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            as_viewer(getattr(area, who), make)


def test_nobody_adds_in_another_s_name_or_to_another_body_s_case_under_their_own(area, opened):
    mine, theirs = area.grace.user.pk, area.tom.user.pk
    for make in (
        lambda _: CommissioningCase.objects.bulk_create([CommissioningCase(owner=area.council, about="equity", kind="camhs", finding="x", opened_on=TODAY, opened_by=theirs)]),
        lambda _: CommissioningStep.objects.bulk_create([CommissioningStep(case=opened, owner=area.council, kind="note", on=TODAY, by=mine)]),
    ):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            as_viewer(area.grace, make)


def test_what_was_said_on_a_case_is_never_changed_not_even_by_the_system(area, opened, as_system):
    for change in (
        lambda: CommissioningCase.objects.update(finding="y"), lambda: CommissioningStep.objects.update(text="y"), lambda: CommissioningStep.objects.all()._raw_delete("default"),
    ):  # fmt: skip
        with pytest.raises(ProgrammingError, match="only added to"), as_system(), transaction.atomic():
            change()
    with pytest.raises(ProgrammingError), transaction.atomic():
        as_viewer(area.tom, lambda _: CommissioningStep.objects.update(text="y"))


def test_the_count_of_children_asks_who_may_count(area):
    assert sum(as_viewer(area.tom, lambda _: children_by_need(TODAY)).values()) == 46
    assert as_viewer(area.sam, lambda _: children_by_need(TODAY)) == {}


# --- who waits longer ---


def test_a_place_that_waits_longer_is_said_and_a_small_one_is_told_to_nobody(area):
    page = text_of(get(area.tom, "/equity/", kind="speech-and-language", by="body"))
    assert "Provide waits longest and North Community NHS Trust shortest for a first appointment" in page
    # Means of 31 weeks, and of 35 times 6 and 4 times 5.5: 31 - 232 / 39.
    assert "25.1 weeks longer (24.4 to 25.7)" in page
    page = text_of(get(area.tom, "/equity/", kind="speech-and-language", by="district"))
    # North East is 39 in the grouping by locality: less Colchester it would be Tendring’s four. Chelmsford is all of Mid, which is told.
    assert re.search(r"Colchester 6 or more( not shown){5}", page)
    assert re.search(r"Tendring fewer than 6( not shown){5}", page)
    assert re.search(r"Chelmsford waits 2\d\.\d weeks longer for a first appointment than all others together", page)
    assert "Chelmsford 35 0 31.0" in page


def test_groups_by_need_take_the_need_of_the_plan_and_by_language_of_the_census(area):
    child = Child.objects.get(surname="Chelmsford", forename="Wait0")
    for some in Child.objects.filter(surname="Chelmsford", forename__in=[f"Wait{n}" for n in range(10)]):
        case = Case.objects.create(child=some, owner=area.council, pathway="annual-review", opened_on=TODAY, last_number=1)
        add_event(case, 1, "needs-reported", TODAY, {"primary": "ASD"})
    page = text_of(get(area.tom, "/equity/", kind="speech-and-language", by="need"))
    assert re.search(r"Autism 10 0 31\.0", page)
    assert "drawn towards the others: fewer than 30 children" in page
    assert child.language == "POL"
    # By hand: 18 of each 35 have an even number and 2 of the 4 of Tendring are Polish speakers.
    assert re.search(r"Another language 38 .*English 36 ", text_of(get(area.tom, "/equity/", kind="speech-and-language", by="language")))


def test_the_limits_of_a_page_can_be_worked_out_again(area):
    asked = {"kind": "speech-and-language", "by": "body"}
    given = json.loads(get(area.tom, "/equity/input.json", **asked, calc="overdispersion").content)
    # Provide: nobody of 35 within 18 weeks; the others: all 39.
    assert given == {"counts": [39, 0], "sizes": [39, 35]}
    phi = answer("overdispersion", given)
    assert f"widened {phi ** 0.5:.1f} times" in text_of(get(area.tom, "/equity/", **asked))
    assert get(area.tom, "/equity/input.json", **asked, calc="kaplan_meier").status_code == 404


def test_reach_is_counted_against_the_ages_of_each_place(area):
    page = text_of(get(area.tom, "/equity/", kind="speech-and-language", measure="access", by="district"))
    # 35 of the 52,739 aged 0 to 25 who live in Chelmsford; 74 of all are to be expected by its 13,362 of the 110,672 aged 5 to 10: 8.9.
    assert "Chelmsford 52,739 35 0.7 0.7 9 More than expected" in page
    # With the 39 of North East told by locality, Colchester’s number would leave Tendring’s four.
    assert "Colchester 65,031 6 or more" in page
    table = get(area.tom, "/equity/table.csv", kind="speech-and-language", measure="access", by="district").content.decode()
    assert "Tendring,37708,fewer than 6,not shown" in table


def test_a_small_number_of_an_age_cannot_be_told_from_what_is_expected():
    # The four of 16 to 18 go with the nine of under 5; nobody is of 19 to 25.
    pooled = _pooled({"0-4": 9, "5-10": 40, "11-15": 20, "16-18": 4, "19-25": 0})
    assert pooled == {"0-4": "16-18", "5-10": "5-10", "11-15": "11-15", "16-18": "16-18", "19-25": "19-25"}
    assert _by_pool({"0-4": 9, "16-18": 4, "5-10": 1}, pooled) == {"16-18": 13, "5-10": 1, "11-15": 0, "19-25": 0}


def test_a_difference_becomes_a_commissioning_case(area):
    sent = post(area.tom, "/equity/?kind=speech-and-language&by=body", group="Provide")
    assert sent.status_code == 302
    page = text_of(get(area.tom, sent["Location"]))
    assert "NHS body Provide waits 25.1 weeks longer for a first appointment than the others, with priorities alike" in page
    assert "On Tuesday 24 November 2026, Provide: 25.1 weeks longer (24.4 to 25.7)" in page
    assert post(area.tom, "/equity/?kind=speech-and-language&by=body", group="North Community NHS Trust").status_code == 404
    assert post(area.dina, "/equity/?kind=speech-and-language&by=body", group="Provide").status_code == 404


@pytest.mark.parametrize(("who", "status"), [("dina", 200), ("zara", 200), ("grace", 200), ("priya", 404), ("olu", 404)])
def test_waits_are_compared_for_those_who_may_count_them(area, who, status):
    page = get(getattr(area, who), "/equity/")
    assert page.status_code == status
    if who in ("zara", "grace"):
        # The providers share with the ICB alone.
        assert "No waiting list for speech and language therapy holds anybody whom you may count." in text_of(page)



@pytest.mark.django_db
def test_a_district_kept_back_is_not_what_its_locality_leaves():
    """Mid is 73 in the one grouping. Were Braintree's 40 and Chelmsford's 30 told in the other, Maldon's 3 would be known."""
    living = (("Mid", "Braintree", 40), ("Mid", "Chelmsford", 30), ("Mid", "Maldon", 3), ("North East", "Tendring", 8), ("North East", "Colchester", 50))
    wait = Wait(dt.date(2026, 5, 1), None, None, 3)
    found = [
        Journey("Eastway", locality, district, 8, "", "", None, "", n, wait, None, None, None)
        for locality, district, many in living for n in range(many)
    ]  # fmt: skip
    shown = {by: {g.title for g in compare(found, "seen", by, dt.date(2026, 11, 24)).groups if g.shown} for by in ("locality", "district")}
    assert shown["locality"] == {"Mid", "North East"}
    assert shown["district"] == {"Braintree", "Tendring", "Colchester"}


# --- who is given priority ---


def prioritised(case, on, priority, by_hand=False):
    case.last_number += 1
    case.save()
    hand = {"by_hand": "yes", "second_name": "Ruth Hale"} if by_hand else {}
    add_event(case, case.last_number, "priority-set", on, {"priority": priority, "why": "out-of-school" if by_hand else "as-listed", **hand})


@pytest.fixture
def moved(area):
    """Moved up by hand: 29 of Chelmsford's 35, 6 of Colchester's 35, none of Tendring's 4. Eight families of Chelmsford had said by then that it got worse, one said so later."""
    for district, many in (("Chelmsford", 29), ("Colchester", 6), ("Tendring", 0)):
        for n, case in enumerate(Case.objects.filter(child__surname=district, child__forename__startswith="Wait").order_by("child__forename")):
            prioritised(case, day("2026-01-05"), "routine")
            if n < many:
                prioritised(case, day("2026-02-02"), "breakdown", by_hand=True)
            if district == "Chelmsford" and n < 9:
                safe = Case.objects.create(child=case.child, owner=case.owner, pathway="safe-waiting", opened_on=case.opened_on, arose_from=case, last_number=1, kind_of_data="other-health-services")
                add_event(safe, 1, "got-worse", day("2026-02-02" if n < 8 else "2026-02-03"), {"message": str(n)})
    return area


PRIORITY = {"kind": "speech-and-language", "measure": "moved"}


def test_who_was_moved_up_by_hand_is_compared_and_chance_is_allowed_for(moved):
    page = text_of(get(moved.tom, "/equity/priority/", **PRIORITY, by="locality"))
    # 35 of 74 in all: 47%. Mid 29 of 35, the North East 6 of 39.
    assert "Moved up by hand beyond chance: Mid more often (82.9%); North East less often (15.4%). Of all 74 children, 35 were moved up by hand (47.3%)" in page
    given = json.loads(get(moved.tom, "/equity/priority/input.json", **PRIORITY, by="locality", calc="rate_ratio_ci95").content)
    assert given[0] == {"a": 29, "n1": 35, "b": 6, "n2": 39}
    told = answer("rate_ratio_ci95", given[0])
    assert f"{told['ratio']:.2f} times ({told['lo']:.2f} to {told['hi']:.2f})" in page
    table = get(moved.tom, "/equity/priority/table.csv", **PRIORITY, by="locality").content.decode()
    limits = answer("funnel_binomial_counts", json.loads(get(moved.tom, "/equity/priority/input.json", **PRIORITY, by="locality", calc="funnel_binomial_counts").content)[0])
    assert f"Mid,35,29,0.8286,{told['ratio']:.3f},{told['lo']:.3f},{told['hi']:.3f},{limits['q001']},{limits['q999']},more" in table


def test_a_family_that_spoke_after_the_move_did_not_bring_it_about(moved):
    assert "Said that it got worse,8,8,1.0000" in get(moved.tom, "/equity/priority/table.csv", **PRIORITY, by="asked").content.decode()


def test_where_few_were_moved_no_number_of_the_group_is_told_nor_one_that_gives_it_away(moved):
    Case.objects.filter(pk=Case.objects.filter(child__surname="Colchester", child__forename="Wait0").first().pk).update(confidentiality="withheld")
    page = text_of(get(moved.tom, "/equity/priority/", **PRIORITY, by="locality"))
    # Five of the North East: Mid's 29 and the whole would give them away.
    assert "Too few children in each group: none is shown, and none is compared" in page
    table = get(moved.tom, "/equity/priority/table.csv", **PRIORITY, by="locality").content.decode()
    assert "29" not in table
    assert get(moved.tom, "/equity/priority/input.json", **PRIORITY, by="locality", calc="rate_ratio_ci95").status_code == 404


@pytest.mark.parametrize(("who", "status"), [("grace", 200), ("dina", 200), ("priya", 404), ("olu", 404), ("sam", 200)])
def test_who_is_given_priority_is_for_those_who_commission_and_of_their_own_bodies(moved, who, status):
    answered = get(getattr(moved, who), "/equity/priority/", **PRIORITY)
    assert answered.status_code == status
    if who == "sam":
        assert "No child whom you may count" in text_of(answered)


def use(area, district, many, kind="advice-given", on=dt.date(2026, 10, 6)):
    """Advice as children's own cases tell it."""
    for r in Referral.objects.filter(child__postcode=Postcode.objects.get(district__name=district).postcode).select_related("case")[:many]:
        r.case.last_number, r.case.pathway = r.case.last_number + 1, "speech-and-language"
        r.case.save()
        add_event(r.case, r.case.last_number, kind, on)


def test_advice_and_drop_ins_told_by_cases_are_access_beside_the_referrals(area):
    use(area, "Colchester", 13)
    use(area, "Colchester", 9, "drop-in-attended", day("2026-10-07"))
    use(area, "Tendring", 2)
    # Before the twelve months, and after them: neither counts. Nor does what was withdrawn.
    use(area, "Chelmsford", 8, on=day("2025-10-31"))
    use(area, "Chelmsford", 8, on=day("2026-11-01"))
    use(area, "Chelmsford", 12)
    for e in Event.objects.filter(event="advice-given", on=day("2026-10-06"), case__referral__child__surname="Chelmsford")[:2]:
        add_event(e.case, 90, "corrected", e.on, {"event_id": str(e.pk)})
    asked = {"kind": "speech-and-language", "measure": "access"}
    table = {r["Place"]: r for r in csv.DictReader(io.StringIO(get(area.tom, "/equity/table.csv", **asked, by="district").content.decode().lstrip("\ufeff")))}
    used = {d: (table[d]["Times advice, a drop-in or a talk was used"], table[d]["Times for each 1,000"]) for d in ("Colchester", "Chelmsford", "Tendring", "Harlow")}
    # Tendring's two are not told, nor Chelmsford's ten, the least of the others, which the sum of all 25 would give away with them.
    assert used == {"Colchester": ("22", f"{22_000 / 65_031:.2f}"), "Chelmsford": ("not shown", "not shown"), "Tendring": ("not shown", "not shown"), "Harlow": ("nothing sent", "not shown")}
    coverage = get(area.tom, "/gaps/coverage/").content.decode()
    assert "Came to a drop-in" not in coverage
    assert re.search(r"Drop-in.*?>9<", coverage, re.DOTALL)
    page = text_of(get(area.tom, "/equity/", **asked, by="district"))
    assert "Advice, drop-ins and talks with a therapist, which need no referral, were used most in Colchester: 0.3 times for each 1,000." in page


def test_advice_in_place_of_a_referral_counts_for_the_body_that_gave_it(area):
    # No list names these cases: nine were told what to do, and need no referral.
    postcode = Postcode.objects.get(district__name="Colchester").postcode
    for n in range(9):
        child = child_of(area.rest, f"Advised{n}", "Colchester", date_of_birth=dt.date(2020, 10, 1), postcode=postcode)
        case = Case.objects.create(child=child, owner=area.rest, pathway="speech-and-language", opened_on=day("2026-09-01"), last_number=1, kind_of_data="other-health-services")
        add_event(case, 1, "advice-given", day("2026-09-01"))
    asked = {"kind": "speech-and-language", "measure": "access", "by": "district"}
    assert re.search(r"Colchester.*,9,0\.14", get(area.tom, "/equity/table.csv", **asked).content.decode())


def test_access_is_told_by_age_and_never_by_what_nobody_has_counted(area):
    asked = {"kind": "speech-and-language", "measure": "access"}
    # All 74 were six when they were referred, in January 2026; Essex has so many people of 5 to 10.
    page = text_of(get(area.tom, "/equity/", **asked, by="age"))
    living = people()["age"]["5 to 10"]["5-10"]
    assert f"Of those aged 5 to 10, {74_000 / living:.1f} in each 1,000 were referred in a year" in page
    assert "Open a case" not in page
    assert f"5 to 10,{living},74," in get(area.tom, "/equity/table.csv", **asked, by="age").content.decode()
    for by in ("ethnicity", "language", "need", "deprivation", "body"):
        assert "is not on record, so no rate can be told" in text_of(get(area.tom, "/equity/", **asked, by=by))
        assert get(area.tom, "/equity/table.csv", **asked, by=by).status_code == 404


def test_access_of_children_with_a_plan_is_compared_by_need_language_and_ethnicity(area):
    """By hand. With a plan: Autism 35 of Chelmsford, all referred, and 4; SEMH 12 of Colchester, referred, and 7; SLCN the other 23 of Colchester,
    referred, and 35. Aged 5 to 10 are 35 + 35 + 9 = 79, of whom 70 were referred; of SLCN 23 + 9 = 32, so that 32 x 70 / 79 = 28.4 are expected."""
    for place, needs in (("Chelmsford", ["ASD"] * 35), ("Colchester", ["SEMH"] * 12 + ["SLCN"] * 23)):
        for child, need in zip(Child.objects.filter(surname=place, forename__startswith="Wait").order_by("forename"), needs, strict=True):
            case = Case.objects.create(child=child, owner=area.council, pathway="annual-review", opened_on=TODAY, last_number=1)
            add_event(case, 1, "needs-reported", TODAY, {"primary": need})
    asked = {"kind": "speech-and-language", "measure": "plans"}
    page = text_of(get(area.tom, "/equity/", **asked, by="need"))
    assert "Speech, language and communication 58 23 396.6 396.6 28 No" in page
    # All but four of Autism were referred; with the others told, SEMH’s twelve would leave its number.
    assert re.search(r"Autism 39( not shown){6}", page)
    assert re.search(r"Social, emotional and mental health 19( not shown){6}", page)
    assert "Children with a plan" in page
    # Of two that are kept back no place is told, and of the one that is left none either.
    assert "Speech, language and communication alone can be shown" in page
    assert "Who comes where in the order" not in page
    table = get(area.tom, "/equity/table.csv", **asked, by="need").content.decode()
    assert "Autism,39,not shown,not shown" in table
    # 34 of the 70 who were referred have an odd number and speak English; of the 46 others no language is known.
    assert "English 34 34 1000.0" in text_of(get(area.tom, "/equity/", **asked, by="language"))
    assert "are not counted by NHS body" in text_of(get(area.tom, "/equity/", **asked, by="body"))
    # Grace counts children with a plan, and none of these lists.
    assert "Too few children, or none, were referred" in text_of(get(area.grace, "/equity/", **asked, by="need"))


def test_numbers_that_were_sent_and_cases_that_tell_of_the_same_are_not_added(area):
    use(area, "Colchester", 13)
    Access.objects.create(service=area.services["TRUST:NORTH"], owner=area.rest, district=area.districts["Colchester"], month=day("2026-10-01"), kind="advice-line", number=30)
    Access.objects.create(service=area.services["TRUST:NORTH"], owner=area.rest, district=area.districts["Colchester"], month=day("2026-09-01"), kind="advice-line", number=7)
    table = get(area.tom, "/equity/table.csv", kind="speech-and-language", measure="access", by="district").content.decode()
    # 30 of October, in which the 13 may be, and 7 of September.
    assert re.search(r"Colchester.*,37,0\.57", table)


def test_access_that_cases_tell_of_is_counted_for_nobody_to_whom_the_body_shares_no_numbers(area):
    use(area, "Colchester", 13)
    SharingBasis.objects.filter(owner=area.rest).delete()
    assert "nothing sent" in get(area.tom, "/equity/table.csv", kind="speech-and-language", measure="access", by="district").content.decode().split("Colchester")[1].split("\n")[0]


def test_places_in_the_order_are_told_with_what_chance_leaves_open(area):
    page = text_of(get(area.tom, "/equity/", kind="speech-and-language", by="body"))
    # 25 weeks apart, of two: the order is sure.
    assert "Each place can be told from every other. Surely in the half with the longest: Provide. Surely in the other half: North Community NHS Trust." in page
    given = json.loads(get(area.tom, "/equity/input.json", kind="speech-and-language", by="body", calc="rank_intervals").content)
    assert answer("rank_intervals", given) == [{"rank": 2, "lo": 2, "hi": 2}, {"rank": 1, "lo": 1, "hi": 1}]
    table = {r["Group"]: r for r in csv.DictReader(io.StringIO(get(area.tom, "/equity/table.csv", kind="speech-and-language", by="body").content.decode().lstrip("\ufeff")))}
    assert (table["Provide"]["Place, 1 the longest"], table["Provide"]["Place at most"], table["All"]["Place at least"]) == ("1", "1", "")
    # Of the languages of the same two districts nobody can say which waits longer.
    alike = text_of(get(area.tom, "/equity/", kind="speech-and-language", by="language"))
    assert "The order of these 2 cannot be told" in alike


def test_where_one_group_alone_is_large_enough_nothing_is_said_to_be_compared(db):
    def of(district, moved):
        j = Journey("Eastway", "Mid", district, 8, "", "", None, "", 0, Wait(day("2026-01-05"), None, None, 3), None, None, None)
        return [Listed(j, n < moved, False, "") for n in range(40)]

    # All are of one locality: seven of forty, and three of each of two times forty.
    found = compare_priority([*of("Chelmsford", 7), *of("Braintree", 3), *of("Maldon", 3)], "moved", "locality")
    assert [g.title for g in found.shown] == ["Mid"]
    assert "was given a priority for mental health (CAMHS) in" in priority_sentence(compare_priority([], "moved", "deprivation"), "camhs", "moved")
    assert priority_sentence(found, "camhs", "moved").startswith("Only one group is large enough to be shown, so nothing can be compared.")
