"""A plan as one document, for its page and its PDF: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from goldenthread.engine.explain import long_day
from goldenthread.pathways.common.contributors import CONTRIBUTORS
from goldenthread.plans.assembly import Source
from goldenthread.plans.sections import PROVISION, SECTIONS
from goldenthread.science.comparison import label

BLANK = {
    "I": "This stays blank in a draft. The family can ask for a school or college first (Children and Families Act 2014, section 38).",
    "J": "There is no direct payment.",
}
NONE_ADVISED = {"H1": "No provision under this Act has been identified.", "D": "No advice has named a social care need."}


def plan_document(
    *, child: str, reference: str, what: str, day: str, clauses: Iterable[Any], sources: Sequence[Source] = ()
) -> dict[str, Any]:
    """The data of `plan.typ` and of the page that says the same. `clauses` come in order; those taken out are left out.
    `what` is "Draft plan" or "Final plan". The advice follows section K as appendices (r.12(4))."""
    standing = [c for c in clauses if not c.removed]
    labels = {c.line: label(c) for c in standing}
    return {
        "title": f"{what} for {child}",
        "facts": [f"Reference {reference}", f"{what} of {day}", "Education, health and care plan: Children and Families Act 2014 section 37"],
        "sections": [_section(letter, title, [c for c in standing if c.section == letter], labels) for letter, title in SECTIONS.items()],
        "appendices": [_appendix(n, source) for n, source in enumerate(sources, 1)],
    }


def _section(letter: str, title: str, clauses: list[Any], labels: Mapping[UUID, str]) -> dict[str, Any]:
    blank = BLANK.get(letter, NONE_ADVISED.get(letter, "Nothing is written here.")) if not clauses else ""
    return {
        "letter": letter,
        "title": title,
        "blank": blank,
        "clauses": [{"label": label(c), "text": c.text, "line": str(c.line), "links": _links(c, labels), **media_of(c)} for c in clauses],
    }


WHOSE = {True: "Chosen by the child", False: "From the family"}


def media_of(c: Any) -> dict[str, Any]:
    """Of a picture or a recording in section A: what it is, whose, and by which name and hash its file is known. Words of the child
    say that they are theirs."""
    details = c.details or {}
    own = bool(details.get("childs_own"))
    found = details.get("media")
    if not found or not getattr(c, "content_id", None):
        return {"said_by": "The child’s own words"} if own else {}
    name = str(found["name"])
    says = f"A picture. {WHOSE[own]}." if found["kind"] == "picture" else f"A sound recording, “{name}”. {WHOSE[own]}. What is said in it:"
    return {
        "said_by": WHOSE[own],
        "media": {"kind": found["kind"], "says": says, "name": name, "sha256": found["sha256"], "content": str(c.content_id), "file": f"{found['sha256']}{PurePosixPath(name).suffix}"},
    }  # fmt: skip


def _links(c: Any, labels: Mapping[UUID, str]) -> str:
    by = f"By: {c.details['by']}. " if c.section == "E" and c.details.get("by") else ""
    said = []
    if c.need in labels:
        said.append(f"Meets {labels[c.need]}" if c.section in PROVISION else f"Answers {labels[c.need]}")
    if c.outcome in labels:
        said.append(f"leads to {labels[c.outcome]}" if said else f"Leads to {labels[c.outcome]}")
    return (by + (", ".join(said) + "." if said else "")).strip()


def _appendix(number: int, source: Source) -> dict[str, Any]:
    advice = source.advice
    parts = [("Summary", [advice.views] if advice.views.strip() else []), ("Needs", [n.text for n in advice.needs]),
             ("Outcomes", [f"{o.text} By: {o.by}." if o.by else o.text for o in advice.outcomes]),
             ("Help advised", [p.sentence for p in advice.provisions])]  # fmt: skip
    who = CONTRIBUTORS.get(source.contributor, source.contributor.replace("-", " "))
    by = f"{source.author}, {source.registration}" if source.registration else source.author
    return {
        "title": f"Appendix {number}: advice of the {who}",
        "by": f"{by}. Sent {long_day(source.sent_on)}." + (f" The report “{source.report}” is part of it." if source.report else ""),
        "parts": [{"title": title, "items": items} for title, items in parts if items],
    }
