"""What the queue does for bundles: a bundle of many papers takes longer than a page may."""

from __future__ import annotations

from procrastinate import JobContext
from procrastinate.contrib.django import app

from goldenthread.disputes import bundles
from goldenthread.letters.tasks import AGAIN

TRIES = 4
"""How often a job is begun, by whichever worker: one that was killed leaves it to the next (`letters.retry_stalled`)."""


@app.task(name="disputes.read_papers", retry=AGAIN, pass_context=True)
def read_papers(context: JobContext, bundle: str) -> None:
    """Queued when a bundle is begun. A run that is repeated reads all anew, and decides nothing. A paper may be such that it kills whoever reads it:
    after four tries it ends, and the page says what to do."""
    tried = context.job.attempts if context.job else 0
    if tried >= TRIES:
        bundles.stop_reading(bundle)
        return
    try:
        bundles.read_papers(bundle)
    except Exception as fault:
        if tried >= TRIES - 1:
            bundles.stop_reading(bundle)
        raise RuntimeError(f"papers of bundle {bundle} were not read: {type(fault).__name__}") from None


@app.task(name="disputes.make_bundle", pass_context=True)
def make_bundle(context: JobContext, bundle: str) -> None:
    """Queued once each paper is decided on. What fails is said on the page, and can be asked for again there."""
    if context.job and context.job.attempts >= TRIES:
        bundles.failed(bundle, "Putting it together stopped several times. Leave out the largest or newest paper, and make it again")
        return
    try:
        bundles.make_bundle(bundle)
    except Exception as fault:
        bundles.failed(bundle, "A paper could not be put in. Look at the newest ones, and make it again")
        raise RuntimeError(f"bundle {bundle} was not made: {type(fault).__name__}") from None
