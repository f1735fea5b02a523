"""When a second parent's access to a child's page may be opened: what must have been checked, and whose name it takes. Pure.

A parent is whoever has parental responsibility for the child or care of them (Education Act 1996 s.576). An order of a family court can
limit what a parent may do or know (Children Act 1989 s.8; Family Law Act 1996 s.42). No law says how a council checks this: the rules here are
the area's own, and each errs on the side of nothing being opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ORDERS = {
    "prohibited-steps": "A prohibited steps order (Children Act 1989 s.8)",
    "live-with": "An order that says with whom the child lives (Children Act 1989 s.8)",
    "spend-time": "An order that says when the child spends time with them (Children Act 1989 s.8)",
    "no-contact": "An order that they have no contact",
    "non-molestation": "A non-molestation or occupation order (Family Law Act 1996 s.42, s.33)",
    "special-guardianship": "A special guardianship order (Children Act 1989 s.14A)",
    "care": "A care or supervision order (Children Act 1989 s.31)",
    "bail": "A condition of bail, or a police notice",
}
RESTRICT = frozenset({"prohibited-steps", "no-contact", "non-molestation", "bail"})
"""Where one of these stands, nothing is opened without a bar."""
BASES = {
    "responsibility": "They have parental responsibility",
    "care": "They have care of the child",
    "neither": "Neither: they are no parent in education law",
}
SAID = {
    "no-objection": "They do not object",
    "objects": "They object",
    "no-answer": "They were asked in a safe way and did not answer",
    "not-safe": "It was not safe to ask them",
}
OPENS = ("open", "limited")


@dataclass(frozen=True)
class Checks:
    """What was found. `orders` is None until somebody looked; `said` has an entry for each other parent on the record, None where nobody
    asked them or wrote down why not."""

    identity: bool = False
    basis: str = ""
    orders: tuple[str, ...] | None = None
    said: tuple[str | None, ...] = ()

    @property
    def objected(self) -> bool:
        return "objects" in self.said

    @property
    def restricted(self) -> bool:
        return bool(RESTRICT & set(self.orders or ()))


def undone(checks: Checks) -> list[str]:
    """What is still to be done before anything can be opened, in the order in which it is done."""
    found = []
    if not checks.identity:
        found.append("Check who they are")
    if checks.basis not in BASES:
        found.append("Check that they are a parent in education law")
    if checks.orders is None:
        found.append("Check for court orders")
    if None in checks.said:
        found.append("Ask each parent on the record in a safe way, or say why it is not safe")
    return found


def decisions_open(checks: Checks) -> Sequence[str]:
    """Which decisions the checks allow. A refusal needs no check: somebody may turn out to be nobody at once."""
    if undone(checks) or checks.basis == "neither":
        return ("refuse",)
    return ("limited", "refuse") if checks.restricted else ("open", "limited", "refuse")


def needs_second(decision: str, checks: Checks) -> bool:
    """Whether a manager must agree, other than whoever decided: to every refusal, and to every opening against an objection or where a
    parent could not be asked."""
    return decision == "refuse" or (decision in OPENS and (checks.objected or "not-safe" in checks.said))


def may_open(decision: str, checks: Checks, *, seconded: bool, barred: bool) -> bool:
    """Whether the invitation may go: decided so on whole checks, agreed to where it must be, and with a bar in place where it is limited."""
    return (
        decision in decisions_open(checks)
        and decision in OPENS
        and (seconded or not needs_second(decision, checks))
        and (barred or decision != "limited")
    )
