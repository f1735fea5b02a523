"""Who must be invited to a review meeting, with two weeks' notice: SEND Regulations 2014 r.20(2)-(3), 21(2)-(3). Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Party:
    """Somebody whom the regulation names. `slug` stands on an invitation; `contributor` is the vocabulary's word for the same
    party as one who gives advice, or empty."""

    slug: str
    who: str
    cite: str
    contributor: str = ""


_FAMILY = ("family", "The child’s parent, or the young person", "family")
_SETTING = ("setting", "The head, principal or provider of the setting", "education-setting")
_AUTHORITY = ("authority", "An officer of the council’s SEND team", "")
_HEALTH = ("health", "A health professional whom the ICB names", "health")
_CARE = ("social-care", "An officer of the council’s social care", "social-care")
OTHER = "other"
"""Anybody else whom the setting or the family wants there."""


def parties(in_a_setting: bool) -> tuple[Party, ...]:
    """Whom the law names, in its own order. A child who attends no setting is reviewed under regulation 21, by the council."""
    if in_a_setting:
        return tuple(Party(s, who, f"r.20(2)({letter})", c) for letter, (s, who, c) in zip("abcde", (_FAMILY, _SETTING, _AUTHORITY, _HEALTH, _CARE), strict=True))
    return tuple(Party(s, who, "r.21(2)", c) for s, who, c in (_FAMILY, _AUTHORITY, _HEALTH, _CARE))


def not_invited(in_a_setting: bool, invited: Collection[str]) -> tuple[Party, ...]:
    """The parties that the law names and that nobody is invited for."""
    return tuple(p for p in parties(in_a_setting) if p.slug not in invited)
