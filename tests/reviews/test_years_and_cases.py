"""A review's case lives for years, and its transfer and its cessation are cases of their own: what holds over a second year, a
second press, a second school and a second case. Real pages, both walls."""

import datetime as dt
import re

from goldenthread.cases.models import Case, CaseState, ClockRow, Event
from goldenthread.cases.queries_case import case_view
from goldenthread.letters.models import Letter, Message
from goldenthread.people.models import Connection
from goldenthread.plans.models import Clause
from goldenthread.reviews.models import Invitation, Paper, Report, Review

from .conftest import MEETING, TODAY, as_viewer, case_of, child_of, day, get, invitation_of, post, text_of
from .test_pages_of_reviews import arranged, events, held, reported, send

NEXT_YEAR = {**MEETING, "day_day": "20", "day_month": "11", "day_year": "2027"}
TO_SECONDARY = {"phase": "primary-to-secondary", "transfer_on": "2027-09-01"}
IDENTIFY = {"phase": "primary-to-secondary", "transfer_on_day": "1", "transfer_on_month": "9", "transfer_on_year": "2027"}


def noticed(who, path, data):
    """What a page that shows a notice answers: first the notice, then to the second press."""
    preview = send(who, path, {**data, "do": "preview"})
    read = re.search(r'name="read_up_to" value="(\d+)"', preview.content.decode())
    if preview.status_code != 200 or not read:
        return preview
    extra = dict.fromkeys(re.findall(r'name="(address_[^"]+)"', preview.content.decode()), "1 High Street")
    return send(who, path, {**data, **extra, "do": "send", "read_up_to": read[1]})


def keep_the_plan(area):
    return noticed(area.priya, f"{area.path}decide/", {"way": "maintain", "reasons": "The plan still says what Oscar needs."})


def opened_to_cease(area):
    path = send(area.priya, f"/children/{area.oscar.pk}/consider-ceasing/", {}).headers["Location"]
    return Case.objects.get(child=area.oscar, pathway="plan-cessation"), path


def decided_to_cease(area, on="2026-11-24"):
    case, path = opened_to_cease(area)
    d = day(on)
    for who in ("family", "setting"):
        post(area.priya, path, do="consulted", who=who, on_day=str(d.day), on_month=str(d.month), on_year=str(d.year), words="They agree.")
    assert noticed(area.priya, path, {"ground": "not-necessary", "reasons": "Oscar has met every outcome."}).status_code == 302
    return case, path


def clock(case, slug):
    return ClockRow.objects.filter(case=case.pk, clock=slug).order_by("started").values_list("started", "due", "stopped")


# --- two years of one review ---


def test_a_decision_without_a_report_is_taken_once_and_leaves_next_years_review_free(area, settings):
    held(area, settings)
    assert keep_the_plan(area).status_code == 302
    assert "no review meeting to decide on" in text_of(get(area.priya, f"{area.path}decide/"))
    again = keep_the_plan(area)
    assert again.status_code == 200
    assert [e for e, _ in events(area.case)].count("decided-to-maintain") == 1
    assert Letter.objects.filter(template="decided-to-maintain").count() == 1
    # The report is owed all the same, and can still be written (r.20(9)).
    assert "The report of the meeting of Thursday 10 December 2026 is still owed" in text_of(get(area.tom, area.path))
    assert send(area.tom, f"{area.path}report/views/", {"child": "I like it.", "family": "", "revision": "0"}).status_code == 302
    assert send(area.tom, f"{area.path}report/check/", {}).status_code == 302
    first = Review.objects.get()
    # A year later: another review, with other people, and its meeting is recorded.
    settings.DEMO_TODAY = dt.date(2027, 11, 1)
    looked = send(area.tom, f"{area.path}arrange/", {**NEXT_YEAR, "do": "look"})
    invited = {**invitation_of(looked), **NEXT_YEAR}
    invited["party-health"] = invited["party-health"][:1]
    assert send(area.tom, f"{area.path}arrange/", invited).status_code == 302
    second = Review.objects.exclude(pk=first.pk).get()
    assert Invitation.objects.filter(review=second, party="health").count() == 1
    assert Invitation.objects.filter(review=first, party="health", ended_at=None).count() == 2
    settings.DEMO_TODAY = dt.date(2027, 11, 22)
    # Advice of the year before silences no warning of this one.
    assert send(area.tom, f"{area.path}held/", {"on_day": "20", "on_month": "11", "on_year": "2027"}).status_code == 302
    assert [on for e, on in events(area.case) if e == "review-meeting-held"] == [day("2026-12-10"), day("2027-11-20")]
    page = text_of(get(area.priya, f"{area.path}decide/"))
    # Four weeks of 20 Nov 2027 end on 18 Dec.
    assert "must be notified by Saturday 18 December 2027" in page


def test_advice_that_went_round_last_year_is_none_of_this_year(area, settings):
    arranged(area)
    send(area.tom, f"{area.path}advice/", {"by_name": "X", "text": "Reads more."})
    send(area.tom, area.path, {"do": "circulate"})
    settings.DEMO_TODAY = dt.date(2026, 12, 11)
    send(area.tom, f"{area.path}held/", {"on_day": "10", "on_month": "12", "on_year": "2026"})
    assert "not on record that advice went round" not in text_of(get(area.priya, f"{area.path}decide/"))
    keep_the_plan(area)
    settings.DEMO_TODAY = dt.date(2027, 11, 22)
    assert post(area.priya, f"/cases/{area.case.pk}/record/review-meeting-held/?plain=1", on_day="20", on_month="11", on_year="2027",
                read_up_to=str(Event.objects.filter(case=area.case.pk).count())).status_code == 302  # fmt: skip
    assert "not on record that advice went round" in text_of(get(area.priya, f"{area.path}decide/"))


def test_a_report_bears_the_day_of_its_own_event(area, settings):
    reported(area, settings)
    # Another was recorded plainly, later: it is of no report that is kept here.
    post(area.priya, f"/cases/{area.case.pk}/record/review-report-sent/?plain=1", on_day="11", on_month="12", on_year="2026",
         read_up_to=str(Event.objects.filter(case=area.case.pk).count()))  # fmt: skip
    keep_the_plan(area)
    settings.DEMO_TODAY = dt.date(2027, 2, 1)
    post(area.priya, f"/cases/{area.case.pk}/record/review-report-sent/?plain=1", on_day="20", on_month="1", on_year="2027",
         read_up_to=str(Event.objects.filter(case=area.case.pk).count()))  # fmt: skip
    page = text_of(get(area.anna, area.path))
    assert "Sent Friday 11 December 2026" in page
    assert "20 January 2027" not in page


def test_opening_the_report_writes_nothing(area, settings):
    settings.DEMO_TODAY = dt.date(2026, 12, 11)
    post(area.priya, f"/cases/{area.case.pk}/record/review-meeting-held/?plain=1", on_day="10", on_month="12", on_year="2026", read_up_to="1")
    for page in ("outcomes", "views", "check"):
        assert get(area.tom, f"{area.path}report/{page}/").status_code == 200
    assert (Review.objects.count(), Report.objects.count()) == (0, 0)


# --- who is invited ---


def test_whoever_is_left_out_when_a_meeting_moves_reads_and_hears_nothing_more(area, settings):
    arranged(area)
    moved = {**MEETING, "day_day": "14"}
    data = {**invitation_of(send(area.tom, f"{area.path}arrange/", {**moved, "do": "look"})), **moved}
    data["party-health"] = [k for k in data["party-health"] if str(area.leila.user.practitioner_id) not in k]
    assert send(area.tom, f"{area.path}arrange/", data).status_code == 302
    Message.objects.all().delete()
    send(area.tom, f"{area.path}advice/", {"by_name": "X", "text": "Private"})
    send(area.tom, area.path, {"do": "circulate"})
    assert as_viewer(area.leila, lambda _: (Review.objects.count(), Paper.objects.count())) == (0, 0)
    assert as_viewer(area.nell, lambda _: Paper.objects.count()) == 1
    assert not Message.objects.filter(address=area.leila.user.email).exists()
    assert "Leila" not in text_of(get(area.tom, area.path))
    # Invited again, she reads again. The advice goes along to the new day, and is owed no second time.
    moved["day_day"], settings.DEMO_TODAY = "16", day("2026-11-26")
    back = {**invitation_of(send(area.tom, f"{area.path}arrange/", {**moved, "do": "look"})), **moved}
    assert send(area.tom, f"{area.path}arrange/", back).status_code == 302
    assert as_viewer(area.leila, lambda _: Paper.objects.count()) == 1
    view = as_viewer(area.priya, lambda v: case_view(v, Case.objects.select_related("child").get(pk=area.case.pk), day("2026-11-26")))
    owed = {s.for_: s.stopped for _, s in view.reader.states if s.clock == "circulate-review-advice"}
    assert owed == {"2026-12-10": TODAY, "2026-12-14": TODAY, "2026-12-16": day("2026-11-26")}


def test_an_invitation_by_email_says_the_day_and_the_time_and_nothing_that_was_typed(area):
    data = {**MEETING, "place": "Oscar Lindqvist’s room, Larkfield"}
    looked = send(area.tom, f"{area.path}arrange/", {**data, "do": "look"})
    assert send(area.tom, f"{area.path}arrange/", {**invitation_of(looked), **data}).status_code == 302
    said = [m.body for m in Message.objects.filter(purpose="review-invited")]
    assert said
    assert all("Thursday 10 December 2026 at 3.30pm" in body and "Oscar" not in body and "Larkfield" not in body for body in said)
    assert "Oscar Lindqvist’s room" in text_of(get(area.anna, area.path))


def test_a_review_goes_with_a_child_who_changes_school(area):
    arranged(area)
    Connection.objects.filter(child=area.oscar, kind="attends").update(valid_to=day("2026-11-23"))
    Connection.objects.create(child=area.oscar, owner=area.essex, organisation=area.other_school, kind="attends", valid_from=day("2026-11-24"))
    assert (get(area.una, area.path).status_code, get(area.una, f"{area.path}held/").status_code) == (200, 200)
    moved = {**MEETING, "day_day": "15"}
    looked = send(area.una, f"{area.path}arrange/", {**moved, "do": "look"})
    assert send(area.una, f"{area.path}arrange/", {**invitation_of(looked), **moved}).status_code == 302
    assert Review.objects.get().setting == area.other_school
    assert get(area.tom, area.path).status_code == 404
    assert as_viewer(area.tom, lambda _: (Review.objects.count(), Invitation.objects.count())) == (0, 0)


# --- the transfer ---


def test_a_transfer_is_opened_once_from_its_review_and_decides_it(area, settings):
    reported(area, settings)
    path = f"/children/{area.oscar.pk}/phase-transfer/"
    first = send(area.priya, path, IDENTIFY)
    assert send(area.priya, path, IDENTIFY).headers["Location"] == first.headers["Location"]
    case = Case.objects.get(child=area.oscar, pathway="phase-transfer")
    assert case.arose_from_id == area.case.pk
    assert [e for e, _ in events(case)] == ["phase-transfer-identified"]
    # To amend is decided on the review, and done on the transfer.
    plan = f"/cases/{case.pk}/plan/"
    assert send(area.priya, f"{area.path}decide/", {"way": "amend", "do": "send"}).headers["Location"] == f"{plan}amend/"
    send(area.priya, f"{plan}settings/{area.other_school.pk}/consult/", {"person": "Una Obi", "email": area.una.user.email})
    send(area.priya, f"{plan}amend/", {})
    Clause.objects.filter(plan__case=case.pk, section="F").update(text="Daily help.")
    settings.DEMO_TODAY = dt.date(2027, 1, 5)
    page = text_of(get(area.priya, f"{plan}notice/"))
    # Eight weeks of 5 Jan are 2 Mar, twelve of the meeting of 10 Dec are 4 Mar, and before 15 Feb (r.18) is 14 Feb.
    assert "due by Sunday 14 February 2027" in page
    assert "2 March 2027" not in page
    assert send(area.priya, f"{plan}notice/", {"evidence": "Oscar moves to secondary school."}).status_code == 302
    letter = str(Letter.objects.get(template="amendment-notice-sent").content.text)
    assert "14 February 2027" in letter
    assert "2 March 2027" not in letter
    # Four weeks of the meeting end on 7 Jan, and the review must be complete by 13 Jan: the notice is in time for both.
    assert list(clock(area.case, "decide-after-review")) == [(day("2026-12-10"), day("2027-01-07"), day("2027-01-05"))]
    assert clock(area.case, "complete-review")[0] == (day("2026-01-14"), day("2027-01-13"), day("2027-01-05"))
    assert list(clock(case, "issue-amended-plan")) == [(day("2027-01-05"), day("2027-03-02"), None)]
    assert "0 of 1 reviews are past" in text_of(get(area.grace, "/reviews/")).replace("review is past", "reviews are past")


def test_a_transfer_that_is_said_again_otherwise_is_the_same_transfer(area):
    path = f"/children/{area.oscar.pk}/phase-transfer/"
    send(area.priya, path, IDENTIFY)
    send(area.priya, path, {**IDENTIFY, "phase": "primary-to-middle"})
    case = Case.objects.get(child=area.oscar, pathway="phase-transfer")
    assert [e for e, _ in events(case)] == ["phase-transfer-identified"] * 2
    assert "Of 1 transfer this school year" in text_of(get(area.priya, "/phase-transfers/"))


def test_not_to_amend_is_not_the_plan_of_a_transfer(area, settings):
    case = case_of(area.oscar, ("phase-transfer-identified", day("2026-10-01"), TO_SECONDARY), ("amendment-notice-sent", day("2026-11-02")),
                   ("decided-not-to-amend", day("2026-12-01")), pathway="phase-transfer")  # fmt: skip
    settings.DEMO_TODAY = day("2027-03-01")
    page = text_of(get(area.priya, "/phase-transfers/"))
    assert "0 have their plan; 1 are behind the pace" in page
    assert list(clock(case, "phase-transfer-plan")) == [(day("2026-10-01"), day("2027-02-14"), None)]


def test_a_transfer_that_was_missed_stays_on_the_list_until_its_plan_is_issued(area, settings):
    case_of(area.oscar, ("phase-transfer-identified", day("2025-10-01"), {"phase": "primary-to-secondary", "transfer_on": "2026-09-01"}), pathway="phase-transfer")
    late = child_of(area.essex, "Late", "Issued", date_of_birth=day("2015-01-02"))
    case_of(late, ("phase-transfer-identified", day("2025-10-01"), {"phase": "primary-to-secondary", "transfer_on": "2026-09-01"}),
            ("amended-plan-issued", day("2026-03-01"), {"setting": "URN:1"}), pathway="phase-transfer")  # fmt: skip
    # A move on 10 Jan 2027 between post-16 places: five months before it is 10 Aug 2026, in the school year before.
    moving = child_of(area.essex, "Post", "Sixteen", date_of_birth=day("2009-11-02"))
    case_of(moving, ("phase-transfer-identified", day("2026-07-01"), {"phase": "post-16-to-post-16", "transfer_on": "2027-01-10"}), pathway="phase-transfer")
    for on, sees in (("2026-08-31", (True, True, True)), ("2026-11-24", (True, False, True))):
        settings.DEMO_TODAY = day(on)
        page = text_of(get(area.priya, "/phase-transfers/"))
        assert tuple(name in page for name in ("Oscar Lindqvist", "Late Issued", "Post Sixteen")) == sees, on
    assert "2 of them were due before this school year and still have no plan" in page


# --- ceasing ---


def test_a_plan_ceases_on_its_cessation_alone_once_its_time_has_passed(area, settings):
    case, path = decided_to_cease(area)
    count = str(Event.objects.filter(case=area.case.pk).count())
    transfer = case_of(area.oscar, ("phase-transfer-identified", day("2026-10-01"), TO_SECONDARY), pathway="phase-transfer")

    def record(on_case, on, read):
        d = day(on)
        return post(area.priya, f"/cases/{on_case.pk}/record/plan-ceased/", on_day=str(d.day), on_month=str(d.month), on_year=str(d.year), reason="met", read_up_to=read)

    for other, read in ((area.case, count), (transfer, "1")):
        refused = record(other, "2026-11-24", read)
        assert refused.status_code != 302
        assert "Record it on the case of ceasing the plan" in text_of(refused)
    # Two months of 24 Nov end on Sunday 24 Jan 2027, which rolls to Monday the 25th: protected through it.
    settings.DEMO_TODAY = day("2027-01-25")
    assert record(case, "2027-01-25", "4").status_code != 302
    settings.DEMO_TODAY = day("2027-01-26")
    assert "Record what became of the plan" in text_of(get(area.priya, path))
    assert record(case, "2027-01-26", "4").status_code == 302
    # The review reads it: nothing is owed of it, on no list, for ever.
    assert CaseState.objects.get(case=area.case.pk).stage == "ceased"
    assert not ClockRow.objects.filter(case=area.case.pk, stopped=None).exists()
    settings.DEMO_TODAY = day("2028-02-01")
    assert "Oscar Lindqvist" not in text_of(get(area.priya, "/reviews/", state="not-arranged"))
    assert "Oscar Lindqvist" not in text_of(get(area.priya, "/phase-transfers/"))
    # Once it stands there, a transfer may be closed with it.
    assert record(transfer, "2027-01-26", "1").status_code == 302


def test_one_decision_to_cease_begins_one_time_to_appeal_and_decides_the_review(area, settings):
    reported(area, settings)
    case, _ = decided_to_cease(area, "2026-12-11")
    # Two months of 11 Dec 2026 end on 11 Feb 2027, a Thursday.
    found = ClockRow.objects.filter(child=area.oscar, clock="lodge-appeal", started=day("2026-12-11"))
    assert list(found.values_list("case", "due")) == [(case.pk, day("2027-02-11"))]
    assert "decided-to-cease" not in [e for e, _ in events(area.case)]
    assert list(clock(area.case, "decide-after-review")) == [(day("2026-12-10"), day("2027-01-07"), day("2026-12-11"))]
    assert CaseState.objects.get(case=area.case.pk).stage == "ceasing"


def test_a_consultation_of_another_year_is_none(area):
    case_of(area.oscar, ("cessation-considered", day("2022-01-01")), ("family-consulted", day("2022-01-05")),
            ("setting-consulted", day("2022-01-05"), {"setting": "URN:123456"}), pathway="plan-cessation")  # fmt: skip
    _, path = opened_to_cease(area)
    page = text_of(get(area.priya, path))
    assert "It cannot be decided yet" in page
    assert "The family was not consulted" in page
    assert post(area.priya, path, do="afresh").status_code == 302
    assert post(area.priya, path, do="afresh").status_code == 302
    assert [on for e, on in events(Case.objects.get(pathway="plan-cessation")) if e == "cessation-considered"] == [day("2022-01-01"), day("2026-11-24")]


def test_a_cessation_that_the_tribunal_overturned_is_closed_and_the_review_goes_on(area, settings):
    case = case_of(area.oscar, ("cessation-considered", day("2026-01-15")), ("decided-to-cease", day("2026-02-02")), ("appeal-lodged", day("2026-03-02")),
                   ("appeal-decided", day("2026-06-01"), {"outcome": "allowed"}), pathway="plan-cessation")  # fmt: skip
    Case.objects.filter(pk=case.pk).update(arose_from=area.case.pk)
    path = f"/cases/{case.pk}/cease/"
    page = text_of(get(area.priya, path))
    assert "Record what became of the plan: it ceased, or it goes on" in page
    assert "The appeal was decided on Monday 1 June 2026: allowed" in page
    assert post(area.priya, path, do="keep", why="").status_code == 302
    assert post(area.priya, path, do="keep", why="The tribunal ordered so.").status_code == 302
    assert events(case)[-1] == ("decided-not-to-cease", day("2026-11-24"))
    assert "The plan goes on" in text_of(get(area.priya, path))
    assert CaseState.objects.get(case=case.pk).stage == "kept"
    assert CaseState.objects.get(case=area.case.pk).stage == "plan-in-force"
    # Considered anew, it is another case.
    assert send(area.priya, f"/children/{area.oscar.pk}/consider-ceasing/", {}).headers["Location"] != path


def test_ceasing_is_considered_once_however_often_the_button_is_pressed(area):
    for _ in range(2):
        send(area.priya, f"/children/{area.oscar.pk}/consider-ceasing/", {})
    assert Case.objects.filter(child=area.oscar, pathway="plan-cessation").count() == 1


# --- two officers ---


def test_the_second_of_two_officers_is_told_that_the_case_has_changed(area, settings):
    """What they saw is no longer so: nothing is recorded, and nobody sees a fault of ours."""
    arranged(area)
    send(area.tom, f"{area.path}advice/", {"by_name": "X", "text": "Reads more."})
    assert send(area.tom, area.path, {"do": "circulate", "read_up_to": "1"}).status_code == 302
    settings.DEMO_TODAY = dt.date(2026, 12, 11)
    send(area.tom, f"{area.path}held/", {"on_day": "10", "on_month": "12", "on_year": "2026"})
    answer = send(area.priya, f"{area.path}decide/", {"way": "amend", "do": "send", "read_up_to": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{area.path}decide/?again")
    assert not {"review-advice-circulated", "decided-to-amend"} & {e for e, _ in events(area.case)}
