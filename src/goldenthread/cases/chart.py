"""The geometry of the chart of timeliness: a line of shares over bars of what is open, above the table's columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goldenthread.cases.timeliness import ENGLAND, Month
from goldenthread.web.words import number

# Drawn at its true size, so that 15 units of text are 15 px. The labels take what the table's first column takes.
WIDTH, LEFT, COLUMN = 1184, 176, 84
LINE_TOP, LINE_FOOT, BAR_TOP, BAR_FOOT = 20, 200, 240, 324
BAR = 44


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    label: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    height: float
    label: str = ""
    last: bool = False

    @property
    def middle(self) -> float:
        return self.x + BAR / 2


@dataclass(frozen=True)
class Chart:
    top: int
    grid: list[tuple[float, str]]
    england: float
    runs: list[str]
    points: list[Point]
    bars: list[Bar]


def chart(months: Sequence[Month]) -> Chart:
    shares = [m.share for m in months]
    top = max(60, -(-max([s for s in shares if s is not None], default=0) // 20) * 20)
    centre = [LEFT + COLUMN * i + COLUMN / 2 for i in range(len(months))]

    def height(value: float) -> float:
        return round(LINE_FOOT - (LINE_FOOT - LINE_TOP) * value / top, 1)

    shown = [i for i, s in enumerate(shares) if s is not None]
    points = [
        Point(centre[i], height(shares[i] or 0), f"{shares[i]}%" if i in (shown[0], shown[-1]) else "", i == shown[-1])
        for i in shown
    ]
    grid = [(height(v), f"{v}%") for v in range(0, top + 1, 20)]
    return Chart(top, grid, height(ENGLAND), _runs(shares, centre, height), points, _bars(months, centre))


def _runs(shares: Sequence[int | None], centre: Sequence[float], height: object) -> list[str]:
    """The line is broken where a month has no share: nothing is drawn that was not counted."""
    runs: list[list[str]] = [[]]
    for x, value in zip(centre, shares, strict=True):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{x},{height(value)}")  # type: ignore[operator]
    return [" ".join(run) for run in runs if len(run) > 1]


def _bars(months: Sequence[Month], centre: Sequence[float]) -> list[Bar]:
    most = max([m.open_past or 0 for m in months], default=0) or 1
    bars = []
    for i, (month, x) in enumerate(zip(months, centre, strict=True)):
        if month.open_past is None:
            continue
        tall = round((BAR_FOOT - BAR_TOP - 4) * month.open_past / most, 1)
        ends = i in (0, len(months) - 1)
        bars.append(
            Bar(x - BAR / 2, BAR_FOOT - tall, tall, number(month.open_past) if ends else "", i == len(months) - 1)
        )
    return bars
