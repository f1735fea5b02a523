import pytest
from django.db import connection

from goldenthread.access import rules
from goldenthread.people.kinds import KINDS


def test_the_agreement_has_twenty_seven_roles_and_sixteen_kinds():
    assert len(rules.ROLES) == 28
    assert len(KINDS) == 16
    assert {r.role for r in rules.rules()} == set(rules.ROLES)


def test_a_cell_that_grants_nothing_is_no_rule():
    assert rules.right("icb-commissioner", "identity-and-contact") == ""


def test_a_star_is_kept_apart_from_the_right():
    medication = next(r for r in rules.rules_of("health-practitioner") if r.kind == "medication")
    assert (medication.right, medication.starred) == ("R", True)


@pytest.mark.django_db
def test_the_database_has_the_agreement_as_its_file_has_it():
    with connection.cursor() as cursor:
        cursor.execute('select role, kind, "right", starred, scope from access_rule')
        kept = set(cursor.fetchall())
    assert kept == {(r.role, r.kind, r.right, r.starred, r.scope) for r in rules.rules()}
