"""The draft goes to the family and the same day to health and care; the family answers; the final plan follows the law."""

import copy
import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.test import override_settings

from goldenthread.assessments.decisions import plan_decided
from goldenthread.cases.models import Case, Event
from goldenthread.engine.events import Event as Event_
from goldenthread.letters.models import Letter, Message
from goldenthread.people.models import Content
from goldenthread.plans.actions import mark
from goldenthread.plans.models import Clause, Comment, Consultation, Disclosure, IcbAgreement, IssuedDocument, Plan

from .conftest import (
    TODAY,
    a_draft,
    a_parent,
    add_event,
    as_viewer,
    clause,
    get,
    organisation,
    post,
    practitioner,
    recorded_on_the_day_shown,
    text_of,
)

AFTER = dt.date(2026, 12, 9)


def send(area, **more):
    return post(area.priya, f"{area.path}send/", ground="childs-interests", **{"whole": ["paediatrician", "speech-and-language-therapist"], **more})


def goes_out(area):
    page = send(area)
    assert page.status_code == 302, text_of(page)
    area.read = f"{area.path}read/"
    return area


def is_answered(area):
    """The ICB agreed, and the school that the child attends can meet the needs."""
    post(area.priya, f"{area.path}settings/{area.school.pk}/consult/", person="Tom Reed", email=area.tom.who.email)
    post(area.tom, f"{area.path}consultation/", reply="can-meet-need")
    g = get(area.dina, f"{area.path}section-g/")
    words = Clause.objects.get(section="G")
    assert words.text in text_of(g)
    assert post(area.dina, f"{area.path}section-g/", words=f"G1 {words.text}").status_code == 302
    return area


def a_draft_that_went_out():
    with override_settings(DEMO_TODAY=TODAY):
        return goes_out(a_draft())


def a_draft_that_was_answered():
    area = a_draft_that_went_out()
    with override_settings(DEMO_TODAY=TODAY):
        return is_answered(area)


@pytest.fixture(scope="class")
def the_sent(scenes):
    with scenes(a_draft_that_went_out) as told:
        yield told


@pytest.fixture
def sent(the_sent, db):
    recorded_on_the_day_shown()
    return copy.deepcopy(the_sent)


@pytest.fixture(scope="class")
def the_answered(scenes):
    with scenes(a_draft_that_was_answered) as told:
        yield told


@pytest.fixture
def later(the_answered, db, settings):
    """The family’s fifteen days are over, the ICB agreed, and the school that the child attends can meet the needs."""
    recorded_on_the_day_shown()
    settings.DEMO_TODAY = AFTER
    return copy.deepcopy(the_answered)


def issue(area, setting=None, **more):
    asked = {"setting": str((setting or area.school).pk), "setting_type": "mainstream primary school", "ground": "childs-interests"}
    return post(area.priya, f"{area.path}issue/", **{**asked, **more})


# --- the draft ---


def test_sending_a_draft_records_it_for_the_family_and_for_health_and_care_the_same_day(sent):
    events = list(Event.objects.filter(event__in=["draft-plan-sent", "draft-shared-with"]).values_list("event", "on", "about"))
    assert ("draft-plan-sent", TODAY, "") in events
    assert {about for event, _, about in events if event == "draft-shared-with"} == {"speech-and-language-therapist", "paediatrician"}
    assert {on for _, on, _ in events} == {TODAY}
    letter = Letter.objects.get(template="draft-plan-sent")
    assert "You have until Tuesday 8 December 2026" in letter.content.text
    assert Message.objects.get(purpose="draft-plan-sent").letter_id == letter.pk
    page = text_of(get(sent.priya, sent.path))
    assert "Sent to the family on Tuesday 24 November 2026" in page


def test_a_draft_is_a_tagged_pdf_and_the_same_as_a_page(sent):
    document = IssuedDocument.objects.get()
    assert bytes(document.content.file).startswith(b"%PDF-")
    assert b"pdfuaid" in bytes(document.content.file)
    assert get(sent.anna, f"{sent.read}plan.pdf").status_code == 200
    page = text_of(get(sent.anna, sent.read))
    assert "This is a draft. You have until Tuesday 8 December 2026" in page
    assert "This stays blank in a draft" in page
    assert "Appendix 1" in page


def test_a_family_does_not_see_a_draft_before_it_is_sent(draft):
    assert get(draft.anna, f"{draft.path}read/").status_code == 404
    assert as_viewer(draft.anna, lambda v: (Plan.objects.count(), Clause.objects.count())) == (0, 0)


def test_a_part_that_was_disclosed_is_read_and_the_whole_document_is_not(sent):
    # Leila has the whole; Helen, the psychologist, only what rests on her advice.
    assert "Oscar has epilepsy" in text_of(get(sent.leila, f"{sent.path}my-clauses/"))
    page = text_of(get(sent.helen, sent.read))
    assert "Oscar joins a game" in page
    assert "epilepsy" not in page
    assert get(sent.helen, f"{sent.read}plan.pdf").status_code == 404
    key = IssuedDocument.objects.get().content_id
    assert as_viewer(sent.helen, lambda v: Content.objects.filter(pk=key).count()) == 0
    assert as_viewer(sent.leila, lambda v: Content.objects.filter(pk=key).count()) == 1
    assert as_viewer(sent.nurse, lambda v: Content.objects.filter(pk=key).count()) == 0
    assert as_viewer(sent.helen, lambda v: IssuedDocument.objects.count()) == 0
    ground = Disclosure.objects.get(to="paediatrician")
    assert (ground.sections, ground.ground, ground.reader) == ([], "childs-interests", sent.amir.user.pk)


def test_a_draft_that_names_a_setting_or_leaves_out_advice_is_not_sent(draft):
    Clause.objects.filter(section="K", contributor="paediatrician").update(removed=True)
    page = send(draft)
    assert page.status_code == 409
    assert "Section K leaves out advice that came: paediatrician" in text_of(page)
    assert not Event.objects.filter(event="draft-plan-sent").exists()


def test_a_draft_is_not_sent_before_it_is_decided_to_issue_and_the_page_leads_there(draft):
    # The decision was never written down; nothing else of the case differs.
    decided = Event.objects.get(case=draft.case.pk, event="decided-to-issue")
    struck = add_event(draft.case, draft.case.last_number + 1, "corrected", TODAY, {"event_id": str(decided.pk), "reason": "It was another case"})
    Case.objects.filter(pk=draft.case.pk).update(last_number=struck.number)
    shown = get(draft.priya, f"{draft.path}send/")
    assert "not recorded that we decided to issue a plan (s.37(1))" in text_of(shown)
    assert f'href="/cases/{draft.case.pk}/decide-to-issue/"' in shown.content.decode()
    assert send(draft).status_code == 409
    assert not Event.objects.filter(event="draft-plan-sent").exists()
    # A draft that was made elsewhere was recorded, and the decision still can be.
    number = struck.number + 1
    add_event(draft.case, number, "draft-plan-sent", TODAY, {})
    Case.objects.filter(pk=draft.case.pk).update(last_number=number)
    forgotten = f"/cases/{draft.case.pk}/record/decided-to-issue/?plain=1"
    assert forgotten in get(draft.priya, f"/cases/{draft.case.pk}/decide-to-issue/").content.decode().split("This is not to be decided now")[1]
    assert get(draft.priya, forgotten).status_code == 200


@pytest.mark.parametrize("source", ["tribunal-order-made", "appeal-conceded", "mediation-agreement-made"])
def test_an_order_a_concession_or_an_agreement_that_there_be_a_plan_stands_for_the_decision_until_a_refusal(source):
    def told(*events):
        return plan_decided([Event_(slug, TODAY, number=n, fields=fields) for n, (slug, fields) in enumerate(events, 1)])

    refused = ("decided-not-to-issue", {})
    assert not told(refused)
    assert told(refused, (source, {"requires": ["make-plan"]}))
    assert not told(refused, (source, {"requires": ["reconsider"]}))
    assert not told(("decided-to-issue", {}), refused)


def test_advice_that_was_asked_for_and_has_not_come_is_named_before_the_draft(draft):
    number = draft.case.last_number + 1
    add_event(draft.case, number, "advice-requested", TODAY, {"contributor": "occupational-therapist"})
    Case.objects.filter(pk=draft.case.pk).update(last_number=number)
    assert "Occupational therapist’s advice: asked for, and not here yet" in text_of(get(draft.priya, f"{draft.path}send/"))


def test_the_final_plan_that_is_owed_leads_to_the_page_that_issues_it_and_before_a_draft_to_the_plan(draft):
    owed = f"/cases/{draft.case.pk}/record/final-plan-issued/"
    assert get(draft.priya, owed)["Location"] == f"{draft.path}issue/"
    assert get(draft.priya, f"{draft.path}issue/")["Location"] == draft.path
    assert send(draft).status_code == 302
    assert "Issue the final plan" in text_of(get(draft.priya, f"{draft.path}issue/"))


def test_by_post_the_fifteen_days_begin_two_working_days_later(draft):
    draft.anna.user.is_active = False
    draft.anna.user.save()
    key = f"address-{draft.anna.pk}"
    assert "Enter the postal address of Anna Lindqvist" in text_of(send(draft))
    assert send(draft, **{key: "1 High Street, Chelmsford"}).status_code == 302
    event = Event.objects.get(event="draft-plan-sent")
    assert event.fields == {"served_on": "2026-11-26"}
    message = Message.objects.get(purpose="draft-plan-sent")
    assert (message.state, message.post_to) == ("to-post", "1 High Street, Chelmsford")
    assert "You have until Thursday 10 December 2026" in Letter.objects.get().content.text
    # Who answers all the same before the letter counts as served, by telephone or at the desk, has used that time.
    assert "has 15 days to answer" in text_of(get(draft.priya, f"{draft.path}issue/"))
    post(draft.priya, f"{draft.path}answers/write-down/", text="We agree with all of it.", done="yes")
    assert "has 15 days to answer" not in text_of(get(draft.priya, f"{draft.path}issue/"))


def test_a_draft_that_leaves_no_fifteen_days_says_so_and_goes(draft, settings):
    settings.DEMO_TODAY = dt.date(2026, 12, 20)
    assert "cannot be shortened" in text_of(get(draft.priya, f"{draft.path}send/"))
    assert send(draft).status_code == 302


def test_a_draft_sent_twice_is_sent_once(sent):
    assert send(sent).status_code == 404
    assert Event.objects.filter(event="draft-plan-sent").count() == 1


# --- the family ---


def test_a_family_comments_on_a_paragraph_and_reads_the_answer(sent):
    c = clause(sent, "education-setting", "F")
    assert post(sent.anna, f"{sent.read}comment/{c.pk}/", text="He cannot read for 20 minutes.").status_code == 302
    found = Comment.objects.get()
    post(sent.priya, f"{sent.path}comments/{found.pk}/", text="We will ask the school.")
    page = text_of(get(sent.anna, sent.read))
    assert "He cannot read for 20 minutes." in page
    assert "Our answer: We will ask the school." in page
    assert "cannot read for 20" not in text_of(get(sent.leila, sent.read))


def test_a_family_asks_for_a_meeting_names_a_school_and_says_that_it_is_done(sent):
    post(sent.anna, f"{sent.read}meeting/")
    found = post(sent.anna, f"{sent.read}setting/", setting="hawthorn primary")
    assert "I want Hawthorn Primary School" in text_of(found)
    post(sent.anna, f"{sent.read}setting/", setting="hawthorn primary", code="URN:654321")
    post(sent.anna, f"{sent.read}content/")
    events = dict(Event.objects.filter(by=f"user:{sent.anna.user.pk}").values_list("event", "fields"))
    assert events == {"meeting-requested": {}, "setting-requested": {"setting": "URN:654321"}, "representations-received": {}}
    assert "The family asks for Hawthorn Primary School" in text_of(get(sent.priya, f"{sent.path}settings/"))
    page = text_of(get(sent.anna, sent.read))
    assert "you asked for Hawthorn Primary School" in page


def test_what_a_family_sends_twice_is_said_once(sent):
    c = clause(sent, "education-setting", "F")
    presses = [
        (sent.anna, f"{sent.read}meeting/", {}), (sent.anna, f"{sent.read}setting/", {"setting": "hawthorn primary", "code": "URN:654321"}), (sent.anna, f"{sent.read}content/", {}),
        (sent.anna, f"{sent.read}comment/{c.pk}/", {"text": "He cannot read for 20 minutes."}), (sent.priya, f"{sent.path}answers/write-down/", {"text": "She rang: all is well.", "done": "yes"}),
    ]  # fmt: skip
    for who, path, words in presses:
        for _ in range(2):
            post(who, path, **words)
    said = list(Event.objects.filter(event__in=("meeting-requested", "setting-requested", "representations-received")).order_by("number").values_list("event", "by"))
    anna, priya = f"user:{sent.anna.user.pk}", f"user:{sent.priya.user.pk}"
    assert said == [("meeting-requested", anna), ("setting-requested", anna), ("representations-received", anna), ("representations-received", priya)]
    assert Comment.objects.count() == 2
    # What was answered can be said again, and a family may change its mind about a school and back on one day.
    post(sent.priya, f"{sent.path}comments/{Comment.objects.get(clause=c).pk}/", text="We will ask the school.")
    post(sent.anna, f"{sent.read}comment/{c.pk}/", text="He cannot read for 20 minutes.")
    assert Comment.objects.filter(clause=c).count() == 2
    for code in ("URN:123456", "URN:654321"):
        post(sent.anna, f"{sent.read}setting/", **{"setting": "hawthorn primary", "code": code} if code == "URN:654321" else {"setting": "Another School", "as-typed": "1"})
    assert Event.objects.filter(event="setting-requested").count() == 3


@pytest.mark.parametrize("again", [{"event": "draft-plan-sent"}, {"event": "corrected"}], ids=["another draft was sent", "it was withdrawn"])
def test_what_a_family_says_again_of_what_came_since_is_recorded(sent, again):
    """On the same day. She was thanked, and her answer to the second draft was nowhere: it went on waiting for her."""
    post(sent.anna, f"{sent.read}content/")
    said = Event.objects.filter(event="representations-received")
    number = Case.objects.get(pk=sent.case.pk).last_number + 1
    add_event(sent.case, number, again["event"], TODAY, {"event_id": str(said.get().pk), "reason": "A slip"} if again["event"] == "corrected" else {})
    Case.objects.filter(pk=sent.case.pk).update(last_number=number)
    for _ in range(2):
        post(sent.anna, f"{sent.read}content/")
    assert said.count() == 2


def test_the_icb_s_agreement_that_is_sent_twice_is_one(draft):
    words = Clause.objects.get(section="G", plan__case=draft.case.pk)
    for _ in range(2):
        assert post(draft.dina, f"{draft.path}section-g/", words=f"G1 {words.text}").status_code == 302
    assert Event.objects.filter(event="section-g-agreed").count() == 1


def test_nobody_else_speaks_for_the_family(sent):
    for someone in (sent.leila, sent.tom, sent.dina, sent.stranger):
        assert post(someone, f"{sent.read}meeting/").status_code == 404
    assert not Event.objects.filter(event="meeting-requested").exists()


# --- section G ---


def test_a_setting_that_was_asked_another_way_is_listed_with_those_asked_here(sent):
    number = Case.objects.get(pk=sent.case.pk).last_number + 1
    add_event(sent.case, number, "setting-consulted", TODAY, {"setting": sent.other_school.code})
    Case.objects.filter(pk=sent.case.pk).update(last_number=number)
    page = text_of(get(sent.priya, f"{sent.path}settings/"))
    assert "1 setting was asked; 1 has not answered" in page
    # Fifteen days of 24 November.
    assert "Hawthorn Primary School was asked another way, on Tuesday 24 November 2026. It has until Wednesday 9 December 2026 (Code)" in page


def test_who_agrees_for_the_icb_is_told_that_section_g_waits_and_finds_it_in_a_list(sent):
    told = Message.objects.get(purpose="section-g-asked")
    assert (told.address, f"{sent.path}section-g/" in told.body, "Oscar" in told.body) == (sent.dina.user.email, True, False)
    assert "Section G waits for the ICB’s agreement" in (page := text_of(get(sent.dina, "/unconfirmed-clauses/")))
    assert "Oscar Lindqvist : it went to the family on Tuesday 24 November 2026" in page
    assert "Section G waits" not in text_of(get(sent.sara, "/unconfirmed-clauses/"))


def test_section_g_is_agreed_by_the_icb_alone_and_a_later_change_undoes_it(later, settings):
    assert "Section G waits" not in text_of(get(later.dina, "/unconfirmed-clauses/"))
    assert Event.objects.get(event="section-g-agreed").fields == {"icb": "ICB:QH8"}
    assert IcbAgreement.objects.get().agreed_name == "Dina Cole"
    for someone in (later.leila, later.anna):
        assert post(someone, f"{later.path}section-g/", words="x").status_code == 404
    post(later.priya, later.path, do="change")
    c = clause(later, "paediatrician", "G")
    post(later.priya, f"{later.path}clauses/{c.pk}/", seen=mark(c), text="A review of his medication.", section="G", need=str(c.need))
    assert "They have been changed since" in text_of(get(later.dina, f"{later.path}section-g/"))
    assert "The ICB has not agreed to section G as it now reads" in text_of(get(later.priya, f"{later.path}issue/"))
    # Whoever agreed is asked again, once for these words, and what they then agree to counts.
    c.refresh_from_db()
    post(later.priya, f"{later.path}clauses/{c.pk}/", seen=mark(c), text="A review of his medicine.", section="G", need=str(c.need))
    told = Message.objects.get(purpose="section-g-changed")
    assert (told.address, f"{later.path}section-g/" in told.body, "Oscar" in told.body) == (later.dina.user.email, True, False)
    assert "Section G waits" in text_of(get(later.dina, "/unconfirmed-clauses/"))
    assert post(later.dina, f"{later.path}section-g/", words="G1 A review of his medicine.").status_code == 302
    assert "The ICB has not agreed" not in text_of(get(later.priya, f"{later.path}issue/"))


def test_a_designated_officer_of_another_board_cannot_agree_by_either_wall(later):
    other = organisation("ICB:OTHER", "Other ICB", "icb")
    dara = practitioner("Dara Else", "dco", other)
    plan = Plan.objects.get(case=later.case.pk)
    page = get(dara, f"{later.path}section-g/")
    assert "Agree for the ICB" not in text_of(page)
    words = IcbAgreement.objects.get().section_g
    IcbAgreement.objects.all().delete()
    assert post(dara, f"{later.path}section-g/", words=words).status_code == 404

    def agree(viewer):
        IcbAgreement.objects.bulk_create(
            [IcbAgreement(plan=plan, case=plan.case, child=plan.child, owner=plan.owner, agreed_by=viewer.id, agreed_name="x", section_g=words)]
        )

    with pytest.raises(DatabaseError), transaction.atomic():
        as_viewer(dara, agree)
    as_viewer(later.dina, agree)


# --- the final plan ---


def test_the_final_plan_is_not_issued_inside_the_fifteen_days_without_the_familys_answer(later, settings):
    settings.DEMO_TODAY = dt.date(2026, 12, 8)
    page = issue(later)
    assert page.status_code == 409
    assert "You can record the final plan from Wednesday 9 December 2026" in text_of(page)
    assert not Event.objects.filter(event="final-plan-issued").exists()
    post(later.anna, f"{later.read}content/")
    assert issue(later).status_code == 302


def test_the_final_plan_goes_to_the_family_with_its_rights_the_setting_the_icb_and_in_part_to_those_who_advised(later):
    page = issue(later, **{"copy-0": "BEF", "copy-1": "BEF", "copy-2": "CG", "copy-3": "BEF"})
    assert page.status_code == 302, text_of(page)
    plan = Plan.objects.get(issued_on=AFTER)
    assert (plan.version, plan.setting_id) == (2, later.school.pk)
    assert Clause.objects.get(plan=plan, section="I").text == "Larkfield Primary School. mainstream primary school."
    assert Event.objects.get(event="final-plan-issued").fields == {"setting": "URN:123456"}
    letter = Letter.objects.get(template="final-plan-issued").content.text
    # Two months from the notice; a month from a certificate may be later. The first review within 12 months starting with it.
    assert "Your appeal must reach the tribunal by 5pm on Tuesday 9 February 2027" in letter
    assert "It names Larkfield Primary School." in letter
    assert "Larkfield Primary School must admit Oscar." in letter
    assert "We will review the plan with you by Wednesday 8 December 2027" in letter
    assert "mediation" in letter
    assert "recommendations" in letter
    to = sorted(Message.objects.filter(purpose="final-plan-issued").values_list("to_name", "recipient"))
    assert to == [
        ("Amir Shah", "contributor"), ("Anna Lindqvist", "family"), ("Dina Cole", "icb"), ("Helen Marsh", "contributor"),
        ("Leila Farouk", "contributor"), ("Tom Reed", "contributor"), ("Tom Reed", "named-setting"),
    ]  # fmt: skip
    given = {d.to: d.sections for d in Disclosure.objects.filter(plan=plan)}
    assert given["setting"] == given["icb"] == given["family"] == []
    assert given["paediatrician"] == ["own", "C", "E", "G"]
    assert given["speech-and-language-therapist"] == given["educational-psychologist"] == given["education-setting"] == ["B", "E", "F"]
    assert IssuedDocument.objects.filter(plan=plan, what="final").count() == 1
    assert "This is the plan." in text_of(get(later.anna, later.read))
    assert "Issued on" in text_of(get(later.priya, later.path))
    assert "epilepsy" not in text_of(get(later.helen, later.read))
    assert issue(later).status_code == 404


def test_a_change_that_answers_nothing_needs_a_new_draft_and_one_that_answers_a_comment_does_not(later):
    c = clause(later, "education-setting", "F")
    post(later.anna, f"{later.read}comment/{c.pk}/", text="He cannot read for 20 minutes.")
    post(later.priya, later.path, do="change")
    c = clause(later, "education-setting", "F")
    said = {"seen": mark(c), "text": "A reading programme, daily, 10 minutes each time.", "section": "F", "need": str(c.need), "outcome": str(c.outcome)}
    post(later.priya, f"{later.path}clauses/{c.pk}/", **said)
    page = issue(later)
    assert "F1: changed since the draft, and answers nothing that was said of it" in text_of(page)
    c.refresh_from_db()
    post(later.priya, f"{later.path}clauses/{c.pk}/", **{**said, "seen": mark(c), "because": f"comment:{Comment.objects.get().pk}"})
    page = text_of(get(later.priya, f"{later.path}issue/"))
    assert "The family: “He cannot read for 20 minutes.”" in page
    assert issue(later).status_code == 302


def test_the_lines_that_an_icb_does_not_agree_to_can_be_taken_out_with_the_reason(later):
    IcbAgreement.objects.all().delete()
    post(later.priya, later.path, do="change")
    c = clause(later, "paediatrician", "G")
    post(later.priya, f"{later.path}clauses/{c.pk}/remove/", seen=mark(c), reason="The ICB will not fund it.", because="icb:not-agreed")
    assert issue(later).status_code == 302


def test_a_correction_without_an_answer_stops_the_final_plan_and_silence_does_not(later):
    c = Clause.objects.get(plan=later.plan, contributor="speech-and-language-therapist", section="F")
    page = text_of(get(later.priya, f"{later.path}issue/"))
    assert "12 clauses are not confirmed by their authors. The plan is not held up" in page
    post(later.leila, f"{later.path}my-clauses/{c.pk}/", said=c.text, answer="corrected", correction="Twice a week.")
    assert "A correction waits for your answer: Leila Farouk" in text_of(issue(later))


def test_a_setting_that_was_not_consulted_is_not_named_and_one_that_refused_is_warned_of(later):
    page = issue(later, later.other_school)
    assert page.status_code == 409  # it is not among those to choose from
    Consultation.objects.all().delete()
    Consultation.objects.create(plan=later.plan, setting=later.school, sent_on=TODAY, reply="unsuitable", child=later.oscar, owner=later.council, case=later.case.pk)
    issue(later, setting_type="")
    page = post(later.priya, f"{later.path}issue/", setting=str(later.school.pk), setting_type="", ground="childs-interests")
    assert "said that it cannot meet the needs. If it is bound by section 43, it must admit the child" in text_of(page)


def test_a_plan_may_name_a_type_alone(later):
    assert post(later.priya, f"{later.path}issue/", setting="", setting_type="special school", ground="consent").status_code == 302
    assert Event.objects.get(event="final-plan-issued").fields == {}
    letter = Letter.objects.get(template="final-plan-issued").content.text
    assert "It says which type: special school." in letter
    assert "must admit" not in letter


# --- two parents ---


@pytest.fixture
def with_a_father(later, settings):
    settings.DEMO_TODAY = TODAY
    later.erik = a_parent(later.oscar, "Erik Lindqvist", "erik@example.org")
    return later


def test_what_one_parent_answers_takes_no_time_from_the_other(with_a_father):
    area = with_a_father
    post(area.anna, f"{area.read}content/")
    page = issue(area)
    assert page.status_code == 409
    assert "from Wednesday 9 December 2026, or once everybody of the family has answered" in text_of(page)
    post(area.erik, f"{area.read}content/")
    assert issue(area).status_code == 302


def test_an_officer_says_whether_every_parent_has_answered(with_a_father):
    area = with_a_father
    form = f"{area.path}answers/write-down/"
    post(area.priya, form, text="Anna is content with it.", done="no")
    post(area.anna, f"{area.read}content/")
    assert "Has everybody of the family said all that they want to say?" in text_of(get(area.priya, form))
    assert "The family, written down by Priya Nair" in text_of(get(area.priya, f"{area.path}answers/"))
    assert issue(area).status_code == 409
    post(area.priya, form, text="Erik is content with it too.", done="yes")
    assert Event.objects.filter(event="representations-received").latest("number").fields == {"by_everybody": True}
    assert issue(area).status_code == 302


def test_what_the_family_said_is_written_down_of_a_draft_that_was_sent(draft):
    said = f"{draft.path}answers/"
    assert "Write down what the family said" not in text_of(get(draft.priya, said))
    assert get(draft.priya, f"{said}write-down/").status_code == 404
    send(draft)
    assert "Write down what the family said" in text_of(get(draft.priya, said))
