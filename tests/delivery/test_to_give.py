"""A provider's list of what it is to give: the lines of the ledger of the children whom it may see, and no others."""

import csv
import io

import pytest

from goldenthread.delivery.to_give import NOT_GIVEN, to_give
from goldenthread.people.models import Allocation
from goldenthread.plans.models import Disclosure

from .conftest import TODAY, arrange, as_viewer, get, text_of

PAGE = "/sessions/lines/"


def given_by(someone):
    return {t.line.contributor: t for t in as_viewer(someone, lambda v: to_give(v, TODAY))}


def disclosed(area, someone, sections):
    c = area.therapy
    Disclosure.objects.create(
        plan=area.plan, child=c.child, owner=c.owner, case=c.case, to="x", to_name=someone.name, reader=someone.user.pk, sections=sections,
        ground="childs-interests", by=area.priya.user.pk,
    )  # fmt: skip


def test_a_therapist_has_her_line_with_how_often_how_long_in_what_group_and_by_whom(arranged):
    page = text_of(get(arranged.leila, PAGE))
    assert "1 line of help for 1 child, as the plans in force say on Tuesday 24 November 2026" in page
    t = given_by(arranged.leila)["speech-and-language-therapist"]
    assert (t.how_often, t.how_long, t.group) == ("Once a week, 36 weeks a year", "30 minutes", "Up to 3 together")
    assert (t.by, t.place, t.day) == ("Leila Farouk", "Larkfield Primary School", "Monday")
    assert t.kind_of_person == "qualified speech and language therapist"
    assert "reading programme" not in page


def test_what_a_line_leads_to_is_told_only_to_whoever_was_given_that_part_of_the_plan(arranged):
    assert given_by(arranged.leila)["speech-and-language-therapist"].outcome == ""
    assert NOT_GIVEN in text_of(get(arranged.leila, PAGE))
    disclosed(arranged, arranged.leila, ["own"])
    assert given_by(arranged.leila)["speech-and-language-therapist"].outcome == "Oscar follows a two-step instruction."
    # The school has the whole of the plan, because it is named in it.
    assert given_by(arranged.tom)["education-setting"].outcome == "Oscar reads a short story by himself."


def test_a_school_has_what_it_gives_and_what_nobody_else_is_named_for(arranged):
    assert set(given_by(arranged.tom)) == {"education-setting", "educational-psychologist"}
    page = text_of(get(arranged.tom, PAGE))
    assert "2 lines of help for 1 child" in page
    assert "One to one" in page


def test_nobody_has_a_line_of_a_child_whom_they_may_not_see(arranged):
    for someone in (arranged.nurse, arranged.grace, arranged.amir):
        assert given_by(someone) == {}
        assert "You have no help to give yet" in text_of(get(someone, PAGE))
    for someone in (arranged.priya, arranged.anna, arranged.dina, arranged.stranger):
        assert get(someone, PAGE).status_code == 404
        assert get(someone, "/sessions/lines.csv").status_code == 404
    Allocation.objects.filter(practitioner=arranged.leila.who).delete()
    assert given_by(arranged.leila) == {}


def test_a_line_that_ended_is_no_longer_to_be_given(arranged):
    type(arranged.plan).objects.create(
        version=2, made_by=arranged.priya.user.pk, child=arranged.oscar, owner=arranged.council, case=arranged.case.pk, sent_on=TODAY, issued_on=TODAY
    )
    assert given_by(arranged.leila) == {}


def test_the_same_list_is_a_file_that_no_spreadsheet_runs(arranged):
    arranged.oscar.forename = "=Oscar"
    arranged.oscar.save()
    answer = get(arranged.leila, "/sessions/lines.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(r["line"], r["child"], r["how_long"], r["group"], r["outcome"]) for r in rows] == [
        (f"F{arranged.therapy.number}", "'=Oscar Lindqvist", "30 minutes", "Up to 3 together", NOT_GIVEN)
    ]
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("place", ["Larkfield Primary School", "nowhere"])
def test_the_list_is_narrowed_to_a_place(arranged, place):
    arrange(arranged.medication, arranged.leila, None, None)
    page = text_of(get(arranged.leila, PAGE, place=place))
    assert ("1 line of help for 1 child, at Larkfield" in page) is (place != "nowhere")
    assert ("No help is given at this place" in page) is (place == "nowhere")
