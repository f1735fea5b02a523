"""What is done with a council's spreadsheet: sent, its columns' meaning kept, what is alike decided, taken up or thrown away. By editors alone:
the database holds every write to that."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from goldenthread.access.viewer import Viewer
from goldenthread.offer.loading import index
from goldenthread.offer.models import Sheet, SheetLayout
from goldenthread.offer.sheets import Checked, Reading, check, reading_of, table_in, table_of
from goldenthread.offer.told import save
from goldenthread.web.jobs import enqueue
from goldenthread.web.words import count_of


def send(viewer: Viewer, *, file_name: str, data: bytes, sheet: str, on: dt.date) -> Sheet:
    """Raises UnreadableExtract with what to do."""
    text, table = table_of(data, sheet)
    return Sheet.objects.create(file_name=file_name.replace("\0", "")[-150:], text=text, layout=table.layout, sent_on=on, sent_by_name=viewer.name)


def layout_of(sheet: Sheet) -> Reading | None:
    kept = SheetLayout.objects.filter(layout=sheet.layout).first()
    return reading_of(kept.reading) if kept else None


def keep_layout(viewer: Viewer, sheet: Sheet, reading: Reading, on: dt.date) -> None:
    SheetLayout.objects.update_or_create(layout=sheet.layout, defaults={"reading": reading.kept(), "kept_on": on, "kept_by_name": viewer.name})


def checked(sheet: Sheet) -> Checked | None:
    """None where nobody has said yet what its columns mean."""
    reading = layout_of(sheet)
    return check(table_in(sheet.text), reading, sheet.decisions) if reading else None


def decide(sheet: Sheet, decisions: dict[str, str]) -> None:
    Sheet.objects.filter(pk=sheet.pk, state=Sheet.State.SENT).update(decisions=sheet.decisions | decisions)


@transaction.atomic
def take(sheet: Sheet) -> bool:
    """No where somebody has taken it up or thrown it away meanwhile."""
    if not Sheet.objects.filter(pk=sheet.pk, state=Sheet.State.SENT).update(state=Sheet.State.TAKING):
        return False
    enqueue("offer.take_sheet", sheet=str(sheet.pk))
    return True


def throw_away(sheet: Sheet) -> None:
    Sheet.objects.filter(pk=sheet.pk, state=Sheet.State.SENT).update(state=Sheet.State.THROWN, text="", decisions={})


@transaction.atomic
def take_rows(key: UUID) -> None:
    """By the worker: every row that is right and about which nothing is to be decided. The rest is said, with its lines."""
    sheet = Sheet.objects.select_for_update().filter(pk=key, state=Sheet.State.TAKING).first()
    made = checked(sheet) if sheet else None
    if sheet is None or made is None:
        return
    taken = sum(save(each) for each in made.ready)
    index()
    left = [f"{len(made.ready) - taken} left as they were, since somebody said of them after the file was checked"] if taken < len(made.ready) else []
    left += [f"{len(made.to_decide)} not taken, since nobody said whether they are the same as another"] if made.to_decide else []
    left += [f"{count_of(len(made.refused), 'row')} refused: {'; '.join(f'line {n}, {why}' for n, why in made.refused[:20])}"] if made.refused else []
    Sheet.objects.filter(pk=key).update(state=Sheet.State.TAKEN, text="", said=". ".join([f"{count_of(taken, 'service')} taken up", *left])[:4000])
