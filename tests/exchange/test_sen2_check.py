"""The rules: silent on a clean return, and each fault found where it was planted."""

from __future__ import annotations

import pytest

from goldenthread.exchange.sen2.check import NOT_CHECKED, check
from goldenthread.exchange.sen2.layout import RULES
from goldenthread.exchange.sen2.read import read

# What the key of the sample calls a fault, as the rules that must find it.
PLANTED = {
    "PersonBirthDate missing": "P02",
    "Sex has a value outside the code set": "P05",
    "Ethnicity has a value outside the code set": "P06",
    "PostCode malformed": "P08",
    "no UPN, ULN or reason": "P09",
    "UPN check letter wrong": "P11",
    "plan detail names no establishment": "D01",
    "AssessmentOutcome Y or N without AssessmentOutcomeDate": "A02",
    "URN does not have six digits": "D03",
    "no placement of rank 1": "L02",
    "SENtype outside the code set": "S02",
    "ReviewOutcome without ReviewMeeting": "V05",
    "RequestOutcomeDate before ReceivedDate": "R09",
    "placement EntryDate after the census date": "L03",
    "RequestOutcome N without RequestOutcomeDate": "R07",
    "CeaseDate without CeaseReason": "N07",
}


def rules(path, severity="EQ"):
    return [found.rule for found in check(read(path)) if found.severity in severity]


def test_the_clean_sample_has_no_error_but_its_unreal_authority(clean):
    assert rules(clean, "E") == ["H03"]


def test_each_planted_fault_is_found_at_its_person(faulty, planted):
    found = {(each.person, each.rule) for each in check(read(faulty))}
    assert len(planted) == 16
    for fault in planted:
        assert (int(fault["person_position"]), PLANTED[fault["fault"]]) in found


def test_no_error_is_found_at_a_person_without_a_planted_fault(faulty, planted):
    positions = {int(fault["person_position"]) for fault in planted}
    wrong = {each.person for each in check(read(faulty)) if each.severity == "E" and each.person}
    assert wrong <= positions


def test_a_finding_says_who_where_what_and_why(faulty):
    found = next(each for each in check(read(faulty)) if each.rule == "D03")
    assert (found.person, str(found.place), found.fields, found.value) == (
        10,
        "request 1, placement 1",
        ("URN",),
        "12345",
    )
    assert found.reason.startswith("The school number does not have six digits")
    assert found.who == "the case officer"


def test_a_small_return_of_ours_is_clean(xml):
    assert rules(xml(), "E") == []


def test_every_rule_has_words_and_a_place_for_the_departments_number():
    for rule in RULES.values():
        assert rule.words.endswith((".", ")"))
        assert rule.who
        assert rule.dfe_number == ""


def test_rules_that_need_more_than_the_file_say_so():
    assert NOT_CHECKED == {
        "D04": "register of schools",
        "D09": "register of schools",
        "T01": "last year's return",
        "T02": "register of schools",
    }


CHANGES = [
    ("H01", "<Collection>SEN2", "<Collection>SC1"),
    ("H02", "<ReferenceDate>2026-01-15", "<ReferenceDate>2026-01-14"),
    ("H04", "<SerialNo>1</SerialNo>", ""),
    ("H05", "", ""),
    ("P01", "<Forename>Ada</Forename>", ""),
    ("P03", "2016-05-04", "2026-05-04"),
    ("P04", "2016-05-04", "1999-05-04"),
    ("P07", "WBRI", "NOBT"),
    ("P10", "<UPN>", "<UPNunknown>UN8</UPNunknown><UPN>"),
    ("P12", "<UPN>F999410000001</UPN>", "<UniqueLearnerNumber>9999999999</UniqueLearnerNumber>"),
    ("P15", "<UPN>F999410000001</UPN>", "<UPNunknown>UN7</UPNunknown>"),
    ("P16", "<UPN>F999410000001</UPN>", "<UPNunknown>UN1</UPNunknown>"),
    ("R01", "<ReceivedDate>2025-01-13</ReceivedDate>", ""),
    ("R01", "<ReceivedDate>2025-01-13", "<ReceivedDate>2025-02-30"),
    ("R20", "</Requests>", "</Requests><Requests><ReceivedDate>2025-01-13</ReceivedDate><RequestOutcome>A</RequestOutcome></Requests>"),
    ("R02", "<ReceivedDate>2025-01-13", "<ReceivedDate>2026-01-16"),
    ("R03", "<ReceivedDate>2025-01-13", "<ReceivedDate>2015-01-13"),
    ("R04", "<RequestSource>2</RequestSource>", ""),
    ("R05", "<RYA>0</RYA>", ""),
    ("R06", "<RequestOutcome>Y", "<RequestOutcome>Z"),
    ("R08", "<RequestOutcome>Y", "<RequestOutcome>H"),
    ("R10", "<RequestOutcomeDate>2025-02-20", "<RequestOutcomeDate>2026-02-20"),
    ("R11", "<RequestOutcome>Y", "<RequestOutcome>H"),
    ("R13", "<RequestOutcome>Y", "<RequestOutcome>W"),
    ("R15", "<RequestOutcomeDate>2025-02-20", "<RequestOutcomeDate>2025-02-25"),
    ("A01", "<AssessmentOutcome>Y", "<AssessmentOutcome>Q"),
    ("A03", "<AssessmentOutcome>Y", "<AssessmentOutcome>H"),
    ("A04", "<AssessmentOutcomeDate>2025-06-02", "<AssessmentOutcomeDate>2025-02-19"),
    ("A05", "<AssessmentOutcomeDate>2025-06-02", "<AssessmentOutcomeDate>2026-06-02"),
    ("A06", "<OtherTribunal>0</OtherTribunal>", ""),
    ("A07", "<Week20>0</Week20>", ""),
    ("A09", "<AssessmentOutcome>Y", "<AssessmentOutcome>W"),
    ("A10", "<Week20>0", "<Week20>1"),
    ("A11", "<ActivePlans>", "<ActivePlans><TransferLA>210</TransferLA>"),
    ("N01", "<StartDate>2025-06-02</StartDate>", ""),
    ("N02", "<StartDate>2025-06-02", "<StartDate>2025-01-02"),
    ("N03", "<StartDate>2025-06-02", "<StartDate>2014-08-31"),
    ("N04", "<StartDate>2025-06-02", "<StartDate>2025-06-03"),
    ("N05", "<PB>", "<PlanRes>Z</PlanRes><PB>"),
    ("N06", "<OA>0", "<OA>1"),
    ("N08", "<PB>", "<CeaseDate>2025-05-01</CeaseDate><CeaseReason>8</CeaseReason><PB>"),
    ("N09", "<PB>", "<CeaseDate>2025-07-01</CeaseDate><CeaseReason>10</CeaseReason><PB>"),
    ("N10", "<PB>", "<CeaseDate>2025-07-01</CeaseDate><CeaseReason>1</CeaseReason><PB>"),
    ("N11", "<PB>", "<CeaseDate>2025-07-01</CeaseDate><CeaseReason>9</CeaseReason><PB>"),
    ("N12", "<PlacementRank>1", "<PlacementRank>3"),
    ("N13", "<PB>", "<PlanWBP>S</PlanWBP><PB>"),
    ("D02", "<URN>100000</URN>", "<URN>100000</URN><SENsetting>OTH</SENsetting>"),
    ("D05", "<URN>100000</URN>", "<SENsetting>ZZZ</SENsetting>"),
    ("D06", "<URN>100000</URN>", "<SENsetting>OTH</SENsetting>"),
    ("D07", "<SENunitIndicator>0</SENunitIndicator>", ""),
    ("D08", "Indicator>0", "Indicator>1"),
    ("D10", "<URN>100000</URN>", "<SENsetting>NEET</SENsetting>"),
    ("V02", "<PB>", "<CeaseDate>2025-07-01</CeaseDate><CeaseReason>8</CeaseReason><PB>"),
    ("V04", "<ActivePlans>", "<ActivePlans><TransferLA>881</TransferLA>"),
    ("V06", "<ActivePlans>", "<ActivePlans><ReviewOutcome>Z</ReviewOutcome>"),
    ("V07", "<ActivePlans>", "<ActivePlans><ReviewMeeting>2025-06-01</ReviewMeeting>"),
    ("V09", "<ActivePlans>", "<ActivePlans><ReviewOutcome>M</ReviewOutcome>"),
    ("V13", "<ActivePlans>", "<ActivePlans><PhaseTransferFinalDate>2025-02-14</PhaseTransferFinalDate>"),
    (
        "L04",
        "<EntryDate>2025-09-03</EntryDate>",
        "<EntryDate>2025-09-03</EntryDate><LeavingDate>2025-09-02</LeavingDate>",
    ),
    (
        "L06",
        "<URN>100000</URN><PlacementRank>1</PlacementRank><EntryDate>",
        "<URN>100001</URN><PlacementRank>1</PlacementRank><EntryDate>",
    ),
    ("L07", "<EntryDate>", "<RES>Z</RES><EntryDate>"),
    ("S01", "<SENneed><SENtype>ASD</SENtype><SENtypeRank>1</SENtypeRank></SENneed>", ""),
    ("S03", "<SENtypeRank>1", "<SENtypeRank>2"),
    ("S04", "</SENneed>", "</SENneed><SENneed><SENtype>ASD</SENtype><SENtypeRank>2</SENtypeRank></SENneed>"),
    ("T03", "ASD", "OTH"),
    ("X01", "<EntryDate>2025-09-03", "<EntryDate>2025-02-30"),
    ("X02", "<RYA>", "<Colour>green</Colour><RYA>"),
    ("X03", "SENneed", "SENNeed"),
    ("X04", "<RYA>0</RYA>", "<RYA>0</RYA><RYA>1</RYA>"),
    ("X05", "<RYA>0", "<RYA>maybe"),
    ("X06", "<RYA>0</RYA>", "<RYA/>"),
    ("X11", "<SENtype>ASD", "<SENtype>asd"),
]


@pytest.mark.parametrize("rule, before, after", CHANGES, ids=[change[0] for change in CHANGES])
def test_one_change_trips_its_rule(xml, rule, before, after):
    path = xml(edit=lambda text: text.replace(before, after))
    assert rule in rules(path)


def test_a_request_that_is_given_twice_is_reported(xml, request_xml):
    path = xml(edit=lambda text: text.replace("</Requests>", f"</Requests><Requests>{request_xml}</Requests>", 1))
    assert "R19" in rules(path)


REVIEWS = [
    (
        "V08",
        "<ReviewMeeting>2025-08-01</ReviewMeeting><ReviewOutcome>M</ReviewOutcome><LastReview>2025-07-31</LastReview>",
    ),
    (
        "V10",
        "<ReviewMeeting>2025-08-01</ReviewMeeting><ReviewOutcome>M</ReviewOutcome><LastReview>2025-08-30</LastReview>",
    ),
    (
        "V11",
        "<ReviewMeeting>2025-08-01</ReviewMeeting><ReviewOutcome>A</ReviewOutcome><LastReview>2025-08-20</LastReview>",
    ),
    (
        "X12",
        "<ReviewMeeting>2025-08-01</ReviewMeeting><ReviewOutcome>A</ReviewOutcome><ReviewDraft>2025-07-31</ReviewDraft>",
    ),
    (
        "X12",
        "<ReviewMeeting>2025-08-01</ReviewMeeting><ReviewOutcome>A</ReviewOutcome><ReviewDraft>2026-01-16</ReviewDraft>",
    ),
    (
        "V14",
        "<ReviewMeeting>2025-08-01</ReviewMeeting><ReviewOutcome>C</ReviewOutcome><LastReview>2025-08-20</LastReview>",
    ),
]


@pytest.mark.parametrize("rule, review", REVIEWS)
def test_a_review_out_of_order_trips_its_rule(xml, rule, review):
    path = xml(edit=lambda text: text.replace("<ActivePlans>", f"<ActivePlans>{review}"))
    assert rule in rules(path)


@pytest.mark.parametrize("year, found", [(2023, set()), (2024, set()), (2025, {"V05", "V09"})])
def test_the_decision_of_a_review_may_stand_alone_until_the_year_in_which_its_meeting_was_voluntary(xml, year, found):
    review = f"<LastReview>{year - 1}-08-20</LastReview>"
    path = xml(year=year, edit=lambda text: text.replace("<ActivePlans>", f"<ActivePlans>{review}"))
    assert {"V05", "V09"} & set(rules(path)) == found


@pytest.mark.parametrize("year, found", [(2023, False), (2024, True)])
def test_the_name_that_an_item_had_in_the_year_of_the_return_is_no_other_spelling(xml, person_xml, year, found):
    """`GenderCurrent` became `Sex` in 2024."""
    path = xml(person_xml().replace("<Sex>F</Sex>", "<GenderCurrent>2</GenderCurrent>"), year=year)
    assert ("X03" in {each.rule for each in check(read(path))}) is found


def test_a_residential_code_is_checked_where_the_2023_layout_has_it(xml):
    path = xml(year=2023, edit=lambda text: text.replace("<ActivePlans>", "<ActivePlans><RES>C</RES>"))
    assert "L07" in rules(path)


def test_an_outcome_without_its_meeting_is_a_fault_in_the_year_in_which_both_were_voluntary(xml):
    path = xml(year=2024, edit=lambda text: text.replace("<ActivePlans>", "<ActivePlans><ReviewOutcome>M</ReviewOutcome>"))
    assert {"V05", "V09"} <= set(rules(path))


@pytest.mark.parametrize("year, found", [(2024, True), (2025, True), (2026, False)])
def test_a_decision_to_amend_without_its_notice_is_found_where_the_layout_need_not_give_it(xml, year, found):
    review = (
        f"<ReviewMeeting>{year - 1}-08-01</ReviewMeeting><ReviewOutcome>A</ReviewOutcome>"
        f"<LastReview>{year - 1}-08-20</LastReview>"
    )
    path = xml(year=year, edit=lambda text: text.replace("<ActivePlans>", f"<ActivePlans>{review}"))
    assert ("X10" in rules(path), "V11" in rules(path)) == (found, not found)
    given = f"{review}<ReviewDraft>{year - 1}-08-20</ReviewDraft>"
    path = xml(year=year, edit=lambda text: text.replace("<ActivePlans>", f"<ActivePlans>{given}"))
    assert not {"X10", "V11"} & set(rules(path))


def without(tag, text):
    before, rest = text.split(f"<{tag}>", 1)
    return before + rest.split(f"</{tag}>", 1)[1]


@pytest.mark.parametrize(
    "rule, tag",
    [("R12", "Assessment"), ("A08", "NamedPlan"), ("V01", "ActivePlans"), ("V03", "NamedPlan"),
     ("L01", "PlacementDetail"), ("P18", "Requests"), ("N12", "PlanDetail")],
)  # fmt: skip
def test_a_missing_record_trips_its_rule(xml, rule, tag):
    assert rule in rules(xml(edit=lambda text: without(tag, text)))


def test_two_persons_with_one_number_are_both_named(xml, person_xml):
    path = xml(person_xml() + person_xml())
    found = [each for each in check(read(path)) if each.rule == "P13"]
    assert [each.person for each in found] == [1, 2]
    assert found[0].reason.endswith("The other is person 2 in the file.")
    assert "P17" in rules(path)


def test_two_open_requests_are_a_question(xml, person_xml):
    request = "<ReceivedDate>2025-12-13</ReceivedDate><RYA>0</RYA><RequestOutcome>A</RequestOutcome>"
    other = request.replace("2025-12-13", "2025-12-14")
    person = person_xml(request).replace("</Person>", f"<Requests>{other}</Requests></Person>")
    assert "R17" in rules(xml(person))


def test_an_open_request_after_six_weeks_is_a_question(xml):
    request = "<ReceivedDate>2025-11-13</ReceivedDate><RYA>0</RYA><RequestOutcome>A</RequestOutcome>"
    assert "R16" in rules(xml(request=request))


def test_a_person_who_moved_with_an_open_request_is_a_question(xml):
    request = (
        "<ReceivedDate>2025-12-13</ReceivedDate><RequestOutcome>A</RequestOutcome><Exported>938</Exported>"
    )
    assert "R18" in rules(xml(request=request))


def test_a_refusal_needs_its_flags_and_its_date(xml):
    request = "<ReceivedDate>2025-11-13</ReceivedDate><RYA>0</RYA><RequestOutcome>N</RequestOutcome>"
    assert {"R07", "R14"} <= set(rules(xml(request=request)))


def test_two_placements_of_one_rank_that_overlap_are_a_question(xml):
    other = (
        "<PlacementDetail><URN>100001</URN><PlacementRank>1</PlacementRank><EntryDate>2025-09-01</EntryDate>"
        "<LeavingDate>2025-10-01</LeavingDate></PlacementDetail>"
    )
    assert "L05" in rules(
        xml(edit=lambda text: text.replace("<PlacementDetail>", f"{other}<PlacementDetail>"))
    )


def test_a_plan_without_a_review_for_a_year_is_a_question(xml):
    path = xml(edit=lambda text: text.replace("<StartDate>2025-06-02", "<StartDate>2024-06-02"))
    assert "V12" in rules(path)


def test_down_syndrome_is_a_need_from_2025_on(xml):
    edit = lambda text: text.replace("ASD", "DS")  # noqa: E731
    assert "S02" in rules(xml(edit=edit, year=2024))
    assert "S02" not in rules(xml(edit=edit, year=2025))


def test_an_extended_ethnicity_code_is_valid(xml):
    assert "P06" not in rules(xml(edit=lambda text: text.replace("WBRI", "WENG")))


def test_the_source_of_a_request_is_asked_for_from_2026_on(xml):
    edit = lambda text: text.replace("<RequestSource>2</RequestSource>", "")  # noqa: E731
    assert "R04" not in rules(xml(edit=edit, year=2025))
