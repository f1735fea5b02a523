"""The four weeks in which setting and family say whether each line of a plan is in place: begun with every version that is issued."""

from __future__ import annotations

from datetime import date

from goldenthread.access.viewer import Viewer
from goldenthread.cases.actions import NewEvent, append_own_word, open_case
from goldenthread.cases.models import Case
from goldenthread.pathways.provision_delivery import PROVISION_DELIVERY, TO_START


def begin_provision(viewer: Viewer, case: Case, issued: date, because: str) -> None:
    """In the transaction of issuing: on the child's case of provision, opened from the case of the plan where there is none.
    `because` is issued or amended."""
    assert case.child_id is not None
    event = NewEvent(TO_START, issued, {"because": because})
    open_ones = Case.objects.filter(child=case.child_id, pathway=PROVISION_DELIVERY.slug).exclude(state__stage="ended")
    found = open_ones.order_by("-opened_on").first()
    if found is None:
        open_case(viewer, child=case.child_id, pathway=PROVISION_DELIVERY.slug, first=event, arose_from=case.pk)
    else:
        append_own_word(viewer, found.pk, [event])
