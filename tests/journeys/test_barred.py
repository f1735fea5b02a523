"""A parent who is barred asks for every address that there is, in every small world, and follows every link: no page, letter, download or
message tells where the child is or who works with them, of any day."""

import datetime as dt
import itertools
import re

import lxml.html
import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from goldenthread.access.viewer import become
from goldenthread.assessments.recipients import family_of
from goldenthread.cases.models import Case, Event
from goldenthread.families.complaint_steps import put_step_on_case
from goldenthread.families.complaints import open_its_case
from goldenthread.families.models import Complaint, ComplaintStep, Question, Update
from goldenthread.letters.models import Letter, Message
from goldenthread.people.models import (
    Bar,
    Child,
    Connection,
    Content,
    District,
    Organisation,
    Postcode,
    Practitioner,
)
from goldenthread.plans.models import Clause

from ..cases.pages.conftest import (
    TODAY,
    add_event,
    as_application,
    as_the_worker,
    case_of,
    day,
    get,
    post,
    practitioner,
    text_of,
)
from ..conftest import client_of
from ..delivery.conftest import arrange, issue
from ..plans.conftest import draft, the_draft  # noqa: F401
from ..reviews.conftest import area as reviewed  # noqa: F401
from ..reviews.conftest import the_two_councils  # noqa: F401
from ..services.conftest import busy, the_busy_list  # noqa: F401
from .test_every_page import names, values

pytestmark = pytest.mark.django_db
MOST = 60
"""Addresses tried of one page."""
PLACE = "Thistledown Hall"
"""A place that is planted in words that people typed."""


def bar(child, parent, officer):
    return Bar.objects.create(
        child=child, owner=child.owner, person=parent.person, ground="non-molestation", words="Order of 3 March 2026", valid_from=TODAY, recorded_by=officer.user.pk, recorded_by_name=officer.name
    )


def planted(child):
    """What a barred parent may not read: names of schools, places, services, people and papers, and what was typed with the place in it."""
    words = {PLACE, *Practitioner.objects.values_list("name", flat=True), *District.objects.values_list("name", flat=True)}
    words |= {o.name for o in Organisation.objects.exclude(pk=child.owner_id)} | {p.postcode for p in Postcode.objects.all()}
    words |= {x.title for x in Letter.objects.all()} | {c.file_name for c in Content.objects.exclude(file_name="")}
    return {w for w in words if w}


def addresses():
    """Every address that can be made of what there is."""
    known, reverse = values(), get_resolver().reverse_dict
    for name in names():
        for possibilities, *_ in reverse.getlist(name):
            for pattern, parameters in possibilities:
                choices = [[str(v) for v in known.get(p, [])] for p in parameters]
                for chosen in itertools.islice(itertools.product(*choices), MOST):
                    yield name, "/" + pattern % dict(zip(parameters, chosen, strict=True))


def leaks(client, path, words, seen, anyone):
    """What is wrong with one answer, and the links on it. What anybody reads without signing in tells nothing of a child."""
    with as_application():
        answer = client.get(path)
    found = []
    if answer.status_code in (301, 302):
        found += [f"{path} leads to {answer['Location']}"] * any(w in answer["Location"] for w in words)
        return found, [answer["Location"]] if answer["Location"].startswith("/") else []
    if answer.status_code != 200 or anyone.get(path).status_code == 200:
        return found, []
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if not answer["Content-Type"].startswith("text/html"):
        return [f"{path} hands over {answer['Content-Type']}"], []
    text = re.sub(r"\s+", " ", lxml.html.fromstring(body).text_content())
    found += [f"{path} tells “{w}”" for w in words if w in text or w in body.decode()]
    links = [str(href).partition("#")[0] for href in lxml.html.fromstring(body).xpath("//a/@href")]
    seen.append(path)
    return found, [href for href in links if href.startswith("/") and not href.startswith(("/local-offer", "/accounts/logout", "/leave", "/demo"))]


def walk(someone, child):
    client, anyone, words, opened = client_of(someone.user), Client(), planted(child), []
    faults, left, done = [], ["/", "/family/", f"/family/{child.pk}/", *(path for _, path in addresses())], set()
    while left:
        path = left.pop(0)
        if path in done or path.startswith(("/accounts/", "/local-offer", "/open-referral", "/demo")):
            continue
        done.add(path)
        wrong, links = leaks(client, path, words, opened, anyone)
        faults += wrong
        left += links
    assert not faults, "\n".join(faults)
    assert f"/family/{child.pk}/" in opened
    return opened


def with_words(told, child, case, officer, parent):
    """What people typed before the bar, with the place in it."""
    Update.objects.create(child=child, owner=child.owner, case=case.pk, text=f"The visit is at {PLACE}.", on=TODAY, by=officer.user.pk, by_name=officer.name, hear_by=TODAY, to=officer.who.pk)
    for asker, shared in ((parent.user.pk, False), (officer.user.pk, True)):
        Question.objects.create(
            child=child, owner=child.owner, case=case.pk, text=f"Is it {PLACE}?" if shared else "Where is it?", asked_by=asker, shared=shared, asked_on=TODAY, answer_by=TODAY, to=officer.who.pk, to_name=officer.name,
            answer=f"At {PLACE}, at 3pm.", answered_by=officer.user.pk, answered_name=officer.name, answered_on=TODAY, answered_at=dt.datetime.now(dt.UTC),
        )  # fmt: skip
    content = Content.objects.create(child=child, owner=child.owner, case=case.pk, kind_of_data="ehc-request-and-stage", text="{}", file_name="")
    letter = Letter.objects.create(child=child, case=case.pk, owner=child.owner, kind_of_data="ehc-request-and-stage", template="decided-to-assess", title=f"We come to {PLACE}", content=content, made_by=officer.user.pk)
    Message.objects.create(child=child, case=case.pk, owner=child.owner, letter=letter, purpose="notice", recipient="family", to_name=parent.name, address=parent.user.email, subject="There is news", body="Sign in")
    Content.objects.create(child=child, owner=child.owner, case=case.pk, kind_of_data="ehc-request-and-stage", text="x", file=b"x", file_name=f"Map of {PLACE}.pdf")


def test_of_an_assessment_and_its_draft(draft):  # noqa: F811
    with_words(draft, draft.oscar, draft.case, draft.priya, draft.anna)
    assert PLACE in text_of(get(draft.anna, f"/family/{draft.oscar.pk}/")), "before the bar she reads it"
    bar(draft.oscar, draft.anna, draft.priya)
    opened = walk(draft.anna, draft.oscar)
    # Of signed-in pages she has her own, and those that hold nothing of a child.
    assert [p for p in opened if str(draft.oscar.pk) in p] == [f"/family/{draft.oscar.pk}/", f"/family/{draft.oscar.pk}/complain/"]
    page = text_of(get(draft.anna, f"/family/{draft.oscar.pk}/"))
    assert "We are writing Oscar’s draft plan." in page
    assert "Leave this page quickly" in page


def test_of_a_plan_that_is_issued_and_its_ledger(draft):  # noqa: F811
    issue(draft)
    for c in Clause.objects.filter(case=draft.case.pk, section="F")[:2]:
        arrange(c, draft.leila, draft.school, 1)
    bar(draft.oscar, draft.anna, draft.priya)
    walk(draft.anna, draft.oscar)


def test_of_a_review_with_its_meeting(reviewed):  # noqa: F811
    told = reviewed
    parents = [n for n in vars(told).values() if getattr(n, "person", None) is not None]
    for parent in parents[:1]:
        child = Child.objects.filter(relationship__person=parent.person).first()
        bar(child, parent, told.priya)
        walk(parent, child)
    assert parents


def test_of_waits_for_health_services(busy):  # noqa: F811
    bar(busy.maya, busy.joanna, busy.officer)
    walk(busy.joanna, busy.maya)


def test_a_school_and_an_address_that_come_after_the_bar_stay_hidden(draft):  # noqa: F811
    bar(draft.oscar, draft.anna, draft.priya)
    elsewhere = Organisation.objects.create(code="URN:777777", name="Quayside Academy", kind="school")
    Connection.objects.create(child=draft.oscar, owner=draft.council, organisation=elsewhere, kind="attends", valid_from=TODAY)
    case_of(draft.oscar, ("plan-made", day("2026-11-20")), ("review-meeting-arranged", day("2026-11-21"), {"meeting_on": "2026-12-14"}), pathway="annual-review")
    add_event(Case.objects.get(pk=draft.case.pk), 90, "setting-consulted", day("2026-11-23"), {"setting": "URN:777777"})
    page = text_of(get(draft.anna, f"/family/{draft.oscar.pk}/"))
    for word in ("Quayside", "14 December", "meeting", "Priya"):
        assert word not in page
    walk(draft.anna, draft.oscar)


def test_what_they_ask_reaches_an_officer_who_is_warned_and_the_answer_names_nobody(draft):  # noqa: F811
    bar(draft.oscar, draft.anna, draft.priya)
    path = f"/family/{draft.oscar.pk}/"
    assert post(draft.anna, path, text="When will you decide?").status_code == 302
    page = text_of(get(draft.anna, path))
    assert "We will answer by Friday 27 November." in page
    asked = Question.objects.get(asked_by=draft.anna.user.pk)
    told = text_of(get(draft.priya, f"/questions/{asked.pk}/"))
    assert "Anna Lindqvist is barred" in told
    assert post(draft.priya, f"/questions/{asked.pk}/", text="By 28 December.").status_code == 302
    page = text_of(get(draft.anna, path))
    assert "We answered on Tuesday 24 November: By 28 December." in page
    assert "Priya" not in page
    empty = post(draft.anna, path, text=" ")
    assert empty.status_code == 400
    assert "Write something first" in text_of(empty)


def test_they_can_complain_and_the_answer_and_what_is_agreed_reach_them_without_a_name(draft):  # noqa: F811
    ngozi = practitioner("Ngozi Ade", "la-send-manager", draft.council)
    bar(draft.oscar, draft.anna, draft.priya)
    path = f"/family/{draft.oscar.pk}/"
    assert post(draft.anna, f"{path}complain/", failed="other", of="council", text="Nobody asked me.").status_code == 302
    made = Complaint.objects.get()
    assert (made.made_by, made.about, made.failed_case, made.to) == (draft.anna.user.pk, "other", None, None)
    # Sent twice it is one complaint.
    post(draft.anna, f"{path}complain/", failed="other", of="council", text="Nobody asked me.")
    with transaction.atomic(), as_the_worker():
        open_its_case(str(made.pk))
    made = Complaint.objects.get()
    # The queue names the manager; whoever complained reads no name.
    assert made.to_name == "Ngozi Ade"
    page = text_of(get(draft.anna, path))
    # Tuesday 24 November, and 10 working days.
    assert "A manager answers it by Tuesday 8 December." in page
    assert "Ngozi" not in page
    told = text_of(get(ngozi, f"/complaints/{made.pk}/"))
    assert "Anna Lindqvist is barred" in told
    assert "Answer the complaint" in text_of(get(ngozi, "/my-work/"))
    # An answer that tells where the child is, or who works with them, is not taken, and what was typed is kept.
    school = draft.school.name
    for text, leak in ((f"We spoke with {school.upper()}.", school), ("Ms Nair was ill.", "Priya Nair")):
        refused = post(ngozi, f"/complaints/{made.pk}/", outcome="upheld", text=text)
        assert refused.status_code == 400
        assert f"Leave out “{leak}”" in text_of(refused)
        assert text in text_of(refused)
    assert Complaint.objects.get().answer == ""
    # What is decided is read by them too.
    refused = post(ngozi, f"/complaints/{made.pk}/", do="remedy", rule="other", action=f"We meet you at {school}", due_day="1", due_month="12", due_year="2026")
    assert f"Leave out “{school}”" in text_of(refused)
    assert post(ngozi, f"/complaints/{made.pk}/", do="remedy", rule="other", action="We say sorry in writing", due_day="1", due_month="12", due_year="2026").status_code == 302
    assert post(ngozi, f"/complaints/{made.pk}/", outcome="upheld", text="You are right. We should have asked you.").status_code == 302
    own = f"{path}complaints/{made.pk}/"
    page = text_of(get(draft.anna, own))
    for words in ("You are right. We should have asked you.", "We say sorry in writing, by Tuesday 1 December 2026", "the Local Government and Social Care Ombudsman"):
        assert words in page
    assert [(m.address, m.subject) for m in Message.objects.filter(purpose="news")] == [(draft.anna.user.email, "There is news for you")]
    walk(draft.anna, draft.oscar)
    # The next stage, once, for a manager who did not answer the first.
    assert post(draft.anna, own, step="next-stage", text=" ").status_code == 400
    assert post(draft.anna, own, step="next-stage", text="I am not content.").status_code == 302
    assert post(draft.anna, own, step="next-stage", text="Again.").status_code == 404
    step = ComplaintStep.objects.get()
    with transaction.atomic(), as_the_worker():
        put_step_on_case(str(step.pk))
    assert Event.objects.filter(case=made.case, event="stage-requested").exists()
    assert "I am not content." in text_of(get(draft.anna, own))


def test_their_complaint_is_nobody_elses_and_says_only_what_they_may_say(draft):  # noqa: F811
    assert post(draft.anna, f"/family/{draft.oscar.pk}/complain/", failed="other", of="council", text="Before the bar.").status_code == 302
    before = Complaint.objects.get()
    bar(draft.oscar, draft.anna, draft.priya)
    path = f"/family/{draft.oscar.pk}/"
    # Its answer may name a place: it is given to them by hand.
    assert get(draft.anna, f"{path}complaints/{before.pk}/").status_code == 404
    assert "Before the bar." not in text_of(get(draft.anna, path))
    empty = post(draft.anna, f"{path}complain/", failed="", text="It is all late.")
    assert empty.status_code == 400
    for words in ("Select what it is about", "Select whom it is about", "It is all late."):
        assert words in text_of(empty)
    made_up = post(draft.anna, f"{path}complain/", failed=f"{draft.case.pk}:issue-final-plan", of="council", text="It is late.")
    assert made_up.status_code == 400
    for n in range(10):
        assert post(draft.anna, f"{path}complain/", failed="other", of="council", text=f"Complaint {n}").status_code == (302 if n < 9 else 400)
    assert "this was not kept" in text_of(post(draft.anna, f"{path}complain/", failed="other", of="council", text="One more"))
    made = Complaint.objects.exclude(pk=before.pk).first()
    for someone in (draft.tom, draft.stranger):
        assert get(someone, f"{path}complaints/{made.pk}/").status_code == 404
        with as_application(), transaction.atomic():
            become(someone.user.pk)
            assert not Complaint.objects.exists()


def test_letters_are_not_sent_to_whoever_is_barred_and_an_officer_owes_them_a_copy(draft):  # noqa: F811
    bar(draft.oscar, draft.anna, draft.priya)
    with as_application(), transaction.atomic():
        found = family_of(become(draft.priya.user.pk), Case.objects.select_related("child").get(pk=draft.case.pk), TODAY)
        assert "anna@example.org" not in [a.to.email for a in found]
        assert all(a.by_hand or a.to.name != "Anna Lindqvist" for a in found)
    with_words(draft, draft.oscar, draft.case, draft.priya, draft.anna)
    assert f"Give Anna Lindqvist a copy of “We come to {PLACE}” without any place, school or name" in text_of(get(draft.priya, "/my-work/"))
    here = f"/children/{draft.oscar.pk}/family-access/"
    page = get(draft.priya, here)
    key = re.search(r'name="copy" value="([^"]+)"', page.content.decode())[1]
    assert post(draft.priya, here, copy=key).status_code == 302
    assert "Give Anna Lindqvist" not in text_of(get(draft.priya, "/my-work/"))


def test_nobody_of_the_family_reads_that_there_is_a_bar(draft):  # noqa: F811
    made = bar(draft.oscar, draft.anna, draft.priya)
    for someone, n in ((draft.anna, 0), (draft.priya, 1), (draft.tom, 1), (draft.stranger, 0)):
        with as_application(), transaction.atomic():
            become(someone.user.pk)
            assert Bar.objects.filter(pk=made.pk).count() == n, someone.name
