"""The people behind the parties whom the law has invited, as the record knows them. Whoever has no account is invited on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from goldenthread.access.models import User
from goldenthread.access.policy import IDENTITY, OF_A_CHILD, visible
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.recipients import Addressee, at_body, copies_of, family_of
from goldenthread.cases.models import Case
from goldenthread.people.models import Allocation, Organisation, Practitioner, in_force
from goldenthread.reviews.invitees import Party, parties
from goldenthread.web.words import cut


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be invited for a party. `usual` are ticked from the start."""

    key: str
    party: str
    name: str
    what: str
    email: str = ""
    user: UUID | None = None

    @property
    def way(self) -> str:
        return "by email, to read after signing in" if self.email else "on paper: print it below once it is sent"


_ROLES = {"health": ("health-practitioner", "health-visitor"), "social-care": ("social-worker",), "authority": ("la-send-caseworker",)}
_BODY = {"health": ("icb", "dco"), "social-care": ("social-care", "dsco"), "authority": ("authority", "la-send-caseworker")}


def candidates(viewer: Viewer, case: Case, setting: Organisation | None, on: date) -> list[tuple[Party, list[Candidate]]]:
    """For each party that the law names, whom the record knows for it. There is always somebody: where nobody is known, the body."""
    found = []
    for party in parties(setting is not None):
        if party.slug == "family":
            people = [_of(party.slug, a) for a in family_of(viewer, case, on) if not a.by_hand]
        elif party.slug == "setting":
            people = _at_the_setting(viewer, setting, on)
        else:
            people = _allocated(viewer, case, party.slug, on) or _at_the_body(viewer, case, party.slug, on)
        found.append((party, people))
    return found


def _of(party: str, a: Addressee) -> Candidate:
    user = User.objects.filter(email=a.to.email, is_active=True).values_list("pk", flat=True).first() if a.to.email else None
    return Candidate(f"{party}-{a.key}", party, a.to.name, a.what, a.to.email if user else "", user)


def _at_the_setting(viewer: Viewer, setting: Organisation | None, on: date) -> list[Candidate]:
    assert setting is not None
    head = Candidate("setting-head", "setting", cut(f"The head of {setting.name}", 150), "the head or principal")
    if not any(r.slug == "setting-senco" and r.organisation == setting.pk for r in viewer.roles):
        return [*(_of("setting", a) for a in at_body("setting", setting, "setting-senco", "the setting", on)), head]
    email = User.objects.filter(pk=viewer.id).values_list("email", flat=True).first() or ""
    return [Candidate(f"setting-{viewer.id}", "setting", viewer.name, f"SENCO, {setting.name}", email, viewer.id), head]


def _allocated(viewer: Viewer, case: Case, party: str, on: date) -> list[Candidate]:
    """Those who work with the child in a role that answers for the party, each by their own account."""
    rows = Allocation.objects.filter(
        visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY), in_force(on), child=case.child_id, role__in=_ROLES[party]
    ).select_related("practitioner__organisation")
    people = {r.practitioner_id: r.practitioner for r in rows.order_by("valid_from", "pk")}
    return [_practitioner(party, p) for p in people.values()]


def _practitioner(party: str, p: Practitioner) -> Candidate:
    user = User.objects.filter(practitioner=p, is_active=True).first()
    return Candidate(f"{party}-{p.pk}", party, p.name, p.organisation.name, user.email if user else "", user.pk if user else None)


def _at_the_body(viewer: Viewer, case: Case, party: str, on: date) -> list[Candidate]:
    kind, role = _BODY[party]
    if party == "health":
        # The ICB names the professional; its designated clinical officer is asked to.
        icb = copies_of(viewer, case, ("icb",), on)
        return [_of(party, a) for a in icb]
    what = "social care" if party == "social-care" else "the council’s SEND team"
    return [_of(party, a) for a in at_body(kind, case.owner, role, what, on)]
