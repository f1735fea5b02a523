"""Row-level security of plans. All of a plan is one kind of data, and within it regulation 17 narrows who reads what:
casework and the bodies' own officers read all, a family reads what was sent to it, and everybody else only what was
disclosed to them, on a recorded ground."""

from goldenthread.access.rls import NOBODY, Protected, holds

_KIND = "'drafts-and-final-plan'::text"
_CASE = '"case"'
_OFFICER = "owner_id in (select g.owner from access_by_owner('read', 'drafts-and-final-plan') g)"
_FAMILY = "child_id in (select g.child from access_by_family('read', 'drafts-and-final-plan') g)"
_LEADS = holds("la-send-manager", "system-administrator")
_WRITER = Protected("plans_plan", kind=_KIND, case=_CASE).admits("write")


def _of_a_plan(table: str, also: str, writes: str, columns: str = "", accepts: str | None = None) -> Protected:
    shape = Protected(table, kind=_KIND, case=_CASE, and_also=f"({_OFFICER} or {also})", writes=writes, columns=columns)
    if accepts is None:
        return Protected(**{**vars(shape), "accepts": Protected(table, kind=_KIND, case=_CASE).admits("write")})
    # Answers are accepted from whoever may read what they answer, about themselves.
    reads = Protected(table, kind=_KIND, case=_CASE).admits("read")
    return Protected(**{**vars(shape), "accepts": f"({reads} and ({accepts} or {_WRITER}))"})


# Asked as sets, once a question: a list of plans or of their lines is long. Of one plan, `plans_shows` and `plans_concerns` ask the same set.
_GIVEN_WHOLE = "plan_id in (select g.plan from plans_given() g where g.part = '')"
_CLAUSE_SHOWN = "exists (select 1 from plans_clause c where c.id = clause_id and c.plan_id = {0}.plan_id)"
# Whoever may read the whole draft answers for their own advice alone.
_OWN_WORDS = """exists (select 1 from plans_clause c where c.id = clause_id and c.contributor = plans_signback.contributor)
    and plans_may_confirm("case", contributor)"""

PROTECTED = (
    _of_a_plan(
        "plans_plan", "id in (select g.plan from plans_given() g)", "insert update", "(sent_on, issued_on, setting_id, setting_type, revision, withdrawn)"
    ),
    _of_a_plan(
        "plans_clause",
        f"""{_GIVEN_WHOLE} or (plan_id, section::text) in (select g.plan, g.part from plans_given() g)
            or advice in (select plans_own_advice()) and plan_id in (select g.plan from plans_given() g where g.part = 'own')""",  # noqa: S608 - names from the code
        "insert update",
        "(section, text, details, number, need, outcome, removed, removed_reason, because, why, edited_name)",
    ),
    _of_a_plan(
        "plans_signback",
        "by = access_viewer()",
        "insert update",
        "(decision, decision_reason)",
        accepts=f"by = access_viewer() and decision = '' and {_CLAUSE_SHOWN.format('plans_signback')} and {_OWN_WORDS}",
    ),
    _of_a_plan("plans_disclosure", f"reader = access_viewer() or organisation_id in (select plans_acts_for()) or {_FAMILY}", "insert"),
    _of_a_plan(
        "plans_comment",
        _FAMILY,
        "insert update",
        "(answer, answered_by)",
        accepts=f"by = access_viewer() and answer = '' and {_FAMILY} and plans_concerns(plan_id)",
    ),
    # Between whoever of the family sent it and those who read the whole of a plan. It is sent through plans_offer.
    _of_a_plan("plans_offering", "by = access_viewer()", "update", "(decision, decision_reason, decided_name, line)"),
    _of_a_plan(
        "plans_consultation",
        f"setting_id in (select plans_acts_for()) or {_FAMILY}",
        "insert update",
        "(reply, reasons, steps, replied_by, replied_at)",
        accepts="setting_id in (select plans_acts_for())",
    ),
    Protected(
        "plans_unsentreply", kind=_KIND, case=_CASE, and_also="by = access_viewer()", writes="insert update", columns="(typed)",
        accepts=Protected(
            "plans_unsentreply", kind=_KIND, case=_CASE,
            and_also="by = access_viewer() and exists (select 1 from plans_consultation k where k.id = consultation_id and k.setting_id in (select plans_acts_for()))",
        ).admits("read"),
    ),  # fmt: skip
    # It is asked for through plans_ask_for_copy.
    _of_a_plan("plans_copyasked", "setting_id in (select plans_acts_for())", "update", "(decision, decision_reason, decided_name, decided_at)"),
    # The council's officers write to the other council, and write down what it answers.
    _of_a_plan("plans_authorityasked", "false", "insert update", "(answer, answered_by, answered_on)"),
    _of_a_plan(
        "plans_icbagreement",
        "agreed_by = access_viewer()",
        "insert",
        accepts=f"agreed_by = access_viewer() and plans_agrees_for_icb(child_id) and {_OFFICER}",
    ),
    # No child is in it. Whoever takes a plan away as a Word document has it in the council's own clothes.
    Protected("plans_wordtemplate", shows="(true)", accepts=f"({_LEADS} and sent_by = access_viewer())", writes="insert"),
    # Kept for totals and lists: read and written through functions alone.
    Protected("plans_touched", shows=NOBODY),
    Protected("plans_kept", shows=NOBODY),
    Protected("plans_overseen", shows=NOBODY),
    _of_a_plan("plans_issueddocument", _GIVEN_WHOLE, "insert"),
)
