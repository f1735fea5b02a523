"""Sending a draft to the family, and issuing the final plan: what must hold, and everything that happens with it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from goldenthread.access.links import LIVES
from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.advice_queries import required_unasked
from goldenthread.assessments.decisions import ISSUE, not_asked, plan_decided
from goldenthread.assessments.notice_facts import said
from goldenthread.assessments.recipients import Addressee, addressed, at_body, copies_of, family_of, holders, served_on
from goldenthread.cases.actions import NewEvent, append, open_case
from goldenthread.cases.models import Case
from goldenthread.cases.presenters import advice_of
from goldenthread.cases.protected_time import too_early
from goldenthread.cases.queries_case import CaseView
from goldenthread.cases.queries_parties import responsible_icb
from goldenthread.engine.events import effective
from goldenthread.engine.explain import full_day, listed, long_day
from goldenthread.letters.document import Document
from goldenthread.letters.models import Letter
from goldenthread.letters.pdf import pdf
from goldenthread.letters.sending import Recipient, queue
from goldenthread.letters.writing import About, Mail, keep, mail, mail_with, write
from goldenthread.people.models import Content, Organisation, Practitioner
from goldenthread.plans.actions import next_version, of, received_advice
from goldenthread.plans.actions_answers import (
    authors,
    disclose,
    disclose_own,
    email_of,
    link_of,
    open_reader,
    tell,
)
from goldenthread.plans.asking_the_icb import ask_the_icb
from goldenthread.plans.assembly import missing_from_k
from goldenthread.plans.changes import Change, changes, section_g, unanswered
from goldenthread.plans.document import plan_document
from goldenthread.plans.facts import dates_of_notice, due, practitioner_of, reader_with, review_by
from goldenthread.plans.models import Clause, Disclosure, IssuedDocument, Plan
from goldenthread.plans.naming import duty_to_admit, named
from goldenthread.plans.provision import begin_provision
from goldenthread.plans.queries import (
    PLAN,
    advice_sent,
    agreed_words,
    answers_read,
    clauses_of,
    comments_of,
    consultations_of,
    may_write,
    offerings_of,
    open_corrections,
    source_of,
    standings,
    versions_for_request,
)
from goldenthread.plans.sections import of_care, of_health
from goldenthread.web.days import today
from goldenthread.web.words import upper_first


class NotReady(Exception):
    """It cannot be sent, or done, yet; `faults` say why, in words."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(faults))


@dataclass(frozen=True)
class Checked:
    """`faults` stop the sending, `warnings` do not: the date is law."""

    faults: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


NO_FAMILY = "Nobody of the family is on record with care or responsibility: record them first"


def of_their_days(until: date | None, what: str, due_by: date | None) -> list[str]:
    """What to warn of where the family's days end on the last lawful day of the plan that follows, or after it."""
    if not until or not due_by or until < due_by:
        return []
    return [f"The family’s 15 days end on {full_day(until)}, and {what} is due by {full_day(due_by)}. They cannot be shortened: unless the family answers earlier, the plan will be late"]


def of_its_way(family: Sequence[Addressee], served: date) -> list[str]:
    """What to warn of where it goes by post to somebody, so that it is served later."""
    if all(a.to.email for a in family):
        return []
    return [f"It goes by post or by hand to somebody who cannot sign in to read it, so it counts as served on {full_day(served)}"]


# --- the draft ---


def check_draft(viewer: Viewer, view: CaseView, plan: Plan) -> Checked:
    """What holds of a draft on the day on which it would be sent."""
    case, faults, warnings = view.case, [], []
    clauses = clauses_of(viewer, case, plan)
    family = family_of(viewer, case, today())
    served = served_on(family, today())
    then = reader_with(view, _sending(served))
    until, final = due(then, "draft-representations"), dates_of_notice(view, None, today()).get("final_plan_by")
    if plan.sent_on or plan.issued_on:
        faults.append("This version was sent already")
    # A draft ends the limit on a refusal, so it would hide that nobody had decided.
    undecided = ISSUE.yes in view.pathway.events and not plan_decided(effective(view.journal))
    if undecided:
        faults.append("It is not recorded that we decided to issue a plan (s.37(1)). Decide that first")
    if not family:
        faults.append(NO_FAMILY)
    if not [c for c in clauses if not c.removed and c.section != "K"]:
        faults.append("There is nothing in the draft")
    if any(c.section == "I" and not c.removed for c in clauses):
        faults.append("A draft names no setting: section I stays blank (s.38(5))")
    if lacking := missing_from_k(clauses, (who for who, _ in received_advice(view))):
        faults.append(f"Section K leaves out advice that came: {', '.join(lacking)}")
    if not any(c.section == "D" and not c.removed for c in clauses) and "social-care" not in {who for who, _ in received_advice(view)}:
        warnings.append("Section D is empty, and social care’s advice has not come. That is no finding that there is no social care need")
    warnings += [f"{not_asked(p)} ({p.cite})" for p in required_unasked(view, today())]
    warnings += [f"{upper_first(advice_of(c.facts.about))}: asked for, and not here yet" for c in view.clocks if c.facts.clock == "advice" and c.facts.stopped is None]
    warnings += of_their_days(until, "the final plan", final)
    warnings += of_its_way(family, served)
    icb = copies_of(viewer, case, ("icb",), today())
    if section_g(clauses) and not any(a.to.email for a in icb):
        warnings.append("Nobody who agrees to section G for the ICB signs in here, so nobody is told that it waits for them. Ask the ICB yourself (r.12(2))")
    facts = {"icb": icb, "family": family, "served": served, "answer_by": until, "final_plan_by": final, "undecided": undecided}
    return Checked(tuple(faults), tuple(warnings), (), facts)


def _sending(served: date) -> NewEvent:
    sent = today()
    return NewEvent("draft-plan-sent", sent, {"served_on": served} if served != sent else {})


@transaction.atomic
def send_draft(
    viewer: Viewer, view: CaseView, plan: Plan, *, whole: Sequence[str], ground: str, reason: str, officer: str,
    addresses: Mapping[str, str] | None,
) -> IssuedDocument:  # fmt: skip
    """Sends the draft to the family and, the same day, to the health and care practitioners who advised; each of those
    in `whole` may read all of it, on the ground given, and every author their own clauses. That the draft was shared is
    recorded of those alone who have it. Raises `NotReady`."""
    case = view.case
    if not may_write(viewer, case) or case.child is None:
        raise Refused
    checked = check_draft(viewer, view, plan)
    if checked.faults:
        raise NotReady(checked.faults)
    facts, sent = checked.facts, today()
    family = with_addresses(facts["family"], addresses)
    clauses = clauses_of(viewer, case, plan)
    document = document_kept(viewer, case, plan, clauses, "draft", sent)
    letter = letter_kept(viewer, case, "draft-plan-sent", family, {
        "answer_by": full_day(facts["answer_by"]), "final_plan_by": said(facts["final_plan_by"], sent), "officer": officer,
    }, document)  # fmt: skip
    words = mail(case.owner_id, "draft-plan-sent", {})
    for addressee in written_to(family):
        disclose(viewer, case, plan, to="family", to_name=addressee.to.name, ground=Disclosure.Ground.NAMED, reason="Sent to the family (r.13(1))")
        send_copy(viewer, case, addressee.to, words, letter, purpose="draft-plan-sent")
    told = []
    for contributor, author in authors(clauses):
        if contributor in whole:
            open_reader(viewer, case, plan, contributor, author, ground, reason)
            if (of_health(contributor) or of_care(contributor)) and contributor not in told:
                told.append(contributor)
        else:
            disclose_own(viewer, case, plan, contributor, author)
        tell(viewer, case, contributor, author, "clauses-asked")
    if section_g(clauses):
        ask_the_icb(viewer, case, "section-g-asked", final_plan_by=said(facts["final_plan_by"], sent))
    Plan.objects.filter(pk=plan.pk).update(sent_on=sent)
    shared_with = [NewEvent("draft-shared-with", sent, {"contributor": who}) for who in told]
    append(viewer, case.pk, view.last_number, [_sending(facts["served"]), *shared_with])
    return document


def with_addresses(family: Sequence[Addressee], typed: Mapping[str, str] | None) -> list[Addressee]:
    """The family, with where to post to whoever cannot sign in. Raises `NotReady` where that is not known."""
    found = addressed(family, dict(typed or {}))
    if lacking := [a.to.name for a in found if a.needs_address]:
        raise NotReady([f"Enter the postal address of {name}, who cannot sign in to read it" for name in lacking])
    return found


def written_to(family: Sequence[Addressee]) -> list[Addressee]:
    """Those to whom the plan is disclosed: not whoever is barred, who is given by hand what they may know."""
    return [a for a in family if not a.by_hand]


def letter_kept(
    viewer: Viewer, case: Case, slug: str, family: Sequence[Addressee], facts: Mapping[str, str], document: IssuedDocument | None
) -> Letter:
    """Writes the letter and keeps it, with the plan that it encloses. Raises `Incomplete` or `Unfilled`."""
    about = About(case.child_id, case.pk, case.owner_id)
    return keep(viewer, about, slug, preview(case, slug, family, facts), encloses=document.content_id if document else None)


def copy_letter(viewer: Viewer, case: Case, to: Recipient, why: str, officer: str, document: IssuedDocument) -> Letter | None:
    """What goes by post with a copy of the final plan; none where an email goes."""
    if to.email:
        return None
    assert case.child is not None
    about = About(case.child.pk, case.pk, case.owner_id)
    facts = {"reader": to.name, "child_name": f"{case.child.forename} {case.child.surname}", "child_first": case.child.forename,
             "why_you": why, "officer": officer}  # fmt: skip
    words = write(about, "final-plan-copy", facts, to=(to.name,), day=long_day(today()))
    return keep(viewer, about, "final-plan-copy", words, kind=PLAN, encloses=document.content_id)


def preview(case: Case, slug: str, family: Sequence[Addressee], facts: Mapping[str, str]) -> Document:
    """The letter as it would be sent. Raises `Incomplete` or `Unfilled`."""
    assert case.child is not None
    names = listed([a.to.name for a in family])
    about = About(case.child.pk, case.pk, case.owner_id)
    return write(about, slug, {"reader": names, "child_first": case.child.forename, **facts}, to=(names,), day=long_day(today()))


def pictures_of(data: Mapping[str, Any]) -> dict[str, bytes]:
    """The pictures of a plan's document, by the names that it has for them. Of one that was removed, or sealed, the name is
    emptied, so that its words stand alone."""
    shown = {c["media"]["content"]: c["media"] for s in data["sections"] for c in s["clauses"] if c.get("media") and c["media"]["kind"] == "picture"}
    held = {shown[str(t.pk)]["file"]: bytes(t.file) for t in Content.objects.filter(pk__in=list(shown), file__isnull=False)}
    for media in shown.values():
        media["file"] = media["file"] if media["file"] in held else ""
    return held


def document_kept(viewer: Viewer, case: Case, plan: Plan, clauses: Sequence[Clause], what: str, day: date, called: str = "",
                  now: tuple[date | None, Sequence[Clause]] | None = None) -> IssuedDocument:  # fmt: skip
    """Makes the PDF and keeps it with its data, of which the page is made. `what` is draft or final. `now` is the plan in force,
    with its day, which goes with a notice of amendment (r.22(2)(a)) in the same PDF."""
    called = called or f"{what.capitalize()} plan"
    child = case.child
    assert child is not None
    data = plan_document(
        child=f"{child.forename} {child.surname}", reference=child.reference, what=called, day=long_day(day),
        clauses=clauses, sources=[source_of(a) for a in advice_sent(viewer, case)],
    )  # fmt: skip
    beside = {}
    if now is not None:
        issued, clauses_now = now
        beside["now"] = plan_document(
            child=f"{child.forename} {child.surname}", reference=child.reference, what="The plan as it is now", day=long_day(issued) if issued else "", clauses=clauses_now
        )
    content = Content(
        key=uuid4(), kind_of_data=PLAN, text=json.dumps(data, ensure_ascii=False), file=pdf("plan.typ", pictures=pictures_of(data) | (pictures_of(beside["now"]) if beside else {}), plan=data | beside),
        file_name=f"{called.lower()}, version {plan.version}.pdf", **of(case),
    )  # fmt: skip
    Content.objects.bulk_create([content])
    document = IssuedDocument(plan=plan, content=content, what=what, **of(case))
    IssuedDocument.objects.bulk_create([document])
    return document


# --- the final plan ---


def answers_named(viewer: Viewer, case: Case, of_versions: Collection[Plan] | None = None) -> dict[str, str]:
    """What was said of the draft, by the key that a change may name: the family's comments, and corrections of authors. Of an
    amendment, what was said of the versions `of_versions` of this proposal."""
    said_of = {f"comment:{c.pk}": f"The family: “{_short(c.text)}”" for c in comments_of(viewer, case, of_versions)}
    corrections = answers_read(viewer, case).filter(case=case.pk, answer="corrected").select_related("clause").order_by("at")
    if of_versions is not None:
        corrections = corrections.filter(plan__in=[p.pk for p in of_versions])
    said_of |= {f"answer:{a.pk}": f"{a.by_name}: “{_short(a.correction)}”" for a in corrections}
    # What was sent for an earlier proposal is no answer to this one.
    since = min((p.made_at for p in of_versions), default=None) if of_versions is not None else None
    sent = [o for o in offerings_of(viewer, case) if of_versions is None or since is not None and o.at >= since]
    said_of |= {f"offering:{o.pk}": f"The family sent for section A: “{_short(o.words)}”" for o in sent}
    return said_of


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:80].rsplit(" ", 1)[0] + "…"


def check_final(viewer: Viewer, view: CaseView, setting: Organisation | None = None) -> Checked:
    """What holds of a final plan on the day on which it would be issued."""
    case, faults, warnings = view.case, [], []
    versions = versions_for_request(viewer, case)
    draft = next((p for p in versions if p.sent_on), None)
    if draft is None:
        return Checked(("No draft was sent to the family",))
    latest = versions[0]
    if latest.issued_on:
        return Checked(("The final plan was issued",))
    if early := too_early(view, "final-plan-issued", today()):
        faults.append(early)
    clauses = clauses_of(viewer, case, latest)
    found = changes(clauses_of(viewer, case, draft), clauses) if latest.pk != draft.pk else []
    without = unanswered(found, answers_named(viewer, case))
    if without:
        faults.append(
            f"{', '.join(c.label for c in without)}: changed since the draft, and answers nothing that was said of it. Say what "
            "the change answers, undo it, or send a new draft with 15 days of its own (r.14(1))"
        )
    words, agreed = section_g(clauses), agreed_words(viewer, case)
    if words and (agreed is None or agreed.section_g != words):
        faults.append(
            "The ICB has not agreed to section G as it now reads (r.12(2)). Ask the designated clinical officer to agree, or "
            "take the lines out that it does not agree to, with the reason"
        )
    if waiting := open_corrections(viewer, case):
        names = sorted({a.by_name for a in waiting})
        faults.append(f"A correction waits for your answer: {', '.join(names)}")
    consulted = {c.setting_id: c for c in consultations_of(viewer, case) if not c.plan.withdrawn}
    if setting is not None and setting.pk not in consulted:
        faults.append(f"{setting.name} was not consulted: the law has us consult it before we name it (s.39(2), 40(3))")
    elif setting is not None and not consulted[setting.pk].reply:
        warnings.append(f"{setting.name} has not answered the consultation")
    elif setting is not None and consulted[setting.pk].reply != "can-meet-need":
        warnings.append(f"{setting.name} said that it cannot meet the needs. If it is bound by section 43, it must admit the child all the same when you name it")
    quiet = [k for k, s in standings(viewer, case, clauses).items() if s.state == "not-confirmed"]
    if quiet:
        warnings.append(f"{len(quiet)} clauses are not confirmed by their authors. The plan is not held up" if len(quiet) > 1 else "1 clause is not confirmed by its author. The plan is not held up")
    if open_comments := [c for c in comments_of(viewer, case, versions) if not c.answer]:
        warnings.append(f"{len(open_comments)} of the family’s comments {'has' if len(open_comments) == 1 else 'have'} no answer yet")
    if lacking := missing_from_k(clauses, (who for who, _ in received_advice(view))):
        faults.append(f"Section K leaves out advice that came: {', '.join(lacking)}. Add it to the plan")
    family = family_of(viewer, case, today())
    if not family:
        faults.append(NO_FAMILY)
    return Checked(tuple(faults), tuple(warnings), tuple(found), {"family": family, "copies": copies_of(viewer, case, ("icb",), today())})


@dataclass(frozen=True)
class Copy:
    """A copy for somebody who advised: `sections` empty for the whole."""

    contributor: str
    author: UUID
    sections: tuple[str, ...]
    ground: str
    reason: str = ""


@transaction.atomic
def issue(
    viewer: Viewer, view: CaseView, *, setting: Organisation | None, setting_type: str, direct_payment: str, officer: str,
    copies: Sequence[Copy] = (), addresses: Mapping[str, str] | None = None,
) -> Plan:  # fmt: skip
    """Issues the final plan: names the setting or its type in section I, and gives it to the family, the setting, the ICB and
    those who advised, each on a recorded ground. Raises `NotReady`."""
    case = view.case
    if not may_write(viewer, case) or case.child is None:
        raise Refused
    checked = check_final(viewer, view, setting)
    if not setting and not setting_type.strip():
        checked = Checked((*checked.faults, "Name the setting, or the type of setting, for section I"))
    if checked.faults:
        raise NotReady(checked.faults)
    day = today()
    family = with_addresses(family_of(viewer, case, day), addresses)
    icb, copied = responsible_icb(case.child.pk, day), addressed(copies_of(viewer, case, ("icb",), day), dict(addresses or {}))
    plan = next_version(viewer, case)
    write_in(viewer, case, plan, "I", f"{setting.name}. {setting_type}".strip(". ") + "." if setting else setting_type.strip())
    if direct_payment.strip():
        write_in(viewer, case, plan, "J", direct_payment.strip())
    clauses = clauses_of(viewer, case, plan)
    event = NewEvent("final-plan-issued", day, {"setting": setting.code} if setting else {})
    then = dates_of_notice(view, "final-plan-issued", day)
    review = then.get("review_by") or review_by(day)
    document = document_kept(viewer, case, plan, clauses, "final", day)
    letter = letter_kept(viewer, case, "final-plan-issued", family, {
        "setting": setting.name if setting else setting_type.strip(), "section_i": named(setting, setting_type),
        "placement": duty_to_admit(setting, case.child.forename), "officer": officer, "review_by": full_day(review) if review else "",
        **{fact: full_day(then[fact]) for fact in ("contact_mediation_by", "lodge_appeal_by") if fact in then},
    }, document)  # fmt: skip
    for a in written_to(family):
        disclose(viewer, case, plan, to="family", to_name=a.to.name, ground=Disclosure.Ground.NAMED, reason="Sent to the family (r.13(2))")
        send_copy(viewer, case, a.to, mail(case.owner_id, "final-plan-issued", {}), letter)
    for a in copied:
        disclose(viewer, case, plan, to="icb", to_name=icb.name if icb else a.to.name, organisation=icb.pk if icb else None, ground=Disclosure.Ground.NAMED, reason="The ICB (r.13(2))")
        by_post = copy_letter(viewer, case, a.to, "The law has us send it to you: the NHS must arrange what section G says.", officer, document)
        send_copy(viewer, case, a.to, of_copy(case), by_post, kind=PLAN)
    if setting:
        give_to_setting(viewer, case, plan, setting, day, dict(addresses or {}), officer, document)
    for copy in copies:
        name = open_reader(viewer, case, plan, copy.contributor, copy.author, copy.ground, copy.reason, copy.sections)
        if name is not None:
            if not (email := email_of(copy.author, name)):
                raise NotReady([f"{name.name} has no email address: enter one in the directory, or give them no copy"])
            give_to(viewer, case, name, Recipient("contributor", name.name, email), copy.contributor)
    Plan.objects.filter(pk=plan.pk).update(issued_on=day, setting=setting, setting_type=setting_type.strip()[:100])
    append(viewer, case.pk, view.last_number, [event])
    _begin_reviews(viewer, case, day)
    begin_provision(viewer, case, day, "issued")
    return Plan.objects.get(pk=plan.pk)


def _begin_reviews(viewer: Viewer, case: Case, made: date) -> None:
    """A plan is reviewed within twelve months of being made (s.44(1)): its case of annual review begins with it."""
    assert case.child is not None
    if Case.objects.filter(child=case.child_id, pathway="annual-review").exclude(state__stage="ceased").exists():
        return
    born = case.child.date_of_birth
    open_case(viewer, child=case.child.pk, pathway="annual-review", first=NewEvent("plan-made", made, {"date_of_birth": born} if born else {}))


def write_in(viewer: Viewer, case: Case, plan: Plan, section: str, text: str) -> None:
    """Section I or J, which are written as the plan is made final."""
    Clause.objects.bulk_create([Clause(id=uuid4(), plan=plan, section=section, number=1, text=text, edited_name=viewer.name, **of(case))])


def give_to_setting(viewer: Viewer, case: Case, plan: Plan, setting: Organisation, day: date, addresses: dict[str, str], officer: str, document: IssuedDocument, purpose: str = "final-plan-issued") -> None:
    """The setting that is named has the whole (r.13(2)). Its children on roll do not yet count this one: whoever answers for
    it reads the plan by a link of their own."""
    disclose(viewer, case, plan, to="setting", to_name=setting.name, organisation=setting.pk, ground=Disclosure.Ground.NAMED, reason="Named in the plan (r.13(2))")
    people = [who for u in holders(setting, "setting-senco", day) if (who := practitioner_of(u.pk)) and who.email]
    for who in people:
        give_to(viewer, case, who, Recipient("named-setting", who.name, who.email), setting.code, purpose=purpose)
    for a in [] if people else addressed(at_body("named-setting", setting, "setting-senco", "the setting", day), addresses):
        by_post = copy_letter(viewer, case, a.to, "The plan names you in section I, and the law has us send it to you.", officer, document)
        send_copy(viewer, case, a.to, of_copy(case), by_post, kind=PLAN, purpose=purpose)


def give_to(viewer: Viewer, case: Case, who: Practitioner, to: Recipient, about: str, **more: Any) -> None:
    """Tells somebody of the plan that they were given, with a link by which they read it where their role has one."""
    link = link_of(who, case, "plan", about)
    send_copy(viewer, case, to, of_copy(case, link), None, kind=PLAN, link=link, about=about, **more)


def of_copy(case: Case, link: UUID | None = None) -> Mail:
    """The email to whoever has a copy of a plan that was issued."""
    return mail_with(link, case.owner_id, "plan-copy", {"days": str(LIVES.days)})


def send_copy(
    viewer: Viewer, case: Case, to: Recipient, words: Mail, letter: Any, kind: str = "messages-to-family",
    purpose: str = "final-plan-issued", **more: Any,
) -> None:  # fmt: skip
    """A message that a plan, or a copy of it, can be read."""
    queue(viewer, to, purpose=purpose, subject=words.subject, body=words.body, letter=letter, child=case.child_id, case=case.pk, owner=case.owner_id, kind=kind, **more)
