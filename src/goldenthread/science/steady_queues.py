"""Queues that have settled: advice lines, duty desks, drop-ins and telephone triage. All need a load below 1 and refuse to answer
otherwise. They are unfit for waiting lists, whose load is at or above 1 for months and whose staff change: those are simulated
(`queue_kernel`). Rates and times share one unit of time within a question. Textbook results: Erlang 1917, Pollaczek and Khinchine,
Cobham 1954, Palm's Erlang A."""

import math
from collections.abc import Sequence

from goldenthread.science.capacity import NoAnswer

MOST = 1_000_000
"""Servers, or people in a queue, that are reckoned one by one."""


def erlang_b(offered: float, servers: int) -> float:
    """The chance that a call finds all servers busy and is lost; `offered` is arrival rate over service rate. By recursion, since
    factorials overflow."""
    if not 1 <= servers <= MOST or offered < 0:
        raise NoAnswer(f"`servers` is from 1 to {MOST:,} and `offered` not below 0")
    lost = 1.0
    for k in range(1, servers + 1):
        lost = offered * lost / (k + offered * lost)
    return lost


def erlang_c(arrival_rate: float, service_rate: float, servers: int) -> dict[str, float]:
    """The chance of having to wait, the mean wait before being served (of all, whether they wait or not) and the mean number
    waiting."""
    offered = arrival_rate / _settled(arrival_rate, service_rate, servers)
    lost = erlang_b(offered, servers)
    p_wait = lost / (1 - (offered / servers) * (1 - lost))
    wait = p_wait / (servers * service_rate - arrival_rate)
    return {"p_wait": p_wait, "mean_wait_in_queue": wait, "mean_queue": arrival_rate * wait}


def erlang_c_tail(arrival_rate: float, service_rate: float, servers: int, t: float) -> dict[str, float]:
    """The chance of waiting longer than `t` before being served."""
    if t < 0:
        raise NoAnswer("`t` is not below 0")
    p_wait = erlang_c(arrival_rate, service_rate, servers)["p_wait"]
    return {"p_wait_more_than_t": p_wait * math.exp(-(servers * service_rate - arrival_rate) * t)}


def mm1(arrival_rate: float, service_rate: float) -> dict[str, float]:
    """One server. L and Lq: mean number in all, and of those waiting; W and Wq: mean time in all, and before being served; and the
    chance of waiting more than 10 units of time before being served."""
    load = arrival_rate / _settled(arrival_rate, service_rate)
    spare = service_rate - arrival_rate
    return {
        "L": load / (1 - load), "Lq": load**2 / (1 - load), "W": 1 / spare, "Wq": load / spare,
        "p_wait_gt_10": load * math.exp(-10 * spare),
    }  # fmt: skip


def mg1_mean_wait(arrival_rate: float, mean_service: float, cv_service: float) -> float:
    """The mean wait before one server whose times of service vary by `cv_service` (Pollaczek-Khinchine)."""
    if mean_service <= 0:
        raise NoAnswer("`mean_service` is above 0")
    load = arrival_rate * mean_service
    _settled(arrival_rate, 1 / mean_service)
    return load / (1 - load) * mean_service * (1 + cv_service**2) / 2


def mm1_nonpreemptive_priority(arrival_rates: Sequence[float], service_rate: float) -> dict[str, list[float]]:
    """The mean wait of each class before one server that takes the first class first and never breaks off (Cobham)."""
    if not arrival_rates or min(arrival_rates) < 0:
        raise NoAnswer("`arrival_rates` has a rate, not below 0, for each class in order of priority")
    _settled(sum(arrival_rates), service_rate)
    in_service = sum(arrival_rates) / service_rate**2
    before, waits = 0.0, []
    for rate in arrival_rates:
        upto = before + rate / service_rate
        waits.append(in_service / ((1 - before) * (1 - upto)))
        before = upto
    return {"Wq": waits}


def erlang_a(arrival_rate: float, service_rate: float, servers: int, patience_rate: float) -> dict[str, float]:
    """The mean number waiting and the share that gives up, where each who waits gives up at `patience_rate`. It settles at any
    load."""
    if min(arrival_rate, service_rate, patience_rate) <= 0 or servers < 1:
        raise NoAnswer("the rates are above 0 and `servers` is 1 or more")
    if servers + arrival_rate / service_rate + arrival_rate / patience_rate > MOST:
        raise NoAnswer(f"servers, and the numbers that these rates would have served or waiting, come to more than {MOST:,}")
    weight, total, waiting, n = 1.0, 1.0, 0.0, 0
    while n < servers or weight > 1e-16 * total:
        n += 1
        weight *= arrival_rate / (min(n, servers) * service_rate + max(0, n - servers) * patience_rate)
        total += weight
        waiting += max(0, n - servers) * weight
        if total > 1e200:  # the shares are what counts
            weight, total, waiting = weight / total, 1.0, waiting / total
    mean_queue = waiting / total
    return {"mean_queue": mean_queue, "p_abandon": patience_rate * mean_queue / arrival_rate}


def _settled(arrival_rate: float, service_rate: float, servers: int = 1) -> float:
    """The service rate, of a queue that settles."""
    if arrival_rate < 0 or service_rate <= 0 or servers < 1:
        raise NoAnswer("`arrival_rate` is not below 0, `service_rate` above 0 and `servers` 1 or more")
    load = arrival_rate / (servers * service_rate)
    if load >= 1:
        raise NoAnswer(f"the load is {load:.4g}: at 1 and above the queue never settles, and it has no mean wait. Simulate it instead")
    return service_rate
