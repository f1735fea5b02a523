"""Row-level security of letters and messages."""

from goldenthread.access.rls import NOBODY, Protected, holds

_MESSAGE = Protected("letters_message", kind="kind_of_data::text", case='"case"')
# A letter that encloses a plan, or is of that kind, is read as the plan is, and otherwise by whoever it was addressed to. Whether it was
# written to others than the family is asked of its template first, which costs nothing and settles it for nearly every letter.
_READ_AS_A_PLAN = """(encloses_id is null and kind_of_data <> 'drafts-and-final-plan'
    or owner_id in (select g.owner from access_by_owner('read', 'drafts-and-final-plan') g)
    or child_id in (select g.child from access_by_family('read', 'drafts-and-final-plan') g)
    or letters_addressed(id))
    and not (letters_to_others(template) and letters_not_for_the_family(id, template, child_id, kind_of_data::text))"""
_LEADS = holds("la-send-manager")
_SERVICE = f"{holds('health-service-manager')} and slug ~ '^(waiting-|part/while-you-wait$|mail/(text-)?news$)'"
_CHANGES = f"({_LEADS} or {_SERVICE})"

PROTECTED = (
    Protected("letters_letter", kind="kind_of_data::text", case='"case"', and_also=_READ_AS_A_PLAN, writes="insert"),
    # A message carries the address of one parent, which the other may not learn: casework alone reads it, whatever the
    # kind of what it tells of. What was sent is marked by functions.
    Protected(
        "letters_message",
        kind="'ehc-request-and-stage'::text",
        case='"case"',
        level="write",
        accepts=_MESSAGE.admits("write"),
        writes="insert",
    ),
    # No child is in these. Everybody is shown the words that were said to somebody; those who lead casework change them.
    Protected("letters_templateversion", shows="(true)", accepts=_CHANGES, writes="insert"),
    Protected("letters_contact", shows="(true)", accepts=_LEADS, writes="insert update", columns="(name, how)"),
    # Each way that was tried: the worker's alone.
    Protected("letters_sending", shows=NOBODY),
    # Somebody whom no way reached: for those who work with a family's contact at the body that wrote, and never for the family.
    Protected(
        "letters_notreached", case='"case"', and_also="child_id not in (select access_own_family())", writes="update", columns="(done_on, done_by_name, outcome)",
        accepts=Protected("letters_notreached", case='"case"', and_also="child_id not in (select access_own_family())").admits("read"),
    ),
)

