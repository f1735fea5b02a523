"""Who has a plan: the caseload of January 2025 as published, with those whose plan ceased since 2023."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from goldenthread.engine.calendar import age_on
from goldenthread.local.demo.chance import born_at_age, day_between, pick, quota, shares, weekday
from goldenthread.local.demo.figures import ALL, ETHNICITY, PLACEMENT, SEX, YEARS, by_age, published, total
from goldenthread.local.demo.names import a_name
from goldenthread.local.demo.places import a_postcode, districts
from goldenthread.local.demo.schools import CODES, GROUP_OF, GROUPS
from goldenthread.local.demo.story import CENSUS, Area, Child, Plan, Stay

AUGUST = date(2024, 8, 31)
NEEDS = {
    "number_asd": "ASD", "number_hi": "HI", "number_mld": "MLD", "number_msi": "MSI", "number_oth": "OTH", "number_pd": "PD",
    "number_pmld": "PMLD", "number_semh": "SEMH", "number_slcn": "SLCN", "number_sld": "SLD", "number_spld": "SPLD",
    "number_vi": "VI", "number_need_unknown": "",
}
SECOND_NEEDS = {"": 45, "SLCN": 18, "SEMH": 14, "ASD": 8, "MLD": 6, "SPLD": 4, "PD": 3, "HI": 1, "VI": 1}
ETHNICITIES = {
    "White - White British": "WBRI", "White - Irish": "WIRI", "White - Traveller of Irish heritage": "WIRT",
    "White - Gypsy/Roma": "WROM", "White - Any other White background": "WOTH", "Mixed - White and Black Caribbean": "MWBC",
    "Mixed - White and Black African": "MWBA", "Mixed - White and Asian": "MWAS", "Mixed - Any other Mixed background": "MOTH",
    "Asian - Indian": "AIND", "Asian - Pakistani": "APKN", "Asian - Bangladeshi": "ABAN",
    "Asian - Any other Asian background": "AOTH", "Black - Black Caribbean": "BCRB", "Black - Black African": "BAFR",
    "Black - Any other Black background": "BOTH", "Asian - Chinese": "CHNE", "Any other ethnic group": "OOTH", "Unclassified": "NOBT",
}
NEED_PLACEMENTS = {
    "mainstream_total": "Mainstream - total", "special_total": "Special - total", "ap_pru_total": "AP/PRU - total",
    "fe_total": "FE - total", "ed_elsewhere": "Educated elsewhere - total", "nm_early_years": "Non-maintained early years",
    "placement_unknown": "Placement not recorded",
}
STARTS_AT_AGE = {2: 1, 3: 8, 4: 18, 5: 21, 6: 13, 7: 11, 8: 10, 9: 10, 10: 11, 11: 15, 12: 8, 13: 5, 14: 6, 15: 4, 16: 3, 17: 2, 18: 0.6, 19: 0.4}
# By how much each year's plans went down between the two published caseloads.
CEASED_STARTS = {2015: 35, 2016: 143, 2017: 220, 2018: 227, 2019: 43, 2020: 20, 2021: 31, 2022: 12}
CEASE_REASONS = {
    "max_age": "1", "needs_met": "2", "he": "3", "employ": "4", "transfer": "5", "no_engage": "6", "moved_outside_eng": "7",
    "deceased": "8", "other": "9",
}


def new_children(area: Area, rng: Random, ages: Sequence[int], on: date, period: str = "202425") -> list[Child]:
    """Children of these ages on a day, with sex, ethnicity and home in the published shares."""
    sexes = quota(rng, len(ages), {"F": _one(SEX, "Female", period), "M": _one(SEX, "Male", period)})
    groups = published("caseload", period, ETHNICITY)
    ethnicities = quota(rng, len(ages), {code: groups[words]["ehcplans"] for words, code in ETHNICITIES.items()})
    homes = quota(rng, len(ages), {code: district.young for code, district in districts().items()})
    found = []
    for age, sex, ethnicity, home in zip(ages, sexes, ethnicities, homes, strict=True):
        found.append(a_child(area, rng, born_at_age(rng, age, on), sex, ethnicity, home))
    return found


def a_child(area: Area, rng: Random, born: date, sex: str, ethnicity: str, home: str) -> Child:
    surname, forename = a_name(rng, sex, ethnicity)
    child = Child(surname, forename, born, sex, ethnicity, a_postcode(rng, home), home)
    if age_on(born, area.today) >= 18 and rng.random() < 0.05:
        child.uln = area.uln()
    elif age_on(born, area.today) >= 5 or rng.random() > 0.1:
        child.upn = area.upn(born)
    return child


def _one(topic: str, breakdown: str, period: str) -> int:
    return published("caseload", period, topic)[breakdown]["ehcplans"]


def make_caseload(area: Area) -> None:
    """Everybody with a plan on 16 January 2025."""
    rng = area.stream("caseload")
    expected = by_age("annual_reviews", "2024", "review_expected")
    new = by_age("annual_reviews", "2024", "review_not_expected")
    older = by_age("caseload", "202425", "ehcplans")
    expected |= {age: number for age, number in older.items() if age >= 20}
    new.pop(20, None)
    counts = {(age, False): number for age, number in expected.items()} | {(age, True): number for age, number in new.items()}
    people: list[tuple[int, bool]] = quota(rng, area.number(total("caseload", "202425")["ehcplans"]), counts)
    children = new_children(area, rng, [age for age, _ in people], AUGUST)
    settled = [(age, child) for (age, is_new), child in zip(people, children, strict=True) if not is_new]
    recent = [(age, child) for (age, is_new), child in zip(people, children, strict=True) if is_new]
    _start_recent(rng, [child for _, child in recent])
    _start_earlier(rng, settled)
    for child in children:
        assert child.plan
        child.plan.reference = area.reference("REV")
    _place(area, rng, settled + recent)
    _need(rng, children)
    _residential(area, rng, children)
    area.children += children


def _start_recent(rng: Random, children: list[Child]) -> None:
    years = published("caseload", "202425", YEARS)
    january = quota(rng, len(children), {True: years["Less than a year"]["ehcplans"], False: years["1"]["ehcplans"]})
    for child, is_january in zip(children, january, strict=True):
        first, last = (date(2025, 1, 2), date(2025, 1, 15)) if is_january else (date(2024, 1, 15), date(2024, 12, 20))
        child.plan = Plan(weekday(day_between(rng, first, last)))


def _start_earlier(rng: Random, people: list[tuple[int, Child]]) -> None:
    """The year in which each plan began: as many as published, at an age at which plans begin."""
    years = published("caseload", "202425", YEARS)
    weights = {2025 - number: years[str(number)]["ehcplans"] for number in range(2, 12)}
    weights[2013] = years["12 or more"]["ehcplans"]
    left = shares(len(people), weights)
    rng.shuffle(people)
    # The oldest and the youngest can have begun in few years only, so they come first.
    for age, child in sorted(people, key=lambda each: -1 if each[0] >= 19 else each[0]):
        fits = {
            year: number * STARTS_AT_AGE.get(age - (2024 - year), 0.03)
            for year, number in left.items() if number and age - (2024 - year) >= 2
        }
        year = pick(rng, fits) if fits else max(year for year, number in left.items() if number)
        left[year] -= 1
        earliest = date(child.born.year + 2, child.born.month, 1)
        first, last = max(date(year, 1, 2), earliest), date(year, 12, 22)
        child.plan = Plan(weekday(day_between(rng, min(first, last), last)))


def _place(area: Area, rng: Random, people: list[tuple[int, Child]]) -> None:
    """The type of placement of each age in January 2025, and the placements before it."""
    rows = published("caseload", "202425", "Child or young persons age")
    of_age: dict[int, dict[str, int]] = {}
    for breakdown, numbers in rows.items():
        age = int("".join(c for c in breakdown if c.isdigit())) - ("under" in breakdown)
        of_age[age] = {kind: numbers[kind] for kinds in GROUPS.values() for kind in kinds if numbers.get(kind)}
    groups: dict[int, list[Child]] = defaultdict(list)
    for age, child in people:
        groups[age].append(child)
    for age, children in sorted(groups.items()):
        for child, kind in zip(children, quota(rng, len(children), of_age[age] or {"placement_unknown": 1}), strict=True):
            settle(area, rng, child, age, kind, changed_in_2024=rng.random() < 0.6)


def phase_of(age: int, kind: str) -> str:
    if kind.startswith("special"):
        return "special"
    if kind.startswith("ap_pru"):
        return "alternative"
    if kind in GROUPS["fe_total"]:
        return "college"
    return "primary" if age < 11 else "secondary"


def setting_for(area: Area, child: Child, age: int, kind: str) -> str:
    if kind in CODES:
        return CODES[kind]
    plain = kind.removesuffix("_senunit").removesuffix("_resourced_provision")
    phase = phase_of(age, kind)
    school = area.schools.near(plain, phase, child.district) or area.schools.near(plain, "primary", child.district)
    return school.code if school else "OTH"


def settle(area: Area, rng: Random, child: Child, age: int, kind: str, *, changed_in_2024: bool = False) -> None:
    """The child's stays up to January 2025, where the type is recorded at all."""
    plan = child.plan
    assert plan
    if kind == "placement_unknown":
        return
    phase = phase_of(age, kind)
    entry_age = {"primary": 4, "secondary": 11, "college": 16, "special": 4 if age < 11 else 11, "alternative": max(age, 5)}[phase]
    entry = date(2024 - (age - min(entry_age, age)), 9, 3)
    if kind in ("nm_early_years",):
        entry = date(2024, 1, 8) if age <= 3 else date(2023, 9, 4)
    if GROUP_OF[kind] == "ed_elsewhere":
        entry = day_between(rng, date(2024, 2, 1), date(2024, 12, 10)) if changed_in_2024 else date(2022, 10, 3)
    if phase == "special" and plan.start > entry:
        entry = max(entry, plan.start)
    entry = max(entry, child.born + timedelta(days=800))
    before = None
    if entry >= date(2024, 1, 1) and plan.start < date(2024, 6, 1):
        before = _earlier_kind(rng, age, phase, kind)
    if before and before != "placement_unknown":
        setting = setting_for(area, child, age - 1, before)
        plan.stays.append(Stay(setting, before, date(2024 - min(6, max(1, age - 4)), 9, 4), entry - timedelta(days=1)))
    plan.stays.append(Stay(setting_for(area, child, age, kind), kind, entry))


def _earlier_kind(rng: Random, age: int, phase: str, kind: str) -> str:
    """Where a child was before moving in 2024."""
    if phase == "college":
        return pick(rng, {"mainstream_academy": 60, "special_academy_free": 28, "placement_unknown": 8})
    if GROUP_OF[kind] == "ed_elsewhere":
        return pick(rng, {"mainstream_academy": 55, "placement_unknown": 25, "general_fe_tertiary_colleges" if age > 16 else "mainstream_la_maintained": 15})
    if age <= 4:
        return "nm_early_years"
    if kind.startswith("mainstream"):
        return pick(rng, {"mainstream_academy": 56, "mainstream_la_maintained": 44})
    return kind if rng.random() < 0.7 else "mainstream_academy"


def _need(rng: Random, children: list[Child]) -> None:
    """The primary need, as often as published for the kind of placement; a second for about half."""
    rows = published("sen_needs_all_plans", "202425", PLACEMENT)
    groups: dict[str, list[Child]] = defaultdict(list)
    for child in children:
        assert child.plan
        stay = child.plan.stays[-1] if child.plan.stays else None
        groups[GROUP_OF[stay.kind] if stay else "placement_unknown"].append(child)
    for group, those in sorted(groups.items()):
        numbers = rows[NEED_PLACEMENTS[group]]
        for child, need in zip(those, quota(rng, len(those), {NEEDS[name]: numbers[name] for name in NEEDS}), strict=True):
            give_needs(rng, child, need)


def give_needs(rng: Random, child: Child, first: str | None = None) -> None:
    assert child.plan
    if first is None:
        first = pick(rng, {NEEDS[name]: number for name, number in total("sen_needs_all_plans", "202425").items() if name in NEEDS})
    if not first:
        return
    second = pick(rng, {need: weight for need, weight in SECOND_NEEDS.items() if need != first})
    child.plan.needs = [first, second] if second else [first]


def _residential(area: Area, rng: Random, children: list[Child]) -> None:
    numbers = total("residential_settings", "202425")
    special = [c for c in children if c.plan and c.plan.stays and c.plan.stays[-1].kind.startswith("special")]
    for letter, column in (("A", "Res_3851"), ("B", "Res_52")):
        for child in rng.sample(special, area.number(numbers[column])):
            assert child.plan
            child.plan.residential = letter


def make_ceased(area: Area) -> None:
    """Those whose plan ceased in 2023 or 2024, by age and reason as published; and on, for 2025 and 2026."""
    rng = area.stream("ceased")
    missing = _missing_in_2024(area)
    for year in (2023, 2024):
        joint: dict[tuple[int, str], int] = {}
        for breakdown, numbers in published("ceased_plans", str(year), "Age plan ceased").items():
            digits = "".join(c for c in breakdown if c.isdigit())
            # Of four the age is not known; they were at the end of further education.
            age = int(digits) if digits else 20
            for column, reason in CEASE_REASONS.items():
                joint[age, reason] = joint.get((age, reason), 0) + numbers[column]
        drawn = quota(rng, area.number(total("ceased_plans", str(year))["total_ceased"]), joint)
        ages = [age if age < 20 else min(25, 20 + int(rng.expovariate(0.45))) for age, _ in drawn]
        ages = [max(age, 25) if reason == "1" else age for age, (_, reason) in zip(ages, drawn, strict=True)]
        days = [weekday(day_between(rng, date(year, 1, 2), date(year, 12, 30))) for _ in drawn]
        people = [new_children(area, rng, [age], day, "202324")[0] for age, day in zip(ages, days, strict=True)]
        kinds = quota(rng, len(people), missing) if year == 2024 else []
        young = sorted(range(len(people)), key=lambda n: ages[n])
        ordered = sorted(kinds, key=lambda kind: ("nm_early", "mainstream", "special", "ap_pru", "ed_", "general", "place").index(
            next(part for part in ("nm_early", "mainstream", "special", "ap_pru", "ed_", "general", "place") if kind.startswith(part))
        ))
        for place, number in enumerate(young):
            child, (_, reason), day = people[number], drawn[number], days[number]
            possible = {y: n for y, n in CEASED_STARTS.items() if y >= child.born.year + 3 and y <= year - 2} or {year - 2: 1}
            began = pick(rng, possible)
            start = max(weekday(day_between(rng, date(began, 1, 8), date(began, 12, 18))), child.born + timedelta(days=600))
            child.plan = Plan(start, area.reference("REV"), day, reason)
            kind = ordered[place] if kinds else pick(rng, {"general_fe_tertiary_colleges": 5, "mainstream_academy": 3})
            if kind not in ("placement_unknown", "ed_elsewhere"):
                entry = max(date(year - 2, 9, 5), child.born + timedelta(days=900))
                child.plan.stays.append(Stay(setting_for(area, child, ages[number], kind), kind, entry, day))
            elif kind == "ed_elsewhere":
                child.plan.stays.append(Stay("EHE", "elective_home_education", date(year - 1, 9, 5), day))
            give_needs(rng, child)
        area.children += people


def _missing_in_2024(area: Area) -> dict[str, float]:
    """The types of placement that the caseload of January 2024 still lacks: those whose plan then ceased."""
    wanted = total("caseload", "202324")
    have: dict[str, int] = defaultdict(int)
    for child in area.children:
        assert child.plan
        if child.plan.active_on(CENSUS[2024]):
            stay = child.plan.stay_on(CENSUS[2024])
            have[GROUP_OF[stay.kind] if stay else "placement_unknown"] += 1
    names = {
        "mainstream_total": "mainstream_academy", "special_total": "special_academy_free", "ap_pru_total": "ap_pru_la_maintained",
        "fe_total": "general_fe_tertiary_colleges", "ed_elsewhere": "ed_elsewhere", "nm_early_years": "nm_early_years",
        "placement_unknown": "placement_unknown",
    }
    return {name: max(0.001, wanted[group] * area.scale - have[group]) for group, name in names.items()}


__all__ = ["ALL", "make_caseload", "make_ceased", "new_children"]
