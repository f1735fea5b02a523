"""Putting shared events beside a pathway's own."""

from goldenthread.engine.fields import EventType


def declared(own: tuple[EventType, ...], shared: tuple[EventType, ...]) -> tuple[EventType, ...]:
    """A pathway's own events, and the shared ones that it does not declare itself."""
    slugs = {e.slug for e in own}
    return (*own, *(e for e in shared if e.slug not in slugs))


def only_in(shared: tuple[EventType, ...], own: tuple[EventType, ...]) -> tuple[str, ...]:
    """The slugs that are shared and not the pathway's own."""
    slugs = {e.slug for e in own}
    return tuple(e.slug for e in shared if e.slug not in slugs)
