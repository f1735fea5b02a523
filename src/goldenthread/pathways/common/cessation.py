"""That a plan goes on after all, though it was to cease."""

from goldenthread.engine.fields import event, text_field

DECIDED_NOT_TO_CEASE = event(
    "decided-not-to-cease", "Decided to keep the plan, or the tribunal did", text_field("reasons", "Reasons").optional()
)
"""Not in the shared vocabulary: see decision 18. Without it a cessation that is given up, or that the tribunal overturns, has
no end."""
