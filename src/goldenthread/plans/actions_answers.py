"""What contributors, the family and the ICB answer on a draft, and what the officer does with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID, uuid4

from django.db import transaction

from goldenthread.access.links import LINK_ONLY, make_link
from goldenthread.access.models import User
from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.models import Advice
from goldenthread.cases.actions import NewEvent, append_own_word, say_once
from goldenthread.cases.models import Case
from goldenthread.cases.queries_parties import responsible_icb
from goldenthread.letters.models import Message
from goldenthread.letters.queries import told_today
from goldenthread.letters.sending import Recipient, queue
from goldenthread.letters.writing import mail_with
from goldenthread.pathways import PATHWAYS
from goldenthread.people.models import Organisation, Practitioner
from goldenthread.plans.actions import Overtaken, change_clause, mark, of
from goldenthread.plans.changes import Change, section_g
from goldenthread.plans.chasing import REMINDER, UNCONFIRMED
from goldenthread.plans.confirming import WAITS
from goldenthread.plans.facts import practitioner_of
from goldenthread.plans.models import Clause, Comment, Disclosure, IcbAgreement, Plan, SignBack
from goldenthread.plans.queries import (
    PLAN,
    agreed_words,
    clauses_of,
    may_write,
    plans_of,
    reach,
    rests_on_advice,
    standings,
)
from goldenthread.science.comparison import same_words
from goldenthread.web.days import today
from goldenthread.web.turns import one_at_a_time

ASKED_BY_LINK = ("educational-psychologist", "health-practitioner", "health-visitor", "social-worker", "setting-senco", "dco", "dsco")


@transaction.atomic
def ask_contributors(viewer: Viewer, case: Case, plan: Plan, *, purpose: str = "clauses-asked", only: Iterable[str] | None, once_a_day: bool = False) -> list[str]:
    """Shows each author the clauses that rest on their advice, on the recorded ground of regulation 17, and asks them.
    Answers the contributors who were asked. With `once_a_day`, whoever was asked or reminded today is left in peace."""
    if not may_write(viewer, case):
        raise Refused
    asked = []
    given = authors(clauses_of(viewer, case, plan))
    told = {who for who, _ in given if once_a_day and told_today(viewer, case.pk, ["clauses-asked", REMINDER], who)}
    for contributor, author in given:
        if contributor in told or only is not None and contributor not in only:
            continue
        disclose_own(viewer, case, plan, contributor, author)
        tell(viewer, case, contributor, author, purpose)
        asked.append(contributor)
    return asked


def ask_of_changes(viewer: Viewer, case: Case, plan: Plan, changed: Iterable[Change]) -> list[str]:
    """In a plan that is amended, the authors of the clauses that changed are asked about those; what they confirmed before and
    says the same is asked about no more."""
    lines = {c.line for c in changed}
    stands = standings(viewer, case, clauses_of(viewer, case, plan))
    return ask_contributors(viewer, case, plan, only={
        c.contributor for c in clauses_of(viewer, case, plan) if c.line in lines and c.line in stands and stands[c.line].state in WAITS
    })  # fmt: skip


def authors(clauses: Iterable[Clause]) -> list[tuple[str, UUID]]:
    """Who gave the advice of a plan, as section K lists it: each contributor with the user who wrote it. Advice that is used
    again has no author who was asked."""
    keys = {c.advice for c in clauses if c.advice and c.contributor != "family"}
    found = Advice.objects.filter(pk__in=keys, reused=False).order_by("contributor").values_list("contributor", "author")
    return list(dict.fromkeys(found))


def disclose_own(viewer: Viewer, case: Case, plan: Plan, contributor: str, author: UUID) -> None:
    if Disclosure.objects.filter(plan=plan, reader=author).exists():
        return
    who = practitioner_of(author)
    disclose(
        viewer, case, plan, to=contributor, to_name=who.name if who else contributor, reader=author, sections=["own"],
        ground=Disclosure.Ground.INTERESTS, reason="So that its author confirms or corrects what rests on their advice",
    )  # fmt: skip


def open_reader(
    viewer: Viewer, case: Case, plan: Plan, contributor: str, author: UUID, ground: str, reason: str, sections: Sequence[str] = ()
) -> Practitioner | None:  # fmt: skip
    """Lets an author read these sections of a version, or the whole, on a ground of regulation 17. Answers who it is."""
    if ground not in Disclosure.Ground.values:
        raise Refused
    who = practitioner_of(author)
    disclose(
        viewer, case, plan, to=contributor, to_name=who.name if who else contributor, reader=author, sections=sections,
        ground=ground, reason=reason,
    )  # fmt: skip
    return who


def disclose(
    viewer: Viewer, case: Case, plan: Plan, *, to: str, to_name: str, ground: str, reason: str,
    reader: UUID | None = None, organisation: UUID | None = None, sections: Sequence[str] = (),
) -> None:  # fmt: skip
    """Records to whom a version was given, and lets them read as much of it as that. No sections means the whole."""
    Disclosure.objects.bulk_create(
        [Disclosure(plan=plan, to=to, to_name=to_name[:150], reader=reader, organisation_id=organisation,
                    sections=list(sections), ground=ground, reason=reason[:300], by=viewer.id, **of(case))]
    )  # fmt: skip


def tell(viewer: Viewer, case: Case, contributor: str, author: UUID, purpose: str) -> None:
    """A message to a contributor, with a link of their own where their role is asked by link. It names no child. Its words are those of the email called
    as its purpose is."""
    who = practitioner_of(author)
    if who is None:
        return
    link = link_of(who, case, "clauses", contributor)
    if not (email := email_of(author, who)):
        return
    words = mail_with(link, case.owner_id, purpose, {})
    queue(
        viewer, Recipient("contributor", who.name, email), purpose=purpose, subject=words.subject, about=contributor, link=link,
        body=words.body, child=case.child_id, case=case.pk, owner=case.owner_id, kind=PLAN,
    )  # fmt: skip


def email_of(author: UUID, who: Practitioner) -> str:
    """Where somebody is written to: their address in the directory, else the one that they sign in by. Empty for none."""
    signs_in = User.objects.filter(pk=author).exclude(email__endswith=LINK_ONLY).values_list("email", flat=True).first()
    return who.email or signs_in or ""


def link_of(who: Practitioner, case: Case, task: str, about: str) -> UUID | None:
    """A personal link to a task of a plan; none for somebody who signs in, or of whom no address is known."""
    if not who.email or who.role not in ASKED_BY_LINK or case.child_id is None:
        return None
    return make_link(who, task=task, child=case.child_id, case=case.pk, owner=case.owner_id, about=about)


@transaction.atomic
def alarm(viewer: Viewer, case: Case, clause: Clause) -> None:
    """Tells the author that words which they confirmed were changed. The officer sees it on the plan."""
    author = Advice.objects.filter(pk=clause.advice).values_list("author", flat=True).first()
    if author is None:
        return
    disclose_own(viewer, case, clause.plan, clause.contributor, author)
    tell(viewer, case, clause.contributor, author, "clause-changed")


def last_asked(viewer: Viewer, case: Case) -> dict[str, Message]:
    """When each contributor was last asked or reminded, or their silence told to the designated officer."""
    found = Message.objects.filter(case=case.pk, purpose__in=["clauses-asked", REMINDER, UNCONFIRMED]).order_by("queued_at")
    return {m.about: m for m in found}


@transaction.atomic
def answer_clause(viewer: Viewer, case: Case, clause: Clause, *, said: str, confirm: bool, correction: str) -> None:
    """A contributor confirms the words that they saw, or corrects them. The event is recorded once all that rests on
    their advice stands confirmed: a correction that waits is no confirmation, and one that changes no word is no correction."""
    if viewer.id is None or not Advice.objects.filter(pk=clause.advice, author=viewer.id).exists():
        raise Refused
    if not confirm and same_words(correction, said):
        raise Refused
    one_at_a_time(f"answers on {clause.pk}")
    given = {"said": said, "answer": SignBack.Answer.CONFIRMED if confirm else SignBack.Answer.CORRECTED, "correction": "" if confirm else correction.strip(), "decision": ""}
    newest = SignBack.objects.filter(clause=clause, by=viewer.id).order_by("-at").values(*given).first()
    # The same answer again says nothing new: of two corrections, the officer would have to answer both.
    if newest == given:
        return
    SignBack.objects.bulk_create([SignBack(id=uuid4(), plan_id=clause.plan_id, clause=clause, contributor=clause.contributor, by=viewer.id, by_name=viewer.name, **given, **of(case))])
    _record_if_confirmed(viewer, case, clause)


def _record_if_confirmed(viewer: Viewer, case: Case, clause: Clause) -> None:
    mine = [c for c in clauses_of(viewer, case, clause.plan) if rests_on_advice(c) and c.contributor == clause.contributor]
    # An assessment tells of it as a step; an amendment has no such event, and the answers themselves are its record.
    if "clause-confirmed" in PATHWAYS[case.pathway].events and all(s.state == "confirmed" for s in standings(viewer, case, mine).values()):
        event = NewEvent("clause-confirmed", today(), {"contributor": clause.contributor})
        say_once(viewer, case.pk, [event])


@transaction.atomic
def decide_correction(viewer: Viewer, case: Case, answer_id: UUID, *, take: bool, reason: str) -> None:
    """The officer takes a correction, in the author's own words, or declines it with the reason; the author is told. Raises
    `Overtaken` where a colleague answered it first."""
    if not may_write(viewer, case):
        raise Refused
    decision = "taken" if take else "declined"
    corrections = SignBack.objects.filter(pk=answer_id, case=case.pk, answer="corrected")
    # First, because it holds the row: of two at once, the second waits here and is told.
    done = corrections.filter(decision="").update(decision=decision, decision_reason=reason.strip()[:500])
    answer = corrections.select_related("clause").first()
    if answer is None:
        raise Refused
    if not done:
        raise Overtaken(answer)
    # A correction of what was written from a report is no passage of the plan: the officer changes the clauses that it names.
    moves_words = take and answer.clause.section != "K"
    if moves_words:
        plan = plans_of(viewer, case).first()
        clause = Clause.objects.filter(plan=plan, line=answer.clause.line).first()
        if plan is None or plan.sent_on or plan.issued_on or clause is None:
            raise Refused
        change_clause(
            viewer, case, clause.pk, mark(clause), text=answer.correction, details=clause.details, need=clause.need,
            outcome=clause.outcome, because=f"answer:{answer.pk}",
        )  # fmt: skip
        # They read their words in the version in which they now stand.
        disclose_own(viewer, case, plan, answer.contributor, answer.by)
    tell(viewer, case, answer.contributor, answer.by, "correction-answered")
    if moves_words:
        _record_if_confirmed(viewer, case, Clause.objects.get(plan=plan, line=answer.clause.line))


# --- the family ---


@transaction.atomic
def comment(viewer: Viewer, case: Case, plan: Plan, text: str, clause: Clause | None = None) -> Comment:
    """What the family says of a paragraph or of the whole; an officer may write down what was said by telephone, and is then
    named as whoever did."""
    if not (reach(viewer, case) == "sent" or may_write(viewer, case)):
        raise Refused
    by = f"The family, written down by {viewer.name}"[:100] if may_write(viewer, case) else viewer.name
    one_at_a_time(f"comments on {plan.pk}")
    # Pressed again, because the answer to the first press was lost: the same words wait for their answer already.
    if known := Comment.objects.filter(plan=plan, clause=clause, text=text.strip(), by=viewer.id, answer="").first():
        return known
    made = Comment(id=uuid4(), plan=plan, clause=clause, text=text.strip(), by=viewer.id, by_name=by, **of(case))
    Comment.objects.bulk_create([made])
    return made


@transaction.atomic
def answer_comment(viewer: Viewer, case: Case, which: UUID, answer: str) -> None:
    """Answers the family once. Raises `Overtaken` where a colleague answered first."""
    if not may_write(viewer, case):
        raise Refused
    if not Comment.objects.filter(pk=which, case=case.pk, answer="").update(answer=answer.strip(), answered_by=viewer.id):
        raise Overtaken(Comment.objects.filter(pk=which, case=case.pk).first())


@transaction.atomic
def family_records(viewer: Viewer, case: Case, event: str, **fields: str) -> None:
    """The family's own word on the draft: content with it or through with commenting, wants a meeting, or names a
    setting."""
    if event not in ("representations-received", "meeting-requested", "setting-requested"):
        raise Refused
    say_once(viewer, case.pk, [NewEvent(event, today(), fields)])


# --- the ICB ---


@transaction.atomic
def agree_section_g(viewer: Viewer, case: Case, plan: Plan, seen: str) -> None:
    """The ICB's agreement to the words that section G holds, and to no others (r.12(2))."""
    words = section_g(clauses_of(viewer, case, plan))
    icb = agrees_for(viewer, case)
    if icb is None or words != seen or not words:
        raise Refused
    one_at_a_time(f"section G of {case.pk}")
    if (agreed := agreed_words(viewer, case)) is not None and agreed.plan_id == plan.pk and agreed.section_g == words:
        return
    IcbAgreement.objects.bulk_create(
        [IcbAgreement(plan=plan, agreed_by=viewer.id, agreed_name=viewer.name, section_g=words, **of(case))]
    )
    # The vocabulary knows the event of a draft alone; of an amendment the words themselves are the record.
    if "section-g-agreed" in PATHWAYS[case.pathway].events:
        append_own_word(viewer, case.pk, [NewEvent("section-g-agreed", today(), {"icb": icb.code})])


def agrees_for(viewer: Viewer, case: Case) -> Organisation | None:
    """The ICB responsible for the child today, where the viewer is a designated clinical officer of it."""
    icb = responsible_icb(case.child_id, today()) if case.child_id else None
    return icb if icb and any(r.slug == "dco" and r.organisation == icb.pk for r in viewer.roles) else None


