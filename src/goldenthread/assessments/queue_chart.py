"""The geometry of the chart of the queue's next weeks: a line of children waiting over bars of the time for them, above the
table's columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goldenthread.cases.chart import (
    BAR,
    BAR_FOOT,
    BAR_TOP,
    COLUMN,
    LEFT,
    LINE_FOOT,
    LINE_TOP,
    WIDTH,
    Bar,
    Point,
)
from goldenthread.science.ep_queue import Week
from goldenthread.web.words import number

STEPS = (5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000)


@dataclass(frozen=True)
class Chart:
    grid: list[tuple[float, str]]
    line: str
    first: Point
    last: Point
    bars: list[Bar]


def chart(weeks: Sequence[Week]) -> Chart:
    """Each week's line runs over its own column, from those waiting at its start to those at its end."""
    values = [weeks[0].waiting, *(week.left for week in weeks)]
    step = next((s for s in STEPS if s * 4 >= max(values)), -(-max(values) // 4))

    def height(value: int) -> float:
        return round(LINE_FOOT - (LINE_FOOT - LINE_TOP) * value / (step * 4), 1)

    xs = [LEFT + COLUMN * n for n in range(len(values))]
    points = list(zip(xs, (height(v) for v in values), strict=True))
    return Chart(
        grid=[(height(step * n), number(step * n)) for n in range(5)],
        line=" ".join(f"{x},{y}" for x, y in points),
        first=Point(*points[0], f"Today: {number(values[0])}", strong=True),
        last=Point(min(points[-1][0], WIDTH - 6), points[-1][1], number(values[-1]), strong=True),
        bars=_bars(weeks),
    )


def _bars(weeks: Sequence[Week]) -> list[Bar]:
    most = max((week.time_for for week in weeks), default=0) or 1
    bars = []
    for n, week in enumerate(weeks):
        tall = round((BAR_FOOT - BAR_TOP - 4) * week.time_for / most, 1)
        ends = n in (0, len(weeks) - 1)
        x = LEFT + COLUMN * n + (COLUMN - BAR) / 2
        bars.append(Bar(x, BAR_FOOT - tall, tall, number(week.time_for) if ends else ""))
    return bars
