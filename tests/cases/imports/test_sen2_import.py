"""The return in the journal: what it makes, what the next one changes, and what it never touches."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from goldenthread.cases import projection
from goldenthread.cases.imports.report import DIFFERS, REFUSED, Unloadable
from goldenthread.people.models import Organisation

EXAMPLES = Path(__file__).parents[3] / "docs" / "guide" / "examples"
LATER = ("<Year>2026</Year><ReferenceDate>2026-01-15", "<Year>2027</Year><ReferenceDate>2027-01-21")
LAST_YEAR = [("<Year>2026</Year><ReferenceDate>2026-01-15", "<Year>2025</Year><ReferenceDate>2025-01-16")]
OTHER_DATE = ("<RequestOutcomeDate>2025-02-20", "<RequestOutcomeDate>2025-02-21")


def test_a_return_becomes_children_cases_and_events(load, journal, ask, ada, ben):
    report = load("sen2")
    assert (report.counts["children"], report.counts["cases"], report.refused) == (2, 3, [])
    assert [event for event, _, _ in journal(ada)] == [
        "request-received",
        "decided-to-assess",
        "final-plan-issued",
    ]
    assert journal(ada, "annual-review") == [
        ("plan-made", "2025-06-02", {"date_of_birth": "2016-05-04"}),
        ("placement-started", "2025-09-03", {"setting": "URN:100000", "rank": 1, "unit": False}),
        ("needs-reported", "2026-01-15", {"primary": "ASD", "secondary": "SLCN"}),
    ]
    assert journal(ben) == [("request-received", "2025-12-08", {"by": "young person or parent"})]
    assert ask("SELECT count(*) FROM cases_case WHERE arose_from_id IS NOT NULL") == [1]


def test_every_case_is_projected_in_the_same_transaction(load, ask):
    load("sen2")
    stages = ask("SELECT c.pathway, s.stage FROM cases_casestate s JOIN cases_case c ON c.id = s.case_id")
    assert sorted(stages) == [
        ("annual-review", "plan-in-force"),
        ("ehc-needs-assessment", "considering"),
        ("ehc-needs-assessment", "plan-issued"),
    ]
    assert ask("SELECT due::text FROM cases_clockrow WHERE clock = 'complete-review'") == ["2026-06-01"]


def test_the_same_file_twice_writes_nothing(load, everything):
    load("sen2")
    before = everything()
    report = load("sen2")
    assert report.repeated
    assert everything() == before


def test_the_same_content_in_another_file_adds_no_fact(load, ask):
    load("sen2")
    report = load("sen2", ("<SerialNo>1", "<SerialNo>2"))
    assert not report.changed()
    assert ask("SELECT count(*) FROM cases_event") == [7]
    assert ask("SELECT count(*) FROM cases_importrun") == [2]
    assert ask("SELECT part, count(*) FROM cases_rawrecord GROUP BY part ORDER BY part") == [("person", 2), ("placements", 2), ("request", 2)]


def test_another_date_in_a_later_file_corrects_and_names_the_file(load, journal, ask, ada):
    load("sen2")
    report = load("sen2", OTHER_DATE, name="second.xml")
    assert report.counts["corrections"] == 2
    assert ("decided-to-assess", "2025-02-21", {}) in journal(ada)
    assert ("decided-to-assess", "2025-02-20", {}) not in journal(ada)
    [reason] = ask("SELECT fields ->> 'reason' FROM cases_event WHERE event = 'corrected'")
    assert reason == "second.xml gives another: 21 February 2025"


def test_a_correction_is_made_once(load, everything):
    load("sen2")
    load("sen2", OTHER_DATE)
    before = everything()
    assert load("sen2", OTHER_DATE).repeated
    assert everything() == before


def test_a_correction_can_be_taken_back(load, journal, ada):
    load("sen2")
    load("sen2", OTHER_DATE)
    report = load("sen2", ("<SerialNo>1", "<SerialNo>3"))
    assert report.counts["corrections"] == 2
    assert ("decided-to-assess", "2025-02-20", {}) in journal(ada)
    assert len([event for event, _, _ in journal(ada) if event == "decided-to-assess"]) == 1


def test_a_decision_told_the_other_way_is_a_correction(load, journal, ada):
    load("sen2")
    load("sen2", ("<RequestOutcome>Y", "<RequestOutcome>N"))
    assert "decided-not-to-assess" in [event for event, _, _ in journal(ada)]
    assert "decided-to-assess" not in [event for event, _, _ in journal(ada)]


def test_a_field_that_a_later_file_leaves_out_stays(load, journal, ada):
    load("sen2")
    without = ("<RequestSource>2</RequestSource>", "")
    assert load("sen2", without).counts["corrections"] == 0
    assert ("request-received", "2025-01-13", {"by": "school or other education setting"}) in journal(ada)


def test_a_correction_is_known_only_from_its_loading_on(load, ask):
    load("sen2")
    load("sen2", OTHER_DATE)
    [first] = ask("SELECT recorded_at FROM cases_event WHERE event = 'decided-to-assess' ORDER BY recorded_at LIMIT 1")
    [corrected] = ask("SELECT recorded_at FROM cases_event WHERE event = 'corrected'")
    assert first < corrected


def test_a_difference_in_a_field_alone_says_what_each_of_the_two_gives(load):
    """The plan is of the same day in both: only the date of birth differs, and that is what somebody must look at."""
    load("sen2", *LONG_AGO)
    [differs] = load("sen2", *LONG_AGO, *LAST_YEAR, ("2016-05-04", "2016-04-05"), name="last.xml").differing
    assert "The file gives plan-made on 2020-06-02 (date_of_birth 2016-04-05); on record is plan-made on 2020-06-02 (date_of_birth 2016-05-04)." in differs.message


def test_an_older_return_does_not_overrule_a_newer_one(load, journal, ada):
    load("sen2")
    older = ("<Year>2026</Year><ReferenceDate>2026-01-15", "<Year>2025</Year><ReferenceDate>2026-01-01")
    report = load("sen2", OTHER_DATE, older)
    assert report.counts["corrections"] == 0
    assert ("decided-to-assess", "2025-02-20", {}) in journal(ada)
    assert "A newer file says otherwise" in " ".join(each.message for each in report.differing)


def test_a_plan_whose_start_date_moves_is_reported_and_not_made_again(load, journal, ada):
    load("sen2")
    report = load("sen2", ("<StartDate>2025-06-02", "<StartDate>2025-09-02"))
    [differing] = report.differing
    assert "The file gives plan-made on 2025-09-02" in differing.message
    assert [on for event, on, _ in journal(ada, "annual-review") if event == "plan-made"] == ["2025-06-02"]


HISTORICAL = [("<ReceivedDate>2025-01-13</ReceivedDate>", ""), ("<RequestOutcome>Y", "<RequestOutcome>H"), ("<RequestOutcomeDate>2025-02-20</RequestOutcomeDate>", "")]
"""A request of before the return's year need not give its received date: its plan is known by its start date."""


def plan_starts(journal, ada):
    return [on for event, on, _ in journal(ada, "annual-review") if event == "plan-made"]


@pytest.mark.parametrize("first", [[], HISTORICAL], ids=["the year before with its received date", "never with one"])
def test_nor_is_one_of_a_request_without_a_received_date(load, journal, ada, first):
    """Amended in November 2025 it was a second plan, whose first review was due beside that of the first."""
    load("sen2", *first)
    later = load("sen2", *HISTORICAL, LATER, ("<StartDate>2025-06-02", "<StartDate>2025-11-03"), name="newer.xml")
    [differing] = later.differing
    assert "The file gives plan-made on 2025-11-03" in differing.message
    assert plan_starts(journal, ada) == ["2025-06-02"]


@pytest.mark.parametrize("newer_first", [False, True])
def test_one_that_begins_after_the_first_ceased_is_another_plan(load, journal, ada, newer_first):
    """She moved away and came back."""
    ceased = ("<StartDate>2025-06-02</StartDate>", "<StartDate>2025-06-02</StartDate><CeaseDate>2025-11-03</CeaseDate><CeaseReason>5</CeaseReason>")
    files = [(*HISTORICAL, ceased), (*HISTORICAL, LATER, ("<StartDate>2025-06-02", "<StartDate>2026-03-02"))]
    for n, changes in enumerate(reversed(files) if newer_first else files):
        load("sen2", *changes, name=f"{n}.xml")
    assert sorted(plan_starts(journal, ada)) == ["2025-06-02", "2026-03-02"]


def test_a_second_school_from_the_same_day_is_a_placement_of_its_own(load, journal, ada):
    """She is on two rolls from one day, and the first return gave one of them."""
    load("sen2")
    text = (EXAMPLES / "sen2.xml").read_text(encoding="utf-8")
    one = text[text.index("<PlacementDetail>") : text.index("</PlacementDetail>") + len("</PlacementDetail>")]
    other = one.replace("100000", "100001").replace("<PlacementRank>1", "<PlacementRank>2")
    for _ in range(2):
        load("sen2", (one, one + other), LATER, name="newer.xml")
        assert [fields["setting"] for event, _, fields in journal(ada, "annual-review") if event == "placement-started"] == ["URN:100000", "URN:100001"]


def test_what_a_later_file_leaves_out_stays(load, journal, ada, ben):
    load("sen2")
    before = journal(ada), journal(ben)
    text = (EXAMPLES / "sen2.xml").read_text(encoding="utf-8")
    whole_of_ben = "<Person>" + text.split("<Person>")[2].split("</Person>")[0] + "</Person>"
    report = load("sen2", (whole_of_ben, ""))
    assert report.counts["persons"] == 1
    assert (journal(ada), journal(ben)) == before


def left_out(report):
    return [each.message for each in report.found if each.rule == "left-out"]


def test_a_request_and_a_plan_that_the_next_return_leaves_out_are_reported_and_stay(load, journal, ada, ben):
    """Ada's assessment ended with her plan, so a later return need not give it; her plan and Ben's open request it must."""
    load("sen2")
    before = journal(ada, "annual-review"), journal(ben)
    people = (EXAMPLES / "sen2.xml").read_text(encoding="utf-8").split("<Person>")
    report = load("sen2", LATER, ("<Person>" + people[1], ""), ("<Person>" + people[2].split("</Person>")[0] + "</Person>", ""))
    request, plan = left_out(report)
    assert "A request of 2025-12-08 that the return of 2026-01-15 gave is open on record" in request
    assert "A plan that the return of 2026-01-15 gave is in force on record" in plan
    assert (journal(ada, "annual-review"), journal(ben)) == before


def test_a_return_of_which_a_part_was_refused_is_not_said_to_leave_it_out(load):
    load("sen2")
    report = load("sen2", LATER, ("<PersonBirthDate>2019-11-20</PersonBirthDate>", ""))
    [words] = left_out(report)
    assert words.endswith("Part of this return was refused: look first whether it is there.")


def test_a_request_whose_received_date_moves_is_reported_as_standing_twice(load, ask, ben):
    load("sen2")
    report = load("sen2", LATER, ("<ReceivedDate>2025-12-08", "<ReceivedDate>2025-12-09"))
    [words] = left_out(report)
    assert "was refused" not in words
    assert "A request of 2025-12-08" in words
    assert "it stands twice now" in words
    of_ben = "SELECT c.id FROM cases_case c JOIN people_child p ON p.id = c.child_id WHERE p.upn = %s"
    assert len(ask(of_ben, ben)) == 2


def test_neither_the_same_years_return_nor_an_older_one_leaves_anything_out(load):
    load("sen2")
    people = (EXAMPLES / "sen2.xml").read_text(encoding="utf-8").split("<Person>")
    without_ben = ("<Person>" + people[2].split("</Person>")[0] + "</Person>", "")
    assert left_out(load("sen2", without_ben, name="second.xml")) == []
    assert left_out(load("sen2", *LAST_YEAR, without_ben, name="older.xml")) == []
    assert left_out(load("sen2", LATER, name="next.xml")) == []


def test_the_next_years_return_adds_what_is_new(load, journal, ada):
    load("sen2")
    review = (
        "<ActivePlans>",
        "<ActivePlans><ReviewMeeting>2026-05-12</ReviewMeeting><ReviewOutcome>M</ReviewOutcome>"
        "<LastReview>2026-05-29</LastReview>",
    )
    load("sen2", LATER, review)
    events = [(event, on) for event, on, _ in journal(ada, "annual-review")]
    assert ("review-meeting-held", "2026-05-12") in events
    assert ("decided-to-maintain", "2026-05-29") in events
    assert ("needs-reported", "2027-01-21") in events
    assert events.count(("plan-made", "2025-06-02")) == 1


class TestWhatAPersonRecorded:
    def test_is_not_overruled_and_the_difference_is_reported(self, load, record, journal, ben):
        load("sen2")
        record(ben, "decided-to-assess", "2026-01-12")
        decided = (
            "<RequestOutcome>A</RequestOutcome>",
            "<RequestOutcome>Y</RequestOutcome><RequestOutcomeDate>2026-01-14</RequestOutcomeDate>",
        )
        report = load("sen2", decided)
        assert ("decided-to-assess", "2026-01-12", {}) in journal(ben)
        assert ("decided-to-assess", "2026-01-14", {}) not in journal(ben)
        [differing] = report.differing
        assert "The record is a person's, and it stands" in differing.message

    def test_that_the_file_says_too_is_not_doubled(self, load, record, journal, ben):
        load("sen2")
        record(ben, "decided-to-assess", "2026-01-14")
        decided = (
            "<RequestOutcome>A</RequestOutcome>",
            "<RequestOutcome>Y</RequestOutcome><RequestOutcomeDate>2026-01-14</RequestOutcomeDate>",
        )
        report = load("sen2", decided)
        assert report.differing == []
        assert [event for event, _, _ in journal(ben)].count("decided-to-assess") == 1

    def test_a_persons_correction_of_a_file_stands(self, load, record, journal, ask, ada):
        load("sen2")
        [wrong] = ask("SELECT id::text FROM cases_event WHERE event = 'decided-to-assess'")
        record(ada, "corrected", "2025-02-20", fields=f'{{"event_id": "{wrong}", "reason": "Mistyped"}}')
        record(ada, "decided-to-assess", "2025-02-18")
        again = load("sen2", ("<SerialNo>1", "<SerialNo>2"))
        otherwise = load("sen2", OTHER_DATE)
        assert [on for event, on, _ in journal(ada) if event == "decided-to-assess"] == ["2025-02-18"]
        assert again.counts["events"] == otherwise.counts["events"] == 0
        assert len(otherwise.differing) == 1

    def test_a_decision_on_a_review_stands(self, load, record, journal, ada):
        load("sen2")
        record(ada, "review-meeting-held", "2025-12-01", "annual-review")
        record(ada, "decided-to-maintain", "2025-12-15", "annual-review")
        review = (
            "<ActivePlans>",
            "<ActivePlans><ReviewMeeting>2025-12-01</ReviewMeeting><ReviewOutcome>A</ReviewOutcome>"
            "<LastReview>2025-12-18</LastReview>",
        )
        report = load("sen2", review)
        decisions = [event for event, _, _ in journal(ada, "annual-review") if event.startswith("decided")]
        assert decisions == ["decided-to-maintain"]
        assert len(report.differing) == 1


class TestWhoIsMeant:
    def test_a_former_upn_still_finds_the_child(self, load, ask, ada):
        load("sen2")
        ask("INSERT INTO people_formerupn (child_id, owner_id, upn) SELECT id, owner_id, upn FROM people_child")
        ask("UPDATE people_child SET upn = '' WHERE upn = %s", ada)
        report = load("sen2", ("<SerialNo>1", "<SerialNo>2"))
        assert report.counts["children"] == 0
        assert ask("SELECT count(*) FROM people_child") == [2]

    def test_a_number_that_came_late_is_taken_over(self, load, ask, ada):
        load("sen2", (f"<UPN>{ada}</UPN>", "<UPNunknown>UN8</UPNunknown>"))
        report = load("sen2")
        assert (report.counts["children"], report.refused) == (0, [])
        assert ask("SELECT upn FROM people_child WHERE forename = 'Ada'") == [ada]

    def test_name_and_birth_alone_are_a_doubt_for_a_person(self, load, ask, ada, everything):
        load("sen2")
        unknown = (f"<UPN>{ada}</UPN>", "<UPNunknown>UN8</UPNunknown>")
        report = load("sen2", unknown, ("CM1 1QH", "CM2 6XE"))
        [refused] = report.refused
        assert "no number or postcode confirms" in refused.message
        assert ask("SELECT count(*) FROM people_child") == [2]

    def test_name_birth_and_postcode_are_enough(self, load, ask, ada):
        load("sen2")
        report = load("sen2", (f"<UPN>{ada}</UPN>", "<UPNunknown>UN8</UPNunknown>"))
        assert (report.counts["children"], report.refused) == (0, [])
        assert ask("SELECT upn FROM people_child WHERE forename = 'Ada'") == [ada]

    def test_a_number_of_somebody_else_is_a_doubt(self, load, ask, ada):
        load("sen2")
        report = load("sen2", ("Ada", "Zoe"), ("<Surname>Example", "<Surname>Other"), ("2016-05-04", "2015-03-01"))
        assert "another name and another date of birth" in report.refused[0].message
        assert ask("SELECT count(*) FROM people_child") == [2]

    def test_a_brothers_number_is_a_doubt(self, load, ask, ada):
        load("sen2")
        report = load("sen2", ("Ada", "Zoe"), ("2016-05-04", "2015-03-01"))
        assert "another name and another date of birth" in report.refused[0].message
        assert ask("SELECT forename FROM people_child WHERE upn = %s", ada) == ["Ada"]

    def test_a_namesake_with_a_number_and_a_home_of_their_own_is_another_child_and_reported(self, load, ask, ada, cai):
        load("sen2")
        report = load("sen2", (ada, cai), ("CM1 1QH", "CM2 6XE"))
        assert report.counts["children"] == 1
        assert ask("SELECT count(*) FROM people_child WHERE forename = 'Ada'") == [2]
        assert [(each.row, each.severity) for each in report.found if each.rule == "namesake"] == [("person 1", "doubtful")]

    def test_a_changed_number_makes_no_second_child(self, load, ask, ada, cai):
        load("sen2")
        report = load("sen2", (ada, cai))
        assert (report.counts["children"], report.counts["cases"]) == (0, 0)
        [refused] = report.refused
        assert (refused.row, refused.child) == ("person 1", *ask("SELECT id FROM people_child WHERE upn = %s", ada))
        assert "same name, date of birth and postcode and another number" in refused.message

    def test_one_child_with_two_numbers_in_one_file_is_a_doubt_that_names_both_places(self, load, ask, ada):
        alike = [("Ben", "Ada"), ("2019-11-20", "2016-05-04"), ("CO1 1JG", "CM1 1QH")]
        report = load("sen2", *alike)
        [refused] = report.refused
        assert refused.row == "person 2"
        assert refused.message.startswith("Person 1 has the same name")
        assert ask("SELECT upn FROM people_child") == [ada]

    def test_two_persons_with_one_number_are_both_refused(self, load, ask, ada, ben):
        report = load("sen2", (ben, ada))
        assert ask("SELECT count(*) FROM people_child") == [0]
        assert {each.row for each in report.refused} == {"person 1", "person 2"}

    def test_a_sealed_record_is_not_brought_back(self, load, ask, ada, everything):
        load("sen2")
        ask("UPDATE people_child SET sealed = true WHERE upn = %s", ada)
        before = everything()
        report = load("sen2", OTHER_DATE, LATER)
        [refused] = report.refused
        assert "not open to imports" in refused.message
        assert refused.child is None
        after = everything()
        assert after["people_child"] == before["people_child"]
        # Ben has nothing new in the later file, so no event came at all.
        assert after["cases_event"] == before["cases_event"]


class TestTheChildsOwnItems:
    def test_follow_the_newer_return(self, load, ask, ada):
        load("sen2")
        load("sen2", ("CM1 1QH", "CM2 6XE"))
        assert ask("SELECT postcode FROM people_child WHERE upn = %s", ada) == ["CM2 6XE"]

    def test_stay_where_a_person_changed_them(self, load, ask, ada):
        load("sen2")
        ask("UPDATE people_child SET postcode = 'CM3 1AA' WHERE upn = %s", ada)
        report = load("sen2", ("CM1 1QH", "CM2 6XE"))
        assert ask("SELECT postcode FROM people_child WHERE upn = %s", ada) == ["CM3 1AA"]
        assert "on record is CM3 1AA, which no return gave" in report.differing[0].message

    def test_follow_the_newest_return_though_an_older_one_came_between(self, load, ask, ada):
        load("sen2", *LONG_AGO)
        load("sen2", *LONG_AGO, *LAST_YEAR, ("CM1 1QH", "CM3 1AA"), name="older.xml")
        load("sen2", *LONG_AGO, LATER, ("CM1 1QH", "CM2 6XE"), name="newer.xml")
        assert ask("SELECT postcode FROM people_child WHERE upn = %s", ada) == ["CM2 6XE"]

    @pytest.mark.parametrize("between", [LAST_YEAR, [("<SerialNo>1", "<SerialNo>2")]], ids=["an older one fills it", "the same year's leaves it out"])
    def test_follow_the_newest_return_though_another_left_an_item_out(self, load, ask, ada, between):
        without, first = ("<PostCode>CM1 1QH</PostCode>", ""), [*LONG_AGO, *between]
        load("sen2", *LONG_AGO, *([without] if between is LAST_YEAR else []))
        load("sen2", *first, *([] if between is LAST_YEAR else [without]), name="between.xml")
        assert ask("SELECT postcode FROM people_child WHERE upn = %s", ada) == ["CM1 1QH"]
        report = load("sen2", *LONG_AGO, LATER, ("CM1 1QH", "CM2 6XE"), name="newer.xml")
        assert (ask("SELECT postcode FROM people_child WHERE upn = %s", ada), report.differing) == (["CM2 6XE"], [])


class TestWhatIsRefused:
    def test_each_planted_fault_is_kept_with_its_reason(self, load, ask, samples):
        ask(
            "INSERT INTO people_organisation (id, code, name, kind)"
            " VALUES (gen_random_uuid(), 'LA:999', 'Sample', 'local-authority')"
        )
        load("sen2", path=samples / "sen2_2026_sample_faults.xml")
        found = set(ask("SELECT row, rule FROM cases_importfinding WHERE row LIKE 'person%%'"))
        planted = {1: "P02", 2: "P05", 3: "P06", 4: "P08", 5: "P09", 6: "P11", 7: "D01", 9: "A02", 10: "D03"}
        planted |= {11: "L02", 12: "S02", 13: "V05", 14: "R09", 15: "L03", 30: "R07", 34: "N07"}
        assert {(f"person {position}", rule) for position, rule in planted.items()} <= found
        assert ask("SELECT count(*) FROM people_child") == [59 - 2]

    def test_a_value_outside_its_set_is_left_out_and_the_child_kept(self, load, ask, ada):
        report = load("sen2", ("<Ethnicity>WBRI", "<Ethnicity>ZZZZ"))
        assert ask("SELECT ethnicity FROM people_child WHERE upn = %s", ada) == [""]
        assert "P06" in [each.rule for each in report.found]

    @pytest.mark.parametrize(
        "change, words",
        [
            (
                ("<Message>", '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><Message>'),
                "document type",
            ),
            (("</Persons>", ""), "cut short"),
            (("<LEA>881", "<LEA>999"), "not one of England's"),
            (("<LEA>881</LEA>", ""), "its header has no LEA"),
            (("<Year>2026", "<Year>1999"), "2022 to 2027"),
        ],
    )
    def test_a_file_that_cannot_be_trusted_is_refused_whole(self, load, everything, change, words):
        before = everything()
        with pytest.raises(Unloadable, match=words):
            load("sen2", change)
        assert everything() == before

    def test_another_councils_return_is_refused(self, load):
        load("sen2")
        with pytest.raises(Unloadable, match="886"):
            load("sen2", ("<LEA>881", "<LEA>886"))

    def test_a_neighbour_on_record_is_another_council_until_it_is_named(self, load, everything):
        load("sen2")
        Organisation.objects.create(code="LA:882", name="Southend-on-Sea", kind="local-authority")
        before = everything()
        with pytest.raises(Unloadable, match="are another council’s.*GOLDENTHREAD_AUTHORITY=882"):
            load("sen2", ("<LEA>881", "<LEA>882"))
        assert everything() == before
        assert load("sen2", ("<LEA>881", "<LEA>882"), authority="882").counts["children"]

    def test_a_return_of_another_council_than_the_one_named_is_refused(self, load, everything):
        before = everything()
        with pytest.raises(Unloadable, match="GOLDENTHREAD_AUTHORITY says that what is loaded is of 882"):
            load("sen2", authority="882")
        assert everything() == before

    def test_a_fault_half_way_leaves_nothing(self, load, everything, monkeypatch):
        def fail(*_):
            raise RuntimeError("the power went")

        before = everything()
        monkeypatch.setattr(projection, "rebuild", fail)
        with pytest.raises(RuntimeError):
            load("sen2")
        assert everything() == before


def test_raw_values_are_kept_for_the_next_return(load, ask, ada):
    load("sen2")
    [value] = ask(
        "SELECT r.data #>> '{Assessment,0,NamedPlan,0,PB}' FROM cases_rawrecord r"
        " JOIN people_child k ON k.id = r.child_id WHERE k.upn = %s AND r.part = 'request'",
        ada,
    )
    assert value == "0"


def test_a_placement_in_a_school_on_record_shows_where_the_child_attends(load, ask):
    ask(
        "INSERT INTO people_organisation (id, code, name, kind)"
        " VALUES (gen_random_uuid(), 'LA:881', 'Essex', 'local-authority'),"
        " (gen_random_uuid(), 'URN:100000', 'Example Primary', 'school')"
    )
    load("sen2")
    assert ask("SELECT kind, valid_from::text, valid_to FROM people_connection") == [("attends", "2025-09-03", None)]
    first = "<URN>100000</URN><PlacementRank>1</PlacementRank><EntryDate>2025-09-03"
    moved = (first, first.replace("100000", "100001").replace("2025-", "2026-"))
    load("sen2", LATER, moved)
    assert ask("SELECT valid_to::text FROM people_connection") == ["2027-01-21"]


PLACED = "<URN>100000</URN><PlacementRank>1</PlacementRank><EntryDate>2025-09-03"


LONG_AGO = [
    ("2025-01-13", "2020-01-13"),
    ("<RequestOutcomeDate>2025-02-20</RequestOutcomeDate><RequestOutcome>Y", "<RequestOutcome>H"),
    ("<AssessmentOutcome>Y</AssessmentOutcome><AssessmentOutcomeDate>2025-06-02</AssessmentOutcomeDate>", "<AssessmentOutcome>H</AssessmentOutcome>"),
    ("<StartDate>2025-06-02", "<StartDate>2020-06-02"),
]
"""Ada's plan is of 2020, so that each return of these years has it."""


def placed(urn, since):
    return (PLACED, PLACED.replace("100000", urn).replace("2025-09-03", since))


def last(year, census):
    return ("<Year>2026</Year><ReferenceDate>2026-01-15", f"<Year>{year}</Year><ReferenceDate>{census}")


SINCE_2024 = (placed("100001", "2024-09-04"), last(2025, "2025-01-16"))


def test_an_older_return_does_not_end_the_placement_that_a_newer_one_shows_open(load, ask):
    """The newer one says that Ada has been in 100000 since September 2023; the older one had her in 100001 from September 2024."""
    load("people")
    load("sen2", *LONG_AGO, placed("100000", "2023-09-04"))
    load("sen2", *LONG_AGO, *SINCE_2024, name="last.xml")
    ended = ask("SELECT c.valid_to FROM people_connection c JOIN people_organisation o ON o.id = c.organisation_id WHERE o.code = 'URN:100000' AND c.kind = 'attends' AND c.valid_from = '2023-09-04'")
    assert ended == [None]


# In both orders: whichever return comes second, somebody is told that the two cannot both be right.
@pytest.mark.parametrize("newer_first", [False, True])
class TestWhatIsToldAfterAnEnd:
    def told(self, load, newer_first, older, newer):
        files = [("older.xml", (*older, *LAST_YEAR)), ("newer.xml", newer)]
        first, second = reversed(files) if newer_first else files
        assert not [each for each in load("sen2", *first[1], name=first[0]).found if each.rule == "ended"]
        return [each.message for each in load("sen2", *second[1], name=second[0]).found if each.rule == "ended"]

    def test_of_a_plan_that_ceased_and_is_in_force_at_the_next_census_is_reported(self, load, newer_first):
        ceased = [("<PB>0</PB><OA>0</OA>", "<PB>0</PB><OA>0</OA><CeaseDate>2024-12-20</CeaseDate><CeaseReason>2</CeaseReason>"), ("<ActivePlans>", "<!--"), ("</ActivePlans>", "-->")]
        [words] = self.told(load, newer_first, [*LONG_AGO, *ceased], LONG_AGO)
        assert words.startswith("On record the plan ceased on 2024-12-20, and a return has it among the plans in force on 2026-01-15.")

    def test_of_a_request_that_was_withdrawn_and_then_decided_is_reported(self, load, newer_first):
        received = [("2025-01-13", "2025-01-10")]
        withdrawn = [*received, ("<RequestOutcomeDate>2025-02-20</RequestOutcomeDate><RequestOutcome>Y", "<RequestOutcome>W"), ("<Assessment>", "<!--"), ("</ActivePlans>", "-->")]
        [words] = self.told(load, newer_first, withdrawn, received)
        assert words.startswith("A return said that the request had ended, undecided, by 2025-01-16; decided-to-assess is of 2025-02-20.")


@pytest.mark.parametrize("newer_first", [False, True])
def test_what_had_ended_by_a_census_had_ended_by_the_first_that_says_so(load, journal, ada, newer_first):
    """Both returns have the request as withdrawn; no return says when. By 16 January 2025 it was."""
    withdrawn = [
        ("2025-01-13", "2025-01-10"),
        ("<RequestOutcomeDate>2025-02-20</RequestOutcomeDate><RequestOutcome>Y", "<RequestOutcome>W"),
        ("<Assessment>", "<!--"),
        ("</ActivePlans>", "-->"),
    ]
    files = [("older.xml", LAST_YEAR), ("newer.xml", [])]
    for name, year in reversed(files) if newer_first else files:
        load("sen2", *withdrawn, *year, name=name)
    assert [on for event, on, _ in journal(ada) if event == "reported-closed"] == ["2025-01-16"]
    assert load("sen2", *withdrawn, name="again.xml").counts["events"] == 0


def test_progress_is_told(load):
    told = []
    load("sen2", progress=lambda step, done, total: told.append(step))
    assert list(dict.fromkeys(told)) == [
        "Reading and checking persons",
        "Finding each child",
        "Comparing with the journal",
        "Writing events",
        "Working out every clock",
        "Saving",
    ]


def test_the_report_reads_as_sentences(load):
    report = load("sen2", ("2016-05-04", "2016-13-04"))
    lines = list(report.lines())
    assert any(line.endswith("persons read") for line in lines)
    assert any("person 1: refused: The date of birth is missing" in line for line in lines)
    assert {each.severity for each in report.found} <= {REFUSED, DIFFERS, "doubtful"}


def test_a_caseload_that_differs_from_last_years_is_found_where_that_was_loaded(load):
    """Ada alone has a plan: 1 this year; none last year, which is over a tenth less."""
    opened, ended = "<ActivePlans>", "</ActivePlans>"
    none = [(opened, "<!--"), (ended, "-->")]
    assert not [each for each in load("sen2", *LAST_YEAR, *none, name="last.xml").found if each.rule == "T01"]
    [found] = [each for each in load("sen2").found if each.rule == "T01"]
    assert "The return of 2025 had 0. (ActivePlans: 1)" in found.message


def test_the_same_caseload_as_last_year_is_no_finding(load):
    load("sen2", *LAST_YEAR, name="last.xml")
    assert not [each for each in load("sen2").found if each.rule == "T01"]


# Ada is in URN:100000 from 3 September 2025 on, and was still there on the census day, 15 January 2026.
@pytest.mark.parametrize("closed, found", [("2026-01-14", True), ("2026-01-15", False), ("2025-08-31", True)])
def test_a_placement_in_a_school_that_had_closed_is_found_where_that_is_on_record(load, ask, closed, found):
    load("people")
    ask("UPDATE people_organisation SET valid_to = %s WHERE code = 'URN:100000'", closed)
    report = load("sen2")
    assert [f"it closed on {closed}" in each.message for each in report.found if each.rule == "D04"] == [True] * found


def test_a_return_whose_census_is_still_to_come_is_refused(load, ask):
    with pytest.raises(Unloadable, match="2027-01-21, is still to come"):
        load("sen2", LATER, today=dt.date(2027, 1, 20))
    assert ask("SELECT count(*) FROM people_child") == [0]
    assert load("sen2", LATER, today=dt.date(2027, 1, 21)).counts["children"] == 2


REHEARSAL = ("<Year>2026</Year><ReferenceDate>2026-01-15", "<Year>2027</Year><ReferenceDate>2026-11-20")


def test_a_rehearsal_says_the_day_on_which_it_was_made_and_what_is_dated_later_is_left_out_and_reported(load, ask, journal, ada):
    with pytest.raises(Unloadable, match="give as ReferenceDate in its header the day on which it was made"):
        load("sen2", LATER, today=dt.date(2026, 11, 28))
    to_come = ("<ActivePlans>", "<ActivePlans><ReviewMeeting>2026-12-03</ReviewMeeting>")
    report = load("sen2", REHEARSAL, to_come, today=dt.date(2026, 11, 28))
    assert {"H02", "V07"} <= {each.rule for each in report.found}
    events = journal(ada, "annual-review")
    assert ("needs-reported", "2026-11-20") in [(event, on) for event, on, _ in events]
    assert max(on for _, on, _ in events) == "2026-11-20"
    assert load("sen2", LATER, name="return.xml").refused == []
    assert ask("SELECT count(*) FROM people_child") == [2]


def test_last_year_s_caseload_is_that_of_its_return_and_not_of_a_rehearsal(load):
    load("sen2")
    load("sen2", REHEARSAL, ("<ActivePlans>", "<!--"), ("</ActivePlans>", "-->"), name="rehearsal.xml")
    assert not [each for each in load("sen2", LATER, name="return.xml").found if each.rule == "T01"]


def test_codes_in_small_letters_land_as_those_in_capitals_do_and_are_told_once_an_item(load, everything):
    small = [("<SENtype>ASD", "<SENtype>asd"), ("<SENtype>SLCN", "<SENtype>slcn"), ("Outcome>Y<", "Outcome>y<"), ("Outcome>A<", "Outcome>a<"), ("<Ethnicity>WBRI", "<Ethnicity>wbri")]
    told = [each for each in load("sen2", *small, name="small.xml").found if each.rule == "X11"]
    assert sorted(each.message.rpartition("(")[2].partition(":")[0] for each in told) == ["AssessmentOutcome", "Ethnicity", "RequestOutcome", "SENtype"]
    assert all(each.severity == "doubtful" and each.row == "the file" for each in told)
    before = everything()
    report = load("sen2")
    assert (report.counts["events"], report.counts["children_changed"], report.refused) == (0, 0, [])
    after = everything()
    assert {table for table in after if after[table] != before[table]} <= {"cases_importrun", "cases_importfinding"}


def test_a_number_that_comes_with_another_first_name_is_reported_and_another_surname_is_not(load):
    """A twin has the same birthday and surname: a return that swapped two numbers swapped the two records, and told nobody."""
    load("sen2")
    married = ("<Surname>Example</Surname><Forename>Ada", "<Surname>Other</Surname><Forename>Ada")
    assert not [each for each in load("sen2", married).found if each.rule == "renamed"]
    other = ("<Surname>Example</Surname><Forename>Ada", "<Surname>Other</Surname><Forename>Zoe")
    [doubt] = [each for each in load("sen2", other).found if each.rule == "renamed"]
    assert (doubt.severity, doubt.row) == ("doubtful", "person 1")
    assert "that of Ada Other, and the return gives Zoe Other" in doubt.message


def test_an_older_return_does_not_end_a_placement_that_a_newer_one_shows_again(load, ask):
    """Ada was in 100001 and in 100000 at the censuses of 2024 and of 2026. The return of 2026 adds nothing to what that of 2024 gave; that of 2025, which lacks 100001,
    comes late."""
    load("people")
    both = placed("100001", "2022-09-05")[1] + "</EntryDate><SENunitIndicator>0</SENunitIndicator><ResourcedProvisionIndicator>0</ResourcedProvisionIndicator></PlacementDetail>"
    both += "<PlacementDetail>" + placed("100000", "2023-09-04")[1].replace("<PlacementRank>1", "<PlacementRank>2")
    load("sen2", *LONG_AGO, (PLACED, both), last(2024, "2024-01-18"), name="2024.xml")
    load("sen2", *LONG_AGO, (PLACED, both), name="2026.xml")
    load("sen2", *LONG_AGO, placed("100000", "2023-09-04"), last(2025, "2025-01-16"), name="2025.xml")
    found = ask("SELECT o.code, c.valid_to::text FROM people_connection c JOIN people_organisation o ON o.id = c.organisation_id WHERE c.kind = 'attends' ORDER BY c.valid_from")
    assert found == [("URN:100001", None), ("URN:100000", None)]
