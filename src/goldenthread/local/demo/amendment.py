"""The amendment notice of Lily Fraser's plan, sent on the day of the demo as her case officer would: two changes, of which one is less help."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from goldenthread.access.models import User
from goldenthread.access.viewer import become
from goldenthread.cases.models import Case
from goldenthread.cases.queries_case import case_view
from goldenthread.plans import actions_amending as amending
from goldenthread.plans.actions import add_clause, change_clause, mark
from goldenthread.plans.queries import clauses_of

OFFICER = "priya-nair@demo.example"
LESS = {"Once a week": "Once a fortnight", "Twice a week": "Once a week", "Daily": "Three times a week", "Twice a day": "Once a day"}
EVIDENCE = "At the review meeting: Lily joins in at the start of lessons, and is tired by mid-afternoon. Her mother asked for a quiet place."


def send_the_notice(today: date) -> None:
    """Nothing where it was sent before, or where the plan is not there. May be run again."""
    case = Case.objects.filter(child__forename="Lily", child__surname="Fraser", pathway="annual-review").select_related("child", "owner").first()
    if case is None:
        return
    with transaction.atomic():
        _send(case, today)
    become(None)


def _send(case: Case, day: date) -> None:
    priya = become(User.objects.get(email=OFFICER).pk)
    standing, clauses = amending.in_force(priya, case)
    if standing is None or amending.proposed(priya, case)[0] is not None:
        return
    plan = amending.begin(priya, case)
    clauses = clauses_of(priya, case, plan)
    less = next(c for c in clauses if c.section == "F" and c.details.get("how_often") in LESS)
    often = less.details["how_often"]
    change_clause(
        priya, case, less.pk, mark(less), text=less.text.replace(often, LESS[often]).replace(often.lower(), LESS[often].lower()),
        details={**less.details, "how_often": LESS[often]}, need=less.need, outcome=less.outcome,
        why="At the review her therapist said that Lily now follows one step at a time, and that her teaching assistant can keep this up in between.",
    )  # fmt: skip
    add_clause(
        priya, case, plan, "F", text="A quiet place to work in, for 20 minutes each school afternoon, with a teaching assistant of Lily’s class.",
        need=less.need, outcome=less.outcome, why="Lily’s mother asked for it at the review: she is tired by mid-afternoon.",
    )  # fmt: skip
    view = case_view(priya, case, day)
    plan.refresh_from_db()
    amending.send_notice(priya, view, plan, evidence=EVIDENCE, officer=priya.name)
