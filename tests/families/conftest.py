"""The same small council as for the pages of cases, with Maya's parents, who live apart."""

import pytest

from goldenthread.access.models import RoleGrant, User
from goldenthread.people.models import Person, Relationship

from ..cases.pages.conftest import *  # noqa: F403
from ..cases.pages.conftest import LONG_AGO, SimpleNamespace, _today  # noqa: F401  a star brings no underscore


def parent_of(child, forename, surname, relation="mother", role="parent"):
    """Somebody of the family, who signs in."""
    person = Person.objects.create(owner=child.owner, surname=surname, forename=forename)
    Relationship.objects.create(
        child=child, owner=child.owner, person=person, relation=relation, parental_responsibility=True, has_care=True,
        valid_from=LONG_AGO,
    )  # fmt: skip
    user = User.objects.create(email=f"{forename.lower()}@example.org", name=f"{forename} {surname}", person=person)
    RoleGrant.objects.create(user=user, role=role, valid_from=LONG_AGO)
    return SimpleNamespace(user=user, pk=user.pk, name=user.name, person=person)


@pytest.fixture
def home(area):
    area.joanna = parent_of(area.maya, "Joanna", "Whitfield")
    area.mark = parent_of(area.maya, "Mark", "Whitfield", "father")
    area.page = f"/family/{area.maya.pk}/"
    return area
