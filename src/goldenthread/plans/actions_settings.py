"""Consulting a setting, and its answer (Children and Families Act 2014 s.39(2)-(4))."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone

from goldenthread.access.links import add_contributor
from goldenthread.access.policy import Record, Refused, may
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.models import Advice
from goldenthread.assessments.notice_facts import said
from goldenthread.cases.actions import NewEvent, append, append_own_word
from goldenthread.cases.models import Case
from goldenthread.cases.presenters import plain
from goldenthread.cases.queries_case import CaseView
from goldenthread.engine.explain import full_day, long_day
from goldenthread.letters.pdf import pdf
from goldenthread.letters.queries import told_today
from goldenthread.letters.sending import Recipient, queue
from goldenthread.letters.writing import About, keep, mail_with, write
from goldenthread.pathways.common.contributors import CONTRIBUTORS
from goldenthread.people.models import Content, Organisation, Practitioner
from goldenthread.plans.actions import of
from goldenthread.plans.actions_answers import disclose, link_of
from goldenthread.plans.document import plan_document
from goldenthread.plans.facts import dates_of_notice, due, first_due, reader_with
from goldenthread.plans.models import AuthorityAsked, Consultation, Disclosure, Plan, UnsentReply
from goldenthread.plans.queries import PLAN, advice_sent, clauses_of, may_write, source_of
from goldenthread.science.advice import Advice as Advised
from goldenthread.science.advice import advice_of
from goldenthread.web.days import today
from goldenthread.web.json_column import json_of
from goldenthread.web.words import upper_first

LAW_OF_A_REFUSAL = {
    "unsuitable": "the setting is unsuitable for the age, ability, aptitude or special educational needs of the child",
    "incompatible-education": "attendance would be incompatible with the provision of efficient education for others",
    "incompatible-resources": "attendance would be incompatible with the efficient use of resources",
}
WHAT_THE_LAW_ASKS = (
    "A refusal does not decide. We must still name this setting if the family asked for it, unless we ourselves find that "
    "one of the three grounds of section 39(4) applies, on evidence about this child",
    "For the second ground, section 43 of the 2014 Act and the Code of Practice ask what reasonable steps the setting or we "
    "could take to prevent the incompatibility, and why they would not do",
    "That a setting is full, or has never had a child with such needs, is none of the grounds by itself",
    "The twenty weeks run on",
)

JUDGED = ("B", "F")
"""Sections by which a setting judges whether it is suitable (s.39(4)): special educational needs and the provision for them."""


@dataclass(frozen=True)
class Appendix:
    """Advice that section K of a draft lists. `needed`: what the setting is asked about rests on it."""

    advice: Advice
    needed: bool


def appendices(viewer: Viewer, case: Case, plan: Plan) -> list[Appendix]:
    """The advice that may go with a draft to a setting: what section K lists of it (r.12(4)), and no other paper. Advice on
    which nothing in B or F rests is not needed for its answer, and goes only where the officer says so (r.17)."""
    clauses = [c for c in clauses_of(viewer, case, plan) if not c.removed and c.advice]
    listed, needed = {c.advice for c in clauses if c.section == "K"}, {c.advice for c in clauses if c.section in JUDGED}
    return [Appendix(a, a.pk in needed) for a in advice_sent(viewer, case) if a.pk in listed]


@transaction.atomic
def consult(
    viewer: Viewer, view: CaseView, plan: Plan, setting: Organisation, who: Practitioner, *, asked_for: bool, officer: str,
    advice: Collection[str] = (),
) -> Consultation:  # fmt: skip
    """Sends the draft to a setting, with the advice of its appendices whose keys are given, and asks whether it can meet
    the needs; the event starts its fifteen days."""
    case = view.case
    if not may_write(viewer, case) or case.child is None:
        raise Refused
    sent = today()
    event = NewEvent("setting-consulted", sent, {"setting": setting.code})
    by = answer_by(view, event)
    # An amended plan has the day of its notice, or that of the change of phase.
    final = dates_of_notice(view, None, sent).get("final_plan_by") or first_due(view.reader, "issue-amended-plan") or due(view.reader, "phase-transfer-plan")
    if by is None or final is None:
        raise Refused
    enclosed = [a.advice for a in appendices(viewer, case, plan) if str(a.advice.pk) in advice]
    given = ", ".join(CONTRIBUTORS.get(a.contributor, a.contributor.replace("-", " ")) for a in enclosed)
    facts = {
        "comes_with": f"The draft plan comes with this letter, with the advice of: {given}." if given else "The draft plan comes with this letter.",
        "reader": who.name, "child_name": f"{case.child.forename} {case.child.surname}", "child_first": case.child.forename,
        "setting": setting.name, "answer_by": full_day(by), "final_plan_by": said(final, sent), "officer": officer,
    }  # fmt: skip
    about = About(case.child.pk, case.pk, case.owner_id)
    letter = keep(viewer, about, "setting-consulted", write(about, "setting-consulted", facts, to=("The governing body, proprietor or principal", f"care of {who.name}", setting.name), day=long_day(sent)), kind=PLAN)
    made = Consultation(
        id=uuid4(), plan=plan, setting=setting, asked_for_by_family=asked_for, sent_on=sent, advice=[str(a.pk) for a in enclosed], **of(case)
    )
    Consultation.objects.bulk_create([made])
    disclose(viewer, case, plan, to="setting", to_name=setting.name, organisation=setting.pk, ground=Disclosure.Ground.NAMED,
             reason=f"Consulted about naming it in the plan (s.39(2)){f', with the advice of: {given}' if given else ''}")  # fmt: skip
    _write_to(viewer, case, setting, who, "setting-consulted", full_day(by), letter)
    append(viewer, case.pk, view.last_number, [event])
    return made


@transaction.atomic
def ask_council(viewer: Viewer, view: CaseView, consultation: Consultation, *, name: str, address: str, officer: str) -> AuthorityAsked:
    """Asks another council that maintains the setting (s.39(2)), by post and with the draft that the setting has. The law as we
    hold it sets no limit for its answer, and the vocabulary has no event for it, so the day of the letter is that of a setting (decision 21). Asked
    once. Raises `Refused`, or `Unfilled` where the letter lacks a fact."""
    case = view.case
    if not may_write(viewer, case) or case.child is None or AuthorityAsked.objects.filter(consultation=consultation).exists():
        raise Refused
    sent = today()
    event = NewEvent("setting-consulted", sent, {"setting": consultation.setting.code})
    by = answer_by(view, event)
    final = dates_of_notice(view, None, sent).get("final_plan_by") or due(view.reader, "issue-amended-plan") or due(view.reader, "phase-transfer-plan")
    if by is None or final is None:
        raise Refused
    facts = {
        "reader": name, "child_name": f"{case.child.forename} {case.child.surname}", "setting": consultation.setting.name,
        "answer_by": full_day(by), "final_plan_by": said(final, sent), "officer": officer,
    }  # fmt: skip
    about = About(case.child.pk, case.pk, case.owner_id)
    words = write(about, "authority-consulted", facts, to=(name,), day=long_day(sent))
    letter = keep(viewer, about, "authority-consulted", words, kind=PLAN, encloses=_draft_as_sent_to(viewer, case, consultation, sent))
    made = AuthorityAsked(id=uuid4(), consultation=consultation, name=name, letter=letter.pk, sent_on=sent, **of(case))
    AuthorityAsked.objects.bulk_create([made])
    disclose(viewer, case, consultation.plan, to="other-authority", to_name=name[:150], ground=Disclosure.Ground.NAMED,
             reason=f"It maintains {consultation.setting.name}, and is consulted before we name it (s.39(2))"[:300])  # fmt: skip
    queue(
        viewer, Recipient("authority", name, post_to=address), purpose="authority-consulted", subject=words.title, body="", letter=letter,
        about=consultation.setting.code, child=case.child.pk, case=case.pk, owner=case.owner_id, kind=PLAN,
    )  # fmt: skip
    return made


def _draft_as_sent_to(viewer: Viewer, case: Case, consultation: Consultation, day: date) -> UUID:
    """The draft on paper with the advice that the setting was sent with it, and no other (r.17)."""
    assert case.child is not None
    sources = [source_of(a) for a in advice_sent(viewer, case) if str(a.pk) in consultation.advice]
    data = plan_document(
        child=f"{case.child.forename} {case.child.surname}", reference=case.child.reference, what="Draft plan", day=long_day(day),
        clauses=clauses_of(viewer, case, consultation.plan), sources=sources,
    )  # fmt: skip
    content = Content(key=uuid4(), kind_of_data=PLAN, file=pdf("plan.typ", plan=data), file_name="draft plan, as the setting was sent it.pdf", **of(case))
    Content.objects.bulk_create([content])
    return content.key


@transaction.atomic
def write_down_council(viewer: Viewer, case: Case, asked: AuthorityAsked, *, answer: str, by: str) -> None:
    """What the other council answered, written down by the officer. Written once."""
    if not may_write(viewer, case):
        raise Refused
    if not AuthorityAsked.objects.filter(pk=asked.pk, answered_on=None).update(answer=answer.strip(), answered_by=by, answered_on=today()):
        raise Refused


@transaction.atomic
def chase(viewer: Viewer, view: CaseView, consultation: Consultation, who: Practitioner) -> bool:
    """Reminds a setting, once a day: no where it was reminded today already."""
    if not may_write(viewer, view.case) or consultation.reply:
        raise Refused
    if told_today(viewer, view.case.pk, ["consultation-reminder"], consultation.setting.code):
        return False
    event = NewEvent("setting-consulted", consultation.sent_on, {"setting": consultation.setting.code})
    by = answer_by(view, event)
    _write_to(viewer, view.case, consultation.setting, who, "consultation-reminder", full_day(by) if by else "return", None)
    return True


def _write_to(viewer: Viewer, case: Case, setting: Organisation, who: Practitioner, purpose: str, by: str, letter: object) -> None:
    link = link_of(who, case, "consultation", setting.code)
    words = mail_with(link, case.owner_id, purpose, {"answer_by": by})
    queue(
        viewer, Recipient("setting", who.name, who.email), purpose=purpose, subject=words.subject, about=setting.code, letter=letter,
        link=link, body=words.body, child=case.child_id, case=case.pk, owner=case.owner_id, kind=PLAN,
    )  # type: ignore[arg-type]  # fmt: skip


def answer_by(view: CaseView, event: NewEvent) -> date | None:
    """The day until which a setting has to answer (Code of Practice 9.83), as the engine counts it."""
    found = [
        s.due for _, s in reader_with(view, event).states
        if s.clock == "setting-consultation" and s.for_ == event.fields["setting"]
    ]  # fmt: skip
    return found[-1] if found else None


def people_of(setting: Organisation) -> list[Practitioner]:
    return list(Practitioner.objects.filter(organisation=setting, role="setting-senco", valid_to=None).order_by("name"))


def add_person(name: str, email: str, setting: Organisation) -> Practitioner:
    return Practitioner.objects.get(pk=add_contributor(name, email, "setting-senco", setting.pk))


@transaction.atomic
def respond(viewer: Viewer, case: Case, consultation: Consultation, *, reply: str, reasons: str, steps: str) -> None:
    """A setting's own answer. It is given once."""
    if consultation.setting_id not in viewer.organisations or consultation.reply or reply not in Consultation.Reply.values:
        raise Refused
    done = Consultation.objects.filter(pk=consultation.pk, reply="").update(
        reply=reply, reasons=reasons.strip(), steps=steps.strip(), replied_by=viewer.name, replied_at=timezone.now()
    )
    if not done:
        raise Refused
    append_own_word(viewer, case.pk, [NewEvent("setting-responded", today(), {"setting": consultation.setting.code, "outcome": reply})])


def keep_unsent(viewer: Viewer, consultation: Consultation, typed: Mapping[str, str]) -> None:
    """Keeps an answer that could not be sent, for whoever typed it. Empty forgets it."""
    of = {"child": consultation.child, "owner": consultation.owner, "case": consultation.case}
    UnsentReply.objects.update_or_create(
        consultation=consultation, by=viewer.id, defaults={"typed": dict(typed)}, create_defaults={"typed": dict(typed), **of}
    )


def unsent(viewer: Viewer, consultation: Consultation) -> dict[str, str]:
    found = UnsentReply.objects.filter(consultation=consultation, by=viewer.id).first()
    return dict(found.typed) if found else {}


@transaction.atomic
def write_down(viewer: Viewer, view: CaseView, consultation: Consultation, *, reply: str, reasons: str, steps: str, by: str) -> None:
    """What a setting answered by telephone or letter, written down by the officer."""
    if not may_write(viewer, view.case) or consultation.reply:
        raise Refused
    if not Consultation.objects.filter(pk=consultation.pk, reply="").update(
        reply=reply, reasons=reasons.strip(), steps=steps.strip(), replied_by=by[:100], replied_at=timezone.now()
    ):
        raise Refused
    event = NewEvent("setting-responded", today(), {"setting": consultation.setting.code, "outcome": reply})
    append(viewer, view.case.pk, view.last_number, [event])


def consultation_for(viewer: Viewer, case: UUID) -> Consultation | None:
    """The newest consultation of the viewer's own setting on a case."""
    mine = Consultation.objects.filter(case=case, setting__in=sorted(viewer.organisations)).select_related("setting", "plan")
    return mine.order_by("-sent_on", "-plan__version").first()


@dataclass(frozen=True)
class Enclosed:
    """Advice as a consulted setting reads it."""

    id: UUID
    contributor: str
    author: str
    registration: str
    advice: Advised
    sent_at: datetime
    has_report: bool

    @property
    def title(self) -> str:
        return upper_first(plain(self.contributor))


def enclosed_with(viewer: Viewer, consultation: Consultation) -> list[Enclosed]:
    """The advice that came with a consultation, for the people of the setting that was asked."""
    if not _may_read(viewer, consultation):
        return []
    with connection.cursor() as cursor:
        cursor.execute("select * from plans_enclosed(%s)", [consultation.pk])
        rows = cursor.fetchall()
    return [
        Enclosed(key, who, author, registration, advice_of(json_of(body)), at, report is not None)
        for key, who, author, registration, body, at, report in rows
    ]


def enclosed_report(viewer: Viewer, consultation: Consultation, advice: Enclosed) -> tuple[str, bytes] | None:
    """The name and the file of a report that came as advice, or beside it."""
    if not _may_read(viewer, consultation):
        return None
    with connection.cursor() as cursor:
        cursor.execute("select * from plans_enclosed_report(%s, %s)", [consultation.pk, advice.id])
        row = cursor.fetchone()
    return (row[0], bytes(row[1])) if row else None


def _may_read(viewer: Viewer, consultation: Consultation) -> bool:
    record = Record(owner=consultation.owner_id, child=consultation.child_id, case=consultation.case)
    return consultation.setting_id in viewer.organisations and may(viewer, "read", PLAN, record)
