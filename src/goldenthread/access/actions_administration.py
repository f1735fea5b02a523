"""What an administrator and an information governance lead can do: give and end access, keep sharing and retention,
hold, seal and dispose. The rules are those of functions.sql and administration.sql; each of these asks one of them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from goldenthread.access.actions import ask
from goldenthread.access.models import RoleGrant, User
from goldenthread.access.policy import IDENTITY, Record, Refused, may
from goldenthread.access.queries_administration import in_force_or_open, the_day
from goldenthread.access.viewer import Viewer
from goldenthread.people.models import Child, Consent, Organisation, Practitioner, in_force
from goldenthread.web.turns import one_at_a_time

ADMINISTRATOR = "system-administrator"


class AddressInUse(Exception):
    """Somebody signs in with that address already."""


class SeveralEntries(Exception):
    """The staff directory gives the address to several people, and an account of one would open the children of another."""


@transaction.atomic
def add_person(
    viewer: Viewer, *, name: str, address: str, organisation: UUID, role: str, first_day: dt.date,
    last_day: dt.date | None = None, team: int | None = None, entry: UUID | None = None,
) -> UUID:  # fmt: skip
    """An account without a password, and its first role; `entry` is theirs in the staff directory. An address that
    the directory gives to one person who has not left is that person's, whether chosen or not."""
    if User.objects.filter(email__iexact=address.strip()).exists():
        raise AddressInUse
    if entry is None:
        known = Practitioner.objects.filter(in_force_or_open(the_day()), organisation=organisation, user=None, email__iexact=address.strip())
        entries = list(known.exclude(email="").values_list("id", flat=True)[:2])
        if len(entries) > 1:
            raise SeveralEntries
        entry = entries[0] if entries else None
    given = (address, name, make_password(None), role, organisation, first_day, entry, last_day)
    made = ask("access_add_user", *given)
    if made is None:
        raise Refused
    if team is not None:
        _done("access_place_in_team", made, team)
    return UUID(str(made))


@transaction.atomic
def give_role(
    viewer: Viewer, who: UUID, *, role: str, organisation: UUID, first_day: dt.date, last_day: dt.date | None = None
) -> None:
    """From a day on, today at the earliest. Refused to oneself, and where they hold it already."""
    _done("access_grant_role", who, role, organisation, first_day, last_day)


@transaction.atomic
def end_role(viewer: Viewer, grant: int) -> None:
    """At once; the grant stays, with who ended it and when."""
    _done("access_end_role", grant)


@transaction.atomic
def set_active(viewer: Viewer, who: UUID, active: bool) -> None:
    _done("access_set_active", who, active)


@transaction.atomic
def place_in_team(viewer: Viewer, who: UUID, team: int | None) -> None:
    _done("access_place_in_team", who, team)


@transaction.atomic
def make_link(viewer: Viewer, who: UUID) -> str:
    """The path at which somebody sets their password: once, and within `PASSWORD_RESET_TIMEOUT` seconds. It is kept
    nowhere, so whoever asks must hand it over now."""
    _done("access_link_made", who)
    return _link(who)


@transaction.atomic
def reset_sign_in(viewer: Viewer, who: UUID) -> str:
    """Takes their second step and their password away, and answers the path of a new link as `make_link` does."""
    _done("access_reset_sign_in", who)
    return _link(who)


def _link(who: UUID) -> str:
    user = User.objects.get(pk=who)
    parts = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=parts)


@transaction.atomic
def first_administrator(address: str, name: str, body: str) -> str:
    """The path of a link for an organisation's first administrator, or for its next where none can sign in. Run by
    the system role on the server itself; pages cannot."""
    organisation = Organisation.objects.get(code=body)
    user = User.objects.filter(email__iexact=address.strip()).first()
    if user is None:
        reference = f"U-{uuid.uuid4().hex[:8].upper()}"
        entry = Practitioner.objects.create(
            reference=reference, name=name, email=address.strip().lower(), organisation=organisation, role=ADMINISTRATOR
        )
        user = User(email=address.strip().lower(), name=name, practitioner=entry)
        user.set_unusable_password()
        user.save()
    today = timezone.localdate()
    if not RoleGrant.objects.filter(
        in_force(today), user=user, role=ADMINISTRATOR, organisation=organisation, ended_at=None
    ).exists():
        RoleGrant.objects.create(user=user, role=ADMINISTRATOR, organisation=organisation, valid_from=today)
    return _link(user.pk)


# --- sharing, consent and retention ---


@transaction.atomic
def add_sharing(
    viewer: Viewer, *, owner: UUID, reader: UUID | None, reader_kind: str, purpose: str, ground: str,
    kinds: Sequence[str], first_day: dt.date, last_day: dt.date | None,
) -> None:  # fmt: skip
    _done("access_add_sharing", owner, reader, reader_kind, purpose, ground, list(kinds), first_day, last_day)


@transaction.atomic
def end_sharing(viewer: Viewer, basis: int, last_day: dt.date | None) -> None:
    """On the last day given, or at once."""
    _done("access_end_sharing", basis, last_day)


@transaction.atomic
def add_consent(
    viewer: Viewer, child: UUID, *, given_by: str, kinds: Sequence[str], first_day: dt.date,
    last_day: dt.date | None = None, person: UUID | None, organisation: UUID | None = None,
) -> None:  # fmt: skip
    """Authority on file for one person or one body, recorded by whoever may write to the child's record."""
    found = Child.objects.filter(pk=child).only("owner_id").first()
    if found is None or not may(viewer, "write", IDENTITY, Record(owner=found.owner_id, child=child)):
        raise Refused
    # Pressed twice, it is one consent: of two, withdrawing one would leave the other open, and nobody would know.
    one_at_a_time(f"consent of {child}")
    given = {
        "child": found, "owner_id": found.owner_id, "person_id": person, "organisation_id": organisation, "given_by": given_by,
        "kinds": list(kinds), "valid_from": first_day, "valid_to": last_day,
    }  # fmt: skip
    if not Consent.objects.filter(**given, withdrawn_at=None).exists():
        Consent.objects.create(**given, recorded_by=viewer.id)


@transaction.atomic
def withdraw_consent(viewer: Viewer, consent: int, at: dt.datetime) -> None:
    """At once: nothing rests on it from the next question on."""
    found = Consent.objects.filter(pk=consent, withdrawn_at=None).first()
    if found is None or not may(viewer, "write", IDENTITY, Record(owner=found.owner_id, child=found.child_id)):
        raise Refused
    found.withdrawn_at, found.withdrawn_by = at, viewer.id
    found.save(update_fields=["withdrawn_at", "withdrawn_by"])


@transaction.atomic
def set_retention(
    viewer: Viewer, *, organisation: UUID, kind: str, anchor: str, years: int, source: str, first_day: dt.date
) -> None:
    """From a day on; the rule before it ends the day before."""
    _done("access_set_retention", organisation, kind, anchor, years, source, first_day)


# --- holds, seals and disposals ---


@transaction.atomic
def place_hold(viewer: Viewer, child: UUID, reason: str) -> None:
    """While it stands, nothing of the child is removed."""
    _done("access_place_hold", child, reason)


@transaction.atomic
def lift_hold(viewer: Viewer, hold: int, reason: str) -> None:
    _done("access_lift_hold", hold, reason)


@transaction.atomic
def lift_seal(viewer: Viewer, seal: int, reason: str) -> None:
    """By somebody other than whoever sealed it."""
    _done("access_lift_seal", seal, reason)


@transaction.atomic
def reject_disposal(viewer: Viewer, disposal: UUID, reason: str) -> None:
    _done("access_reject_disposal", disposal, reason)


def _done(function: str, *arguments: object) -> None:
    if not ask(function, *arguments):
        raise Refused
