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
    ]
    assert ask("SELECT name FROM people_practitioner ORDER BY reference") == [
        "Sam Okafor",
        "Olu Adeyemi",
        "Priya Nair",
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
    assert ask("SELECT count(*) FROM people_allocation") == [3]
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
    assert ask("SELECT count(*) FROM people_practitioner") == [3]
    assert len(report.refused) == 3
    assert "load the return or the events of the child first" in report.refused[0].message


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
    (("Example Primary School,school", "Example Primary School,academy"), "Kind is 'academy'"),
    (("2026-01-12,2026-02-27", "2026-01-12,2026-01-11"), "before from"),
    (("2025-01-14", "14 January 2025"), "write the date as YYYY-MM-DD"),
    (("Y881200000001", "Y881200000009"), "Check the UPN"),
    (("olu.adeyemi@council.example", "olu.adeyemi"), "enter an address"),
    (("O-18,O-17", "O-18,O-18"), "cannot cover for themselves"),
    (("O-18,O-17", "O-18,O-99"), "no practitioner has this reference"),
    (("CO1 1JG,,", "CO1 1JG,EHC-9,"), "no case EHC-9 is on record"),
]


@pytest.mark.parametrize("change, words", FAULTS, ids=[words for _, words in FAULTS])
def test_a_row_at_fault_is_refused_by_itself_with_its_reason(load, change, words):
    load("sen2")
    report = load("people", change)
    assert words.lower() in " ".join(each.message for each in report.refused).lower()
    assert report.counts["practitioners"] >= 2


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
    assert ask("SELECT count(*) FROM people_allocation") == [2]
    assert "not open to imports" in report.refused[0].message
