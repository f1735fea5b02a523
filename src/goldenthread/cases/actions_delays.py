"""Saying why advice is late. It is kept beside the journal, and no clock reads it."""

from __future__ import annotations

import datetime as dt

from goldenthread.access.policy import Refused, may
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case, Delay
from goldenthread.cases.parties import HEALTH_ADVICE
from goldenthread.cases.queries_clocks import clocks_of, record_of
from goldenthread.pathways.common.contributors import KIND_OF_ADVICE
from goldenthread.pathways.common.delays import OTHER, REASONS
from goldenthread.people.kinds import STAGE


def say_delay(viewer: Viewer, case: Case, contributor: str, *, reason: str, expected: dt.date | None, words: str, on: dt.date) -> None:
    """Says why advice is late, in the viewer's own name: whoever was asked for it by name, writes such advice on the child or
    leads those who do, or does the casework. Raises `Refused` where it is not theirs to say or is no longer owed."""
    record, writes = record_of(case), KIND_OF_ADVICE.get(contributor, HEALTH_ADVICE)
    theirs = any(a.case == case.pk and a.part == contributor for a in viewer.allocated) or may(viewer, "write", writes, record)
    owed = any(c.clock == "advice" and c.about == contributor and c.stopped is None for c in clocks_of(viewer, [case]))
    if reason not in REASONS or contributor == "family" or not owed or not (theirs or may(viewer, "write", STAGE, record)):
        raise Refused
    assert case.child_id is not None
    assert viewer.id is not None
    row = Delay(
        child_id=case.child_id, case=case, owner_id=case.owner_id, kind_of_data=case.kind_of_data, about=contributor, reason=reason,
        expected_on=expected, said_on=on, words=words.strip() if reason == OTHER else "", by=viewer.id, by_name=viewer.name,
    )  # fmt: skip
    Delay.objects.bulk_create([row])
