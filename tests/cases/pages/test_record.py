import re
import uuid

import pytest
from django.contrib.messages import get_messages

from goldenthread.cases.forms import ON, READ_UP_TO, WithdrawForm
from goldenthread.cases.models import ClockRow, Event
from goldenthread.cases.steps import by_subject
from goldenthread.pathways import PATHWAYS
from goldenthread.people.models import Content

from .conftest import add_event, allocate, case_of, child_of, day, get, post, text_of

pytestmark = pytest.mark.django_db


def on(text):
    year, month, day_of_month = text.split("-")
    return {"on_day": day_of_month, "on_month": month, "on_year": year}


def form_of(case, event):
    return f"/cases/{case.pk}/record/{event}/"


def slugs(case):
    return list(Event.objects.filter(case=case).order_by("number").values_list("event", flat=True))


def test_what_comes_next_stands_first(area):
    text = text_of(get(area.priya, f"/cases/{area.case.pk}/record/"))
    likely, _, others = text.partition("Anything else")
    assert "Decided to issue a plan" in likely
    assert "Request withdrawn by the family" in others


def test_the_event_of_the_next_stage_stands_before_what_answers_a_clock(area):
    likely = text_of(get(area.priya, f"/cases/{area.case.pk}/record/")).partition("Anything else")[0]
    assert likely.index("Decided to issue a plan") < likely.index("Advice received") < likely.index("Final plan issued")


def test_other_events_stand_under_their_subject(area):
    others = text_of(get(area.priya, f"/cases/{area.case.pk}/record/")).partition("Anything else")[2]
    for subject, title in (
        ("Advice", "Advice requested"), ("The plan and the setting", "Family asked for a meeting"),
        ("Exceptions to a limit", "Exception recorded"), ("How a case ends", "Moved out of the area"),
    ):  # fmt: skip
        assert others.index(subject) < others.index(title)


def test_what_led_to_a_stage_that_is_left_stands_apart(area):
    others = text_of(get(area.priya, f"/cases/{area.case.pk}/record/")).partition("Anything else")[2]
    assert others.index("How a case ends") < others.index("From an earlier stage") < others.index("Request received")


def test_what_only_a_returns_file_knows_is_not_offered_to_a_person(area):
    assert "return" not in text_of(get(area.priya, f"/cases/{area.case.pk}/record/")).partition("Anything else")[2]
    assert get(area.priya, form_of(area.case, "reported-closed")).status_code == 404


@pytest.mark.parametrize("pathway", PATHWAYS)
def test_every_event_that_a_person_can_record_has_one_subject(pathway):
    of_pathway = PATHWAYS[pathway]
    listed = [e.slug for _, events in by_subject(of_pathway, of_pathway.events) for e in events]
    assert sorted(listed) == sorted(of_pathway.events)


@pytest.mark.parametrize("event", ["decided-to-reassess", "amended-plan-issued"])
def test_what_is_usually_recorded_on_another_case_has_a_plain_form_here(area, event):
    # Their screens know a reassessment or a review alone, and would answer that there is no such page.
    page = get(area.priya, form_of(area.case, event))
    assert page.status_code == 200


def test_an_answer_that_the_family_gave_no_longer_comes_next(area):
    add_event(area.case, 50, "decided-to-issue", day("2026-11-02"))
    add_event(area.case, 51, "draft-plan-sent", day("2026-11-10"))
    page = f"/cases/{area.case.pk}/record/"
    assert "Family answered the draft" in text_of(get(area.priya, page)).partition("Anything else")[0]
    add_event(area.case, 52, "representations-received", day("2026-11-16"))
    assert "Family answered the draft" not in text_of(get(area.priya, page)).partition("Anything else")[0]


def test_coming_from_a_clock_shows_what_answers_it(area):
    page = get(area.priya, f"/cases/{area.case.pk}/record/", **{"for": "decide-whether-to-issue-20260810-one"})
    likely = text_of(page).partition("Anything else")[0]
    assert "What answers “Decide whether to issue a plan”" in likely
    assert "Decided to issue a plan Decided not to issue a plan" in " ".join(likely.split())
    assert "Final plan issued" not in likely


def test_recording_returns_to_the_case_and_moves_its_clocks(area):
    answer = post(area.priya, form_of(area.case, "decided-to-issue"), read_up_to="5", **on("2026-11-24"))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/cases/{area.case.pk}/")
    assert slugs(area.case)[-1] == "decided-to-issue"
    assert Event.objects.get(case=area.case, number=6).by == f"user:{area.priya.user.pk}"
    assert not ClockRow.objects.filter(case=area.case, clock="decide-whether-to-issue").exists()


def test_a_day_starts_empty(area):
    page = get(area.priya, form_of(area.case, "decided-to-issue"), plain="1").content.decode()
    assert 'id="id_on-day"' in page
    assert 'value="24"' not in page


def test_the_form_knows_whom_the_clock_was_about(area):
    key = "advice-20260918-"
    allocate(area.maya, area.helen)
    work = get(area.helen, "/my-work/").content.decode()
    key = work.partition("/record/advice-received/?for=")[2].partition('"')[0]
    page = get(area.helen, form_of(area.case, "advice-received"), **{"for": key, "plain": ""}).content.decode()
    assert '<option value="educational-psychologist" selected>Educational psychologist</option>' in page


@pytest.mark.parametrize(
    "given, words",
    [
        ({}, "Enter the day it happened"),
        (on("2026-11-25"), "Day it happened must be today or in the past"),
        (on("2026-08-09"), "The day must be on or after 10 August 2026, when this case began"),
        (on("2026-02-30"), "Day it happened must be a real date, like 27 3 2026"),
        ({"on_day": "3", "on_month": "11"}, "Day it happened must include a year"),
    ],
)
def test_a_wrong_day_gets_a_message_that_says_how_to_put_it_right(area, given, words):
    page = post(area.priya, form_of(area.case, "decided-to-issue"), read_up_to="5", **given)
    text = text_of(page)
    assert page.status_code == 200
    assert "Error: Decided to issue a plan" in text
    assert text.count(words) == 2, "in the summary and beside the field"
    assert len(slugs(area.case)) == 5


def test_everything_typed_is_kept(area):
    page = post(
        area.priya, form_of(area.case, "exception-recorded"), read_up_to="5", ground="absent-from-area",
        reason="Away with family", from_day="1", from_month="x", from_year="2026", **on("2026-11-20"),
    ).content.decode()  # fmt: skip
    assert "Away with family</textarea>" in page
    assert 'value="absent-from-area" checked' in page
    assert 'value="20"' in page
    assert "Select which limit it lifts" in page
    assert "First day must be a real date, like 27 3 2026" in page


def test_a_field_is_needed_when_another_says_so(area):
    common = {"clock": "issue-final-plan", "reason": "Away", "read_up_to": "5", **on("2026-11-20")}
    text = text_of(post(area.priya, form_of(area.case, "exception-recorded"), ground="absent-from-area", **common))
    assert "Enter first day" in text
    assert "Enter last day" in text
    done = post(area.priya, form_of(area.case, "exception-recorded"), ground="personal-circumstances", **common)
    assert done.status_code == 302


def test_a_field_is_shown_with_the_answer_that_asks_for_it(area):
    page = get(area.priya, form_of(area.case, "exception-recorded")).content.decode()
    for box in ("id_from-day", "id_to-day", "id_contributor", "id_missed_on-day"):
        assert page.count(f'id="{box}"') == 1
    assert 'id="id_missed_on-day"' in page.partition('id="conditional-id_ground-5"')[2].partition("data-opened")[0]
    assert page.index('id="id_ground"') < page.index('id="id_from-day"') < page.index('id="id_reason"')


def test_what_was_typed_under_an_answer_that_was_changed_is_not_recorded(area):
    done = post(
        area.priya, form_of(area.case, "exception-recorded"), read_up_to="5", clock="issue-final-plan",
        ground="personal-circumstances", reason="Illness", from_day="1", from_month="x", to_day="3", to_month="11",
        to_year="2026", **on("2026-11-20"),
    )  # fmt: skip
    assert done.status_code == 302
    assert set(Event.objects.get(case=area.case, number=6).fields) == {"clock", "ground", "reason"}


def test_the_days_of_a_closure_can_be_given_with_its_ground(area):
    done = post(
        area.priya, form_of(area.case, "exception-recorded"), read_up_to="5", clock="issue-final-plan",
        ground="school-closed", reason="Closed", from_day="20", from_month="7", from_year="2026", to_day="1",
        to_month="9", to_year="2026", **on("2026-11-20"),
    )  # fmt: skip
    assert done.status_code == 302
    assert Event.objects.get(case=area.case, number=6).fields["from"] == "2026-07-20"


def test_only_a_limit_that_the_law_lets_be_lifted_can_be_chosen(area):
    page = get(area.priya, form_of(area.case, "exception-recorded")).content.decode()
    assert '<option value="issue-final-plan">' in page
    assert '<option value="lodge-appeal">' not in page


def options_of(page):
    """The limits that an exception can be recorded on, by their names."""
    select = page.partition('id="id_clock"')[2].partition("</select>")[0]
    return dict(re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)<', select))


def test_an_exception_can_be_recorded_only_on_a_limit_that_the_case_has(area):
    offered = options_of(get(area.priya, form_of(area.case, "exception-recorded")).content.decode())
    assert "Issue the final plan" in offered.values()
    assert not [name for name in offered if name.startswith("comply-")], "nothing was ordered on this case"


def test_after_an_order_the_two_final_plans_have_names_of_their_own(area):
    case = case_of(
        child_of(area.council, "Amira", "Said"), ("request-received", day("2026-08-10")),
        ("decided-not-to-assess", day("2026-09-01")), ("tribunal-order-made", day("2026-10-20"), {"requires": ["assess"]}),
    )  # fmt: skip
    allocate(case.child, area.priya)
    offered = options_of(get(area.priya, form_of(case, "exception-recorded")).content.decode())
    assert offered["comply-final-plan"] == "Issue the final plan after an appeal or mediation"
    assert len(set(offered.values())) == len(offered)


def test_a_case_without_a_limit_that_can_be_lifted_is_offered_the_ordinary_ones(area):
    case = case_of(child_of(area.council, "Amira", "Said"), ("family-consulted", day("2026-08-10")))
    allocate(case.child, area.priya)
    offered = options_of(get(area.priya, form_of(case, "exception-recorded")).content.decode())
    assert set(offered) == {"advice", "decide-whether-to-assess", "decide-whether-to-issue", "issue-final-plan"}


def test_an_exception_can_be_put_right_after_its_limit_has_gone(area):
    case = case_of(
        child_of(area.council, "Amira", "Said"), ("request-received", day("2026-08-10")),
        ("exception-recorded", day("2026-09-01"), {"clock": "advice", "ground": "personal-circumstances", "reason": "Illness"}),
    )  # fmt: skip
    allocate(case.child, area.priya)
    wrong = case.events.get(event="exception-recorded")
    assert "advice" in options_of(get(area.priya, f"/cases/{case.pk}/correct/{wrong.pk}/").content.decode())


@pytest.mark.parametrize(
    ("event", "given", "words"),
    [
        (
            "setting-consulted",
            {"setting": "URN:123456", "received_on_day": "10", "received_on_month": "11", "received_on_year": "2026"},
            "Day they received it must be the same as or after the day it happened, 20 November 2026",
        ),
        (
            "exception-recorded",
            {"clock": "issue-final-plan", "ground": "absent-from-area", "reason": "Away", "from_day": "20", "from_month": "10",
             "from_year": "2026", "to_day": "1", "to_month": "9", "to_year": "2026"},
            "Last day must be the same as or after the first day, 20 October 2026",
        ),
        (
            "existing-advice-agreed",
            {"contributor": "family", "agreed_by_author": "yes", "agreed_by_authority": "yes", "agreed_by_family": "yes",
             "dated_day": "21", "dated_month": "11", "dated_year": "2026"},
            "Date of the advice must be the same as or before the day it happened, 20 November 2026",
        ),
    ],
)  # fmt: skip
def test_days_out_of_order_are_told_in_the_words_of_the_form(area, event, given, words):
    text = text_of(post(area.priya, form_of(area.case, event), read_up_to="5", **given, **on("2026-11-20")))
    assert text.count(words) == 2, "in the summary and beside the field"
    assert len(slugs(area.case)) == 5


@pytest.mark.parametrize(
    ("event", "field", "given", "words"),
    [
        ("setting-consulted", "received_on", {"setting": "URN:123456"}, "Day they received it must be today or in the past"),
        ("draft-plan-sent", "served_on", {}, "Day it was served must be on or before 1 December 2026"),
        (
            "exception-recorded",
            "missed_on",
            {"clock": "advice", "ground": "missed-appointment", "reason": "Ill", "contributor": "occupational-therapist"},
            "Day of the missed appointment must be today or in the past",
        ),
    ],
)
def test_a_day_of_receipt_or_service_that_is_still_to_come_is_refused_and_what_was_typed_is_kept(area, event, field, given, words):
    """A year that was mistyped would move the limit, and hold the final plan back, to 2030."""
    typed = {f"{field}_day": "20", f"{field}_month": "11", f"{field}_year": "2030"}
    page = post(area.priya, f"{form_of(area.case, event)}?plain", read_up_to="5", **given, **typed, **on("2026-11-20"))
    assert text_of(page).count(words) == 2, "in the summary and beside the field"
    assert 'value="2030"' in page.content.decode()
    assert len(slugs(area.case)) == 5


def test_a_draft_in_the_post_is_served_some_days_ahead(area):
    typed = {"served_on_day": "26", "served_on_month": "11", "served_on_year": "2026"}
    post(area.priya, f"{form_of(area.case, 'draft-plan-sent')}?plain", read_up_to="5", **typed, **on("2026-11-24"))
    assert slugs(area.case)[-1] == "draft-plan-sent"


def test_words_are_kept_apart_from_the_journal_and_read_back(area):
    post(
        area.priya, form_of(area.case, "decided-not-to-issue"), read_up_to="5", reasons="Needs are met at school",
        **on("2026-11-20"),
    )  # fmt: skip
    event = Event.objects.get(case=area.case, number=6)
    assert Content.objects.get(pk=event.fields["reasons"]).text == "Needs are met at school"
    assert "Needs are met at school" in text_of(get(area.priya, f"/cases/{area.case.pk}/"))


def test_every_free_text_box_says_that_it_is_not_for_emergencies(area):
    page = get(area.priya, form_of(area.case, "decided-not-to-issue"), plain="1").content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    assert main.count("Not for emergencies: if a child is in danger call 999.") == main.count("<textarea") == 1


def draft_of(area, *events):
    child = child_of(area.council, "Oscar", "Lindqvist")
    allocate(child, area.priya)
    return case_of(child, ("request-received", day("2026-07-20")), ("draft-plan-sent", day("2026-11-18")), *events)


def test_a_final_plan_inside_the_familys_fifteen_days_is_refused_with_the_day(area):
    case = draft_of(area)
    text = text_of(post(area.priya, form_of(case, "final-plan-issued"), read_up_to="2", **on("2026-11-24")))
    assert (
        "The family has 15 days to answer the draft plan (SEND Regulations 2014, regulation 13(1)(a)): until Wednesday "
        "2 December 2026. You can record the final plan from Thursday 3 December 2026, or once everybody of the family has answered"
    ) in text
    assert slugs(case)[-1] == "draft-plan-sent"


def test_once_the_family_has_answered_a_final_plan_can_be_recorded(area):
    case = draft_of(area, ("representations-received", day("2026-11-20")))
    assert post(area.priya, form_of(case, "final-plan-issued"), read_up_to="3", **on("2026-11-24")).status_code == 302


def test_a_plan_is_kept_while_the_family_can_still_appeal(area):
    case = case_of(area.maya, ("decided-to-cease", day("2026-11-02")), pathway="plan-cessation")
    text = text_of(
        post(area.priya, form_of(case, "plan-ceased"), read_up_to="1", reason="No longer needed", **on("2026-11-20"))
    )
    assert "The plan stays in force while the family can still appeal" in text
    assert "You can record that the plan ceased from" in text


def test_a_plan_can_cease_on_the_day_on_which_the_appeal_is_decided(area):
    """An appeal against ceasing that is dismissed has the plan ceased on the day of the order (r.44(2)(a))."""
    events = (("decided-to-cease", day("2026-03-16")), ("appeal-lodged", day("2026-05-01"), {"about": "cease"}))
    case = case_of(area.maya, *events, pathway="plan-cessation")
    given = {"reason": "No longer needed", **on("2026-11-20")}
    assert "once the appeal is decided" in text_of(post(area.priya, form_of(case, "plan-ceased"), read_up_to="2", **given))
    decided = case_of(area.maya, *events, ("appeal-decided", day("2026-11-20"), {"outcome": "dismissed"}), pathway="plan-cessation")
    assert post(area.priya, form_of(decided, "plan-ceased"), read_up_to="3", **given).status_code == 302


def test_somebody_who_wrote_meanwhile_is_shown_and_nothing_is_lost(area):
    add_event(area.case, 6, "family-consulted", day("2026-11-23"))
    area.case.last_number = 6
    area.case.save()
    page = post(area.priya, form_of(area.case, "decided-to-issue"), read_up_to="5", **on("2026-11-24"))
    text = text_of(page)
    assert "This case has changed since you opened the form" in text
    assert "Nothing was recorded yet, and everything that you typed is kept below. This came in meanwhile:" in text
    assert "Family consulted , Monday 23 November 2026" in text
    assert 'name="read_up_to" value="6"' in page.content.decode()
    assert 'value="24"' in page.content.decode()
    assert len(slugs(area.case)) == 6
    again = post(area.priya, form_of(area.case, "decided-to-issue"), read_up_to="6", **on("2026-11-24"))
    assert again.status_code == 302


def test_a_press_whose_answer_was_lost_is_told_that_it_stands_and_is_not_asked_to_press_again(area):
    form, typed = form_of(area.case, "decided-not-to-issue"), {"reasons": "Needs are met at school", "read_up_to": "5"}
    for _ in range(2):
        answer = post(area.priya, form, **typed, **on("2026-11-20"))
        assert answer.status_code == 302
    assert slugs(area.case).count("decided-not-to-issue") == 1
    assert "Recorded already, once: Decided not to issue a plan. Pressing the button again recorded nothing." in [str(m) for m in get_messages(answer.wsgi_request)]
    # Other words are another fact, and so are the same ones after they were withdrawn, or of somebody else.
    assert "This came in meanwhile" in text_of(post(area.priya, form, **typed | {"reasons": "Needs are met at home"}, **on("2026-11-20")))
    wrong = Event.objects.get(case=area.case, event="decided-not-to-issue")
    post(area.priya, f"/cases/{area.case.pk}/correct/{wrong.pk}/", read_up_to="6", wrong_because="Another child", what_is_right="withdrawn")
    assert "These came in meanwhile" in text_of(post(area.priya, form, **typed, **on("2026-11-20")))


def test_what_a_colleague_recorded_in_the_same_words_is_shown_as_theirs(area):
    add_event(area.case, 6, "family-consulted", day("2026-11-23"))
    area.case.last_number = 6
    area.case.save()
    assert "This came in meanwhile" in text_of(post(area.priya, form_of(area.case, "family-consulted"), read_up_to="5", **on("2026-11-23")))


def test_what_the_role_cannot_record_is_refused_in_words(area):
    page = post(
        area.priya,
        form_of(area.case, "advice-received"),
        read_up_to="5",
        contributor="paediatrician",
        **on("2026-11-20"),
    )
    if page.status_code == 200:
        assert "Your role cannot record this for this child. Nothing was recorded." in text_of(page)
        assert len(slugs(area.case)) == 5


@pytest.mark.parametrize("path", ["record/", "record/decided-to-issue/", "record/no-such-event/"])
def test_somebody_of_another_body_finds_no_form(area, path):
    assert get(area.stranger, f"/cases/{area.case.pk}/{path}").status_code == 404
    assert post(area.stranger, f"/cases/{area.case.pk}/{path}", **on("2026-11-20")).status_code == 404


# --- corrections ---


def wrong_of(area):
    return area.case.events.get(event="decided-to-assess")


def correction(area):
    return f"/cases/{area.case.pk}/correct/{wrong_of(area).pk}/"


def test_a_correction_withdraws_the_wrong_entry_and_records_the_right_one(area):
    answer = post(
        area.priya, correction(area), read_up_to="5", wrong_because="Date misread", what_is_right="changed", **on("2026-09-17")
    )
    assert answer.status_code == 302
    assert slugs(area.case)[-2:] == ["corrected", "decided-to-assess"]
    assert ClockRow.objects.get(case=area.case, clock="decide-whether-to-assess").stopped == day("2026-09-17")
    page = get(area.priya, f"/cases/{area.case.pk}/").content.decode()
    assert "<del>18 September 2026</del> <ins>17 September 2026</ins>" in page
    assert "by Priya Nair: Date misread" in page


def test_an_entry_that_never_happened_is_only_withdrawn(area):
    answer = post(area.priya, correction(area), read_up_to="5", wrong_because="Another child", what_is_right="withdrawn")
    assert answer.status_code == 302
    assert slugs(area.case)[-1] == "corrected"


def test_no_event_has_a_field_that_a_correction_would_take_for_its_own():
    fields = {f.name for pathway in PATHWAYS.values() for e in pathway.events.values() for f in e.fields}
    assert not fields & {*WithdrawForm.base_fields, ON, READ_UP_TO}


def test_why_an_exception_was_wrong_and_the_reason_of_the_right_one_are_each_kept(area):
    right = {"clock": "advice", "ground": "missed-appointment", "contributor": "occupational-therapist"}
    post(area.priya, form_of(area.case, "exception-recorded"), read_up_to="5", **right, reason="Ill", **on("2026-10-22"))
    path = f"/cases/{area.case.pk}/correct/{area.case.events.get(event='exception-recorded').pk}/"
    why = {"wrong_because": "Read the wrong letter", "what_is_right": "changed"}
    answer = post(area.priya, path, read_up_to="6", **why, **right, reason="In hospital", **on("2026-10-22"))
    assert answer.status_code == 302, text_of(answer)
    page = text_of(get(area.priya, f"/cases/{area.case.pk}/"))
    assert "by Priya Nair: Read the wrong letter" in page
    assert "appointment. In hospital" in page
    struck = "for “Give advice”: the child missed that adviser’s appointment. Ill. Adviser: occupational therapist"
    assert f"{struck} , corrected" in page, "what is struck is followed by no day that never changed"


def test_a_correction_asks_why_and_what_is_right(area):
    text = text_of(post(area.priya, correction(area), read_up_to="5", **on("2026-09-17")))
    assert "Enter why it was wrong" in text
    assert "Select what is right" in text
    assert len(slugs(area.case)) == 5


def test_the_form_of_a_correction_shows_what_was_recorded(area):
    page = get(area.priya, correction(area)).content.decode()
    assert 'value="18"' in page
    assert "struck through, with your reason beside it" in text_of(get(area.priya, correction(area)))


def test_whoever_corrects_second_is_told_what_came_first_and_keeps_their_reason(area):
    wrong = area.case.events.get(number=5)
    path = f"/cases/{area.case.pk}/correct/{wrong.pk}/"
    assert post(area.daniel, path, wrong_because="It was the school's", what_is_right="withdrawn", read_up_to="5").status_code == 302
    page = text_of(post(area.priya, path, wrong_because="It came a day later", what_is_right="withdrawn", read_up_to="5"))
    assert "This case has changed since you opened the form" in page
    assert "Recorded by Daniel Okafor" in page
    assert "nothing of it is left to withdraw" in page
    assert "It came a day later" in page
    assert area.case.events.filter(event="corrected").count() == 1


def test_what_was_corrected_cannot_be_corrected_again(area):
    path = correction(area)
    post(area.priya, path, read_up_to="5", wrong_because="Another child", what_is_right="withdrawn")
    assert get(area.priya, path).status_code == 404


def test_only_entries_of_the_case_can_be_corrected(area):
    assert get(area.priya, f"/cases/{area.case.pk}/correct/{uuid.uuid4()}/").status_code == 404
    assert get(area.stranger, correction(area)).status_code == 404
