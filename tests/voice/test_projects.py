"""A consultation from its first day to what came of it, with numbers and no names."""

import datetime as dt

import pytest

from goldenthread.access.policy import Refused
from goldenthread.voice import projects
from goldenthread.voice.models import Project, Reached

from ..cases.pages.conftest import TODAY, get, post, text_of
from ..plans.conftest import as_viewer
from .conftest import public

NEW = {"kind": "co-production", "title": "Sensory room at Larkfield", "about": "Its light and its rules.", "asks_children": "", "opens_on_day": "1", "opens_on_month": "10", "opens_on_year": "2026",
       "closes_on_day": "20", "closes_on_month": "11", "closes_on_year": "2026"}  # fmt: skip


def opened(area, **given):
    post(area.cal, "/consultations/run/", **NEW | given)
    return Project.objects.get()


def count(area, one, number, who="children", district="E07000070", need=""):
    return post(area.cal, f"/consultations/run/{one.pk}/", do="count", how="Workshop", who=who, number=str(number), district=district, need=need)


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
    assert "Parents and carers fewer than 5, or left out" in text
    assert "Workshop" not in text
    Project.objects.update(closes_on=TODAY + dt.timedelta(days=1))
    assert "23 people" not in text_of(public(f"/consultations/{one.pk}/"))


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
