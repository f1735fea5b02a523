"""What a link and the second wall no longer give once a setting has answered, and whose words a confirmation holds."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from goldenthread.access.models import PersonalLink
from goldenthread.access.viewer import become
from goldenthread.plans.models import Clause, Consultation, Disclosure, SignBack

from .conftest import as_application, as_viewer, clause, post
from .test_by_link import ask, consulted, opened, with_advice  # noqa: F401


def test_a_setting_that_refused_reads_neither_the_draft_nor_the_advice_by_the_link_of_a_reminder(with_advice):  # noqa: F811
    first = with_advice.link
    post(with_advice.priya, f"{with_advice.path}settings/", chase=str(Consultation.objects.get().pk))
    reminder = PersonalLink.objects.filter(task="consultation").latest("made_at")
    assert reminder.pk != first.pk
    ask(opened(first), "/task/consultation/", reply="unsuitable", reasons="Too far.", steps="We asked about transport.")
    assert ask(opened(reminder), "/task/consultation/").status_code == 410
    which = Consultation.objects.get().pk
    with as_application(), transaction.atomic(), connection.cursor() as cursor:
        become(with_advice.grace.user.pk, "link", with_advice.oscar.pk)
        cursor.execute("select count(*) from plans_enclosed(%s)", [which])
        assert cursor.fetchone()[0] == 0


def test_a_setting_that_answered_by_telephone_has_no_link_left(consulted):  # noqa: F811
    link = PersonalLink.objects.get(task="consultation")
    post(consulted.priya, f"{consulted.path}settings/{Consultation.objects.get().pk}/reply/", reply="can-meet-need", by="Grace Obi")
    link.refresh_from_db()
    assert link.ended_at is not None


def test_whoever_reads_the_whole_draft_confirms_nothing_in_the_name_of_another_contributor(draft):
    whole = {"child": draft.oscar, "case": draft.case.pk, "owner": draft.council, "plan": draft.plan}
    Disclosure.objects.create(to="x", to_name="Leila Farouk", reader=draft.leila.user.pk, sections=[], ground="childs-interests", by=draft.priya.user.pk, **whole)
    theirs, mine = clause(draft, "paediatrician", "G"), clause(draft, "speech-and-language-therapist", "F")

    def confirm(on: Clause, contributor):
        row = SignBack(
            id=uuid4(), clause=on, contributor=contributor, said=on.text, answer="confirmed", by=draft.leila.user.pk, by_name="Leila Farouk", **whole
        )
        return as_viewer(draft.leila, lambda v: SignBack.objects.bulk_create([row]))

    for on, contributor in ((theirs, "paediatrician"), (theirs, "speech-and-language-therapist"), (mine, "paediatrician")):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            confirm(on, contributor)
    confirm(mine, "speech-and-language-therapist")
    assert SignBack.objects.count() == 1
