"""A letter that came by post is added to a case by whoever may write what it holds, and is read by whoever may read that."""

from django.core.files.uploadedfile import SimpleUploadedFile

from goldenthread.people.models import Content

from ..pdf_files import a_pdf
from .conftest import get, post, text_of  # type: ignore[attr-defined]
from .test_decide_pages import asked  # noqa: F401  the same child

PDF = a_pdf("A letter of 3 November")


def add(area, someone=None, **more):
    said = {"name": "Letter from Dr Shah", "kind": "ehc-request-and-stage", "file": SimpleUploadedFile("scan 001.pdf", PDF), **more}
    return post(someone or area.priya, f"/cases/{area.request.pk}/documents/add/", **said)


def test_an_officer_adds_a_letter_and_it_stands_on_the_case(asked):  # noqa: F811
    assert "Add a document" in text_of(get(asked.priya, f"/cases/{asked.request.pk}/"))
    assert add(asked).status_code == 302
    kept = Content.objects.get(case=asked.request.pk, file_name="Letter from Dr Shah.pdf")
    assert bytes(kept.file) == PDF
    assert "Letter from Dr Shah.pdf" in text_of(get(asked.priya, f"/cases/{asked.request.pk}/"))
    assert get(asked.priya, f"/cases/{asked.request.pk}/documents/{kept.pk}/").status_code == 200


def test_the_same_file_pressed_twice_is_kept_once(asked):  # noqa: F811
    add(asked)
    assert add(asked).status_code == 302
    assert Content.objects.filter(case=asked.request.pk, file_name="Letter from Dr Shah.pdf").count() == 1


def test_a_hostile_or_missing_file_is_refused_beside_its_field_and_the_rest_is_kept(asked):  # noqa: F811
    page = text_of(add(asked, file=SimpleUploadedFile("letter.pdf", b"MZ\x90\x00program")))
    assert "is a program" in page
    assert "Letter from Dr Shah" in add(asked, file="").content.decode()
    assert "Choose the file" in text_of(add(asked, file=""))
    both = add(asked, name="", file="").content.decode()
    # The summary tells of every fault, each beside its field.
    assert 'href="#file"' in both
    assert both.count("Enter what it is") == 2
    assert not Content.objects.filter(case=asked.request.pk, file__isnull=False).exists()


def test_nobody_adds_a_kind_that_they_may_not_write(asked):  # noqa: F811
    assert "Select one of the answers on this page" in text_of(add(asked, kind="medication"))
    assert get(asked.mother, f"/cases/{asked.request.pk}/documents/add/").status_code == 404
    assert add(asked, someone=asked.mother).status_code == 404
    assert not Content.objects.filter(case=asked.request.pk, file__isnull=False).exists()
