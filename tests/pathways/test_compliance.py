"""What an order, a concession or a mediation agreement requires, and by when."""

import pytest

PATHWAY = "tribunal-appeal"
# Monday 20 July 2026, so that August must count in full:
# + 14 = 3 August, + 35 = 24 August, + 70 = 28 September, + 77 = 5 October, + 98 = 26 October.
REQUIREMENTS = {
    "assess": {
        "comply-notify-assessment": "2026-08-03",
        "comply-decide-not-to-issue": "2026-09-28",
        "comply-final-plan": "2026-10-26",
    },
    "make-plan": {"comply-draft-plan": "2026-08-24", "comply-final-plan": "2026-10-05"},
    "reconsider": {"comply-reconsider": "2026-08-03"},
    "amend-contents": {"comply-amend-plan": "2026-08-24"},
    "amend-placement": {"comply-amend-plan": "2026-08-03"},
    "continue": {},
    "continue-and-amend": {"comply-amend-plan": "2026-08-24"},
    "cease": {"comply-cease": "2026-07-20"},
    "other-action": {"comply-other-action": "2026-08-03"},
}
REQUIREMENTS["reassess"] = REQUIREMENTS["assess"]
CASES = ["tribunal-appeal", "mediation", "ehc-needs-assessment", "annual-review", "reassessment"]
SOURCES = ["tribunal-order-made", "appeal-conceded", "mediation-agreement-made"]


@pytest.mark.parametrize("pathway", CASES)
@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("requires", REQUIREMENTS)
def test_each_requirement_has_its_limit_from_each_source(clocks, pathway, source, requires):
    c = clocks(f"2026-07-20 {source} requires={requires}", pathway=pathway)
    comply = {x.clock: (x.for_, x.started, x.due) for x in c.clocks if x.clock.startswith("comply-")}
    assert comply == {k: (requires, "2026-07-20", due) for k, due in REQUIREMENTS[requires].items()}


def test_christmas_counts_in_full(clocks):
    # 14 December 2026 + 14 = 28 December, a bank holiday: it does not roll.
    c = clocks("2026-12-14 tribunal-order-made requires=assess")["comply-notify-assessment"]
    assert (c.due, c.working_target) == ("2026-12-28", "2026-12-24")


@pytest.mark.parametrize("requires", [r for r, found in REQUIREMENTS.items() if found])
def test_a_mediation_agreement_may_set_another_day_in_writing(clocks, requires):
    c = clocks(f"2026-07-20 mediation-agreement-made requires={requires} agreed_by=2026-09-09", pathway="mediation")
    assert {x.due for x in c.clocks if x.clock.startswith("comply-")} == {"2026-09-09"}


MET_BY = [
    ("assess", "comply-notify-assessment", "decided-to-assess"),
    ("reassess", "comply-notify-assessment", "decided-to-assess"),
    ("reassess", "comply-notify-assessment", "decided-to-reassess"),
    ("assess", "comply-decide-not-to-issue", "decided-not-to-issue reasons=no"),
    ("assess", "comply-final-plan", "final-plan-issued setting=Oak"),
    ("make-plan", "comply-draft-plan", "draft-plan-sent served_on=2026-11-02"),
    ("make-plan", "comply-final-plan", "final-plan-issued"),
    ("reconsider", "comply-reconsider", "draft-plan-sent"),
    ("reconsider", "comply-reconsider", "decided-not-to-issue served_on=2026-11-02"),
    ("amend-contents", "comply-amend-plan", "amended-plan-issued"),
    ("amend-placement", "comply-amend-plan", "amended-plan-issued setting=Oak"),
    ("continue-and-amend", "comply-amend-plan", "amended-plan-issued"),
    ("other-action", "comply-other-action", "agreed-action-done"),
    ("cease", "comply-cease", "plan-ceased reason=needs-met"),
]


@pytest.mark.parametrize("requires, clock, event", MET_BY)
@pytest.mark.parametrize("pathway", CASES)
@pytest.mark.parametrize("source", SOURCES)
def test_what_meets_each_requirement(clocks, pathway, source, requires, clock, event):
    due = REQUIREMENTS[requires][clock]
    c = clocks(f"2026-07-20 {source} requires={requires}", f"{due} {event}", as_at="2026-12-01", pathway=pathway)
    assert (c[clock, requires].stopped, c[clock, requires].status) == (due, "met")


def test_refusing_and_issuing_both_show_until_one_is_done(clocks):
    order = "2026-07-20 tribunal-order-made requires=assess"
    both = {"comply-decide-not-to-issue", "comply-final-plan"}
    assert both <= {x.clock for x in clocks(order).clocks}
    assert "comply-final-plan" not in clocks(order, "2026-09-20 decided-not-to-issue")
    assert "comply-decide-not-to-issue" not in clocks(order, "2026-10-20 final-plan-issued")


def test_a_draft_sent_early_does_not_meet_an_order(clocks):
    c = clocks("2026-07-01 draft-plan-sent", "2026-07-20 tribunal-order-made requires=make-plan", as_at="2026-08-25")
    assert c["comply-draft-plan"].status == "overdue"


def test_several_requirements_have_a_clock_each(clocks):
    c = clocks("2026-07-20 tribunal-order-made requires=amend-contents,amend-placement")
    assert c["comply-amend-plan", "amend-contents"].due == "2026-08-24"
    assert c["comply-amend-plan", "amend-placement"].due == "2026-08-03"


def test_placement_conceded_together_with_contents_has_five_weeks(clocks):
    c = clocks("2026-07-20 appeal-conceded requires=amend-contents,amend-placement")
    assert {x.due for x in c.all("comply-amend-plan")} == {"2026-08-24"}
    assert c["comply-amend-plan", "amend-placement"].cite == "r.45(5)(b)"


def test_each_source_is_cited(clocks):
    def cited(source, pathway="tribunal-appeal"):
        return clocks(f"2026-07-20 {source} requires=amend-contents", pathway=pathway)["comply-amend-plan"].cite

    assert cited("tribunal-order-made") == "r.44(2)(e)"
    assert cited("appeal-conceded") == "r.45(4)"
    assert cited("mediation-agreement-made", "mediation") == "r.42(2), (5), as r.44(2)(e)"


def test_the_familys_withdrawal_drops_what_was_ordered(clocks):
    c = clocks(
        "2026-07-20 tribunal-order-made requires=assess", "2026-07-25 request-withdrawn", pathway="ehc-needs-assessment"
    )
    assert c.clocks == []
