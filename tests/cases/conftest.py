"""One council, one child, one case officer with an assessment under way, seen through both walls."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import transaction

from goldenthread.access.models import RoleGrant, User
from goldenthread.access.viewer import become
from goldenthread.cases.actions import NewEvent, open_case
from goldenthread.people.models import Child, Organisation

LONG_AGO = dt.date(2020, 1, 1)
RECEIVED = NewEvent("request-received", dt.date(2026, 2, 2), {"by": "parent"})


def an_officer(council, name="Priya Nair", role="la-send-caseworker"):
    user = User.objects.create(email=f"{name.split()[0].lower()}@example.org", name=name)
    RoleGrant.objects.create(user=user, role=role, organisation=council, valid_from=LONG_AGO)
    return user


@pytest.fixture
def as_viewer(as_application):
    """Runs something as a user, in a transaction of its own and in the role of pages."""

    def go(user, question):
        with as_application(), transaction.atomic():
            return question(become(user.pk))

    return go


@pytest.fixture
def desk(db, as_viewer):
    council = Organisation.objects.create(code="LA:881", name="Essex County Council", kind="local-authority")
    child = Child.objects.create(
        owner=council, surname="Whitfield", forename="Maya", date_of_birth=dt.date(2019, 10, 5)
    )
    officer = an_officer(council)
    case = as_viewer(officer, lambda v: open_case(v, child=child.pk, pathway="ehc-needs-assessment", first=RECEIVED))
    return SimpleNamespace(council=council, child=child, officer=officer, case=case)
