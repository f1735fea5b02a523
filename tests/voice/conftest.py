"""A council with officers, a forum, a Multi-Schools Council, a safeguarding lead, and two districts."""

import copy

import pytest

from ..audits.conftest import a_partnership
from ..cases.pages.conftest import *  # noqa: F403  the same helpers
from ..cases.pages.conftest import _today, organisation, practitioner, recorded_on_the_day_shown  # noqa: F401


def voices():
    area = a_partnership()
    area.forum = organisation("SERVICE:FORUM", "Essex Family Forum", "service")
    area.fay = practitioner("Fay Dunn", "forum-member", area.forum)
    area.cal = practitioner("Cal Reed", "schools-council", area.essex)
    area.sal = practitioner("Sal Ward", "safeguarding-lead", area.essex)
    area.otto = practitioner("Otto Neil", "safeguarding-lead", area.other)
    return area


@pytest.fixture(scope="class")
def the_voices(scenes):
    with scenes(voices) as told:
        yield told


@pytest.fixture
def area(the_voices, db):
    recorded_on_the_day_shown()
    return copy.deepcopy(the_voices)
