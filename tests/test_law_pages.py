from pathlib import Path

from goldenthread.law_pages import pages

LAW = Path(__file__).parents[1] / "docs" / "law"


def test_the_law_pages_are_those_that_the_pathways_make():
    written = {path.name: path.read_text("utf-8") for path in LAW.glob("*.md")}
    assert written == pages(), "docs/law is stale: run `make law`"


def test_every_clock_is_documented_with_its_citation():
    page = pages()["ehc-needs-assessment.md"]
    assert "| `issue-final-plan`<br>Issue the final plan | 20 weeks after" in page
    assert "Law: r.13(2), (3)" in page


def test_a_page_says_from_what_a_clock_starts_before_what_and_that_its_stop_is_on_a_later_day():
    page = pages()["adhd-medication.md"]
    assert "from `dose-changed` | `heart-rate-and-blood-pressure-checked`, on a later day" in page
    assert "| 3 months after the latest treatment started so far | one for each starting day; only after `treatment-started`" in page
    assert "only if started before 11 years after the date of birth (the latest treatment started so far)" in page


def test_no_page_speaks_of_a_thing_by_a_word_that_says_nothing():
    for name, text in pages().items():
        assert not [word for word in ("for each to", "for each by", "for each requires", "| the to |", "| the by |") if word in text], name
