"""What is left of a case when it ends: an open clock that the end makes pointless is dropped, never met; what was done
stays as it was done; the family's rights outlive everything but a death. And what each clock is: a floor, or not the law."""

import pytest

from goldenthread.pathways import HEALTH, PATHWAYS

MOVED, REPORTED = "moved-out-of-area to=Suffolk", "reported-closed reason=moved"
ENDED = ["request-withdrawn", MOVED, "died", REPORTED]
PLAN_ENDED = ["plan-ceased reason=needs-met", MOVED, "died", REPORTED]
RIGHTS = {"contact-mediation-adviser", "lodge-appeal"}

ASSESSING = (
    "2026-02-02 request-received",
    "2026-02-03 advice-requested contributor=health",
    "2026-02-03 advice-requested contributor=family",
    "2026-02-03 setting-consulted setting=Oak",
)
DRAFTED = ("2026-02-02 request-received", "2026-02-03 draft-plan-sent")
ASKED = ("2026-02-02 reassessment-requested", *ASSESSING[1:3])
REASSESSING = ("2026-02-02 decided-to-reassess", *ASSESSING[1:], "2026-02-03 draft-plan-sent")
REASSESSED = ("2026-02-02 final-plan-issued",)
ARRANGED = ("2026-02-02 plan-made date_of_birth=2023-01-01", "2026-02-03 review-meeting-arranged meeting_on=2026-06-01")
HELD = ("2026-02-02 review-meeting-held",)
NOTICE = (*HELD, "2026-02-03 amendment-notice-sent")
OUTSIDE = ("2026-02-03 amendment-notice-sent",)
TRANSFERS = [
    (
        f"2026-02-02 phase-transfer-identified phase={phase} transfer_on=2027-09-01",
        "2026-02-03 setting-consulted setting=Oak",
    )
    for phase in ("infant-to-junior", "secondary-to-post-16", "post-16-to-post-16")
]
CHECKED = "2026-02-02 age-limit-checked date_of_birth=2001-03-10 setting_type="
MOVING = (
    "2026-02-02 authority-aware-of-move move_on=2026-06-01",
    "2026-02-02 icb-aware-of-change old=QH8 new=QM7",
    "2026-02-02 plan-transferred",
)

LEFT = [
    *(("ehc-needs-assessment", journal, end, set()) for journal in (ASSESSING, DRAFTED) for end in ENDED),
    ("ehc-needs-assessment", ASSESSING, "decided-not-to-assess", {"decide-whether-to-assess", *RIGHTS}),
    ("ehc-needs-assessment", ASSESSING, "decided-not-to-issue", {"decide-whether-to-issue", *RIGHTS}),
    ("ehc-needs-assessment", ASSESSING, "final-plan-issued", {"issue-final-plan", *RIGHTS}),
    ("ehc-needs-assessment", DRAFTED, "decided-not-to-assess", RIGHTS),
    ("ehc-needs-assessment", DRAFTED, "decided-not-to-issue", RIGHTS),
    ("ehc-needs-assessment", DRAFTED, "final-plan-issued", {"draft-representations", "issue-final-plan", *RIGHTS}),
    *(("reassessment", journal, end, set()) for journal in (ASKED, REASSESSING) for end in ENDED),
    *(("reassessment", REASSESSED, end, set() if end == "died" else RIGHTS) for end in ENDED),
    ("reassessment", ASKED, "decided-not-to-reassess", {"decide-whether-to-reassess", *RIGHTS}),
    ("reassessment", ASKED, "final-plan-issued", {"review-after-reassessment", *RIGHTS}),
    ("reassessment", REASSESSING, "decided-not-to-issue", RIGHTS),
    ("reassessment", REASSESSING, "final-plan-issued",
     {"issue-plan-after-reassessment", "draft-representations", "review-after-reassessment", *RIGHTS}),
    *(("annual-review", ARRANGED, end, {"give-notice-of-meeting"}) for end in PLAN_ENDED),  # met when it was given
    *(("annual-review", HELD, end, set()) for end in PLAN_ENDED),
    *(("annual-review", NOTICE, end, {"decide-after-review"}) for end in PLAN_ENDED),  # met by the notice
    *(("annual-review", OUTSIDE, end, set()) for end in PLAN_ENDED),
    ("annual-review", HELD, "previous-review-completed", {"complete-review"}),
    # The report of the meeting is owed whatever is decided.
    *(("annual-review", HELD, decision, {"complete-review", "decide-after-review", "send-review-report", *RIGHTS})
      for decision in ("decided-to-maintain", "decided-to-cease")),
    ("annual-review", HELD, "amendment-notice-sent",
     {"complete-review", "decide-after-review", "send-review-report", "amendment-representations", "issue-amended-plan"}),
    *(("phase-transfer", journal, end, set()) for journal in TRANSFERS for end in ("plan-ceased", "moved-out-of-area", "died")),
    *(("phase-transfer", OUTSIDE, end, set()) for end in ("plan-ceased", "moved-out-of-area", "died")),
    *(("phase-transfer", journal, "transferred", {"phase-transfer-plan"}) for journal in TRANSFERS),
    *(("phase-transfer", journal, "amended-plan-issued setting=Oak", {"phase-transfer-plan", *RIGHTS}) for journal in TRANSFERS),
    *(("plan-cessation", ASSESSING[3:], end, set()) for end in ("plan-ceased reason=needs-met", "died")),
    ("plan-cessation", ASSESSING[3:], "decided-to-cease", {"keep-plan", *RIGHTS}),
    ("plan-cessation", ("2026-02-02 decided-to-cease",), "died", set()),
    *(("plan-cessation", (CHECKED + kind,), "died", set()) for kind in ("further-education", "apprenticeship")),
    ("plan-transfer", MOVING[:2], "died", set()),
    ("plan-transfer", MOVING[2:], "died", set()),
    ("plan-transfer", ("2026-02-02 new-icb-cannot-arrange",), "died", set()),
    ("plan-transfer", ("2026-02-02 new-icb-notified", "2026-02-02 new-icb-cannot-arrange"), "died", set()),
]  # fmt: skip


@pytest.mark.parametrize("pathway, journal, end, left", LEFT)
def test_what_is_left_of_a_case(clocks, pathway, journal, end, left):
    assert {c.clock for c in clocks(*journal, f"2026-02-10 {end}", pathway=pathway).clocks} == left


EVERYTHING = "assess,reassess,make-plan,reconsider,amend-contents,amend-placement,continue-and-amend,cease,other-action"


@pytest.mark.parametrize("source", ["tribunal-order-made", "appeal-conceded", "mediation-agreement-made"])
@pytest.mark.parametrize(
    "pathway, end",
    [*(("ehc-needs-assessment", e) for e in ENDED), *(("reassessment", e) for e in ENDED), *(("annual-review", e) for e in PLAN_ENDED)],
)  # fmt: skip
def test_nothing_is_still_required_on_a_case_that_ended(clocks, pathway, end, source):
    c = clocks(f"2026-02-02 {source} requires={EVERYTHING}", f"2026-02-10 {end}", pathway=pathway)
    assert {x.clock for x in c.clocks} == ({"comply-cease"} if end.startswith("plan-ceased") else set())


REPEATED = [
    ("ehc-needs-assessment", "request-received", "issue-final-plan"),
    ("ehc-needs-assessment", "decided-not-to-issue", "remain-in-special-school"),
    ("reassessment", "reassessment-requested", "decide-whether-to-reassess"),
    ("reassessment", "decided-to-reassess", "issue-plan-after-reassessment"),
    ("reassessment", "final-plan-issued", "review-after-reassessment"),
    ("plan-transfer", "authority-aware-of-move move_on=2026-02-10", "transfer-plan"),
    ("plan-transfer", "plan-transferred", "tell-family-of-transfer"),
    ("plan-transfer", "plan-transferred", "review-after-transfer"),
    ("mediation", "mediation-requested issues=health,education", "notify-icb-of-issues"),
    ("mediation", "mediation-requested issues=health,education", "arrange-mediation"),
    ("mediation", "mediation-agreement-made requires=continue authority_party=no", "tell-authority-of-agreement"),
    ("tribunal-appeal", "appeal-sent-to-authority", "respond-to-appeal"),
    ("annual-review", "plan-made date_of_birth=2024-01-01", "early-years-review"),
]


@pytest.mark.parametrize("pathway, event, clock", REPEATED)
def test_saying_it_again_later_gives_nobody_more_time(clocks, pathway, event, clock):
    placed = ["2026-02-01 placed-for-assessment setting=Birch"] * (event == "decided-not-to-issue")
    c = clocks(*placed, f"2026-02-02 {event}", f"2026-02-09 {event}", pathway=pathway)[clock]
    assert c.started == "2026-02-02"
    assert c.due == clocks(*placed, f"2026-02-02 {event}", pathway=pathway)[clock].due


FLOORS = {"draft-representations", "amendment-representations", "remain-in-special-school", "keep-plan", "age-limit"}
GUIDANCE = {"setting-consultation", "early-years-review"}


@pytest.mark.parametrize("pathway", PATHWAYS.values(), ids=lambda p: p.slug)
def test_the_five_floors_are_floors_and_nothing_else_is(pathway):
    assert {c.slug for c in pathway.clocks if c.floor} == FLOORS & {c.slug for c in pathway.clocks}
    assert not {c.slug for c in pathway.clocks if not c.floor} & FLOORS


@pytest.mark.parametrize("pathway", [p for s, p in PATHWAYS.items() if s not in HEALTH], ids=lambda p: p.slug)
def test_only_what_the_code_alone_expects_is_guidance(pathway):
    for c in pathway.clocks:
        expected = "guidance" if c.slug in GUIDANCE or (c.slug == "advice" and c.only_for) else "law"
        if c.slug in ("find-the-cause", "make-change", "check-recurrence"):
            expected = "local"  # what is learned of a disagreement
        if pathway.slug == "provision-delivery":
            expected = "local"  # four weeks are the area's own target
        if pathway.slug == "complaint":  # nothing of it is called law until somebody has verified it
            expected = "local" if c.kind == "local" else "guidance"
        assert c.kind == expected, c.slug
