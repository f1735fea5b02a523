"""A service's waiting list run forward many times: what its classes wait, how many are seen or give up, and how the list moves.

Every replication draws its children from a stream of its own, of the seed and its number: so the answer depends neither on how many threads
share the work nor on how many replications follow."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from goldenthread.science import queue_kernel
from goldenthread.science.capacity import NoAnswer

SPARE = 8
"""Room for this many standard deviations more children than are expected; a run that needs more is refused."""
SMALL = 8.0
"""The largest mean that is drawn in one part (see `queue_kernel.arrive`)."""


@dataclass(frozen=True)
class Class:
    """`share` of those who arrive; `patience_mean_days` until one leaves unseen, if nobody is called before: exponential."""

    name: str
    share: float
    patience_mean_days: float


@dataclass(frozen=True)
class Model:
    """slots: offered at the end of each day; a part of a slot is carried to the next day. arrivals: the mean of each day.
    backlog: who waits at the start, shared among the classes as arrivals are. classes: in order of priority."""

    slots: Sequence[float]
    arrivals: Sequence[float]
    backlog: int
    classes: Sequence[Class]


@dataclass(frozen=True)
class Runs:
    """One row for each replication. seen, left, waiting, waited: one column for each class; list: one for each week's end."""

    seen: np.ndarray
    left: np.ndarray
    waiting: np.ndarray
    waited: np.ndarray
    at_week_end: np.ndarray
    seconds: float


def run(model: Model, replications: int, seed: int, threads: int = 1) -> Runs:
    """Runs the model. `seconds` leaves out what numba takes to compile. Raises NoAnswer where a run has more children than room."""
    tables = _tables(model)
    numbers = range(replications)
    one = _replication(model, tables, seed)
    if queue_kernel.compiled():
        one(0)
    began = time.perf_counter()
    if threads == 1:
        rows = [one(n) for n in numbers]
    else:
        with ThreadPoolExecutor(threads) as pool:
            rows = list(pool.map(one, numbers))
    taken = time.perf_counter() - began
    seen, left, waiting, waited, at_week_end = (np.array(column) for column in zip(*rows, strict=True))
    return Runs(seen, left, waiting, waited, at_week_end, taken)


@dataclass(frozen=True)
class _Tables:
    slots: Any
    limits: Any
    parts: Any
    backlog: Any
    patience: Any
    first: Any
    children: int
    uniforms: int


def _tables(model: Model) -> _Tables:
    shares = np.array([c.share for c in model.classes])
    rates = np.outer(shares, model.arrivals)
    parts = np.maximum(1, np.ceil(rates / SMALL)).astype(np.int64)
    backlog = shared_out(model.backlog, shares)
    means = rates.sum(axis=1)
    room = backlog + np.ceil(means + SPARE * np.sqrt(means) + 16).astype(np.int64)
    mean = float(means.sum())
    return _Tables(
        slots=np.diff(np.floor(np.concatenate([[0.0], np.cumsum(model.slots)]) + 1e-9)).astype(np.int64),
        limits=np.exp(-rates / parts).ravel(),
        parts=parts.ravel(),
        backlog=backlog,
        patience=np.array([c.patience_mean_days for c in model.classes]),
        first=np.concatenate([[0], np.cumsum(room)[:-1]]).astype(np.int64),
        children=int(room.sum()),
        uniforms=int(parts.sum() + mean + SPARE * math.sqrt(mean) + 16),
    )


def shared_out(number: int, shares: np.ndarray) -> np.ndarray:
    """A whole number in parts as near as can be to the shares, the largest remainders first."""
    exact = number * shares / shares.sum()
    whole: np.ndarray = np.floor(exact).astype(np.int64)
    for c in np.argsort(-(exact - whole), kind="stable")[: number - int(whole.sum())]:
        whole[c] += 1
    return whole


def _replication(model: Model, t: _Tables, seed: int) -> Any:
    """A function of a replication's number that gives its row of `Runs`."""
    quick = queue_kernel.compiled()
    serve, arrive, tally = quick or (queue_kernel.serve, queue_kernel.arrive, queue_kernel.tally)
    kind: Any = (lambda a: a) if quick else (lambda a: a.tolist())  # Python reads a list quicker than an array
    slots, limits, parts, backlog, patience, first = (kind(a) for a in (t.slots, t.limits, t.parts, t.backlog, t.patience, t.first))
    days, classes, weeks = len(model.slots), len(model.classes), len(model.slots) // 7

    def one(number: int) -> tuple[Any, ...]:
        random = np.random.Generator(np.random.PCG64((seed, number)))
        uniform, exponential = kind(random.random(t.uniforms)), kind(random.standard_exponential(t.children))
        past = kind(np.zeros(classes, np.int64))
        at, leaves, called = (kind(np.zeros(t.children)) for _ in range(3))
        if not arrive(limits, parts, days, backlog, patience, uniform, exponential, first, past, at, leaves):
            raise NoAnswer("one run had more children than there is room for: that should happen once in a thousand million million runs")
        serve(slots, first, past, at, leaves, called)
        seen, left, waiting, at_week_end = (kind(np.zeros(n, np.int64)) for n in (classes, classes, classes, weeks))
        out = seen, left, waiting, kind(np.zeros(classes)), at_week_end
        tally(days, first, past, at, leaves, called, *out)
        return out

    return one
