"""The demo area's extracts: every event is one that its pathway knows, and the design pictures' children stand as drawn."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from goldenthread.engine.calendar import age_on
from goldenthread.engine.events import read_event
from goldenthread.engine.replay import replay
from goldenthread.exchange import identifiers
from goldenthread.exchange.sen2.check import check
from goldenthread.exchange.sen2.read import read
from goldenthread.local.demo.generate import generate
from goldenthread.local.demo.personas import EASTWAY, FAMILIES, PERSONAS
from goldenthread.local.demo.waits import READING
from goldenthread.pathways import HEALTH, PATHWAYS
from goldenthread.plans.files import read_plans
from goldenthread.services.list_files import OURS, read_table, rows_of
from goldenthread.services.list_files import Row as ListRow

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def manifest(tmp_path_factory):
    return generate(tmp_path_factory.mktemp("essex"), scale=0.1)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def extracts(manifest):
    """Each file of events with the day on which it is loaded."""
    return [(day, rows(path)) for path, kind, day in manifest.files if kind == "events"]


@pytest.fixture(scope="module")
def people(manifest):
    return [row for path, kind, _ in manifest.files if kind == "people" for row in rows(path)]


def fields_of(row: dict[str, str]) -> dict[str, object]:
    """As the importer reads them: `for` fills the field that it names."""
    fields = json.loads(row["fields"]) if row["fields"] else {}
    declared = PATHWAYS[row["pathway"]].events[row["event"]]
    if row["for"] and declared.about and declared.about not in fields:
        fields[declared.about] = [row["for"]] if declared.about == "requires" else row["for"]
    return fields


def test_every_event_is_one_that_its_pathway_knows(extracts):
    seen = Counter()
    for _, found in extracts:
        for row in found:
            PATHWAYS[row["pathway"]].validate(row["event"], fields_of(row))
            seen[row["pathway"]] += 1
    # Whether provision is in place is asked of settings and families here, families complain here, and health services send lists: no
    # other system holds them.
    assert set(seen) == set(PATHWAYS) - {"provision-delivery", "complaint", *HEALTH}


def test_nothing_is_dated_after_the_day_on_which_it_was_entered(extracts):
    for day, found in extracts:
        assert all(row["on"] <= str(day) for row in found)


def test_batches_come_in_order_up_to_today(manifest):
    days = [day for _, _, day in manifest.files]
    assert days == sorted(days)
    assert days[-1] == manifest.today == TODAY


def test_some_events_are_entered_weeks_late_and_some_are_put_right(extracts):
    late = sum((day - date.fromisoformat(row["on"])).days > 21 for day, found in extracts[5:] for row in found)
    told = defaultdict(set)
    for _, found in extracts:
        for row in found:
            if row["event"] == "advice-received":
                told[row["case"], row["for"]].add(row["on"])
    assert late > 20
    assert sum(len(days) > 1 for days in told.values()) >= 3


def test_the_first_row_of_a_case_in_each_file_says_whose_it_is(extracts):
    for _, found in extracts:
        first = {}
        for row in found:
            first.setdefault(row["case"], row)
        assert all(row["surname"] and row["date_of_birth"] and row["postcode"] for row in first.values())


def test_the_same_seed_makes_the_same_files(manifest, tmp_path):
    again = generate(tmp_path, scale=0.1)
    assert [p.read_bytes() for p, _, _ in again.files] == [p.read_bytes() for p, _, _ in manifest.files]
    assert [p.read_bytes() for p, _, _ in again.waits.files] == [p.read_bytes() for p, _, _ in manifest.waits.files]
    assert again.faults.read_bytes() == manifest.faults.read_bytes()


def test_another_day_can_be_today(tmp_path):
    made = generate(tmp_path, scale=0.02, today=date(2026, 12, 8))
    last = rows([path for path, kind, _ in made.files if kind == "events"][-1])
    assert max(row["on"] for row in last) <= "2026-12-08"


def test_every_plan_of_the_files_is_one_that_the_importer_takes_and_most_have_no_fault(manifest):
    read = [plan for path, kind, _ in manifest.files if kind == "plans" for _, plan in read_plans(path)]
    assert not [p for p in read if isinstance(p, str)]
    assert all(not p.doubts for p in read)
    assert len({p.case or p.upn or p.name for p in read}) > 1_400
    lines = Counter(c.line for p in read for c in p.clauses)
    clauses = {f["line"] for f in faults(manifest) if f["label"]}
    assert clauses <= lines.keys()
    assert len(clauses) < 0.06 * len(lines)


def faults(manifest):
    return [json.loads(each) for each in manifest.faults.read_text("utf-8").splitlines()]


def test_each_kind_of_fault_is_planted_in_plans_of_its_own(manifest):
    planted = [f for f in faults(manifest) if f["by"] == "plant"]
    assert len(set(Counter(f["fault"] for f in planted).values())) == 1
    whose = [(f["case"], f["surname"], f["forename"]) for f in planted]
    assert len(set(whose)) == len(whose)


def test_the_gap_in_speech_therapy_is_plain_and_other_therapy_is_mostly_given(manifest):
    [path] = [path for path, kind, _ in manifest.files if kind == "sessions"]
    told = [row for row in rows(path) if row["record"] == "session"]
    vacant = [row for row in told if row["reason"] == "vacancy"]
    assert vacant
    assert all(date(2007, 11, 24) < date.fromisoformat(row["date_of_birth"]) <= date(2015, 11, 24) for row in vacant)
    gone = {(row["upn"], row["surname"], row["forename"]) for row in vacant}
    others = Counter(row["outcome"] for row in told if (row["upn"], row["surname"], row["forename"]) not in gone)
    assert others["missed"] < 0.12 * sum(others.values())


def test_no_return_is_refused_in_any_part(manifest):
    for path, kind, _ in manifest.files:
        if kind == "sen2":
            assert not [found for found in check(read(path)) if found.refuses]


def test_every_number_has_a_right_check_character_and_is_of_no_real_school(manifest, people):
    upns = {row["upn"] for row in people if row["upn"]}
    for upn in upns:
        assert identifiers.upn(upn) == upn
        assert upn[1:5] == "8819"
    register = rows(manifest.schools)
    assert all(row["urn"].startswith(("URN:9", "UKPRN:199")) for row in register)


class TestPeople:
    def test_each_practitioner_belongs_to_a_body_of_the_file(self, people):
        bodies = {row["reference"] for row in people if row["record"] == "organisation"}
        practitioners = [row for row in people if row["record"] == "practitioner"]
        assert {row["organisation"] for row in practitioners} <= bodies
        assert len({row["reference"] for row in practitioners}) == len(practitioners)

    def test_a_case_officer_has_about_180_children(self, people):
        children = Counter(row["practitioner"] for row in people if row["record"] == "allocation" and row["role"] == "la-send-caseworker")
        usual = [number for officer, number in children.items() if officer not in ("CO-PRIYA", "CO-DANIEL")]
        assert 120 < sum(usual) / len(usual) < 220

    def test_every_role_has_a_person_to_be(self, people):
        assert len({persona.role for persona in PERSONAS}) == 28
        known = {row["reference"]: row["name"] for row in people if row["record"] == "practitioner"}
        for persona in PERSONAS:
            assert not persona.practitioner or known[persona.practitioner] == persona.name

    def test_priya_covers_daniel_until_27_november(self, people):
        [cover] = [row for row in people if row["record"] == "cover" and row["covers"] == "CO-DANIEL"]
        assert (cover["practitioner"], cover["to"]) == ("CO-PRIYA", "2026-11-27")

    def test_a_clinician_is_allocated_for_their_own_profession(self, people):
        roles = defaultdict(set)
        for row in people:
            if row["record"] == "allocation":
                roles[row["practitioner"]].add(row["role"])
        sophia = next(row["reference"] for row in people if row["record"] == "practitioner" and row["reference"].startswith("SLT-EASTWAY"))
        assert roles["OT-RUTH"] == {"occupational-therapist"}
        assert roles[sophia] == {"speech-and-language-therapist"}
        assert "health-practitioner" not in set().union(*roles.values())

    def test_every_pictured_child_attends_somewhere(self, people):
        bodies = {row["reference"]: row["name"] for row in people if row["record"] == "organisation"}
        schools = {f"{row['forename']} {row['surname']}": bodies[row["organisation"]] for row in people
                   if row["record"] == "connection" and row["kind"] == "attends" and row["from"] <= str(TODAY)}
        assert set(FAMILIES) <= set(schools)
        assert schools["Maya Whitfield"] == "Larkfield Primary School"
        assert schools["Noah Mensah"] == "Little Wrens Nursery"

    def test_a_senco_is_asked_about_children_of_their_own_school(self, people):
        works_at = {row["reference"]: row["organisation"] for row in people if row["record"] == "practitioner"}
        child = ("upn", "surname", "forename", "date_of_birth")
        attends = {(*(row[c] for c in child), row["organisation"]) for row in people if row["record"] == "connection"}
        asked = [row for row in people if row["record"] == "allocation" and row["role"] == "setting-senco"]
        assert asked
        assert all((*(row[c] for c in child), works_at[row["practitioner"]]) in attends for row in asked)

    def test_the_family_file_names_the_pictured_childrens_parents(self, manifest):
        found = rows(manifest.family)
        assert {f"{row['child_forename']} {row['child_surname']}" for row in found} == set(FAMILIES)


@pytest.fixture(scope="module")
def listed(manifest):
    """The rows of each file by our fields, or why one is refused, as the page reads them."""
    return {
        path.name: [r.values if isinstance(r, ListRow) else r for r in rows_of(read_table(path.read_bytes()), READING if provider == EASTWAY else OURS)]
        for path, provider, _ in manifest.waits.files
    }


class TestWaitingLists:
    """What providers send, and for whom their services are."""

    def test_speech_therapy_in_mid_essex_takes_older_children_in_special_schools_alone(self, manifest):
        [path] = [path for path, kind, _ in manifest.files if kind == "services"]
        speech = [r for r in rows(path) if r["pathway"] == "speech-and-language"]
        ages = defaultdict(set)
        for row in speech:
            ages[row["district"]].add((row["age_from"], row["age_to"], row["only_in"]))
        assert len(ages) == 12
        mid = {"Braintree", "Chelmsford", "Maldon"}
        assert {d for d, found in ages.items() if found == {("0", "11", ""), ("0", "18", "special-school")}} == mid
        assert all(found == {("0", "18", "")} for d, found in ages.items() if d not in mid)

    def test_older_children_there_were_turned_away(self, manifest, listed):
        first = next(name for name in listed if "eastway" in name)
        speech = [r for r in listed[first] if r["service"] == "SLT"]
        old = [r for r in speech if age_on(date.fromisoformat(r["date_of_birth"]), date.fromisoformat(r["received_on"])) > 11]
        assert old
        turned_away = [r for r in old if r["closed_how"] == "referral-rejected"]
        assert len(turned_away) > 0.8 * len(old)

    def test_the_lists_are_about_as_long_as_they_are_said_to_be(self, listed):
        first = [r for name, found in list(listed.items())[:6] for r in found]
        waiting = Counter(r["service"] for r in first if not r["first_seen_on"] and not r["closed_on"])
        assert 1_700 < waiting["ND"] < 2_300
        assert len(first) < 8_700

    def test_only_planted_rows_are_refused_by_the_file(self, manifest, listed):
        refused = Counter(name for name, found in listed.items() for r in found if isinstance(r, tuple))
        planted = Counter(r["file"] for r in rows(manifest.waits.planted) if r["what"] == "refused")
        # A row of a service that is none of theirs, or of a day to come, is refused by the record, not by the reading.
        assert set(refused) == set(planted)
        assert all(refused[name] < planted[name] or planted[name] == 2 for name in planted)

    def test_pictured_children_wait(self, listed):
        last = [r for name, found in list(listed.items())[-6:] for r in found if isinstance(r, dict)]
        waits = {(r["forename"], r["surname"], r["service"]) for r in last if not r["first_seen_on"] and not r["closed_on"]}
        assert {("Maya", "Whitfield", "ND"), ("Maya", "Whitfield", "SLT"), ("Noah", "Mensah", "ND")} <= waits


@pytest.fixture(scope="module")
def clocks(extracts):
    def go(name, as_at=TODAY, pathway="ehc-needs-assessment"):
        forename, surname = name.split()
        [case] = {row["case"] for _, found in extracts for row in found
                  if (row["forename"], row["surname"], row["pathway"]) == (forename, surname, pathway)}
        latest = {}
        for day, found in extracts:
            for row in found:
                if row["case"] == case and day <= as_at:
                    # A newer extract's advice takes the place of an older one's, as in the importer.
                    key = (row["event"], row["for"]) if row["event"] == "advice-received" else (row["event"], row["for"], row["on"])
                    latest[key] = row
        events = [
            read_event(PATHWAYS[pathway], {**fields_of(row), "event": row["event"], "on": row["on"],
                                           "recorded_at": datetime(2026, 1, 1, tzinfo=UTC).isoformat()}, n)
            for n, row in enumerate(latest.values(), 1)
        ]
        answer = replay(PATHWAYS[pathway], events, as_at=as_at)
        return answer.stage, {(c.clock, c.for_): c for c in answer.clocks}

    return go


class TestTheDesignPictures:
    def test_maya_waits_for_the_psychologist(self, clocks):
        stage, found = clocks("Maya Whitfield")
        assert stage == "assessing"
        assert found["issue-final-plan", None].due == date(2026, 12, 28)
        assert found["decide-whether-to-issue", None].due == date(2026, 11, 30)
        assert found["decide-whether-to-assess", None].stopped == date(2026, 9, 18)
        psychologist, speech = found["advice", "educational-psychologist"], found["advice", "speech-and-language-therapist"]
        assert (psychologist.due, psychologist.stopped) == (date(2026, 10, 30), None)
        assert (speech.due, speech.stopped) == (date(2026, 11, 2), date(2026, 11, 6))
        assert found["advice", "occupational-therapist"].excused_by == "missed-appointment"
        assert found["advice", "education-setting"].stopped == date(2026, 10, 14)

    def test_mayas_school_advice_was_first_known_as_of_the_12th(self, clocks):
        _, found = clocks("Maya Whitfield", as_at=date(2026, 10, 13))
        assert found["advice", "education-setting"].stopped == date(2026, 10, 12)

    @pytest.mark.parametrize("name,clock,about,due", [
        ("Callum Reeve", "issue-final-plan", None, date(2026, 11, 13)),
        ("Jaden Brooks", "decide-whether-to-assess", None, date(2026, 11, 24)),
        ("Oscar Lindqvist", "draft-representations", None, date(2026, 12, 2)),
        ("Noah Mensah", "advice", "speech-and-language-therapist", date(2026, 12, 3)),
        ("Freya Collins", "issue-final-plan", None, date(2026, 12, 14)),
    ])
    def test_each_is_due_on_the_day_drawn(self, clocks, name, clock, about, due):
        state = clocks(name)[1][clock, about]
        assert (state.due, state.stopped) == (due, None)

    def test_hazel_grove_school_is_to_answer_about_samir(self, clocks):
        [state] = [c for (clock, _), c in clocks("Samir Haddad")[1].items() if clock == "setting-consultation"]
        assert (state.due, state.stopped) == (date(2026, 11, 27), None)

    def test_ivys_review_waits_for_its_decision(self, clocks):
        _, found = clocks("Ivy Thornton", pathway="annual-review")
        [state] = [c for (clock, _), c in found.items() if clock == "decide-after-review"]
        assert (state.due, state.stopped) == (date(2026, 11, 17), None)


# --- whom the trust gives medication ---


@pytest.fixture(scope="module")
def treated(manifest):
    return {kind: rows(path) for path, kind, _ in manifest.own_files if path.name.startswith("treated")}


def test_what_children_had_in_place_of_a_referral_is_access_that_the_pathway_knows(manifest):
    [(path, provider)] = [(path, provider) for path, _, provider in manifest.own_files if path.name.startswith("access-of-children")]
    told = rows(path)
    assert provider == EASTWAY
    assert {row["event"] for row in told} == {"advice-given", "drop-in-attended", "link-therapist-discussed"}
    assert all(row["event"] in PATHWAYS[row["pathway"]].events and row["on"] <= str(manifest.today) for row in told)
    # Each case is told whose it is once.
    assert Counter(row["case"] for row in told if row["upn"]) == Counter({row["case"] for row in told})


def test_every_course_of_medication_is_of_events_that_the_pathway_knows_and_has_somebody_who_reviews_it(treated):
    by_case = defaultdict(list)
    for n, row in enumerate(treated["events"], start=2):
        fields = json.loads(row["fields"] or "{}") | ({"practice": row["for"]} if row["for"] else {})
        by_case[row["case"]].append(read_event(PATHWAYS["adhd-medication"], {"event": row["event"], "on": row["on"], **fields}, n))
    assert len(by_case) == len(treated["people"]) == 20
    # The register has those who are on treatment or wait for it: all but one who stopped.
    stages = Counter(replay(PATHWAYS["adhd-medication"], events, as_at=TODAY).stage for events in by_case.values())
    assert stages["stopped"] == 1
    assert stages["waiting-treatment"] == 3
    assert {row["role"] for row in treated["people"]} == {"medication-reviewer"}


def test_nobody_who_is_treated_is_named_by_a_list_of_the_trust(manifest, treated):
    upns = {row["upn"] for row in treated["people"]}
    assert not upns & {row["upn"] for path, _, _ in manifest.waits.files for row in rows(path) if row.get("upn")}
