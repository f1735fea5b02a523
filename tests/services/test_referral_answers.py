"""Who is turned away, by every group: no count of who lives here is needed, and no small number can be worked out."""

import copy
import csv
import datetime as dt
import io
import json

import pytest
from tests.cases.pages.conftest import add_event, child_of, day, get, post, recorded_on_the_day_shown, text_of
from tests.plans.conftest import as_viewer

from goldenthread.calc_command import answer
from goldenthread.cases.models import Case
from goldenthread.people.models import Postcode
from goldenthread.services.fairness import Grouped
from goldenthread.services.models import Referral
from goldenthread.services.models_commissioning import CommissioningCase
from goldenthread.services.referral_answers import Answered, compare

from .gaps_area import a_gap_in_mid_essex

KIND = "speech-and-language"


@pytest.fixture(scope="class")
def the_area(scenes):
    with scenes(asked_and_answered) as told:
        yield told


@pytest.fixture
def area(the_area, db):
    recorded_on_the_day_shown()
    return copy.deepcopy(the_area)


def asked_and_answered():
    """Beside 35 of Chelmsford whom Provide saw, and 35 of Colchester and 4 of Tendring whom the other trust saw: Provide turned away 26, the other 13."""
    area = a_gap_in_mid_essex()
    for district, body, event, many in (
        ("Chelmsford", area.mid, "referral-rejected", 20), ("Chelmsford", area.mid, "signposted", 6), ("Colchester", area.rest, "referral-rejected", 7),
        ("Colchester", area.rest, "signposted", 6), ("Colchester", area.rest, "", 9),
    ):  # fmt: skip
        for n in range(many):
            child = child_of(body, f"{event or 'Open'}{n}".title(), district, date_of_birth=dt.date(2014, 10, 1), postcode=Postcode.objects.get(district__name=district).postcode)
            refer(area, child, body, event)
            if event == "referral-rejected" and body == area.rest and not n:
                # Accepted elsewhere half a year later: the first answer is what counts.
                refer(area, child, area.mid, "referral-accepted", "2026-07-06")
    return area


def refer(area, child, body, event, since="2026-01-12"):
    fields = {"referral-rejected": {"why": "outside-ages"}, "signposted": {"to": "Advice line"}}.get(event, {})
    case = Case.objects.create(child=child, owner=body, pathway=KIND, opened_on=day(since), last_number=2, kind_of_data="other-health-services")
    add_event(case, 1, "referral-received", day(since))
    if event:
        add_event(case, 2, event, day(since) + dt.timedelta(days=9), fields)
    Referral.objects.create(case=case, child=child, owner=body, service=area.services[body.code], confirmed_on=day("2026-11-20"))


def table(someone, **asked):
    text = get(someone, "/equity/answers/table.csv", kind=KIND, **asked).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    return {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}


def test_bodies_are_compared_by_the_share_that_each_turned_away(area):
    told = table(area.tom, by="body")
    # Provide: 26 of 35 + 26 = 61. The other: 13 of 39 + 13 = 52; nine were not answered. 26/61 over 13/52 is 1.705.
    assert (told["Provide"]["Children"], told["Provide"]["Turned away"], told["Provide"]["Share"]) == ("61", "26", "0.4262")
    other = told["North Community NHS Trust"]
    assert (other["Children"], other["Turned away"], told["Provide"]["Times as often as the others"]) == ("52", "13", "1.705")
    assert (told["All"]["Children"], told["All"]["Turned away"]) == ("113", "39")
    page = text_of(get(area.tom, "/equity/answers/", kind=KIND, by="body"))
    assert "Of all 113 children whose referral was answered, 39 were turned away (34.5%)" in page
    for name in ("rate_ratio_ci95", "funnel_binomial_counts"):
        given = json.loads(get(area.tom, "/equity/answers/input.json", kind=KIND, by="body", calc=name).content)
        answers = [answer(name, one) for one in given]
        if name == "rate_ratio_ci95":
            assert answers[1]["ratio"] == pytest.approx(1.705, abs=0.001)


def test_of_those_turned_away_who_was_pointed_elsewhere(area):
    told = table(area.tom, by="body", measure="signposted")
    assert (told["Provide"]["Children"], told["Provide"][list(told["Provide"])[2]]) == ("26", "6")
    assert (told["North Community NHS Trust"]["Children"], told["North Community NHS Trust"]["Share"]) == ("13", "0.4615")


@pytest.mark.parametrize("by", ["locality", "district", "body", "age", "need", "deprivation", "language", "ethnicity"])
def test_every_group_can_be_compared(area, by):
    assert get(area.tom, "/equity/answers/", kind=KIND, by=by).status_code == 200
    assert table(area.tom, by=by)


def test_a_district_of_few_is_kept_back_with_one_more_so_that_it_cannot_be_worked_out(area):
    told = table(area.tom, by="district")
    assert told["Tendring"]["Children"] == told["Colchester"]["Children"] == "not shown"
    assert table(area.tom, by="locality")["North East"]["Children"] == "52"


def test_a_group_of_which_few_were_accepted_is_kept_back_whole():
    """Of A 30 were asked and 27 turned away: three accepted. B and C have enough of each."""
    made = [Answered(Grouped("A", "", "", 5, "", "", None, ""), "referral-rejected" if n < 27 else "accepted") for n in range(30)]
    made += [Answered(Grouped(body, "", "", 5, "", "", None, ""), "referral-rejected" if n < 10 else "accepted") for body in "BC" for n in range(40)]
    found = compare(made, "turned", "body")
    # One of the others goes with it, so that what they leave of all is no number of A's.
    [shown] = found.shown
    assert shown.title in "BC"
    # It is compared with all others together, whom the whole tells of anyhow: 10 of 40 beside 37 of 70.
    assert (shown.n, shown.children, found.whole.n, found.whole.children) == (10, 40, 47, 110)
    assert shown.ratio["ratio"] == pytest.approx((10 / 40) / (37 / 70))


def test_a_body_beyond_chance_becomes_a_commissioning_case_that_says_what_stands_today(area):
    # The other trust accepts a hundred more: 13 of 152 turned away, beside Provide's 26 of 61, which is 4.98 times as often.
    for n in range(100):
        refer(area, child_of(area.rest, f"More{n}", "Harlow", date_of_birth=dt.date(2014, 10, 1), postcode=Postcode.objects.get(district__name="Harlow").postcode), area.rest, "referral-accepted")
    page = text_of(get(area.tom, "/equity/answers/", kind=KIND, by="body"))
    assert "Provide more often (42.6%)" in page
    post(area.tom, f"/equity/answers/?kind={KIND}&measure=turned&by=body", group="Provide")
    case = CommissioningCase.objects.get()
    assert case.finding.startswith("Speech and language therapy: of 61 children of NHS body Provide 26 were turned away (42.6%), 5.0 times as often as the others")
    page = get(area.tom, f"/commissioning/{case.pk}/").content.decode()
    assert "26 of 61 were turned away (42.6%): more often than chance explains" in page
    assert "/equity/answers/?kind=speech-and-language" in page


def test_only_who_commissions_or_counts_may_look(area):
    for who in (area.priya, area.olu):
        assert get(who, "/equity/answers/", kind=KIND).status_code == 404
    # A council that these bodies share nothing with counts nobody.
    assert "No child whom you may count" in text_of(get(area.sam, "/equity/answers/", kind=KIND))
    assert as_viewer(area.sam, lambda v: v.name)
