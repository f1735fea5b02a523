"""A request that is made again after the first one ended: withdrawn, moved away, or refused.

It is a request of its own, with limits of its own from its own receipt, also where a case system keeps it under the old
reference. A second request while the first still stands moves nothing."""

from typing import Any

from goldenthread.engine.pathway import START, Clock, Happening, Length, Pick, clock, latest, outcomes


def again_after(*over: str, asked: tuple[str, ...], unless: tuple[str | Happening, ...] = ()) -> Pick:
    """The latest request that was the first to come after one of these: `unless` what brought the request before it back came first."""
    return latest(*(h for end in over for h in outcomes(end, *asked, *unless)[: len(asked)]))


def each_request(slug: str, title: str, within: Length, *, first: Pick, again: Pick, **rest: Any) -> tuple[Clock, ...]:
    """The limit of the request that stands: of one made again, else of the first."""
    return (
        clock(slug, title, starts=again, by=within.of(START), **rest),
        clock(slug, title, by=within.of(first), **rest),
    )
