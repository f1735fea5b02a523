"""Row-level security of the journal and of what is computed from it."""

from goldenthread.access.rls import NOBODY, Protected

# An event is read through its case, under the case's own policy, and then by its own kind of data: status is not
# enough. It carries neither child nor owner, so that it follows its case if that changes hands.
_OF_THE_CASE = """(exists (select 1 from cases_case c where c.id = cases_event.case_id and (
    (c.owner_id, cases_event.kind_of_data::text) in (select g.owner, g.kind from access_by_owner('{level}') g)
    or (c.child_id, c.owner_id, cases_event.kind_of_data::text) in (select g.child, g.owner, g.kind from access_by_child('{level}') g)
    or (c.child_id, cases_event.kind_of_data::text) in (select g.child, g.kind from access_by_family('{level}') g))))"""

PROTECTED = (
    Protected("cases_case", kind="kind_of_data::text", case="id", level="status", writes="insert"),
    Protected(
        "cases_event",
        shows=_OF_THE_CASE.format(level="read"),
        accepts=_OF_THE_CASE.format(level="write"),
        writes="insert",
    ),
    Protected("cases_casestate", kind="kind_of_data::text", case="case_id", level="status"),
    Protected("cases_clockrow", kind="kind_of_data::text", case="case_id", level="status"),
    Protected("cases_duty", kind="kind_of_data::text", case="case_id", level="status"),
    Protected("cases_importrun", kind="'ehc-request-and-stage'::text", child="null::uuid"),
    Protected("cases_importfinding", kind="'ehc-request-and-stage'::text", case="case_id"),
    Protected("cases_rawrecord", kind="'ehc-request-and-stage'::text", case="case_id"),
    Protected("cases_demo_area", shows=NOBODY),
)
