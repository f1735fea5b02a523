"""What later versions made of a finding."""

import datetime as dt
import uuid

from goldenthread.audits.findings import Version, became
from goldenthread.audits.queries import Words

BY, TODAY = dt.date(2026, 12, 22), dt.date(2026, 11, 24)
LINE, OTHER = uuid.uuid4(), uuid.uuid4()


def says(text, line=LINE, need=None, **details):
    return Words(line, "F", 1, text, details, need, None)


def version(day, *clauses, issued=True):
    return Version(dt.date(2026, 11, day), issued, clauses)


WAS = version(1, says("Access to therapy."))
SAME, OTHERWISE = says("Access to therapy."), says("Therapy once a week.")


def key(*later, on=TODAY):
    return became(BY, WAS, later, on).key


def test_nothing_later_is_open_until_its_day_and_overdue_after_it():
    assert key() == "open"
    assert key(on=BY) == "open"
    assert key(on=BY + dt.timedelta(days=1)) == "overdue"


def test_a_clause_that_says_the_same_in_a_new_plan_was_not_acted_on():
    assert key(version(2, SAME)) == "open"


def test_a_clause_changed_or_taken_out_in_an_issued_plan_was_and_the_first_such_plan_is_named():
    assert key(version(2, OTHERWISE)) == key(version(2)) == "acted"
    assert "2 November" in became(BY, WAS, [version(2, OTHERWISE), version(9, OTHERWISE)], TODAY).words


def test_a_link_that_was_mended_is_a_change():
    assert key(version(2, says("Access to therapy.", need=OTHER))) == "acted"


def test_a_change_that_was_taken_back_is_none():
    assert key(version(2, OTHERWISE), version(3, SAME)) == "open"


def test_a_draft_is_only_a_proposal_and_a_plan_issued_over_it_decides():
    draft = version(2, OTHERWISE, issued=False)
    assert key(draft) == "proposed"
    assert key(draft, on=BY + dt.timedelta(days=1)) == "proposed"
    assert key(draft, version(3, SAME)) == "open"


def test_what_a_section_lacked_is_there_once_a_clause_was_added():
    assert became(BY, version(1), [version(2, OTHERWISE)], TODAY).key == "acted"
