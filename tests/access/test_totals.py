import pytest

from goldenthread.cases.models import CaseState
from goldenthread.cases.queries_totals import totals

from . import conftest as area

pytestmark = pytest.mark.django_db


def add_cases(world, stage, how_many):
    for _ in range(how_many):
        case = area.a_case(world.ada)
        CaseState.objects.create(
            case=case, child=case.child, owner=case.owner, kind_of_data=case.kind_of_data, stage=stage
        )


def test_an_analyst_sees_totals_of_their_own_area_and_no_case(world, look):
    add_cases(world, "drafting", 10)
    add_cases(world, "finalising", 8)
    add_cases(world, "considering", 7)
    rows = {r.what: r.number for r in look("analyst", totals)}
    # Two children are being assessed, which is too few; the next smallest would give that away by subtraction.
    assert rows == {"assessing": None, "considering": None, "finalising": 8, "drafting": 10}


@pytest.mark.parametrize("role", ["mediator", "system-administrator", "tribunal"])
def test_a_role_without_a_right_to_totals_gets_none(role, world, look):
    add_cases(world, "drafting", 10)
    assert look(role, totals) == []
