"""Oscar Lindqvist's draft, put together from the advice that came for him: so that an officer sees where each clause comes from, and the
psychologist what became of her words. The files of a case system tell that advice came, and hold none of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from goldenthread.access.models import User
from goldenthread.access.viewer import become
from goldenthread.assessments.models import Advice
from goldenthread.cases.models import Case
from goldenthread.cases.queries_case import case_view
from goldenthread.local.demo.acting import acting_as
from goldenthread.pathways.common.contributors import KIND_OF_ADVICE
from goldenthread.plans.actions import change_clause, mark, start_draft
from goldenthread.plans.actions_answers import disclose_own
from goldenthread.plans.models import Plan
from goldenthread.plans.queries import clauses_of

PSYCHOLOGIST = "educational-psychologist"
_WORDS: dict[str, tuple[str, dict[str, Any]]] = {
    "family": ("Anna Lindqvist", {"views": "Oscar loves trains and water. He laughs a lot at home. We would like him to have a friend, and to be able to tell us when something hurts."}),
    "education-setting": ("Hannah Cole", {
        "needs": [{"id": "n1", "area": "cognition", "text": "Oscar attends to an activity of his own choice for about two minutes, and to one that an adult chooses for less than a minute."}],
        "outcomes": [{"id": "o1", "need": "n1", "text": "Oscar stays with an activity that an adult has chosen for five minutes.", "by": "July 2027"}],
        "provisions": [{"id": "p1", "what": "An activity that is prepared for Oscar’s interests and made longer week by week", "how_often": "Daily", "minutes": 15, "group": 1, "weeks": 38,
                        "who": "trained teaching assistant", "review": "each half term", "need": "n1", "outcome": "o1"}],
    }),
    PSYCHOLOGIST: ("Dr Helen Marsh", {
        "views": "I saw Oscar at school in September and in October, and at home once.",
        "needs": [
            {"id": "n1", "area": "social-emotional", "text": "Oscar plays beside other children and does not yet play with them. He leaves when a second child comes near."},
            {"id": "n2", "area": "sensory-physical", "text": "Loud rooms overwhelm Oscar: he covers his ears, and in the dining hall he lies on the floor."},
        ],
        "outcomes": [
            {"id": "o1", "need": "n1", "text": "Oscar takes turns in a game with one other child for five minutes.", "by": "July 2027"},
            {"id": "o2", "need": "n2", "text": "Oscar eats his lunch at a table with three other children.", "by": "July 2027"},
        ],
        "provisions": [
            {"id": "p1", "what": "A play group led by an adult who models how to take turns", "how_often": "Twice a week", "minutes": 25, "group": 3, "weeks": 38,
             "who": "teaching assistant trained by the psychologist", "review": "each term", "need": "n1", "outcome": "o1"},
            {"id": "p2", "what": "A quiet place to go to, with an adult whom he knows, before lunch and whenever he shows his card", "how_often": "Daily", "minutes": 15, "group": 1, "weeks": 38,
             "who": "teaching assistant", "review": "each term", "need": "n2", "outcome": "o2"},
        ],
    }),
    "speech-and-language-therapist": ("Imran Sadiq", {
        "needs": [{"id": "n1", "area": "communication", "text": "Oscar understands one key word at a time, and asks for what he wants by leading an adult by the hand."}],
        "outcomes": [{"id": "o1", "need": "n1", "text": "Oscar asks for ten different things with a symbol or a word.", "by": "July 2027"}],
        "provisions": [{"id": "p1", "what": "Direct speech and language therapy to build his use of symbols and words", "how_often": "Once a week", "minutes": 30, "group": 1, "weeks": 36,
                        "who": "qualified speech and language therapist", "review": "each term", "need": "n1", "outcome": "o1"}],
    }),
}  # fmt: skip
LESS = {"how_often": "Once a week"}
WHY = "The school has one assistant with this training, who is there on two mornings."


def put_together(today: date) -> None:
    """Nothing where it was done before, or where the child is not there. May be run again."""
    case = Case.objects.filter(child__forename="Oscar", child__surname="Lindqvist", pathway="ehc-needs-assessment").select_related("child", "owner").first()
    if case is None or Plan.objects.filter(case=case.pk).exists():
        return
    with transaction.atomic():
        _put_together(case, today)
    become(None)


def _put_together(case: Case, today: date) -> None:
    priya = acting_as("priya-nair")
    helen = User.objects.get(email="helen-marsh@demo.example")
    view = case_view(priya, case, today)
    came = {str(e.fields["contributor"]): e.on for e in view.reader.events if e.event == "advice-received"}
    for contributor, (name, body) in _WORDS.items():
        on = came[contributor]
        # Whoever has no account in the demo wrote by a personal link.
        author = helen.pk if contributor == PSYCHOLOGIST else uuid5(NAMESPACE_URL, f"demo {contributor} of {case.pk}")
        Advice.objects.create(
            child_id=case.child_id, case=case.pk, owner_id=case.owner_id, kind_of_data=KIND_OF_ADVICE.get(contributor, "health-advice"), contributor=contributor, author=author,
            author_name=name, body=body, sent_at=datetime(on.year, on.month, on.day, 15, tzinfo=UTC),
        )  # fmt: skip
    plan = start_draft(priya, view)
    clauses = clauses_of(priya, case, plan)
    play = next(c for c in clauses if c.contributor == PSYCHOLOGIST and c.details.get("how_often") == "Twice a week")
    change_clause(
        priya, case, play.pk, mark(play), text=play.text.replace("twice a week", "once a week"), details={**play.details, **LESS}, need=play.need, outcome=play.outcome, why=WHY,
    )  # fmt: skip
    disclose_own(priya, case, plan, PSYCHOLOGIST, helen.pk)
    Plan.objects.filter(pk=plan.pk).update(sent_on=next(e.on for e in view.reader.events if e.event == "draft-plan-sent"))
