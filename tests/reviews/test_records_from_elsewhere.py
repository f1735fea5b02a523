"""Reviews whose record came from elsewhere, or lacks somebody: pages say what is so, and nobody is stuck."""

import re

import pytest

from goldenthread.cases.models import Event
from goldenthread.people.models import Relationship
from goldenthread.reviews.models import Invitation

from .conftest import MEETING, case_of, child_of, day, get, text_of
from .test_pages_of_reviews import send


@pytest.fixture
def reviewed_elsewhere(area):
    """Noah's review of 2023 was never decided here; that of 3 November 2026 was, with its report on the 12th."""
    noah = child_of(area.essex, "Noah", "Nair", date_of_birth=day("2015-03-01"))
    area.noah = case_of(
        noah, ("plan-made", day("2022-01-31")), ("review-meeting-held", day("2023-01-23")), ("review-meeting-held", day("2026-11-03")),
        ("review-report-sent", day("2026-11-12")), pathway="annual-review",
    )  # fmt: skip
    return area


def test_the_decision_that_is_owed_is_that_of_the_latest_meeting(reviewed_elsewhere):
    page = text_of(get(reviewed_elsewhere.priya, f"/cases/{reviewed_elsewhere.noah.pk}/review/decide/"))
    # Four weeks of 3 November 2026 end on 1 December; those of 23 January 2023 are another review's.
    assert "1 December 2026" in page
    assert "2023" not in page


def test_a_decision_that_is_owed_of_an_earlier_meeting_says_of_which(reviewed_elsewhere):
    ada = child_of(reviewed_elsewhere.essex, "Ada", "Nair", date_of_birth=day("2015-03-01"))
    case = case_of(
        ada, ("plan-made", day("2016-05-30")), ("review-meeting-held", day("2023-01-23"), {"earlier_unknown": True}),
        ("review-meeting-held", day("2026-11-03"), {"earlier_unknown": True}), ("review-report-sent", day("2026-11-12")), pathway="annual-review",
    )  # fmt: skip
    page = text_of(get(reviewed_elsewhere.priya, f"/cases/{case.pk}/review/"))
    assert "The meeting was held on Tuesday 3 November 2026" in page
    assert "The council decides after the meeting of Monday 23 January 2023, by Monday 20 February 2023" in page, page[page.index("The meeting was held") :][:300]


def test_a_report_that_was_sent_elsewhere_has_come(reviewed_elsewhere):
    path = f"/cases/{reviewed_elsewhere.noah.pk}/review/"
    assert "The report has not come" not in text_of(get(reviewed_elsewhere.priya, f"{path}decide/"))
    assert "Its report was sent. The council decides next" in text_of(get(reviewed_elsewhere.priya, path))


def test_a_parent_who_is_not_on_record_is_invited_by_name(area):
    Relationship.objects.filter(child=area.oscar).update(valid_to=day("2026-01-01"))
    page = send(area.tom, f"{area.path}arrange/", MEETING | {"do": "invite"})
    assert "The child’s parent, or the young person: name" in text_of(page)
    invited = dict(_ticked(page))
    missing = send(area.tom, f"{area.path}arrange/", MEETING | invited | {"do": "send"})
    assert "Enter the name of the child’s parent, or the young person" in text_of(missing)
    assert not Event.objects.filter(case=area.case.pk, event="review-meeting-arranged").exists()
    done = send(area.tom, f"{area.path}arrange/", MEETING | invited | {"name-family": "Anna Lindqvist", "do": "send"})
    assert done.status_code == 302, text_of(done)
    assert Invitation.objects.get(case=area.case.pk, party="family").name == "Anna Lindqvist"


def _ticked(page):
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*checkbox[^>]*>", page.content.decode()):
        if "checked" in tag:
            found.setdefault(re.search(r'name="([^"]+)"', tag)[1], []).append(re.search(r'value="([^"]+)"', tag)[1])
    return list(found.items())


@pytest.mark.parametrize("year, said", [("2029", "must be within two years from today"), ("9999", "must be before the year 2101")])
def test_no_meeting_is_arranged_years_ahead(area, year, said):
    page = text_of(send(area.tom, f"{area.path}arrange/", MEETING | {"day_year": year}))
    assert said in page
