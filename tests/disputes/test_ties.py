"""A mediation or an appeal is tied to the step or the clause that failed; what an order asks stands beside the case that it arose from; and what
was learned of it is counted with what was learned of complaints."""

import pytest
from django.db import DatabaseError, transaction

from goldenthread.cases.models import Case
from goldenthread.disputes.models import Tie

from ..cases.pages.conftest import TODAY, case_of, day, get, post, practitioner
from ..families.test_pages import as_viewer, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def ordered(appeal):
    """The refusal of 28 September 2026 was appealed; on 16 November the tribunal ordered an assessment."""
    appeal.refused = case_of(appeal.maya, ("request-received", day("2026-08-17"), {"by": "parent"}), ("decided-not-to-assess", day("2026-09-28")))
    appeal.order = case_of(appeal.maya, ("appeal-lodged", day("2026-10-01"), {"about": "Refusal"}), ("tribunal-order-made", day("2026-11-16"), {"requires": ["assess"]}), pathway="tribunal-appeal")
    Case.objects.filter(pk=appeal.order.pk).update(arose_from=appeal.refused.pk, kind_of_data="complaints-and-tribunal")
    appeal.about = f"/cases/{appeal.order.pk}/what-it-is-about/"
    return appeal


def _tied(ordered, words):
    from goldenthread.disputes.ties import choices_for

    choices = as_viewer(ordered.priya, lambda v: choices_for(v, Case.objects.select_related("child").get(pk=ordered.order.pk), TODAY))
    chosen = next(c.value for c in choices if words in c.words)
    assert post(ordered.priya, ordered.about, about=chosen).status_code == 302


def test_it_is_tied_to_the_decision_or_the_step_and_says_so_beside_its_clocks(ordered):
    assert "the decision of 28 September 2026" in said(ordered.priya, ordered.about)
    _tied(ordered, "the decision of 28 September 2026")
    assert "It is about: EHC needs assessment: the decision of 28 September 2026." in said(ordered.priya, f"/cases/{ordered.order.pk}/")
    assert Tie.objects.get().clock == "lodge-appeal"
    # What is not chosen any more is taken away.
    _tied(ordered, "was due on Friday 30 October 2026")
    assert Tie.objects.get().clock == "advice"


def test_the_clocks_of_an_order_stand_on_its_case_and_beside_the_case_it_arose_from(ordered):
    # Two weeks of Monday 16 November: Monday 30 November; fourteen: Monday 22 February 2027.
    own = said(ordered.priya, f"/cases/{ordered.order.pk}/")
    assert "Tell the family that it will assess" in own
    beside = said(ordered.priya, f"/cases/{ordered.refused.pk}/")
    assert "Tribunal appeal of 16 November 2026: tell the family that it will assess by Monday 30 November 2026; not done yet." in beside
    assert "issue the final plan after an appeal or mediation by Monday 22 February 2027" in beside


def test_nobody_else_ties_it(ordered):
    for someone in (ordered.joanna, ordered.mark, ordered.helen, ordered.stranger):
        assert get(someone, ordered.about).status_code == 404, someone.name

    def forge(_):
        Tie.objects.bulk_create([Tie(child=ordered.maya, owner=ordered.council, case=ordered.order.pk, of_case=ordered.refused.pk, key="x", words="x", by_name="x", on=TODAY)])

    for someone in (ordered.joanna, ordered.helen):
        with pytest.raises(DatabaseError), transaction.atomic():
            as_viewer(someone, forge)


def test_a_finding_a_change_and_its_check_are_learned_of_an_appeal_too(ordered):
    from ..cases.pages.conftest import add_event

    _tied(ordered, "the decision of 28 September 2026")
    add_event(ordered.order, 3, "finding-made", day("2026-11-18"), {"outcome": "fault", "cause": "how-we-work"})
    add_event(ordered.order, 4, "change-made", day("2026-11-19"), {"change": "Two officers look at each refusal.", "check_on": "2027-03-01"})
    manager = practitioner("Ngozi Ade", "la-send-manager", ordered.council, ordered.team)
    page = said(manager, "/complaints/")
    assert "Two officers look at each refusal." in page
    assert "EHC needs assessment: the decision of 28 September 2026" in page
    assert "To be checked by" in page
