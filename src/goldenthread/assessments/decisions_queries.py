"""What a decision rests on: the request, what was said by those consulted, the documents, and the advice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from goldenthread.access.policy import OF_A_CHILD, Record, may, visible
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.advice_queries import advice_in
from goldenthread.assessments.decisions import ASSESS, REASSESS
from goldenthread.assessments.models import Advice, Request
from goldenthread.assessments.requests import unnamed
from goldenthread.assessments.requests_steps import said, steps_of
from goldenthread.cases.models import Case
from goldenthread.cases.queries_case import CaseView, case_view, documents_of
from goldenthread.cases.queries_children import cases_of_child
from goldenthread.cases.queries_clocks import CASE, asked_for_this_request, clocks_of
from goldenthread.engine.calendar import months_before
from goldenthread.pathways.common.contributors import CONTRIBUTORS
from goldenthread.people.kinds import STAGE
from goldenthread.people.models import Child, Content
from goldenthread.web.words import long_day

# The answers that say what is wished and what is known; the rest stands in the request itself.
TELLING = {
    "worries": "What worries whoever asked", "helps": "What helps, and what they would like",
    "tried": "What was tried, and how it went", "others": "Who else knows the child",
}  # fmt: skip
"""By the page of the request, as its officer reads it: the person who asked was asked in other words."""


@dataclass(frozen=True)
class Asked:
    """A request as it was made, in the words of whoever made it."""

    reference: str
    by: str
    received: dt.date | None
    answers: tuple[tuple[str, str], ...]
    unnamed: bool = False


def requests_of(viewer: Viewer, case: Case, on: dt.date) -> list[Asked]:
    found = Request.objects.filter(visible(viewer, "write", shape=OF_A_CHILD, kind=STAGE), case=case.pk, sent_at__isnull=False)
    # Only what its policy lets a page read of a request.
    found = found.only("reference", "asked_by", "answers", "received_on")
    return [
        Asked(
            r.reference, Request.From(r.asked_by).label, r.received_on,
            tuple((TELLING[step.slug], text) for step in steps_of(r.asked_by, r.answers, on) if step.slug in TELLING for _, text in said(step, r.answers)),
            unnamed(r),
        )
        for r in found.order_by("received_on")
    ]  # fmt: skip


def plan_case_of(viewer: Viewer, child: Child, on: dt.date) -> Case | None:
    """The case on which the child's plan is kept and reviewed, where one is in force."""
    return next((c.case for c in cases_of_child(viewer, child, on) if c.case.pathway == "annual-review" and not c.closed), None)


@dataclass(frozen=True)
class Assessed:
    """The last assessment that ended, and whether that is within six months (r.24)."""

    on: dt.date
    recent: bool


_ENDED = ("final-plan-issued", "decided-not-to-issue")


def last_assessed(viewer: Viewer, child: Child, on: dt.date) -> Assessed | None:
    lines = [c for c in cases_of_child(viewer, child, on) if c.case.pathway in (ASSESS.pathway, REASSESS.pathway)]
    days = [e.on for c in lines for e in case_view(viewer, c.case, on).reader.events if e.event in _ENDED]
    return Assessed(last := max(days), last > months_before(6, on)) if days else None


@dataclass(frozen=True)
class Paper:
    key: UUID
    name: str
    words: str = ""


def papers_of(viewer: Viewer, case: Case) -> tuple[list[Paper], list[Paper]]:
    """What those consulted said, with its words; and every other document, to be opened."""
    documents = documents_of(viewer, case)
    spoken = {d.key for d in documents if d.kind_of_data == STAGE and d.name.startswith("What ") and " said, " in d.name}
    words = {c.key: c.text for c in Content.objects.filter(key__in=spoken) if _read(viewer, c)}
    told = [Paper(d.key, d.name, words[d.key]) for d in documents if d.key in words]
    return told, [Paper(d.key, d.name) for d in documents if d.key not in words]


def _read(viewer: Viewer, content: Content) -> bool:
    return may(viewer, "read", content.kind_of_data, Record(content.owner_id, content.child_id, content.sealed, content.case))


@dataclass(frozen=True)
class AdviceLine:
    """Where one contributor's advice stands, and what it says in short."""

    who: str
    stands: str
    needs: tuple[str, ...] = ()
    provisions: tuple[str, ...] = ()
    report: bool = False


_NO_ADVICE = {"advice-nil-return": "does not know the child", "advice-refused": "refused to advise"}


def advice_lines(view: CaseView, on: dt.date) -> list[AdviceLine]:
    """Each contributor who was asked: what has come, with its needs and provision, and what has not."""
    sent: dict[str, Advice] = {a.contributor: a for a in advice_in(view)}
    asked = {c.about: c for c in asked_for_this_request(s.facts for s in view.clocks) if c.clock == "advice"}
    # The newest word of each: that a service does not know the child, or refuses, is an answer and no advice.
    word = {str(e.fields["contributor"]): e for e in view.reader.of_this_request if e.event in _NO_ADVICE or e.event == "advice-received"}
    lines = []
    for who in dict.fromkeys([*asked, *sent]):
        clock, advice = asked.get(who), sent.get(who)
        if advice is not None:
            stands = "in"
        elif who in word and word[who].event in _NO_ADVICE:
            stands = f"{_NO_ADVICE[word[who].event]}, {long_day(word[who].on)}: no advice came"
        elif clock is not None and clock.stopped is not None:
            stands = f"answered {long_day(clock.stopped)}"
        else:
            stands = f"missing, due {long_day(clock.due)}" if clock and clock.due else "missing"
            stands += "; excused by law" if clock and clock.status(on) == "excused" else ""
        body = advice.body if advice else {}
        lines.append(
            AdviceLine(
                CONTRIBUTORS.get(who) or who.replace("-", " "), stands,
                tuple(str(n.get("text", "")) for n in body.get("needs", []) if n.get("text")),
                tuple(_provision(p) for p in body.get("provisions", []) if p.get("what")),
                bool(advice and advice.report_id),
            )
        )  # fmt: skip
    return lines


def _provision(p: dict[str, object]) -> str:
    said = [str(p[k]) for k in ("what", "who", "how_often") if p.get(k)]
    said += [words.format(p[k]) for k, words in (("minutes", "{} minutes"), ("group", "group of {}"), ("weeks", "{} weeks a year")) if p.get(k)]
    return ", ".join(said)


def evidence_in_words(asked: list[Asked], told: list[Paper], papers: list[Paper], advice: list[AdviceLine]) -> str:
    """What was looked at, as the family reads it and may ask for a copy of: a request once, and nothing of somebody whom
    it may not be told of."""
    named = [f"the request {a.reference}" for a in asked if not a.unnamed]
    copies = tuple(f"Request {a.reference}, " for a in asked)
    named += [p.name for p in (*told, *papers) if not p.name.startswith(copies)]
    named += [f"the advice of the {a.who}" for a in advice if a.stands == "in" or a.stands.startswith("answered")]
    named = list(dict.fromkeys(named))
    if named:
        return f"We looked at: {'; '.join(named)}."
    if any(a.unnamed for a in asked):
        return "We looked at what we had been told. There were no papers."
    if not asked:
        return "We looked at the request and what came with it, which we keep outside this system. Ask us for a copy."
    return "We looked at the request itself. There were no other papers."


def limits_elsewhere(viewer: Viewer, case: Case) -> dict[str, dt.date]:
    """The days that an order, a concession or an agreement set, where it is recorded on the appeal or the mediation that arose from this
    case: by the letter's name of each."""
    found: dict[str, dt.date] = {}
    arisen = list(Case.objects.filter(visible(viewer, "status", shape=CASE), arose_from=case.pk, pathway__in=("mediation", "tribunal-appeal")))
    for clock in clocks_of(viewer, arisen):
        fact = _SET_BY_ORDER.get(clock.clock)
        if fact and clock.due and clock.stopped is None:
            found[fact] = min(clock.due, found.get(fact, clock.due))
    return found


_SET_BY_ORDER = {"comply-decide-not-to-issue": "decide_issue_by", "comply-final-plan": "final_plan_by"}
