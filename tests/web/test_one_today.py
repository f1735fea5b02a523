"""A demo area that holds its day shows one today: what is done in it is done on that day, whatever the machine's clock says."""

import datetime as dt

from goldenthread.engine.calendar import LONDON
from goldenthread.web.days import day_of

HELD = dt.date(2026, 11, 24)


def at(**before):
    return dt.datetime.now(LONDON) - dt.timedelta(**before)


def test_what_is_done_in_a_demo_area_is_done_on_the_day_that_it_holds(settings):
    settings.DEMO_TODAY, settings.DEMO_SINCE = HELD, at(hours=2)
    assert day_of(at(minutes=1)) == HELD


def test_what_its_story_tells_of_before_and_after_keeps_its_own_day(settings):
    settings.DEMO_TODAY, settings.DEMO_SINCE = HELD, at(hours=2)
    told = dt.datetime(2020, 9, 18, 9, tzinfo=LONDON)
    assert day_of(told) == dt.date(2020, 9, 18)
    assert day_of(at(days=-400)) == at(days=-400).date()


def test_an_area_that_holds_no_day_tells_the_day_in_london(settings):
    settings.DEMO_TODAY, settings.DEMO_SINCE = None, at(hours=2)
    assert day_of(dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)) == dt.date(2026, 7, 1)
