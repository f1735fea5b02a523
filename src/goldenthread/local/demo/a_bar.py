"""Maya's father is barred from learning where she is: what he still sees, and what an officer owes him. And when her mother last looked, so that
her page says what is new since then."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction

from goldenthread.access.models import AccessLog, User
from goldenthread.access.viewer import become
from goldenthread.engine.calendar import LONDON
from goldenthread.families.actions import answer
from goldenthread.families.bars import ask_barred, bar
from goldenthread.families.models import Question
from goldenthread.local.demo.acting import acting_as
from goldenthread.people.models import Bar, Child, Person
from goldenthread.services.keeping import LOOKED

WORDS = "Non-molestation order of 14 September 2026, until 14 September 2027; seen, and a copy is with social care. He may not learn the address or the school."


@transaction.atomic
def bar_a_father(today: date) -> None:
    """Nothing where it was done before. May be run again."""
    mark = Person.objects.get(forename="Mark", surname="Whitfield")
    maya = Child.objects.get(relationship__person=mark)
    if Bar.objects.filter(child=maya).exists():
        return
    mother = User.objects.get(email="joanna-whitfield@demo.example")
    before = today - timedelta(days=16)
    bar(acting_as("priya-nair"), maya, mark, ground="non-molestation", words=WORDS, on=before)
    AccessLog.objects.create(at=datetime.combine(before, time(20, 40), LONDON), user=mother.pk, role="parent", child=maya, owner=maya.owner, purpose=LOOKED)
    father = acting_as("mark-whitfield")
    ask_barred(maya.pk, "Has it been decided if Maya gets a plan?", today - timedelta(days=6))
    question = Question.objects.get(child=maya, asked_by=father.id)
    answer(acting_as("priya-nair"), question.pk, "Not yet. By law we decide by Monday 30 November, and you will get a copy of the decision from me by hand.", today - timedelta(days=4))
    become(None)
