"""Who gives each line, and what was recorded of its weeks, from a file: again does nothing, a person's word is never overruled."""

import pytest

from goldenthread.cases.imports.report import Unloadable
from goldenthread.delivery.imports import COLUMNS, load_sessions
from goldenthread.delivery.models import Arrangement, Word
from goldenthread.people.models import Child

from .conftest import MONDAY, get, text_of


@pytest.fixture
def load(issued, tmp_path, as_system):
    Child.objects.filter(pk=issued.oscar.pk).update(upn="H801200001001")
    upn = Child.objects.get(pk=issued.oscar.pk).upn

    def load(*rows, name="sessions.csv"):
        path = tmp_path / name
        lines = [",".join(COLUMNS)]
        for given in rows:
            given = {"upn": upn, **given}
            lines.append(",".join(str(given.get(c, "")) for c in COLUMNS))
        path.write_text("\n".join(lines), "utf-8")
        with as_system():
            return load_sessions(path, by="test")

    issued.label = f"{issued.therapy.section}{issued.therapy.number}"
    load.arrangement = {"record": "arrangement", "line": issued.label, "provider": "TRUST:PROVIDE", "practitioner": "leila.farouk", "place": "URN:123456", "weekday": "1"}
    return load


def session(area, week, outcome="delivered", **more):
    return {"record": "session", "line": area.label, "week": week, "outcome": outcome, **more}


def test_a_file_says_who_gives_a_line_and_what_became_of_its_weeks(load, issued):
    rows = [load.arrangement, session(issued, "2026-11-03", "missed", reason="vacancy"), session(issued, "2026-11-09", "made-up", minutes_made_up="30"),
            session(issued, "2026-11-16")]  # fmt: skip
    report = load(*rows)
    assert report.refused == []
    assert (report.counts["arrangements"], report.counts["sessions"]) == (1, 3)
    assert Arrangement.objects.get().practitioner_id == issued.leila.pk
    assert list(Word.objects.order_by("monday").values_list("missed", "made_up", "by_name")) == [(30, 0, "Leila Farouk"), (0, 30, "Leila Farouk"), (0, 0, "Leila Farouk")]
    assert "Nothing is recorded as owed to Oscar Lindqvist" in text_of(get(issued.priya, issued.ledger))
    # The same again is nothing.
    again = load(*rows)
    assert again.repeated
    assert Word.objects.count() == 3
    # A later file adds a later word.
    load(session(issued, "2026-11-16", "missed", reason="child-absent"))
    assert Word.objects.filter(monday=MONDAY).order_by("id").last().missed == 30


def test_a_number_beside_another_first_name_is_loaded_and_reported_once(load, issued):
    twin = {"surname": issued.oscar.surname, "forename": "Otto", "date_of_birth": issued.oscar.date_of_birth.isoformat()}
    [found] = load({**load.arrangement, **twin}, {**session(issued, "2026-11-16"), **twin}).found
    assert (found.row, found.severity, found.child) == ("line 2", "doubtful", issued.oscar.pk)


def test_what_a_person_recorded_is_kept_and_the_difference_told(load, issued):
    Word.objects.create(line=issued.therapy.line, child=issued.oscar, owner=issued.council, case=issued.case.pk, monday=MONDAY, party="provider", delivered=30,
                        by=issued.leila.user.pk, by_name="Leila Farouk")  # fmt: skip
    report = load(session(issued, "2026-11-16", "missed", reason="vacancy"))
    assert [f.severity for f in report.found] == ["differs"]
    assert Word.objects.count() == 1


@pytest.mark.parametrize("row, says", [
    ({"record": "session", "line": "F99", "week": "2026-11-16", "outcome": "delivered"}, "no issued plan"),
    ({"record": "lesson", "line": "F1"}, "arrangement or session"), ({"record": "session", "line": "LABEL", "week": "2026-10-26", "outcome": "delivered"}, "nothing of this line is due"),
    ({"record": "session", "line": "LABEL", "week": "2026-12-07", "outcome": "delivered"}, "still to come"), ({"record": "session", "line": "LABEL", "week": "x", "outcome": "delivered"}, "YYYY-MM-DD"),
    ({"record": "session", "line": "LABEL", "week": "2026-11-16", "outcome": "perhaps"}, "it is one of delivered"), ({"record": "session", "line": "LABEL", "week": "2026-11-16", "outcome": "missed"}, "known reasons"),
    ({"record": "session", "line": "LABEL", "week": "2026-11-16", "outcome": "made-up"}, "than is owed"), ({"record": "arrangement", "line": "LABEL", "provider": "TRUST:NONE"}, "load the people file first"),
    ({"record": "arrangement", "line": "LABEL", "provider": "TRUST:PROVIDE", "weekday": "9"}, "1 for Monday"), ({"record": "session", "line": "F1", "upn": "nonsense"}, "UPN"),
])  # fmt: skip
def test_a_row_that_is_not_taken_says_why(load, issued, row, says):
    report = load({k: issued.label if v == "LABEL" else v for k, v in row.items()})
    (found,) = report.refused
    assert says.lower() in found.message.lower(), found.message
    assert "Oscar" not in found.message
    assert not Word.objects.exists()
    assert not Arrangement.objects.exists()


def test_a_file_that_is_none_is_refused_whole(load, tmp_path, as_system):
    for data in (b"", b"\xff\xfe", b"a,b\n1,2\n", b"record,line\x00"):
        path = tmp_path / "bad.csv"
        path.write_bytes(data)
        with as_system(), pytest.raises(Unloadable):
            load_sessions(path, by="test")
