"""A request that is made again after the first one ended: withdrawn, moved away, or refused.

It is a request of its own, with limits of its own from its own receipt, also where a case system keeps it under the old
reference; those of the request before stay as they ended. A second request while the first still stands moves nothing. Of what is
recorded for one day, the later entry came after the earlier."""

from typing import Any

from goldenthread.engine.pathway import (
    DAY,
    START,
    Clock,
    Happening,
    Length,
    afterwards,
    clock,
    first,
    latest,
    outcomes,
)


def begun_again(*over: str, by: tuple[str | Happening, ...]) -> tuple[Happening, ...]:
    """Each of these that was the first of them to come after something that ended the matter."""
    return tuple(h for end in over for h in afterwards(*outcomes(end, *by)))


def each_request(
    slug: str,
    title: str,
    within: Length,
    *,
    asked: tuple[str, ...],
    again_on: tuple[Happening, ...],
    until: tuple[str, ...],
    lapses_on: tuple[str | Happening, ...],
    **rest: Any,
) -> tuple[Clock, ...]:
    """The limit of the first request, and one for each request that was made again, named by its day."""
    again = latest(*(h for h in again_on if h.slug in asked))
    return (
        clock(slug, title, by=within.of(first(*asked)), again_on=again_on, until=until, lapses_on=lapses_on, **rest),
        clock(slug, title, each=DAY, starts=again, by=within.of(START), only_after=afterwards(*asked), again_on=again_on,
              until=afterwards(*until), lapses_on=afterwards(*lapses_on), **rest),
    )  # fmt: skip
