"""A request that was withdrawn and made again on the same case: the pages tell the two apart. Today is Tuesday 24 November 2026."""

import re

import pytest

from goldenthread.assessments.decisions import plan_decided
from goldenthread.engine.events import Event

from ...assessments.test_decide_pages import parent_of
from .conftest import TODAY, allocate, case_of, child_of, day, get, practitioner, text_of

pytestmark = pytest.mark.django_db
SCHOOL = {"contributor": "education-setting"}
SOCIAL = {"contributor": "social-care"}
FIRST = (
    ("request-received", day("2026-06-01"), {"by": "parent"}),
    ("family-consulted", day("2026-06-02")),
    ("notified-considering", day("2026-06-02")),
    ("decided-to-assess", day("2026-07-01")),
    ("advice-requested", day("2026-07-02"), SCHOOL),
    ("advice-requested", day("2026-07-02"), SOCIAL),
    # 2 July + 42 = 13 August: late.
    ("advice-received", day("2026-08-20"), SCHOOL),
    ("advice-nil-return", day("2026-07-20"), SOCIAL),
    ("request-withdrawn", day("2026-09-01")),
)
AGAIN = (*FIRST, ("request-received", day("2026-10-12"), {"by": "parent"}))
DECIDED = (*AGAIN, ("decided-to-assess", day("2026-11-02")), ("advice-requested", day("2026-11-03"), SCHOOL))


@pytest.fixture
def noah(area):
    area.noah = child_of(area.council, "Noah", "Reed")
    allocate(area.noah, area.priya)
    return area


def lines(page):
    rows = re.findall(r"<tr\b.*?</tr>", page.content.decode(), re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", r)).strip() for r in rows]


def test_the_case_page_says_of_which_request_each_limit_is(noah):
    said = lines(get(noah.priya, f"/cases/{case_of(noah.noah, *DECIDED).pk}/"))
    [again] = [line for line in said if line.startswith("Decide whether to assess (request of 12 October 2026)")]
    [first] = [line for line in said if line.startswith("Decide whether to assess For an earlier request")]
    assert "Met 2 Nov" in again
    assert "Met 1 Jul" in first
    school = [line for line in said if line.startswith("School or college advice")]
    assert ["For an earlier request" in line for line in school] == [False, True]
    assert not any("For an earlier request" in line for line in said if line.startswith("Issue the final plan"))


def test_what_advisers_answered_for_the_first_request_is_not_counted_for_the_second(noah):
    case = case_of(noah.noah, *DECIDED)
    assert "Advice: 0 of 1 answered" in text_of(get(noah.priya, f"/cases/{case.pk}/"))
    assert "0 of 1 advisers have answered" in text_of(get(noah.priya, "/my-work/"))
    advice = text_of(get(noah.priya, f"/cases/{case.pk}/advice/"))
    assert "0 of 1 have answered" in advice
    assert "Not known to them" not in advice


def test_an_adviser_of_the_first_request_can_be_asked_for_the_second(noah):
    said = text_of(get(noah.priya, f"/cases/{case_of(noah.noah, *AGAIN, ('decided-to-assess', day('2026-11-02'))).pk}/ask-for-advice/"))
    assert "20 August" not in said
    assert "Not known to them" not in said


def test_the_decision_on_the_second_request_does_not_stand_on_that_of_the_first(noah):
    said = text_of(get(noah.priya, f"/cases/{case_of(noah.noah, *AGAIN).pk}/decide-to-assess/"))
    assert "Decided to assess on" not in said
    assert "It is not recorded that the family was consulted" in said
    assert "Decided to assess on Wednesday 1 July 2026" in text_of(get(noah.priya, f"/cases/{case_of(noah.noah, *FIRST[:-1]).pk}/decide-to-assess/"))


def test_a_plan_that_was_decided_on_for_a_withdrawn_request_is_not_decided_on_for_the_next(db):
    told = [Event(slug, TODAY, number=n) for n, slug in enumerate(["request-received", "decided-to-issue", "request-withdrawn", "request-received"])]
    assert plan_decided(told[:2])
    assert not plan_decided(told)


def test_late_advice_of_the_first_request_is_no_cause_of_the_second(noah):
    # 27 July + 112: 4 to the 31st, 35, 65, 96 to 31 October, and 16: 16 November. This time the school answered in time.
    manager = practitioner("Grace Oyelaran", "la-send-manager", noah.council)
    second = (("request-received", day("2026-07-27")), ("decided-to-assess", day("2026-08-10")), ("advice-requested", day("2026-08-11"), SCHOOL), ("advice-received", day("2026-09-01"), SCHOOL))
    early = [(what, on.replace(year=2025), *more) for what, on, *more in FIRST]
    case_of(child_of(noah.council, "Ada", "Reed"), *early, *second)
    said = text_of(get(manager, "/clocks/", by="cause"))
    assert "Plan decision not recorded by week 16" in said
    assert "Advice came late" not in said


def test_why_this_date_of_the_first_request_says_that_it_is_of_an_earlier_one(noah):
    page = f"/cases/{case_of(noah.noah, *AGAIN).pk}/"
    [href] = re.findall(r'href="(/cases/[^"]*/why/decide-whether-to-assess-20260601-one/)"', get(noah.priya, page).content.decode())
    assert "Noah Reed. Decide whether to assess, for an earlier request" in text_of(get(noah.priya, href))


def test_the_form_of_an_exception_says_to_which_request_it_goes(noah):
    said = text_of(get(noah.priya, f"/cases/{case_of(noah.noah, *AGAIN).pk}/record/exception-recorded/"))
    assert "Issue the final plan (request of 12 October 2026)" in said
    assert "Without days of its own it counts for the request that stood on the day above" in said


def test_a_family_is_not_told_what_was_answered_for_the_request_that_it_withdrew(noah):
    ann = parent_of(noah.noah, "Ann", "Reed", "mother", email="ann@example.org", account=True)
    case_of(noah.noah, *DECIDED)
    said = text_of(get(ann, f"/family/{noah.noah.pk}/"))
    # The school was asked again, and social care, which did not know Noah, was not.
    assert "Due by 15 December" in said
    assert "They do not know" not in said
