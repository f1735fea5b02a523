"""Preparing and holding a review: arrange and invite, send the advice round, record the meeting, write and send the report. What
is dated is an event of the case, recorded with what it tells of or not at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from goldenthread.access.models import User
from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.cases.actions import NewEvent, append
from goldenthread.cases.models import Case
from goldenthread.cases.queries_case import CaseView
from goldenthread.engine.explain import full_day
from goldenthread.letters.sending import Recipient, queue
from goldenthread.reviews.invitees import OTHER, not_invited, parties
from goldenthread.reviews.models import Invitation, Paper, Report, Review
from goldenthread.reviews.people import Candidate
from goldenthread.reviews.queries import (
    held_on,
    help_to_ask_about,
    invitations_of,
    keeps,
    meeting_day,
    papers_of,
    plan_read,
    setting_of,
    setting_of_child,
)
from goldenthread.reviews.report import empty, outcomes_of
from goldenthread.web import days

# An email names no child, service or condition: anybody may see it over a shoulder.
_INVITED = (
    "You are invited to a meeting on {day} at {time}.\n\nIt is at: {place}\n\nWhat it is about, who else is invited and what we ask of you: sign in to "
    "read it.\n\n{address}\n"
)
_ADVICE = "There are papers for you to read before the meeting on {day}.\n\nSign in to read them:\n\n{address}\n"
_REPORT = "The report of a meeting to which you were invited is ready.\n\nSign in to read it:\n\n{address}\n"


class NotReady(Exception):
    """It cannot be done yet; `faults` say why, in words."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(faults))


def of(case: Case) -> dict[str, Any]:
    """What each row of a review repeats of its case, for the policy."""
    return {"child_id": case.child_id, "owner_id": case.owner_id, "case": case.pk}


def _kept(viewer: Viewer, case: Case) -> None:
    if not keeps(viewer, case):
        raise Refused


@transaction.atomic
def arrange(
    viewer: Viewer, view: CaseView, *, day: date, time: str, place: str, invited: Sequence[Candidate], others: Sequence[str] = (), today: date,
    read_up_to: int | None = None,
) -> Review:  # fmt: skip
    """Arranges the meeting and invites to it. A new day for a meeting that was arranged invites everybody again. Raises `NotReady`
    where somebody whom the law names is left out, and `Conflict` where others have written meanwhile."""
    case = view.case
    _kept(viewer, case)
    setting = setting_of(viewer, case) or setting_of_child(case, today)
    faults = [f"Invite {p.who[:1].lower()}{p.who[1:]} ({p.cite})" for p in not_invited(setting is not None, {c.party for c in invited})]
    if day < today:
        faults.append("The meeting must be on a day to come")
    if faults:
        raise NotReady(faults)
    asked = [p.contributor for p in parties(setting is not None) if p.contributor and p.contributor != "education-setting"]
    append(
        viewer, case.pk, view.last_number if read_up_to is None else read_up_to,
        [NewEvent("review-meeting-arranged", today, {"meeting_on": day}), *(NewEvent("review-advice-requested", today, {"contributor": c}) for c in asked)],
    )  # fmt: skip
    review = _in_hand(viewer, case, setting.pk if setting else None, time, place)
    named = [*invited, *(Candidate(f"{OTHER}-{n}", OTHER, name[:150], "") for n, name in enumerate(others))]
    people = list({(p.party, p.name): p for p in named}.values())
    before = {(i.party, i.name): i for i in invitations_of(review)}
    new = [p for p in people if (p.party, p.name) not in before]
    Invitation.objects.bulk_create(
        Invitation(review=review, party=p.party, name=p.name[:150], what=p.what[:250], user=p.user, by_email=bool(p.email), **of(case)) for p in new
    )
    for p in people:
        if p.email:
            said = _INVITED.format(day=full_day(day), time=time, place=place, address=_address(case))
            _tell(viewer, case, p.party, p.name, p.email, "review-invited", "An invitation to a meeting", said)
    return review


def after_a_meeting(viewer: Viewer, case: Case, today: date) -> Review:
    """The review of a meeting that was arranged elsewhere: its report is written here all the same."""
    _kept(viewer, case)
    setting = setting_of(viewer, case) or setting_of_child(case, today)
    return _in_hand(viewer, case, setting.pk if setting else None, "", "")


def _in_hand(viewer: Viewer, case: Case, setting: UUID | None, time: str, place: str) -> Review:
    found = Review.objects.filter(case=case.pk, done_at=None).first()
    if found is not None:
        Review.objects.filter(pk=found.pk).update(time=time, place=place)
        return found
    made = Review(id=uuid4(), setting_id=setting, time=time, place=place, made_by=viewer.id, **of(case))
    Review.objects.bulk_create([made])
    return Review.objects.get(pk=made.pk)


def _address(case: Case) -> str:
    return f"{settings.BASE_URL}/cases/{case.pk}/review/"


def _tell(viewer: Viewer, case: Case, party: str, name: str, email: str, purpose: str, subject: str, body: str) -> None:
    queue(
        viewer, Recipient("family" if party == "family" else party, name[:100], email), purpose=purpose, subject=subject, body=body,
        child=case.child_id, case=case.pk, owner=case.owner_id, about=party,
    )  # fmt: skip


def _tell_everybody(viewer: Viewer, case: Case, review: Review, purpose: str, subject: str, body: str) -> list[Invitation]:
    """Tells those who can sign in, and answers those to whom it goes on paper."""
    invited = invitations_of(review)
    emails = dict(User.objects.filter(pk__in=[i.user for i in invited if i.user], is_active=True).values_list("pk", "email"))
    for i in invited:
        if i.user in emails:
            _tell(viewer, case, i.party, i.name, emails[i.user], purpose, subject, body)
    return [i for i in invited if i.user not in emails]


# --- advice ---


def add_paper(viewer: Viewer, case: Case, review: Review, by_name: str, text: str) -> Paper:
    """Keeps advice that came for the review."""
    _kept(viewer, case)
    paper = Paper(id=uuid4(), review=review, by_name=by_name.strip()[:150], text=text.strip(), added_by=viewer.id, **of(case))
    Paper.objects.bulk_create([paper])
    return paper


@transaction.atomic
def circulate(viewer: Viewer, view: CaseView, review: Review, today: date) -> list[Invitation]:
    """Sends the advice that came round to everybody invited (r.20(4), 21(4)). Answers who gets it on paper."""
    _kept(viewer, view.case)
    waiting = [p for p in papers_of(review) if p.shared_at is None]
    if not waiting:
        raise NotReady(["Add the advice that came first. If none came, say so in a paper of its own"])
    append(viewer, view.case.pk, view.last_number, [NewEvent("review-advice-circulated", today)])
    Paper.objects.filter(pk__in=[p.pk for p in waiting]).update(shared_at=timezone.now())
    day = meeting_day(view)
    body = _ADVICE.format(day=full_day(day) if day else "", address=_address(view.case))
    return _tell_everybody(viewer, view.case, review, "review-advice", "Papers before a meeting", body)


# --- the meeting ---


@transaction.atomic
def hold(viewer: Viewer, view: CaseView, review: Review, on: date, came: Collection[int], today: date) -> None:
    """Records the meeting, and who of those invited came. Raises `NotReady` for a day that is still to come."""
    _kept(viewer, view.case)
    if on > today:
        raise NotReady(["The meeting must have been held: its day is today or in the past"])
    if held_on(view) is not None:
        raise NotReady(["The meeting of this review is recorded already"])
    invited = invitations_of(review)
    there = dict.fromkeys(i.party for i in invited if i.pk in came)
    append(viewer, view.case.pk, view.last_number, [NewEvent("review-meeting-held", on, {"attended": tuple(there)} if there else {})])
    Invitation.objects.filter(review=review, pk__in=list(came)).update(came=True)
    Invitation.objects.filter(review=review).exclude(pk__in=list(came)).update(came=False)


# --- the report ---


class Overtaken(Exception):
    """The same part was saved from another window since this one was opened. `saved` is what stands there now."""

    def __init__(self, saved: Mapping[str, Any], revision: int) -> None:
        self.saved, self.revision = saved, revision
        super().__init__("This was changed in another window since you opened it. Nothing was overwritten")


def report_in_hand(viewer: Viewer, case: Case, review: Review) -> Report:
    """The report, begun with the outcomes of the plan in force and the lines of help to ask about if there is none."""
    _kept(viewer, case)
    found = Report.objects.filter(review=review).first()
    if found is None:
        body = {"lines": outcomes_of(plan_read(viewer, case)[1]), "help_lines": help_to_ask_about(viewer, case, days.today())}
        made = Report(review=review, body=body, author_name=viewer.name[:100], **of(case))
        Report.objects.bulk_create([made], ignore_conflicts=True)
        found = Report.objects.get(review=review)
    return found


@transaction.atomic
def save_part(viewer: Viewer, case: Case, review: Review, part: str, revision: int, said: Mapping[str, str]) -> Report:
    """Keeps what was typed in one part, whole or not. Raises `Overtaken` where another window changed this part since."""
    report_in_hand(viewer, case, review)
    row = Report.objects.select_for_update().get(review=review)
    if row.sent_at is not None:
        raise Refused
    # Another part may have been saved meanwhile: only this one can be overtaken.
    if revision < row.body.get("saved", {}).get(part, 0) and dict(row.body.get(part, {})) != dict(said):
        raise Overtaken(row.body.get(part, {}), row.revision)
    row.revision += 1
    row.body = {**row.body, part: dict(said), "saved": {**row.body.get("saved", {}), part: row.revision}}
    row.saved_at, row.author_name = timezone.now(), viewer.name[:100]
    row.save(update_fields=["body", "revision", "saved_at", "author_name"])
    return row


@transaction.atomic
def send_report(viewer: Viewer, view: CaseView, review: Review, today: date) -> list[Invitation]:
    """Sends the report to everybody who was invited (r.20(9), 21(8)). Answers who gets it on paper. Raises `NotReady`."""
    case = view.case
    _kept(viewer, case)
    report = Report.objects.filter(review=review).first()
    faults = []
    if held_on(view) is None:
        faults.append("Record the meeting first: a report is of a meeting that was held")
    if report is None or empty(report.body):
        faults.append("Nothing is written in the report yet")
    elif report.sent_at is not None:
        faults.append("The report was sent already")
    if faults:
        raise NotReady(faults)
    append(viewer, case.pk, view.last_number, [NewEvent("review-report-sent", today)])
    Report.objects.filter(review=review).update(sent_at=timezone.now(), author_name=viewer.name[:100])
    Review.objects.filter(pk=review.pk).update(done_at=timezone.now())
    body = _REPORT.format(address=_address(case))
    return _tell_everybody(viewer, case, review, "review-report", "The report of a meeting", body)
