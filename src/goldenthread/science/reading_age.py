"""How old a reader must be: the Flesch-Kincaid grade level, plus five for the English age of that school grade.

J. P. Kincaid, R. P. Fishburne, R. L. Rogers, B. S. Chissom, Derivation of New Readability Formulas, Research Branch Report
8-75, Naval Air Station Memphis, 1975: 0.39 × words a sentence + 11.8 × syllables a word − 15.59.
"""

from __future__ import annotations

import re

AIM = 11
"""The oldest reading age that a letter to a family should need."""

_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
_SENTENCE = re.compile(r"[.!?]+(?=\s|$)|\n+")
_VOWELS = re.compile(r"[aeiouy]+")


def reading_age(text: str) -> int:
    """Years of age, at least 5. Lines and full stops end a sentence; numbers are not words."""
    sentences = [s for s in _SENTENCE.split(text) if _WORD.search(s)]
    words = _WORD.findall(text)
    if not words:
        return 5
    grade = 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return max(5, round(grade + 5))


def syllables(word: str) -> int:
    """Groups of vowels, without a silent final e."""
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee", "ye")) and count > 1:
        count -= 1
    if word.endswith("es") and not word.endswith(("ses", "zes", "ches", "shes", "ges", "ces", "xes")) and count > 1:
        count -= 1
    if word.endswith("ed") and not word.endswith(("ted", "ded")) and count > 1:
        count -= 1
    return max(1, count)
