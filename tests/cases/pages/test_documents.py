"""Documents of a case: what they are is listed, and only those who may read one can open it."""

import uuid

import pytest

from goldenthread.access.models import AccessLog
from goldenthread.cases.models import Case, Event
from goldenthread.people.models import Content

from .conftest import allocate, child_of, get, practitioner, text_of

pytestmark = pytest.mark.django_db


def document_of(area, name="School advice.pdf", kind="school-sen-support", **others):
    others.setdefault("file", b"%PDF-1.7 advice")
    return Content.objects.create(
        child=area.maya, case=area.case.pk, owner=area.council, kind_of_data=kind, file_name=name, **others
    )


def address(area, content):
    return f"/cases/{area.case.pk}/documents/{content.pk}/"


def test_a_document_is_listed_with_its_kind_whose_it_is_and_the_day_of_its_event(area):
    content = document_of(area)
    Event.objects.create(
        case=area.case, number=6, event="decided-not-to-issue", on="2026-11-20", by="import:none",
        kind_of_data="ehc-request-and-stage", fields={"reasons": str(content.pk)},
    )  # fmt: skip
    page = get(area.priya, f"/cases/{area.case.pk}/")
    assert "School advice.pdf , 20 November 2026 School SEN support record. Essex County Council" in text_of(page)
    assert address(area, content) in page.content.decode()


@pytest.mark.parametrize(
    "name, kind",
    [
        ("School advice.pdf", "application/pdf"),
        ("Advice.DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("Photograph.png", "image/png"),
        ("page.html", "application/octet-stream"),
        ("drawing.svg", "application/octet-stream"),
        ("no ending", "application/octet-stream"),
    ],
)
def test_a_file_is_handed_over_to_be_saved_and_never_runs_in_the_page(area, name, kind):
    answer = get(area.priya, address(area, document_of(area, name)))
    assert answer.content == b"%PDF-1.7 advice"
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "C:\\advice\\x.pdf", 'a".pdf', "a\r\nSet-Cookie: b.pdf"])
def test_a_name_brings_nothing_of_its_own_into_the_answer(area, name):
    answer = get(area.priya, address(area, document_of(area, name)))
    said = answer.headers["Content-Disposition"]
    assert "/etc" not in said
    assert "\n" not in said
    assert "Set-Cookie" not in answer.headers


def test_a_document_of_text_stands_on_a_page_as_text(area):
    content = document_of(area, "Note", file=None, text="Line one\n<script>alert(1)</script>")
    page = get(area.priya, address(area, content))
    assert "Line one\n&lt;script&gt;" in page.content.decode()
    assert page.headers["Content-Type"].startswith("text/html")


def test_opening_a_document_is_kept_as_a_look(area):
    get(area.priya, address(area, document_of(area)))
    assert AccessLog.objects.filter(child=area.maya, user=area.priya.user.pk).exists()


def test_who_may_not_read_its_kind_neither_sees_nor_opens_it(area):
    senco = practitioner("Aaron Lowe", "setting-senco", area.school)
    content = document_of(area, "Social care.pdf", "child-protection")
    allocate(area.maya, senco)
    assert get(senco, address(area, content)).status_code == 404
    assert get(area.stranger, address(area, content)).status_code == 404


@pytest.mark.parametrize("how", ["sealed", "removed", "without a name", "of another case", "none"])
def test_what_is_not_a_document_of_this_case_is_not_found(area, how):
    content = document_of(area)
    changes = {
        "sealed": {"sealed": True},
        "removed": {"file": None, "file_name": "", "removed_at": "2026-11-01T00:00:00Z"},
        "without a name": {"file_name": ""},
        "of another case": {"case": uuid.uuid4()},
        "none": {},
    }[how]
    Content.objects.filter(pk=content.pk).update(**changes)
    path = address(area, content) if how != "none" else f"/cases/{area.case.pk}/documents/{uuid.uuid4()}/"
    assert get(area.priya, path).status_code == 404


def test_a_document_of_a_confidential_case_is_only_for_those_allocated_to_it(area):
    content = document_of(area)
    Case.objects.filter(pk=area.case.pk).update(confidentiality="withheld")
    assert get(area.priya, address(area, content)).status_code == 404


def test_a_document_of_another_child_cannot_be_reached_through_a_case_of_ones_own(area):
    other = child_of(area.council, "Not", "Mine")
    content = Content.objects.create(
        child=other, owner=area.council, kind_of_data="school-sen-support", file_name="x.pdf", file=b"x"
    )
    assert get(area.priya, address(area, content)).status_code == 404
