"""A dozen enquiries of the advice service, with the adviser of the demo."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from goldenthread.access.models import RoleGrant
from goldenthread.access.viewer import become
from goldenthread.sendiass import caseload

_ASKED = (
    ("Mrs Adeyemi", "assessment", "Mid", "The request was refused. May she appeal?"), ("Tom Birch", "plan", "Mid", "Section F names no hours."),
    ("Ms Carver", "provision", "West", "Speech therapy stopped in September."), ("Mr and Mrs Doyle", "placement", "North East", "Their choice of school was not named."),
    ("Ella Finch", "attendance", "South", "Her son has been at home since half term."), ("Mr Ghosh", "exclusion", "West", "A third suspension this term."),
    ("Mrs Hale", "transport", "Mid", "Transport was refused at 16."), ("Ms Iqbal", "health", "North East", "Two years on a list, and nothing heard."),
    ("Jo Kemp", "disagreement", "South", "Mediation is next week."), ("Mr Lund", "school-support", "Mid", "What should school do before a plan?"),
    ("Ms Moyo", "plan", "West", "The draft is not about her daughter."), ("Mrs Nash", "assessment", "South", "How does she ask?"),
)  # fmt: skip


def take_enquiries(today: date) -> None:
    adviser = RoleGrant.objects.filter(role=caseload.ROLE, user__name="Kate Delaney").values_list("user", flat=True).first()
    if adviser is None:
        return
    with transaction.atomic():
        viewer = become(adviser)
        for n, (family, theme, locality, asked) in enumerate(_ASKED):
            on = today - timedelta(days=5 * n + 2)
            made = caseload.open_enquiry(viewer, theme=theme, locality=locality, on=on, next_on=today + timedelta(days=n - 2), family=family,
                                         contact=f"01632 9600{n + 10}", asked=asked, next_step="Call back with what we found")  # fmt: skip
            if n % 3 == 0:
                caseload.write_note(viewer, made, on=on, kind="call", level=2, said=f"Talked it through: {asked}", agreed="We look at the letters together.",
                                    next_step="Read the letters", next_on=today + timedelta(days=n - 2))  # fmt: skip
        become(None)
