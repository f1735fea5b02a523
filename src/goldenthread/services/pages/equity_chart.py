"""The geometry of a funnel, of the places in an order, of curves of who still waits, and of the map of districts as tiles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

LEFT, TOP, RIGHT, FOOT = 70, 20, 1020, 330
STEPS = 60
# Each district roughly where it lies in Essex: column and row, from the north-west.
TILES = {
    "Uttlesford": (0, 0), "Braintree": (1, 0), "Colchester": (2, 0), "Tendring": (3, 0), "Harlow": (0, 1), "Chelmsford": (1, 1), "Maldon": (2, 1),
    "Epping Forest": (0, 2), "Brentwood": (1, 2), "Basildon": (2, 2), "Rochford": (3, 2), "Castle Point": (3, 3),
}  # fmt: skip
TILE_WIDTH, TILE_HEIGHT = 176, 84


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    title: str
    outside: bool


@dataclass(frozen=True)
class Funnel:
    """`inner` and `outer` are the limits at 95% and 99.8%, each as a path of two lines; `middle` is the height of the area's value."""

    dots: list[Dot]
    outer: list[str]
    inner: list[str]
    middle: float
    grid: list[tuple[float, str]]
    across: list[tuple[float, str]]


Limits = Callable[[float], tuple[float, float, float, float]]
"""Of a size: the limits at 99.8% below, 95% below and above, 99.8% above."""


def funnel(points: Sequence[tuple[float, float, str, bool]], middle: float, limits: Limits, *, top: float, words: Callable[[float], str]) -> Funnel | None:
    """Of (size, value, title, whether it lies outside). Zero is on both axes; `top` is the largest value drawn. None where nothing is."""
    if not points:
        return None
    most = max(size for size, *_ in points) * 1.08

    def x(size: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * size / most, 1)

    def y(value: float) -> float:
        return round(FOOT - (FOOT - TOP) * min(max(value, 0), top) / top, 1)

    sizes = sorted({max(1.0, round(most * n / STEPS)) for n in range(1, STEPS + 1)})
    lines = [limits(s) for s in sizes]
    path = [" ".join(f"{x(s)},{y(v[n])}" for s, v in zip(sizes, lines, strict=True)) for n in range(4)]
    return Funnel(
        [Dot(x(size), y(value), title, outside) for size, value, title, outside in points], [path[0], path[3]], [path[1], path[2]], y(middle),
        [(y(top * n / 4), words(top * n / 4)) for n in range(5)], [(x(most * n / 4), f"{round(most * n / 4):,}") for n in range(5)],
    )  # fmt: skip


PLACES_LEFT, ROW = 320, 30


@dataclass(frozen=True)
class PlaceBar:
    """A group: between which places it lies, and where it stands, as x; and as words."""

    title: str
    words: str
    y: float
    first: float
    last: float
    dot: float


def places(ranks: Mapping[str, Mapping[str, int]], words: Callable[[Mapping[str, int]], str]) -> tuple[list[PlaceBar], list[tuple[float, str]], int]:
    """The groups in their order, the marks beneath them, and the height of all."""

    def x(place: int) -> float:
        return round(PLACES_LEFT + 20 + (RIGHT - PLACES_LEFT - 40) * (place - 1) / max(1, len(ranks) - 1), 1)

    order = sorted(ranks.items(), key=lambda r: (r[1]["rank"], r[0]))
    bars = [PlaceBar(title, words(r), 24 + ROW * n, x(r["lo"]), x(r["hi"]), x(r["rank"])) for n, (title, r) in enumerate(order)]
    return bars, [(x(n), str(n)) for n in range(1, len(ranks) + 1)], 24 + ROW * len(ranks) + 26


PANELS, PANEL_WIDTH, PANEL_HEIGHT, PANEL_GAP = 4, 240, 130, 54
PANEL_LEFT, PANEL_TOP = 50, 34


@dataclass(frozen=True)
class CurvePanel:
    """A group's curve as a path of steps in a panel of its own, where that panel begins, and whether the group differs by more than chance."""

    title: str
    path: str
    x: float
    y: float
    outside: bool


@dataclass(frozen=True)
class Curves:
    """Panels of the same axes, four in a row; the marks of shares and of weeks, as heights and widths in a panel; and the height of all."""

    panels: list[CurvePanel]
    shares: list[tuple[float, str]]
    weeks: list[tuple[float, str]]
    height: int


def curves(groups: Sequence[tuple[str, Sequence[tuple[float, float]], int, bool]], horizon: int) -> Curves:
    """Of (title, steps of (day, share that still waits), to which day, whether beyond chance). A panel for each: a dozen lines in one picture
    cannot be told apart."""

    def x(day: float) -> float:
        return round(PANEL_WIDTH * day / horizon, 1)

    def y(share: float) -> float:
        return round(PANEL_HEIGHT * (1 - share), 1)

    panels = []
    for n, (title, steps, until, outside) in enumerate(groups):
        path = [f"M{x(0)},{y(1)}", *(f"H{x(day)}V{y(share)}" for day, share in steps if day <= until), f"H{x(until)}"]
        row, column = divmod(n, PANELS)
        panels.append(CurvePanel(title, "".join(path), PANEL_LEFT + column * (PANEL_WIDTH + PANEL_GAP), PANEL_TOP + row * (PANEL_HEIGHT + PANEL_TOP + 30), outside))
    rows = -(-len(panels) // PANELS)
    return Curves(
        panels, [(y(n / 2), f"{50 * n}%") for n in range(3)], [(x(7 * weeks), str(weeks)) for weeks in range(0, horizon // 7 + 1, 26)], rows * (PANEL_HEIGHT + PANEL_TOP + 30) + 24
    )


@dataclass(frozen=True)
class Tile:
    x: int
    y: int
    title: str
    value: str
    words: str
    style: str


def tiles(told: dict[str, tuple[str, str, str]]) -> list[Tile]:
    """The map: of each district its value, the words beneath it, and how it is filled ("high", "low" or "")."""
    return [
        Tile(4 + column * (TILE_WIDTH + 6), 4 + row * (TILE_HEIGHT + 6), title, *told.get(title, ("not shown", "", "")))
        for title, (column, row) in TILES.items()
    ]
