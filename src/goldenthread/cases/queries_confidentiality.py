"""Who may make a case confidential, and who would go on seeing it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from goldenthread.access.policy import IDENTITY, OF_A_CHILD, may, open_parts, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case, ConfidentialityChange
from goldenthread.cases.queries_clocks import record_of
from goldenthread.people.models import Allocation, in_force


def levels() -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in Case.Confidentiality.choices]


def may_confide(viewer: Viewer, case: Case) -> bool:
    """Whoever works for a body and may write to the case; a family has other words for it, and no page yet."""
    return bool(viewer.organisations) and may(viewer, "write", case.kind_of_data, record_of(case))


def _given(viewer: Viewer) -> QuerySet[Allocation]:
    """Who is given to whom today, of those whom the viewer may know of."""
    seen = visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY)
    return Allocation.objects.filter(seen & open_parts(viewer), in_force(timezone.localdate()))


def who_may_keep(viewer: Viewer, case: Case) -> list[tuple[str, str]]:
    """Those allocated to the child today, by name."""
    rows = _given(viewer).filter(child=case.child_id, case=None)
    people = rows.order_by("practitioner__name").values_list(
        "practitioner_id", "practitioner__name", "practitioner__organisation__name"
    )
    return [(str(key), f"{name}, {body}") for key, name, body in dict.fromkeys(people)]


def named_to_case(viewer: Viewer, case: Case) -> list[str]:
    """Those allocated to this very case."""
    rows = _given(viewer).filter(case=case.pk)
    return list(dict.fromkeys(rows.order_by("practitioner__name").values_list("practitioner__name", flat=True)))


def reason_of(viewer: Viewer, case: Case) -> str:
    """Why it is as it is; nothing where it never changed."""
    rows = ConfidentialityChange.objects.filter(case=case.pk).order_by("-at", "-id")
    return rows.values_list("reason", flat=True).first() or ""
