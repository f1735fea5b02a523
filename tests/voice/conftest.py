"""A council with officers, a forum, a Multi-Schools Council, a safeguarding lead, and two districts."""

import copy
from types import SimpleNamespace

import pytest
from django.test import Client

from goldenthread.access.models import RoleGrant, User
from goldenthread.people.kinds import KINDS
from goldenthread.people.models import Connection, SharingBasis

from ..audits.conftest import a_partnership
from ..cases.pages.conftest import *  # noqa: F403  the same helpers
from ..cases.pages.conftest import (  # noqa: F401
    LONG_AGO,
    _today,
    case_of,
    child_of,
    day,
    organisation,
    practitioner,
    recorded_on_the_day_shown,
)
from ..conftest import as_role
from ..plans.conftest import a_parent


def voices():
    area = a_partnership()
    area.forum = organisation("SERVICE:FORUM", "Essex Family Forum", "service")
    area.fay = practitioner("Fay Dunn", "forum-member", area.forum)
    area.cal = practitioner("Cal Reed", "schools-council", area.essex)
    area.sal = practitioner("Sal Ward", "safeguarding-lead", area.essex)
    area.otto = practitioner("Otto Neil", "safeguarding-lead", area.other)
    area.oscar = child_of(area.essex, "Oscar", "Lindqvist", date_of_birth=day("2017-05-05"), postcode="CM1 1AA")
    area.case = case_of(area.oscar, ("request-received", day("2026-08-10"), {"by": "parent"}), ("decided-to-assess", day("2026-09-18")))
    area.anna = a_parent(area.oscar, "Anna Lindqvist", "anna@example.org")
    area.erik = a_parent(area.oscar, "Erik Lindqvist", "erik@example.org")
    area.larkfield = organisation("URN:1", "Larkfield", "school")
    area.aaron = practitioner("Aaron Lowe", "setting-senco", area.larkfield)
    SharingBasis.objects.create(owner=area.essex, reader_kind="school", purpose="EHC", ground="2014 Act", kinds=list(KINDS), valid_from=LONG_AGO)
    Connection.objects.create(child=area.oscar, owner=area.essex, organisation=area.larkfield, kind="attends", valid_from=LONG_AGO)
    area.ella = child_of(area.essex, "Ella", "Young", date_of_birth=day("2009-05-05"), postcode="CM1 1AA")
    user = User.objects.create(email="ella@example.org", name="Ella Young", child=area.ella)
    RoleGrant.objects.create(user=user, role="young-person", valid_from=LONG_AGO)
    area.young = SimpleNamespace(user=user, pk=user.pk, name=user.name)
    return area


@pytest.fixture(scope="class")
def the_voices(scenes):
    with scenes(voices) as told:
        yield told


@pytest.fixture
def area(the_voices, db):
    recorded_on_the_day_shown()
    return copy.deepcopy(the_voices)


def public(path, **query):
    """Anybody, with no account, through the role of pages."""
    with as_role("goldenthread_app"):
        return Client().get(path, query)


def public_post(path, **form):
    with as_role("goldenthread_app"):
        return Client().post(path, form, follow=True)
