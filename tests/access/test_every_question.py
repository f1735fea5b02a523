"""Each question that a page or an export asks, as each role: nothing outside the policy, and something wherever it
grants. A new question is one more line of QUESTIONS; a new page needs none, as every address is walked."""

import datetime as dt
import re
import uuid

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.urls.exceptions import NoReverseMatch
from django.utils import timezone

from goldenthread.access import queries as access_queries
from goldenthread.access import queries_looks
from goldenthread.access.actions import seal_child
from goldenthread.access.middleware import VERIFIED
from goldenthread.access.policy import Record, may
from goldenthread.access.rules import ROLES
from goldenthread.access.viewer import become
from goldenthread.assessments.models import Advice
from goldenthread.cases import queries_case, queries_children, queries_standing, queries_work
from goldenthread.cases.models import Case
from goldenthread.cases.queries_retention import past_their_time
from goldenthread.delivery import in_place, ledger
from goldenthread.delivery.lines import PlanLine, Stretch
from goldenthread.delivery.models import InPlace, Word
from goldenthread.people.models import Child, Consent, Content, Disposal, LegalHold, RetentionRule, Seal, SharingBasis
from goldenthread.plans import queries as plans_queries
from goldenthread.plans.actions_sending import answers_named
from goldenthread.plans.models import Clause, Comment, Consultation, IcbAgreement, IssuedDocument, Plan, SignBack
from goldenthread.reviews import queries as reviews_queries
from goldenthread.reviews.models import Invitation, Paper, Report, Review
from goldenthread.science.delivery import CannotBeChecked

from ..hostile import breaks
from . import conftest as area
from .conftest import LONG_AGO, attends

pytestmark = pytest.mark.django_db
TODAY = dt.date.today()
PATHWAY = "ehc-needs-assessment"


def _cases(viewer, world):
    return [c for child in (world.ada, world.eve, world.ben) for c in _of(viewer, child)]


def _of(viewer, child):
    rows = [queries_case.case_seen(viewer, pk) for pk in ALL_CASES[child.pk]]
    return [row for row in rows if row is not None]


ALL_CASES = {}

# Each answers with the children about whom it told anything.
QUESTIONS = {
    "search by name": lambda v, w: {f.child.pk for f in queries_children.find_children(v, "Lovelace")},
    "search by reference": lambda v, w: {
        f.child.pk for c in (w.ada, w.eve, w.ben) for f in queries_children.find_children(v, c.reference)
    },
    "my children": lambda v, w: {f.child.pk for f in queries_children.children_of(v, TODAY)[0]},
    "one child": lambda v, w: {
        c.pk for c in (w.ada, w.eve, w.ben) if access_queries.child_seen(v, c.pk) is not None
    },
    "one case": lambda v, w: {c.child_id for c in _cases(v, w)},
    "clocks of a case": lambda v, w: {
        c.child_id for c in _cases(v, w) if queries_case.case_view(v, c, None).clocks
    },
    "as at an earlier day": lambda v, w: {
        c.child_id for c in _cases(v, w) if queries_case.case_view(v, c, TODAY, timezone.now()).clocks
    },
    "timeline": lambda v, w: {c.child_id for c in _cases(v, w) if queries_case.entries_of(v, c)},
    "people around": lambda v, w: {
        c.child_id for c in _cases(v, w) if c.child and queries_case.around(v, c.child, TODAY).everyone
    },
    "documents": lambda v, w: {c.child_id for c in _cases(v, w) if queries_case.documents_of(v, c)},
    "my work": lambda v, w: {
        t.child.pk for whose in ("me", "cover", "team") for t in queries_work.work_of(v, TODAY, whose=whose).tasks
    },
    "my work on an earlier day": lambda v, w: {t.child.pk for t in queries_work.work_of(v, TODAY, past=True).tasks},
    "where cases stand": lambda v, w: {
        s.child for s in queries_standing.population(v, PATHWAY, TODAY, area.LONG_AGO).standings
    },
    "where cases stood": lambda v, w: {
        s.child for s in queries_standing.population(v, PATHWAY, TODAY, area.LONG_AGO, past=True).standings
    },
    "looks at a child": lambda v, w: {
        c.pk for c in (w.ada, w.eve, w.ben) if access_queries.child_seen(v, c.pk) and queries_looks.looks_at(v, c.pk).rows
    },
    "kept past its time": lambda v, w: {p.child for p in past_their_time(v, dt.date(2090, 1, 1))},
    "openings to review": lambda v, w: {o.child for o in access_queries.openings_to_review(v)},
}  # fmt: skip
MUST_FIND = {
    "identity-and-contact": ("search by name", "search by reference", "one child"),
    "ehc-request-and-stage": ("one case",),
}


@pytest.fixture
def asked(world):
    ALL_CASES.clear()
    for body in (world.council, world.elsewhere):
        RetentionRule.objects.create(organisation=body, kind_of_data="drafts-and-final-plan", anchor="birth", years=1)
    for case in Case.objects.all():
        ALL_CASES.setdefault(case.child_id, []).append(case.pk)
    return world


def about(child):
    return Record(child.owner_id, child.pk)


@pytest.mark.parametrize("role", ROLES)
def test_no_question_tells_of_a_child_outside_the_policy_and_each_tells_what_it_grants(role, asked, look):
    world = asked
    children = (world.ada, world.eve, world.ben)

    def question(viewer):
        allowed = {
            c.pk for c in children
            if any(may(viewer, "status", kind, about(c)) for kind in area.KINDS_OF_CHILD)
        }  # fmt: skip
        for name, ask in QUESTIONS.items():
            found = ask(viewer, world)
            assert found <= allowed, name
        for kind, names in MUST_FIND.items():
            level = "read" if kind == "identity-and-contact" else "status"
            granted = {c.pk for c in children if may(viewer, level, kind, about(c))}
            if granted and may(viewer, "read", "identity-and-contact", about(Child.objects.get(pk=min(granted)))):
                for name in names:
                    assert QUESTIONS[name](viewer, world) >= granted, name

    look(role, question)


@pytest.mark.parametrize("role", ["la-send-caseworker", "la-send-manager", "parent", "social-worker", "setting-senco"])
def test_no_question_tells_of_a_sealed_child(role, asked, look):
    world = asked
    look("la-send-manager", lambda v: seal_child(v, world.ada.pk, "Adopted"))

    def question(viewer):
        for name, ask in QUESTIONS.items():
            assert world.ada.pk not in ask(viewer, world), name

    look(role, question)


# --- plans and reviews, by the application's own policy alone ---

KIND = "drafts-and-final-plan"
OF_PLANS = {
    "answers": lambda v, c, w: plans_queries.answers_of(v, c),
    "corrections": lambda v, c, w: plans_queries.open_corrections(v, c),
    "how clauses stand": lambda v, c, w: [s for s in plans_queries.standings(v, c, w.clauses[c.child_id]).values() if s.answer],
    "what may be answered": lambda v, c, w: answers_named(v, c),
    "the ICB's agreement": lambda v, c, w: plans_queries.agreed_words(v, c),
    "a draft's document": lambda v, c, w: plans_queries.document_of(v, c, w.plans[c.child_id]),
    "advice that came for a review": lambda v, c, w: reviews_queries.papers_of(v, c, w.reviews[c.child_id]),
    "a report being written": lambda v, c, w: reviews_queries.report_of(v, c, w.reviews[c.child_id]),
    "the family's comments": lambda v, c, w: plans_queries.comments_of(v, c),
    "settings consulted": lambda v, c, w: plans_queries.consultations_of(v, c),
    "who is invited": lambda v, c, w: reviews_queries.invitations_of(v, c, w.reviews[c.child_id]),
    "advice": lambda v, c, w: plans_queries.advice_sent(v, c),
    "the setting attended": lambda v, c, w: reviews_queries.setting_of_child(v, c, TODAY),
    "words of the ledger": lambda v, c, w: [word for e in ledger.entries(v, w.lines[c.child_id], TODAY) for ws in e.said.values() for word in ws],
    "what is in place": lambda v, c, w: in_place.standing(v, w.lines[c.child_id], "setting"),
    "who could give a line": lambda v, c, w: in_place.choices_for(v, c.child_id, TODAY).settings,
}  # fmt: skip
# What a family reads of a plan that is being made: what it said itself, whom the council asked, and who comes to the review.
OF_A_FAMILY = {"the family's comments", "what may be answered", "settings consulted", "who is invited", "advice", "the setting attended", "words of the ledger", "what is in place", "who could give a line"}
OF_A_DRAFT = {"answers", "corrections", "how clauses stand", "what may be answered", "the ICB's agreement", "a draft's document", "the family's comments",
              "settings consulted", "advice that came for a review", "a report being written", "who is invited"}  # fmt: skip
IDENTIFIES = {"the setting attended", "who could give a line"}


@pytest.fixture
def planned(asked):
    """Of each child a draft that was sent to nobody, with all that is said of one, and a review whose papers have not gone round."""
    w = asked
    w.case_of, w.plans, w.clauses, w.reviews, w.lines = {}, {}, {}, {}, {}
    nobody = uuid.uuid4()
    for child in (w.ada, w.eve, w.ben):
        case = w.case_of[child.pk] = Case.objects.get(pk=ALL_CASES[child.pk][0])
        of = {"child": child, "owner": child.owner, "case": case.pk}
        advice = Advice.objects.create(**of, contributor="social-care", author=nobody, author_name="x", kind_of_data=KIND, sent_at=timezone.now())
        plan = w.plans[child.pk] = Plan.objects.create(**of, version=1, made_by=nobody)
        clause = Clause.objects.create(**of, plan=plan, section="D", number=1, text="Respite.", contributor="social-care", advice=advice.pk)
        w.clauses[child.pk] = [clause]
        SignBack.objects.create(**of, plan=plan, clause=clause, contributor="social-care", said="Respite.", answer="corrected", correction="None.", by=nobody, by_name="x")
        Comment.objects.create(**of, plan=plan, text="No.", by=nobody)
        Consultation.objects.create(**of, plan=plan, setting=w.mediation, sent_on=TODAY)
        IcbAgreement.objects.create(**of, plan=plan, agreed_by=nobody, agreed_name="x", section_g="x")
        document = Content.objects.create(**of, kind_of_data=KIND, text="{}")
        IssuedDocument.objects.create(**of, plan=plan, content=document, what="draft")
        review = w.reviews[child.pk] = Review.objects.create(**of, time="", place="", made_by=nobody)
        Invitation.objects.create(**of, review=review, party="other", name="x")
        Paper.objects.create(**of, review=review, by_name="x", text="x", added_by=nobody)
        Report.objects.create(**of, review=review)
        line = uuid.uuid4()
        Word.objects.create(**of, line=line, monday=dt.date(2026, 11, 9), party="provider", missed=30)
        InPlace.objects.create(**of, line=line, plan=plan.pk, party="setting", answer="no")
        stretch = Stretch(plan.pk, LONG_AGO, None, CannotBeChecked("x"))
        w.lines[child.pk] = [PlanLine(line, child, child.owner_id, case.pk, "F", 1, "x", {}, "", None, [stretch])]
    attends(w.ben, w.school)
    return w


def told(world, role):
    """Of each child what each of these questions tells somebody, with nothing but the application's own policy between."""
    with transaction.atomic():
        viewer = become(world.users[role].pk)
        return viewer, {
            child.pk: {name for name, ask in OF_PLANS.items() if ask(viewer, world.case_of[child.pk], world)} for child in (world.ada, world.eve, world.ben)
        }


def test_without_the_second_wall_no_question_about_a_plan_tells_more_than_the_policy(planned):
    for role in ROLES:
        viewer, found = told(planned, role)
        assert found[planned.ben.pk] == set(), role
        for child in (planned.ada, planned.eve):
            reads, knows = may(viewer, "read", KIND, about(child)), may(viewer, "read", "identity-and-contact", about(child))
            assert reads or found[child.pk] <= IDENTIFIES, role
            assert knows or not found[child.pk] & IDENTIFIES, role
            match plans_queries.reach(viewer, planned.case_of[child.pk]):
                case "sent":
                    assert found[child.pk] <= OF_A_FAMILY, role
                case "part" if role != "setting-senco":
                    # To whom nothing was given, nothing is told of a draft; nor who is invited, to whom is not.
                    assert not found[child.pk] & OF_A_DRAFT, role


def test_without_the_second_wall_casework_is_told_all(planned):
    assert told(planned, "la-send-caseworker")[1][planned.ada.pk] == set(OF_PLANS)
    # Who prepares a review reads what came for it; of the draft itself, what was given to the setting: nothing.
    found = told(planned, "setting-senco")[1][planned.ada.pk]
    assert {"advice that came for a review", "a report being written", "who is invited"} <= found
    assert not found & {"answers", "the ICB's agreement", "a draft's document", "the family's comments", "settings consulted"}
    assert told(planned, "parent")[1][planned.ada.pk] >= {"the family's comments", "settings consulted", "who is invited"}


# --- every address ---


def addresses(world):
    """Every page, filled with each child and case there is."""
    cases = [pk for keys in ALL_CASES.values() for pk in keys]
    fillings = [{}]
    for child in (world.ada, world.eve, world.ben):
        fillings.append({"child_id": child.pk})
    for user in (world.users[role] for role in ("la-send-caseworker", "dco", "parent", "system-administrator")):
        fillings += [{"user_id": user.pk}, *({"user_id": user.pk, "grant_id": g.pk} for g in user.grants.all())]
    for row in (*SharingBasis.objects.all(), *LegalHold.objects.all(), *Consent.objects.all(), *Seal.objects.all()):
        names = {"sharingbasis": "basis_id", "legalhold": "hold_id", "consent": "consent_id", "seal": "seal_id"}
        filling = {names[row._meta.model_name]: row.pk}
        fillings.append(filling | ({"child_id": row.child_id} if isinstance(row, Consent) else {}))
    fillings += [{"disposal_id": d.pk} for d in Disposal.objects.all()]
    fillings += [{"content_id": c.pk} for c in Content.objects.filter(child=world.ben)[:1]]
    for case in cases:
        fillings += [
            {"case_id": case}, {"case_id": case, "event": "decided-to-assess"},
            {"case_id": case, "clock": "advice"}, {"case_id": case, "event_id": case},
        ]  # fmt: skip
    # Each kind of document under its own case, and one document of each child under the case of another.
    documents = Content.objects.order_by("key")
    fillings += [{"case_id": d.case, "document_id": d.key} for d in documents if d.case]
    one_of = {d.child_id: d.key for d in documents}
    fillings += [{"case_id": case, "document_id": key} for key in one_of.values() for case in cases]
    routes = get_resolver().reverse_dict
    for name in routes:
        if isinstance(name, str) and not name.startswith(("account_", "mfa_", "usersessions_", "socialaccount_")):
            asks = [set(names) for ways, *_ in routes.getlist(name) for _, names in ways]
            for filling in fillings:
                if filling.keys() in asks:
                    try:
                        yield reverse(name, kwargs=filling)
                    except NoReverseMatch:  # a value that the address does not take
                        continue


@pytest.mark.parametrize("role", ROLES)
def test_no_page_shows_a_child_outside_the_policy_and_none_breaks(role, asked, as_application):
    world = asked
    Child.objects.filter(pk=world.ben.pk).update(forename="Xanthippe", surname="Quillfeather")
    Content.objects.filter(child=world.ben).update(text="Quillfeather")
    client = Client(raise_request_exception=True)
    client.force_login(world.users[role])
    session = client.session
    session[VERIFIED] = True
    session.save()
    seen = 0
    for child in (world.ada, world.ben):
        LegalHold.objects.create(child=child, owner=child.owner, reason="Inquiry")
        content = Content.objects.filter(child=child).first()
        Seal.objects.create(content=content, reason="Entered wrongly", sealed_by=child.owner_id)
        Disposal.objects.create(content=content, child=child, owner=child.owner, reason="Old", proposed_by=child.owner_id)
    # Whoever leaves is signed out: that comes last.
    every_address = sorted(set(addresses(world)), key=lambda address: (address == reverse("leave"), address))
    with as_application():  # once, not around each of some five hundred answers
        for address in every_address:
            answer = client.get(address)
            assert answer.status_code < 500, address
            assert not answer.headers.get("Location", "").startswith(reverse("account_login")), f"{address} was asked by nobody"
            # The Word template is no text, and has no child in it.
            text = answer.content.decode("utf-8", "replace") if not answer.streaming else ""
            assert "Quillfeather" not in text, address
            assert world.ben.reference not in text, address
            seen += answer.status_code == 200
            if answer.status_code == 200:
                assert breaks(client, address) == []
        with connection.cursor() as cursor:
            cursor.execute("select current_user")
            assert cursor.fetchone() == ("goldenthread_app",), "an answer gave the role back, and what came after it saw more than pages see"
    assert seen


def test_a_search_for_somebody_out_of_reach_reads_as_a_search_for_nobody(asked, as_application):
    world = asked
    client = Client()
    client.force_login(world.users["la-send-caseworker"])
    session = client.session
    session[VERIFIED] = True
    session.save()

    def answer_to(words):
        with as_application():
            page = client.post(reverse("find"), {"q": words}).content.decode()
        return page.replace(words, "")

    def tidy(page):
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"', "", page)

    assert tidy(answer_to(world.ben.reference)) == tidy(answer_to("GT-77777"))


def test_a_question_costs_the_same_whatever_the_number_of_children(asked, look):
    world = asked

    def cost(name):
        def question(viewer):
            with CaptureQueriesContext(connection) as captured:
                QUESTIONS[name](viewer, world)
            return len(captured)

        return look("la-send-manager", question)

    manager = world.users["la-send-manager"].practitioner
    for child in (world.ada, world.eve):
        area.allocate(child, manager, "la-send-manager")
    before = {name: cost(name) for name in ("search by name", "my children", "my work", "where cases stand")}
    with transaction.atomic():
        for n in range(12):
            child = area.a_child(world.council, f"Extra{n}", "Lovelace", area.AN_EIGHT_YEAR_OLD)
            area.everything_about(child)
            area.allocate(child, manager, "la-send-manager")
    assert {name: cost(name) for name in before} == before
