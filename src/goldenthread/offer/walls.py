"""Row-level security of what is kept behind the public directory: read by those who edit and commission, written through functions."""

from goldenthread.access.rls import Protected

_READ_BEHIND = "(offer_reads())"
_EDIT = "(offer_edits())"
NOBODY = "(false)"

PROTECTED = (
    Protected("offer_change", shows=_READ_BEHIND),
    Protected("offer_suggestion", shows=_READ_BEHIND),
    Protected("offer_reminder", shows=_READ_BEHIND),
    Protected("offer_outcome", shows=_READ_BEHIND, accepts="(offer_reads() and by = access_viewer())", writes="insert"),
    Protected("offer_spent", shows=NOBODY),
    # Whose an entry is, and under which licence, is public as the entry is.
    Protected("offer_feed", shows="(true)", accepts=_EDIT, writes="insert"),
    Protected("offer_reading", shows=_READ_BEHIND, accepts=_EDIT, writes="insert update"),
    Protected("offer_sheet", shows=_READ_BEHIND, accepts=_EDIT, writes="insert update"),
    Protected("offer_sheetlayout", shows=_READ_BEHIND, accepts=_EDIT, writes="insert update"),
)
