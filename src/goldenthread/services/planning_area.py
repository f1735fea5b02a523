"""A plan of several providers' hours over kinds of service, localities and months, for whoever commissions them: from the numbers that they may
see of the lists. A list is all providers' of one kind in one locality, each child once; a provider's staff work where hours of theirs are given."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goldenthread.access.viewer import Viewer
from goldenthread.pathways import SERVICES
from goldenthread.science.small_numbers import LEAST, few
from goldenthread.services.gaps import looks_at_gaps
from goldenthread.services.journeys import Wait
from goldenthread.services.planning import Counts, Team, counts_of, leave_rate, model_of
from goldenthread.services.waits import counted, lines, lists_seen, sees_waits, slug_of

FEW_TAKEN_AS = 3
"""In the plan, for a number of children who came that is one to five: which of these it is, is not told."""


def plans_an_area(viewer: Viewer) -> bool:
    return looks_at_gaps(viewer) and sees_waits(viewer)


@dataclass(frozen=True)
class Base:
    """Where a provider has lists: the hours of its staff there are asked for. services: the kinds of these lists."""

    key: str
    provider: str
    place: str
    services: Sequence[str]

    @property
    def field(self) -> str:
        return f"hours-{self.key}-{slug_of(self.place)}"

    @property
    def title(self) -> str:
        return f"{self.provider}, {self.place or 'homes not in the area’s lists'}"


@dataclass(frozen=True)
class Lists:
    """What may be told of the lists: `counts` by kind and locality, without those in `untold`, whose number of waiting children is kept back.
    few_came: those of which fewer than six came. kinds: of all lists that the viewer may count, whichever is asked for."""

    kinds: Mapping[str, str]
    names: Mapping[str, str]
    bases: Sequence[Base]
    counts: Mapping[tuple[str, str], Counts]
    leaves: Mapping[str, float]
    untold: Sequence[str]
    few_came: Sequence[str]


def lists(viewer: Viewer, on: dt.date, kind: str = "") -> Lists:
    """Of one kind of service, or all."""
    every = lists_seen(viewer)
    services = {s.pk: s for s in every if kind in ("", s.pathway)}
    # As the page of waits tells them: first of a kind and locality stands what counts each child once.
    waiting: dict[tuple[str, str], int | str] = {}
    for line in lines(viewer, on, kind):
        waiting.setdefault((line.kind, line.locality), line.waiting)
    of_child: dict[tuple[str, str], dict[int, list[Wait]]] = defaultdict(lambda: defaultdict(list))
    held: dict[tuple[Any, str], set[str]] = defaultdict(set)
    for c in counted(list(services)):
        if c.wait.since <= on:
            of = services[c.service]
            of_child[of.pathway, c.locality][c.child].append(c.wait)
            held[of.owner_id, c.locality].add(of.pathway)
    told, untold, few_came = {}, [], []
    for where, n in waiting.items():
        if not isinstance(n, int):
            untold.append(_title(*where))
            continue
        counts = counts_of((_one(waits) for waits in of_child[where].values()), on)
        if few(counts.came):
            few_came.append(_title(*where))
        told[where] = Counts(n, FEW_TAKEN_AS if few(counts.came) else counts.came, counts.left)
    names = {k: SERVICES[k].title for k in dict.fromkeys(k for k, _ in told)}
    owners = {s.owner_id: s.owner.name for s in services.values()}
    bases = [
        Base(str(owner), owners[owner], place, sorted(kinds & {k for k, p in told if p == place}))
        for (owner, place), kinds in sorted(held.items(), key=lambda h: (owners[h[0][0]], h[0][1] == "", h[0][1]))
    ]  # fmt: skip
    return Lists(
        {s.pathway: SERVICES[s.pathway].title for s in sorted(every, key=lambda s: SERVICES[s.pathway].title)}, names, [b for b in bases if b.services], told,
        {k: _leaves(k, told) for k in names}, untold, few_came,
    )  # fmt: skip


def _one(waits: Sequence[Wait]) -> Wait:
    """A child's wait on all lists of one kind: from the earliest day; left unseen only where it is on none any more and was seen on none."""
    if len(waits) == 1:
        return waits[0]
    seen = min((w.seen for w in waits if w.seen is not None), default=None)
    left = None if seen is not None or any(w.left is None for w in waits) else max(w.left for w in waits if w.left is not None)
    return Wait(min(w.since for w in waits), seen, left, min(w.priority for w in waits))


def _leaves(kind: str, told: Mapping[tuple[str, str], Counts]) -> float:
    """Over every list of a kind, whichever places are planned: what is left between two plans would be a place's own. None of fewer than six."""
    mine = [c for (k, _), c in told.items() if k == kind]
    left = sum(c.left for c in mine)
    return leave_rate(left, sum(c.waiting for c in mine)) if left >= LEAST else 0.0


def _title(kind: str, locality: str) -> str:
    return f"{SERVICES[kind].title}, {locality or 'homes not in the area’s lists'}"


def model(found: Lists, given: Mapping[str, Any], on: dt.date) -> dict[str, Any]:
    """What `goldenthread allocate` takes, of the kinds for which hours of a child are given, where a provider of them has hours."""
    kinds = {k for k in found.names if given.get(f"case-{k}")}
    there = [b for b in found.bases if given.get(b.field) is not None and kinds & set(b.services)]
    reached = {(k, b.place) for b in there for k in b.services}
    counts = {(k, p): c for (k, p), c in found.counts.items() if k in kinds and (k, p) in reached}
    teams: dict[str, list[Base]] = defaultdict(list)
    for b in there:
        teams[b.key].append(b)
    titles = [bases[0].provider for bases in teams.values()]
    staff = [
        Team(
            f"staff of {bases[0].provider}" + (f" ({n})" if titles.count(bases[0].provider) > 1 else ""),
            [k for k in found.names if k in kinds and any(k in b.services for b in bases)], {b.place: float(given[b.field]) for b in bases},
        )
        for n, bases in enumerate(teams.values(), 1)
    ]  # fmt: skip
    return model_of(counts, found.leaves, found.names, staff, given, on, only_in=True)
