"""What would clear a list: of a list whose answer is known by arithmetic, and the same by the command."""

import datetime as dt
import json

import numpy as np
import pytest
from tests.cases.pages.conftest import TODAY, as_application, sign_in

from goldenthread.queue_command import answer as by_command
from goldenthread.science.wait_estimate import NEVER, History, model_of
from goldenthread.services.capacity import answer, extra_slots, model

DAY = TODAY.toordinal()


def steady(in_a_week, seen_in_a_week, years=3, waiting=0):
    """A list that took so many each week and saw so many of them, with so many waiting today."""
    weeks = 52 * years
    received = np.repeat(DAY - 7 * weeks + 7 * np.arange(weeks), in_a_week)
    seen = np.full(len(received), NEVER)
    order = np.repeat(DAY - 7 * weeks + 7 * np.arange(weeks) + 1, seen_in_a_week)[: len(received) - waiting]
    seen[: len(order)] = np.maximum(order, received[: len(order)])
    return History(received, seen, np.full(len(received), NEVER), np.zeros(len(received), np.int64))


def test_the_model_has_the_list_s_own_demand_pace_and_backlog():
    found = model_of(steady(6, 5), DAY, 364)
    # 156 weeks of one more a week than were seen.
    assert found.backlog == 156
    assert 7 * np.mean(found.arrivals) == pytest.approx(6, rel=0.05)
    assert 7 * np.mean(found.slots) == pytest.approx(5, rel=0.05)


def test_a_list_that_takes_more_than_it_sees_is_never_cleared_and_a_locum_buys_what_they_see():
    found = model(steady(6, 5), TODAY, {})
    said = answer(found, 4, (0, 10, 3.0))
    assert said.terms["load"] == pytest.approx(1.2, rel=0.08)
    # 6 a week, 4 weeks, factor 4: a list of 6.
    assert said.target == pytest.approx(6, rel=0.05)
    assert said.cleared["share"] == 0.0
    # The list is never empty, so each of the thirty further slots sees a child more.
    assert said.locum["seen"]["mean"] == pytest.approx(30, abs=0.6)
    assert said.locum["seen"]["each_week"] == pytest.approx(3, abs=0.06)


def test_a_locum_works_the_weeks_that_were_said():
    slots = extra_slots((4, 2, 3.5))
    assert sum(slots) == pytest.approx(7)
    assert {day // 7 for day, n in enumerate(slots) if n} == {4, 5}


def test_a_list_of_which_too_few_were_seen_is_not_run_forward():
    few = History(np.array([DAY - 30, DAY - 20]), np.array([NEVER, DAY - 2]), np.array([NEVER, NEVER]), np.array([0, 0]))
    assert "only 1 children were seen" in model(few, TODAY, {})


def test_weeks_that_are_planned_are_taken_as_planned():
    monday = TODAY - dt.timedelta(days=TODAY.weekday()) + dt.timedelta(days=7)
    found = model_of(steady(6, 5), DAY, 28, {monday.toordinal() + 7 * n: 11.0 for n in range(4)})
    first = monday.toordinal() - DAY - 1
    assert sum(found.slots[first : first + 7]) == pytest.approx(11, rel=0.03)


@pytest.mark.django_db
def test_the_page_and_the_command_say_the_same(busy):
    client = sign_in(busy.manager)
    query = {"target": 18, "start": 2, "weeks": 6, "each": 2}
    with as_application():
        page = client.get(f"/waits/{busy.nd.pk}/mid/capacity/", query)
        file = client.get(f"/waits/{busy.nd.pk}/mid/model.json", query)
        assert sign_in(busy.officer).get(f"/waits/{busy.nd.pk}/mid/capacity/").status_code == 404
    told = json.loads(file.content)
    assert "surname" not in file.text
    said = by_command(told)
    each = said["extra"]["seen"]["each_week"]
    assert f"{each:.1f} more children be seen for each week they work" in page.text
    assert f"{said['terms']['load']:.2f}" in page.text
