"""Row-level security of letters and messages."""

from goldenthread.access.rls import Protected

PROTECTED = (
    Protected("letters_letter", kind="kind_of_data::text", case='"case"', writes="insert"),
    # A message carries addresses: it is for those who write to the family or the case.
    Protected(
        "letters_message",
        kind="kind_of_data::text",
        case='"case"',
        level="write",
        writes="insert update",
        columns="(state, sent_at)",
    ),
    Protected("letters_templateversion", shows="(true)", accepts="(owner_id in (select g.owner from access_by_owner('write', 'drafts-and-final-plan') g))", writes="insert"),
    Protected("letters_contact", shows="(true)", accepts="(owner_id in (select g.owner from access_by_owner('write', 'drafts-and-final-plan') g))", writes="insert update"),
    Protected("letters_caughtmail", shows="(true)", accepts="(true)", writes="insert"),
)

