"""A child's ledger, as officer, setting, provider and family read it; a family's word beside the provider's; who gives each
line; whether it is in place; and what is three weeks behind."""

import datetime as dt

import pytest
from django.db import transaction

from goldenthread.cases.models import Case, ClockRow, Event
from goldenthread.delivery.alerts import tell_who_is_behind
from goldenthread.delivery.models import Arrangement, InPlace, Word
from goldenthread.delivery.said_not import tell_of_a_word
from goldenthread.letters.models import Message
from goldenthread.people.models import Connection
from goldenthread.plans.models import Clause, Plan

from .conftest import LONG_AGO, MONDAY, arrange, as_the_worker, case_of, day, get, issue, lines, post, text_of

FIRST = dt.date(2026, 11, 2)


def said(area, clause, monday, party="provider", **minutes):
    return Word.objects.create(line=clause.line, child=area.oscar, owner=area.council, case=area.case.pk, monday=monday, party=party, by_name="Leila Farouk", **minutes)


@pytest.fixture
def told(arranged):
    """Of three weeks of therapy the first was missed, the second given, the third said nothing of."""
    said(arranged, arranged.therapy, FIRST, missed=30, reason="vacancy")
    said(arranged, arranged.therapy, dt.date(2026, 11, 9), delivered=30)
    arranged.week = f"{arranged.ledger}{arranged.therapy.line}/2026-11-09/"
    return arranged


def test_a_ledger_says_what_was_due_given_missed_owed_and_not_recorded(told):
    page = text_of(get(told.priya, told.ledger))
    # Therapy: 3 weeks x 30 = 90 due, 30 given, 30 missed, 30 not recorded. Reading: 15 days x 20 = 300; play: 3 x 50 = 150.
    assert "Oscar Lindqvist is owed 30 minutes of help from the plan, and 8 hours are not recorded by whoever gives them." in page
    assert "1 hour 30 minutes 30 minutes 30 minutes – 30 minutes 30 minutes" in page
    assert "Given by Leila Farouk, Provide Community" in page
    assert "the oldest from the week of Mon 2 Nov" in page


def test_each_reads_it_in_their_words_and_only_what_concerns_them(told):
    family = text_of(get(told.anna, told.ledger))
    assert "Oscar is owed 30 minutes of help" in family
    assert "none of those who give it has told us whether it was given" in family
    assert "Should have been given" in family
    assert "Reading" not in text_of(get(told.leila, told.ledger))
    assert "reading programme" in text_of(get(told.tom, told.ledger)).lower()
    for someone in (told.grace, told.stranger):
        assert get(someone, told.ledger).status_code == 404, someone.name
    # A nurse of the child may read what she is given of its plan, which is nothing.
    assert "No line of an issued plan is kept here that you may read" in text_of(get(told.nurse, told.ledger))


def test_a_line_that_cannot_be_scheduled_is_never_counted_as_delivered(draft):
    clause = Clause.objects.get(plan=draft.plan, contributor="speech-and-language-therapist", section="F")
    Clause.objects.filter(pk=clause.pk).update(details={**clause.details, "how_often": "as required"})
    draft.plan = issue(draft)
    page = text_of(get(draft.priya, f"/cases/{draft.case.pk}/ledger/"))
    assert "1 line of the plan cannot be checked" in page
    assert "Cannot be checked: “as required” gives no number that could be counted" in page
    assert "Ask about it at the next review" in page


def test_a_line_whose_words_were_changed_and_whose_fields_were_not_cannot_be_checked(draft):
    clause = Clause.objects.get(plan=draft.plan, contributor="speech-and-language-therapist", section="F")
    Clause.objects.filter(pk=clause.pk).update(text="Oscar will have regular therapy in a small group, by a trained adult.")
    issue(draft)
    page = text_of(get(draft.priya, f"/cases/{draft.case.pk}/ledger/"))
    assert "Cannot be checked: “regular” gives no number that could be counted" in page


# --- the family's word ---


def test_a_familys_word_stands_beside_the_providers_and_a_named_officer_settles_it(told):
    assert post(told.anna, told.week, words="She was ill that day.").status_code == 302
    family, officer = text_of(get(told.anna, told.ledger)), text_of(get(told.priya, told.ledger))
    assert "You said it did not happen" in family
    assert "recorded as delivered, and the family says not" in officer
    assert "Settle the difference" in officer
    # Due, given, missed, made up, owed, not recorded and in question: 90 = 0 + 30 + 30 + 30.
    sums = "1 hour 30 minutes – 30 minutes – 30 minutes 30 minutes 30 minutes"
    assert sums in family
    assert sums in officer
    assert "You say it was not given" in family
    assert "Since each line began, the first of them in the week of Monday 2 November 2026" in family
    assert "Since the plan began" not in family
    assert "1 week waits for a difference" in text_of(get(told.priya, "/help-behind/"))
    # Nobody settles it in passing.
    assert "Enter how you know" in text_of(post(told.priya, told.week, outcome="missed"))
    # Sent twice, it is settled once.
    for _ in range(2):
        assert post(told.priya, told.week, outcome="missed", words="The therapist confirms that she was ill.").status_code == 302
    assert "Oscar Lindqvist is owed 1 hour" in text_of(get(told.priya, told.ledger))
    both = text_of(get(told.anna, told.week))
    assert "Priya Nair settled it: it did not happen" in both
    assert "The therapist confirms that she was ill." in both
    assert "30 minutes delivered" in both
    assert "She was ill that day." in both
    assert Word.objects.count() == 4


def test_a_family_can_take_its_word_back(told):
    post(told.anna, told.week)
    post(told.anna, told.week, happened="yes")
    assert "Settle the difference" not in text_of(get(told.priya, told.ledger))


def test_only_the_family_and_casework_have_a_word_there(told):
    for someone in (told.leila, told.tom, told.dina):
        assert post(someone, told.week, words="x", outcome="missed").status_code == 404, someone.name
    assert post(told.stranger, told.week, words="x").status_code == 404
    assert Word.objects.count() == 2


def test_a_week_that_was_not_due_has_no_page(told):
    for week in ("2026-10-26", "2026-12-07", "2026-11-10", "x"):
        assert get(told.anna, f"{told.ledger}{told.therapy.line}/{week}/").status_code == 404


# --- over time ---


def test_what_is_owed_stays_owed_through_an_amended_plan_and_after_its_line_has_left(told):
    """The next version keeps the therapy at 45 minutes and drops the play group."""
    said(told, told.play, FIRST, missed=50, reason="vacancy")
    old = told.plan
    new = Plan.objects.create(child=old.child, owner=old.owner, case=old.case, version=2, made_by=old.made_by)
    for c in Clause.objects.filter(plan=old):
        if c.line != told.play.line:
            longer = c.line == told.therapy.line
            details, text = ({**c.details, "minutes": 45}, c.text.replace("30 minutes", "45 minutes")) if longer else (c.details, c.text)
            Clause.objects.create(plan=new, line=c.line, child=c.child, owner=c.owner, case=c.case, section=c.section, number=c.number, text=text, details=details,
                                  contributor=c.contributor, advice=c.advice, advice_line=c.advice_line)  # fmt: skip
    Plan.objects.filter(pk=new.pk).update(sent_on=MONDAY, issued_on=MONDAY, setting=told.school)
    seen = lines(told, told.priya)
    assert not seen["educational-psychologist"].in_force(dt.date(2026, 11, 24))
    dues = {d.monday.day: d.minutes for d in seen["speech-and-language-therapist"].dues(dt.date(2026, 11, 24))}
    assert dues == {2: 30, 9: 30, 16: 45, 23: 45}
    page = text_of(get(told.priya, told.ledger))
    assert "This line is no longer in the plan: what is owed of it stays owed" in page
    assert "is owed 1 hour 20 minutes" in page


def test_nothing_is_due_after_the_plan_has_ceased(told):
    case_of(told.oscar, ("plan-made", FIRST), ("plan-ceased", dt.date(2026, 11, 13), {"reason": "x"}), pathway="annual-review")
    assert {d.monday.day for d in lines(told, told.priya)["speech-and-language-therapist"].dues(dt.date(2026, 11, 24))} == {2, 9}


# --- three weeks behind ---


def test_a_line_three_weeks_behind_is_told_to_its_provider_and_the_case_officer(told):
    # Only two of its weeks are missed or silent.
    assert "No line that you give is three weeks behind" in text_of(get(told.leila, "/help-behind/"))
    said(told, told.therapy, dt.date(2026, 11, 9), missed=30, reason="vacancy")
    for someone in (told.leila, told.priya):
        page = text_of(get(someone, "/help-behind/"))
        assert "Speech and language therapy" in page, someone.name
        assert "3 weeks behind" in page
    # The officer also sees what the school has not recorded for three weeks.
    assert "3 lines are three weeks or more behind" in text_of(get(told.priya, "/help-behind/"))
    assert get(told.anna, "/help-behind/").status_code == 404
    assert "No line that you give" in text_of(get(told.grace, "/help-behind/"))


def by_the_job(on):
    with transaction.atomic(), as_the_worker():
        return tell_who_is_behind(on)


def test_each_is_told_once_a_week_by_a_message_that_names_nobody(told):
    told.priya.who.email = "priya@example.org"
    told.priya.who.save()
    # The reading programme and the play group, which nobody recorded for three weeks.
    assert by_the_job(dt.date(2026, 11, 24)) == 2
    assert by_the_job(dt.date(2026, 11, 27)) == 0
    found = {m.to_name: m for m in Message.objects.filter(purpose="provision-behind")}
    assert set(found) == {"Priya Nair", "Tom Reed"}
    for m in found.values():
        assert "2 lines of plans" in m.body
        assert not {"Oscar", "Lindqvist", "GT-"} & set(m.body.replace(",", " ").split())
    # A week later they still are, and the therapy is: one week missed and two that nobody recorded.
    assert by_the_job(dt.date(2026, 11, 30)) == 3


def told_in(area):
    area.leila.who.email = "leila@example.org"
    area.leila.who.save()
    by_the_job(dt.date(2027, 2, 1))
    return {m.to_name: m.body for m in Message.objects.filter(purpose="provision-behind")}


def test_a_line_arranged_with_a_body_and_no_person_is_told_to_whoever_of_it_answers_for_the_child(issued):
    arrange(issued.therapy, None, issued.school, 1, provider=issued.trust)
    found = told_in(issued)
    assert "1 line of plans" in found["Leila Farouk"]
    # Somebody of the same body who does not answer for the child is told nothing.
    assert "Nobody Else" not in found


def test_a_line_that_a_school_gives_and_that_is_arranged_with_nobody_is_told_to_its_senco(issued):
    issued.tom.who.email = "tom@example.org"
    issued.tom.who.save()
    found = told_in(issued)
    # The reading programme and the play group, which its staff give. The therapy is the council's to arrange.
    assert "2 lines of plans" in found["Tom Reed"]
    assert "Leila Farouk" not in found


def test_settling_that_it_happened_forgives_nothing_that_the_provider_itself_said_was_missed(arranged):
    # The play group, twice a week of 25 minutes: one of the two was missed. The family says that neither happened.
    said(arranged, arranged.play, dt.date(2026, 11, 9), delivered=25, missed=25, reason="vacancy")
    week = f"{arranged.ledger}{arranged.play.line}/2026-11-09/"
    post(arranged.anna, week, words="It did not happen.")
    assert post(arranged.priya, week, outcome="delivered", words="Seen in the register.").status_code == 302
    settled = Word.objects.get(line=arranged.play.line, party="settled")
    assert (settled.delivered, settled.missed) == (25, 25)


# --- who gives it, and whether it is in place ---


def test_an_officer_names_who_gives_each_line_and_four_weeks_begin(issued):
    page = get(issued.priya, f"{issued.ledger}who/")
    assert f'value="person:{issued.leila.pk}" selected' in page.content.decode()
    assert f'value="body:{issued.school.pk}" selected' in page.content.decode()
    answers = {f"who-{issued.therapy.line}": f"person:{issued.leila.pk}", f"day-{issued.therapy.line}": "1",
               f"who-{issued.reading.line}": f"body:{issued.school.pk}", f"who-{issued.play.line}": "person:00000000-0000-0000-0000-000000000000"}  # fmt: skip
    assert post(issued.priya, f"{issued.ledger}who/", **answers).status_code == 302
    a = Arrangement.objects.get(line=issued.therapy.line)
    assert (a.provider, a.practitioner_id, a.place, a.weekday, a.by_name) == (issued.trust, issued.leila.pk, issued.school, 1, "Priya Nair")
    # Who was not offered is not taken.
    assert Arrangement.objects.count() == 2
    case = Case.objects.get(pathway="provision-delivery")
    assert case.arose_from_id == issued.case.pk
    due = {c.owed_by: c.due for c in ClockRow.objects.filter(case=case)}
    assert due == {"setting": day("2026-11-30"), "family": day("2026-11-30")}
    # Saving again begins nothing anew.
    post(issued.priya, f"{issued.ledger}who/", **answers)
    assert (Event.objects.filter(case=case).count(), Arrangement.objects.count()) == (1, 2)


@pytest.mark.parametrize("who", ["leila", "tom", "anna", "dina", "stranger"])
def test_nobody_but_casework_says_who_gives_a_line(issued, who):
    assert get(getattr(issued, who), f"{issued.ledger}who/").status_code == 404


def test_setting_and_family_each_confirm_and_the_clock_stops_when_every_line_has_an_answer(issued):
    post(issued.priya, f"{issued.ledger}who/", **{f"who-{issued.therapy.line}": f"person:{issued.leila.pk}"})
    page = f"{issued.ledger}in-place/"
    four = [issued.therapy, issued.reading, issued.play, issued.medication]
    assert "Monday 30 November 2026" in text_of(get(issued.tom, page))
    assert post(issued.tom, page).status_code == 200
    assert post(issued.tom, page, **{f"in-place-{c.line}": "yes" for c in four[:3]}).status_code == 302
    case = Case.objects.get(pathway="provision-delivery")
    assert ClockRow.objects.get(case=case, owed_by="setting").stopped is None
    post(issued.tom, page, **{f"in-place-{four[3].line}": "no"})
    assert ClockRow.objects.get(case=case, owed_by="setting").stopped == dt.date(2026, 11, 24)
    assert Event.objects.get(event="setting-confirmed-provision").fields == {"all_in_place": False}
    # The family's answers are its own.
    assert ClockRow.objects.get(case=case, owed_by="family").stopped is None
    assert "Is the help in place?" in text_of(get(issued.anna, page))
    post(issued.anna, page, **{f"in-place-{c.line}": "yes" for c in four})
    assert Event.objects.get(event="family-confirmed-provision").fields == {"all_in_place": True}
    assert set(InPlace.objects.values_list("party", flat=True)) == {"setting", "family"}
    for someone in (issued.priya, issued.leila, issued.grace):
        assert get(someone, page).status_code == 404


def test_answers_that_are_sent_twice_are_recorded_once(issued):
    post(issued.priya, f"{issued.ledger}who/", **{f"who-{issued.therapy.line}": f"person:{issued.leila.pk}"})
    for _ in range(2):
        assert post(issued.anna, f"{issued.ledger}in-place/", **{f"in-place-{c.line}": "yes" for c in (issued.therapy, issued.reading, issued.play, issued.medication)}).status_code == 302
    assert Event.objects.filter(event="family-confirmed-provision").count() == 1
    assert InPlace.objects.count() == 4


def test_a_line_that_nobody_is_named_to_give_is_told_to_its_officer(issued):
    assert "Plans with a line that nobody is named to give" in text_of(get(issued.priya, "/help-behind/"))


def test_a_school_that_the_child_left_sees_nothing_more(arranged):
    Connection.objects.filter(child=arranged.oscar).delete()
    Connection.objects.create(child=arranged.oscar, owner=arranged.council, organisation=arranged.other_school, kind="attends", valid_from=LONG_AGO)
    assert get(arranged.tom, arranged.ledger).status_code == 404
    # The new school reads what it is to give.
    assert "that you may read" in text_of(get(arranged.grace, arranged.ledger))
    arrange(arranged.reading, None, arranged.other_school, provider=arranged.other_school)
    assert set(lines(arranged, arranged.grace)) == {"education-setting"}


def test_that_help_did_not_happen_is_told_at_once_to_whoever_gives_it_and_the_officer_where_nobody_recorded_it(told):
    for who in (told.priya, told.leila):
        who.who.email = f"{who.name.split()[0].lower()}@example.org"
        who.who.save()
    third = f"{told.ledger}{told.therapy.line}/2026-11-16/"
    for someone in (told.priya, told.leila):
        assert "says the family" not in text_of(get(someone, "/help-behind/"))
    for _ in range(2):
        assert post(told.anna, third, words="").status_code == 302
    word = Word.objects.get(party="family")
    assert [spoken_of(word), spoken_of(word)] == [2, 0]
    found = {m.to_name: m for m in Message.objects.filter(purpose="help-not-given")}
    assert set(found) == {"Priya Nair", "Leila Farouk"}
    assert not {"Oscar", "Lindqvist"} & set(found["Priya Nair"].body.replace(",", " ").split())
    # Of another week on the same day nobody is told again: it stands on the page.
    assert post(told.anna, f"{told.ledger}{told.reading.line}/2026-11-16/", words="").status_code == 302
    assert spoken_of(Word.objects.filter(party="family").latest("id")) == 1, "the school, which gives this line"
    page = text_of(get(told.priya, "/help-behind/"))
    assert "2 weeks were not given, says the family, and nobody has recorded them" in page
    assert "Settle it" in page
    assert "Settle it" in text_of(get(told.priya, told.ledger))
    leilas = get(told.leila, "/help-behind/")
    assert "1 week was not given, says the family" in text_of(leilas)
    assert "/sessions/?week=2026-11-16" in leilas.content.decode()
    # Recorded by its provider, it is no longer unanswered.
    said(told, told.therapy, MONDAY, missed=30, reason="vacancy")
    assert "1 week was not given" in text_of(get(told.priya, "/help-behind/"))
    assert "says the family" not in text_of(get(told.leila, "/help-behind/"))


def spoken_of(word):
    """What the queued job does; how many it told."""
    with transaction.atomic(), as_the_worker():
        return tell_of_a_word(word.pk)


@pytest.mark.parametrize("since", ["taken back", "recorded as missed", "settled"])
def test_nobody_is_told_of_a_word_that_no_longer_stands(told, since):
    told.priya.who.email = "priya@example.org"
    told.priya.who.save()
    third = f"{told.ledger}{told.therapy.line}/2026-11-16/"
    post(told.anna, third, words="")
    word = Word.objects.get(party="family")
    if since == "taken back":
        post(told.anna, third, happened="yes")
    elif since == "settled":
        post(told.priya, third, outcome="missed", words="The therapist was ill.")
    else:
        said(told, told.therapy, MONDAY, missed=30, reason="vacancy")
    assert spoken_of(word) == 0


def test_a_ledger_shows_this_term_and_folds_the_terms_before(issued, settings):
    settings.DEMO_TODAY = dt.date(2027, 5, 4)
    page = text_of(get(issued.anna, issued.ledger))
    assert "Mon 26 Apr" in page
    assert "Mon 16 Nov" not in page
    assert "weeks of earlier terms" in page
    everything = get(issued.anna, issued.ledger, weeks="all")
    assert "Mon 16 Nov" in text_of(everything)
    folded = everything.content.decode().split("<details")
    assert any("Autumn term 2026: 7 weeks" in part for part in folded)
    assert any("Spring term 2027: 11 weeks" in part for part in folded)
