"""Amending a plan: what the family was told and sent is what holds, whatever was said or decided in other years (r.22)."""

import io
import re

import pypdf
import pytest

from goldenthread.access.models import User
from goldenthread.cases.models import Case, ClockRow
from goldenthread.letters.models import Letter, Message
from goldenthread.people.models import Content
from goldenthread.plans.actions import next_version
from goldenthread.plans.models import Clause, Comment, Plan
from goldenthread.plans.versions import versions

from .conftest import MEETING, as_viewer, case_of, child_of, day, get, invitation_of, practitioner, text_of
from .test_pages_of_reviews import arranged, reported, send


@pytest.fixture
def noticed(area, settings):
    """Oscar's review of 10 December 2026 was reported; the notice of 11 December proposes daily help."""
    reported(area, settings)
    area.plan = f"/cases/{area.case.pk}/plan/"
    propose(area, "Daily help.")
    return area


def propose(area, words):
    assert send(area.priya, f"{area.plan}amend/", {}).status_code == 302
    written(area, words)
    answer = send(area.priya, f"{area.plan}notice/", {"evidence": "The review."})
    assert answer.status_code == 302, text_of(answer)


def written(area, words, **more):
    Clause.objects.filter(plan__case=area.case.pk, plan__issued_on=None, plan__sent_on=None, section="F").update(text=words, **more)


def another_version(area, words, **more):
    """After the notice: the next version, with other words."""
    as_viewer(area.priya, lambda v: next_version(v, Case.objects.get(pk=area.case.pk)))
    written(area, words, **more)


def issue(area):
    page = send(area.priya, f"{area.plan}amended/", {})
    posts = dict.fromkeys(re.findall(r'name="(address-[^"]+)"', page.content.decode()), "1 High Street")
    return send(area.priya, f"{area.plan}amended/", posts) if page.status_code != 302 else page


def test_a_second_notice_moves_the_last_day_of_the_amended_plan_no_later(noticed, settings):
    # Notice of 11 December and eight weeks: 5 February 2027. Twelve weeks of the meeting of the 10th would be 4 March.
    settings.DEMO_TODAY = day("2027-01-20")
    another_version(noticed, "Daily help, twice.")
    assert "the amended plan is due by Friday 5 February 2027" in text_of(get(noticed.priya, f"{noticed.plan}notice/"))
    assert send(noticed.priya, f"{noticed.plan}notice/", {"evidence": "The family’s words."}).status_code == 302
    newest = Letter.objects.filter(template="amendment-notice-sent").order_by("made_at").last()
    assert "by Friday 5 February 2027" in newest.content.text
    assert "March 2027" not in newest.content.text


def test_the_plan_as_it_is_goes_with_the_notice(noticed):
    letter = Letter.objects.get(template="amendment-notice-sent")
    assert "and after it the plan as it is now, come with this letter" in letter.content.text
    sent = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(bytes(letter.encloses.file))).pages)
    assert "Daily help." in sent
    assert "The plan as it is now for Oscar Lindqvist" in sent
    assert "Regular help with reading." in sent


def test_the_icb_is_shown_a_proposal_that_changes_section_g_and_none_that_leaves_it(area, settings):
    reported(area, settings)
    area.plan = f"/cases/{area.case.pk}/plan/"
    first = Plan.objects.get(child=area.oscar, issued_on__isnull=False)
    of = {"case": first.case, "child": area.oscar, "owner": area.essex}
    in_force = Plan.objects.create(version=3, made_by=first.case, setting=area.school, **of)
    for c in Clause.objects.filter(plan=first):
        Clause.objects.create(plan=in_force, line=c.line, section=c.section, number=c.number, text=c.text, details=c.details, need=c.need, **of)
    Clause.objects.create(plan=in_force, section="G", number=1, text="Speech therapy, weekly.", **of)
    Plan.objects.filter(pk=in_force.pk).update(issued_on=day("2026-11-01"))
    propose(area, "Daily help.")
    assert Clause.objects.filter(plan__case=area.case.pk, section="G").exists()
    assert "Section G waits" not in text_of(get(area.dina, "/unconfirmed-clauses/"))
    as_viewer(area.priya, lambda v: next_version(v, Case.objects.get(pk=area.case.pk)))
    Clause.objects.filter(plan__case=area.case.pk, plan__sent_on=None, section="G").update(text="Speech therapy, monthly.")
    page = text_of(get(area.dina, "/unconfirmed-clauses/"))
    assert "Section G waits for the ICB’s agreement" in page
    assert "Oscar Lindqvist : it went to the family on" in page


def test_the_setting_is_told_that_the_plan_will_change_and_not_what_is_proposed(noticed):
    told = Message.objects.get(purpose="decided-to-amend")
    assert told.address == noticed.tom.user.email
    letter = get(noticed.tom, f"/letters/{told.letter_id}/")
    assert "We have decided that it should change" in text_of(letter)
    assert "Regulations 2014 r.20(10)" in text_of(letter)
    assert "Daily help" not in text_of(letter)
    every = Letter.objects.filter(child=noticed.oscar)
    assert {x.template for x in every} == {"amendment-notice-sent", "decided-to-amend"}
    for x in every:
        mine = x.template == "decided-to-amend"
        # Neither by a page, nor where a query of ours forgets to ask.
        for page in (f"/letters/{x.pk}/", f"/letters/{x.pk}/letter.pdf"):
            assert get(noticed.tom, page).status_code == (200 if mine else 404), x.template
            assert get(noticed.anna, page).status_code == (404 if mine else 200), x.template
            assert get(noticed.priya, page).status_code == 200, x.template
        assert as_viewer(noticed.tom, lambda v, x=x: Letter.objects.filter(pk=x.pk).exists()) is mine
        assert as_viewer(noticed.tom, lambda v, x=x: Content.objects.filter(pk=x.content_id).exists()) is mine
        assert (f"/letters/{x.pk}/" in get(noticed.tom, f"/cases/{noticed.case.pk}/letters/").content.decode()) is mine
        # What was written to the school is no letter to the family.
        for page in (f"/family/{noticed.oscar.pk}/", f"/cases/{noticed.case.pk}/letters/"):
            assert (f"/letters/{x.pk}/" in get(noticed.anna, page).content.decode()) is not mine
        assert as_viewer(noticed.anna, lambda v, x=x: Letter.objects.filter(pk=x.pk).exists()) is not mine
        assert as_viewer(noticed.anna, lambda v, x=x: Content.objects.filter(pk=x.content_id).exists()) is not mine


def test_a_letter_that_tells_of_a_plan_is_read_by_the_one_at_a_school_to_whom_it_was_addressed(noticed):
    letter = Letter.objects.get(template="amendment-notice-sent")
    Message.objects.filter(letter=letter).update(to_user=noticed.tom.user.pk)
    assert get(noticed.tom, f"/letters/{letter.pk}/").status_code == 200


def test_a_letter_does_not_go_with_an_address_that_changes_hands(noticed):
    told = Message.objects.get(purpose="decided-to-amend")
    # Whoever had the address when it was sent.
    assert told.to_user == noticed.tom.user.pk
    letter = Letter.objects.get(template="amendment-notice-sent")
    address = noticed.tom.user.email
    Message.objects.filter(letter=letter).update(address=address, to_user=noticed.tom.user.pk)
    User.objects.filter(pk=noticed.tom.user.pk).update(email="tom.moved@example.org")
    sue = practitioner("Sue Lamb", "setting-senco", noticed.tom.who.organisation)
    User.objects.filter(pk=sue.user.pk).update(email=address)
    assert get(sue, f"/letters/{letter.pk}/").status_code == 404
    assert as_viewer(sue, lambda v: Letter.objects.filter(pk=letter.pk).exists()) is False
    assert as_viewer(sue, lambda v: Content.objects.filter(pk=letter.content_id).exists()) is False
    assert get(noticed.tom, f"/letters/{letter.pk}/").status_code == 200


def test_the_setting_is_told_also_where_the_review_is_of_a_change_of_phase(area, settings):
    reported(area, settings)
    opened = send(
        area.priya, f"/children/{area.oscar.pk}/phase-transfer/",
        {"phase": "primary-to-secondary", "transfer_on_day": "1", "transfer_on_month": "9", "transfer_on_year": "2027"},
    )  # fmt: skip
    assert opened.status_code == 302, text_of(opened)
    transfer = Case.objects.get(child=area.oscar, pathway="phase-transfer")
    area.case, area.plan = transfer, f"/cases/{transfer.pk}/plan/"
    propose(area, "Daily help.")
    told = Message.objects.get(purpose="decided-to-amend", case=transfer.pk)
    assert told.address == area.tom.user.email


def test_what_was_said_of_last_years_proposal_answers_no_change_of_this_year(noticed, settings):
    proposal = Plan.objects.filter(case=noticed.case.pk).order_by("-version").first()
    old = Comment.objects.create(plan=proposal, case=noticed.case.pk, child=noticed.oscar, owner=noticed.essex, text="Old words", by=noticed.anna.user.pk)
    settings.DEMO_TODAY = day("2026-12-28")
    assert issue(noticed).status_code == 302
    settings.DEMO_TODAY = day("2027-12-28")
    propose(noticed, "Weekly help.")
    another_version(noticed, "Monthly help.", because=f"comment:{old.pk}")
    settings.DEMO_TODAY = day("2028-01-20")
    refused = issue(noticed)
    assert refused.status_code == 409
    assert "changed since the notice, and answers nothing that was said of it" in text_of(refused)
    assert "Old words" not in text_of(refused)


def test_what_is_not_gone_on_with_stays_among_the_versions_and_takes_no_earlier_one_with_it(noticed, settings):
    def told():
        return as_viewer(noticed.anna, lambda v: [(x.plan.version, x.called) for x in versions(v, noticed.oscar.pk)])

    settings.DEMO_TODAY = day("2026-12-28")
    assert issue(noticed).status_code == 302
    before = told()
    settings.DEMO_TODAY = day("2027-06-01")
    propose(noticed, "Weekly help.")
    path = f"/cases/{noticed.case.pk}/decide-not-to-amend/"
    preview = send(noticed.priya, path, {"reasons": "No.", "do": "preview"})
    read = re.search(r'name="read_up_to" value="(\d+)"', preview.content.decode())[1]
    assert send(noticed.priya, path, {"reasons": "No.", "do": "send", "read_up_to": read}).status_code == 302
    # The family keeps what it was sent, under its name, and last year's versions are as they were.
    assert told() == [(5, "Proposed plan, not gone on with"), *before]
    page = text_of(get(noticed.anna, f"{noticed.plan}read/"))
    assert "Daily help." in page
    assert "Weekly help." not in page


def test_a_plan_that_names_a_setting_says_so_in_the_words_that_the_family_was_sent(area, settings):
    case = case_of(
        area.oscar, ("phase-transfer-identified", day("2026-10-01"), {"phase": "primary-to-secondary", "transfer_on": "2027-09-01"}), pathway="phase-transfer"
    )
    area.plan = f"/cases/{case.pk}/plan/"
    asked = send(area.priya, f"{area.plan}settings/{area.other_school.pk}/consult/", {"person": "Una Obi", "email": area.una.user.email})
    assert asked.status_code == 302
    assert send(area.priya, f"{area.plan}amend/", {}).status_code == 302
    Clause.objects.filter(plan__case=case.pk, section="I").update(text="A secondary school yet to be named.")
    assert send(area.priya, f"{area.plan}notice/", {"evidence": "Oscar moves to secondary school."}).status_code == 302
    settings.DEMO_TODAY = day("2026-12-28")
    refused = send(area.priya, f"{area.plan}amended/", {"setting": str(area.other_school.pk)})
    assert refused.status_code == 409
    assert "does not name Hawthorn Primary School" in text_of(refused)
    assert not Plan.objects.filter(case=case.pk, issued_on__isnull=False).exists()


def test_a_child_whose_earlier_plan_ended_has_the_new_one_reviewed(area):
    from goldenthread.plans.actions_sending import _begin_reviews

    zed = child_of(area.essex, "Zed", "Old")
    case_of(zed, ("plan-made", day("2020-01-14")), ("plan-ceased", day("2022-01-14"), {"reason": "x"}), pathway="annual-review")
    new = case_of(zed, ("request-received", day("2026-05-01"), {"by": "parent"}), ("final-plan-issued", day("2026-11-20")))
    as_viewer(area.priya, lambda v: _begin_reviews(v, Case.objects.select_related("child").get(pk=new.pk), day("2026-11-20")))
    # Twelve months beginning with 20 November 2026 end on 19 November 2027.
    assert list(ClockRow.objects.filter(child=zed, clock="complete-review", stopped=None).values_list("due", flat=True)) == [day("2027-11-19")]


def arranged_for_next_year(area):
    next_year = {**MEETING, "day_year": "2027"}
    looked = send(area.tom, f"{area.path}arrange/", {**next_year, "do": "look"})
    answer = send(area.tom, f"{area.path}arrange/", {**invitation_of(looked), "day_year": "2027"})
    assert answer.status_code == 302, text_of(answer)


def test_a_meeting_is_told_while_an_amendment_runs_with_who_comes_how_to_send_views_and_what_follows(noticed):
    family = f"/family/{noticed.oscar.pk}/"
    assert "A meeting about" not in text_of(get(noticed.anna, family))
    arranged_for_next_year(noticed)
    page = text_of(get(noticed.anna, family))
    assert "Friday 10 December 2027 at 3.30pm , The library, Larkfield" in page
    assert "Tom Reed" in page.split("These people are invited")[1].split("Tell us what you think")[0]
    assert "Tell us what you think by Friday 26 November 2027" in page
    assert "Send your views for the meeting" in page
    # Twelve months beginning with the notice of 11 December 2026 end on the day of the meeting, before its four weeks (7 January 2028).
    steps = page.split("After the meeting:")[1]
    assert steps.startswith(" By Friday 10 December 2027 We decide if Oscar’s plan stays, changes or ends, and write to you. The yearly review must be finished by that day."
                            " By Friday 24 December 2027 You get a report of the meeting")  # fmt: skip
    assert "7 January 2028" not in page
    for someone in (noticed.tom, noticed.priya):
        assert "The council is amending the plan. The next meeting is on Friday 10 December 2027 at 3.30pm" in text_of(get(someone, noticed.path)), someone.name
        assert "next meeting Fri 10 Dec 2027" in text_of(get(someone, "/reviews/")), someone.name


def test_a_meeting_that_was_held_or_whose_day_has_gone_is_not_one_to_come(area, settings):
    arranged(area)
    page = f"/family/{area.oscar.pk}/"
    assert "Thursday 10 December 2026 at 3.30pm" in text_of(get(area.anna, page))
    settings.DEMO_TODAY = day("2026-12-11")
    assert "A meeting about" not in text_of(get(area.anna, page))


def test_while_an_amendment_runs_the_family_reads_its_plan_and_its_help_beside_the_changes(noticed):
    page = get(noticed.anna, f"/family/{noticed.oscar.pk}/")
    shown = text_of(page)
    assert "Oscar’s plan now , issued 14 January 2026. It counts until we have decided on the changes" in shown
    assert "Help in Oscar’s plan now: what was given, and what is owed" in shown
    assert "The changes proposed , sent 11 December 2026" in shown
    now = f"/cases/{noticed.assessments[noticed.oscar.pk].pk}/plan/now/"
    assert now in page.content.decode()
    assert "Regular help with reading." in text_of(get(noticed.anna, now))
    assert "Daily help." not in text_of(get(noticed.anna, now))
    assert "Daily help." in text_of(get(noticed.anna, f"{noticed.plan}read/"))


def test_the_plan_in_force_is_one_link_from_case_and_lists_and_is_the_amended_one_once_it_is_issued(noticed, settings):
    now = f"{noticed.plan}now/"
    for where in (f"/cases/{noticed.case.pk}/", noticed.path, "/reviews/"):
        assert now in get(noticed.priya, where).content.decode(), where
    assert "This is the plan that is in force. It was issued on Wednesday 14 January 2026" in text_of(get(noticed.priya, now))
    assert get(noticed.una, now).status_code == 404
    settings.DEMO_TODAY = day("2026-12-26")
    assert issue(noticed).status_code == 302
    # A further proposal lies on the same case as the plan in force.
    settings.DEMO_TODAY = day("2027-03-01")
    propose(noticed, "Daily help, twice.")
    for someone in (noticed.priya, noticed.anna):
        page = text_of(get(someone, now))
        assert "It was issued on Saturday 26 December 2026" in page, someone.name
        assert "Daily help." in page
        assert "twice" not in page
    data = get(noticed.anna, f"{noticed.plan}plan.json", issued="1").content.decode()
    assert "Daily help." in data
    assert "twice" not in data


def test_where_no_plan_is_in_force_the_page_says_when_there_will_be(area):
    case_of(area.oscar, ("cessation-considered", day("2026-10-01")), ("plan-ceased", day("2026-11-20"), {"reason": "x"}), pathway="plan-cessation")
    assert "No plan is in force here" in text_of(get(area.priya, f"/cases/{area.case.pk}/plan/now/"))
    assert "Oscar’s last plan" in text_of(get(area.anna, f"/family/{area.oscar.pk}/"))
