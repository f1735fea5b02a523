"""What an audit tests a list against: deciles of deprivation by postcode, and home languages."""

import pytest

from goldenthread.cases.imports.report import Unloadable

FILE = {"deprivation": "postcode,decile\n", "languages": "upn,language\n"}


@pytest.fixture
def ready(load, places):
    load("people")
    load("sen2")
    places()


@pytest.fixture
def rows(ready, load, tmp_path):
    """Loads these rows, written beneath the heading of the kind."""

    def go(kind, *lines):
        path = tmp_path / f"given-{kind}.csv"
        path.write_text(FILE[kind] + "\n".join(lines), encoding="utf-8")
        return load(kind, path=path, name=f"{kind}.csv")

    return go


@pytest.fixture
def held(ask):
    return {
        "deprivation": lambda: dict(ask("SELECT postcode, deprivation FROM people_postcode WHERE deprivation IS NOT NULL")),
        "languages": lambda: dict(ask("SELECT upn, language FROM people_child WHERE language <> ''")),
    }


def test_the_examples_land_and_the_same_files_again_change_nothing(ready, load, held, ada, ben, everything):
    assert load("deprivation").counts["deciles"] == 2
    assert load("languages").counts["languages"] == 2
    assert held["deprivation"]() == {"CM1 1QH": 4, "CO1 1JG": 4}
    assert held["languages"]() == {ada: "ENG", ben: "BNGS"}
    before = everything()
    for kind in FILE:
        again = load(kind)
        assert again.repeated
        assert again.counts["unchanged"] == 2
    assert everything() == before


def test_a_later_file_replaces_what_it_names_and_leaves_the_rest(rows, held, ada, ben):
    rows("languages", f"{ada},ENG", f"{ben},POL")
    report = rows("languages", f"{ada},oth", f"{ada},OTH")
    assert (report.counts["languages"], report.refused) == (1, [])
    assert held["languages"]() == {ada: "OTH", ben: "POL"}
    rows("deprivation", "CM1 1QH,1", "co11jg,10")
    rows("deprivation", "CM1 1QH,2")
    assert held["deprivation"]() == {"CM1 1QH": 2, "CO1 1JG": 10}


def test_rows_of_whoever_or_whatever_is_not_on_record_are_counted_and_not_kept(rows, held, everything, ask):
    before = everything()["people_child"]
    report = rows("languages", "H801200001001,ENG")
    assert (report.counts["elsewhere"], report.found, report.all_refused()) == (1, [], False)
    assert rows("deprivation", "SW1A 1AA,9").counts["elsewhere"] == 1
    assert (held["languages"](), held["deprivation"](), everything()["people_child"]) == ({}, {}, before)
    assert not ask("SELECT 1 FROM cases_importfinding WHERE message LIKE '%%H801200001001%%'")


@pytest.mark.parametrize(
    "kind, line, words",
    [
        ("deprivation", "CM1 1QH,0", "it is 1 (most deprived) to 10"),
        ("deprivation", "CM1 1QH,11", "it is 1 (most deprived) to 10"),
        ("deprivation", "CM1 1QH,²", "it is 1 (most deprived) to 10"),
        ("deprivation", "CM1 1QH,-1", "it is 1 (most deprived) to 10"),
        ("deprivation", "CM1 1QH,4.5", "it is 1 (most deprived) to 10"),
        ("deprivation", "CM1 1QH,", "Decile is empty"),
        ("deprivation", "CM1,4", "Enter a full UK postcode"),
        ("deprivation", ",4", "Postcode is empty"),
        ("deprivation", f"CM1 1QH,{'1' * 5000}", "Decile is longer than 20 characters"),
        ("languages", "Y881200000001,English", "write the code of the school census"),
        ("languages", "Y881200000001,EN", "write the code of the school census"),
        ("languages", "Y881200000001,ΑΒΓ", "write the code of the school census"),
        ("languages", "Y881200000001,", "Language is empty"),
        ("languages", "Y881200000002,ENG", "first letter does not fit"),
        ("languages", "=cmd(),ENG", "Enter a UPN"),
        ("languages", ",ENG", "Upn is empty"),
    ],
)
def test_a_row_that_is_not_taken_says_why_and_the_rest_lands(rows, held, kind, line, words):
    report = rows(kind, line, {"deprivation": "CO1 1JG,3", "languages": "M881200000002,ENB"}[kind])
    [refusal] = report.refused
    assert refusal.row == "line 2"
    assert words in refusal.message
    assert held[kind]() == {"deprivation": {"CO1 1JG": 3}, "languages": {"M881200000002": "ENB"}}[kind]


def test_two_values_for_one_are_both_refused(rows, held, ada):
    report = rows("languages", f"{ada},ENG", f"{ada},POL")
    assert [each.row for each in report.refused] == ["line 2", "line 3"]
    assert report.all_refused()
    rows("deprivation", "CM1 1QH,1", "CM11QH,2")
    assert (held["languages"](), held["deprivation"]()) == ({}, {})


def test_a_sealed_record_is_left_alone(rows, held, ask, ada):
    ask("UPDATE people_child SET sealed = true WHERE upn = %s", ada)
    report = rows("languages", f"{ada},ENG")
    assert "not open to imports" in report.refused[0].message
    assert held["languages"]() == {}


@pytest.mark.parametrize("kind", FILE)
@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"a,b\n1,2\n", b"postcode,decile,upn,language\n", b"NULL\x00", b"EXTRA,1,2,3\n", b'BROKEN,"4\n'])
def test_a_file_that_is_none_is_refused_whole(ready, tmp_path, held, kind, data):
    from .conftest import LOADERS

    good = FILE[kind].encode() + {"deprivation": b"CM1 1QH,3\n", "languages": b"Y881200000001,ENG\n"}[kind]
    path = tmp_path / "bad.csv"
    path.write_bytes(good + data if data[:1].isalpha() and data[:1] != b"a" and data[:8] != b"postcode" else data)
    with pytest.raises(Unloadable):
        LOADERS[kind](path, by="test")
    assert held[kind]() == {}
