"""A plan with its reports is one file: its own pages as they were, each report after them, and what cannot be added by itself."""

from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from goldenthread.letters.pdf import pdf
from goldenthread.people.models import Content
from goldenthread.plans.bundle import bundle
from goldenthread.plans.document import plan_document

from .conftest import get, post, text_of
from .test_reports_and_answers import with_a_report_alone


def a_plan():
    return pdf("plan.typ", plan=plan_document(child="Oscar Lindqvist", reference="S-1", what="Draft plan", day="24 November 2026", clauses=()))


def a_report(pages=2, password="", script=False):
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=300, height=300)
    if script:
        action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")})
        writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})
    if password:
        writer.encrypt(password)
    writer.write(made := BytesIO())
    return made.getvalue()


def test_the_plan_keeps_its_tags_and_each_report_follows_with_its_name():
    plan = a_plan()
    made = bundle(plan, [("Clinic letter.pdf", a_report(2)), ("School.PDF", a_report(1))])
    found, before = PdfReader(BytesIO(made.pdf)), PdfReader(BytesIO(plan))
    assert len(found.pages) == len(before.pages) + 3
    assert made.inside == ("Clinic letter.pdf", "School.PDF")
    root = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == before.trailer["/Root"]["/Lang"]
    assert [o.title for o in found.outline if not isinstance(o, list)][-2:] == ["Clinic letter.pdf", "School.PDF"]


def test_the_whole_claims_no_standard_that_a_report_may_not_meet():
    assert b"pdfuaid" in a_plan()
    made = bundle(a_plan(), [("A.pdf", a_report())]).pdf
    assert "/Metadata" not in PdfReader(BytesIO(made)).trailer["/Root"]
    assert made.startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("name", "file"),
    [("Report.docx", b"PK\x03\x04"), ("Broken.pdf", b"%PDF-1.7 seizures"), ("Empty.pdf", b""), ("Locked.pdf", a_report(password="x")), ("Long.pdf", a_report(301))],
)
def test_what_cannot_be_added_goes_by_itself_and_leaves_nothing_behind(name, file):
    plan = a_plan()
    made = bundle(plan, [(name, file)])
    assert (made.pdf, made.inside, made.apart) == (plan, (), (name,))
    both = bundle(plan, [(name, file), ("Good.pdf", a_report(1))])
    assert (both.inside, both.apart) == (("Good.pdf",), (name,))
    assert len(PdfReader(BytesIO(both.pdf)).pages) == len(PdfReader(BytesIO(plan)).pages) + 1


def test_no_script_of_a_report_comes_with_it():
    assert b"JavaScript" in a_report(script=True)
    made = bundle(a_plan(), [("A.pdf", a_report(script=True))])
    assert made.inside == ("A.pdf",)
    assert b"JavaScript" not in made.pdf


# --- who has it ---


@pytest.fixture
def sent(area):
    """The paediatrician's advice is a report; the therapist has the whole draft, the psychologist her own clauses."""
    with_a_report_alone(area)
    Content.objects.filter(pk=area.advice["paediatrician"].report_id).update(file=a_report(2))
    post(area.priya, area.path, do="start")
    assert post(area.priya, f"{area.path}send/", ground="childs-interests", whole=["speech-and-language-therapist"]).status_code == 302
    return area


def pages_of(answer):
    assert answer.status_code == 200
    return len(PdfReader(BytesIO(answer.content)).pages)


def test_whoever_has_the_whole_has_it_in_one_file_and_nobody_else_has(sent):
    for someone in (sent.anna, sent.leila, sent.priya):
        assert pages_of(get(someone, f"{sent.path}read/plan-with-reports.pdf")) == pages_of(get(someone, f"{sent.path}read/plan.pdf")) + 2
        assert "with its reports in one file" in text_of(get(someone, f"{sent.path}read/"))
    for someone in (sent.helen, sent.nurse, sent.grace, sent.stranger):
        assert get(someone, f"{sent.path}read/plan-with-reports.pdf").status_code == 404
    assert "with its reports in one file" not in text_of(get(sent.helen, f"{sent.path}read/"))


def test_a_report_that_is_sealed_since_is_in_no_new_file(sent):
    Content.objects.filter(pk=sent.advice["paediatrician"].report_id).update(sealed=True)
    assert pages_of(get(sent.anna, f"{sent.path}read/plan-with-reports.pdf")) == pages_of(get(sent.anna, f"{sent.path}read/plan.pdf"))
