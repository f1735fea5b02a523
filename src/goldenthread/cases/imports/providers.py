"""A health provider's own files: the body that owns what they add, whose children they may mean, and which cases they may tell of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from goldenthread.access.policy import IDENTITY
from goldenthread.cases.imports.report import Unloadable
from goldenthread.engine.pathway import Pathway
from goldenthread.exchange.extract import BadRow
from goldenthread.pathways import HEALTH, SERVICES
from goldenthread.pathways.adhd_medication import ADHD_MEDICATION
from goldenthread.pathways.common.referral import RECEIVED
from goldenthread.pathways.safe_waiting import SAFE_WAITING
from goldenthread.pathways.speech_and_language import ACCESS
from goldenthread.people.models import Organisation

OWN = tuple(slug for slug in HEALTH if slug != SAFE_WAITING.slug)
_MEDICATION = (ADHD_MEDICATION.slug,)


def provider_of(code: str) -> Organisation:
    """The provider that a command names. Raises Unloadable."""
    found = Organisation.objects.filter(code=code).first()
    if found is None:
        raise Unloadable(f"No organisation has the code {code}. Check it, or add the organisation with `load people` first.")
    if found.kind != Organisation.Kind.NHS_PROVIDER:
        raise Unloadable(f"{found.name} is no health provider: leave --provider away for a council’s own file.")
    return found


def shared_with(cursor: Any, provider: UUID) -> list[UUID]:
    """Bodies that share with a provider who is who."""
    cursor.execute(
        "SELECT DISTINCT b.owner_id FROM people_sharingbasis b JOIN people_organisation o ON o.id = %s"
        " WHERE (b.reader_id = o.id OR b.reader_kind = o.kind) AND b.owner_id <> o.id AND %s = ANY (b.kinds) AND b.ended_at IS NULL"
        " AND b.valid_from <= current_date AND (b.valid_to IS NULL OR b.valid_to >= current_date)",
        [provider, IDENTITY],
    )
    return [owner for (owner,) in cursor.fetchall()]


def check_pathway(pathway: Pathway) -> None:
    """Raises BadRow for what a provider's file may not tell of."""
    if pathway.slug == SAFE_WAITING.slug:
        raise BadRow("what keeps a wait safe is written here, and by clinicians on its pages: leave these rows out")
    if pathway.slug not in HEALTH:
        raise BadRow(f"{pathway.slug} is not a health service's own: its council loads it. A provider's file holds {', '.join(OWN)}")


IN_PLACE_OF_A_REFERRAL = frozenset(e.slug for e in ACCESS)
"""Advice, a drop-in or a talk: access that needs no referral, so no list names it."""


def referrals_known(cursor: Any, owner: UUID, references: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Pathway and reference of the cases that a list has told of: on their record a referral was received."""
    cursor.execute(
        "SELECT c.pathway, c.reference FROM cases_case c WHERE c.owner_id = %s AND c.reference = ANY(%s)"
        " AND EXISTS (SELECT 1 FROM cases_event e WHERE e.case_id = c.id AND e.event = %s)",
        [owner, [each for each in references if each], RECEIVED],
    )
    return frozenset((pathway, reference) for pathway, reference in cursor.fetchall())


def only_on_a_list(pathway: str, reference: str, referred: bool, told: Iterable[str]) -> str:
    """Why a file of events may not tell of a case; nothing where it may. A referral has its place on a list (`referred`); what is access without a
    referral (`told` are the events of the case) has none, and does not make a referral of whatever is told of it later."""
    if pathway not in SERVICES or referred or IN_PLACE_OF_A_REFERRAL.issuperset(told):
        return ""
    said = f"Referral {reference} is on none of your lists" if reference else "These rows do not give the reference of their referral"
    return f"{said}: send the list first, with `load waits`, and give the same reference in `case`."


def set_kinds(cursor: Any, cases: Sequence[UUID]) -> None:
    """A provider's case is of its own kind, not of the council's requests: treatment with medication apart from all others."""
    cursor.execute(
        "UPDATE cases_case SET kind_of_data = CASE WHEN pathway = ANY(%s) THEN 'medication' ELSE 'other-health-services' END WHERE id = ANY(%s)",
        [list(_MEDICATION), list(cases)],
    )
