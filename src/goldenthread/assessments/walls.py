"""Row-level security of requests, advice and the queue."""

from goldenthread.access.rls import Protected

_CASEWORK = "'ehc-request-and-stage'::text"
# Advice that is not sent yet is its author's alone.
_SENT_OR_MINE = "(sent_at is not null or author = access_viewer())"
_ADVICE = Protected("assessments_advice", kind="kind_of_data::text", case='"case"')

PROTECTED = (
    Protected(
        "assessments_request",
        kind=_CASEWORK,
        and_also="(sent_at is not null or taken_by = access_viewer())",
        writes="insert update",
        columns="(outcome, child_id, \"case\", decided_by, decided_at)",
        reads="(id, reference, owner_id, asked_by, answers, started_at, saved_at, sent_at, received_on, taken_by,"
        ' outcome, child_id, "case", decided_by, decided_at)',
    ),
    Protected("assessments_requestfile", kind=_CASEWORK, writes="insert update", columns="(child_id)"),
    Protected(
        "assessments_advice",
        kind="kind_of_data::text",
        case='"case"',
        and_also=_SENT_OR_MINE,
        accepts=f"({_ADVICE.admits('write')} and author = access_viewer())",
        writes="insert update",
        columns="(body, revision, report_id, registration, author_name, saved_at, sent_at)",
    ),
    # A working week holds nothing of a child.
    Protected(
        "assessments_workingweek",
        shows="(access_holds(array['educational-psychologist', 'principal-educational-psychologist', 'la-send-manager'], owner_id))",
        accepts="(access_holds(array['principal-educational-psychologist'], owner_id))",
        writes="insert update",
    ),
    Protected("assessments_queuemove", kind=_CASEWORK, case='"case"', writes="insert"),
)
