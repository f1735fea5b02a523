"""A commissioner finds the gap in Mid Essex, costs it, and carries it to a decision; then looks who waits longer."""

import copy

import pytest
from playwright.sync_api import expect

from goldenthread.services.models_commissioning import CommissioningCase

from ..services.gaps_area import a_gap_in_mid_essex
from .conftest import DESK, Visit, recorded_on_the_day_shown


@pytest.fixture(scope="class")
def the_area(scenes):
    with scenes(a_gap_in_mid_essex) as told:
        yield told


@pytest.fixture
def area(the_area, db):
    recorded_on_the_day_shown()
    return copy.deepcopy(the_area)


def test_a_commissioner_finds_a_gap_and_carries_it_to_a_decision(area, browser):
    visit = Visit(browser, area.tom, width=DESK).open("/gaps/")
    expect(visit.page.locator(".gt-answer")).to_contain_text("ages 12 to 18, in Braintree, Chelmsford and Maldon, unless in a special school: about 15 children")
    visit.assert_sound_at_any_width("gaps")
    visit.page.get_by_role("row", name="ages 12 to 18").get_by_role("button").click()
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("ages 12 to 18")
    for link, fields in (
        ("Add children, hours and cost", {"How many children?": "15", "Hours for each child a year": "12"}),
        ("Add an option", {"What could be done?": "Ask Provide to take them to 18", "What speaks for and against it": "They know the schools."}),
        ("Say who sees to it", {"Name of whoever sees to it": "Ruth Adeyemi", "Their post": "Head of commissioning"}),
    ):  # fmt: skip
        visit.follow(link)
        if link.startswith("Add children"):
            visit.assert_sound_at_any_width("commissioning-add")
        for label, words in fields.items():
            visit.page.get_by_label(label).fill(words)
        visit.press("Save")
    visit.follow("Record the decision")
    visit.page.get_by_label("Fund it", exact=True).check()
    visit.page.get_by_label("Reasons").fill("The inspection asks for it.")
    visit.press("Save")
    expect(visit.page.locator(".gt-answer")).to_contain_text("Decided: fund it.")
    expect(visit.page.locator(".gt-timeline")).to_contain_text("£64.50 an hour: £11,610 a year")
    visit.assert_sound_at_any_width("commissioning-case")
    assert CommissioningCase.objects.get().children == 15
    for name, address in (
        ("commissioning", "/commissioning/"), ("gap-offers", "/gaps/offers/"), ("equity", "/equity/?kind=speech-and-language&by=district"),
        ("priority-fairness", "/equity/priority/?kind=speech-and-language"), ("referral-answers", "/equity/answers/?kind=speech-and-language&by=body"),
        ("equity-access", "/equity/?kind=speech-and-language&measure=access&by=district"),
    ):  # fmt: skip
        visit.open(address).assert_sound_at_any_width(name)
    visit.context.close()
