"""Row-level security of what passes between a family and those who work for their child."""

from goldenthread.access.rls import Protected

PROTECTED = (
    Protected(
        "families_question",
        kind="'messages-to-family'::text",
        case='"case"',
        writes="insert update",
        columns="(answer, answered_by, answered_name, answered_at)",
    ),
)
