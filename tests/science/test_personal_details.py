"""What in a comment may tell who somebody is. All of it is invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.science.personal_details import found_in, without


@pytest.mark.parametrize(("text", "clean", "what"), [
    ("Write to jo.bloggs@example.org please", "Write to [email] please", "an email address"),
    ("Ring 01632 960 200 or +44 7700 900123.", "Ring [telephone] or [telephone].", "a telephone number"),
    ("We live at CM7 1AA in a flat", "We live at [postcode] in a flat", "a postcode"),
    ("He was born 3/4/2016.", "He was born [date].", "a date such as a birthday"),
    ("My son Jack Smith waits", "My son [name] waits", "a name of somebody"),
    ("my daughter is called Aisha and", "my daughter is called [name] and", "a name of somebody"),
    ("Mrs Jones said no", "[name] said no", "a name after a title"),
    ("NHS number 943 476 5919", "NHS number [number]", "an NHS number"),
    ("See https://example.org/buy", "See [link]", "a link"),
])  # fmt: skip
def test_what_tells_who_somebody_is_is_found_and_taken_out(text, clean, what):
    assert without(text) == clean
    assert what in found_in(text)


@pytest.mark.parametrize("text", [
    "We waited 14 months for speech therapy in Harlow.", "My son waits. The EHC plan took 30 weeks, not 20.", "The Local Offer does not say who a group is for.", "Age 7 to 11, 2 of 3 clubs were full in 2026.",
])  # fmt: skip
def test_what_tells_nothing_of_anybody_stays_as_it_is(text):
    assert without(text) == text
    assert found_in(text) == []


@given(st.text(max_size=200))
def test_what_was_taken_out_once_leaves_nothing_to_take_out(text):
    once = without(text)
    assert without(once) == once or found_in(once) != []


@given(st.text(alphabet="abc XYZ", max_size=40), st.sampled_from(["a.b@example.org", "01632 960 200", "CM7 1AA"]))
def test_wherever_it_stands_it_is_not_there_afterwards(around, secret):
    assert secret not in without(f"{around} {secret} {around}")
