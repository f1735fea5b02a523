"""Which of a child's cases a family's page is about."""

import datetime as dt

import pytest

from goldenthread.cases.models import Case
from goldenthread.cases.queries_children import CaseLine
from goldenthread.families.queries import leading_case

TODAY = dt.date(2026, 11, 24)


def line(pathway, opened_on, *, stage="", closed=False):
    return CaseLine(Case(pathway=pathway, opened_on=dt.date.fromisoformat(opened_on)), pathway, stage.replace("-", " "), closed, None, stage)


@pytest.mark.parametrize(
    ("lines", "first"),
    [
        # A plan's reviews come before a newer wait for a health service.
        ([line("annual-review", "2023-05-02"), line("neurodevelopmental", "2026-09-01")], "annual-review"),
        ([line("neurodevelopmental", "2026-09-01"), line("ehc-needs-assessment", "2026-08-03", stage="assessing")], "ehc-needs-assessment"),
        # Without either, the wait is what goes on.
        ([line("ehc-needs-assessment", "2024-02-05", stage="not-assessed", closed=True), line("speech-and-language", "2026-09-01")], "speech-and-language"),
        # A refusal of the last year, with its help and its rights, is not hidden by a wait.
        ([line("ehc-needs-assessment", "2026-08-03", stage="not-issued", closed=True), line("speech-and-language", "2026-09-01")], "ehc-needs-assessment"),
        # What is told while a child waits stands beside its list.
        ([line("safe-waiting", "2026-09-02"), line("speech-and-language", "2026-09-01")], "speech-and-language"),
    ],
)
def test_a_family_page_is_about_what_the_council_does_before_a_wait_for_a_health_service(lines, first):
    assert leading_case(lines, TODAY).case.pathway == first
