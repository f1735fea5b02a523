"""Oscar Lindqvist, whose final plan was issued on Monday 2 November 2026, and what it promises: therapy once a week, a reading
programme every day, a play group twice a week, and a review of medication whose minutes it gives. Everybody opens real pages
through both walls, on Tuesday 24 November."""

import datetime as dt
from types import SimpleNamespace

import pytest

from goldenthread.delivery.lines import lines_of
from goldenthread.delivery.models import Arrangement
from goldenthread.people.models import Connection, Organisation
from goldenthread.plans.models import Clause, Disclosure, Plan

from ..plans.conftest import *  # noqa: F403  the council and its people
from ..plans.conftest import LONG_AGO, _today, allocate, as_viewer, case_of, child_of, day  # noqa: F401

ISSUED = dt.date(2026, 11, 2)
MONDAY = dt.date(2026, 11, 16)


def issue(area, on=ISSUED):
    """The newest version as it is once it was issued: to the family, the named setting and the ICB."""
    plan = Plan.objects.filter(case=area.case.pk).order_by("-version").first()
    for to, body in (("setting", area.school), ("icb", area.icb)):
        Disclosure.objects.create(
            plan=plan, child=plan.child, owner=plan.owner, case=plan.case, to=to, to_name=body.name, organisation=body, ground="required-by-law", by=area.priya.user.pk
        )
    Plan.objects.filter(pk=plan.pk).update(sent_on=on, issued_on=on, setting=area.school)
    return Plan.objects.get(pk=plan.pk)


@pytest.fixture
def issued(draft):
    draft.plan = issue(draft)
    draft.therapy = clause_of(draft, "speech-and-language-therapist")
    draft.reading = clause_of(draft, "education-setting")
    draft.play = clause_of(draft, "educational-psychologist")
    draft.medication = clause_of(draft, "paediatrician")
    draft.ledger = f"/cases/{draft.case.pk}/ledger/"
    return draft


def clause_of(area, contributor):
    return Clause.objects.get(plan=area.plan, contributor=contributor, section__in=["F", "G", "H1", "H2"])


def arrange(clause, who, place=None, weekday=None, provider=None):
    return Arrangement.objects.create(
        line=clause.line, child=clause.child, owner=clause.owner, case=clause.case, provider=provider or who.who.organisation,
        practitioner=who.who if who else None, place=place, weekday=weekday,
    )  # fmt: skip


@pytest.fixture
def arranged(issued):
    """Leila gives the therapy at the school on Mondays; the school gives the rest."""
    arrange(issued.therapy, issued.leila, issued.school, 1)
    for c in (issued.reading, issued.play):
        arrange(c, None, issued.school, provider=issued.school)
    return issued


def lines(area, someone):
    """By contributor, the lines that somebody sees."""
    return as_viewer(someone, lambda v: {x.contributor: x for x in lines_of(v, [area.oscar.pk])})


SCHOOLS = [("URN:200001", "Larkfield Infants", 1, 12), ("URN:200002", "Hazel Grove School", 3, 10), ("URN:200003", "Riverside Academy", 5, 8)]
FORENAMES = ("Abel Alfie Amina Ben Chloe Dev Ella Elijah Finn Grace Hana Harry Isla Jacob Kai Layla Leo Lucy Mason Mia Nathan Oscar Poppy Rafi "
             "Ruby Sami Theo Uma Will Zoe").split()  # fmt: skip


@pytest.fixture
def thirty(area):
    """Leila's week as in the design's picture: 30 children in three schools on three days."""
    return thirty_children(area)


def thirty_children(area):
    names = iter(FORENAMES)
    area.thirty = []
    for code, name, weekday, number in SCHOOLS:
        school = Organisation.objects.create(code=code, name=name, kind="school")
        for _ in range(number):
            forename = next(names)
            child = child_of(area.council, forename, "Costa")
            Connection.objects.create(child=child, owner=area.council, organisation=school, kind="attends", valid_from=LONG_AGO)
            case = case_of(child, ("request-received", day("2026-02-02"), {"by": "parent"}), ("final-plan-issued", day("2026-06-15")))
            plan = Plan.objects.create(child=child, owner=area.council, case=case.pk, version=1, made_by=area.priya.user.pk)
            size = len(area.thirty) % 3
            details = {"what": "Speech and language therapy", "who": "speech and language therapist", "how_often": "Once a week",
                       "minutes": (30, 30, 45)[size], "group": (3, 1, 4)[size]}  # fmt: skip
            clause = Clause.objects.create(
                plan=plan, child=child, owner=area.council, case=case.pk, section="F", number=1, text="Speech and language therapy.", details=details,
                contributor="speech-and-language-therapist",
            )
            Plan.objects.filter(pk=plan.pk).update(sent_on=day("2026-06-15"), issued_on=day("2026-06-15"), setting=school)
            allocate(child, area.leila)
            arrange(clause, area.leila, school, weekday)
            area.thirty.append(SimpleNamespace(child=child, case=case, clause=clause))
    return area

