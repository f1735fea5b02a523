"""As what a version is taken away: exactly as it was sent; or, where it was made elsewhere and loaded, its words as they are held here."""

from __future__ import annotations

import json
from typing import Any

from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case
from goldenthread.engine.explain import long_day
from goldenthread.letters.pdf import pdf
from goldenthread.plans.actions_sending import pictures_of
from goldenthread.plans.document import plan_document
from goldenthread.plans.models import Plan
from goldenthread.plans.queries import clauses_of, document_of, given_all

LOADED = "It was made elsewhere and loaded: these are its words as they are held here, and not the document that was sent. A section without words is left out."


def as_data(viewer: Viewer, case: Case, plan: Plan) -> dict[str, Any] | None:
    """What `plan.typ` and the Word document are made of, for whoever was given the whole of a version. None for anybody else, and where the
    document was sent and is held no more."""
    if not given_all(viewer, case, plan) or case.child is None:
        return None
    document = document_of(viewer, case, plan)
    if document is not None:
        return json.loads(document.content.text) if document.content.text else None  # type: ignore[no-any-return]
    day = plan.issued_on or plan.sent_on
    data = plan_document(
        child=f"{case.child.forename} {case.child.surname}", reference=case.child.reference, what="Plan", day=long_day(day) if day else "",
        clauses=clauses_of(viewer, case, plan),
    )  # fmt: skip
    return data | {"facts": [*data["facts"], LOADED], "sections": [s for s in data["sections"] if s["clauses"]]}


def as_pdf(viewer: Viewer, case: Case, plan: Plan) -> bytes | None:
    """The PDF that was sent, or one of a plan that was loaded. None as for `as_data`."""
    document = document_of(viewer, case, plan)
    if document is not None:
        return bytes(document.content.file) if document.content.file else None
    data = as_data(viewer, case, plan)
    return None if data is None else pdf("plan.typ", pictures=pictures_of(data), plan=data)

