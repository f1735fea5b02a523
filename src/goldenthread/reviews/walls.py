"""Row-level security of reviews. All of a review is of the kind of the plan that it reviews, and within it: the setting that
prepares it and the council's casework keep it; the family and those invited read what has gone round; the bodies' own officers
read that too."""

from dataclasses import replace

from goldenthread.access.rls import Protected

_KIND = "'drafts-and-final-plan'::text"
_OFFICER = "owner_id in (select g.owner from access_by_owner('read', 'drafts-and-final-plan') g)"
_FAMILY = "child_id in (select g.child from access_by_family('read', 'drafts-and-final-plan') g)"
# As reviews_keeps() says it of one review: here of the sets, because a council lists thousands.
_KEEPS = """(owner_id in (select g.owner from access_by_owner('write', 'drafts-and-final-plan') g)
    or (child_id, owner_id) in (select g.child, g.owner from access_by_child('write', 'school-sen-support') g) and child_id in (select reviews_pupils()))"""
_OF_ITS_CASE = '(exists (select 1 from cases_case c where c.id = "case" and c.child_id = {0}.child_id and c.owner_id = {0}.owner_id))'


def _of_a_review(table: str, keeps: str, review: str, shown: str, writes: str, columns: str = "") -> Protected:
    """`shown` is true of a row that has gone round. What is asked once a question stands before what is asked of each row."""
    also = f"({shown} and ({_FAMILY} or {_OFFICER}) or {keeps} or {shown} and reviews_invited({review}))"
    shape = Protected(table, kind=_KIND, case='"case"', and_also=also, writes=writes, columns=columns)
    return replace(shape, accepts=f"({replace(shape, and_also='true').admits('read')} and {keeps} and {_OF_ITS_CASE.format(table)})")


PROTECTED = (
    _of_a_review("reviews_review", _KEEPS, "id", "true", "insert update", "(time, place, setting_id)"),
    _of_a_review("reviews_invitation", "reviews_kept(review_id)", "review_id", "true", "insert update", "(came, ended_at)"),
    _of_a_review("reviews_paper", "reviews_kept(review_id)", "review_id", "shared_at is not null", "insert update", "(text, by_name, shared_at)"),
    _of_a_review("reviews_report", "reviews_kept(review_id)", "review_id", "sent_at is not null", "insert update",
                 "(body, revision, saved_at, sent_at, sent_by_event, author_name)"),
)  # fmt: skip
