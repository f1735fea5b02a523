from datetime import date, datetime

import pytest
import time_machine
from django.http import Http404
from django.test import RequestFactory

from goldenthread.engine.calendar import LONDON
from goldenthread.web.days import day_shown, end_of

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _today(settings):
    settings.DEMO_TODAY = TODAY


def shown(**asked):
    return day_shown(RequestFactory().get("/", {name.replace("_", "-"): value for name, value in asked.items()}))


def test_a_page_shows_today_unless_asked():
    assert not shown().past
    assert shown().query == ""


def test_an_earlier_day_is_shown_with_what_we_know_today_unless_asked():
    day = shown(as_at="2026-10-30")
    assert (day.as_at, day.known_at) == (date(2026, 10, 30), None)
    assert day.known_words == "with what we know today"


def test_an_earlier_day_as_it_was_known_counts_what_was_recorded_by_its_end():
    day = shown(as_at="2026-10-30", known="then")
    assert day.known_at == end_of(date(2026, 10, 30))
    assert day.known_words == "as it was known that day"


def test_a_link_keeps_the_day_shown():
    day = shown(as_at="2026-10-30", known="then")
    assert day.query == "?as-at=2026-10-30&known=then"


def test_three_boxes_name_the_day_too():
    day = shown(as_at_day="30", as_at_month="10", as_at_year="2026", known="then")
    assert day.as_at == date(2026, 10, 30)


@pytest.mark.parametrize("asked", ["2026-11-25", "2026-02-30", "yesterday", "9999-99-99"])
def test_a_day_to_come_or_none_at_all_is_not_found(asked):
    with pytest.raises(Http404):
        shown(as_at=asked)


@pytest.mark.parametrize("asked", [{"as_at": "0001-01-01"}, {"known": "9999-12-31"}])
def test_a_day_that_no_record_can_have_is_refused_in_words(asked):
    with pytest.raises(Http404):
        shown(**asked)


def test_the_day_is_londons(settings):
    settings.DEMO_TODAY = None
    # 00:30 of 1 July in London is still 30 June in UTC.
    with time_machine.travel(datetime(2026, 7, 1, 0, 30, tzinfo=LONDON), tick=False):
        assert shown().as_at == date(2026, 7, 1)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 6, 1)])
def test_a_day_ends_at_midnight_even_when_the_clocks_change(day):
    assert end_of(day).astimezone(LONDON).date() == day
    assert (end_of(day).hour, end_of(day).minute) == (23, 59)
