"""Row-level security of what passes between a family and those who work for their child."""

from dataclasses import replace

from goldenthread.access.rls import Protected, holds
from goldenthread.families import walls_access

MESSAGES = "'messages-to-family'::text"
_NAVIGATOR = holds("send-navigator")
_OFFICER = "owner_id in (select families_casework())"

_QUESTION = Protected(
    "families_question",
    kind="'messages-to-family'::text",
    case='"case"',
    and_also=f"(asked_by = access_viewer() or shared and child_id in (select g.child from access_by_family('read', 'messages-to-family') g) or {_OFFICER})",  # noqa: S608
)
_COMPLAINT = Protected(
    "families_complaint", kind="'complaints-and-tribunal'::text", case='"case"',
    and_also=f"(made_by = access_viewer() or {_OFFICER} or owner_id in (select families_answers_for()))",  # noqa: S608
)
_UPDATE = Protected("families_update", kind="'messages-to-family'::text", case='"case"')

# What somebody opened outside their work is read only.
_NOT_OPENED = "child_id not in (select g.child_id from access_breakglass g where g.user_id = access_viewer() and g.closes_at > now())"

# A draft is its author's alone. What was sent is read as its kind is: home's as a message of the family, school's as its record of support.
_NEEDS = Protected(
    "families_needsanswer", kind="kind_of_data::text", and_also="(sent_on is not null or by = access_viewer())", writes="insert update", columns="(levels, words, sent_on, at)"
)

PROTECTED = (
    *walls_access.PROTECTED,
    _NEEDS,
    # Said to the whole family, in an officer's own name.
    Protected(
        "families_update",
        kind="'messages-to-family'::text",
        case='"case"',
        accepts=f"({_UPDATE.admits('write')} and {_OFFICER} and by = access_viewer())",
        writes="insert",
    ),
    # A question is between whoever asked it and the council's officers: one parent does not read the other's, unless that
    # parent chose so. Nobody else at work reads it, though they may write to the family.
    replace(
        _QUESTION,
        # Answered by officers, and by a manager where it was put to them.
        accepts=f"({_QUESTION.admits('write')} or ({_QUESTION.admits('read')} and families_put_to(\"to\", owner_id, coalesce(answered_on, asked_on))))",
        writes="insert update",
        columns="(answer, answered_by, answered_name, answered_on, answered_at)",
    ),
    # A person's own wish: the other parent does not read it. Who works with the family's contact does.
    Protected(
        "families_wish",
        and_also="(\"user\" = access_viewer() or child_id not in (select access_own_family()))",
        accepts=f"({Protected('families_wish').admits('write')} and \"user\" = access_viewer())",
        writes="insert",
    ),
    Protected(
        "families_otherwise", kind=MESSAGES, case='"case"', and_also=_OFFICER, accepts=f"({Protected('families_otherwise', kind=MESSAGES, case=chr(34) + 'case' + chr(34)).admits('read')} and {_OFFICER})",
        writes="insert update", columns="(done_on, done_by_name)",
    ),
    # Suggested by anybody at work who reads what passes with the family, in their own name; the family says by a function what became of it.
    Protected(
        "families_signpost",
        kind="'messages-to-family'::text",
        accepts=f"({Protected('families_signpost', kind=MESSAGES).admits('read')} and by = access_viewer() and said_on is null and child_id not in (select access_own_family()) and {_NOT_OPENED})",
        writes="insert",
    ),
    # Whoever made it, and the body complained of: those who do or lead the council's casework, or whoever an NHS body names. Of two bodies the one
    # that leads answers, and who answers for the other reads it. The queue alone opens its case.
    Protected(
        "families_complaint",
        shows=f"({_COMPLAINT.admits('read')} or with_body_id in (select families_answers_for()) and child_id not in (select access_sealed()))",
        accepts="(made_by = access_viewer() or owner_id in (select families_answers_for()))",
        writes="insert update",
        columns="(answer, outcome, answered_on, answered_by_name, answered_by, second_answer, second_outcome, second_answered_on, second_answered_by_name)",
    ),
    Protected(
        "families_complaintstep",
        kind="'complaints-and-tribunal'::text",
        and_also="(exists (select 1 from families_complaint c where c.id = complaint_id))",
        accepts="(by = access_viewer() and not recorded and exists (select 1 from families_complaint c where c.id = complaint_id and c.made_by = access_viewer() and c.child_id = families_complaintstep.child_id and c.owner_id = families_complaintstep.owner_id))",
        writes="insert",
    ),
    # Whom it was made to, and the council's casework.
    Protected(
        "families_earlyoffer",
        kind="'complaints-and-tribunal'::text",
        case='"case"',
        and_also=f"(to_user = access_viewer() or {_OFFICER})",
        accepts=f"(to_user = access_viewer() or {_OFFICER})",
        writes="insert update",
        columns="(answer, answered_on, wish, contacted_on, contacted_by_name, agreed)",
    ),
    # Ordinary records of the council: its navigators write them, its casework reads them. No family, setting or clinician does.
    Protected(
        "families_navigation",
        shows=f"(({_NAVIGATOR} or {_OFFICER}) and (child_id is null or child_id not in (select access_sealed())))",
        accepts=f"({_NAVIGATOR} and (child_id is null or child_id not in (select access_sealed())))",
        writes="insert update",
        columns="(navigator, navigator_name, next_step, next_on, closed_on, outcome)",
    ),
    Protected(
        "families_navigatornote",
        shows="(exists (select 1 from families_navigation n where n.id = navigation_id))",
        accepts=f"({_NAVIGATOR} and by = access_viewer() and exists (select 1 from families_navigation n where n.id = navigation_id and n.owner_id = families_navigatornote.owner_id and n.closed_on is null))",  # noqa: S608 - names from the code
        writes="insert",
    ),
    # With its question, and read by whoever reads that. Only that it was added to the case is written later.
    Protected(
        "families_questionfile",
        kind="'messages-to-family'::text",
        and_also="(exists (select 1 from families_question q where q.id = question_id))",
        writes="insert update",
        columns="(kept)",
    ),
)

# A question is asked in one's own name and without an answer, and is about a case of the child. It is answered once, in
# one's own name, by an officer of the council that holds the record.
MORE_POLICIES = walls_access.MORE_POLICIES + f"""
drop policy if exists families_question_in_ones_own_name on families_question;
create policy families_question_in_ones_own_name on families_question as restrictive for insert to goldenthread_app
    with check (asked_by = access_viewer() and answered_at is null and answered_by is null and answer = '' and helped is null
        and (again is null or families_not_answered(again, child_id, owner_id))
        and ("case" is null or exists (select 1 from cases_case c
             where c.id = "case" and c.child_id = families_question.child_id and c.owner_id = families_question.owner_id)));
drop policy if exists families_questionfile_with_ones_own_question on families_questionfile;
create policy families_questionfile_with_ones_own_question on families_questionfile as restrictive for insert to goldenthread_app
    with check (kept is null and exists (select 1 from families_question q where q.id = question_id and q.asked_by = access_viewer()
        and q.answered_at is null and q.child_id = families_questionfile.child_id and q.owner_id = families_questionfile.owner_id));
drop policy if exists families_questionfile_kept_once on families_questionfile;
create policy families_questionfile_kept_once on families_questionfile as restrictive for update to goldenthread_app
    using (kept is null and {_OFFICER}) with check (kept is not null);
drop policy if exists families_complaint_in_ones_own_name on families_complaint;
create policy families_complaint_in_ones_own_name on families_complaint as restrictive for insert to goldenthread_app
    with check (made_by = access_viewer() and "case" is null and answer = '' and answered_on is null and part = '' and part_on is null
        and child_id in (select g.child from access_by_family('write', 'messages-to-family') g)
        and (owner_id in (select families_answering_bodies()) or exists (select 1 from people_child c where c.id = child_id and c.owner_id = families_complaint.owner_id))
        and (with_body_id is null or with_body_id <> owner_id and with_body_id in (select families_answering_bodies())
             or with_body_id <> owner_id and exists (select 1 from people_child c where c.id = child_id and c.owner_id = families_complaint.with_body_id)));
drop policy if exists families_complaint_answered_by_who_leads on families_complaint;
create policy families_complaint_answered_by_who_leads on families_complaint as restrictive for update to goldenthread_app
    using (owner_id in (select families_answers_for())) with check (owner_id in (select families_answers_for()));
drop policy if exists families_earlyoffer_in_ones_own_name on families_earlyoffer;
create policy families_earlyoffer_in_ones_own_name on families_earlyoffer as restrictive for insert to goldenthread_app
    with check ("case" is null and exists (select 1 from people_child c where c.id = child_id and c.owner_id = families_earlyoffer.owner_id)
        and exists (select 1 from cases_case k where k.id = failed_case and k.child_id = families_earlyoffer.child_id)
        and (offered_by is null and to_user = access_viewer() and contacted_on is null and child_id in (select g.child from access_by_family('write', 'messages-to-family') g)
             or offered_by = access_viewer() and {_OFFICER} and exists (select 1 from families_to_offer(child_id) f where f.name = to_name and f.account is not distinct from to_user)));
drop policy if exists families_earlyoffer_of_ones_own on families_earlyoffer;
create policy families_earlyoffer_of_ones_own on families_earlyoffer as restrictive for update to goldenthread_app
    using ({_OFFICER} or contacted_on is null and child_id in (select g.child from access_by_family('write', 'messages-to-family') g))
    with check ({_OFFICER} or contacted_on is null);
drop policy if exists families_update_of_its_case on families_update;
create policy families_update_of_its_case on families_update as restrictive for insert to goldenthread_app
    with check (exists (select 1 from cases_case c
                where c.id = "case" and c.child_id = families_update.child_id and c.owner_id = families_update.owner_id));
drop policy if exists families_question_answered_once on families_question;
create policy families_question_answered_once on families_question as restrictive for update to goldenthread_app
    using (answered_at is null and {_OFFICER})
    with check (answered_at is not null and answered_by = access_viewer() and answer <> '');
drop policy if exists families_needsanswer_in_ones_own_name on families_needsanswer;
create policy families_needsanswer_in_ones_own_name on families_needsanswer as restrictive for insert to goldenthread_app
    with check (by = access_viewer() and exists (select 1 from people_child c where c.id = child_id and c.owner_id = families_needsanswer.owner_id)
        and (side = 'home' and child_id in (select g.child from access_by_family('write', 'messages-to-family') g)
             or side = 'school' and families_at_school(child_id)));
drop policy if exists families_needsanswer_sent_once on families_needsanswer;
create policy families_needsanswer_sent_once on families_needsanswer as restrictive for update to goldenthread_app
    using (sent_on is null and by = access_viewer()) with check (by = access_viewer());
""" + "".join(  # noqa: S608
    f"""
drop policy if exists {table}_no_others_complaint on {table};
create policy {table}_no_others_complaint on {table} as restrictive for select to goldenthread_app
    using ({column} is null or {column} not in (select access_anothers_complaints()));
"""
    for table, column in (
        ("cases_case", "id"), ("cases_event", "case_id"), ("cases_casestate", "case_id"), ("cases_clockrow", "case_id"), ("cases_duty", "case_id"),
        ("people_content", '"case"'), ("letters_letter", '"case"'),
    )
) + "drop function if exists families_anothers_complaints();"
