"""Row-level security of the advice service: only its own members, and nobody by a personal link."""

from goldenthread.access.rls import Protected, holds

_MEMBER = holds("sendiass")
_OF_ITS_ENQUIRY = "exists (select 1 from sendiass_enquiry e where e.id = enquiry_id and e.owner_id = sendiass_note.owner_id)"

PROTECTED = (
    Protected("sendiass_enquiry", shows=f"({_MEMBER})", accepts=f"({_MEMBER})", writes="insert update",
              columns="(adviser, adviser_name, next_on, closed_on, outcome, sealed)"),
    Protected("sendiass_note", shows=f"({_MEMBER})", accepts=f"({_MEMBER} and by = access_viewer() and {_OF_ITS_ENQUIRY})", writes="insert"),
)  # fmt: skip
