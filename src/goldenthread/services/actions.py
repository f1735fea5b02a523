"""What can be done with a provider's waiting list: send it, say how it is read, load it, settle whom a row means, confirm what is stale."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from goldenthread.access.models import User
from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.cases.actions import NewEvent, say_once
from goldenthread.cases.imports.report import REFUSED, ImportReport, Unloadable
from goldenthread.cases.models import Case, Event, NextReference
from goldenthread.cases.projection import hold, project_with_linked
from goldenthread.exchange.extract import UnreadableExtract
from goldenthread.letters.sending import enqueue
from goldenthread.pathways.safe_waiting import SAFE_WAITING
from goldenthread.services.list_files import FIELDS, Reading, Row, read_table, rows_of, sheets_in
from goldenthread.services.loading import load_rows
from goldenthread.services.models import Layout, Match, Range, Referral, Upload
from goldenthread.services.queries import (
    children_named,
    layout_of,
    managed,
    matches_of,
    reading_of,
    referrals_of,
    uploads_of,
)

MOST_REFUSED = 500


@transaction.atomic
def send(viewer: Viewer, *, file_name: str, data: bytes, taken_on: dt.date) -> Upload:
    """Keeps a list until it is checked; of a workbook with several sheets, all, until one is chosen. Raises UnreadableExtract, and nothing
    is kept."""
    owner = managed(viewer)
    if owner is None:
        raise Refused
    sheets = sheets_in(data)
    one = sheets[0].text if len(sheets) == 1 else ""
    several = [] if one else [dataclasses.asdict(sheet) for sheet in sheets]
    upload = Upload(owner_id=owner, file_name=file_name[:200], taken_on=taken_on, text=one, sheets=several, sent_by=viewer.id, sent_by_name=viewer.name)
    Upload.objects.bulk_create([upload])
    return upload


@transaction.atomic
def choose_sheet(viewer: Viewer, upload: Upload, name: str) -> None:
    """Which sheet is the list; the others are not kept. Raises UnreadableExtract where that one is none."""
    if managed(viewer) != upload.owner_id or upload.state != Upload.State.SENT:
        raise Refused
    chosen = next((s for s in upload.sheets if s["name"] == name), None)
    if chosen is None:
        raise UnreadableExtract("Choose the sheet that has the list")
    if chosen["problem"]:
        raise UnreadableExtract(chosen["problem"])
    read_table(chosen["text"].encode())
    Upload.objects.filter(pk=upload.pk).update(text=chosen["text"], sheets=[])


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
    if upload.state != Upload.State.SENT or not upload.text:
        return False
    Upload.objects.filter(pk=upload.pk).update(state=Upload.State.QUEUED)
    enqueue("services.load_upload", upload=str(upload.pk))
    return True


@transaction.atomic
def throw_away(viewer: Viewer, upload_id: UUID) -> None:
    """A list that was sent by mistake, before it is loaded."""
    if not uploads_of(viewer).filter(pk=upload_id, state=Upload.State.SENT).exists():
        raise Refused
    Upload.objects.filter(pk=upload_id).update(state=Upload.State.REFUSED, text="", sheets=[])


@transaction.atomic
def decide(viewer: Viewer, match_id: UUID, decision: str) -> bool:
    """Whom a row means; it is loaded by the queue. Whether it was still undecided."""
    match = matches_of(viewer).filter(pk=match_id).select_for_update(of=("self",)).first()
    if (
        match is None
        or decision not in Match.Decision.values
        or (decision == Match.Decision.SAME and not _shown(viewer, match.candidate_id))
    ):
        raise Refused
    if match.decision:
        return False
    matches_of(viewer).filter(pk=match.pk).update(
        decision=decision, decided_by=viewer.id, decided_by_name=viewer.name, decided_at=timezone.now()
    )
    if decision == Match.Decision.LEFT:
        matches_of(viewer).filter(pk=match.pk).update(row={}, why="")
    else:
        enqueue("services.load_match", match=str(match.pk))
    return True


def _shown(viewer: Viewer, child: UUID | None) -> bool:
    return child is not None and bool(children_named(viewer, [child]))


@transaction.atomic
def wrong_child(viewer: Viewer, case: UUID) -> None:
    """A referral of the viewer's provider is not this child's: the queue takes it off the record, and the next list adds it to another."""
    if not referrals_of(viewer).filter(case=case).exists():
        raise Refused
    enqueue("services.take_off", case=str(case), by=str(viewer.id))


@transaction.atomic
def confirm(viewer: Viewer, waiting: Sequence[UUID], gone: Mapping[UUID, str], on: dt.date) -> tuple[int, int]:
    """What somebody found out about referrals that no list has named for a while: still waiting, or how the referral ended."""
    mine = {r.case_id: r.child_id for r in referrals_of(viewer).filter(case__in=[*waiting, *gone])}
    if not mine.keys() >= {*waiting, *gone}:
        raise Refused
    still = [case for case in waiting if case not in gone]
    # It is the one page that holds several children: in the order in which the database holds many, and before what a list writes too, so
    # that it and a list do not wait for each other.
    for case in sorted(gone, key=mine.__getitem__):
        say_once(viewer, case, [NewEvent(gone[case], on=on, fields=_HOW[gone[case]])])
    Referral.objects.filter(case__in=still).update(confirmed_on=on)
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
    report = load_rows(
        # What was asked before a column was known says nothing in it.
        [Row(0, dict.fromkeys(FIELDS, "") | match.row)],
        provider=match.owner,
        taken_on=match.taken_on,
        file="a decision on whom a row means",
        by=f"user:{match.decided_by}",
    )
    if report.refused:
        Match.objects.filter(pk=match.pk).update(
            decision="", why=f"It could not be loaded as decided. {report.refused[0].message}"[:400]
        )
    elif not any(f.rule == "match" for f in report.found):
        Match.objects.filter(pk=match.pk).update(row={}, why="")
    enqueue("services.keep_list_safe", owner=str(match.owner_id))


@transaction.atomic
def take_off(case_id: str, by: str) -> None:
    """Everything that lists told of a referral is withdrawn, with the case on which its wait is kept safe; neither is shown to anybody from
    then on, and the child's page and ranges have nothing of it. What lists say of the referral later is another child's."""
    referral = Referral.objects.select_related("case").filter(pk=case_id).first()
    if referral is None:
        return
    hold([referral.case_id])
    cases = list(Case.objects.filter(Q(pk=case_id) | Q(arose_from=case_id, pathway=SAFE_WAITING.slug)).order_by("opened_on"))
    for case in cases:
        _withdraw(case, by)
    Match.objects.update_or_create(
        service=referral.service, reference=referral.case.reference,
        defaults={"owner_id": referral.owner_id, "taken_on": referral.confirmed_on, "candidate_id": referral.child_id, "decision": Match.Decision.OTHER, "row": {}, "why": "",
                  "decided_by": UUID(by), "decided_by_name": User.objects.filter(pk=by).values_list("name", flat=True).first() or "", "decided_at": timezone.now()},
    )  # fmt: skip
    Range.objects.filter(case=case_id).delete()
    referral.delete()
    # The case of the referral takes with it the one that arose from it.
    Case.objects.filter(pk=case_id).update(confidentiality=Case.Confidentiality.WITHHELD, reference=NextReference())
    for case in cases:
        project_with_linked(case.pk)
    enqueue("services.forecast_provider", owner=str(referral.owner_id))


def _withdraw(case: Case, by: str) -> None:
    events = list(Event.objects.filter(case=case).order_by("number"))
    withdrawn = {e.fields["event_id"] for e in events if e.event == "corrected"}
    standing = [e for e in events if e.event != "corrected" and str(e.pk) not in withdrawn]
    for number, e in enumerate(standing, case.last_number + 1):
        Event.objects.create(
            id=uuid.uuid4(), case=case, number=number, event="corrected", on=e.on, by=f"user:{by}", about="", kind_of_data=e.kind_of_data,
            fields={"event_id": str(e.pk), "reason": "This referral is not this child’s."},
        )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(last_number=case.last_number + len(standing))


KEPT_UNLOADED = dt.timedelta(days=14)
KEPT_REFUSALS = dt.timedelta(days=90)


def forget_old_lists(now: dt.datetime) -> None:
    """A file that nobody loaded is not kept, and nor are the reasons why rows were refused, once there was time to mend them."""
    old = Upload.objects.filter(sent_at__lt=now - KEPT_UNLOADED).exclude(text="", sheets=[])
    old.update(
        state=Upload.State.REFUSED,
        text="",
        sheets=[],
        refused=["It was not loaded in two weeks, so it was not kept. Send it again."],
    )
    Upload.objects.filter(sent_at__lt=now - KEPT_REFUSALS).exclude(refused=[]).update(refused=[])
