"""What the queue does for bundles: a bundle of many papers takes longer than a page may."""

from __future__ import annotations

from procrastinate.contrib.django import app

from goldenthread.disputes import bundles
from goldenthread.letters.tasks import AGAIN


@app.task(name="disputes.read_papers", retry=AGAIN)
def read_papers(bundle: str) -> None:
    """Queued when a bundle is begun. A run that is repeated reads all anew, and decides nothing."""
    bundles.read_papers(bundle)


@app.task(name="disputes.make_bundle")
def make_bundle(bundle: str) -> None:
    """Queued once each paper is decided on. What fails is said on the page, and can be asked for again there."""
    try:
        bundles.make_bundle(bundle)
    except Exception as fault:
        bundles.failed(bundle, "A paper could not be put in. Look at the newest ones, and make it again")
        raise RuntimeError(f"bundle {bundle} was not made: {type(fault).__name__}") from None
