"""What many ask is seen through: a named person, a reply by its day, a decision, what changed, and whether those who asked see it."""

import datetime as dt

import pytest

from goldenthread.voice.models import ForumQuestion

from ..cases.pages.conftest import TODAY, get, post, text_of
from ..plans.conftest import as_viewer
from .conftest import public

ASKED = "Why is the sensory room locked at lunch?"


def raised(area, someone=None):
    post(someone or area.cal, "/forum-questions/own/", text=ASKED, why="It is when we need it.")
    return ForumQuestion.objects.get()


def at(one):
    return f"/forum-questions/{one.pk}/"


def day_of(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def named(area, one, to=None, by=None):
    return post(area.grace, at(one), do="name", to=str((to or area.dina).user.pk), **day_of("reply_by", by or TODAY + dt.timedelta(days=7)))


def replied(area, one, decision="yes", by=TODAY + dt.timedelta(days=30)):
    return post(area.dina, at(one), do="reply", decision=decision, reply="We give lunch staff a key.", **(day_of("change_by", by) if by else {}))


def test_a_question_is_seen_through_to_what_changed(area):
    one = raised(area)
    # Twenty working days from Tuesday 24 November: Christmas Day and the 28th are none.
    assert one.reply_by == dt.date(2026, 12, 22)
    assert "Name who answers" in text_of(get(area.grace, "/my-work/"))
    named(area, one)
    assert "Name who answers" not in text_of(get(area.grace, "/my-work/"))
    assert "Waits for a reply from Dina Cole" in text_of(public("/forum-questions/"))
    assert "Reply to those who ask for many" in text_of(get(area.dina, "/my-work/"))
    replied(area, one)
    text = text_of(get(area.dina, "/my-work/"))
    assert "Make the change that you decided" in text
    assert "Not one child" in text
    post(area.dina, at(one), do="changed", changed="The room is open at lunch.")
    assert "Make the change" not in text_of(get(area.dina, "/my-work/"))
    assert "Do you see the change?" in text_of(get(area.cal, at(one)))
    post(area.cal, at(one), do="seen", there="yes")
    text = text_of(public("/forum-questions/"))
    for said in (ASKED, "The Multi-Schools Council", "We give lunch staff a key.", "The room is open at lunch.", "Changed, and seen by those who asked"):
        assert said in text


def test_a_question_that_is_sent_twice_owes_one_reply(area):
    assert raised(area).pk == raised(area).pk


def test_a_change_that_those_who_asked_do_not_see_is_owed_again(area):
    one = raised(area)
    named(area, one)
    replied(area, one)
    post(area.dina, at(one), do="changed", changed="The room is open at lunch.")
    post(area.cal, at(one), do="seen", there="no")
    assert "Make the change that you decided" in text_of(get(area.dina, "/my-work/"))
    assert "did not see the change" in text_of(public("/forum-questions/"))


def test_a_late_reply_stands_as_late_with_its_owner_and_on_the_public_record(area):
    one = raised(area)
    named(area, one)
    ForumQuestion.objects.update(reply_by=TODAY - dt.timedelta(days=2))
    assert "Overdue by 2 days" in text_of(get(area.dina, "/my-work/"))
    assert "1 is late" in text_of(public("/forum-questions/"))


def test_those_who_asked_are_not_promised_a_later_day(area):
    one = raised(area)
    assert "promised a reply by then" in text_of(named(area, one, by=one.reply_by + dt.timedelta(days=1)))
    assert ForumQuestion.objects.get().to_user is None


def test_each_does_only_what_is_theirs(area):
    one = raised(area)
    for someone in (area.fay, area.priya, area.sam, area.anna, area.sal):
        assert get(someone, at(one)).status_code == 404
    named(area, one)
    for someone in (area.cal, area.grace):
        post(someone, at(one), do="reply", decision="no", reply="No.")
    post(area.cal, at(one), do="name", to=str(area.grace.user.pk), **day_of("reply_by", TODAY))
    assert ForumQuestion.objects.filter(replied_on=None, to_user=area.dina.user.pk).exists()
    replied(area, one, "no", None)
    assert "Do you see the change?" not in text_of(get(area.cal, at(one)))
    assert as_viewer(area.priya, lambda _: ForumQuestion.objects.update(reply="x") if False else 0) == 0


def test_a_forum_sees_its_own_and_not_the_others(area):
    raised(area, area.fay)
    assert ASKED in (text := text_of(get(area.fay, "/forum-questions/own/")))
    assert "1 question, none late." in text
    assert ASKED not in text_of(get(area.cal, "/forum-questions/own/"))
    assert get(area.priya, "/forum-questions/own/").status_code == 404


@pytest.mark.parametrize(("given", "said"), [({"decision": ""}, "Select what is decided"), ({"decision": "yes"}, "Enter the day by which it is done"), ({"reply": ""}, "Enter your reply")])
def test_a_reply_with_a_fault_is_not_published(area, given, said):
    one = raised(area)
    named(area, one)
    answer = post(area.dina, at(one), do="reply", **{"decision": "no", "reply": "Marzipan"} | given)
    assert said in text_of(answer)
    assert ForumQuestion.objects.get().replied_on is None
