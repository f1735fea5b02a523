"""The children's learning disability service. Dates are worked out by hand beside each."""

from goldenthread.pathways import PATHWAYS

PATHWAY = "learning-disability"
RECEIVED = "2026-03-02 referral-received"


def test_a_tier_of_risk_is_looked_at_again_by_the_day_set_with_it(clocks):
    tiers = ("2026-03-05 risk-tier-set tier=highest reason=exclusion review_on=2026-04-02",
             "2026-04-09 risk-tier-set tier=raised reason=settled review_on=2026-07-01")  # fmt: skip
    found = clocks(RECEIVED, *tiers)
    first, second = found.all("review-risk-tier")
    assert (first.due, first.stopped, first.status, first.kind) == ("2026-04-02", "2026-04-09", "late", "local")
    assert (second.due, second.stopped) == ("2026-07-01", None)
    assert "review-risk-tier" not in clocks(RECEIVED, tiers[1], "2026-05-01 discharged")


def test_the_waits_are_for_the_contact_the_specialist_assessment_and_the_support(clocks):
    found = clocks(RECEIVED, "2026-05-01 contact-attended mechanism=face-to-face",
                   "2026-09-01 specialist-assessment-done which=functional-assessment")  # fmt: skip
    stopped = {c.clock: c.stopped for c in found.clocks}
    assert (stopped["first-contact"], stopped["specialist-assessment"], stopped["support-start"]) == ("2026-05-01", "2026-09-01", None)
    assert {c.started for c in found.clocks} == {"2026-03-02"}
    assert not found.duties


def test_the_tier_and_what_was_found_are_the_services_own_notes():
    kinds = {slug: e.kind_of_data for slug, e in PATHWAYS[PATHWAY].events.items()}
    assert {kinds[s] for s in ("risk-tier-set", "unmet-need-noted", "specialist-assessment-done")} == {"own-service-clinical-note"}
    assert {kinds[s] for s in ("referral-received", "support-started")} == {"other-health-services"}
