"""Draws the outlines of districts from the list of postcodes, since the project ships no boundaries: each half kilometre belongs to the
district of the nearest postcode. Run by hand when the list changes:

    python scripts/district_outlines.py > src/goldenthread/people/data/district_outlines.csv

Two districts share every corner of the line between them, so that no gap opens. It is a picture for finding one's way, and no boundary."""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections import Counter, defaultdict
from importlib.resources import files

import numpy as np

DATA = files("goldenthread.people") / "data"
CELL = 500
"""Metres."""
FAR = 1_500
"""Metres from the nearest postcode beyond which nothing is drawn: sea, or the next county."""
ROUGH = 450.0
"""Metres by which a line may be straightened."""
SMALLEST = 40
"""Cells under which a patch is given to the district around it."""

Point = tuple[int, int]


def main() -> None:
    from scipy import ndimage
    from scipy.spatial import cKDTree

    names = {r["lad_code"]: r["district"] for r in csv.DictReader((DATA / "districts.csv").read_text("utf-8").splitlines())}
    with gzip.open(io.BytesIO((DATA / "essex_postcodes_onspd_2025_11.csv.gz").read_bytes()), "rt", encoding="utf-8") as lines:
        postcodes = list(csv.DictReader(lines))
    points = np.array([(int(r["easting"]), int(r["northing"])) for r in postcodes])
    codes = sorted({r["lad_code"] for r in postcodes})
    kind = np.array([codes.index(r["lad_code"]) + 1 for r in postcodes])
    # The next places are drawn too while cells are dealt out, so that they are not given to ours.
    low = points.min(axis=0) // CELL * CELL - 4 * CELL
    across, up = ((points.max(axis=0) - low) // CELL + 6).astype(int)
    grid = np.stack(np.meshgrid(np.arange(across), np.arange(up), indexing="ij"), axis=-1) * CELL + low + CELL / 2
    away, nearest = cKDTree(points).query(grid.reshape(-1, 2))
    label = np.where(away <= FAR, kind[nearest], 0).reshape(across, up)
    land = ndimage.binary_fill_holes(ndimage.binary_closing(label > 0, iterations=2))
    label = np.where(land, kind[nearest].reshape(across, up), 0)
    for _ in range(2):
        label = ndimage.generic_filter(label, lambda v: Counter(v.astype(int).tolist()).most_common(1)[0][0], size=3)
    for n in range(len(codes) + 1):
        patches, count = ndimage.label(label == n)
        for p in range(1, count + 1):
            if (patches == p).sum() < SMALLEST:
                around = ndimage.binary_dilation(patches == p) & (patches != p)
                label[patches == p] = Counter(label[around].tolist()).most_common(1)[0][0]
    ours = {n + 1: code for n, code in enumerate(codes) if code in names}
    label = np.where(np.isin(label, list(ours)), label, 0)
    kept = _kept(label)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["lad_code", "district", "label_easting", "label_northing", "rings"])
    for n, code in ours.items():
        inside = ndimage.distance_transform_edt(label == n)
        x, y = np.unravel_index(inside.argmax(), inside.shape)
        rings = [[p for p in ring if p in kept] for ring in _rings(label, n)]
        told = ";".join(" ".join(f"{int(low[0]) + a * CELL},{int(low[1]) + b * CELL}" for a, b in ring) for ring in rings if len(ring) > 2)
        writer.writerow([code, names[code], int(low[0]) + int(x) * CELL + CELL // 2, int(low[1]) + int(y) * CELL + CELL // 2, told])


def _edges(label: np.ndarray) -> dict[tuple[Point, Point], tuple[int, int]]:
    """Sides between unlike cells, each once: its two corners, and what lies to its left and right."""
    found: dict[tuple[Point, Point], tuple[int, int]] = {}
    for x in range(1, label.shape[0]):
        for y in range(1, label.shape[1]):
            here, west, south = int(label[x, y]), int(label[x - 1, y]), int(label[x, y - 1])
            if here != west:
                found[(x, y), (x, y + 1)] = (west, here)
            if here != south:
                found[(x, y), (x + 1, y)] = (here, south)
    return found


def _rings(label: np.ndarray, n: int) -> list[list[Point]]:
    """Around the cells of one district, keeping it on the left."""
    after: dict[Point, list[Point]] = defaultdict(list)
    for (a, b), (left, right) in _edges(label).items():
        if left == n:
            after[a].append(b)
        elif right == n:
            after[b].append(a)
    rings = []
    while any(after.values()):
        start = next(p for p, to in after.items() if to)
        ring, at = [start], after[start].pop()
        while at != start:
            ring.append(at)
            at = after[at].pop()
        rings.append(ring)
    return rings


def _kept(label: np.ndarray) -> set[Point]:
    """The corners that stay when each line between two corners at which three districts meet is straightened by itself."""
    beside: dict[Point, list[Point]] = defaultdict(list)
    for a, b in _edges(label):
        beside[a].append(b)
        beside[b].append(a)
    kept = {p for p, to in beside.items() if len(to) != 2}
    done: set[frozenset[Point]] = set()
    for start in [*sorted(kept), *sorted(beside)]:
        for first in beside[start]:
            if frozenset((start, first)) in done:
                continue
            line = [start, first]
            done.add(frozenset((start, first)))
            while line[-1] not in kept and line[-1] != start:
                following = next(p for p in beside[line[-1]] if p != line[-2])
                done.add(frozenset((line[-1], following)))
                line.append(following)
            kept_here = _straightened(line) if line[-1] != start else [*_straightened(line[: len(line) // 2 + 1]), *_straightened(line[len(line) // 2 :])]
            kept |= set(kept_here)
    return kept


def _straightened(line: list[Point]) -> list[Point]:
    """Douglas and Peucker's way (1973)."""
    if len(line) < 3:
        return line
    (ax, ay), (bx, by) = line[0], line[-1]
    long = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 or 1e-9
    off = [abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / long * CELL for x, y in line]
    worst = max(range(len(line)), key=off.__getitem__)
    if off[worst] <= ROUGH:
        return [line[0], line[-1]]
    return [*_straightened(line[: worst + 1])[:-1], *_straightened(line[worst:])]


if __name__ == "__main__":
    main()
