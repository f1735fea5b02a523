"""Place in the list against deprivation and home language, which no score reads."""

import datetime as dt

import pytest
from django.db.models import Q

from goldenthread.campaigns import audit as of_audit
from goldenthread.campaigns.reading import plans, weights_on
from goldenthread.people.models import Child, District, Postcode

from ..plans.conftest import as_viewer
from .conftest import TODAY, a_plan, get, text_of

LEAST = of_audit.LEAST


def ranking(area):
    def asked(v):
        found = plans(v, TODAY)
        ranked = found.in_order(TODAY, weights_on(v, TODAY))
        return [(found.children[n], score) for n, score in ranked.select("n", "score").iter_rows()]

    return as_viewer(area.grace, asked)


@pytest.fixture
def many(area):
    """Plans of ever later text, and so of ever later place: the first half lives in more deprived places."""
    district = District.objects.get(code="E07000070")
    for decile in range(1, 11):
        Postcode.objects.create(postcode=f"CM2 {decile % 10}AA", district=district, easting=0, northing=0)
    for n in range(2 * LEAST):
        day = dt.date(2021, 1, 24) + dt.timedelta(days=30 * n)
        a_plan(area, "Child", f"Number {n:02}", "2018-05-05", ("plan-made", str(day)))
    children = list(Child.objects.filter(forename="Child").order_by("surname"))
    for n, child in enumerate(children):
        child.postcode = f"CM2 {(1 + n * 10 // (2 * LEAST)) % 10}AA"
    Child.objects.bulk_update(children, ["postcode"])
    return children


def deciles():
    for decile in range(1, 11):
        Postcode.objects.filter(postcode=f"CM2 {decile % 10}AA").update(deprivation=decile)


def languages(children, codes):
    for child, code in zip(children, codes, strict=False):
        child.language = code
    Child.objects.bulk_update(children, ["language"])


@pytest.mark.parametrize(("number", "said"), [(0.05, "+0.05"), (-0.05, "-0.05"), (-0.004, "0.00"), (0.0, "0.00")])
def test_a_number_that_rounds_to_none_has_no_sign(number, said):
    assert of_audit.signed(number) == said


def test_an_area_that_has_loaded_neither_is_told_which_file_brings_each(area):
    text = text_of(get(area.grace, "/radar/"))
    assert "Deprivation is not held of any of these children’s postcodes, so it was not tested: a file of deciles by postcode brings it (load deprivation)." in text
    assert "Home language is not held of any of these children, so it was not tested: a file of the school census’s codes brings it (load languages)." in text


def test_place_is_tested_against_both_and_neither_reaches_the_score(area, many):
    before = ranking(area)
    deciles()
    languages(many, ["POL", "ENG", "BNGS", "ENB"] * LEAST)
    assert ranking(area) == before
    for path in ("/radar/", "/radar/weights/"):
        text = text_of(get(area.grace, path))
        assert "Plans of children in more deprived places have an earlier place, beyond chance (Spearman’s rank correlation -1.00, 95% interval -1.00 to -0.99, 60 plans)" in text
        # The fixture’s five other children of this council.
        assert "Left out: 5 plans without a known decile of the postcode." in text
        assert "Place did not vary with home language beyond chance" in text
        assert "Left out: 5 plans without a known home language." in text
        assert "not held" not in text


def test_a_small_group_is_not_tested_and_refused_or_not_obtained_is_not_known(area, many):
    languages(many, ["POL"] * (LEAST - 1) + ["REF", "NOT"] + ["ENG"] * LEAST)
    text = text_of(get(area.grace, "/radar/"))
    assert f"Place against home language: not tested, for want of {LEAST} plans in English and {LEAST} in another language. Left out: 7 plans" in text


def test_with_row_level_security_alone_another_councils_children_are_not_counted(area, monkeypatch):
    Postcode.objects.update(deprivation=1)
    Child.objects.update(language="POL")
    own = set(Child.objects.filter(owner=area.essex).values_list("pk", flat=True))
    monkeypatch.setattr(of_audit, "visible", lambda *_, **__: Q())
    both = [area.essex.pk, area.other.pk]
    deprived, other = as_viewer(area.grace, lambda v: of_audit._background(v, both))
    assert set(deprived) == set(other) == own
    assert area.elsewhere.child_id not in own
    assert as_viewer(area.grace, lambda _: Child.objects.filter(language="POL").count()) == len(own)
    # Dina is of no council, and has no basis for any of them.
    assert as_viewer(area.dina, lambda v: of_audit._background(v, both)) == ({}, {})
