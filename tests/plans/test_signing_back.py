"""Contributors confirm or correct the clauses that rest on their advice, and see nothing else unless it was disclosed."""

import datetime as dt

import pytest
from django.db.models import F

from goldenthread.access.models import PersonalLink
from goldenthread.access.policy import Refused
from goldenthread.cases.models import Event
from goldenthread.letters.models import Message
from goldenthread.plans.actions import mark
from goldenthread.plans.actions_answers import answer_clause
from goldenthread.plans.models import Clause, Disclosure, Plan, SignBack

from .conftest import as_viewer, clause, get, post, text_of

VAGUE = (
    "Oscar will have regular speech and language therapy in a small group, 36 weeks a year, delivered by a trained adult, "
    "to build understanding of two-step instructions."
)


@pytest.fixture
def asked(draft):
    """The therapist's clause was made vague, and everybody was asked to check what rests on their advice."""
    c = clause(draft, "speech-and-language-therapist", "F")
    post(draft.priya, f"{draft.path}clauses/{c.pk}/", seen=mark(c), text=VAGUE, section="F", need=str(c.need), outcome=str(c.outcome))
    post(draft.priya, draft.path, do="ask")
    draft.mine = f"{draft.path}my-clauses/"
    return draft


def answer(someone, area, c, choice, correction=""):
    return post(someone, f"{area.path}my-clauses/{c.pk}/", said=c.text, answer=choice, correction=correction)


def answer_all(someone, area, contributor):
    for c in Clause.objects.filter(contributor=contributor).exclude(section="K"):
        assert answer(someone, area, c, "confirmed").status_code == 302


def test_nobody_reads_a_clause_before_they_are_asked(draft):
    assert "Nothing of a draft waits for you" in text_of(get(draft.leila, f"{draft.path}my-clauses/"))
    assert as_viewer(draft.leila, lambda v: Clause.objects.count()) == 0


def test_what_waits_stands_in_the_work_of_whoever_owes_it_until_it_is_answered(asked):
    case = f"/cases/{asked.case.pk}/"
    work = text_of(get(asked.leila, "/my-work/"))
    assert "Check your clauses of the plan for Oscar" in work
    assert "3 clauses to confirm or correct. The plan is not held up" in work
    assert "You : check your clauses of the plan, by" in text_of(get(asked.leila, case))
    assert "Check your clauses" not in text_of(get(asked.priya, "/my-work/"))
    answer_all(asked.leila, asked, "speech-and-language-therapist")
    assert "Check your clauses" not in text_of(get(asked.leila, "/my-work/"))
    # One of them is changed after she confirmed it; she corrects it, and its officer is to answer.
    c = clause(asked, "speech-and-language-therapist", "F")
    post(asked.priya, f"{asked.path}clauses/{c.pk}/", seen=mark(c), text="Therapy.", section="F", need=str(c.need), outcome=str(c.outcome))
    assert "1 clause changed since you confirmed it" in text_of(get(asked.leila, "/my-work/"))
    c.refresh_from_db()
    answer(asked.leila, asked, c, "corrected", "Therapy once a week for 30 minutes by a qualified therapist.")
    assert "Check your clauses" not in text_of(get(asked.leila, "/my-work/"))
    assert "Answer 1 correction of the draft plan for Oscar" in text_of(get(asked.priya, "/my-work/"))
    assert "You : answer 1 correction of the draft plan, no day yet" in text_of(get(asked.priya, case))
    correction = SignBack.objects.get(answer="corrected")
    post(asked.priya, f"{asked.path}answers/{correction.pk}/", decision="taken", reason="You are right.")
    assert "Answer 1 correction" not in text_of(get(asked.priya, "/my-work/"))


def test_a_contributor_reads_the_clauses_that_rest_on_their_advice_and_no_other(asked):
    page = text_of(get(asked.leila, asked.mine))
    assert "3 of 3 clauses wait for your answer" in page
    assert "epilepsy" not in page
    assert "loves trains" not in page
    texts = as_viewer(asked.leila, lambda v: set(Clause.objects.values_list("contributor", flat=True)))
    assert texts == {"speech-and-language-therapist"}
    assert get(asked.leila, f"{asked.path}my-clauses/{clause(asked, 'paediatrician', 'G').pk}/").status_code == 404
    given = Disclosure.objects.filter(to="speech-and-language-therapist")
    assert [(d.sections, d.ground) for d in given] == [(["own"], "childs-interests")]


def test_another_school_and_a_colleague_who_did_not_advise_read_nothing(asked):
    assert "Nothing of a draft waits for you" in text_of(get(asked.nurse, asked.mine))
    for someone in (asked.grace, asked.stranger):
        assert get(someone, asked.mine).status_code == 404
    for someone in (asked.grace, asked.nurse, asked.stranger):
        assert as_viewer(someone, lambda v: (Clause.objects.count(), Plan.objects.count(), SignBack.objects.count())) == (0, 0, 0)


def test_what_is_lost_and_what_changed_is_shown_with_the_authors_own_words_ready(asked):
    c = clause(asked, "speech-and-language-therapist", "F")
    page = get(asked.leila, f"{asked.mine}{c.pk}/")
    said = text_of(page)
    assert "Clause 3 of 3" in said
    assert "It is in section F, the part that says what help Oscar must get. 3 things you wrote are missing or changed." in said
    assert "Who delivers it qualified speech and language therapist trained adult Changed" in said
    assert "<mark>small group</mark>" in page.content.decode()
    assert "once a week, 30 minutes each time, in a group of no more than 3" in page.content.decode()
    assert "If nobody answers, it shows as not confirmed; the plan is not held up" in said


def test_the_confirmation_is_an_event_once_all_of_ones_clauses_are_confirmed(asked):
    parts = list(Clause.objects.filter(contributor="educational-psychologist").exclude(section="K"))
    for c in parts[:-1]:
        answer(asked.helen, asked, c, "confirmed")
    assert not Event.objects.filter(event="clause-confirmed").exists()
    answer(asked.helen, asked, parts[-1], "confirmed")
    event = Event.objects.get(event="clause-confirmed")
    assert event.about == "educational-psychologist"
    assert event.by == f"user:{asked.helen.user.pk}"


def test_a_confirmation_holds_for_the_words_that_it_saw_and_both_are_told_when_they_change(asked):
    answer_all(asked.helen, asked, "educational-psychologist")
    c = clause(asked, "educational-psychologist", "F")
    page = get(asked.priya, f"{asked.path}clauses/{c.pk}/")
    assert "Its author has confirmed these words" in text_of(page)
    post(asked.priya, f"{asked.path}clauses/{c.pk}/", seen=mark(c), text="A play group.", section="F", need=str(c.need), outcome=str(c.outcome))
    page = text_of(get(asked.priya, asked.path))
    assert f"Changed since they were confirmed: F{c.number}" in page
    assert Message.objects.filter(purpose="clause-changed", address=asked.helen.who.email).count() == 1
    assert "These words were changed after you answered" in text_of(get(asked.helen, f"{asked.mine}{c.pk}/"))


def test_an_answer_to_words_that_were_changed_meanwhile_is_not_taken(asked):
    c = clause(asked, "educational-psychologist", "F")
    page = post(asked.helen, f"{asked.mine}{c.pk}/", said="Other words.", answer="confirmed")
    assert page.status_code == 409
    assert not SignBack.objects.exists()


def test_a_correction_is_taken_in_the_authors_own_words(asked):
    c = clause(asked, "speech-and-language-therapist", "F")
    right = "Speech and language therapy, once a week for 30 minutes, in a group of no more than 3, by a qualified therapist."
    assert "Enter what it should say" in text_of(answer(asked.leila, asked, c, "corrected", " "))
    # The words of the draft as they stand are no correction, whatever the space between them.
    for same in (c.text, "  " + c.text.replace(" ", "\n ")):
        page = answer(asked.leila, asked, c, "corrected", same)
        assert page.status_code == 200
        assert text_of(page).count("These are the words of the draft. Change them, or confirm the draft") == 2
        with pytest.raises(Refused):
            as_viewer(asked.leila, lambda v, same=same: answer_clause(v, asked.case, c, said=c.text, confirm=False, correction=same))
    assert not SignBack.objects.exists()
    answer(asked.leila, asked, c, "corrected", right)
    back = SignBack.objects.get()
    page = text_of(get(asked.priya, f"{asked.path}answers/"))
    assert "1 correction waits for your answer" in page
    post(asked.priya, f"{asked.path}answers/{back.pk}/", decision="taken", reason="You are right.")
    c.refresh_from_db()
    assert c.text == right
    assert "Confirmed" in text_of(get(asked.leila, asked.mine))
    assert Message.objects.filter(purpose="correction-answered").exists()


def test_a_correction_is_declined_with_a_reason_that_its_author_reads(asked):
    c = clause(asked, "speech-and-language-therapist", "F")
    answer(asked.leila, asked, c, "corrected", "Therapy every day.")
    post(asked.priya, f"{asked.path}answers/{SignBack.objects.get().pk}/", decision="declined", reason="The assessment says once a week.")
    page = text_of(get(asked.leila, asked.mine))
    assert "Correction declined" in page
    assert "The assessment says once a week." in page


def test_silence_is_chased_and_shown_to_the_designated_officer_of_health(asked):
    answer_all(asked.leila, asked, "speech-and-language-therapist")
    # On the day on which they were asked, nobody is reminded.
    post(asked.priya, asked.path, do="remind")
    assert not Message.objects.filter(purpose="clause-reminder").exists()
    Message.objects.update(queued_at=F("queued_at") - dt.timedelta(days=1))
    post(asked.priya, asked.path, do="remind")
    assert set(Message.objects.filter(purpose="clause-reminder").values_list("about", flat=True)) == {
        "education-setting", "educational-psychologist", "paediatrician",
    }  # fmt: skip
    page = text_of(get(asked.dina, "/unconfirmed-clauses/"))
    assert "3 of 6 health clauses" in page
    assert page.index("Oscar has epilepsy") < page.index("two-step instructions")
    assert "finds it hard to join" not in page
    assert "There is no care clause yet" in text_of(get(asked.sara, "/unconfirmed-clauses/"))
    assert get(asked.leila, "/unconfirmed-clauses/").status_code == 404


def test_messages_about_a_plan_name_no_child(asked):
    assert Message.objects.exists()
    for message in Message.objects.all():
        assert "Oscar" not in message.subject + message.body
        assert "Lindqvist" not in message.subject + message.body


def test_each_who_is_asked_has_a_link_of_their_own(asked):
    assert set(PersonalLink.objects.values_list("about", "user")) == {
        ("speech-and-language-therapist", asked.leila.user.pk), ("paediatrician", asked.amir.user.pk),
        ("educational-psychologist", asked.helen.user.pk), ("education-setting", asked.tom.user.pk),
    }  # fmt: skip
