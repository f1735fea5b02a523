"""What help Maya needs, answered on the pages by her mother and by her school's SENCO."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from goldenthread.access.models import User
from goldenthread.access.viewer import become
from goldenthread.families.models import NeedsAnswer
from goldenthread.families.needs import keep
from goldenthread.people.models import Child

_HOME = (
    "joanna-whitfield@demo.example", 12,
    {"understanding": "little", "others": "lot", "feelings": "lot", "change": "lot", "senses": "lot", "moving": "none", "everyday": "little", "safety": "unsure"},
    {"feelings": "She cries before school on Mondays.", "senses": "The dinner hall is too loud.", "strengths": "Drawing, animals, her little brother.", "matters": "Knowing the day before what will happen."},
)  # fmt: skip
_SCHOOL = (
    "aaron-lowe@demo.example", 5,
    {"understanding": "little", "others": "little", "learning": "little", "attention": "lot", "feelings": "none", "change": "lot", "senses": "little", "moving": "none"},
    {"attention": "Works well beside one adult.", "change": "A picture timetable helps.", "strengths": "Kind, and remembers everything about animals."},
)  # fmt: skip


def say_what_is_needed(today: date) -> None:
    """Nothing where it was said before. May be run again."""
    maya = Child.objects.filter(forename="Maya", surname="Whitfield").first()
    if maya is None or NeedsAnswer.objects.exists():
        return
    for email, ago, levels, words in (_HOME, _SCHOOL):
        user = User.objects.filter(email=email).first()
        if user is not None:
            with transaction.atomic():
                keep(become(user.pk), maya, levels, words, send_on=today - timedelta(days=ago))
    become(None)
