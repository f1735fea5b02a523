"""The extract of a case system in the journal."""

from __future__ import annotations

import pytest

from goldenthread.cases.imports.report import Unloadable
from goldenthread.cases.models import Case, ClockRow, Event
from goldenthread.exchange.identifiers import upn_check_letter

RECEIVED = "educational-psychologist"


@pytest.fixture
def both(load):
    """The example return and then the example extract."""
    load("sen2")
    return load("events")


def test_the_example_tells_what_the_return_lacks(both, journal, ben, cai, ada):
    assert both.refused == []
    assert both.counts["children"] == 1
    assert [(event, on) for event, on, _ in journal(ben)] == [
        ("request-received", "2025-12-08"),
        ("decided-to-assess", "2026-01-16"),
        ("advice-requested", "2026-01-19"),
        ("advice-requested", "2026-01-19"),
        ("advice-received", "2026-02-12"),
        ("exception-recorded", "2026-02-20"),
    ]
    assert journal(cai) == [("request-received", "2026-02-02", {"by": "school"})]
    assert ("review-meeting-arranged", "2026-03-02", {"meeting_on": "2026-04-20"}) in journal(ada, "annual-review")


def test_what_the_return_told_is_not_doubled(both, journal, ben):
    assert [event for event, _, _ in journal(ben)].count("request-received") == 1


def test_a_case_of_the_return_takes_the_case_systems_reference(both, ask, ben):
    found = ask("SELECT reference FROM cases_case WHERE child_id = (SELECT id FROM people_child WHERE upn = %s)", ben)
    assert found == ["EHC-1042"]


def test_what_an_event_concerns_is_kept_apart(both, ask):
    about = ask("SELECT about FROM cases_event WHERE event = 'advice-requested' ORDER BY about")
    assert about == ["education-setting", "educational-psychologist"]
    kinds = ask("SELECT kind_of_data FROM cases_event WHERE event = 'advice-requested' ORDER BY about")
    assert kinds == ["ehc-request-and-stage", "ehc-request-and-stage"]


def test_the_same_file_twice_writes_nothing(both, load, everything):
    before = everything()
    assert load("events").repeated
    assert everything() == before


def test_a_row_whose_fields_hold_a_list_is_the_same_the_next_time(both, load, everything):
    enclosed = ('""received_on"": ""2026-01-20""', '""received_on"": ""2026-01-20"", ""enclosures"": [""Family\'s views"", ""School\'s evidence""]')
    assert load("events", enclosed, name="april.csv").counts["corrections"] == 2
    before = everything()
    assert load("events", enclosed, name="april.csv").repeated
    assert everything() == before


def test_only_what_is_new_may_come(both, load, journal, ben, tmp_path):
    header = "case,pathway,event,on,for\n"
    file = tmp_path / "week.csv"
    file.write_text(header + "EHC-1042,ehc-needs-assessment,advice-received,2026-02-27,educational-psychologist\n")
    report = load("events", path=file)
    assert report.counts["events"] == 1
    assert ("advice-received", "2026-02-27", {"contributor": RECEIVED}) in journal(ben)


def test_another_date_of_the_same_fact_corrects_it(both, load, journal, ben, ask):
    report = load("events", ("advice-received,2026-02-12", "advice-received,2026-02-10"), name="march.csv")
    assert report.counts["corrections"] == 2
    assert [on for event, on, _ in journal(ben) if event == "advice-received"] == ["2026-02-10"]
    assert "march.csv" in ask("SELECT fields ->> 'reason' FROM cases_event WHERE event = 'corrected'")[0]


def test_an_event_that_can_happen_again_is_new_on_each_date(both, load, journal, ada):
    load("events", ("review-meeting-arranged,2026-03-02", "review-meeting-arranged,2026-03-05"))
    arranged = [on for event, on, _ in journal(ada, "annual-review") if event == "review-meeting-arranged"]
    assert arranged == ["2026-03-02", "2026-03-05"]


def test_the_return_stands_where_the_extract_differs(both, load, journal, ben):
    report = load("events", ("request-received,2025-12-08", "request-received,2025-12-09"))
    assert [on for event, on, _ in journal(ben) if event == "request-received"] == ["2025-12-08"]
    assert len(report.differing) == 1


def test_what_a_person_recorded_stands(load, record, journal, ben):
    load("sen2")
    record(ben, "decided-to-assess", "2026-01-12")
    report = load("events")
    assert [on for event, on, _ in journal(ben) if event == "decided-to-assess"] == ["2026-01-12"]
    assert "The record is a person's" in report.differing[0].message


def test_a_sealed_record_is_not_brought_back(load, ask, journal, ben, everything):
    load("sen2")
    ask("UPDATE people_child SET sealed = true WHERE upn = %s", ben)
    report = load("events")
    assert [event for event, _, _ in journal(ben)] == ["request-received"]
    assert len(report.refused) == 6


FAULTS = [
    # A row that says what it concerns too is told that its event is unknown.
    (("advice-received,2026-02-12", "advice-recieved,2026-02-12"), "is not an event of ehc-needs-assessment. Did you mean 'advice-received'?"),
    (("ehc-needs-assessment,2025-12-08,", "ehc-needs,2025-12-08,"), "Pathway 'ehc-needs' is not known"),
    (
        ("decided-to-assess,2026-01-16", "decided-to-asess,2026-01-16"),
        "is not an event of ehc-needs-assessment",
    ),
    (("decided-to-assess,2026-01-16", "decided-to-assess,16/01/2026"), "Write it as YYYY-MM-DD"),
    (("decided-to-assess,2026-01-16", "decided-to-assess,2062-01-16"), "which is still to come"),
    (('""received_on"": ""2026-01-20""', '""received_on"": ""2062-01-20""'), "received_on: 2062-01-20 is still to come"),
    (("decided-to-assess,2026-01-16", "decided-to-assess,2006-01-16"), "before the child was born"),
    (("2026-02-02T16:45:00+00:00", "2026-02-02T16:45:00"), "is not a timestamp with an offset"),
    (('"{""by"": ""parent""}"', "parent"), "Fields is not a JSON object"),
    (('""by"": ""parent""', '""who"": ""parent""'), "has no field who"),
    (("advice-received,2026-02-12,,education-setting", "advice-received,2026-02-12,,"), "needs contributor"),
    (("B881200000003", "A881200000003"), "Check the UPN"),
    (("2014-02-11", "2014-02-31"), "write the date as YYYY-MM-DD"),
    (("M881200000002,,,,,ehc", ",,,,,ehc"), "No case EHC-1042 is on record"),
    (("decided-to-assess", "corrected"), "A correction is made"),
]


@pytest.mark.parametrize("change, words", FAULTS, ids=[words for _, words in FAULTS])
def test_a_row_at_fault_is_refused_by_itself_with_its_reason(load, ask, change, words):
    load("sen2")
    report = load("events", change)
    assert words in " ".join(each.message for each in report.refused)
    assert all(each.row.startswith("line ") for each in report.refused)
    kept = ask("SELECT message FROM cases_importfinding WHERE severity = 'refused' AND row LIKE 'line%%'")
    assert sorted(kept) == sorted(each.message for each in report.refused)


@pytest.mark.parametrize(
    "change, words",
    [
        (("case,upn", "case,upin"), "columns that are unknown: upin"),
        (("pathway,opened_on", "route,opened_on"), "missing: pathway"),
        (("EHC-1042,,,,,,ehc-needs-assessment,,decided-to-assess,2026-01-16,,,", '"EHC'), "CSV is broken"),
        (("2026-01-16,,,", "2026-01-16,,,,,,,"), "cells and the header has"),
    ],
)
def test_a_file_of_another_layout_is_refused_whole(load, everything, change, words):
    load("sen2")
    before = everything()
    with pytest.raises(Unloadable, match=words):
        load("events", change)
    assert everything() == before


def test_free_words_go_to_the_content_store(both, load, ask, ben):
    [key] = ask("SELECT fields ->> 'reason' FROM cases_event WHERE event = 'exception-recorded'")
    assert ask("SELECT text, kind_of_data FROM people_content WHERE key::text = %s", key) == [
        ("Child ill on the day", "ehc-request-and-stage")
    ]


def test_words_that_were_removed_stay_removed(both, load, ask):
    ask("UPDATE people_content SET text = '', removed_at = now()")
    load("events", ("EHC-1043", "EHC-1044"))
    assert ask("SELECT text FROM people_content") == [""]


def test_a_final_plan_within_the_familys_fifteen_days_is_loaded_and_reported(load, journal, ben, tmp_path):
    load("sen2")
    load("events")
    file = tmp_path / "plan.csv"
    file.write_text(
        "case,pathway,event,on\n"
        "EHC-1042,ehc-needs-assessment,draft-plan-sent,2026-03-16\n"
        "EHC-1042,ehc-needs-assessment,final-plan-issued,2026-03-20\n"
    )
    report = load("events", path=file)
    assert ("final-plan-issued", "2026-03-20", {}) in journal(ben)
    [reported] = [each for each in report.found if each.rule == "floor"]
    assert reported.row == "line 3"
    assert "The family has 15 days to answer the draft plan" in reported.message


def test_an_area_without_a_council_asks_for_it(load):
    with pytest.raises(Unloadable, match="no council on record"):
        load("events")


def test_a_mistyped_postcode_is_doubtful_and_the_row_is_read(load, journal, cai):
    load("sen2")
    report = load("events", ("SS14 1BB", "SS14"))
    assert journal(cai) != []
    assert any(each.severity == "doubtful" and "postcode" in each.message for each in report.found)


def test_what_an_import_tells_of_a_case_beside_a_withheld_one_is_hidden_with_that(both, load, ask, tmp_path):
    case, child, owner = ask("SELECT id, child_id, owner_id FROM cases_case WHERE reference = 'EHC-1042'")[0]
    appeal = Case.objects.create(
        child_id=child, owner_id=owner, arose_from_id=case, pathway="tribunal-appeal", opened_on="2026-04-20",
        confidentiality="withheld", last_number=1,
    )  # fmt: skip
    Event.objects.create(
        case=appeal, number=1, event="appeal-lodged", on="2026-04-20", by="import:x",
        kind_of_data="complaints-and-tribunal",
    )  # fmt: skip
    file = tmp_path / "week.csv"
    file.write_text("case,pathway,event,on,for\nEHC-1042,ehc-needs-assessment,decided-not-to-issue,2026-03-23,\n")
    assert load("events", path=file).counts["events"] == 1
    resting = dict(ClockRow.objects.filter(case=case).values_list("clock", "rests_on"))
    assert resting["lodge-appeal"] == [appeal.pk]
    assert resting["decide-whether-to-issue"] is None


HEADER = "case,upn,former_upn,surname,forename,date_of_birth,postcode,pathway,opened_on,event,on\n"
EHC = "ehc-needs-assessment"


@pytest.fixture
def rows(load, tmp_path):
    """Loads an extract of these rows beside the example return."""
    load("sen2")

    def go(*written):
        file = tmp_path / "rows.csv"
        file.write_text(HEADER + "".join(f"{row}\n" for row in written), encoding="utf-8")
        return load("events", path=file)

    return go


NEW_CHILD = "S-8,,,Bad,Bo,2018-04-05,{},ehc-needs-assessment,2026-02-02,request-received,2026-02-02"


@pytest.mark.parametrize(
    "postcode, words", [("not a postcode", "Without a UPN it must confirm"), ("", "Give the UPN, the NHS number or the postcode")]
)
def test_a_child_whom_nothing_would_confirm_the_next_time_is_refused_every_time(rows, ask, postcode, words):
    for _ in range(2):
        [refused] = rows(NEW_CHILD.format(postcode)).refused
        assert words in refused.message
    assert ask("SELECT count(*) FROM people_child") == [2]


def test_a_child_known_by_name_birth_and_postcode_is_found_every_time(rows, ask):
    assert [rows(NEW_CHILD.format("CM1 1QH")).refused for _ in range(2)] == [[], []]
    assert ask("SELECT count(*) FROM people_child") == [3]


def test_a_child_without_a_number_has_the_one_that_a_later_extract_gives(rows, ask, tmp_path, load):
    """Bo was three when the request came. The next extract may give the number alone, or another postcode beside it."""
    rows(NEW_CHILD.format("CM1 1QH"))
    upn = f"{upn_check_letter('881200000009')}881200000009"
    head = "case,upn,surname,forename,date_of_birth,postcode,pathway,event,on\n"
    for named in (f"{upn},Bad,Bo,2018-04-05,CM1 1QH", f"{upn},,,,", f"{upn},Bad,Bo,2018-04-05,CO1 1JG"):
        file = tmp_path / "next.csv"
        file.write_text(f"{head}S-9,{named},ehc-needs-assessment,request-received,2026-07-01\n")
        assert load("events", path=file).refused == []
    assert ask("SELECT upn FROM people_child WHERE forename = 'Bo'") == [upn]


def test_a_changed_number_makes_no_second_child_until_the_file_gives_the_former_one(rows, ask, ada, cai):
    ada_again = f"{cai},{{}},Example,Ada,2016-05-04,CM1 1QH,{EHC},2025-01-13,request-received,2025-01-13"
    report = rows(f"S-1,{ada_again.format('')}")
    assert "same name, date of birth and postcode and another number" in report.refused[0].message
    assert rows(f"S-1,{ada_again.format(ada)}").refused == []
    for _ in range(2):
        assert ask("SELECT upn FROM people_child WHERE forename = 'Ada'") == [cai]
        assert ask("SELECT upn FROM people_formerupn") == [ada]
        assert rows(f"S-1,{ada_again.format(ada)}").refused == []


def test_a_new_number_that_is_another_childs_does_not_take_a_formers_place(rows, ask, ada, ben):
    report = rows(f"S-1,{ben},{ada},,,,,{EHC},2025-01-13,request-received,2025-01-13")
    assert "cannot take the place" in report.refused[0].message
    assert sorted(ask("SELECT upn FROM people_child")) == sorted([ada, ben])


def test_an_event_from_before_its_case_began_is_loaded_and_reported_once(rows, journal, ben):
    case = f"S-1,{ben},,,,,,{EHC},2025-12-08"
    report = rows(
        f"{case},family-consulted,2025-01-20", f"{case},notified-considering,2025-01-21", f"{case},decided-to-assess,2026-01-16"
    )
    [doubt] = [each for each in report.found if each.rule == "before-case"]
    assert (doubt.row, doubt.severity) == ("line 2", "doubtful")
    assert "before 2025-12-08, when the case began (and 1 more of this case)" in doubt.message
    assert ("family-consulted", "2025-01-20", {}) in journal(ben)


@pytest.mark.parametrize("born, doubted", [("2000-02-02", True), ("2000-02-03", False), ("1950-05-04", True)])
def test_a_request_for_somebody_of_26_or_older_is_loaded_and_reported(rows, born, doubted):
    # 26 on 2 February 2026, the day of the request.
    report = rows(f"S-9,,,Old,Al,{born},CM1 1QH,{EHC},2026-02-02,request-received,2026-02-02")
    assert [each.severity for each in report.found if each.rule == "age"] == ["doubtful"] * doubted
    assert report.counts["events"] == 1


def test_a_reference_of_another_pathway_is_said_to_be_that(rows, ben):
    rows(f"S-1,{ben},,,,,,{EHC},2025-12-08,request-received,2025-12-08")
    [refused] = rows("S-1,,,,,,,annual-review,,review-meeting-held,2026-03-02").refused
    assert refused.message.startswith(
        "Case S-1 is on record under ehc-needs-assessment, and not under annual-review: check the pathway."
    )


@pytest.mark.parametrize("pathway", ["camhs", "adhd-medication", "learning-disability", "safe-waiting"])
def test_a_council_s_file_holds_no_case_of_a_health_service(load, ask, pathway):
    load("sen2")
    load("people")
    report = load("events", (",ehc-needs-assessment,", f",{pathway},"))
    assert "health service's own" in " ".join(f.message for f in report.refused)
    assert ask("SELECT count(*) FROM cases_case WHERE pathway = %s", pathway) == [0]


def test_for_and_fields_that_name_two_things_are_refused(both, load, tmp_path):
    file = tmp_path / "two.csv"
    head = "case,pathway,event,on,for,fields\n"
    row = 'EHC-1042,ehc-needs-assessment,advice-requested,2026-02-27,health,"{""contributor"": ""%s""}"\n'
    file.write_text(head + row % "camhs")
    [refused] = load("events", path=file).refused
    assert refused.message == "`for` is health and fields says that contributor is camhs: say it once."
    file.write_text(head + row % "health")
    assert load("events", path=file).counts["events"] == 1


def test_fields_that_are_no_json_are_not_answered_in_the_words_of_the_program(both, load, tmp_path):
    file = tmp_path / "no.csv"
    file.write_text("case,pathway,event,on,fields\nEHC-1042,ehc-needs-assessment,family-consulted,2026-02-27,by=parent\n")
    [refused] = load("events", path=file).refused
    assert refused.message == 'Fields is not a JSON object, such as {"contributor": "educational-psychologist"}.'


def test_what_a_case_tells_once_and_is_told_twice_in_a_file_is_reported(both, load, tmp_path, journal, ben):
    file = tmp_path / "twice.csv"
    row = "EHC-77,M881200000002,ehc-needs-assessment,2026-03-02,"
    head = "case,upn,pathway,opened_on,event,on,for\n"
    asked = "".join(f"{row}advice-requested,2026-03-1{n},health\n" for n in range(2))
    file.write_text(f"{head}{row}request-received,2026-03-02,\n{row}request-received,2026-03-05,\n{asked}")
    [doubt] = [each for each in load("events", path=file).found if each.rule == "twice"]
    assert doubt.row == "line 3"
    assert "on 2026-03-02 (line 2), and here on 2026-03-05" in doubt.message


# A join in the query of a case system easily doubles its rows.
@pytest.mark.parametrize("row", ["advice-requested,2026-03-10,educational-psychologist", "request-received,2026-03-02,", "draft-plan-sent,2026-03-12,"])
def test_a_row_that_stands_twice_in_a_file_is_loaded_once_and_says_where_it_stood(both, load, tmp_path, ask, row):
    file = tmp_path / "joined.csv"
    begins = "EHC-77,M881200000002,ehc-needs-assessment,2026-03-02,"
    file.write_text(f"case,upn,pathway,opened_on,event,on,for\n{begins}brought-to-attention,2026-03-01,\n{begins}{row}\n{begins}{row}\n")
    [refused] = load("events", path=file).refused
    assert (refused.row, refused.message) == ("line 4", "The same row stands further up in the file, at line 3: it was loaded once.")
    slug, on, _ = row.split(",")
    assert ask('SELECT count(*) FROM cases_event WHERE event = %s AND "on" = %s', slug, on) == [1]


def test_another_nhs_number_than_the_one_on_record_is_reported_and_the_row_loaded(both, load, ask, tmp_path, ben):
    ask("UPDATE people_child SET nhs_number = '9434765919' WHERE upn = %s", ben)
    file = tmp_path / "nhs.csv"
    head = "case,upn,nhs_number,pathway,opened_on,event,on\n"
    file.write_text(f"{head}EHC-78,{ben},9434765870,ehc-needs-assessment,2026-03-02,request-received,2026-03-02\n")
    report = load("events", path=file)
    [doubt] = [each for each in report.found if each.rule == "nhs_number"]
    assert (doubt.severity, doubt.row, report.counts["events"]) == ("doubtful", "line 2", 1)
    assert ask("SELECT nhs_number FROM people_child WHERE upn = %s", ben) == ["9434765919"]


def test_a_request_made_again_after_the_first_ended_is_not_reported_as_told_twice(both, load, tmp_path):
    file = tmp_path / "again.csv"
    row = "EHC-79,M881200000002,ehc-needs-assessment,2025-09-01,"
    head = "case,upn,pathway,opened_on,event,on\n"
    first = f"{row}request-received,2025-09-01\n{row}decided-not-to-assess,2025-10-10\n"
    file.write_text(f"{head}{first}{row}request-received,2026-01-12\n{row}decided-not-to-assess,2026-02-20\n")
    report = load("events", path=file)
    assert report.counts["events"] == 4
    assert [each.message for each in report.found if each.rule == "twice"] == []


HEAD = "case,upn,pathway,opened_on,event,on,for\n"
OF_THE_CASE = "EHC-79,M881200000002,ehc-needs-assessment,2025-09-01,"
FIRST_REQUEST = ("request-received,2025-09-01,", "decided-to-assess,2025-10-01,", "advice-requested,2025-10-02,health", "request-withdrawn,2025-11-03,")
SECOND_REQUEST = ("request-received,2026-01-12,", "decided-to-assess,2026-02-10,", "advice-requested,2026-02-11,health")
ON_RECORD = """SELECT e.event || ' ' || e."on" || ' ' || e.about FROM cases_event e JOIN cases_case c ON c.id = e.case_id WHERE c.reference = 'EHC-79'
             AND e.event <> 'corrected' AND NOT EXISTS (SELECT 1 FROM cases_event w WHERE w.fields ->> 'event_id' = e.id::text) ORDER BY e."on", e.number"""


def extract(tmp_path, name, *lines):
    file = tmp_path / name
    file.write_text(HEAD + "".join(f"{OF_THE_CASE}{line}\n" for line in lines))
    return file


def said(*lines):
    return [line.replace(",", " ") for line in lines]


@pytest.mark.parametrize("later", [(*FIRST_REQUEST, *SECOND_REQUEST), SECOND_REQUEST, SECOND_REQUEST[:1]])
def test_a_later_extract_adds_the_request_made_again_and_leaves_the_first_as_it_was(both, load, ask, tmp_path, later):
    load("events", path=extract(tmp_path, "september.csv", *FIRST_REQUEST))
    report = load("events", path=extract(tmp_path, "february.csv", *later))
    added = [line for line in later if line in SECOND_REQUEST]
    assert (report.counts["events"], report.counts["corrections"], report.found) == (len(added), 0, [])
    assert ask(ON_RECORD) == said(*FIRST_REQUEST, *added)
    report = load("events", path=extract(tmp_path, "march.csv", *FIRST_REQUEST, *SECOND_REQUEST))
    assert ask(ON_RECORD) == said(*FIRST_REQUEST, *SECOND_REQUEST)
    assert (report.counts["corrections"], report.found) == (0, [])


def test_a_later_extract_corrects_the_day_of_each_request_by_itself(both, load, ask, tmp_path):
    load("events", path=extract(tmp_path, "first.csv", *FIRST_REQUEST, *SECOND_REQUEST))
    first = tuple(line.replace("2025-10-01", "2025-09-29") for line in FIRST_REQUEST)
    second = tuple(line.replace("2026-01-12", "2026-01-14") for line in SECOND_REQUEST)
    report = load("events", path=extract(tmp_path, "second.csv", *first, *second))
    assert (report.counts["corrections"], report.found) == (4, [])
    assert ask(ON_RECORD) == said(*first, *second)


def test_a_later_extract_that_moves_an_end_and_the_request_after_it_makes_no_third_request(both, load, ask, tmp_path):
    load("events", path=extract(tmp_path, "first.csv", *FIRST_REQUEST, *SECOND_REQUEST[:1]))
    moved = (*FIRST_REQUEST[:3], "request-withdrawn,2026-01-20,", "request-received,2026-01-26,")
    report = load("events", path=extract(tmp_path, "second.csv", *moved))
    # The end and the request: each withdrawn and told anew.
    assert (report.counts["corrections"], report.found) == (4, [])
    assert ask(ON_RECORD) == said(*moved)


def test_an_extract_of_the_day_on_which_a_request_ended_and_was_made_again_adds_nothing_twice(both, load, ask, tmp_path):
    lines = (*FIRST_REQUEST, "request-received,2025-11-03,")
    load("events", path=extract(tmp_path, "first.csv", *lines))
    report = load("events", path=extract(tmp_path, "second.csv", *lines, "decided-not-to-assess,2025-12-01,"))
    assert (report.counts["events"], report.counts["corrections"], report.found) == (1, 0, [])
    assert ask(ON_RECORD) == said(*lines, "decided-not-to-assess,2025-12-01,")


def test_a_request_told_with_another_day_while_the_first_stands_is_a_correction(both, load, ask, tmp_path):
    load("events", path=extract(tmp_path, "first.csv", *FIRST_REQUEST[:2]))
    report = load("events", path=extract(tmp_path, "second.csv", "request-received,2025-09-08,"))
    assert report.counts["corrections"] == 2
    assert ask(ON_RECORD) == said("request-received,2025-09-08,", FIRST_REQUEST[1])


@pytest.mark.parametrize("then", [(), (*FIRST_REQUEST, *SECOND_REQUEST)])
def test_a_part_that_tells_of_an_earlier_request_may_come_after_the_later_one(both, load, ask, tmp_path, then):
    load("events", path=extract(tmp_path, "february.csv", *SECOND_REQUEST))
    report = load("events", path=extract(tmp_path, "september.csv", *FIRST_REQUEST))
    assert (report.counts["events"], report.counts["corrections"]) == (len(FIRST_REQUEST), 0)
    assert ask(ON_RECORD) == said(*FIRST_REQUEST, *SECOND_REQUEST)
    for nth in range(2 if then else 0):
        assert load("events", path=extract(tmp_path, f"march{nth}.csv", *then)).counts["events"] == 0
        assert ask(ON_RECORD) == said(*FIRST_REQUEST, *SECOND_REQUEST)


@pytest.mark.parametrize(
    "first, second",
    [
        (",,Example,Ada,2016-05-04,CM1 1QH", ",,Example,Ben,2016-05-04,CM1 1QH"),
        (",,Example,Ada,2016-05-04,CM1 1QH", ",,Example,Ada,2019-11-20,CM1 1QH"),
        ("{ada},,,,,", "{ben},,,,,"),
    ],
)
def test_a_row_that_names_another_child_under_a_cases_reference_lands_on_no_record(rows, ask, ada, ben, first, second):
    row = "S-9,{},ehc-needs-assessment,2025-09-01,{}"
    report = rows(
        row.format(first.format(ada=ada, ben=ben), "request-received,2025-09-01"),
        row.format(second.format(ada=ada, ben=ben), "died,2025-10-01"),
    )
    [refused] = report.refused
    assert (refused.row, refused.message) == (
        "line 3",
        "Case S-9 is another child's by line 2: one of the two has the wrong reference or the wrong child.",
    )
    assert ask("SELECT count(*) FROM cases_event WHERE event = 'died'") == [0]


@pytest.mark.parametrize("between", [(), ("{ada},,Example,Ada,2016-05-04,CM1 1QH",)])
def test_a_row_with_nothing_to_tell_its_child_by_lands_on_no_record(rows, ask, ada, ben, between):
    """The first row gives a number alone, the last a name: whether they are one child's is not guessed. What a row between them told counts."""
    row = "S-9,{},ehc-needs-assessment,2025-09-01,{}"
    told = [row.format(who.format(ada=ada), "decided-to-assess,2025-10-01") for who in between]
    report = rows(
        row.format(f"{ada},,,,,", "request-received,2025-09-01"), *told, row.format(",,Other,Ben,2019-11-20,", "died,2025-11-01")
    )
    [refused] = report.refused
    assert ("another child's" if between else "nothing here tells that it is the same one") in refused.message
    assert ask("SELECT count(*) FROM cases_event WHERE event = 'died'") == [0]


def test_a_name_spelled_otherwise_beside_the_same_number_is_the_same_child(rows, ask, ada):
    child = "{},,Example,{},2016-05-04,CM1 1QH,ehc-needs-assessment,2025-09-01"
    report = rows(f"S-9,{child.format(ada, 'Ada')},request-received,2025-09-01", f"S-9,{child.format(ada, 'Adah')},decided-to-assess,2025-10-01")
    assert report.refused == []


def test_a_former_number_may_stand_in_any_row_of_the_case(rows, ask, ada, cai):
    child = "Example,Ada,2016-05-04,CM1 1QH,ehc-needs-assessment,2025-09-01"
    report = rows(f"S-9,{cai},,{child},request-received,2025-09-01", f"S-9,{cai},{ada},{child},decided-to-assess,2025-10-01")
    assert report.refused == []
    assert ask("SELECT upn FROM people_formerupn") == [ada]


@pytest.fixture
def numbered(load, tmp_path):
    """Of case S-9, each row's child (upn, surname, forename, date_of_birth, postcode, nhs_number) and event, beside the example return."""
    load("sen2")

    def go(*written, case="S-9"):
        file = tmp_path / "numbered.csv"
        lines = (f"{case},{child},ehc-needs-assessment,2025-09-01,{event}\n" for child, event in written)
        file.write_text("case,upn,surname,forename,date_of_birth,postcode,nhs_number,pathway,opened_on,event,on\n" + "".join(lines), encoding="utf-8")
        return load("events", path=file)

    return go


BEGAN, DIED = "request-received,2025-09-01", "died,2025-10-01"


@pytest.mark.parametrize("other", ["{ben},,,,,", ",Other,Ben,2019-11-20,CO1 1JG,9990000026"])
@pytest.mark.parametrize("first", [True, False])
def test_a_row_with_an_nhs_number_alone_names_a_child_too(numbered, ask, ben, other, first):
    """Whose it is cannot be told from a UPN, and it is not who has another NHS number. The two landed on one record where it came first."""
    told = [",,,,,9990000018", other.format(ben=ben)]
    report = numbered(*zip(told if first else told[::-1], (BEGAN, DIED), strict=True))
    assert "line 3" in [each.row for each in report.refused]
    assert ask("SELECT count(*) FROM cases_event WHERE event = 'died'") == [0]


def test_another_nhs_number_than_that_of_the_child_of_the_case_on_record_lands_nowhere(numbered, ask):
    numbered((",Other,Ben,2019-11-20,CO1 1JG,9990000026", BEGAN))
    assert [each.row for each in numbered((",,,,,9990000018", DIED)).refused] == ["line 2"]
    assert numbered((",,,,,9990000026", DIED)).refused == []


def test_a_twin_who_is_given_the_others_nhs_number_does_not_land_on_the_others_record(numbered, ask):
    child = ",Example,{},2016-05-04,CM1 1QH,9990000018"
    report = numbered((child.format("Ada"), BEGAN), (child.format("Ben"), DIED))
    assert [each.row for each in report.refused] == ["line 3"]


def test_a_new_twin_who_is_given_the_others_nhs_number_does_not_land_on_the_others_record_either(numbered, ask):
    """Both come in one file, each with a case of its own. Zoe has no UPN yet, and would have had her brother's."""
    upn = f"{upn_check_letter('881200000009')}881200000009"
    twin = "{},Other,{},2019-11-20,CO1 1JG,9990000026"
    report = numbered((twin.format("", "Zoe"), BEGAN), (twin.format(upn, "Yan"), DIED), case="")
    assert ask("SELECT forename, upn FROM people_child WHERE surname = 'Other'") == [("Zoe", "")]
    assert [each.row for each in report.refused] == ["line 3"]


def test_a_row_that_is_refused_for_its_case_gives_its_child_no_number(numbered, ask, ada):
    bo = ",Bad,Bo,2018-04-05,CM1 1QH,"
    numbered((bo, BEGAN), case="S-7")
    numbered((f"{ada},,,,,", BEGAN))
    upn = f"{upn_check_letter('881200000009')}881200000009"
    assert [each.row for each in numbered((upn + bo, DIED)).refused] == ["line 2"]
    assert ask("SELECT upn FROM people_child WHERE forename = 'Bo'") == [""]


@pytest.mark.parametrize(
    "child",
    ["{new},{ada},Example,Ada,2016-05-04,CM1 1QH", "{new},,Other,Kim,2017-03-09,CM1 1QH"],
    ids=["Ada, renumbered", "a child who is not on record"],
)
def test_a_row_that_is_refused_for_its_case_renumbers_nobody_and_adds_nobody(rows, ask, ada, ben, child):
    """The reference is Ben's case. What the row says of somebody else is refused with it."""
    rows(f"S-9,{ben},,,,,,{EHC},2025-12-08,request-received,2025-12-08")
    new = f"{upn_check_letter('881200000009')}881200000009"
    report = rows(f"S-9,{child.format(new=new, ada=ada)},{EHC},2025-12-08,died,2026-01-08")
    assert [each.message for each in report.refused] == ["Case S-9 is on record for another child. Check the reference and the child."]
    assert sorted(ask("SELECT upn FROM people_child")) == sorted([ada, ben])
    assert ask("SELECT upn FROM people_formerupn") == []


def test_a_case_on_record_takes_its_childs_new_number(rows, ask, ada):
    rows(f"S-9,{ada},,,,,,{EHC},2025-12-08,request-received,2025-12-08")
    new = f"{upn_check_letter('881200000009')}881200000009"
    for _ in range(2):
        assert rows(f"S-9,{new},{ada},,,,,{EHC},,decided-to-assess,2026-01-08").refused == []
        assert ask("SELECT upn FROM people_child WHERE forename = 'Ada'") == [new]


def test_a_twin_whose_row_is_refused_has_no_new_number_by_it(numbered, load, ask, ada, tmp_path):
    numbered((f"{ada},Example,Ada,2016-05-04,CM1 1QH,9990000018", BEGAN))
    new = f"{upn_check_letter('881200000009')}881200000009"
    file = tmp_path / "twin.csv"
    file.write_text(
        "case,upn,former_upn,surname,forename,date_of_birth,nhs_number,pathway,event,on\n"
        f"S-8,{new},{ada},Example,Zed,2016-05-04,9990000018,{EHC},request-received,2026-01-08\n"
    )
    assert [each.row for each in load("events", path=file).refused] == ["line 2"]
    assert ask("SELECT upn FROM people_child WHERE forename = 'Ada'") == [ada]


@pytest.mark.parametrize("child", ["{ada},Example,Ben,2019-11-20,CO1 1JG,", "{ada},Other,Ada,2019-11-20,CO1 1JG,"])
def test_a_brothers_number_or_that_of_a_child_with_the_same_first_name_lands_on_no_record(numbered, ask, ada, child):
    """One name alike, and another birthday. A death landed on the sister's record, and nobody was told."""
    [refused] = numbered((child.format(ada=ada), DIED)).refused
    assert "is on record for a child with another name and another date of birth" in refused.message
    assert ask("SELECT count(*) FROM cases_event WHERE event = 'died'") == [0]


@pytest.mark.parametrize("child", ["{ada},Newname,Ada,2016-05-04,,", "{ada},Example,Ada,2016-04-05,,"])
def test_a_new_surname_or_a_birthday_put_right_is_the_same_child_by_the_number(numbered, ada, child):
    report = numbered((child.format(ada=ada), BEGAN))
    assert (report.refused, report.counts["children"]) == ([], 0)


def test_another_first_name_beside_the_same_number_is_loaded_and_reported(numbered, ada):
    """It may be spelled otherwise; a twin who is given the other's number differs in no more than that."""
    report = numbered((f"{ada},Example,Zed,2016-05-04,CM1 1QH,", BEGAN))
    assert [(each.row, each.severity) for each in report.found if each.rule == "renamed"] == [("line 2", "doubtful")]


def test_a_child_of_whom_every_row_is_refused_is_not_added(rows, ask):
    report = rows(f"S-9,,,New,Kim,2017-03-09,CM1 1QH,{EHC},,request-received,2005-12-08")
    assert [each.row for each in report.refused] == ["line 2"]
    assert report.counts["children"] == 0
    assert ask("SELECT count(*) FROM people_child WHERE forename = 'Kim'") == [0]


def test_nor_is_one_who_has_another_number_within_the_file(rows, ask):
    first = f"{upn_check_letter('881200000008')}881200000008"
    second = f"{upn_check_letter('881200000009')}881200000009"
    report = rows(
        f"S-9,{first},,New,Kim,2017-03-09,CM1 1QH,{EHC},,request-received,2005-12-08",
        f"S-8,{second},{first},New,Kim,2017-03-09,CM1 1QH,{EHC},,request-received,2005-12-08",
    )
    assert ask("SELECT count(*) FROM people_child WHERE forename = 'Kim'") == [0]
    assert len(report.refused) == 2


def test_a_case_does_not_begin_with_a_row_from_before_its_child_was_born(rows, ask):
    case = f"S-9,,,New,Kim,2017-03-09,CM1 1QH,{EHC},,{{}}"
    rows(case.format("request-received,2005-12-08"), case.format("decided-to-assess,2026-01-16"))
    assert ask("SELECT opened_on::text FROM cases_case WHERE reference = 'S-9'") == ["2026-01-16"]


def test_a_case_that_is_said_to_begin_before_its_child_was_born_begins_with_its_events_and_is_reported(rows, ask):
    report = rows(f"S-9,,,New,Kim,2017-03-09,CM1 1QH,{EHC},1900-01-01,request-received,2025-12-08")
    assert ask("SELECT opened_on::text FROM cases_case WHERE reference = 'S-9'") == ["2025-12-08"]
    assert "opened_on is 1900-01-01, before the child was born" in " ".join(each.message for each in report.found)


def test_the_same_whole_name_under_the_same_reference_is_the_same_child(numbered, ada):
    """A case system that writes the number and the birthday once, and the name in every row."""
    report = numbered((f"{ada},Example,Ada,2016-05-04,CM1 1QH,", BEGAN), (",EXAMPLE,Ada,,,", "decided-to-assess,2025-10-01"))
    assert report.refused == []


def test_a_child_given_alike_in_two_rows_without_a_reference_is_not_said_to_be_two(numbered):
    report = numbered((",Example,Ada,,,", BEGAN), (",Example,Ada,,,", "decided-to-assess,2025-10-01"), case="")
    assert [each.message for each in report.refused] == ["Give the UPN, or surname, forename, date_of_birth and postcode."] * 2


# --- one child, several requests or references ---

AL, BO = (f"{upn_check_letter(digits)}{digits},,{name},2018-01-01,CM1 1QH" for digits, name in (("881200000004", "Zed,Al"), ("881200000005", "Yak,Bo")))


def standing(ask):
    """What stands: case, event and day."""
    return ask(
        'SELECT k.reference, e.event, e."on"::text FROM cases_event e JOIN cases_case k ON k.id = e.case_id JOIN people_child c ON c.id = k.child_id'
        " WHERE c.forename IN ('Al', 'Bo') AND e.event <> 'corrected' AND NOT EXISTS (SELECT FROM cases_event w WHERE w.fields ->> 'event_id' = e.id::text) ORDER BY 1, 3, 2"
    )


TWICE = [f"A-1,{AL},{EHC},,request-received,2024-02-02", f"A-1,{AL},{EHC},,request-received,2026-02-02"]


@pytest.mark.parametrize("then", [TWICE[::-1], TWICE[1:], TWICE[:1]], ids=["the other way round", "only the later", "only the earlier"])
def test_what_is_told_twice_stands_as_it_was_when_its_rows_come_otherwise(rows, ask, then):
    rows(*TWICE)
    before = standing(ask)
    report = rows(*then)
    assert (report.counts["corrections"], report.counts["events"]) == (0, 0)
    assert standing(ask) == before == [("A-1", "request-received", "2024-02-02"), ("A-1", "request-received", "2026-02-02")]


@pytest.mark.parametrize("later", [False, True])
def test_of_two_references_of_one_child_that_began_on_one_day_each_has_its_own_events(rows, ask, later):
    """The second had a decision and no request: its own was taken for that of the first, and nobody was told."""
    first = f"A-1,{AL},{EHC},,request-received,2026-02-02"
    second = [f"A-2,{AL},{EHC},,request-received,2026-02-02", f"A-2,{AL},{EHC},,decided-to-assess,2026-03-02"]
    for written in ([first], second) if later else ([first, *second],):
        rows(*written)
    wanted = [("A-1", "request-received", "2026-02-02"), ("A-2", "request-received", "2026-02-02"), ("A-2", "decided-to-assess", "2026-03-02")]
    assert standing(ask) == wanted
    assert rows(second[0], second[1].replace("03-02", "03-03")).counts["corrections"] == 2
    assert standing(ask) == [*wanted[:2], ("A-2", "decided-to-assess", "2026-03-03")]


def test_a_reference_of_two_children_names_neither_on_a_third_pathway(rows, ask):
    report = rows(f"A-1,{AL},{EHC},,request-received,2024-02-02", f"A-1,{BO},annual-review,,plan-made,2024-03-02", "A-1,,,,,,,plan-cessation,,decided-to-cease,2026-03-01")
    [refused] = report.refused
    assert (refused.row, "of 2 children in this file" in refused.message) == ("line 4", True)
    assert len(standing(ask)) == 2


@pytest.mark.parametrize("day, reported", [("2025-12-09", True), ("2026-01-19", True), ("2026-01-20", False)])
def test_a_request_that_is_added_beside_one_of_nearly_the_same_day_is_reported(rows, ben, day, reported):
    """Ben's of the return is of 8 December 2025. 42 days on is 19 January 2026."""
    report = rows(f"EHC-9,{ben},,,,,,{EHC},,request-received,{day}")
    assert [each.row for each in report.found if each.rule == "beside"] == ["line 2"] * reported
    assert report.counts["events"] == 1
    assert not rows(f"EHC-9,{ben},,,,,,{EHC},,request-received,{day}").found


RECEIVED_ON = ("2024-02-02", "2025-02-02", "2026-02-02")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)], ids=["by day", "at the end of the file"])
@pytest.mark.parametrize("new", [0, 1, 2])
def test_what_comes_beside_two_that_were_told_is_reported_and_puts_neither_out(rows, ask, new, order):
    """Told are the first and second by day. Where another comes before the second, that is the third: its own day was taken from it, and was
    then on record already when the third was told, so that it was lost and nobody was told."""
    three = [f"A-1,{AL},{EHC},,request-received,{day}" for day in RECEIVED_ON]
    rows(*(row for n, row in enumerate(three) if n != new))
    before = standing(ask)
    for _ in range(2):
        report = rows(*(three[n] for n in order))
        assert standing(ask) == before
        assert len(before) == 2
        assert [RECEIVED_ON[new] in each.message for each in report.differing] == [True]
