"""An officer says where a child goes: what the law begins with a move begins, as after a file that says it."""

import datetime as dt

from goldenthread.cases.imports.moves import setting_moved
from goldenthread.people.models import Connection

from .conftest import (  # type: ignore[attr-defined]
    LONG_AGO,
    TODAY,
    allocate,
    as_the_worker,
    case_of,
    child_of,
    day,
    organisation,
    post,
    text_of,
)


def test_the_four_weeks_to_confirm_help_begin_with_a_change_of_setting(area):
    child = child_of(area.council, "Noor", "Haddad")
    allocate(child, area.priya)
    Connection.objects.create(child=child, owner=area.council, organisation=area.school, kind="attends", valid_from=LONG_AGO)
    case = case_of(child, ("provision-to-start", day("2026-05-04"), {"because": "issued", "setting": area.school.code}), pathway="provision-delivery")
    new = organisation("URN:765432", "Elm Rise Primary School", "school")
    page = f"/children/{child.pk}/people/"
    assert "Elm Rise Primary School" in text_of(post(area.priya, page, do="find", setting_wanted="Elm Rise"))
    assert post(area.priya, page, do="setting", setting_wanted="Elm Rise", setting=str(new.pk)).status_code == 302
    for _ in range(2):
        with as_the_worker():
            setting_moved(child.pk)
    begun = list(case.events.filter(event="provision-to-start").order_by("number").values_list("on", "fields__because", "fields__setting"))
    assert begun == [(dt.date(2026, 5, 4), "issued", area.school.code), (TODAY, "setting-changed", "URN:765432")]
    assert case.clocks.filter(started=TODAY, due=TODAY + dt.timedelta(weeks=4)).exists()


def test_of_a_child_on_two_rolls_neither_is_ended_by_naming_a_third(area):
    child = child_of(area.council, "Noor", "Haddad")
    allocate(child, area.priya)
    rolls = [area.school, organisation("URN:765433", "Elm Rise Hospital School", "school")]
    for roll in rolls:
        Connection.objects.create(child=child, owner=area.council, organisation=roll, kind="attends", valid_from=LONG_AGO)
    new = organisation("URN:765432", "Elm Rise Primary School", "school")
    answer = post(area.priya, f"/children/{child.pk}/people/", do="setting", setting_wanted="Elm Rise", setting=str(new.pk))
    assert "is on two rolls" in text_of(answer)
    assert list(Connection.objects.filter(child=child, kind="attends").order_by("id").values_list("organisation", "valid_to")) == [(roll.pk, None) for roll in rolls]
