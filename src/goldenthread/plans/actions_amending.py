"""Amending a plan in force: the notice with the proposed changes, then the amended plan. On a review, on a phase transfer, or by
itself: SEND Regulations 2014 r.22, 28. What is proposed is the next version of the plan, which a person edits as any draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.notice_facts import said
from goldenthread.assessments.recipients import addressed, copies_of, family_of, served_on
from goldenthread.cases.actions import NewEvent, append
from goldenthread.cases.models import Case
from goldenthread.cases.protected_time import too_early
from goldenthread.cases.queries_case import CaseView, case_view
from goldenthread.cases.queries_parties import responsible_icb
from goldenthread.engine.explain import full_day, long_day
from goldenthread.letters.sending import Recipient
from goldenthread.letters.writing import About, keep, mail, write
from goldenthread.people.kinds import MESSAGES
from goldenthread.people.models import Organisation
from goldenthread.plans.actions import next_version, of
from goldenthread.plans.actions_answers import ask_of_changes, disclose
from goldenthread.plans.actions_section_a import put_in_kept
from goldenthread.plans.actions_sending import (
    NO_FAMILY,
    Checked,
    NotReady,
    answers_named,
    copy_letter,
    document_kept,
    give_to_setting,
    letter_kept,
    of_copy,
    of_its_way,
    of_their_days,
    send_copy,
    with_addresses,
    write_in,
    written_to,
)
from goldenthread.plans.asking_the_icb import CHANGED, ask_the_icb
from goldenthread.plans.changes import Change, changes, section_g, unanswered
from goldenthread.plans.facts import dates_of_notice, due, first_due, reader_with
from goldenthread.plans.models import Clause, Disclosure, IssuedDocument, Plan
from goldenthread.plans.naming import duty_to_admit
from goldenthread.plans.provision import begin_provision
from goldenthread.plans.queries import (
    PLAN,
    agreed_words,
    clauses_of,
    comments_of,
    consultations_of,
    may_write,
    open_corrections,
    plan_in_force,
    plans_of,
)
from goldenthread.web.days import today

NOTICE, ISSUED, DECIDED = "amendment-notice-sent", "amended-plan-issued", "decided-to-amend"
APPENDICES = ("K",)
_ENCLOSED = {
    True: "The plan as we want it to be, and after it the plan as it is now, come with this letter.",
    False: "The plan as we want it to be comes with this letter. A copy of the plan as it is now comes with it apart.",
}
"""Whether the words of the plan in force are held here: regulation 22(2)(a) has it go with the notice either way."""


def in_force(viewer: Viewer, case: Case) -> tuple[Plan | None, list[Clause]]:
    """The plan that would be amended, with its clauses. None where no plan's words are held here."""
    assert case.child_id is not None
    found = plan_in_force(viewer, case.child_id)
    return (found[0], clauses_of(viewer, found[1], found[0])) if found else (None, [])


def proposed(viewer: Viewer, case: Case) -> tuple[Plan | None, Plan | None]:
    """The version being amended on this case, newest, and the one that went with the notice. Neither once it was issued, or
    once it was decided not to amend."""
    open_ones = in_hand(viewer, case)
    return (open_ones[0] if open_ones else None), next((p for p in open_ones if p.sent_on), None)


def in_hand(viewer: Viewer, case: Case) -> list[Plan]:
    """The versions of the proposal in hand, newest first. A review's case lives for years: what was said of last year's proposal
    is no answer to this one."""
    versions = list(plans_of(viewer, case))
    return versions[: next((i for i, p in enumerate(versions) if p.issued_on or p.withdrawn), len(versions))]


def withdraw(viewer: Viewer, case: Case) -> None:
    """After a decision not to amend: what was proposed stays on record, and is no longer what is being made of the plan."""
    if not may_write(viewer, case):
        raise Refused
    Plan.objects.filter(pk__in=[p.pk for p in in_hand(viewer, case)]).update(withdrawn=True)


@transaction.atomic
def begin(viewer: Viewer, case: Case) -> Plan:
    """A version to change: the clauses of the plan in force, each with where its words came from. Where one is open it is
    answered, so that a button pressed twice makes one."""
    if not may_write(viewer, case):
        raise Refused
    standing, _ = proposed(viewer, case)
    if standing is not None:
        return standing
    before, clauses = in_force(viewer, case)
    here = Plan.objects.filter(case=case.pk).aggregate(n=Max("version"))["n"] or 0
    plan = Plan(
        id=uuid4(), version=max(here, before.version if before else 0) + 1, made_by=viewer.id, setting=before.setting if before else None,
        setting_type=before.setting_type if before else "", **of(case),
    )  # fmt: skip
    Plan.objects.bulk_create([plan])
    copies = [c for c in clauses if not c.removed]
    for c in copies:
        c.pk, c.plan, c.case, c.because, c.why, c.edited_name = uuid4(), plan, case.pk, "", "", ""
        c._state.adding = True
    Clause.objects.bulk_create(copies)
    plan = Plan.objects.get(pk=plan.pk)
    put_in_kept(viewer, case, plan)
    return plan


# --- the notice ---


def _sending(view: CaseView, served: date) -> NewEvent:
    sent, fields = today(), {}
    if served != sent:
        fields["served_on"] = served
    if "decide-after-review" in view.pathway.clock_titles and not (_after_meeting(view) or _of_a_review(view)):
        # Outside a review the same steps follow, without the twelve weeks (r.28). On a phase transfer that is read from its review.
        fields["outside_review"] = True
    return NewEvent(NOTICE, sent, fields)


def _after_meeting(view: CaseView) -> bool:
    return any(s.clock == "decide-after-review" and s.stopped is None for _, s in view.reader.states)


def _decides_a_review(viewer: Viewer, view: CaseView) -> bool:
    """Whether the notice is the decision after a review meeting (r.20(10)): on the review itself, or on what arose from it, as a phase
    transfer does."""
    if _after_meeting(view):
        return True
    review = Case.objects.filter(pk=view.case.arose_from_id, pathway="annual-review").select_related("child", "owner").first()
    return review is not None and _after_meeting(case_view(viewer, review, today()))


def _of_a_review(view: CaseView) -> bool:
    """Whether a notice of a review stands and waits for its amended plan: another one then is of the same review."""
    waiting = any(s.clock == "issue-amended-plan" and s.stopped is None for _, s in view.reader.states)
    notices = [e for e in view.reader.events if e.event == NOTICE]
    return waiting and bool(notices) and not notices[-1].fields.get("outside_review")


def check_notice(viewer: Viewer, view: CaseView, plan: Plan) -> Checked:
    """What holds of the notice on the day on which it would be sent. Its changes are those from the plan in force."""
    case, faults, warnings = view.case, [], []
    before, clauses = in_force(viewer, case)
    found = changes(clauses, clauses_of(viewer, case, plan), APPENDICES)
    family = family_of(viewer, case, today())
    served = served_on(family, today())
    then = reader_with(view, _sending(view, served))
    until = due(then, "amendment-representations")
    # A change of phase has a day of its own (r.18): the family is told the earlier.
    issue_by = min((d for c in ("issue-amended-plan", "phase-transfer-plan") if (d := first_due(then, c))), default=None)
    if plan.sent_on or plan.issued_on:
        faults.append("This version was sent already")
    if not found:
        faults.append("Nothing is changed yet: a notice carries the proposed changes (r.22(2)(a))")
    if not family:
        faults.append(NO_FAMILY)
    warnings += of_their_days(until, "the amended plan", issue_by)
    warnings += of_its_way(family, served)
    if before is None:
        warnings.append("The words of the plan in force are not held here, so all of this version counts as changed. Send the family a copy of it with the notice (r.22(2)(a))")
    # After a review the setting is told of the decision (r.20(10)); what is proposed is the family's to read.
    copies = copies_of(viewer, case, ("setting",), today()) if _decides_a_review(viewer, view) else []
    facts = {"family": family, "served": served, "answer_by": until, "amended_plan_by": issue_by, "copies": copies}
    return Checked(tuple(faults), tuple(warnings), tuple(found), facts)


def in_words(found: Sequence[Change]) -> str:
    """The changes as a letter tells of them, one a paragraph."""
    told = {
        "added": "{c.label} is new: “{c.after}”",
        "taken out": "{c.label} would be taken out: “{c.before}”",
        "changed": "{c.label}: “{c.before}” would become “{c.after}”",
    }
    return "\n\n".join(told[c.what].format(c=c) for c in found)


@transaction.atomic
def send_notice(
    viewer: Viewer, view: CaseView, plan: Plan, *, evidence: str, officer: str, addresses: Mapping[str, str] | None = None, read_up_to: int | None = None
) -> IssuedDocument:  # fmt: skip
    """Sends the family the plan as proposed, with what changes and the evidence (r.22(2)); after a review the setting is told that it
    will change (r.20(10)). Raises `NotReady`."""
    case = view.case
    if not may_write(viewer, case) or case.child is None:
        raise Refused
    checked = check_notice(viewer, view, plan)
    faults = [*checked.faults, *([] if evidence.strip() else ["Say what evidence the changes rest on (r.22(2)(b))"])]
    if faults:
        raise NotReady(faults)
    facts, sent = checked.facts, today()
    family, copied = with_addresses(facts["family"], addresses), with_addresses(facts["copies"], addresses)
    before, as_now = in_force(viewer, case)
    document = document_kept(
        viewer, case, plan, clauses_of(viewer, case, plan), "draft", sent, "Proposed amended plan", now=(before.issued_on, as_now) if before else None
    )
    letter = letter_kept(viewer, case, NOTICE, family, {
        "answer_by": full_day(facts["answer_by"]), "amended_plan_by": said(facts["amended_plan_by"], sent), "officer": officer,
        "changes": in_words(checked.changes), "evidence": evidence.strip(), "enclosed": _ENCLOSED[before is not None],
    }, document)  # fmt: skip
    for a in written_to(family):
        disclose(viewer, case, plan, to="family", to_name=a.to.name, ground=Disclosure.Ground.NAMED, reason="Sent to the family (r.22(2))")
        send_copy(viewer, case, a.to, mail(case.owner_id, NOTICE, {}), letter, purpose=NOTICE)
    for a in copied:
        _tell_setting(viewer, case, a.to, facts, officer)
    Plan.objects.filter(pk=plan.pk).update(sent_on=sent)
    ask_of_changes(viewer, case, plan, checked.changes)
    if (words := section_g(clauses_of(viewer, case, plan))) and words != section_g(in_force(viewer, case)[1]):
        ask_the_icb(viewer, case, CHANGED)
    append(viewer, case.pk, view.last_number if read_up_to is None else read_up_to, [_sending(view, facts["served"])])
    return document


# --- the amended plan ---


def check_amended(viewer: Viewer, view: CaseView, setting: Organisation | None) -> Checked:
    """What holds of an amended plan on the day on which it would be issued. `setting` is a new one for section I."""
    case, faults, warnings = view.case, [], []
    newest, noticed = proposed(viewer, case)
    if newest is None or noticed is None:
        return Checked(("No amendment notice was sent to the family",))
    if early := too_early(view, ISSUED, today()):
        faults.append(early)
    clauses = clauses_of(viewer, case, newest)
    found = changes(clauses_of(viewer, case, noticed), clauses, APPENDICES) if newest.pk != noticed.pk else []
    if without := unanswered(found, answers_named(viewer, case, in_hand(viewer, case))):
        faults.append(
            f"{', '.join(c.label for c in without)}: changed since the notice, and answers nothing that was said of it. Say what the change answers, "
            "undo it, or send a new notice with 15 days of its own (r.22)"
        )
    before, in_force_now = in_force(viewer, case)
    words, agreed = section_g(clauses), agreed_words(viewer, case)
    if words and words != section_g(in_force_now) and (agreed is None or agreed.section_g != words):
        faults.append("Section G has changed, and the ICB has not agreed to it as it now reads (r.12(2)). Ask the designated clinical officer to agree")
    if waiting := open_corrections(viewer, case):
        faults.append(f"A correction waits for your answer: {', '.join(sorted({a.by_name for a in waiting}))}")
    named = before.setting_id if before else None
    consulted = {c.setting_id: c for c in consultations_of(viewer, case)}
    if setting is not None and setting.pk != named and setting.pk not in consulted:
        faults.append(f"{setting.name} was not consulted: the law has us consult it before we name it (s.39(2), 40(3))")
    elif setting is not None and setting.pk in consulted and not consulted[setting.pk].reply:
        warnings.append(f"{setting.name} has not answered the consultation")
    placed = " ".join(c.text for c in clauses if c.section == "I" and not c.removed)
    if setting is not None and setting.pk != named and placed and setting.name.casefold() not in placed.casefold():
        faults.append(
            f"Section I says “{placed}”, and does not name {setting.name}. Write in section I what the plan is to say, with what the change answers "
            "if the family was sent other words"
        )
    if setting is None and "setting" in _required(view):
        faults.append("Name the next setting: this plan is amended for a change of phase (r.18)")
    if open_comments := [c for c in comments_of(viewer, case, in_hand(viewer, case)) if not c.answer]:
        warnings.append(f"{len(open_comments)} of the family’s comments {'has' if len(open_comments) == 1 else 'have'} no answer yet")
    family = family_of(viewer, case, today())
    if not family:
        faults.append(NO_FAMILY)
    return Checked(tuple(faults), tuple(warnings), tuple(found), {"family": family, "copies": copies_of(viewer, case, ("icb",), today()), "setting": before.setting if before else None})


def _required(view: CaseView) -> set[str]:
    return {f.name for f in view.pathway.events[ISSUED].fields if f.required is True}


@transaction.atomic
def issue_amended(
    viewer: Viewer, view: CaseView, *, setting: Organisation | None, officer: str, addresses: Mapping[str, str] | None,
    read_up_to: int | None,
) -> Plan:  # fmt: skip
    """Issues the amended plan, and gives it to the family with its rights, to the setting and to the ICB. Raises `NotReady`."""
    case, day = view.case, today()
    if not may_write(viewer, case) or case.child is None:
        raise Refused
    checked = check_amended(viewer, view, setting)
    if checked.faults:
        raise NotReady(checked.faults)
    family = with_addresses(checked.facts["family"], addresses)
    now: Organisation | None = setting or checked.facts["setting"]
    icb, copied = responsible_icb(case.child.pk, day), addressed(checked.facts["copies"], dict(addresses or {}))
    plan = next_version(viewer, case)
    # The words of section I are those that were proposed; only where it was blank is the name of the setting written here.
    if setting is not None and not Clause.objects.filter(plan=plan, section="I", removed=False).exists():
        write_in(viewer, case, plan, "I", f"{setting.name}. {plan.setting_type}".strip(". ") + ".")
    clauses = clauses_of(viewer, case, plan)
    then = dates_of_notice(view, None, day) | _rights(view, now, day)
    placed = next((c.text for c in clauses if c.section == "I" and not c.removed), "the same setting as before")
    document = document_kept(viewer, case, plan, clauses, "final", day, "Amended plan")
    letter = letter_kept(viewer, case, ISSUED, family, {
        "section_i": f"It names {now.name}." if now else f"Section I says: {placed}", "placement": duty_to_admit(now, case.child.forename),
        "officer": officer, **{f: full_day(then[f]) for f in ("contact_mediation_by", "lodge_appeal_by") if f in then},
    }, document)  # fmt: skip
    for a in written_to(family):
        disclose(viewer, case, plan, to="family", to_name=a.to.name, ground=Disclosure.Ground.NAMED, reason="Sent to the family (r.22(3))")
        send_copy(viewer, case, a.to, mail(case.owner_id, ISSUED, {}), letter, purpose=ISSUED)
    for a in copied:
        disclose(viewer, case, plan, to="icb", to_name=icb.name if icb else a.to.name, organisation=icb.pk if icb else None,
                 ground=Disclosure.Ground.NAMED, reason="The ICB (r.22(3))")  # fmt: skip
        by_post = copy_letter(viewer, case, a.to, "The law has us send it to you: the NHS must arrange what section G says.", officer, document)
        send_copy(viewer, case, a.to, of_copy(case), by_post, kind=PLAN, purpose=ISSUED)
    if now:
        give_to_setting(viewer, case, plan, now, day, dict(addresses or {}), officer, document, ISSUED)
    Plan.objects.filter(pk=plan.pk).update(issued_on=day, setting=now)
    append(viewer, case.pk, view.last_number if read_up_to is None else read_up_to, [_issuing(now, day)])
    begin_provision(viewer, case, day, "amended")
    return Plan.objects.get(pk=plan.pk)


def _tell_setting(viewer: Viewer, case: Case, to: Recipient, facts: Mapping[str, Any], officer: str) -> None:
    assert case.child is not None
    about = About(case.child.pk, case.pk, case.owner_id)
    words = write(about, DECIDED, {
        "reader": to.name, "child_name": f"{case.child.forename} {case.child.surname}", "officer": officer,
        "answer_by": full_day(facts["answer_by"]), "amended_plan_by": said(facts["amended_plan_by"], today()),
    }, to=(to.name,), day=long_day(today()))  # fmt: skip
    letter = keep(viewer, about, DECIDED, words, kind=MESSAGES)
    told = mail(case.owner_id, "notice", {"address": f"{settings.BASE_URL}/letters/{letter.pk}/"})
    send_copy(viewer, case, to, told, letter, kind=MESSAGES, purpose=DECIDED)


def _issuing(setting: Organisation | None, day: date) -> NewEvent:
    return NewEvent(ISSUED, day, {"setting": setting.code} if setting else {})


def _rights(view: CaseView, setting: Organisation | None, day: date) -> dict[str, date]:
    """The days of appeal and of mediation, as they run once the plan is issued."""
    then = reader_with(view, _issuing(setting, day))
    found = {"contact_mediation_by": due(then, "contact-mediation-adviser"), "lodge_appeal_by": due(then, "lodge-appeal")}
    return {fact: last for fact, last in found.items() if last}
