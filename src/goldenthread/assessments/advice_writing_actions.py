"""Writing advice, and answering: send it, say that the child is not known, or refuse."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone

from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.advice_asking_actions import CannotAsk
from goldenthread.assessments.advice_chasing_actions import message_key, words_of
from goldenthread.assessments.advice_queries import (
    FAMILY,
    FROM_FAMILY,
    asked_of,
    in_hand,
    kind_for,
)
from goldenthread.assessments.chasing import (
    NOT_KNOWN,
)
from goldenthread.assessments.models import Advice
from goldenthread.assessments.uploads import Accepted
from goldenthread.cases.actions import NewEvent, append_own_word
from goldenthread.cases.models import Case
from goldenthread.letters.sending import enqueue
from goldenthread.pathways.common.contributors import NOT_UNDER_SECTION_31
from goldenthread.people.models import Content
from goldenthread.science.advice import Advice as Body
from goldenthread.science.advice import Need, Outcome, Provision, advice_of
from goldenthread.web.words import long_day


class Overtaken(Exception):
    """The same line, or part of a report, was saved from another window since this one was opened. `saved` is what stands there now."""

    def __init__(self, saved: Mapping[str, Any], revision: int) -> None:
        self.saved, self.revision = saved, revision
        super().__init__("This was changed in another window since you opened it. Nothing was overwritten")


class Sent(Exception):
    """The advice was sent: nobody changes it."""


LINES = {"needs": Need, "outcomes": Outcome, "provisions": Provision}
_SLOT = re.compile(r"views|(?:needs|outcomes|provisions)/[a-z]-[0-9a-f]{8}")
MOST_LINES = 100


def new_slot(kind: str) -> str:
    """A place for a new line, which no other window makes."""
    return f"{kind}/{kind[0]}-{secrets.token_hex(4)}"


def begin(viewer: Viewer, case: Case, contributor: str) -> Advice:
    """The advice that the viewer has in hand, begun if there is none."""
    kind = kind_for(viewer, case, contributor)
    if kind is None or viewer.id is None:
        raise Refused
    mine = Advice.objects.filter(case=case.pk, contributor=contributor, author=viewer.id)
    last = in_hand(viewer, case.pk, contributor, asked_of(viewer, case, contributor))
    if last is not None and last.sent_at is not None:
        raise Sent
    found = last
    if found is None:
        Advice.objects.bulk_create(
            [
                Advice(
                    child_id=case.child_id, case=case.pk, owner_id=case.owner_id, kind_of_data=kind, contributor=contributor,
                    author=viewer.id, author_name=viewer.name, body=Body().data(),
                )
            ],
            ignore_conflicts=True,
        )  # fmt: skip
        found = mine.get(sent_at=None)
    return found


@transaction.atomic
def save(viewer: Viewer, case: Case, contributor: str, slot: str, revision: int, typed: Mapping[str, Any], line: Mapping[str, Any] | None) -> Advice:
    """Keeps one line: `typed` as it stands in the form, while it is unfinished; `line` once it is whole.

    `revision` is that of the advice as the form showed it. Raises `Overtaken` if the line was saved elsewhere since, and
    `Sent` if the advice is gone.
    """
    if not _SLOT.fullmatch(slot):
        raise Refused
    row = _locked(begin(viewer, case, contributor))
    body = _body(row)
    if body["changed"].get(slot, 0) > revision:
        raise Overtaken(typed_in(row, slot) or line_in(row, slot), row.revision)
    if line is None and body["typing"].get(slot, {}).get("said") == dict(typed):
        return row
    if line is None:
        body["typing"][slot] = {"said": dict(typed), "at": timezone.now().isoformat()}
    else:
        body["typing"].pop(slot, None)
        _put(body, slot, line)
    body["changed"][slot] = row.revision + 1
    return _write(row, body)


@transaction.atomic
def remove(viewer: Viewer, case: Case, contributor: str, slot: str) -> Advice:
    """Takes a line out, finished or not. What pointed to it points to nothing, and is told so before it is sent."""
    row = _locked(begin(viewer, case, contributor))
    body = _body(row)
    kind, _, key = slot.partition("/")
    body["typing"].pop(slot, None)
    if kind in LINES:
        body[kind] = [each for each in body[kind] if each["id"] != key]
    body["changed"][slot] = row.revision + 1
    return _write(row, body)


@transaction.atomic
def attach(viewer: Viewer, case: Case, contributor: str, file: Accepted | None) -> Advice:
    """A report in place of the lines or beside them; None takes it away."""
    row = _locked(begin(viewer, case, contributor))
    key = None
    if file is not None:
        key = uuid4()
        Content.objects.bulk_create(
            [
                Content(
                    key=key, child_id=row.child_id, case=row.case, owner_id=row.owner_id, kind_of_data=row.kind_of_data,
                    file=file.data, file_name=file.name,
                )
            ]
        )  # fmt: skip
    Advice.objects.filter(pk=row.pk).update(report=key, saved_at=timezone.now())
    row.refresh_from_db()
    return row


def typed_in(row: Advice | None, slot: str) -> dict[str, Any]:
    """What was typed in a line and is not finished."""
    return dict((row.body.get("typing", {}).get(slot) or {}).get("said", {})) if row else {}


def line_in(row: Advice | None, slot: str) -> dict[str, Any]:
    """A finished line, as its form shows it."""
    if row is None:
        return {}
    if slot == "views":
        return {"views": row.body.get("views", "")}
    kind, _, key = slot.partition("/")
    return next((dict(each) for each in row.body.get(kind, ()) if each["id"] == key), {})


def unfinished(row: Advice | None) -> list[str]:
    return list(row.body.get("typing", {})) if row else []


def body_of(row: Advice | None) -> Body:
    return advice_of(row.body) if row else Body()


def _locked(row: Advice) -> Advice:
    return Advice.objects.select_for_update(of=("self",)).get(pk=row.pk)


def _body(row: Advice) -> dict[str, Any]:
    return {**body_of(row).data(), "typing": dict(row.body.get("typing", {})), "changed": dict(row.body.get("changed", {}))}


def _put(body: dict[str, Any], slot: str, line: Mapping[str, Any]) -> None:
    kind, _, key = slot.partition("/")
    if kind == "views":
        body["views"] = str(line.get("views", ""))
        return
    made = {**line, "id": key}
    places = [n for n, each in enumerate(body[kind]) if each["id"] == key]
    if places:
        body[kind][places[0]] = made
    elif len(body[kind]) < MOST_LINES:
        body[kind].append(made)


def _write(row: Advice, body: dict[str, Any]) -> Advice:
    row.body, row.revision, row.saved_at = body, row.revision + 1, timezone.now()
    Advice.objects.filter(pk=row.pk).update(body=row.body, revision=row.revision, saved_at=row.saved_at)
    return row


# --- answering ---


@transaction.atomic
def send(viewer: Viewer, case: Case, contributor: str, *, name: str, registration: str, on: dt.date) -> Advice:
    """The advice goes to the authority as it stands, and is never changed again. Every link to the task ends."""
    row = _locked(begin(viewer, case, contributor))
    if body_of(row).empty and row.report_id is None:
        raise CannotAsk("There is nothing in your advice yet. Add a need, some provision or a report")
    body = body_of(row).data()
    Advice.objects.filter(pk=row.pk).update(
        body=body, author_name=name, registration=registration, sent_at=timezone.now(), saved_at=timezone.now()
    )
    if contributor == FAMILY:
        _keep_views(row, body["views"], name, on)
    _answer(viewer, case, NewEvent("advice-received", on, {"contributor": contributor}))
    return row


def _keep_views(row: Advice, views: str, name: str, on: dt.date) -> None:
    """The family's views are advice of theirs (r.6(1)(a)), and a paper that whoever is asked after them is sent (r.6(3))."""
    paper = Content(
        key=uuid4(), child_id=row.child_id, case=row.case, owner_id=row.owner_id, kind_of_data=row.kind_of_data, text=views,
        file_name=f"{FROM_FAMILY}{long_day(on)}: the views of {name}"[:200],
    )  # fmt: skip
    Content.objects.bulk_create([paper])


@transaction.atomic
def not_known(viewer: Viewer, case: Case, contributor: str, on: dt.date) -> None:
    """The child is not known to the contributor's service. The case officer is told at once, to ask somebody else."""
    _answer(viewer, case, NewEvent("advice-nil-return", on, {"contributor": contributor}))
    message = message_key(case.pk, contributor, NOT_KNOWN, on, "officer")
    with connection.cursor() as cursor:
        words = words_of(case.owner_id, NOT_KNOWN, contributor, on)
        cursor.execute("select assessments_tell_not_known(%s, %s, %s, %s, %s)", [message, case.pk, contributor, words.subject, words.body])
        queued = cursor.fetchone()[0]
    if queued:
        enqueue("letters.send", message=str(queued))


@transaction.atomic
def refuse(viewer: Viewer, case: Case, contributor: str, reasons: str, on: dt.date) -> None:
    """Only a body under section 31 of the 2014 Act may refuse, with written reasons."""
    if contributor in NOT_UNDER_SECTION_31 or not reasons.strip():
        raise Refused
    _answer(viewer, case, NewEvent("advice-refused", on, {"contributor": contributor, "reasons": reasons.strip()}))


def _answer(viewer: Viewer, case: Case, event: NewEvent) -> None:
    append_own_word(viewer, case.pk, [event])
    with connection.cursor() as cursor:
        cursor.execute("select assessments_end_links(%s, %s)", [case.pk, str(event.fields["contributor"])])

