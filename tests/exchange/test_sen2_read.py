"""Reading the return: both forms tell the same, variants are reported, hostile files are refused."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from dataclasses import fields, replace

import pytest

from goldenthread.exchange.sen2.layout import CODED, codes, in_capitals
from goldenthread.exchange.sen2.read import read, year_of
from goldenthread.exchange.sen2.records import CLASSES, MODULES, NESTED, Header, Unreadable, raw


def refused(path):
    with pytest.raises(Unreadable) as refusal:
        list(read(path).persons)
    return str(refusal.value)


def test_every_item_of_the_layout_has_its_field():
    for name, module in MODULES.items():
        own = {each.name for each in fields(Header if name == "sen2" else CLASSES[name])} - {"index", "position", "line", "extra"}
        assert own - set(NESTED.get(name, {}).values()) == {item.field for item in module.items}, name


def test_a_person_is_read_with_position_line_and_nesting(xml):
    [person] = read(xml()).persons
    assert (person.position, person.surname, person.upn) == (1, "Example", "F999410000001")
    assert person.line is not None
    [request] = person.requests
    [assessment] = request.assessments
    assert assessment.plans[0].details[0].urn == "100000"
    assert request.active_plans[0].needs[0].sen_type == "ASD"


def test_the_header_tells_year_census_and_authority(xml):
    header = read(xml()).header
    assert (header.year, header.reference_date, header.lea) == ("2026", "2026-01-15", "881")
    assert year_of(header).calendar_year == 2025


def test_the_officers_are_read_wherever_they_stand_above_the_persons(xml):
    path = xml(edit=lambda text: text.replace("<Persons>", "<LALevel><DMO>1</DMO></LALevel><Persons>", 1))
    assert read(path).header.dmo == "1"


def test_tags_are_read_without_regard_to_case_and_a_variant_is_reported_once(xml, person_xml):
    person = person_xml().replace("PostCode", "Postcode").replace("SENneed", "SENNeed")
    reading = read(xml(person + person))
    first, second = reading.persons
    assert first.post_code == "CM1 1QH"
    assert second.requests[0].active_plans[0].needs[0].sen_type == "ASD"
    notes = [note for note in reading.notes if note.what == "Postcode"]
    assert [(note.rule, note.read_as, note.count) for note in notes] == [("X03", "PostCode", 2)]


SMALL = (("<SENtype>ASD", "<SENtype>asd"), ("Outcome>Y<", "Outcome>y<"), ("<Sex>F", "<Sex>f"), ("<Ethnicity>WBRI", "<Ethnicity>Wbri"))


def small(text):
    for code, written in SMALL:
        assert code in text
        text = text.replace(code, written)
    return text


@pytest.mark.parametrize("form", ["xml", "csv"])
def test_codes_in_small_letters_are_read_as_the_codes_that_they_are_and_told_once_an_item(xml, person_xml, export, form):
    two = xml(person_xml() * 2)
    right = list(read(two).persons)
    reading = read(xml(person_xml() * 2, edit=small, name="small.xml"))
    if form == "csv":
        folder = export(read(two))
        for file in folder.iterdir():
            file.write_text(re.sub(r"\b(ASD|Y|F|WBRI)\b", lambda found: found[0].lower(), file.read_text("utf-8")), "utf-8")
        reading = read(folder)
    assert [replace(person, line=None) for person in reading.persons] == [replace(person, line=None) for person in right]
    told = {note.what: note.count for note in reading.notes if note.rule == "X11"}
    assert told == {"Sex": 2, "Ethnicity": 2, "RequestOutcome": 2, "AssessmentOutcome": 2, "SENtype": 2}


def test_no_two_codes_of_a_set_differ_in_capitals_alone():
    assert all(code == code.upper() for names in CODED.values() for name in names.values() for code in codes(name, 2027))


@pytest.mark.parametrize("written", ["asdf", "autism", "yes"])
def test_a_word_that_is_no_code_is_left_as_it_stands(written):
    assert all(in_capitals(name, written) is None for name in ("SENtype", "Outcome", "SENsetting"))


def test_other_names_of_the_wild_are_read_under_the_standard_name(xml, request_xml):
    request = request_xml.replace("<PB>", "<PlanWPB>S</PlanWPB><PB>")
    [person] = read(xml(request=request)).persons
    assert person.requests[0].assessments[0].plans[0].plan_wbp == "S"


def test_the_2023_layout_is_read(xml, person_xml, request_xml):
    request = request_xml.replace(
        "<ActivePlans>", "<ActivePlans><RES>A</RES><LastReview>2022-05-01</LastReview>"
    )
    person = person_xml(request).replace("<Sex>F</Sex>", "<GenderCurrent>2</GenderCurrent>")
    [person] = read(xml(person, year=2023)).persons
    assert person.sex == "2"
    assert person.requests[0].active_plans[0].res == "A"


def test_an_unknown_element_is_kept_and_reported(xml, request_xml):
    request = request_xml + "<Colour><Shade>green</Shade></Colour>"
    reading = read(xml(request=request))
    [person] = reading.persons
    assert person.requests[0].extra == (("Colour/Shade", "green"),)
    assert [note.what for note in reading.notes] == ["Colour"]
    assert raw(person.requests[0])["Colour/Shade"] == "green"


@pytest.mark.parametrize("missing", ["Assessment", "NamedPlan", "PlanDetail", "ActivePlans", "SENneed"])
def test_a_missing_part_does_not_stop_the_reading(xml, request_xml, missing):
    before, rest = request_xml.split(f"<{missing}>", 1)
    after = rest.split(f"</{missing}>", 1)[1]
    [person] = read(xml(request=before + after)).persons
    assert person.surname == "Example"


def test_a_return_without_persons_is_read(xml):
    assert list(read(xml("")).persons) == []


def test_memory_stays_flat(xml, person_xml):
    """Ten thousand persons more must not cost ten thousand persons' memory."""
    program = (
        "import resource, sys; from pathlib import Path; from goldenthread.exchange.sen2.read import read\n"
        "print(sum(1 for _ in read(Path(sys.argv[1])).persons),"
        " resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )

    def peak(count):
        path = xml(person_xml() * count, name=f"{count}.xml")
        ran = subprocess.run(
            [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
        )
        persons, memory = map(int, ran.stdout.split())
        assert persons == count
        return memory

    assert peak(10_000) - peak(100) < 8_000  # kB


BOMB = """<!DOCTYPE Message [
<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
]>"""
EXTERNAL = '<!DOCTYPE Message [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "declaration", [BOMB, EXTERNAL, '<!DOCTYPE Message SYSTEM "http://x.invalid/a.dtd">']
)
@pytest.mark.parametrize("comment", ["", "<!-- first a comment -->"])
def test_a_document_type_is_refused_before_it_is_parsed(xml, declaration, comment):
    path = xml(edit=lambda text: text.replace("<Message>", f"{comment}{declaration}<Message>", 1))
    assert "document type declaration" in refused(path)


def test_an_undeclared_entity_is_refused(xml):
    path = xml(edit=lambda text: text.replace("Example</Surname>", "&secret;</Surname>"))
    assert "The XML is broken" in refused(path)


def test_what_only_a_programmer_could_follow_is_said_in_words(tmp_path):
    path = tmp_path / "return.xml"
    path.write_text("<Message>" + "<a>" * 300 + "</a>" * 300 + "</Message>", "utf-8")
    assert "nested too deep" in refused(path)


def test_a_file_that_is_too_large_is_refused(xml):
    from goldenthread.exchange.sen2.read_xml import read_xml

    with pytest.raises(Unreadable, match="limit is 0 MB"):
        read_xml(xml(), most_bytes=100)


def test_elements_nested_too_deep_are_refused(xml):
    path = xml(request="<a>" * 40 + "</a>" * 40)
    assert "nested more than 20 deep" in refused(path)


def test_a_person_without_end_is_refused(xml):
    path = xml(request="<Requests><RYA>0</RYA></Requests>" * 200_000)
    assert "without the end of a person" in refused(path)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_another_encoding_is_refused(xml, encoding):
    path = xml()
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    assert "not in UTF-8" in refused(path)


def test_a_declared_other_encoding_is_refused(xml):
    path = xml(edit=lambda text: text.replace('"UTF-8"', '"ISO-8859-1"'))
    assert "The file says that it is in ISO-8859-1" in refused(path)


def test_bytes_that_are_not_utf_8_are_refused(xml):
    path = xml()
    path.write_bytes(path.read_bytes().replace(b"Example", b"Exampl\xe9"))
    assert "not in UTF-8" in refused(path)


def test_a_byte_order_mark_is_accepted(xml):
    path = xml()
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(list(read(path).persons)) == 1


def test_a_file_cut_short_is_refused(xml):
    path = xml()
    path.write_bytes(path.read_bytes()[:-40])
    assert "may have been cut short" in refused(path)


@pytest.mark.parametrize(
    "content, words",
    [
        (b"", "is empty"),
        (b"surname,forename\nExample,Ada\n", "not XML"),
        (b"<Workbook></Workbook>", "begins with <Workbook>"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path, content, words):
    path = tmp_path / "return.xml"
    path.write_bytes(content)
    assert words in refused(path)


def test_a_missing_file_is_refused(tmp_path):
    assert "There is no file" in refused(tmp_path / "none.xml")


def test_a_year_that_is_not_known_is_refused(xml):
    path = xml(edit=lambda text: text.replace("<Year>2026</Year>", "<Year>2031</Year>"))
    with pytest.raises(Unreadable, match="Returns of 2022 to 2027 can be read"):
        year_of(read(path).header)


class TestExport:
    def test_the_nine_files_tell_the_same_as_the_xml(self, clean, export):
        exported = read(export(read(clean)))
        from_xml = read(clean)
        assert exported.header == from_xml.header
        for one, other in zip(exported.persons, from_xml.persons, strict=True):
            assert raw(one) == raw(other)
            assert one.position == other.position
        assert list(exported.notes) == []

    def test_a_zip_of_them_is_read(self, xml, export, tmp_path):
        folder = export(read(xml()))
        path = tmp_path / "export.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in folder.iterdir():
                archive.write(file, f"export/{file.name}")
        [person] = read(path).persons
        assert person.requests[0].received_date == "2025-01-13"
        assert person.requests[0].rya == "0"

    def test_a_zip_bomb_is_refused(self, tmp_path):
        path = tmp_path / "bomb.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a_person.csv", b"0" * 50_000_000)
        assert "times its size" in refused(path)

    def test_a_zip_of_many_files_is_refused(self, tmp_path):
        path = tmp_path / "many.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for number in range(100):
                archive.writestr(f"{number}.csv", "")
        assert "an export has nine" in refused(path)

    def test_a_broken_zip_is_refused(self, xml, export, tmp_path):
        path = tmp_path / "broken.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a_person.csv", "surname\n" + "Example\n" * 5000)
        content = bytearray(path.read_bytes())
        content[60:80] = b"\xff" * 20
        path.write_bytes(content)
        assert "cannot be opened" in refused(path)

    def test_a_missing_table_is_reported(self, xml, export):
        folder = export(read(xml()))
        next(folder.glob("*_senneed.csv")).unlink()
        reading = read(folder)
        [person] = reading.persons
        assert person.requests[0].active_plans[0].needs == ()
        assert [(note.rule, note.what) for note in reading.notes] == [("X07", "senneed.csv")]

    def test_a_folder_without_persons_is_refused(self, tmp_path):
        folder = tmp_path / "empty"
        folder.mkdir()
        assert "No file of persons" in refused(folder)

    def test_a_known_slip_in_a_heading_is_read_and_reported(self, xml, export):
        folder = export(read(xml()))
        table = next(folder.glob("*_requests.csv"))
        table.write_text(table.read_text().replace("requestsource", "rquestsource"))
        reading = read(folder)
        [person] = reading.persons
        assert person.requests[0].request_source == "2"
        assert [note.read_as for note in reading.notes] == ["RequestSource"]

    def test_a_single_table_is_not_a_return(self, xml, export):
        folder = export(read(xml()))
        assert "only part of a return" in refused(next(folder.glob("*_person.csv")))

    def test_two_columns_of_one_item_are_refused(self, xml, export):
        folder = export(read(xml()))
        table = next(folder.glob("*_person.csv"))
        head, *others = table.read_text().splitlines()
        table.write_text("\n".join([f"{head},upn", *(f"{each},F999410000001" for each in others)]))
        assert "two columns for UPN" in refused(folder)
