"""Search by name goes round row-level security to use its index, so it must repeat the policy exactly."""

import random

import pytest
from django.db import connection

from goldenthread.access.actions import seal_child
from goldenthread.access.rules import ROLES
from goldenthread.people.models import Child

from . import conftest as area

pytestmark = pytest.mark.django_db
FORENAMES, SURNAMES = (
    ("Maya", "Zoë", "Tom", "Aoife", "Sam"),
    ("Whitfield", "Smith", "Smyth", "Ó Súilleabháin", "Lovelace"),
)


def found(text, most=1000):
    with connection.cursor() as cursor:
        cursor.execute("select child from access_find_children(%s, %s)", [text, most])
        return {row[0] for row in cursor.fetchall()}


def by_hand(text):
    """The same question without the index and under row-level security."""
    rows = Child.objects.extra(  # noqa: S610
        where=[
            "word_similarity(people_sort_key(%s, ''), sort_key) >= 0.45 or (people_sounds(people_sort_key(%s, '')) <> '{}'"
            " and people_sounds(sort_key) @> people_sounds(people_sort_key(%s, '')))"
        ],
        params=[text] * 3,
    )
    return set(rows.values_list("pk", flat=True))


@pytest.mark.parametrize("role", ROLES)
def test_search_finds_what_row_level_security_shows(role, world, look):
    draw = random.Random(role)
    for n in range(40):
        owner = draw.choice([world.council, world.elsewhere, world.provider])
        child = area.a_child(
            owner, draw.choice(FORENAMES), draw.choice(SURNAMES), area.AN_EIGHT_YEAR_OLD, sealed=n % 9 == 0
        )
        if draw.random() < 0.3:
            area.attends(child, world.school)
        if draw.random() < 0.3:
            area.allocate(child, world.users["health-practitioner"].practitioner, "health-practitioner")
    for text in ("smith", "Zoe", "whitfeild", "maya witfeild", "sulleabhain", "love", "x"):
        assert look(role, lambda v, text=text: found(text) == by_hand(text)), text


def test_a_name_may_be_misspelt(world, look):
    for text in ("lovelace", "LOVELASE", "ada lovelace", "lovlace ada"):
        assert world.ada.pk in look("la-send-caseworker", lambda v, text=text: found(text)), text


def test_a_name_may_be_spelt_as_it_sounds(world, look):
    maya = area.a_child(world.council, "Maya", "Whitfield", area.AN_EIGHT_YEAR_OLD)
    jaden = area.a_child(world.council, "Jaden", "Brooks", area.AN_EIGHT_YEAR_OLD)
    for text, child in (("Maya Witfeild", maya), ("witfeild", maya), ("Jaydan Bruks", jaden), ("bruks", jaden)):
        assert child.pk in look("la-send-caseworker", lambda v, text=text: found(text)), text
    assert maya.pk not in look("la-send-caseworker", lambda v: found("jaydan bruks"))
    assert not look("la-send-caseworker", lambda v: found("12 --"))


def test_a_child_out_of_reach_is_not_found_and_neither_is_a_sealed_one(world, look):
    assert world.ben.pk not in look("la-send-caseworker", lambda v: found("ben lovelace"))
    look("la-send-manager", lambda v: seal_child(v, world.ada.pk, "Adopted"))
    assert world.ada.pk not in look("la-send-caseworker", lambda v: found("lovelace"))
