"""A SENCO prepares reviews for two councils; the council decides; nobody else sees or does what is not theirs."""

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from goldenthread.cases.models import Case, Event, UnsentForm
from goldenthread.letters.models import Letter, Message
from goldenthread.plans.models import Clause, Offering, Plan
from goldenthread.reviews.models import Invitation, Paper, Report, Review
from goldenthread.reviews.queries import plan_read

from ..plans.media_files import told_png
from .conftest import (
    MEETING,
    as_application,
    as_viewer,
    case_of,
    child_of,
    day,
    get,
    invitation_of,
    looked,
    post,
    queries,
    sign_in,
    text_of,
)


def send(someone, path, data):
    client = sign_in(someone)
    with as_application():
        return looked(client, client.post(path, data))


def arranged(area, path=None, someone=None):
    path, someone = path or area.path, someone or area.tom
    looked = send(someone, f"{path}arrange/", {**MEETING, "do": "look"})
    assert looked.status_code == 200, text_of(looked)
    answer = send(someone, f"{path}arrange/", invitation_of(looked))
    assert answer.status_code == 302, text_of(answer)
    return looked


def held(area, settings, on="2026-12-10"):
    arranged(area)
    settings.DEMO_TODAY = dt.date(2026, 12, 11)
    d = day(on)
    came = [str(i.pk) for i in Invitation.objects.filter(case=area.case.pk)[:2]]
    answer = send(area.tom, f"{area.path}held/", {"on_day": d.day, "on_month": d.month, "on_year": d.year, "came": came})
    assert answer.status_code == 302, text_of(answer)


def reported(area, settings):
    held(area, settings)
    lines = Clause.objects.filter(case=area.assessments[area.oscar.pk].pk, section="E", plan__issued_on__isnull=False).order_by("number")
    said = {}
    for c in lines:
        said |= {f"judgement-{c.line}": "met", f"evidence-{c.line}": "Read a whole story to his class."}
    assert get(area.tom, f"{area.path}report/outcomes/").status_code == 200
    assert send(area.tom, f"{area.path}report/outcomes/", {**said, "other": "", "revision": "0"}).status_code == 302
    assert send(area.tom, f"{area.path}report/changes/", {"recommends": "amend", "F": "More reading.", "revision": "1"}).status_code == 302
    assert send(area.tom, f"{area.path}report/views/", {"child": "I like stories.", "family": "We are glad.", "revision": "2"}).status_code == 302
    answer = send(area.tom, f"{area.path}report/check/", {})
    assert answer.status_code == 302, text_of(answer)


def test_a_report_that_is_sent_twice_went_once_and_says_so(area, settings):
    reported(area, settings)
    before = Message.objects.count()
    again = send(area.tom, f"{area.path}report/check/", {})
    assert "Nothing was done now" in str(*get_messages(again.wsgi_request))
    assert Message.objects.count() == before
    for someone in (area.una, area.sam):
        assert send(someone, f"{area.path}report/check/", {}).status_code == 404


def events(case):
    return list(Event.objects.filter(case=case.pk).order_by("number").values_list("event", "on"))


def test_a_line_that_the_ledger_cannot_check_is_asked_about_at_the_review(area, settings):
    held(area, settings)
    line = Clause.objects.get(case=area.assessments[area.oscar.pk].pk, section="F", plan__issued_on__isnull=False).line
    page = text_of(get(area.tom, f"{area.path}report/help/"))
    assert "F1: Regular help with reading." in page
    assert "We ask because" in page
    assert "Nothing is said about whether F1 was given" in text_of(get(area.tom, f"{area.path}report/check/"))
    given = {f"given-{line}": "part", f"shows-{line}": "Mornings until half term.", "revision": "0"}
    assert send(area.tom, f"{area.path}report/help/", given).status_code == 302
    check = text_of(get(area.tom, f"{area.path}report/check/"))
    assert "Nothing is said about whether F1" not in check
    assert "Given in part" in check


# --- the setting ---


def test_a_senco_has_one_list_of_two_councils_most_urgent_first(area):
    page = text_of(get(area.tom, "/reviews/"))
    assert "Essex County Council and Southend City Council" in page
    assert page.index("Oscar Lindqvist") < page.index("Mia Berg")
    assert "Wed 13 Jan" in page
    assert "Tue 2 Feb" in page


def test_another_schools_senco_and_another_councils_officer_see_nothing(area):
    assert "Oscar" not in text_of(get(area.una, "/reviews/"))
    assert "Oscar" not in text_of(get(area.sam, "/reviews/"))
    for who in (area.una, area.sam):
        for page in ("", "arrange/", "held/", "report/outcomes/", "report/check/", "decide/"):
            assert get(who, f"{area.path}{page}").status_code == 404


def test_the_page_says_what_the_day_means_and_invites_those_whom_the_law_names(area):
    looked = text_of(arranged(area))
    assert "by Thursday 24 December 2026, two weeks after" in looked
    assert "by Thursday 7 January 2027, four weeks after" in looked
    assert events(area.case)[1:] == [
        ("review-meeting-arranged", day("2026-11-24")), *[("review-advice-requested", day("2026-11-24"))] * 3
    ]  # fmt: skip
    parties = set(Invitation.objects.values_list("party", flat=True))
    assert parties == {"family", "setting", "authority", "health", "social-care"}
    mail = Message.objects.filter(purpose="review-invited")
    assert {m.to_name for m in mail} >= {"Anna Lindqvist", "Tom Reed", "Priya Nair", "Leila Farouk"}
    assert not any("Oscar" in m.body + m.subject or "plan" in m.body for m in mail)
    assert "Thursday 10 December 2026" in mail[0].body
    # Whoever has no account gets it on paper.
    head = Invitation.objects.get(name__startswith="The head")
    pdf = get(area.tom, f"{area.path}print/{head.pk}/invitation/")
    assert pdf.content.startswith(b"%PDF")


def test_whom_the_law_names_cannot_be_left_out(area):
    looked = send(area.tom, f"{area.path}arrange/", {**MEETING, "do": "look"})
    without = {k: v for k, v in invitation_of(looked).items() if k != "party-health"}
    answer = send(area.tom, f"{area.path}arrange/", without)
    assert "Invite a health professional whom the ICB names (r.20(2)(d))" in text_of(answer)
    assert len(events(area.case)) == 1
    assert not Review.objects.exists()


def test_a_day_that_is_too_late_or_gone_is_said(area):
    late = text_of(send(area.tom, f"{area.path}arrange/", {**MEETING, "day_day": "20", "do": "look"}))
    assert "later than Wednesday 16 December 2026" in late
    assert "by Wednesday 13 January 2027, when the review must be complete" in late
    # Arranged on 24 November for 3 December: its notice was due on 19 November, before there was a meeting.
    soon = {**MEETING, "day_day": "3"}
    send(area.tom, f"{area.path}arrange/", {**invitation_of(send(area.tom, f"{area.path}arrange/", {**soon, "do": "look"})), "day_day": "3"})
    assert "Its last day had passed before it began" in text_of(get(area.priya, f"/cases/{area.case.pk}/"))
    gone = send(area.tom, f"{area.path}arrange/", {**MEETING, "day_month": "11", "do": "look"})
    assert "must be today or in the future" in text_of(gone)


def test_two_people_arrange_at_once_and_the_second_is_told(area):
    looked = send(area.tom, f"{area.path}arrange/", {**MEETING, "do": "look"})
    data = invitation_of(looked)
    assert send(area.tom, f"{area.path}arrange/", data).status_code == 302
    again = send(area.tom, f"{area.path}arrange/", data)
    assert again.status_code == 409
    assert "Nothing was sent" in text_of(again)
    assert Review.objects.count() == 1


def test_advice_goes_round_to_everybody_and_is_then_read_by_them_and_not_before(area):
    arranged(area)
    assert send(area.tom, f"{area.path}advice/", {"by_name": "Leila Farouk, therapist", "text": "Oscar now follows two steps."}).status_code == 302
    assert "follows two steps" not in text_of(get(area.anna, area.path))
    assert send(area.tom, area.path, {"do": "circulate"}).status_code == 302
    for who in (area.anna, area.leila, area.priya, area.dina):
        assert "follows two steps" in text_of(get(who, area.path)), who.name
    # A colleague who works with the child and was not invited has no part in it.
    Invitation.objects.filter(user=area.nell.user.pk).delete()
    assert "follows two steps" not in text_of(get(area.nell, area.path))
    assert events(area.case)[-1][0] == "review-advice-circulated"


def test_a_meeting_to_come_is_not_recorded_as_held(area):
    arranged(area)
    answer = send(area.tom, f"{area.path}held/", {"on_day": "10", "on_month": "12", "on_year": "2026", "came": []})
    assert "must be today or in the past" in text_of(answer)


def test_a_report_goes_to_everybody_and_is_never_changed(area, settings):
    reported(area, settings)
    assert [e for e, _ in events(area.case)][-2:] == ["review-meeting-held", "review-report-sent"]
    for who in (area.anna, area.leila, area.priya):
        page = text_of(get(who, area.path))
        assert "Reads a short story alone" in page, who.name
        assert "Read a whole story to his class." in page
    assert get(area.tom, f"{area.path}report/outcomes/").status_code == 404
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.update(body={})
    head = Invitation.objects.get(name__startswith="The head")
    assert get(area.tom, f"{area.path}print/{head.pk}/report/").content.startswith(b"%PDF")


def test_the_form_saves_by_itself_and_a_second_window_is_told(area, settings):
    held(area, settings)
    first = send(area.tom, f"{area.path}report/views/", {"child": "I like", "family": "", "revision": "0", "autosave": "1"})
    assert first.json()["revision"] == 1
    other = send(area.tom, f"{area.path}report/views/", {"child": "Other words", "family": "", "revision": "0"})
    assert "changed in another window" in text_of(other)
    assert "I like" in text_of(other)
    assert "Other words" in other.content.decode()
    # Another part, opened before, is not overtaken by this one.
    assert send(area.tom, f"{area.path}report/changes/", {"recommends": "maintain", "revision": "0"}).status_code == 302


def test_what_is_lacking_is_pointed_out_and_nothing_at_all_is_not_sent(area, settings):
    held(area, settings)
    assert "No judgement of progress on E1" in text_of(get(area.tom, f"{area.path}report/check/"))
    answer = send(area.tom, f"{area.path}report/check/", {})
    assert answer.status_code == 409
    assert "Nothing is written in the report yet" in text_of(answer)


def test_adulthood_is_a_part_of_the_report_from_year_9_and_not_before(area, settings):
    held(area, settings)
    assert get(area.tom, f"{area.path}report/adulthood/").status_code == 404
    area.oscar.date_of_birth = day("2012-10-05")
    area.oscar.save()
    assert "Who leads in adult health care" in text_of(get(area.tom, f"{area.path}report/adulthood/"))


# --- the second wall ---


def test_row_level_security_holds_a_review_by_itself(area):
    arranged(area)
    send(area.tom, f"{area.path}advice/", {"by_name": "X", "text": "Private"})

    def rows(model):
        return lambda _: model.objects.count()

    for who, sees in ((area.tom, 1), (area.priya, 1), (area.anna, 1), (area.leila, 1), (area.una, 0), (area.sam, 0), (area.lena, 0)):
        assert as_viewer(who, rows(Review)) == sees, who.name
    for who, sees in ((area.tom, 1), (area.priya, 1), (area.anna, 0), (area.leila, 0), (area.una, 0), (area.sam, 0)):
        assert as_viewer(who, rows(Paper)) == sees, who.name


def test_only_whoever_keeps_a_review_writes_to_it(area):
    arranged(area)
    review = Review.objects.get()
    of = {"review": review, "child": area.oscar, "owner": area.essex, "case": area.case.pk}

    def add(_):
        Paper.objects.bulk_create([Paper(by_name="x", text="x", added_by=area.case.pk, **of)])

    for who in (area.anna, area.leila, area.una, area.sam):
        with pytest.raises(DatabaseError):
            as_viewer(who, add)
    as_viewer(area.tom, add)
    # And never for another child than the case's.
    def for_another(_):
        Review.objects.bulk_create([Review(child=area.mia, owner=area.southend, case=area.case.pk, setting=area.school, time="1", place="x", made_by=area.case.pk)])

    with pytest.raises(DatabaseError):
        as_viewer(area.tom, for_another)


def test_another_schools_senco_records_no_event_of_a_review(area):
    def record(_):
        Event.objects.bulk_create([Event(case_id=area.case.pk, number=2, event="review-report-sent", on=day("2026-11-24"), by="user:x", kind_of_data="ehc-request-and-stage")])

    for who in (area.una, area.anna, area.leila):
        with pytest.raises(DatabaseError):
            as_viewer(who, record)


# --- the council ---


def test_the_council_keeps_the_plan_and_the_family_hears_its_rights(area, settings):
    reported(area, settings)
    data = {"way": "maintain", "reasons": "The plan still says what Oscar needs."}
    preview = send(area.priya, f"{area.path}decide/", {**data, "do": "preview"})
    page = text_of(preview)
    assert "You can appeal" in page
    assert "keep the plan of Oscar as it is" in page
    read = re.search(r'name="read_up_to" value="(\d+)"', preview.content.decode())[1]
    # Where the case changed meanwhile, nothing is sent and no word is lost.
    turned = send(area.priya, f"{area.path}decide/", {**data, "do": "send", "read_up_to": "1"})
    assert events(area.case)[-1][0] != "decided-to-maintain"
    back = get(area.priya, turned.headers["Location"])
    assert "The plan still says what Oscar needs." in back.content.decode()
    assert send(area.priya, f"{area.path}decide/", {**data, "do": "send", "read_up_to": read}).status_code == 302
    assert not UnsentForm.objects.exists()
    assert events(area.case)[-1] == ("decided-to-maintain", day("2026-12-11"))
    assert Letter.objects.get(template="decided-to-maintain")
    assert "keep the plan of Oscar" in text_of(get(area.anna, f"/family/{area.oscar.pk}/"))


def test_keeping_the_plan_needs_reasons_and_a_decision_needs_a_meeting(area, settings):
    assert "no review meeting to decide on" in text_of(get(area.priya, f"{area.path}decide/"))
    held(area, settings)
    answer = send(area.priya, f"{area.path}decide/", {"way": "maintain", "reasons": "", "do": "preview"})
    assert "Enter the reasons" in text_of(answer)
    assert get(area.tom, f"{area.path}decide/").status_code == 404


def test_to_amend_is_decided_only_by_the_notice_with_the_changes(area, settings):
    reported(area, settings)
    before = events(area.case)
    check = send(area.priya, f"{area.path}decide/", {"way": "amend", "do": "preview"})
    assert "Check your decision: amend the plan" in text_of(check)
    assert 'name="way" value="amend"' in check.content.decode()
    assert events(area.case) == before
    assert send(area.priya, f"{area.path}decide/", {"way": "amend", "do": "send"}).status_code == 302
    assert events(area.case)[-1][0] == "decided-to-amend"
    assert "Held and reported, not decided" in text_of(get(area.priya, "/reviews/?state=undecided"))
    plan = f"/cases/{area.case.pk}/plan/"
    assert "Start the amended version" in text_of(get(area.priya, f"{plan}amend/"))
    assert send(area.priya, f"{plan}amend/", {}).status_code == 302
    assert send(area.priya, f"{plan}amend/", {}).status_code == 302
    draft = Plan.objects.get(case=area.case.pk)
    assert draft.version == 3
    assert "Nothing is changed yet" in text_of(get(area.priya, f"{plan}notice/"))
    clause = Clause.objects.get(plan=draft, section="F")
    page = get(area.priya, f"{plan}clauses/{clause.pk}/")
    seen = re.search(r'name="seen" value="([^"]+)"', page.content.decode())[1]
    send(area.priya, f"{plan}clauses/{clause.pk}/", {"text": "Help with reading, 20 minutes daily, from a teaching assistant.", "seen": seen})
    notice = text_of(get(area.priya, f"{plan}notice/"))
    # Notice 11 Dec: fifteen days beginning with it end on 25 Dec; eight weeks on 5 Feb, and twelve from 10 Dec on 4 Mar.
    assert "has until Friday 25 December 2026" in notice
    assert "due by Friday 5 February 2027" in notice
    assert send(area.priya, f"{plan}notice/", {"evidence": ""}).status_code == 409
    assert send(area.priya, f"{plan}notice/", {"evidence": "The review showed that daily help works."}).status_code == 302
    assert events(area.case)[-1] == ("amendment-notice-sent", day("2026-12-11"))
    seen_by_family = text_of(get(area.anna, f"{plan}read/"))
    assert "20 minutes daily" in seen_by_family
    assert "What would change" in seen_by_family
    # Inside the family's days it is refused.
    assert "It cannot be issued yet" in text_of(get(area.priya, f"{plan}amended/"))
    assert send(area.priya, f"{plan}amended/", {}).status_code == 409
    settings.DEMO_TODAY = dt.date(2026, 12, 26)
    answer = send(area.priya, f"{plan}amended/", {})
    if answer.status_code != 302:
        needed = dict.fromkeys(re.findall(r'name="(address-[^"]+)"', answer.content.decode()), "1 High Street")
        answer = send(area.priya, f"{plan}amended/", needed)
    assert answer.status_code == 302, text_of(answer)
    assert events(area.case)[-1] == ("amended-plan-issued", day("2026-12-26"))
    assert "20 minutes daily" in text_of(get(area.anna, f"{plan}read/"))
    assert "Oscar’s plan now , issued 26 December 2026" in text_of(get(area.anna, f"/family/{area.oscar.pk}/"))
    # What was in force stays as it was.
    assert Clause.objects.filter(plan__case=area.assessments[area.oscar.pk].pk, section="F").values_list("text", flat=True)[0] == "Regular help with reading."
    # The next amendment begins from the amended plan.
    send(area.priya, f"{plan}amend/", {})
    assert Plan.objects.filter(case=area.case.pk).order_by("-version")[0].version == 5


def test_a_proposal_that_is_not_made_leaves_the_plan_as_it_was(area, settings):
    reported(area, settings)
    plan = f"/cases/{area.case.pk}/plan/"
    send(area.priya, f"{plan}amend/", {})
    Clause.objects.filter(plan__case=area.case.pk, section="F").update(text="Daily help.")
    assert send(area.priya, f"{plan}notice/", {"evidence": "The review."}).status_code == 302
    path = f"/cases/{area.case.pk}/decide-not-to-amend/"
    preview = send(area.priya, path, {"reasons": "The family showed that it would not help.", "do": "preview"})
    read = re.search(r'name="read_up_to" value="(\d+)"', preview.content.decode())[1]
    assert send(area.priya, path, {"reasons": "The family showed that it would not help.", "do": "send", "read_up_to": read}).status_code == 302
    assert events(area.case)[-1][0] == "decided-not-to-amend"
    assert get(area.anna, f"{plan}read/").status_code == 404
    assert send(area.priya, f"{plan}amend/", {}).status_code == 302
    assert Clause.objects.get(plan__case=area.case.pk, plan__withdrawn=False, section="F").text == "Regular help with reading."


def test_a_decision_not_to_amend_what_was_never_proposed_here_is_recorded_by_the_plain_form(area):
    plain = f"/cases/{area.case.pk}/record/decided-not-to-amend/"
    path = f"/cases/{area.case.pk}/decide-not-to-amend/"
    sent_on = get(area.priya, path)
    assert (sent_on.status_code, sent_on.url) == (302, f"{plain}?plain")
    assert get(area.priya, plain, plain="").status_code == 200
    assert send(area.priya, path, {"reasons": "No.", "do": "preview"}).status_code == 404


def test_the_councils_counts_open_their_lists(area, settings):
    page = get(area.priya, "/reviews/")
    assert '?state=not-arranged#list">1<' in page.content.decode()
    assert "Oscar Lindqvist" in text_of(get(area.priya, "/reviews/", state="not-arranged"))
    assert "Mia" not in text_of(page)
    settings.DEMO_TODAY = day("2027-01-14")
    assert "1 of 1 review is past a limit in law" in text_of(get(area.grace, "/reviews/"))


# --- ceasing ---


def test_a_plan_ceases_only_after_both_were_consulted_and_is_kept(area):
    begun = send(area.priya, f"/children/{area.oscar.pk}/consider-ceasing/", {})
    path = begun.headers["Location"]
    page = text_of(get(area.priya, path))
    assert "The family was not consulted" in page
    assert "r.31(1)" in page
    refused = send(area.priya, path, {"ground": "not-necessary", "reasons": "Done.", "do": "preview"})
    assert refused.status_code == 409
    # The words of a consultation without its day come back, and those of the decision wait.
    again = send(area.priya, path, {"do": "consulted", "who": "family", "words": "We would rather wait."})
    assert again.status_code == 200
    assert "We would rather wait." in again.content.decode()
    assert "There is a problem" in text_of(again)
    for who in ("family", "setting"):
        assert post(area.priya, path, do="consulted", who=who, on_day="24", on_month="11", on_year="2026", words="They agree.").status_code == 302
    assert "Done.</textarea>" in get(area.priya, path).content.decode().replace("\r\n", "")
    stopped = send(area.priya, path, {"ground": "left-education", "reasons": "Left.", "do": "preview"})
    assert "Under 18, a plan may never cease merely" in text_of(stopped)
    data = {"ground": "not-necessary", "reasons": "Oscar has met every outcome."}
    preview = send(area.priya, path, {**data, "do": "preview"})
    # Two months of the notice of 24 Nov end on Sunday 24 Jan 2027: the tribunal's limit rolls to Monday the 25th.
    assert "stays in force until Monday 25 January 2027" in text_of(preview)
    read = re.search(r'name="read_up_to" value="(\d+)"', preview.content.decode())[1]
    extra = dict.fromkeys(re.findall(r'name="(address_[^"]+)"', preview.content.decode()), "1 High Street")
    assert send(area.priya, path, {**data, **extra, "do": "send", "read_up_to": read}).status_code == 302
    after = text_of(get(area.priya, path))
    assert "The plan is ceasing" in after
    assert "until Monday 25 January 2027 at least" in after
    case = Case.objects.get(pathway="plan-cessation")
    assert [e for e, _ in events(case)] == ["cessation-considered", "family-consulted", "setting-consulted", "decided-to-cease"]
    assert get(area.tom, path).status_code == 404
    assert get(area.sam, path).status_code == 404


def test_a_consultation_that_is_sent_twice_from_one_form_is_recorded_once(area):
    path = send(area.priya, f"/children/{area.oscar.pk}/consider-ceasing/", {}).headers["Location"]
    form = get(area.priya, path).content.decode().partition("Record a consultation")[2].partition("</form>")[0]
    read = re.search(r'name="read_up_to" value="(\d+)"', form)[1]
    for who in ("setting", "setting"):
        post(area.priya, path, do="consulted", who=who, on_day="24", on_month="11", on_year="2026", words="They agree.", read_up_to=read)
    page = text_of(get(area.priya, path))
    assert page.count("Setting consulted: Tuesday 24 November 2026") == 1
    assert Event.objects.filter(event="setting-consulted").count() == 1


# --- phase transfers ---


def test_everybody_with_a_transfer_is_counted_run_backwards_and_a_count_opens_its_list(area, settings):
    # Mia and Oscar are in Year 5 and Year 6 on 24 Nov 2026: born Feb 2016 is Year 6, Oct 2016 Year 5.
    zoe = child_of(area.essex, "Zoe", "Price", date_of_birth=day("2015-11-02"))
    case_of(zoe, ("plan-made", day("2026-01-14")), pathway="annual-review")
    ada = child_of(area.essex, "Ada", "Holt", date_of_birth=day("2015-12-02"))
    case_of(ada, ("phase-transfer-identified", day("2026-10-01"), {"phase": "primary-to-secondary", "transfer_on": "2027-09-01"}), pathway="phase-transfer")
    page = get(area.priya, "/phase-transfers/")
    told = text_of(page)
    assert "0 of 2 are behind the pace" in told
    assert "Of 2 transfers this school year, 1 are not identified yet" in told
    assert "by Sunday 14 February 2027: the law says before Monday 15 February 2027" in told
    assert "by Saturday 30 January 2027, which leaves the family its 15 days" in told
    assert "Zoe Price" in text_of(get(area.priya, "/phase-transfers/", at="not-identified"))
    assert "Zoe Price" not in text_of(get(area.priya, "/phase-transfers/", at="identified"))
    assert "Zoe" not in text_of(get(area.sam, "/phase-transfers/"))
    assert get(area.tom, "/phase-transfers/").status_code == 404
    settings.DEMO_TODAY = day("2026-12-05")
    assert "2 of 2 are behind the pace" in text_of(get(area.priya, "/phase-transfers/"))
    opened = send(area.priya, f"/children/{zoe.pk}/phase-transfer/", {"phase": "primary-to-secondary", "transfer_on_day": "1", "transfer_on_month": "9", "transfer_on_year": "2027"})
    assert opened.status_code == 302, text_of(opened)
    assert Case.objects.filter(child=zoe, pathway="phase-transfer").count() == 1


def test_a_long_list_of_reviews_or_transfers_holds_each_child_once_over_its_pages_and_the_same_counts_on_each(area):
    """All are due on one day: only an order that is kept keeps one from standing twice, and another nowhere."""
    for n in range(40):
        child = child_of(area.essex, "Child", f"Number{n:02}", date_of_birth=day("2015-11-02"))
        case_of(child, ("plan-made", day("2026-01-14")), pathway="annual-review")
    for path, chosen in (("/reviews/", {"state": "not-arranged"}), ("/phase-transfers/", {"at": "not-identified"})):
        first, second = (get(area.priya, path, page=page, **chosen) for page in ("1", "2"))
        told = [re.findall(r"(?:Number\d\d|Lindqvist)</a>", page.content.decode()) for page in (first, second)]
        total = len({*told[0], *told[1]})
        assert (len(told[0]), len(told[0]) + len(told[1])) == (25, total), path
        assert f"Showing 26 to {total} of {total}." in text_of(second)
        assert f"page=2&amp;{next(iter(chosen))}={next(iter(chosen.values()))}#list" in first.content.decode()
        answers = {re.search(r'gt-answer">(.*?)</p>', page.content.decode())[1] for page in (first, second)}
        assert len(answers) == 1
    assert "0 of 40 are behind the pace" in text_of(second)


def test_a_list_asks_as_many_questions_for_many_children_as_for_few(area):
    first = child_of(area.essex, "Child", "First", date_of_birth=day("2015-11-02"))
    case_of(first, ("plan-made", day("2026-01-14")), pathway="annual-review")
    few = queries(area.priya, "/reviews/"), queries(area.priya, "/phase-transfers/")
    for n in range(5):
        child = child_of(area.essex, "Child", f"Number{n}", date_of_birth=day("2015-11-02"))
        case_of(child, ("plan-made", day("2026-01-14")), pathway="annual-review")
    assert (queries(area.priya, "/reviews/"), queries(area.priya, "/phase-transfers/")) == few


def test_a_meeting_that_was_arranged_elsewhere_is_reported_on_here(area, settings):
    settings.DEMO_TODAY = dt.date(2026, 12, 11)
    assert post(area.priya, f"/cases/{area.case.pk}/record/review-meeting-held/?plain=1", on_day="10", on_month="12", on_year="2026",
                read_up_to="1").status_code == 302  # fmt: skip
    assert "Write the report" in text_of(get(area.tom, area.path))
    assert get(area.tom, f"{area.path}report/views/").status_code == 200
    assert send(area.tom, f"{area.path}report/views/", {"child": "I like it.", "family": "", "revision": "0"}).status_code == 302
    assert "Nobody is on record here as invited" in text_of(get(area.tom, f"{area.path}report/check/"))
    assert send(area.tom, f"{area.path}report/check/", {}).status_code == 302
    assert "I like it." in text_of(get(area.anna, area.path))


def test_a_review_of_a_child_under_5_is_shown_as_guidance_and_never_as_a_breach(area, settings):
    small = child_of(area.essex, "Tim", "Small", date_of_birth=day("2023-01-10"))
    case_of(small, ("plan-made", day("2026-02-10"), {"date_of_birth": "2023-01-10"}), pathway="annual-review")
    page = text_of(get(area.priya, "/reviews/", state="not-arranged"))
    # Six months of 10 Feb 2026 end on 10 Aug 2026, past on 24 Nov: no breach, because the law's day is 9 Feb 2027.
    assert "Under 5: the Code says to think about a review by Mon 10 Aug 2026. Guidance, not law" in page
    assert "0 of 2 reviews are past a limit in law" in page
    # Born on 10 Aug 2021, she turns 5 on the day of the note; born a day later, he is still 4 on that day, and 5 when it is read.
    for n, born in enumerate(("2021-08-10", "2021-08-11"), 1):
        older = child_of(area.essex, f"Older{n}", "Small", date_of_birth=day(born))
        case_of(older, ("plan-made", day("2026-02-10"), {"date_of_birth": born}), pathway="annual-review")
    page = text_of(get(area.priya, "/reviews/", state="not-arranged"))
    assert "Older1 Small" in page
    assert page.count("Under 5: the Code") == 1


def test_a_change_of_phase_names_the_next_setting_only_once_it_was_consulted(area, settings):
    case = case_of(
        area.oscar, ("phase-transfer-identified", day("2026-10-01"), {"phase": "primary-to-secondary", "transfer_on": "2027-09-01"}), pathway="phase-transfer"
    )
    plan = f"/cases/{case.pk}/plan/"
    assert "Consult settings about the next place" in text_of(get(area.priya, f"{plan}amend/"))
    asked = send(area.priya, f"{plan}settings/{area.other_school.pk}/consult/", {"person": "Una Obi", "email": area.una.user.email})
    assert asked.status_code == 302, text_of(asked)
    assert "Oscar Lindqvist" not in text_of(get(area.priya, "/phase-transfers/", at="identified"))
    assert "Oscar Lindqvist" in text_of(get(area.priya, "/phase-transfers/", at="consulted"))
    assert send(area.priya, f"{plan}amend/", {}).status_code == 302
    words = "Larkfield Primary School until July 2027. Hawthorn Primary School, a mainstream school, from September 2027."
    Clause.objects.filter(plan__case=case.pk, section="I").update(text=words)
    assert send(area.priya, f"{plan}notice/", {"evidence": "Oscar moves to secondary school."}).status_code == 302
    settings.DEMO_TODAY = day("2026-12-09")
    refused = send(area.priya, f"{plan}amended/", {"setting": ""})
    assert "Name the next setting" in text_of(refused)
    data = {"setting": str(area.other_school.pk)}
    answer = send(area.priya, f"{plan}amended/", data)
    assert answer.status_code == 302, text_of(answer)
    assert events(case)[-1] == ("amended-plan-issued", day("2026-12-09"))
    issued = Plan.objects.get(case=case.pk, issued_on__isnull=False)
    assert issued.setting == area.other_school
    # What the family was shown is what is issued.
    assert Clause.objects.get(plan=issued, section="I").text == words
    assert "Oscar Lindqvist" in text_of(get(area.priya, "/phase-transfers/", at="issued"))
    # The school of today was given the plan before it alone, and is not told that this is the plan.
    assert "This is the plan that is in force" in text_of(get(area.priya, f"{plan}now/"))
    older = text_of(get(area.tom, f"{plan}now/"))
    assert "A newer plan has been issued since the one that you were given" in older
    assert "This is the plan that is in force" not in older
    assert as_viewer(area.tom, lambda v: plan_read(v, area.case)) == (None, [])


def test_the_same_advice_pressed_twice_is_one_paper(area):
    arranged(area)
    for _ in range(2):
        assert send(area.tom, f"{area.path}advice/", {"by_name": "Leila Farouk", "text": "He says more."}).status_code == 302
    assert Paper.objects.filter(case=area.case.pk).count() == 1


def test_the_setting_that_returns_a_review_passes_on_the_childs_own_words_and_pictures_for_section_a(area):
    plan = f"/cases/{area.case.pk}/plan/section-a/"
    assert "Add Oscar’s own words, a picture or a recording to section A" in text_of(get(area.tom, area.path))
    form = text_of(get(area.tom, plan))
    assert "Whose is it?" not in form
    sent = send(area.tom, plan, {"kind": "picture", "words": "Oscar on a swing", "file": SimpleUploadedFile("me.png", told_png())})
    assert sent.status_code == 302, text_of(sent)
    assert send(area.tom, plan, {"kind": "words", "words": "I like my desk by the window."}).status_code == 302
    found = list(Offering.objects.order_by("kind"))
    assert [(o.kind, o.childs_own, o.by_name) for o in found] == [("picture", True, "Tom Reed"), ("words", True, "Tom Reed")]
    # It sees what it sent, and the officer puts it in.
    assert get(area.tom, f"/cases/{area.case.pk}/plan/media/{found[0].content_id}/").status_code == 200
    assert "With the case officer" in text_of(get(area.tom, plan))
    assert "sent by Tom Reed" in text_of(get(area.priya, plan))
    # Before an amendment begins it is accepted, and the amended version begins with it.
    assert "Accept it for the next version" in text_of(get(area.priya, f"{plan}{found[0].pk}/"))
    assert send(area.priya, f"{plan}{found[0].pk}/", {"do": "keep"}).status_code == 302
    assert "Accepted for the next version" in text_of(get(area.tom, plan))
    assert send(area.priya, f"/cases/{area.case.pk}/plan/amend/", {}).status_code == 302
    assert Clause.objects.get(plan__case=area.case.pk, section="A").content_id == found[0].content_id
    assert Offering.objects.get(pk=found[0].pk).decision == "taken"
    assert send(area.priya, f"{plan}{found[1].pk}/", {"do": "take"}).status_code == 302
    assert set(Clause.objects.filter(plan__case=area.case.pk, section="A").values_list("text", flat=True)) == {"Oscar on a swing", "I like my desk by the window."}
    # Not another school, nor a therapist, nor of the assessment, which is no review.
    for someone in (area.una, area.leila):
        assert get(someone, plan).status_code == 404, someone.name
    assert get(area.tom, f"/cases/{area.assessments[area.oscar.pk].pk}/plan/section-a/").status_code == 404


@pytest.mark.parametrize("who", ["una", "leila"])
def test_the_database_itself_takes_nothing_for_section_a_from_who_is_not_of_the_childs_setting(area, who):
    given = [uuid4(), area.case.pk, "words", "I like my desk.", True, "X", None, "", None]
    question = "select plans_offer(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
    with connection.cursor() as cursor:
        assert as_viewer(getattr(area, who), lambda _: (cursor.execute(question, given), cursor.fetchone()[0])[1]) == "refused"
        # Nor from the setting, what is the family's.
        given[4] = False
        assert as_viewer(area.tom, lambda _: (cursor.execute(question, given), cursor.fetchone()[0])[1]) == "refused"
        given[4] = True
        assert as_viewer(area.tom, lambda _: (cursor.execute(question, given), cursor.fetchone()[0])[1]) == "sent"


def test_what_a_setting_owes_of_reviews_of_any_council_stands_in_its_sencos_work(area):
    work = text_of(get(area.tom, "/my-work/"))
    assert "You owe nothing" not in work
    assert "Arrange the review meeting" in work
    assert "Oscar Lindqvist" in work
    assert "Mia Berg" in work
    assert "The plan is Essex County Council’s" in work
    assert "The plan is Southend City Council’s" in work
    # Another setting's SENCO, and the officer, owe no such thing.
    for someone in (area.una, area.priya):
        assert "Arrange the review meeting" not in text_of(get(someone, "/my-work/"))
