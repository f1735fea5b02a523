"""The small council, with Maya's parents who live apart, and an appeal about her plan."""

import io

import pytest

from goldenthread.cases.models import Case
from goldenthread.people.models import Content

from ..cases.pages.conftest import *  # noqa: F403
from ..cases.pages.conftest import _today, case_of, day  # noqa: F401  a star brings no underscore
from ..families.conftest import home  # noqa: F401


def pdf_of(*lines, pages=1):
    from pypdf import PdfReader, PdfWriter

    from goldenthread.letters.pdf import pdf

    said = [{"kind": "paragraph", "text": line, "items": []} for line in lines]
    one = pdf("letter.typ", letter={"title": lines[0], "to": [], "sender": "", "date": "", "blocks": said, "cite": ""})
    if pages == 1:
        return one
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_page(PdfReader(io.BytesIO(one)).pages[0])
    writer.write(made := io.BytesIO())
    return made.getvalue()


def paper(home, case, name, *lines, kind="ehc-request-and-stage", pages=1, file=None, child=None):  # noqa: F811
    return Content.objects.create(child=child or home.maya, case=case.pk, owner=home.council, kind_of_data=kind, file=file or pdf_of(*lines, pages=pages), file_name=name)


@pytest.fixture
def appeal(home):  # noqa: F811
    from goldenthread.people.models import Person

    # Joanna appeals and lives with Maya; Mark lives where nobody is to know.
    Person.objects.filter(pk=home.joanna.person.pk).update(postcode="CM1 1AA", phone="01245 100100")
    Person.objects.filter(pk=home.mark.person.pk).update(postcode="CO4 3SQ", phone="07700 900123", email="mark.w@example.org")
    home.maya.postcode = "CM1 1AA"
    home.maya.save()
    home.appeal = case_of(home.maya, ("appeal-lodged", day("2026-10-01"), {"about": "Section F"}), ("appeal-sent-to-authority", day("2026-10-05")), pathway="tribunal-appeal")
    home.talks = case_of(home.maya, ("mediation-requested", day("2026-09-01"), {"issues": ["education"]}), pathway="mediation")
    Case.objects.filter(pk__in=[home.appeal.pk, home.talks.pk]).update(kind_of_data="complaints-and-tribunal")
    home.form = paper(home, home.appeal, "Appeal form.pdf", "Appeal form", kind="complaints-and-tribunal")
    home.ep = paper(home, home.case, "EP advice.pdf", "Advice of the psychologist", kind="ep-advice", pages=4)
    return home
