"""Row-level security of requests, advice and the queue."""

from goldenthread.access.rls import Protected, holds

_CASEWORK = "'ehc-request-and-stage'::text"
# Advice that is not sent yet is its author's alone.
_SENT_OR_MINE = "(sent_at is not null or author = access_viewer())"
_ADVICE = Protected("assessments_advice", kind="kind_of_data::text", case='"case"')

PROTECTED = (
    # A request holds where its author lives, which the other parent may not learn: it is for casework alone. It is begun,
    # saved, sent and decided through functions. Nobody reads what is not sent, save an officer who takes it by telephone.
    Protected(
        "assessments_request",
        kind=_CASEWORK,
        case='"case"',
        level="write",
        and_also="(sent_at is not null or taken_by = access_viewer())",
        reads="(id, reference, owner_id, asked_by, answers, started_at, saved_at, sent_at, received_on, taken_by,"
        ' outcome, child_id, "case", decided_by, decided_at)',
    ),
    Protected(
        "assessments_requestfile",
        kind=_CASEWORK,
        level="write",
        and_also="(exists (select 1 from assessments_request r where r.id = request_id))",
    ),
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
        shows=holds("educational-psychologist", "principal-educational-psychologist", "la-send-manager"),
        accepts=holds("principal-educational-psychologist"),
        writes="insert update",
    ),
    # Added to by the table of weeks itself, and by nothing else.
    Protected(
        "assessments_weekchange",
        shows=holds("educational-psychologist", "principal-educational-psychologist", "la-send-manager"),
    ),
    # Added to by the function that gives a case to somebody, and by nothing else. Its reasons weigh one child against
    # others, so they are read by those who look after the queue, and by no family.
    Protected(
        "assessments_queuemove",
        kind=_CASEWORK,
        case='"case"',
        and_also=holds("principal-educational-psychologist", "la-send-manager"),
    ),
)
