"""Asking those who agree for the ICB to read section G (SEND Regulations 2014 r.12(2)): the day a draft goes, and again once it holds
words to which they have not agreed."""

from __future__ import annotations

from django.conf import settings

from goldenthread.access.viewer import Viewer
from goldenthread.assessments.recipients import copies_of
from goldenthread.cases.models import Case
from goldenthread.letters.queries import messages_of
from goldenthread.letters.sending import queue
from goldenthread.letters.writing import mail
from goldenthread.plans.changes import section_g
from goldenthread.plans.models import Clause, Plan
from goldenthread.plans.queries import PLAN, agreed_words
from goldenthread.web.days import today

CHANGED = "section-g-changed"


def ask_the_icb(viewer: Viewer, case: Case, purpose: str, **facts: str) -> None:
    words = mail(case.owner_id, purpose, {"address": f"{settings.BASE_URL}/cases/{case.pk}/plan/section-g/", **facts})
    for a in copies_of(viewer, case, ("icb",), today()):
        if a.to.email:
            queue(
                viewer, a.to, purpose=purpose, subject=words.subject, body=words.body, letter=None, child=case.child_id, case=case.pk, owner=case.owner_id, kind=PLAN
            )


def ask_again(viewer: Viewer, case: Case, plan: Plan) -> None:
    """Tells them once that the words to which they agreed stand no more."""
    agreed, now = agreed_words(viewer, case), section_g(Clause.objects.filter(plan=plan))
    if agreed is None or not now or now == agreed.section_g:
        return
    if not messages_of(viewer, case.pk).filter(purpose=CHANGED, queued_at__gte=agreed.at).exists():
        ask_the_icb(viewer, case, CHANGED)
