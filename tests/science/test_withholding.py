"""What a child can ask to have kept from a parent, in every pathway that there is."""

import datetime as dt

import pytest

from goldenthread.pathways import PATHWAYS
from goldenthread.science.withholding import OWED, can_be_withheld, competences

NOTICES = (
    "request-received", "decided-to-assess", "decided-not-to-assess", "decided-to-issue", "decided-not-to-issue", "draft-plan-sent", "final-plan-issued", "amended-plan-issued",
    "amendment-notice-sent", "decided-to-maintain", "decided-to-cease", "decided-to-amend", "plan-ceased", "mediation-certificate-issued", "corrected", "exception-recorded",
)  # fmt: skip


@pytest.mark.parametrize("slug", sorted(PATHWAYS))
def test_no_notice_and_nothing_from_which_a_date_follows_is_kept_back(slug):
    pathway = PATHWAYS[slug]
    assert [n for n in NOTICES if can_be_withheld(pathway, n)] == []
    for clock in pathway.clocks:
        assert not any(can_be_withheld(pathway, h.slug) for h in (*clock.until, *clock.lapses_on, *clock.starts.of))
    assert not any(can_be_withheld(pathway, e.slug) for e in pathway.events.values() if e.stage)


def test_what_the_law_gives_has_its_citation():
    assert all("s." in o.cite or "r." in o.cite for o in OWED)


def test_somebody_of_16_is_taken_to_decide_and_a_child_who_understands():
    born = dt.date(2010, 11, 24)
    assert competences(born, dt.date(2026, 11, 23)) == ("competent", "not-competent")
    assert competences(born, dt.date(2026, 11, 24)) == ("older", "lacks")
    assert len(competences(None, born)) == 4
