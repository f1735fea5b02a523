"""Section K is all the advice, as appendices (regulation 12(4)): a report goes with the plan to whoever has the whole."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from goldenthread.assessments.models import Advice
from goldenthread.cases.models import Event
from goldenthread.people.models import Content
from goldenthread.plans.models import Clause

from ..pdf_files import a_pdf
from .conftest import as_viewer, clause, get, post, text_of
from .test_reports_and_answers import with_a_report_alone

REPORT = "Epilepsy report.pdf"


@pytest.fixture
def sent(area):
    """The paediatrician's advice is a report; the therapist has the whole draft, the psychologist her own clauses."""
    with_a_report_alone(area)
    post(area.priya, area.path, do="start")
    assert post(area.priya, f"{area.path}send/", ground="childs-interests", whole=["speech-and-language-therapist"]).status_code == 302
    area.report = f"{area.path}read/reports/{area.advice['paediatrician'].pk}/"
    return area


def test_a_report_goes_with_the_plan_to_the_family_and_to_whoever_has_the_whole(sent):
    for someone in (sent.anna, sent.leila, sent.priya):
        assert REPORT in text_of(get(someone, f"{sent.path}read/"))
        assert get(someone, sent.report).content == b"%PDF-1.7 seizures"


def test_a_report_does_not_go_to_whoever_has_a_part_or_nothing(sent):
    assert REPORT not in text_of(get(sent.helen, f"{sent.path}read/")).replace("“Epilepsy report.pdf”", "")
    for someone in (sent.helen, sent.nurse, sent.grace, sent.stranger):
        assert get(someone, sent.report).status_code == 404


def test_the_database_gives_a_report_to_the_same_people(sent):
    advice = sent.advice["paediatrician"].pk

    def given(viewer):
        with connection.cursor() as cursor:
            cursor.execute("select (select count(*) from plans_appended(%s)), (select count(*) from plans_appended_file(%s, %s))", [sent.plan_id, sent.plan_id, advice])
            return cursor.fetchone()

    sent.plan_id = Clause.objects.filter(case=sent.case.pk).first().plan_id
    for someone in (sent.anna, sent.leila, sent.priya):
        assert as_viewer(someone, given) == (1, 1)
    for someone in (sent.helen, sent.nurse, sent.grace, sent.stranger):
        assert as_viewer(someone, given) == (0, 0)
    Content.objects.filter(pk=sent.advice["paediatrician"].report_id).update(sealed=True)
    assert as_viewer(sent.anna, given) == (0, 0)


def test_advice_that_is_used_again_is_in_the_draft_with_its_document_and_nobody_is_asked_to_confirm_it(area):
    # The community paediatrician's letter of last spring is used again for the health adviser.
    days = {"dated": "2026-03-02", "author_on": "2026-09-21", "authority_on": "2026-09-22", "family_on": "2026-09-25"}
    boxes = {f"{name}_{part}": text.split("-")[i] for name, text in days.items() for i, part in enumerate(("year", "month", "day"))}
    page = post(
        area.priya, f"/cases/{area.case.pk}/ask-for-advice/health/existing/", author="Ruth Ames",
        document=SimpleUploadedFile("clinic letter.pdf", a_pdf("clinic")), **boxes,
    )  # fmt: skip
    assert page.status_code == 302, text_of(page)
    assert Event.objects.get(event="existing-advice-agreed").on == dt.date(2026, 9, 25)
    post(area.priya, area.path, do="start")
    assert clause(area, "health", "K").text == "Advice of the health adviser named by the ICB, by Ruth Ames, 2 March 2026"
    form = text_of(get(area.priya, f"{area.path}send/"))
    assert "Ruth Ames" not in form
    assert "Priya Nair, health" not in form
    assert post(area.priya, f"{area.path}send/", ground="childs-interests").status_code == 302
    assert get(area.anna, f"{area.path}read/reports/{Advice.objects.get(reused=True).pk}/").content == a_pdf("clinic")
