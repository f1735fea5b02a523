"""A consultation from its first day to what came of it, with numbers and no names."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages

from goldenthread.access.policy import Refused
from goldenthread.cases.plain_sql import rows
from goldenthread.offer import often
from goldenthread.voice import projects
from goldenthread.voice.models import ChildView, Concern, Project, ProjectAnswer, Reached

from ..cases.pages.conftest import TODAY, get, post, text_of
from ..plans.conftest import as_viewer
from .conftest import public, public_post

NEW = {"kind": "co-production", "title": "Sensory room at Larkfield", "about": "Its light and its rules.", "asks_children": "", "opens_on_day": "1", "opens_on_month": "10", "opens_on_year": "2026",
       "closes_on_day": "20", "closes_on_month": "11", "closes_on_year": "2026"}  # fmt: skip


def opened(area, **given):
    post(area.cal, "/consultations/run/", **NEW | given)
    return Project.objects.get()


def count(area, one, number, who="children", district="E07000070", need=""):
    return post(area.cal, f"/consultations/run/{one.pk}/", do="count", how="Workshop", who=who, number=str(number), district=district, need=need)


def test_a_project_that_is_sent_twice_is_opened_once(area):
    assert opened(area).pk == opened(area).pk


def test_a_project_goes_from_its_first_day_to_what_came_of_it(area):
    one = opened(area)
    at, run = f"/consultations/{one.pk}/", f"/consultations/run/{one.pk}/"
    assert "What is decided will stand here" in text_of(public(at))
    for step, words in (("said", "Dim lights."), ("decided", "We buy dimmers."), ("effect", "The room is used 40 times a week.")):
        post(area.cal, run, do=step, text=words)
        assert words in text_of(public(at))
    assert "Cal Reed" in text_of(public(at))


def test_what_is_decided_comes_after_what_was_said(area):
    one = opened(area)
    post(area.cal, f"/consultations/run/{one.pk}/", do="decided", text="We buy dimmers.")
    assert not Project.objects.get().decided


def test_what_was_decided_is_not_put_away_by_somebody_who_wrote_at_the_same_moment(area):
    one = opened(area)
    post(area.cal, f"/consultations/run/{one.pk}/", do="said", text="Dim lights.")
    one = Project.objects.get()
    as_viewer(area.cal, lambda v: projects.write(v, one, "decided", "We buy dimmers.", TODAY))
    with pytest.raises(Refused):
        as_viewer(area.cal, lambda v: projects.write(v, one, "decided", "We do nothing.", TODAY))
    assert Project.objects.get().decided == "We buy dimmers."


def test_who_took_part_is_shown_without_small_numbers_once_it_is_over(area):
    one = opened(area)
    count(area, one, 12, need="cognition")
    count(area, one, 8, who="parents", district="E07000072")
    count(area, one, 3, who="staff", district="")
    text = text_of(public(f"/consultations/{one.pk}/"))
    # 3 staff are hidden; alone, they would be 23 - 12 - 8: the next smallest, 8 parents, go with them.
    assert "23 people took part" in text
    assert "Children under 14 12" in text
    assert "Parents and carers fewer than 6, or left out" in text
    assert "Workshop" not in text
    Project.objects.update(closes_on=TODAY + dt.timedelta(days=1))
    assert "23 people" not in text_of(public(f"/consultations/{one.pk}/"))


def test_no_small_number_leaves_the_database_whoever_asks_it(area):
    one = opened(area)
    count(area, one, 12, need="cognition")
    count(area, one, 8, who="parents", need="cognition", district="E07000072")
    count(area, one, 3, who="staff", need="cognition", district="")
    for someone in (None, area.anna, area.priya, area.cal):
        ask = lambda _: rows("select grouped, name, number from voice_taking_part(%(p)s)", p=one.pk)  # noqa: E731
        told = as_viewer(someone, ask) if someone else ask(None)
        # By hand: 3 staff are few, and 8 parents go with them, so that 23 - 12 = 11 are two unknown. The same of the districts. All 23 are of one need.
        assert [(name, n) for group, name, n in told if group == "who"] == [("children", 12), ("young-people", 0), ("parents", None), ("staff", None), (None, 23)]
        assert [n for group, _, n in told if group == "need"] == [23, 23]
        assert sorted(n or 0 for group, name, n in told if group == "district" and name is not None) == [0, 0, 12]


def test_a_count_that_is_sent_twice_is_one_and_another_group_of_the_same_session_is_another(area):
    one = opened(area)
    for words in ("Counted.", "they stand once"):
        assert words in str(*get_messages(count(area, one, 12).wsgi_request))
    count(area, one, 12, who="parents")
    assert sorted(Reached.objects.values_list("who", "number")) == [("children", 12), ("parents", 12)]


def test_where_few_took_part_no_number_is_told_at_all(area):
    one = opened(area)
    count(area, one, 3, need="cognition")
    count(area, one, 2, who="parents", need="cognition", district="E07000072")
    assert projects.reach(one).total is None
    text = text_of(public(f"/consultations/{one.pk}/"))
    assert "How many took part in all is not shown" in text
    assert "5 people" not in text


def test_counts_are_read_by_those_who_run_it_alone(area):
    one = opened(area)
    count(area, one, 3)
    for someone in (area.priya, area.fay, area.anna, area.sam):
        assert get(someone, f"/consultations/run/{one.pk}/").status_code == 404
        assert as_viewer(someone, lambda _: Reached.objects.count()) == 0


@pytest.mark.parametrize(("given", "said"), [({"title": ""}, "Enter title"), ({"closes_on_year": "2025"}, "must be the first day or later")])
def test_a_project_with_a_fault_is_not_opened(area, given, said):
    assert said in text_of(post(area.cal, "/consultations/run/", **NEW | given))
    assert not Project.objects.exists()


ASKS = {"asks_adults": "What should we tell you while you wait?", "closes_on_month": "12", "closes_on_day": "1"}
ANSWER = {"text": "Tell us each month where we are.", "who": "parents", "district": "E07000070", "need": "communication", "unsafe": "no"}


def test_anybody_answers_in_their_own_words_and_those_who_run_it_read_it_alone(area):
    one = opened(area, **ASKS)
    at, run = f"/consultations/{one.pk}/", f"/consultations/run/{one.pk}/"
    assert "What should we tell you while you wait?" in text_of(public(at))
    assert "Those who run this read it" in text_of(public_post(at, **ANSWER))
    assert "Tell us each month" in text_of(get(area.cal, run))
    assert "Tell us each month" not in text_of(public(at))
    for someone in (area.priya, area.fay, area.anna, area.sal):
        assert as_viewer(someone, lambda _: ProjectAnswer.objects.count()) == 0, someone.name


@pytest.mark.parametrize(("given", "said"), [({"text": " "}, "Enter your answer"), ({"who": ""}, "Select who you are"), ({"unsafe": ""}, "Select if a child may be unsafe"), ({"text": "x" * 4001}, "4000"), ({"district": "E99"}, "")])
def test_an_answer_with_a_fault_is_kept_as_typed(area, given, said):
    one = opened(area, **ASKS)
    answer = public_post(f"/consultations/{one.pk}/", **(ANSWER | given))
    assert answer.status_code == 400
    assert said in text_of(answer)
    assert given.get("text", ANSWER["text"]).strip() in answer.content.decode()
    assert not ProjectAnswer.objects.exists()


def test_words_by_which_a_child_may_be_unsafe_are_read_first_by_the_safeguarding_lead(area):
    one = opened(area, **ASKS)
    run = f"/consultations/run/{one.pk}/"
    assert "A safeguarding lead reads your words first" in text_of(public_post(f"/consultations/{one.pk}/", **(ANSWER | {"text": "My neighbour's boy is hit.", "unsafe": "yes"})))
    page = text_of(get(area.cal, run))
    assert "is hit" not in page
    assert "1 answer went to the safeguarding lead" in page
    assert as_viewer(area.cal, lambda _: ChildView.objects.count()) == 0
    found = Concern.objects.get()
    assert found.said_unsafe
    told = text_of(get(area.sal, f"/safeguarding/{found.pk}/"))
    assert "An adult’s answer may tell that a child is unsafe" in told
    assert "is hit" in told
    post(area.sal, f"/safeguarding/{found.pk}/", outcome="nothing", done="Known, and looked at before.")
    assert "is hit" in text_of(get(area.cal, run))


def test_whoever_reads_an_answer_sends_it_on_to_the_lead_once_and_keeps_none_of_it(area):
    one = opened(area, **ASKS)
    run = f"/consultations/run/{one.pk}/"
    public_post(f"/consultations/{one.pk}/", **(ANSWER | {"text": "I lock him in."}))
    key = str(ProjectAnswer.objects.get().pk)
    # Somebody who does not run it can send nothing on.
    assert post(area.fay, run, do="lead", answer=key).status_code == 404
    for _ in range(2):
        assert post(area.cal, run, do="lead", answer=key).status_code == 302
    assert "I lock him in" not in text_of(get(area.cal, run))
    assert ProjectAnswer.objects.get().text == ""
    assert "I lock him in" in text_of(get(area.sal, f"/safeguarding/{Concern.objects.get().pk}/"))


def test_answers_count_among_who_took_part_and_small_numbers_are_left_out(area):
    one = opened(area, **ASKS)
    for n in range(6):
        public_post(f"/consultations/{one.pk}/", **(ANSWER | {"text": f"Answer {n}", "unsafe": "yes" if n == 0 else "no"}))
    public_post(f"/consultations/{one.pk}/", **(ANSWER | {"who": "staff"}))
    Project.objects.update(closes_on=TODAY - dt.timedelta(days=1))
    page = text_of(public(f"/consultations/{one.pk}/"))
    # 6 parents and 1 member of staff: the one is hidden, and with 7 in all the six would tell it.
    assert "Chelmsford 7" in page
    assert "People who work with them fewer than 6, or left out" in page


def test_nobody_answers_before_it_opens_after_it_closes_or_where_nothing_is_asked(area):
    one = opened(area, **ASKS)
    for change in ({"closes_on": TODAY - dt.timedelta(days=1)}, {"closes_on": TODAY, "opens_on": TODAY + dt.timedelta(days=1)}, {"opens_on": TODAY, "asks_adults": ""}):
        Project.objects.update(**change)
        public_post(f"/consultations/{one.pk}/", **ANSWER)
    assert not ProjectAnswer.objects.exists()


def test_from_one_address_only_so_many_answers_a_day(area, monkeypatch):
    monkeypatch.setitem(often.A_DAY, "answer-project", 1)
    one = opened(area, **ASKS)
    public_post(f"/consultations/{one.pk}/", **ANSWER)
    assert public_post(f"/consultations/{one.pk}/", **ANSWER).status_code == 429
