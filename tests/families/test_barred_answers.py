"""What an answer to a barred parent may not name, by all that is recorded of the child: also what its writer may not read."""

import pytest
from django.db import connection

from goldenthread.families.bars import bar as record_a_bar
from goldenthread.families.complaints_barred import leave_out, would_tell, would_tell_more
from goldenthread.families.models import Question
from goldenthread.people.models import Allocation, Bar, Child, Connection
from goldenthread.reviews.models import Review

from ..cases.pages.conftest import LONG_AGO, TODAY, add_event, child_of, get, organisation, post, practitioner, text_of
from .test_pages import as_viewer

pytestmark = pytest.mark.django_db
UNNAMED = "by what another body recorded"


@pytest.fixture
def barred(home):
    """Mark is barred. A trust, of which the council reads nothing, knows that Maya comes to Thistledown Hall and that Odile Marchetti works with her there."""
    hidden = organisation("TRUST:HIDDEN", "Hidden Valley NHS Trust", "nhs-provider")
    hall = organisation("URN:555555", "Thistledown Hall School", "school")
    home.odile = practitioner("Odile Marchetti", "health-practitioner", hidden)
    Connection.objects.create(child=home.maya, owner=hidden, organisation=hall, kind="known-to", valid_from=LONG_AGO)
    Allocation.objects.create(child=home.maya, owner=hidden, practitioner=home.odile.who, role="health-practitioner", valid_from=LONG_AGO)
    as_viewer(home.priya, lambda v: record_a_bar(v, home.maya, home.mark.person, ground="risk", words="Order of 3 March 2026", on=TODAY))
    return home


def said_of(home, text):
    return as_viewer(home.priya, lambda _: leave_out(home.maya, text))


def test_the_writer_reads_nothing_of_the_place_that_another_body_alone_knows(barred):
    assert as_viewer(barred.priya, lambda _: would_tell(barred.maya, "She is well at Thistledown Hall.")) == []
    assert as_viewer(barred.priya, lambda _: Connection.objects.filter(organisation__code="URN:555555").count()) == 0


@pytest.mark.parametrize("text", ["She is well at Thistledown Hall.", "THISTLEDOWN  HALL school, from nine", "Ask Odile Marchetti", "Ms Marchetti was ill", "thistledown-hall"])
def test_an_answer_that_names_it_is_not_taken_and_names_nothing_back(barred, text):
    said = said_of(barred, text)
    assert UNNAMED in said
    assert not any(word in said.casefold() for word in ("thistledown", "marchetti", "hidden valley"))


# "marchetti" in small letters is a word like any other; "Hall" alone is no name of that school; a name inside another word is none.
@pytest.mark.parametrize("text", ["We decide by Friday.", "a march through the hall", "marchettiesque", "Thistledown", "We are sorry. Maya Whitfield's answer is late."])
def test_an_answer_that_names_none_of_it_is_taken(barred, text):
    assert said_of(barred, text) == ""


def test_what_the_writer_may_read_is_named_to_them(barred):
    assert said_of(barred, "She goes to Larkfield.").startswith("Leave out “Larkfield Primary School”: ")


def test_what_a_plan_or_a_case_names_counts_though_the_child_was_never_there(barred):
    organisation("URN:777777", "Oakwood School", "school")
    add_event(barred.case, 90, "setting-consulted", TODAY, {"setting": "URN:777777"})
    assert "“Oakwood School”" in said_of(barred, "We asked Oakwood.")


@pytest.mark.parametrize("place, text, told", [("School", "We write to her school.", False), ("Online", "You may answer online.", False), ("at school", "She is at school.", False), ("The Copper Room", "Come to the copper room.", True)])
def test_where_a_review_is_held_counts_where_it_names_a_place(barred, place, text, told):
    Review.objects.create(child=barred.maya, owner=barred.council, case=barred.case.pk, time="10am", place=place, made_by=barred.priya.user.pk)
    assert bool(said_of(barred, text)) is told


def test_the_home_of_whoever_cares_for_the_child_counts_and_the_readers_own_does_not(barred):
    type(barred.joanna.person).objects.filter(pk=barred.joanna.person.pk).update(postcode="CM1 1QH")
    type(barred.mark.person).objects.filter(pk=barred.mark.person.pk).update(postcode="CO4 3SQ")
    assert "CM1 1QH" in said_of(barred, "Near CM11QH")
    assert said_of(barred, "Your own postcode is CO4 3SQ") == ""


def test_the_answer_to_their_question_is_held_to_it_and_what_was_typed_is_kept(barred):
    post(barred.mark, barred.page, text="How is she?")
    question = Question.objects.get()
    page = post(barred.priya, f"/questions/{question.pk}/", text="She is happy at Thistledown Hall.")
    assert page.status_code == 400
    assert text_of(page).count(UNNAMED) == 2, "in the summary and beside the field"
    assert "She is happy at Thistledown Hall." in page.content.decode()
    assert post(barred.priya, f"/questions/{question.pk}/", text="She is happy.").status_code == 302
    question.refresh_from_db()
    assert question.answer == "She is happy."


def test_nobody_asks_it_of_a_child_whom_they_may_not_know_or_of_whom_nobody_is_barred(barred):
    """It answers nothing then, and what would be sent is not: a question put to it in another way tells nothing either."""

    def ask(child):
        def go(_):
            assert would_tell_more(child, "Thistledown Hall"), "what cannot be told is not sent"
            with connection.cursor() as cursor:
                cursor.execute("select families_would_tell(%s, 'Thistledown Hall')", [child.pk])
                return cursor.fetchone()[0]

        return go

    elsewhere = practitioner("Una Else", "la-send-caseworker", organisation("LA:882", "Elsewhere", "local-authority"))
    for someone in (barred.mark, barred.joanna, elsewhere):
        assert as_viewer(someone, ask(barred.maya)) is None, someone.name
    assert as_viewer(barred.priya, ask(barred.maya)) is True
    free = child_of(barred.council, "Samir", "Ashdown")
    assert as_viewer(barred.priya, ask(free)) is None
    Child.objects.filter(pk=barred.maya.pk).update(sealed=True)
    assert as_viewer(barred.priya, ask(barred.maya)) is None


def test_whoever_is_barred_no_more_is_answered_freely(barred):
    post(barred.mark, barred.page, text="How is she?")
    question = Question.objects.get()
    Bar.objects.all().delete()
    assert post(barred.priya, f"/questions/{question.pk}/", text="She is happy at Thistledown Hall.").status_code == 302
    assert "Thistledown Hall" in text_of(get(barred.mark, barred.page))
