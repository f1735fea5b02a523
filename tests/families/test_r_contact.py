"""What a case's own page asks of an officer about early resolution is what my work asks, whatever happened on the case."""

import random
import datetime as dt

import pytest

from goldenthread.access.policy import visible
from goldenthread.cases.models import Case
from goldenthread.cases.queries_case import view_of
from goldenthread.families.models import EarlyOffer
from goldenthread.families.owed_early import _contacts, contact_on_case

from ..cases.pages.conftest import TODAY, allocate, case_of, child_of, day
from .test_pages import as_viewer

pytestmark = pytest.mark.django_db
