"""Row-level security of plans. All of a plan is one kind of data, drafts and final plan; what a contributor or a
setting answers is accepted from whoever may read the plan it answers."""

from goldenthread.access.rls import Protected

_KIND = "'drafts-and-final-plan'::text"
_CASE = '"case"'


def _of_a_plan(table: str, writes: str, columns: str = "") -> Protected:
    return Protected(table, kind=_KIND, case=_CASE, writes=writes, columns=columns)


def _answer(table: str, writes: str, mine: str, columns: str = "") -> Protected:
    """Written by those who may read the plan: about themselves."""
    return Protected(
        table,
        kind=_KIND,
        case=_CASE,
        writes=writes,
        columns=columns,
        accepts=f"({Protected(table, kind=_KIND, case=_CASE).admits('read')} and ({mine}))",
    )


_PLAN_WRITER = Protected("plans_plan", kind=_KIND, case=_CASE).admits("write")

PROTECTED = (
    _of_a_plan("plans_plan", "insert update", "(sent_on, issued_on, setting_id, setting_type, revision)"),
    _of_a_plan("plans_clause", "insert update", "(text, details, number, need, outcome, removed)"),
    _answer("plans_signback", "insert update", f"by = access_viewer() or {_PLAN_WRITER}", "(decision, decision_reason)"),
    _of_a_plan("plans_disclosure", "insert"),
    _answer("plans_comment", "insert update", f"by = access_viewer() or {_PLAN_WRITER}", "(answer, answered_by)"),
    _answer("plans_consultation", "insert update", "true", "(reply, reasons, steps, replied_by, replied_at)"),
    _answer("plans_icbagreement", "insert", "agreed_by = access_viewer()"),
    _of_a_plan("plans_issueddocument", "insert"),
)
