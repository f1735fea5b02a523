import datetime as dt

import pytest

from goldenthread.cases.queries_work import _allocations
from goldenthread.engine.calendar import LONDON, london_date

from .conftest import allocate, case_of, child_of, cover, day, get, practitioner, queries, text_of
from .test_what_rests_on_a_hidden_case import asking

pytestmark = pytest.mark.django_db


def a_child_of(area, forename, *events, who=None, **others):
    child = child_of(area.council, forename, "Ashdown")
    allocate(child, who or area.priya)
    return case_of(child, *events, **others)


def in_order(text, *parts):
    places = [text.index(part) for part in parts]
    return places == sorted(places)


def test_the_first_sentence_says_how_much_is_owed_and_what_is_past_the_law(area):
    a_child_of(area, "Jaden", ("request-received", day("2026-10-13")))
    a_child_of(area, "Callum", ("request-received", day("2026-06-26")), ("decided-to-assess", day("2026-08-01")))
    text = text_of(get(area.priya, "/my-work/"))
    # Of Maya and of Callum something is past its day: each family is offered to have it put right.
    assert "You owe 9 things and wait for 1 thing from others. 2 are past the law’s limit" in text
    assert "3 are past a limit that the law does not set and 1 is due today." in text


def test_law_stands_before_the_code_and_then_the_earlier_date(area):
    a_child_of(area, "Callum", ("request-received", day("2026-06-26")), ("decided-to-assess", day("2026-08-01")))
    text = text_of(get(area.priya, "/my-work/")).partition("Next step")[2]
    assert in_order(text, "Past the limit", "Fri 16 Oct", "Fri 13 Nov", "Fri 30 Oct", "Next week", "Later")


def test_a_breach_is_only_said_of_the_law(area):
    text = text_of(get(area.priya, "/my-work/"))
    assert "Get the educational psychologist’s advice" in text
    assert "Overdue by 25 days" in text
    assert "Breach" not in text


def test_the_familys_own_time_is_never_a_breach_of_the_officer(area):
    a_child_of(area, "Oscar", ("request-received", day("2026-07-20")), ("draft-plan-sent", day("2026-11-18")))
    text = text_of(get(area.priya, "/my-work/"))
    assert "Hear the family on the draft for Oscar Ashdown" in text
    assert "Family’s time, 8 days" in text
    assert "Cannot be shortened. Final plan not before this unless they answer" in text
    assert "Appeal to the tribunal" not in text


def test_excused_work_stays_in_sight_in_a_group_of_its_own(area):
    fields = {"clock": "decide-whether-to-assess", "ground": "personal-circumstances", "reason": "Illness"}
    a_child_of(
        area, "Jaden", ("request-received", day("2026-10-01")), ("exception-recorded", day("2026-11-02"), fields)
    )
    text = text_of(get(area.priya, "/my-work/"))
    assert in_order(text, "Excused by law: still owed as soon as practicable", "Exceptional personal circumstances")
    assert "View reason" in text


def test_under_each_task_stands_what_it_waits_for(area):
    text = text_of(get(area.priya, "/my-work/"))
    assert "1 of 2 advisers have answered" in text
    assert "Bank holiday: aim for Thursday 24 December" in text


def test_a_contributor_sees_only_what_they_owe_themselves(area):
    allocate(area.maya, area.helen)
    page = get(area.helen, "/my-work/")
    text = text_of(page)
    assert "You owe 1 thing. 1 is past a limit that the law does not set." in " ".join(text.split())
    assert "Give your advice for Maya Whitfield" in text
    assert "Issue the final plan" not in text
    assert "Write your advice : Give your advice, Maya Whitfield" in text
    assert "/record/advice-received/?for=advice-20260918-" in page.content.decode()


def test_cover_is_marked_and_says_who_is_away(area):
    a_child_of(area, "Samir", ("request-received", day("2026-11-01")), who=area.daniel)
    assert "Samir" not in text_of(get(area.priya, "/my-work/"))
    cover(area.daniel, area.priya, day("2026-11-27"))
    text = text_of(get(area.priya, "/my-work/"))
    assert (
        "Daniel Okafor is away until Friday 27 November 2026. You cover their work: 1 case has something open." in text
    )
    assert "Cover for Daniel Okafor" in text
    assert "Samir" not in text_of(get(area.priya, "/my-work/", of="me"))


def test_the_work_of_the_team_says_with_whom_it_is(area):
    a_child_of(area, "Samir", ("request-received", day("2026-11-01")), who=area.daniel)
    assert "With Daniel Okafor" in text_of(get(area.priya, "/my-work/", of="team"))


@pytest.mark.parametrize(
    "asked, kept, gone",
    [
        ({"due": "past"}, "Get the educational psychologist’s advice", "Issue the final plan"),
        ({"kind": "law"}, "Issue the final plan", "Get the educational psychologist’s advice"),
        ({"hide": "1"}, "Issue the final plan", "Get the educational psychologist’s advice"),
        ({"pathway": "annual-review"}, "Nothing fits these filters", "Issue the final plan"),
        ({"of": "nonsense", "due": "nonsense"}, "Issue the final plan", "Nothing fits these filters"),
    ],
)
def test_filters_leave_what_was_asked_for(area, asked, kept, gone):
    text = text_of(get(area.priya, "/my-work/", **asked))
    assert kept in text
    assert gone not in text


def test_a_small_screen_has_the_filters_on_a_page_of_their_own(area):
    page = get(area.priya, "/my-work/", kind="law").content.decode()
    assert "Filter (showing set by Law)" in page
    assert "Showing set by Law." in text_of(get(area.priya, "/my-work/filter/", kind="law"))


def test_the_next_step_leads_to_the_form_of_what_would_answer_the_clock(area):
    case = a_child_of(area, "Jaden", ("request-received", day("2026-10-13")))
    page = get(area.priya, "/my-work/").content.decode()
    assert f'href="/cases/{case.pk}/decide-to-assess/"' in page
    assert 'class="gt-button gt-button--filled"' in page


def test_an_earlier_day_shows_what_stood_then_and_nothing_can_be_recorded(area):
    page = get(area.priya, "/my-work/", **{"as-at": "2026-10-01", "known": "now"})
    text = text_of(page)
    assert "You are looking at Thursday 1 October 2026, with what we know today." in text
    assert "Nothing can be recorded here." in text
    assert "29 days left" in text
    assert "/record/" not in page.content.decode()


def test_as_known_then_nothing_was_recorded_yet(area):
    text = text_of(get(area.priya, "/my-work/", **{"as-at": "2026-10-01", "known": "then"}))
    assert "You owe nothing that has a limit." in text


def test_two_hundred_cases_can_be_worked_with(area):
    for n in range(30):
        a_child_of(area, f"Child{n:02}", ("request-received", day("2026-11-03") + dt.timedelta(days=n % 10)))
    page = get(area.priya, "/my-work/").content.decode()
    assert "first 25 of" in page
    assert page.count('<tr role="row">') < 60
    everything = get(area.priya, "/my-work/", all="later").content.decode()
    assert "first 25 of" not in everything


@pytest.mark.parametrize("query", [{}, {"as-at": "2026-11-10", "known": "now"}])
def test_the_number_of_queries_is_the_same_however_much_work_there_is(area, query):
    few = queries(area.priya, "/my-work/", **query)
    for n in range(12):
        a_child_of(area, f"Child{n:02}", ("request-received", day("2026-10-03") + dt.timedelta(days=n)))
    cover(area.daniel, area.priya, day("2026-11-27"))
    a_child_of(area, "Samir", ("request-received", day("2026-11-01")), who=area.daniel)
    assert queries(area.priya, "/my-work/", **query) == few


def test_somebody_of_another_body_sees_nothing_of_it(area):
    allocate(area.maya, area.stranger)
    assert "Maya" not in text_of(get(area.stranger, "/my-work/"))


def test_nobody_sees_work_without_signing_in(area, client):
    assert client.get("/my-work/").headers["Location"].startswith("/accounts/login/")


def test_a_practitioner_without_work_is_told_how_work_comes(area):
    new = practitioner("New Officer", "la-send-caseworker", area.council)
    text = text_of(get(new, "/my-work/"))
    assert "You owe nothing that has a limit." in text
    assert "Work comes here when you are allocated to a child" in text
    assert "Apply filters" not in text, "there is nothing to filter"
    assert "Apply filters" in text_of(get(new, "/my-work/", of="me")), "what was asked for can be changed again"


@pytest.mark.parametrize(
    "asked, words",
    [
        ({"as-at": "2027-01-01"}, "The day must be today or in the past"),
        ({"as-at": "1999-01-01"}, "The day must be 1 September 2014 or later, when EHC plans began"),
        (
            {"as-at-day": "31", "as-at-month": "2", "as-at-year": "2026", "known": "then"},
            "The day must be a real date, like 30 10 2026",
        ),
    ],
)
def test_a_day_that_cannot_be_shown_gets_a_message_beside_its_field(area, asked, words):
    page = get(area.priya, "/my-work/", **asked)
    assert page.status_code == 400
    assert text_of(page).count(words) == 2
    assert ('value="31"' in page.content.decode()) == ("as-at-day" in asked)


def test_the_caseload_known_from_signing_in_is_that_of_the_real_day(area):
    a_child_of(area, "Samir", ("request-received", day("2026-11-01")), who=area.daniel)
    cover(area.daniel, area.priya, day("2036-11-28"))
    real = london_date(dt.datetime.now(LONDON))

    def both(viewer):
        return [[(*a[:4], a.own) for a in _allocations(viewer, real, whose, past)[0]] for whose in ("me", "cover") for past in (False, True)]

    mine, asked, with_cover, asked_with_cover = asking(area.priya.user, both)
    assert (mine, with_cover) == (asked, asked_with_cover)
    assert mine
    assert len(with_cover) == len(mine) + 1
