"""The documents of a case: of what kind, whose, from which day, and one of them to be opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from goldenthread.access.policy import Shape, may, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case, Event
from goldenthread.cases.queries_case import OF_AN_EVENT, Document
from goldenthread.cases.queries_clocks import record_of
from goldenthread.people.kinds import KINDS
from goldenthread.people.models import Content
from goldenthread.web.navigation import is_family

_NO_DOCUMENTS = ("identity-and-contact", "messages-to-family", "kpi-aggregates", "audit-log")


def kinds_to_add(viewer: Viewer, case: Case) -> list[str]:
    """The kinds of data of which the viewer may add a document to this case: none that this product writes itself. A family sends
    its papers with a question or its advice."""
    if is_family(viewer):
        return []
    record = record_of(case)
    return [kind for kind in KINDS if kind not in _NO_DOCUMENTS and may(viewer, "write", kind, record)]


@dataclass(frozen=True)
class Described:
    """A document in a list. `on` is the day of the event that names it, where one does and the viewer may read it."""

    key: UUID
    name: str
    kind: str
    owner: str
    on: date | None


def described(viewer: Viewer, case: Case, documents: Sequence[Document]) -> list[Described]:
    if not documents:
        return []
    keys = [d.key for d in documents]
    owners = dict(Content.objects.filter(pk__in=keys).values_list("key", "owner__name"))
    days = _days(viewer, case, keys)
    return [Described(d.key, d.name, KINDS[d.kind_of_data], owners.get(d.key, ""), days.get(str(d.key))) for d in documents]


def _days(viewer: Viewer, case: Case, keys: Sequence[UUID]) -> dict[str, date]:
    """The day of the latest event that names each document. A field may hold one key, or a list of them."""
    wanted = {str(key) for key in keys}
    rows = Event.objects.filter(visible(viewer, "read", shape=OF_AN_EVENT), case=case.pk).order_by("number")
    return {
        key: on
        for on, fields in rows.values_list("on", "fields")
        for value in fields.values()
        for key in (value if isinstance(value, list) else [value])
        if key in wanted
    }


@dataclass(frozen=True)
class Opened:
    """A document as it is kept: a file, or text alone."""

    name: str
    kind: str
    owner: str
    text: str
    file: bytes | None


def document_opened(viewer: Viewer, case: Case, key: UUID) -> Opened | None:
    """The document, or None: whether it does not exist or is not for this viewer looks the same. The case itself must
    have been found for the viewer before."""
    found = (
        Content.objects.filter(visible(viewer, "read", shape=Shape(sealed="sealed")), pk=key, case=case.pk, removed_at=None)
        .exclude(Q(file_name="") | Q(pk__in=sorted(viewer.withheld)))
        .select_related("owner")
        .first()
    )
    if found is None:
        return None
    file = bytes(found.file) if found.file is not None else None
    return Opened(found.file_name, KINDS[found.kind_of_data], found.owner.name, found.text, file)
