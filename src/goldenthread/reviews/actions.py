"""Preparing and holding a review: arrange and invite, send the advice round, record the meeting, write and send the report. What
is dated is an event of the case, recorded with what it tells of or not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from goldenthread.access.models import User
from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.advice_writing_actions import Overtaken
from goldenthread.cases.actions import NewEvent, append, open_case
from goldenthread.cases.models import Case
from goldenthread.cases.queries_case import CaseView
from goldenthread.cases.queries_children import CaseLine, cases_of_child
from goldenthread.engine.explain import full_day
from goldenthread.letters.sending import Recipient, queue
from goldenthread.letters.writing import mail
from goldenthread.people.models import Child
from goldenthread.plans.actions import of
from goldenthread.plans.actions_sending import NotReady
from goldenthread.reviews.invitees import OTHER, not_invited, parties
from goldenthread.reviews.models import Invitation, Paper, Report, Review
from goldenthread.reviews.people import Candidate
from goldenthread.reviews.queries import PATHWAY as REVIEWS
from goldenthread.reviews.queries import (
    decided,
    held_of,
    held_on,
    help_to_ask_about,
    invitations_of,
    keeps,
    meeting_day,
    papers_of,
    plan_read,
    report_owed_for,
    review_of,
    setting_of,
    setting_of_child,
)
from goldenthread.reviews.report import empty, outcomes_of
from goldenthread.web import days
from goldenthread.web.turns import one_at_a_time
from goldenthread.web.words import lower_first


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
    setting = setting_of(viewer, case) or setting_of_child(viewer, case, today)
    faults = [f"Invite {lower_first(p.who)} ({p.cite})" for p in not_invited(setting is not None, {c.party for c in invited})]
    if day < today:
        faults.append("The meeting must be on a day to come")
    if faults:
        raise NotReady(faults)
    asked = [p.contributor for p in parties(setting is not None) if p.contributor and p.contributor != "education-setting"]
    began, found = uuid4(), in_hand(viewer, view)
    # The invitation opens the advice that went round already.
    goes_along = found is not None and any(p.shared_at for p in papers_of(viewer, case, found))
    append(
        viewer, case.pk, view.last_number if read_up_to is None else read_up_to,
        [NewEvent("review-meeting-arranged", today, {"meeting_on": day}, id=began), *(NewEvent("review-advice-requested", today, {"contributor": c}) for c in asked),
         *([NewEvent("review-advice-circulated", today)] if goes_along else [])],
    )  # fmt: skip
    review = found or _begun(viewer, case, began)
    # A child who changes school takes the review along.
    Review.objects.filter(pk=review.pk).update(time=time, place=place, setting=setting)
    named = [*invited, *(Candidate(f"{OTHER}-{n}", OTHER, name[:150], "") for n, name in enumerate(others))]
    people = list({(p.party, p.name[:150]): p for p in named}.values())
    before = {(i.party, i.name): i for i in Invitation.objects.filter(review=review)}
    again = [before.pop((p.party, p.name[:150])).pk for p in people if (p.party, p.name[:150]) in before]
    Invitation.objects.filter(pk__in=again).update(ended_at=None)
    Invitation.objects.filter(pk__in=[i.pk for i in before.values()], ended_at=None).update(ended_at=timezone.now())
    known = {(i.party, i.name) for i in Invitation.objects.filter(pk__in=again)}
    Invitation.objects.bulk_create(
        Invitation(review=review, party=p.party, name=p.name[:150], what=p.what[:250], user=p.user, by_email=bool(p.email), **of(case))
        for p in people if (p.party, p.name[:150]) not in known
    )  # fmt: skip
    for p in people:
        if p.email:
            # A time is checked by the form to be one: an email holds nothing that somebody typed.
            _tell(viewer, case, p.party, p.name, p.email, "review-invited", meeting_on=full_day(day), meeting_time=time)
    return review


def after_a_meeting(viewer: Viewer, view: CaseView, *, kept: bool) -> Review | None:
    """The review of a meeting that was arranged elsewhere: its report is written here all the same. Only once something is
    `kept` of it does it stay; None where no meeting waits for a report."""
    case = view.case
    _kept(viewer, case)
    held = [e for e in view.reader.events if e.event == "review-meeting-held" and not e.linked and e.id]
    if not held or (held_on(view) is None and report_owed_for(view) is None):
        return None
    began = UUID(held[-1].id)
    if kept:
        review = _begun(viewer, case, began)
        setting = setting_of(viewer, case) or setting_of_child(viewer, case, days.today())
        Review.objects.filter(pk=review.pk).update(setting=setting)
        return review
    return Review(id=uuid4(), began=began, time="", place="", **of(case))


def in_hand(viewer: Viewer, view: CaseView) -> Review | None:
    """The review that is being prepared or that the council has still to decide on."""
    found = review_of(viewer, view.case)
    return found if found is not None and not decided(view, found) else None


def _begun(viewer: Viewer, case: Case, began: UUID) -> Review:
    made = Review(id=uuid4(), began=began, time="", place="", made_by=viewer.id, **of(case))
    Review.objects.bulk_create([made], ignore_conflicts=True)
    return Review.objects.get(case=case.pk, began=began)


@transaction.atomic
def only_one(viewer: Viewer, child: Child, pathway: str, first: NewEvent, today: date, *, arose_from: UUID | None, still: Callable[[CaseLine], bool]) -> tuple[UUID, bool]:
    """Opens a case of a pathway, or answers the one that is `still` open: two presses of one button make one. And whether it is new."""
    one_at_a_time(f"{pathway} {child.pk}")
    found = next((line.case for line in cases_of_child(viewer, child, today) if line.case.pathway == pathway and still(line)), None)
    if found is not None:
        return found.pk, False
    return open_case(viewer, child=child.pk, pathway=pathway, first=first, arose_from=arose_from), True


def review_case(viewer: Viewer, child: Child, today: date) -> UUID | None:
    """The open case of the child's reviews, from which a transfer and a cessation arise."""
    return next((line.case.pk for line in cases_of_child(viewer, child, today) if line.case.pathway == REVIEWS and not line.closed), None)


def _address(case: Case) -> str:
    return f"{settings.BASE_URL}/cases/{case.pk}/review/"


def _tell(viewer: Viewer, case: Case, party: str, name: str, email: str, purpose: str, **facts: str) -> None:
    words = mail(case.owner_id, purpose, {"address": _address(case), **facts})
    queue(
        viewer, Recipient("family" if party == "family" else party, name[:100], email), purpose=purpose, subject=words.subject, body=words.body,
        child=case.child_id, case=case.pk, owner=case.owner_id, about=party,
    )  # fmt: skip


def _tell_everybody(viewer: Viewer, case: Case, review: Review, purpose: str, **facts: str) -> list[Invitation]:
    """Tells those who can sign in, and answers those to whom it goes on paper."""
    invited = invitations_of(viewer, case, review)
    emails = dict(User.objects.filter(pk__in=[i.user for i in invited if i.user], is_active=True).values_list("pk", "email"))
    for i in invited:
        if i.user in emails:
            _tell(viewer, case, i.party, i.name, emails[i.user], purpose, **facts)
    return [i for i in invited if i.user not in emails]


# --- advice ---


@transaction.atomic
def add_paper(viewer: Viewer, case: Case, review: Review, by_name: str, text: str) -> Paper:
    """Keeps advice that came for the review: the same words of the same person once, however often the button is pressed."""
    _kept(viewer, case)
    one_at_a_time(f"paper of {review.pk}")
    known = Paper.objects.filter(review=review, by_name=by_name.strip()[:150], text=text.strip()).first()
    if known is not None:
        return known
    paper = Paper(id=uuid4(), review=review, by_name=by_name.strip()[:150], text=text.strip(), added_by=viewer.id, **of(case))
    Paper.objects.bulk_create([paper])
    return paper


@transaction.atomic
def circulate(viewer: Viewer, view: CaseView, review: Review, today: date, *, read_up_to: int) -> list[Invitation]:
    """Sends the advice that came round to everybody invited (r.20(4), 21(4)). Answers who gets it on paper."""
    _kept(viewer, view.case)
    waiting = [p for p in papers_of(viewer, view.case, review) if p.shared_at is None]
    if not waiting:
        raise NotReady(["Add the advice that came first. If none came, say so in a paper of its own"])
    append(viewer, view.case.pk, read_up_to, [NewEvent("review-advice-circulated", today)])
    Paper.objects.filter(pk__in=[p.pk for p in waiting]).update(shared_at=timezone.now())
    day = meeting_day(view)
    return _tell_everybody(viewer, view.case, review, "review-advice", meeting_on=full_day(day) if day else "a day still to be named")


# --- the meeting ---


@transaction.atomic
def hold(viewer: Viewer, view: CaseView, review: Review, on: date, came: Collection[int], today: date) -> None:
    """Records the meeting, and who of those invited came. Raises `NotReady` for a day that is still to come."""
    _kept(viewer, view.case)
    if on > today:
        raise NotReady(["The meeting must have been held: its day is today or in the past"])
    if held_of(view, review) is not None:
        raise NotReady(["The meeting of this review is recorded already"])
    began = next((e.on for e in view.journal if e.id == str(review.began)), on)
    if on < began:
        raise NotReady([f"The meeting was arranged on {full_day(began)}: it cannot have been held before"])
    invited = invitations_of(viewer, view.case, review)
    there = dict.fromkeys(i.party for i in invited if i.pk in came)
    append(viewer, view.case.pk, view.last_number, [NewEvent("review-meeting-held", on, {"attended": tuple(there)} if there else {})])
    Invitation.objects.filter(review=review, pk__in=list(came)).update(came=True)
    Invitation.objects.filter(review=review).exclude(pk__in=list(came)).update(came=False)


# --- the report ---


def report_in_hand(viewer: Viewer, case: Case, review: Review, *, kept: bool) -> Report:
    """The report; where there is none, as it would begin: with the outcomes of the plan in force and the lines of help to ask
    about. To look at it keeps nothing: only with the first words are those of the plan `kept` as they are that day."""
    _kept(viewer, case)
    found = Report.objects.filter(review=review.pk).first()
    if found is None:
        body = {"lines": outcomes_of(plan_read(viewer, case)[1]), "help_lines": help_to_ask_about(viewer, case, days.today())}
        found = Report(review=review, body=body, author_name=viewer.name[:100], **of(case))
        if kept:
            Report.objects.bulk_create([found], ignore_conflicts=True)
            found = Report.objects.get(review=review.pk)
    return found


@transaction.atomic
def save_part(viewer: Viewer, case: Case, review: Review, part: str, revision: int, said: Mapping[str, str]) -> Report:
    """Keeps what was typed in one part, whole or not. Raises `Overtaken` where another window changed this part since."""
    report_in_hand(viewer, case, review, kept=True)
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
    if held_of(view, review) is None:
        faults.append("Record the meeting first: a report is of a meeting that was held")
    if report is None or empty(report.body):
        faults.append("Nothing is written in the report yet")
    elif report.sent_at is not None:
        faults.append("The report was sent already")
    if faults:
        raise NotReady(faults)
    sent = uuid4()
    append(viewer, case.pk, view.last_number, [NewEvent("review-report-sent", today, id=sent)])
    Report.objects.filter(review=review).update(sent_at=timezone.now(), sent_by_event=sent, author_name=viewer.name[:100])
    return _tell_everybody(viewer, case, review, "review-report")
