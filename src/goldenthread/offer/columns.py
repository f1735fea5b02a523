"""What a file of the Local Offer holds: each row is one service at one place. Several of one column stand with semicolons."""

COLUMNS = (
    "organisation", "about_organisation", "service", "about", "who_for", "how_to_ask", "website", "email", "phone", "status", "age_from", "age_to",
    "cost", "cost_words", "needs", "how", "schedule_2", "districts", "place", "address", "town", "postcode", "days", "opens", "closes", "checked_on", "waiting_list",
)  # fmt: skip
OPTIONAL = ("for_children", "withhold_address")
"""Columns that a file need not have. Without the first an entry keeps what it says to children. "yes" in the second keeps a place's address and
postcode out of everything: only town and district stay."""
