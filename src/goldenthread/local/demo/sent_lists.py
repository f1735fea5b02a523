"""Sending the demo's waiting lists as its providers would: in our layout from a file, in another as the trust's manager does on the page."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

from django.conf import settings
from django.db import transaction

from goldenthread.access.viewer import become
from goldenthread.cases.actions import set_demo_clock
from goldenthread.cases.imports.report import ImportReport
from goldenthread.engine.calendar import LONDON
from goldenthread.local.demo.acting import acting_as
from goldenthread.local.demo.personas import EASTWAY
from goldenthread.local.demo.waits import READING, Lists
from goldenthread.services.actions import keep_layout, load, load_upload, send
from goldenthread.services.list_command import load_waits
from goldenthread.services.list_files import read_table
from goldenthread.services.models import Upload
from goldenthread.services.queries import layout_of


def send_lists(lists: Lists, today: date) -> None:
    """Each on the day on which it was taken."""
    for path, provider, day in lists.files:
        settings.DEMO_TODAY = day
        with transaction.atomic():
            if settings.GOLDENTHREAD_DEMO:
                set_demo_clock(datetime.combine(day, time(16, 20), LONDON))
            print(f"  {path.name}: {_by_hand(path, day) if provider == EASTWAY else _told(load_waits(path, by='demo', reckon=False))}", flush=True)
    settings.DEMO_TODAY = today


def _by_hand(path: Path, day: date) -> str:
    olu = acting_as("olu-adeyemi")
    upload = send(olu, file_name=path.name, data=path.read_bytes(), taken_on=day)
    if layout_of(upload.owner_id, read_table(path.read_bytes())) is None:
        keep_layout(olu, upload, READING)
    load(olu, upload.pk)
    become(None)
    load_upload(str(upload.pk))
    counts = Upload.objects.get(pk=upload.pk).counts
    return _words(counts.get("cases", 0), counts.get("refused", 0), counts.get("doubtful", 0))


def _told(report: ImportReport) -> str:
    return _words(report.counts["cases"], len(report.refused), sum(f.rule == "match" for f in report.found))


def _words(new: int, refused: int, doubtful: int) -> str:
    return f"{new:,} new referrals, {refused} rows refused, {doubtful} for somebody to decide"
