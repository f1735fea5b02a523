"""What a bar does to letters: none leaves for whoever is barred, also one that was on its way; a decision waits for nobody; and where every parent
is barred a person finds out who speaks for the child."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django.db import transaction

from goldenthread.access.viewer import become
from goldenthread.families.actions import answer
from goldenthread.families.alone import alone, owed
from goldenthread.families.bars import bar as record_a_bar
from goldenthread.families.models import Question, WhoSpeaks
from goldenthread.letters.document import Block, Document
from goldenthread.letters.models import Letter, Message, NotReached
from goldenthread.letters.sending import Recipient, queue
from goldenthread.letters.writing import About, keep
from goldenthread.people.models import Bar, Relationship
from goldenthread.services.telling import families_to_write

from ..assessments.test_decide_pages import asked, send_refusal, slugs  # noqa: F401
from ..cases.pages.conftest import TODAY, as_application, as_the_worker, day, get, post, text_of
from ..notify import notify, sent  # noqa: F401
from .conftest import parent_of
from .test_delivering import HOME, send, wish_of
from .test_pages import as_viewer

pytestmark = pytest.mark.django_db


def bar(child, parent, officer):
    with as_application(), transaction.atomic():
        return record_a_bar(become(officer.user.pk), child, parent.person, ground="non-molestation", words="Order of 3 March 2026", on=TODAY)


def letter_to(home, who):
    """A letter of the officer that waits to leave."""
    about = About(home.maya.pk, home.case.pk, home.maya.owner_id)

    def write(viewer):
        letter = keep(viewer, about, "decided-to-assess", Document("We will assess Maya", "", (Block("paragraph", "We come to Thistledown Hall."),)))
        return queue(viewer, Recipient("family", who.name, who.user.email), purpose="notice", subject="There is news", body="Sign in", child=about.child, case=about.case, owner=about.owner, letter=letter)

    return Message.objects.get(pk=as_viewer(home.priya, write))


def barred_without_holding(child, parent, officer):
    """The bar is recorded while the worker has the letter already."""
    return Bar.objects.create(
        child=child, owner=child.owner, person=parent.person, ground="risk", words="Social care", valid_from=TODAY, recorded_by=officer.user.pk, recorded_by_name=officer.name
    )


@pytest.mark.parametrize("recorded", [bar, barred_without_holding], ids=["before the worker looks", "while the worker has it"])
def test_a_letter_that_was_queued_before_the_bar_leaves_by_no_way(home, notify, recorded):  # noqa: F811
    wish_of(home, home.mark, way="post", post_to=HOME)
    message = letter_to(home, home.mark)
    recorded(home.maya, home.mark, home.priya)
    send(message)
    assert sent(notify) == []
    assert message.state == "unreached"
    # Nobody is asked to look for them.
    assert not NotReached.objects.exists()
    # An officer owes it without places, as any letter since the bar.
    owed = re.sub(r"\s+", " ", text_of(get(home.priya, f"/children/{home.maya.pk}/family-access/")))
    assert "for Mark Whitfield By " in owed


def test_the_other_parent_has_theirs_all_the_same(home, notify):  # noqa: F811
    hers, his = letter_to(home, home.joanna), letter_to(home, home.mark)
    bar(home.maya, home.mark, home.priya)
    for message in (hers, his):
        message.refresh_from_db()
        send(message)
    assert [m["email_address"] for m in sent(notify)] == ["joanna@example.org"]


def test_a_barred_parent_hears_that_their_own_question_is_answered_and_nothing_names_anything(home, notify):  # noqa: F811
    bar(home.maya, home.mark, home.priya)
    assert post(home.mark, home.page, text="When will you decide?").status_code == 302
    question = Question.objects.get(asked_by=home.mark.user.pk)
    as_viewer(home.priya, lambda v: answer(v, question.pk, "On Friday.", TODAY))
    message = Message.objects.filter(to_name=home.mark.name).latest("queued_at")
    send(message)
    [m] = sent(notify)
    assert m["email_address"] == "mark@example.org"
    assert not any(w in m["subject"] + m["body"] for w in ("Maya", "Priya", "assess"))


def test_a_letter_in_the_tray_to_post_is_taken_out_of_it_by_the_bar(asked):  # noqa: F811
    send_refusal(asked)
    waiting = Message.objects.get(to_name="Lee Reeve")
    assert waiting.state == "to-post"
    bar(asked.callum, asked.father, asked.priya)
    waiting.refresh_from_db()
    assert waiting.state == "unreached"
    assert "Lee Reeve" not in text_of(get(asked.priya, "/letters/to-post/"))
    assert post(asked.priya, f"/letters/to-post/{waiting.pk}/posted/").status_code == 302
    waiting.refresh_from_db()
    assert (waiting.state, waiting.posted) == ("unreached", False)
    assert "Give Lee Reeve a copy of “We have decided not to assess Callum" in text_of(get(asked.priya, "/my-work/"))


NAMED = ("Mark Whitfield", "Mr Mark Whitfield", "MARK  WHITFIELD", "M Whitfield", "Mr. M. Whitfield", "Joanna Whitfield and Mark Whitfield", "Whitfield, Mark")


@pytest.mark.parametrize("recorded", [bar, barred_without_holding], ids=["before the worker looks", "while the worker has it"])
@pytest.mark.parametrize("named", NAMED)
def test_a_letter_to_whoever_is_barred_and_has_no_account_leaves_by_no_way_however_the_name_is_written(home, notify, recorded, named):  # noqa: F811
    home.mark.user.delete()
    message = letter_to(home, SimpleNamespace(name=named, user=SimpleNamespace(email="")))
    Message.objects.filter(pk=message.pk).update(post_to=HOME)
    recorded(home.maya, home.mark, home.priya)
    message.refresh_from_db()
    send(message)
    assert sent(notify) == []
    assert message.state == "unreached"
    assert not NotReached.objects.exists()


@pytest.mark.parametrize("named", ["Joanna Whitfield", "Ms J Whitfield", "Anna Marks", "Whitfield Solicitors"])
def test_a_letter_to_somebody_else_of_the_family_leaves_though_one_of_that_surname_is_barred(home, notify, named):  # noqa: F811
    message = letter_to(home, SimpleNamespace(name=named, user=SimpleNamespace(email="else@example.org")))
    bar(home.maya, home.mark, home.priya)
    message.refresh_from_db()
    send(message)
    assert [m["email_address"] for m in sent(notify)] == ["else@example.org"]


def test_no_service_writes_to_whoever_is_barred(home):
    with as_the_worker():
        assert {r.name for r in families_to_write([home.maya.pk], TODAY)[home.maya.pk]} == {"Joanna Whitfield", "Mark Whitfield"}
    bar(home.maya, home.mark, home.priya)
    with as_the_worker():
        assert {r.name for r in families_to_write([home.maya.pk], TODAY)[home.maya.pk]} == {"Joanna Whitfield"}


def only_parent_barred(a):
    Relationship.objects.filter(child=a.callum, person=a.father.person).update(valid_to=day("2026-01-01"))
    bar(a.callum, a.mother, a.priya)


def test_a_decision_is_made_and_its_notice_kept_where_the_only_parent_is_barred(asked):  # noqa: F811
    only_parent_barred(asked)
    page = text_of(get(asked.priya, asked.path))
    assert "Donna Reeve, mother barred: you give them a copy by hand, without any place, school or name" in page
    assert "Nobody is recorded as a parent" not in page
    send_refusal(asked)
    assert slugs(asked.request)[-1] == "decided-not-to-assess"
    letter = Letter.objects.get()
    # Nothing leaves for her, and nothing waits in the tray.
    assert not Message.objects.filter(recipient__in=("family", "by-hand")).exists()
    assert "Donna Reeve" not in text_of(get(asked.priya, "/letters/to-post/"))
    assert get(asked.mother, f"/letters/{letter.pk}/").status_code == 404
    # The copy without places is owed to her, as the parent to whom the law gives the notice.
    assert "Give Donna Reeve a copy of “We have decided not to assess Callum" in text_of(get(asked.priya, "/my-work/"))


def test_the_last_day_to_appeal_counts_from_service_by_hand_and_not_from_an_email(asked):  # noqa: F811
    only_parent_barred(asked)
    send_refusal(asked)
    # Tuesday 24 November and two working days.
    assert asked.request.events.get(event="decided-not-to-assess").on == day("2026-11-24")
    assert "Mediation" in Letter.objects.get().content.text


def test_somebody_finds_out_who_speaks_for_a_child_whose_every_parent_is_barred(asked):  # noqa: F811
    bar(asked.callum, asked.mother, asked.priya)
    assert "Find out who speaks for Callum" not in text_of(get(asked.priya, "/my-work/")), "his father can be written to"
    bar(asked.callum, asked.father, asked.priya)
    page = text_of(get(asked.priya, "/my-work/"))
    assert "Find out who speaks for Callum" in page
    here = f"/children/{asked.callum.pk}/family-access/"
    # Tuesday 24 November and five working days.
    assert "Find out by Tuesday 1 December 2026 who else is a parent in law" in text_of(get(asked.priya, here))
    wrong = post(asked.priya, here, found="care", words="Care order seen", again_on_day="24", again_on_month="11", again_on_year="2027")
    assert wrong.status_code == 400
    assert "Enter a day within the next six months" in text_of(wrong)
    assert "Care order seen" in wrong.content.decode()
    # Sent twice, it is recorded once.
    for _ in range(2):
        told = post(asked.priya, here, found="care", words="Care order seen; Leah Brandon told.", again_on_day="1", again_on_month="4", again_on_year="2027")
        assert told.status_code == 302, text_of(told)
    assert WhoSpeaks.objects.count() == 1
    assert "Find out who speaks for Callum" not in text_of(get(asked.priya, "/my-work/"))
    assert "Leah Brandon told." in text_of(get(asked.priya, here))
    with as_application(), transaction.atomic():
        viewer = become(asked.priya.user.pk)
        # A fortnight before the day it stands in the list again.
        assert owed(viewer, dt.date(2027, 3, 17), None) == []
        assert [t.said.title for t in owed(viewer, dt.date(2027, 3, 18), None)] == ["Find out who speaks for Callum now"]


def test_a_carer_who_is_put_on_the_record_is_written_to_and_nobody_looks_any_more(asked):  # noqa: F811
    only_parent_barred(asked)
    with as_application(), transaction.atomic():
        assert alone(become(asked.priya.user.pk), asked.callum.pk) is not None
    parent_of(asked.callum, "Comfort", "Mensah", "kinship-carer")
    with as_application(), transaction.atomic():
        assert alone(become(asked.priya.user.pk), asked.callum.pk) is None


def test_a_later_bar_asks_again_and_no_parent_reads_what_was_found(asked):  # noqa: F811
    only_parent_barred(asked)
    WhoSpeaks.objects.create(child=asked.callum, owner=asked.council, found="nobody", words="x", again_on=dt.date(2027, 1, 1), on=TODAY, by=asked.priya.user.pk, by_name="Priya")
    with as_application(), transaction.atomic():
        become(asked.mother.user.pk)
        assert WhoSpeaks.objects.count() == 0
    aunt = parent_of(asked.callum, "Comfort", "Mensah", "kinship-carer")
    bar(asked.callum, aunt, asked.priya)
    with as_application(), transaction.atomic():
        found = alone(become(asked.priya.user.pk), asked.callum.pk)
    assert found is not None
    assert found.newest is None
