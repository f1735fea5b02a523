"""Whoever must have the final plan without an account opens it by a link, and reads what was given to them and no more."""

from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from goldenthread.access.links import open_link
from goldenthread.access.models import PersonalLink
from goldenthread.access.viewer import become
from goldenthread.letters.models import Message
from goldenthread.people.models import Content
from goldenthread.plans.models import Clause, Disclosure, IssuedDocument, Plan

from .conftest import TODAY, as_application, as_viewer, get, post, text_of
from .test_by_link import ask, opened
from .test_sending import AFTER, send


@pytest.fixture
def issued(draft, settings):
    return issue_to_hawthorn(draft, settings)


def issue_to_hawthorn(draft, settings):
    """Hawthorn, where Oscar is not on roll, is named; the therapist is given health alone, the paediatrician the whole."""
    settings.DEMO_TODAY = TODAY
    assert send(draft).status_code == 302
    post(draft.priya, f"{draft.path}settings/{draft.other_school.pk}/consult/", person="Grace Obi", email=draft.grace.who.email)
    words = Clause.objects.get(section="G")
    post(draft.dina, f"{draft.path}section-g/", words=f"G1 {words.text}")
    settings.DEMO_TODAY = AFTER
    page = post(
        draft.priya, f"{draft.path}issue/", setting=str(draft.other_school.pk), setting_type="mainstream primary school", ground="childs-interests",
        **{"copy-2": "whole", "copy-3": "CG"},
    )  # fmt: skip
    assert page.status_code == 302, text_of(page)
    draft.final = Plan.objects.get(issued_on=AFTER)
    return draft


def link_for(area, someone):
    return PersonalLink.objects.get(task="plan", user=someone.user)


def parts(area):
    """Who was given the whole and who a part, by the order in which the form lists them."""
    given = {d.reader: d.sections for d in Disclosure.objects.filter(plan=area.final, reader__isnull=False)}
    whole = next(w for w in (area.leila, area.amir) if given[w.user.pk] == [])
    part = next(w for w in (area.leila, area.amir) if given[w.user.pk] != [])
    return SimpleNamespace(whole=whole, part=part)


def test_the_setting_that_is_named_reads_the_whole_by_its_link_though_the_child_is_not_on_its_roll(issued):
    message = Message.objects.get(purpose="final-plan-issued", recipient="named-setting")
    link = link_for(issued, issued.grace)
    assert (message.address, message.link) == (issued.grace.who.email, link.pk)
    assert "stays open for 90 days" in message.body
    page = text_of(ask(opened(link), "/task/plan/"))
    for words in ("This is the plan.", "Hawthorn Primary School", "Oscar has epilepsy", "The law requires that they have it", "Your link stays open until"):
        assert words in page
    assert ask(opened(link), "/task/plan/plan.pdf").content.startswith(b"%PDF-")
    assert get(issued.grace, f"{issued.path}read/").status_code == 404


def test_a_contributor_reads_by_link_the_part_that_was_given_and_its_ground_and_nothing_else(issued):
    part = parts(issued).part
    page = ask(opened(link_for(issued, part)), "/task/plan/")
    text = text_of(page)
    for words in ("This is the plan.", "Oscar has epilepsy", "Necessary in the child’s interests"):
        assert words in text
    for words in ("finds it hard to join in play", "Hawthorn", "Oscar loves trains", "Appendix"):
        assert words not in text
    assert ask(opened(link_for(issued, part)), "/task/plan/plan.pdf").status_code == 404


def test_the_database_shows_a_link_no_more_of_a_plan_than_was_given(issued):
    def seen(someone):
        key = link_for(issued, someone).pk
        with as_application(), transaction.atomic():
            link = open_link(key)
            become(link.user, "link", link.child)
            with connection.cursor() as cursor:
                cursor.execute("select distinct section from plans_clause where plan_id = %s order by 1", [issued.final.pk])
                sections = "".join(row[0] for row in cursor.fetchall())
            document = IssuedDocument.objects.filter(plan=issued.final)
            return sections, document.count(), Content.objects.filter(pk__in=document.values("content")).count()

    who = parts(issued)
    assert seen(issued.grace) == ("ABCEFGIK", 1, 1)
    assert seen(who.whole)[1:] == (1, 1)
    sections, *rest = seen(who.part)
    assert rest == [0, 0]
    assert "A" not in sections
    assert "I" not in sections


def test_a_link_to_read_a_plan_stays_open_opens_no_other_task_and_no_other_persons_plan(issued):
    client = opened(link_for(issued, issued.grace))
    for _ in range(2):
        assert ask(client, "/task/plan/").status_code == 200
    assert ask(client, "/task/clauses/").status_code == 410
    assert ask(client, f"{issued.path}read/").status_code == 302
    assert as_viewer(issued.grace, lambda v: Clause.objects.count()) == 0
    PersonalLink.objects.filter(task="plan", user=issued.grace.user).update(ended_at="2026-12-10T00:00Z")
    assert ask(client, "/task/plan/").status_code == 410


def test_a_person_of_the_setting_without_an_account_has_the_plan_at_their_own_address(draft, settings):
    assert send(draft).status_code == 302
    consult = f"{draft.path}settings/{draft.other_school.pk}/consult/"
    refused = post(draft.priya, consult, person="Hal Green", email="hal@elsewhere.example")
    assert "Nobody at this organisation has an address of that kind" in text_of(refused)
    hals = f"hal@{draft.grace.who.email.partition('@')[2]}"
    page = post(draft.priya, consult, person="Hal Green", email=hals)
    assert page.status_code == 302, text_of(page)
    words = Clause.objects.get(section="G")
    post(draft.dina, f"{draft.path}section-g/", words=f"G1 {words.text}")
    settings.DEMO_TODAY = AFTER
    post(draft.priya, f"{draft.path}issue/", setting=str(draft.other_school.pk), setting_type="", ground="childs-interests")
    page = post(draft.priya, f"{draft.path}issue/", setting=str(draft.other_school.pk), setting_type="mainstream school", ground="childs-interests")
    addresses = set(Message.objects.filter(purpose="final-plan-issued", recipient="named-setting").values_list("address", flat=True))
    assert addresses == {hals, draft.grace.who.email}
    hal = PersonalLink.objects.get(task="plan", email=hals)
    assert "This is the plan." in text_of(ask(opened(hal), "/task/plan/"))
