"""What can be done with a provider's waiting list: send it, say how it is read, load it, settle whom a row means, confirm what is stale."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.cases.actions import NewEvent, append_own_word
from goldenthread.cases.imports.report import REFUSED, ImportReport, Unloadable
from goldenthread.letters.sending import enqueue
from goldenthread.services.list_files import Reading, Row, read_table, rows_of
from goldenthread.services.loading import load_rows
from goldenthread.services.models import Layout, Match, Referral, Upload
from goldenthread.services.queries import layout_of, managed, matches_of, reading_of, referrals_of, uploads_of

MOST_REFUSED = 500


@transaction.atomic
def send(viewer: Viewer, *, file_name: str, data: bytes, taken_on: dt.date) -> Upload:
    """Keeps a list until it is checked. Raises UnreadableExtract, and nothing is kept."""
    owner = managed(viewer)
    if owner is None:
        raise Refused
    read_table(data)
    upload = Upload(owner_id=owner, file_name=file_name[:200], taken_on=taken_on, text=data.decode("utf-8-sig"), sent_by=viewer.id, sent_by_name=viewer.name)
    Upload.objects.bulk_create([upload])
    return upload


@transaction.atomic
def keep_layout(viewer: Viewer, upload: Upload, reading: Reading) -> None:
    """How this file's columns are read, from now on: the newest stands."""
    if managed(viewer) != upload.owner_id:
        raise Refused
    Layout.objects.bulk_create(
        [
            Layout(owner_id=upload.owner_id, columns_hash=read_table(upload.text.encode()).layout, columns=dict(reading.columns), always=dict(reading.always),
                   codes={k: dict(v) for k, v in reading.codes.items()}, dates=reading.dates, made_by=viewer.id, made_by_name=viewer.name)
        ]
    )  # fmt: skip


@transaction.atomic
def load(viewer: Viewer, upload_id: UUID) -> bool:
    """Puts a checked list into the queue; whether it was still to be loaded."""
    upload = uploads_of(viewer).filter(pk=upload_id).select_for_update().first()
    if upload is None:
        raise Refused
    if upload.state != Upload.State.SENT:
        return False
    Upload.objects.filter(pk=upload.pk).update(state=Upload.State.QUEUED)
    enqueue("services.load_upload", upload=str(upload.pk))
    return True


@transaction.atomic
def throw_away(viewer: Viewer, upload_id: UUID) -> None:
    """A list that was sent by mistake, before it is loaded."""
    if not uploads_of(viewer).filter(pk=upload_id, state=Upload.State.SENT).exists():
        raise Refused
    Upload.objects.filter(pk=upload_id).update(state=Upload.State.REFUSED, text="")


@transaction.atomic
def decide(viewer: Viewer, match_id: UUID, decision: str) -> bool:
    """Whom a row means; it is loaded by the queue. Whether it was still undecided."""
    match = matches_of(viewer).filter(pk=match_id).select_for_update(of=("self",)).first()
    if match is None or decision not in Match.Decision.values or (decision == Match.Decision.SAME and match.candidate_id is None):
        raise Refused
    if match.decision:
        return False
    Match.objects.filter(pk=match.pk).update(decision=decision, decided_by=viewer.id, decided_by_name=viewer.name, decided_at=timezone.now())
    if decision != Match.Decision.LEFT:
        enqueue("services.load_match", match=str(match.pk))
    return True


@transaction.atomic
def confirm(viewer: Viewer, waiting: Sequence[UUID], gone: Mapping[UUID, str], on: dt.date) -> tuple[int, int]:
    """What somebody found out about referrals that no list has named for a while: still waiting, or how the referral ended."""
    mine = {r.case_id for r in referrals_of(viewer).filter(case__in=[*waiting, *gone])}
    if not mine.issuperset({*waiting, *gone}):
        raise Refused
    still = [case for case in waiting if case not in gone]
    Referral.objects.filter(case__in=still).update(confirmed_on=on)
    for case, how in gone.items():
        append_own_word(viewer, case, [NewEvent(how, on=on, fields=_HOW[how])])
    return len(still), len(gone)


_HOW: dict[str, dict[str, Any]] = {
    "referral-withdrawn": {},
    "discharged": {"why": "no-contact"},
    "transferred": {"to": "Another provider"},
}
GONE = {"referral-withdrawn": "The family no longer wants it", "discharged": "Nobody could be reached", "transferred": "Another provider has the child"}


# --- by the queue's worker, which is the system role ---


def load_upload(upload_id: str) -> None:
    upload = Upload.objects.select_related("owner").filter(pk=upload_id, state=Upload.State.QUEUED).first()
    if upload is None:
        return
    try:
        report = _load(upload)
    except Unloadable as refusal:
        Upload.objects.filter(pk=upload.pk).update(state=Upload.State.REFUSED, text="", refused=[str(refusal)[:400]])
        return
    refused = [f"{f.row}: {f.message}"[:400] for f in report.in_order() if f.severity == REFUSED][:MOST_REFUSED]
    counts = {**report.counts, "refused": len(report.refused), "doubtful": sum(f.rule == "match" for f in report.found), "repeated": report.repeated}
    with transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(state=Upload.State.LOADED, text="", counts=counts, refused=refused)
        enqueue("services.keep_list_safe", owner=str(upload.owner_id))
        enqueue("services.forecast_provider", owner=str(upload.owner_id))


def _load(upload: Upload) -> ImportReport:
    table = read_table(upload.text.encode())
    layout = layout_of(upload.owner_id, table)
    if layout is None:
        raise Unloadable("Nobody has said how its columns are read.")
    rows = list(rows_of(table, reading_of(layout)))
    return load_rows(rows, provider=upload.owner, taken_on=upload.taken_on, file=upload.file_name, by=f"user:{upload.sent_by}")


def load_match(match_id: str) -> None:
    match = Match.objects.select_related("owner").filter(pk=match_id).exclude(decision__in=("", Match.Decision.LEFT)).first()
    if match is None or not match.row:
        return
    load_rows([Row(0, match.row)], provider=match.owner, taken_on=match.taken_on, file="a decision on whom a row means", by=f"user:{match.decided_by}")
    Match.objects.filter(pk=match.pk).update(row={})
    enqueue("services.keep_list_safe", owner=str(match.owner_id))
