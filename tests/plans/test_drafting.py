"""An officer makes a draft from the advice: nothing is lost, and two officers never overwrite one another."""

import datetime as dt
import re

import pytest
from django.contrib.messages import get_messages
from django.db import transaction
from django.db.utils import ProgrammingError

from goldenthread.cases.models import Case
from goldenthread.cases.projection import project
from goldenthread.cases.queries_case import case_view
from goldenthread.people.models import Child
from goldenthread.plans.actions import mark
from goldenthread.plans.actions_sending import check_final
from goldenthread.plans.models import Clause, Plan, SignBack
from goldenthread.science.comparison import label

from ..cases.pages.conftest import TODAY, add_event
from .conftest import advice_of, as_application, as_viewer, clause, get, post, text_of


def test_a_draft_is_put_together_from_every_piece_of_advice(area):
    page = get(area.priya, area.path)
    assert "from 5 pieces of advice" in text_of(page)
    post(area.priya, area.path, do="start")
    post(area.priya, area.path, do="start")
    assert Plan.objects.filter(case=area.case.pk).count() == 1
    page = text_of(get(area.priya, area.path))
    for words in ("Oscar loves trains", "Oscar has epilepsy", "in a group of no more than 3", "A review of his medication"):
        assert words in page
    assert "Blank in a draft" in page
    sections = dict(Clause.objects.values_list("text", "section"))
    assert sections["Oscar has epilepsy."] == "C"
    assert [s for t, s in sections.items() if "medication" in t] == ["G"]
    assert [s for t, s in sections.items() if "Speech and language therapy" in t] == ["F"]
    assert Clause.objects.filter(section="K").count() == 5


def test_advice_that_comes_after_the_draft_was_begun_is_added_line_by_line_with_its_threads(draft):
    assert "Advice came after" not in text_of(get(draft.priya, draft.path))
    before = set(Clause.objects.values_list("pk", flat=True))
    late = advice_of(draft.case, draft.nurse, "occupational-therapist", body="speech-and-language-therapist")
    assert f"Advice came after this was put together: occupational therapist, {draft.nurse.name}" in text_of(get(draft.priya, draft.path))
    post(draft.priya, draft.path, do="bring-in")
    post(draft.priya, draft.path, do="bring-in")
    new = {c.section: c for c in Clause.objects.exclude(pk__in=before)}
    assert sorted(new) == ["B", "E", "F", "K"]
    assert {(c.advice, c.contributor) for c in new.values()} == {(late.pk, "occupational-therapist")}
    assert (new["F"].need, new["F"].outcome, new["E"].need) == (new["B"].line, new["E"].line, new["B"].line)
    for c in new.values():
        assert c.number == max(Clause.objects.filter(section=c.section, pk__in=before).values_list("number", flat=True)) + 1
    page = text_of(get(draft.priya, draft.path))
    assert "Advice came after" not in page
    assert f"From {draft.nurse.name}, occupational therapist" in page
    # A second advice by the same hand: what rests on the first is not taken out, and that is said.
    advice_of(draft.case, draft.nurse, "occupational-therapist", body="speech-and-language-therapist")
    page = text_of(get(draft.priya, draft.path))
    assert f"occupational therapist, {draft.nurse.name} (in place of earlier advice: the clauses that rest on that stay until you change them or take them out)" in page


def test_only_those_who_write_plans_open_the_officers_page(draft):
    for someone in (draft.leila, draft.tom, draft.anna, draft.dina, draft.stranger):
        assert get(someone, draft.path).status_code == 404


def test_parts_that_change_bring_their_words_with_them_and_words_that_lose_a_part_are_pointed_out(draft):
    c = clause(draft, "speech-and-language-therapist", "F")
    here = f"{draft.path}clauses/{c.pk}/"
    form = dict(seen=mark(c), text=c.text, section="F", need=str(c.need), outcome=str(c.outcome), **dict(c.details.items()))
    assert post(draft.priya, here, **{**form, "minutes": 45}).status_code == 302
    c.refresh_from_db()
    assert "45 minutes each time" in c.text
    form |= {"seen": mark(c), "minutes": 45, "text": "Oscar will have regular speech and language therapy."}
    post(draft.priya, here, **form)
    page = text_of(get(draft.priya, here))
    assert "The words of the plan do not say: how often, how long" in page
    assert "things are missing or changed" in text_of(get(draft.priya, draft.path))


def test_the_second_of_two_officers_is_shown_what_came_first(draft):
    c = clause(draft, "educational-psychologist", "B")
    here, seen = f"{draft.path}clauses/{c.pk}/", mark(c)
    post(draft.priya, here, seen=seen, text="Oscar finds it hard to join in games.", section="B")
    page = post(draft.daniel, here, seen=seen, text="Oscar plays alone.", section="B")
    assert page.status_code == 409
    said = text_of(page)
    assert "Priya Nair changed this clause first" in said
    assert "hard to join in games" in said
    assert "Oscar plays alone." in page.content.decode()
    c.refresh_from_db()
    assert c.text == "Oscar finds it hard to join in games."


def test_a_clause_is_taken_out_with_a_reason_and_put_back(draft):
    c = clause(draft, "education-setting", "F")
    here = f"{draft.path}clauses/{c.pk}/remove/"
    assert "Enter why it is taken out" in text_of(post(draft.priya, here, seen=mark(c), reason=""))
    post(draft.priya, here, seen=mark(c), reason="Said twice.")
    page = text_of(get(draft.priya, draft.path))
    assert "Taken out by Priya Nair: Said twice." in page
    assert "no help meets this need" in page
    post(draft.priya, here)
    assert not Clause.objects.get(pk=c.pk).removed


def test_an_officer_adds_a_line_and_links_it(draft):
    need = clause(draft, "educational-psychologist", "B")
    page = post(draft.priya, f"{draft.path}add/F/", text="A quiet place at lunch, every day.", section="F", need=str(need.line))
    assert page.status_code == 302
    made = Clause.objects.get(text__startswith="A quiet place")
    assert (made.need, made.advice, made.contributor) == (need.line, None, "")
    assert get(draft.priya, f"{draft.path}add/I/").status_code == 404


def test_a_line_that_is_added_twice_from_one_form_is_one_line_and_other_words_are_another(draft):
    words = "A quiet place at lunch, every day."
    for text in (words, words, "A quiet place at break, every day."):
        assert post(draft.priya, f"{draft.path}add/F/", text=text, section="F").status_code == 302
    assert Clause.objects.filter(text__startswith="A quiet place").count() == 2


@pytest.mark.parametrize("statement", ["update plans_clause set text = 'x'", "update plans_plan set sent_on = null"])
def test_the_database_refuses_to_change_what_was_sent(statement, draft):
    from django.db import connection

    Plan.objects.filter(pk=draft.plan.pk).update(sent_on="2026-11-24")
    with pytest.raises(ProgrammingError, match="was sent"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert as_application


def said(answer):
    """What the next page will tell whoever pressed the button."""
    assert answer.status_code == 302
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def test_wording_that_leaves_a_clause_open_is_pointed_out_to_its_officer_and_stops_nobody(draft):
    c = clause(draft, "speech-and-language-therapist", "F")
    here = f"{draft.path}clauses/{c.pk}/"
    form = {"text": "Oscar will have access to regular speech and language therapy.", "section": "F", "need": str(c.need), "outcome": str(c.outcome)}
    assert "about its wording are pointed out: open it to see" in said(post(draft.priya, here, seen=mark(c), **form))
    page = text_of(get(draft.priya, here))
    for words in ("“Access to” promises nothing", "“Regular” is not specific", "How often, or when, is not said", "Keep my wording and say why"):
        assert words in page
    c.refresh_from_db()
    assert "wording" not in said(post(draft.priya, here, seen=mark(c), **form, kept_because="The therapist will settle it in May"))
    assert "The therapist will settle it in May" in get(draft.priya, here).content.decode()
    c.refresh_from_db()
    assert c.text == form["text"]


def test_a_plan_from_year_nine_that_is_silent_on_adult_life_says_so_to_its_officer(draft):
    assert "No outcome is about adult life" not in text_of(get(draft.priya, draft.path))
    # Born on 1 September 2012, a young person is in Year 9 in the school year of 2026.
    Child.objects.filter(pk=draft.case.child_id).update(date_of_birth=dt.date(2012, 9, 1))
    assert "No outcome is about adult life" in text_of(get(draft.priya, draft.path))
    post(draft.priya, f"{draft.path}add/E/", text="By July 2028 he travels alone to school by bus each day.", section="E")
    assert "No outcome is about adult life" not in text_of(get(draft.priya, draft.path))


def test_the_plan_and_the_page_that_sends_it_count_the_clauses_whose_wording_leaves_something_open(draft):
    c = clause(draft, "speech-and-language-therapist", "F")
    form = {"text": "Oscar will have access to regular speech and language therapy.", "section": "F", "need": str(c.need), "outcome": str(c.outcome)}
    post(draft.priya, f"{draft.path}clauses/{c.pk}/", seen=mark(c), **form)
    c.refresh_from_db()
    for page in (draft.path, f"{draft.path}send/"):
        told = re.search(r"The wording of (\d+) clauses? leaves? something open: ([^.]*)\.", text_of(get(draft.priya, page)))
        assert told, page
        assert label(c) in told[2].split(", ")
        assert int(told[1]) == len(told[2].split(", "))
    assert "Wording: “Access to” promises nothing" in text_of(get(draft.priya, draft.path))
    post(draft.priya, f"{draft.path}clauses/{c.pk}/", seen=mark(c), **form, kept_because="The therapist will settle it in May")
    after = re.search(r"something open: ([^.]*)\.", text_of(get(draft.priya, draft.path)))
    assert after is None or label(c) not in after[1].split(", ")


def test_a_diagnosis_alone_and_a_wish_are_pointed_out_in_needs_and_outcomes(draft):
    for section, text, words in (("B", "Autism, diagnosed in March.", "A diagnosis is named"), ("E", "He will make progress.", "is a wish")):
        post(draft.priya, f"{draft.path}add/{section}/", text=text, section=section)
        c = Clause.objects.get(section=section, text=text)
        assert words in text_of(get(draft.priya, f"{draft.path}clauses/{c.pk}/"))


ASKED_AGAIN = (("request-withdrawn", "2026-11-16"), ("request-received", "2026-11-17"), ("decided-to-assess", "2026-11-18"))


@pytest.fixture(autouse=True)
def _made_on_the_day_shown(settings):
    settings.DEMO_SINCE = dt.datetime.now(dt.UTC)


def asked_again(area, *more, **made):
    """Oscar's request is withdrawn once its draft was begun, and made again on the same case."""
    Plan.objects.filter(case=area.case.pk).update(made_at="2026-11-12 10:00+00", **made)
    told = [*((what, on, {}) for what, on in ASKED_AGAIN), *more]
    last = Case.objects.get(pk=area.case.pk).last_number
    for number, (what, on, fields) in enumerate(told, last + 1):
        add_event(area.case, number, what, dt.date.fromisoformat(on), fields)
    Case.objects.filter(pk=area.case.pk).update(last_number=last + len(told))
    project(area.case.pk)


def test_a_request_made_again_has_a_draft_of_its_own_and_the_first_is_not_gone_on_with(draft):
    asked_again(draft)
    page = text_of(get(draft.priya, draft.path))
    assert "no advice has been sent through Golden Thread for this request" in page
    assert "What was made for an earlier request on this case is not gone on with" in page
    post(draft.priya, draft.path, do="start")
    post(draft.priya, draft.path, do="start")
    assert list(Plan.objects.filter(case=draft.case.pk).order_by("version").values_list("version", "withdrawn")) == [(1, True), (2, False)]
    page = text_of(get(draft.priya, draft.path))
    assert "Version 2" in page
    assert "Oscar has epilepsy" not in page
    assert "not gone on with" in text_of(get(draft.priya, f"{draft.path}versions/"))


def test_a_draft_that_was_sent_for_the_first_request_cannot_be_issued_for_the_second(draft):
    c = clause(draft, "educational-psychologist", "B")
    SignBack.objects.create(child=draft.oscar, owner=draft.council, case=draft.case.pk, plan=draft.plan, clause=c, answer="corrected", correction="Otherwise", contributor=c.contributor, by=draft.helen.user.pk, by_name="Helen Marsh")
    assert "Answer 1 correction" in text_of(get(draft.priya, draft.path))
    asked_again(draft, sent_on="2026-11-13")
    assert "There is no draft yet" in text_of(get(draft.priya, draft.path))
    assert get(draft.priya, f"{draft.path}issue/").status_code == 302
    post(draft.priya, draft.path, do="start")
    assert "1 correction" not in text_of(get(draft.priya, draft.path))
    assert "Issue the final plan" not in text_of(get(draft.priya, draft.path))
    case = Case.objects.select_related("child").get(pk=draft.case.pk)
    assert as_viewer(draft.priya, lambda v: check_final(v, case_view(v, case, TODAY))).faults == ("No draft was sent to the family",)


def test_advice_of_the_first_request_is_used_for_the_second_where_all_three_agree_and_what_came_for_it(draft):
    three = {"agreed_by_author": True, "agreed_by_authority": True, "agreed_by_family": True, "dated": "2026-10-22"}
    agreed = [("existing-advice-agreed", "2026-11-19", {"contributor": who, **three}) for who in ("paediatrician",)]
    only_two = [("existing-advice-agreed", "2026-11-19", {"contributor": "education-setting", **three, "agreed_by_family": False})]
    asked_again(draft, *agreed, *only_two)
    advice_of(draft.case, draft.nurse, "occupational-therapist", body="speech-and-language-therapist", sent=dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC))
    assert "from 2 pieces of advice" in text_of(get(draft.priya, draft.path))
    post(draft.priya, draft.path, do="start")
    rests_on = Clause.objects.filter(plan__version=2).exclude(advice=None).values_list("contributor", flat=True)
    assert set(rests_on) == {"paediatrician", "occupational-therapist"}
