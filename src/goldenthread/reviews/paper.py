"""What of a review goes on paper, to those who cannot sign in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from goldenthread.cases.models import Case
from goldenthread.engine.explain import full_day, long_day
from goldenthread.letters.document import Block, Document
from goldenthread.letters.writing import About, write
from goldenthread.reviews.models import Invitation, Paper, Review


def _sender(case: Case, review: Review | None) -> str:
    return review.setting.name if review and review.setting else case.owner.name


def invitation(case: Case, review: Review, to: Invitation, day: date | None, on: date) -> Document:
    """In the area's own words: the template `review-invitation`."""
    child = case.child
    assert child is not None
    facts = {
        "reader": to.name, "child_first": child.forename, "child_name": f"{child.forename} {child.surname}", "meeting_on": full_day(day) if day else "",
        "meeting_time": review.time, "place": review.place, "sender": _sender(case, review),
    }  # fmt: skip
    return replace(write(About(child.pk, case.pk, case.owner_id), "review-invitation", facts, to=(to.name,), day=long_day(on)), sender=_sender(case, review))


def papers_document(case: Case, to: Invitation, papers: Iterable[Paper], on: date) -> Document:
    child = case.child
    assert child is not None
    blocks = [b for p in papers for b in (Block("heading", p.by_name), *_paragraphs(p.text))]
    return Document(f"Advice for the review of {child.forename}’s plan", "SEND Regulations 2014 r.20(4), 21(4)", tuple(blocks), (to.name,), _sender(case, to.review), long_day(on))


def report_document(case: Case, to: Invitation, shown: Sequence[tuple[str, list[tuple[str, str, str]]]], on: date) -> Document:
    child = case.child
    assert child is not None
    blocks: list[Block] = []
    for title, lines in shown:
        blocks.append(Block("heading", title))
        for head, judged, words in lines:
            blocks.append(Block("paragraph", f"{head}: {judged}." if judged else f"{head}:"))
            blocks += _paragraphs(words)
    return Document(f"Report of the review of {child.forename}’s plan", "SEND Regulations 2014 r.20(9), 21(8)", tuple(blocks), (to.name,), _sender(case, to.review), long_day(on))


def _paragraphs(text: str) -> list[Block]:
    return [Block("paragraph", " ".join(p.split())) for p in text.split("\n") if p.strip()]
