"""A draft plan assembled from advice: pure. Every line of every advice becomes one clause that points back to it, so that
nothing which somebody advised is lost on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from goldenthread.engine.explain import long_day
from goldenthread.pathways.common.contributors import CONTRIBUTORS
from goldenthread.plans.sections import section_of_need, section_of_provision
from goldenthread.science.advice import Advice, Provision

VIEWS = "views"
"""The name of the line that holds an author's own summary."""

REPORT_ALONE = "report_alone"
"""Marks, among the details of a clause of K, advice that is a report without lines: its author answers on that clause."""
PROVISION_FIELDS = ("what", "who", "how_often", "minutes", "weeks", "group", "review")


@dataclass(frozen=True)
class Source:
    """One advice that was sent, with whose it is."""

    id: UUID
    contributor: str
    author: str
    sent_on: date
    advice: Advice
    registration: str = ""
    # The name of a report that came with it or in its place.
    report: str = ""
    # Made for another purpose: nobody is asked to confirm it.
    reused: bool = False

    @property
    def is_report_alone(self) -> bool:
        """Whether no line of it can become a clause, so that the officer writes the draft from the report."""
        return bool(self.report) and not self.reused and not (self.advice.needs or self.advice.outcomes or self.advice.provisions)


@dataclass(frozen=True)
class Drafted:
    """A clause to be: `need` and `outcome` are the `line` of other clauses."""

    section: str
    number: int
    text: str
    line: UUID = field(default_factory=uuid4)
    details: Mapping[str, Any] = field(default_factory=dict)
    need: UUID | None = None
    outcome: UUID | None = None
    advice: UUID | None = None
    advice_line: str = ""
    contributor: str = ""


def assemble(
    sources: Sequence[Source], received: Iterable[tuple[str, date]] = (), *, under_18: bool = True
) -> list[Drafted]:
    """Sections A to K without I, which stays blank in a draft (s.38(5)), and without J, which only a direct payment
    fills. `received` are the contributors whose advice came, with the day: K lists them all, on paper or not."""
    numbers: Counter[str] = Counter()

    def drafted(section: str, text: str, source: Source | None, **more: Any) -> Drafted:
        numbers[section] += 1
        of = {"advice": source.id, "contributor": source.contributor} if source else {}
        return Drafted(section, numbers[section], text.strip(), **{**of, **more})

    made = []
    for source in sources:
        if source.contributor == "family" and source.advice.views.strip():
            made.append(drafted("A", source.advice.views, source, advice_line=VIEWS))
        lines: dict[tuple[str, str], UUID] = {}
        areas = {n.id: n.area for n in source.advice.needs}
        for need in source.advice.needs:
            clause = drafted(section_of_need(need.area), need.text, source, advice_line=need.id, details={"area": need.area})
            lines["need", need.id] = clause.line
            made.append(clause)
        for outcome in source.advice.outcomes:
            clause = drafted(
                "E", outcome.text, source, advice_line=outcome.id, details={"by": outcome.by},
                need=lines.get(("need", outcome.need)),
            )  # fmt: skip
            lines["outcome", outcome.id] = clause.line
            made.append(clause)
        for line in source.advice.provisions:
            words = f"{line.what} {line.review}"
            section = section_of_provision(source.contributor, areas.get(line.need, ""), words, under_18=under_18)
            made.append(
                drafted(
                    section, line.sentence, source, advice_line=line.id, details=provision_details(line),
                    need=lines.get(("need", line.need)), outcome=lines.get(("outcome", line.outcome)),
                )  # fmt: skip
            )
    for source in sources:
        listed = _listed(source.contributor, source.author, source.registration, source.sent_on)
        made.append(drafted("K", listed, source, details={REPORT_ALONE: True} if source.is_report_alone else {}))
    known = {s.contributor for s in sources}
    made += [drafted("K", _listed(who, "", "", on), None, contributor=who) for who, on in received if who not in known]
    return made


def provision_details(line: Provision) -> dict[str, Any]:
    return {name: value for name, value in asdict(line).items() if name in PROVISION_FIELDS and value not in ("", None)}


def provision_of(details: Mapping[str, Any]) -> Provision:
    """The inverse of `provision_details`."""
    return Provision(id="", **{"what": "", **{k: v for k, v in details.items() if k in PROVISION_FIELDS}})


def missing_from_k(clauses: Iterable[Any], received: Iterable[str]) -> list[str]:
    """The contributors whose advice came and which section K does not list, in words. `clauses` have `section`,
    `contributor` and `removed`."""
    listed = {c.contributor for c in clauses if c.section == "K" and not c.removed}
    return [CONTRIBUTORS.get(who, who.replace("-", " ")) for who in dict.fromkeys(received) if who not in listed]


def _listed(contributor: str, author: str, registration: str, on: date) -> str:
    who = CONTRIBUTORS.get(contributor, contributor.replace("-", " "))
    by = f"{author} ({registration})" if registration else author
    return f"Advice of the {who}{f', by {by}' if by else ''}, {long_day(on)}"
