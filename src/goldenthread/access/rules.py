"""The agreement on who sees what, read from its file: 28 roles by 16 kinds of data. A cell that is absent grants
nothing."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from goldenthread.people.kinds import KINDS

Scope = Literal["organisation", "allocated", "connected", "complained", "family", "consent", "export", "aggregate", "audit"]
Level = Literal["status", "read", "write"]

# In the order of the agreement's rows. The scope says which children a role reaches.
ROLES: dict[str, tuple[str, Scope]] = {
    "la-send-caseworker": ("SEND caseworker", "organisation"),
    "la-send-manager": ("SEND manager", "organisation"),
    "educational-psychologist": ("Educational psychologist", "allocated"),
    "principal-educational-psychologist": ("Principal educational psychologist", "organisation"),
    "health-practitioner": ("Health practitioner", "allocated"),
    "dco": ("Designated clinical officer", "organisation"),
    "icb-commissioner": ("ICB commissioner", "aggregate"),
    "social-worker": ("Social worker", "allocated"),
    "dsco": ("Designated social care officer", "organisation"),
    "setting-senco": ("SENCO or setting", "connected"),
    "health-visitor": ("Health visitor or early years practitioner", "allocated"),
    "parent": ("Parent", "family"),
    "young-person": ("Young person", "family"),
    "parent-of-young-person": ("Parent of a young person", "family"),
    "sendiass": ("SENDIASS", "consent"),
    "mediator": ("Mediator", "consent"),
    "tribunal": ("Tribunal", "export"),
    "inspector": ("Inspector", "export"),
    "analyst": ("Analyst", "aggregate"),
    "system-administrator": ("System administrator", "audit"),
    "information-governance": ("Information governance lead", "organisation"),
    "health-service-manager": ("Health service manager", "organisation"),
    "send-navigator": ("SEND navigator", "organisation"),
    "sendiass-manager": ("SENDIASS manager", "aggregate"),
    "safeguarding-lead": ("Safeguarding lead", "organisation"),
    "forum-member": ("Parent-carer forum member", "aggregate"),
    "schools-council": ("Multi-Schools Council worker", "aggregate"),
    "complaints-manager": ("NHS complaints manager", "complained"),
}

# Posts of the directory that open nothing: whoever holds one is written to when advice of their service is late.
POSTS_WITHOUT_RIGHTS = ("head-of-service", "head-teacher")

# Which rights of the agreement allow what. C, O, X and A have rules of their own.
ALLOWS: dict[Level, frozenset[str]] = {
    "status": frozenset({"S", "R", "RW"}),
    "read": frozenset({"R", "RW"}),
    "write": frozenset({"RW"}),
}

# The facts behind a star. Medication is for the child's own prescriber or reviewer.
OFFICERS = ("la-send-caseworker", "la-send-manager")
"""Whoever does a council's casework."""
PRESCRIBING = ("prescriber", "medication-reviewer")
COMPLAINTS_KEPT_FROM = ("parent", "parent-of-young-person", "young-person", "dco")
"""Roles that read of disagreements by the agreement, and not of every complaint: one of a family does not learn of another's, and no clinician
learns of any. Which cases these are is asked of `access_anothers_complaints`."""
MEDICATION = "medication"


@dataclass(frozen=True)
class Rule:
    role: str
    kind: str
    right: str
    starred: bool
    scope: Scope

    def allows(self, level: Level) -> bool:
        return self.right in ALLOWS[level]


@cache
def rules() -> tuple[Rule, ...]:
    text = (files("goldenthread.access") / "data" / "role_data_matrix.csv").read_text("utf-8")
    _, *rows = csv.reader(io.StringIO(text))
    if len(rows) != len(ROLES) or any(len(row) != len(KINDS) + 1 for row in rows):
        raise ValueError("role_data_matrix.csv must have a row for each role and a column for each kind of data")
    return tuple(
        Rule(role, kind, cell.rstrip("*"), cell.endswith("*"), scope)
        for (role, (_, scope)), (_, *cells) in zip(ROLES.items(), rows, strict=True)
        for kind, cell in zip(KINDS, cells, strict=True)
        if cell != "-"
    )


@cache
def rules_of(role: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules() if rule.role == role)


def kinds(role: str, level: Level, *, starred: bool = False) -> frozenset[str]:
    return frozenset(r.kind for r in rules_of(role) if r.starred == starred and r.allows(level))


def kinds_with_consent(role: str) -> frozenset[str]:
    return frozenset(r.kind for r in rules_of(role) if r.right == "C")


def right(role: str, kind: str) -> str:
    """R, RW, S, C, O, X or A, or nothing."""
    return next((r.right for r in rules_of(role) if r.kind == kind), "")
