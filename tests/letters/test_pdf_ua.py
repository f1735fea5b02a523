"""The PDFs that we send can be read with a screen reader: PDF/UA-1, as far as a machine can tell.

Our own reading of the conditions (pdf_ua.py), and pdfua, which says by itself what part of the rules it covers. See decision 3 for the
tools that cover more and are not installed here."""

import hashlib
import io
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, NameObject

from goldenthread.letters.document import fill, read_template
from goldenthread.letters.own_words import SAMPLE
from goldenthread.letters.pdf import pdf
from goldenthread.letters.templates_of_area import PART, shipped
from goldenthread.letters.writing import as_pdf
from goldenthread.pathways.common.notices import NOTICES

from ..plans.media_files import png
from .pdf_ua import elements, faults

PICTURE = png(32, 20)
FILE = f"{hashlib.sha256(PICTURE).hexdigest()}.png"


def notice(slug):
    template = read_template(shipped()[slug])
    parts = {p: shipped()[PART + p] for p in template.parts if PART + p in shipped()}
    return as_pdf(fill(template, SAMPLE, parts))


def clause(label, text, **more):
    return {"label": label, "text": text, "line": "x", "links": "", **more}


def plan():
    """With all that a plan can hold: clauses with their links, a picture, a recording, an empty section, and appendices with lists."""
    picture = {"kind": "picture", "says": "A picture. Chosen by the child.", "file": FILE}
    sound = {"kind": "sound", "says": "A sound recording, “trains.mp3”. From the family. What is said in it:", "file": ""}
    sections = [
        {"letter": "A", "title": "Views", "blank": "", "clauses": [clause("A1", "Oscar on a swing", media=picture), clause("A2", "I like trains!", media=sound), clause("A3", "Trains.", said_by="The child’s own words")]},
        {"letter": "B", "title": "Needs", "blank": "", "clauses": [clause(f"B{n}", "A need of about the usual length. " * 9, links="Meets B1.") for n in range(1, 30)]},
        {"letter": "I", "title": "The setting", "blank": "This stays blank in a draft.", "clauses": []},
    ]  # fmt: skip
    appendices = [{"title": "Appendix 1: advice", "by": "Jo Sample", "parts": [{"title": "Needs", "items": ["One", "Two"]}, {"title": "Help", "items": ["Three"]}]}]
    data = {"title": "Draft plan for Sam Example", "facts": ["Reference X", "Draft plan of Monday 7 September 2026"], "sections": sections, "appendices": appendices}
    return pdf("plan.typ", pictures={FILE: PICTURE}, plan=data)


def one_page():
    parts = [{"title": "What matters to me", "lines": ["Trains", "Friends"], "more": 2}]
    return pdf("summary.typ", pictures={FILE: PICTURE}, summary={"title": "Sam’s plan on one page", "parts": parts, "pictures": [{"words": "Sam on a swing", "file": FILE}]})


@pytest.mark.parametrize("slug", sorted(s for s in NOTICES if s in shipped()))
def test_every_notice_of_the_law_can_be_read_by_a_screen_reader(slug):
    assert faults(notice(slug)) == []


@pytest.mark.parametrize("made", [plan, one_page])
def test_a_plan_with_pictures_can_too(made):
    data = made()
    assert faults(data) == []
    tags = [str(e["/S"]) for e in elements(PdfReader(io.BytesIO(data)).trailer["/Root"]["/StructTreeRoot"])]
    assert "/Figure" in tags


def broken(change):
    writer = PdfWriter(clone_from=io.BytesIO(plan()))
    change(writer, writer.root_object)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def without(*names):
    def change(writer, root):
        for name in names:
            del root[NameObject(name)]

    return change


def each(tag, alter):
    def change(writer, root):
        for e in elements(root["/StructTreeRoot"]):
            if e["/S"] == tag:
                alter(e)

    return change


@pytest.mark.parametrize(
    ("change", "condition"),
    [
        (without("/Lang"), "11-006"),
        (without("/Metadata"), "06-001"),
        (without("/ViewerPreferences"), "07-001"),
        (without("/MarkInfo"), "01-007"),
        (without("/StructTreeRoot"), "01-005"),
        (each("/Figure", lambda e: e.pop("/Alt")), "13-004"),
        (each("/H2", lambda e: e.update({NameObject("/S"): NameObject("/H3")})), "14-003"),
        (each("/H1", lambda e: e.update({NameObject("/S"): NameObject("/P")})), "14-002"),
        (each("/P", lambda e: e.update({NameObject("/S"): NameObject("/Paragraph")})), "02-001"),
        (each("/P", lambda e: e.update({NameObject("/S"): NameObject("/TH")})), "15-003"),
        (each("/LI", lambda e: e.update({NameObject("/S"): NameObject("/P")})), "09-005"),
        (each("/P", lambda e: e.pop("/K", None)), "01-005"),
        (lambda writer, root: root["/MarkInfo"].update({NameObject("/Suspects"): BooleanObject(True)}), "01-007"),
        (lambda writer, root: [f.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].pop(n, None)
                               for p in writer.pages for f in p["/Resources"]["/Font"].values() for n in ("/FontFile2", "/FontFile3")], "31-009"),
        (lambda writer, root: [f.get_object().pop("/ToUnicode") for f in {id(f.get_object()): f for p in writer.pages for f in p["/Resources"]["/Font"].values()}.values()], "10-001"),
    ],
)  # fmt: skip
def test_the_check_finds_what_is_broken(change, condition):
    assert condition in {f.split(":")[0] for f in faults(broken(change))}


# --- tools that others made ---


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    there = tmp_path_factory.mktemp("pdf")
    made = {"notice.pdf": notice("decided-not-to-issue"), "plan.pdf": plan()}
    return [str(_written(there / name, data)) for name, data in made.items()]


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_pdfua_finds_nothing(files):
    # 16 of the 106 rules that a machine can check; it says so itself.
    done = subprocess.run([sys.executable, "-m", "pdfua", "check", *files], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout
