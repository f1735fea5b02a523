"""Preparing for adulthood in a review, from Year 9: SEND Regulations 2014 r.2(2), 12(3), 20(6); Care Act 2014 s.58. Pure."""

from __future__ import annotations

from datetime import date

from goldenthread.web.words import curriculum_year

YEAR_9 = 9
OUTCOMES = {
    "employment": ("Work and learning", "What does the young person want to do, and what will help: courses, work experience, a supported internship?"),
    "independent-living": ("A home of their own", "Where and with whom will they live, and what must they learn for it: money, travel, cooking?"),
    "community": ("Friends and community", "Who are their friends, what do they join in, and what helps them to take part?"),
    "health": ("Health as an adult", "How will they look after their health: a yearly check, who takes over from the children’s services?"),
}
"""The four outcomes, as they are called by those who plan for them, with what to ask."""
LEADS = {"adult-health": "Who leads in adult health care", "adult-care": "Who leads in adult social care"}
"""Asked for by name, because nothing may lapse at 18 (Care Act 2014 s.58; Children and Families Act 2014 s.50)."""


def due(born: date | None, on: date) -> bool:
    """Whether the law has the review look at preparation for adulthood: in or beyond Year 9. Where the birthday is not known it
    is asked about."""
    return born is None or curriculum_year(born, on) >= YEAR_9


def lacking(born: date | None, on: date, said: dict[str, str]) -> tuple[str, ...]:
    """What a report must still say, in words."""
    if not due(born, on):
        return ()
    wanted = {key: title for key, (title, _) in OUTCOMES.items()} | LEADS
    return tuple(title for key, title in wanted.items() if not said.get(key, "").strip())
