"""The one rule for small numbers of children: no number of one to five is told, and none from which one could be worked out by subtraction.

`what_is_told` is what people at work read: beside a number that is kept back it says whether it is few or many, as far as even that gives nothing away.
`without_small` is what anybody reads: a number or nothing. What the database itself must not let out is judged there by the same rule, with
what is past a limit and due soon among what is open (`cases_told`); a test holds the two to each other. A nought says that nobody is there,
and is told. See docs/decisions/0042."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FEW = 5
"""The greatest number that is kept back for being small."""
LEAST = FEW + 1
"""The least number that is told."""
FEWER, KEPT_BACK, UNTOLD = f"fewer than {LEAST}", f"{LEAST} or more", "not shown"
"""What stands in place of a number that is few, many, or of which nothing may be said."""
Shown = int | None
"""A number that may be shown; None is one that is hidden."""


def few(n: int) -> bool:
    return 0 < n <= FEW


def what_is_told(counts: Sequence[int]) -> list[str]:
    """What may be told of each part of a whole and, last, of the whole: "shown"; "few" for one to five; "many", which is kept back lest a
    small one be worked out; or "nothing" where even that would tell. Parts are hidden, the smallest first, until every hidden one could be
    another number for all that is told. Raises ValueError on a negative count."""
    if any(n < 0 for n in counts):
        raise ValueError("a count of people is never negative")
    size, whole = len(counts), sum(counts)
    said = ["few" if few(n) else "shown" for n in (*counts, whole)]
    while (held := next((i for i in range(size) if said[i] != "shown" and not _could_differ(counts, said, i)), None)) is not None:
        for n in sorted((i for i in range(size) if said[i] == "shown"), key=lambda i: (counts[i] == 0, counts[i], i)):
            tried = [*said]
            tried[n] = "many" if counts[n] > FEW else "few"
            if _could_differ(counts, tried, held):
                said = tried
                break
        else:
            # No single one helps: nothing is said of any.
            if said[:size] == ["nothing"] * size:
                break
            said[:size] = ["nothing"] * size
    return said


def told_within(whole: int, parts: Sequence[int]) -> list[bool]:
    """Whether each number may be told beside a whole that is told, where each lies within the one before it: of seven children six families
    answered, and six of those used it. One is not told that is few, or that leaves few of the last that is told; of neither is it said which."""
    said, last = [], whole
    for n in parts:
        said.append(not few(n) and not few(last - n))
        last = n if said[-1] else last
    return said


def _could_differ(counts: Sequence[int], said: Sequence[str], i: int) -> bool:
    """Whether a part could be one more or one less, where another part or a whole that is kept back takes up the difference."""
    whole = sum(counts)
    for move in (1, -1):
        if not _agrees(counts[i] + move, counts[i], said[i]):
            continue
        if said[-1] == "nothing" or said[-1] == "few" and few(whole + move):
            return True
        if any(j != i and _agrees(n - move, n, said[j]) for j, n in enumerate(counts)):
            return True
    return False


def _agrees(n: int, was: int, said: str) -> bool:
    """Whether a number agrees with what is told of another."""
    match said:
        case "shown":
            return n == was
        case "few":
            return min(1, was) <= n <= FEW
        case "many":
            return n > FEW
    return n >= 1


def without_small(counts: Mapping[str, int]) -> tuple[dict[str, Shown], int | None]:
    """The cells of a table that anybody reads and their total, in the order given; None for what is hidden. Nobody can ask anybody what a word
    beside it means, so that hidden cells also come to more than a few together. Raises ValueError on a negative count."""
    names = list(counts)
    said = what_is_told([counts[name] for name in names])
    hidden = {name for name, word in zip(names, said, strict=False) if word != "shown"}
    shown = sorted((n, name) for name, n in counts.items() if n and name not in hidden)
    while hidden and shown and few(sum(counts[name] for name in hidden)):
        hidden.add(shown.pop(0)[1])
    total = sum(counts.values())
    # One alone, or several that are few together and all there is: the total would be their number.
    tells = said[-1] != "shown" or len(hidden) == 1 or few(sum(counts[name] for name in hidden))
    return {name: None if name in hidden else n for name, n in counts.items()}, None if tells else total
