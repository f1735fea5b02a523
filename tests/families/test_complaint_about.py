"""A complaint is tied to the very step that failed, or to the line of the plan that is not given; the rules of remedies are public, the one that was
decided by is kept, and whoever complained reads what was changed."""

import re

import pytest
from django.db import transaction

from goldenthread.cases.models import Case, ClockRow, Event
from goldenthread.cases.projection import project
from goldenthread.families.complaints import open_its_case
from goldenthread.families.models import Complaint
from goldenthread.families.recurrence import counted
from goldenthread.people.models import Child
from goldenthread.plans.models import Clause, Plan

from ..cases.pages.conftest import (
    TODAY,
    add_event,
    as_the_worker,
    case_of,
    child_of,
    day,
    get,
    post,
    practitioner,
    text_of,
)
from .test_pages import as_viewer, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(home):
    """Beside the psychologist's advice, due on 30 October, a therapist's is late too, due on 2 November. Of another case, a plan came late."""
    home.ngozi = practitioner("Ngozi Ade", "la-send-manager", home.council, home.team)
    add_event(home.case, 6, "advice-requested", day("2026-09-21"), {"contributor": "speech-and-language-therapist"})
    Case.objects.filter(pk=home.case.pk).update(last_number=6)
    project(home.case.pk)
    # Monday 5 January and twenty weeks: Monday 25 May. It was issued on Wednesday 1 July.
    home.older = case_of(home.maya, ("request-received", day("2026-01-05"), {"by": "parent"}), ("decided-to-assess", day("2026-02-02")), ("decided-to-issue", day("2026-04-20")), ("final-plan-issued", day("2026-07-01")))
    home.plan = Plan.objects.create(child=home.maya, owner=home.council, case=home.older.pk, version=1, made_by=home.priya.user.pk)
    of = {"child": home.maya, "owner": home.council, "case": home.older.pk, "plan": home.plan}
    home.therapy = Clause.objects.create(section="F", number=1, text="Speech therapy, one hour each week.", contributor="speech-and-language-therapist", **of)
    Clause.objects.create(section="E", number=1, text="Maya tells a friend what she wants.", contributor="speech-and-language-therapist", **of)
    Plan.objects.filter(pk=home.plan.pk).update(sent_on=day("2026-07-01"), issued_on=day("2026-07-01"))
    home.at = f"{home.page}complain/"
    return home


def choices(at):
    body = get(at.joanna, at.at).content.decode()
    return {text.strip(): value for value, text in re.findall(r'<input[^>]*name="failed"[^>]*value="([^"]+)"[^>]*>\s*<label[^>]*>([^<]+)<', body)}


def complained(at, **told):
    assert post(at.joanna, at.at, **{"of": "council", "text": "It is late.", **told}).status_code == 302
    made = Complaint.objects.order_by("-at").first()
    with transaction.atomic(), as_the_worker():
        open_its_case(str(made.pk))
    made.refresh_from_db()
    return made


def test_two_late_advices_are_told_apart_and_each_has_its_own_year(at):
    found = choices(at)
    assert "Educational psychologist: the report was due on Friday 30 October 2026" in found
    made = complained(at, failed=found["Speech and language therapist: the report was due on Monday 2 November 2026"])
    assert made.failed_case == at.case.pk
    assert made.failed_key in {c.key for c in as_viewer(at.priya, lambda v: __import__("goldenthread.cases.queries_clocks", fromlist=["x"]).clocks_of(v, [at.case]))}
    assert made.failed_due == day("2026-11-02")
    # Twelve months of Monday 2 November 2026, and not of the psychologist's 30 October.
    assert ClockRow.objects.get(case=made.case, clock="go-to-ombudsman").due == day("2027-11-02")


def test_a_step_of_a_case_that_is_over_can_be_complained_about_for_a_year(at):
    late = next(text for text in choices(at) if "was due on Monday 25 May 2026" in text)
    made = complained(at, failed=choices(at)[late])
    assert (made.failed_case, made.about, made.failed_due) == (at.older.pk, "issue-final-plan", day("2026-05-25"))


def test_a_complaint_is_about_a_line_of_the_plan_that_is_not_given(at):
    page = get(at.joanna, at.at).content.decode()
    assert "Help in the plan is not given" in page
    assert "F1 of the plan, not given: Speech therapy, one hour each week." in page
    assert "tells a friend" not in page
    answer = post(at.joanna, at.at, failed="clause", line="", of="council", text="She gets none.")
    assert answer.status_code == 400
    assert "Choose which line of the plan is not given" in text_of(answer)
    assert "She gets none." in answer.content.decode()
    made = complained(at, failed="clause", line=str(at.therapy.line), text="She gets none.")
    assert (made.line, made.failed_case, made.about) == (at.therapy.line, at.older.pk, "deliver-provision")
    page = said(at.ngozi, f"/complaints/{made.pk}/")
    assert "The line of the plan: F1 of the plan, not given: Speech therapy" in page
    # The rule for what was lost of a plan is proposed.
    assert "£900 to £2,400 for each term lost" in page


def test_the_rules_are_public_and_say_where_each_comes_from(at, client):
    page = " ".join(re.sub("<[^>]+>", " ", client.get("/how-we-put-things-right/").content.decode()).split())
    for words in ("Say sorry, in writing", "£500 for each case", "Complete the annual review", "Ombudsman’s decision 24 015 110", "A person decides, with the family", "within 5 working days"):
        assert words in page, words


def test_the_rule_that_was_decided_by_is_kept_and_a_past_day_is_refused_in_words(at):
    made = complained(at, failed="other")
    path = f"/complaints/{made.pk}/"
    told = {"do": "remedy", "rule": "do-it-now", "action": "We ring each Friday.", "due_month": "11", "due_year": "2026"}
    answer = post(at.ngozi, path, **told, due_day="20")
    assert answer.status_code == 400
    assert "must be today or later" in text_of(answer)
    assert post(at.ngozi, path, **told, due_day="27").status_code == 302
    kept = Event.objects.get(case=made.case, event="remedy-agreed").fields
    assert (kept["action"], kept["rule"]) == ("We ring each Friday.", "Do what should have been done, by a day that you name")
    assert "We ring each Friday., by Friday 27 November 2026 Not done yet" in " ".join(said(at.ngozi, path).split())


def test_a_remedy_that_is_sent_twice_from_one_form_is_promised_once(at):
    made = complained(at, failed="other")
    path = f"/complaints/{made.pk}/"
    read = re.search(r'name="read_up_to" value="(\d+)"', get(at.ngozi, path).content.decode())[1]
    told = {"do": "remedy", "rule": "do-it-now", "action": "We ring each Friday.", "due_day": "27", "due_month": "11", "due_year": "2026", "read_up_to": read}
    assert post(at.ngozi, path, **told).status_code == 302
    again = post(at.ngozi, path, **told)
    assert again.status_code == 409
    assert "The case has changed since you read it" in text_of(again)
    assert Event.objects.filter(case=made.case, event="remedy-agreed").count() == 1


def test_whoever_complained_reads_what_was_changed_and_whoever_checks_reads_how_often_it_failed_since(at):
    made = complained(at, failed=choices(at)["Educational psychologist: the report was due on Friday 30 October 2026"])
    add_event(Case.objects.get(pk=made.case), 2, "finding-made", day("2026-11-02"), {"outcome": "fault", "cause": "rule-of-ours"})
    add_event(Case.objects.get(pk=made.case), 3, "change-made", day("2026-11-03"), {"change": "Reports are asked for on the day of the decision.", "check_on": "2026-12-01"})
    own = said(at.joanna, f"{at.page}complaints/{made.pk}/")
    assert "What we changed so that it does not happen again" in own
    assert "Reports are asked for on the day of the decision. We check by Tuesday 1 December 2026" in own
    assert "Reports are asked for" not in said(at.mark, at.page)
    # Twenty-one days since Tuesday 3 November: Ola's advice, due on 10 November, is missed and Pia's, due on 16 November, came on the day.
    # In the twenty-one days before, from 14 October: the psychologist's of 30 October and the therapist's of 2 November, both missed.
    for name, asked, came in (("Ola", "2026-09-29", None), ("Pia", "2026-10-05", "2026-11-16")):
        child = child_of(at.council, name, "Reed")
        more = [("advice-received", day(came), {"contributor": "educational-psychologist"})] if came else []
        case_of(child, ("request-received", day("2026-09-01"), {"by": "parent"}), ("decided-to-assess", day(asked)), ("advice-requested", day(asked), {"contributor": "educational-psychologist"}), *more)
    found = as_viewer(at.ngozi, lambda v: counted(v, "advice", day("2026-11-03"), TODAY))
    assert (found.due, found.missed, found.before_due, found.before_missed) == (2, 1, 2, 2)
    page = said(at.ngozi, f"/complaints/{made.pk}/")
    assert "Since the change of 3 November 2026 the same step came due 2 times, and failed once." in page
    assert "In as many days before it, it came due 2 times, and failed 2 times." in page
    assert as_viewer(at.joanna, lambda v: counted(v, "advice", day("2026-11-03"), TODAY)).due == 0
    assert Child.objects.filter(surname="Reed").count() == 2
