"""Plans from another system: whole or nothing, each row's reason told, again does nothing, another text is another version."""

import contextlib
import copy
import io
import json
import random
import zipfile
from pathlib import Path
from uuid import uuid4

import pytest
from docx import Document
from pypdf import PdfReader

from goldenthread.cases.imports.report import Unloadable
from goldenthread.cases.models import ImportFinding, ImportRun
from goldenthread.delivery.lines import lines_for_import
from goldenthread.people.models import Child, Connection
from goldenthread.plans import imports
from goldenthread.plans.files import MOST_OF_A_PLAN, read_plans
from goldenthread.plans.imports import load_plans
from goldenthread.plans.models import Clause, Disclosure, Plan, SignBack

from .conftest import TODAY, case_of, child_of, day, drafted, get, text_of

OF_THE_GUIDE = (Path(__file__).parents[2] / "docs/guide/examples/plan.json").read_text("utf-8")
"""Ada's plan. Here it is Oscar's, of this area's school and of later days."""
HERE = (
    ("REV-2201", "REV-1042"), ("Y881200000001", "H801200001001"), ("URN:100000", "URN:123456"), ("2025-04-28", "2026-05-11"), ("2025-06-02", "2026-06-15"),
    ("2025-05-19", "2026-06-01"), ("Ada loves trains. She", "Oscar loves trains. He"), ("Ada", "Oscar"), ("July 2026", "July 2027"),
)  # fmt: skip


def of_oscar(text):
    for there, here in HERE:
        assert there in text, there
        text = text.replace(there, here)
    return json.loads(text)


EXAMPLE = of_oscar(OF_THE_GUIDE)
UPN = EXAMPLE["child"]["upn"]


@pytest.fixture
def loaded(area, tmp_path, as_system):
    """Oscar has a plan, made on 15 June, as the return tells it."""
    Child.objects.filter(pk=area.oscar.pk).update(upn=UPN)
    area.reviews = case_of(area.oscar, ("plan-made", day("2026-06-15"), {"date_of_birth": "2019-10-05"}), pathway="annual-review")
    type(area.reviews).objects.filter(pk=area.reviews.pk).update(reference="REV-1042")
    area.tmp = tmp_path

    def load(*plans, name="plans.jsonl"):
        path = tmp_path / name
        path.write_text("\n".join(p if isinstance(p, str) else json.dumps(p) for p in plans), "utf-8")
        with as_system():
            return load_plans(path, by="test")

    area.load = load
    return area


def plan(label="", text="", **of_plan):
    """The example, with another text of a clause or other items of the plan."""
    made = copy.deepcopy(EXAMPLE)
    made["plan"] |= of_plan
    for section in made["sections"]:
        for c in section["clauses"]:
            if c["label"] == label:
                c["text"] = text
    return made


def clause_in(made, label):
    return next(c for s in made["sections"] for c in s["clauses"] if c["label"] == label)


def messages(report):
    return " ".join(f.message for f in report.found)


def test_the_example_is_loaded_and_read_by_family_school_and_officer(loaded):
    report = loaded.load(EXAMPLE)
    assert report.found == []
    assert (report.counts["plans"], report.counts["clauses"], report.counts["confirmations"]) == (1, 4, 1)
    kept = Plan.objects.get()
    assert (kept.case, kept.issued_on, kept.sent_on, kept.setting.code, kept.made_by) == (
        loaded.reviews.pk, day("2026-06-15"), day("2026-05-11"), "URN:123456", report.run)  # fmt: skip
    therapy = Clause.objects.get(section="F")
    assert (therapy.number, therapy.contributor, therapy.details["minutes"]) == (1, "speech-and-language-therapist", 30)
    assert str(therapy.need) == clause_in(EXAMPLE, "B1")["line"]
    answer = SignBack.objects.get()
    assert (answer.clause_id, answer.said, answer.answer, answer.by_name) == (therapy.pk, therapy.text, "confirmed", "Leila Farouk")
    path = f"/cases/{loaded.reviews.pk}/plan/"
    assert "in a group of no more than 3" in text_of(get(loaded.anna, f"{path}read/"))
    assert "Oscar loves trains" in text_of(get(loaded.tom, f"{path}read/"))
    assert "F1" in text_of(get(loaded.priya, path))
    for someone in (loaded.grace, loaded.nurse, loaded.stranger):
        assert get(someone, f"{path}read/").status_code == 404


def test_a_plan_whose_number_is_that_of_a_child_with_another_first_name_is_reported(loaded):
    """A twin's number on it puts the plan on the twin's record."""
    born = loaded.oscar.date_of_birth.isoformat()
    child = {"upn": UPN, "surname": loaded.oscar.surname, "date_of_birth": born, "postcode": "CM1 1QH"}
    [found] = loaded.load({**EXAMPLE, "child": {**child, "forename": "Otto"}}).found
    assert (found.severity, found.rule, found.child) == ("doubtful", "renamed", loaded.oscar.pk)
    assert loaded.load({**EXAMPLE, "child": {**child, "forename": loaded.oscar.forename}}).found == []


def test_what_is_exported_follows_the_schema_that_is_loaded_and_comes_in_as_nothing_new(loaded):
    loaded.load(EXAMPLE)
    given = json.loads(get(loaded.priya, f"/cases/{loaded.reviews.pk}/plan/plan.json").content)
    assert given["plan"]["setting"] == "URN:123456"
    (loaded.tmp / "again.json").write_text(json.dumps(given), "utf-8")
    [(_, read)] = read_plans(loaded.tmp / "again.json")
    assert not isinstance(read, str)
    assert [c.text for c in read.clauses] == [c["text"] for s in EXAMPLE["sections"] for c in s["clauses"]]


def test_an_export_of_a_plan_that_was_issued_here_comes_in_as_nothing_new(loaded):
    draft = drafted(loaded)
    Plan.objects.update(sent_on=day("2026-10-30"), issued_on=day("2026-11-10"))
    given = json.loads(get(loaded.priya, f"/cases/{draft.case.pk}/plan/plan.json").content)
    report = loaded.load(given)
    assert (report.found, report.counts["unchanged"], Plan.objects.count()) == ([], 1, 1)
    given["sections"][1]["clauses"][0]["text"] += " This is not what was issued."
    differing = loaded.load(given)
    assert [f.severity for f in differing.found] == ["differs"]
    assert Plan.objects.count() == 1


def test_the_same_again_is_nothing_in_whatever_file_and_order(loaded):
    loaded.load(EXAMPLE)
    assert loaded.load(EXAMPLE).repeated
    other = loaded.load({**EXAMPLE, "sections": EXAMPLE["sections"][::-1]}, name="other.jsonl")
    assert (other.counts["unchanged"], other.counts["plans"], Plan.objects.count()) == (1, 0, 1)
    assert ImportRun.objects.filter(kind="plans").count() == 2


def test_another_text_of_the_same_day_is_a_newer_version_and_a_person_is_told(loaded):
    loaded.load(EXAMPLE)
    again = plan("F1", "Speech and language therapy once a week, 20 minutes, by a qualified speech and language therapist.")
    report = loaded.load(again)
    assert [(f.severity, f.rule, f.child) for f in report.found] == [("doubtful", "replaced", loaded.oscar.pk)]
    assert list(Plan.objects.order_by("version").values_list("version", "issued_on")) == [(1, day("2026-06-15")), (2, day("2026-06-15"))]
    assert "20 minutes" in text_of(get(loaded.anna, f"/cases/{loaded.reviews.pk}/plan/read/"))
    # The file before it brings nothing back.
    assert loaded.load(EXAMPLE, name="before.jsonl").counts["unchanged"] == 1
    [line] = lines_for_import([loaded.oscar.pk])
    assert "20 minutes" in line.words
    # Its week begins when the plan was here, not when it was issued.
    assert line.stretches[0].first == TODAY


def test_an_amended_plan_is_the_next_version_and_the_words_that_it_alters_are_no_longer_confirmed(loaded):
    later = plan("F1", "Speech and language therapy when it is available.", version=2, issued_on="2026-10-12", sent_on=None)
    clause_in(later, "F1")["confirmed"] = None
    report = loaded.load(later, EXAMPLE)
    assert [f.rule for f in report.found] == ["issue-day"]
    assert "no plan that was issued on 2026-10-12" in report.found[0].message
    assert list(Plan.objects.order_by("issued_on").values_list("version", flat=True)) == [1, 2]
    assert SignBack.objects.get().clause.plan.version == 1
    assert Clause.objects.filter(section="F").values("line").distinct().count() == 1
    # Both were here on one day; what is followed is what the later one says.
    [line] = lines_for_import([loaded.oscar.pk])
    assert (line.words, len(line.stretches)) == ("Speech and language therapy when it is available.", 1)


def test_an_older_plan_after_a_newer_one_is_refused(loaded):
    loaded.load(plan(issued_on="2026-10-12", version=2))
    report = loaded.load(EXAMPLE)
    assert "newer version is on record, issued on 2026-10-12" in messages(report)
    assert Plan.objects.count() == 1


def test_none_is_loaded_beside_a_version_that_is_being_written(loaded):
    Plan.objects.create(child=loaded.oscar, owner=loaded.council, case=loaded.reviews.pk, version=1, made_by=loaded.priya.user.pk)
    assert "is being written on this case" in messages(loaded.load(EXAMPLE))
    assert Plan.objects.filter(issued_on__isnull=False).count() == 0


def test_a_plan_of_two_children_is_refused_and_nobody_is_named(loaded):
    loaded.load(EXAMPLE)
    maya = child_of(loaded.council, "Maya", "Whitfield", upn="")
    reviews = case_of(maya, ("plan-made", day("2026-06-15"), {"date_of_birth": "2019-10-05"}), pathway="annual-review")
    hers = plan()
    hers["child"] = {"reference": maya.reference}
    report = loaded.load(hers)
    assert "a line of it is one of another child’s plan" in messages(report).lower()
    assert "Oscar" not in messages(report)
    both = plan()
    both["child"] = {"case": reviews.reference, "upn": UPN}
    assert "on record for another child" in messages(loaded.load(both))
    assert Plan.objects.filter(child=maya).count() == 0


def test_two_plans_of_one_day_in_a_file_are_not_guessed_between(loaded):
    report = loaded.load(EXAMPLE, plan("A1", "Something else."))
    assert [(f.row, f.severity) for f in report.found] == [("line 2", "refused")]
    assert Clause.objects.filter(section="A").get().text.startswith("Oscar loves")


def test_a_sealed_child_gets_nothing(loaded):
    Child.objects.filter(pk=loaded.oscar.pk).update(sealed=True)
    for child in (EXAMPLE["child"], {"case": "REV-1042"}, {"reference": loaded.oscar.reference}):
        assert "not open to imports" in messages(loaded.load({**EXAMPLE, "child": child}))
    assert Plan.objects.count() == 0


def test_a_setting_reads_the_plan_that_names_it_only_while_the_child_is_there(loaded):
    loaded.load(plan(setting="URN:654321"))
    assert Disclosure.objects.get().organisation == loaded.other_school
    path = f"/cases/{loaded.reviews.pk}/plan/read/"
    assert get(loaded.grace, path).status_code == 404
    Connection.objects.create(child=loaded.oscar, owner=loaded.council, organisation=loaded.other_school, kind="attends", valid_from=day("2026-09-01"))
    assert get(loaded.grace, path).status_code == 200


def test_what_is_doubtful_is_loaded_and_told(loaded):
    odd = plan(setting="URN:000001")
    clause_in(odd, "F1").update(label="first", need=str(uuid4()), **{"from": "dietitian"})
    report = loaded.load(odd)
    assert {f.rule for f in report.found} == {"label", "links", "setting", "unusual"}
    assert all(f.severity == "doubtful" for f in report.found)
    assert Clause.objects.get(section="F").number == 1
    assert ImportFinding.objects.filter(child=loaded.oscar).count() == 4


@pytest.mark.parametrize("child, found", [
    ({"upn": UPN}, True), ({"surname": "Lindqvist", "forename": "Oscar", "date_of_birth": "2019-10-05", "postcode": "cm11aa"}, True),
    ({"surname": "Lindqvist", "forename": "Oscar", "date_of_birth": "2019-10-05", "postcode": "CM2 2AA"}, False),
    ({"surname": "Lindqvist", "forename": "Oscar", "date_of_birth": "2019-10-06", "postcode": "CM1 1AA"}, False),
])  # fmt: skip
def test_a_child_without_a_case_number_is_known_by_a_number_or_by_name_birth_and_home(loaded, child, found):
    report = loaded.load({**EXAMPLE, "child": child})
    assert report.counts["plans"] == found
    assert bool(report.found) != found
    assert Plan.objects.filter(case=loaded.reviews.pk).exists() == found


@pytest.mark.parametrize("change, says", [
    (lambda p: p.update(schema="other"), "schema is not goldenthread-plan-1"),
    (lambda p: p["child"].clear(), "lacks one of reference, case, upn"),
    (lambda p: p.update(child={"case": "REV-9"}), "no case REV-9 that holds a plan"),
    (lambda p: p.update(child={"upn": "H801200001002"}), "UPN"),
    (lambda p: p.update(child={"reference": "GT-99999"}), "no child on record has the reference"),
    (lambda p: p["plan"].update(issued_on=None), "drafts are not loaded"),
    (lambda p: p["plan"].update(issued_on="2027-01-01"), "still to come"),
    (lambda p: p["plan"].update(issued_on="2019-01-01", sent_on=None), "before the child was born"),
    (lambda p: p["plan"].update(issued_on="15/06/2026"), "is no date"),
    (lambda p: p["plan"].update(sent_on="2026-07-01"), "check the days"),
    (lambda p: p["plan"].update(whole=False), "only whole plans"),
    (lambda p: p["plan"].update(version=0), "is not from 1 to 999"),
    (lambda p: p["plan"].update(version=True), "is no integer"),
    (lambda p: p.update(sections=[]), "has no clauses"),
    (lambda p: p["sections"].append(copy.deepcopy(p["sections"][0])), "section A stands there twice"),
    (lambda p: p["sections"][0].update(section="Z"), "is none of A, B"),
    (lambda p: clause_in(p, "F1").update(line=clause_in(p, "A1")["line"]), "stands in the plan twice"),
    (lambda p: clause_in(p, "F1").update(line="F1"), "is no UUID"),
    (lambda p: clause_in(p, "F1").update(text=" "), "F1 has no text"),
    (lambda p: clause_in(p, "F1").update(text="a\x00b"), "no text"),
    (lambda p: clause_in(p, "F1").update(text="x" * 20_001), "shorten it"),
    (lambda p: clause_in(p, "F1")["details"].update(minutes=10**9), "is not from 0 to 10080"),
    (lambda p: clause_in(p, "F1")["details"].update(minutes=30.5), "is no integer"),
    (lambda p: clause_in(p, "F1")["details"].update(secret=1), "does not know"),
    (lambda p: clause_in(p, "F1").update({"from": "Dr Smith"}), "write it as in the guide"),
    (lambda p: clause_in(p, "F1").update({"from": None}), "whose advice it rests on"),
    (lambda p: clause_in(p, "F1")["confirmed"].update(on="2027-01-01"), "still to come"),
])  # fmt: skip
def test_a_plan_that_is_not_taken_says_why_and_the_others_are(loaded, change, says):
    wrong = plan()
    change(wrong)
    report = loaded.load("", wrong)
    assert [(f.row, f.severity) for f in report.found] == [("line 2", "refused")]
    assert says.lower() in report.found[0].message.lower(), report.found[0].message
    assert report.all_refused()
    assert not Plan.objects.exists()
    other = loaded.load(wrong, EXAMPLE, name="both.jsonl")
    assert (len(other.refused), other.counts["plans"]) == (1, 1)


@pytest.mark.parametrize("line", ["{", "[]", "3", '"a"', "nan", '{"a": NaN}', '{"a": 1, "a": 2}', "[" * 100_000, "1" * 5000, '"\\ud800"'])
def test_a_line_that_is_no_plan_is_refused_by_itself(loaded, line):
    report = loaded.load(line, EXAMPLE)
    assert [f.row for f in report.refused] == ["line 1"]
    assert report.counts["plans"] == 1


def test_a_file_that_is_none_is_refused_whole(loaded, as_system):
    path, long, null, empty = (loaded.tmp / name for name in ("none.jsonl", "long.jsonl", "null.jsonl", "empty.jsonl"))
    long.write_bytes(b"x" * (MOST_OF_A_PLAN + 5))
    null.write_bytes(b"\x00\x01")
    empty.touch()
    (loaded.tmp / "folder").mkdir()
    for each, says in ((path, "There is no file"), (long, "longer than"), (null, "null bytes"), (empty, "is empty"), (loaded.tmp / "folder", "no .json file")):
        with as_system(), pytest.raises(Unloadable, match=says):
            load_plans(each, by="test")
    assert not ImportRun.objects.filter(kind="plans").exists()


def packed(path, files, how=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", how) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_a_folder_and_a_zip_of_plans_are_taken_alike(loaded, as_system):
    files = {"REV-1042.json": json.dumps(EXAMPLE), "notes \x1b[31m.txt": "none"}
    folder = loaded.tmp / "folder"
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_text(data, "utf-8")
    with as_system():
        report = load_plans(folder, by="test")
        again = load_plans(packed(loaded.tmp / "plans.zip", files), by="test")
    assert (report.counts["plans"], again.counts["unchanged"]) == (1, 1)
    assert [f.row for f in report.refused] == ["file 2 (notes ??31m.txt)"]


def test_a_hostile_zip_is_refused_and_nothing_is_half_read(loaded, as_system):
    bomb = packed(loaded.tmp / "bomb.zip", {"a.json": b" " * 900_000})
    odd = packed(loaded.tmp / "odd.zip", {"a.json": json.dumps(EXAMPLE)}, zipfile.ZIP_BZIP2)
    for path, says in ((bomb, "as an attack would"), (odd, "unusual way")):
        with as_system(), pytest.raises(Unloadable, match=says):
            load_plans(path, by="test")
    good = packed(loaded.tmp / "good.zip", {"a.json": json.dumps(EXAMPLE)}).read_bytes()
    rng = random.Random(4)  # noqa: S311  the same breaks each time
    for n in range(60):
        broken = bytearray(good)
        for _ in range(rng.choice([1, 3, 30])):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
        path = loaded.tmp / f"{n}.zip"
        path.write_bytes(broken[: rng.choice([len(broken), rng.randrange(len(broken))])])
        with contextlib.suppress(imports.UnreadableExtract):
            list(read_plans(path))


def test_nothing_is_kept_of_a_load_that_fails_at_the_end(loaded, monkeypatch):
    def fails(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr(imports, "finish_run", fails)
    with pytest.raises(OSError, match="disk"):
        loaded.load(EXAMPLE)
    assert not Plan.objects.exists()
    assert not ImportRun.objects.filter(kind="plans").exists()


def test_the_day_of_the_tests_is_the_day_on_which_they_load(loaded):
    assert loaded.load(plan(issued_on=TODAY.isoformat(), sent_on=None)).counts["plans"] == 1


def test_a_loaded_plan_can_be_taken_away_and_says_that_it_is_no_document_that_was_sent(loaded):
    assert not loaded.load(plan()).found
    made = Plan.objects.get()
    base = f"/cases/{made.case}/plan/"
    page = get(loaded.priya, f"{base}now/").content.decode()
    assert f"{base}plan.docx" in page
    assert f"{base}read/plan.pdf" in page
    words = " ".join("".join(p.extract_text() for p in PdfReader(io.BytesIO(get(loaded.priya, f"{base}read/plan.pdf").content)).pages).split())
    document = "\n".join(p.text for p in Document(io.BytesIO(get(loaded.priya, f"{base}plan.docx").content)).paragraphs)
    for text in (words, document):
        assert "It was made elsewhere and loaded" in text
        # Nothing is known of a section that came without words.
        assert "There is no direct payment" not in text
        for c in Clause.objects.filter(plan=made):
            assert " ".join(c.text.split())[:60] in " ".join(text.split())
