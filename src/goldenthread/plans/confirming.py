"""Whether a contributor stands by the words of a clause. An answer holds for the words that it saw, and for no others;
silence is no answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from goldenthread.science.comparison import same_words

State = Literal["not-confirmed", "confirmed", "changed-since", "corrected", "declined"]

WAITS = ("not-confirmed", "changed-since")
"""The states in which its author is waited for."""

WORDS: dict[str, tuple[str, str]] = {
    "not-confirmed": ("Not confirmed", "overdue"),
    "confirmed": ("Confirmed", "met"),
    "changed-since": ("Changed since confirmed", "soon"),
    "corrected": ("Corrected, to be answered", "soon"),
    "declined": ("Correction declined", "late"),
}


# What was changed after it was confirmed comes before all, then silence.
ORDER = {"changed-since": 0, "not-confirmed": 1, "corrected": 2, "declined": 3, "confirmed": 4}


@dataclass(frozen=True)
class Standing:
    """The state of one clause, with the answer that it rests on."""

    state: State
    answer: Any = None

    @property
    def words(self) -> str:
        return WORDS[self.state][0]

    @property
    def style(self) -> str:
        return WORDS[self.state][1]


def standing(text: str, answers: Iterable[Any]) -> Standing:
    """What holds of a clause that says `text`. `answers` are those of its contributor on this line of the plan, oldest
    first, each with `said`, `answer`, `correction` and `decision`."""
    latest = None
    for latest in answers:  # noqa: B007  the last is wanted
        pass
    if latest is None:
        return Standing("not-confirmed")
    if latest.answer == "confirmed":
        return Standing("confirmed" if same_words(latest.said, text) else "changed-since", latest)
    # The words that they asked for are confirmed by having asked for them.
    if same_words(latest.correction, text):
        return Standing("confirmed", latest)
    if latest.decision == "declined":
        return Standing("declined" if same_words(latest.said, text) else "changed-since", latest)
    if latest.decision == "taken":
        return Standing("changed-since", latest)
    return Standing("corrected", latest)
