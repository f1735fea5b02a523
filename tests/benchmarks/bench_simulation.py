"""The waiting list of three years, about 10,000 children, three classes, children who leave and slots that follow the school year, beside
ciw and simpy on the same children and slots: all three must give every child the same wait. What numba takes to compile is said apart.
Then Erlang C: the queue in front of servers that are all busy, on 40 independent runs.

    python -m tests.benchmarks.bench_simulation [REPLICATIONS]
"""

from __future__ import annotations

import heapq
import json
import math
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from tests.benchmarks.table import Row, say, table

from goldenthread.science import queue_kernel, steady_queues
from goldenthread.science.queue_model import Class, Model, Table, drawn, run

DAYS = 1095
PEERS = {"ciw": 3, "simpy": 10}
RUNS_OF_ERLANG = 40


def model() -> Model:
    """A school year of 52 weeks: none on Saturdays and Sundays, a quarter of the slots and a third of the referrals in the holidays."""
    day = np.arange(DAYS)
    working, holidays = day % 7 < 5, np.isin(day // 7 % 52, (7, 15, 16, 24, 30, 31, 39, 46, 47, 48, 49, 50, 51))
    slots = np.where(working, np.where(holidays, 3, 13), 0)
    arrivals = np.where(working, np.where(holidays, 4.0, 12.4), 0.0)
    return Model(slots.tolist(), arrivals.tolist(), 1500, [Class("urgent", 0.1, 2000), Class("soon", 0.3, 1500), Class("routine", 0.6, 900)])


def measure(replications: int = 1000) -> list[Row]:
    first = _in_a_process("compile", replications)
    say(f"numba took {first['first']:.1f} s to its first answer with nothing kept, {first['again']:.1f} s from what it kept on disk")
    ours = _in_a_process("ours", replications)
    plain = _in_a_process("plain", 20)
    rows = []
    for name, runs in PEERS.items():
        say(f"{name}: {runs} replications")
        peer = _in_a_process(name, runs)
        if peer["differ"]:
            raise ValueError(f"{name} gives {peer['differ']:,} of {peer['children']:,} children another wait")
        note = (
            f"equal waits of {peer['children']:,} children; ours {1000 * ours['cpu']:.3f} ms of a core, 2 threads {1000 * ours['two']:.3f} ms; "
            f"{peer['cpu'] / ours['cpu']:,.0f} times; {name} peak {peer['peak']:,.0f} MB; compiled in {first['first']:.1f} s, from disk {first['again']:.1f} s"
        )
        rows.append(Row(f"a replication of 3 years beside {name}", 1000 * ours["wall"], 1000 * peer["wall"], "ms of a replication", name, ours["peak"], note))
    rows.append(Row("the same without numba", 1000 * plain["wall"], 1000 * ours["wall"], "ms of a replication", "with numba", plain["peak"]))
    return rows + _erlang()


# --- each engine in a process of its own, so that no memory is counted twice ---


def _in_a_process(what: str, number: int) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-m", __spec__.name, what, str(number)], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def told(what: str, number: int) -> dict[str, Any]:
    found = {"compile": _compiling, "ours": _ours, "plain": _plain}.get(what, lambda n: _peer(what, n))(number)
    return found | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _compiling(_: int) -> dict[str, Any]:
    """In processes that begin with an empty cache, and with what the first left in it."""
    import os
    import tempfile

    code = (
        "import time; from tests.benchmarks.bench_simulation import model; from goldenthread.science.queue_model import run\n"
        "began = time.perf_counter(); run(model(), 1, 1); print(time.perf_counter() - began)"
    )
    with tempfile.TemporaryDirectory(prefix="gt-numba-") as kept:
        taken = [float(subprocess.run([sys.executable, "-c", code], env={**os.environ, "NUMBA_CACHE_DIR": kept}, capture_output=True, text=True, check=True).stdout) for _ in range(2)]
    return {"first": taken[0], "again": taken[1]}


def _ours(replications: int) -> dict[str, Any]:
    """The least of five rounds: what else runs on the machine only ever adds."""
    run(model(), 16, 1)
    rounds = []
    for _ in range(5):
        wall, cpu = time.perf_counter(), time.process_time()
        run(model(), replications, 1)
        rounds.append(((time.perf_counter() - wall) / replications, (time.process_time() - cpu) / replications))
    two = min(run(model(), replications, 1, threads=2).seconds for _ in range(3)) / replications
    return {"wall": min(w for w, _ in rounds), "cpu": min(c for _, c in rounds), "two": two}


def _plain(replications: int) -> dict[str, Any]:
    queue_kernel.compiled = lambda: None
    return {"wall": run(model(), replications, 1).seconds / replications}


def _peer(name: str, replications: int) -> dict[str, Any]:
    given = model()
    table = Table(given)
    engine: Callable[..., dict[int, float]] = {"ciw": _ciw, "simpy": _simpy}[name]
    walls, cpus, differ, children_in_all = [], [], 0, 0
    for children in drawn(table, 1, range(replications)):
        table.kernel.serve(table.slots, *children.all)
        first, past, at, leaves, called = children.all
        who = [(c, i) for c in range(len(first)) for i in range(first[c], past[c])]
        wall, cpu = time.perf_counter(), time.process_time()
        waits = engine([(c, float(at[i]), float(leaves[i] - at[i])) for c, i in who], [int(s) for s in table.slots])
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
        for n, (_, i) in enumerate(who):
            ours = called[i] - at[i] if called[i] > 0 else None
            theirs = waits.get(n)
            differ += (ours is None) != (theirs is None) or (ours is not None and theirs is not None and abs(ours - theirs) > 1e-4)
        children_in_all += len(who)
    return {"wall": min(walls), "cpu": min(cpus), "differ": int(differ), "children": children_in_all}


def _simpy(children: list[tuple[int, float, float]], slots: list[int]) -> dict[int, float]:
    """One process for each child, who waits to be called or gives up, and one that calls at each day's end."""
    import simpy

    env = simpy.Environment()
    waits: dict[int, float] = {}
    queue: list[tuple[int, int, Any]] = []

    def child(n: int, priority: int, at: float, patience: float) -> Any:
        yield env.timeout(at)
        call = env.event()
        heapq.heappush(queue, (priority, n, call))
        began = env.now
        done = yield call | env.timeout(patience)
        if call in done:
            waits[n] = env.now - began
        else:
            call.gone = True

    def calls() -> Any:
        for free in slots:
            yield env.timeout(1)
            while free and queue:
                _, _, call = heapq.heappop(queue)
                if not hasattr(call, "gone"):
                    call.succeed()
                    free -= 1

    for n, (priority, at, patience) in enumerate(children):
        env.process(child(n, priority, at, patience))
    env.process(calls())
    env.run(until=len(slots) + 0.5)
    return waits


def _ciw(children: list[tuple[int, float, float]], slots: list[int]) -> dict[int, float]:
    """Slotted services of no length, priorities, and reneging; whoever waits at the start comes a millionth of a day later, for ciw gives a slot to
    everybody who arrives at exactly 0."""
    import ciw

    names = [str(c) for c in sorted({c for c, _, _ in children})]
    of = {name: [(n, max(at, 1e-6), patience) for n, (c, at, patience) in enumerate(children) if str(c) == name] for name in names}

    def gaps(name: str) -> list[float]:
        times = [at for _, at, _ in of[name]]
        return [max(0.0, b - a) for a, b in zip([0.0, *times], times, strict=False)] + [math.inf]

    network = ciw.create_network(
        arrival_distributions={name: [ciw.dists.Sequential(gaps(name))] for name in names},
        service_distributions={name: [ciw.dists.Deterministic(0.0)] for name in names},
        reneging_time_distributions={name: [ciw.dists.Sequential([p for _, _, p in of[name]] + [1e9])] for name in names},
        priority_classes={name: int(name) for name in names},
        number_of_servers=[ciw.Slotted(slots=list(range(1, len(slots) + 1)), slot_sizes=slots)],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(len(slots) + 0.5)
    waits: dict[int, float] = {}
    seen: dict[str, list[Any]] = {name: [] for name in names}
    for record in simulation.get_all_records():
        if record.record_type == "service":
            seen[record.customer_class].append(record)
    everybody = {name: sorted(i.id_number for i in simulation.get_all_individuals() if i.customer_class == name) for name in names}
    for name in names:
        number = {of_ciw: n for of_ciw, (n, _, _) in zip(everybody[name], of[name], strict=False)}
        for record in seen[name]:
            n = number[record.id_number]
            waits[n] = record.service_start_date - children[n][1]
    return waits


# --- Erlang C ---


def _erlang() -> list[Row]:
    """Servers that are all busy finish at the rate of all together, and nobody who waits can tell which: so the queue before them is the kernel's
    list with one slot at each finish. The mean wait of who waits is 1 / (servers x service rate - arrival rate), and Erlang C times it is
    everybody's. Each run counts 200,000 children from an empty queue, less the first tenth."""
    rows = []
    for servers, offered in ((1, 0.8), (5, 4.0)):
        exact = steady_queues.erlang_c(offered, 1, servers)
        means = np.array([exact["p_wait"] * _mean_wait_of_who_waits(offered, servers, seed) for seed in range(RUNS_OF_ERLANG)])
        error = means.std(ddof=1) / math.sqrt(len(means))
        z = (means.mean() - exact["mean_wait_in_queue"]) / error
        if abs(z) > 4:
            raise ValueError(f"the mean wait before {servers} servers is {means.mean():.4f}, {z:.1f} errors from {exact['mean_wait_in_queue']:.4f}")
        rows.append(Row(f"mean wait before {servers} at an offered load of {offered:g}", means.mean(), exact["mean_wait_in_queue"], "service times", "Erlang C", None,
                        f"{RUNS_OF_ERLANG} independent runs, error {error:.4f}, z {z:+.2f}"))  # fmt: skip
    return rows


def _mean_wait_of_who_waits(offered: float, servers: int, seed: int, children: int = 200_000) -> float:
    random = np.random.default_rng((9, seed, servers))
    arrived = np.cumsum(random.exponential(1 / offered, children))
    finishes = np.cumsum(random.exponential(1 / servers, int(arrived[-1] * servers * 1.1) + 1000))
    # Time as the kernel has it, one unit from each finish to the next.
    at = np.searchsorted(finishes, arrived) + 0.5
    called = np.zeros(children)
    serve = (queue_kernel.compiled() or queue_kernel.PLAIN).serve
    serve(np.ones(len(finishes), np.int64), np.array([0]), np.array([children]), at, np.full(children, math.inf), called)
    counted = np.arange(children) >= children // 10
    counted &= called > 0
    return float((finishes[called[counted].astype(np.int64) - 1] - arrived[counted]).mean())


if __name__ == "__main__":
    if sys.argv[1:2] and not sys.argv[1].isdigit():
        print(json.dumps(told(sys.argv[1], int(sys.argv[2]))))
    else:
        print(table(measure(*map(int, sys.argv[1:]))))
