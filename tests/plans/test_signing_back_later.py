"""A plan that is amended later still rests on the advice of its assessment: what was confirmed there is asked about again where it
changes, and only there."""

import copy

import pytest
from django.test import override_settings

from goldenthread.cases.models import Case
from goldenthread.letters.models import Message
from goldenthread.plans import actions_amending
from goldenthread.plans.actions import mark
from goldenthread.plans.models import Clause, SignBack

from .conftest import as_viewer, case_of, clause, day, get, post, recorded_on_the_day_shown, text_of
from .test_overseeing import a_plan_in_force
from .test_sending import AFTER
from .test_signing_back import answer


def a_plan_that_is_amended():
    """The plan in force, whose therapist confirmed every clause of it; and a version that will amend it."""
    area = a_plan_in_force()
    area.review = case_of(area.oscar, ("plan-made", day("2026-12-09"), {"date_of_birth": "2019-10-05"}), pathway="annual-review")
    area.first, area.path = area.path, f"/cases/{area.review.pk}/plan/"
    with override_settings(DEMO_TODAY=AFTER):
        as_viewer(area.priya, lambda v: actions_amending.begin(v, Case.objects.select_related("child").get(pk=area.review.pk)))
    area.line = Clause.objects.get(case=area.review.pk, contributor="speech-and-language-therapist", section="F")
    return area


@pytest.fixture(scope="class")
def the_amended(scenes):
    with scenes(a_plan_that_is_amended) as told:
        yield told


@pytest.fixture
def amended(the_amended, db, settings):
    recorded_on_the_day_shown()
    settings.DEMO_TODAY = AFTER
    return copy.deepcopy(the_amended)


def spoil(area):
    c = area.line
    words = c.text.replace("once a week", "once every two weeks")
    return post(area.priya, f"{area.path}clauses/{c.pk}/", seen=mark(c), text=words, section="F", need=str(c.need), outcome=str(c.outcome))


def test_what_was_confirmed_in_the_plan_in_force_stands_confirmed_in_its_amendment(amended):
    assert "3 of 12 clauses that rest on professional advice are confirmed" in text_of(get(amended.priya, amended.path))
    assert not Message.objects.filter(purpose="clause-changed").exists()


def test_an_amendment_that_alters_a_confirmed_clause_raises_the_alarm_and_asks_its_author_about_it_alone(amended):
    spoil(amended)
    page = text_of(get(amended.priya, amended.path))
    assert f"Changed since they were confirmed: F{amended.line.number}" in page
    assert Message.objects.filter(purpose="clause-changed", address=amended.leila.who.email).count() == 1
    mine = text_of(get(amended.leila, f"{amended.path}my-clauses/"))
    assert "1 of 3 clauses waits for your answer" in mine
    said = text_of(get(amended.leila, f"{amended.path}my-clauses/{amended.line.pk}/"))
    assert "This help was once a week. It is now once every two weeks." in said
    rows = text_of(get(amended.dina, "/unconfirmed-clauses/"))
    assert rows.index("Changed since confirmed") < rows.index("Not confirmed", rows.index("What it says"))


def test_her_correction_is_taken_in_the_amendment_and_no_step_of_an_assessment_is_recorded(amended):
    spoil(amended)
    c = Clause.objects.get(pk=amended.line.pk)
    assert answer(amended.leila, amended, c, "corrected", amended.line.text).status_code == 302
    back = SignBack.objects.get(answer="corrected")
    post(amended.priya, f"{amended.path}answers/{back.pk}/", decision="taken", reason="Restored.")
    assert Clause.objects.get(pk=c.pk).text == amended.line.text
    assert "3 of 12 clauses that rest on professional advice are confirmed" in text_of(get(amended.priya, amended.path))


def test_a_confirmed_clause_that_is_taken_out_is_first_on_the_list_of_the_icb(amended):
    c = amended.line
    post(amended.priya, f"{amended.path}clauses/{c.pk}/remove/", seen=mark(c), reason="No longer needed.")
    said = text_of(get(amended.dina, "/unconfirmed-clauses/"))
    assert "Taken out: No longer needed. It said: Speech and language therapy" in said
    assert Message.objects.filter(purpose="clause-changed").count() == 1


def test_nobody_else_reads_the_amended_clause(amended):
    spoil(amended)
    for someone in (amended.nurse, amended.grace, amended.stranger):
        assert get(someone, f"{amended.path}my-clauses/{amended.line.pk}/").status_code == 404
        assert as_viewer(someone, lambda v: Clause.objects.filter(case=amended.review.pk).count()) == 0
    assert {c.contributor for c in as_viewer(amended.leila, lambda v: list(Clause.objects.filter(case=amended.review.pk)))} == {"speech-and-language-therapist"}
    assert clause(amended, "paediatrician", "G") is not None


def test_the_notice_asks_the_authors_of_what_changed_and_nobody_else(amended):
    spoil(amended)
    Message.objects.filter(purpose="clauses-asked").update(purpose="asked-before")
    page = post(amended.priya, f"{amended.path}notice/", evidence="The therapist's report.")
    assert page.status_code == 302, text_of(page)
    assert [m.about for m in Message.objects.filter(purpose="clauses-asked")] == ["speech-and-language-therapist"]
