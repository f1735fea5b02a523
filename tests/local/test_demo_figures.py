"""The files of the demo area against the published figures of Essex, each counted from the files as DfE counts.

At full size every share is within a percentage point; at one in ten it lies within what chance allows (99%)."""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Mapping
from datetime import date
from math import comb, isclose
from pathlib import Path
from xml.etree import ElementTree

import pytest

from goldenthread.engine.calendar import age_on
from goldenthread.local.demo.figures import by_age, published, total
from goldenthread.local.demo.generate import generate
from goldenthread.local.demo.population import ETHNICITIES
from goldenthread.local.demo.schools import CODES, GROUP_OF, GROUPS

# DEMO_FIGURES_SCALE=1 compares a full-size area; the usual run is at one in ten.
SCALE = float(os.environ.get("DEMO_FIGURES_SCALE", "0.1"))
CENSUS = {2024: date(2024, 1, 18), 2025: date(2025, 1, 16), 2026: date(2026, 1, 15)}
Record = dict[str, str]


class Plan:
    """One plan of a return, with its request and person."""

    def __init__(self, person: ElementTree.Element, request: ElementTree.Element, plan: ElementTree.Element) -> None:
        self.person, self.request, self.plan = texts(person), texts(request), texts(plan)
        assessment = request.find("Assessment")
        assert assessment is not None
        self.assessment = texts(assessment)
        active = request.find("ActivePlans")
        self.active = active is not None
        self.review = texts(active) if active is not None else {}
        self.needs = [texts(need) for need in active.findall("SENneed")] if active is not None else []
        self.placements = [texts(stay) for stay in active.findall("PlacementDetail")] if active is not None else []
        self.born = day(self.person["PersonBirthDate"])
        self.start = day(self.plan["StartDate"])


class Return:
    def __init__(self, path: Path, year: int) -> None:
        self.year, self.census = year, CENSUS[year]
        self.people, self.requests, self.plans = 0, [], []
        for person in ElementTree.parse(path).getroot().iter("Person"):
            self.people += 1
            for request in person.findall("Requests"):
                self.requests.append((texts(person), texts(request), [texts(a) for a in request.findall("Assessment")]))
                self.plans += [Plan(person, request, plan) for plan in request.iter("NamedPlan")]

    @property
    def received(self) -> list[tuple[Record, Record]]:
        """Requests received in the calendar year."""
        year = str(self.year - 1)
        return [(person, request) for person, request, _ in self.requests if request.get("ReceivedDate", "").startswith(year)]

    @property
    def caseload(self) -> list[Plan]:
        found = [p for p in self.plans if p.start <= self.census and p.plan.get("CeaseDate", "9999") >= str(self.census)]
        return list({(p.person.get("UPN"), p.person["Surname"], p.person["Forename"], p.born): p for p in found}.values())

    @property
    def new(self) -> list[Plan]:
        """Plans that began in the calendar year, not those that came from another authority."""
        return [p for p in self.plans if p.start.year == self.year - 1 and p.assessment["AssessmentOutcome"] == "Y"]

    @property
    def timed(self) -> list[tuple[Plan, int]]:
        return [(p, (p.start - day(p.request["ReceivedDate"])).days) for p in self.new if "ReceivedDate" in p.request]

    @property
    def ceased(self) -> list[Plan]:
        return [p for p in self.plans if p.plan.get("CeaseDate", "").startswith(str(self.year - 1))]

    @property
    def due_for_review(self) -> list[Plan]:
        """Plans held for twelve months at the end of the calendar year."""
        return [p for p in self.caseload if p.start < date(self.year - 1, 1, 1)]


def texts(element: ElementTree.Element) -> Record:
    return {child.tag: child.text or "" for child in element if len(child) == 0}


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    folder = tmp_path_factory.mktemp("essex")
    generate(folder, scale=SCALE)
    return folder


@pytest.fixture(scope="module")
def returns(area):
    return {year: Return(area / f"sen2-{year}.xml", year) for year in CENSUS}


@pytest.fixture(scope="module")
def kinds(area):
    """The type of each setting, from the register of schools."""
    with (area / "schools.csv").open(encoding="utf-8") as lines:
        return {row["urn"]: row["type"] for row in csv.DictReader(lines)}


def interval(number: int, share: float) -> tuple[int, int]:
    """The counts between which a draw of `number` falls in 99 of 100 cases."""
    chances, low = [comb(number, k) * share**k * (1 - share) ** (number - k) for k in range(number + 1)] if number < 900 else [], 0
    if not chances:
        spread = 2.576 * (number * share * (1 - share)) ** 0.5 + 0.5
        return max(0, int(number * share - spread)), min(number, int(number * share + spread) + 1)
    below = 0.0
    while below + chances[low] < 0.005:
        below += chances[low]
        low += 1
    high, above = number, 0.0
    while above + chances[high] < 0.005:
        above += chances[high]
        high -= 1
    return low, high


def compare(what: str, counted: Mapping[object, int], figures: Mapping[object, int]) -> None:
    """Each share of the table is as published."""
    number, whole = sum(counted.values()), sum(figures.values())
    assert number, f"{what}: nothing was counted"
    wrong = []
    for key in figures.keys() | counted.keys():
        ours, theirs = counted.get(key, 0), figures.get(key, 0) / whole
        if SCALE >= 1:
            fits = abs(ours / number - theirs) <= 0.01
        else:
            low, high = interval(number, theirs)
            fits = low <= ours <= high
        if not fits:
            wrong.append(f"{key}: {ours} of {number} ({ours / number:.1%}), published {theirs:.1%}")
    assert not wrong, f"{what}: " + "; ".join(wrong)


def same_number(what: str, counted: int, figure: float) -> None:
    """A total is within one in a hundred, or one of the small area's people, of the published one at its scale."""
    assert isclose(counted, figure * SCALE, rel_tol=0.01, abs_tol=1.5), f"{what}: {counted}, published {figure} at {SCALE:g}"


def group(plan: Plan, census: date, kinds: Mapping[str, str]) -> str:
    open_ = [p for p in plan.placements if day(p["EntryDate"]) <= census and p.get("LeavingDate", "9999") >= str(census)]
    if not open_:
        return "placement_unknown"
    stay = min(open_, key=lambda p: p["PlacementRank"])
    if "SENsetting" in stay:
        return GROUP_OF[next(kind for kind, code in CODES.items() if code == stay["SENsetting"])]
    register = "URN" if "URN" in stay else "UKPRN"
    return GROUP_OF[kinds[f"{register}:{stay[register]}"]]


@pytest.mark.parametrize("year", [2023, 2024])
class TestRequests:
    def figures(self, year):
        return total("requests", str(year))

    def test_as_many_were_received(self, returns, year):
        same_number("requests", len(returns[year + 1].received), self.figures(year)["requests_received_in_year"])

    def test_they_were_decided_alike(self, returns, year):
        numbers = self.figures(year)
        compare("outcomes", Counter(request["RequestOutcome"] for _, request in returns[year + 1].received), {
            "Y": numbers["requests_decided_to_assess"], "N": numbers["requests_decided_not_to_assess"],
            "A": numbers["requests_decision_not_made"], "W": numbers["requests_withdrawn"],
        })

    def test_as_many_were_decided_in_six_weeks(self, returns, year):
        numbers = self.figures(year)
        decided = [r for _, r in returns[year + 1].received if "RequestOutcomeDate" in r]
        lags = [(day(r["RequestOutcomeDate"]) - day(r["ReceivedDate"])).days for r in decided]
        compare("six weeks", Counter(lag <= 42 for lag in lags), {
            True: numbers["request_outcome_six_weeks"], False: numbers["request_outcome_over_6_weeks"],
        })

    def test_the_children_are_of_the_same_ages(self, returns, year):
        ages = Counter(age_on(day(p["PersonBirthDate"]), day(r["ReceivedDate"])) for p, r in returns[year + 1].received)
        figures = by_age("requests", str(year), "requests_received_in_year")
        compare("ages", ends_joined(ages, 2, 20), figures)

    def test_as_many_are_girls(self, returns, year):
        rows = published("requests", str(year), "Sex")
        compare("sex", Counter(p["Sex"] for p, _ in returns[year + 1].received), {
            sex[0]: row["requests_received_in_year"] for sex, row in rows.items()
        })


def ends_joined(ages: Mapping[int, int], youngest: int, oldest: int) -> dict[int, int]:
    joined: Counter[int] = Counter()
    for age, number in ages.items():
        joined[min(oldest, max(youngest, age))] += number
    return dict(joined)


@pytest.mark.parametrize("year", [2023, 2024])
class TestNewPlans:
    def test_as_many_were_issued(self, returns, year):
        same_number("new plans", len(returns[year + 1].new), total("assessments", str(year))["assess_issued"])

    def test_as_many_assessments_led_to_none(self, returns, year):
        ended = Counter(a["AssessmentOutcome"] for _, _, found in returns[year + 1].requests for a in found
                        if a.get("AssessmentOutcomeDate", "").startswith(str(year)))
        numbers = total("assessments", str(year))
        compare("assessments", {"Y": ended["Y"], "N": ended["N"]}, {"Y": numbers["assess_issued"], "N": numbers["assess_not_issued"]})

    @pytest.mark.parametrize("without_exceptions", [False, True])
    def test_as_many_came_within_20_weeks_and_a_year(self, returns, year, without_exceptions):
        numbers, ex = total("timeliness_20_week", str(year)), "_ex" if without_exceptions else ""
        timed = [(p, d) for p, d in returns[year + 1].timed if not (without_exceptions and p.assessment["Week20"] == "1")]
        same_number("timed plans", len(timed), numbers[f"plans_issued_den{ex}"])
        bands = Counter("20" if d <= 140 else "52" if d <= 364 else "more" for _, d in timed)
        compare("weeks", bands, {
            "20": numbers["plans_issued_20_weeks_ex" if ex else "plans_issued_within_20_weeks"],
            "52": numbers[f"plans_issued_gt20weeks_ltYear{ex}"], "more": numbers[f"plans_issued_gt_1_year{ex}"],
        })


@pytest.mark.parametrize("year,period", [(2024, "202324"), (2025, "202425")])
class TestCaseload:
    def test_as_many_have_a_plan(self, returns, year, period):
        same_number("plans", len(returns[year].caseload), total("caseload", period)["ehcplans"])

    def test_they_are_of_the_same_ages(self, returns, year, period):
        ages = Counter(age_on(p.born, date(year - 1, 8, 31)) for p in returns[year].caseload)
        compare("ages", ends_joined(ages, 2, 25), by_age("caseload", period, "ehcplans"))

    def test_as_many_are_girls(self, returns, year, period):
        rows = published("caseload", period, "Sex")
        compare("sex", Counter(p.person["Sex"] for p in returns[year].caseload), {s[0]: r["ehcplans"] for s, r in rows.items()})

    def test_they_are_of_the_same_ethnicities(self, returns, year, period):
        rows = published("caseload", period, "Ethnicity")
        compare("ethnicity", Counter(p.person["Ethnicity"] for p in returns[year].caseload), {
            ETHNICITIES[words]: row["ehcplans"] for words, row in rows.items()
        })

    def test_they_learn_in_the_same_kinds_of_setting(self, returns, year, period, kinds):
        numbers = total("caseload", period)
        counted = Counter(group(p, returns[year].census, kinds) for p in returns[year].caseload)
        compare("placement", counted, {name: numbers[name] for name in GROUPS})

    def test_their_plans_are_as_old(self, returns, year, period):
        rows = published("caseload", period, "Years EHC plan in place")
        figures = {(0 if words.startswith("Less") else int(words.split()[0])): row["ehcplans"] for words, row in rows.items()}
        counted = Counter(min(12, year - p.start.year) for p in returns[year].caseload)
        compare("years", counted, figures)


def test_primary_needs_are_as_published(returns):
    numbers = total("sen_needs_all_plans", "202425")
    figures = {name.removeprefix("number_").upper(): number for name, number in numbers.items() if name.startswith("number_")}
    figures["none"] = figures.pop("NEED_UNKNOWN")
    counted = Counter(next((n["SENtype"] for n in p.needs if n["SENtypeRank"] == "1"), "none") for p in returns[2025].caseload)
    compare("needs", counted, figures)


@pytest.mark.parametrize("year", [2023, 2024])
def test_plans_cease_as_often_and_for_the_same_reasons(returns, year):
    numbers = total("ceased_plans", str(year))
    columns = ("max_age", "needs_met", "he", "employ", "transfer", "no_engage", "moved_outside_eng", "deceased", "other")
    ceased = returns[year + 1].ceased
    same_number("ceased plans", len(ceased), numbers["total_ceased"])
    compare("reasons", Counter(p.plan["CeaseReason"] for p in ceased), {str(n): numbers[c] for n, c in enumerate(columns, 1)})


class TestAnnualReviewsOf2024:
    numbers = total("annual_reviews", "2024")

    def test_as_many_were_due(self, returns):
        same_number("due", len(returns[2025].due_for_review), self.numbers["review_expected"])

    def test_meetings_were_as_late(self, returns):
        years = Counter(p.review.get("ReviewMeeting", "none")[:4] for p in returns[2025].due_for_review)
        counted = {"2025": years["2025"], "2024": years["2024"], "none": years["none"]}
        counted["before"] = sum(years.values()) - sum(counted.values())
        compare("meetings", counted, {
            "2025": self.numbers["review_meeting_25"], "2024": self.numbers["review_meeting_24"],
            "before": self.numbers["review_meeting_prior_24"], "none": self.numbers["no_review_meeting"],
        })

    def test_decisions_were_as_late_and_as_many_are_outstanding(self, returns):
        census = CENSUS[2025]
        counted: Counter[str] = Counter()
        for plan in returns[2025].due_for_review:
            if "ReviewMeeting" not in plan.review:
                continue
            decided = plan.review.get("LastReview")
            if decided:
                counted[max(decided[:4], "2023")] += 1
            else:
                counted["not due" if (census - day(plan.review["ReviewMeeting"])).days <= 28 else "outstanding"] += 1
        compare("decisions", counted, {
            "2025": self.numbers["review_decision25"], "2024": self.numbers["review_decision24"],
            "2023": self.numbers["review_decision_prior24"], "not due": self.numbers["review_decision_not_due"],
            "outstanding": self.numbers["review_decision_outstanding"],
        })

    def test_as_many_were_told_within_four_weeks(self, returns):
        lags = [(day(p.review["LastReview"]) - day(p.review["ReviewMeeting"])).days
                for p in returns[2025].due_for_review if "LastReview" in p.review]
        compare("four weeks", Counter(lag <= 28 for lag in lags), {
            True: self.numbers["number_decsion_4weeks"], False: self.numbers["number_decision_gt_4weeks"],
        })

    def test_outcomes_are_as_published(self, returns):
        counted = Counter(p.review.get("ReviewOutcome", "none") for p in returns[2025].due_for_review if "ReviewMeeting" in p.review)
        compare("outcomes", counted, {
            "A": self.numbers["outcome_amend"], "C": self.numbers["outcome_cease"], "M": self.numbers["outcome_maintan"],
            "none": self.numbers["no_outcome"],
        })


class TestTheYearNotYetPublished:
    def test_timeliness_goes_on_to_27_in_100_at_the_end_of_2025(self, returns):
        autumn = [days <= 140 for plan, days in returns[2026].timed if plan.start >= date(2025, 10, 1)]
        assert sum(autumn) / len(autumn) == pytest.approx(0.26, abs=0.03)

    def test_about_220_assessments_a_month_are_agreed(self, returns):
        agreed = [r for _, r, _ in returns[2026].requests
                  if r.get("RequestOutcomeDate", "").startswith("2025") and r["RequestOutcome"] == "Y"]
        assert len(agreed) / 12 / SCALE == pytest.approx(220, rel=0.08)


def test_a_share_two_points_off_is_seen():
    with pytest.raises(AssertionError, match="published"):
        compare("need", {"ASD": 4300, "SLCN": 5700}, {"ASD": 41, "SLCN": 59} if SCALE >= 1 else {"ASD": 40, "SLCN": 60})
