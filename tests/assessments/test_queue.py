"""The educational psychologists' queue, on its pages and behind them: who sees it, what gives a place, and what a move records."""

import datetime as dt
import re

import pytest
from django.db import ProgrammingError, connection, transaction

from goldenthread.access.viewer import become
from goldenthread.assessments.models import QueueMove, WeekChange, WorkingWeek
from goldenthread.cases.models import Case
from goldenthread.people.models import Allocation, Child, Connection, District, Organisation, Postcode, Team
from goldenthread.people.models import Cover as CoverRow

from ..cases.pages.conftest import (
    LONG_AGO,
    TODAY,
    allocate,
    case_of,
    child_of,
    cover,
    day,
    get,
    organisation,
    post,
    practitioner,
    queries,
    text_of,
)
from ..conftest import as_role

EP = "educational-psychologist"
THIS_WEEK, NEXT_WEEK = dt.date(2026, 11, 23), dt.date(2026, 11, 30)


def week_of(someone, monday=THIS_WEEK, assessments=1, **kept):
    return WorkingWeek.objects.create(practitioner=someone.who, owner=someone.who.organisation, week=monday, assessments=assessments, **kept)


def waits(area, forename, surname, received, *more, asked="2026-10-01", attends=True, **others):
    """A child of the council whose psychologist's advice was asked for; one who does not attend left a roll in July, and
    of one whose setting is None nothing was ever entered."""
    child = child_of(area.council, forename, surname, date_of_birth=dt.date(2016, 5, 1), **others)
    if attends is not None:
        until = None if attends else dt.date(2026, 7, 20)
        Connection.objects.create(child=child, owner=area.council, organisation=area.school, kind="attends", valid_from=LONG_AGO, valid_to=until)
    events = [("request-received", day(received), {"by": "parent"}), ("decided-to-assess", day("2026-09-25"))]
    if asked:
        events.append(("advice-requested", day(asked), {"contributor": EP}))
    return case_of(child, *events, *more)


@pytest.fixture
def queue(area):
    """Five children wait, each in a place for another reason; Sunita Rao looks after them."""
    team = Team.objects.create(reference="ep-mid", name="Educational psychology, Mid", organisation=area.council, locality="Mid")
    area.helen.who.team = team
    area.helen.who.save()
    Postcode.objects.create(postcode="CM7 1AA", district=District.objects.create(code="E07000067", name="Braintree", locality="Mid"), easting=1, northing=1)
    Child.objects.filter(pk=area.maya.pk).update(postcode="CM7 1AA")
    area.sunita = practitioner("Sunita Rao", "principal-educational-psychologist", area.council)
    area.grace = practitioner("Grace Oyelaran", "la-send-manager", area.council)
    area.trent = practitioner("Sam Trent", EP, area.council)
    area.ethan = waits(area, "Ethan", "Moss", "2026-08-12")
    case_of(area.ethan.child, ("appeal-lodged", day("2026-03-01"), {"about": "refusal"}), ("tribunal-order-made", day("2026-08-01"), {"requires": ["assess"]}), pathway="tribunal-appeal")
    Case.objects.filter(pathway="tribunal-appeal").update(arose_from=area.ethan)
    area.lily = waits(area, "Lily", "Farrow", "2026-09-03")
    Connection.objects.create(child=area.lily.child, owner=area.council, organisation=area.council, kind="placed-by", valid_from=LONG_AGO)
    area.reuben = waits(area, "Reuben", "Hale", "2026-09-04", attends=False)
    area.zara = waits(area, "Zara", "Iqbal", "2026-09-05")
    case_of(area.zara.child, ("phase-transfer-identified", day("2026-09-10"), {"phase": "primary-to-secondary", "transfer_on": "2027-09-01"}), pathway="phase-transfer")
    week_of(area.helen)
    week_of(area.helen, NEXT_WEEK, 2, kept_for_reviews=2, kept_for_tribunals=1)
    week_of(area.trent, THIS_WEEK, 0, leave=10)
    week_of(area.trent, NEXT_WEEK, 1, kept_for_schools=3, locum=True)
    return area


ORDER = ["Ethan Moss", "Lily Farrow", "Reuben Hale", "Zara Iqbal", "Maya Whitfield"]


def names(page):
    return re.findall(r'class="govuk-link gt-task" href="/cases/[^"]*">([^<]+)</a>', page.content.decode())


def give(queue, case, who, week=THIS_WEEK, by=None, **more):
    by = by or queue.sunita
    form = get(by, f"/ep-queue/{case.pk}/").content.decode()
    read = re.search(r'name="read" value="([^"]*)"', form)[1]
    return post(by, f"/ep-queue/{case.pk}/", who=f"{who.pk}|{week}", read=more.pop("read", read), **more)


# --- the page ---


def test_the_queue_stands_in_the_published_order_with_the_reason_for_each_place(queue):
    page = get(queue.sunita, "/ep-queue/")
    assert names(page) == ORDER
    text = text_of(page)
    assert "5 children wait, 5 of them with nobody yet." in text
    for reason in ("Tribunal order", "Child in care", "Out of school", "Phase transfer", "Oldest received"):
        assert reason in text
    assert "Who complained plays no part" in text
    assert "GT-" in text
    assert "Braintree" in text
    assert "Free this week: Helen Marsh 1 assessment. On leave: Sam Trent." in text


def test_a_long_queue_is_read_in_parts_that_keep_filter_count_and_place(queue):
    for n in range(27):
        waits(queue, "Child", f"Number{n:02}", "2026-09-10")
    first, second = (get(queue.sunita, "/ep-queue/", **{"page": page, "with": "nobody"}) for page in ("1", "2"))
    assert len(names(first)) == 25
    assert sorted(names(first) + names(second)) == sorted([*ORDER, *(f"Child Number{n:02}" for n in range(27))])
    assert "Showing 1 to 25 of 32." in text_of(first)
    assert "Showing 26 to 32 of 32." in text_of(second)
    for page in (first, second):
        assert "32 children wait, 32 of them with nobody yet." in text_of(page)
    assert 'href="?page=2&amp;with=nobody#next"' in first.content.decode()
    assert 'href="?page=1&amp;with=nobody#next"' in second.content.decode()
    assert 'id="place-26"' in second.content.decode()


def test_a_message_or_a_complaint_moves_nobody(queue):
    maya = queue.maya
    case_of(maya, ("appeal-lodged", day("2026-11-01"), {"about": "delay"}), pathway="tribunal-appeal")
    assert names(get(queue.sunita, "/ep-queue/")) == ORDER


def test_an_order_that_was_withdrawn_gives_no_place(queue):
    from ..cases.pages.conftest import add_event

    appeal = Case.objects.get(pathway="tribunal-appeal")
    order = appeal.events.get(event="tribunal-order-made")
    add_event(appeal, 3, "corrected", order.on, {"event_id": str(order.pk), "reason": "The order was of another child"})
    from goldenthread.cases.projection import project

    project(appeal.pk)
    assert names(get(queue.sunita, "/ep-queue/"))[0] == "Lily Farrow"


def test_a_child_below_school_age_who_attends_nowhere_is_not_out_of_school(queue):
    Child.objects.filter(pk=queue.reuben.child_id).update(date_of_birth=dt.date(2023, 5, 1))
    assert names(get(queue.sunita, "/ep-queue/"))[-1] == "Reuben Hale"


def test_a_child_whose_setting_nobody_entered_goes_before_nobody(queue):
    waits(queue, "Ned", "Unknown", "2026-09-04", attends=None)
    assert names(get(queue.sunita, "/ep-queue/")) == [*ORDER, "Ned Unknown"]


def test_a_case_decided_on_whose_advice_nobody_has_asked_for_waits_as_well(queue):
    waits(queue, "Ada", "Brown", "2026-09-20", asked=None)
    text = text_of(get(queue.sunita, "/ep-queue/"))
    assert "Ada Brown" in text
    assert "Advice not asked for yet" in text


@pytest.mark.parametrize(
    "more",
    [
        ("advice-received", "2026-11-01", {"contributor": EP}),
        ("request-withdrawn", "2026-11-01", {}),
        ("existing-advice-agreed", "2026-11-01", {"contributor": EP, "dated": "2026-06-01", "agreed_by_author": True, "agreed_by_authority": True, "agreed_by_family": True}),
    ],
)
@pytest.mark.parametrize("asked", ["2026-10-01", None])
def test_nobody_waits_whose_advice_came_or_is_used_again_or_whose_request_ended(queue, more, asked):
    waits(queue, "Ada", "Brown", "2026-09-20", (more[0], day(more[1]), more[2]), asked=asked)
    assert "Ada Brown" not in text_of(get(queue.sunita, "/ep-queue/"))


AGAIN = (("advice-received", day("2026-02-10"), {"contributor": EP}), ("request-withdrawn", day("2026-03-10")), ("request-received", day("2026-09-04"), {"by": "parent"}))


@pytest.mark.parametrize("asked", [(), (("advice-requested", day("2026-10-02"), {"contributor": EP}),)], ids=["not yet asked", "asked"])
def test_a_child_whose_request_was_made_again_waits_again_from_its_day_though_advice_came_for_the_first(queue, asked):
    child = child_of(queue.council, "Noah", "Reed", date_of_birth=dt.date(2016, 5, 1))
    first = (("request-received", day("2025-12-01"), {"by": "parent"}), ("decided-to-assess", day("2026-01-05")), ("advice-requested", day("2026-01-06"), {"contributor": EP}))
    case_of(child, *first, *AGAIN, ("decided-to-assess", day("2026-09-30")), *asked)
    # Received on 4 September: after Maya, though the first request is older than hers.
    assert names(get(queue.sunita, "/ep-queue/")) == [*ORDER, "Noah Reed"]


def test_old_advice_that_the_family_did_not_agree_to_leaves_the_child_waiting(queue):
    agreed = {"contributor": EP, "dated": "2026-06-01", "agreed_by_author": True, "agreed_by_authority": True, "agreed_by_family": False}
    waits(queue, "Ada", "Brown", "2026-09-20", ("existing-advice-agreed", day("2026-11-01"), agreed), asked=None)
    assert "Ada Brown" in text_of(get(queue.sunita, "/ep-queue/"))


def test_the_clock_is_the_law_s_once_its_limit_is_passed_and_the_advice_s_before(queue):
    waits(queue, "Old", "Case", "2026-06-12")
    text = text_of(get(queue.sunita, "/ep-queue/"))
    assert "Breach, 25 days over Final plan, law" in text
    assert "Overdue by 25 days Advice, Code" in text


def test_the_count_of_the_next_weeks_adds_those_who_joined_and_takes_off_the_time_there_is(queue):
    text = text_of(get(queue.sunita, "/ep-queue/"))
    # Five decisions in the last twelve full weeks; three assessments in the week of 30 November.
    assert "In the last 12 full weeks 5 joined, a plain average of 0.4 a week." in text
    assert "all 3 assessments that there is time for are done, 7 will wait on Friday 19 February 2027" in text
    assert "a sum and not a forecast" in text


def test_without_anybody_s_time_nothing_is_promised(queue):
    WorkingWeek.objects.all().delete()
    text = text_of(get(queue.sunita, "/ep-queue/"))
    assert "Nobody’s time is entered for the next weeks" in text
    assert "will wait on" not in text


def test_a_locality_shows_its_own_children_in_the_places_of_the_whole_queue(queue):
    page = get(queue.sunita, "/ep-queue/", locality="Mid")
    assert names(page) == ["Maya Whitfield"]
    assert 'id="place-5"' in page.content.decode()
    assert names(get(queue.sunita, "/ep-queue/", locality="unknown")) == ORDER[:4]
    assert names(get(queue.sunita, "/ep-queue/", locality="Nowhere")) == ORDER


def test_those_with_nobody_yet_can_be_shown_alone(queue):
    give(queue, queue.ethan, queue.helen)
    assert names(get(queue.sunita, "/ep-queue/", **{"with": "nobody"})) == ORDER[1:]


def test_sealed_children_and_hidden_cases_are_neither_shown_nor_counted(queue):
    Child.objects.filter(pk=queue.lily.child_id).update(sealed=True)
    Case.objects.filter(pk=queue.reuben.pk).update(confidentiality="withheld")
    from goldenthread.cases.projection import project

    project(queue.reuben.pk)
    page = get(queue.sunita, "/ep-queue/")
    assert names(page) == ["Ethan Moss", "Zara Iqbal", "Maya Whitfield"]
    assert "3 children wait" in text_of(page)
    assert get(queue.sunita, f"/ep-queue/{queue.reuben.pk}/").status_code == 404


def test_a_tribunal_case_that_is_hidden_does_not_show_through_the_place(queue):
    Case.objects.filter(pathway="tribunal-appeal").update(confidentiality="withheld")
    assert names(get(queue.sunita, "/ep-queue/"))[0] == "Lily Farrow"


def test_an_earlier_day_is_not_made_up(queue):
    assert "for today only" in text_of(get(queue.sunita, "/ep-queue/", **{"as-at": "2026-10-01", "known": "then"}))


def test_the_number_of_questions_does_not_grow_with_the_queue(queue):
    before = queries(queue.sunita, "/ep-queue/")
    for n in range(5):
        give(queue, waits(queue, f"Child{n}", "More", "2026-09-21"), queue.helen, reason="Agreed with the family")
        week_of(practitioner(f"Another {n}", EP, queue.council))
    assert queries(queue.sunita, "/ep-queue/") == before


# --- who may ---


@pytest.mark.parametrize("who", ["priya", "helen", "stranger"])
def test_others_find_no_queue(queue, who):
    for path in ("/ep-queue/", "/ep-queue/audit/", "/ep-queue/time/", f"/ep-queue/{queue.case.pk}/", f"/ep-queue/time/{queue.helen.pk}/"):
        assert get(getattr(queue, who), path).status_code == 404


def test_a_manager_reads_the_queue_and_changes_nothing(queue):
    page = get(queue.grace, "/ep-queue/")
    assert names(page) == ORDER
    assert "Allocate" not in text_of(page)
    assert get(queue.grace, f"/ep-queue/{queue.case.pk}/").status_code == 404
    assert "<input class" not in get(queue.grace, f"/ep-queue/time/{queue.helen.pk}/").content.decode()
    assert post(queue.grace, f"/ep-queue/time/{queue.helen.pk}/").status_code == 404
    assert get(queue.grace, "/ep-queue/audit/").status_code == 200


def test_another_council_s_principal_sees_nothing_of_this_one(queue):
    other = Organisation.objects.get(code="LA:999")
    theirs = practitioner("Pat Other", "principal-educational-psychologist", other)
    assert "No child waits" in text_of(get(theirs, "/ep-queue/"))
    assert "Helen" not in text_of(get(theirs, "/ep-queue/time/"))
    assert get(theirs, f"/ep-queue/{queue.case.pk}/").status_code == 404
    with as_application(theirs):
        assert not WorkingWeek.objects.exists()
        assert ask("select assessments_under_order(%s)", [queue.ethan.pk]) == []
        assert ask("select * from assessments_given(%s, %s)", queue.council.pk, LONG_AGO) == []
        assert allocated(queue.case, queue.helen) is None


class as_application:  # noqa: N801
    """A viewer behind the second wall alone."""

    def __init__(self, someone):
        self.role, self.someone = as_role("goldenthread_app"), someone

    def __enter__(self):
        self.role.__enter__()
        return become(self.someone.user.pk)

    def __exit__(self, *fault):
        self.role.__exit__(*fault)
        become(None)


def ask(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def allocated(case, who, week=THIS_WEEK, place=1, passing=0, why="because"):
    return ask("select assessments_allocate(%s, %s, %s, %s, 'Oldest received', %s, %s)", case.pk, who.pk, week, place, passing, why)[0][0]


def test_behind_the_second_wall_only_the_principal_gives_a_case(queue):
    for someone in (queue.helen, queue.priya, queue.grace, queue.stranger):
        with as_application(someone):
            assert allocated(queue.case, queue.helen) is None
    with as_application(queue.sunita):
        assert allocated(queue.case, queue.helen) is not None


def test_behind_the_second_wall_a_psychologist_reads_the_weeks_and_writes_none(queue):
    with as_application(queue.helen):
        assert WorkingWeek.objects.count() == 4
        assert WorkingWeek.objects.update(assessments=9) == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            week_of(queue.helen, dt.date(2026, 12, 7))


def test_behind_the_second_wall_a_case_goes_only_to_a_psychologist_of_its_own_organisation(queue):
    other = organisation("LA:777", "A third council", "local-authority")
    with as_application(queue.sunita):
        assert allocated(queue.case, queue.priya) is None
    theirs = practitioner("Ed Elsewhere", EP, other)
    with as_application(queue.sunita):
        assert allocated(queue.case, theirs) is None


def test_behind_the_second_wall_kept_time_is_never_given_and_a_reason_is_never_left_out(queue):
    with as_application(queue.sunita):
        assert allocated(queue.case, queue.trent, THIS_WEEK) is None  # all leave, whatever the reason
        assert allocated(queue.case, queue.helen, place=5, passing=2, why="") is None
        assert allocated(queue.case, queue.helen, dt.date(2026, 12, 7), why=" ") is None  # no time entered
        assert allocated(queue.case, queue.helen, dt.date(2026, 11, 24)) is None  # not a Monday
        assert allocated(queue.case, queue.helen, dt.date(2026, 11, 9)) is None  # a week that is over
        assert allocated(queue.case, queue.helen, why="") is not None


def test_behind_the_second_wall_nobody_writes_an_allocation_or_the_audit_by_hand(queue):
    with as_application(queue.sunita):
        for insert in (
            lambda: Allocation.objects.bulk_create([Allocation(child=queue.maya, owner=queue.council, practitioner=queue.helen.who, role=EP, case=queue.case.pk, valid_from=TODAY)]),
            lambda: QueueMove.objects.bulk_create([QueueMove(child=queue.maya, case=queue.case.pk, owner=queue.council, what="allocated", place=1, why_this_place="x", by=queue.sunita.user.pk)]),
        ):  # fmt: skip
            with pytest.raises(ProgrammingError), transaction.atomic():
                insert()


def test_behind_the_second_wall_only_those_who_look_after_the_queue_read_why_a_child_came_first(queue):
    give(queue, queue.case, queue.helen, reason="Maya before Ethan")
    for someone in (queue.priya, queue.helen):
        with as_application(someone):
            assert not QueueMove.objects.exists()
    for someone in (queue.sunita, queue.grace):
        with as_application(someone):
            assert QueueMove.objects.count() == 1


# --- giving a case ---


def test_the_first_place_is_given_without_a_reason_and_its_psychologist_then_sees_the_child(queue):
    assert get(queue.helen, f"/cases/{queue.ethan.pk}/").status_code == 404
    assert give(queue, queue.ethan, queue.helen).status_code == 302
    page = text_of(get(queue.sunita, "/ep-queue/"))
    assert "Helen Marsh Week of Mon 23 Nov" in page
    assert "5 children wait, 4 of them with nobody yet." in page
    assert get(queue.helen, f"/cases/{queue.ethan.pk}/").status_code == 200
    move = QueueMove.objects.get()
    assert (move.what, move.place, move.why_this_place, move.passed_over, move.reason) == ("allocated", 1, "Tribunal order", 0, "")
    given = Allocation.objects.get(case=queue.ethan.pk)
    assert (given.role, given.practitioner_id, given.valid_from, given.valid_to) == (EP, queue.helen.pk, TODAY, None)


def test_passing_over_an_earlier_place_asks_why(queue):
    form = text_of(get(queue.sunita, f"/ep-queue/{queue.case.pk}/"))
    assert "4 earlier places wait with nobody." in form
    assert "Ethan Moss" in form
    refused = give(queue, queue.case, queue.helen)
    assert refused.status_code == 200
    assert "Enter why: 4 earlier places wait with nobody" in text_of(refused)
    assert not QueueMove.objects.exists()
    assert give(queue, queue.case, queue.helen, reason="Helen saw Maya in June").status_code == 302
    move = QueueMove.objects.get()
    assert (move.place, move.passed_over, move.reason) == (5, 4, "Helen saw Maya in June")


def test_a_place_whose_case_somebody_has_is_not_passed_over(queue):
    for case in (queue.ethan, queue.lily, queue.reuben, queue.zara):
        allocate(case.child, queue.helen, case.pk)
    assert give(queue, queue.case, queue.trent, NEXT_WEEK).status_code == 302
    assert QueueMove.objects.get().passed_over == 0


def test_beyond_the_time_of_the_week_asks_why(queue):
    give(queue, queue.ethan, queue.helen)
    refused = give(queue, queue.lily, queue.helen)
    assert "Enter why: that week has no time left" in text_of(refused)
    give(queue, queue.lily, queue.helen, reason="Two at one school")
    assert QueueMove.objects.order_by("-pk")[0].beyond_time
    assert "None left" in text_of(get(queue.sunita, f"/ep-queue/{queue.reuben.pk}/"))


def test_a_week_that_is_all_leave_or_kept_is_not_offered_and_not_given(queue):
    form = get(queue.sunita, f"/ep-queue/{queue.ethan.pk}/").content.decode()
    assert f"{queue.trent.pk}|{THIS_WEEK}" not in form
    refused = give(queue, queue.ethan, queue.trent, reason="Please")
    assert "all kept for other work or leave" in text_of(refused)
    assert not QueueMove.objects.exists()


def test_a_change_asks_why_and_ends_what_went_before(queue):
    earlier = allocate(queue.ethan.child, queue.helen)
    assert "Enter why: Helen Marsh has this child now" in text_of(give(queue, queue.ethan, queue.trent, NEXT_WEEK))
    give(queue, queue.ethan, queue.trent, NEXT_WEEK, reason="Helen is ill")
    earlier.refresh_from_db()
    assert earlier.valid_to == TODAY - dt.timedelta(days=1)
    assert QueueMove.objects.get().what == "re-allocated"
    assert get(queue.helen, f"/cases/{queue.ethan.pk}/").status_code == 404
    assert get(queue.trent, f"/cases/{queue.ethan.pk}/").status_code == 200


def test_a_choice_taken_back_on_the_same_day_leaves_no_right_and_gives_the_time_back(queue):
    give(queue, queue.ethan, queue.helen)
    give(queue, queue.ethan, queue.trent, NEXT_WEEK, reason="Wrong row")
    assert get(queue.helen, f"/cases/{queue.ethan.pk}/").status_code == 404
    assert "1 of 1 assessment left" in text_of(get(queue.sunita, f"/ep-queue/{queue.lily.pk}/"))
    give(queue, queue.ethan, queue.helen, reason="Right after all")
    assert get(queue.helen, f"/cases/{queue.ethan.pk}/").status_code == 200
    assert [m.what for m in QueueMove.objects.order_by("pk")] == ["allocated", "re-allocated", "re-allocated"]


def test_whoever_is_second_is_told_what_came_first(queue):
    second = practitioner("Olu Second", "principal-educational-psychologist", queue.council)
    form = get(second, f"/ep-queue/{queue.ethan.pk}/").content.decode()
    read = re.search(r'name="read" value="([^"]*)"', form)[1]
    give(queue, queue.ethan, queue.helen)
    told = give(queue, queue.ethan, queue.trent, NEXT_WEEK, by=second, read=read, reason="He is near")
    assert "Sunita Rao gave this child to Helen Marsh" in text_of(told)
    assert QueueMove.objects.count() == 1


def test_a_child_who_waits_no_more_is_not_given(queue):
    from goldenthread.cases.projection import project

    from ..cases.pages.conftest import add_event

    form = get(queue.sunita, f"/ep-queue/{queue.ethan.pk}/").content.decode()
    read = re.search(r'name="read" value="([^"]*)"', form)[1]
    add_event(queue.ethan, 4, "advice-received", TODAY, {"contributor": EP})
    project(queue.ethan.pk)
    done = post(queue.sunita, f"/ep-queue/{queue.ethan.pk}/", who=f"{queue.helen.pk}|{THIS_WEEK}", read=read)
    assert done.status_code == 302
    assert not QueueMove.objects.exists()
    assert "does not wait" in text_of(get(queue.sunita, f"/ep-queue/{queue.ethan.pk}/"))


@pytest.mark.parametrize("who", ["", "x|2026-11-23", "|", "{helen}|2026-11-24", "{helen}|2027-01-04", "{helen}", "{priya}|2026-11-23"])
def test_what_is_no_answer_is_refused_in_words(queue, who):
    form = get(queue.sunita, f"/ep-queue/{queue.ethan.pk}/").content.decode()
    read = re.search(r'name="read" value="([^"]*)"', form)[1]
    answer = post(queue.sunita, f"/ep-queue/{queue.ethan.pk}/", who=who.format(helen=queue.helen.pk, priya=queue.priya.pk), read=read, reason="x")
    assert answer.status_code == 200
    assert "Select " in text_of(answer)
    assert not QueueMove.objects.exists()


def test_cover_is_named_beside_who_is_away(queue):
    give(queue, queue.ethan, queue.helen)
    cover(queue.helen, queue.trent, dt.date(2026, 12, 4))
    text = text_of(get(queue.sunita, "/ep-queue/"))
    assert "covered by Sam Trent" in text
    assert "Helen Marsh, to Fri 4 Dec, covered by Sam Trent" in text


# --- the audit ---


def test_the_audit_holds_every_move_and_says_why_earlier_places_were_passed_over(queue):
    give(queue, queue.ethan, queue.helen)
    give(queue, queue.case, queue.trent, NEXT_WEEK, reason="Trent saw Maya in June")
    text = text_of(get(queue.sunita, "/ep-queue/audit/"))
    assert "2 moves. 1 passed over an earlier place that waited with nobody, with its reason." in text
    assert "Maya Whitfield, place 5, 24 November 2026, past 3 earlier places: “Trent saw Maya in June”" in text
    assert "Sunita Rao" in text
    assert names(get(queue.sunita, "/ep-queue/audit/", only="passed-over")) == ["Maya Whitfield"]


def test_a_move_is_never_changed_or_removed(queue):
    give(queue, queue.ethan, queue.helen)
    for change in (lambda: QueueMove.objects.update(place=1), lambda: QueueMove.objects.all().delete()):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()


def test_an_empty_audit_says_so(queue):
    assert "Nobody has been given a case through the queue yet." in text_of(get(queue.sunita, "/ep-queue/audit/"))


def test_the_audit_does_not_name_a_child_who_was_sealed_since(queue):
    give(queue, queue.ethan, queue.helen)
    Child.objects.filter(pk=queue.ethan.child_id).update(sealed=True)
    assert "Ethan" not in text_of(get(queue.sunita, "/ep-queue/audit/"))


# --- everyone's time ---


def weeks_form(someone, **changed):
    from goldenthread.assessments.capacity import PARTS

    form = {f"{part}-{THIS_WEEK + dt.timedelta(weeks=n)}": "0" for n in range(12) for part in PARTS}
    return {**form, **changed}


def save(queue, someone, by=None, read=None, **changed):
    by, path = by or queue.sunita, f"/ep-queue/time/{someone.pk}/"
    read = read_of(queue, someone) if read is None else read
    return post(by, path, read_up_to=read, **weeks_form(someone, **changed))


def read_of(queue, someone):
    """Up to which change a page that is opened now has read."""
    return re.search(r'name="read_up_to" value="(\d+)"', get(queue.sunita, f"/ep-queue/time/{someone.pk}/").content.decode())[1]


def test_time_is_shown_by_person_with_what_is_kept(queue):
    text = text_of(get(queue.sunita, "/ep-queue/time/"))
    assert "4 assessments can still be given" in text
    assert "Half-days kept: 2 for reviews, 1 for tribunals" in text
    assert "Sam Trent Locum" in text


def test_a_person_s_weeks_are_written_and_read_again(queue):
    saved = save(queue, queue.helen, **{f"assessments-{NEXT_WEEK}": "3", f"kept_for_schools-{NEXT_WEEK}": "4", f"locum-{NEXT_WEEK}": "on"})
    assert saved.status_code == 302
    week = WorkingWeek.objects.get(practitioner=queue.helen.who, week=NEXT_WEEK)
    assert (week.assessments, week.kept_for_schools, week.kept_for_reviews, week.locum) == (3, 4, 0, True)
    assert WorkingWeek.objects.filter(practitioner=queue.helen.who).count() == 12


@pytest.mark.parametrize(
    "changed, said",
    [
        ({f"assessments-{NEXT_WEEK}": "many"}, "Assessments in the week of Mon 30 Nov must be a whole number from 0 to 10"),
        ({f"leave-{NEXT_WEEK}": "11"}, "Leave in the week of Mon 30 Nov must be a whole number from 0 to 10"),
        ({f"leave-{NEXT_WEEK}": ""}, "Leave in the week of Mon 30 Nov must be a whole number from 0 to 10"),
        ({f"leave-{NEXT_WEEK}": "6", f"kept_for_schools-{NEXT_WEEK}": "5"}, "a week has 10 half-days, and 11 are kept or leave"),
        ({f"leave-{NEXT_WEEK}": "10", f"assessments-{NEXT_WEEK}": "1"}, "every half-day is kept or leave"),
    ],
)
def test_weeks_that_cannot_be_are_refused_in_words(queue, changed, said):
    answer = save(queue, queue.helen, **changed)
    assert answer.status_code == 200
    assert said in text_of(answer)
    assert WorkingWeek.objects.get(practitioner=queue.helen.who, week=NEXT_WEEK).assessments == 2


def test_whoever_saves_weeks_second_is_told_what_changed_and_overwrites_nothing(queue):
    second = practitioner("Ivor Lane", "principal-educational-psychologist", queue.council)
    read = read_of(queue, queue.helen)
    assert save(queue, queue.helen, read=read, **{f"assessments-{NEXT_WEEK}": "3", f"kept_for_reviews-{NEXT_WEEK}": "2"}).status_code == 302
    answer = save(queue, queue.helen, by=second, read=read, **{f"assessments-{NEXT_WEEK}": "0", f"leave-{NEXT_WEEK}": "10"})
    text = text_of(answer)
    assert "These weeks have changed since you opened the page" in text
    assert "Week of Mon 30 Nov : assessments from 2 to 3; kept for tribunals from 1 to 0 Tue 24 Nov, Sunita Rao" in text
    assert 'name="leave-2026-11-30" inputmode="numeric" value="10"' in answer.content.decode()
    week = WorkingWeek.objects.get(practitioner=queue.helen.who, week=NEXT_WEEK)
    assert (week.assessments, week.leave) == (3, 0)
    now_read = re.search(r'name="read_up_to" value="(\d+)"', answer.content.decode())[1]
    assert save(queue, queue.helen, by=second, read=now_read, **{f"assessments-{NEXT_WEEK}": "0", f"leave-{NEXT_WEEK}": "10"}).status_code == 302
    assert "leave from 0 to 10 Tue 24 Nov, Ivor Lane" in text_of(get(queue.grace, f"/ep-queue/time/{queue.helen.pk}/"))


def test_a_save_that_does_not_say_what_it_had_read_overwrites_nothing(queue):
    assert "These weeks have changed" in text_of(save(queue, queue.helen, read="", **{f"assessments-{NEXT_WEEK}": "9"}))
    assert WorkingWeek.objects.get(practitioner=queue.helen.who, week=NEXT_WEEK).assessments == 2


def test_a_change_of_time_leaves_who_when_from_and_to(queue):
    save(queue, queue.helen, **{f"assessments-{THIS_WEEK}": "1", f"assessments-{NEXT_WEEK}": "4", f"locum-{NEXT_WEEK}": "on",
                                f"kept_for_reviews-{NEXT_WEEK}": "2", f"kept_for_tribunals-{NEXT_WEEK}": "1"})  # fmt: skip
    [change] = WeekChange.objects.filter(by=queue.sunita.user.pk)
    assert (change.practitioner_id, change.week, change.at.date()) == (queue.helen.pk, NEXT_WEEK, TODAY)
    assert (change.before["assessments"], change.after["assessments"]) == (2, 4)
    assert (change.before["locum"], change.after["locum"]) == (False, True)
    assert "assessments from 2 to 4; locum from no to yes Tue 24 Nov, Sunita Rao" in text_of(get(queue.sunita, f"/ep-queue/time/{queue.helen.pk}/"))


def test_a_save_that_changes_nothing_leaves_no_trace(queue):
    before = WeekChange.objects.count()
    save(queue, queue.helen, **{f"assessments-{THIS_WEEK}": "1", f"assessments-{NEXT_WEEK}": "2", f"kept_for_reviews-{NEXT_WEEK}": "2", f"kept_for_tribunals-{NEXT_WEEK}": "1"})
    assert WeekChange.objects.count() == before


def test_behind_the_second_wall_the_trace_of_a_week_is_written_by_the_table_alone_and_never_changed(queue):
    change = {"practitioner": queue.helen.who, "owner": queue.council, "week": NEXT_WEEK, "by": queue.priya.user.pk}
    with as_application(queue.sunita):
        WorkingWeek.objects.filter(practitioner=queue.helen.pk, week=NEXT_WEEK).update(assessments=7)
        assert WeekChange.objects.filter(by=queue.sunita.user.pk, after__assessments=7).count() == 1
        with pytest.raises(ProgrammingError), transaction.atomic():
            WeekChange.objects.bulk_create([WeekChange(**change)])
    for someone in (queue.priya, queue.stranger):
        with as_application(someone):
            assert not WeekChange.objects.exists()
    for act in (lambda: WeekChange.objects.update(week=THIS_WEEK), lambda: WeekChange.objects.all().delete()):
        with pytest.raises(ProgrammingError, match="only"), transaction.atomic():
            act()


def test_cover_is_entered_for_a_colleague_who_is_away(queue):
    path = f"/ep-queue/time/{queue.helen.pk}/cover/"
    days = {"first_0": "23", "first_1": "11", "first_2": "2026", "last_0": "4", "last_1": "12", "last_2": "2026"}
    form = get(queue.sunita, path)
    assert form.status_code == 200
    names_of = re.findall(r'name="((?:first|last)[^"]*)"', form.content.decode())
    given = dict(zip(names_of, days.values(), strict=True))
    from ..cases.pages.conftest import as_application as as_pages
    from ..cases.pages.conftest import sign_in

    client = sign_in(queue.sunita)
    with as_pages():
        done = client.post(path, {**given, "covered_by": str(queue.trent.pk)})
        again = client.post(path, {**given, "covered_by": str(queue.priya.pk)})
    assert done.status_code == 302
    assert again.status_code == 200
    row = CoverRow.objects.get()
    assert (row.practitioner_id, row.covered_by_id, row.valid_to) == (queue.helen.pk, queue.trent.pk, dt.date(2026, 12, 4))
    assert get(queue.grace, path).status_code == 404


def test_the_menu_leads_to_the_queue_those_who_look_after_it(queue):
    for someone, sees in ((queue.sunita, True), (queue.grace, True), (queue.helen, False)):
        assert ('href="/ep-queue/"' in get(someone, "/help/").content.decode()) is sees


