"""What is done with another area's feed: it is named with its licence, read, looked at and taken up, by an editor or by a command."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from goldenthread.access.viewer import Viewer
from goldenthread.offer.feeds import Said, compare, read_feed, read_file, sentence, take_up
from goldenthread.offer.fetching import LARGEST_ALL, Fetcher, Unfetchable, parsed_file
from goldenthread.offer.models import Feed, Reading
from goldenthread.web.days import today
from goldenthread.web.jobs import enqueue

PAUSE = 0.05
"""Seconds between two questions to somebody else's server."""


def add_feed(viewer: Viewer, given: dict[str, Any], on: dt.date) -> Feed:
    return Feed.objects.create(name=given["name"], address=given["address"], licence=given["licence"], added_on=on, added_by_name=viewer.name)


@transaction.atomic
def ask_for(viewer: Viewer, feed: Feed, on: dt.date) -> Reading:
    reading = Reading.objects.create(feed=feed, asked_on=on, asked_by_name=viewer.name)
    enqueue("offer.read_feed", reading=str(reading.pk))
    return reading


def read_for(key: UUID) -> None:
    """By the worker: what the feed says is kept until somebody has looked at it."""
    reading = Reading.objects.select_related("feed").filter(pk=key, state=Reading.State.QUEUED).first()
    if reading is None:
        return
    try:
        services = read_feed(reading.feed.address, Fetcher(pause=PAUSE))
    except Unfetchable as fault:
        Reading.objects.filter(pk=key).update(state=Reading.State.REFUSED, said=str(fault))
    else:
        Reading.objects.filter(pk=key).update(state=Reading.State.READY, services=_without_nul(services))


def _without_nul(said: Any) -> Any:
    """The one character that the database cannot hold."""
    if isinstance(said, str):
        return said.replace("\0", "")
    if isinstance(said, list):
        return [_without_nul(each) for each in said]
    return {_without_nul(k): _without_nul(v) for k, v in said.items()} if isinstance(said, dict) else said


@transaction.atomic
def take(reading: Reading) -> bool:
    """No where somebody has taken it up or thrown it away meanwhile."""
    if not Reading.objects.filter(pk=reading.pk, state=Reading.State.READY).update(state=Reading.State.TAKING):
        return False
    enqueue("offer.take_feed", reading=str(reading.pk))
    return True


def throw_away(reading: Reading) -> None:
    Reading.objects.filter(pk=reading.pk, state__in=(Reading.State.READY, Reading.State.QUEUED)).update(state=Reading.State.THROWN, services=[])


def take_reading(key: UUID, on: dt.date) -> None:
    """By the worker."""
    with transaction.atomic():
        reading = Reading.objects.select_for_update(of=("self",)).select_related("feed").filter(pk=key, state=Reading.State.TAKING).first()
        if reading is not None:
            made = take_up(reading.feed, reading.services, on)
            Reading.objects.filter(pk=key).update(state=Reading.State.TAKEN, services=[], said=sentence(made, done=True))


def load_feed(source: str, area: str, licence: str, *, check: bool) -> int:
    """`goldenthread load offer-feed`: says what would be new, changed and gone, and unless it is asked only to check, takes it up."""
    feed = Feed.objects.filter(name=area).first()
    if not area or feed is None and not licence:
        print("Say whose feed it is with --area, and when it is read for the first time its licence with --licence.", file=sys.stderr)
        return 2
    try:
        services = _from(source)
    except Unfetchable as fault:
        print(f"{source} was not read; nothing of it is there: {fault}", file=sys.stderr)
        return 1
    with transaction.atomic():
        made_now = feed is None
        feed = feed or Feed.objects.create(name=area, address=source if "://" in source else "", licence=licence, added_on=today(), added_by_name="a command")
        made = compare(feed, services) if check else take_up(feed, services, today())
        if check and made_now:
            feed.delete()
    print(f"{area}: {sentence(made, done=not check)}")
    for name, why in made.refused:
        print(f"  refused: {name}: {why}")
    for name, n in made.unknown.most_common():
        print(f"  a term that we do not have: {name} ({n})")
    return 0


def _from(source: str) -> list[Said]:
    if "://" in source:
        return list(_without_nul(read_feed(source, Fetcher(pause=PAUSE))))
    try:
        path = Path(source)
        if path.stat().st_size > LARGEST_ALL:
            raise Unfetchable("The file is larger than we read.")
        return list(_without_nul(read_file(parsed_file(path.read_bytes()))))
    except OSError as fault:
        raise Unfetchable(f"the file cannot be read: {fault.strerror}") from None
