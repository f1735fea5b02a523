"""The directory of who works with children."""

from __future__ import annotations

import pytest

from goldenthread.cases.imports.report import Unloadable


@pytest.fixture
def both(load):
    load("sen2")
    return load("people")


def test_the_example_fills_the_directory(both, ask):
    assert both.refused == []
    assert ask("SELECT code FROM people_organisation ORDER BY code") == [
        "LA:881",
        "TRUST:EXAMPLE",
        "TRUST:EXAMPLE-NEW",
        "URN:100000",
        "URN:100001",
    ]
    assert ask("SELECT name FROM people_practitioner ORDER BY reference") == [
        "Sam Okafor",
        "Olu Adeyemi",
        "Priya Nair",
        "Fran Doyle",
    ]
    teams = ask("SELECT t.name FROM people_practitioner p JOIN people_team t ON t.id = p.team_id ORDER BY p.reference")
    assert teams == ["Educational psychology", "Mid SEND team", "Mid SEND team"]


def test_a_body_names_its_successor(both, ask):
    assert ask("SELECT s.code FROM people_organisation o JOIN people_organisation s ON s.id = o.successor_id") == [
        "TRUST:EXAMPLE-NEW"
    ]


def test_allocations_find_the_child_by_upn_or_by_name(both, ask):
    assert ask(
        "SELECT k.forename, p.reference, a.role, a.valid_from::text, a.valid_to::text"
        " FROM people_allocation a JOIN people_child k ON k.id = a.child_id JOIN people_practitioner p ON p.id = a.practitioner_id"
        " ORDER BY 1, 2"
    ) == [
        ("Ada", "O-17", "la-send-caseworker", "2025-01-14", None),
        ("Ben", "EP-3", "educational-psychologist", "2026-01-12", "2026-02-27"),
        ("Ben", "O-18", "la-send-caseworker", "2025-12-09", None),
        ("Ben", "OT-5", "occupational-therapist", "2026-01-13", None),
    ]


def test_cover_names_who_is_away_and_who_covers(both, ask):
    assert ask(
        "SELECT away.reference, covering.reference FROM people_cover c"
        " JOIN people_practitioner away ON away.id = c.practitioner_id"
        " JOIN people_practitioner covering ON covering.id = c.covered_by_id"
    ) == [("O-17", "O-18")]


def test_the_same_file_twice_writes_nothing(both, load, everything):
    before = everything()
    assert load("people").repeated
    assert everything() == before


def test_an_allocation_can_be_ended(both, load, ask):
    end = (",,O-17,,,Y881200000001,,,,,,2025-01-14,", ",,O-17,,,Y881200000001,,,,,,2025-01-14,2026-03-31")
    report = load("people", end)
    assert report.counts["changed"] == 1
    assert ask("SELECT count(*) FROM people_allocation") == [4]
    assert "2026-03-31" in ask("SELECT valid_to::text FROM people_allocation WHERE valid_to IS NOT NULL")


def test_a_practitioner_is_brought_up_to_date(both, load, ask):
    load("people", ("Olu Adeyemi", "Olu Adeyemi-Clarke"))
    assert ask("SELECT name FROM people_practitioner WHERE reference = 'O-17'") == ["Olu Adeyemi-Clarke"]


def test_an_allocation_may_be_to_one_case(both, load, ask):
    load("events")
    load("people", (",,O-18,,,,Example,Ben,2019-11-20,CO1 1JG,,", ",,O-18,,,,,,,,EHC-1042,"))
    assert ask('SELECT c.reference FROM people_allocation a JOIN cases_case c ON c.id = a."case"') == ["EHC-1042"]


def test_people_may_come_first(load, ask):
    report = load("people")
    assert ask("SELECT count(*) FROM people_practitioner") == [4]
    assert [each.rule for each in report.refused] == [*["allocation"] * 4, "connection"]
    assert "load the return or the events of the child first" in report.refused[0].message


def test_a_health_profession_beyond_the_usual_ones_goes_by_its_own_word(both, load, ask):
    assert load("people", ("occupational-therapist,,,OT-5", "dietitian,,,OT-5")).refused == []
    assert "dietitian" in ask("SELECT role FROM people_allocation")


CONNECTIONS = (
    "SELECT k.forename, o.code, c.kind, c.valid_from::text, c.valid_to::text FROM people_connection c"
    " JOIN people_child k ON k.id = c.child_id JOIN people_organisation o ON o.id = c.organisation_id"
    " WHERE c.owner_id = (SELECT id FROM people_organisation WHERE code = 'LA:881')"
)
BEN_LEARNS = "Example,Ben,2019-11-20,CO1 1JG,,2024-09-02,"


def test_a_connection_says_where_a_child_is_on_roll(both, ask):
    assert both.counts["connections"] == 1
    assert ask(CONNECTIONS) == [("Ben", "URN:100000", "attends", "2024-09-02", None)]


def test_a_connection_finds_the_child_by_upn(load, ask, ben):
    load("sen2")
    load("people", (BEN_LEARNS, f"{ben},,,,,,2024-09-02,"), ("attends,URN:100000,,,,,,,,", "attends,URN:100000,,,,,,,"))
    assert ask(CONNECTIONS) == [("Ben", "URN:100000", "attends", "2024-09-02", None)]


@pytest.mark.parametrize("forename, doubted", [("Eve", ["renamed"]), ("ADA", [])])
def test_a_number_beside_another_first_name_is_loaded_and_reported(load, ada, forename, doubted):
    """Whoever is allocated reads the record: of a twin whose number was swapped, the other's."""
    load("sen2")
    report = load("people", (f",,,O-17,,,{ada},,,,,", f",,,O-17,,,{ada},Example,{forename},2016-05-04,,"))
    assert [each.rule for each in report.found] == doubted
    assert report.counts["allocations"] == 4


def test_a_connection_that_ended_is_not_reopened_by_an_empty_end(both, load, ask):
    assert load("people", (BEN_LEARNS, f"{BEN_LEARNS}2026-07-17")).counts["changed"] == 1
    assert load("people").repeated
    assert ask(CONNECTIONS) == [("Ben", "URN:100000", "attends", "2024-09-02", "2026-07-17")]


def test_a_connection_tells_whose_a_settings_duty_is(load, ask, record, ada):
    load("sen2")
    record(ada, "review-meeting-held", "2026-03-02", pathway="annual-review", fields='{"meeting_on": "2026-03-02"}')
    load("people", ("attends,URN:100000,,,,,,,,", "attends,URN:100000,,,,,,,"), (BEN_LEARNS, f"{ada},,,,,,2025-09-01,"))
    owed = (
        "SELECT o.code FROM cases_duty d LEFT JOIN people_organisation o ON o.id = d.organisation_id WHERE d.role = %s"
    )
    assert ask(owed, "setting-senco") == ["URN:100000"]


FAULTS = [
    (("practitioner,O-17", "officer,O-17"), "Record is 'officer'"),
    (("LA:881,MID,la-send-caseworker,olu", "LA:881,MID,caseworker,olu"), "Role is 'caseworker'"),
    (
        ("LA:881,MID,la-send-caseworker,olu", "LA:882,MID,la-send-caseworker,olu"),
        "no organisation has this reference",
    ),
    (
        ("LA:881,MID,la-send-caseworker,olu", "LA:881,NORTH,la-send-caseworker,olu"),
        "no team has this reference",
    ),
    (("URN:100000,", "100000,"), "begin it with whose code it is"),
    (("organisation,URN:100000,", "organisation,URN:12,"), "a school’s URN has 6 digits"),
    (("organisation,URN:100000,", "organisation,UKPRN:1234567,"), "a UKPRN has 8 digits"),
    (("Example Primary School,school", "Example Primary School,academy"), "Kind is 'academy'"),
    (("2026-01-12,2026-02-27", "2026-01-12,2026-01-11"), "before from"),
    (("2025-01-14", "14 January 2025"), "write the date as YYYY-MM-DD"),
    (("Y881200000001", "Y881200000009"), "Check the UPN"),
    (("O-18,O-17", "O-18,O-18"), "cannot cover for themselves"),
    (("O-18,O-17", "O-18,O-99"), "no practitioner has this reference"),
    (("CO1 1JG,,2025", "CO1 1JG,EHC-9,2025"), "no case EHC-9 is on record"),
    ((",,la-send-caseworker,,,O-17", ",,la-send-casework,,,O-17"), "Role is 'la-send-casework'"),
    ((",,la-send-caseworker,,,O-17", ",,parent,,,O-17"), "Role is 'parent'"),
    (("occupational-therapist,,,OT-5", "Occupational Therapist,,,OT-5"), "whose part of the case"),
    (("attends,URN", "placed-by,URN"), "Kind is 'placed-by'"),
    (("attends,URN:100000", "attends,URN:100009"), "no organisation has this reference"),
    (("attends,URN:100000", "attends,LA:881"), "a child attends a school"),
    (("attends,URN:100000", "gp,TRUST:EXAMPLE"), "gp names the ICB"),
    (("CO1 1JG,,2024-09-02,", "CO1 1JG,,2024-09-02,2024-09-01"), "before from"),
    (("Example,Ben,2019-11-20,CO1 1JG,,2024-09-02", ",,,,,2024-09-02"), "give the UPN, or surname"),
    (
        ("Example,Ben,2019-11-20,CO1 1JG,,2024-09-02", "Example,Bea,2019-11-20,CO1 1JG,,2024-09-02"),
        "no child on record",
    ),
]


@pytest.mark.parametrize("change, words", FAULTS, ids=[words for _, words in FAULTS])
def test_a_row_at_fault_is_refused_by_itself_with_its_reason(load, change, words):
    load("sen2")
    report = load("people", change)
    assert words.lower() in " ".join(each.message for each in report.refused).lower()
    assert report.counts["practitioners"] >= 2


def test_a_connection_given_twice_is_refused(load, ask):
    load("sen2")
    line = "connection,,,attends,URN:100000,,,,,,,,,Example,Ben,2019-11-20,CO1 1JG,,2024-09-02,\n"
    report = load("people", (line, line * 2))
    assert "the same connection stands further up" in report.refused[0].message.lower()
    assert ask("SELECT count(*) FROM people_connection") == [1]


def test_a_file_of_another_layout_is_refused_whole(load, everything):
    load("sen2")
    before = everything()
    with pytest.raises(Unloadable, match="columns that are unknown: officer"):
        load("people", ("record,reference", "record,officer"))
    assert everything() == before


def test_a_sealed_child_is_not_allocated(load, ask, ada):
    load("sen2")
    ask("UPDATE people_child SET sealed = true WHERE upn = %s", ada)
    report = load("people")
    assert ask("SELECT count(*) FROM people_allocation") == [3]
    assert "not open to imports" in report.refused[0].message


HEAD = "record,reference,name,kind,organisation,role,email,practitioner,successor,upn,from,to\n"


@pytest.fixture
def rows(both, load, tmp_path):
    """Rows of a file of their own, after the examples."""

    def go(*lines):
        file = tmp_path / "rows.csv"
        file.write_text(HEAD + "".join(f"{line}\n" for line in lines))
        return load("people", path=file)

    return go


def test_an_allocation_within_one_of_the_same_person_is_reported_until_the_first_has_ended(both, load, ask, tmp_path, ada):
    """O-17 is allocated to Ada from 14 January 2025 on: if that day was a slip for 3 March, the old row would show her to O-17 for good."""
    file = tmp_path / "march.csv"
    head = f"record,role,practitioner,upn,from,to\nallocation,la-send-caseworker,O-17,{ada},"
    file.write_text(f"{head}2025-03-03,\n")
    [doubt] = [each for each in load("people", path=file).found if each.rule == "overlap"]
    assert (doubt.row, doubt.message.split(":")[0]) == (
        "line 2",
        "O-17 is allocated to this child in the same part from 2025-01-14 on already, and that has not ended by 2025-03-03. Both stand. If the first day was a slip, give a row from "
        "2025-01-14 with its last day in `to`",
    )
    file.write_text(f"{head}2025-01-14,2025-01-14\nallocation,la-send-caseworker,O-17,{ada},2025-03-03,\n")
    assert [each.rule for each in load("people", path=file).found] == []


def test_an_allocation_that_begins_after_the_practitioner_left_is_reported(rows, ada):
    left = "practitioner,O-17,Olu Adeyemi,,LA:881,la-send-caseworker,,,,,2023-09-01,2026-10-31"
    given = f"allocation,,,,,la-send-caseworker,,O-17,,{ada},2026-11-10,"
    [doubt] = rows(left, given).found
    assert (doubt.severity, doubt.row) == ("doubtful", "line 3")
    assert "O-17 left on 2026-10-31" in doubt.message


def test_a_child_who_is_said_to_attend_a_school_that_had_closed_is_reported(rows, ada):
    closed = "organisation,URN:100000,Example Primary School,school,,,,,,,,2026-08-31"
    [doubt] = rows(closed, f"connection,,,attends,URN:100000,,,,,{ada},2026-09-02,").found
    assert "URN:100000 closed on 2026-08-31" in doubt.message


def test_a_reference_that_is_told_two_ways_in_one_file_is_refused_the_second_time(rows, ask):
    one = "practitioner,P-4,{},,LA:881,la-send-caseworker,,,,,,"
    [refused] = rows(one.format("Quinn One"), one.format("Quinn One"), one.format("Robin Two")).refused
    assert refused.row == "line 4"
    assert "further up in the file, at line 2" in refused.message
    assert ask("SELECT name FROM people_practitioner WHERE reference = 'P-4'") == ["Quinn One"]


def test_two_bodies_do_not_each_take_over_from_the_other(rows, ask):
    a = "organisation,TRUST:A1,A,nhs-provider,,,,,TRUST:B1,,,2026-03-31"
    [refused] = rows(a, "organisation,TRUST:B1,B,nhs-provider,,,,,TRUST:A1,,2026-04-01,").refused
    assert "check which of the two took over" in refused.message
    assert ask("SELECT code FROM people_organisation WHERE successor_id IS NOT NULL AND code LIKE 'TRUST:_1'") == ["TRUST:A1"]


ODD = ["a b@c", "olu@", "olu@council", "olu@council.example\u00a0x", "olu@council.example; olu@home.example", f"{'o' * 250}@council.example", "olu\u202e@council.example"]


@pytest.mark.parametrize("address", ODD)
def test_an_address_to_which_nothing_can_be_sent_is_left_out_and_reported_and_nobody_loses_their_children_by_it(rows, ask, ada, address):
    report = rows(f"practitioner,P-5,Quinn,,LA:881,la-send-caseworker,{address},,,,,", f"allocation,,,,,la-send-caseworker,,P-5,,{ada},2026-01-12,")
    assert report.refused == []
    [doubt] = report.found
    assert (doubt.severity, doubt.row, doubt.rule) == ("doubtful", "line 2", "email")
    assert "Enter one such as" in doubt.message
    assert ask("SELECT p.email FROM people_allocation a JOIN people_practitioner p ON p.id = a.practitioner_id WHERE p.reference = 'P-5'") == [""]


def test_an_odd_address_does_not_take_away_the_one_on_record(rows, ask):
    rows("practitioner,O-17,Olu Adeyemi-Clarke,,LA:881,la-send-caseworker,olu.adeyemi,,,,2023-09-01,")
    assert ask("SELECT name, email FROM people_practitioner WHERE reference = 'O-17'") == [("Olu Adeyemi-Clarke", "olu.adeyemi@council.example")]


def test_one_address_of_two_people_is_reported_with_both(rows, ask):
    [doubt] = rows("practitioner,P-6,Quinn,,LA:881,la-send-caseworker,Olu.Adeyemi@council.example,,,,,").found
    assert (doubt.severity, doubt.rule) == ("doubtful", "email")
    assert "The address of P-6 is that of O-17 too" in doubt.message
    assert ask("SELECT count(*) FROM people_practitioner WHERE lower(email) = 'olu.adeyemi@council.example'") == [2]


def test_the_address_of_somebody_who_left_is_free_again(rows):
    left = "practitioner,O-17,Olu Adeyemi,,LA:881,la-send-caseworker,olu.adeyemi@council.example,,,,2023-09-01,2024-10-31"
    assert rows(left, "practitioner,P-6,Olu Adeyemi,,LA:881,la-send-manager,olu.adeyemi@council.example,,,,2024-11-01,").found == []


TEAMS = "record,reference,name,organisation,team,role,practitioner,upn,from,to\n"


@pytest.fixture
def teams(both, load, tmp_path):
    """The same with a column of teams, and without one of addresses."""

    def go(*lines):
        file = tmp_path / "teams.csv"
        file.write_text(TEAMS + "".join(f"{line}\n" for line in lines))
        return load("people", path=file)

    return go


IN_TWO = ("practitioner,P-7,Quinn,LA:881,MID,la-send-caseworker,,,,", "practitioner,P-7,Quinn,LA:881,EP,la-send-caseworker,,,,")


def test_somebody_in_two_teams_has_the_first_and_is_told_what_to_do(teams, ask, ada):
    [refused] = teams(*IN_TWO, f"allocation,,,,,la-send-caseworker,P-7,{ada},2026-01-12,").refused
    assert refused.row == "line 3"
    assert "Keep the row of the team where they work most" in refused.message
    assert "under People with access" in refused.message
    assert ask("SELECT t.reference FROM people_allocation a JOIN people_practitioner p ON p.id = a.practitioner_id JOIN people_team t ON t.id = p.team_id WHERE p.reference = 'P-7'") == ["MID"]


@pytest.mark.parametrize("turn", [1, -1])
def test_of_posts_that_follow_one_another_the_one_held_today_is_taken_in_whatever_order(teams, ask, turn):
    first, second, third = (f"practitioner,P-7,Quinn,LA:881,{team},{role},,,{days}" for team, role, days in (
        ("MID", "la-send-caseworker", "2023-09-01,2025-08-31"), ("EP", "la-send-manager", "2025-09-01,2098-08-31"), ("MID", "la-send-manager", "2098-09-01,")))  # fmt: skip
    report = teams(*(first, second, third)[::turn])
    assert ask("SELECT role, valid_from::text FROM people_practitioner WHERE reference = 'P-7'") == [("la-send-manager", "2025-09-01")]
    assert [each.row for each in report.refused] == ["line 2", "line 4"]
    assert "has another post at line 3" in report.refused[0].message


def test_a_column_that_the_file_lacks_takes_nothing_away(teams, ask):
    before = ask("SELECT email, valid_from::text FROM people_practitioner WHERE reference = 'O-17'")
    teams("practitioner,O-17,Olu Adeyemi,LA:881,,la-send-manager,,,2023-09-01,")
    assert ask("SELECT email, valid_from::text FROM people_practitioner WHERE reference = 'O-17'") == before
    # An empty cell of a column that is there says that there is none.
    assert ask("SELECT role, team_id FROM people_practitioner WHERE reference = 'O-17'") == [("la-send-manager", None)]


def test_a_file_without_last_days_reopens_nothing_that_has_ended(both, load, tmp_path, ask, ben):
    file = tmp_path / "open.csv"
    file.write_text(f"record,practitioner,covers,role,upn,from\nallocation,EP-3,,educational-psychologist,{ben},2026-01-12\ncover,O-18,O-17,,,2026-02-16\n")
    assert load("people", path=file).counts["unchanged"] == 2
    assert ask("SELECT valid_to::text FROM people_allocation WHERE role = 'educational-psychologist'") == ["2026-02-27"]
    assert ask("SELECT valid_to::text FROM people_cover") == ["2026-02-27"]


def test_an_empty_last_day_opens_no_allocation_again_that_somebody_has_ended(both, load, tmp_path, ask, ben):
    """As the psychologists' queue ends one when the case is given to another: whoever had it saw the child again after the next file."""
    file = tmp_path / "open.csv"
    file.write_text(f"record,practitioner,role,upn,from,to\nallocation,EP-3,educational-psychologist,{ben},2026-01-12,\n")
    report = load("people", path=file)
    assert ask("SELECT valid_to::text FROM people_allocation WHERE role = 'educational-psychologist'") == ["2026-02-27"]
    assert ["ended on 2026-02-27" in each.message for each in report.found] == [True]
    file.write_text(file.read_text().replace("2026-01-12,", "2026-01-12,2026-03-06"))
    assert load("people", path=file).found == []
    assert ask("SELECT valid_to::text FROM people_allocation WHERE role = 'educational-psychologist'") == ["2026-03-06"]


def test_what_names_a_row_that_was_refused_says_which_row_it_was(rows, ada):
    report = rows("practitioner,P-8,Quinn,,LA:881,caseworker,,,,,,", f"allocation,,,,,la-send-caseworker,,P-8,,{ada},2026-01-12,")
    assert "whose own row, line 2, was refused" in report.refused[1].message


AHEAD = ["practitioner,P-9,Quinn,,LA:881,la-send-caseworker,,,,,{day},", "allocation,,,,,la-send-caseworker,,O-17,,{ada},{day},", "connection,,,attends,URN:100000,,,,,{ada},{day},"]


@pytest.mark.parametrize("line", AHEAD, ids=["practitioner", "allocation", "connection"])
def test_what_begins_years_ahead_is_loaded_and_reported(rows, ada, line):
    [doubt] = rows(line.format(day="2035-01-12", ada=ada)).found
    assert (doubt.severity, doubt.rule) == ("doubtful", "ahead")
    assert "From is 2035-01-12, more than a year ahead" in doubt.message


COVER = "record,practitioner,covers,from,to\n"


@pytest.fixture
def cover(both, load, tmp_path):
    """Rows of cover after that of the example: O-18 covers O-17 from 16 to 27 February 2026."""

    def go(*lines):
        file = tmp_path / "cover.csv"
        file.write_text(COVER + "".join(f"cover,{line}\n" for line in lines))
        return load("people", path=file)

    return go


def test_two_who_cover_each_other_on_the_same_days_are_reported_once(cover, ask):
    [doubt] = cover("O-18,O-17,2026-02-16,2026-02-27", "O-17,O-18,2026-02-23,2026-03-06").found
    assert (doubt.severity, doubt.rule, doubt.row) == ("doubtful", "cover", "line 3")
    assert "O-18 covers O-17, and O-17 covers O-18, from 2026-02-23 to 2026-02-27" in doubt.message
    assert ask("SELECT count(*) FROM people_cover") == [2]


def test_cover_by_somebody_who_is_away_is_reported(cover):
    [doubt] = cover("EP-3,O-18,2026-02-20,").found
    assert doubt.rule == "cover"
    assert "O-18, who covers O-17, is away from 2026-02-20 to 2026-02-27, covered by EP-3" in doubt.message


def test_where_another_colleague_covers_too_nothing_is_reported(cover):
    assert cover("OT-5,O-17,2026-02-16,", "EP-3,O-18,2026-02-20,").found == []


def test_two_who_cover_each_other_on_other_days_are_not_reported(cover):
    assert cover("O-17,O-18,2026-02-28,2026-03-06").found == []


def test_cover_by_somebody_who_left_is_reported(cover, rows):
    rows("practitioner,EP-3,Sam Okafor,,LA:881,educational-psychologist,,,,,2021-09-01,2026-01-31")
    [doubt] = cover("EP-3,O-18,2026-03-02,2026-03-06").found
    assert "EP-3 left on 2026-01-31, before this cover begins" in doubt.message


def test_a_cover_that_is_told_with_two_last_days_is_refused_the_second_time(cover, ask):
    [refused] = cover("EP-3,O-18,2026-03-02,2026-03-06", "EP-3,O-18,2026-03-02,2026-03-13").refused
    assert "further up in the file, at line 2, with another last day" in refused.message
    assert ask("SELECT valid_to::text FROM people_cover ORDER BY id DESC LIMIT 1") == ["2026-03-06"]
