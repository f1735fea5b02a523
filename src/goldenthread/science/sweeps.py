"""Many models of a list, or many replications of one, shared out over processes or machines.

A runner is any function `map(function, batches)` that gives the answers in the order of the batches: the one of a process pool, or of a cluster.
What is drawn depends on the seed and on the number of a replication alone, so that every runner gives the same answer. A batch is some
hundreds of replications: less is not worth sending."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

import numpy as np

from goldenthread.science.queue_model import BATCH, Model, Runs, run_part

Part = tuple[Model, int, range]
Runner = Callable[[Callable[[Part], Runs], Sequence[Part]], Iterable[Runs]]
SENT = 16 * BATCH
"""Replications that are sent together."""


def sweep(models: Sequence[Model], replications: int, seed: int, runner: Runner) -> list[Runs]:
    """The runs of each model, all of the same seed: those that `queue_model.run` gives. `seconds` is the time of all who worked on it together."""
    parts = [(model, seed, range(begin, min(begin + SENT, replications))) for model in models for begin in range(0, replications, SENT)]
    done = list(runner(run_of, parts))
    each = -(-replications // SENT)
    return [_joined(done[n * each : (n + 1) * each]) for n in range(len(models))]


def run_of(part: Part) -> Runs:
    return run_part(*part)


def _joined(runs: Sequence[Runs]) -> Runs:
    seen, left, waiting, waited, at_week_end = (
        np.concatenate([getattr(r, name) for r in runs]) for name in ("seen", "left", "waiting", "waited", "at_week_end")
    )
    return Runs(seen, left, waiting, waited, at_week_end, sum(r.seconds for r in runs))


@contextmanager
def in_processes(number: int) -> Iterator[Runner]:
    """Processes of this machine, begun afresh. Whatever begins them stands under `if __name__ == "__main__"` where it is a program of its own."""
    with ProcessPoolExecutor(number, mp_context=get_context("spawn")) as pool:
        yield pool.map


@contextmanager
def on_cluster(address: str) -> Iterator[Runner]:
    """A dask cluster whose scheduler is at an address, as `dask scheduler` prints it; each worker has this package and numpy, and numba where it is
    to be quick. Needs the set `requirements/simulation.txt`."""
    from distributed import Client  # type: ignore[import-not-found,import-untyped,unused-ignore]

    with Client(address) as client:  # type: ignore[no-untyped-call,unused-ignore]

        def runner(function: Callable[[Part], Any], parts: Sequence[Part]) -> Iterable[Any]:
            return client.gather(client.map(function, parts, pure=False))  # type: ignore[no-any-return,unused-ignore]

        yield runner
