"""A service's waiting list run forward many times: what its classes wait, how many are seen or give up, and how the list moves.

Replications are drawn in batches of sixteen, each from a stream of its own, of the seed and the batch's number: so the answer depends neither on
how many threads or machines share the work nor on how many replications follow. What is drawn depends on who comes and how patient they are, never on the
slots: so two plans of the same seed meet the same children."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from goldenthread.science import queue_kernel
from goldenthread.science.capacity import NoAnswer

SPARE = 8
"""Room for this many standard deviations more children than are expected; a run that needs more is refused."""
SMALL = 16.0
"""The largest mean that is drawn in one part (see `queue_kernel.arrive`)."""
BATCH = 16
LOG_FACTORIAL = np.cumsum(np.log(np.maximum(1, np.arange(100))))
T = TypeVar("T")


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
    table = Table(model)
    if queue_kernel.compiled():
        list(_rows(table, seed, range(1)))
    began = time.perf_counter()
    rows = each(lambda numbers: _rows(table, seed, numbers), replications, threads)
    return _together(rows, time.perf_counter() - began)


def run_part(model: Model, seed: int, numbers: range) -> Runs:
    """Some replications of a run: `numbers` begins with a whole number of batches. Their rows are those that the whole run has."""
    began = time.perf_counter()
    table = Table(model)
    rows = [row for batch in batches(numbers) for row in _rows(table, seed, batch)]
    return _together(rows, time.perf_counter() - began)


def batches(numbers: range) -> list[range]:
    if numbers.start % BATCH:
        raise ValueError(f"a part begins with a whole batch of {BATCH}")
    return [range(n, min(n + BATCH, numbers.stop)) for n in range(numbers.start, numbers.stop, BATCH)]


def each(work: Callable[[range], Iterator[T]], replications: int, threads: int) -> list[T]:
    """What `work` gives of every batch, in order."""
    parts = batches(range(replications))
    if threads == 1:
        return [row for part in parts for row in work(part)]
    with ThreadPoolExecutor(threads) as pool:
        return [row for rows in pool.map(lambda part: list(work(part)), parts) for row in rows]


def whole(slots: Sequence[float] | np.ndarray) -> np.ndarray:
    """Whole slots of each day: a part is carried to the next."""
    return np.diff(np.floor(np.concatenate([[0.0], np.cumsum(slots)]) + 1e-9)).astype(np.int64)


def shared_out(number: int, shares: np.ndarray) -> np.ndarray:
    """A whole number in parts as near as can be to the shares, the largest remainders first."""
    exact = number * shares / shares.sum()
    parts: np.ndarray = np.floor(exact).astype(np.int64)
    for c in np.argsort(-(exact - parts), kind="stable")[: number - int(parts.sum())]:
        parts[c] += 1
    return parts


class Children:
    """Those of one replication, as `queue_kernel` has them. The next replication of the batch is drawn into the same arrays."""

    def __init__(self, first: Any, past: Any, at: Any, leaves: Any, called: Any) -> None:
        self.all = first, past, at, leaves, called

    def forget(self) -> None:
        """Nobody is called yet."""
        called = self.all[4]
        called[:] = [queue_kernel.NOT_CALLED] * len(called) if isinstance(called, list) else queue_kernel.NOT_CALLED


class Table:
    """What every replication of a model shares."""

    def __init__(self, model: Model) -> None:
        shares = np.array([c.share for c in model.classes])
        rates = np.outer(shares, model.arrivals)
        parts = np.maximum(1, np.ceil(rates / SMALL)).astype(np.int64)
        backlog = shared_out(model.backlog, shares)
        means = rates.sum(axis=1)
        room = backlog + np.ceil(means + SPARE * np.sqrt(means) + 16).astype(np.int64)
        self.kernel = queue_kernel.compiled() or queue_kernel.PLAIN
        self.days, self.weeks, self.classes = len(model.slots), len(model.slots) // 7, len(model.classes)
        self.room, self.draws = int(room.sum()), int(parts.sum())
        self.slots = self.kind(whole(model.slots))
        self.first = self.kind(np.concatenate([[0], np.cumsum(room)[:-1]]).astype(np.int64))
        patience = np.array([c.patience_mean_days for c in model.classes])
        ladder, begins = _ladders((rates / parts).ravel())
        self.arriving = (*map(self.kind, (ladder, begins, parts.ravel())), self.days, self.kind(backlog), self.kind(patience))

    def kind(self, numbers: np.ndarray) -> Any:
        """Python reads a list quicker than an array."""
        return numbers.tolist() if self.kernel is queue_kernel.PLAIN else numbers

    def zeros(self, number: int, kind: type = np.int64) -> Any:
        return self.kind(np.zeros(number, kind))


def _ladders(rates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A ladder for each rate (see `queue_kernel.arrive`), one for equal rates, and where each rate's begins."""
    different, which = np.unique(rates, return_inverse=True)
    chances = [np.cumsum(np.exp(n * np.log(max(rate, 1e-300)) - rate - LOG_FACTORIAL[: len(n)])) for rate in different for n in [np.arange(int(rate + 10 * rate**0.5 + 20))]]
    steps = [np.append(chance[chance < 1 - 1e-15], 1.0) for chance in chances]
    begins = np.cumsum([0, *map(len, steps)])[:-1]
    return np.concatenate(steps), begins[which]


def drawn(table: Table, seed: int, numbers: range) -> Iterator[Children]:
    """The children of each replication of one batch."""
    random = np.random.Generator(np.random.SFC64((seed, numbers.start // BATCH)))
    past = table.zeros(table.classes)
    at, leaves, called = (table.zeros(table.room, float) for _ in range(3))
    uniform, exponential = np.empty(table.draws), np.empty(table.room)
    for _ in numbers:
        random.random(out=uniform)
        random.standard_exponential(out=exponential)
        if not table.kernel.arrive(*table.arriving, table.kind(uniform), table.kind(exponential), table.first, past, at, leaves, called):
            raise NoAnswer("one run had more children than there is room for: that should happen once in a thousand million runs")
        yield Children(table.first, past, at, leaves, called)


def _rows(table: Table, seed: int, numbers: range) -> Iterator[tuple[Any, ...]]:
    """A row of `Runs` for each replication of one batch."""
    change = table.zeros(table.days)
    for children in drawn(table, seed, numbers):
        table.kernel.serve(table.slots, *children.all)
        seen, left, waiting = (table.zeros(table.classes) for _ in range(3))
        row = seen, left, waiting, table.zeros(table.classes, float), table.zeros(table.weeks)
        table.kernel.tally(table.days, *children.all, *row[:4], change, row[4])
        yield row


def _together(rows: Sequence[tuple[Any, ...]], seconds: float) -> Runs:
    seen, left, waiting, waited, at_week_end = (np.array(column) for column in zip(*rows, strict=True))
    return Runs(seen, left, waiting, waited, at_week_end, seconds)
