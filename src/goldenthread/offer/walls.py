"""Row-level security of what is kept behind the public directory: read by those who edit and commission, written through functions."""

from goldenthread.access.rls import Protected

# Asked once a question: asked of each row, it would cost more than the rows.
_READ_BEHIND = "((select offer_reads()))"
_EDIT = "((select offer_edits()))"
NOBODY = "(false)"

PROTECTED = (
    Protected("offer_change", shows=_READ_BEHIND),
    Protected("offer_suggestion", shows=_READ_BEHIND),
    Protected("offer_reminder", shows=_READ_BEHIND),
    Protected("offer_outcome", shows=_READ_BEHIND, accepts="(offer_reads() and by = access_viewer())", writes="insert"),
    Protected("offer_spent", shows=NOBODY),
    Protected("offer_linkasked", shows=NOBODY),
    # What is published is for everybody, and of a comment no more is left by then than what may be read.
    Protected("offer_comment", shows="(state = 'published' or (select offer_reads()))"),
    Protected("offer_answer", shows="(true)", accepts="(offer_edits() and by = access_viewer())", writes="insert"),
    Protected("offer_answerchange", shows="(true)", accepts="(offer_edits() and by = access_viewer())", writes="insert"),
    Protected("offer_publication", shows="(true)", accepts="(offer_edits() and by = access_viewer())", writes="insert"),
    # Who was asked is what the law has published; of people it has a number and no name.
    Protected("offer_consulted", shows="(true)", accepts="(offer_edits() and by = access_viewer())", writes="insert"),
    Protected("offer_copyasked", shows=_READ_BEHIND, accepts="(offer_edits() and by = access_viewer())", writes="insert"),
    Protected("offer_rowlook", shows=_READ_BEHIND, accepts="(by = access_viewer() and (offer_edits() or offer_owns(code, owner)))", writes="insert"),
    # Whose an entry is, and under which licence, is public as the entry is.
    Protected("offer_feed", shows="(true)", accepts=_EDIT, writes="insert"),
    Protected("offer_reading", shows=_READ_BEHIND, accepts=_EDIT, writes="insert update"),
    Protected("offer_sheet", shows=_READ_BEHIND, accepts=_EDIT, writes="insert update"),
    Protected("offer_sheetlayout", shows=_READ_BEHIND, accepts=_EDIT, writes="insert update"),
)
