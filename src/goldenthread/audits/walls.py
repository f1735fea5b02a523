"""Row-level security of audits. A manager draws the plans and says who grades; an auditor opens only what is theirs to grade, through
functions of their own and as long as the audit runs; nobody sees another's grades of a plan before all have given theirs."""

from goldenthread.access.rls import Protected, holds

_PLAN = "'drafts-and-final-plan'::text"
_CASEWORK = holds("la-send-manager", "la-send-caseworker")
_MANAGER = holds("la-send-manager")
_READS_PLANS = "owner_id in (select g.owner from access_by_owner('read', 'drafts-and-final-plan') g)"
_OF_ITS_AUDIT = "exists (select 1 from audits_audit a where a.id = audit_id and a.owner_id = {0}.owner_id and a.ended_on is null)"
_OF_ITS_SAMPLE = "exists (select 1 from audits_sampled s where s.id = sampled_id and s.owner_id = {0}.owner_id)"
_OF_ITS_CHILD = (
    'exists (select 1 from plans_plan p where p.id = plan and p.child_id = audits_sampled.child_id'
    ' and p.owner_id = audits_sampled.owner_id and p."case" = audits_sampled."case" and p.issued_on is not null)'
)
_ABOUT_ITS_PLAN = (
    'exists (select 1 from audits_sampled s where s.id = sampled_id and s.child_id = audits_finding.child_id'
    ' and s.owner_id = audits_finding.owner_id and s."case" = audits_finding."case" and s.plan = audits_finding.plan)'
)
_OF_ITS_FINDING = "exists (select 1 from audits_finding f where f.id = finding_id and f.owner_id = audits_answer.owner_id)"
_OWN_FINDING = "finding_id in (select f.id from audits_finding f where f.whose = access_viewer())"
_NOT_SHUT = 'child_id not in (select access_sealed()) and "case" not in (select access_hidden_cases())'
_WRITES_PLANS = Protected("audits_sampled", kind=_PLAN, case='"case"').admits("write")

PROTECTED = (
    # No child is in these three.
    Protected(
        "audits_audit", shows=f"({_READS_PLANS} or audits_grades_in(id))", accepts=f"({_MANAGER})", writes="insert update",
        columns="(shared_out, ended_on)",
    ),
    Protected("audits_auditor", shows=f"({_CASEWORK} or audits_grades_in(audit_id))", accepts=f"({_MANAGER} and {_OF_ITS_AUDIT.format('audits_auditor')})", writes="insert"),
    # The list of plans is a manager's, to check the draw.
    Protected("audits_population", shows=f"({_MANAGER})", accepts=f"({_MANAGER} and {_OF_ITS_AUDIT.format('audits_population')})", writes="insert"),
    Protected(
        "audits_sampled", kind=_PLAN, case='"case"',
        shows=f"({_NOT_SHUT} and ({_CASEWORK} or id in (select audits_opened()) or id in (select audits_found_on())))",
        accepts=f"({_MANAGER} and {_OF_ITS_AUDIT.format('audits_sampled')} and {_OF_ITS_CHILD} and {_WRITES_PLANS})",
        writes="insert",
    ),
    # That somebody has given their grades is no secret; who they are is casework's and their colleagues'.
    Protected(
        "audits_reading",
        shows=f"(({_MANAGER}) or id in (select audits_shown_readings()))",
        accepts=f'(({_MANAGER} and given_at is null and {_OF_ITS_SAMPLE.format("audits_reading")}) or ("user" = access_viewer() and audits_opens(sampled_id)))',
        writes="insert update", columns="(given_at)",
    ),
    Protected("audits_grade", shows="(reading_id in (select audits_shown_readings()))", accepts="(audits_is_being_graded(reading_id))", writes="insert update", columns="(grade, why)"),
    Protected(
        "audits_agreed", shows=f"({_CASEWORK} or sampled_id in (select audits_opened()))",
        accepts="(by = access_viewer() and audits_agrees(sampled_id, owner_id))", writes="insert",
    ),
    Protected(
        "audits_finding", kind=_PLAN, case='"case"',
        shows=f"({_NOT_SHUT} and ({_CASEWORK} or audits_shows_finding(owner_id, whose, made_by)))",
        accepts=f"({_NOT_SHUT} and made_by = access_viewer() and {_ABOUT_ITS_PLAN} and (audits_opens(sampled_id) or {_MANAGER}))",
        writes="insert",
    ),
    Protected(
        "audits_answer",
        shows="(exists (select 1 from audits_finding f where f.id = finding_id))",
        accepts=f"(by = access_viewer() and {_OF_ITS_FINDING} and ({_MANAGER} or {_OWN_FINDING}))",
        writes="insert",
    ),
)
