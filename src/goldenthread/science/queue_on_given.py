"""The queue kernel on given children and slots: what it does can be followed by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

from goldenthread.science import queue_kernel
from goldenthread.science.capacity import NoAnswer

RULES = ("priority", "first-come")


def simulate_given(slots: Sequence[int], children: Sequence[Mapping[str, Any]], rule: str = "priority") -> dict[str, Any]:
    """slots: whole slots at the end of each day; day 0 ends at 1. children: `t` (when each arrives, in days), `priority` (0 is
    first; 0 where none is given) and `patience` (days until it leaves unseen; None or none given, never). rule: `priority`, and in
    it first come, or `first-come` alone. waits: of each child in the order given, days from `t` to its slot, None if it had none; left: how
    many left unseen by the end of the last day."""
    if rule not in RULES:
        raise NoAnswer(f"`rule` is {' or '.join(RULES)}")
    if any(s != int(s) or s < 0 for s in slots):
        raise NoAnswer("`slots` are whole numbers, none below 0")
    read = [_child(c) for c in children]
    classes = sorted({priority for _, priority, _ in read}) if rule == "priority" else [0]
    of = [classes.index(priority) if rule == "priority" else 0 for _, priority, _ in read]
    order = sorted(range(len(read)), key=lambda n: (of[n], read[n][0], n))
    at, leaves = [read[n][0] for n in order], [read[n][0] + read[n][2] for n in order]
    first = [sum(c < k for c in of) for k in range(len(classes))]
    past = [sum(c <= k for c in of) for k in range(len(classes))]
    called = [queue_kernel.NOT_CALLED] * len(order)
    unused = queue_kernel.serve([int(s) for s in slots], first, past, at, leaves, called)
    waits: list[float | None] = [None] * len(read)
    for n, arrived, when in zip(order, at, called, strict=True):
        if when > queue_kernel.NOT_CALLED:
            waits[n] = when - arrived
    left = sum(when <= queue_kernel.NOT_CALLED and until < len(slots) for when, until in zip(called, leaves, strict=True))
    return {"waits": waits, "left": left, "unused_slots": unused}


def _child(given: Mapping[str, Any]) -> tuple[float, int, float]:
    if not isinstance(given, Mapping) or set(given) - {"t", "priority", "patience"} or "t" not in given:
        raise NoAnswer("each of `children` has `t`, and may have `priority` and `patience`")
    t, priority, patience = given["t"], given.get("priority", 0), given.get("patience")
    patience = float("inf") if patience is None else patience
    if any(isinstance(x, bool) or not isinstance(x, int | float) for x in (t, priority, patience)) or priority != int(priority):
        raise NoAnswer("of a child, `t` and `patience` are numbers of days and `priority` a whole number")
    if t < 0 or patience < 0:
        raise NoAnswer("of a child, `t` and `patience` are not below 0")
    return float(t), int(priority), float(patience)
