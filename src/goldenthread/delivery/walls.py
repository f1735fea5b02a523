"""Row-level security of the provision ledger. What was said of a line is of the kind of its plan, and is narrowed like it:
casework reads all, a family what is its child's, and whoever gives a line, or was given it to read, that line."""

from dataclasses import replace

from goldenthread.access.rls import NOBODY, Protected, holds

_PLAN = "'drafts-and-final-plan'::text"
_OFFICER = "owner_id in (select g.owner from access_by_owner('read', 'drafts-and-final-plan') g)"
_FAMILY = "child_id in (select g.child from access_by_family('read', 'drafts-and-final-plan') g)"
_FAMILY_SPEAKS = "child_id in (select g.child from access_by_family('write', 'messages-to-family') g)"


def _of_a_line(table: str, accepts: str) -> Protected:
    plain = Protected(table, kind=_PLAN, case='"case"')
    shape = replace(plain, and_also=f"({_OFFICER} or {_FAMILY} or line in (select delivery_concerned()))", writes="insert")
    known = f"delivery_is_line(line, child_id, owner_id, {table}.\"case\")"
    return replace(shape, accepts=f"({plain.admits('read')} and by = access_viewer() and {known} and ({accepts}))")


_CASEWORK = Protected("", kind=_PLAN).admits("write")

PROTECTED = (
    _of_a_line("delivery_arrangement", _CASEWORK),
    _of_a_line(
        "delivery_word",
        f"party = 'provider' and delivery_may_record(line, child_id)"
        f" or party = 'family' and delivered = 0 and made_up = 0 and {_FAMILY_SPEAKS}"
        f" or party = 'settled' and {_CASEWORK}",
    ),
    _of_a_line(
        "delivery_inplace",
        f"party = 'family' and {_FAMILY_SPEAKS} or party = 'setting' and delivery_speaks_for_setting(child_id)",
    ),
    # Read and written through functions alone.
    Protected("delivery_reading", shows=NOBODY),
    Protected("delivery_account", shows=NOBODY),
    Protected("delivery_kept", shows=NOBODY),
    # No child is in these.
    Protected(
        "delivery_rate",
        shows="(owner_id in (select access_counted()))",
        accepts=holds("la-send-manager"),
        writes="insert update",
        columns="(pence, valid_to)",
    ),
)
