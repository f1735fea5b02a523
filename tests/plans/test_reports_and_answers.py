"""Whoever sent a report alone has the draft and answers on it; of two at once, the second is told who came first."""

import pytest
from django.db import connection

from goldenthread.access.models import PersonalLink
from goldenthread.assessments.models import Advice
from goldenthread.cases.models import Event
from goldenthread.letters.models import Message
from goldenthread.people.models import Content
from goldenthread.plans.models import Clause, Comment, Disclosure, SignBack

from .conftest import clause, get, post, text_of
from .test_by_link import ask, opened


def with_a_report_alone(area, contributor="paediatrician"):
    """The advice of a contributor as it is where a Word or PDF report came and no line was written."""
    advice = area.advice[contributor]
    Advice.objects.filter(pk=advice.pk).delete()  # what was sent cannot be changed
    advice.body = {}
    advice.report = Content.objects.create(
        child=area.oscar, case=area.case.pk, owner=area.council, kind_of_data="health-advice", file=b"%PDF-1.7 seizures", file_name="Epilepsy report.pdf"
    )  # fmt: skip
    advice.save(force_insert=True)
    return area


@pytest.fixture
def reported(area):
    with_a_report_alone(area)
    assert post(area.priya, area.path, do="start").status_code == 302
    return area


def test_whoever_sent_a_report_alone_has_the_draft_the_day_the_family_has_it_and_is_asked(reported):
    form = get(reported.priya, f"{reported.path}send/")
    assert "Amir Shah" in text_of(form)
    assert post(reported.priya, f"{reported.path}send/", ground="childs-interests", whole=["paediatrician"]).status_code == 302
    assert "paediatrician" in set(Event.objects.filter(event="draft-shared-with").values_list("about", flat=True))
    message = Message.objects.get(purpose="clauses-asked", about="paediatrician")
    assert message.address == reported.amir.who.email
    client = opened(PersonalLink.objects.get(pk=message.link))
    page = text_of(ask(client, "/task/clauses/"))
    assert "1 of 1 clause waits" in page.replace("clauses waits", "clause waits")
    assert "Oscar joins a game" in page
    k = clause(reported, "paediatrician", "K")
    assert "Does the draft say what your report advised?" in text_of(ask(client, f"/task/clauses/{k.pk}/"))
    done = ask(client, f"/task/clauses/{k.pk}/", said=k.text, answer="corrected", correction="Section C leaves out his epilepsy.")
    assert done.status_code == 302
    assert "A correction waits for your answer: Amir Shah" in text_of(get(reported.priya, f"{reported.path}issue/"))
    # The officer answers it by changing the clauses; the list of section K does not take the words in.
    answer = SignBack.objects.get()
    post(reported.priya, reported.path, do="change")
    assert post(reported.priya, f"{reported.path}answers/{answer.pk}/", decision="taken", reason="Added to C.").status_code == 302
    assert "epilepsy" not in clause(reported, "paediatrician", "K").text
    assert "Amir Shah" in text_of(get(reported.priya, f"{reported.path}issue/"))


def test_that_a_draft_was_shared_is_recorded_of_those_alone_who_have_it(draft):
    assert post(draft.priya, f"{draft.path}send/", ground="childs-interests", whole=["paediatrician"]).status_code == 302
    assert set(Event.objects.filter(event="draft-shared-with").values_list("about", flat=True)) == {"paediatrician"}
    assert Disclosure.objects.get(to="speech-and-language-therapist").sections == ["own"]


# --- two officers ---


@pytest.fixture
def said(draft):
    assert post(draft.priya, f"{draft.path}send/", ground="childs-interests").status_code == 302
    post(draft.anna, f"{draft.path}read/comment/", text="It is long.")
    c = Clause.objects.get(plan=draft.plan, contributor="speech-and-language-therapist", section="F")
    post(draft.leila, f"{draft.path}my-clauses/{c.pk}/", said=c.text, answer="corrected", correction="Twice a week.")
    return draft


def test_a_comment_is_answered_once_and_the_second_officer_reads_what_the_first_said(said):
    path = f"{said.path}comments/{Comment.objects.get().pk}/"
    assert post(said.daniel, path, text="We will shorten it.").status_code == 302
    second = post(said.priya, path, text="It must be long.")
    assert second.status_code == 409
    assert "A colleague answered this first. Nothing was saved. The family reads: “We will shorten it.”" in text_of(second)
    assert "It must be long." in second.content.decode()
    assert Comment.objects.get().answer == "We will shorten it."


def test_a_correction_is_answered_once_and_its_author_told_once(said):
    path = f"{said.path}answers/{SignBack.objects.get().pk}/"
    assert post(said.daniel, path, decision="declined", reason="Once is what you wrote.").status_code == 302
    second = post(said.priya, path, decision="declined", reason="No.")
    assert second.status_code == 409
    assert "It was declined: “Once is what you wrote.”" in text_of(second)
    assert Message.objects.filter(purpose="correction-answered").count() == 1


# --- a party's own word ---


def test_a_partys_own_answer_goes_on_from_wherever_the_case_has_come(said):
    """A colleague takes the next number between the reading of it and the recording."""
    took = []

    def colleague(execute, sql, params, many, context):
        if "cases_take_numbers" in sql and not took:
            took.append(True)
            execute(sql, params, many, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(colleague):
        assert post(said.anna, f"{said.path}read/meeting/").status_code == 302
    assert took
    assert Event.objects.filter(event="meeting-requested").count() == 1
