"""Open cases counted by stage, team, locality or cause, and the sentence above the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from goldenthread.cases.causes import NOTHING
from goldenthread.cases.limits_before import in_order
from goldenthread.cases.queries_standing import SOON, Standing
from goldenthread.engine.pathway import Pathway
from goldenthread.science.missed_limits import Chances, Held, Likely
from goldenthread.science.small_numbers import FEWER, LEAST
from goldenthread.web.words import HOME_UNLISTED, number

BY = {"stage": "Stage", "team": "Team", "locality": "Locality", "cause": "Cause"}
NONE = {"team": "No team recorded", "locality": HOME_UNLISTED}
LIMITS = {"past": "past a limit set by law", "soon": f"due in {SOON} working days", "open": "open"}


@dataclass(frozen=True)
class Line:
    """A row of the table. A count is None where it is too small to be shown, or is `kept_back` although large, so
    that nobody works out a small one by subtraction; of one `untold` not even that is said. `likely` is how many of those
    due soon are likely to miss their limit, where enough came before to say so."""

    key: str
    title: str
    open: int | None
    past: int | None
    soon: int | None
    cause: str = ""
    likely: Likely | None = None
    kept_back: frozenset[str] = frozenset()
    untold: frozenset[str] = frozenset()


def group_of(standing: Standing, by: str) -> str:
    return str(getattr(standing, by))


def chosen(
    standings: Iterable[Standing], *, team: str = "", by: str = "", group: str | None = None, limit: str = ""
) -> list[Standing]:
    """The cases behind a count."""
    return [
        s
        for s in standings
        if (not team or s.team == team)
        and (group is None or group_of(s, by) == group)
        and (limit != "past" or s.past)
        and (limit != "soon" or s.soon)
    ]


def lines(standings: Sequence[Standing], by: str, pathway: Pathway, before: Chances | None) -> list[Line]:
    groups: dict[str, list[Standing]] = {}
    for s in standings:
        groups.setdefault(group_of(s, by), []).append(s)
    found = [line(key, title_of(key, by, pathway), members, by, pathway, before) for key, members in groups.items()]
    if by == "stage":
        order = [s.slug for s in pathway.stages]
        return sorted(found, key=lambda x: order.index(x.key))
    if by == "cause":
        return sorted(found, key=lambda x: (x.key == NOTHING, -(x.past or 0), -(x.soon or 0), x.title))
    return sorted(found, key=lambda x: (not x.key, x.title))


def line(key: str, title: str, members: Sequence[Standing], by: str, pathway: Pathway, before: Chances | None) -> Line:
    past, soon = [s for s in members if s.past], [s for s in members if s.soon]
    # Where causes are the rows, what they have in common is the stage.
    named = Counter(pathway.stage_titled(s.stage) if by == "cause" else s.cause for s in past or soon)
    common = max(named.items(), key=lambda item: (item[1], item[0]), default=("", 0))[0]
    likely = before.likely(Counter(in_order(s.clocks)[0].clock for s in soon)) if before else None
    return Line(key, title, len(members), len(past), len(soon), common, likely)


def title_of(key: str, by: str, pathway: Pathway) -> str:
    if by == "stage":
        return pathway.stage_titled(key)
    return key or NONE.get(by, "")


def things(pathway: Pathway) -> str:
    """What a case of the pathway is called in a sentence."""
    return {"ehc-needs-assessment": "assessment", "annual-review": "review cycle"}.get(pathway.slug, "case")


def answer(past: int | None, soon: int | None, pathway: Pathway, untold: frozenset[str] = frozenset()) -> tuple[str, str]:
    """The answer to "where is it going wrong?", and what comes next."""
    thing = things(pathway)
    if untold:
        return f"How many open {thing}s are past a limit set by law, or soon reach one, cannot be shown without telling a small number.", ""
    first = f"{_many(past, f'open {thing}')} past a limit set by law."
    if past == 0:
        first = f"No open {thing} is past a limit set by law."
    if soon == 0:
        return first, f"In the next {SOON} working days none {'more ' if past else ''}reaches one."
    more = f"{FEWER} more" if soon is None else f"{number(soon)} {'more ' if past != 0 else ''}".strip()
    return first, f"In the next {SOON} working days {more} {'reaches' if soon == 1 else 'reach'} one."


def range_of(likely: Likely) -> str:
    low, high = likely
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def likely_answer(soon: int | None, likely: Likely | None) -> str:
    """What will become of those that reach a limit soon. Nothing where a range would say that it may be any number of them."""
    if not soon or likely is None or tuple(likely) == (0, soon):
        return ""
    many = range_of(likely) if likely.low else f"Up to {number(likely.high)}"
    return f"{many} of them {'is' if likely.high == 1 else 'are'} likely to miss it, unless something changes."


def held_answer(ranges: Held) -> str:
    """How far the ranges are to be trusted."""
    if not ranges.told:
        return ""
    return f"Worked out in this way for the whole area, the range held the true number in {ranges.held} of the last {ranges.told} periods of {SOON} working days."


def _many(n: int | None, thing: str) -> str:
    if n is None:
        return f"Fewer than {LEAST} {thing}s are"
    return f"{number(n)} {thing} is" if n == 1 else f"{number(n)} {thing}s are"
