"""The finder of gaps, on offers written by hand as four providers' pages could say them."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from goldenthread.science.eligibility import (
    KINDS,
    OLDEST,
    Gap,
    Offered,
    affected,
    closed_on,
    gaps,
    still_missing,
    unknown,
)

TODAY = dt.date(2026, 11, 24)
LONG_AGO = dt.date(2020, 1, 1)
MID = ("Braintree", "Chelmsford", "Maldon")
ESSEX = ("Basildon", *MID[:1], "Brentwood", "Castle Point", "Chelmsford", "Colchester", "Epping Forest", "Harlow", "Maldon", "Rochford", "Tendring", "Uttlesford")
SLT = "speech-and-language"


def offer(district, first, last, kind=SLT, **more):
    return Offered(kind, district, first, last, LONG_AGO, **more)


# The mid-Essex service is for ages 1 to 11, or to 19 in a special school; every other for 0 to 18 (facts/health.md, "Five things", 3).
ESSEX_OFFERS = [
    *(offer(d, 0, 18) for d in ESSEX if d not in MID),
    *(offer(d, 1, 11) for d in MID),
    *(offer(d, 12, 19, only_in="special-school") for d in MID),
]


def test_the_gap_of_mid_essex_is_found_from_offers_alone():
    found = [g for g in gaps(ESSEX_OFFERS, ESSEX, TODAY) if not g.adult]
    assert found == [Gap(SLT, MID, 0, 0), Gap(SLT, MID, 12, 18, ("special-school",))]
    assert found[1].ages == "ages 12 to 18"


def test_young_adults_are_told_apart():
    assert [(g.age_from, g.age_to, len(g.districts), g.only_in) for g in gaps(ESSEX_OFFERS, ESSEX, TODAY) if g.adult] == [
        (19, 19, 3, ("special-school",)),
        (19, 25, 9, ()),
        (20, 25, 3, ()),
    ]


def test_a_service_that_takes_no_referrals_leaves_a_gap_that_says_so():
    assert gaps([offer("Harlow", 0, 25, paused_on=TODAY)], ["Harlow"], TODAY) == [Gap(SLT, ("Harlow",), 0, 18, (), True), Gap(SLT, ("Harlow",), 19, 25, (), True)]
    assert gaps([offer("Harlow", 0, 25, paused_on=TODAY + dt.timedelta(days=1))], ["Harlow"], TODAY) == []


def test_two_offers_that_meet_leave_no_gap():
    assert gaps([offer("Harlow", 0, 10), offer("Harlow", 11, 25)], ["Harlow"], TODAY) == []
    assert gaps([offer("Harlow", 0, 10), offer("Harlow", 12, 25)], ["Harlow"], TODAY) == [Gap(SLT, ("Harlow",), 11, 11)]


def test_advice_for_everybody_covers_nobody_who_needs_more():
    assert [g.ages for g in gaps([offer("Harlow", 5, 25), offer("Harlow", 0, 25, for_everybody=True)], ["Harlow"], TODAY)] == ["up to 4"]


def test_an_offer_that_has_ended_or_not_begun_covers_nobody():
    ended = Offered(SLT, "Harlow", 0, 25, LONG_AGO, dt.date(2026, 11, 23))
    assert unknown([ended], TODAY) == list(KINDS)
    assert gaps([ended, offer("Epping Forest", 0, 25)], ["Harlow"], TODAY)[0].districts == ("Harlow",)


def test_a_kind_that_nobody_told_us_of_is_unknown_and_no_gap():
    assert gaps([], ESSEX, TODAY) == []
    assert SLT not in unknown(ESSEX_OFFERS, TODAY)


def test_children_affected_are_those_of_the_place_age_and_need():
    counts = {("Maldon", 12, "SLCN"): 3, ("Maldon", 18, "ASD"): 4, ("Maldon", 11, "SLCN"): 50, ("Maldon", 14, "PD"): 60, ("Harlow", 14, "SLCN"): 70}
    assert affected(counts, Gap(SLT, MID, 12, 18)) == 7


def test_a_gap_closes_on_the_day_on_which_the_last_of_it_is_covered():
    gap = Gap(SLT, MID, 12, 18, ("special-school",))
    part = [*ESSEX_OFFERS, *(Offered(SLT, d, 12, 18, dt.date(2027, 1, 4)) for d in ("Braintree", "Chelmsford"))]
    assert still_missing(part, gap, dt.date(2027, 1, 4)) == [Gap(SLT, ("Maldon",), 12, 18, ("special-school",))]
    assert closed_on(part, gap, TODAY, dt.date(2028, 1, 1)) is None
    whole = [*part, Offered(SLT, "Maldon", 11, 18, dt.date(2027, 4, 5), dt.date(2027, 8, 31))]
    assert closed_on(whole, gap, TODAY, dt.date(2027, 5, 1)) == dt.date(2027, 4, 5)
    # And it is open again when the offer ends.
    assert closed_on(whole, gap, TODAY, dt.date(2027, 9, 1)) is None


def test_that_every_service_ended_does_not_close_a_gap():
    gap = Gap(SLT, MID, 12, 18)
    assert still_missing([Offered(SLT, "Maldon", 0, 11, LONG_AGO, TODAY)], gap, dt.date(2026, 12, 1)) == [gap]


@given(st.lists(st.tuples(st.sampled_from(MID), st.integers(0, OLDEST), st.integers(0, OLDEST), st.sampled_from(["", "special-school"]), st.booleans()), max_size=8))
def test_every_age_of_every_district_is_in_one_gap_or_covered(given):
    offers = [offer(d, min(a, b), max(a, b), only_in=only, paused_on=LONG_AGO if paused else None) for d, a, b, only, paused in given]
    found = gaps(offers, MID, TODAY)
    for district in MID:
        for age in range(OLDEST + 1):
            covered = any(o.district == district and o.age_from <= age <= o.age_to and not o.only_in and not o.paused_on for o in offers)
            assert sum(g.holds(district, age) for g in found) == (0 if covered or not offers else 1)
