"""The officer asks for advice: whom the law has us ask, the person for each, and what the family gave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.links import UnfitAddress, add_contributor
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import IDENTITY
from goldenthread.access.rules import ROLES
from goldenthread.assessments.advice_asking_actions import (
    NO_PRINCIPAL,
    NOTHING_WRITTEN,
    Asked,
    CannotAsk,
    ask,
    queue_of,
    record_forces,
)
from goldenthread.assessments.advice_queries import (
    ALL_AGREE,
    Person,
    bodies_like,
    evidence_of,
    facts_of,
    family_to_ask,
    kind_written_by,
    may_be_told,
    people_by_key,
    people_like,
)
from goldenthread.assessments.contributors import MAY_ADD, Proposed, may_add, proposed, roles_asked
from goldenthread.assessments.queue import PRINCIPAL, PSYCHOLOGIST, body_of
from goldenthread.cases.actions import Conflict, conflict_of
from goldenthread.cases.pages.case import case_or_404
from goldenthread.cases.pages.case_parts import ANSWERED
from goldenthread.cases.pages.record import read_up_to, since_in_words
from goldenthread.cases.presenters import plain, role_words
from goldenthread.cases.queries_case import CaseView, around, case_view
from goldenthread.cases.queries_clocks import asked_for_this_request
from goldenthread.cases.queries_parties import parents_of
from goldenthread.engine.fields import BadEvent
from goldenthread.letters.sending import Recipient
from goldenthread.people.kinds import KINDS
from goldenthread.web.addresses import key_in
from goldenthread.web.days import today
from goldenthread.web.fields import ChoiceField, Form, TextField
from goldenthread.web.words import long_day, upper_first

NOTHING = "nothing"


@dataclass(frozen=True)
class Row:
    """One contributor on the page: who was asked, or who is to be."""

    proposed: Proposed
    title: str
    person: Person | None = None
    family: tuple[Recipient, ...] = ()
    stands: str = ""
    again: bool = False
    problem: str = ""

    @property
    def ready(self) -> bool:
        return not self.problem and (self.person is not None or self.queued or self.proposed.contributor == "family")

    @property
    def queued(self) -> bool:
        """Whether the person is chosen from the queue, and nowhere else."""
        return self.proposed.contributor == PSYCHOLOGIST


def view_of(request: HttpRequest, case_id: UUID) -> CaseView:
    """The case, for somebody who may ask for advice on it."""
    view = case_view(request.viewer, case_or_404(request, case_id, "Opened the page that asks for advice"), today())  # type: ignore[attr-defined]
    if "advice-requested" not in view.pathway.events or not view.may_record("advice-requested", "family"):
        raise Http404
    return view


def _chosen(request: HttpRequest, case_id: UUID) -> dict[str, Any]:
    """What the officer has chosen and not sent yet: keys alone, kept with the session."""
    kept = request.session.get(f"asking-{case_id}", {})
    return {"people": dict(kept.get("people", {})), "added": list(kept.get("added", []))}


def _keep(request: HttpRequest, case_id: UUID, chosen: dict[str, Any]) -> None:
    request.session[f"asking-{case_id}"] = chosen


@signed_in
def ask_for_advice(request: HttpRequest, case_id: UUID) -> HttpResponse:
    view = view_of(request, case_id)
    if request.method == "POST" and request.POST.get("do") in ("add", "take-away"):
        return _change_list(request, case_id)
    parents = parents_of(view.viewer, view.case.child, today()) if view.case.child else []
    if request.method == "POST" and request.POST.get("do") == "forces":
        serving = {r.pk for r in parents if str(r.pk) in request.POST.getlist("forces")}
        record_forces(view.viewer, view.case, [r.pk for r in parents], serving)
        return redirect("ask-for-advice", case_id)
    rows, evidence = rows_of(request, view), evidence_of(view.viewer, view.case)
    problem, conflict = "", None
    if request.method == "POST":
        try:
            problem = _send(request, view, rows)
        except Conflict as came:
            conflict, view = came, case_view(view.viewer, view.case, today())
            rows = rows_of(request, view)
        else:
            if not problem:
                return redirect("advice", case_id)
    given = set(request.POST.getlist("enclosed"))
    there = {r.proposed.contributor for r in rows}
    context = {
        "nav": "children", "case": view.case, "child": view.case.child, "rows": rows, "problem": problem,
        "errors": bool(problem), "conflict": conflict, "since": since_in_words(view, conflict),
        "own": [e.document for e in evidence if e.familys],
        "evidence": [(e, str(e.document.key) in given) for e in evidence if not e.familys], "nothing": NOTHING in given, "read_up_to": conflict.last_number if conflict else read_up_to(request, view),
        "to_add": [(c, upper_first(plain(c))) for c in MAY_ADD if c not in there], "ready": sum(r.ready and not r.stands for r in rows),
        "may_allocate": body_of(view.viewer, PRINCIPAL) == view.case.owner_id, "sees_queue": body_of(view.viewer) == view.case.owner_id,
        "parents": parents, "may_say_forces": view.may("write", IDENTITY),
        "left_out": there - set(request.POST.getlist("ask")) if request.method == "POST" else (),
    }  # fmt: skip
    return render(request, "assessments/ask_for_advice.html", context, status=400 if problem else 409 if conflict else 200)


def _change_list(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Adds a contributor, or takes away one that was added: none that the regulation requires can be."""
    chosen, who = _chosen(request, case_id), request.POST.get("contributor", "")
    if request.POST["do"] == "add" and may_add(who):
        chosen["added"] = list(dict.fromkeys([*chosen["added"], who]))
    if request.POST["do"] == "take-away":
        chosen["added"] = [c for c in chosen["added"] if c != who]
        chosen["people"].pop(who, None)
    _keep(request, case_id, chosen)
    return redirect("ask-for-advice", case_id)


def rows_of(request: HttpRequest, view: CaseView) -> list[Row]:
    """The regulation's list with whom the officer added or asked before, each with a person: the one chosen, or one who
    is allocated to the child already."""
    chosen, on = _chosen(request, view.case.pk), today()
    clocks = [c.facts for c in view.clocks]
    asked = {c.about: c for c in asked_for_this_request(clocks) if c.clock == "advice"}
    # Whom an earlier request needed is proposed again.
    before = [c.about for c in clocks if c.clock == "advice"]
    people = people_by_key(UUID(key) for key in chosen["people"].values())
    near = around(view.viewer, view.case.child, on, view.case.pk)
    family = family_to_ask(view.viewer, view.case, on)
    rows = []
    for p in proposed(facts_of(view.case, view.viewer, on), [*chosen["added"], *dict.fromkeys(before)]):
        who = p.contributor
        if who == PSYCHOLOGIST:
            chosen["people"].pop(who, None)
        person = people.get(UUID(chosen["people"][who])) if who in chosen["people"] else None
        if person is None and (who not in asked or who == PSYCHOLOGIST) and who != "family":
            allocated = [s.practitioner for s in near.answering_for(who) if s.practitioner and s.role != "la-send-caseworker"]
            person = next(iter(people_by_key(allocated[:1]).values()), None)
            person = person if person and person.role in roles_asked(who) else None
        stands, again = _stands(view, who, asked.get(who))
        asked_of = (family or (Recipient("family", "The family"),)) if who == "family" else ()
        rows.append(Row(p, upper_first(plain(who)), person, asked_of, stands if who not in chosen["people"] else "", again, _problem(view, person, who)))
    return rows


def _stands(view: CaseView, who: str, clock: Any) -> tuple[str, bool]:
    """Where a request that was made already stands, and whether somebody else should be asked."""
    if clock is None:
        used = any(e.event == "existing-advice-agreed" and e.fields.get("contributor") == who and all(e.fields.get(f) for f in ALL_AGREE) for e in view.reader.of_this_request)
        return ("Existing advice is used again", False) if used else ("", False)
    if clock.stopped is None:
        return f"Asked {long_day(clock.started)}", True
    answers = [e for e in view.reader.events if e.event in ANSWERED and e.on == clock.stopped and e.fields.get("contributor") == clock.about]
    tag = ANSWERED[answers[0].event].text if answers else "In"
    return f"{tag}, {long_day(clock.stopped)}", bool(answers) and answers[0].event != "advice-received"


def _problem(view: CaseView, person: Person | None, who: str) -> str:
    if person is None and who == PSYCHOLOGIST and queue_of(view.case.owner_id, today()) is None:
        return NO_PRINCIPAL
    if person is None:
        return ""
    if not person.email:
        return f"{person.name} has no email address in the directory"
    if not may_be_told(view.case.owner_id, person, today()):
        shared = KINDS[kind_written_by(person.role)].lower()
        return f"No agreement lets {person.body} read this record and give {shared}. An information governance lead can add one"
    return ""


def _send(request: HttpRequest, view: CaseView, rows: list[Row]) -> str:
    """Sends what is ready and ticked. Answers what is wrong, in words, or raises `Conflict`; nothing was sent then."""
    read = read_up_to(request, view)
    if read < view.last_number:
        raise conflict_of(view.case.pk, read)
    picked = set(request.POST.getlist("ask"))
    asked = [Asked(r.proposed.contributor, r.person, r.family) for r in rows if r.ready and not r.stands and r.proposed.contributor in picked]
    given = request.POST.getlist("enclosed")
    evidence = evidence_of(view.viewer, view.case)
    keys = {str(e.document.key) for e in evidence}
    documents = [key for key in given if key in keys] + [str(e.document.key) for e in evidence if e.familys]
    if documents and NOTHING in given:
        return "Select the family’s documents, or that it gave nothing in writing: not both"
    enclosed = documents or ([NOTHING_WRITTEN] if NOTHING in given else [])
    try:
        ask(view.viewer, view.case, read, asked, enclosed, today())
    except CannotAsk as cannot:
        return str(cannot)
    except BadEvent as bad:
        return upper_first(str(bad))
    request.session.pop(f"asking-{view.case.pk}", None)
    messages.success(request, f"Asked {len(asked)} {'person' if len(asked) == 1 else 'people'} for advice.")
    return ""


class SearchForm(Form):
    words = TextField(label="Name, team or organisation", missing="Enter part of a name, a team or an organisation", max_length=100)


class NewPersonForm(Form):
    name = TextField(label="Full name", max_length=100)
    email = TextField(label="Their own work email address", max_length=200, help_text="Not a shared mailbox: the code that opens the task goes here.")
    body = TextField(label="Where they work", max_length=200, help_text="The organisation’s name, as the directory has it")
    role = ChoiceField(label="What they are")

    def __init__(self, contributor: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        addable = ("educational-psychologist", "health-practitioner", "social-worker", "setting-senco")
        self.fields["role"].choices = [(r, ROLES[r][0]) for r in roles_asked(contributor) if r in addable]  # type: ignore[attr-defined]


@signed_in
def choose_person(request: HttpRequest, case_id: UUID, contributor: str) -> HttpResponse:
    """One person for one contributor: found in the directory, or entered because it does not have them. A psychologist
    is given to a child by the queue alone."""
    view = view_of(request, case_id)
    if contributor == PSYCHOLOGIST:
        return redirect("ask-for-advice", case_id)
    row = next((r for r in rows_of(request, view) if r.proposed.contributor == contributor and contributor != "family"), None)
    if row is None:
        raise Http404
    do = request.POST.get("do", "")
    search = SearchForm(request.POST if do == "search" else None)
    new = NewPersonForm(contributor, request.POST if do == "new" else None)
    found: list[Person] = []
    if do == "search" and search.is_valid():
        found = people_like(view.viewer, search.cleaned_data["words"], contributor, today())
    if do == "choose" and (key := key_in(request.POST.get("person", ""))) and people_by_key([key]):
        return _choose(request, case_id, contributor, key)
    if do == "new" and new.is_valid() and (key := _added(new)):
        return _choose(request, case_id, contributor, key)
    context = {
        "nav": "children", "narrow": True, "case": view.case, "child": view.case.child, "row": row, "search": search, "new": new, "found": found,
        "role_words": role_words, "searched": do == "search" and search.is_valid(), "errors": any(f.is_bound and f.errors for f in (search, new)),
    }  # fmt: skip
    return render(request, "assessments/choose_contributor.html", context)


def _added(form: NewPersonForm) -> UUID | None:
    """Enters somebody new; or says on the form why not."""
    data = form.cleaned_data
    if "@" not in data["email"] or " " in data["email"].strip():
        form.add_error("email", "Enter an email address, like name@example.org")
        return None
    bodies = bodies_like(data["body"], today())
    if len(bodies) != 1:
        names = "; ".join(b.name for b in bodies)
        form.add_error("body", f"Say which: {names}" if bodies else "The directory has no organisation of that name")
        return None
    try:
        return add_contributor(data["name"], data["email"].strip().lower(), data["role"], bodies[0].pk)
    except UnfitAddress as fault:
        form.add_error("email", str(fault))
        return None


def _choose(request: HttpRequest, case_id: UUID, contributor: str, person: UUID) -> HttpResponse:
    chosen = _chosen(request, case_id)
    chosen["people"][contributor] = str(person)
    _keep(request, case_id, chosen)
    return redirect("ask-for-advice", case_id)
