"""The agreed words: every event with its required and its optional fields, and every clock, of the eight pathways.
Fields are only ever added, and optional; a slug is never renamed."""

import pytest

from goldenthread.pathways import HEALTH, PATHWAYS

ADVICE = """
    advice-requested contributor received_on? enclosures?
    advice-received contributor
    advice-nil-return contributor
    advice-refused contributor reasons
    existing-advice-agreed contributor dated agreed_by_author agreed_by_authority agreed_by_family
"""
EXCEPTIONS = """
    exception-recorded clock ground reason from? to? contributor? missed_on?
    exception-ended clock
"""
SETTINGS = """
    setting-consulted setting received_on?
    setting-responded setting outcome
"""
DRAFT = f"""
    draft-plan-sent served_on?
    draft-shared-with contributor
    clause-confirmed contributor
    representations-received
    meeting-requested
    setting-requested setting
    {SETTINGS}
    section-g-agreed icb
    final-plan-issued setting?
"""
ENDS = """
    request-withdrawn
    moved-out-of-area to
    died
"""
RIGHTS = """
    mediation-adviser-contacted wants_mediation
    mediation-certificate-issued
    appeal-lodged about?
"""
COMPLIANCE = """
    tribunal-order-made requires
    appeal-conceded requires
    mediation-agreement-made requires agreed_by? authority_party?
    decided-to-assess
    draft-plan-sent served_on?
    final-plan-issued setting?
    decided-not-to-issue reasons? served_on?
    amended-plan-issued setting?
    plan-ceased reason
    agreed-action-done
"""
AMENDMENT = """
    amendment-notice-sent served_on? outside_review?
    representations-received
"""

EVENTS = {
    "ehc-needs-assessment": f"""
        request-received by?
        brought-to-attention by?
        family-consulted
        notified-considering
        decided-to-assess
        decided-not-to-assess reasons?
        {ADVICE} {EXCEPTIONS}
        decided-to-issue
        decided-not-to-issue reasons? served_on?
        {DRAFT}
        placed-for-assessment setting
        {ENDS} {RIGHTS} {COMPLIANCE}
    """,
    "annual-review": f"""
        plan-made date_of_birth?
        previous-review-completed
        review-meeting-arranged meeting_on
        review-advice-requested contributor
        review-advice-circulated
        review-meeting-held attended?
        review-report-sent
        decided-to-maintain
        decided-to-amend
        decided-to-cease
        {AMENDMENT}
        decided-not-to-amend reasons?
        {RIGHTS} {COMPLIANCE}
    """,
    "phase-transfer": f"""
        phase-transfer-identified phase transfer_on
        preference-received setting
        {SETTINGS} {AMENDMENT}
        amended-plan-issued setting
        transferred
        {RIGHTS}
    """,
    "reassessment": f"""
        reassessment-requested by?
        decided-to-reassess own_motion?
        decided-not-to-reassess
        {ADVICE} {EXCEPTIONS} {DRAFT}
        review-completed
        {RIGHTS} {COMPLIANCE}
    """,
    "plan-cessation": f"""
        cessation-considered
        family-consulted
        setting-consulted setting
        decided-to-cease reason?
        appeal-decided outcome
        plan-ceased reason
        age-limit-checked date_of_birth setting_type ends_on?
        {RIGHTS}
    """,
    "plan-transfer": """
        authority-aware-of-move move_on
        plan-transferred last_review_on? plan_made_on?
        family-told-of-transfer
        review-completed
        icb-aware-of-change old new
        new-icb-notified
        new-icb-cannot-arrange
        assessment-or-review-requested
    """,
    "mediation": f"""
        mediation-requested issues
        mediation-declined
        icb-notified-of-issues received_on?
        mediation-arranged meeting_on
        mediation-not-arranged
        mediation-held outcome
        mediation-certificate-issued
        authority-told-of-agreement
        {COMPLIANCE}
    """,
    "tribunal-appeal": f"""
        appeal-lodged about
        appeal-sent-to-authority
        response-sent
        hearing-held
        appeal-withdrawn
        recommendation-made to
        recommendation-response-sent by
        recommendation-response-received by
        response-copied by
        {COMPLIANCE}
    """,
}

COMPLY = """comply-notify-assessment comply-decide-not-to-issue comply-draft-plan comply-final-plan comply-reconsider
    comply-amend-plan comply-cease comply-other-action"""
APPEALS = "contact-mediation-adviser lodge-appeal"
CLOCKS = {
    "ehc-needs-assessment": f"""decide-whether-to-assess advice decide-whether-to-issue issue-final-plan
        draft-representations setting-consultation remain-in-special-school {APPEALS} {COMPLY}""",
    "annual-review": f"""complete-review give-notice-of-meeting circulate-review-advice send-review-report
        decide-after-review amendment-representations issue-amended-plan early-years-review {APPEALS} {COMPLY}""",
    "phase-transfer": f"phase-transfer-plan {APPEALS}",
    "reassessment": f"""decide-whether-to-reassess issue-plan-after-reassessment review-after-reassessment advice
        draft-representations {APPEALS} {COMPLY}""",
    "plan-cessation": f"keep-plan age-limit {APPEALS}",
    "plan-transfer": """transfer-plan tell-family-of-transfer review-after-transfer notify-new-icb
        request-assessment-or-review""",
    "mediation": f"""notify-icb-of-issues arrange-mediation tell-family-of-mediation issue-certificate
        tell-authority-of-agreement {COMPLY}""",
    "provision-delivery": "confirm-provision-in-place say-whether-provision-in-place",
    "tribunal-appeal": f"respond-to-appeal respond-to-recommendation copy-response-to-secretary-of-state {COMPLY}",
}


def agreed():
    for pathway, text in EVENTS.items():
        for line in filter(None, map(str.strip, text.splitlines())):
            slug, *fields = line.split()
            yield pathway, slug, fields


@pytest.mark.parametrize("pathway, slug, fields", list(agreed()))
def test_every_event_has_the_agreed_fields(pathway, slug, fields):
    known = {f.name: f for f in PATHWAYS[pathway].events[slug].fields}
    required = {f for f in fields if not f.endswith("?")}
    assert {name for name, f in known.items() if f.required is True} == required
    assert {f.removesuffix("?") for f in fields} <= set(known)


@pytest.mark.parametrize("pathway", CLOCKS)
def test_every_agreed_clock_is_written(pathway):
    assert set(CLOCKS[pathway].split()) <= {c.slug for c in PATHWAYS[pathway].clocks}


@pytest.mark.parametrize("pathway", PATHWAYS)
def test_an_entry_can_be_corrected_on_every_pathway_and_an_exception_tried_where_the_law_has_any(pathway):
    """No exception excuses a wait for a health service nor a complaint: nothing there is a limit of the SEND Regulations."""
    events = set(PATHWAYS[pathway].events)
    assert "corrected" in events
    assert ({"exception-recorded", "exception-ended"} <= events) == (pathway not in (*HEALTH, "complaint"))


@pytest.mark.parametrize("pathway", [p for p in PATHWAYS.values() if p.reads], ids=lambda p: p.slug)
def test_what_is_read_from_a_linked_case_is_understood_as_it_was_recorded_there(pathway):
    for slug in pathway.reads:
        here = {f.name: f for f in pathway.events[slug].fields}
        for other in PATHWAYS.values():
            there = {f.name: f for f in other.events[slug].fields} if slug in other.events else here
            assert {n: f.type for n, f in there.items()}.items() <= {n: f.type for n, f in here.items()}.items()
            assert {n for n, f in here.items() if f.required is True} <= set(there)


@pytest.mark.parametrize("pathway", PATHWAYS.values(), ids=lambda p: p.slug)
def test_what_starts_a_compliance_clock_is_never_read_from_a_linked_case(pathway):
    assert not {"tribunal-order-made", "appeal-conceded", "mediation-agreement-made"} & set(pathway.reads)


@pytest.mark.parametrize("pathway", PATHWAYS.values(), ids=lambda p: p.slug)
def test_every_clock_cites_its_rule_and_says_who_owes_it(pathway):
    assert all(c.cite and c.title and c.owed_by for c in pathway.clocks)
