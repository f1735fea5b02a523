"""What somebody typed into a form of a case and has not sent yet. Only they read it; it is forgotten once it is sent, or after a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case, UnsentForm

KEPT = timedelta(days=30)
Typed = Mapping[str, Sequence[str]]


def keep_typed(viewer: Viewer, case: Case, page: str, typed: Typed) -> None:
    of = {"child_id": case.child_id, "owner_id": case.owner_id, "kind_of_data": case.kind_of_data}
    now = {"typed": {name: list(values) for name, values in typed.items()}, "at": timezone.now()}
    UnsentForm.objects.update_or_create(case_id=case.pk, page=page, by=viewer.id, defaults=now, create_defaults=now | of)


def typed_before(viewer: Viewer, case: Case, page: str) -> tuple[Typed, datetime] | None:
    found = UnsentForm.objects.filter(case=case.pk, page=page, by=viewer.id, at__gt=timezone.now() - KEPT).first()
    return (found.typed, found.at) if found else None


def forget_typed(viewer: Viewer, case: Case, page: str) -> None:
    UnsentForm.objects.filter(case=case.pk, page=page, by=viewer.id).delete()


def forget_old() -> int:
    """By the queue's worker, which is the system role."""
    return UnsentForm.objects.filter(at__lte=timezone.now() - KEPT).delete()[0]
